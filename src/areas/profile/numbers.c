/* The numbers that partners are known by: the account's own, its locations', and the one that stands in sales. */
#include "app/audit.h"
#include "areas/profile/profile.h"
#include "gen/profile_q.h"

Err partner_numbers(AccountCtx a, PartnerNumber **ret, size_t *ret_n, bool *ret_more, int64_t *ret_version)
{
    ProfileNumbersRow *rows;
    SalesNumberGetRow chosen;
    size_t n;
    TRY(q_profile_numbers(a, NULL, &rows, &n));
    Err err = q_sales_number_get(a, NULL, &chosen);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *ret_version = err == OK ? chosen.version : 0;
    *ret_more = n > PARTNER_NUMBERS_MAX;
    *ret_n = *ret_more ? PARTNER_NUMBERS_MAX : n;
    *ret = arena_array(a.ctx->arena, PartnerNumber, *ret_n + 1);
    bool found = false;
    for (size_t i = 0; i < *ret_n; i++) {
        bool sales = err == OK && id_eq(rows[i].id, chosen.location_id);
        found = found || sales;
        (*ret)[i] = (PartnerNumber){.id = rows[i].id,
                                    .number = rows[i].partner_id,
                                    .name = rows[i].name,
                                    .city = rows[i].city,
                                    .country = rows[i].country,
                                    .global = rows[i].is_global == 1,
                                    .sales = sales};
    }
    if (!found && *ret_n) { /* none was chosen, or it is closed: the account's own */
        (*ret)[0].sales = true;
    }
    return OK;
}

Err partner_numbers_set_sales(AccountCtx a, Str location, int64_t version)
{
    Ctx *ctx = a.ctx;
    PartnerNumber *list;
    size_t n;
    bool more;
    int64_t now;
    Id id;
    TRY(partner_numbers(a, &list, &n, &more, &now));
    const PartnerNumber *before = NULL, *after = NULL;
    bool known = id_parse(location, &id) == OK;
    for (size_t i = 0; i < n; i++) {
        before = list[i].sales ? &list[i] : before;
        after = known && id_eq(list[i].id, id) ? &list[i] : after;
    }
    if (!after) {
        problem_field(ctx, S("location"), MSG("Choose the account or one of its locations"));
    } else if (!str_eq(after->country, ctx->account.country)) {
        problem_field(ctx, S("location"),
                      MSG("Sales carry the number of a location in the account's own country; choose one of those"));
    } else if (now != version) {
        problem_field(ctx, S("location"),
                      MSG1("Somebody chose {name} meanwhile. Save again to put yours over it.", "name",
                           before ? before->name : S("")));
    }
    TRY(problem_check(ctx));
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"salesNumber", before ? before->number : S("")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"salesNumber", after->number});
    return q_sales_number_put(a, &(SalesNumberPutArgs){.location_id = after->id}, NULL);
}

Err partner_by_number(AccountCtx a, Str number, PartnerKnown *ret)
{
    ProfileByNumberRow r;
    TRY(q_profile_by_number(a, &(ProfileByNumberArgs){.number = number}, &r));
    *ret = (PartnerKnown){r.id, r.name, r.partner_id, r.kind, r.country};
    return OK;
}
