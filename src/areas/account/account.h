/* Account settings: company profile, bank information, people and roles of the account. */
#pragma once
#include "app/ctx.h"
#include "app/view.h"

extern const Perm ACCOUNT_COMPANY_VIEW, ACCOUNT_COMPANY_EDIT;

/* An IBAN as it is stored: no spaces, upper case. ERR_INVALID when it is none: wrong characters, a country that has
 * none, the wrong length for its country, or a check number that does not hold (ISO 13616, mod 97). */
MUST_USE Err iban_parse(Arena *a, Str text, Str *ret);
/* Countries whose bank accounts have an IBAN. */
bool iban_country(Str iso2);

typedef struct BankInput {
    Str holder, country, iban, routing, number;
} BankInput;
typedef struct BankChecked {
    bool iban;
    Str value /* IBAN, or "routing account" */, last4;
} BankChecked;
/* All problems under the names of the fields; what is stored when there is none. */
void bank_check(Ctx *ctx, const BankInput *in, BankChecked *ret);

typedef struct BankProfile {
    bool there;
    int64_t version;
    Time saved_at;
    Str state, holder, country, last4, saved_by;
    bool iban;
} BankProfile;
MUST_USE Err bank_get(AccountCtx a, BankProfile *ret);
/* Saves and puts the profile back to waiting for the vendor's check. ERR_STALE when version is not the current one. */
MUST_USE Err bank_save(AccountCtx a, const BankInput *in, const BankChecked *checked, int64_t version);
/* The number in clear, for the vendor's check and payments only. */
MUST_USE Err bank_reveal(AccountCtx a, Str *ret);

typedef struct CompanyInput {
    Str name, city, email, phone, website;
} CompanyInput;
void company_check(Ctx *ctx, const CompanyInput *in);
MUST_USE Err company_save(AccountCtx a, const CompanyInput *in, int64_t version);
/* As it stands: the version and all that company_save takes. */
MUST_USE Err company_get(AccountCtx a, CompanyInput *ret, int64_t *ret_version);

/* The shell of a page of settings: "Account settings" and the page, or with a page between them. */
ShellView *settings_shell(Ctx *ctx, Msg title);
ShellView *settings_sub_shell(Ctx *ctx, Msg parent, const char *parent_path, Msg title);
