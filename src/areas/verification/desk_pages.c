/* The vendor's pages: the queue of checks, one check with its evidence and the decision, and what the vendor sets. */
#include "areas/verification/pages.h"

#include "app/audit.h"
#include "app/export.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/home/home.h"
#include "gen/verification_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"
#include "ui/work_panel.h"

enum { PAGE_SIZE = 50, EXPORT_MAX = 5000, BULK_MAX = 50 };

/* What a tab shows. */
static const struct Show {
    Str id;
    const char *label;
    Str states[3];
    size_t states_n;
} SHOWS[] = {
    {S_INIT("waiting"), N_("Wait for us"), {S_INIT("pending")}, 1},
    {S_INIT("partner"), N_("Wait for the partner"), {S_INIT("needed"), S_INIT("asked")}, 2},
    {S_INIT("accepted"), N_("Accepted"), {S_INIT("accepted")}, 1},
    {S_INIT("rejected"), N_("Rejected"), {S_INIT("rejected"), S_INIT("refused")}, 2},
};

typedef struct QueueAsk {
    const struct Show *show;
    Str kind, country, whose;
} QueueAsk;

static void queue_ask(Ctx *ctx, QueueAsk *ret)
{
    Str show = ctx_query(ctx, S("show")), kind = ctx_query(ctx, S("kind")), country = ctx_query(ctx, S("country")),
        whose = ctx_query(ctx, S("whose"));
    *ret = (QueueAsk){.show = &SHOWS[0],
                      .kind = verification_kind(kind) ? kind : S(""),
                      .country = country_known(country) ? country : S(""),
                      .whose = work_panel_whose_known(whose) ? whose : S("")};
    for (size_t i = 0; i < COUNT_OF(SHOWS); i++) {
        ret->show = str_eq(SHOWS[i].id, show) ? &SHOWS[i] : ret->show;
    }
}

static Url queue_url(Ctx *ctx, const char *rest, const QueueAsk *ask)
{
    Str path = str_fmt(ctx->arena, VERIFICATION_DESK "%s", rest);
    Url u = url_with(ctx->arena, url_static(str_z(ctx->arena, path)), S("show"), ask->show->id);
    u = url_with(ctx->arena, u, S("kind"), ask->kind);
    u = url_with(ctx->arena, u, S("country"), ask->country);
    return url_with(ctx->arena, u, S("whose"), ask->whose);
}

static Err read_queue(OperatorCtx o, const QueueAsk *ask, PageAsk *page, VerificationQueueRow **ret, size_t *ret_n,
                      PageInfo *info)
{
    VerificationQueueArgs args = {.states = ask->show->states,
                                  .states_n = ask->show->states_n,
                                  .with_kind = ask->kind.n > 0,
                                  .kind = ask->kind,
                                  .with_country = ask->country.n > 0,
                                  .country = ask->country,
                                  .with_mine = str_eq(ask->whose, S("mine")),
                                  .assigned_to = o.ctx->actor.user_id,
                                  .with_free = str_eq(ask->whose, S("free")),
                                  .with_late = str_eq(ask->whose, S("late")),
                                  .due_to = o.ctx->now};
    Err err = q_verification_queue(o, &args, page, ret, ret_n, info);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_verification_queue(o, &args, page, ret, ret_n, info);
    }
    return err;
}

static ShellView *desk_shell(Ctx *ctx, Msg title, Str name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    bool inner = msg_is_set(title) || name.n;
    crumbs[n++] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
    crumbs[n++] = (Crumb){.label = MSG("Verification"), .url = inner ? url_static(VERIFICATION_DESK) : (Url){S("")}};
    if (inner) {
        crumbs[n++] = (Crumb){.label = title, .text = name};
    }
    ShellView *shell = shell_view(ctx, name.n ? (Msg){0} : inner ? title : MSG("Verification"), crumbs, n);
    shell->workspace = MSG("Vendor desk");
    shell->title_text = name;
    return shell;
}

static VerificationQueueLine line_of(Ctx *ctx, const VerificationQueueRow *r)
{
    return (VerificationQueueLine){
        .id = id_text(ctx->arena, r->id),
        .account = r->name,
        .partner_id = r->partner_id,
        .market = country_name(ctx->arena, ctx->locale, r->country),
        .who = r->first_name.n ? str_fmt(ctx->arena, "%.*s %.*s", S_ARG(r->first_name), S_ARG(r->last_name)) : S(""),
        .kind = MSG_OF(verification_kind(r->kind)->name),
        .state = !id_is_nil(r->first_by) && str_eq(r->state, S("pending"))
                     ? (StateView){STATE_WAIT, MSG("Needs a second person")}
                     : machine_state_view(verification_machine(r->kind), READER_VENDOR, r->state),
        .left = work_panel_left(ctx, r->due_at),
        .since = r->since,
        .url = url_fmt(ctx->arena, VERIFICATION_DESK "/%i", r->id)};
}

static FieldView choose(Ctx *ctx, const char *name, Msg label, OptionView *o, size_t n, Str chosen)
{
    for (size_t i = 0; i < n; i++) {
        o[i].selected = str_eq(o[i].value, chosen);
    }
    return ui_select(ctx, str_from(name), label, o, n);
}

static FieldView wants_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 4);
    o[0] = (OptionView){.value = S(""), .label = MSG("Choose")};
    o[1] = (OptionView){.value = S("data"), .label = MSG("Correct legal info")};
    o[2] = (OptionView){.value = S("documents"), .label = MSG("Send a document")};
    o[3] = (OptionView){.value = S("both"), .label = MSG("Correct legal info and send a document")};
    return choose(ctx, "wants", MSG("What the account has to do"), o, 4, chosen);
}

static FieldView reason_field(Ctx *ctx, Str value)
{
    FieldView f = ui_field(ctx, S("reason"), value, MSG("Reason for the partner"));
    f.kind = FIELD_TEXTAREA;
    f.max_length = MACHINE_REASON_MAX;
    f.hint = MSG("A sentence that can be acted on: what is wrong, and what puts it right. Not needed to accept.");
    return f;
}

static Err fill_filters(OperatorCtx o, const QueueAsk *ask, VerificationQueueView *v)
{
    Ctx *ctx = o.ctx;
    VerificationCountriesRow *rows;
    size_t n;
    TRY(q_verification_countries(o, NULL, &rows, &n));
    OptionView *kinds = arena_array(ctx->arena, OptionView, VERIFICATION_KINDS + 1),
               *places = arena_array(ctx->arena, OptionView, n + 1);
    kinds[0] = (OptionView){.value = S(""), .label = MSG("All checks")};
    for (size_t i = 0; i < VERIFICATION_KINDS; i++) {
        kinds[i + 1] = (OptionView){.value = VERIFICATION_KIND[i].id, .label = MSG_OF(VERIFICATION_KIND[i].name)};
    }
    places[0] = (OptionView){.value = S(""), .label = MSG("Any market")};
    for (size_t i = 0; i < n; i++) {
        places[i + 1] =
            (OptionView){.value = rows[i].country, .text = country_name(ctx->arena, ctx->locale, rows[i].country)};
    }
    v->kind = choose(ctx, "kind", MSG("Check"), kinds, VERIFICATION_KINDS + 1, ask->kind);
    v->country = choose(ctx, "country", MSG("Market"), places, n + 1, ask->country);
    v->whose = work_panel_whose_field(ctx, ask->whose);
    v->filtered = ask->kind.n || ask->country.n || ask->whose.n;
    return OK;
}

static Err fill_tabs(OperatorCtx o, const QueueAsk *ask, VerificationQueueView *v)
{
    Ctx *ctx = o.ctx;
    VerificationCountsRow *counts;
    size_t n;
    TabView *tabs = arena_array(ctx->arena, TabView, COUNT_OF(SHOWS));
    TRY(q_verification_counts(o, NULL, &counts, &n));
    for (size_t i = 0; i < COUNT_OF(SHOWS); i++) {
        QueueAsk to = *ask;
        to.show = &SHOWS[i];
        tabs[i] = (TabView){
            .label = MSG_OF(SHOWS[i].label), .url = queue_url(ctx, "", &to), .current = &SHOWS[i] == ask->show};
        for (size_t c = 0; c < n; c++) {
            for (size_t k = 0; k < SHOWS[i].states_n; k++) {
                tabs[i].count += str_eq(counts[c].state, SHOWS[i].states[k]) ? counts[c].n : 0;
            }
        }
    }
    v->tabs = tabs;
    v->tabs_n = COUNT_OF(SHOWS);
    return OK;
}

static Err queue_view(OperatorCtx o, VerificationQueueView **ret)
{
    static const Str NAMES[] = {S_INIT("reason"), S_INIT("wants")};
    Ctx *ctx = o.ctx;
    QueueAsk ask;
    VerificationQueueRow *rows;
    PageInfo page;
    PageAsk at = {.size = PAGE_SIZE, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    VerificationQueueView *v = arena_new(ctx->arena, VerificationQueueView);
    queue_ask(ctx, &ask);
    TRY(read_queue(o, &ask, &at, &rows, &v->rows_n, &page));
    VerificationQueueLine *lines = arena_array(ctx->arena, VerificationQueueLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = line_of(ctx, &rows[i]);
    }
    Url here = queue_url(ctx, "", &ask);
    v->shell = desk_shell(ctx, (Msg){0}, S(""));
    v->rows = lines;
    v->as_of = ctx->now.us;
    v->action = url_static(VERIFICATION_DESK);
    v->clear = url_with(ctx->arena, v->action, S("show"), ask.show->id);
    v->bulk = queue_url(ctx, "/selected", &ask);
    v->show = ask.show->id;
    v->may_act = ctx_may(ctx, &OPERATOR_VERIFICATION) && !str_eq(ask.show->id, S("rejected"));
    v->reason = reason_field(ctx, ctx_form(ctx, S("reason")));
    v->wants = wants_field(ctx, ctx_form(ctx, S("wants")));
    v->errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES));
    v->shell->failed = v->errors.links_n > 0;
    v->may_set = ctx_may(ctx, &OPERATOR_VERIFICATION_SET);
    v->settings = url_static(VERIFICATION_DESK "/settings");
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), page.next),
                           .previous = url_with(ctx->arena, here, S("before"), page.previous)};
    Url file = queue_url(ctx, "/export", &ask);
    static const char *const KINDS[] = {"verification_business", "verification_identity", "verification_employment",
                                        "verification_diligence"};
    Url back = queue_url(ctx, "", &ask);
    WorkPanelAsk panel = {.kinds = KINDS,
                          .kinds_n = COUNT_OF(KINDS),
                          .query = str_skip(back.s, (size_t)str_find_char(back.s, '?') + 1),
                          .acts = v->may_act && str_eq(ask.show->id, S("waiting"))};
    TRY(work_panel_fill(o, &panel, &v->panel));
    v->export = (ExportView){.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx")),
                             .about = MSG("All that match, on all pages")};
    TRY(fill_filters(o, &ask, v));
    TRY(fill_tabs(o, &ask, v));
    *ret = v;
    return OK;
}

Err verification_queue_page(OperatorCtx o)
{
    VerificationQueueView *v;
    TRY(queue_view(o, &v));
    RENDER(o.ctx, 200, verification_queue, v);
    return OK;
}

/* --- several at once --- */

/* Each by the same rule as on its own page; the first that cannot be is the answer, and nothing is changed. */
static Err decide_all(OperatorCtx o, const Id *ids, size_t n, const VerificationDecision *d)
{
    Ctx *ctx = o.ctx;
    VerificationSomeRow *rows;
    size_t rows_n;
    bool first;
    TRY(q_verification_some(o, &(VerificationSomeArgs){.ids = ids, .ids_n = n}, &rows, &rows_n));
    for (size_t i = 0; i < rows_n; i++) {
        VerificationCheckFindRow c;
        TRY(q_verification_check_find(o, &(VerificationCheckFindArgs){.id = rows[i].id}, &c));
        TRY(verification_decide(o, &c, d, &first));
        if (rows_n > 1) {
            TRY(audit_also(ctx, "verification.decide"));
        }
    }
    ctx->audit.skip = rows_n > 1;
    return OK;
}

Err verification_queue_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Id ids[BULK_MAX];
    size_t n = 0;
    Str value;
    QueueAsk ask;
    VerificationDecision d = {.to = ctx_form(ctx, S("do")),
                              .reason = ctx_form(ctx, S("reason")),
                              .wants = ctx_form(ctx, S("wants")),
                              .of_list = true};
    if (str_to_i64(ctx_form(ctx, S("as_of")), &d.as_of.us) != OK) {
        d.as_of.us = 0; /* of no list: nothing is as it was told */
    }
    queue_ask(ctx, &ask);
    if (!d.to.n) {
        return problem(ctx, ERR_CONFLICT, MSG("Nothing was chosen to do."), MSG("Go back and choose a button."));
    }
    for (size_t i = 0; n < BULK_MAX && ctx_form_nth(ctx, S("id"), i, &value); i++) {
        n += id_parse(value, &ids[n]) == OK;
    }
    ctx->audit.target_kind = S("account");
    if (!n) {
        ctx->audit.skip = true;
        ctx_redirect(ctx, queue_url(ctx, "", &ask), MSG("Select at least one row first."));
        return OK;
    }
    Err err = decide_all(o, ids, n, &d);
    if (err == ERR_INVALID) {
        VerificationQueueView *v;
        TRY(queue_view(o, &v));
        return RENDER_FAILED(ctx, verification_queue, v);
    }
    TRY(err);
    ctx_redirect(ctx, queue_url(ctx, "", &ask),
                 MSGN("{n} check is decided. The partner is told.", "{n} checks are decided. The partners are told.",
                      (int64_t)n));
    return OK;
}

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"account", N_("Account"), EXPORT_TEXT, 30},     {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"check", N_("Check"), EXPORT_MSG, 24},          {"state", N_("State"), EXPORT_MSG, 16},
    {"since", N_("Since"), EXPORT_TIME, 20},         {"due", N_("Due"), EXPORT_TIME, 20},
    {"who", N_("Who works on it"), EXPORT_TEXT, 24}, {"market", N_("Market"), EXPORT_TEXT, 10},
};

static Err fill_file(AccountCtx a, Export *e, void *arg)
{
    enum { CHUNK = 500 };
    Ctx *ctx = a.ctx;
    PageInfo info = {.next = S("")};
    int64_t left = EXPORT_MAX;
    do {
        VerificationQueueRow *rows;
        size_t n;
        PageAsk page = {.size = CHUNK, .after = info.next};
        TRY(read_queue((OperatorCtx){ctx}, arg, &page, &rows, &n, &info));
        for (size_t i = 0; i < n; i++) {
            VerificationQueueLine l = line_of(ctx, &rows[i]);
            ExportCell cells[COUNT_OF(COLUMNS)] = {
                {.text = l.account}, {.text = l.partner_id},
                {.msg = l.kind},     {.msg = l.state.label},
                {.time = l.since},   {.empty = !time_is_set(rows[i].due_at), .time = rows[i].due_at},
                {.text = l.who},     {.text = rows[i].country}};
            TRY(export_row(e, cells));
        }
        left -= (int64_t)n;
    } while (info.next.n && left > 0);
    return OK;
}

Err verification_queue_export(OperatorCtx o)
{
    QueueAsk ask;
    queue_ask(o.ctx, &ask);
    return export_send((AccountCtx){o.ctx}, &(ExportSend){.columns = COLUMNS,
                                                          .columns_n = COUNT_OF(COLUMNS),
                                                          .sheet = N_("Verification"),
                                                          .file = "verification",
                                                          .fill = fill_file,
                                                          .arg = &ask});
}

/* --- one check --- */

typedef struct Desk {
    VerificationCheckFindRow check;
    VerificationLegalRow legal;
    Verification all;
} Desk;

static Err desk_of_path(OperatorCtx o, Desk *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("check"), &id));
    Err err = q_verification_check_find(o, &(VerificationCheckFindArgs){.id = id}, &ret->check);
    if (err == ERR_NOT_FOUND) {
        return problem(o.ctx, err, MSG("There is no such check."), MSG("Choose one from the queue."));
    }
    TRY(err);
    TRY(verification_of(o.ctx, ret->check.account_id, &ret->all));
    return q_verification_legal(system_of(o.ctx), &(VerificationLegalArgs){.account_id = ret->check.account_id},
                                &ret->legal);
}

static void fill_others(Ctx *ctx, const Desk *d, VerificationDeskView *v)
{
    NavLink *links = arena_array(ctx->arena, NavLink, VERIFICATION_KINDS);
    StateView *states = arena_array(ctx->arena, StateView, VERIFICATION_KINDS);
    for (size_t i = 0; i < d->all.checks_n; i++) {
        const VerificationCheck *c = &d->all.checks[i];
        if (!id_eq(c->row.id, d->check.id)) {
            states[v->others_n] = machine_state_view(verification_machine(c->kind->id), READER_VENDOR, c->row.state);
            links[v->others_n++] = (NavLink){.label = MSG_OF(c->kind->name),
                                             .url = url_fmt(ctx->arena, VERIFICATION_DESK "/%i", c->row.id)};
        }
    }
    v->others = links;
    v->other_states = states;
}

static void fill_decision(Ctx *ctx, const Desk *d, VerificationDeskView *v)
{
    static const Str NAMES[] = {S_INIT("to"), S_INIT("wants"), S_INIT("reason")};
    const Machine *m = verification_machine(d->check.kind);
    OptionView *moves = arena_array(ctx->arena, OptionView, m->moves_n);
    size_t n = 0;
    Str chosen = ctx_form(ctx, S("to"));
    for (size_t i = 0; i < m->moves_n; i++) {
        if (m->moves[i].mover == MOVER_VENDOR && str_eq(str_from(m->moves[i].from), d->check.state)) {
            Str to = str_from(m->moves[i].to);
            moves[n++] = (OptionView){.value = to, .label = MSG_OF(m->moves[i].name), .selected = str_eq(to, chosen)};
        }
    }
    v->form = (FormView){.action = url_fmt(ctx->arena, VERIFICATION_DESK "/%i/decide", d->check.id),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->open = n > 0 && ctx_may(ctx, &OPERATOR_VERIFICATION);
    v->to = ui_field(ctx, S("to"), S(""), MSG("Decision"));
    v->to.kind = FIELD_RADIO;
    v->to.options = moves;
    v->to.options_n = n;
    v->wants_field = wants_field(ctx, ctx_form(ctx, S("wants")));
    v->wants_field.hint = MSG("Needed to ask for more and to reject: the account's page shows it.");
    v->wants_field.optional = true;
    v->reason = reason_field(ctx, ctx_form(ctx, S("reason")));
    v->reason.optional = true;
    v->shell->failed = v->form.errors.links_n > 0;
}

/* What a company says of itself, against the register. */
static Err fill_match(Ctx *ctx, const VerificationKind *kind, const VerificationLegalRow *l, RegistryMatch *ret)
{
    if (!str_eq(kind->id, S("business")) && !str_eq(kind->id, S("diligence"))) {
        return OK;
    }
    RegistryCompany given = {.country = l->country,
                             .number = l->registration_id,
                             .legal_name = l->legal_name,
                             .line1 = l->line1,
                             .line2 = l->line2,
                             .city = l->city,
                             .state = l->state,
                             .postal_code = l->postal_code};
    return registry_compare(ctx, &given, ret);
}

static Err desk_view(OperatorCtx o, const Desk *d, VerificationDeskView **ret)
{
    Ctx *ctx = o.ctx;
    const VerificationKind *kind = verification_kind(d->check.kind);
    const Machine *m = verification_machine(d->check.kind);
    Str facts = verification_facts(ctx, kind, &d->legal);
    const Perm *partners = perm_find(S("operator.partners"));
    VerificationDeskView *v = arena_new(ctx->arena, VerificationDeskView);
    *v = (VerificationDeskView){.shell = desk_shell(ctx, (Msg){0}, d->legal.name),
                                .name = MSG_OF(kind->name),
                                .about = MSG_OF(kind->about),
                                .seen = verification_seen(ctx, facts),
                                .partner = url_fmt(ctx->arena, "/operator/partners/%s", d->legal.public_id),
                                .has_partner = partners && ctx_may(ctx, partners),
                                .queue = url_static(VERIFICATION_DESK)};
    if (d->check.facts.n && !str_eq(d->check.facts, facts)) {
        v->before = MSG("Changed since the last decision. It was:");
        v->before_text = d->check.facts;
    }
    if (!id_is_nil(d->check.first_by)) {
        v->first =
            MSG1("{name} has accepted it; a second person has to accept it too.", "name",
                 str_fmt(ctx->arena, "%.*s %.*s", S_ARG(d->check.first_first_name), S_ARG(d->check.first_last_name)));
    }
    v->facts = verification_fact_list(ctx, kind, &d->legal, &v->facts_n);
    TRY(machine_card(ctx, m, READER_VENDOR, d->check.account_id, d->check.id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(fill_match(ctx, kind, &d->legal, &v->match));
    TRY(machine_history(ctx, m, READER_VENDOR, d->check.account_id, d->check.id, &v->history, &v->history_n));
    TRY(verification_documents(ctx, d->check.account_id, d->check.id, VERIFICATION_DESK, &v->documents,
                               &v->documents_n));
    fill_others(ctx, d, v);
    fill_decision(ctx, d, v);
    *ret = v;
    return OK;
}

Err verification_desk_page(OperatorCtx o)
{
    Desk d;
    VerificationDeskView *v;
    TRY(desk_of_path(o, &d));
    TRY(desk_view(o, &d, &v));
    RENDER(o.ctx, 200, verification_desk, v);
    return OK;
}

Err verification_decide_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Desk d;
    bool first;
    TRY(desk_of_path(o, &d));
    VerificationDecision decision = {.to = ctx_form(ctx, S("to")),
                                     .reason = ctx_form(ctx, S("reason")),
                                     .wants = ctx_form(ctx, S("wants")),
                                     .seen = ctx_form(ctx, S("seen"))};
    Err err = verification_decide(o, &d.check, &decision, &first);
    if (err == ERR_INVALID) {
        VerificationDeskView *v;
        TRY(desk_view(o, &d, &v));
        return RENDER_FAILED(ctx, verification_desk, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, VERIFICATION_DESK "/%i", d.check.id),
                 first ? MSG("Your acceptance is noted. A second person has to accept it too.")
                       : MSG("The decision is made. The partner is told."));
    return OK;
}

/* Of a company that is not under verification, or one more check of one that is. */
Err verification_ask_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    VerificationAccountRow row;
    Str asked = ctx_form(ctx, S("kind"));
    const VerificationKind *kind = verification_kind(asked);
    Err err = q_verification_account(o, &(VerificationAccountArgs){.public_id = ctx_form(ctx, S("account"))}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such partner account."), MSG("Choose one from the list."));
    }
    TRY(err);
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = row.id;
    ctx->audit.target_name = row.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"check", kind ? kind->id : S("all")});
    TRY(kind ? verification_ask(o, row.id, kind) : verification_start(ctx, row.id));
    ctx_redirect(ctx, url_with(ctx->arena, url_static(VERIFICATION_DESK), S("show"), S("partner")),
                 MSG1("{account} is under verification now.", "account", row.name));
    return OK;
}

typedef struct FindFile {
    Id account_id, file_id;
} FindFile;
static Err find_file(Ctx *ctx, void *arg)
{
    FindFile *f = arg;
    VerificationDocumentFindRow row;
    Id id, check;
    TRY(ctx_param_id(ctx, S("document"), &id));
    TRY(ctx_param_id(ctx, S("check"), &check));
    Err err = q_verification_document_find(system_of(ctx), &(VerificationDocumentFindArgs){.id = id, .check_id = check},
                                           &row);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This file is not there any more."), MSG("Reload the page that led here."));
    }
    TRY(err);
    *f = (FindFile){row.account_id, row.file_id};
    return OK;
}

Err verification_desk_file(OperatorCtx o)
{
    FindFile f;
    TRY(unit_run(o.ctx, MODE_READ, NULL, find_file, &f));
    return upload_send(o.ctx, f.account_id, f.file_id);
}

/* --- settings --- */

static const struct {
    Str key;
    const char *label;
    const char *audit;
    bool number;
} SET[VERIFICATION_SETTINGS] = {
    {S_INIT("verification.email"), N_("Check the e-mail of the primary contact"), "checkEmail", false},
    {S_INIT("verification.identity"), N_("Check the identity of the primary contact"), "checkIdentity", false},
    {S_INIT("verification.employment"), N_("Check the employment of the primary contact"), "checkEmployment", false},
    {S_INIT("verification.business"), N_("Check the company"), "checkBusiness", false},
    {S_INIT("verification.diligence"), N_("Do due diligence on every company"), "checkDiligence", false},
    {S_INIT("verification.four_eyes"), N_("Two people have to accept a check"), "fourEyes", false},
    {S_INIT("verification.answer_days"), N_("Days until the vendor decides"), "answerDays", true},
    {S_INIT("verification.reply_days"), N_("Days that an account has to send what was asked for"), "replyDays", true},
    {S_INIT("verification.suspend_days"), N_("Days that an account has to mend what was rejected"), "mendDays", true},
};

static Err values_now(Ctx *ctx, Str values[VERIFICATION_SETTINGS])
{
    for (size_t i = 0; i < VERIFICATION_SETTINGS; i++) {
        TRY(setting_text(ctx, ID_NIL, SET[i].key, &values[i]));
    }
    return OK;
}

static bool is_on(Str v) { return str_eq(v, S("1")) || str_eq(v, S("true")); }

static VerificationSettingsView *settings_view(Ctx *ctx, const Str values[VERIFICATION_SETTINGS])
{
    VerificationSettingsView *v = arena_new(ctx->arena, VerificationSettingsView);
    Str names[VERIFICATION_SETTINGS];
    v->shell = desk_shell(ctx, MSG("Settings of verification"), S(""));
    v->shell->failed = ctx->problem.fields_n > 0;
    for (size_t i = 0; i < VERIFICATION_SETTINGS; i++) {
        names[i] = SET[i].key;
        v->fields[i] = ui_field(ctx, SET[i].key, SET[i].number ? values[i] : S("1"), MSG_OF(SET[i].label));
        v->fields[i].kind = SET[i].number ? FIELD_TEXT : FIELD_CHECKBOX;
        v->fields[i].checked = !SET[i].number && is_on(values[i]);
        v->fields[i].width = S("w-4");
        v->fields[i].inputmode = SET[i].number ? S("numeric") : S("");
    }
    v->form = (FormView){.action = url_static(VERIFICATION_DESK "/settings"),
                         .errors = ui_errors(ctx, names, VERIFICATION_SETTINGS)};
    v->cancel = url_static(VERIFICATION_DESK);
    return v;
}

Err verification_settings_page(OperatorCtx o)
{
    Str values[VERIFICATION_SETTINGS];
    TRY(values_now(o.ctx, values));
    RENDER(o.ctx, 200, verification_settings, settings_view(o.ctx, values));
    return OK;
}

static Str values_json(Ctx *ctx, const Str v[VERIFICATION_SETTINGS])
{
    return AUDIT_JSON(ctx->arena, {"checkEmail", v[0]}, {"checkIdentity", v[1]}, {"checkEmployment", v[2]},
                      {"checkBusiness", v[3]}, {"checkDiligence", v[4]}, {"fourEyes", v[5]}, {"answerDays", v[6]},
                      {"replyDays", v[7]}, {"mendDays", v[8]});
}

Err verification_settings_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str before[VERIFICATION_SETTINGS], in[VERIFICATION_SETTINGS];
    TRY(values_now(ctx, before));
    for (size_t i = 0; i < VERIFICATION_SETTINGS; i++) {
        Str typed = str_trim(ctx_form(ctx, SET[i].key));
        in[i] = SET[i].number ? typed : typed.n ? S("1") : S("0");
        Err err = setting_put(ctx, ID_NIL, SET[i].key, in[i]);
        if (err != OK && err != ERR_INVALID) {
            return err;
        }
    }
    if (problem_check(ctx) != OK) {
        return RENDER_FAILED(ctx, verification_settings, settings_view(ctx, in));
    }
    ctx->audit.target_kind = S("installation");
    ctx->audit.before = values_json(ctx, before);
    ctx->audit.after = values_json(ctx, in);
    ctx_redirect(ctx, url_static(VERIFICATION_DESK),
                 MSG("The settings are saved. They hold for accounts that begin from now on."));
    return OK;
}
