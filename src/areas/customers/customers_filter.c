/* A filter becomes two things: a test that tells of one row whether it matches, and the spans of the sorted name (or
 * domain) outside which nothing can. Spans of "and" are what both sides allow, of "or" what either does; a side that
 * says nothing of that key allows all of it. So "starts with" is one span and reads what it answers with; "not equals"
 * is two, and "contains" is everything, looked at row by row. */
#include "areas/customers/customers_filter.h"
#include "app/i18n.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/customers_q.h"

enum { KEY_MAX = 100 /* of name_key, as it is stored */, CHUNK = 1000 };

typedef enum TestField { TEST_NAME, TEST_DOMAIN, TEST_RESELLER } TestField;
struct CustomerTest {
    FilterOp op;
    TestField field;
    bool never; /* the value folds to nothing: no key equals, begins with or contains it */
    Str value;
    Id reseller;
    const CustomerTest *left, *right; /* AND, OR */
};

/* --- spans --- */

typedef struct Spans {
    CustomerSpan *at;
    size_t n;
} Spans;

#define END_OF_KEYS S("\xf4\x8f\xbf\xbf") /* the last code point there is */

static Spans spans_new(Arena *a, size_t max) { return (Spans){arena_array(a, CustomerSpan, max + 1), 0}; }
static void span_add(Spans *s, Str low, Str high)
{
    if (str_cmp(low, high) < 0) {
        s->at[s->n++] = (CustomerSpan){low, high};
    }
}
static Str later(Str x, Str y) { return str_cmp(x, y) < 0 ? y : x; }
static Str earlier(Str x, Str y) { return str_cmp(x, y) < 0 ? x : y; }

static Spans spans_both(Arena *a, Spans x, Spans y)
{
    Spans ret = spans_new(a, x.n + y.n);
    for (size_t i = 0, k = 0; i < x.n && k < y.n;) {
        span_add(&ret, later(x.at[i].low, y.at[k].low), earlier(x.at[i].high, y.at[k].high));
        if (str_cmp(x.at[i].high, y.at[k].high) < 0) {
            i++;
        } else {
            k++;
        }
    }
    return ret;
}
static Spans spans_either(Arena *a, Spans x, Spans y)
{
    Spans ret = spans_new(a, x.n + y.n);
    for (size_t i = 0, k = 0; i < x.n || k < y.n;) {
        bool left = k == y.n || (i < x.n && str_cmp(x.at[i].low, y.at[k].low) <= 0);
        CustomerSpan s = left ? x.at[i++] : y.at[k++];
        if (ret.n && str_cmp(s.low, ret.at[ret.n - 1].high) <= 0) {
            ret.at[ret.n - 1].high = later(ret.at[ret.n - 1].high, s.high);
        } else {
            ret.at[ret.n++] = s;
        }
    }
    return ret;
}

static Spans spans_of_leaf(Arena *a, const CustomerTest *t)
{
    Spans ret = spans_new(a, 2);
    Str v = t->value, past = str_concat(a, v, S("\x01")); /* no key has a sign below the space */
    Str past_all = str_concat(a, v, END_OF_KEYS);
    bool negative = t->op == FILTER_NOT_EQUALS || t->op == FILTER_NOT_STARTS_WITH;
    if (t->never) {
        span_add(&ret, S(""), negative ? END_OF_KEYS : S(""));
        return ret;
    }
    switch (t->op) {
    case FILTER_EQUALS:
        span_add(&ret, v, past);
        break;
    case FILTER_STARTS_WITH:
        span_add(&ret, v, past_all);
        break;
    case FILTER_NOT_EQUALS:
    case FILTER_NOT_STARTS_WITH:
        span_add(&ret, S(""), v);
        span_add(&ret, t->op == FILTER_NOT_EQUALS ? past : past_all, END_OF_KEYS);
        break;
    case FILTER_GREATER_THAN:
        span_add(&ret, past, END_OF_KEYS);
        break;
    case FILTER_GREATER_THAN_OR_EQUALS:
        span_add(&ret, v, END_OF_KEYS);
        break;
    case FILTER_LESS_THAN:
        span_add(&ret, S(""), v);
        break;
    case FILTER_LESS_THAN_OR_EQUALS:
        span_add(&ret, S(""), past);
        break;
    case FILTER_SUBSTRING:
    case FILTER_AND:
    case FILTER_OR:
        span_add(&ret, S(""), END_OF_KEYS);
        break;
    }
    return ret;
}
static Spans spans_of(Arena *a, const CustomerTest *t, TestField field)
{
    if (t->op == FILTER_AND || t->op == FILTER_OR) {
        Spans x = spans_of(a, t->left, field), y = spans_of(a, t->right, field);
        return t->op == FILTER_AND ? spans_both(a, x, y) : spans_either(a, x, y);
    }
    if (t->field == field) {
        return spans_of_leaf(a, t);
    }
    Spans all = spans_new(a, 1);
    span_add(&all, S(""), END_OF_KEYS);
    return all;
}
static bool is_all(Spans s) { return s.n == 1 && s.at[0].low.n == 0 && str_eq(s.at[0].high, END_OF_KEYS); }

/* --- the test --- */

static bool text_fits(const CustomerTest *t, Str key)
{
    switch (t->op) {
    case FILTER_EQUALS:
        return !t->never && str_eq(key, t->value);
    case FILTER_NOT_EQUALS:
        return t->never || !str_eq(key, t->value);
    case FILTER_STARTS_WITH:
        return !t->never && str_starts(key, t->value);
    case FILTER_NOT_STARTS_WITH:
        return t->never || !str_starts(key, t->value);
    case FILTER_SUBSTRING:
        return !t->never && str_find(key, t->value) >= 0;
    case FILTER_GREATER_THAN:
        return str_cmp(key, t->value) > 0;
    case FILTER_GREATER_THAN_OR_EQUALS:
        return str_cmp(key, t->value) >= 0;
    case FILTER_LESS_THAN:
        return str_cmp(key, t->value) < 0;
    case FILTER_LESS_THAN_OR_EQUALS:
        return str_cmp(key, t->value) <= 0;
    case FILTER_AND:
    case FILTER_OR:
        break;
    }
    return false;
}
static bool fits(const CustomerTest *t, const CustomerScanRow *r)
{
    if (t->op == FILTER_AND) {
        return fits(t->left, r) && fits(t->right, r);
    }
    if (t->op == FILTER_OR) {
        return fits(t->left, r) || fits(t->right, r);
    }
    if (t->field == TEST_RESELLER) {
        return id_eq(t->reseller, r->reseller_account_id) == (t->op == FILTER_EQUALS);
    }
    return text_fits(t, t->field == TEST_NAME ? r->name_key : r->domain);
}

/* --- reading the filter --- */

static Err read_text(AccountCtx a, const Filter *f, CustomerTest *t)
{
    Arena *arena = a.ctx->arena;
    t->value = t->field == TEST_NAME ? fold_search(arena, f->value) : str_lower_ascii(arena, str_trim(f->value));
    t->value = f->op == FILTER_SUBSTRING ? t->value : utf8_prefix(t->value, KEY_MAX);
    bool ordered = f->op >= FILTER_GREATER_THAN && f->op <= FILTER_LESS_THAN_OR_EQUALS;
    t->never = !ordered && str_empty(t->value) && !str_empty(str_trim(f->value));
    return OK;
}
/* A tenant id is whole or it is none: "starts with", as the documentation sends it, is "equals". */
static Err read_reseller(AccountCtx a, const Filter *f, CustomerTest *t)
{
    bool same = f->op == FILTER_EQUALS || f->op == FILTER_STARTS_WITH;
    if (!same && f->op != FILTER_NOT_EQUALS && f->op != FILTER_NOT_STARTS_WITH) {
        return filter_unsupported(a.ctx, f);
    }
    t->op = same ? FILTER_EQUALS : FILTER_NOT_EQUALS;
    Id directory_id;
    if (id_parse(str_trim(f->value), &directory_id) != OK) {
        return problem_api(a.ctx, ERR_INVALID, 400, 3000, MSG("IndirectReseller takes the reseller's tenant id"));
    }
    return customer_reseller_of_directory(a, directory_id, &t->reseller);
}
/* filter_read bounds the depth and, by the members, the number of conditions. */
static Err read_test(AccountCtx a, const Filter *f, const CustomerTest **ret)
{
    CustomerTest *t = arena_new(a.ctx->arena, CustomerTest);
    t->op = f->op;
    *ret = t;
    if (f->op == FILTER_AND || f->op == FILTER_OR) {
        TRY(read_test(a, f->left, &t->left));
        return read_test(a, f->right, &t->right);
    }
    if (filter_is(f, S("CompanyName")) || filter_is(f, S("Domain"))) {
        t->field = filter_is(f, S("Domain")) ? TEST_DOMAIN : TEST_NAME;
        return read_text(a, f, t);
    }
    if (filter_is(f, S("IndirectReseller"))) {
        t->field = TEST_RESELLER;
        return read_reseller(a, f, t);
    }
    return filter_unknown_field(a.ctx, f, S("CompanyName, Domain, IndirectReseller"));
}

Err customer_filter_read(AccountCtx a, const Filter *f, CustomerFilter *ret)
{
    CustomerFilter out = {0};
    TRY(read_test(a, f, &out.test));
    Spans spans = spans_of(a.ctx->arena, out.test, TEST_NAME);
    if (is_all(spans)) {
        Spans by_domain = spans_of(a.ctx->arena, out.test, TEST_DOMAIN);
        out.by_domain = !is_all(by_domain);
        spans = out.by_domain ? by_domain : spans;
    }
    out.spans = spans.at;
    out.spans_n = spans.n;
    if (out.test->field == TEST_RESELLER && out.test->op == FILTER_EQUALS) {
        out.only_reseller = out.test->reseller;
    }
    *ret = out;
    return OK;
}

/* --- reading the customers --- */

typedef struct Place {
    Str key;
    Id id;
    bool set;
} Place;
typedef struct Scan {
    AccountCtx a;
    const CustomerFilter *f;
    CustomerFilterAsk *ask;
    uint32_t order;
    size_t size;
    bool back;
    CustomerFound *found; /* as they were met: backwards, the last of the page comes first */
    size_t n;
    int64_t looked;
    bool more; /* one past the page matches, too */
    Place from, first, last, kept;
} Scan;

static Str place_cursor(Scan *s, const Place *p)
{
    DbValue keys[2] = {{.type = DB_TEXT, .s = p->key}, {.type = DB_ID, .id = p->id}};
    return page_cursor_encode(s->a.ctx->arena, S("customer_scan"), s->order, keys, 2);
}
static Err place_of_cursor(Scan *s, Str cursor, Place *ret)
{
    DbValue keys[2] = {{.type = DB_TEXT}, {.type = DB_ID}};
    *ret = (Place){0};
    if (cursor.n == 0) {
        return OK;
    }
    TRY(page_cursor_decode(s->a.ctx->arena, S("customer_scan"), s->order, cursor, keys, 2));
    *ret = (Place){.key = keys[0].s, .id = keys[1].id, .set = true};
    return OK;
}

static void look_at(Scan *s, const CustomerScanRow *r)
{
    Place here = {.key = s->f->by_domain ? r->domain : r->name_key, .id = r->customer_id, .set = true};
    s->first = s->first.set ? s->first : here;
    s->last = here;
    s->looked++;
    if (!str_eq(r->state, S("active")) || !fits(s->f->test, r)) {
        return;
    }
    if (s->ask->skipped < s->ask->skip) {
        s->ask->skipped++;
    } else if (s->n == s->size) {
        s->more = true;
    } else {
        s->found[s->n++] = (CustomerFound){.id = r->customer_id, .name = r->name, .domain = r->domain};
        s->kept = here;
    }
}

/* The rest of one span, or as much as is to be looked at. *ret_done: there is no more in it. */
static Err scan_span(Scan *s, CustomerSpan span, Str cursor, bool *ret_done)
{
    *ret_done = false;
    size_t chunk = s->size + 1; /* all of it where every row of the span matches; then in larger steps */
    while (!*ret_done && !s->more && s->looked < s->ask->looks) {
        CustomerScanArgs args = {.with_names = !s->f->by_domain, .with_domains = s->f->by_domain};
        args.low = args.domain_low = span.low;
        args.high = args.domain_high = span.high;
        PageAsk page = {.order = s->order, .size = (uint32_t)num_min_i64((int64_t)chunk, s->ask->looks - s->looked)};
        page.after = s->back ? S("") : cursor;
        page.before = s->back ? cursor : S("");
        page.last = s->back && cursor.n == 0;
        CustomerScanRow *rows;
        size_t n;
        PageInfo info;
        TRY(q_customer_scan(s->a, &args, &page, &rows, &n, &info));
        for (size_t i = 0; i < n && !s->more; i++) {
            look_at(s, &rows[s->back ? n - 1 - i : i]);
        }
        cursor = s->back ? info.previous : info.next;
        *ret_done = cursor.n == 0 && !s->more;
        chunk = CHUNK;
    }
    return OK;
}

/* Whether a place read from a cursor leaves anything of a span, and what. */
static bool span_left(Scan *s, CustomerSpan *span)
{
    if (!s->from.set) {
        return true;
    }
    if (s->back) {
        span->high = earlier(span->high, str_concat(s->a.ctx->arena, s->from.key, S("\x01")));
    } else {
        span->low = later(span->low, s->from.key);
    }
    return str_cmp(span->low, span->high) < 0;
}

static Err scan(Scan *s, Str cursor)
{
    bool done = true;
    for (size_t i = 0; i < s->f->spans_n && done; i++) {
        CustomerSpan span = s->f->spans[s->back ? s->f->spans_n - 1 - i : i];
        if (!span_left(s, &span)) {
            continue;
        }
        TRY(scan_span(s, span, cursor, &done));
    }
    s->ask->ret_cut = !done && !s->more;
    return OK;
}

Err customer_filter_page(AccountCtx a, const CustomerFilter *f, CustomerFilterAsk *ask, CustomerFound **ret,
                         size_t *ret_n, PageInfo *ret_page)
{
    const PageAsk *p = &ask->page;
    Scan s = {.a = a, .f = f, .ask = ask, .order = f->by_domain ? CUSTOMER_SCAN_BY_DOMAIN : CUSTOMER_SCAN_BY_NAME};
    s.back = p->before.n > 0 || (p->last && p->after.n == 0);
    s.size = (size_t)num_clamp_i64(p->size, 1, PAGE_SIZE_MAX - 1);
    s.found = arena_array(a.ctx->arena, CustomerFound, s.size);
    Str cursor = s.back ? p->before : p->after;
    ask->skipped = 0;
    TRY(place_of_cursor(&s, cursor, &s.from));
    TRY(scan(&s, cursor));
    for (size_t i = 0; s.back && i < s.n / 2; i++) {
        CustomerFound other = s.found[i];
        s.found[i] = s.found[s.n - 1 - i];
        s.found[s.n - 1 - i] = other;
    }
    /* The way on begins behind what was shown or, where the page was cut, behind what was looked at. The way back
     * begins before what was looked at first, so that the row of the cursor itself is on it. */
    Str far = s.more ? place_cursor(&s, &s.kept) : ask->ret_cut && s.last.set ? place_cursor(&s, &s.last) : S("");
    Str near = !s.from.set ? S("") : s.first.set ? place_cursor(&s, &s.first) : cursor;
    *ret_page = s.back ? (PageInfo){.next = near, .previous = far} : (PageInfo){.next = far, .previous = near};
    *ret = s.found;
    *ret_n = s.n;
    return OK;
}
