/* Adding a partner account, step by step: what was typed travels in the forms, so that nothing is kept of what is not
 * finished. */
#include "areas/partners/pages.h"

#include "app/mail.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners_view.h"
#include "gen/partners_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define P "/operator/partners"
typedef enum Step { STEP_COMPANY, STEP_ADMIN, STEP_REVIEW, STEPS } Step;

static const Str FIELDS[] = {S_INIT("name"),  S_INIT("country"),  S_INIT("city"),       S_INIT("domain"),
                             S_INIT("kind"),  S_INIT("another"),  S_INIT("first_name"), S_INIT("last_name"),
                             S_INIT("email"), S_INIT("language"), S_INIT("how"),        S_INIT("mfa")};
enum { COMPANY_FIELDS = 6, ALL_FIELDS = COUNT_OF(FIELDS) };

static void of_form(Ctx *ctx, PartnerNew *n)
{
    *n = (PartnerNew){.name = ctx_form(ctx, S("name")),
                      .country = ctx_form(ctx, S("country")),
                      .city = ctx_form(ctx, S("city")),
                      .domain = ctx_form(ctx, S("domain")),
                      .kind = ctx_form(ctx, S("kind")),
                      .another = ctx_form(ctx, S("another")).n > 0,
                      .first_name = ctx_form(ctx, S("first_name")),
                      .last_name = ctx_form(ctx, S("last_name")),
                      .email = ctx_form(ctx, S("email")),
                      .language = ctx_form(ctx, S("language")),
                      .how = ctx_form(ctx, S("how")),
                      .mfa = ctx_form(ctx, S("mfa"))};
}

static Str value_of(const PartnerNew *n, size_t i)
{
    const Str all[ALL_FIELDS] = {
        n->name,       n->country,   n->city,  n->domain,   n->kind, n->another ? S("1") : S(""),
        n->first_name, n->last_name, n->email, n->language, n->how,  n->mfa};
    return all[i];
}

/* What the form of a step does not show itself. */
static void keep(Ctx *ctx, const PartnerNew *n, Step step, PartnerAddView *v)
{
    HiddenField *kept = arena_array(ctx->arena, HiddenField, ALL_FIELDS);
    for (size_t i = 0; i < ALL_FIELDS; i++) {
        bool company = i < COMPANY_FIELDS,
             shown = (step == STEP_COMPANY && company) || (step == STEP_ADMIN && !company);
        if (!shown && value_of(n, i).n) {
            kept[v->kept_n++] = (HiddenField){FIELDS[i], value_of(n, i)};
        }
    }
    v->kept = kept;
}

static PartnerAddView *step_view(Ctx *ctx, const PartnerNew *n, Step step)
{
    static const char *const ACTIONS[STEPS] = {P "/add", P "/add/admin", P "/add/create"};
    StepView *steps = arena_array(ctx->arena, StepView, STEPS);
    const Msg labels[STEPS] = {MSG("Company"), MSG("First admin"), MSG("Review")};
    for (int i = 0; i < STEPS; i++) {
        steps[i] = (StepView){.label = labels[i],
                              .state = i < (int)step    ? STEP_DONE
                                       : i == (int)step ? STEP_CURRENT
                                                        : STEP_TODO};
    }
    PartnerAddView *v = arena_new(ctx->arena, PartnerAddView);
    v->shell = partners_shell(ctx, MSG("Add partner account"), S(""), S(""));
    v->form = (FormView){.action = url_static(ACTIONS[step]), .errors = ui_errors(ctx, FIELDS, ALL_FIELDS)};
    v->shell->failed = v->form.errors.links_n > 0;
    v->steps = steps;
    v->steps_n = STEPS;
    v->cancel = url_static(P);
    v->to_company = (FormView){.action = url_static(P "/add"), .no_guard = true};
    v->to_admin = (FormView){.action = url_static(P "/add/admin"), .no_guard = true};
    keep(ctx, n, step, v);
    return v;
}

static FieldView select_of(Ctx *ctx, const char *name, Msg label, const OptionView *all, size_t n, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] = all[i];
        o[i].selected = str_eq(o[i].value, chosen);
    }
    return ui_select(ctx, str_from(name), label, o, n);
}

static Err company_page(OperatorCtx o, const PartnerNew *n, int status)
{
    static const OptionView KINDS[] = {{.value = S_INIT(""), .label = {.id = N_("Choose")}},
                                       {.value = S_INIT("direct"), .label = {.id = N_("Direct-bill partner")}},
                                       {.value = S_INIT("provider"), .label = {.id = N_("Indirect provider")}},
                                       {.value = S_INIT("reseller"), .label = {.id = N_("Indirect reseller")}},
                                       {.value = S_INIT("developer"), .label = {.id = N_("Publisher")}},
                                       {.value = S_INIT("learning"), .label = {.id = N_("Learning partner")}},
                                       {.value = S_INIT("cpv"), .label = {.id = N_("Control panel vendor")}}};
    Ctx *ctx = o.ctx;
    PartnerAddView *v = step_view(ctx, n, STEP_COMPANY);
    v->name = ui_field(ctx, S("name"), n->name, MSG("Company"));
    v->name.max_length = PARTNER_NAME_MAX;
    v->name.autocomplete = S("off");
    v->country = ui_country(ctx, S("country"), n->country, MSG("Country"));
    v->city = ui_field(ctx, S("city"), n->city, MSG("City"));
    v->city.max_length = PARTNER_CITY_MAX;
    v->domain = ui_field(ctx, S("domain"), n->domain, MSG("Domain"));
    v->domain.hint = MSG("People of the company sign in with addresses that end with it, such as example.com.");
    v->kind = select_of(ctx, "kind", MSG("Kind"), KINDS, COUNT_OF(KINDS), n->kind);
    v->kind.hint = MSG("It decides which programs the account begins with.");
    v->has_twin = n->another || (status == 422 && msg_is_set(v->name.error) && n->name.n);
    v->another = (FieldView){.kind = FIELD_CHECKBOX,
                             .name = S("another"),
                             .label = MSG("This is another company of the same name"),
                             .checked = n->another};
    RENDER(ctx, status, partner_add_company, v);
    return status == 422 ? ERR_INVALID : OK;
}

static Err admin_page(OperatorCtx o, const PartnerNew *n, int status)
{
    static const OptionView HOW[] = {
        {.value = S_INIT("invite"), .label = {.id = N_("By mail: a link to choose a password, good for 7 days")}},
        {.value = S_INIT("password"), .label = {.id = N_("By hand: a temporary password, shown once on this screen")}}};
    static const OptionView MFA[] = {
        {.value = S_INIT("required"), .label = {.id = N_("Required, two weeks after today")}},
        {.value = S_INIT("encouraged"), .label = {.id = N_("Encouraged: the account decides")}}};
    Ctx *ctx = o.ctx;
    const Str *names;
    size_t tags_n;
    const Str *tags = locale_languages(&tags_n, &names);
    OptionView *languages = arena_array(ctx->arena, OptionView, tags_n);
    for (size_t i = 0; i < tags_n; i++) {
        languages[i] = (OptionView){.value = tags[i], .text = names[i]};
    }
    PartnerAddView *v = step_view(ctx, n, STEP_ADMIN);
    v->first_name = ui_field(ctx, S("first_name"), n->first_name, MSG("First name"));
    v->last_name = ui_field(ctx, S("last_name"), n->last_name, MSG("Last name"));
    v->email = ui_field(ctx, S("email"), n->email, MSG("Work e-mail"));
    v->email.kind = FIELD_EMAIL;
    v->email.hint = MSG1("Ends with @{domain}. It is also the name to sign in with.", "domain", n->domain);
    v->language = select_of(ctx, "language", MSG("Language"), languages, tags_n,
                            n->language.n ? n->language : locale_language(ctx->locale));
    v->how = select_of(ctx, "how", MSG("How the person gets in"), HOW, COUNT_OF(HOW), n->how.n ? n->how : S("invite"));
    v->how.kind = FIELD_RADIO;
    v->mfa = select_of(ctx, "mfa", MSG("Second factor for everybody in the account"), MFA, COUNT_OF(MFA),
                       n->mfa.n ? n->mfa : S("required"));
    v->mfa.kind = FIELD_RADIO;
    RENDER(ctx, status, partner_add_admin, v);
    return status == 422 ? ERR_INVALID : OK;
}

static void fact(FactView *all, size_t *n, Msg label, Str text)
{
    all[(*n)++] = (FactView){.kind = FACT_TEXT, .label = label, .text = text};
}

static Err review_page(OperatorCtx o, const PartnerNew *n, int status)
{
    Ctx *ctx = o.ctx;
    PartnerAddView *v = step_view(ctx, n, STEP_REVIEW);
    v->form.no_guard = true;
    fact(v->company, &v->company_n, MSG("Company"), n->name);
    fact(v->company, &v->company_n, MSG("Country"), country_name(ctx->arena, ctx->locale, n->country));
    fact(v->company, &v->company_n, MSG("City"), n->city);
    fact(v->company, &v->company_n, MSG("Domain"), n->domain);
    v->company[v->company_n++] =
        (FactView){.kind = FACT_MSG, .label = MSG("Kind"), .msg = identity_account_kind(n->kind)};
    fact(v->admin, &v->admin_n, MSG("Name"),
         str_fmt(ctx->arena, "%.*s %.*s", S_ARG(n->first_name), S_ARG(n->last_name)));
    fact(v->admin, &v->admin_n, MSG("Work e-mail"), n->email);
    fact(v->admin, &v->admin_n, MSG("Language"), language_name(ctx->arena, ctx->locale, n->language));
    v->admin[v->admin_n++] = (FactView){.kind = FACT_MSG,
                                        .label = MSG("How the person gets in"),
                                        .msg = str_eq(n->how, S("invite")) ? MSG("A link by mail")
                                                                           : MSG("A temporary password, shown once")};
    v->admin[v->admin_n++] =
        (FactView){.kind = FACT_MSG,
                   .label = MSG("Second factor"),
                   .msg = str_eq(n->mfa, S("required")) ? MSG("Required, two weeks after today") : MSG("Encouraged")};
    RENDER(ctx, status, partner_add_review, v);
    return status == 422 ? ERR_INVALID : OK;
}

Err partner_add_page(OperatorCtx o) { return company_page(o, &(PartnerNew){.name = S("")}, 200); }

/* From the company on to its admin; "back": to the company with what was typed. */
Err partner_add_post(OperatorCtx o)
{
    PartnerNew n;
    of_form(o.ctx, &n);
    if (ctx_form(o.ctx, S("back")).n) {
        return company_page(o, &n, 200);
    }
    TRY(partner_check_company(o.ctx, &n));
    return problem_check(o.ctx) == OK ? admin_page(o, &n, 200) : company_page(o, &n, 422);
}

Err partner_add_admin_post(OperatorCtx o)
{
    PartnerNew n;
    of_form(o.ctx, &n);
    if (ctx_form(o.ctx, S("back")).n) {
        return admin_page(o, &n, 200);
    }
    TRY(partner_check_company(o.ctx, &n));
    if (problem_check(o.ctx) != OK) {
        return company_page(o, &n, 422);
    }
    TRY(partner_check_admin(o.ctx, &n));
    return problem_check(o.ctx) == OK ? review_page(o, &n, 200) : admin_page(o, &n, 422);
}

Err partner_create_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PartnerNew n;
    PartnerMade made;
    of_form(ctx, &n);
    TRY(partner_check_company(ctx, &n));
    if (problem_check(ctx) != OK) {
        return company_page(o, &n, 422);
    }
    TRY(partner_check_admin(ctx, &n));
    if (problem_check(ctx) != OK) {
        return admin_page(o, &n, 422);
    }
    TRY(partner_make(ctx, &n, &made));
    PartnerAddView *v = step_view(ctx, &n, STEP_REVIEW);
    v->company_name = n.name;
    v->partner_id = made.partner_id;
    v->sign_in = n.email;
    v->password = made.password;
    v->page = partner_url(ctx, made.public_id, "");
    v->door = mail_link(ctx, url_static("/sign-in"));
    v->list = url_static(P);
    TRY(identity_membership_name(ctx, &v->membership_label));
    ctx_header(ctx, S("Cache-Control"), S("no-store"));
    RENDER(ctx, 200, partner_add_done, v);
    return OK;
}
