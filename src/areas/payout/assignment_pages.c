/* The pages of assignment: what each program pays by at each location, and the form of one. */
#include "areas/payout/pages.h"

#include "app/program.h"
#include "areas/home/home.h"
#include "areas/payout/payout_view.h"
#include "base/num.h"
#include "gen/payout_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define HERE PAYOUT_PAGE "/assignment"
/* More than these are shown one location at a time. */
enum { ROWS_MAX = 200 };

static Url one_url(Ctx *ctx, Str program, Str place)
{
    return (Url){str_fmt(ctx->arena, "%.*s/%.*s/%.*s", S_ARG(home_path(ctx, HERE).s), S_ARG(program), S_ARG(place))};
}

static Str program_name(Ctx *ctx, const Programs *all, Str id)
{
    Msg name = programs_name(all, id);
    return msg_text(ctx->arena, ctx->locale, &name);
}

static AssignmentRow row_of(Ctx *ctx, const PayoutWorld *w, const Programs *all, Str program, const PayoutPlace *place)
{
    PayoutAssignment s = payout_assigned(w, program, place->id);
    PayoutRoute route = payout_route(w, program, place->id);
    const PayoutProfile *bank = payout_profile_of(w, s.bank_id), *tax = payout_profile_of(w, s.tax_id);
    AssignmentRow r = {.program = program_name(ctx, all, program),
                       .place = place->own ? place->name
                                           : str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(place->name), S_ARG(place->city)),
                       .currency = s.currency,
                       .has_bank = bank != NULL,
                       .has_tax = tax != NULL,
                       .held = s.held,
                       .url = one_url(ctx, program, place->public_id),
                       .action = s.there ? MSG("Change") : MSG("Assign")};
    if (bank) {
        r.bank = bank->name;
        r.bank_state = machine_state_view(&PAYOUT_PROFILE, READER_PARTNER, bank->state);
    }
    if (tax) {
        r.tax = tax->name;
        r.tax_state = machine_state_view(&PAYOUT_PROFILE, READER_PARTNER, tax->state);
    }
    if (!s.there && !place->own && !id_is_nil(route.bank_id)) {
        r.state = (StateView){STATE_OFF, MSG("As the account")};
    } else if (!msg_is_set(route.why_not)) {
        r.state = (StateView){STATE_GOOD, MSG("Assigned")};
    } else if (!s.there && !payout_program_pays(all, program)) {
        r.state = (StateView){STATE_OFF, MSG("Not needed: nothing is earned by it")};
    } else {
        r.state = (StateView){s.held ? STATE_WAIT : STATE_WARN, route.why_not};
    }
    return r;
}

static FieldView place_filter(Ctx *ctx, const PayoutWorld *w, Str chosen, bool with_all)
{
    OptionView *list = arena_array(ctx->arena, OptionView, w->places_n + 1);
    size_t n = 0;
    if (with_all) {
        list[n++] = (OptionView){.value = S(""), .label = MSG("All locations")};
    }
    for (size_t i = 0; i < w->places_n; i++) {
        list[n++] = (OptionView){.value = w->places[i].public_id,
                                 .text = w->places[i].name,
                                 .selected = str_eq(w->places[i].public_id, chosen)};
    }
    return ui_select(ctx, S("location"), MSG("Location"), list, n);
}

static const PayoutPlace *place_named(const PayoutWorld *w, Str public_id)
{
    for (size_t i = 0; i < w->places_n; i++) {
        if (str_eq(w->places[i].public_id, public_id)) {
            return &w->places[i];
        }
    }
    return NULL;
}

Err payout_assignment_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PayoutWorld w;
    Programs all;
    TRY(payout_world(a, &w));
    TRY(programs_load(ctx, &all));
    bool fits = w.places_n * w.programs_n <= ROWS_MAX;
    const PayoutPlace *only = place_named(&w, ctx_query(ctx, S("location")));
    if (!only && !fits) {
        only = &w.places[0];
    }
    AssignmentsView *v = arena_new(ctx->arena, AssignmentsView);
    AssignmentRow *rows = arena_array(ctx->arena, AssignmentRow, w.programs_n * (only ? 1 : w.places_n) + 1);
    for (size_t p = 0; p < w.programs_n; p++) {
        for (size_t l = 0; l < w.places_n; l++) {
            if (!only || only == &w.places[l]) {
                rows[v->rows_n++] = row_of(ctx, &w, &all, w.programs[p], &w.places[l]);
            }
            v->missing += w.places[l].own && payout_program_pays(&all, w.programs[p]) &&
                          !payout_assigned(&w, w.programs[p], w.places[l].id).there;
        }
    }
    v->shell = payout_shell(ctx, MSG("Payout and tax profile assignment"), S(""));
    v->rows = rows;
    v->places = w.places_n > 1;
    v->place = place_filter(ctx, &w, only ? only->public_id : S(""), fits);
    v->may_edit = ctx_may(ctx, &PAYOUT_EDIT);
    v->here = home_path(ctx, HERE);
    v->profiles = home_path(ctx, PAYOUT_PAGE);
    v->programs = home_path(ctx, "/a/{account}/settings/programs");
    v->editors = payout_editors(ctx, &PAYOUT_EDIT);
    v->why = payout_why(ctx, &PAYOUT_EDIT);
    RENDER(ctx, 200, payout_assignments, v);
    return OK;
}

/* --- one --- */

typedef struct One {
    PayoutWorld w;
    const PayoutPlace *place;
    Str program;
} One;

static Err of_path(AccountCtx a, One *ret)
{
    Ctx *ctx = a.ctx;
    TRY(payout_world(a, &ret->w));
    ret->place = place_named(&ret->w, ctx_param(ctx, S("location")));
    ret->program = S("");
    for (size_t i = 0; i < ret->w.programs_n; i++) {
        if (str_eq(ret->w.programs[i], ctx_param(ctx, S("program")))) {
            ret->program = ret->w.programs[i];
        }
    }
    return ret->place && ret->program.n
               ? OK
               : problem(ctx, ERR_NOT_FOUND, MSG("The account is not in this program, or has no such location."),
                         MSG("Go back to the assignment and choose one there."));
}

static FieldView profile_field(Ctx *ctx, const PayoutWorld *w, bool tax, Id chosen, size_t *ret_n)
{
    OptionView *list = arena_array(ctx->arena, OptionView, w->profiles_n + 1);
    size_t n = 0;
    list[n++] = (OptionView){.value = S(""), .label = MSG("Choose one")};
    for (size_t i = 0; i < w->profiles_n; i++) {
        const PayoutProfile *p = &w->profiles[i];
        if (p->tax != tax) {
            continue;
        }
        StateView state = machine_state_view(&PAYOUT_PROFILE, READER_PARTNER, p->state);
        list[n++] = (OptionView){.value = id_text(ctx->arena, p->id),
                                 .text = str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(p->name),
                                                 S_ARG(msg_text(ctx->arena, ctx->locale, &state.label))),
                                 .selected = id_eq(p->id, chosen)};
    }
    *ret_n = n - 1;
    return ui_select(ctx, tax ? S("tax") : S("bank"), tax ? MSG("Tax profile") : MSG("Bank profile"), list, n);
}

static Err assign_view(AccountCtx a, const One *one, const PayoutAssignment *s, AssignView **ret)
{
    static const Str NAMES[] = {S_INIT("tax"), S_INIT("bank"), S_INIT("currency")};
    Ctx *ctx = a.ctx;
    Programs all;
    PayoutRules rules;
    size_t banks, taxes;
    TRY(programs_load(ctx, &all));
    TRY(payout_rules(ctx, &rules));
    AssignView *v = arena_new(ctx->arena, AssignView);
    v->shell = payout_shell(ctx, MSG("Assign profiles"), S(""));
    v->program = program_name(ctx, &all, one->program);
    v->place = one->place->name;
    v->form = (FormView){.action = one_url(ctx, one->program, one->place->public_id),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                         .version = s->version};
    v->shell->failed = v->form.errors.links_n > 0;
    v->tax = profile_field(ctx, &one->w, true, s->tax_id, &taxes);
    v->bank = profile_field(ctx, &one->w, false, s->bank_id, &banks);
    v->bank.hint = MSG("A change may move the next payment by one month.");
    v->currency = payout_currency_field(ctx, &rules, s->currency);
    v->held = ui_field(ctx, S("held"), S("1"), MSG("Hold my payments"));
    v->held.kind = FIELD_CHECKBOX;
    v->held.checked = s->held;
    v->held.hint = MSG("What is earned is kept and paid once this is taken off. Set it before the end of the month.");
    v->none = !banks || !taxes;
    v->back = home_path(ctx, HERE);
    v->profiles = home_path(ctx, PAYOUT_PAGE);
    *ret = v;
    return OK;
}

Err payout_assign_page(AccountCtx a)
{
    One one;
    AssignView *v;
    TRY(of_path(a, &one));
    PayoutAssignment s = payout_assigned(&one.w, one.program, one.place->id);
    TRY(assign_view(a, &one, &s, &v));
    RENDER(a.ctx, 200, payout_assign, v);
    return OK;
}

static Id id_of_form(Ctx *ctx, const char *name)
{
    Id id;
    return id_parse(ctx_form(ctx, str_from(name)), &id) == OK ? id : ID_NIL;
}

Err payout_assign_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    One one;
    PayoutAssignment in = {.currency = str_trim(ctx_form(ctx, S("currency"))),
                           .bank_id = id_of_form(ctx, "bank"),
                           .tax_id = id_of_form(ctx, "tax"),
                           .held = ctx_form(ctx, S("held")).n > 0};
    TRY(of_path(a, &one));
    in.program = one.program;
    in.location_id = one.place->id;
    if (str_to_i64(ctx_form(ctx, S("version")), &in.version) != OK) {
        in.version = 0;
    }
    PayoutAssignment now = payout_assigned(&one.w, one.program, one.place->id);
    if (in.version != now.version) {
        problem_field(
            ctx, S("bank"),
            MSG("Somebody assigned other profiles meanwhile. Look at them, then submit again if yours are right."));
    }
    Err err = payout_assign(a, &one.w, &in);
    if (err == ERR_INVALID) {
        AssignView *v;
        in.version = now.version;
        TRY(assign_view(a, &one, &in, &v));
        return RENDER_FAILED(ctx, payout_assign, v);
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, HERE), MSG("The profiles are assigned."));
    return OK;
}
