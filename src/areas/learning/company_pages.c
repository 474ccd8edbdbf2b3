/* What a company's people hold: for its admins, with filters, export, and what ends soon. */
#include "areas/learning/pages.h"

#include "app/export.h"
#include "app/page.h"
#include "base/num.h"
#include "gen/learning_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { PAGE_SIZE = 50, EXPORT_MAX = 5000 };
static const LearningWord STATES[] = {
    {S_INIT("valid"), N_("Valid")}, {S_INIT("soon"), N_("Ends soon")}, {S_INIT("ended"), N_("Ended")}};

typedef struct HoldersAsk {
    Str certification, field, state;
    Id certification_id;
} HoldersAsk;

static HoldersAsk ask_of(Ctx *ctx)
{
    HoldersAsk a = {.certification = ctx_query(ctx, S("certification")),
                    .field = ctx_query(ctx, S("field")),
                    .state = ctx_query(ctx, S("state"))};
    if (id_parse(a.certification, &a.certification_id) != OK) {
        a.certification = S("");
    }
    return a;
}

static Err read_holders(AccountCtx a, const HoldersAsk *ask, const PageAsk *page, LearningHoldersRow **ret,
                        size_t *ret_n, PageInfo *ret_page)
{
    int32_t today = date_in_zone(a.ctx->tz, a.ctx->now).days;
    bool ended = str_eq(ask->state, S("ended")), soon = str_eq(ask->state, S("soon")),
         valid = str_eq(ask->state, S("valid"));
    LearningHoldersArgs args = {.until_low = {soon || valid ? today : 0},
                                .until_high = {ended  ? today
                                               : soon ? today + LEARNING_SOON_DAYS
                                                      : LEARNING_FOR_EVER.days + 1},
                                .with_certification = ask->certification.n > 0,
                                .certification_id = ask->certification_id,
                                .with_field = ask->field.n > 0,
                                .field = ask->field};
    return q_learning_holders(a, &args, page, ret, ret_n, ret_page);
}

static Url with_filters(Ctx *ctx, Url u, const HoldersAsk *ask)
{
    u = ask->certification.n ? url_with(ctx->arena, u, S("certification"), ask->certification) : u;
    u = ask->field.n ? url_with(ctx->arena, u, S("field"), ask->field) : u;
    return ask->state.n ? url_with(ctx->arena, u, S("state"), ask->state) : u;
}

static Str count_text(Ctx *ctx, int64_t n)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    fmt_i64(&b, ctx->locale, n);
    return buf_str(&b);
}

static Err fill_counts(AccountCtx a, const Certification *all, size_t n, CompanyLearningView *v)
{
    Ctx *ctx = a.ctx;
    LearningCompanyCountsRow *rows;
    LearningCompanyDoneRow done;
    size_t rows_n;
    int64_t awards = 0, soon = 0;
    Date today = date_in_zone(ctx->tz, ctx->now);
    LearningCompanyCountsArgs args = {.soon = {today.days + LEARNING_SOON_DAYS}, .today = today};
    TRY(q_learning_company_counts(a, &args, &rows, &rows_n));
    TRY(q_learning_company_done(a, NULL, &done));
    CompetencyRow *fields = arena_array(ctx->arena, CompetencyRow, LEARNING_FIELDS_N);
    for (size_t i = 0; i < LEARNING_FIELDS_N; i++) {
        CompetencyRow r = {
            .field = MSG_OF(LEARNING_FIELDS[i].name),
            .url = url_with(ctx->arena, my_learning_url(ctx, "/company"), S("field"), LEARNING_FIELDS[i].id)};
        for (size_t k = 0; k < rows_n; k++) {
            const Certification *c = certification_of(all, n, rows[k].certification_id);
            if (c && str_eq(c->field, LEARNING_FIELDS[i].id)) {
                r.awards += rows[k].awards;
                r.soon += rows[k].soon;
            }
        }
        awards += r.awards;
        soon += r.soon;
        if (r.awards) {
            fields[v->fields_n++] = r;
        }
    }
    FactView *f = arena_array(ctx->arena, FactView, 4);
    f[0] = (FactView){.label = MSG("Valid certifications"), .text = count_text(ctx, awards), .kind = FACT_TEXT};
    f[1] = (FactView){.label = MSG("Of them ending within 60 days"), .text = count_text(ctx, soon), .kind = FACT_TEXT};
    f[2] = (FactView){.label = MSG("Trainings finished"), .text = count_text(ctx, done.n), .kind = FACT_TEXT};
    f[3] = (FactView){
        .label = MSG("People who have finished one"), .text = count_text(ctx, done.people), .kind = FACT_TEXT};
    v->facts = f;
    v->facts_n = 4;
    v->fields = fields;
    return OK;
}

Err learning_company_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    HoldersAsk ask = ask_of(ctx);
    Certification *all;
    LearningHoldersRow *rows;
    PageInfo page;
    size_t n;
    PageAsk asked = {.size = PAGE_SIZE, .after = ctx_query(ctx, S("after")), .before = ctx_query(ctx, S("before"))};
    CompanyLearningView *v = arena_new(ctx->arena, CompanyLearningView);
    TRY(certification_list(ctx, &all, &n));
    TRY(read_holders(a, &ask, &asked, &rows, &v->rows_n, &page));
    HolderRow *list = arena_array(ctx->arena, HolderRow, v->rows_n);
    for (size_t i = 0; i < v->rows_n; i++) {
        const Certification *c = certification_of(all, n, rows[i].certification_id);
        list[i] = (HolderRow){
            .name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
            .email = rows[i].email,
            .certification = c ? vendor_text(&c->title, ctx->locale) : S(""),
            .number = rows[i].number,
            .source = award_source(rows[i].source),
            .state = award_state_view(ctx, rows[i].expires_on),
            .issued_on = rows[i].issued_on,
            .expires_on = rows[i].expires_on.days < LEARNING_FOR_EVER.days ? rows[i].expires_on : DATE_NONE};
    }
    TRY(fill_counts(a, all, n, v));
    v->shell = my_learning_shell(ctx, MSG("Skills of the company"), S(""));
    v->rows = list;
    v->here = v->clear = my_learning_url(ctx, "/company");
    v->certification = certification_select(ctx, S("certification"), MSG("All"), all, n, ask.certification_id);
    v->field =
        learning_select(ctx, S("field"), MSG("Competency"), MSG("All"), LEARNING_FIELDS, LEARNING_FIELDS_N, ask.field);
    v->state = learning_select(ctx, S("state"), MSG("State"), MSG("All"), STATES, COUNT_OF(STATES), ask.state);
    v->filtered = ask.certification.n || ask.field.n || ask.state.n;
    v->may_export = ctx_may(ctx, &LEARNING_EXPORT);
    Url file = with_filters(ctx, my_learning_url(ctx, "/company/export"), &ask);
    v->export = (ExportView){.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx")),
                             .about = MSG("What is shown, up to 5,000 rows")};
    Url here = with_filters(ctx, v->here, &ask);
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, here, S("after"), page.next),
                           .previous = url_with(ctx->arena, here, S("before"), page.previous)};
    RENDER(ctx, 200, learning_company, v);
    return OK;
}

/* --- the file --- */

static const ExportColumn COLUMNS[] = {{"name", N_("Name"), EXPORT_TEXT, 24},
                                       {"email", N_("E-mail"), EXPORT_TEXT, 30},
                                       {"certification", N_("Certification"), EXPORT_TEXT, 30},
                                       {"number", N_("Number"), EXPORT_TEXT, 16},
                                       {"source", N_("How it was earned"), EXPORT_MSG, 26},
                                       {"issuedOn", N_("Given"), EXPORT_DATE, 12},
                                       {"expiresOn", N_("Valid until"), EXPORT_DATE, 12},
                                       {"state", N_("State"), EXPORT_MSG, 12}};

static Err fill_file(AccountCtx a, Export *e, void *arg)
{
    const HoldersAsk *ask = arg;
    PageAsk asked = {.size = PAGE_SIZE_MAX};
    Certification *all;
    size_t n;
    TRY(certification_list(a.ctx, &all, &n));
    for (size_t written = 0; written < EXPORT_MAX;) { /* a thousand rows a statement */
        LearningHoldersRow *rows;
        PageInfo page;
        size_t rows_n;
        TRY(read_holders(a, ask, &asked, &rows, &rows_n, &page));
        for (size_t i = 0; i < rows_n; i++) {
            const Certification *c = certification_of(all, n, rows[i].certification_id);
            ExportCell cells[COUNT_OF(COLUMNS)] = {
                {.text = str_fmt(a.ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name))},
                {.text = rows[i].email},
                {.text = c ? vendor_text(&c->title, a.ctx->locale) : S("")},
                {.text = rows[i].number},
                {.msg = award_source(rows[i].source)},
                {.date = rows[i].issued_on},
                {.empty = rows[i].expires_on.days >= LEARNING_FOR_EVER.days, .date = rows[i].expires_on},
                {.msg = award_state_view(a.ctx, rows[i].expires_on).label}};
            TRY(export_row(e, cells));
        }
        written += rows_n;
        asked.after = page.next;
        if (!page.next.n) {
            break;
        }
    }
    return OK;
}

Err learning_company_export(AccountCtx a)
{
    HoldersAsk ask = ask_of(a.ctx);
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Certifications"),
                                        .file = "certifications",
                                        .fill = fill_file,
                                        .arg = &ask});
}
