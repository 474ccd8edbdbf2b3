/* The rules of tenants, and the machine of requests (portal-workflows.md 22: tenant). */
#include "areas/tenants/tenants.h"

#include "app/audit.h"
#include "app/rights.h"
#include "app/tell.h"
#include "app/unit.h"
#include "base/utf8.h"

#define REQUEST_PAGE "/a/{account}/settings/tenants/requests/{id}"

static const MachineState STATES[] = {
    {.id = "waiting",
     .name = N_("Waits for confirmation"),
     .tone = STATE_WAIT,
     .means = N_("The account has asked to be tied to a directory. Nobody of it has access by that yet."),
     .why = N_("A directory is tied with the consent of whoever runs it, and they have not answered."),
     .next = N_("They confirm, and the directory is tied at once; or decline with a reason. The account that asked can "
                "take it back."),
     .who = N_("A Global admin or Owner of the directory."),
     .when = N_("There is no date: the request stays until it is answered or taken back."),
     .partner = {N_("Open the request"), REQUEST_PAGE, &TENANTS_VIEW},
     .first = true},
    {.id = "confirmed",
     .name = N_("Confirmed"),
     .tone = STATE_GOOD,
     .means = N_("The directory is tied to the account: its people can be given roles there."),
     .why = N_("A Global admin of the directory has confirmed it."),
     .next = N_("Nothing has to happen. The account can remove the directory again."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it stays so until the directory is removed."),
     .ends = true},
    {.id = "declined",
     .name = N_("Declined"),
     .tone = STATE_BAD,
     .means = N_("The directory is not tied to the account."),
     .why = N_("A Global admin of the directory gave a reason."),
     .next = N_("When what stands in the reason is put right, the account can ask again."),
     .who = N_("A Global admin, Owner or Manager of the account, if it is still wanted."),
     .when = N_("There is no date: the account can ask again at any time."),
     .ends = true},
    {.id = "withdrawn",
     .name = N_("Taken back"),
     .tone = STATE_OFF,
     .means = N_("The account took the request back before there was an answer."),
     .why = N_("Somebody of the account withdrew it."),
     .next = N_("The account can ask again."),
     .who = N_("A Global admin, Owner or Manager of the account, if it is still wanted."),
     .when = N_("There is no date: the account can ask again at any time."),
     .ends = true},
};
#define BY_PARTNER(ID, NAME, TO, PERM_, REASON)                                                                        \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = "waiting", .to = (TO), .mover = MOVER_PARTNER, .perm = (PERM_),            \
        .reason = (REASON)                                                                                             \
    }
static const MachineMove MOVES[] = {
    BY_PARTNER("confirm", N_("Confirm"), "confirmed", &TENANTS_ANSWER, false),
    BY_PARTNER("decline", N_("Decline"), "declined", &TENANTS_ANSWER, true),
    BY_PARTNER("withdraw", N_("Withdraw"), "withdrawn", &TENANTS_EDIT, false),
};

static Err request_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)account_id;
    TenantRequestStateRow row;
    TRY(q_tenant_request_state(system_of(ctx), &(TenantRequestStateArgs){.id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err request_write(Ctx *ctx, const MachineStep *step)
{
    SystemCtx s = system_of(ctx);
    TenantRequestStateRow row;
    int64_t changed = 0;
    TRY(q_tenant_request_state(s, &(TenantRequestStateArgs){.id = step->subject_id}, &row));
    TRY(q_tenant_request_put(
        s,
        &(TenantRequestPutArgs){
            .id = step->subject_id, .from_state = step->from, .to_state = step->to, .reason = step->reason},
        &changed));
    if (!changed) {
        return ERR_STALE;
    }
    if (!str_eq(step->to, S("confirmed"))) {
        return OK;
    }
    TRY(q_tenant_tie(s, &(TenantTieArgs){.account_id = row.account_id, .directory_id = row.directory_id}, NULL));
    return q_tenant_rights_moved(s, &(TenantRightsMovedArgs){.account_id = row.account_id}, NULL);
}

const Machine TENANT_REQUEST = {
    .id = "tenant_request",
    .name = N_("Request to tie a directory"),
    .source = "portal-workflows.md 22 (tenant: associate, linked, remove)",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = request_read,
    .write = request_write,
};

/* --- asking --- */

static Err check_company(AccountCtx a, TenantAccountRow *ret)
{
    TRY(q_tenant_account(a, NULL, ret));
    return id_is_nil(ret->parent_id)
               ? OK
               : problem(a.ctx, ERR_CONFLICT, MSG("This account is itself a location."),
                         MSG("Directories are tied to the company's account; its locations have them with it."));
}

static Err check_elsewhere(AccountCtx a, Id directory, bool *ret)
{
    TenantElsewhereRow *rows;
    size_t n;
    TRY(q_tenant_elsewhere(a, &(TenantElsewhereArgs){.directory_id = directory}, &rows, &n));
    *ret = n > 0;
    return OK;
}

/* The directory of a domain, and the account that answers for it; problems at "domain". */
static Err check_domain(AccountCtx a, Str domain, TenantByDomainRow *ret, TenantKeeperRow *ret_keeper)
{
    Ctx *ctx = a.ctx;
    TenantGetRow tied;
    TenantWaitsRow *waits;
    TenantKeeperRow *keepers;
    size_t n, k;
    bool elsewhere;
    Err err = domain.n ? q_tenant_by_domain(a, &(TenantByDomainArgs){.domain = domain}, ret) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        problem_field(ctx, S("domain"),
                      domain.n
                          ? MSG("No partner's directory has this domain. It stands on their page Directory profile")
                          : MSG("Enter the directory's domain"));
        return OK;
    }
    TRY(err);
    err = q_tenant_get(a, &(TenantGetArgs){.directory_id = ret->id}, &tied);
    if (err == OK) {
        problem_field(ctx, S("domain"), MSG1("{name} is tied to this account already", "name", ret->name));
        return OK;
    }
    TRY(err == ERR_NOT_FOUND ? OK : err);
    TRY(check_elsewhere(a, ret->id, &elsewhere));
    TRY(q_tenant_waits(a, &(TenantWaitsArgs){.directory_id = ret->id}, &waits, &n));
    TRY(q_tenant_keeper(system_of(ctx), &(TenantKeeperArgs){.directory_id = ret->id}, &keepers, &k));
    if (elsewhere) {
        problem_field(ctx, S("domain"),
                      MSG1("{name} is tied to another company. It has to be removed there first, or the two accounts "
                           "merged",
                           "name", ret->name));
    } else if (n) {
        problem_field(ctx, S("domain"),
                      MSG1("A request to {name} waits for its answer already; open it in the list", "name", ret->name));
    } else if (!k) {
        problem_field(ctx, S("domain"),
                      MSG1("No open account runs {name}, so that nobody could confirm. Ask the vendor's support",
                           "name", ret->name));
    } else {
        *ret_keeper = keepers[0];
    }
    return OK;
}

static Url page_of(Ctx *ctx, Str public_id, Id request)
{
    return url_fmt(ctx->arena, "/a/%s/settings/tenants/requests/%i", public_id, request);
}

static void about(Ctx *ctx, Id directory, Str name)
{
    ctx->audit.target_kind = S("directory");
    ctx->audit.target_id = directory;
    ctx->audit.target_name = name;
}

Err tenant_ask(AccountCtx a, Str domain, Str body, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    TenantAccountRow company;
    TenantByDomainRow directory = {0};
    TenantKeeperRow keeper = {0};
    body = str_trim(body);
    TRY(check_company(a, &company));
    TRY(check_domain(a, str_lower_ascii(ctx->arena, str_trim(domain)), &directory, &keeper));
    if (utf8_lines_odd(body) || utf8_count(body) > TENANT_BODY_MAX) {
        problem_field(ctx, S("body"), MSG("A message is text of at most 1,000 characters"));
    }
    TRY(problem_check(ctx));
    *ret_id = ctx_new_id(ctx);
    TRY(q_tenant_request_add(a, &(TenantRequestAddArgs){.id = *ret_id, .directory_id = directory.id, .body = body},
                             NULL));
    about(ctx, directory.id, directory.name);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("waiting")}, {"text", body});
    TRY(machine_begin(ctx, &TENANT_REQUEST, ctx->account_id, *ret_id, MOVER_PARTNER));
    return tell_roles(ctx, keeper.id, S("global_admin owner"),
                      &(Tell){.category = S("tenants"),
                              .account_id = keeper.id,
                              .icon = S("globe"),
                              .title = MSG2("{account} asks to be tied to {directory}", "account", ctx->account.name,
                                            "directory", directory.name),
                              .line = MSG("Your people could then be given roles there."),
                              .url = page_of(ctx, keeper.public_id, *ret_id),
                              .action = MSG("Answer"),
                              .action_key = id_text(ctx->arena, *ret_id)});
}

/* --- answering --- */

Err tenant_request_find(AccountCtx a, Id id, TenantRequestGetRow *ret)
{
    Err err = q_tenant_request_get(a, &(TenantRequestGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, MSG("This account has no such request."),
                                          MSG("Open the page Tenants and choose one there."))
                                : err;
}

bool tenant_is_asker(AccountCtx a, const TenantRequestGetRow *r) { return id_eq(r->account_id, a.ctx->account_id); }

/* Who may make a move is a matter of sides, too, which the machine's table does not know; and a company may have taken
 * the directory since it was asked for. */
static Err check_answer(AccountCtx a, const TenantRequestGetRow *r, Str to)
{
    Ctx *ctx = a.ctx;
    bool asker = tenant_is_asker(a, r), withdraws = str_eq(to, S("withdrawn")), runs, elsewhere = false;
    Str keeper;
    if (asker != withdraws) {
        return asker ? problem(ctx, ERR_CONFLICT,
                               MSG1("{name} answers, since this account asked.", "name", r->directory_name),
                               MSG("You can take the request back."))
                     : problem(ctx, ERR_CONFLICT, MSG1("{name} asked, and can take it back.", "name", r->account_name),
                               MSG("You can confirm or decline."));
    }
    if (asker) {
        return OK;
    }
    TRY(rights_runs_directory(a, r->directory_id, &runs, &keeper));
    if (!runs) {
        return problem(ctx, ERR_FORBIDDEN, MSG1("The directory is kept by {account}.", "account", keeper),
                       MSG("Ask a Global admin there."));
    }
    Id here = ctx->account_id;
    AccountCtx asking = account_of(ctx, r->account_id);
    Err err = str_eq(to, S("confirmed")) ? check_elsewhere(asking, r->directory_id, &elsewhere) : OK;
    (void)account_of(ctx, here);
    TRY(err);
    return elsewhere ? problem(ctx, ERR_CONFLICT, MSG("The directory is tied to another company since."),
                               MSG("Decline the request, or remove the directory there first."))
                     : OK;
}

static Msg moved_title(const TenantRequestGetRow *r, Str to)
{
    Str name = r->directory_name;
    return str_eq(to, S("confirmed")) ? MSG1("{name} is tied to the account", "name", name)
                                      : MSG1("{name} declined to be tied to the account", "name", name);
}

Err tenant_request_move(AccountCtx a, const TenantRequestGetRow *r, Str to, Str reason)
{
    Ctx *ctx = a.ctx;
    TRY(check_answer(a, r, to));
    about(ctx, r->directory_id, r->directory_name);
    TRY(machine_move(
        ctx, &TENANT_REQUEST,
        &(MachineAsk){
            .account_id = r->account_id, .subject_id = r->id, .to = to, .mover = MOVER_PARTNER, .reason = reason}));
    TenantKeeperRow *keepers;
    size_t n;
    TRY(q_tenant_keeper(system_of(ctx), &(TenantKeeperArgs){.directory_id = r->directory_id}, &keepers, &n));
    if (n) {
        TRY(tell_done(ctx, keepers[0].id, id_text(ctx->arena, r->id)));
    }
    if (tenant_is_asker(a, r)) {
        return OK;
    }
    return tell_roles(ctx, r->account_id, S("global_admin owner manager"),
                      &(Tell){.category = S("tenants"),
                              .account_id = r->account_id,
                              .icon = S("globe"),
                              .title = moved_title(r, to),
                              .line = reason.n ? MSG1("Reason: {reason}", "reason", str_trim(reason)) : (Msg){0},
                              .url = page_of(ctx, r->public_id, r->id),
                              .action = MSG("Open the request")});
}

/* --- what is tied --- */

Err tenant_find(AccountCtx a, Id directory, TenantGetRow *ret)
{
    Err err = q_tenant_get(a, &(TenantGetArgs){.directory_id = directory}, ret);
    return err == ERR_NOT_FOUND
               ? problem(a.ctx, err, MSG("The account has no such directory."), MSG("Choose it on the page Tenants."))
               : err;
}

/* A seller's directory, number and currency belong together for good. */
static bool sells(Str kind)
{
    return str_eq(kind, S("direct")) || str_eq(kind, S("provider")) || str_eq(kind, S("reseller"));
}

Err tenant_may(AccountCtx a, const TenantGetRow *t, TenantMay *ret)
{
    Ctx *ctx = a.ctx;
    TenantAccountRow company;
    *ret = (TenantMay){0};
    TRY(check_company(a, &company));
    TRY(q_tenant_uses(a, &(TenantUsesArgs){.directory_id = t->id}, &ret->uses));
    if (t->is_primary) {
        ret->primary = MSG("It is the primary directory.");
        ret->removal = MSG("The primary directory stays. Make another one the primary first.");
        return OK;
    }
    if (sells(company.kind)) {
        ret->primary = MSG("The account sells for the vendor: its primary directory is bound to its number and never "
                           "changes.");
    } else if (!ret->uses.admins) {
        ret->primary =
            MSG("None of its people is a Global admin here who can sign in. Give one of them that role first.");
    }
    if (id_eq(ctx->actor.directory_id, t->id)) {
        ret->removal = MSG("You are signed in by it. Sign in by another directory of the account to remove it.");
    } else if (ret->uses.invitations) {
        ret->removal =
            MSGN("One invitation to it waits. Withdraw it in User management first.",
                 "{n} invitations to it wait. Withdraw them in User management first.", ret->uses.invitations);
    }
    return OK;
}

static Err refused(Ctx *ctx, Msg why) { return problem(ctx, ERR_CONFLICT, why, MSG("Open the page Tenants again.")); }

Err tenant_make_primary(AccountCtx a, const TenantGetRow *t)
{
    Ctx *ctx = a.ctx;
    TenantMay may;
    TenantAccountRow company;
    TenantGetRow before;
    int64_t changed = 0;
    TRY(tenant_may(a, t, &may));
    if (msg_is_set(may.primary)) {
        return refused(ctx, may.primary);
    }
    TRY(q_tenant_account(a, NULL, &company));
    TRY(tenant_find(a, company.directory_id, &before));
    TRY(q_tenant_primary_put(a, &(TenantPrimaryPutArgs){.directory_id = t->id, .version = company.version}, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(q_tenant_tie_locations(a, &(TenantTieLocationsArgs){.directory_id = t->id}, NULL));
    TRY(q_tenant_primary_locations(a, &(TenantPrimaryLocationsArgs){.directory_id = t->id}, NULL));
    about(ctx, t->id, t->name);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"primaryDirectory", before.name});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"primaryDirectory", t->name});
    return rights_changed_account_tree(a);
}

/* Of two administrators who each remove the other's directory at once, one meets the other's change at the account's
 * row; what is left has to hold a Global admin who can sign in. */
Err tenant_remove(AccountCtx a, const TenantGetRow *t)
{
    Ctx *ctx = a.ctx;
    TenantMay may;
    int64_t admins = 0, gone = 0;
    TRY(tenant_may(a, t, &may));
    if (msg_is_set(may.removal)) {
        return refused(ctx, may.removal);
    }
    TRY(rights_changed_account_tree(a));
    TRY(q_tenant_grants_drop(a, &(TenantGrantsDropArgs){.directory_id = t->id}, NULL));
    TRY(q_tenant_group_grants_drop(a, &(TenantGroupGrantsDropArgs){.directory_id = t->id}, NULL));
    TRY(q_tenant_untie(a, &(TenantUntieArgs){.directory_id = t->id}, &gone));
    TRY(rights_admins_left(a, ID_NIL, &admins));
    if (!gone) {
        return ERR_STALE;
    }
    bool owner = role_in(&ctx->actor.roles, role_index(S("owner"))); /* of developers: they may do without the other */
    if (!admins && !owner) {
        return problem(ctx, ERR_CONFLICT,
                       MSG("Without this directory nobody could act as Global admin of the account."),
                       MSG("Give the role to somebody of another directory of the account first."));
    }
    about(ctx, t->id, t->name);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"domain", t->default_domain});
    return OK;
}
