/* What is done to several customers at once: those that were ticked, or all that match. A tag for all of them is asked
 * about first, since it cannot be taken back at once, and put by a job. */
#include "areas/customers/pages_selected.h"
#include "app/audit.h"
#include "app/job.h"
#include "app/shape.h"
#include "app/unit.h"
#include "areas/customers/jobs.h"
#include "gen/customers_html.h"
#include "ui/shell.h"

enum { SELECTED_MAX = 500, CHUNK = 100 };

/* --- those that were ticked --- */

static bool all_match(Ctx *ctx) { return ctx_form(ctx, S("all")).n != 0; }

void customers_selected(Ctx *ctx, ListAsk *ret)
{
    *ret = (ListAsk){.by_ids = true, .size = 50, .state = S("all"), .ids = arena_array(ctx->arena, Id, SELECTED_MAX)};
    Str text;
    for (size_t i = 0; i < SELECTED_MAX && ctx_form_nth(ctx, S("id"), i, &text); i++) {
        if (id_parse(text, &ret->ids[ret->ids_n]) == OK) {
            ret->ids_n++;
        }
    }
    ret->nothing = ret->ids_n == 0;
}

/* The list as it was, rebuilt piece by piece: nothing foreign gets into the address. */
static Url list_again(Ctx *ctx)
{
    Url url = customers_url(ctx, "");
    Str rest = ctx_form(ctx, S("query"));
    Str name;
    Str value;
    Err err = OK;
    while (http_next_param(ctx->arena, &rest, &name, &value, &err)) {
        if (err == OK) {
            url = url_with(ctx->arena, url, name, value);
        }
    }
    return url;
}
static Err back(Ctx *ctx, Msg said)
{
    ctx_redirect(ctx, list_again(ctx), said);
    return OK;
}

static Err ask_first(AccountCtx a);

Err page_selected_tag(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    if (all_match(ctx)) {
        ctx->audit.skip = true;
        return ask_first(a);
    }
    ListAsk ask;
    customers_selected(ctx, &ask);
    if (ask.nothing) {
        ctx->audit.skip = true;
        return back(ctx, MSG("Tick the customers first"));
    }
    CustomerListRow *rows;
    size_t n;
    PageInfo info;
    TRY(list_read(a, &ask, &(PageAsk){.size = SELECTED_MAX}, &rows, &n, &info)); /* only those in reach */
    Str tag = ctx_form(ctx, S("tag"));
    for (size_t i = 0; i < n; i++) {
        Err err = customer_tags_add(a, (CustomerId){rows[i].customer_id}, rows[i].name, tag);
        if (err == ERR_INVALID) {
            Msg why = ctx->problem.fields[0].message;
            return problem(ctx, ERR_INVALID, why, MSG("Go back, change the tag and try again. Nothing was changed."));
        }
        TRY(err);
        TRY(audit_also(ctx, "customer.tag.add"));
    }
    ctx->audit.skip = true; /* each customer has a row of its own */
    return back(ctx, MSGN("Tag added to {n} customer", "Tag added to {n} customers", (int64_t)n));
}

Err page_selected_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ctx->audit.skip = true; /* reads only; a file of what the page showed */
    ExportFormat format = export_asked(ctx_form(ctx, S("do")));
    if (all_match(ctx)) {
        Url list = list_again(ctx);
        ptrdiff_t mark = str_find_char(list.s, '?');
        Str query = mark < 0 ? S("") : str_skip(list.s, (size_t)mark);
        Url export = {str_concat(ctx->arena, customers_url(ctx, "/export").s, query)};
        ctx_redirect(ctx, url_with(ctx->arena, export, S("format"), export_extension(format)), (Msg){0});
        return OK;
    }
    ListAsk ask;
    customers_selected(ctx, &ask);
    return ask.nothing ? back(ctx, MSG("Tick the customers first"))
                       : customers_export_selected(a, format, SELECTED_MAX);
}

/* --- a tag for all that match --- */

static Err ask_first(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ListAsk ask;
    TRY(list_ask_of_query(a, ctx_form(ctx, S("query")), &ask));
    Str tag = str_trim(ctx_form(ctx, S("tag")));
    int64_t n;
    Err err = customer_tags_check(ctx, tag, &n);
    if (err == ERR_INVALID) {
        Msg why = ctx->problem.fields[0].message;
        return problem(ctx, ERR_INVALID, why, MSG("Go back, change the tag and try again. Nothing was changed."));
    }
    TRY(err);
    TRY(list_count(a, &ask, &n));
    TagAllView *v = arena_new(ctx->arena, TagAllView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("Add a tag")};
    v->shell = shell_view(ctx, MSG("Add a tag"), crumbs, 2);
    v->what =
        n < 0 ? MSG1("The tag {tag} is added to all customers that match.", "tag", tag)
              : (Msg){.id = TRN("The tag {tag} is added to {n} customer.", "The tag {tag} is added to {n} customers."),
                      .n = n,
                      .args = {{"tag", tag}}};
    TRY(list_words(a, &ask, v->words, &v->words_n));
    HiddenField *keep = arena_array(ctx->arena, HiddenField, 2);
    keep[0] = (HiddenField){S("query"), list_query(ctx, &ask)};
    keep[1] = (HiddenField){S("tag"), tag};
    v->keep = keep;
    v->keep_n = 2;
    v->form = (FormView){.action = customers_url(ctx, "/tagging"), .no_guard = true};
    v->cancel = list_again(ctx);
    RENDER(ctx, 200, customers_tag_all, v);
    return OK;
}

typedef struct TagPayload {
    Str query, tag;
} TagPayload;
static const Field PAYLOAD_FIELDS[] = {FIELD(TagPayload, query, "query", F_STR, .max = 4000),
                                       FIELD(TagPayload, tag, "tag", F_STR, .max = 4000)};
static const Shape PAYLOAD = SHAPE(TagPayload, PAYLOAD_FIELDS);

static Url job_url(Ctx *ctx, Id job_id)
{
    return url_fmt(ctx->arena, "/a/%s/customers/tagging/%i", ctx->account.public_id, job_id);
}

Err page_customers_tagging_start(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ListAsk ask;
    TRY(list_ask_of_query(a, ctx_form(ctx, S("query")), &ask));
    TagPayload payload = {list_query(ctx, &ask), str_trim(ctx_form(ctx, S("tag")))};
    int64_t n;
    TRY(customer_tags_check(ctx, payload.tag, &n));
    TRY(list_count(a, &ask, &n));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    shape_write(&b, &PAYLOAD, &payload);
    Id job_id;
    Id key = ctx_new_id(ctx);
    TRY(job_enqueue(ctx,
                    &(JobAsk){.kind = "customers.tagging",
                              .key = id_text(ctx->arena, key),
                              .payload = buf_str(&b),
                              .account_id = ctx->account_id,
                              .user_id = ctx->actor.user_id,
                              .total = n},
                    &job_id));
    ctx_redirect(ctx, job_url(ctx, job_id), (Msg){0});
    return OK;
}

typedef struct TagRun {
    JobRun *job;
    TagPayload payload;
    Str next;
} TagRun;

/* Some customers, each with its audit row. Who has the tag already is passed over, so a step that runs twice writes
 * nothing twice; who has all the tags a customer can have is too. */
static Err tag_unit(Ctx *ctx, void *arg)
{
    TagRun *r = arg;
    AccountCtx a = account_of(ctx, r->job->account_id);
    ListAsk ask;
    TRY(list_ask_of_query(a, r->payload.query, &ask));
    CustomerListRow *rows;
    size_t n = 0;
    PageInfo info;
    PageAsk page = {.order = CUSTOMER_LIST_BY_CREATED, .size = CHUNK, .after = r->job->cursor};
    TRY(list_read(a, &ask, &page, &rows, &n, &info));
    for (size_t i = 0; i < n; i++) {
        Err err = customer_tags_add(a, (CustomerId){rows[i].customer_id}, rows[i].name, r->payload.tag);
        if (err != OK && err != ERR_INVALID) {
            return err;
        }
        if (err == OK && !str_eq(ctx->audit.before, ctx->audit.after)) {
            TRY(audit_also(ctx, "customer.tag.add"));
        }
        memset(&ctx->audit, 0, sizeof ctx->audit);
        ctx->problem = (Problem){0};
    }
    ctx->audit.skip = true; /* each customer has a row of its own */
    r->next = info.next;
    r->job->done += (int64_t)n;
    return OK;
}
Err customers_tagging_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    TagRun r = {.job = job};
    int64_t done = job->done;
    TRY(shape_read_text(ctx, &PAYLOAD, job->payload, &r.payload));
    Err err = unit_run(ctx, MODE_WRITE, "customer.tag.add", tag_unit, &r);
    if (err != OK) {
        job->done = done;
        return err;
    }
    job->cursor = r.next;
    *ret_next = r.next.n ? JOB_AGAIN : JOB_DONE;
    job->total = r.next.n ? job->total : job->done;
    return OK;
}

/* --- the job's page --- */

static Err tagging_of_path(AccountCtx a, JobStatus *ret)
{
    return job_of_path(a, "customers.tagging", MSG("There is no such task"),
                       MSG("Tasks are kept for a week; the customers show their tags."), ret);
}
Err page_customers_tagging(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    JobStatus job;
    TRY(tagging_of_path(a, &job));
    TaggingView *v = arena_new(ctx->arena, TaggingView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = customers_crumb(ctx);
    crumbs[1] = (Crumb){.label = MSG("Add a tag")};
    v->shell = shell_view(ctx, MSG("Add a tag"), crumbs, 2);
    v->list = customers_url(ctx, "");
    export_job_progress(ctx, &job, job_url(ctx, job.id), MSG("Tags for customers"), &v->progress);
    v->progress.result = (Url){0};
    if (v->progress.failed) {
        v->progress.problem =
            MSG("Not all customers have the tag. Those that have it keep it; begin again from the list.");
    }
    if (v->progress.running) {
        v->shell->refresh_url = v->progress.self;
        v->shell->refresh_s = 5;
    }
    RENDER(ctx, 200, customers_tagging, v);
    return OK;
}
Err page_customers_tagging_cancel(AccountCtx a)
{
    JobStatus job;
    TRY(tagging_of_path(a, &job));
    TRY(job_cancel(a, job.id));
    ctx_redirect(a.ctx, job_url(a.ctx, job.id), MSG("No further customer gets the tag"));
    return OK;
}
