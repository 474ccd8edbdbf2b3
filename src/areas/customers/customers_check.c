/* The rules of what a customer's facts may be: names, domains, e-mail, addresses. One place for the portal, the API and
 * imported files. All problems are collected; nothing is written. */
#include "app/country_rule.h"
#include "app/phone.h"
#include "app/setting.h"
#include "areas/customers/customers.h"
#include "base/utf8.h"
#include "gen/customers_q.h"

enum {
    NAME_MAX = 256,
    LINE_MAX = 128,
    CITY_MAX = 64,
    STATE_MAX = 64,
    POSTAL_MAX = 16,
    EMAIL_MAX = 254,
    PHONE_MAX = 32,
    PERSON_MAX = 64
};

/* Words that stand for "I have no name yet"; alone they name nobody. */
static const char *const EMPTY_NAMES[] = {
    "n/a", "na",   "tbd", "tba",  "none", "null", "test", "unknown", "company", "abc",  "xyz",  "llc", "ltd",
    "inc", "corp", "co",  "gmbh", "ag",   "kg",   "ug",   "sa",      "sas",     "sarl", "srl",  "spa", "bv",
    "nv",  "ab",   "as",  "aps",  "oy",   "plc",  "pty",  "kft",     "doo",     "sro",  "spzoo"};
static const char *const INTERNET_ENDINGS[] = {".com", ".net", ".org", ".edu", ".gov", ".info",
                                               ".biz", ".io",  ".eu",  ".uk",  ".de",  ".fr"};

static void add(Ctx *ctx, Str path, const char *field, Msg message)
{
    problem_field(ctx, str_empty(path) ? str_from(field) : str_concat(ctx->arena, path, str_from(field)), message);
}
/* The wire has numbers for some problems; the first one met is the answer's. */
static void code(Ctx *ctx, int64_t api_code)
{
    if (ctx->problem.api_code == 0) {
        ctx->problem.api_code = api_code;
    }
}

static Str upper(Arena *arena, Str s) { return str_upper_ascii(arena, str_trim(s)); }

static bool has_letter_or_digit(Str s)
{
    uint32_t cp;
    while (utf8_next(&s, &cp)) {
        if ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z') ||
            (cp >= 0xaa && cp != 0xd7 && cp != 0xf7)) {
            return true;
        }
    }
    return false;
}
static bool is_empty_name(Arena *arena, Str name)
{
    Buf b = buf_on_arena(arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] != '.' && name.p[i] != ' ') {
            buf_addc(&b, name.p[i]);
        }
    }
    for (size_t i = 0; i < COUNT_OF(EMPTY_NAMES); i++) {
        if (str_eq_nocase(buf_str(&b), str_from(EMPTY_NAMES[i]))) {
            return true;
        }
    }
    return false;
}

static void check_text(Ctx *ctx, Str path, const char *field, Str text, size_t max)
{
    if (problem_unless_line(ctx, str_concat(ctx->arena, path, str_from(field)), text) && utf8_count(text) > max) {
        add(ctx, path, field, MSG1("Write at most {max} characters", "max", str_fmt(ctx->arena, "%zu", max)));
    }
}

static void check_company_name(Ctx *ctx, Str path, Str name)
{
    if (str_empty(name)) {
        add(ctx, path, "companyName", MSG("Enter the name of the company"));
    } else if (utf8_count(name) < 2) {
        add(ctx, path, "companyName", MSG("A company name has more than one character"));
    } else if (!has_letter_or_digit(name)) {
        add(ctx, path, "companyName", MSG("The company name needs letters or digits"));
    } else if (is_empty_name(ctx->arena, name)) {
        add(ctx, path, "companyName",
            MSG("Enter the company's own name; an abbreviation alone does not say who it is"));
    } else {
        check_text(ctx, path, "companyName", name, NAME_MAX);
    }
}

static bool label_fits(Str label)
{
    if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-') {
        return false;
    }
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-')) {
            return false;
        }
    }
    return true;
}
static bool domain_fits(Str domain)
{
    if (domain.n == 0 || domain.n > 253 || str_find_char(domain, '.') < 0) {
        return false;
    }
    Str rest = domain;
    Str label = {"", 0};
    while (str_split(&rest, '.', &label)) {
        if (!label_fits(label)) {
            return false;
        }
    }
    int64_t number;
    return label.n >= 2 && str_to_i64(label, &number) != OK; /* an address of numbers is not a domain */
}

void customer_check_domain(Ctx *ctx, Str field, Str domain)
{
    if (str_empty(domain)) {
        problem_field(ctx, field, MSG("Enter the company's domain, like alderworks.example"));
    } else if (str_find_char(domain, ' ') >= 0) {
        problem_field(ctx, field, MSG1("{domain} contains a space; write the domain without it", "domain", domain));
    } else if (str_find_char(domain, '@') >= 0) {
        problem_field(ctx, field, MSG("Enter only the part after the @"));
    } else if (!domain_fits(domain)) {
        problem_field(
            ctx, field,
            MSG("A domain has letters, digits and hyphens, with a dot between its parts, like alderworks.example"));
    }
}

static bool email_fits(Str email)
{
    ptrdiff_t at = str_find_char(email, '@');
    if (at < 1 || at > 64 || email.n > EMAIL_MAX) {
        return false;
    }
    for (size_t i = 0; i < (size_t)at; i++) {
        unsigned char c = (unsigned char)email.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("\"(),:;<>[\\]", c)) {
            return false;
        }
    }
    return domain_fits(str_skip(email, (size_t)at + 1));
}
static void check_email(Ctx *ctx, Str path, Str email, bool needed)
{
    if (str_empty(email)) {
        if (needed) {
            add(ctx, path, "email", MSG("Enter an e-mail address"));
        }
    } else if (!email_fits(email)) {
        add(ctx, path, "email", MSG("Enter an e-mail address like name@alderworks.example"));
    }
}

/* By the API any number goes that could be one: its documents show some that no country gives out. */
static bool phone_fits_wire(Str phone)
{
    size_t digits = 0;
    for (size_t i = 0; i < phone.n; i++) {
        bool digit = phone.p[i] >= '0' && phone.p[i] <= '9';
        digits += digit;
        if (!digit && !strchr(" +-().", phone.p[i])) {
            return false;
        }
    }
    return digits >= 5 && digits <= 15 && phone.n <= PHONE_MAX;
}

static void check_phone(Ctx *ctx, Str path, const PostalAddress *p, bool needed)
{
    if (str_empty(p->phone)) {
        if (needed) {
            add(ctx, path, "phoneNumber", MSG("Enter a telephone number; this country asks for one"));
            code(ctx, 600051);
        }
        return;
    }
    PhoneAnswer answer = phone_read(ctx->arena, p->country, p->phone);
    bool fits = answer.verdict == PHONE_OK && p->phone.n <= PHONE_MAX;
    if (!fits && !(ctx->actor.on_api && phone_fits_wire(p->phone))) {
        add(ctx, path, "phoneNumber", phone_problem(ctx->arena, ctx->locale, &answer));
    }
}

/* A code that the country does not have is a slip; a name written out is left to whoever knows it. */
static bool state_fits(Str state, Str codes)
{
    Str code;
    bool known = state.n > 3;
    for (size_t i = 0; i < state.n; i++) {
        known |= !((state.p[i] >= 'A' && state.p[i] <= 'Z') || (state.p[i] >= 'a' && state.p[i] <= 'z'));
    }
    while (!known && str_split(&codes, ' ', &code)) {
        known = str_eq_nocase(code, state);
    }
    return known;
}

static void check_postal(Ctx *ctx, Str path, const PostalAddress *p, const CountryAddress *rule)
{
    if (str_empty(p->postal_code)) {
        if (rule->postal && !rule->optional) {
            add(ctx, path, "postalCode",
                MSG1("Enter a postal code like {example}", "example", str_from(rule->postal_example)));
        }
        return;
    }
    CountryAnswer answer = country_check(ctx->arena, COUNTRY_POSTAL, p->country, p->postal_code);
    if (answer.verdict == COUNTRY_WRONG) {
        add(ctx, path, "postalCode", country_problem(&answer));
    } else {
        check_text(ctx, path, "postalCode", p->postal_code, POSTAL_MAX);
    }
}

bool customer_registered(Str country)
{
    return country.n == 2 && str_has_word(S("AM AZ BY HU IN KZ KG MD RU TJ UA UZ"), country);
}

void customer_check_address(Ctx *ctx, Str path, const PostalAddress *p, bool phone_needed)
{
    if (str_empty(p->country)) {
        add(ctx, path, "country", MSG("Choose the country"));
    } else if (!country_known(p->country)) {
        add(ctx, path, "country", MSG("Choose a country of the list; its code has two letters, like NL"));
    }
    const CountryAddress *rule = country_address(p->country);
    if (str_empty(p->line1)) {
        add(ctx, path, "addressLine1", MSG("Enter the street and number"));
    } else {
        check_text(ctx, path, "addressLine1", p->line1, LINE_MAX);
    }
    check_text(ctx, path, "addressLine2", p->line2, LINE_MAX);
    if (str_empty(p->city) && !rule->city_free) {
        add(ctx, path, "city", MSG("Enter the town or city"));
    } else {
        check_text(ctx, path, "city", p->city, CITY_MAX);
    }
    if (str_empty(p->state) && rule->state) {
        add(ctx, path, "state", MSG("Enter the state or province; this country asks for it"));
    } else if (rule->states && !state_fits(p->state, str_from(rule->states))) {
        add(ctx, path, "state",
            MSG1("This country has no such state; its states are {states}", "states", str_from(rule->states)));
    } else {
        check_text(ctx, path, "state", p->state, STATE_MAX);
    }
    check_postal(ctx, path, p, rule);
    check_phone(ctx, path, p, phone_needed && customer_registered(p->country));
}

static void check_registration(Ctx *ctx, Str path, Str number, Str country)
{
    const char *field = "organizationRegistrationNumber";
    if (!customer_registered(country)) {
        if (!str_empty(number)) {
            add(ctx, path, field, MSG("This country does not use a registration number here; leave it empty"));
            code(ctx, 600002);
        }
        return;
    }
    const CountryId *id = country_id(COUNTRY_REGISTRATION, country);
    if (str_empty(number)) {
        add(ctx, path, field,
            MSG1("Enter the registration number, like {example}; this country asks for it", "example",
                 str_from(id->example)));
        code(ctx, 600049);
        return;
    }
    CountryAnswer answer = country_check(ctx->arena, COUNTRY_REGISTRATION, country, number);
    if (answer.verdict == COUNTRY_WRONG) {
        add(ctx, path, field, country_problem(&answer));
        code(ctx, 600050);
    }
}

void customer_check_company(Ctx *ctx, Str path, const CompanyFacts *c)
{
    check_company_name(ctx, path, c->name);
    customer_check_domain(ctx, str_concat(ctx->arena, path, S("domain")), c->domain);
    check_registration(ctx, path, c->registration_number, c->address.country);
    check_email(ctx, path, c->email, false);
}

static void check_person(Ctx *ctx, Str path, const char *field, Str name, Msg empty)
{
    if (str_empty(name)) {
        add(ctx, path, field, empty);
    } else if (!has_letter_or_digit(name)) {
        add(ctx, path, field, MSG("A name needs letters"));
    } else {
        check_text(ctx, path, field, name, PERSON_MAX);
    }
}
/* "fr", "fr-FR", "sr-Latn-RS": letters in parts of 2 to 4, the first of 2 or 3. */
static bool tag_fits(Str tag, bool region)
{
    Str rest = tag;
    Str part;
    size_t parts = 0;
    for (; str_split(&rest, '-', &part); parts++) {
        if (part.n < 2 || part.n > 4 || (parts == 0 && part.n > 3) || !label_fits(part)) {
            return false;
        }
    }
    return parts >= (region ? 2 : 1) && parts <= 3;
}
/* And its language and region are some: "xx-YY" has the form of a culture and is none. */
static bool tag_known(Arena *arena, Str tag)
{
    Str part;
    if (!str_split(&tag, '-', &part) || !language_known(part)) {
        return false;
    }
    while (str_split(&tag, '-', &part)) {
        if (part.n == 2 && !country_known(upper(arena, part))) {
            return false;
        }
    }
    return true;
}

void customer_check_billing(Ctx *ctx, Str path, const BillingFacts *b)
{
    check_company_name(ctx, path, b->company_name);
    check_person(ctx, path, "firstName", b->first_name,
                 MSG("Enter the first name of the person who gets the invoices"));
    check_person(ctx, path, "lastName", b->last_name, MSG("Enter the last name of the person who gets the invoices"));
    check_email(ctx, path, b->email, true);
    if (!tag_fits(b->culture, true) || !tag_known(ctx->arena, b->culture)) {
        add(ctx, path, "culture", MSG("Choose the language and region, like fr-FR"));
    }
    if (!tag_fits(b->language, false) || !tag_known(ctx->arena, b->language)) {
        add(ctx, path, "language", MSG("Choose the language, like fr"));
    }
}

static bool email_is_of(Str email, Str domain)
{
    ptrdiff_t at = str_rfind_char(email, '@');
    if (at < 0 || str_empty(domain)) {
        return false;
    }
    Str host = str_skip(email, (size_t)at + 1);
    if (str_eq_nocase(host, domain)) {
        return true;
    }
    return host.n > domain.n && host.p[host.n - domain.n - 1] == '.' &&
           str_eq_nocase(str_skip(host, host.n - domain.n), domain);
}
Err customer_check_email_owner(AccountCtx a, Str own_domain, Str field, Str email)
{
    if (str_empty(email)) {
        return OK;
    }
    if (str_empty(own_domain)) {
        CustomerPartnerRow partner;
        TRY(q_customer_partner(a, NULL, &partner));
        own_domain = partner.default_domain;
    }
    if (email_is_of(email, own_domain)) {
        problem_field(a.ctx, field, MSG("This is an address of your own company; enter one of the customer"));
        return OK;
    }
    Str vendor;
    TRY(installation_get(a.ctx, S("vendor_domain"), &vendor));
    if (email_is_of(email, vendor)) {
        problem_field(a.ctx, field, MSG("This is an address of the vendor; enter one of the customer"));
    }
    return OK;
}

Err customer_check_domain_free(AccountCtx a, Str field, Str domain)
{
    CustomerClaimGetRow row;
    Err err = q_customer_claim_get(a, &(CustomerClaimGetArgs){.kind = S("domain"), .name = domain}, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    problem_field(a.ctx, field, MSG1("{domain} belongs to a company that is here already", "domain", domain));
    return OK;
}

static bool repeats(Str s)
{
    uint32_t last = 0;
    int run = 0;
    uint32_t cp;
    while (utf8_next(&s, &cp)) {
        run = cp == last && cp != ' ' ? run + 1 : 1;
        last = cp;
        if (run >= 3) {
            return true;
        }
    }
    return false;
}
/* "A C M E": blanks between single characters. */
static bool spaced_out(Str s)
{
    Str rest = s;
    Str word;
    size_t single = 0;
    size_t words = 0;
    for (; str_split(&rest, ' ', &word); words++) {
        single += utf8_count(word) == 1;
    }
    return words >= 3 && single + 1 >= words;
}
size_t customer_warnings(Arena *arena, const NewCustomer *n, Msg *ret, size_t max)
{
    size_t count = 0;
    Str name = n->company.name;
    for (size_t i = 0; i < COUNT_OF(INTERNET_ENDINGS) && count < max; i++) {
        if (name.n > strlen(INTERNET_ENDINGS[i]) &&
            str_ends(str_lower_ascii(arena, name), str_from(INTERNET_ENDINGS[i]))) {
            ret[count++] = MSG1("The company name ends with {ending}, like an internet address", "ending",
                                str_from(INTERNET_ENDINGS[i]));
            break;
        }
    }
    if (count < max && repeats(name)) {
        ret[count++] = MSG("The company name has the same character three times in a row");
    }
    if (count < max && spaced_out(name)) {
        ret[count++] = MSG("The company name has blanks between single characters");
    }
    return count;
}

static Str squeeze(Arena *arena, Str s)
{
    Buf b = buf_on_arena(arena, BUF_MAX_SMALL);
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == ' ' && i + 1 < s.n && s.p[i + 1] == ' ') {
            continue;
        }
        buf_addc(&b, s.p[i]);
    }
    return buf_str(&b);
}
/* With the signs that the country puts in it: "1012AB" is "1012 AB". */
static Str as_written(Arena *arena, CountryKind kind, Str country, Str text)
{
    CountryAnswer answer = country_check(arena, kind, country, text);
    return answer.verdict == COUNTRY_OK ? answer.form : text;
}
static void tidy_address(Arena *arena, PostalAddress *p)
{
    p->line1 = squeeze(arena, p->line1);
    p->line2 = squeeze(arena, p->line2);
    p->city = squeeze(arena, p->city);
    p->state = squeeze(arena, p->state);
    p->postal_code = upper(arena, squeeze(arena, p->postal_code));
    p->country = upper(arena, p->country);
    p->postal_code = as_written(arena, COUNTRY_POSTAL, p->country, p->postal_code);
    p->phone = squeeze(arena, p->phone);
}
void customer_tidy(Arena *arena, NewCustomer *n)
{
    CompanyFacts *c = &n->company;
    BillingFacts *b = &n->billing;
    c->name = squeeze(arena, c->name);
    c->domain = str_lower_ascii(arena, str_trim(c->domain));
    c->registration_number = upper(arena, c->registration_number);
    c->email = str_trim(c->email);
    tidy_address(arena, &c->address);
    c->registration_number = as_written(arena, COUNTRY_REGISTRATION, c->address.country, c->registration_number);
    b->company_name = squeeze(arena, b->company_name);
    b->first_name = squeeze(arena, b->first_name);
    b->last_name = squeeze(arena, b->last_name);
    b->email = str_trim(b->email);
    b->culture = str_trim(b->culture);
    b->language = str_trim(b->language);
    tidy_address(arena, &b->address);
}
