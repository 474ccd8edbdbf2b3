/* Pages of the sandbox: the account's own, and the vendor's list. */
#include "areas/sandbox/pages.h"

#include "app/audit.h"
#include "app/clock.h"
#include "app/estate.h"
#include "app/export_job.h"
#include "app/quota.h"
#include "app/unit.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/sandbox/sandbox_view.h"
#include "areas/sandbox/turn.h"
#include "base/utf8.h"
#include "gen/sandbox_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/sandbox"
#define DESK "/operator/sandboxes"

ShellView *sandbox_shell(Ctx *ctx, Msg title)
{
    Crumb crumbs[3] = {{.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")},
                       {.label = MSG("Integration sandbox"), .url = home_path(ctx, PAGE)},
                       {.label = title}};
    bool sub = msg_is_set(title);
    ShellView *shell = shell_view(ctx, sub ? title : MSG("Integration sandbox"), crumbs, sub ? 3 : 2);
    shell->workspace = MSG("Account settings");
    return shell;
}

static StateView state_of(SandboxState state, bool open)
{
    switch (state) {
    case SANDBOX_MAKING:
        return (StateView){STATE_WAIT, MSG("Being made")};
    case SANDBOX_READY:
        return open ? (StateView){STATE_GOOD, MSG("Open")} : (StateView){STATE_WAIT, MSG("Not open at the moment")};
    case SANDBOX_FAILED:
        return (StateView){STATE_BAD, MSG("Could not be made")};
    case SANDBOX_NONE:
        break;
    }
    return (StateView){STATE_OFF, MSG("None")};
}

/* Why, and what to do; as the state stands. */
static Msg problem_of(const Sandbox *s)
{
    if (s->state == SANDBOX_READY && !s->open) {
        return MSG("The center opens it when it starts; wait a minute. If it stays so, write to the vendor's support.");
    }
    if (s->state != SANDBOX_FAILED) {
        return (Msg){0};
    }
    return str_eq(s->row.problem, S("interrupted"))
               ? MSG("The center was stopped while it was made. Nothing of it is left; try again.")
           : str_eq(s->row.problem, S("full"))
               ? MSG("There are as many sandboxes here as the vendor allows. Ask its support for room, then try again.")
           : str_eq(s->row.problem, S("disk"))
               ? MSG("The center's disk is full. The vendor has been told in its log; try again later.")
               : MSG("It was not made, and nothing of it is left. Try again; if it fails again, write to the vendor's "
                     "support.");
}

static Str size_words(Ctx *ctx, int64_t bytes)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_bytes(&b, ctx->locale, bytes);
    return buf_str(&b);
}

static void fill_facts(Ctx *ctx, const Sandbox *s, SandboxView *v)
{
    FactView *f = arena_array(ctx->arena, FactView, 5);
    f[0] = (FactView){.label = MSG("Address"), .text = s->url, .kind = FACT_TEXT};
    f[1] = (FactView){.label = MSG("Signs in as your company"), .text = s->row.admin_sign_in, .kind = FACT_TEXT};
    f[2] = (FactView){.label = MSG("Signs in as the vendor's staff"), .text = s->row.staff_sign_in, .kind = FACT_TEXT};
    f[3] = (FactView){.label = MSG("Made"), .at = s->row.made_at, .kind = FACT_TIME};
    f[4] = (FactView){.label = MSG("Size"), .text = size_words(ctx, s->bytes), .kind = FACT_TEXT};
    v->facts = f;
    v->facts_n = s->state == SANDBOX_READY ? 5 : 4;
}

/* --- the clock --- */

typedef struct InHouse {
    Ctx *ctx;
    const SandboxTurnAsk *ask; /* NULL: only read */
    SandboxClock *clock;
} InHouse;

static Err clock_in_house(App *house, void *arg)
{
    InHouse *h = arg;
    return h->ask ? sandbox_clock_turn(h->ctx, house, h->ask, h->clock) : sandbox_clock_read(h->ctx, house, h->clock);
}

/* Of this house, when it is a sandbox, else of the account's, when that is open. */
static Err clock_of(Ctx *ctx, Str label, const SandboxTurnAsk *ask, SandboxClock *ret)
{
    InHouse h = {ctx, ask, ret};
    if (clock_may_turn(ctx->app)) {
        return clock_in_house(ctx->app, &h);
    }
    return ctx->app->estate ? estate_visit(ctx->app, label, clock_in_house, &h) : ERR_NOT_FOUND;
}

static Str count_words(Ctx *ctx, int64_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_i64(&b, ctx->locale, n);
    return buf_str(&b);
}

static void fill_happened(Ctx *ctx, const SandboxTurnsRow *t, SandboxClockView *v)
{
    enum { MOST = 9 };
    const struct {
        Msg label;
        int64_t n;
    } COUNTS[] = {{MSG("Renewed"), t->renewals},  {MSG("Expired"), t->expiries},  {MSG("Suspended"), t->suspensions},
                  {MSG("Disabled"), t->disabled}, {MSG("Deleted"), t->deletions}, {MSG("Events told of"), t->events}};
    FactView *f = arena_array(ctx->arena, FactView, MOST);
    f[v->happened_n++] = (FactView){.label = MSG("From"), .at = t->from_at, .kind = FACT_TIME};
    f[v->happened_n++] = (FactView){.label = MSG("To"), .at = t->to_at, .kind = FACT_TIME};
    for (size_t i = 0; i < COUNT_OF(COUNTS); i++) {
        if (COUNTS[i].n) {
            f[v->happened_n++] =
                (FactView){.label = COUNTS[i].label, .text = count_words(ctx, COUNTS[i].n), .kind = FACT_TEXT};
        }
    }
    if (v->happened_n == 2) {
        f[v->happened_n++] = (FactView){.label = MSG("Changed"), .msg = MSG("Nothing was due"), .kind = FACT_MSG};
    }
    v->happened = f;
    v->cut = t->cut;
}

static void fill_clock(Ctx *ctx, const SandboxClock *c, Str until, SandboxClockView *v)
{
    static const Str NAMES[] = {S_INIT("until")};
    FactView *f = arena_array(ctx->arena, FactView, 4);
    f[v->facts_n++] = (FactView){.label = MSG("The time there"), .at = c->now, .kind = FACT_TIME};
    f[v->facts_n++] = time_is_set(c->renewal)
                          ? (FactView){.label = MSG("Next renewal"), .at = c->renewal, .kind = FACT_TIME}
                          : (FactView){.label = MSG("Next renewal"), .msg = MSG("None waits"), .kind = FACT_MSG};
    f[v->facts_n++] = time_is_set(c->invoice)
                          ? (FactView){.label = MSG("Next invoice"), .at = c->invoice, .kind = FACT_TIME}
                          : (FactView){.label = MSG("Next invoice"), .msg = MSG("None waits"), .kind = FACT_MSG};
    f[v->facts_n++] =
        time_is_set(c->event)
            ? (FactView){.label = MSG("Whatever happens next"), .at = c->event, .kind = FACT_TIME}
            : (FactView){.label = MSG("Whatever happens next"), .msg = MSG("None waits"), .kind = FACT_MSG};
    v->facts = f;
    v->shown = true;
    v->may_turn = ctx_may(ctx, &SANDBOX_RUN);
    v->form = (FormView){
        .action = home_path(ctx, PAGE "/clock"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)), .no_guard = true};
    v->until = ui_field(ctx, S("until"), until, MSG("Day"));
    v->until.kind = FIELD_DATE;
    if (c->turned) {
        fill_happened(ctx, &c->last, v);
    }
}

static void fill_page(Ctx *ctx, const Sandbox *s, SandboxView *v)
{
    v->there = s->state != SANDBOX_NONE;
    v->ready = s->state == SANDBOX_READY;
    v->making = s->busy;
    v->possible = sandbox_possible(ctx->app);
    v->room = sandbox_room(ctx->app);
    v->may_manage = ctx_may(ctx, &SANDBOX_MANAGE);
    v->state = state_of(s->state, s->open);
    v->problem = problem_of(s);
    v->may_keep = s->open && ctx_may(ctx, &SANDBOX_RUN);
    v->kept = v->may_keep && time_is_set(s->row.kept_at);
    v->kept_at = s->row.kept_at;
    v->keep = home_path(ctx, PAGE "/keep");
    v->restore = home_path(ctx, PAGE "/restore");
    v->can_open = s->open;
    v->open = url_external(ctx->arena, s->url);
    v->make = home_path(ctx, PAGE "/make");
    v->keys = home_path(ctx, PAGE "/keys");
    v->remove = home_path(ctx, PAGE "/remove");
    v->guide = home_path(ctx, "/a/{account}/help/sandbox");
    if (v->there) {
        fill_facts(ctx, s, v);
    }
}

static Err page_view(Ctx *ctx, Str until, SandboxView **ret)
{
    SandboxView *v = *ret = arena_new(ctx->arena, SandboxView);
    Sandbox s = {.label = ctx->account.public_id};
    v->inside = clock_may_turn(ctx->app);
    v->shell = sandbox_shell(ctx, (Msg){0});
    if (!v->inside) {
        TRY(sandbox_read((AccountCtx){ctx}, &s));
        fill_page(ctx, &s, v);
    }
    v->seed = home_path(ctx, PAGE "/seed");
    v->faults = home_path(ctx, PAGE "/faults");
    v->calls = home_path(ctx, PAGE "/calls");
    v->limit = home_path(ctx, PAGE "/limits");
    v->may_run = ctx_may(ctx, &SANDBOX_RUN);
    TRY(quota_on(ctx, &v->limits));
    SandboxClock c;
    Err err = v->inside || s.open ? clock_of(ctx, s.label, NULL, &c) : ERR_NOT_FOUND;
    if (err == OK) {
        fill_clock(ctx, &c, until, &v->clock);
    }
    return err == ERR_NOT_FOUND ? OK : err; /* not open, or ended at this moment */
}

Err sandbox_page(AccountCtx a)
{
    SandboxView *v;
    TRY(page_view(a.ctx, S(""), &v));
    RENDER(a.ctx, 200, sandbox_info, v);
    return OK;
}

typedef struct Again {
    Str until;
    SandboxView *view;
} Again;

static Err view_again(Ctx *ctx, void *arg)
{
    Again *g = arg;
    return page_view(ctx, g->until, &g->view);
}

/* What is in the way stands at the one field that the page has. */
static Err refused(Ctx *ctx, Str until)
{
    Again g = {.until = until};
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        ctx->problem.fields[i].field = S("until");
    }
    Problem kept = ctx->problem;
    TRY(unit_run(ctx, MODE_READ, NULL, view_again, &g));
    ctx->problem = kept;
    return RENDER_FAILED(ctx, sandbox_info, g.view);
}

Err sandbox_clock_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str step = ctx_form(ctx, S("step")), until = str_trim(ctx_form(ctx, S("until")));
    SandboxTurnAsk ask = {.now = TIME_NONE};
    Date day;
    if (str_starts(step, S("next_"))) {
        ask.to = step;
    } else if (!str_eq(step, S("until"))) {
        ask.advance = step;
    } else if (date_parse(until, &day) == OK) {
        ask.now = time_of_date(day);
    } else {
        problem_field(ctx, S("until"), MSG("Choose a day."));
        return refused(ctx, until);
    }
    SandboxClock c;
    Err err = clock_of(ctx, ctx->account.public_id, &ask, &c);
    if (err == ERR_INVALID) {
        return refused(ctx, until);
    }
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("The sandbox is not open at the moment."), MSG("Try again in a minute."));
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The clock is turned."));
    return OK;
}

static const Str FIELDS[] = {S_INIT("first_name"), S_INIT("last_name"), S_INIT("sign_in")};

static Err form_page(AccountCtx a, const SandboxPerson *p, bool anew, int status)
{
    Ctx *ctx = a.ctx;
    SandboxFormView *v = arena_new(ctx->arena, SandboxFormView);
    v->shell = sandbox_shell(ctx, anew ? MSG("Make it anew") : MSG("Make the sandbox"));
    v->form = (FormView){.action = home_path(ctx, PAGE "/make"), .errors = ui_errors(ctx, FIELDS, COUNT_OF(FIELDS))};
    v->shell->failed = v->form.errors.links_n > 0;
    v->anew = anew;
    v->first_name = ui_field(ctx, S("first_name"), p->first_name, MSG("First name"));
    v->last_name = ui_field(ctx, S("last_name"), p->last_name, MSG("Last name"));
    v->sign_in = ui_field(ctx, S("sign_in"), p->sign_in, MSG("Sign-in name"));
    v->sign_in.kind = FIELD_EMAIL;
    v->sign_in.hint = MSG("An address, such as your own. It is a name in the sandbox only; no mail goes to it.");
    v->back = home_path(ctx, PAGE);
    RENDER(ctx, status, sandbox_form, v);
    return status == 422 ? ERR_INVALID : OK;
}

Err sandbox_make_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Sandbox s;
    TRY(sandbox_read(a, &s));
    Str rest = ctx->actor.name, first = S("");
    (void)str_split(&rest, ' ', &first);
    return form_page(a, &(SandboxPerson){first, rest, ctx->actor.email}, s.state == SANDBOX_READY, 200);
}

static Err keys_page(AccountCtx a, const SandboxKeys *k, Msg title)
{
    Ctx *ctx = a.ctx;
    SandboxKeysView *v = arena_new(ctx->arena, SandboxKeysView);
    Str url = estate_url(ctx->arena, ctx->app, ctx->account.public_id);
    *v = (SandboxKeysView){.shell = sandbox_shell(ctx, title),
                           .address = url,
                           .open = url_external(ctx->arena, url),
                           .back = home_path(ctx, PAGE),
                           .admin_sign_in = k->admin_sign_in,
                           .admin_password = k->admin_password,
                           .staff_sign_in = k->staff_sign_in,
                           .staff_password = k->staff_password};
    ctx_header(ctx, S("Cache-Control"), S("no-store"));
    RENDER(ctx, 200, sandbox_keys, v);
    return OK;
}

static Str form_key(Ctx *ctx) { return utf8_prefix(ctx_form(ctx, S("_key")), 60); }

/* The page with the passwords is loaded again: its form is not done twice. */
static Err done_already(Ctx *ctx)
{
    ctx_redirect(ctx, home_path(ctx, PAGE),
                 MSG("This was done already. Passwords are shown once; New passwords makes others."));
    return OK;
}

Err sandbox_make_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    bool anew = ctx_form(ctx, S("anew")).n > 0;
    SandboxPerson p = {ctx_form(ctx, S("first_name")), ctx_form(ctx, S("last_name")), ctx_form(ctx, S("sign_in"))};
    SandboxKeys keys;
    sandbox_check(ctx, &p);
    if (problem_check(ctx) != OK) {
        return form_page(a, &p, anew, 422);
    }
    bool again = false;
    TRY(sandbox_make(a, &p, anew, form_key(ctx), &keys, &again));
    if (again) {
        return done_already(ctx);
    }
    return keys_page(a, &keys, MSG("The sandbox is made"));
}

Err sandbox_keys_post(AccountCtx a)
{
    SandboxKeys keys;
    bool again = false;
    TRY(sandbox_new_keys(a, form_key(a.ctx), &keys, &again));
    if (again) {
        return done_already(a.ctx);
    }
    return keys_page(a, &keys, MSG("New passwords"));
}

Err sandbox_limits_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    bool on;
    if (!clock_may_turn(ctx->app)) {
        return problem(ctx, ERR_FORBIDDEN, MSG("The limits are turned on and off in a partner's own sandbox."),
                       MSG("Open the sandbox of this account and go to the same page there."));
    }
    TRY(quota_on(ctx, &on));
    TRY(quota_turn(ctx, !on));
    ctx->audit.target_kind = S("sandbox");
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"limits", on ? S("on") : S("off")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"limits", on ? S("off") : S("on")});
    ctx_redirect(ctx, home_path(ctx, PAGE), on ? MSG("The limits are off.") : MSG("The limits are on."));
    return OK;
}

Err sandbox_keep_post(AccountCtx a)
{
    TRY(sandbox_keep(a));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG("A copy is kept."));
    return OK;
}

Err sandbox_restore_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Sandbox s;
    TRY(sandbox_read(a, &s));
    if (!time_is_set(s.row.kept_at) || s.state != SANDBOX_READY) {
        ctx_redirect(ctx, home_path(ctx, PAGE), (Msg){0});
        return OK;
    }
    SandboxRestoreView *v = arena_new(ctx->arena, SandboxRestoreView);
    *v = (SandboxRestoreView){.shell = sandbox_shell(ctx, MSG("Back to the copy")),
                              .form = {.action = home_path(ctx, PAGE "/restore"), .no_guard = true},
                              .kept_at = s.row.kept_at,
                              .back = home_path(ctx, PAGE)};
    RENDER(ctx, 200, sandbox_restore, v);
    return OK;
}

Err sandbox_restore_post(AccountCtx a)
{
    TRY(sandbox_go_back(a));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG("The sandbox is as it was."));
    return OK;
}

Err sandbox_remove_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Sandbox s;
    TRY(sandbox_read(a, &s));
    if (s.state == SANDBOX_NONE) { /* removed by somebody else meanwhile: its page says so */
        ctx_redirect(ctx, home_path(ctx, PAGE), (Msg){0});
        return OK;
    }
    SandboxRemoveView *v = arena_new(ctx->arena, SandboxRemoveView);
    *v = (SandboxRemoveView){.shell = sandbox_shell(ctx, MSG("Remove the sandbox")),
                             .form = {.action = home_path(ctx, PAGE "/remove"), .no_guard = true},
                             .company = ctx->account.name,
                             .address = s.url,
                             .back = home_path(ctx, PAGE)};
    RENDER(ctx, 200, sandbox_remove, v);
    return OK;
}

Err sandbox_remove_post(AccountCtx a)
{
    TRY(sandbox_remove(a));
    ctx_redirect(a.ctx, home_path(a.ctx, PAGE), MSG("The sandbox is removed."));
    return OK;
}

/* --- the vendor's --- */

static SandboxState state_of_row(const App *app, const SandboxListRow *r)
{
    bool cut = str_eq(r->state, S("making")) && !(app->estate && estate_is_held(app, r->label));
    return str_eq(r->state, S("ready"))           ? SANDBOX_READY
           : cut || str_eq(r->state, S("failed")) ? SANDBOX_FAILED
                                                  : SANDBOX_MAKING;
}

Err sandbox_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    struct {
        int size;
        Str after, before;
    } ask = {.size = list_size(ctx_query(ctx, S("size")), LIST_SIZE),
             .after = ctx_query(ctx, S("after")),
             .before = ctx_query(ctx, S("before"))};
    SandboxListRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_sandbox_list(
        o, NULL, &(PageAsk){.descending = true, .size = (uint32_t)ask.size, .after = ask.after, .before = ask.before},
        &rows, &n, &info));
    SandboxDeskView *v = arena_new(ctx->arena, SandboxDeskView);
    SandboxDeskRow *lines = arena_array(ctx->arena, SandboxDeskRow, n + 1);
    v->possible = sandbox_possible(ctx->app);
    for (size_t i = 0; i < n; i++) {
        const SandboxListRow *r = &rows[i];
        bool open = v->possible && estate_is_open(ctx->app, r->label);
        lines[i] = (SandboxDeskRow){.label = r->label,
                                    .company = r->name,
                                    .sign_in = r->admin_sign_in,
                                    .size = v->possible ? size_words(ctx, estate_size(ctx->app, r->label)) : S(""),
                                    .partner = url_fmt(ctx->arena, "/operator/partners/%s", r->public_id),
                                    .remove = url_fmt(ctx->arena, DESK "/%s/remove", r->label),
                                    .state = state_of(state_of_row(ctx->app, r), open),
                                    .made_at = r->made_at};
    }
    v->rows = lines;
    v->rows_n = n;
    v->open = v->possible ? estate_count(ctx->app) : 0;
    v->most = v->possible ? estate_max(ctx->app) : 0;
    v->may_manage = ctx_may(ctx, &SANDBOX_DESK);
    v->export = url_static(DESK "/export?format=csv");
    Crumb crumbs[2] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")}, {.label = MSG("Sandboxes")}};
    v->shell = shell_view(ctx, MSG("Sandboxes"), crumbs, 2);
    v->shell->workspace = MSG("Vendor desk");
    list_pager(ctx->arena, url_static(DESK), S(""), S(""), &info, n, ask.size, &v->pager);
    RENDER(ctx, 200, sandbox_desk, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {{"company", N_("Company"), EXPORT_TEXT, 30},
                                       {"label", N_("Label"), EXPORT_TEXT, 20},
                                       {"state", N_("State"), EXPORT_MSG, 20},
                                       {"made", N_("Made"), EXPORT_TIME, 20},
                                       {"signIn", N_("Sign-in name"), EXPORT_TEXT, 30}};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    SandboxListRow *rows;
    size_t n;
    PageInfo info;
    (void)query;
    TRY(q_sandbox_list((OperatorCtx){ctx}, NULL, &(PageAsk){.descending = true, .size = EXPORT_CHUNK, .after = after},
                       &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        bool open = ctx->app->estate && estate_is_open(ctx->app, rows[i].label);
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = rows[i].name},
                                               {.text = rows[i].label},
                                               {.msg = state_of(state_of_row(ctx->app, &rows[i]), open).label},
                                               {.time = rows[i].made_at},
                                               {.text = rows[i].admin_sign_in}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList SANDBOXES = {.kind = "sandbox.export",
                                     .file = "sandboxes",
                                     .sheet = N_("Sandboxes"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = write_chunk};

Err sandbox_desk_export(OperatorCtx o) { return export_stream_told(o.ctx, ID_NIL, &SANDBOXES, S("")); }

Err sandbox_desk_remove_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str label = ctx_param(ctx, S("label"));
    SandboxOfLabelRow row;
    Err err = q_sandbox_of_label(o, &(SandboxOfLabelArgs){.label = label}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such sandbox."), MSG("It may have been removed."));
    }
    TRY(err);
    Crumb crumbs[3] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Sandboxes"), .url = url_static(DESK)},
                       {.text = row.name}};
    SandboxRemoveView *v = arena_new(ctx->arena, SandboxRemoveView);
    *v = (SandboxRemoveView){.shell = shell_view(ctx, MSG("Remove the sandbox"), crumbs, 3),
                             .form = {.action = url_fmt(ctx->arena, DESK "/%s/remove", label), .no_guard = true},
                             .company = row.name,
                             .address = ctx->app->estate ? estate_url(ctx->arena, ctx->app, label) : label,
                             .back = url_static(DESK)};
    RENDER(ctx, 200, sandbox_desk_remove, v);
    return OK;
}

Err sandbox_desk_remove_post(OperatorCtx o)
{
    TRY(sandbox_remove_of(o, ctx_param(o.ctx, S("label"))));
    ctx_redirect(o.ctx, url_static(DESK), MSG("The sandbox is removed."));
    return OK;
}
