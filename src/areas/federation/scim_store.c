/* Lists of resources: a page by position, or what fits a filter. */
#include "areas/federation/scim_store.h"

#include "app/app.h"
#include "app/unit.h"
#include "areas/federation/federation.h"
#include "base/num.h"
#include "crypt/crypt.h"

Str scim_location(DirectoryCtx d, const ScimKind *kind, Id id)
{
    Ctx *ctx = d.ctx;
    return str_fmt(ctx->arena, "%.*s/%.*s/%.*s", S_ARG(federation_scim_url(ctx, ctx->directory_id)),
                   S_ARG(kind->endpoint), S_ARG(id_text(ctx->arena, id)));
}

Str scim_etag(Arena *a, const JsonValue *resource)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_value(&j, resource);
    Str hex = digest_hex(a, digest_sha256(buf_str(&b)));
    return str_fmt(a, "W/\"%.*s\"", S_ARG(str_sub(hex, 0, 20)));
}

const JsonValue *scim_meta(DirectoryCtx d, const ScimKind *kind, Id id, Time created, Time changed, Str etag)
{
    Arena *a = d.ctx->arena;
    JsonValue *m = scim_open(a, NULL, 5);
    scim_set(m, S("resourceType"), scim_text(a, kind->name));
    scim_set(m, S("created"), scim_text(a, time_iso(a, created)));
    scim_set(m, S("lastModified"), scim_text(a, time_iso(a, changed)));
    scim_set(m, S("location"), scim_text(a, scim_location(d, kind, id)));
    scim_set(m, S("version"), scim_text(a, etag));
    return m;
}

Err scim_refused(DirectoryCtx d, Err err, int status, const char *type, ScimFault *f)
{
    Ctx *ctx = d.ctx;
    Str text = msg_is_set(ctx->problem.message) ? msg_text(ctx->arena, locale_get(S("en-US")), &ctx->problem.message)
                                                : str_from(err_name(err));
    return scim_fault(f, status, type, text);
}

Err scim_get(const ScimStore *store, DirectoryCtx d, Id id, bool links, ScimRecord *ret, ScimFault *f)
{
    ScimRecord *rows;
    size_t n;
    ScimAsk ask = {.ids = &id, .ids_n = 1, .size = 1, .wanted = {.links = links, .meta = true}};
    TRY(store->list(d, &ask, NULL, &rows, &n, f));
    if (n == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = rows[0];
    return OK;
}

/* All, or what a hint says wholly: counted and cut by the engine. */
static Err plain_page(const ScimStore *store, DirectoryCtx d, const ScimHint *hint, int64_t count, bool links,
                      ScimList *ret, ScimFault *f)
{
    TRY(store->count(d, hint, &ret->total));
    if (count == 0 || ret->start > ret->total) {
        return OK;
    }
    ScimAsk ask = {.hint = hint, .skip = ret->start - 1, .size = count, .wanted = {.links = links, .meta = true}};
    return store->list(d, &ask, NULL, &ret->records, &ret->n, f);
}

typedef struct Scan {
    const ScimStore *store;
    const ScimFilter *filter;
    ScimAsk ask;
    ScimPlace place;
    char name[1024];     /* of the place */
    int64_t from, count; /* which of those that fit are the page */
    Id *page;
    size_t page_n;
    int64_t total, looked_at;
    bool more;
    ScimFault *fault;
} Scan;

/* A step of candidates, each looked at; of those that are the page the ids are kept, of the others their number. */
static Err scan_step(Ctx *ctx, void *arg)
{
    Scan *s = arg;
    DirectoryCtx d = directory_ctx(ctx, ctx->directory_id);
    ScimRecord *rows;
    size_t n;
    TRY(s->store->list(d, &s->ask, &s->place, &rows, &n, s->fault));
    for (size_t i = 0; i < n; i++) {
        if (scim_fits(s->store->kind, s->filter, rows[i].resource)) {
            s->total++;
            if (s->total >= s->from && (int64_t)s->page_n < s->count) {
                s->page[s->page_n++] = rows[i].id;
            }
        }
    }
    s->looked_at += SCIM_SCAN_STEP;
    s->more = !s->place.end;
    s->place.name = str_sub(s->place.name, 0, num_min_size(s->place.name.n, sizeof s->name));
    memcpy(s->name, s->place.name.p, s->place.name.n);
    s->place.name.p = s->name;
    if (s->more && s->looked_at >= ctx->app->options.scim_scan_max) {
        return scim_fault(s->fault, 400, "tooMany",
                          S("The filter would have to look at too many resources. Ask for userName, externalId, id "
                            "or meta.lastModified."));
    }
    return OK;
}

/* Candidates by index in steps, none of which is held longer than it is looked at; the count must be of all that fit
 * (RFC 7644, 3.4.2). */
static Err filtered_page(const ScimStore *store, DirectoryCtx d, const ScimFilter *filter, const ScimHint *hint,
                         int64_t count, bool links, ScimList *ret, ScimFault *f)
{
    Scan s = {
        .store = store,
        .filter = filter,
        .ask = {.hint = hint,
                .size = SCIM_SCAN_STEP,
                .wanted = {.links = scim_asks_for(filter, store->links), .meta = scim_asks_for(filter, S("meta"))}},
        .from = ret->start,
        .count = count,
        .page = arena_array(d.ctx->arena, Id, (size_t)count),
        .more = true,
        .fault = f};
    TRY(unit_in_pieces(d.ctx, scan_step, &s, &s.more));
    ret->total = s.total;
    if (s.page_n == 0) {
        return OK;
    }
    ScimAsk ask = {
        .ids = s.page, .ids_n = s.page_n, .size = (int64_t)s.page_n, .wanted = {.links = links, .meta = true}};
    return store->list(d, &ask, NULL, &ret->records, &ret->n, f);
}

Err scim_page(const ScimStore *store, DirectoryCtx d, const ScimFilter *filter, int64_t start, int64_t count,
              bool links, ScimList *ret, ScimFault *f)
{
    ScimHint hint;
    *ret = (ScimList){.start = start};
    scim_hint(d.ctx->arena, filter, &hint);
    return filter && !hint.whole ? filtered_page(store, d, filter, &hint, count, links, ret, f)
                                 : plain_page(store, d, filter ? &hint : NULL, count, links, ret, f);
}
