/* The vendor's programs and the words for what they open; see program.h. */
#include "app/program.h"

#include "app/unit.h"
#include "base/num.h"
#include "gen/app_q.h"

const ProgramOpens PROGRAM_OPENS[] = {
    {S_INIT("mpn"), N_("Membership")},
    {S_INIT("csp_direct"), N_("Selling, billed directly")},
    {S_INIT("csp_provider"), N_("Selling through resellers, as a provider")},
    {S_INIT("csp_reseller"), N_("Selling through a provider, as a reseller")},
    {S_INIT("cpv"), N_("Control panels for partners")},
    {S_INIT("incentives"), N_("Incentives")},
    {S_INIT("referrals"), N_("Referrals")},
    {S_INIT("marketplace"), N_("Marketplace")},
    {S_INIT("desktop_apps"), N_("Desktop and console apps")},
    {S_INIT("addins"), N_("Add-ins for office work")},
    {S_INIT("extensions"), N_("Browser extensions")},
    {S_INIT("hardware"), N_("Hardware")},
};
const size_t PROGRAM_OPENS_N = COUNT_OF(PROGRAM_OPENS);

const ProgramOpens *program_opens(Str id)
{
    for (size_t i = 0; i < PROGRAM_OPENS_N; i++) {
        if (str_eq(PROGRAM_OPENS[i].id, id)) {
            return &PROGRAM_OPENS[i];
        }
    }
    return NULL;
}

unsigned program_side(Str side)
{
    return str_eq(side, S("partner")) ? SIDE_PARTNER : str_eq(side, S("developer")) ? SIDE_DEVELOPER : 0;
}

Err programs_load(Ctx *ctx, Programs *ret)
{
    ProgramNamesRow *rows;
    size_t n;
    TRY(q_program_names(system_of(ctx), &(ProgramNamesArgs){.locale = locale_language(ctx->locale)}, &rows, &n));
    Program *list = arena_array(ctx->arena, Program, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = (Program){.id = rows[i].id,
                            .side = program_side(rows[i].side),
                            .state = rows[i].state,
                            .brings = rows[i].brings,
                            .name = rows[i].name};
    }
    *ret = (Programs){list, n};
    return OK;
}

const Program *programs_find(const Programs *all, Str id)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_eq(all->list[i].id, id)) {
            return &all->list[i];
        }
    }
    return NULL;
}

Msg programs_name(const Programs *all, Str id)
{
    const Program *p = programs_find(all, id);
    return MSG1("{program}", "program", p ? p->name : id);
}
