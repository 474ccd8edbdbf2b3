/* The vendor's pages of learning profiles and claims that wait for a decision. */
#include "areas/learning/pages.h"

#include "app/audit.h"
#include "app/unit.h"
#include "app/upload.h"
#include "gen/learning_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static FieldView decisions(Ctx *ctx, const Machine *m, Str state, Str chosen)
{
    OptionView *list = arena_array(ctx->arena, OptionView, m->moves_n);
    FieldView f = ui_field(ctx, S("to"), S(""), MSG("Decision"));
    f.kind = FIELD_RADIO;
    for (size_t i = 0; i < m->moves_n; i++) {
        if (m->moves[i].mover == MOVER_VENDOR && str_eq(str_from(m->moves[i].from), state)) {
            list[f.options_n++] = (OptionView){.value = str_from(m->moves[i].to),
                                               .label = MSG_OF(m->moves[i].name),
                                               .selected = str_eq(chosen, str_from(m->moves[i].to))};
        }
    }
    f.options = list;
    return f;
}

static Err decide_view(Ctx *ctx, const Machine *m, Id account_id, Id id, Str state, Str title, LearningDecideView **ret)
{
    static const Str NAMES[] = {S_INIT("to"), S_INIT("reason")};
    LearningDecideView *v = arena_new(ctx->arena, LearningDecideView);
    v->shell = learning_desk_shell(ctx, (Msg){0}, title);
    TRY(machine_card(ctx, m, READER_VENDOR, account_id, id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, m, READER_VENDOR, account_id, id, &v->history, &v->history_n));
    v->to = decisions(ctx, m, state, ctx_form(ctx, S("to")));
    v->may_decide = ctx_may(ctx, &OPERATOR_LEARNING_DECIDE) && v->to.options_n;
    v->form = (FormView){.errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->shell->failed = v->form.errors.links_n > 0;
    v->reason = ui_field(ctx, S("reason"), ctx_form(ctx, S("reason")), MSG("Reason for the person"));
    v->reason.kind = FIELD_TEXTAREA;
    v->reason.optional = true;
    v->reason.max_length = MACHINE_REASON_MAX;
    v->reason.hint = MSG("Needed to refuse: what is wrong and how it is put right.");
    *ret = v;
    return OK;
}

static Str person(Ctx *ctx, Str first, Str last, Str email)
{
    return str_fmt(ctx->arena, "%.*s %.*s (%.*s)", S_ARG(first), S_ARG(last), S_ARG(email));
}
static Str long_day(Ctx *ctx, Date d)
{
    Buf b = buf_on_arena(ctx->arena, 128);
    fmt_date(&b, ctx->locale, d, DATE_LONG);
    return buf_str(&b);
}
static Str decision(Ctx *ctx)
{
    Str to = ctx_form(ctx, S("to"));
    if (!to.n) {
        problem_field(ctx, S("to"), MSG("Choose a decision."));
    }
    return to;
}

/* --- profiles --- */

static Err profile_decide_view(Ctx *ctx, const LearningProfileGetRow *p, LearningDecideView **ret)
{
    LearningRecordsOfRow *records;
    size_t n;
    FactView *f = arena_array(ctx->arena, FactView, 5);
    TRY(decide_view(ctx, &LEARNING_PROFILE, p->account_id, p->id, p->state, p->profile, ret));
    LearningDecideView *v = *ret;
    TRY(q_learning_records_of(system_of(ctx), &(LearningRecordsOfArgs){.profile_key = p->profile_key}, &records, &n));
    f[v->facts_n++] = (FactView){.label = MSG("Account"), .text = p->account_name, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){
        .label = MSG("Person"), .text = person(ctx, p->first_name, p->last_name, p->email), .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Learning profile"), .text = p->profile, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Recorded under it"),
                                 .msg = MSGN("{n} certificate", "{n} certificates", (int64_t)n),
                                 .kind = FACT_MSG};
    if (n && records[0].email.n) {
        f[v->facts_n++] =
            (FactView){.label = MSG("Address in our records"), .text = records[0].email, .kind = FACT_TEXT};
    }
    v->facts = f;
    v->form.action = url_fmt(ctx->arena, LEARNING_DESK "/profiles/%i", p->id);
    return OK;
}

static Err profile_of_path(Ctx *ctx, LearningProfileGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(ctx, S("profile"), &id));
    return profile_get(ctx, id, ret);
}

Err learning_profile_desk_page(OperatorCtx o)
{
    LearningProfileGetRow p;
    LearningDecideView *v;
    TRY(profile_of_path(o.ctx, &p));
    TRY(profile_decide_view(o.ctx, &p, &v));
    RENDER(o.ctx, 200, learning_decide, v);
    return OK;
}

Err learning_profile_decide_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningProfileGetRow p;
    TRY(profile_of_path(ctx, &p));
    Str to = decision(ctx);
    Err err = to.n ? profile_decide(o, &p, to, ctx_form(ctx, S("reason"))) : problem_check(ctx);
    if (err == ERR_INVALID) {
        LearningDecideView *v;
        TRY(profile_decide_view(ctx, &p, &v));
        return RENDER_FAILED(ctx, learning_decide, v);
    }
    TRY(err);
    learning_audit(ctx, p.id, p.profile);
    ctx_redirect(ctx, url_fmt(ctx->arena, LEARNING_DESK "/profiles/%i", p.id),
                 MSG("The decision is made. The person is told."));
    return OK;
}

/* --- claims --- */

static Err claim_decide_view(Ctx *ctx, const LearningClaimGetRow *c, LearningDecideView **ret)
{
    Certification certification;
    FactView *f = arena_array(ctx->arena, FactView, 7);
    TRY(certification_find(ctx, c->certification_id, &certification));
    Str title = vendor_text(&certification.title, ctx->locale);
    TRY(decide_view(ctx, &LEARNING_CLAIM, c->account_id, c->id, c->state, title, ret));
    LearningDecideView *v = *ret;
    f[v->facts_n++] = (FactView){.label = MSG("Account"), .text = c->account_name, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){
        .label = MSG("Person"), .text = person(ctx, c->first_name, c->last_name, c->email), .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Certification"), .text = title, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Given by"), .text = certification.issuer, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Given on"), .text = long_day(ctx, c->issued_on), .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Number of the certificate"), .text = c->number, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("What the vendor should know"), .text = c->note, .kind = FACT_TEXT};
    v->facts = f;
    if (c->link.n) {
        v->link = url_external(ctx->arena, c->link);
        v->link_text = c->link;
    }
    if (!id_is_nil(c->file_id)) {
        v->file = url_fmt(ctx->arena, LEARNING_DESK "/claims/%i/document", c->id);
        v->file_name = c->file_name;
    }
    v->form.action = url_fmt(ctx->arena, LEARNING_DESK "/claims/%i", c->id);
    return OK;
}

static Err claim_of_path(Ctx *ctx, LearningClaimGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(ctx, S("claim"), &id));
    return claim_get(ctx, id, ret);
}

Err learning_claim_desk_page(OperatorCtx o)
{
    LearningClaimGetRow c;
    LearningDecideView *v;
    TRY(claim_of_path(o.ctx, &c));
    TRY(claim_decide_view(o.ctx, &c, &v));
    RENDER(o.ctx, 200, learning_decide, v);
    return OK;
}

Err learning_claim_decide_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    LearningClaimGetRow c;
    TRY(claim_of_path(ctx, &c));
    Str to = decision(ctx);
    Err err = to.n ? claim_decide(o, &c, to, ctx_form(ctx, S("reason"))) : problem_check(ctx);
    if (err == ERR_INVALID) {
        LearningDecideView *v;
        TRY(claim_decide_view(ctx, &c, &v));
        return RENDER_FAILED(ctx, learning_decide, v);
    }
    TRY(err);
    learning_audit(ctx, c.id, person(ctx, c.first_name, c.last_name, c.email));
    ctx_redirect(ctx, url_fmt(ctx->arena, LEARNING_DESK "/claims/%i", c.id),
                 MSG("The decision is made. The person is told."));
    return OK;
}

static Err find_claim(Ctx *ctx, void *arg) { return claim_of_path(ctx, arg); }

Err learning_claim_desk_document(OperatorCtx o)
{
    LearningClaimGetRow c;
    TRY(unit_run(o.ctx, MODE_READ, NULL, find_claim, &c));
    return upload_send(o.ctx, c.account_id, c.file_id);
}
