/* The table of programs; see program.h. */
#include "app/program.h"

#include "base/num.h"

const Program PROGRAMS[] = {
    {S_INIT("mpn"), N_("Partner program"), SIDE_PARTNER},
    {S_INIT("csp_direct"), N_("Solution provider, direct bill"), SIDE_PARTNER},
    {S_INIT("csp_provider"), N_("Solution provider, indirect provider"), SIDE_PARTNER},
    {S_INIT("csp_reseller"), N_("Solution provider, indirect reseller"), SIDE_PARTNER},
    {S_INIT("cpv"), N_("Control panel vendor"), SIDE_PARTNER},
    {S_INIT("incentives"), N_("Incentives"), SIDE_PARTNER},
    {S_INIT("referrals"), N_("Referrals"), SIDE_PARTNER},
    {S_INIT("marketplace"), N_("Marketplace"), SIDE_DEVELOPER},
    {S_INIT("desktop_apps"), N_("Desktop and console apps"), SIDE_DEVELOPER},
    {S_INIT("addins"), N_("Add-ins for office work"), SIDE_DEVELOPER},
    {S_INIT("extensions"), N_("Browser extensions"), SIDE_DEVELOPER},
    {S_INIT("hardware"), N_("Hardware"), SIDE_DEVELOPER},
};
const size_t PROGRAMS_N = COUNT_OF(PROGRAMS);

const Program *program_find(Str id)
{
    for (size_t i = 0; i < PROGRAMS_N; i++) {
        if (str_eq(PROGRAMS[i].id, id)) {
            return &PROGRAMS[i];
        }
    }
    return NULL;
}

Msg program_name(Str id)
{
    const Program *p = program_find(id);
    return p ? MSG_OF(p->name) : (Msg){0};
}

unsigned program_sides(const Str *programs, size_t n)
{
    unsigned sides = 0;
    for (size_t i = 0; i < n; i++) {
        const Program *p = program_find(programs[i]);
        sides |= p ? p->side : 0;
    }
    return sides;
}
