/* Partner settings and developer settings: the settings that belong to the programs of one side, and those of
 * everybody. What is of one side says so on its permission (Perm.sides), which keeps it from everybody else. */
#include "areas/account/pages.h"

#include "app/app.h"
#include "app/program.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "gen/account_html.h"
#include "gen/account_q.h"
#include "ui/shell.h"

enum { SIDE_ENTRIES_MAX = 64 };

/* Entries of this side only, then those that both have, in the order of the pane. */
static size_t entries_of(Ctx *ctx, unsigned side, bool own, NavLink *ret)
{
    const NavEntry *found[SIDE_ENTRIES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->settings_nav_n && n < SIDE_ENTRIES_MAX; k++) {
            const NavEntry *e = &AREAS[i]->settings_nav[k];
            bool fits = own ? (e->perm->sides & side) != 0 : e->perm->sides == 0;
            if (!fits || !ctx_may(ctx, e->perm) || (e->group && str_eq(str_from(e->group), S("You")))) {
                continue;
            }
            size_t at = n++;
            for (; at > 0 && found[at - 1]->order > e->order; at--) {
                found[at] = found[at - 1];
            }
            found[at] = e;
        }
    }
    for (size_t i = 0; i < n; i++) {
        ret[i] = (NavLink){
            .label = MSG_OF(found[i]->label), .url = home_path(ctx, found[i]->path), .icon = str_from(found[i]->icon)};
    }
    return n;
}

static Err program_names(AccountCtx a, unsigned side, Str *ret)
{
    AccountProgramsRow *rows;
    size_t n;
    Programs all;
    TRY(q_account_programs(a, NULL, &rows, &n));
    TRY(programs_load(a.ctx, &all));
    Buf b = buf_on_arena(a.ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < n; i++) {
        const Program *p = programs_find(&all, rows[i].program);
        if (p && (p->side & side)) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(p->name));
        }
    }
    *ret = buf_str(&b);
    return OK;
}

static Err side_page(AccountCtx a, unsigned side, Msg title)
{
    Ctx *ctx = a.ctx;
    NavGroup *groups = arena_array(ctx->arena, NavGroup, 2);
    NavLink *own = arena_array(ctx->arena, NavLink, SIDE_ENTRIES_MAX),
            *common = arena_array(ctx->arena, NavLink, SIDE_ENTRIES_MAX);
    size_t own_n = entries_of(ctx, side, true, own), common_n = entries_of(ctx, side, false, common);
    SideView *v = arena_new(ctx->arena, SideView);
    *v = (SideView){
        .shell = settings_shell(ctx, title), .account = ctx->account.name, .developer = side == SIDE_DEVELOPER};
    if (own_n) {
        groups[v->groups_n++] = (NavGroup){MSG("For these programs"), own, own_n};
    }
    groups[v->groups_n++] = (NavGroup){MSG("For the whole account"), common, common_n};
    v->groups = groups;
    AccountProfileRow p;
    TRY(q_account_profile(a, NULL, &p));
    v->membership_id = p.partner_id;
    TRY(identity_membership_name(ctx, &v->membership_label));
    bool details = ctx_may(ctx, v->developer ? &ACCOUNT_DEVELOPER_DETAILS : &ACCOUNT_PARTNER_PROFILE);
    if (details) {
        v->details = home_path(ctx, v->developer ? "/a/{account}/settings/developer-details"
                                                 : "/a/{account}/settings/partner-profile");
    }
    TRY(program_names(a, side, &v->programs));
    RENDER(ctx, 200, settings_side, v);
    return OK;
}

Err partner_side_page(AccountCtx a) { return side_page(a, SIDE_PARTNER, MSG("Partner settings")); }

Err developer_side_page(AccountCtx a) { return side_page(a, SIDE_DEVELOPER, MSG("Developer settings")); }
