/* Running generated queries: one row, many rows, a page. */
#include "app/dbcall.h"
#include <assert.h>

enum { MANY_FIRST = 16 };

static unsigned list_bits(size_t n)
{
    unsigned bits = 0;
    while ((size_t)1 << bits < n) {
        bits++;
    }
    return bits;
}

size_t q_list_padded(size_t n) { return (size_t)1 << list_bits(n); }

Err q_list_add(size_t n, unsigned list, uint32_t *key, size_t *args_n)
{
    if (n > Q_LIST_MAX) {
        return ERR_TOO_LARGE;
    }
    *key |= list_bits(n) << (Q_LIST_SHIFT + 4 * list);
    *args_n += q_list_padded(n);
    return OK;
}

static unsigned list_size(uint32_t key, unsigned list) { return 1u << ((key >> (Q_LIST_SHIFT + 4 * list)) & 15); }

void q_text_list(Buf *out, uint32_t key, unsigned list, unsigned first)
{
    for (unsigned i = 0; i < list; i++) {
        first += list_size(key, i);
    }
    for (unsigned i = 0, n = list_size(key, list); i < n; i++) {
        buf_add(out, i ? S(", ?") : S("?"));
        buf_add_u64(out, first + i);
    }
}

static const QOrder *order_of(uint32_t key, const QOrder *orders)
{
    return &orders[(key >> Q_ORDER_SHIFT) & Q_ORDER_MASK];
}

void q_text_keys(Buf *out, uint32_t key, const QOrder *orders)
{
    const QOrder *o = order_of(key, orders);
    for (size_t i = 0; i < o->keys_n; i++) {
        buf_add(out, S(", "));
        buf_add(out, o->keys[i]);
    }
}

void q_text_page(Buf *out, uint32_t key, const QOrder *orders, unsigned limit)
{
    const QOrder *o = order_of(key, orders);
    bool descending = key & Q_DESCENDING;
    if (key & Q_CURSOR) {
        for (size_t i = 0; i < o->keys_n; i++) {
            buf_add(out, i ? S(", ") : S(" AND ("));
            buf_add(out, o->keys[i]);
        }
        buf_add(out, descending ? S(") < (") : S(") > ("));
        for (unsigned i = 0; i < o->keys_n; i++) {
            buf_add(out, i ? S(", ?") : S("?"));
            buf_add_u64(out, limit + 1 + i);
        }
        buf_addc(out, ')');
    }
    for (size_t i = 0; i < o->keys_n; i++) {
        buf_add(out, i ? S(", ") : S(" ORDER BY "));
        buf_add(out, o->keys[i]);
        buf_add(out, descending ? S(" DESC") : S(""));
    }
    buf_add(out, S(" LIMIT ?"));
    buf_add_u64(out, limit);
}

Err q_run_one(Ctx *ctx, const DbQuery *q, uint32_t key, const DbValue *v, size_t n, QRead read, void *row)
{
    assert(ctx->db && "a query runs inside a unit of work");
    DbCursor cur;
    TRY(db_start(ctx->db, q, key, v, n, &cur));
    Err err = db_next(&cur);
    if (err == OK) {
        read(&cur, ctx->arena, row);
        if (q->writes) { /* RETURNING: the change is whole only when the statement has run to its end */
            while ((err = db_next(&cur)) == OK) {
            }
            err = err == ERR_NOT_FOUND ? OK : err;
        }
    }
    db_finish(&cur);
    return err;
}

typedef struct Rows {
    char *p;
    size_t n, cap, size, first; /* first: room for so many at once */
} Rows;

/* The row is as the arena gave it: a QRead fills it whole. */
static void *rows_add(Arena *a, Rows *r)
{
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : r->first;
        char *p = arena_alloc_array_raw(a, cap, r->size, 16);
        if (r->n) {
            memcpy(p, r->p, r->n * r->size);
        }
        r->p = p;
        r->cap = cap;
    }
    return r->p + r->size * r->n++;
}

Err q_run_many(Ctx *ctx, const DbQuery *q, uint32_t key, const DbValue *v, size_t n, QRead read, size_t row_size,
               void **ret, size_t *ret_n)
{
    assert(ctx->db && "a query runs inside a unit of work");
    DbCursor cur;
    TRY(db_start(ctx->db, q, key, v, n, &cur));
    Rows rows = {.size = row_size, .first = MANY_FIRST};
    Err err;
    while ((err = db_next(&cur)) == OK) {
        read(&cur, ctx->arena, rows_add(ctx->arena, &rows));
    }
    db_finish(&cur);
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    *ret = rows.p;
    *ret_n = rows.n;
    return OK;
}

Err q_run_exec(Ctx *ctx, const DbQuery *q, uint32_t key, const DbValue *v, size_t n, int64_t *ret_changed)
{
    assert(ctx->db && "a query runs inside a unit of work");
    return db_exec(ctx->db, q, key, v, n, ret_changed);
}

/* Pages */
static Str cursor_here(Arena *a, const DbCursor *cur, const QPage *page, uint32_t order)
{
    const DbQuery *q = &page->orders[order];
    DbValue keys[PAGE_KEYS_MAX];
    size_t n = (size_t)(q->cols_n - page->cols_n);
    for (size_t i = 0; i < n; i++) {
        int col = (int)(page->cols_n + i);
        keys[i] = (DbValue){.type = q->cols[col]};
        switch (keys[i].type) {
        case DB_ID:
            keys[i].id = db_id(cur, col);
            break;
        case DB_TEXT:
        case DB_BYTES:
        case DB_JSON:
            keys[i].s = db_text_borrowed(cur, col);
            break;
        case DB_TIME:
        case DB_DATE:
        case DB_MINOR:
        case DB_INT:
        case DB_DEC:
        case DB_BOOL:
            keys[i].i = db_int(cur, col);
            break;
        }
    }
    return page_cursor_encode(a, str_from(q->name), order, keys, n);
}

static Err read_page(Ctx *ctx, const QPage *page, uint32_t order, size_t size, DbCursor *cur, Rows *rows, Str *first,
                     Str *last)
{
    Err err = OK;
    while (rows->n <= size && (err = db_next(cur)) == OK) {
        if (rows->n == size) { /* one more than asked for: there is a further page */
            rows->n++;
            return OK;
        }
        page->read(cur, ctx->arena, rows_add(ctx->arena, rows));
        if (rows->n == 1) {
            *first = cursor_here(ctx->arena, cur, page, order);
        }
        if (rows->n == size) {
            *last = rows->n == 1 ? *first : cursor_here(ctx->arena, cur, page, order);
        }
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static void reverse(Rows *r, void *scratch)
{
    for (size_t i = 0, k = r->n; i + 1 < k; i++) {
        k--;
        if (i >= k) {
            return;
        }
        char *x = r->p + i * r->size, *y = r->p + k * r->size;
        memcpy(scratch, x, r->size);
        memcpy(x, y, r->size);
        memcpy(y, scratch, r->size);
    }
}

static Err fill_keys(Ctx *ctx, const DbQuery *q, const QPage *page, uint32_t order, Str cursor, DbValue *v, size_t room)
{
    size_t n = (size_t)(q->cols_n - page->cols_n);
    for (size_t i = 0; i < room; i++) {
        v[i] = q_null(i < n ? q->cols[page->cols_n + i] : DB_INT);
    }
    return cursor.n ? page_cursor_decode(ctx->arena, str_from(q->name), order, cursor, v, n) : OK;
}

Err q_run_page(Ctx *ctx, const QPage *page, uint32_t key, DbValue *v, size_t n, const PageAsk *ask, void **ret,
               size_t *ret_n, PageInfo *ret_page)
{
    assert(ctx->db && "a query runs inside a unit of work");
    if (ask->order >= page->orders_n || (ask->after.n && ask->before.n)) {
        return ERR_INVALID;
    }
    const DbQuery *q = &page->orders[ask->order];
    bool back = ask->before.n > 0 || (ask->last && ask->after.n == 0);
    Str cursor = back ? ask->before : ask->after;
    size_t size = (size_t)num_clamp_i64(ask->size, 1, PAGE_SIZE_MAX);
    v[page->fixed_n] = q_int(DB_INT, (int64_t)size + 1);
    TRY(fill_keys(ctx, q, page, ask->order, cursor, v + page->fixed_n + 1, page->keys_max));
    key |= ask->order << Q_ORDER_SHIFT;
    key |= ask->descending != back ? Q_DESCENDING : 0;
    key |= cursor.n ? Q_CURSOR : 0;

    DbCursor cur;
    TRY(db_start(ctx->db, q, key, v, n, &cur));
    Rows rows = {.size = page->row_size, .first = size};
    Str first = S(""), last = S("");
    Err err = read_page(ctx, page, ask->order, size, &cur, &rows, &first, &last);
    db_finish(&cur);
    if (err != OK) {
        return err;
    }
    bool more = rows.n > size;
    rows.n = more ? size : rows.n;
    if (back && rows.n > 1) {
        reverse(&rows, arena_alloc(ctx->arena, rows.size, 16));
    }
    /* Read backwards, the first row read is the page's last. An empty page leads back the way it was reached. */
    Str far = more ? last : S("");
    Str near = !cursor.n ? S("") : rows.n ? first : cursor;
    *ret_page = back ? (PageInfo){.next = near, .previous = far} : (PageInfo){.next = far, .previous = near};
    *ret = rows.p;
    *ret_n = rows.n;
    return OK;
}
