/* Requests of SCIM (RFC 7644): who asks, what is asked for, and the answer in its words. */
#include "areas/federation/scim_api.h"

#include "app/mail.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/federation/federation.h"
#include "areas/federation/pages.h"
#include "areas/federation/scim_patch.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/federation_q.h"
#include "http/multipart.h"

enum { COUNT_USUAL = 100, COUNT_MOST = 200, NAMES_MAX = 40 };
#define SCIM_JSON S("application/scim+json; charset=utf-8")

Str federation_scim_url(Ctx *ctx, Id directory_id)
{
    return mail_link(ctx, url_fmt(ctx->arena, "/scim/v2/%i", directory_id)).s;
}

Err federation_is_provisioned(DirectoryCtx d, bool *ret)
{
    ProvisioningStateRow row;
    Err err = q_provisioning_state(d, NULL, &row);
    *ret = err == OK && str_eq(row.state, S("on"));
    return err == ERR_NOT_FOUND ? OK : err;
}

Err federation_manages_people(AccountCtx a, bool *ret)
{
    FederationHomeRow home;
    Id was = a.ctx->directory_id;
    TRY(q_federation_home(a, NULL, &home));
    Err err = federation_is_provisioned(directory_ctx(a.ctx, home.directory_id), ret);
    a.ctx->directory_id = was;
    return err;
}

/* --- who asks --- */

Err scim_authenticate(SystemCtx s, Str bearer)
{
    Ctx *ctx = s.ctx;
    Id asked;
    ProvisioningTokenByHashRow row;
    if (bearer.n == 0 || bearer.n > 200 || id_parse(ctx_param(ctx, S("directory")), &asked) != OK) {
        return ERR_UNAUTHENTICATED;
    }
    Digest hash = secret_digest(ctx->app, bearer);
    Err err = q_provisioning_token_by_hash(s, &(ProvisioningTokenByHashArgs){.token_hash = digest_str(&hash)}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !id_eq(row.directory_id, asked))) {
        return ERR_UNAUTHENTICATED;
    }
    TRY(err);
    ctx->actor = (Actor){.kind = ACTOR_PROVISIONER,
                         .application_id = row.id,
                         .directory_id = row.directory_id,
                         .name = row.name,
                         .on_api = true,
                         .app_only = true};
    perm_put(&ctx->actor.perms, &FEDERATION_PROVISION);
    DirectoryCtx d = directory_ctx(ctx, row.directory_id);
    FederationAccountOfRow home;
    err = q_federation_account_of(d, NULL, &home); /* its record holds what is done here */
    if (err == OK) {
        ctx->account_id = home.id;
    }
    used_note(ctx, USED_PROVISIONING_TOKEN, row.id, row.used_at);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* --- answers --- */

static Str error_json(Arena *a, int status, const char *type, Str detail)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("schemas"));
    json_arr(&j);
    json_str(&j, S(SCIM_MESSAGE "Error"));
    json_arr_end(&j);
    if (type) {
        json_key(&j, S("scimType"));
        json_str(&j, str_from(type));
    }
    json_key(&j, S("detail"));
    json_str(&j, detail);
    json_key(&j, S("status"));
    json_str(&j, str_fmt(a, "%d", status));
    json_obj_end(&j);
    return buf_str(&b);
}

Str scim_error_body(Ctx *ctx, Err err, int status, Str *ret_content_type)
{
    static const struct {
        int status;
        const char *detail;
    } DETAILS[] = {
        {401, "The request has no valid token for this directory."},
        {404, "There is no such resource."},
        {405, "This address does not take that method."},
        {413, "The request is too large."},
        {429, "Too many requests in a short time."},
        {503, "The service is busy; try again."},
    };
    Str detail = str_from(err_name(err));
    for (size_t i = 0; i < COUNT_OF(DETAILS); i++) {
        if (DETAILS[i].status == status) {
            detail = str_from(DETAILS[i].detail);
        }
    }
    *ret_content_type = SCIM_JSON;
    return error_json(ctx->arena, status, NULL, detail);
}

Err scim_answer_fault(Ctx *ctx, const ScimFault *f)
{
    ctx->out.status = f->status;
    ctx->out.body = error_json(ctx->arena, f->status, f->type, f->detail);
    ctx->out.content_type = SCIM_JSON;
    return f->status == 409 ? ERR_CONFLICT : f->status == 404 ? ERR_NOT_FOUND : ERR_INVALID;
}

void scim_answer(Ctx *ctx, int status, const Buf *body)
{
    ctx->out.status = status;
    ctx->out.body = buf_str(body);
    ctx->out.content_type = SCIM_JSON;
}

/* A fault that was set, or the engine's error. */
static Err refuse(Ctx *ctx, Err err, const ScimFault *f) { return f->status ? scim_answer_fault(ctx, f) : err; }

static Err no_such(Ctx *ctx)
{
    return scim_answer_fault(ctx, &(ScimFault){.status = 404, .detail = S("There is no such resource.")});
}

/* --- which attributes are asked for (RFC 7644, 3.9) --- */

typedef struct Chosen {
    Str only[NAMES_MAX], but[NAMES_MAX];
    size_t only_n, but_n;
} Chosen;

/* "urn:...:User:name.givenName" to "name.givenName"; of an extension's the whole. */
static Str short_name(const ScimKind *kind, Str name)
{
    Str id = kind->core->id;
    return str_starts_nocase(name, id) && name.n > id.n && name.p[id.n] == ':' ? str_skip(name, id.n + 1) : name;
}

static size_t names_of(const ScimKind *kind, Str text, Str ret[NAMES_MAX])
{
    size_t n = 0;
    Str one;
    while (n < NAMES_MAX && str_split(&text, ',', &one)) {
        one = str_trim(one);
        if (one.n) {
            ret[n++] = short_name(kind, one);
        }
    }
    return n;
}

static Chosen chosen_of(Ctx *ctx, const ScimKind *kind)
{
    Chosen c = {.only_n = 0};
    c.only_n = names_of(kind, ctx_query(ctx, S("attributes")), c.only);
    c.but_n = names_of(kind, ctx_query(ctx, S("excludedAttributes")), c.but);
    return c;
}

/* 2: the attribute itself is named, 1: only something in it is, 0: it is not. path: "name" or "<urn>:manager". */
static int named(const Str *names, size_t n, Str path)
{
    int found = 0;
    for (size_t i = 0; i < n; i++) {
        if (str_eq_nocase(names[i], path)) {
            return 2;
        }
        bool inside = names[i].n > path.n && str_starts_nocase(names[i], path) &&
                      (names[i].p[path.n] == '.' || names[i].p[path.n] == ':');
        found = inside ? 1 : found;
    }
    return found;
}

static bool wants(const Chosen *c, Str attribute)
{
    return c->only_n ? named(c->only, c->only_n, attribute) > 0 : named(c->but, c->but_n, attribute) < 2;
}

static const JsonValue *choose_in(Arena *a, const Chosen *c, Str path, const JsonValue *v, bool only);

static const JsonValue *choose_members(Arena *a, const Chosen *c, Str path, const JsonValue *object, bool only)
{
    const JsonValue *out = NULL;
    char join =
        str_starts_nocase(path, S("urn:")) && str_rfind_char(path, ':') > 40 && str_ends(path, S(":User")) ? ':' : '.';
    for (size_t i = 0; i < object->n; i++) {
        Str inner = str_fmt(a, "%.*s%c%.*s", S_ARG(path), join, S_ARG(object->names[i]));
        int hit = only ? named(c->only, c->only_n, inner) : named(c->but, c->but_n, inner);
        const JsonValue *v = only ? (hit == 2   ? &object->items[i]
                                     : hit == 1 ? choose_in(a, c, inner, &object->items[i], true)
                                                : NULL)
                                  : (hit == 2 ? NULL : choose_in(a, c, inner, &object->items[i], false));
        if (v) {
            out = scim_with(a, out, object->names[i], v);
        }
    }
    return out;
}

static const JsonValue *choose_in(Arena *a, const Chosen *c, Str path, const JsonValue *v, bool only)
{
    if (v->kind == JSON_OBJECT) {
        return choose_members(a, c, path, v, only);
    }
    if (v->kind != JSON_ARRAY) {
        return v;
    }
    const JsonValue **items = arena_array(a, const JsonValue *, v->n);
    size_t n = 0;
    for (size_t i = 0; i < v->n; i++) {
        const JsonValue *item = choose_in(a, c, path, &v->items[i], only);
        if (item) {
            items[n++] = item;
        }
    }
    return n ? scim_list(a, items, n) : NULL;
}

static bool always(Str name) { return str_eq(name, S("id")) || str_eq(name, S("schemas")); }

static const JsonValue *choose(Arena *a, const Chosen *c, const JsonValue *r)
{
    if (c->only_n == 0 && c->but_n == 0) {
        return r;
    }
    JsonValue *out = scim_open(a, NULL, r->n);
    for (size_t i = 0; i < r->n; i++) {
        Str name = r->names[i];
        bool only = c->only_n > 0;
        int hit = only ? named(c->only, c->only_n, name) : named(c->but, c->but_n, name);
        const JsonValue *v = &r->items[i];
        if (!always(name)) {
            v = only ? (hit == 2   ? v
                        : hit == 1 ? choose_in(a, c, name, v, true)
                                   : NULL)
                     : (hit == 2   ? NULL
                        : hit == 1 ? choose_in(a, c, name, v, false)
                                   : v);
        }
        if (v) {
            scim_set(out, name, v);
        }
    }
    return out;
}

/* --- resources as they go out --- */

static const JsonValue *with_schemas(Arena *a, const ScimKind *kind, const JsonValue *r)
{
    const JsonValue *ids[2];
    size_t n = 0;
    ids[n++] = scim_text(a, kind->core->id);
    if (kind->extension && json_exact(r, kind->extension->id)) {
        ids[n++] = scim_text(a, kind->extension->id);
    }
    JsonValue *out = scim_open(a, NULL, r->n + 2);
    scim_set(out, S("schemas"), scim_list(a, ids, n));
    scim_set(out, S("id"), json_exact(r, S("id")));
    for (size_t i = 0; i < r->n; i++) {
        scim_set(out, r->names[i], &r->items[i]);
    }
    return out;
}

static Err answer_record(DirectoryCtx d, const ScimStore *store, int status, const ScimRecord *rec)
{
    Ctx *ctx = d.ctx;
    Chosen c = chosen_of(ctx, store->kind);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_value(&j, choose(ctx->arena, &c, with_schemas(ctx->arena, store->kind, rec->resource)));
    scim_answer(ctx, status, &b);
    ctx_header(ctx, S("ETag"), rec->etag);
    ctx_header(ctx, S("Location"), scim_location(d, store->kind, rec->id));
    return OK;
}

static Err answer_list(DirectoryCtx d, const ScimStore *store, const Chosen *c, const ScimList *list)
{
    Ctx *ctx = d.ctx;
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("schemas"));
    json_arr(&j);
    json_str(&j, S(SCIM_MESSAGE "ListResponse"));
    json_arr_end(&j);
    json_key(&j, S("totalResults"));
    json_i64(&j, list->total);
    json_key(&j, S("startIndex"));
    json_i64(&j, list->start);
    json_key(&j, S("itemsPerPage"));
    json_i64(&j, (int64_t)list->n);
    json_key(&j, S("Resources"));
    json_arr(&j);
    for (size_t i = 0; i < list->n; i++) {
        json_value(&j, choose(ctx->arena, c, with_schemas(ctx->arena, store->kind, list->records[i].resource)));
    }
    json_arr_end(&j);
    json_obj_end(&j);
    scim_answer(ctx, 200, &b);
    return OK;
}

/* --- reading --- */

static const ScimFault NO_NUMBER = {400, "invalidValue", S_INIT("startIndex and count must be whole numbers.")};

/* Not given: *ret stays. */
static bool number_of(Str text, int64_t *ret) { return text.n == 0 || str_to_i64(text, ret) == OK; }

static Err list_for(DirectoryCtx d, const ScimStore *store, const Chosen *c, Str filter_text, int64_t start,
                    int64_t count)
{
    Ctx *ctx = d.ctx;
    const ScimFilter *filter = NULL;
    ScimFault f = {0};
    ScimList list;
    if (filter_text.n) {
        Err err = scim_filter_parse(ctx->arena, store->kind, filter_text, &filter, &f);
        if (err != OK) {
            return refuse(ctx, err, &f);
        }
    }
    Err err = scim_page(store, d, filter, num_max_i64(start, 1), num_clamp_i64(count, 0, COUNT_MOST),
                        wants(c, store->links), &list, &f);
    return err == OK ? answer_list(d, store, c, &list) : refuse(ctx, err, &f);
}

static Err list(DirectoryCtx d, const ScimStore *store)
{
    Ctx *ctx = d.ctx;
    int64_t from = 1, n = COUNT_USUAL;
    if (!number_of(ctx_query(ctx, S("startIndex")), &from) || !number_of(ctx_query(ctx, S("count")), &n)) {
        return scim_answer_fault(ctx, &NO_NUMBER);
    }
    Chosen c = chosen_of(ctx, store->kind);
    return list_for(d, store, &c, ctx_query(ctx, S("filter")), from, n);
}

static Err body_of(Ctx *ctx, const JsonValue **ret, ScimFault *f)
{
    Str body, why = S("");
    Str type = http_header(ctx->req, S("content-type"));
    if (type.n && !str_starts_nocase(type, S("application/scim+json")) &&
        !str_starts_nocase(type, S("application/json"))) {
        return scim_fault(f, 415, NULL, S("The body must be application/scim+json or application/json."));
    }
    TRY(http_body_bytes(ctx->req, &body));
    Err err = json_parse(ctx->arena, body, SCIM_LIMITS, ret, &why);
    return err == OK ? OK
                     : scim_fault(f, err == ERR_TOO_LARGE ? 413 : 400, "invalidSyntax",
                                  str_fmt(ctx->arena, "The body is not JSON: %.*s.", S_ARG(why)));
}

static size_t names_in(const ScimKind *kind, const JsonValue *list, Str ret[NAMES_MAX])
{
    size_t n = 0;
    for (size_t i = 0; list && list->kind == JSON_ARRAY && i < list->n && n < NAMES_MAX; i++) {
        if (list->items[i].kind == JSON_STRING && list->items[i].text.n) {
            ret[n++] = short_name(kind, list->items[i].text);
        }
    }
    return n;
}

/* A query in a body (RFC 7644, 3.4.3). */
static Err search(DirectoryCtx d, const ScimStore *store)
{
    Ctx *ctx = d.ctx;
    const JsonValue *body = NULL;
    ScimFault f = {0};
    Err err = body_of(ctx, &body, &f);
    if (err != OK) {
        return refuse(ctx, err, &f);
    }
    const JsonValue *filter = json_get(body, S("filter")), *start = json_get(body, S("startIndex")),
                    *count = json_get(body, S("count"));
    int64_t from = 1, n = COUNT_USUAL;
    if ((start && json_to_i64(start, &from) != OK) || (count && json_to_i64(count, &n) != OK)) {
        return scim_answer_fault(ctx, &NO_NUMBER);
    }
    Chosen c = {.only_n = 0};
    c.only_n = names_in(store->kind, json_get(body, S("attributes")), c.only);
    c.but_n = names_in(store->kind, json_get(body, S("excludedAttributes")), c.but);
    return list_for(d, store, &c, filter && filter->kind == JSON_STRING ? filter->text : S(""), from, n);
}

static Err find(DirectoryCtx d, const ScimStore *store, bool links, ScimRecord *ret, ScimFault *f)
{
    Id id;
    if (id_parse(ctx_param(d.ctx, S("id")), &id) != OK) {
        return ERR_NOT_FOUND;
    }
    return scim_get(store, d, id, links, ret, f);
}

static bool etag_listed(Str header, Str etag)
{
    Str one;
    while (str_split(&header, ',', &one)) {
        one = str_trim(one);
        if (str_eq(one, S("*")) || str_eq(one, etag)) {
            return true;
        }
    }
    return false;
}

static Err get(DirectoryCtx d, const ScimStore *store)
{
    Ctx *ctx = d.ctx;
    ScimRecord rec;
    Chosen c = chosen_of(ctx, store->kind);
    ScimFault f = {0};
    Err err = find(d, store, wants(&c, store->links), &rec, &f);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? no_such(ctx) : refuse(ctx, err, &f);
    }
    Str known = http_header(ctx->req, S("if-none-match"));
    if (known.n && etag_listed(known, rec.etag)) {
        ctx->out.status = 304;
        ctx_header(ctx, S("ETag"), rec.etag);
        return OK;
    }
    return answer_record(d, store, 200, &rec);
}

/* --- writing --- */

/* Read again, as it stands now. */
static Err answer_now(DirectoryCtx d, const ScimStore *store, int status, Id id)
{
    ScimRecord rec;
    Chosen c = chosen_of(d.ctx, store->kind);
    ScimFault f = {0};
    Err err = scim_get(store, d, id, wants(&c, store->links), &rec, &f);
    if (err != OK) {
        return refuse(d.ctx, err, &f);
    }
    return answer_record(d, store, status, &rec);
}

static Err post(DirectoryCtx d, const ScimStore *store)
{
    Ctx *ctx = d.ctx;
    const JsonValue *body = NULL, *resource = NULL;
    ScimFault f = {0};
    Id id;
    Err err = body_of(ctx, &body, &f);
    err = err == OK ? scim_read(ctx->arena, store->kind, body, &resource, &f) : err;
    err = err == OK ? scim_complete(ctx->arena, store->kind, resource, &f) : err;
    err = err == OK ? store->create(d, resource, &id, &f) : err;
    return err == OK ? answer_now(d, store, 201, id) : refuse(ctx, err, &f);
}

/* The resource that is changed, if it is still the one the client means (RFC 7644, 3.14). */
static Err find_to_change(DirectoryCtx d, const ScimStore *store, ScimRecord *ret, ScimFault *f)
{
    Err err = find(d, store, true, ret, f);
    if (err == ERR_NOT_FOUND) {
        return scim_fault(f, 404, NULL, S("There is no such resource."));
    }
    TRY(err);
    Str wanted = http_header(d.ctx->req, S("if-match"));
    return wanted.n == 0 || etag_listed(wanted, ret->etag)
               ? OK
               : scim_fault(f, 412, NULL, S("The resource has changed meanwhile."));
}

/* Without what only reads, so that two states can be compared. */
static const JsonValue *writable(Arena *a, const JsonValue *r)
{
    static const Str READ_ONLY[] = {S_INIT("id"), S_INIT("meta"), S_INIT("groups"), S_INIT("schemas")};
    for (size_t i = 0; i < COUNT_OF(READ_ONLY); i++) {
        r = scim_with(a, r, READ_ONLY[i], NULL);
    }
    return r;
}

static Err store_change(DirectoryCtx d, const ScimStore *store, const ScimRecord *was, const JsonValue *now,
                        ScimFault *f)
{
    Ctx *ctx = d.ctx;
    TRY(scim_complete(ctx->arena, store->kind, now, f));
    if (scim_same(writable(ctx->arena, was->resource), writable(ctx->arena, now))) {
        ctx->audit.skip = true;
        return OK;
    }
    return store->change(d, was, now, f);
}

/* What a PUT leaves out is unassigned; but nobody is let in again by silence. */
static const JsonValue *replacing(Arena *a, const ScimRecord *was, const JsonValue *now)
{
    const JsonValue *active = json_exact(was->resource, S("active"));
    return active && !json_exact(now, S("active")) ? scim_with(a, now, S("active"), active) : now;
}

static Err put(DirectoryCtx d, const ScimStore *store)
{
    Ctx *ctx = d.ctx;
    const JsonValue *body = NULL, *resource = NULL;
    ScimFault f = {0};
    ScimRecord was;
    Err err = body_of(ctx, &body, &f);
    err = err == OK ? scim_read(ctx->arena, store->kind, body, &resource, &f) : err;
    err = err == OK ? find_to_change(d, store, &was, &f) : err;
    err = err == OK ? store_change(d, store, &was, replacing(ctx->arena, &was, resource), &f) : err;
    return err == OK ? answer_now(d, store, 200, was.id) : refuse(ctx, err, &f);
}

static Err patch(DirectoryCtx d, const ScimStore *store)
{
    Ctx *ctx = d.ctx;
    const JsonValue *body = NULL, *resource = NULL;
    ScimFault f = {0};
    ScimRecord was;
    Err err = body_of(ctx, &body, &f);
    err = err == OK ? find_to_change(d, store, &was, &f) : err;
    err = err == OK ? scim_patch(ctx->arena, store->kind, was.resource, body, &resource, &f) : err;
    err = err == OK ? store_change(d, store, &was, resource, &f) : err;
    return err == OK ? answer_now(d, store, 200, was.id) : refuse(ctx, err, &f);
}

static Err delete (DirectoryCtx d, const ScimStore *store)
{
    Ctx *ctx = d.ctx;
    ScimFault f = {0};
    ScimRecord was;
    Err err = find_to_change(d, store, &was, &f);
    err = err == OK ? store->remove(d, &was, &f) : err;
    if (err != OK) {
        return refuse(ctx, err, &f);
    }
    ctx->out.status = 204;
    return OK;
}

Err scim_users_list(DirectoryCtx d) { return list(d, &SCIM_USERS); }
Err scim_users_search(DirectoryCtx d) { return search(d, &SCIM_USERS); }
Err scim_users_get(DirectoryCtx d) { return get(d, &SCIM_USERS); }
Err scim_users_post(DirectoryCtx d) { return post(d, &SCIM_USERS); }
Err scim_users_put(DirectoryCtx d) { return put(d, &SCIM_USERS); }
Err scim_users_patch(DirectoryCtx d) { return patch(d, &SCIM_USERS); }
Err scim_users_delete(DirectoryCtx d) { return delete (d, &SCIM_USERS); }
Err scim_groups_list(DirectoryCtx d) { return list(d, &SCIM_GROUPS); }
Err scim_groups_search(DirectoryCtx d) { return search(d, &SCIM_GROUPS); }
Err scim_groups_get(DirectoryCtx d) { return get(d, &SCIM_GROUPS); }
Err scim_groups_post(DirectoryCtx d) { return post(d, &SCIM_GROUPS); }
Err scim_groups_put(DirectoryCtx d) { return put(d, &SCIM_GROUPS); }
Err scim_groups_patch(DirectoryCtx d) { return patch(d, &SCIM_GROUPS); }
Err scim_groups_delete(DirectoryCtx d) { return delete (d, &SCIM_GROUPS); }
