/* Qualifications of customers on the wire (spec api-endpoints.tsv, qualification): the older operations, whose body is
 * a bare string, and the newer ones, which say what the vendor found. */
#include "areas/qualifications/api.h"

#include "app/audit.h"
#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/qualifications/rules.h"
#include "base/json.h"
#include "gen/qualifications_q.h"
#include "http/multipart.h"

typedef struct ApiQualified {
    Str qualification, status, reason;
    Time created_at, created_at_too; /* the answer to POST spells it otherwise; both have both */
} ApiQualified;
static const Field QUALIFICATION_FIELDS[] = {
    FIELD(ApiQualified, qualification, "qualification", F_STR),
    FIELD(ApiQualified, status, "vettingStatus", F_STR),
    FIELD(ApiQualified, reason, "vettingReason", F_STR),
    FIELD(ApiQualified, created_at, "vettingCreatedDate", F_TIME_),
    FIELD(ApiQualified, created_at_too, "vettingCreateDate", F_TIME_),
};
const Shape API_QUALIFICATION = SHAPE_AS(ApiQualification, ApiQualified, QUALIFICATION_FIELDS);

typedef struct ApiNew {
    Str qualification, segment, website, code; /* code: JSON, a text or a number */
} ApiNew;
static const Field NEW_FIELDS[] = {
    FIELD(ApiNew, qualification, "qualification", F_STR),
    FIELD(ApiNew, segment, "educationSegment", F_STR),
    FIELD(ApiNew, website, "website", F_STR),
    FIELD(ApiNew, code, "validationCode", F_RAW),
};
const Shape API_QUALIFICATION_NEW = SHAPE_AS(ApiQualificationNew, ApiNew, NEW_FIELDS);

static ApiQualified wire(const Qualification *q)
{
    return (ApiQualified){.qualification = str_from(q->kind->wire),
                          .status = str_eq(q->state, S("approved")) ? S("Approved")
                                    : str_eq(q->state, S("denied")) ? S("Denied")
                                                                    : S("InReview"),
                          .reason = q->reason,
                          .created_at = q->asked_at,
                          .created_at_too = q->asked_at};
}
static bool stands(const Qualification *q) { return !str_eq(q->state, S("withdrawn")); }

/* --- the newer operations --- */

Err api_qualification_list(AccountCtx a)
{
    Qualification *list;
    size_t n;
    TRY(customer_enter(a));
    TRY(qualification_list(a, &list, &n));
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        if (stands(&list[i])) {
            ApiQualified w = wire(&list[i]);
            Buf one = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
            shape_write(&one, &API_QUALIFICATION, &w);
            json_raw(&j, buf_str(&one));
        }
    }
    json_arr_end(&j);
    ctx_json_text(a.ctx, 200, buf_str(&b));
    return OK;
}

/* "None" takes back all that stands; what was denied is not in force, and stays to be read. */
static Err take_back(AccountCtx a)
{
    Qualification *list;
    size_t n;
    bool any = false;
    TRY(qualification_list(a, &list, &n));
    for (size_t i = 0; i < n; i++) { /* at most one a kind */
        if (stands(&list[i]) && !str_eq(list[i].state, S("denied"))) {
            any = true;
            TRY(qualification_withdraw(a, &list[i]));
        }
    }
    a.ctx->audit.skip = !any;
    return OK;
}

static Err unknown(Ctx *ctx)
{
    return problem_api(ctx, ERR_INVALID, 400, 3000,
                       MSG("The qualification is one of None, Education, GovernmentCommunityCloud, Nonprofit and "
                           "StateOwnedEntity"));
}
static bool is_none(Str word) { return str_eq_nocase(word, S("none")) || str_eq(word, S("0")); }

static Str code_of(Ctx *ctx, Str json)
{
    const JsonValue *v;
    bool there = json.n && json_parse(ctx->arena, json, JSON_LIMITS_DEFAULT, &v, NULL) == OK && v->kind != JSON_NULL;
    return there ? v->text : ctx_query(ctx, S("code"));
}

Err api_qualification_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiNew w = {0};
    Qualification q;
    TRY(customer_enter(a));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_QUALIFICATION_NEW, &w)));
    if (is_none(w.qualification)) {
        TRY(take_back(a));
        ApiQualified none = {
            .qualification = S("None"), .status = S("Approved"), .created_at = ctx->now, .created_at_too = ctx->now};
        ctx_json(ctx, 201, &API_QUALIFICATION, &none);
        return OK;
    }
    QualificationAsk ask = {.kind = qualification_kind(w.qualification),
                            .segment = qualification_segment(w.segment),
                            .website = str_trim(w.website),
                            .code = code_of(ctx, w.code),
                            .segment_needed = true};
    if (!ask.kind) {
        return unknown(ctx);
    }
    TRY(resource_bad_property(ctx, qualification_ask(a, &ask, &q)));
    ApiQualified out = wire(&q);
    ctx_json(ctx, 201, &API_QUALIFICATION, &out);
    return OK;
}

/* --- the older ones --- */

static void answer_word(Ctx *ctx, const char *word)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_str(&j, str_from(word));
    ctx_json_text(ctx, 200, buf_str(&b));
}

/* They know one word only: what the vendor approved. */
Err api_qualification_get(AccountCtx a)
{
    Qualification *list;
    size_t n;
    TRY(customer_enter(a));
    TRY(qualification_list(a, &list, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(list[i].state, S("approved"))) {
            answer_word(a.ctx, list[i].kind->word);
            return OK;
        }
    }
    answer_word(a.ctx, "none");
    return OK;
}

/* The body is a string or a number; without quotes, too, as some clients send it. */
static Err read_word(Ctx *ctx, Str *ret)
{
    Str body;
    const JsonValue *v;
    TRY(http_body_bytes(ctx->req, &body));
    *ret = str_trim(body);
    if (json_parse(ctx->arena, body, JSON_LIMITS_DEFAULT, &v, NULL) == OK) {
        *ret = v->kind == JSON_STRING || v->kind == JSON_NUMBER ? v->text : S("");
    }
    return OK;
}

Err api_qualification_put(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str word;
    Qualification q;
    TRY(customer_enter(a));
    TRY(read_word(ctx, &word));
    if (is_none(word)) {
        TRY(customer_reach(a, ctx->customer_id));
        TRY(take_back(a));
        answer_word(ctx, "none");
        return OK;
    }
    QualificationAsk ask = {.kind = qualification_kind(word), .code = ctx_query(ctx, S("code"))};
    if (!ask.kind) {
        TRY(customer_reach(a, ctx->customer_id));
        return unknown(ctx);
    }
    TRY(resource_bad_property(ctx, qualification_ask(a, &ask, &q)));
    answer_word(ctx, q.kind->word);
    return OK;
}

/* --- the account's codes (api-endpoints.tsv, customers) --- */

Err api_validation_codes(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ValidationCodeListRow *rows;
    size_t n;
    TRY(q_validation_code_list(a, NULL, &rows, &n));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        json_obj(&j);
        json_key(&j, S("partnerId"));
        json_id(&j, ctx->actor.directory_id);
        json_key(&j, S("organizationName"));
        json_str(&j, rows[i].organization);
        json_key(&j, S("validationId"));
        json_i64(&j, rows[i].number);
        json_key(&j, S("maxCreates"));
        json_i64(&j, rows[i].most);
        json_key(&j, S("remainingCreates"));
        json_i64(&j, rows[i].remaining);
        json_key(&j, S("etag"));
        json_str(&j, resource_etag(ctx->arena, rows[i].id, rows[i].version));
        json_obj_end(&j);
    }
    json_arr_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}
