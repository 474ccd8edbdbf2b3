/* Tags: words of the partner's own, stuck to customers. */
#include "app/audit.h"
#include "app/search.h"
#include "areas/customers/customers.h"
#include "base/utf8.h"
#include "gen/customers_q.h"

static Err tags_json(AccountCtx a, Str *ret)
{
    Str *tags;
    size_t n;
    TRY(customer_tags_of(a, &tags, &n));
    *ret = AUDIT_JSON(a.ctx->arena, {"tags", str_join(a.ctx->arena, tags, n, S(", "))});
    return OK;
}
Err customer_tags_check(Ctx *ctx, Str tags, int64_t *ret_n)
{
    Str rest = tags;
    Str tag;
    int64_t given = 0;
    while (str_split(&rest, ',', &tag)) {
        tag = str_trim(tag);
        if (str_empty(fold_search(ctx->arena, tag))) {
            continue;
        }
        given++;
        if (!utf8_valid(tag) || utf8_has_control(tag) || utf8_count(tag) > CUSTOMER_TAG_CHARS_MAX) {
            problem_field(ctx, S("tag"), MSG("A tag has at most 50 characters, on one line"));
            return problem_check(ctx);
        }
    }
    if (given == 0) {
        problem_field(ctx, S("tag"), MSG("Enter a tag"));
    }
    *ret_n = given;
    return problem_check(ctx);
}
/* All or none. */
static Err tags_put(AccountCtx a, CustomerId id, Str tags)
{
    Ctx *ctx = a.ctx;
    int64_t given;
    TRY(customer_tags_check(ctx, tags, &given));
    CustomerTagsCountRow have;
    TRY(q_customer_tags_count(a, &(CustomerTagsCountArgs){.customer_id = id.id}, &have));
    if (have.n + given > CUSTOMER_TAGS_MAX) {
        problem_field(ctx, S("tag"), MSG("A customer has at most 150 tags; remove one first"));
        return problem_check(ctx);
    }
    Str rest = tags;
    Str tag;
    while (str_split(&rest, ',', &tag)) {
        tag = str_trim(tag);
        Str key = fold_search(ctx->arena, tag);
        if (str_empty(key)) {
            continue;
        }
        TRY(q_customer_tag_add(a, &(CustomerTagAddArgs){.customer_id = id.id, .tag_key = key, .tag = tag}, NULL));
    }
    return OK;
}
Err customer_tags_add(AccountCtx a, CustomerId id, Str name, Str tags)
{
    Ctx *ctx = a.ctx;
    ctx->customer_id = id.id;
    ctx->audit.target_kind = S("customer");
    ctx->audit.target_id = id.id;
    ctx->audit.target_name = name;
    TRY(tags_json(a, &ctx->audit.before));
    TRY(tags_put(a, id, tags));
    return tags_json(a, &ctx->audit.after);
}
Err customer_tag_remove(AccountCtx a, Str tag)
{
    TRY(tags_json(a, &a.ctx->audit.before));
    TRY(q_customer_tag_drop(a, &(CustomerTagDropArgs){.tag_key = fold_search(a.ctx->arena, tag)}, NULL));
    return tags_json(a, &a.ctx->audit.after);
}
Err customer_tags_of(AccountCtx a, Str **ret, size_t *ret_n)
{
    CustomerTagsRow *rows;
    TRY(q_customer_tags(a, NULL, &rows, ret_n));
    *ret = arena_array(a.ctx->arena, Str, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = rows[i].tag;
    }
    return OK;
}
