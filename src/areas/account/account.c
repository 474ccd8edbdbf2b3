/* The rules of account settings: what a bank account number must look like, how it is kept, and the company's facts. */
#include "areas/account/account.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/country_rule.h"
#include "app/mail.h"
#include "app/standing.h"
#include "base/num.h"
#include "base/utf8.h"
#include "crypt/crypt.h"
#include "gen/account_q.h"

/* Lengths of the IBAN registry. */
static const struct {
    char country[3];
    uint8_t length;
} IBANS[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22},
    {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22}, {"DK", 18}, {"DO", 28},
    {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23},
    {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20},
    {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MR", 27}, {"MT", 31}, {"MU", 30},
    {"NL", 18}, {"NO", 15}, {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22},
    {"SA", 24}, {"SC", 31}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"ST", 25}, {"SV", 28}, {"TL", 23},
    {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
};

static size_t iban_length(Str iso2)
{
    for (size_t i = 0; i < COUNT_OF(IBANS); i++) {
        if (iso2.n == 2 && memcmp(IBANS[i].country, iso2.p, 2) == 0) {
            return IBANS[i].length;
        }
    }
    return 0;
}

bool iban_country(Str iso2) { return iban_length(iso2) > 0; }

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

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

Err iban_parse(Arena *a, Str text, Str *ret)
{
    Buf b = buf_on_arena(a, 256);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c >= 'a' && c <= 'z') {
            c = (char)(c - 'a' + 'A');
        }
        if (is_digit(c) || (c >= 'A' && c <= 'Z')) {
            buf_addc(&b, c);
        } else if (c != ' ' && c != '-') {
            return ERR_INVALID;
        }
    }
    Str iban = buf_str(&b);
    if (b.full || iban.n < 15 || iban.n != iban_length(str_sub(iban, 0, 2)) || iban_rest(iban) != 1) {
        return ERR_INVALID;
    }
    *ret = iban;
    return OK;
}

/* Digits and letters only; spaces and hyphens that people type for reading are dropped. */
static bool tidy_number(Arena *a, Str text, size_t min, size_t max, Str *ret)
{
    Buf b = buf_on_arena(a, 256);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
            buf_addc(&b, c);
        } else if (c != ' ' && c != '-') {
            return false;
        }
    }
    *ret = buf_str(&b);
    return !b.full && ret->n >= min && ret->n <= max;
}

static void check_iban(Ctx *ctx, const BankInput *in, BankChecked *ret)
{
    if (str_trim(in->iban).n == 0) {
        problem_field(ctx, S("iban"), MSG("Enter the IBAN: bank accounts of this country have one."));
    } else if (iban_parse(ctx->arena, in->iban, &ret->value) != OK) {
        problem_field(ctx, S("iban"), MSG("This IBAN does not hold. Compare it with a statement of your bank."));
    } else if (!str_starts(ret->value, in->country)) {
        problem_field(ctx, S("iban"), MSG("The IBAN is of another country than the one chosen."));
    }
    ret->iban = true;
}

static void check_local(Ctx *ctx, const BankInput *in, BankChecked *ret)
{
    Str routing = S(""), number = S("");
    CountryAnswer code = country_check(ctx->arena, COUNTRY_BANK_CODE, in->country, in->routing);
    if (code.verdict == COUNTRY_WRONG) {
        problem_field(ctx, S("routing"), country_problem(&code));
    } else if (!tidy_number(ctx->arena, in->routing, 3, 15, &routing)) {
        problem_field(ctx, S("routing"), MSG("Enter the routing or bank code, 3 to 15 letters and digits."));
    }
    if (!tidy_number(ctx->arena, in->number, 4, 20, &number)) {
        problem_field(ctx, S("number"), MSG("Enter the account number, 4 to 20 letters and digits."));
    }
    ret->value = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(routing), S_ARG(number));
}

void bank_check(Ctx *ctx, const BankInput *in, BankChecked *ret)
{
    *ret = (BankChecked){0};
    if (in->holder.n == 0 || utf8_count(in->holder) > 140) {
        problem_field(ctx, S("holder"), MSG("Enter the holder as the bank knows it, at most 140 characters."));
    }
    if (!country_known(in->country)) {
        problem_field(ctx, S("country"), MSG("Choose the country of the bank."));
        return;
    }
    if (iban_country(in->country)) {
        check_iban(ctx, in, ret);
    } else {
        check_local(ctx, in, ret);
    }
    ret->last4 = ret->value.n >= 4 ? str_skip(ret->value, ret->value.n - 4) : S("");
}

static void seal_key(Ctx *ctx, uint8_t ret[32])
{
    keyring_key(ctx->app->options.ring, str_concat(ctx->arena, S("seal/"), id_text(ctx->arena, ctx->account_id)), ret);
}

Err bank_get(AccountCtx a, BankProfile *ret)
{
    AccountBankRow row;
    Err err = q_account_bank(a, NULL, &row);
    *ret = (BankProfile){0};
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    *ret = (BankProfile){
        .there = true,
        .version = row.version,
        .saved_at = row.updated_at,
        .state = row.state,
        .holder = row.holder,
        .country = row.country,
        .last4 = row.last4,
        .iban = str_eq(row.form, S("iban")),
        .saved_by = str_fmt(a.ctx->arena, "%.*s %.*s", S_ARG(row.first_name), S_ARG(row.last_name)),
    };
    return OK;
}

/* What the audit keeps: never the number. */
static Str bank_json(Ctx *ctx, Str holder, Str country, Str last4)
{
    return AUDIT_JSON(ctx->arena, {"holder", holder}, {"country", country}, {"last4", last4});
}

Err bank_save(AccountCtx a, const BankInput *in, const BankChecked *checked, int64_t version)
{
    Ctx *ctx = a.ctx;
    BankProfile old;
    TRY(bank_get(a, &old));
    if (old.version != version) {
        return ERR_STALE;
    }
    uint8_t key[32];
    seal_key(ctx, key);
    Str sealed = seal(ctx->arena, key, S("bank_profile.number_sealed"), checked->value);
    Str form = checked->iban ? S("iban") : S("local");
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.before = old.there ? bank_json(ctx, old.holder, old.country, old.last4) : S("");
    ctx->audit.after = bank_json(ctx, in->holder, in->country, checked->last4);
    if (!old.there) {
        return q_account_bank_add(a,
                                  &(AccountBankAddArgs){.updated_by = ctx->actor.user_id,
                                                        .holder = in->holder,
                                                        .country = in->country,
                                                        .form = form,
                                                        .number_sealed = sealed,
                                                        .last4 = checked->last4},
                                  NULL);
    }
    int64_t changed;
    TRY(q_account_bank_put(a,
                           &(AccountBankPutArgs){.updated_by = ctx->actor.user_id,
                                                 .holder = in->holder,
                                                 .country = in->country,
                                                 .form = form,
                                                 .number_sealed = sealed,
                                                 .last4 = checked->last4,
                                                 .version = version},
                           &changed));
    return changed ? OK : ERR_STALE;
}

Err bank_reveal(AccountCtx a, Str *ret)
{
    AccountBankSealedRow row;
    TRY(q_account_bank_sealed(a, NULL, &row));
    uint8_t key[32];
    seal_key(a.ctx, key);
    return unseal(a.ctx->arena, key, S("bank_profile.number_sealed"), row.number_sealed, ret);
}

static bool is_phone(Str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (is_digit(s.p[i])) {
            digits++;
        } else if (str_find_char(S(" +-()./"), s.p[i]) < 0) {
            return false;
        }
    }
    return digits >= 5 && s.n <= 40;
}

void company_check(Ctx *ctx, const CompanyInput *in)
{
    (void)problem_unless_line(ctx, S("name"), in->name);
    (void)problem_unless_line(ctx, S("city"), in->city);
    if (in->name.n == 0 || utf8_count(in->name) > 100) {
        problem_field(ctx, S("name"), MSG("Enter the name of the account, at most 100 characters."));
    }
    if (in->city.n == 0 || utf8_count(in->city) > 80) {
        problem_field(ctx, S("city"), MSG("Enter the city, at most 80 characters."));
    }
    if (in->email.n && !mail_is_email(in->email)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    }
    if (in->phone.n && !is_phone(in->phone)) {
        problem_field(ctx, S("phone"), MSG("Enter a phone number with at least five digits, as +31 10 555 0100."));
    }
    if (in->website.n &&
        ((!str_starts(in->website, S("https://")) && !str_starts(in->website, S("http://"))) || in->website.n > 300)) {
        problem_field(ctx, S("website"), MSG("Begin the address with https://."));
    }
}

static Str company_json(Ctx *ctx, const CompanyInput *in)
{
    return AUDIT_JSON(ctx->arena, {"name", in->name}, {"city", in->city}, {"supportEmail", in->email},
                      {"supportPhone", in->phone}, {"supportWebsite", in->website});
}

Err company_save(AccountCtx a, const CompanyInput *in, int64_t version)
{
    Ctx *ctx = a.ctx;
    AccountProfileRow old;
    TRY(q_account_profile(a, NULL, &old));
    CompanyInput before = {old.name, old.city, old.support_email, old.support_phone, old.support_website};
    int64_t changed;
    TRY(q_account_profile_put(a, &(AccountProfilePutArgs){.name = in->name, .city = in->city, .version = version},
                              &changed));
    if (!changed) {
        return ERR_STALE;
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = in->name;
    ctx->audit.before = company_json(ctx, &before);
    ctx->audit.after = company_json(ctx, in);
    TRY(standing_index(system_of(ctx), ctx->account_id));
    return q_account_support_put(
        a, &(AccountSupportPutArgs){.email = in->email, .phone = in->phone, .website = in->website}, NULL);
}

Err company_get(AccountCtx a, CompanyInput *ret, int64_t *ret_version)
{
    AccountProfileRow p;
    TRY(q_account_profile(a, NULL, &p));
    *ret = (CompanyInput){p.name, p.city, p.support_email, p.support_phone, p.support_website};
    *ret_version = p.version;
    return OK;
}
