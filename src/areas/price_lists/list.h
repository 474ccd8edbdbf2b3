/* The vendor's lists: from a file or a form to facts. Nothing of a list holds until it is published, and no part of it
 * does while a problem is left. */
#pragma once
#include "app/ctx.h"
#include "app/job.h"
#include "areas/prices/prices.h"
#include "gen/price_lists_q.h"

#define LIST_READ_JOB "price_lists.read"
#define LIST_PUBLISH_JOB "price_lists.publish"
#define LIST_WITHDRAW_JOB "price_lists.withdraw"
#define LIST_FOUR_EYES S("price_lists.four_eyes")

/* What a row says, as it stands in a file or a form. Empty: not given. */
typedef enum RowField {
    ROW_PRODUCT,
    ROW_SKU,
    ROW_SEGMENT,
    ROW_MARKET,
    ROW_CURRENCY,
    ROW_TERM,
    ROW_PLAN,
    ROW_PRICE,
    ROW_TIER_MIN,
    ROW_TIER_MAX,
    ROW_FROM,
    ROW_ENDS,
    ROW_SALE_ENDS,
    ROW_TAGS,
    ROW_ERP,
    ROW_FIELDS
} RowField;
enum { ROW_PROBLEMS_MAX = 16 };
typedef struct RowProblem {
    const char *code;
    RowField field;
    Str value;
} RowProblem;
typedef struct RowRead {
    DraftRowAddArgs row; /* whole when problems_n is 0 */
    RowProblem problems[ROW_PROBLEMS_MAX];
    size_t problems_n;
} RowRead;
/* Reads and checks one row, all of it; inside a unit. In ctx->arena. */
MUST_USE Err row_read(SystemCtx s, const Str cells[ROW_FIELDS], RowRead *ret);
/* What a problem's code means, with the text that stood there; the name of the field that it is about. */
Msg row_problem_msg(Str code, Str value);
const char *row_problem_field(Str code);

/* The name of a column in a file's first line; ROW_FIELDS: none of ours. Case and spaces do not count. */
RowField row_column(Str name);

MUST_USE Err list_get(SystemCtx s, Id id, DraftGetRow *ret);
/* A draft without rows. */
MUST_USE Err list_new(OperatorCtx o, Str name, Id *ret_id);
/* A file that has been staged: the job reads it. */
MUST_USE Err list_bring(OperatorCtx o, Str file_name, Id file_id, Id *ret_id);
/* One row more in a draft; ERR_INVALID with a problem for each field. */
MUST_USE Err list_row_add(OperatorCtx o, Id id, const Str cells[ROW_FIELDS]);
MUST_USE Err list_row_drop(OperatorCtx o, Id id, int64_t row_no);
/* Goes live at that time, or asks for a second person where four eyes are set. TIME_NONE: at once. */
MUST_USE Err list_publish(OperatorCtx o, Id id, Time at);
/* The second person. */
MUST_USE Err list_approve(OperatorCtx o, Id id);
/* Back to a draft: refused by the second person, or not to be published after all. */
MUST_USE Err list_hold(OperatorCtx o, Id id);
/* A live list none of whose prices has begun. */
MUST_USE Err list_withdraw(OperatorCtx o, Id id);
MUST_USE Err list_discard(OperatorCtx o, Id id);

Err list_read_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
Err list_publish_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
Err list_withdraw_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
