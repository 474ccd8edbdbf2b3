/* What the code that sqlgen generates stands on: values from C types, the parts of a text that depend on the variant,
 * and running a statement on the unit's connection. Nobody else includes this.
 *
 * The key of a variant: bits 0-5 the filters, 8-10 the order, 12 descending, 13 with a cursor, from 16 on four bits for
 * each list: the power of two that its length is padded to. */
#pragma once
#include "app/ctx.h"
#include "app/page.h"
#include "db/engine.h"

enum { Q_ORDER_SHIFT = 8, Q_ORDER_MASK = 7, Q_LIST_SHIFT = 16, Q_LIST_MAX = 500 };
#define Q_DESCENDING (UINT32_C(1) << 12)
#define Q_CURSOR (UINT32_C(1) << 13)

static inline DbValue q_null(DbType type) { return (DbValue){.type = type, .null = true}; }
static inline DbValue q_id(Id id) { return (DbValue){.type = DB_ID, .id = id}; }
static inline DbValue q_id_or_null(Id id) { return (DbValue){.type = DB_ID, .null = id_is_nil(id), .id = id}; }
static inline DbValue q_time(Time t) { return (DbValue){.type = DB_TIME, .null = !time_is_set(t), .i = t.us}; }
static inline DbValue q_date(Date d) { return (DbValue){.type = DB_DATE, .null = !date_is_set(d), .i = d.days}; }
static inline DbValue q_int(DbType type, int64_t i) { return (DbValue){.type = type, .i = i}; }
static inline DbValue q_str(DbType type, Str s) { return (DbValue){.type = type, .s = s}; }

/* Lists */
size_t q_list_padded(size_t n); /* 1, 2, 4 ... 512; an empty list is one NULL, which nothing is IN */
/* Adds a list of n to the key and its padded length to *args_n; ERR_TOO_LARGE past Q_LIST_MAX. */
MUST_USE Err q_list_add(size_t n, unsigned list, uint32_t *key, size_t *args_n);

/* Text. `first` is the number of the first parameter of the first list, `limit` the page's LIMIT; keys follow it. */
typedef struct QOrder {
    const Str *keys;
    size_t keys_n;
} QOrder;
void q_text_list(Buf *out, uint32_t key, unsigned list, unsigned first);
void q_text_keys(Buf *out, uint32_t key, const QOrder *orders);
void q_text_page(Buf *out, uint32_t key, const QOrder *orders, unsigned limit);

/* Running, on ctx->db. The arguments live until the call returns; rows and their text are in ctx->arena. */
typedef void (*QRead)(const DbCursor *cur, Arena *a, void *row);
MUST_USE Err q_run_one(Ctx *ctx, const DbQuery *q, uint32_t key, const DbValue *v, size_t n, QRead read, void *row);
MUST_USE Err q_run_many(Ctx *ctx, const DbQuery *q, uint32_t key, const DbValue *v, size_t n, QRead read,
                        size_t row_size, void **ret, size_t *ret_n);
MUST_USE Err q_run_exec(Ctx *ctx, const DbQuery *q, uint32_t key, const DbValue *v, size_t n, int64_t *ret_changed);

typedef struct QPage {
    const DbQuery *orders; /* one query an order: their result ends with the order's keys */
    uint32_t orders_n;
    uint32_t fixed_n;  /* parameters before LIMIT and the keys */
    uint32_t keys_max; /* parameters kept for the keys, the most of any order */
    uint8_t cols_n;    /* result columns without the keys */
    QRead read;
    size_t row_size;
} QPage;
/* v has room for all; LIMIT and the keys are filled here. ERR_INVALID when a cursor does not decode. */
MUST_USE Err q_run_page(Ctx *ctx, const QPage *page, uint32_t key, DbValue *v, size_t n, const PageAsk *ask, void **ret,
                        size_t *ret_n, PageInfo *ret_page);
