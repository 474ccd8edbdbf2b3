/* Users of SCIM: app_user holds what the center works with, scim_user what else the client said. */
#include "app/audit.h"
#include "app/mail.h"
#include "app/person.h"
#include "app/unit.h"
#include "areas/federation/connection.h"
#include "areas/federation/scim_store.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/federation_q.h"

enum { EMAIL_MAX = 254, PHONE_MAX = 40, TITLE_MAX = 100 };

/* --- from rows to resources --- */

static void put_text(Arena *a, JsonValue *object, Str name, Str text)
{
    if (text.n) {
        scim_set(object, name, scim_text(a, text));
    }
}

static Str sign_in_of(DirectoryCtx d, Str user_name, Str domain)
{
    Str key = identity_name_key(d.ctx->arena, user_name);
    return str_find_char(key, '@') >= 0 ? key : str_fmt(d.ctx->arena, "%.*s@%.*s", S_ARG(key), S_ARG(domain));
}

/* The address that mail goes to stands first among those the client said, or is the only one. */
static const JsonValue *emails_of(Arena *a, const JsonValue *said, Str email)
{
    for (size_t i = 0; said && i < said->n; i++) {
        if (str_eq_nocase(json_exact_text(&said->items[i], S("value")), email)) {
            return said;
        }
    }
    JsonValue *one = scim_open(a, NULL, 3);
    scim_set(one, S("value"), scim_text(a, email));
    scim_set(one, S("type"), scim_text(a, S("work")));
    scim_set(one, S("primary"), scim_bool(true));
    const JsonValue **list = arena_array(a, const JsonValue *, (said ? said->n : 0) + 1);
    size_t n = 0;
    list[n++] = one;
    for (size_t i = 0; said && i < said->n; i++) {
        const JsonValue *primary = json_exact(&said->items[i], S("primary"));
        if (!(primary && primary->boolean)) { /* the old primary one was replaced here by its person */
            list[n++] = &said->items[i];
        }
    }
    return scim_list(a, list, n);
}

static const JsonValue *name_of(Arena *a, const JsonValue *said, Str first, Str last)
{
    JsonValue *name = scim_open(a, said, 2);
    scim_set(name, S("familyName"), last.n ? scim_text(a, last) : NULL);
    scim_set(name, S("givenName"), first.n ? scim_text(a, first) : NULL);
    return name->n ? name : NULL;
}

static const JsonValue *phones_of(Arena *a, const JsonValue *said, Str phone)
{
    if (said || phone.n == 0) {
        return said;
    }
    JsonValue *one = scim_open(a, NULL, 2);
    const JsonValue *only = one;
    scim_set(one, S("value"), scim_text(a, phone));
    scim_set(one, S("type"), scim_text(a, S("work")));
    return scim_list(a, &only, 1);
}

/* The rows of one person, from *io_at on. */
static const JsonValue *groups_of(DirectoryCtx d, const ScimGroupsOfRow *rows, size_t n, Id user_id, size_t *io_at)
{
    Arena *a = d.ctx->arena;
    size_t end = *io_at, kept = 0;
    while (end < n && id_eq(rows[end].user_id, user_id)) {
        end++;
    }
    const JsonValue **list = arena_array(a, const JsonValue *, end - *io_at);
    for (size_t i = *io_at; i < end; i++) {
        JsonValue *g = scim_open(a, NULL, 4);
        scim_set(g, S("value"), scim_text(a, id_text(a, rows[i].id)));
        scim_set(g, S("$ref"), scim_text(a, scim_location(d, &SCIM_GROUP, rows[i].id)));
        scim_set(g, S("display"), scim_text(a, rows[i].name));
        scim_set(g, S("type"), scim_text(a, S("direct")));
        list[kept++] = g;
    }
    *io_at = end;
    return kept ? scim_list(a, list, kept) : NULL;
}

static const JsonValue *said_of(Arena *a, Str json)
{
    const JsonValue *v = NULL;
    return json.n && json_parse(a, json, SCIM_LIMITS, &v, NULL) == OK && v->kind == JSON_OBJECT ? v : &SCIM_EMPTY;
}

static ScimRecord record_of(DirectoryCtx d, const ScimUsersRow *row, Str domain, ScimWanted wanted)
{
    enum { MORE = 12 };
    Arena *a = d.ctx->arena;
    const JsonValue *said = said_of(a, row->data);
    JsonValue *r = scim_open(a, said, MORE);
    bool as_said = row->user_name.n && str_eq(sign_in_of(d, row->user_name, domain), row->sign_in);
    scim_set(r, S("userName"), scim_text(a, as_said ? row->user_name : row->sign_in));
    put_text(a, r, S("externalId"), row->external_id);
    scim_set(r, S("name"), name_of(a, json_exact(said, S("name")), row->first_name, row->last_name));
    scim_set(r, S("title"), row->job_title.n ? scim_text(a, row->job_title) : NULL);
    scim_set(r, S("active"), scim_bool(str_eq(row->state, S("active"))));
    scim_set(r, S("emails"), emails_of(a, json_exact(said, S("emails")), row->email));
    scim_set(r, S("phoneNumbers"), phones_of(a, json_exact(said, S("phoneNumbers")), row->phone));
    if (!json_exact(r, S("locale"))) {
        put_text(a, r, S("locale"), row->locale);
    }
    if (!json_exact(r, S("timezone"))) {
        put_text(a, r, S("timezone"), row->time_zone);
    }
    scim_set(r, S("id"), scim_text(a, id_text(a, row->id)));
    ScimRecord rec = {.id = row->id, .resource = r, .name = row->sign_in};
    if (wanted.meta) { /* the version does not depend on what is asked for */
        Time changed = time_is_set(row->changed_at) ? row->changed_at : row->created_at;
        rec.etag = scim_etag(a, r);
        scim_set(r, S("meta"), scim_meta(d, &SCIM_USER, row->id, row->created_at, changed, rec.etag));
    }
    return rec;
}

static Err add_groups(DirectoryCtx d, ScimRecord *recs, size_t n)
{
    Id *ids = arena_array(d.ctx->arena, Id, n);
    ScimGroupsOfRow *rows;
    size_t rows_n, at = 0;
    for (size_t i = 0; i < n; i++) {
        ids[i] = recs[i].id;
    }
    TRY(q_scim_groups_of(d, &(ScimGroupsOfArgs){.ids = ids, .ids_n = n}, &rows, &rows_n));
    for (size_t i = 0; i < n; i++) { /* both in the order of the people's ids */
        const JsonValue *groups = groups_of(d, rows, rows_n, recs[i].id, &at);
        if (groups) {
            recs[i].resource = scim_with(d.ctx->arena, recs[i].resource, S("groups"), groups);
        }
    }
    return OK;
}

static Err directory_domain(DirectoryCtx d, Str *ret)
{
    FederationDirectoryRow row;
    TRY(q_federation_directory(d, NULL, &row));
    *ret = row.default_domain;
    return OK;
}

#define TEXT_HIGH S("\xF4\x8F\xBF\xBF")

/* False: nothing can fit. */
static bool users_args(DirectoryCtx d, const ScimHint *h, Str domain, ScimUsersArgs *args)
{
    args->with_name = h->user_name.n > 0;
    args->sign_in = sign_in_of(d, h->user_name, domain);
    args->with_external = h->external_id.n > 0;
    args->external_id = h->external_id;
    args->with_changed = time_is_set(h->changed_from);
    args->changed_from = h->changed_from;
    args->with_state = h->active_is_asked;
    args->state = h->active ? S("active") : S("suspended");
    if (h->id.n) {
        Id *one = arena_new(d.ctx->arena, Id);
        args->with_ids = true;
        args->ids = one;
        args->ids_n = 1;
        return id_parse(h->id, one) == OK; /* else no id of ours: nothing has it */
    }
    return true;
}

/* Those whose sign-in name begins so, in its order, become ids. */
static Err users_beginning(DirectoryCtx d, const ScimAsk *ask, ScimPlace *place, ScimUsersArgs *args)
{
    Arena *a = d.ctx->arena;
    Str low = ask->hint->name_begins;
    ScimNamesRow *rows;
    size_t n;
    TRY(q_scim_names(d,
                     &(ScimNamesArgs){.low = place->name.n ? place->name : low,
                                      .high = str_concat(a, low, TEXT_HIGH),
                                      .after = place->name,
                                      .size = ask->size,
                                      .skip = ask->skip},
                     &rows, &n));
    Id *ids = arena_array(a, Id, n + 1);
    for (size_t i = 0; i < n; i++) {
        ids[i] = rows[i].id;
    }
    args->with_ids = true;
    args->ids = ids;
    args->ids_n = n;
    place->name = n ? rows[n - 1].sign_in : place->name;
    place->end = (int64_t)n < ask->size;
    return OK;
}

/* The id before a position: skipped people are counted in an index, and not read. */
static Err users_skip(DirectoryCtx d, int64_t skip, Id *ret)
{
    ScimUserAtRow row;
    Err err = skip ? q_scim_user_at(d, &(ScimUserAtArgs){.skip = skip - 1}, &row) : ERR_NOT_FOUND;
    *ret = err == OK ? row.id : *ret;
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err users_list(DirectoryCtx d, const ScimAsk *ask, ScimPlace *io, ScimRecord **ret, size_t *ret_n, ScimFault *f)
{
    (void)f;
    Str domain;
    ScimUsersRow *rows;
    size_t n;
    ScimPlace first = {0}, *place = io ? io : &first;
    *ret_n = 0;
    TRY(directory_domain(d, &domain));
    ScimUsersArgs args = {.size = ask->size, .with_ids = ask->ids != NULL, .ids = ask->ids, .ids_n = ask->ids_n};
    if (ask->hint && !users_args(d, ask->hint, domain, &args)) {
        place->end = true;
        return OK;
    }
    bool few = args.with_ids || args.with_name;
    bool by_name = !few && !args.with_external && ask->hint && ask->hint->name_begins.n;
    if (by_name) {
        TRY(users_beginning(d, ask, place, &args));
    } else if (args.with_external) { /* nothing says that only one has it: in steps, from its own index */
        args.after = place->id;
    } else if (!few) {
        TRY(users_skip(d, ask->skip, &place->id));
        args.with_walk = true;
        args.after = place->id;
    }
    TRY(q_scim_users(d, &args, &rows, &n));
    ScimRecord *recs = arena_array(d.ctx->arena, ScimRecord, n);
    for (size_t i = 0; i < n; i++) {
        recs[i] = record_of(d, &rows[i], domain, ask->wanted);
    }
    if (ask->wanted.links && n) {
        TRY(add_groups(d, recs, n));
    }
    if (!by_name) {
        place->id = n ? rows[n - 1].id : place->id;
        place->end = few || (int64_t)n < ask->size;
    }
    *ret = recs;
    *ret_n = n;
    return OK;
}

static Err users_count(DirectoryCtx d, const ScimHint *hint, int64_t *ret)
{
    ScimUsersCountRow row;
    ScimNamesCountRow named;
    if (hint) {
        TRY(q_scim_names_count(d,
                               &(ScimNamesCountArgs){.low = hint->name_begins,
                                                     .high = str_concat(d.ctx->arena, hint->name_begins, TEXT_HIGH)},
                               &named));
        *ret = named.n;
        return OK;
    }
    TRY(q_scim_users_count(d, NULL, &row));
    *ret = row.n;
    return OK;
}

/* --- from resources to rows --- */

typedef struct Columns {
    Str user_name, sign_in, email, first, last, phone, title, locale, zone, external_id, data;
    bool active;
} Columns;

static Str text_in(const JsonValue *r, const char *name) { return json_exact_text(r, str_from(name)); }

/* The value of a list that is meant when one is asked for: the primary one, else the one for work, else the first. */
static Str chosen(const JsonValue *list)
{
    Str work = S("");
    for (size_t i = 0; list && i < list->n; i++) {
        const JsonValue *v = &list->items[i], *primary = json_exact(v, S("primary"));
        if (primary && primary->boolean) {
            return text_in(v, "value");
        }
        if (work.n == 0 && str_eq_nocase(text_in(v, "type"), S("work"))) {
            work = text_in(v, "value");
        }
    }
    return work.n || !list || list->n == 0 ? work : text_in(&list->items[0], "value");
}

static Err check_domain(DirectoryCtx d, Str sign_in, ScimFault *f)
{
    Ctx *ctx = d.ctx;
    FederationDomainsOwnedRow *rows;
    size_t n;
    ptrdiff_t at = str_rfind_char(sign_in, '@');
    TRY(q_federation_domains_owned(system_of(ctx), &(FederationDomainsOwnedArgs){.directory_id = ctx->directory_id},
                                   &rows, &n));
    Buf known = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < n; i++) {
        if (at > 0 && str_eq(rows[i].name, str_skip(sign_in, (size_t)at + 1))) {
            return OK;
        }
        buf_fmt(&known, "%s%.*s", known.n ? ", " : "", S_ARG(rows[i].name));
    }
    return scim_fault(
        f, 400, "invalidValue",
        str_fmt(ctx->arena,
                "userName must be an e-mail address in a domain of the directory (%.*s), or its part before @.",
                S_ARG(buf_str(&known))));
}

static Err check_texts(DirectoryCtx d, const Columns *c, ScimFault *f)
{
    Arena *a = d.ctx->arena;
    const struct {
        const char *name;
        Str value;
        size_t max;
    } ALL[] = {{"userName", c->sign_in, EMAIL_MAX},
               {"name.givenName", c->first, PERSON_NAME_MAX},
               {"name.familyName", c->last, PERSON_NAME_MAX},
               {"emails", c->email, EMAIL_MAX},
               {"title", c->title, TITLE_MAX}};
    for (size_t i = 0; i < COUNT_OF(ALL); i++) {
        if (utf8_count(ALL[i].value) > ALL[i].max || utf8_has_control(ALL[i].value)) {
            return scim_fault(f, 400, "invalidValue",
                              str_fmt(a, "%s has at most %zu characters, on one line.", ALL[i].name, ALL[i].max));
        }
    }
    if (!mail_address_ok(c->sign_in)) {
        return scim_fault(f, 400, "invalidValue", S("userName is not a sign-in name."));
    }
    if (!mail_address_ok(c->email)) {
        return scim_fault(f, 400, "invalidValue", S("The primary value of emails is not an e-mail address."));
    }
    return OK;
}

/* What has no column of its own. */
static Str data_of(Arena *a, const JsonValue *r)
{
    static const Str ELSEWHERE[] = {S_INIT("userName"), S_INIT("externalId"), S_INIT("title"),  S_INIT("active"),
                                    S_INIT("id"),       S_INIT("meta"),       S_INIT("groups"), S_INIT("schemas")};
    JsonValue *rest = scim_open(a, r, 0);
    for (size_t i = 0; i < COUNT_OF(ELSEWHERE); i++) {
        scim_set(rest, ELSEWHERE[i], NULL);
    }
    Buf b = buf_on_arena(a, SCIM_BODY_MAX);
    Json j = json_writer(&b);
    json_value(&j, rest);
    return buf_str(&b);
}

static Err columns_of(DirectoryCtx d, const JsonValue *r, Columns *ret, ScimFault *f)
{
    Arena *a = d.ctx->arena;
    const JsonValue *active = json_exact(r, S("active")), *name = json_exact(r, S("name"));
    Str domain, locale = text_in(r, "locale").n ? text_in(r, "locale") : text_in(r, "preferredLanguage");
    FederationAccountOfRow home = {0};
    TRY(directory_domain(d, &domain));
    Err err = q_federation_account_of(d, NULL, &home);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    Str user_name = str_trim(text_in(r, "userName"));
    *ret = (Columns){.user_name = user_name,
                     .sign_in = sign_in_of(d, user_name, domain),
                     .email = str_lower_ascii(a, str_trim(chosen(json_exact(r, S("emails"))))),
                     .first = str_trim(text_in(name, "givenName")),
                     .last = str_trim(text_in(name, "familyName")),
                     .phone = utf8_prefix(chosen(json_exact(r, S("phoneNumbers"))), PHONE_MAX),
                     .title = text_in(r, "title"),
                     .external_id = text_in(r, "externalId"),
                     .active = !active || active->boolean};
    ret->email = ret->email.n ? ret->email : ret->sign_in;
    if (ret->first.n == 0 && ret->last.n == 0) { /* people have to be told apart */
        Str shown = text_in(r, "displayName");
        ptrdiff_t at = str_find_char(ret->sign_in, '@');
        ret->first =
            utf8_prefix(shown.n ? shown : str_sub(ret->sign_in, 0, (size_t)(at > 0 ? at : 0)), PERSON_NAME_MAX);
    }
    Str tag = locale.n ? locale : home.locale;
    ret->locale = locale_tag(locale_get(tag.n ? tag : S("en-US")));
    Str zone = text_in(r, "timezone");
    if (zone.n && !zone_known(zone)) {
        return scim_fault(f, 400, "invalidValue", S("timezone is not a time zone such as Europe/Paris."));
    }
    ret->zone = zone.n ? zone : home.time_zone.n ? home.time_zone : S("UTC");
    ret->data = data_of(a, r);
    TRY(check_texts(d, ret, f));
    return check_domain(d, ret->sign_in, f);
}

static Err check_free(DirectoryCtx d, Str sign_in, Id user_id, ScimFault *f)
{
    FederationNameTakenRow taken;
    Err err = q_federation_name_taken(system_of(d.ctx), &(FederationNameTakenArgs){.name = sign_in}, &taken);
    if (err == OK && !id_eq(taken.owner_id, user_id)) {
        return scim_fault(f, 409, "uniqueness", S("There is a user with this userName already."));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err store_columns(DirectoryCtx d, Id id, const Columns *c)
{
    TRY(q_scim_user_put(d,
                        &(ScimUserPutArgs){.sign_in = c->sign_in,
                                           .email = c->email,
                                           .first_name = c->first,
                                           .last_name = c->last,
                                           .phone = c->phone,
                                           .job_title = c->title,
                                           .locale = c->locale,
                                           .time_zone = c->zone,
                                           .id = id},
                        NULL));
    TRY(q_scim_user_said(d,
                         &(ScimUserSaidArgs){.user_id = id,
                                             .user_name = c->user_name,
                                             .user_name_key = c->sign_in,
                                             .external_id = c->external_id,
                                             .data = c->data},
                         NULL));
    return person_reindex(system_of(d.ctx), id);
}

static Err move(DirectoryCtx d, Id id, PersonState to, ScimFault *f)
{
    bool changed;
    Err err = person_move(
        system_of(d.ctx),
        &(PersonMove){.user_id = id, .directory_id = d.ctx->directory_id, .to = to, .reason = d.ctx->actor.name},
        &changed);
    return err == ERR_CONFLICT ? scim_refused(d, err, 403, NULL, f) : err;
}

static Str audit_of(Ctx *ctx, const JsonValue *r)
{
    const JsonValue *name = json_exact(r, S("name")), *active = json_exact(r, S("active"));
    return AUDIT_JSON(ctx->arena, {"user_name", text_in(r, "userName")}, {"first_name", text_in(name, "givenName")},
                      {"last_name", text_in(name, "familyName")}, {"email", chosen(json_exact(r, S("emails")))},
                      {"job_title", text_in(r, "title")}, {"external_id", text_in(r, "externalId")},
                      {"active", active && !active->boolean ? S("false") : S("true")});
}

static void audit_target(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

static Err users_create(DirectoryCtx d, const JsonValue *resource, Id *ret, ScimFault *f)
{
    Ctx *ctx = d.ctx;
    Columns c;
    TRY(columns_of(d, resource, &c, f));
    TRY(check_free(d, c.sign_in, ID_NIL, f));
    *ret = ctx_new_id(ctx);
    NewUser n = {.id = *ret,
                 .directory_id = ctx->directory_id,
                 .sign_in = c.sign_in,
                 .first_name = c.first,
                 .last_name = c.last,
                 .locale = c.locale,
                 .time_zone = c.zone,
                 .origin = S("provisioning")};
    Err err = identity_add_user(system_of(ctx), &n);
    if (err == ERR_CONFLICT) { /* two at once */
        return scim_fault(f, 409, "uniqueness", S("There is a user with this userName already."));
    }
    TRY(err);
    TRY(store_columns(d, *ret, &c));
    audit_target(ctx, *ret, c.sign_in);
    ctx->audit.after = audit_of(ctx, resource);
    return c.active ? OK : move(d, *ret, PERSON_SUSPENDED, f);
}

static Err users_change(DirectoryCtx d, const ScimRecord *was, const JsonValue *resource, ScimFault *f)
{
    Ctx *ctx = d.ctx;
    Columns c;
    const JsonValue *old = json_exact(was->resource, S("active"));
    TRY(columns_of(d, resource, &c, f));
    if (!str_eq(c.sign_in, was->name)) {
        TRY(check_free(d, c.sign_in, was->id, f));
        TRY(q_scim_name_free(system_of(ctx), &(ScimNameFreeArgs){.name = was->name, .owner_id = was->id}, NULL));
        TRY(q_scim_name_claim(system_of(ctx), &(ScimNameClaimArgs){.name = c.sign_in, .owner_id = was->id}, NULL));
    }
    TRY(store_columns(d, was->id, &c));
    audit_target(ctx, was->id, c.sign_in);
    ctx->audit.before = audit_of(ctx, was->resource);
    ctx->audit.after = audit_of(ctx, resource);
    bool was_active = old && old->boolean;
    return c.active == was_active ? OK : move(d, was->id, c.active ? PERSON_ACTIVE : PERSON_SUSPENDED, f);
}

static Err users_remove(DirectoryCtx d, const ScimRecord *was, ScimFault *f)
{
    audit_target(d.ctx, was->id, was->name);
    d.ctx->audit.before = audit_of(d.ctx, was->resource);
    TRY(move(d, was->id, PERSON_REMOVED, f));
    TRY(q_federation_links_drop(d, &(FederationLinksDropArgs){.user_id = was->id}, NULL));
    return q_scim_user_drop(d, &(ScimUserDropArgs){.user_id = was->id}, NULL);
}

const ScimStore SCIM_USERS = {.kind = &SCIM_USER,
                              .links = S_INIT("groups"),
                              .list = users_list,
                              .count = users_count,
                              .create = users_create,
                              .change = users_change,
                              .remove = users_remove};
