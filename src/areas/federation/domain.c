/* The rules of a directory's domains. */
#include "areas/federation/domain.h"

#include "app/audit.h"
#include "app/unit.h"
#include "crypt/crypt.h"
#include "gen/federation_q.h"

/* --- names --- */

static bool label_ok(Str label)
{
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (c != '-' || i == 0 || i + 1 == label.n)) {
            return false;
        }
    }
    return label.n > 0 && label.n <= 63;
}

bool domain_read(Arena *a, Str typed, Str *ret)
{
    Str name = str_lower_ascii(a, str_trim(typed)), rest, label = S("");
    name = str_starts(name, S("@")) ? str_skip(name, 1) : name;
    name = str_ends(name, S(".")) ? str_sub(name, 0, name.n - 1) : name;
    size_t labels = 0;
    rest = name;
    while (str_split(&rest, '.', &label)) {
        if (!label_ok(label)) {
            return false;
        }
        labels++;
    }
    bool letters = false; /* the last part of an address in numbers is none of names */
    for (size_t i = 0; i < label.n; i++) {
        letters = letters || (label.p[i] >= 'a' && label.p[i] <= 'z');
    }
    *ret = name;
    return labels >= 2 && letters && name.n <= DOMAIN_MAX - sizeof DOMAIN_RECORD;
}

bool domain_proved(const Str *texts, size_t n, Str token)
{
    for (size_t i = 0; i < n; i++) {
        Str text = str_trim(texts[i]);
        if (token.n && str_starts(text, S(DOMAIN_TEXT)) &&
            str_eq_secret(str_skip(text, sizeof DOMAIN_TEXT - 1), token)) {
            return true;
        }
    }
    return false;
}

static void audited(Ctx *ctx, Str domain)
{
    ctx->audit.target_kind = S("directory");
    ctx->audit.target_id = ctx->directory_id;
    ctx->audit.target_name = domain;
}

/* --- asking --- */

/* Whose a domain is elsewhere is not told before the asker has proved that it is theirs. */
Err domain_ask(DirectoryCtx d, Str typed, Id *ret_id)
{
    Ctx *ctx = d.ctx;
    Str domain;
    DomainOwnerRow owner;
    DomainAsksRow *rows;
    size_t n;
    if (!domain_read(ctx->arena, typed, &domain)) {
        problem_field(ctx, S("domain"), MSG("Enter a domain, such as example.com."));
        return problem_check(ctx);
    }
    Err err = q_domain_owner(system_of(ctx), &(DomainOwnerArgs){.domain = domain}, &owner);
    if (err == OK && id_eq(owner.owner_id, ctx->directory_id)) {
        problem_field(ctx, S("domain"), MSG1("{domain} is yours already.", "domain", domain));
    } else if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(q_domain_asks(d, NULL, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].domain, domain)) {
            problem_field(ctx, S("domain"), MSG1("{domain} waits for its proof already.", "domain", domain));
        }
    }
    if (n >= DOMAIN_ASKS_MAX) {
        problem_field(ctx, S("domain"), MSG("Twenty domains wait already. Prove one, or take one back."));
    }
    TRY(problem_check(ctx));
    *ret_id = ctx_new_id(ctx);
    audited(ctx, domain);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"domain", domain});
    return q_domain_ask_add(
        d,
        &(DomainAskAddArgs){
            .id = *ret_id, .asked_by = ctx->actor.user_id, .domain = domain, .token = token_new(ctx->arena, 24)},
        NULL);
}

static Err asked(DirectoryCtx d, Id id, DomainAskGetRow *ret)
{
    Err err = q_domain_ask_get(d, &(DomainAskGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND
               ? problem(d.ctx, err, MSG("This domain does not wait any more."), MSG("Reload the page."))
               : err;
}

Err domain_take(DirectoryCtx d, Id ask_id)
{
    Ctx *ctx = d.ctx;
    DomainAskGetRow ask;
    int64_t changed = 0;
    TRY(asked(d, ask_id, &ask));
    TRY(q_domain_claim(system_of(ctx), &(DomainClaimArgs){.domain = ask.domain, .directory_id = ctx->directory_id},
                       &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT,
                       MSG1("{domain} belongs to another organization of this center.", "domain", ask.domain),
                       MSG("Ask the vendor, who can say what to do."));
    }
    audited(ctx, ask.domain);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"domain", ask.domain});
    return q_domain_ask_drop(d, &(DomainAskDropArgs){.id = ask_id}, NULL);
}

Err domain_cancel(DirectoryCtx d, Id ask_id)
{
    Ctx *ctx = d.ctx;
    DomainAskGetRow ask;
    TRY(asked(d, ask_id, &ask));
    audited(ctx, ask.domain);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"domain", ask.domain});
    return q_domain_ask_drop(d, &(DomainAskDropArgs){.id = ask_id}, NULL);
}

/* --- removing --- */

Err domain_remove(DirectoryCtx d, Str domain, Str default_domain)
{
    Ctx *ctx = d.ctx;
    DomainPeopleRow people;
    int64_t changed = 0;
    if (str_eq(domain, default_domain)) {
        return problem(ctx, ERR_CONFLICT,
                       MSG1("{domain} is the directory's first domain, and stays.", "domain", domain), (Msg){0});
    }
    TRY(q_domain_people(d, &(DomainPeopleArgs){.pattern = str_fmt(ctx->arena, "%%@%.*s", S_ARG(domain))}, &people));
    if (people.n > 0) {
        Msg many = MSGN("{n} person signs in with a name of {domain}.", "{n} people sign in with names of {domain}.",
                        people.n);
        many.args[0] = (struct MsgArg){"domain", domain};
        return problem(ctx, ERR_CONFLICT, many, MSG("Give them other sign-in names first, under Users."));
    }
    TRY(q_domain_unroute(d, &(DomainUnrouteArgs){.domain = domain}, NULL));
    TRY(q_domain_release(system_of(ctx), &(DomainReleaseArgs){.domain = domain, .directory_id = ctx->directory_id},
                         &changed));
    if (!changed) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This domain is not yours any more."), MSG("Reload the page."));
    }
    audited(ctx, domain);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"domain", domain});
    return OK;
}
