/* The rows of country_bank.h, and how a number is compared with them. */
#include "app/country_bank.h"

enum { IBAN_MAX = 34, PLAIN_MIN = 4, PLAIN_MAX = 30 };
#define REGISTRY "SWIFT, IBAN Registry (ISO 13616)"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

static int weighted(const char *s, const char *weights)
{
    int sum = 0;
    for (size_t i = 0; weights[i]; i++) {
        sum += (s[i] - '0') * (weights[i] - '0');
    }
    return sum;
}

/* Each product counts with its last digit only. */
static bool holds_clabe(const char *s, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        sum += (s[i] - '0') * (i % 3 == 0 ? 3 : i % 3 == 1 ? 7 : 1) % 10;
    }
    return n == 18 && (10 - sum % 10) % 10 == s[17] - '0';
}

/* Two blocks with a check digit each: bank and branch, then the account. */
static bool holds_cbu(const char *s, size_t n)
{
    return n == 22 && (10 - weighted(s, "7139713") % 10) % 10 == s[7] - '0' &&
           (10 - weighted(s + 8, "3971397139713") % 10) % 10 == s[21] - '0';
}

#define IBAN(CODE, SHAPE)                                                                                              \
    {                                                                                                                  \
        .code = (CODE), .iban = (SHAPE), .source = REGISTRY                                                            \
    }
#define LOCAL(CODE, MIN, MAX, EXAMPLE, SOURCE, ...)                                                                    \
    {                                                                                                                  \
        .code = (CODE), .min = (MIN), .max = (MAX), .example = (EXAMPLE), .source = (SOURCE), ##__VA_ARGS__            \
    }
static const CountryBank BANKS[] = {
    IBAN("AD", "n4n4c12"),
    IBAN("AE", "n3n16"),
    IBAN("AL", "n8c16"),
    LOCAL("AR", 22, 22, "2850590940090418135201", "Banco Central de la República Argentina, Clave Bancaria Uniforme",
          .holds = holds_cbu, .name = "CBU", .whole = true),
    IBAN("AT", "n5n11"),
    LOCAL("AU", 4, 9, "12345678", "Australian Payments Network, BECS procedures, account number"),
    IBAN("AZ", "a4c20"),
    IBAN("BA", "n3n3n8n2"),
    IBAN("BE", "n3n7n2"),
    IBAN("BG", "a4n4n2c8"),
    IBAN("BH", "a4c14"),
    IBAN("BI", "n5n5n11n2"),
    IBAN("BR", "n8n5n10a1c1"),
    IBAN("BY", "c4n4c16"),
    LOCAL("CA", 7, 12, "1234567", "Payments Canada, Standard 005, payee account number"),
    IBAN("CH", "n5c12"),
    IBAN("CR", "n4n14"),
    IBAN("CY", "n3n5c16"),
    IBAN("CZ", "n4n6n10"),
    IBAN("DE", "n8n10"),
    IBAN("DJ", "n5n5n11n2"),
    IBAN("DK", "n4n9n1"),
    IBAN("DO", "c4n20"),
    IBAN("EE", "n2n2n11n1"),
    IBAN("EG", "n4n4n17"),
    IBAN("ES", "n4n4n1n1n10"),
    IBAN("FI", "n3n11"),
    IBAN("FO", "n4n9n1"),
    IBAN("FR", "n5n5c11n2"),
    {.code = "GB",
     .iban = "a4n6n8",
     .min = 8,
     .max = 8,
     .example = "31926819",
     .source = REGISTRY "; Pay.UK, Bacs: eight digits beside a sort code"},
    IBAN("GE", "a2n16"),
    IBAN("GI", "a4c15"),
    IBAN("GL", "n4n9n1"),
    IBAN("GR", "n3n4c16"),
    IBAN("GT", "c4c20"),
    LOCAL("HK", 6, 9, "123456789", "Hong Kong Interbank Clearing, clearing code and account number"),
    IBAN("HR", "n7n10"),
    IBAN("HU", "n3n4n1n15n1"),
    IBAN("IE", "a4n6n8"),
    IBAN("IL", "n3n3n13"),
    LOCAL("IN", 9, 18, "000123456789", "National Payments Corporation of India, NACH procedural guidelines"),
    IBAN("IQ", "a4n3n12"),
    IBAN("IS", "n4n2n6n10"),
    IBAN("IT", "a1n5n5c12"),
    IBAN("JO", "a4n4c18"),
    LOCAL("JP", 7, 7, "1234567", "Japanese Banks' Payment Clearing Network (Zengin), account number"),
    IBAN("KW", "a4c22"),
    IBAN("KZ", "n3c13"),
    IBAN("LB", "n4c20"),
    IBAN("LC", "a4c24"),
    IBAN("LI", "n5c12"),
    IBAN("LT", "n5n11"),
    IBAN("LU", "n3c13"),
    IBAN("LV", "a4c13"),
    IBAN("LY", "n3n3n15"),
    IBAN("MC", "n5n5c11n2"),
    IBAN("MD", "c2c18"),
    IBAN("ME", "n3n13n2"),
    IBAN("MK", "n3c10n2"),
    IBAN("MR", "n5n5n11n2"),
    IBAN("MT", "a4n5c18"),
    IBAN("MU", "a4n2n2n12n3a3"),
    LOCAL("MX", 18, 18, "032180000118359719", "Banco de México, SPEI, Clave Bancaria Estandarizada",
          .holds = holds_clabe, .name = "CLABE", .whole = true),
    LOCAL("NG", 10, 10, "0123456789", "Central Bank of Nigeria, Uniform Bank Account Number (NUBAN)", .name = "NUBAN"),
    IBAN("NL", "a4n10"),
    IBAN("NO", "n4n6n1"),
    LOCAL("NZ", 9, 10, "0123456001", "Payments NZ, Bulk Electronic Clearing System: account base and suffix"),
    LOCAL("PE", 20, 20, "00219300235673142214", "Banco Central de Reserva del Perú, Código de Cuenta Interbancario",
          .name = "CCI", .whole = true),
    IBAN("PK", "a4c16"),
    IBAN("PL", "n8n16"),
    IBAN("PS", "a4c21"),
    IBAN("PT", "n4n4n11n2"),
    IBAN("QA", "a4c21"),
    IBAN("RO", "a4c16"),
    IBAN("RS", "n3n13n2"),
    IBAN("SA", "n2c18"),
    IBAN("SC", "a4n2n2n16a3"),
    IBAN("SD", "n2n12"),
    IBAN("SE", "n3n16n1"),
    IBAN("SI", "n5n8n2"),
    IBAN("SK", "n4n6n10"),
    IBAN("SM", "a1n5n5c12"),
    IBAN("ST", "n4n4n11n2"),
    IBAN("SV", "a4n20"),
    IBAN("TL", "n3n14n2"),
    IBAN("TN", "n2n3n13n2"),
    IBAN("TR", "n5n1c16"),
    IBAN("UA", "n6c19"),
    LOCAL("US", 4, 17, "000123456789", "Nacha Operating Rules, DFI account number"),
    IBAN("VA", "n3n15"),
    IBAN("VG", "a4n16"),
    IBAN("XK", "n4n10n2"),
    LOCAL("ZA", 7, 11, "62001234567", "Payments Association of South Africa, account number"),
};

const CountryBank *country_banks(size_t *ret_n)
{
    *ret_n = COUNT_OF(BANKS);
    return BANKS;
}

const CountryBank *country_bank(Str code)
{
    for (size_t i = 0; i < COUNT_OF(BANKS) && code.n == 2; i++) {
        if (memcmp(BANKS[i].code, code.p, 2) == 0) {
            return &BANKS[i];
        }
    }
    return NULL;
}

bool iban_country(Str iso2)
{
    const CountryBank *b = country_bank(iso2);
    return b && b->iban;
}

/* Upper case, without the spaces and hyphens that people type for reading. False: something else is in it. */
static bool tidy(Arena *a, Str text, size_t max, Str *ret)
{
    Buf b = buf_on_arena(a, 64);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        c = c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
        if (is_digit(c) || is_letter(c)) {
            buf_addc(&b, c);
        } else if (c != ' ' && c != '-') {
            return false;
        }
    }
    *ret = buf_str(&b);
    return !b.full && ret->n <= max;
}

/* The number that the letters and digits make, four to the end, modulo 97. */
static int iban_rest(Str iban)
{
    int rest = 0;
    for (size_t i = 0; i < iban.n; i++) {
        char c = iban.p[(i + 4) % iban.n];
        rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    }
    return rest;
}

/* Is the text of the classes and lengths of the shape? */
static bool is_shaped(Str text, const char *shape)
{
    size_t at = 0;
    while (*shape) {
        char class = *shape++;
        size_t n = 0;
        for (; is_digit(*shape); shape++) {
            n = n * 10 + (size_t)(*shape - '0');
        }
        for (size_t end = at + n; at < end; at++) {
            if (at >= text.n || (class == 'n' && !is_digit(text.p[at])) || (class == 'a' && !is_letter(text.p[at]))) {
                return false;
            }
        }
    }
    return at == text.n;
}

Err iban_parse(Arena *a, Str text, Str *ret)
{
    Str iban;
    if (!tidy(a, text, IBAN_MAX, &iban) || iban.n < 15 || !is_digit(iban.p[2]) || !is_digit(iban.p[3])) {
        return ERR_INVALID;
    }
    const CountryBank *b = country_bank(str_sub(iban, 0, 2));
    if (!b || !b->iban || !is_shaped(str_skip(iban, 4), b->iban) || iban_rest(iban) != 1) {
        return ERR_INVALID;
    }
    *ret = iban;
    return OK;
}

/* Banks of these places are written with a code of their own although their accounts are of the country. */
static bool is_part_of(Str country, Str place)
{
    static const struct {
        Str country, places;
    } PARTS[] = {{S_INIT("GB"), S_INIT("GG JE IM")},
                 {S_INIT("FR"), S_INIT("GF GP MQ RE YT PM BL MF NC PF WF MC")},
                 {S_INIT("US"), S_INIT("PR VI GU AS MP")},
                 {S_INIT("NL"), S_INIT("BQ")},
                 {S_INIT("FI"), S_INIT("AX")}};
    for (size_t i = 0; i < COUNT_OF(PARTS); i++) {
        if (str_eq(PARTS[i].country, country) && str_has_word(PARTS[i].places, place)) {
            return true;
        }
    }
    return false;
}

Err bic_parse(Arena *a, Str text, Str country, Str *ret)
{
    Str bic;
    if (!tidy(a, text, 11, &bic) || (bic.n != 8 && bic.n != 11)) {
        return ERR_INVALID;
    }
    for (size_t i = 0; i < 6; i++) {
        if (!is_letter(bic.p[i])) {
            return ERR_INVALID;
        }
    }
    Str place = str_sub(bic, 4, 2);
    if (!country_known(place)) {
        return ERR_INVALID;
    }
    if (!str_eq(place, country) && !is_part_of(country, place)) {
        return ERR_CONFLICT;
    }
    *ret = bic;
    return OK;
}

CountryVerdict account_number_check(Arena *a, Str country, Str text, Str *ret)
{
    const CountryBank *b = country_bank(country);
    bool known = b && b->min;
    size_t min = known ? b->min : PLAIN_MIN, max = known ? b->max : PLAIN_MAX;
    if (!tidy(a, text, max, ret) || ret->n < min) {
        return COUNTRY_WRONG;
    }
    for (size_t i = 0; known && i < ret->n; i++) {
        if (!is_digit(ret->p[i])) {
            return COUNTRY_WRONG;
        }
    }
    if (known && b->holds && !b->holds(ret->p, ret->n)) {
        return COUNTRY_WRONG;
    }
    return known ? COUNTRY_OK : COUNTRY_UNCHECKED;
}
