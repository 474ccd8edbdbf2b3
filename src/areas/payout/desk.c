/* The vendor's pages of bank and tax profiles: all of them by state, one of them, and the decision on it. What waits
 * also stands in the work queue. */
#include "areas/payout/pages.h"

#include "app/audit.h"
#include "app/export_job.h"
#include "app/unit.h"
#include "areas/payout/payout_view.h"
#include "base/num.h"
#include "gen/payout_html.h"
#include "gen/payout_q.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"
#include "ui/work_panel.h"

enum { QUEUE_ROWS = 50, PICKED_MAX = 100 };

static ShellView *shell_of(Ctx *ctx, Str text)
{
    Crumb crumbs[3] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Payout validation"), .url = url_static(PAYOUT_DESK)},
                       {.text = text}};
    ShellView *v = shell_view(ctx, text.n ? (Msg){0} : MSG("Payout validation"), crumbs, text.n ? 3 : 2);
    v->title_text = text;
    v->workspace = MSG("Vendor desk");
    return v;
}

static Url one_url(Ctx *ctx, Id id, const char *rest)
{
    return (Url){str_concat(ctx->arena, url_fmt(ctx->arena, PAYOUT_DESK "/profiles/%i", id).s, str_from(rest))};
}

/* --- the list --- */

typedef struct DeskAsk {
    Str kind, state, country, whose, after, before;
    int size;
} DeskAsk;

static bool is_kind(Str kind) { return str_eq(kind, S("bank")) || str_eq(kind, S("tax")); }

static void take(void *arg, Str name, Str value)
{
    DeskAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && (machine_state(&PAYOUT_PROFILE, value) || str_eq(value, S("all")))) {
        ask->state = value;
    } else if (str_eq(name, S("kind")) && is_kind(value)) {
        ask->kind = value;
    } else if (str_eq(name, S("country")) && country_known(value)) {
        ask->country = value;
    } else if (str_eq(name, S("whose")) && work_panel_whose_known(value)) {
        ask->whose = value;
    }
}

static void ask_of_request(Ctx *ctx, DeskAsk *ret)
{
    *ret = (DeskAsk){.size = QUEUE_ROWS};
    list_each_asked(ctx, take, ret);
}

static Str query_of(Ctx *ctx, const DeskAsk *ask)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "kind", ask->kind);
    list_put(&b, "state", ask->state);
    list_put(&b, "country", ask->country);
    list_put(&b, "whose", ask->whose);
    list_put(&b, "size", ask->size == QUEUE_ROWS ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err read_queue(OperatorCtx o, const DeskAsk *ask, PageAsk *page, PayoutQueueRow **ret, size_t *ret_n,
                      PageInfo *ret_page)
{
    WorkWhose whose = work_panel_whose(o.ctx, ask->whose);
    PayoutQueueArgs args = {.since_low = {1},
                            .with_state = !str_eq(ask->state, S("all")),
                            .state = ask->state.n ? ask->state : S("pending"),
                            .with_kind = ask->kind.n > 0,
                            .kind = ask->kind,
                            .with_country = ask->country.n > 0,
                            .country = ask->country,
                            .with_whose = whose.on,
                            .due_high = whose.due_high,
                            .anybody = whose.anybody,
                            .assigned_to = whose.assigned_to};
    Err err = q_payout_queue(o, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_payout_queue(o, &args, page, ret, ret_n, ret_page);
    }
    return err;
}

static Msg kind_name(Str kind) { return str_eq(kind, S("tax")) ? MSG("Tax profile") : MSG("Bank profile"); }

static DeskRow row_of(Ctx *ctx, const PayoutQueueRow *r)
{
    return (DeskRow){.account = r->account_name,
                     .partner_id = r->partner_id,
                     .name = r->name,
                     .country = country_name(ctx->arena, ctx->locale, r->country),
                     .masked = payout_masked(ctx, r->last4),
                     .id = str_fmt(ctx->arena, "%.*s.%lld", S_ARG(id_text(ctx->arena, r->id)), (long long)r->version),
                     .kind = kind_name(r->kind),
                     .checked = r->checked ? MSG("Holds by the rule of the country") : MSG("Not compared with a rule"),
                     .state = machine_state_view(&PAYOUT_PROFILE, READER_VENDOR, r->state),
                     .since = r->since,
                     .url = one_url(ctx, r->id, ""),
                     .pending = str_eq(r->state, S("pending"))};
}

static Err fill_tabs(OperatorCtx o, const DeskAsk *ask, PayoutDeskView *v)
{
    static const struct {
        Str kind;
        const char *label;
    } TABS[] = {{S_INIT(""), N_("All")}, {S_INIT("bank"), N_("Bank profiles")}, {S_INIT("tax"), N_("Tax profiles")}};
    Ctx *ctx = o.ctx;
    PayoutCountsRow *counts;
    size_t n;
    TRY(q_payout_counts(o, NULL, &counts, &n));
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(TABS));
    for (size_t i = 0; i < COUNT_OF(TABS); i++) {
        tabs[i] = (TabView){.label = MSG_OF(TABS[i].label),
                            .url = url_with(ctx->arena, url_static(PAYOUT_DESK), S("kind"), TABS[i].kind),
                            .current = str_eq(ask->kind, TABS[i].kind)};
        for (size_t k = 0; k < n; k++) {
            bool here = !TABS[i].kind.n || str_eq(counts[k].kind, TABS[i].kind);
            tabs[i].count += here && str_eq(counts[k].state, S("pending")) ? counts[k].n : 0;
        }
    }
    v->tabs = tabs;
    v->tabs_n = COUNT_OF(TABS);
    return OK;
}

static Err fill_filters(OperatorCtx o, const DeskAsk *ask, PayoutDeskView *v)
{
    Ctx *ctx = o.ctx;
    PayoutQueueCountriesRow *places;
    size_t n;
    TRY(q_payout_queue_countries(o, NULL, &places, &n));
    OptionView *countries = arena_array(ctx->arena, OptionView, n + 1);
    countries[0] = (OptionView){.value = S(""), .label = MSG("Any country")};
    for (size_t i = 0; i < n; i++) {
        countries[i + 1] = (OptionView){.value = places[i].country,
                                        .text = country_name(ctx->arena, ctx->locale, places[i].country),
                                        .selected = str_eq(places[i].country, ask->country)};
    }
    v->state = list_states(ctx, &PAYOUT_PROFILE, ask->state, S("pending"));
    v->country = ui_select(ctx, S("country"), MSG("Country"), countries, n + 1);
    HiddenField *keep = arena_new(ctx->arena, HiddenField);
    *keep = (HiddenField){.name = S("kind"), .value = ask->kind};
    v->keep = keep;
    v->keep_n = ask->kind.n ? 1 : 0;
    v->whose = work_panel_whose_field(ctx, ask->whose);
    v->filtered = ask->state.n || ask->country.n || ask->whose.n;
    return OK;
}

Err payout_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PayoutDeskView *v = arena_new(ctx->arena, PayoutDeskView);
    DeskAsk ask;
    PayoutQueueRow *rows;
    PageInfo info;
    ask_of_request(ctx, &ask);
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    TRY(read_queue(o, &ask, &page, &rows, &v->rows_n, &info));
    static const char *const KINDS[] = {PAYOUT_WORK};
    WorkPanelAsk panel = {.kinds = KINDS,
                          .kinds_n = 1,
                          .query = query_of(ctx, &ask),
                          .acts = !ask.state.n || str_eq(ask.state, S("pending"))};
    WorkThing *things = arena_array(ctx->arena, WorkThing, v->rows_n + 1);
    WorkMark *marks;
    for (size_t i = 0; i < v->rows_n; i++) {
        things[i] = (WorkThing){rows[i].account_id, rows[i].id, S("")};
    }
    TRY(work_panel_marks(o, &panel, things, v->rows_n, &marks));
    TRY(work_panel_fill(o, &panel, &v->panel));
    DeskRow *lines = arena_array(ctx->arena, DeskRow, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = row_of(ctx, &rows[i]);
        lines[i].mark = marks[i];
    }
    v->rows = lines;
    v->shell = shell_of(ctx, S(""));
    v->query = query_of(ctx, &ask);
    v->clear =
        ask.kind.n ? url_with(ctx->arena, url_static(PAYOUT_DESK), S("kind"), ask.kind) : url_static(PAYOUT_DESK);
    v->settings = ctx_may(ctx, &OPERATOR_PAYOUT_SETTINGS) ? url_static(PAYOUT_DESK "/settings") : (Url){0};
    v->accept = url_static(PAYOUT_DESK "/accept");
    v->may_decide = ctx_may(ctx, &OPERATOR_PAYOUT_DECIDE) && (!ask.state.n || str_eq(ask.state, S("pending")));
    TRY(fill_tabs(o, &ask, v));
    TRY(fill_filters(o, &ask, v));
    DeskAsk rest = ask;
    rest.size = QUEUE_ROWS;
    list_pager(ctx->arena, url_static(PAYOUT_DESK), v->query, query_of(ctx, &rest), &info, v->rows_n, ask.size,
               &v->pager);
    v->export = list_export(ctx->arena, url_static(PAYOUT_DESK "/export"), v->query);
    RENDER(ctx, 200, payout_desk, v);
    return OK;
}

/* --- as a file: numbers only masked --- */

static const ExportColumn COLUMNS[] = {
    {"account", N_("Account"), EXPORT_TEXT, 30},
    {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"kind", N_("Kind"), EXPORT_MSG, 16},
    {"name", N_("Profile"), EXPORT_TEXT, 24},
    {"country", N_("Country"), EXPORT_TEXT, 8},
    {"currency", N_("Currency"), EXPORT_TEXT, 8},
    {"number", N_("Number"), EXPORT_TEXT, 12},
    {"state", N_("State"), EXPORT_MSG, 20},
    {"since", N_("In this state"), EXPORT_TIME, 20},
    {"reason", N_("Reason"), EXPORT_TEXT, 50},
    {"validUntil", N_("Valid until"), EXPORT_TIME, 20},
    {"id", N_("Profile ID"), EXPORT_ID, 36},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    DeskAsk ask = {.size = QUEUE_ROWS};
    PayoutQueueRow *rows;
    size_t n;
    PageInfo info;
    list_each(ctx->arena, query, take, &ask);
    TRY(read_queue((OperatorCtx){ctx}, &ask, &(PageAsk){.size = EXPORT_CHUNK, .after = after, .before = S("")}, &rows,
                   &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const PayoutQueueRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = r->account_name},
            {.text = r->partner_id},
            {.msg = kind_name(r->kind)},
            {.text = r->name},
            {.text = r->country},
            {.text = r->currency},
            {.text = payout_masked(ctx, r->last4)},
            {.msg = machine_state_view(&PAYOUT_PROFILE, READER_VENDOR, r->state).label},
            {.time = r->since},
            {.text = r->reason},
            {.empty = !time_is_set(r->expires_at), .time = r->expires_at},
            {.id = r->id}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList QUEUE = {.kind = "payout.export",
                                 .file = "payout-profiles",
                                 .sheet = N_("Bank and tax profiles"),
                                 .columns = COLUMNS,
                                 .columns_n = COUNT_OF(COLUMNS),
                                 .chunk = write_chunk};

Err payout_desk_export(OperatorCtx o)
{
    DeskAsk ask;
    ask_of_request(o.ctx, &ask);
    return export_stream_told(o.ctx, ID_NIL, &QUEUE, query_of(o.ctx, &ask));
}

/* --- several at once --- */

static Err back_to_list(Ctx *ctx, Msg said)
{
    DeskAsk ask = {.size = QUEUE_ROWS};
    Str query = ctx_form(ctx, S("query"));
    list_each(ctx->arena, query.n > LIST_QUERY_MAX ? S("") : query, take, &ask);
    ctx_redirect(ctx, list_url(ctx->arena, url_static(PAYOUT_DESK), query_of(ctx, &ask)), said);
    return OK;
}

/* "id.version", as the list ticks it: what is approved is what was listed. */
static bool read_picked(Str value, Id *ret, int64_t *ret_version)
{
    ptrdiff_t dot = str_find_char(value, '.');
    return dot > 0 && id_parse(str_sub(value, 0, (size_t)dot), ret) == OK &&
           str_to_i64(str_skip(value, (size_t)dot + 1), ret_version) == OK;
}

/* Each is a decision of its own, with its row in the log of its account and its notice. */
Err payout_desk_accept_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    int64_t done = 0, left = 0;
    Str value;
    for (size_t i = 0; i < PICKED_MAX && ctx_form_nth(ctx, S("id"), i, &value); i++) {
        PayoutProfile p;
        Id id;
        int64_t version;
        if (!read_picked(value, &id, &version)) {
            continue;
        }
        TRY(payout_desk_find(o, id, &p));
        if (p.version != version || !str_eq(p.state, S("pending"))) { /* changed, or decided by somebody else */
            left++;
            continue;
        }
        TRY(payout_decide(o, &p, S("approved"), S(""), p.withholding));
        TRY(audit_also(ctx, "payout.decide"));
        done++;
    }
    (void)account_of(ctx, ID_NIL);
    ctx->audit.skip = true;
    if (!done) {
        return back_to_list(ctx, left ? MSG("None is approved: all of them were changed or decided meanwhile. Look at "
                                            "what they hold now.")
                                      : MSG("Select at least one row first."));
    }
    if (left) {
        return back_to_list(ctx, MSG2("Approved: {done}. Not approved, as they were changed or decided meanwhile: "
                                      "{left}. Look at what those hold now.",
                                      "done", str_fmt(ctx->arena, "%lld", (long long)done), "left",
                                      str_fmt(ctx->arena, "%lld", (long long)left)));
    }
    return back_to_list(ctx, MSGN("{n} profile is approved, and the account is told.",
                                  "{n} profiles are approved, and the accounts are told.", done));
}

/* --- one --- */

static Err of_path(OperatorCtx o, PayoutProfile *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("profile"), &id));
    return payout_desk_find(o, id, ret);
}

static void fill_decision(Ctx *ctx, const PayoutProfile *p, Str to, Str reason, Str withholding, PayoutDecideView *v)
{
    static const Str NAMES[] = {S_INIT("to"), S_INIT("withholding"), S_INIT("reason")};
    OptionView *moves = arena_array(ctx->arena, OptionView, PAYOUT_PROFILE.moves_n);
    size_t n = 0;
    for (size_t i = 0; i < PAYOUT_PROFILE.moves_n; i++) {
        const MachineMove *m = &PAYOUT_PROFILE.moves[i];
        if (m->mover == MOVER_VENDOR && str_eq(str_from(m->from), p->state)) {
            moves[n++] = (OptionView){
                .value = str_from(m->to), .label = MSG_OF(m->name), .selected = str_eq(to, str_from(m->to))};
        }
    }
    v->may_decide = n > 0 && ctx_may(ctx, &OPERATOR_PAYOUT_DECIDE);
    v->form = (FormView){
        .action = one_url(ctx, p->id, ""), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)), .version = p->version};
    v->to = ui_field(ctx, S("to"), S(""), MSG("Decision"));
    v->to.kind = FIELD_RADIO;
    v->to.options = moves;
    v->to.options_n = n;
    v->withholding = ui_field(ctx, S("withholding"), withholding, MSG("Kept back, in percent"));
    v->withholding.hint = MSG("As the form and the treaty ask for. It counts when the profile is approved.");
    v->withholding.width = S("w-4");
    v->withholding.inputmode = S("decimal");
    v->reason = ui_field(ctx, S("reason"), reason, MSG("Reason for the partner"));
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("Needed for everything but to approve: what is wrong, and how it is put right.");
    v->shell->failed = v->form.errors.links_n > 0;
}

static Err decide_view(OperatorCtx o, const PayoutProfile *p, Str number, PayoutDecideView **ret)
{
    Ctx *ctx = o.ctx;
    PayoutRules rules;
    PayoutDecideView *v = arena_new(ctx->arena, PayoutDecideView);
    FactView *facts = arena_array(ctx->arena, FactView, PAYOUT_FACTS_MAX + 1);
    (void)account_of(ctx, ID_NIL); /* the page is the desk's */
    TRY(payout_rules(ctx, &rules));
    v->shell = shell_of(ctx, p->name);
    v->name = p->name;
    v->account = p->account_name;
    v->partner_id = p->partner_id;
    v->account_url = url_fmt(ctx->arena, "/operator/partners/%s", p->public_id);
    v->tax = p->tax;
    v->number = number;
    facts[0] = (FactView){.label = MSG("Country of the account"),
                          .text = country_name(ctx->arena, ctx->locale, p->account_country),
                          .kind = FACT_TEXT};
    v->facts_n = 1 + payout_facts(ctx, &rules, p, facts + 1);
    v->facts = facts;
    v->may_unmask = ctx_may(ctx, &OPERATOR_PAYOUT_UNMASK);
    v->reveal = one_url(ctx, p->id, "/reveal");
    TRY(machine_card(ctx, &PAYOUT_PROFILE, READER_VENDOR, p->account_id, p->id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &PAYOUT_PROFILE, READER_VENDOR, p->account_id, p->id, &v->history, &v->history_n));
    *ret = v;
    return OK;
}

Err payout_desk_profile_page(OperatorCtx o)
{
    PayoutProfile p;
    PayoutDecideView *v;
    TRY(of_path(o, &p));
    TRY(decide_view(o, &p, S(""), &v));
    fill_decision(o.ctx, &p, S(""), S(""), payout_percent(o.ctx, p.withholding), v);
    RENDER(o.ctx, 200, payout_decide, v);
    return OK;
}

/* What was looked at is there no more: the page as it is now, with what was typed. */
static Err decide_anew(OperatorCtx o, const PayoutProfile *p, Str to, Str reason, Str percent)
{
    Ctx *ctx = o.ctx;
    PayoutDecideView *v;
    problem_field(
        ctx, S("to"),
        MSG("The profile was changed since you looked at it, or somebody else has decided on it. Look at what "
            "it holds now, then decide."));
    TRY(decide_view(o, p, S(""), &v));
    fill_decision(ctx, p, to, reason, percent, v);
    if (!v->may_decide) {
        return payout_changed_since(ctx);
    }
    RENDER(ctx, 409, payout_decide, v);
    return ERR_STALE;
}

Err payout_desk_profile_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PayoutProfile p;
    Str to = ctx_form(ctx, S("to")), reason = ctx_form(ctx, S("reason")), percent = ctx_form(ctx, S("withholding"));
    int64_t withholding = 0, version = 0;
    TRY(of_path(o, &p));
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK || version != p.version) {
        return decide_anew(o, &p, to, reason, percent);
    }
    if (!to.n) {
        problem_field(ctx, S("to"), MSG("Choose a decision."));
    } else {
        TRY(machine_check(ctx, &PAYOUT_PROFILE, p.state, to, MOVER_VENDOR));
    }
    if (p.tax && str_eq(to, S("approved")) && payout_read_percent(percent, &withholding) != OK) {
        problem_field(ctx, S("withholding"), MSG("Enter a percentage from 0 to 100, with at most two decimals."));
    }
    Err err = problem_check(ctx);
    err = err == OK ? payout_decide(o, &p, to, reason, withholding) : err;
    if (err == ERR_INVALID) {
        PayoutDecideView *v;
        TRY(decide_view(o, &p, S(""), &v));
        fill_decision(ctx, &p, to, reason, percent, v);
        return RENDER_FAILED(ctx, payout_decide, v);
    }
    TRY(err);
    ctx_redirect(ctx, one_url(ctx, p.id, ""), MSG("The decision is made. The partner is told."));
    return OK;
}

/* The number in clear, on the one page that answers this; who looked stands in the account's log. */
Err payout_desk_reveal_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PayoutProfile p;
    PayoutDecideView *v;
    Str number;
    TRY(of_path(o, &p));
    TRY(payout_reveal(ctx, p.account_id, p.id, &number));
    TRY(decide_view(o, &p, number, &v));
    fill_decision(ctx, &p, S(""), S(""), payout_percent(ctx, p.withholding), v);
    (void)account_of(ctx, p.account_id); /* the row of the log is the account's */
    ctx->audit.target_kind = S("payout_profile");
    ctx->audit.target_id = p.id;
    ctx->audit.target_name = p.name;
    RENDER(ctx, 200, payout_decide, v);
    return OK;
}
