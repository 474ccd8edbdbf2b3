/* The account's pages of tax exemptions: the list, one of them, and filing, correcting and renewing with a document. */
#include "areas/payout/exemption_pages.h"

#include "app/unit.h"
#include "areas/home/home.h"
#include "areas/payout/payout_view.h"
#include "base/num.h"
#include "gen/payout_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE PAYOUT_PAGE "/exemptions"
static const UploadRule DOCUMENT = {.field = "document", .kinds = CONTENT_DOCUMENTS};

static ShellView *shell_of(Ctx *ctx, Msg title, Str text)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    bool first = !msg_is_set(title) && !text.n;
    crumbs[0] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[1] = (Crumb){.label = MSG("Tax exemptions")};
    if (!first) {
        crumbs[1].url = home_path(ctx, PAGE);
    }
    crumbs[2] = (Crumb){.label = title, .text = text};
    ShellView *shell = shell_view(ctx, first ? MSG("Tax exemptions") : title, crumbs, first ? 2 : 3);
    shell->title_text = text;
    shell->workspace = MSG("Account settings");
    return shell;
}

static Url one_url(Ctx *ctx, Id id, const char *rest)
{
    return (Url){
        str_fmt(ctx->arena, "%.*s/%.*s%s", S_ARG(home_path(ctx, PAGE).s), S_ARG(id_text(ctx->arena, id)), rest)};
}

Err exemptions_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Exemption *list;
    ExemptionsView *v = arena_new(ctx->arena, ExemptionsView);
    TRY(exemption_list(a, &list, &v->rows_n));
    ExemptionRow *rows = arena_array(ctx->arena, ExemptionRow, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        const Exemption *e = &list[i];
        rows[i] = (ExemptionRow){.region = exemption_region(ctx, e->region),
                                 .number = e->number,
                                 .reason = e->reason,
                                 .state = machine_state_view(&TAX_EXEMPTION, READER_PARTNER, e->state),
                                 .from = e->from,
                                 .until = e->until,
                                 .url = one_url(ctx, e->id, "")};
    }
    v->shell = shell_of(ctx, (Msg){0}, S(""));
    v->rows = rows;
    v->may_file = ctx_may(ctx, &EXEMPTION_FILE);
    v->add = home_path(ctx, PAGE "/new");
    v->filers = payout_editors(ctx, &EXEMPTION_FILE);
    RENDER(ctx, 200, tax_exemptions, v);
    return OK;
}

/* --- one --- */

static FactView text_fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }

static Str day(Ctx *ctx, Date d)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    fmt_date(&b, ctx->locale, d, DATE_LONG);
    return buf_str(&b);
}

size_t exemption_facts(Ctx *ctx, const Exemption *e, FactView *ret)
{
    ret[0] = text_fact(MSG("Region"), exemption_region(ctx, e->region));
    ret[1] = text_fact(MSG("Number of the certificate"), e->number);
    ret[2] = text_fact(MSG("Valid from"), day(ctx, e->from));
    ret[3] = text_fact(MSG("Valid until"), day(ctx, e->until));
    return 4;
}

static Err of_path(AccountCtx a, Exemption *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("exemption"), &id));
    return exemption_find(a, id, ret);
}

static bool may_move(Ctx *ctx, const Exemption *e, const char *to)
{
    return machine_find(&TAX_EXEMPTION, e->state, str_from(to), MOVER_PARTNER) && ctx_may(ctx, &EXEMPTION_FILE);
}

Err exemption_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Exemption e;
    TRY(of_path(a, &e));
    FactView *facts = arena_array(ctx->arena, FactView, EXEMPTION_FACTS);
    ExemptionView *v = arena_new(ctx->arena, ExemptionView);
    v->shell = shell_of(ctx, (Msg){0}, e.number);
    v->name = e.number;
    v->facts_n = exemption_facts(ctx, &e, facts);
    v->facts = facts;
    v->document = one_url(ctx, e.id, "/document");
    v->document_name = e.file_name;
    v->may_correct = may_move(ctx, &e, "pending");
    v->may_withdraw = may_move(ctx, &e, "withdrawn");
    v->correct = one_url(ctx, e.id, "/edit");
    v->withdraw = one_url(ctx, e.id, "/withdraw");
    TRY(machine_card(ctx, &TAX_EXEMPTION, READER_PARTNER, e.account_id, e.id, &v->card));
    v->card.action_url = v->may_correct ? v->correct : (Url){0};
    TRY(machine_history(ctx, &TAX_EXEMPTION, READER_PARTNER, e.account_id, e.id, &v->history, &v->history_n));
    RENDER(ctx, 200, tax_exemption, v);
    return OK;
}

/* --- the form --- */

typedef struct Filing {
    Exemption was, e;
    bool changes;
    ExemptionInput in;
    Upload *file;
    int64_t version;
    Id id;
    ExemptionFormView *view;
} Filing;

static Err form_view(Ctx *ctx, Filing *f)
{
    static const Str NAMES[] = {S_INIT("country"), S_INIT("part"),  S_INIT("number"),
                                S_INIT("from"),    S_INIT("until"), S_INIT("document")};
    ExemptionFormView *v = arena_new(ctx->arena, ExemptionFormView);
    v->shell = shell_of(ctx, f->changes ? MSG("Correct the tax exemption") : MSG("File a tax exemption"), S(""));
    v->form = (FormView){.action = f->changes ? one_url(ctx, f->was.id, "/edit") : home_path(ctx, PAGE "/new"),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                         .version = f->changes ? f->was.version : 0,
                         .upload = true};
    v->shell->failed = v->form.errors.links_n > 0;
    v->back = f->changes ? one_url(ctx, f->was.id, "") : home_path(ctx, PAGE);
    v->country = ui_country(ctx, S("country"), f->in.country, MSG("Country"));
    v->part = ui_field(ctx, S("part"), f->in.part, MSG("State or province"));
    v->part.hint = MSG("Its code, as CA, where the certificate is of a part of the country only.");
    v->part.width = S("w-4");
    v->part.optional = true;
    v->number = ui_field(ctx, S("number"), f->in.number, MSG("Number of the certificate"));
    v->number.max_length = EXEMPTION_NUMBER_MAX;
    v->from = ui_field(ctx, S("from"), f->in.from, MSG("Valid from"));
    v->until = ui_field(ctx, S("until"), f->in.until, MSG("Valid until"));
    v->from.kind = v->until.kind = FIELD_DATE;
    v->document = upload_field(ctx, &DOCUMENT, MSG("The certificate as a file"));
    v->document.optional = f->changes;
    f->view = v;
    return OK;
}

static void input_of(Ctx *ctx, const Exemption *e, ExemptionInput *in)
{
    *in = (ExemptionInput){.country = str_sub(e->region, 0, 2),
                           .part = e->region.n > 3 ? str_skip(e->region, 3) : S(""),
                           .number = e->number,
                           .from = date_iso(ctx->arena, e->from),
                           .until = date_iso(ctx->arena, e->until)};
}

static Err not_now(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("This certificate cannot be changed now."),
                   MSG("Go back to it to see how it stands."));
}

Err exemption_new_page(AccountCtx a)
{
    Filing f = {.in = {.country = a.ctx->account.country}};
    TRY(form_view(a.ctx, &f));
    RENDER(a.ctx, 200, tax_exemption_form, f.view);
    return OK;
}

Err exemption_edit_page(AccountCtx a)
{
    Filing f = {.changes = true};
    TRY(of_path(a, &f.was));
    if (!may_move(a.ctx, &f.was, "pending")) {
        return not_now(a.ctx);
    }
    input_of(a.ctx, &f.was, &f.in);
    TRY(form_view(a.ctx, &f));
    RENDER(a.ctx, 200, tax_exemption_form, f.view);
    return OK;
}

/* --- filing: the document is looked at outside any unit, kept inside one --- */

static Err look(Ctx *ctx, void *arg)
{
    Filing *f = arg;
    if (f->changes) {
        TRY(of_path((AccountCtx){ctx}, &f->was));
        if (!may_move(ctx, &f->was, "pending")) {
            return not_now(ctx);
        }
        if (f->version != f->was.version) {
            problem_field(ctx, S("number"),
                          MSG("Somebody changed this certificate meanwhile. Look at it first, then send again."));
        }
    }
    return exemption_check(ctx, &f->in, &f->e);
}

static Err show(Ctx *ctx, void *arg) { return form_view(ctx, arg); }

static Err keep(Ctx *ctx, void *arg)
{
    Filing *f = arg;
    return exemption_save((AccountCtx){ctx}, f->changes ? &f->was : NULL, &f->e, f->file, f->version, &f->id);
}

static Str typed(Ctx *ctx, const char *name) { return str_trim(ctx_form(ctx, str_from(name))); }

static Str upper(Ctx *ctx, Str text)
{
    char *z = str_z(ctx->arena, text);
    for (size_t i = 0; i < text.n; i++) {
        z[i] = z[i] >= 'a' && z[i] <= 'z' ? (char)(z[i] - 'a' + 'A') : z[i];
    }
    return str_of(z, text.n);
}

static Err file_it(AccountCtx a, Filing *f)
{
    Ctx *ctx = a.ctx;
    Upload *files = NULL;
    size_t n = 0;
    f->in = (ExemptionInput){.country = typed(ctx, "country"),
                             .part = upper(ctx, typed(ctx, "part")),
                             .number = typed(ctx, "number"),
                             .from = typed(ctx, "from"),
                             .until = typed(ctx, "until")};
    if (str_to_i64(typed(ctx, "version"), &f->version) != OK) {
        f->version = 0;
    }
    TRY(unit_run(ctx, MODE_READ, NULL, look, f));
    UploadRule rule = DOCUMENT;
    rule.needed = !f->changes;
    Err err = upload_take(ctx, &rule, ctx->account_id, &files, &n);
    if (err != OK && err != ERR_INVALID) {
        return err;
    }
    if (problem_check(ctx) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, show, f));
        return RENDER_FAILED(ctx, tax_exemption_form, f->view);
    }
    f->file = n ? &files[0] : NULL;
    TRY(unit_run(ctx, MODE_WRITE, f->changes ? "payout.exemption_change" : "payout.exemption_file", keep, f));
    ctx_redirect(ctx, one_url(ctx, f->id, ""), MSG("The certificate is sent. The vendor decides on it."));
    return OK;
}

Err exemption_new_post(AccountCtx a)
{
    Filing f = {0};
    return file_it(a, &f);
}

Err exemption_edit_post(AccountCtx a)
{
    Filing f = {.changes = true};
    return file_it(a, &f);
}

Err exemption_withdraw_post(AccountCtx a)
{
    Exemption e;
    TRY(of_path(a, &e));
    TRY(exemption_withdraw(a, &e));
    ctx_redirect(a.ctx, one_url(a.ctx, e.id, ""), MSG("The certificate is withdrawn."));
    return OK;
}

static Err find_document(Ctx *ctx, void *arg) { return of_path((AccountCtx){ctx}, arg); }

Err exemption_document(AccountCtx a)
{
    Exemption e;
    TRY(unit_run(a.ctx, MODE_READ, NULL, find_document, &e));
    return upload_send(a.ctx, e.account_id, e.file_id);
}
