/* Transfers on the wire (spec api-resources.tsv: TransferEntity, TransferLineItem, TransferSubmitResult). Lists are
 * bare arrays. Either side may ask, as the two tenants in the body say; the other one accepts or rejects. */
#include "areas/transfers/api.h"

#include "app/resource.h"
#include "areas/customers/customers.h"
#include "areas/transfers/transfers.h"
#include "base/json.h"

typedef struct ApiLine {
    Str id, friendly_name, offer_id, cycle, status, error, order_id, partner;
    Id subscription_id, source_id, group_id;
    int64_t quantity;
} ApiLine;
static const Field LINE_FIELDS[] = {
    FIELD(ApiLine, id, "id", F_STR),
    FIELD(ApiLine, subscription_id, "subscriptionId", F_ID_, .flags = FIELD_REQUIRED, .label = N_("Subscription")),
    FIELD(ApiLine, quantity, "quantity", F_INT),
    FIELD(ApiLine, cycle, "billingCycle", F_STR),
    FIELD(ApiLine, friendly_name, "friendlyName", F_STR),
    FIELD(ApiLine, partner, "partnerIdOnRecord", F_STR),
    FIELD(ApiLine, offer_id, "offerId", F_STR),
    FIELD(ApiLine, error, "transferError", F_STR),
    FIELD(ApiLine, status, "status", F_STR),
    FIELD(ApiLine, order_id, "orderId", F_STR),
    FIELD(ApiLine, source_id, "sourceSubscriptionId", F_ID_, .flags = FIELD_OUT_ONLY),
    FIELD(ApiLine, group_id, "transferGroupId", F_ID_, .flags = FIELD_OUT_ONLY),
};
static const Shape LINE = SHAPE_AS(ApiTransferLine, ApiLine, LINE_FIELDS);

typedef struct ApiTransfer {
    Id id, customer, partner, source, target;
    Str customer_name, source_name, target_name, status, person;
    Time created, changed;
    ApiLine *lines;
    size_t lines_n;
    ApiLinks links;
    ApiAttributes attributes;
} ApiTransfer;
/* What only we can know is passed over where a client sends it back. */
#define TOLD FIELD_OUT_ONLY
static const Field TRANSFER_FIELDS[] = {
    FIELD(ApiTransfer, id, "id", F_ID_, .flags = TOLD),
    FIELD(ApiTransfer, created, "createdTime", F_TIME_, .flags = TOLD),
    FIELD(ApiTransfer, changed, "lastModifiedTime", F_TIME_, .flags = TOLD),
    FIELD(ApiTransfer, person, "lastModifiedUser", F_STR, .flags = TOLD),
    FIELD(ApiTransfer, customer_name, "customerName", F_STR, .flags = TOLD),
    FIELD(ApiTransfer, customer, "customerTenantId", F_ID_, .flags = TOLD),
    FIELD(ApiTransfer, partner, "partnertenantid", F_ID_, .flags = TOLD),
    FIELD(ApiTransfer, source_name, "sourcePartnerName", F_STR, .flags = TOLD),
    FIELD(ApiTransfer, source, "sourcePartnerTenantId", F_ID_),
    FIELD(ApiTransfer, target_name, "targetPartnerName", F_STR, .flags = TOLD),
    FIELD(ApiTransfer, target, "targetPartnerTenantId", F_ID_),
    FIELD_LIST(ApiTransfer, lines, lines_n, "lineItems", &LINE, .max = TRANSFER_LINES_MAX),
    FIELD(ApiTransfer, status, "status", F_STR),
    FIELD(ApiTransfer, links, "links", F_OBJECT, .shape = &API_LINKS, .flags = TOLD),
    FIELD(ApiTransfer, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES, .flags = TOLD),
};
const Shape API_TRANSFER = SHAPE_AS(ApiTransferEntity, ApiTransfer, TRANSFER_FIELDS);

typedef struct ApiMoved {
    int64_t number, quantity;
    Str offer_id, friendly_name;
    Id subscription_id;
} ApiMoved;
static const Field MOVED_FIELDS[] = {
    FIELD(ApiMoved, number, "lineItemNumber", F_INT, .flags = FIELD_ALWAYS),
    FIELD(ApiMoved, offer_id, "offerId", F_STR),
    FIELD(ApiMoved, subscription_id, "subscriptionId", F_ID_),
    FIELD(ApiMoved, friendly_name, "friendlyName", F_STR),
    FIELD(ApiMoved, quantity, "quantity", F_INT),
};
static const Shape MOVED = SHAPE_AS(ApiTransferOrderLine, ApiMoved, MOVED_FIELDS);
typedef struct ApiMoveOrder {
    Str id, cycle, status;
    Id customer;
    Time created;
    ApiMoved *lines;
    size_t lines_n;
    ApiAttributes attributes;
} ApiMoveOrder;
static const Field ORDER_FIELDS[] = {
    FIELD(ApiMoveOrder, id, "id", F_STR),
    FIELD(ApiMoveOrder, customer, "referenceCustomerId", F_ID_),
    FIELD(ApiMoveOrder, cycle, "billingCycle", F_STR),
    FIELD(ApiMoveOrder, created, "creationDate", F_TIME_),
    FIELD(ApiMoveOrder, status, "status", F_STR),
    FIELD_LIST(ApiMoveOrder, lines, lines_n, "lineItems", &MOVED),
    FIELD(ApiMoveOrder, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
static const Shape ORDER = SHAPE_AS(ApiTransferOrder, ApiMoveOrder, ORDER_FIELDS);
typedef struct ApiStayed {
    Id group;
    int64_t code;
    Str description;
    ApiLine *lines;
    size_t lines_n;
    ApiAttributes attributes;
} ApiStayed;
static const Field STAYED_FIELDS[] = {
    FIELD(ApiStayed, group, "transferGroupId", F_ID_),
    FIELD(ApiStayed, code, "code", F_INT),
    FIELD(ApiStayed, description, "description", F_STR),
    FIELD_LIST(ApiStayed, lines, lines_n, "lineItems", &LINE),
    FIELD(ApiStayed, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
static const Shape STAYED = SHAPE_AS(ApiTransferError, ApiStayed, STAYED_FIELDS);
typedef struct ApiResult {
    ApiMoveOrder *orders;
    ApiStayed *errors;
    size_t orders_n, errors_n;
    ApiAttributes attributes;
} ApiResult;
static const Field RESULT_FIELDS[] = {
    FIELD_LIST(ApiResult, orders, orders_n, "orders", &ORDER, .flags = FIELD_ALWAYS),
    FIELD_LIST(ApiResult, errors, errors_n, "transferErrors", &STAYED, .flags = FIELD_ALWAYS),
    FIELD(ApiResult, attributes, "attributes", F_OBJECT, .shape = &API_ATTRIBUTES),
};
const Shape API_TRANSFER_RESULT = SHAPE_AS(ApiTransferSubmitResult, ApiResult, RESULT_FIELDS);

/* --- writing --- */

static Str status_word(Str state)
{
    return str_eq(state, S("asked"))       ? S("Active")
           : str_eq(state, S("completed")) ? S("Completed")
           : str_eq(state, S("rejected"))  ? S("Rejected")
           : str_eq(state, S("withdrawn")) ? S("Withdrawn")
                                           : S("Expired");
}

/* The id of what has moved is the new partner's; the old one knows it by its own. */
static ApiLine wire_line(Ctx *ctx, const TransferLinesRow *l, bool gives)
{
    bool moved = str_eq(l->state, S("moved"));
    Msg why = MSG_OF(str_z(ctx->arena, l->why));
    return (ApiLine){.id = str_fmt(ctx->arena, "%lld", (long long)l->line),
                     .subscription_id = moved && !gives ? l->new_id : l->subscription_id,
                     .source_id = moved ? l->subscription_id : ID_NIL,
                     .quantity = l->quantity,
                     .cycle = l->cycle,
                     .friendly_name = l->title,
                     .offer_id = l->offer_id,
                     .error = l->why.n ? msg_text(ctx->arena, ctx->locale, &why) : S(""),
                     .status = moved                           ? S("Complete")
                               : str_eq(l->state, S("stayed")) ? S("Failed")
                                                               : S("Active"),
                     .order_id = l->order_id,
                     .group_id = l->transfer_id};
}

static ApiTransfer wire(AccountCtx a, const Customer *c, const Transfer *t, const TransferLinesRow *rows, size_t n)
{
    Ctx *ctx = a.ctx;
    bool asker_gives = str_eq(t->asks_as, S("source")), gives = transfer_gives(a, t);
    ApiTransfer w = {
        .id = t->id,
        .created = t->created_at,
        .changed = t->changed_at,
        .person = t->person,
        .customer_name = c->company.name,
        .customer = t->customer_id,
        .partner = transfer_is_asker(a, t) ? t->asker_directory : t->other_directory,
        .source_name = asker_gives ? t->asker_name : t->other_name,
        .source = asker_gives ? t->asker_directory : t->other_directory,
        .target_name = asker_gives ? t->other_name : t->asker_name,
        .target = asker_gives ? t->other_directory : t->asker_directory,
        .status = status_word(t->state),
        .links = resource_self(str_fmt(ctx->arena, "/customers/%.*s/transfers/%.*s",
                                       S_ARG(id_text(ctx->arena, t->customer_id)), S_ARG(id_text(ctx->arena, t->id)))),
        .attributes = {.object_type = S("TransferEntity")}};
    w.lines = arena_array(ctx->arena, ApiLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (id_eq(rows[i].transfer_id, t->id)) {
            w.lines[w.lines_n++] = wire_line(ctx, &rows[i], gives);
        }
    }
    return w;
}

static Err answer_one(AccountCtx a, int status, Id id)
{
    Customer c;
    Transfer t;
    TransferLinesRow *rows;
    size_t n;
    TRY(customer_get(a, &c));
    TRY(transfer_get(a, id, &t));
    TRY(transfer_lines(a, id, &rows, &n));
    ApiTransfer w = wire(a, &c, &t, rows, n);
    ctx_json(a.ctx, status, &API_TRANSFER, &w);
    return OK;
}

static Err of_path(AccountCtx a, Transfer *ret)
{
    Id id;
    TRY(customer_enter(a));
    TRY(customer_reach(a, a.ctx->customer_id));
    if (id_parse(ctx_param(a.ctx, S("transfer")), &id) != OK) {
        return problem_api(a.ctx, ERR_NOT_FOUND, 404, 900100, MSG("There is no such transfer"));
    }
    return transfer_get(a, id, ret);
}

/* --- reading --- */

Err api_transfer_eligibility(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Subscription *rows;
    Msg *whys;
    size_t n;
    TRY(customer_enter(a));
    TRY(customer_reach(a, ctx->customer_id));
    TRY(subscriptions_movable(a, &rows, &whys, &n));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        Msg why = whys[i];
        bool stays = msg_is_set(why);
        json_obj(&j);
        json_key(&j, S("id"));
        json_str(&j, id_text(ctx->arena, rows[i].id));
        json_key(&j, S("isEligible"));
        json_bool(&j, !stays);
        json_key(&j, S("reason"));
        json_str(&j, stays ? msg_text(ctx->arena, ctx->locale, &why) : S(""));
        json_obj_end(&j);
    }
    json_arr_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}

Err api_transfer_list(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    Transfer *list;
    TransferLinesRow *rows;
    size_t n, rows_n;
    TRY(customer_enter(a));
    TRY(customer_get(a, &c));
    TRY(transfer_list(a, &list, &n));
    TRY(transfer_lines(a, ID_NIL, &rows, &rows_n));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        ApiTransfer w = wire(a, &c, &list[i], rows, rows_n);
        Buf one = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
        shape_write(&one, &API_TRANSFER, &w);
        json_raw(&j, buf_str(&one));
    }
    json_arr_end(&j);
    ctx_json_text(ctx, 200, buf_str(&b));
    return OK;
}

Err api_transfer_get(AccountCtx a)
{
    Transfer t;
    TRY(of_path(a, &t));
    return answer_one(a, 200, t.id);
}

/* --- writing --- */

static Id *ids_of(Ctx *ctx, const ApiTransfer *w)
{
    Id *ids = arena_array(ctx->arena, Id, w->lines_n + 1);
    for (size_t i = 0; i < w->lines_n; i++) {
        ids[i] = w->lines[i].subscription_id;
    }
    return ids;
}

Err api_transfer_create(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiTransfer w = {0};
    Id id;
    TRY(customer_enter(a));
    TRY(customer_reach(a, ctx->customer_id));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_TRANSFER, &w)));
    TransferOwnDirectoryRow own;
    TRY(q_transfer_own_directory(a, NULL, &own));
    bool give = id_eq(w.source, own.directory_id), take = id_eq(w.target, own.directory_id);
    if (give == take) {
        problem_field(ctx, give ? S("targetPartnerTenantId") : S("sourcePartnerTenantId"),
                      MSG("One of the two partners is the caller, the other one is another partner of the customer"));
    }
    if (!w.lines_n) {
        problem_field(ctx, S("lineItems"), MSG("Name at least one subscription"));
    }
    TRY(resource_bad_property(ctx, problem_check(ctx)));
    TransferAsk ask = {.give = give,
                       .directory = give ? w.target : w.source,
                       .partner_number = w.lines[0].partner,
                       .ids = ids_of(ctx, &w),
                       .ids_n = w.lines_n};
    TRY(resource_bad_property(ctx, transfer_ask(a, &ask, &id)));
    return answer_one(a, 201, id);
}

static ApiMoveOrder order_of(Ctx *ctx, const HandOver *h, const HandOverOrder *of)
{
    ApiMoveOrder o = {.id = of->id,
                      .customer = ctx->customer_id,
                      .cycle = of->cycle,
                      .status = S("completed"),
                      .created = ctx->now,
                      .lines = arena_array(ctx->arena, ApiMoved, h->lines_n + 1),
                      .attributes = {.object_type = S("Order")}};
    for (size_t i = 0; i < h->lines_n; i++) {
        const HandOverLine *l = &h->lines[i];
        if (l->moved && str_eq(l->order_id, of->id)) {
            o.lines[o.lines_n] = (ApiMoved){.number = (int64_t)o.lines_n,
                                            .quantity = l->was.quantity,
                                            .offer_id = l->was.offer_id,
                                            .friendly_name = l->was.friendly_name,
                                            .subscription_id = l->to_id};
            o.lines_n++;
        }
    }
    return o;
}

static void result_of(Ctx *ctx, const Transfer *t, const HandOver *h, ApiResult *ret)
{
    ApiMoveOrder *orders = arena_array(ctx->arena, ApiMoveOrder, h->orders_n + 1);
    for (size_t i = 0; i < h->orders_n; i++) {
        orders[i] = order_of(ctx, h, &h->orders[i]);
    }
    *ret = (ApiResult){.orders = orders,
                       .orders_n = h->orders_n,
                       .errors = arena_array(ctx->arena, ApiStayed, h->lines_n + 1),
                       .attributes = {.object_type = S("TransferSubmitResult")}};
    for (size_t i = 0; i < h->lines_n; i++) {
        const HandOverLine *l = &h->lines[i];
        if (l->moved) {
            continue;
        }
        ApiLine *stayed = arena_new(ctx->arena, ApiLine);
        *stayed = (ApiLine){.subscription_id = l->id,
                            .quantity = l->was.quantity,
                            .friendly_name = l->was.title,
                            .offer_id = l->was.offer_id,
                            .status = S("Failed")};
        ret->errors[ret->errors_n++] = (ApiStayed){.group = t->id,
                                                   .code = 900103,
                                                   .description = msg_text(ctx->arena, ctx->locale, &l->why),
                                                   .lines = stayed,
                                                   .lines_n = 1,
                                                   .attributes = {.object_type = S("TransferError")}};
    }
}

Err api_transfer_accept(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiTransfer w = {0};
    Transfer t;
    HandOver done;
    ApiResult result;
    TRY(of_path(a, &t));
    if (ctx->req->body.n) {
        TRY(resource_bad_property(ctx, shape_read(ctx, &API_TRANSFER, &w)));
    }
    TRY(resource_bad_property(ctx, transfer_accept(a, &t, ids_of(ctx, &w), w.lines_n, &done)));
    result_of(ctx, &t, &done, &result);
    ctx_json(ctx, 200, &API_TRANSFER_RESULT, &result);
    return OK;
}

Err api_transfer_patch(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ApiTransfer w = {0};
    Transfer t;
    TRY(of_path(a, &t));
    TRY(resource_bad_property(ctx, shape_read(ctx, &API_TRANSFER, &w)));
    if (!str_starts_nocase(w.status, S("reject"))) {
        problem_field(ctx, S("status"), MSG("The status that can be set is Rejected"));
        return resource_bad_property(ctx, ERR_INVALID);
    }
    TRY(transfer_end(a, &t, S("rejected"), S("Rejected through the API.")));
    return answer_one(a, 200, t.id);
}

Err api_transfer_delete(AccountCtx a)
{
    Transfer t;
    TRY(of_path(a, &t));
    TRY(transfer_end(a, &t, S("withdrawn"), S("")));
    a.ctx->out.status = 204;
    return OK;
}
