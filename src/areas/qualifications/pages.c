/* The account's pages: what one customer is qualified for, with the form to ask; and one request. */
#include "areas/qualifications/pages.h"

#include "areas/customers/customers.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/qualifications/qualifications_view.h"
#include "areas/qualifications/rules.h"
#include "gen/qualifications_html.h"
#include "gen/qualifications_q.h"
#include "ui/field.h"
#include "ui/shell.h"

static Url customer_url(Ctx *ctx, const char *rest) { return customer_page_url(ctx, ctx->customer_id, rest); }

static ShellView *shell_of(Ctx *ctx, Str customer, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 4);
    crumbs[0] = (Crumb){.label = MSG("Customers"), .url = home_path(ctx, "/a/{account}/customers")};
    crumbs[1] = (Crumb){.text = customer, .url = customer_url(ctx, "")};
    crumbs[2] = (Crumb){.label = MSG("Special qualifications"), .url = customer_url(ctx, "/qualifications")};
    crumbs[3] = (Crumb){.label = title};
    ShellView *shell = shell_view(ctx, title, crumbs, 4);
    shell->workspace = MSG("Customers");
    return shell;
}

/* --- one customer --- */

static FieldView kinds(Ctx *ctx, const QualificationKind *chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, QUALIFICATION_KINDS);
    for (size_t i = 0; i < QUALIFICATION_KINDS; i++) {
        const QualificationKind *k = &QUALIFICATION_KIND[i];
        options[i] = (OptionView){.value = k->id, .label = MSG_OF(k->name), .selected = k == chosen};
    }
    FieldView f = ui_select(ctx, S("kind"), MSG("What the customer is"), options, QUALIFICATION_KINDS);
    f.kind = FIELD_RADIO;
    return f;
}

static FieldView segments(Ctx *ctx, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, 3);
    options[0] = (OptionView){.value = S(""), .label = MSG("No school"), .selected = !chosen.n};
    options[1] = (OptionView){
        .value = S("k12"), .label = MSG("Primary or secondary school"), .selected = str_eq(chosen, S("k12"))};
    options[2] =
        (OptionView){.value = S("higher"), .label = MSG("Higher education"), .selected = str_eq(chosen, S("higher"))};
    FieldView f = ui_select(ctx, S("segment"), MSG("Kind of school"), options, 3);
    f.hint = MSG("For education.");
    f.optional = true;
    return f;
}

static Err codes(AccountCtx a, Str chosen, FieldView *ret)
{
    Ctx *ctx = a.ctx;
    ValidationCodeListRow *rows;
    size_t n, k = 0;
    TRY(q_validation_code_list(a, NULL, &rows, &n));
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    options[k++] = (OptionView){.value = S(""), .label = MSG("No code"), .selected = !chosen.n};
    for (size_t i = 0; i < n; i++) {
        if (rows[i].remaining > 0) {
            Str number = str_fmt(ctx->arena, "%lld", (long long)rows[i].number);
            options[k++] =
                (OptionView){.value = number,
                             .text = str_fmt(ctx->arena, "%.*s (%.*s)", S_ARG(rows[i].organization), S_ARG(number)),
                             .selected = str_eq(number, chosen)};
        }
    }
    *ret = ui_select(ctx, S("code"), MSG("Validation code"), options, k);
    ret->optional = true;
    ret->hint = k > 1 ? MSG("For the Government Community Cloud. With a code the customer is qualified at once.")
                      : MSG("For the Government Community Cloud. You have no code that can be used; ask the vendor for "
                            "one by a support request.");
    return OK;
}

static Err customer_view(AccountCtx a, const QualificationAsk *typed, CustomerQualificationsView **ret)
{
    static const Str NAMES[] = {S_INIT("kind"), S_INIT("segment"), S_INIT("website"), S_INIT("code")};
    Ctx *ctx = a.ctx;
    Customer c;
    CustomerFrame *frame;
    Qualification *list;
    size_t n;
    CustomerQualificationsView *v = arena_new(ctx->arena, CustomerQualificationsView);
    TRY(customer_frame_view(a, MSG("Special qualifications"), NULL, &frame));
    TRY(customer_get(a, &c));
    TRY(qualification_list(a, &list, &n));
    QualificationLine *rows = arena_array(ctx->arena, QualificationLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (QualificationLine){
            .kind = MSG_OF(list[i].kind->name),
            .reason = list[i].reason,
            .state = machine_state_view(&CUSTOMER_QUALIFICATION, READER_PARTNER, list[i].state),
            .since = list[i].since,
            .url = url_fmt(ctx->arena, "/a/%s/qualifications/%i", ctx->account.public_id, list[i].id)};
    }
    *v = (CustomerQualificationsView){
        .frame = frame,
        .rows = rows,
        .rows_n = n,
        .may_ask = ctx_may(ctx, &QUALIFICATIONS_ASK),
        .asks_provider = str_eq(c.kind, S("reseller")),
        .form = {.action = customer_url(ctx, "/qualifications"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
        .kind = kinds(ctx, typed->kind),
        .segment = segments(ctx, typed->segment),
        .website = ui_field(ctx, S("website"), typed->website, MSG("Website"))};
    v->website.optional = true;
    v->website.hint = MSG("The customer's own pages. The vendor looks there first, so without them the review takes "
                          "longer.");
    v->website.placeholder = MSG("www.school.example");
    TRY(codes(a, typed->code, &v->code));
    frame->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err qualifications_page(AccountCtx a)
{
    CustomerQualificationsView *v;
    TRY(customer_enter(a));
    QualificationAsk none = {.kind = qualification_kind(ctx_query(a.ctx, S("kind")))};
    TRY(customer_view(a, &none, &v));
    RENDER(a.ctx, 200, customer_qualifications, v);
    return OK;
}

Err qualifications_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Qualification q;
    TRY(customer_enter(a));
    QualificationAsk ask = {.kind = qualification_kind(ctx_form(ctx, S("kind"))),
                            .segment = qualification_segment(ctx_form(ctx, S("segment"))),
                            .website = str_trim(ctx_form(ctx, S("website"))),
                            .code = ctx_form(ctx, S("code")),
                            .segment_needed = true};
    Err err = qualification_ask(a, &ask, &q);
    if (err == ERR_INVALID) {
        CustomerQualificationsView *v;
        TRY(customer_view(a, &ask, &v));
        return RENDER_FAILED(ctx, customer_qualifications, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, "/a/%s/qualifications/%i", ctx->account.public_id, q.id),
                 str_eq(q.state, S("approved")) ? MSG("The customer is qualified.")
                                                : MSG("The request is with the vendor. You are told what it finds."));
    return OK;
}

/* --- one request --- */

static Err of_path(AccountCtx a, Qualification *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("qualification"), &id));
    return qualification_find(a, id, ret);
}

Err qualification_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Qualification q;
    TRY(of_path(a, &q));
    QualificationView *v = arena_new(ctx->arena, QualificationView);
    Msg kind = MSG_OF(q.kind->name);
    bool own = id_eq(q.account_id, ctx->account_id);
    *v = (QualificationView){
        .shell = shell_of(ctx, q.customer_name, kind),
        .kind = kind,
        .customer = q.customer_name,
        .customer_url = customer_url(ctx, ""),
        .all_url = url_with(ctx->arena, customer_url(ctx, "/qualifications"), S("kind"), q.kind->id),
        .withdraw = url_fmt(ctx->arena, "/a/%s/qualifications/%i/withdraw", ctx->account.public_id, q.id),
        .may_withdraw = own && machine_may(ctx, &CUSTOMER_QUALIFICATION, q.state, S("withdrawn"), MOVER_PARTNER),
        .may_ask = own && !str_eq(q.state, S("approved")) && ctx_may(ctx, &QUALIFICATIONS_ASK)};
    v->facts[v->facts_n++] = (FactView){.label = MSG("Asked for"), .at = q.asked_at, .kind = FACT_TIME};
    if (q.segment.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Kind of school"),
                                            .msg = str_eq(q.segment, S("k12")) ? MSG("Primary or secondary school")
                                                                               : MSG("Higher education"),
                                            .kind = FACT_MSG};
    }
    if (q.website.n) {
        v->facts[v->facts_n++] = (FactView){.label = MSG("Website"), .text = q.website};
    }
    if (q.code) {
        v->facts[v->facts_n++] =
            (FactView){.label = MSG("Validation code"), .text = str_fmt(ctx->arena, "%lld", (long long)q.code)};
    }
    TRY(machine_card(ctx, &CUSTOMER_QUALIFICATION, READER_PARTNER, q.account_id, q.id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, &CUSTOMER_QUALIFICATION, READER_PARTNER, q.account_id, q.id, &v->history, &v->history_n));
    RENDER(ctx, 200, customer_qualification, v);
    return OK;
}

Err qualification_withdraw_post(AccountCtx a)
{
    Qualification q;
    TRY(of_path(a, &q));
    TRY(qualification_withdraw(a, &q));
    ctx_redirect(a.ctx, customer_url(a.ctx, "/qualifications"), MSG("The qualification is withdrawn."));
    return OK;
}
