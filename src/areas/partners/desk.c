/* The vendor's desk: the page it begins with, the list of partner accounts, one of them, and what is done to it. */
#include "areas/partners/pages.h"

#include "app/audit.h"
#include "app/program.h"
#include "app/session.h"
#include "app/unit.h"
#include "app/work.h"
#include "areas/activity/activity.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners_view.h"
#include "areas/referrals/referrals.h"
#include "gen/partners_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { NEWEST = 8, PEOPLE_COUNTED_MAX = 10000 };
#define LIST_PAGE "/operator/partners"

Url partner_url(Ctx *ctx, Str public_id, const char *rest)
{
    Url page = url_fmt(ctx->arena, LIST_PAGE "/%s", public_id);
    return (Url){str_concat(ctx->arena, page.s, str_from(rest))};
}

ShellView *partners_shell(Ctx *ctx, Msg title, Str name, Str public_id)
{
    Crumb crumbs[4] = {desk_crumb(), {.label = MSG("Partner accounts"), .url = url_static(LIST_PAGE)}};
    size_t n = 2;
    if (name.n) {
        crumbs[n++] = (Crumb){.text = name, .url = partner_url(ctx, public_id, "")};
    }
    if (msg_is_set(title)) {
        crumbs[n++] = (Crumb){.label = title};
    }
    ShellView *v = shell_view(ctx, title, crumbs, n);
    v->title_text = msg_is_set(title) ? S("") : name;
    v->workspace = MSG("Vendor desk");
    return v;
}

/* --- where the vendor's staff begin --- */

static Err fill_desk(OperatorCtx o, DeskView *v)
{
    Ctx *ctx = o.ctx;
    PartnersCountsRow *counts;
    PartnerListRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_partners_counts(o, NULL, &counts, &v->counts_n));
    DeskCount *list = arena_array(ctx->arena, DeskCount, v->counts_n + 1);
    for (size_t i = 0; i < v->counts_n; i++) {
        list[i] = (DeskCount){.state = machine_state_view(&PARTNER_ACCOUNT, READER_VENDOR, counts[i].state),
                              .n = counts[i].n,
                              .url = url_with(ctx->arena, url_static(LIST_PAGE), S("state"), counts[i].state)};
    }
    v->counts = list;
    PartnersAsk ask = {.size = NEWEST};
    PageAsk page = {
        .order = PARTNER_LIST_BY_ADDED, .descending = true, .size = NEWEST, .after = S(""), .before = S("")};
    TRY(partners_read(o, &ask, &page, &rows, &n, &info));
    v->newest = partner_lines(ctx, rows, n);
    v->newest_n = n;
    return identity_membership_name(ctx, &v->membership_label);
}

static Err fill_work(OperatorCtx o, DeskView *v)
{
    Ctx *ctx = o.ctx;
    WorkWaiting *all;
    TRY(work_waiting(o, &all, &v->work_n));
    DeskWork *list = arena_array(ctx->arena, DeskWork, v->work_n + 1);
    for (size_t i = 0; i < v->work_n; i++) {
        list[i] = (DeskWork){.kind = MSG_OF(all[i].kind->name),
                             .n = all[i].n,
                             .late = all[i].late,
                             .url = url_with(ctx->arena, v->queue, S("kind"), str_from(all[i].kind->id))};
    }
    v->work = list;
    return OK;
}

Err desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    DeskView *v = arena_new(ctx->arena, DeskView);
    *v = (DeskView){.shell = shell_view(ctx, MSG("Vendor desk"), NULL, 0),
                    .name = ctx->actor.name,
                    .email = ctx->actor.email,
                    .list = url_static(LIST_PAGE),
                    .add = url_static(LIST_PAGE "/add"),
                    .queue = url_static("/operator/work"),
                    .may_list = ctx_may(ctx, &PARTNERS_VIEW),
                    .may_add = ctx_may(ctx, &PARTNERS_ADD)};
    TRY(fill_work(o, v));
    if (v->may_list) {
        TRY(fill_desk(o, v));
    }
    RENDER(ctx, 200, partners_desk, v);
    return OK;
}

/* --- one partner --- */

static Err partner_of_path(OperatorCtx o, PartnerFindRow *ret)
{
    return partner_find(o, ctx_param(o.ctx, S("partner")), ret);
}

static void fill_facts(Ctx *ctx, const PartnerFindRow *p, Msg membership, PartnerView *v)
{
    Buf added = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_date(&added, ctx->locale, date_in_zone(ctx->tz, p->created_at), DATE_SHORT);
    FactView *f = v->facts;
    f[v->facts_n++] = (FactView){.kind = FACT_TEXT, .label = membership, .text = p->partner_id};
    f[v->facts_n++] = (FactView){.kind = FACT_MSG, .label = MSG("Kind"), .msg = identity_account_kind(p->kind)};
    f[v->facts_n++] = (FactView){.kind = FACT_MSG,
                                 .label = MSG("Place"),
                                 .msg = MSG2("{city}, {country}", "city", p->city, "country",
                                             country_name(ctx->arena, ctx->locale, p->country))};
    f[v->facts_n++] = (FactView){.kind = FACT_TEXT, .label = MSG("Domain"), .text = p->default_domain};
    f[v->facts_n++] = (FactView){.kind = FACT_TEXT, .label = MSG("Currency"), .text = p->currency};
    f[v->facts_n++] = (FactView){.kind = FACT_TEXT, .label = MSG("Added"), .text = buf_str(&added)};
}

static Err fill_people(OperatorCtx o, const PartnerFindRow *p, PartnerView *v)
{
    Ctx *ctx = o.ctx;
    PartnerAdminsRow *rows;
    PartnerProgramsRow *programs;
    PartnerPeopleRow people;
    PartnerUnseenRow *unseen;
    Programs all;
    size_t unseen_n;
    TRY(programs_load(ctx, &all));
    TRY(q_partner_admins(o, &(PartnerAdminsArgs){.account_id = p->id}, &rows, &v->admins_n));
    TRY(q_partner_people(o, &(PartnerPeopleArgs){.account_id = p->id}, &people));
    TRY(q_partner_programs(o, &(PartnerProgramsArgs){.account_id = p->id}, &programs, &v->programs_n));
    TRY(q_partner_unseen(o, &(PartnerUnseenArgs){.account_id = p->id}, &unseen, &unseen_n));
    PartnerAdmin *admins = arena_array(ctx->arena, PartnerAdmin, v->admins_n + 1);
    for (size_t i = 0; i < v->admins_n; i++) {
        admins[i] = (PartnerAdmin){
            .name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
            .email = rows[i].email,
            .seen = rows[i].last_seen_at};
    }
    Msg *names = arena_array(ctx->arena, Msg, v->programs_n + 1);
    for (size_t i = 0; i < v->programs_n; i++) {
        names[i] = programs_name(&all, programs[i].program);
    }
    v->admins = admins;
    v->programs = names;
    v->people = people.n;
    v->unseen = (int64_t)unseen_n;
    return OK;
}

static void fill_acts(Ctx *ctx, const PartnerFindRow *p, PartnerView *v)
{
    const Machine *m = &PARTNER_ACCOUNT;
    PartnerAct *acts = arena_array(ctx->arena, PartnerAct, m->states_n);
    for (size_t i = 0; i < m->states_n; i++) {
        Str to = str_from(m->states[i].id);
        if (machine_may(ctx, m, p->state, to, MOVER_VENDOR)) {
            bool good = str_eq(to, S("active"));
            acts[v->acts_n++] =
                (PartnerAct){.label = MSG_OF(machine_find(m, p->state, to, MOVER_VENDOR)->name),
                             .url = url_fmt(ctx->arena, "%u/%s", partner_url(ctx, p->public_id, "/move"), to),
                             .danger = !good && !str_eq(to, S("restricted"))};
        }
    }
    v->acts = acts;
}

Err partner_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PartnerFindRow p;
    Msg membership;
    Id viewed;
    Time until;
    TRY(partner_of_path(o, &p));
    TRY(identity_membership_name(ctx, &membership));
    TRY(session_viewed(o, &viewed, &until));
    PartnerView *v = arena_new(ctx->arena, PartnerView);
    v->shell = partners_shell(ctx, (Msg){0}, p.name, p.public_id);
    TRY(machine_card(ctx, &PARTNER_ACCOUNT, READER_VENDOR, p.id, p.id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &PARTNER_ACCOUNT, READER_VENDOR, p.id, p.id, &v->history, &v->history_n));
    fill_facts(ctx, &p, membership, v);
    fill_acts(ctx, &p, v);
    TRY(fill_people(o, &p, v));
    TRY(referral_facts(o, p.id, v->referrals, &v->referrals_n));
    v->activity = activity_url_of_account(ctx, p.public_id);
    v->may_view = ctx_may(ctx, &PARTNERS_VIEW_AS) && !str_eq(p.state, S("closed"));
    v->viewing = id_eq(viewed, p.id);
    v->may_invite = ctx_may(ctx, &PARTNERS_ADD);
    const Perm *verify = perm_find(S("operator.verification"));
    v->may_verify = verify && ctx_may(ctx, verify) && !str_eq(p.state, S("closed"));
    v->public_id = p.public_id;
    v->verify = url_static("/operator/verification/ask");
    v->view = partner_url(ctx, p.public_id, "/view");
    v->qualify = partner_url(ctx, p.public_id, "/qualifications");
    v->sells = str_eq(p.kind, S("reseller")) || str_eq(p.kind, S("direct")) || str_eq(p.kind, S("provider"));
    v->view_end = partner_url(ctx, p.public_id, "/view/end");
    v->invite = partner_url(ctx, p.public_id, "/invite");
    v->open = url_fmt(ctx->arena, "/a/%s", p.public_id);
    RENDER(ctx, 200, partners_one, v);
    return OK;
}

/* What is closed has no pages, and nobody signs in to it. */
static Err unless_closed(Ctx *ctx, const PartnerFindRow *p)
{
    return str_eq(p->state, S("closed"))
               ? problem(ctx, ERR_CONFLICT,
                         MSG("The account is closed: nobody can sign in to it, and it has no pages."),
                         MSG("Its history and its activity are on the partner's page of the vendor desk."))
               : OK;
}

Err partner_invite_post(OperatorCtx o)
{
    PartnerFindRow p;
    int64_t sent;
    TRY(partner_of_path(o, &p));
    TRY(unless_closed(o.ctx, &p));
    TRY(partner_invite_again(o, &p, &sent));
    ctx_redirect(o.ctx, partner_url(o.ctx, p.public_id, ""),
                 MSGN("{n} mail is on its way.", "{n} mails are on their way.", sent));
    return OK;
}

/* --- looking at a partner's pages --- */

static void note_view(Ctx *ctx, const PartnerFindRow *p)
{
    (void)account_of(ctx, p->id); /* the partner reads in its log that it was looked at, and by whom */
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = p->id;
    ctx->audit.target_name = p->name;
}

Err partner_view_post(OperatorCtx o)
{
    PartnerFindRow p;
    TRY(partner_of_path(o, &p));
    TRY(unless_closed(o.ctx, &p));
    TRY(session_view(o, p.id));
    note_view(o.ctx, &p);
    ctx_redirect(o.ctx, url_fmt(o.ctx->arena, "/a/%s", p.public_id), (Msg){0});
    return OK;
}

Err partner_view_end_post(OperatorCtx o)
{
    PartnerFindRow p;
    TRY(partner_of_path(o, &p));
    TRY(session_view(o, ID_NIL));
    note_view(o.ctx, &p);
    ctx_redirect(o.ctx, partner_url(o.ctx, p.public_id, ""),
                 MSG("You no longer view the account as the partner does."));
    return OK;
}

/* --- acts --- */

static Msg move_title(const MachineState *to, Str account)
{
    static const struct {
        const char *to, *title;
    } TITLES[] = {{"restricted", N_("Restrict {account}")},
                  {"suspended", N_("Suspend {account}")},
                  {"deauthorized", N_("Deauthorize {account}")},
                  {"closed", N_("Close {account} for good")},
                  {"active", N_("Reinstate {account}")}};
    size_t i = 0;
    while (i + 1 < COUNT_OF(TITLES) && strcmp(TITLES[i].to, to->id) != 0) {
        i++;
    }
    Msg title = MSG_OF(TITLES[i].title);
    title.args[0] = (struct MsgArg){"account", account};
    return title;
}

static Err move_view(OperatorCtx o, const PartnerFindRow *p, const MachineState *to, Str reason, PartnerMoveView **ret)
{
    Ctx *ctx = o.ctx;
    static const Str FIELDS[] = {S_INIT("reason")};
    const MachineMove *move = machine_find(&PARTNER_ACCOUNT, p->state, str_from(to->id), MOVER_VENDOR);
    PartnerPeopleRow people;
    TRY(q_partner_people(o, &(PartnerPeopleArgs){.account_id = p->id}, &people));
    Msg title = move_title(to, p->name);
    PartnerMoveView *v = arena_new(ctx->arena, PartnerMoveView);
    *v = (PartnerMoveView){
        .shell = partners_shell(ctx, title, p->name, p->public_id),
        .form = {.action = url_fmt(ctx->arena, "%u/%s", partner_url(ctx, p->public_id, "/move"), str_from(to->id)),
                 .errors = ui_errors(ctx, FIELDS, 1)},
        .name = p->name,
        .effect = MSG_OF(to->means),
        .verb = MSG_OF(move->name),
        .people = people.n,
        .back = partner_url(ctx, p->public_id, ""),
        .danger = to->tone == STATE_BAD || to->ends,
        .reason = ui_field(ctx, S("reason"), reason, move->reason ? MSG("Reason") : MSG("Note"))};
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.optional = !move->reason;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = move->reason
                         ? MSG("Everybody in the account reads it: say what is wrong, and what would put it right.")
                         : MSG("Everybody in the account reads it.");
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

/* The partner and the state of the path; a move that is not in the table is refused as machine_move would. */
static Err move_of_path(OperatorCtx o, PartnerFindRow *p, const MachineState **ret)
{
    Ctx *ctx = o.ctx;
    TRY(partner_of_path(o, p));
    *ret = machine_state(&PARTNER_ACCOUNT, ctx_param(ctx, S("to")));
    if (!*ret) {
        return problem(ctx, ERR_NOT_FOUND, MSG("An account cannot stand like that."),
                       MSG("Choose what to do on the partner's page."));
    }
    return machine_check(ctx, &PARTNER_ACCOUNT, p->state, str_from((*ret)->id), MOVER_VENDOR);
}

Err partner_move_page(OperatorCtx o)
{
    PartnerFindRow p;
    const MachineState *to;
    PartnerMoveView *v;
    Id enrollment_id = ID_NIL;
    TRY(move_of_path(o, &p, &to));
    if (strcmp(to->id, "active") == 0) {
        TRY(partner_unapproved(o, p.id, &enrollment_id));
    }
    if (!id_is_nil(enrollment_id)) {
        ctx_redirect(o.ctx, url_fmt(o.ctx->arena, "/operator/company-enrollments/%i", enrollment_id),
                     MSG("Approve it here: approving it reinstates the account."));
        return OK;
    }
    TRY(move_view(o, &p, to, S(""), &v));
    RENDER(o.ctx, 200, partners_move, v);
    return OK;
}

Err partner_move_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PartnerFindRow p;
    const MachineState *to;
    Str reason = ctx_form(ctx, S("reason"));
    TRY(move_of_path(o, &p, &to));
    Err err = partner_move(o, &p, str_from(to->id), reason);
    if (err == ERR_INVALID) {
        PartnerMoveView *v;
        (void)account_of(ctx, ID_NIL); /* the page is the desk's */
        TRY(move_view(o, &p, to, reason, &v));
        return RENDER_FAILED(ctx, partners_move, v);
    }
    TRY(err);
    ctx_redirect(ctx, partner_url(ctx, p.public_id, ""),
                 MSG2("{account}: {state}. Its Global admins are told.", "account", p.name, "state",
                      tr(ctx->locale, NULL, to->name)));
    return OK;
}
