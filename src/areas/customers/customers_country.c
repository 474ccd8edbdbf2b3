/* What each country asks of an address and a company, as data: a new rule is a new row, not new code. */
#include "areas/customers/customers.h"

/* Countries where the law wants a registration number (and a telephone number) of every customer. */
#define REGISTERED .registration = true, .phone = true
static const CountryRule RULES[] = {
    {"AM", REGISTERED, .postal = "9999", .postal_example = "0010", .registration_pattern = "99999999",
     .registration_example = "01234567"},
    {"AR", .state = true, .postal = "9999|A9999AAA", .postal_example = "C1002AAA"},
    {"AT", .postal = "9999", .postal_example = "1010"},
    {"AU", .state = true, .states = "ACT NSW NT QLD SA TAS VIC WA", .postal = "9999", .postal_example = "2000"},
    {"AZ", REGISTERED, .postal = "AA 9999|9999", .postal_example = "AZ 1000", .registration_pattern = "9999999999",
     .registration_example = "1234567890"},
    {"BE", .postal = "9999", .postal_example = "1000"},
    {"BG", .postal = "9999", .postal_example = "1000"},
    {"BR", .state = true, .postal = "99999-999|99999999", .postal_example = "01310-100"},
    {"BY", REGISTERED, .postal = "999999", .postal_example = "220030", .registration_pattern = "999999999",
     .registration_example = "123456789"},
    {"CA", .state = true, .states = "AB BC MB NB NL NS NT NU ON PE QC SK YT", .postal = "A9A 9A9",
     .postal_example = "K1A 0B1"},
    {"CH", .postal = "9999", .postal_example = "8001"},
    {"CN", .state = true, .postal = "999999", .postal_example = "100000"},
    {"CZ", .postal = "999 99", .postal_example = "110 00"},
    {"DE", .postal = "99999", .postal_example = "10115"},
    {"DK", .postal = "9999", .postal_example = "1050"},
    {"EE", .postal = "99999", .postal_example = "10111"},
    {"ES", .postal = "99999", .postal_example = "28013"},
    {"FI", .postal = "99999", .postal_example = "00100"},
    {"FR", .postal = "99999", .postal_example = "75001"},
    {"GB", .postal = "A9 9AA|A99 9AA|AA9 9AA|AA99 9AA|A9A 9AA|AA9A 9AA", .postal_example = "SW1A 1AA"},
    {"GR", .postal = "999 99", .postal_example = "104 31"},
    {"HK", .city_free = true},
    {"HR", .postal = "99999", .postal_example = "10000"},
    {"HU", REGISTERED, .postal = "9999", .postal_example = "1051", .registration_pattern = "99999999-9-99|99999999999",
     .registration_example = "12345678-1-42"},
    {"ID", .postal = "99999", .postal_example = "10110"},
    {"IE", .postal = "A9* ****|", .postal_example = "D02 X285"},
    {"IL", .postal = "9999999|99999", .postal_example = "9614303"},
    {"IN", REGISTERED, .state = true, .postal = "999999|999 999", .postal_example = "110001",
     .registration_pattern = "AAAAA9999A", .registration_example = "ABCDE1234F"},
    {"IT", .postal = "99999", .postal_example = "00184"},
    {"JP", .state = true, .postal = "999-9999|9999999", .postal_example = "100-0001"},
    {"KG", REGISTERED, .postal = "999999", .postal_example = "720001", .registration_pattern = "99999999999999",
     .registration_example = "12345678901234"},
    {"KR", .postal = "99999", .postal_example = "04524"},
    {"KZ", REGISTERED, .postal = "999999|A99A9A9", .postal_example = "010000", .registration_pattern = "999999999999",
     .registration_example = "123456789012"},
    {"LT", .postal = "99999|AA-99999", .postal_example = "01100"},
    {"LU", .postal = "9999|A-9999", .postal_example = "1111"},
    {"LV", .postal = "AA-9999|9999", .postal_example = "LV-1050"},
    {"MD", REGISTERED, .postal = "9999|AA-9999|AA9999", .postal_example = "MD-2001",
     .registration_pattern = "9999999999999", .registration_example = "1234567890123"},
    {"MX", .state = true, .postal = "99999", .postal_example = "06000"},
    {"MY", .state = true, .postal = "99999", .postal_example = "50000"},
    {"NL", .postal = "9999 AA", .postal_example = "1012 AB"},
    {"NO", .postal = "9999", .postal_example = "0150"},
    {"NZ", .postal = "9999", .postal_example = "6011"},
    {"PH", .postal = "9999", .postal_example = "1000"},
    {"PL", .postal = "99-999", .postal_example = "00-001"},
    {"PT", .postal = "9999-999", .postal_example = "1100-148"},
    {"RO", .postal = "999999", .postal_example = "010011"},
    {"RU", REGISTERED, .postal = "999999", .postal_example = "101000",
     .registration_pattern = "9999999999|999999999999", .registration_example = "1234567890"},
    {"SA", .postal = "99999|99999-9999", .postal_example = "11564"},
    {"SE", .postal = "999 99", .postal_example = "111 22"},
    {"SG", .city_free = true, .postal = "999999", .postal_example = "018956"},
    {"SI", .postal = "9999", .postal_example = "1000"},
    {"SK", .postal = "999 99", .postal_example = "811 01"},
    {"TH", .postal = "99999", .postal_example = "10200"},
    {"TJ", REGISTERED, .postal = "999999", .postal_example = "734000", .registration_pattern = "999999999",
     .registration_example = "123456789"},
    {"TR", .postal = "99999", .postal_example = "34110"},
    {"UA", REGISTERED, .postal = "99999", .postal_example = "01001", .registration_pattern = "99999999|9999999999",
     .registration_example = "12345678"},
    {"US", .state = true,
     .states =
         "AK AL AR AZ CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY "
         "OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY AS GU MP PR VI UM AA AE AP",
     .postal = "99999|99999-9999", .postal_example = "98052"},
    {"UZ", REGISTERED, .postal = "999999", .postal_example = "100000", .registration_pattern = "999999999",
     .registration_example = "123456789"},
    {"ZA", .postal = "9999", .postal_example = "2001"},
};
static const CountryRule OTHERS = {.code = ""};

const CountryRule *country_rule(Str code)
{
    if (code.n != 2) {
        return &OTHERS;
    }
    size_t lo = 0;
    size_t hi = COUNT_OF(RULES);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        int order = str_cmp(str_of(RULES[mid].code, 2), code);
        if (order == 0) {
            return &RULES[mid];
        }
        if (order < 0) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return &OTHERS;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

static bool one_fits(Str text, Str pattern)
{
    size_t at = 0;
    for (size_t i = 0; i < pattern.n; i++) {
        char want = pattern.p[i];
        if (want == ' ') {
            at += at < text.n && text.p[at] == ' ';
            continue;
        }
        if (at >= text.n) {
            return false;
        }
        char c = text.p[at++];
        bool fits = want == '9'   ? is_digit(c)
                    : want == 'A' ? is_letter(c)
                    : want == '*' ? is_digit(c) || is_letter(c)
                                  : c == want;
        if (!fits) {
            return false;
        }
    }
    return at == text.n;
}

bool pattern_fits(Str text, const char *pattern)
{
    Str rest = str_from(pattern);
    Str one;
    while (str_split(&rest, '|', &one)) {
        if (one_fits(text, one)) {
            return true;
        }
    }
    return false;
}
