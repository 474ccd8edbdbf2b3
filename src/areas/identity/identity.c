/* The rules of signing in: names, passwords, lock-out; and the making of directories, accounts and people.
 * Knows no HTTP beyond the text of an address. */
#include "areas/identity/identity.h"

#include "app/numbering.h"
#include "app/person.h"
#include "app/route.h"
#include "app/session.h"
#include "app/standing.h"
#include "app/unit.h"
#include "gen/identity_q.h"

Str identity_name_key(Arena *a, Str sign_in) { return str_lower_ascii(a, str_trim(sign_in)); }

/* Four groups of an IPv6 address are the network; "::" is written out so that the same network has one text. */
static Str network_v6(Arena *a, Str address)
{
    uint16_t groups[8] = {0};
    size_t n = 0, gap = SIZE_MAX;
    size_t i = 0;
    while (i < address.n && n < 8) {
        if (address.p[i] == ':') {
            if (i + 1 < address.n && address.p[i + 1] == ':') {
                gap = n;
                i += 2;
            } else {
                i++;
            }
            continue;
        }
        unsigned v = 0;
        size_t digits = 0;
        for (; i < address.n && digits < 4; i++, digits++) {
            char c = address.p[i];
            unsigned d = c >= '0' && c <= '9'                 ? (unsigned)(c - '0')
                         : (c | 32) >= 'a' && (c | 32) <= 'f' ? (unsigned)((c | 32) - 'a') + 10
                                                              : 16;
            if (d == 16) {
                break;
            }
            v = v * 16 + d;
        }
        if (digits == 0) {
            break;
        }
        groups[n++] = (uint16_t)v;
    }
    if (gap != SIZE_MAX) {
        size_t tail = n - gap;
        for (size_t k = 0; k < tail; k++) {
            uint16_t moved = groups[n - 1 - k];
            groups[n - 1 - k] = 0;
            groups[7 - k] = moved;
        }
    }
    return str_fmt(a, "%x:%x:%x:%x::/64", groups[0], groups[1], groups[2], groups[3]);
}

Str identity_network(Arena *a, Str address)
{
    if (str_starts_nocase(address, S("::ffff:")) && str_find_char(address, '.') > 0) {
        return str_copy(a, str_skip(address, 7));
    }
    return str_find_char(address, ':') >= 0 ? network_v6(a, address) : str_copy(a, address);
}

SignInCounter identity_counter_after(SignInCounter before, Time wall, int64_t tries)
{
    bool old = before.count == 0 || time_diff(wall, before.first_at) > SIGN_IN_WINDOW_MINUTES * TIME_MINUTE;
    if (old && identity_counter_wait(before, wall) == 0) {
        before = (SignInCounter){.first_at = wall, .until = wall};
    }
    SignInCounter after = before;
    after.count++;
    if (after.count < tries) {
        return after;
    }
    /* One minute, then twice as long each time. Failures while waiting are not counted: they were not tried. */
    int64_t doublings = after.count - tries;
    int64_t minutes = doublings >= 4 ? SIGN_IN_WAIT_MAX_MINUTES : INT64_C(1) << doublings;
    after.until = time_add(wall, minutes * TIME_MINUTE);
    after.first_at = wall;
    return after;
}

int64_t identity_counter_wait(SignInCounter c, Time wall)
{
    if (!time_is_set(c.until) || c.until.us <= wall.us) {
        return 0;
    }
    return (time_diff(c.until, wall) + TIME_SECOND - 1) / TIME_SECOND;
}

static Digest keyed(Ctx *ctx, const char *purpose, Str a, Str b)
{
    return secret_digest(ctx->app, str_fmt(ctx->arena, "sign-in|%s|%.*s|%.*s", purpose, S_ARG(a), S_ARG(b)));
}

SignInKeys identity_sign_in_keys(Ctx *ctx, Str name_key, Str address, Str device_cookie)
{
    Str network = identity_network(ctx->arena, address);
    Str random;
    SignInKeys keys = {.network = keyed(ctx, "network", S(""), network)};
    keys.known_device = identity_device_is_known(ctx, name_key, device_cookie, &random);
    keys.name =
        keys.known_device ? keyed(ctx, "name+device", name_key, random) : keyed(ctx, "name+network", name_key, network);
    return keys;
}

Err identity_find(SystemCtx s, Str name_key, SignInUser *ret)
{
    *ret = (SignInUser){.password_hash = password_decoy()};
    IdentityBySignInRow row;
    Err err = q_identity_by_sign_in(s, &(IdentityBySignInArgs){.name = name_key}, &row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    bool may = str_eq(row.state, S("active")) && str_eq(row.directory_state, S("active")) && row.password_hash.n > 0;
    if (str_eq(row.directory_kind, S("customer"))) {
        return OK;
    }
    ret->known_id = row.id;
    if (!may) {
        return OK;
    }
    *ret = (SignInUser){
        .id = row.id,
        .known_id = row.id,
        .directory_id = row.directory_id,
        .last_account_id = row.last_account_id,
        .password_hash = row.password_hash,
        .first_name = row.first_name,
        .locale = row.locale,
        .found = true,
        .operator_ = str_eq(row.directory_kind, S("operator")),
        .must_change = row.must_change,
    };
    return OK;
}

static Err counter_read(SystemCtx s, const Digest *key, SignInCounter *ret)
{
    IdentityFailureRow row;
    Err err = q_identity_failure(s, &(IdentityFailureArgs){.key = digest_str(key)}, &row);
    *ret = err == OK ? (SignInCounter){row.count, row.first_at, row.until} : (SignInCounter){.until = TIME_NONE};
    return err == ERR_NOT_FOUND ? OK : err;
}

Err identity_wait(SystemCtx s, const SignInKeys *keys, int64_t *ret_seconds)
{
    SignInCounter name, network;
    TRY(counter_read(s, &keys->name, &name));
    TRY(counter_read(s, &keys->network, &network));
    int64_t wait = identity_counter_wait(name, s.ctx->wall);
    /* A browser that has signed in with this name before does not wait for its neighbours. */
    int64_t wait_network = keys->known_device ? 0 : identity_counter_wait(network, s.ctx->wall);
    *ret_seconds = wait > wait_network ? wait : wait_network;
    return OK;
}

static Err counter_add_failure(SystemCtx s, const Digest *key, int64_t tries, int64_t *ret_count)
{
    SignInCounter c;
    TRY(counter_read(s, key, &c));
    c = identity_counter_after(c, s.ctx->wall, tries);
    *ret_count = c.count;
    return q_identity_failure_put(
        s,
        &(IdentityFailurePutArgs){.key = digest_str(key), .count = c.count, .first_at = c.first_at, .until = c.until},
        NULL);
}

Err identity_counters_failed(SystemCtx s, const SignInKeys *keys, int64_t tries, int64_t tries_all, int64_t *ret_all)
{
    /* Old counters go with one failure in 256: the sweep reads the whole table, which guesses must not make dear. */
    if (keys->name.b[0] == 0) {
        Time before = time_add(s.ctx->wall, -TIME_DAY);
        TRY(q_identity_failures_sweep(s, &(IdentityFailuresSweepArgs){.before = before}, NULL));
    }
    int64_t own;
    TRY(counter_add_failure(s, &keys->name, tries, &own));
    return counter_add_failure(s, &keys->network, tries_all, ret_all);
}

Err identity_failed(SystemCtx s, const SignInKeys *keys)
{
    int64_t all;
    return identity_counters_failed(s, keys, SIGN_IN_TRIES, SIGN_IN_TRIES_NETWORK, &all);
}

Err identity_succeeded(SystemCtx s, const SignInKeys *keys)
{
    return q_identity_failure_drop(s, &(IdentityFailureDropArgs){.key = digest_str(&keys->name)}, NULL);
}

static Err claim(SystemCtx s, Str kind, Str name, Id owner)
{
    return q_identity_claim_add(s, &(IdentityClaimAddArgs){.kind = kind, .name = name, .owner_id = owner}, NULL);
}

Err identity_add_directory(SystemCtx s, const NewDirectory *d)
{
    TRY(claim(s, S("domain"), identity_name_key(s.ctx->arena, d->domain), d->id));
    return q_identity_directory_add(
        s,
        &(IdentityDirectoryAddArgs){
            .id = d->id, .kind = d->kind, .name = d->name, .default_domain = d->domain, .country = d->country},
        NULL);
}

static Err add_programs(SystemCtx s, Id account_id, const char *programs)
{
    Str rest = str_from(programs), program;
    while (str_split(&rest, ' ', &program)) {
        if (program.n) {
            TRY(q_identity_program_add(
                s, &(IdentityProgramAddArgs){.account_id = account_id, .program = program, .since = s.ctx->now}, NULL));
            TRY(q_identity_enrollment_add(
                s, &(IdentityEnrollmentAddArgs){.account_id = account_id, .since = s.ctx->now, .program = program},
                NULL));
        }
    }
    return OK;
}

Err identity_add_account(SystemCtx s, const NewAccount *n)
{
    int64_t number;
    TRY(numbering_next(s.ctx, S("partner_id"), 4400101, &number));
    Str partner_id = str_fmt(s.ctx->arena, "%lld", (long long)number);
    TRY(claim(s, S("partner_id"), partner_id, n->id));
    TRY(claim(s, S("public_id"), n->public_id, n->id));
    TRY(q_identity_account_add(s,
                               &(IdentityAccountAddArgs){.id = n->id,
                                                         .parent_id = n->parent_id,
                                                         .directory_id = n->directory_id,
                                                         .public_id = n->public_id,
                                                         .partner_id = partner_id,
                                                         .kind = n->kind,
                                                         .name = n->name,
                                                         .country = n->country,
                                                         .city = n->city,
                                                         .currency = n->currency,
                                                         .locale = n->locale,
                                                         .time_zone = n->time_zone},
                               NULL));
    TRY(q_identity_account_link(s, &(IdentityAccountLinkArgs){.account_id = n->id, .directory_id = n->directory_id},
                                NULL));
    TRY(standing_index(s, n->id));
    return add_programs(s, n->id, n->programs);
}

Err identity_add_user(SystemCtx s, const NewUser *u)
{
    Str key = identity_name_key(s.ctx->arena, u->sign_in);
    TRY(claim(s, S("sign_in"), key, u->id));
    TRY(q_identity_user_add(s,
                            &(IdentityUserAddArgs){.id = u->id,
                                                   .directory_id = u->directory_id,
                                                   .sign_in = key,
                                                   .email = key,
                                                   .first_name = u->first_name,
                                                   .last_name = u->last_name,
                                                   .password_hash = u->password_hash,
                                                   .password_at = s.ctx->wall,
                                                   .must_change = u->must_change,
                                                   .locale = u->locale,
                                                   .time_zone = u->time_zone,
                                                   .last_account_id = u->last_account_id},
                            NULL));
    return person_join(s, &(PersonJoin){.user_id = u->id,
                                        .directory_id = u->directory_id,
                                        .guest = u->guest,
                                        .origin = u->origin.n ? u->origin : S("setup")});
}

Err identity_grant(SystemCtx s, Id user_id, Id directory_id, Id account_id, Str role)
{
    return q_identity_role_add(s,
                               &(IdentityRoleAddArgs){.id = ctx_new_id(s.ctx),
                                                      .user_id = user_id,
                                                      .directory_id = directory_id,
                                                      .account_id = account_id,
                                                      .role = role},
                               NULL);
}

Err identity_add_member(SystemCtx s, Id user_id, Id directory_id)
{
    return person_join(s, &(PersonJoin){.user_id = user_id, .directory_id = directory_id, .guest = true});
}

Err identity_add_application(SystemCtx s, const NewApplication *n, Str *ret_secret)
{
    Str secret = token_new(s.ctx->arena, 24);
    Digest hash = secret_digest(s.ctx->app, secret);
    TRY(q_identity_application_add(
        s,
        &(IdentityApplicationAddArgs){
            .account_id = n->account_id, .id = n->id, .directory_id = n->directory_id, .name = n->name},
        NULL));
    /* What integrations of partners do without a person (spec api-conventions.md, app-only). */
    static const char *const ROLES_AT_FIRST[] = {"admin_agent", "billing_admin"};
    for (size_t i = 0; i < COUNT_OF(ROLES_AT_FIRST); i++) {
        TRY(q_identity_application_role(s,
                                        &(IdentityApplicationRoleArgs){.account_id = n->account_id,
                                                                       .application_id = n->id,
                                                                       .role = str_from(ROLES_AT_FIRST[i])},
                                        NULL));
    }
    TRY(q_identity_secret_add(s,
                              &(IdentitySecretAddArgs){.account_id = n->account_id,
                                                       .application_id = n->id,
                                                       .id = ctx_new_id(s.ctx),
                                                       .secret_hash = digest_str(&hash),
                                                       .hint = str_sub(secret, 0, 4),
                                                       .expires_at = n->expires_at},
                              NULL));
    *ret_secret = secret;
    return OK;
}

/* The directory of a token address: its id, or a domain name of it. */
Err identity_directory_id(SystemCtx s, Str text, Id *ret)
{
    if (id_parse(text, ret) == OK) {
        IdentityDirectoryRow row;
        return q_identity_directory(s, &(IdentityDirectoryArgs){.id = *ret}, &row);
    }
    IdentityDirectoryByDomainRow row;
    TRY(q_identity_directory_by_domain(
        s, &(IdentityDirectoryByDomainArgs){.domain = identity_name_key(s.ctx->arena, text)}, &row));
    *ret = row.owner_id;
    return OK;
}
