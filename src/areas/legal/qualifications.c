/* Qualifications of resellers: the vendor grants and takes them back on the partner's desk; Legal info shows them. */
#include "app/audit.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/legal/legal_view.h"
#include "areas/legal/pages.h"
#include "areas/partners/partners.h"
#include "gen/legal_html.h"
#include "gen/legal_q.h"
#include "ui/shell.h"

const LegalQualification QUALIFICATIONS[LEGAL_QUALIFICATIONS] = {
    {S_INIT("education"), N_("Education"), N_("Sells to schools, universities and libraries at their prices.")},
    {S_INIT("government"), N_("Government"), N_("Sells to public authorities what is kept apart for them.")},
    {S_INIT("nonprofit"), N_("Nonprofit organizations"), N_("Sells to charities at their prices.")},
};

Err legal_qualified(Ctx *ctx, Id account_id, bool *ret)
{
    QualificationListRow *rows;
    size_t n;
    TRY(q_qualification_list(system_of(ctx), &(QualificationListArgs){.account_id = account_id}, &rows, &n));
    for (size_t k = 0; k < LEGAL_QUALIFICATIONS; k++) {
        ret[k] = false;
        for (size_t i = 0; i < n; i++) {
            ret[k] = ret[k] || str_eq(rows[i].code, QUALIFICATIONS[k].id);
        }
    }
    return OK;
}

static bool resells(const PartnerFindRow *p)
{
    return str_eq(p->kind, S("reseller")) || str_eq(p->kind, S("direct")) || str_eq(p->kind, S("provider"));
}

static Url desk_url(Ctx *ctx, const PartnerFindRow *p, const char *rest)
{
    return url_fmt(ctx->arena, "/operator/partners/%s%u", p->public_id, url_static(rest));
}

Err qualifications_desk_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PartnerFindRow p;
    TRY(partner_find(o, ctx_param(ctx, S("partner")), &p));
    QualificationsView *v = arena_new(ctx->arena, QualificationsView);
    Crumb crumbs[4] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Partner accounts"), .url = url_static("/operator/partners")},
                       {.text = p.name, .url = desk_url(ctx, &p, "")},
                       {.label = MSG("Reseller qualifications")}};
    *v = (QualificationsView){.shell = shell_view(ctx, MSG("Reseller qualifications"), crumbs, 4),
                              .form = {.action = desk_url(ctx, &p, "/qualifications")},
                              .name = p.name,
                              .resells = resells(&p),
                              .back = desk_url(ctx, &p, "")};
    v->shell->workspace = MSG("Vendor desk");
    TRY(legal_qualified(ctx, p.id, v->has));
    RENDER(ctx, 200, qualifications_desk, v);
    return OK;
}

static Str said(Ctx *ctx, const bool *has)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t k = 0; k < LEGAL_QUALIFICATIONS; k++) {
        if (has[k]) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(QUALIFICATIONS[k].id));
        }
    }
    return buf_str(&b);
}

static Err put(OperatorCtx o, Id account_id, size_t k, bool has)
{
    Str code = QUALIFICATIONS[k].id;
    return has ? q_qualification_add(o, &(QualificationAddArgs){.account_id = account_id, .code = code}, NULL)
               : q_qualification_drop(o, &(QualificationDropArgs){.account_id = account_id, .code = code}, NULL);
}

static Err tell_grant(Ctx *ctx, const PartnerFindRow *p, size_t k, bool has)
{
    Str name = tell_word(ctx->arena, QUALIFICATIONS[k].name);
    return tell_roles(ctx, p->id, S("global_admin"),
                      &(Tell){.category = S("verification"),
                              .icon = S("shield"),
                              .title = has ? MSG1("Reseller qualification granted: {name}", "name", name)
                                           : MSG1("Reseller qualification taken back: {name}", "name", name),
                              .url = url_fmt(ctx->arena, "/a/%s/settings/legal?tab=reseller", p->public_id)});
}

Err qualifications_desk_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PartnerFindRow p;
    bool before[LEGAL_QUALIFICATIONS], after[LEGAL_QUALIFICATIONS] = {false};
    Str word;
    TRY(partner_find(o, ctx_param(ctx, S("partner")), &p));
    if (!resells(&p)) {
        return problem(ctx, ERR_CONFLICT, MSG("The account sells nothing for the vendor."),
                       MSG("Only partners that sell can be qualified."));
    }
    TRY(legal_qualified(ctx, p.id, before));
    for (size_t i = 0; ctx_form_nth(ctx, S("qualification"), i, &word); i++) {
        for (size_t k = 0; k < LEGAL_QUALIFICATIONS; k++) {
            after[k] = after[k] || str_eq(word, QUALIFICATIONS[k].id);
        }
    }
    for (size_t k = 0; k < LEGAL_QUALIFICATIONS; k++) {
        if (before[k] != after[k]) {
            TRY(put(o, p.id, k, after[k]));
            TRY(tell_grant(ctx, &p, k, after[k]));
        }
    }
    (void)account_of(ctx, p.id); /* its people read it in their log */
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = p.id;
    ctx->audit.target_name = p.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"qualifications", said(ctx, before)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"qualifications", said(ctx, after)});
    ctx_redirect(ctx, desk_url(ctx, &p, "/qualifications"), MSG("The qualifications are saved. The partner is told."));
    return OK;
}
