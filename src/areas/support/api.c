/* /v1/servicerequests: requests of support as clients of the wire API know them (spec api-endpoints, service-requests).
 * A token without a person is refused: a request is somebody's. */
#include "areas/support/api.h"

#include "app/area.h"
#include "app/collection.h"
#include "app/filter.h"
#include "areas/support/support.h"
#include "base/num.h"
#include "gen/support_q.h"

enum { SIZE_DEFAULT = 100, SIZE_MAX_ = 500, OFFSET_MAX = 10000 };

typedef struct ApiAttributes {
    Str object_type;
} ApiAttributes;
static const Field ATTRIBUTES_FIELDS[] = {FIELD(ApiAttributes, object_type, "objectType", F_STR)};
static const Shape ATTRIBUTES = SHAPE_AS(ServiceRequestAttributes, ApiAttributes, ATTRIBUTES_FIELDS);

typedef struct ApiOrganization {
    Str id, name, phone;
} ApiOrganization;
static const Field ORGANIZATION_FIELDS[] = {
    FIELD(ApiOrganization, id, "id", F_STR),
    FIELD(ApiOrganization, name, "name", F_STR),
    FIELD(ApiOrganization, phone, "phoneNumber", F_STR),
};
static const Shape ORGANIZATION = SHAPE_AS(ServiceRequestOrganization, ApiOrganization, ORGANIZATION_FIELDS);

typedef struct ApiContact {
    ApiOrganization organization;
    bool has_organization;
    Str contact_id, last_name, first_name, email, phone;
} ApiContact;
static const Field CONTACT_FIELDS[] = {
    {.name = S_INIT("organization"),
     .type = F_OBJECT,
     .offset = offsetof(ApiContact, organization),
     .offset_n = offsetof(ApiContact, has_organization),
     .shape = &ORGANIZATION},
    FIELD(ApiContact, contact_id, "contactId", F_STR),
    FIELD(ApiContact, last_name, "lastName", F_STR),
    FIELD(ApiContact, first_name, "firstName", F_STR),
    FIELD(ApiContact, email, "email", F_STR),
    FIELD(ApiContact, phone, "phoneNumber", F_STR),
};
static const Shape CONTACT = SHAPE_AS(ServiceRequestContact, ApiContact, CONTACT_FIELDS);

typedef struct ApiNote {
    Str by, text;
    Time at;
} ApiNote;
static const Field NOTE_FIELDS[] = {
    FIELD(ApiNote, by, "createdByName", F_STR),
    FIELD(ApiNote, at, "createdDate", F_TIME_),
    FIELD(ApiNote, text, "text", F_STR, .max = SUPPORT_TEXT_MAX),
};
static const Shape NOTE = SHAPE_AS(ServiceRequestNote, ApiNote, NOTE_FIELDS);

typedef struct ApiRequest {
    Str title, description, severity, topic_id, topic_name, id, status, product_name, product_id, country;
    ApiOrganization organization;
    ApiContact contact, updated_by;
    bool has_organization, has_contact, has_updated_by, has_new_note;
    Time created, modified, closed;
    ApiNote new_note;
    const ApiNote *notes;
    size_t notes_n;
    ApiAttributes attributes;
    bool has_attributes;
} ApiRequest;
#define PART(MEMBER, HAS, NAME, SHAPE_OF, ...)                                                                         \
    {                                                                                                                  \
        .name = S_INIT(NAME), .type = F_OBJECT, .offset = offsetof(ApiRequest, MEMBER),                                \
        .offset_n = offsetof(ApiRequest, HAS), .shape = (SHAPE_OF), __VA_ARGS__                                        \
    }
static const Field REQUEST_FIELDS[] = {
    FIELD(ApiRequest, title, "title", F_STR, .max = SUPPORT_SUMMARY_MAX),
    FIELD(ApiRequest, description, "description", F_STR, .max = SUPPORT_TEXT_MAX),
    FIELD(ApiRequest, severity, "severity", F_STR),
    FIELD(ApiRequest, topic_id, "supportTopicId", F_STR),
    FIELD(ApiRequest, topic_name, "supportTopicName", F_STR),
    FIELD(ApiRequest, id, "id", F_STR),
    FIELD(ApiRequest, status, "status", F_STR),
    PART(organization, has_organization, "organization", &ORGANIZATION),
    PART(contact, has_contact, "primaryContact", &CONTACT),
    PART(updated_by, has_updated_by, "lastUpdatedBy", &CONTACT, .flags = FIELD_OUT_ONLY),
    FIELD(ApiRequest, product_name, "productName", F_STR),
    FIELD(ApiRequest, product_id, "productId", F_STR),
    FIELD(ApiRequest, created, "createdDate", F_TIME_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiRequest, modified, "lastModifiedDate", F_TIME_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiRequest, closed, "lastClosedDate", F_TIME_, .flags = FIELD_OUT_ONLY),
    PART(new_note, has_new_note, "newNote", &NOTE, .flags = FIELD_IN_ONLY),
    FIELD_LIST(ApiRequest, notes, notes_n, "notes", &NOTE, .flags = FIELD_OUT_ONLY),
    FIELD(ApiRequest, country, "countryCode", F_STR),
    PART(attributes, has_attributes, "attributes", &ATTRIBUTES),
};
const Shape API_SERVICE_REQUEST = SHAPE_AS(ServiceRequest, ApiRequest, REQUEST_FIELDS);

typedef struct ApiTopic {
    Str name, description, id;
    ApiAttributes attributes;
} ApiTopic;
static const Field TOPIC_FIELDS[] = {
    FIELD(ApiTopic, name, "name", F_STR),
    FIELD(ApiTopic, description, "description", F_STR),
    FIELD(ApiTopic, id, "id", F_STR),
    FIELD(ApiTopic, attributes, "attributes", F_OBJECT, .shape = &ATTRIBUTES),
};
const Shape API_SUPPORT_TOPIC = SHAPE_AS(SupportTopic, ApiTopic, TOPIC_FIELDS);

/* --- out --- */

static ApiRequest wire_request(Ctx *ctx, const SupportRequest *r)
{
    const SupportWorkspace *w = support_workspace(r->workspace);
    return (ApiRequest){
        .title = r->summary,
        .severity = r->severity,
        .topic_id = r->workspace,
        .topic_name = w ? tr(ctx->locale, NULL, w->name) : S(""),
        .id = id_text(ctx->arena, r->id),
        .status = r->state,
        .organization = {.id = id_text(ctx->arena, id_is_nil(r->customer_id) ? ctx->account_id : r->customer_id),
                         .name = id_is_nil(r->customer_id) ? ctx->account.name : S("")},
        .has_organization = true,
        .contact = {.contact_id = id_text(ctx->arena, r->creator_id),
                    .first_name = r->creator_name,
                    .email = r->email,
                    .phone = r->phone},
        .has_contact = true,
        .created = r->created_at,
        .modified = r->last_at,
        .closed = r->closed_at,
        .country = ctx->account.country,
        .attributes = {S("ServiceRequest")},
        .has_attributes = true};
}

/* The first message is the description, the others are notes. */
static Err answer_with(AccountCtx a, int status, const SupportRequest *r)
{
    Ctx *ctx = a.ctx;
    SupportSaidRow *said;
    size_t n;
    ApiRequest w = wire_request(ctx, r);
    TRY(q_support_said(a, &(SupportSaidArgs){.request_id = r->id}, &said, &n));
    ApiNote *notes = arena_array(ctx->arena, ApiNote, n + 1);
    w.description = n ? said[0].body : S("");
    for (size_t i = 1; i < n; i++) {
        notes[w.notes_n++] = (ApiNote){.by = said[i].author_name, .text = said[i].body, .at = said[i].created_at};
    }
    w.notes = notes;
    if (n) {
        w.updated_by = (ApiContact){.first_name = said[n - 1].author_name};
        w.has_updated_by = true;
    }
    ctx_json(ctx, status, &API_SERVICE_REQUEST, &w);
    return OK;
}

Err api_support_topics(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    TRY(collection_ask(ctx, SIZE_MAX_, SIZE_MAX_, &ask));
    ApiTopic *items = arena_array(ctx->arena, ApiTopic, SUPPORT_WORKSPACES_N);
    for (size_t i = 0; i < SUPPORT_WORKSPACES_N; i++) {
        const SupportWorkspace *w = &SUPPORT_WORKSPACES[i];
        items[i] = (ApiTopic){.name = tr(ctx->locale, NULL, w->name),
                              .description = tr(ctx->locale, NULL, w->about),
                              .id = str_from(w->id),
                              .attributes = {S("SupportTopic")}};
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_SUPPORT_TOPIC, .items = items, .items_n = SUPPORT_WORKSPACES_N, .total = -1});
    return OK;
}

static Err read_state(Ctx *ctx, const CollectionAsk *ask, Str *ret)
{
    Filter f = {0};
    TRY(filter_read(ctx, collection_param(ctx, ask, S("filter")), &f));
    *ret = S("");
    if (!f.set) {
        return OK;
    }
    if (!filter_is(&f, S("Status"))) {
        return filter_unknown_field(ctx, &f, S("Status"));
    }
    if (f.op != FILTER_EQUALS) {
        return filter_unsupported(ctx, &f);
    }
    for (size_t i = 0; i < SUPPORT_REQUEST.states_n; i++) {
        if (filter_word_eq(f.value, str_from(SUPPORT_REQUEST.states[i].id))) {
            *ret = str_from(SUPPORT_REQUEST.states[i].id);
            return OK;
        }
    }
    return problem_api(ctx, ERR_INVALID, 400, 3000,
                       MSG("The status of a service request is open, attention_needed or closed"));
}

Err api_support_list(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CollectionAsk ask;
    SupportWanted w = {.customer_id = ctx->customer_id};
    SupportRequest *rows;
    int64_t total;
    size_t n;
    TRY(collection_ask(ctx, SIZE_DEFAULT, SIZE_MAX_, &ask));
    if (ask.offset > OFFSET_MAX) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("An offset goes to 10000 at most"));
    }
    TRY(read_state(ctx, &ask, &w.state));
    w.max = ask.size;
    w.skip = ask.offset;
    TRY(support_list(a, &w, &rows, &n));
    TRY(support_count(a, &w, &total));
    ApiRequest *items = arena_array(ctx->arena, ApiRequest, n + 1);
    for (size_t i = 0; i < n; i++) {
        items[i] = wire_request(ctx, &rows[i]);
    }
    ctx_json_collection(
        ctx, &ask,
        &(Collection){.shape = &API_SERVICE_REQUEST, .items = items, .items_n = n, .total = total, .by_offset = true});
    return OK;
}

/* --- one --- */

static Err of_path(AccountCtx a, SupportRequest *ret)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("request"), &id));
    TRY(support_find(a, id, ret));
    if (!id_is_nil(ctx->customer_id) && !id_eq(ctx->customer_id, ret->customer_id)) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such support request."), (Msg){0});
    }
    return OK;
}

Err api_support_get(AccountCtx a)
{
    SupportRequest r;
    TRY(of_path(a, &r));
    return answer_with(a, 200, &r);
}

/* Problems of a request are 400 with the wire's number for a bad property. */
static Err as_bad_property(Ctx *ctx, Err err)
{
    if (err == ERR_INVALID && ctx->problem.status == 0) {
        ctx->problem.status = 400;
        ctx->problem.api_code = ctx->problem.api_code ? ctx->problem.api_code : 3000;
    }
    return err;
}

/* Whom it is about: a customer in reach; nothing, or the partner itself, is no customer. */
static Err read_customer(AccountCtx a, Str text, Id *ret)
{
    Ctx *ctx = a.ctx;
    *ret = ID_NIL;
    if (!text.n || id_parse(text, ret) != OK || id_eq(*ret, ctx->account_id) || id_eq(*ret, ctx->actor.directory_id)) {
        *ret = ID_NIL;
        return OK;
    }
    for (size_t i = 0; i < AREAS_N; i++) {
        if (AREAS[i]->customer_reach && AREAS[i]->customer_reach(a, *ret) != OK) {
            return problem_api(ctx, ERR_INVALID, 400, 3000,
                               MSG("The organization is none of this account's customers"));
        }
    }
    return OK;
}

/* A token names its person by id alone. */
static Err know_person(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SupportPersonRow p;
    TRY(q_support_person(account_self(a), NULL, &p));
    ctx->actor.name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p.first_name), S_ARG(p.last_name));
    ctx->actor.email = p.email;
    return OK;
}

Err api_support_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiRequest w = {0};
    SupportRequest r;
    Id id;
    TRY(know_person(a));
    TRY(as_bad_property(ctx, shape_read(ctx, &API_SERVICE_REQUEST, &w)));
    SupportNew in = {.summary = w.title,
                     .details = w.description,
                     .workspace = str_lower_ascii(ctx->arena, w.topic_id),
                     .problem = S("other"),
                     .severity = str_lower_ascii(ctx->arena, w.severity),
                     .email = w.contact.email.n ? w.contact.email : ctx->actor.email,
                     .phone = w.contact.phone};
    if (!in.severity.n || str_eq(in.severity, S("unknown"))) {
        in.severity = S("minimal");
    }
    TRY(read_customer(a, w.organization.id, &in.customer_id));
    in.language = locale_language(locale_get(ctx_param(ctx, S("agent_locale"))));
    TRY(as_bad_property(ctx, support_create(a, &in, &id)));
    TRY(support_find(a, id, &r));
    return answer_with(a, 201, &r);
}

Err api_support_patch(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiRequest w = {0};
    SupportRequest r;
    TRY(know_person(a));
    TRY(of_path(a, &r));
    TRY(as_bad_property(ctx, shape_read(ctx, &API_SERVICE_REQUEST, &w)));
    bool close = filter_word_eq(w.status, S("closed")), open = filter_word_eq(w.status, S("open"));
    bool note = w.has_new_note && str_trim(w.new_note.text).n > 0;
    if (w.status.n && !close && !open && !filter_word_eq(w.status, r.state)) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("Only the status open or closed can be set"));
    }
    if (!note && !close && !open) {
        return problem_api(ctx, ERR_INVALID, 400, 3000, MSG("A change has a newNote with a text, or a status"));
    }
    if (open && str_eq(r.state, S("closed"))) {
        TRY(as_bad_property(ctx, support_reopen(a, &r, w.new_note.text, NULL)));
    } else if (note) {
        TRY(as_bad_property(ctx, support_answer(a, &r, w.new_note.text, NULL)));
        TRY(support_find(a, r.id, &r));
    }
    if (close && !str_eq(r.state, S("closed"))) {
        TRY(support_close(a, &r));
    }
    TRY(support_find(a, r.id, &r));
    return answer_with(a, 200, &r);
}
