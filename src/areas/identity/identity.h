/* Identity: who signs in, with what, from where; and the making of directories, accounts, people and applications.
 * Rules only. The next issue (second factor, passkeys, invitations, recovery) builds on this. */
#pragma once
#include "app/ctx.h"
#include "areas/identity/signin.h"
#include "crypt/crypt.h"

enum {
    /* Code points. NIST SP 800-63B-4 asks for 15 where a password is the only factor and for 8 beside a second one. A
     * second factor can be taken away, and a policy lifted, long after the password was chosen: so 15 for everybody. */
    PASSWORD_MIN = 15,
    PASSWORD_MAX = 256,
    SIGN_IN_TRIES = 5,          /* wrong passwords of one name from one network before it has to wait */
    SIGN_IN_TRIES_NETWORK = 60, /* wrong passwords of any name from one network */
    SIGN_IN_WINDOW_MINUTES = 15,
    SIGN_IN_WAIT_MAX_MINUTES = 15,
    SETUP_LINK_HOURS = 24,
};

/* A name as it is compared: trimmed, lower case. */
Str identity_name_key(Arena *a, Str sign_in);
/* The part of a client's address that one subscriber has: all of IPv4, the first 64 bits of IPv6. */
Str identity_network(Arena *a, Str address);
/* A password as it is hashed: NIST SP 800-63B asks for one form of the same text, whatever keyboard it came from. */
Str identity_password(Arena *a, Str typed);
/* Words that everybody who guesses this person's password tries: their names, their company's, the vendor's. */
typedef struct PasswordWords {
    Str words[16]; /* several words each */
    size_t n;
} PasswordWords;
void identity_password_word(PasswordWords *w, Str word);
/* The words about a person; inside a unit. user_id nil: the vendor's only. */
MUST_USE Err identity_password_words(SystemCtx s, Id user_id, PasswordWords *ret);
/* Adds a problem to `field` when the password (in the form above) cannot be taken. */
void identity_check_password(Ctx *ctx, Str field, Str password, const PasswordWords *words);

/* A password that somebody has to replace at the first sign-in. What we generate has 112 bits and more, so its hash is
 * a keyed digest: no 40 ms, and it may be made inside a unit. */
Str identity_temporary_password(Ctx *ctx, Str *ret_hash);
/* Is it the password that was hashed: one that a person chose, or a temporary one? Some 40 ms: outside units. */
bool identity_password_holds(Ctx *ctx, Str hash, Str password);

/* Mailed links to choose a new password end when the password is changed otherwise, or the address that they went to.
 * In a WRITE unit. */
MUST_USE Err identity_end_links(SystemCtx s, Id user_id);

/* Lock-out. A counter belongs to (name, network) or, from a browser that has signed in with that name before, to
 * (name, device): so a stranger cannot lock somebody out, not even from the same office. A second, slower counter
 * belongs to the network alone. */
typedef struct SignInCounter {
    int64_t count;
    Time first_at, until;
} SignInCounter;
/* The counter after one more failure at `wall`; free tries before waits begin. */
SignInCounter identity_counter_after(SignInCounter before, Time wall, int64_t tries);
/* Seconds to wait; 0: may try. */
int64_t identity_counter_wait(SignInCounter c, Time wall);
typedef struct SignInKeys {
    Digest name, network;
    bool known_device;
} SignInKeys;
SignInKeys identity_sign_in_keys(Ctx *ctx, Str name_key, Str address, Str device_cookie);
/* The device cookie: has this browser signed in with the name before? ret_random: what it is counted by. */
bool identity_device_is_known(Ctx *ctx, Str name_key, Str cookie, Str *ret_random);
/* Its value once this name has signed in too; cookie: as it was, or empty. A browser keeps six names. */
Str identity_device_new(Ctx *ctx, Str name_key, Str cookie);

typedef struct SignInUser {
    Id id, directory_id, last_account_id;
    Str password_hash, first_name, locale;
    bool found, operator_, must_change;
    Id known_id; /* whose the name is, also when they may not sign in; ID_NIL: nobody's. For the log only */
} SignInUser;
/* The person of a name, for a check of the password outside the unit. Not found or not active: found is false. */
MUST_USE Err identity_find(SystemCtx s, Str name_key, SignInUser *ret);
/* Longest wait of the two counters, in seconds. */
MUST_USE Err identity_wait(SystemCtx s, const SignInKeys *keys, int64_t *ret_seconds);
MUST_USE Err identity_failed(SystemCtx s, const SignInKeys *keys);
/* The same for other guesses: tries of keys->name, tries_all of keys->network; how many the latter counts now. */
MUST_USE Err identity_counters_failed(SystemCtx s, const SignInKeys *keys, int64_t tries, int64_t tries_all,
                                      int64_t *ret_all);
MUST_USE Err identity_succeeded(SystemCtx s, const SignInKeys *keys);

/* "Indirect provider" of "provider". */
Msg identity_account_kind(Str kind);
/* What the vendor calls the number by which it knows a partner: the vendor's word in the reader's language, else in
 * English, else ours. Inside a unit. */
MUST_USE Err identity_membership_name(Ctx *ctx, Msg *ret);
/* The vendor's word in one language ("fr"); empty: none. */
MUST_USE Err identity_membership_get(Ctx *ctx, Str language, Str *ret);
MUST_USE Err identity_membership_put(Ctx *ctx, Str language, Str name);

/* How the signed-in person signs in, summed up in one card (template sign_in_card). Inside a unit. */
typedef struct SignInSummary {
    bool has_password;
    Time password_at; /* TIME_NONE: not changed yet */
    Msg provider;     /* where they sign in instead of here; unset: here */
    int64_t authenticators, passkeys, recovery_left;
    bool any, recovery_few;  /* a second factor; few codes left */
    bool required, in_force; /* asked for; by the rule's day */
    Date from;
    int64_t sessions;
} SignInSummary;
MUST_USE Err identity_sign_in_summary(SelfCtx s, SignInSummary *ret);
/* The reminder of a second factor, where the account encourages one and the person has none (template mfa_reminder).
 * Somebody who put it off sees it again after the account's days. Inside a unit. */
typedef struct MfaReminder {
    bool shown;
    Url later, back; /* where to put it off, and the page to come back to */
} MfaReminder;
MUST_USE Err identity_mfa_reminder(AccountCtx a, MfaReminder *ret);

/* Making things. All inside a WRITE unit. ERR_CONFLICT when a name is taken in the installation. */
typedef struct NewDirectory {
    Id id;
    Str kind, name, domain, country;
} NewDirectory;
MUST_USE Err identity_add_directory(SystemCtx s, const NewDirectory *d);
typedef struct NewAccount {
    Id id, directory_id, parent_id;
    Str public_id, kind, name, country, city, currency, locale, time_zone;
    const char *programs; /* "csp_direct mpn" */
} NewAccount;
MUST_USE Err identity_add_account(SystemCtx s, const NewAccount *n);
typedef struct NewUser {
    Id id, directory_id, last_account_id;
    Str sign_in, first_name, last_name, password_hash, locale, time_zone;
    bool must_change;
    bool guest; /* from outside the organization, by invitation: no other directory knows them */
    Str origin; /* as PersonJoin.origin; empty: "setup" */
} NewUser;
MUST_USE Err identity_add_user(SystemCtx s, const NewUser *u);
/* account_id nil: for every account of the directory. */
MUST_USE Err identity_grant(SystemCtx s, Id user_id, Id directory_id, Id account_id, Str role);
/* As a guest. Removing, suspending and renaming people: app/person.h. */
MUST_USE Err identity_add_member(SystemCtx s, Id user_id, Id directory_id);
/* An application and its first secret, which is shown once: only its keyed hash is kept. */
typedef struct NewApplication {
    Id id, account_id, directory_id;
    Str name;
    Time expires_at;
} NewApplication;
MUST_USE Err identity_add_application(SystemCtx s, const NewApplication *n, Str *ret_secret);

/* The one-time link to the set-up page, on a database without any directory: makes the token, keeps its hash and
 * returns the path "/setup/...". ERR_CONFLICT when the installation is set up already. Opens its own units. */
MUST_USE Err identity_setup_link(Ctx *ctx, Str *ret_path);
typedef struct Setup {
    Str vendor_name, public_url, languages, currencies, country, first_name, last_name, email, password_hash;
} Setup;
/* The token of such a link, in a WRITE unit. */
MUST_USE Err identity_setup_token(Ctx *ctx, Str *ret);
/* Uses the token up. ERR_NOT_FOUND when it is not the one, or too old, or the installation is set up already. */
MUST_USE Err identity_setup_check(SystemCtx s, Str token);
MUST_USE Err identity_setup_do(SystemCtx s, Str token, const Setup *setup, Id *ret_user_id, Id *ret_directory_id);

/* The directory of a token address: its id, or a domain of it. ERR_NOT_FOUND. */
MUST_USE Err identity_directory_id(SystemCtx s, Str text, Id *ret);

/* A link by mail to choose the first password, good for FIRST_LINK_DAYS; to somebody who was made by the vendor's staff
 * for `company`. Links of before end. In a WRITE unit. */
enum { FIRST_LINK_DAYS = 7 };
MUST_USE Err identity_send_first_link(Ctx *ctx, Id user_id, Str company);
/* The rule of an account for a second factor: required two weeks after today, or encouraged. In a WRITE unit. */
MUST_USE Err identity_mfa_rule_set(Ctx *ctx, Id account_id, bool required);

/* For areas that have a part in signing in: their pages stand in the frame of those before sign-in
 * (gen/identity_html.h, door). */
typedef struct DoorView DoorView;
DoorView *door_view(Ctx *ctx, Msg title);
/* A path of ours to go back to; "/" for anything else. */
enum { RETURN_MAX = 4096 }; /* what an application asks for travels in it */
Str safe_return(Str path);
Url url_of_path(Str checked_path);
/* Whether cookies are for TLS only: also behind a proxy that speaks it for us. */
bool secure(const Ctx *ctx);
/* How the person of this session proved who they are, in words of RFC 8176: "pwd otp mfa". */
Str identity_amr(Ctx *ctx);

#include "areas/identity/factor.h" /* last: it needs what stands above */
