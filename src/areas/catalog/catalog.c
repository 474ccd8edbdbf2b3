/* Reading a catalogue file, with the dirt real ones have, and writing it so that a second run changes nothing. */
#include "areas/catalog/catalog.h"
#include "app/audit.h"
#include "app/search.h"
#include "app/unit.h"
#include "base/csv.h"
#include "base/map.h"
#include "base/utf8.h"
#include "gen/catalog_q.h"

enum { COLS = 6, CELL_MAX = 512 };
enum { COL_PRODUCT, COL_SKU, COL_PRODUCT_ID, COL_CODE, COL_PLAN_ID, COL_PLAN };
static const char *const HEADS[COLS] = {
    "Product_Display_Name", "String_Id",       "GUID",
    "Service_Plan_Name",    "Service_Plan_Id", "Service_Plans_Included_Friendly_Names"};

typedef struct Reader {
    Arena *arena;
    CatalogFile *file;
    Map products, plans, pairs;
    size_t products_cap, plans_cap;
} Reader;

/* No-break and zero-width spaces become blanks or nothing, blanks are folded, ends are trimmed. */
static Str repair(Reader *r, Str cell)
{
    Buf b = buf_on_arena(r->arena, BUF_MAX_SMALL);
    Str rest = utf8_repair(r->arena, cell);
    uint32_t cp;
    while (utf8_next(&rest, &cp)) {
        if (cp == 0x200b || cp == 0x200c || cp == 0x200d || cp == 0xfeff || cp < 0x20) {
            continue;
        }
        if (cp == ' ' || cp == 0xa0 || cp == 0x202f || cp == 0x2007) {
            if (b.n && b.p[b.n - 1] != ' ') {
                buf_addc(&b, ' ');
            }
            continue;
        }
        char bytes[4];
        buf_add(&b, str_of(bytes, utf8_encode(cp, bytes)));
    }
    Str clean = str_trim(buf_str(&b));
    r->file->repaired += !str_eq(clean, cell);
    return clean;
}

static void refuse(Reader *r, int64_t line, const char *why, Str cell)
{
    CatalogFile *f = r->file;
    f->refused++;
    if (f->refusals_n < CATALOG_REFUSALS_MAX) {
        f->refusals[f->refusals_n++] = (CatalogRefusal){line, why, str_copy(r->arena, cell)};
    }
}

static void **grow(Arena *a, void **list, size_t n, size_t *cap)
{
    if (n < *cap) {
        return list;
    }
    *cap = *cap ? *cap * 2 : 64;
    void **wider = arena_array(a, void *, *cap);
    if (n) {
        memcpy(wider, list, n * sizeof *list);
    }
    return wider;
}
static bool all_capitals(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= 'a' && s.p[i] <= 'z') {
            return false;
        }
    }
    return true;
}
/* Of several names the first that reads like one stays: not the code again, and not all in capitals. */
static bool better_name(Str now, Str given, Str code)
{
    return all_capitals(now) && !all_capitals(given) && !str_eq(given, code);
}
static CatalogProduct *product_of(Reader *r, Str key, Id id, Str sku, Str name)
{
    CatalogProduct *p = map_get(&r->products, key);
    if (p) {
        r->file->renamed += !str_eq(p->name, name) || !str_eq(p->sku, sku);
        return p;
    }
    p = arena_new(r->arena, CatalogProduct);
    *p = (CatalogProduct){.id = id, .sku = sku, .name = name};
    map_put(&r->products, key, p);
    r->file->products =
        (CatalogProduct **)grow(r->arena, (void **)r->file->products, r->file->products_n, &r->products_cap);
    r->file->products[r->file->products_n++] = p;
    return p;
}
static CatalogPlan *plan_of(Reader *r, Str key, Id id, Str code, Str name)
{
    CatalogPlan *p = map_get(&r->plans, key);
    if (p) {
        r->file->renamed += !str_eq(p->name, name);
        p->name = better_name(p->name, name, code) ? name : p->name;
        return p;
    }
    p = arena_new(r->arena, CatalogPlan);
    *p = (CatalogPlan){.id = id, .code = code, .name = name};
    map_put(&r->plans, key, p);
    r->file->plans = (CatalogPlan **)grow(r->arena, (void **)r->file->plans, r->file->plans_n, &r->plans_cap);
    r->file->plans[r->file->plans_n++] = p;
    return p;
}

static void take_row(Reader *r, const CsvRow *row)
{
    CatalogFile *f = r->file;
    f->rows++;
    if (row->n != COLS) {
        refuse(r, (int64_t)row->line, "does not have six cells", row->n ? row->cells[0] : S(""));
        return;
    }
    Str cell[COLS];
    for (size_t i = 0; i < COLS; i++) {
        cell[i] = repair(r, row->cells[i]);
        if (str_empty(cell[i]) || cell[i].n > CELL_MAX) {
            refuse(r, (int64_t)row->line, "has an empty or overlong cell", cell[COL_PRODUCT]);
            return;
        }
    }
    Id product_id;
    Id plan_id;
    if (id_parse(cell[COL_PRODUCT_ID], &product_id) != OK || id_parse(cell[COL_PLAN_ID], &plan_id) != OK) {
        refuse(r, (int64_t)row->line, "has an id that is none", cell[COL_PRODUCT_ID]);
        return;
    }
    Str product_key = id_text(r->arena, product_id);
    Str plan_key = id_text(r->arena, plan_id);
    CatalogProduct *product = product_of(r, product_key, product_id, cell[COL_SKU], cell[COL_PRODUCT]);
    CatalogPlan *plan = plan_of(r, plan_key, plan_id, cell[COL_CODE], cell[COL_PLAN]);
    Str pair = str_concat(r->arena, product_key, plan_key);
    if (map_get(&r->pairs, pair)) {
        f->repeated++;
        return;
    }
    map_put(&r->pairs, pair, plan);
    product->plans = (CatalogPlan **)grow(r->arena, (void **)product->plans, product->plans_n, &product->plans_cap);
    product->plans[product->plans_n++] = plan;
}

Err catalog_read(Arena *a, Str bytes, CatalogFile *ret, Str *ret_why)
{
    *ret = (CatalogFile){.bom = str_starts(bytes, S("\xef\xbb\xbf"))};
    Reader r = {.arena = a,
                .file = ret,
                .products = map_on_arena(a, 1024),
                .plans = map_on_arena(a, 1024),
                .pairs = map_on_arena(a, 8192)};
    CsvReader *reader = csv_reader(a, bytes, 4096);
    CsvRow row;
    Str why = {"", 0};
    if (csv_next(reader, a, &row, &why) != OK || row.n != COLS) {
        *ret_why = S("the first line does not have the six columns of a catalogue");
        return ERR_PARSE;
    }
    for (size_t i = 0; i < COLS; i++) {
        if (!str_eq_nocase(str_trim(row.cells[i]), str_from(HEADS[i]))) {
            *ret_why = str_fmt(a, "column %zu of the first line is \"%.*s\" and should be \"%s\"", i + 1,
                               S_ARG(utf8_prefix(row.cells[i], 60)), HEADS[i]);
            return ERR_PARSE;
        }
    }
    for (;;) {
        Err err = csv_next(reader, a, &row, &why);
        if (err == ERR_NOT_FOUND) {
            return OK;
        }
        if (err != OK) {
            refuse(&r, (int64_t)row.line, "opens a quotation that does not close; nothing after it can be read", why);
            return OK;
        }
        take_row(&r, &row);
    }
}

/* --- writing --- */

static Err write_plan(SystemCtx s, const CatalogPlan *p, CatalogWritten *w)
{
    ServicePlanReadRow have;
    Err err = q_service_plan_read(s, &(ServicePlanReadArgs){.id = p->id}, &have);
    if (err == OK && str_eq(have.code, p->code) && str_eq(have.name, p->name)) {
        return OK;
    }
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    w->plans_added += err == ERR_NOT_FOUND;
    w->plans_changed += err == OK;
    return q_service_plan_put(s,
                              &(ServicePlanPutArgs){.id = p->id,
                                                    .code = p->code,
                                                    .name = p->name,
                                                    .name_key = utf8_prefix(fold_search(s.ctx->arena, p->name), 100)},
                              NULL);
}
static Err index_product(Ctx *ctx, const CatalogProduct *p, const Id *accounts, size_t accounts_n)
{
    Str words = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p->name), S_ARG(p->sku));
    for (size_t i = 0; i < accounts_n; i++) {
        TRY(search_put(ctx, accounts[i], S("product"), p->id, p->name, p->sku, words));
    }
    return OK;
}
static Err write_product(Ctx *ctx, const CatalogProduct *p, const Id *accounts, size_t accounts_n, CatalogWritten *w)
{
    SystemCtx s = system_of(ctx);
    ProductReadRow have;
    Err err = q_product_read(s, &(ProductReadArgs){.id = p->id}, &have);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    bool same =
        err == OK && str_eq(have.sku, p->sku) && str_eq(have.name, p->name) && have.plans_n == (int64_t)p->plans_n;
    w->added += err == ERR_NOT_FOUND;
    w->changed += err == OK && !same;
    w->same += same;
    if (!same) {
        TRY(q_product_put(s,
                          &(ProductPutArgs){.id = p->id,
                                            .sku = p->sku,
                                            .name = p->name,
                                            .name_key = utf8_prefix(fold_search(ctx->arena, p->name), 100),
                                            .plans_n = (int64_t)p->plans_n},
                          NULL));
    }
    for (size_t i = 0; i < p->plans_n; i++) {
        TRY(write_plan(s, p->plans[i], w));
        TRY(q_product_plan_add(s, &(ProductPlanAddArgs){.product_id = p->id, .plan_id = p->plans[i]->id}, NULL));
    }
    int64_t before = db_changes_total(ctx->db);
    TRY(index_product(ctx, p, accounts, accounts_n));
    w->indexed += db_changes_total(ctx->db) > before;
    return OK;
}
/* What this unit did; nothing to record when the second run of a file changes nothing. Products that stood already may
 * still be new to the search of an account that came after them. */
static void audit_written(Ctx *ctx, const CatalogWritten *was, const CatalogWritten *now)
{
    const struct {
        const char *name;
        int64_t n;
    } counts[] = {{"productsAdded", now->added - was->added},
                  {"productsChanged", now->changed - was->changed},
                  {"plansAdded", now->plans_added - was->plans_added},
                  {"plansChanged", now->plans_changed - was->plans_changed},
                  {"productsIndexed", now->indexed - was->indexed}};
    AuditField fields[COUNT_OF(counts)];
    int64_t all = 0;
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        Str text = counts[i].n ? str_fmt(ctx->arena, "%lld", (long long)counts[i].n) : S("");
        fields[i] = (AuditField){counts[i].name, text};
        all += counts[i].n;
    }
    ctx->audit.target_kind = S("catalog");
    ctx->audit.target_name = S("catalog");
    ctx->audit.after = audit_json(ctx->arena, fields, COUNT_OF(fields));
    ctx->audit.skip = all == 0;
}

Err catalog_write(Ctx *ctx, const CatalogFile *file, size_t from, size_t to, CatalogWritten *written)
{
    SystemCtx s = system_of(ctx);
    CatalogAccountsRow *rows;
    size_t n;
    TRY(q_catalog_accounts(s, &(CatalogAccountsArgs){.after = ID_NIL}, &rows, &n));
    Id *accounts = arena_array(ctx->arena, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        accounts[i] = rows[i].id;
    }
    CatalogWritten was = *written;
    for (size_t i = from; i < to && i < file->products_n; i++) {
        TRY(write_product(ctx, file->products[i], accounts, n, written));
    }
    audit_written(ctx, &was, written);
    return OK;
}

Err catalog_get(AccountCtx a, Id id, Product *ret)
{
    ProductGetRow row;
    Err err = q_product_get(a, &(ProductGetArgs){.id = id}, &row);
    if (err == ERR_NOT_FOUND) {
        return problem(a.ctx, err, MSG("There is no such product"),
                       MSG("It may have left the catalogue; look at the list."));
    }
    TRY(err);
    *ret = (Product){row.id, row.sku, row.name, row.plans_n};
    return OK;
}
