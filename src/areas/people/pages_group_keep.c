/* Who keeps a group that was made by hand: the portal, or the provisioning client of its directory. What roles it gives
 * is decided here in both cases, so handing it over decides who will hold them, and asks for the same rights as
 * changing its members. */
#include "app/audit.h"
#include "areas/people/pages.h"
#include "gen/people_q.h"

/* Whoever could put people in may let somebody else do it. */
static Err may_hand_over(AccountCtx a, const GroupGetRow *g)
{
    bool managed;
    TRY(group_check_members(a, g));
    TRY(people_managed(a, g->directory_id, &managed));
    return managed ? OK
                   : problem(a.ctx, ERR_CONFLICT,
                             MSG("No provisioning client keeps this directory, so nobody would keep the group."),
                             MSG("Set provisioning up under Sign-in and provisioning first."));
}

Err page_group_hand_over(AccountCtx a)
{
    GroupGetRow g;
    GroupRolesAllRow *roles;
    size_t n;
    TRY(group_of_path(a, &g));
    TRY(may_hand_over(a, &g));
    TRY(q_group_roles_all(a, &(GroupRolesAllArgs){.group_id = g.id}, &roles, &n));
    Msg *effects = arena_array(a.ctx->arena, Msg, 4);
    effects[0] = MSGN("The client decides who its members are; it has {n} member now.",
                      "The client decides who its members are; it has {n} members now.", g.members);
    effects[1] = n ? MSGN("So it also decides who holds the {n} role that the group gives. Roles are still given and "
                          "taken here.",
                          "So it also decides who holds the {n} roles that the group gives. Roles are still given and "
                          "taken here.",
                          (int64_t)n)
                   : MSG("It gives no role now. Roles are still given and taken here.");
    effects[2] = MSG("It can rename the group, and remove it with what it gives.");
    effects[3] = MSG("Nobody changes its name or members here until it is taken back, which can be done on its page.");
    return group_ask(a, &g,
                     &(GroupAct){.question = MSG1("Let the provisioning client keep {group}?", "group", g.name),
                                 .button = MSG("Hand the group over"),
                                 .effects = effects,
                                 .n = 4,
                                 .rest = "/hand-over"});
}

static void audit_kept(Ctx *ctx, const char *before, const char *after)
{
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"keptBy", str_from(before)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"keptBy", str_from(after)});
}

Err page_group_hand_over_do(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    int64_t changed = 0;
    TRY(group_of_path(a, &g));
    TRY(may_hand_over(a, &g));
    TRY(q_group_hand_over(a, &(GroupHandOverArgs){.id = g.id}, &changed));
    audit_kept(ctx, "portal", "provisioning");
    ctx->audit.skip = changed == 0;
    ctx_redirect(ctx, group_url(ctx, g.id, ""), MSG("The provisioning client keeps the group from now on."));
    return OK;
}

Err page_group_take_back(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    GroupGetRow g;
    int64_t changed = 0;
    TRY(group_of_path(a, &g));
    TRY(q_group_take_back(a, &(GroupTakeBackArgs){.id = g.id}, &changed));
    audit_kept(ctx, "provisioning", "portal");
    ctx->audit.skip = changed == 0;
    ctx_redirect(ctx, group_url(ctx, g.id, ""),
                 changed ? MSG("The group is yours again. The client can read it, and change nothing.")
                         : MSG("The group was not handed over."));
    return OK;
}
