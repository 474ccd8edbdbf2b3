/* The rules of links, and their machine (portal-workflows.md 4: link with a provider). */
#include "areas/links/links.h"

#include "app/audit.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/customers/customers.h"
#include "areas/profile/profile.h"
#include "base/utf8.h"

#define LINK_PAGE "/a/{account}/settings/links/{id}"

static const MachineState STATES[] = {
    {.id = "asked",
     .name = N_("Waits for the other partner"),
     .tone = STATE_WAIT,
     .means = N_("One partner has asked the other for a link. Nothing is sold through it yet."),
     .why = N_("A link needs the consent of both, and one of them has not answered."),
     .next =
         N_("The partner that was asked accepts, and the link stands at once; or declines with a reason. The partner "
            "that asked can take it back."),
     .who = N_("A Global admin or Admin agent of the partner that was asked."),
     .when = N_("There is no date: the request stays until it is answered or taken back."),
     .partner = {N_("Open the link"), LINK_PAGE, &LINKS_VIEW},
     .first = true},
    {.id = "linked",
     .name = N_("Linked"),
     .tone = STATE_GOOD,
     .means = N_("The reseller sells through the provider: the provider can add customers for it, and bills it."),
     .why = N_("Both partners have consented."),
     .next = N_("Nothing has to happen. Either partner can end the link once no customer is sold through it."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it stays so until one of the two ends it."),
     .partner = {N_("Open the link"), LINK_PAGE, &LINKS_VIEW}},
    {.id = "declined",
     .name = N_("Declined"),
     .tone = STATE_BAD,
     .means = N_("The partner that was asked does not want the link. Nothing is sold through it."),
     .why = N_("The partner that was asked gave a reason."),
     .next = N_("When what stands in the reason is put right, either partner can ask again."),
     .who = N_("A Global admin or Admin agent of either partner, if it is still wanted."),
     .when = N_("There is no date: either partner can ask again at any time."),
     .ends = true},
    {.id = "withdrawn",
     .name = N_("Taken back"),
     .tone = STATE_OFF,
     .means = N_("The partner that asked took it back before there was an answer."),
     .why = N_("Somebody of the partner that asked withdrew it."),
     .next = N_("Either partner can ask again."),
     .who = N_("A Global admin or Admin agent of either partner, if it is still wanted."),
     .when = N_("There is no date: either partner can ask again at any time."),
     .ends = true},
    {.id = "ended",
     .name = N_("Ended"),
     .tone = STATE_OFF,
     .means = N_("The reseller no longer sells through this provider."),
     .why = N_("One of the two partners ended the link, with a reason."),
     .next = N_("Either partner can ask for a link again."),
     .who = N_("A Global admin or Admin agent of either partner, if it is still wanted."),
     .when = N_("There is no date: either partner can ask again at any time."),
     .ends = true},
};
#define BY_PARTNER(ID, NAME, FROM, TO, REASON)                                                                         \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_PARTNER, .perm = &LINKS_ANSWER,         \
        .reason = (REASON)                                                                                             \
    }
static const MachineMove MOVES[] = {
    BY_PARTNER("accept", N_("Accept"), "asked", "linked", false),
    BY_PARTNER("decline", N_("Decline"), "asked", "declined", true),
    BY_PARTNER("withdraw", N_("Withdraw"), "asked", "withdrawn", false),
    BY_PARTNER("end", N_("End the link"), "linked", "ended", true),
};

static Err link_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)account_id;
    PartnerLinkStateRow row;
    TRY(q_partner_link_state(system_of(ctx), &(PartnerLinkStateArgs){.id = subject_id}, &row));
    *ret = row.state;
    return OK;
}

static Err link_write(Ctx *ctx, const MachineStep *step)
{
    SystemCtx s = system_of(ctx);
    PartnerLinkStateRow row;
    int64_t changed = 0;
    TRY(q_partner_link_state(s, &(PartnerLinkStateArgs){.id = step->subject_id}, &row));
    TRY(q_partner_link_put(
        s,
        &(PartnerLinkPutArgs){
            .id = step->subject_id, .from_state = step->from, .to_state = step->to, .reason = step->reason},
        &changed));
    if (!changed) {
        return ERR_STALE;
    }
    bool provider_asked = str_eq(row.asks_as, S("provider"));
    Id provider = provider_asked ? row.account_id : row.other_account_id;
    Id reseller = provider_asked ? row.other_account_id : row.account_id;
    if (str_eq(step->to, S("linked"))) {
        return partnership_begin(s, provider, reseller);
    }
    return str_eq(step->to, S("ended")) ? partnership_end(s, provider, reseller) : OK;
}

const Machine PARTNER_LINK = {
    .id = "partner_link",
    .name = N_("Link with a partner"),
    .source = "portal-workflows.md 4 (indirect reseller: link with a provider), seed-checklist.tsv SC038",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = link_read,
    .write = link_write,
};

/* --- asking --- */

static Err check_number(AccountCtx a, Str number, PartnerKnown *ret)
{
    Ctx *ctx = a.ctx;
    PartnerLinkBetweenRow *rows;
    size_t n;
    bool provider = str_eq(ctx->account.kind, S("provider"));
    Err err = number.n ? partner_by_number(a, number, ret) : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND) {
        problem_field(ctx, S("number"),
                      number.n ? MSG("No partner has this number. They find theirs on their page Identifiers")
                               : MSG("Enter the partner's number"));
        return OK;
    }
    TRY(err);
    if (id_eq(ret->id, ctx->account_id)) {
        problem_field(ctx, S("number"), MSG("This is the account's own number; enter the other partner's"));
        return OK;
    }
    if (!str_eq(ret->kind, provider ? S("reseller") : S("provider"))) {
        problem_field(ctx, S("number"),
                      provider
                          ? MSG1("{name} is no indirect reseller; a provider links with resellers", "name", ret->name)
                          : MSG1("{name} is no indirect provider; a reseller links with providers", "name", ret->name));
        return OK;
    }
    TRY(q_partner_link_between(a, &(PartnerLinkBetweenArgs){.other_account_id = ret->id}, &rows, &n));
    if (n) {
        problem_field(
            ctx, S("number"),
            str_eq(rows[0].state, S("linked"))
                ? MSG1("{name} and this account are linked already", "name", ret->name)
                : MSG1("A link with {name} waits for its answer already; open it in the list", "name", ret->name));
    }
    return OK;
}

/* A page of the link in the other partner's portal. */
static Url page_of(Ctx *ctx, Str public_id, Id link)
{
    return url_fmt(ctx->arena, "/a/%s/settings/links/%i", public_id, link);
}

Err link_ask(AccountCtx a, Str number, Str body, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    PartnerKnown other = {0};
    PartnerLinkPublicIdRow public_id;
    body = str_trim(body);
    TRY(check_number(a, str_trim(number), &other));
    if (utf8_lines_odd(body) || utf8_count(body) > LINK_BODY_MAX) {
        problem_field(ctx, S("body"), MSG("A message is text of at most 1,000 characters"));
    }
    TRY(problem_check(ctx));
    bool provider = str_eq(ctx->account.kind, S("provider"));
    *ret_id = ctx_new_id(ctx);
    TRY(q_partner_link_add(a,
                           &(PartnerLinkAddArgs){.id = *ret_id,
                                                 .other_account_id = other.id,
                                                 .asks_as = provider ? S("provider") : S("reseller"),
                                                 .body = body},
                           NULL));
    ctx->audit.target_kind = S("partner_link");
    ctx->audit.target_id = *ret_id;
    ctx->audit.target_name = other.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"partner", other.name}, {"state", S("asked")}, {"text", body});
    TRY(machine_begin(ctx, &PARTNER_LINK, ctx->account_id, *ret_id, MOVER_PARTNER));
    TRY(q_partner_link_public_id(system_of(ctx), &(PartnerLinkPublicIdArgs){.account_id = other.id}, &public_id));
    return tell_roles(ctx, other.id, S("global_admin admin_agent"),
                      &(Tell){.category = S("links"),
                              .account_id = other.id,
                              .icon = S("referrals"),
                              .title = MSG1("{name} asks for a link", "name", ctx->account.name),
                              .line = provider ? MSG("As an indirect provider: you would sell through it.")
                                               : MSG("As an indirect reseller: it would sell through you."),
                              .url = page_of(ctx, public_id.public_id, *ret_id),
                              .action = MSG("Answer"),
                              .action_key = id_text(ctx->arena, *ret_id)});
}

/* --- answering --- */

Err link_get(AccountCtx a, Id id, PartnerLinkGetRow *ret)
{
    Err err = q_partner_link_get(a, &(PartnerLinkGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, err, MSG("This account has no such link."),
                                          MSG("Open the list of links and choose one there."))
                                : err;
}

bool link_is_asker(AccountCtx a, const PartnerLinkGetRow *l) { return id_eq(l->account_id, a.ctx->account_id); }

/* Who may make a move is a matter of sides, too, which the machine's table does not know. */
static Err check_side(AccountCtx a, const PartnerLinkGetRow *l, Str to)
{
    bool asker = link_is_asker(a, l);
    if (asker && (str_eq(to, S("linked")) || str_eq(to, S("declined")))) {
        return problem(a.ctx, ERR_CONFLICT, MSG1("{name} answers, since this account asked.", "name", l->other_name),
                       MSG("You can take the request back."));
    }
    if (!asker && str_eq(to, S("withdrawn"))) {
        return problem(a.ctx, ERR_CONFLICT, MSG1("{name} asked, and can take it back.", "name", l->asker_name),
                       MSG("You can accept or decline."));
    }
    return OK;
}

static Err check_sold(Ctx *ctx, const PartnerLinkGetRow *l)
{
    bool provider_asked = str_eq(l->asks_as, S("provider"));
    int64_t n;
    TRY(partnership_customers(system_of(ctx), provider_asked ? l->account_id : l->other_account_id,
                              provider_asked ? l->other_account_id : l->account_id, &n));
    return n ? problem(ctx, ERR_CONFLICT,
                       MSGN("One customer is sold through this link.", "{n} customers are sold through this link.", n),
                       MSG("End their relationships in the list of customers first, then end the link."))
             : OK;
}

static Msg moved_title(Ctx *ctx, Str to)
{
    Str name = ctx->account.name;
    return str_eq(to, S("linked"))      ? MSG1("{name} accepted the link", "name", name)
           : str_eq(to, S("declined"))  ? MSG1("{name} declined the link", "name", name)
           : str_eq(to, S("withdrawn")) ? MSG1("{name} took its request for a link back", "name", name)
                                        : MSG1("{name} ended the link", "name", name);
}

Err link_move(AccountCtx a, const PartnerLinkGetRow *l, Str to, Str reason)
{
    Ctx *ctx = a.ctx;
    bool asker = link_is_asker(a, l);
    TRY(check_side(a, l, to));
    if (str_eq(to, S("ended"))) {
        TRY(check_sold(ctx, l));
    }
    ctx->audit.target_kind = S("partner_link");
    ctx->audit.target_id = l->id;
    ctx->audit.target_name = asker ? l->other_name : l->asker_name;
    TRY(machine_move(
        ctx, &PARTNER_LINK,
        &(MachineAsk){
            .account_id = l->account_id, .subject_id = l->id, .to = to, .mover = MOVER_PARTNER, .reason = reason}));
    Id other = asker ? l->other_account_id : l->account_id;
    TRY(tell_done(ctx, l->other_account_id, id_text(ctx->arena, l->id)));
    return tell_roles(ctx, other, S("global_admin admin_agent"),
                      &(Tell){.category = S("links"),
                              .account_id = other,
                              .icon = S("referrals"),
                              .title = moved_title(ctx, to),
                              .line = reason.n ? MSG1("Reason: {reason}", "reason", str_trim(reason)) : (Msg){0},
                              .url = page_of(ctx, asker ? l->other_public : l->asker_public, l->id),
                              .action = MSG("Open the link")});
}
