/* Faults that the sandbox shows its clients: the rules, and how to ask for one with a call. */
#include "areas/sandbox/pages.h"

#include "app/audit.h"
#include "app/fault.h"
#include "app/kernel.h"
#include "app/unit.h"
#include "areas/home/home.h"
#include "areas/sandbox/sandbox_view.h"
#include "base/num.h"
#include "gen/sandbox_html.h"
#include "ui/field.h"

#define PAGE "/a/{account}/settings/sandbox/faults"

typedef struct Effect {
    const char *id, *label;
    int64_t least, most; /* of its amount; both 0: it has none */
} Effect;
static const Effect EFFECTS[] = {
    {"status", N_("Refuse with a status"), 400, 599},
    {"delay", N_("Answer late, by milliseconds"), 1, FAULT_DELAY_MAX_MS},
    {"throttle", N_("429, with Retry-After in seconds"), 0, FAULT_RETRY_MAX_S},
    {"drop", N_("End the connection, nothing done"), 0, 0},
    {"drop_after", N_("Do it and end the connection"), 0, 0},
    {"duplicate", N_("Do a write twice"), 0, 0},
    {"stale", N_("Refuse as changed meanwhile"), 0, 0},
};
static const char *const METHODS[] = {"", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"};
static const Str FIELDS[] = {S_INIT("method"),  S_INIT("path"), S_INIT("effect"), S_INIT("amount"),
                             S_INIT("percent"), S_INIT("seed"), S_INIT("times")};

static const Effect *effect_of(Str id)
{
    for (size_t i = 0; i < COUNT_OF(EFFECTS); i++) {
        if (str_eq(str_from(EFFECTS[i].id), id)) {
            return &EFFECTS[i];
        }
    }
    return NULL;
}

/* Rules are of a partner's own sandbox: in one that several share, one's faults would be another's. */
static bool kept_here(const Ctx *ctx) { return ctx->app->options.sandbox_of != NULL; }

static Err not_here(Ctx *ctx)
{
    return problem(ctx, ERR_FORBIDDEN, MSG("Faults are kept in a partner's own sandbox."),
                   MSG("Open the sandbox of this account and go to the same page there."));
}

/* --- the page --- */

static FieldView method_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(METHODS));
    for (size_t i = 0; i < COUNT_OF(METHODS); i++) {
        Str id = str_from(METHODS[i]);
        o[i] = (OptionView){.value = id, .text = id, .selected = str_eq(id, chosen)};
    }
    o[0].label = MSG("Any method");
    return ui_select(ctx, S("method"), MSG("Method"), o, COUNT_OF(METHODS));
}

static FieldView effect_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(EFFECTS));
    for (size_t i = 0; i < COUNT_OF(EFFECTS); i++) {
        Str id = str_from(EFFECTS[i].id);
        o[i] = (OptionView){.value = id, .label = MSG_OF(EFFECTS[i].label), .selected = str_eq(id, chosen)};
    }
    return ui_select(ctx, S("effect"), MSG("What happens"), o, COUNT_OF(EFFECTS));
}

static FieldView number_field(Ctx *ctx, Str name, Str value, Msg label, Msg hint)
{
    FieldView f = ui_field(ctx, name, value, label);
    f.hint = hint;
    f.inputmode = S("numeric");
    f.width = S("w-8");
    return f;
}

typedef struct FaultForm {
    Str method, path, effect, amount, percent, seed, times;
} FaultForm;

static void fill_form(Ctx *ctx, const FaultForm *w, FaultsView *v)
{
    v->form = (FormView){.action = home_path(ctx, PAGE), .errors = ui_errors(ctx, FIELDS, COUNT_OF(FIELDS))};
    v->method = method_field(ctx, w->method);
    v->path = ui_field(ctx, S("path"), w->path, MSG("Address"));
    v->path.hint = MSG("As /v1/customers/*/orders: * is one part, ** at the end the rest.");
    v->effect = effect_field(ctx, w->effect);
    v->amount = number_field(ctx, S("amount"), w->amount, MSG("How much"),
                             MSG("The status, milliseconds or seconds, where what happens has one."));
    v->amount.optional = true;
    v->percent = number_field(ctx, S("percent"), w->percent, MSG("Of a hundred calls"), (Msg){0});
    v->seed = number_field(ctx, S("seed"), w->seed, MSG("Seed"),
                           MSG("Which calls are met follows from it: the same seed, the same calls."));
    v->times = number_field(ctx, S("times"), w->times, MSG("How often at most"), MSG("0: without end."));
}

static Str amount_words(Ctx *ctx, const FaultRulesRow *r)
{
    const Effect *e = effect_of(r->effect);
    return e && e->most ? str_fmt(ctx->arena, "%lld", (long long)r->amount) : S("");
}

static Err page_of(Ctx *ctx, const FaultForm *w, FaultsView **ret)
{
    FaultsView *v = *ret = arena_new(ctx->arena, FaultsView);
    FaultRulesRow *rows = NULL;
    v->here = kept_here(ctx);
    if (v->here) {
        TRY(q_fault_rules(system_of(ctx), NULL, &rows, &v->rows_n));
    }
    FaultLine *lines = arena_array(ctx->arena, FaultLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const FaultRulesRow *r = &rows[i];
        const Effect *e = effect_of(r->effect);
        lines[i] = (FaultLine){.method = r->method,
                               .path = r->path,
                               .effect = e ? MSG_OF(e->label) : (Msg){0},
                               .amount = amount_words(ctx, r),
                               .percent = r->percent,
                               .seed = r->seed,
                               .times = r->times,
                               .met = faults_met(ctx->app, r->id),
                               .remove = url_fmt(ctx->arena, "%u/%i/remove", home_path(ctx, PAGE), r->id)};
    }
    v->rows = lines;
    v->shell = sandbox_shell(ctx, MSG("Faults"));
    v->may_run = v->here && ctx_may(ctx, &SANDBOX_RUN);
    v->again = home_path(ctx, PAGE "/again");
    v->sandbox = home_path(ctx, "/a/{account}/settings/sandbox");
    fill_form(ctx, w, v);
    v->shell->failed = v->form.errors.links_n > 0;
    return OK;
}

Err sandbox_faults_page(AccountCtx a)
{
    FaultsView *v;
    TRY(page_of(a.ctx, &(FaultForm){.path = S("/v1/**"), .percent = S("100"), .seed = S("1"), .times = S("0")}, &v));
    RENDER(a.ctx, 200, sandbox_faults, v);
    return OK;
}

/* --- rules --- */

static int64_t number_between(Ctx *ctx, Str name, Str text, int64_t least, int64_t most)
{
    int64_t n = 0;
    if (str_to_i64(str_trim(text), &n) != OK || n < least || n > most) {
        problem_field(ctx, name,
                      MSG2("Enter a number from {least} to {most}.", "least",
                           str_fmt(ctx->arena, "%lld", (long long)least), "most",
                           str_fmt(ctx->arena, "%lld", (long long)most)));
    }
    return n;
}

static FaultRuleAddArgs check(Ctx *ctx, const FaultForm *w)
{
    enum { PATH_MAX_BYTES = 300, SEED_MAX = 1000000000, TIMES_MAX = 1000000 };
    const Effect *e = effect_of(w->effect);
    FaultRuleAddArgs r = {.id = ctx_new_id(ctx), .method = w->method, .path = str_trim(w->path), .effect = w->effect};
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(METHODS); i++) {
        known = known || str_eq(str_from(METHODS[i]), w->method);
    }
    if (!known) {
        problem_field(ctx, S("method"), MSG("Choose a method."));
    }
    if (!problem_unless_line(ctx, S("path"), r.path)) {
        /* said */
    } else if (!str_starts(r.path, S("/")) || r.path.n > PATH_MAX_BYTES) {
        problem_field(ctx, S("path"), MSG("Enter an address that begins with /, of at most 300 characters."));
    } else if (known && !fault_path_meets(ctx->arena, r.method, r.path)) {
        problem_field(ctx, S("path"),
                      MSG("The API has no such operation, so this would never happen. Look at the method too."));
    }
    if (!e) {
        problem_field(ctx, S("effect"), MSG("Choose what happens."));
    } else if (e->most) {
        r.amount = number_between(ctx, S("amount"), w->amount, e->least, e->most);
    }
    r.percent = number_between(ctx, S("percent"), w->percent, 1, 100);
    r.seed = number_between(ctx, S("seed"), w->seed, 0, SEED_MAX);
    r.times = number_between(ctx, S("times"), w->times, 0, TIMES_MAX);
    return r;
}

static Err add_rule(Ctx *ctx, void *arg)
{
    const FaultRuleAddArgs *r = arg;
    FaultRulesRow *rows;
    size_t n;
    TRY(q_fault_rules(system_of(ctx), NULL, &rows, &n));
    if (n >= FAULT_RULES_MAX) {
        return problem(ctx, ERR_CONFLICT, MSG("There are as many faults as there can be."), MSG("Remove one first."));
    }
    ctx->audit.target_kind = S("sandbox");
    ctx->audit.target_name = r->path;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"method", r->method}, {"path", r->path}, {"effect", r->effect});
    return q_fault_rule_add(system_of(ctx), r, NULL);
}

static Err drop_rule(Ctx *ctx, void *arg)
{
    int64_t changed = 0;
    ctx->audit.target_kind = S("sandbox");
    TRY(q_fault_rule_drop(system_of(ctx), &(FaultRuleDropArgs){.id = *(const Id *)arg}, &changed));
    return changed ? OK : problem(ctx, ERR_NOT_FOUND, MSG("There is no such fault."), MSG("It may have been removed."));
}

typedef struct Again {
    const FaultForm *form;
    FaultsView *view;
} Again;

static Err view_again(Ctx *ctx, void *arg)
{
    Again *g = arg;
    return page_of(ctx, g->form, &g->view);
}

Err sandbox_fault_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    if (!kept_here(ctx)) {
        return not_here(ctx);
    }
    FaultForm w = {.method = ctx_form(ctx, S("method")),
                   .path = ctx_form(ctx, S("path")),
                   .effect = ctx_form(ctx, S("effect")),
                   .amount = ctx_form(ctx, S("amount")),
                   .percent = ctx_form(ctx, S("percent")),
                   .seed = ctx_form(ctx, S("seed")),
                   .times = ctx_form(ctx, S("times"))};
    FaultRuleAddArgs r = check(ctx, &w);
    if (problem_check(ctx) != OK) {
        Again g = {.form = &w};
        TRY(unit_run(ctx, MODE_READ, NULL, view_again, &g));
        return RENDER_FAILED(ctx, sandbox_faults, g.view);
    }
    TRY(unit_run(ctx, MODE_WRITE, "sandbox.fault.add", add_rule, &r));
    TRY(faults_reload(ctx->app));
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The fault is added; all count from the beginning."));
    return OK;
}

Err sandbox_fault_remove_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    if (!kept_here(ctx)) {
        return not_here(ctx);
    }
    TRY(ctx_param_id(ctx, S("fault"), &id));
    TRY(unit_run(ctx, MODE_WRITE, "sandbox.fault.remove", drop_rule, &id));
    TRY(faults_reload(ctx->app));
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The fault is removed."));
    return OK;
}

Err sandbox_faults_again_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    if (!kept_here(ctx)) {
        return not_here(ctx);
    }
    TRY(faults_reload(ctx->app));
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("All faults count from the beginning."));
    return OK;
}
