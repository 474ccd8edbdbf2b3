/* The rules of locations (portal-workflows.md 1 and 2: account structure, change of country). */
#include "areas/locations/locations.h"

#include "app/audit.h"
#include "app/i18n.h"
#include "app/rights.h"
#include "app/standing.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/legal/legal.h"
#include "areas/partners/partners.h"

static void about(Ctx *ctx, Id id, Str name)
{
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = id;
    ctx->audit.target_name = name;
}

static Str facts_json(Ctx *ctx, Str country, const LocationFacts *f)
{
    return AUDIT_JSON(ctx->arena, {"name", f->name}, {"address", typed_address_text(ctx, &f->address, country)});
}

void location_check(Ctx *ctx, Str country, LocationFacts *f)
{
    typed_line(ctx, "name", f->name, 100, MSG("Enter the name of the location"));
    if (!f->address.city.n) { /* lists and orders show it, also where postal addresses have none */
        problem_field(ctx, S("city"), MSG("Enter the town or city"));
        return;
    }
    typed_address(ctx, country, &f->address);
}

static Err address_put(AccountCtx a, Id id, const Address *at)
{
    return q_location_address_put(a,
                                  &(LocationAddressPutArgs){.location_id = id,
                                                            .line1 = at->line1,
                                                            .line2 = at->line2,
                                                            .state = at->state,
                                                            .postal_code = at->postal_code},
                                  NULL);
}

Err location_add(AccountCtx a, Str country, const LocationFacts *f, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    LocationCompanyRow company;
    LocationProgramsRow *programs;
    size_t n;
    Str public_id;
    TRY(q_location_company(a, NULL, &company));
    if (!id_is_nil(company.parent_id)) {
        return problem(ctx, ERR_CONFLICT, MSG("This account is itself a location."),
                       MSG("Locations are added in the company's account: all of them are on one level."));
    }
    TRY(q_location_programs(a, NULL, &programs, &n));
    const char *carried = n == 2 ? "mpn incentives" : n == 1 ? str_z(ctx->arena, programs[0].program) : "";
    TRY(partner_new_public_id(ctx, f->name, &public_id));
    *ret_id = ctx_new_id(ctx);
    TRY(identity_add_account(system_of(ctx), &(NewAccount){.id = *ret_id,
                                                           .directory_id = company.directory_id,
                                                           .parent_id = ctx->account_id,
                                                           .public_id = public_id,
                                                           .kind = company.kind,
                                                           .name = f->name,
                                                           .country = country,
                                                           .city = f->address.city,
                                                           .currency = company.currency,
                                                           .locale = company.locale,
                                                           .time_zone = zone_of_country(ctx->arena, country),
                                                           .programs = carried}));
    TRY(address_put(a, *ret_id, &f->address));
    about(ctx, *ret_id, f->name);
    ctx->audit.after = facts_json(ctx, country, f);
    return rights_changed_account_tree(a);
}

Err location_find(AccountCtx a, Id id, LocationGetRow *ret)
{
    Err err = q_location_get(a, &(LocationGetArgs){.location_id = id}, ret);
    return err == ERR_NOT_FOUND ? problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such location."),
                                          MSG("Choose it on the page Business locations."))
                                : err;
}

static LocationFacts facts_of(const LocationGetRow *l)
{
    return (LocationFacts){.name = l->name, .address = {l->line1, l->line2, l->city, l->region, l->postal_code}};
}

Err location_save(AccountCtx a, const LocationGetRow *now, const LocationFacts *f, int64_t version)
{
    Ctx *ctx = a.ctx;
    int64_t changed = 0;
    LocationFacts before = facts_of(now);
    LocationPutArgs args = {.location_id = now->id, .name = f->name, .city = f->address.city, .version = version};
    TRY(q_location_put(a, &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    about(ctx, now->id, f->name);
    ctx->audit.before = facts_json(ctx, now->country, &before);
    ctx->audit.after = facts_json(ctx, now->country, f);
    return address_put(a, now->id, &f->address);
}

Err location_blocks(AccountCtx a, Id id, LocationBlocks *ret)
{
    LocationUsesRow uses;
    *ret = (LocationBlocks){0};
    TRY(q_location_uses(a, &(LocationUsesArgs){.location_id = id}, &uses));
    ret->people = uses.people;
    if (uses.sales) {
        ret->said[ret->n++] = MSG("Its number stands in sales. Choose another one on the page Identifiers.");
    }
    if (uses.payouts) {
        ret->said[ret->n++] =
            MSG("Programs pay to it. Assign other profiles on the page Payout and tax profile assignment.");
    }
    if (uses.referrals) {
        ret->said[ret->n++] = MSG("Referrals are routed to it. Change the rules in Referrals settings.");
    }
    return OK;
}

Err location_close(AccountCtx a, const LocationGetRow *l)
{
    Ctx *ctx = a.ctx;
    LocationBlocks blocks;
    int64_t changed = 0;
    TRY(location_blocks(a, l->id, &blocks));
    if (blocks.n) {
        return problem(ctx, ERR_CONFLICT, MSG("The location is still in use."), blocks.said[0]);
    }
    TRY(q_location_close(a, &(LocationCloseArgs){.location_id = l->id}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("The location is closed already."),
                       MSG("A closed location is not opened again. Add a new one instead."));
    }
    about(ctx, l->id, l->name);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"state", S("active")});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"state", S("closed")});
    return rights_changed_account_tree(a);
}

/* The legal address follows; numbers of the register and of tax are another country's and go. */
static Err legal_moves(AccountCtx a, const LocationGetRow *l)
{
    LegalProfile now;
    TRY(legal_get(a, &now));
    if (!now.there) {
        return OK;
    }
    LegalFacts f = now.facts;
    f.line1 = l->line1;
    f.line2 = l->line2;
    f.city = l->city;
    f.state = l->region;
    f.postal_code = l->postal_code;
    f.registration_id = f.tax_id = S("");
    return legal_save(a, &now, &f, now.version);
}

Err location_country(AccountCtx a, Id location_id)
{
    Ctx *ctx = a.ctx;
    LocationCompanyRow company;
    LocationGetRow l;
    int64_t changed = 0;
    TRY(q_location_company(a, NULL, &company));
    TRY(location_find(a, location_id, &l));
    if (!str_eq(l.state, S("active")) || str_eq(l.country, company.country)) {
        return problem(ctx, ERR_CONFLICT, MSG("The country cannot become that of this location."),
                       MSG("Choose an open location in another country than the account's."));
    }
    if (!l.line1.n) {
        return problem(ctx, ERR_CONFLICT, MSG("The location has no address yet."),
                       MSG("Enter its address first: it becomes the legal address of the company."));
    }
    LocationCountryPutArgs args = {.country = l.country, .city = l.city, .version = company.version};
    TRY(q_location_country_put(a, &args, &changed));
    if (!changed) {
        return ERR_STALE;
    }
    TRY(legal_moves(a, &l));
    about(ctx, ctx->account_id, company.name);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"country", company.country}, {"city", company.city});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"country", l.country}, {"city", l.city});
    return standing_index(system_of(ctx), ctx->account_id);
}
