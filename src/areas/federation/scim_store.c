/* Lists of resources: a page by position, or what fits a filter. */
#include "areas/federation/scim_store.h"

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
    const JsonValue *m = scim_with(a, NULL, S("resourceType"), scim_text(a, kind->name));
    m = scim_with(a, m, S("created"), scim_text(a, time_iso(a, created)));
    m = scim_with(a, m, S("lastModified"), scim_text(a, time_iso(a, changed)));
    m = scim_with(a, m, S("location"), scim_text(a, scim_location(d, kind, id)));
    return scim_with(a, m, S("version"), scim_text(a, etag));
}

Err scim_refused(DirectoryCtx d, Err err, int status, const char *type, ScimFault *f)
{
    Ctx *ctx = d.ctx;
    Str text = msg_is_set(ctx->problem.message) ? msg_text(ctx->arena, locale_get(S("en-US")), &ctx->problem.message)
                                                : str_from(err_name(err));
    return scim_fault(f, status, type, text);
}

Err scim_get(const ScimStore *store, DirectoryCtx d, Id id, ScimWanted wanted, ScimRecord *ret)
{
    ScimRecord *rows;
    size_t n;
    ScimHint hint = {.id = id_text(d.ctx->arena, id), .changed_from = TIME_NONE};
    ScimAsk ask = {.hint = &hint, .size = 1, .wanted = wanted};
    TRY(store->list(d, &ask, &rows, &n));
    if (n == 0) {
        return ERR_NOT_FOUND;
    }
    *ret = rows[0];
    return OK;
}

static Err plain_page(const ScimStore *store, DirectoryCtx d, int64_t start, int64_t count, ScimWanted wanted,
                      ScimList *ret)
{
    TRY(store->count(d, &ret->total));
    if (count == 0 || start > ret->total) {
        return OK;
    }
    ScimAsk ask = {.skip = start - 1, .size = count, .wanted = wanted};
    return store->list(d, &ask, &ret->records, &ret->n);
}

/* Candidates by index in steps, each looked at; the count must be of all that fit (RFC 7644, 3.4.2). */
static Err filtered_page(const ScimStore *store, DirectoryCtx d, const ScimFilter *filter, int64_t start, int64_t count,
                         ScimList *ret, ScimFault *f)
{
    ScimHint hint;
    scim_hint(filter, &hint);
    ScimAsk ask = {.hint = &hint, .size = SCIM_SCAN_STEP, .wanted = {.links = true}};
    ret->records = arena_array(d.ctx->arena, ScimRecord, (size_t)count);
    int64_t looked_at = 0;
    for (;;) {
        ScimRecord *rows;
        size_t n;
        TRY(store->list(d, &ask, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            if (!scim_fits(store->kind, filter, rows[i].resource)) {
                continue;
            }
            ret->total++;
            if (ret->total >= start && (int64_t)ret->n < count) {
                ret->records[ret->n++] = rows[i];
            }
        }
        looked_at += (int64_t)n;
        if (n < SCIM_SCAN_STEP) {
            return OK;
        }
        if (looked_at >= SCIM_SCAN_MAX) {
            return scim_fault(f, 400, "tooMany",
                              S("The filter would have to look at too many resources. Ask for userName, externalId, id "
                                "or meta.lastModified."));
        }
        ask.after = rows[n - 1].id;
    }
}

Err scim_page(const ScimStore *store, DirectoryCtx d, const ScimFilter *filter, int64_t start, int64_t count,
              ScimWanted wanted, ScimList *ret, ScimFault *f)
{
    *ret = (ScimList){.start = start};
    return filter ? filtered_page(store, d, filter, start, count, ret, f)
                  : plain_page(store, d, start, count, wanted, ret);
}
