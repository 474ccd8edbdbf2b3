/* The account's pages of bank and tax profiles: the list, one of them, and the two steps of making or changing one. The
 * first step is a question in the address; the second asks for what that country has. */
#include "areas/payout/pages.h"

#include "app/country_bank.h"
#include "areas/home/home.h"
#include "areas/payout/payout_view.h"
#include "base/num.h"
#include "gen/payout_html.h"
#include "ui/field.h"
#include "ui/shell.h"

ShellView *payout_shell(Ctx *ctx, Msg title, Str text)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    bool first = !msg_is_set(title) && !text.n;
    crumbs[0] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[1] = (Crumb){.label = MSG("Payout and tax profiles"), .url = home_path(ctx, PAYOUT_PAGE)};
    crumbs[2] = (Crumb){.label = title, .text = text};
    if (first) {
        crumbs[1].url = (Url){0};
    }
    ShellView *shell = shell_view(ctx, first ? MSG("Payout and tax profiles") : title, crumbs, first ? 2 : 3);
    shell->title_text = text;
    shell->workspace = MSG("Account settings");
    return shell;
}

Url payout_why(Ctx *ctx, const Perm *perm)
{
    return url_with(ctx->arena, home_path(ctx, "/a/{account}/settings/why"), S("permission"), perm->id);
}

Str payout_editors(Ctx *ctx, const Perm *perm)
{
    const Role *roles[8];
    size_t n = perm_roles(perm, roles, COUNT_OF(roles));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < n; i++) {
        Str name = tr(ctx->locale, NULL, roles[i]->name);
        buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(name));
    }
    return buf_str(&b);
}

static Url profile_url(Ctx *ctx, bool tax, Id id, const char *rest)
{
    Url base = home_path(ctx, tax ? PAYOUT_PAGE "/tax" : PAYOUT_PAGE "/bank");
    Str id_part = id_text(ctx->arena, id);
    return (Url){str_fmt(ctx->arena, "%.*s/%.*s%s", S_ARG(base.s), S_ARG(id_part), rest)};
}

/* --- the list --- */

static ProfileRow row_of(Ctx *ctx, const PayoutRules *rules, const PayoutProfile *p)
{
    return (ProfileRow){.name = p->name,
                        .holder = p->holder,
                        .masked = payout_masked(ctx, p->last4),
                        .country = country_name(ctx->arena, ctx->locale, p->country),
                        .currency = p->currency,
                        .reason = p->reason,
                        .form = p->tax ? payout_form_name(rules, p->form) : (Msg){0},
                        .state = machine_state_view(&PAYOUT_PROFILE, READER_PARTNER, p->state),
                        .until = p->expires_at,
                        .url = profile_url(ctx, p->tax, p->id, "")};
}

Err payout_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PayoutRules rules;
    PayoutProfile *list;
    size_t n;
    TRY(payout_rules(ctx, &rules));
    TRY(payout_list(a, &list, &n));
    ProfilesView *v = arena_new(ctx->arena, ProfilesView);
    ProfileRow *banks = arena_array(ctx->arena, ProfileRow, n + 1), *taxes = arena_array(ctx->arena, ProfileRow, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (list[i].tax) {
            taxes[v->taxes_n++] = row_of(ctx, &rules, &list[i]);
        } else {
            banks[v->banks_n++] = row_of(ctx, &rules, &list[i]);
        }
    }
    v->shell = payout_shell(ctx, (Msg){0}, S(""));
    v->banks = banks;
    v->taxes = taxes;
    v->may_edit = ctx_may(ctx, &PAYOUT_EDIT);
    v->add_bank = home_path(ctx, PAYOUT_PAGE "/bank/new");
    v->add_tax = home_path(ctx, PAYOUT_PAGE "/tax/new");
    v->editors = payout_editors(ctx, &PAYOUT_EDIT);
    v->why = payout_why(ctx, &PAYOUT_EDIT);
    RENDER(ctx, 200, payout_profiles, v);
    return OK;
}

/* --- one --- */

static FactView text_fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }
static FactView msg_fact(Msg label, Msg msg) { return (FactView){.label = label, .msg = msg, .kind = FACT_MSG}; }

/* "12.5%", as the reader's language writes it. */
static Str rate_text(Ctx *ctx, int64_t hundredths)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    fmt_dec(&b, ctx->locale, (Dec){hundredths * (DEC_SCALE / 100)});
    Msg text = MSG1("{percent}%", "percent", buf_str(&b));
    return msg_text(ctx->arena, ctx->locale, &text);
}

static Msg method_name(Str method)
{
    return str_eq(method, S("wire")) ? MSG("International transfer (BIC)") : MSG("Electronic bank transfer");
}

size_t payout_facts(Ctx *ctx, const PayoutRules *rules, const PayoutProfile *p, FactView *ret)
{
    size_t n = 0;
    Str country = country_name(ctx->arena, ctx->locale, p->country), number = payout_masked(ctx, p->last4);
    Msg unchecked = MSG1("{number}, not compared with a rule of the country", "number", number);
    if (p->tax) {
        ret[n++] = msg_fact(MSG("Declaration"), payout_form_name(rules, p->form));
        ret[n++] = text_fact(MSG("Country of taxes"), country);
        ret[n++] = text_fact(MSG("Name at the tax office"), p->holder);
        ret[n++] = p->checked ? text_fact(MSG("Tax number"), number) : msg_fact(MSG("Tax number"), unchecked);
        ret[n++] = msg_fact(MSG("Tax treaty"), p->treaty ? MSG("Claimed") : MSG("Not claimed"));
        ret[n++] = text_fact(MSG("Kept back"), rate_text(ctx, p->withholding));
        ret[n++] = text_fact(MSG("Signed by"), p->signed_by);
        ret[n++] = (FactView){.label = MSG("Signed"), .at = p->signed_at, .kind = FACT_TIME};
        ret[n++] = time_is_set(p->expires_at)
                       ? (FactView){.label = MSG("Valid until"), .at = p->expires_at, .kind = FACT_TIME}
                       : msg_fact(MSG("Valid until"), MSG("No end"));
        return n;
    }
    ret[n++] = text_fact(MSG("Country of the bank"), country);
    ret[n++] = msg_fact(MSG("Payment method"), method_name(p->method));
    ret[n++] = text_fact(MSG("Currency"), p->currency);
    const Money *least = payout_minimum(rules, p->currency);
    if (least) {
        Buf b = buf_on_arena(ctx->arena, 64);
        fmt_money(&b, ctx->locale, *least);
        ret[n++] = text_fact(MSG("Paid from"), buf_str(&b));
    }
    if (p->bank.n) {
        ret[n++] = text_fact(MSG("Bank"), p->bank);
    }
    if (p->bic.n) {
        ret[n++] = text_fact(MSG("BIC"), p->bic);
    }
    ret[n++] = text_fact(MSG("Holder"), p->holder);
    Msg label = str_eq(p->form, S("iban")) ? MSG("IBAN") : MSG("Account number");
    ret[n++] = p->checked ? text_fact(label, number) : msg_fact(label, unchecked);
    ret[n++] = (FactView){.label = MSG("Saved"), .at = p->updated_at, .kind = FACT_TIME};
    return n;
}

static Err of_path(AccountCtx a, bool tax, PayoutProfile *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("profile"), &id));
    return payout_find(a, id, tax, ret);
}

static Err one_page(AccountCtx a, bool tax)
{
    Ctx *ctx = a.ctx;
    PayoutRules rules;
    PayoutProfile p;
    TRY(of_path(a, tax, &p));
    TRY(payout_rules(ctx, &rules));
    FactView *facts = arena_array(ctx->arena, FactView, PAYOUT_FACTS_MAX);
    ProfileView *v = arena_new(ctx->arena, ProfileView);
    v->shell = payout_shell(ctx, (Msg){0}, p.name);
    v->name = p.name;
    v->facts_n = payout_facts(ctx, &rules, &p, facts);
    v->facts = facts;
    v->may_edit = ctx_may(ctx, &PAYOUT_EDIT);
    v->edit = profile_url(ctx, tax, p.id, "/edit");
    v->editors = payout_editors(ctx, &PAYOUT_EDIT);
    v->why = payout_why(ctx, &PAYOUT_EDIT);
    TRY(machine_card(ctx, &PAYOUT_PROFILE, READER_PARTNER, p.account_id, p.id, &v->card));
    v->card.action_url = v->may_edit ? v->edit : (Url){0};
    if (str_eq(p.state, S("approved")) || str_eq(p.state, S("pending"))) {
        v->card.action_url = (Url){0}; /* it leads here */
    }
    TRY(machine_history(ctx, &PAYOUT_PROFILE, READER_PARTNER, p.account_id, p.id, &v->history, &v->history_n));
    RENDER(ctx, 200, payout_profile, v);
    return OK;
}

Err payout_bank_page(AccountCtx a) { return one_page(a, false); }
Err payout_tax_page(AccountCtx a) { return one_page(a, true); }

/* --- the first step --- */

static FieldView choice(Ctx *ctx, const char *name, Msg label, const OptionView *all, size_t n, Str chosen)
{
    OptionView *list = arena_array(ctx->arena, OptionView, n);
    memcpy(list, all, n * sizeof *list);
    for (size_t i = 0; i < n; i++) {
        list[i].selected = str_eq(list[i].value, chosen);
    }
    return ui_select(ctx, str_from(name), label, list, n);
}

static FieldView method_field(Ctx *ctx, Str chosen)
{
    static const OptionView METHODS[] = {
        {.value = S_INIT("transfer"), .label = {.id = N_("Electronic bank transfer")}},
        {.value = S_INIT("wire"), .label = {.id = N_("International transfer (BIC)")}}};
    FieldView f = choice(ctx, "method", MSG("Payment method"), METHODS, COUNT_OF(METHODS), chosen);
    f.hint = MSG("A bank transfer takes two to three working days, an international one up to ten.");
    return f;
}

FieldView payout_currency_field(Ctx *ctx, const PayoutRules *rules, Str chosen)
{
    OptionView *list = arena_array(ctx->arena, OptionView, rules->currencies_n);
    for (size_t i = 0; i < rules->currencies_n; i++) {
        Buf b = buf_on_arena(ctx->arena, 64);
        fmt_money(&b, ctx->locale, rules->minimum[i]);
        Str code = str_from(rules->minimum[i].cur.code);
        list[i] = (OptionView){.value = code,
                               .label = MSG2("{currency}, paid from {amount}", "currency", code, "amount", buf_str(&b)),
                               .selected = str_eq(code, chosen)};
    }
    return ui_select(ctx, S("currency"), MSG("Currency"), list, rules->currencies_n);
}

static FieldView country_field(Ctx *ctx, const PayoutRules *rules, bool tax, Str chosen)
{
    FieldView f = ui_country(ctx, S("country"), chosen, tax ? MSG("Country of taxes") : MSG("Country of the bank"));
    if (tax || !rules->countries.n) {
        return f;
    }
    OptionView *list = arena_array(ctx->arena, OptionView, f.options_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < f.options_n; i++) {
        if (!f.options[i].value.n || payout_pays_to(rules, f.options[i].value)) {
            list[n++] = f.options[i];
        }
    }
    f.options = list;
    f.options_n = n;
    return f;
}

static FieldView person_field(Ctx *ctx, Str chosen)
{
    static const OptionView PERSONS[] = {{.value = S_INIT("company"), .label = {.id = N_("A company")}},
                                         {.value = S_INIT("person"), .label = {.id = N_("A person")}}};
    return choice(ctx, "person", MSG("Who is taxed"), PERSONS, COUNT_OF(PERSONS), chosen);
}

static void fill_steps(StepView steps[2], Url first, bool second)
{
    steps[0] = (StepView){.label = MSG("Country"), .url = first, .state = second ? STEP_DONE : STEP_CURRENT};
    steps[1] = (StepView){.label = MSG("Details"), .state = second ? STEP_CURRENT : STEP_TODO};
}

static Msg form_title(bool tax, bool changes)
{
    return tax ? (changes ? MSG("Change the tax profile") : MSG("New tax profile"))
               : (changes ? MSG("Change the bank profile") : MSG("New bank profile"));
}

static Err start_page(AccountCtx a, bool tax, const PayoutProfile *was, Url at)
{
    Ctx *ctx = a.ctx;
    PayoutRules rules;
    TRY(payout_rules(ctx, &rules));
    Str country = ctx_query(ctx, S("country"));
    ProfileStartView *v = arena_new(ctx->arena, ProfileStartView);
    v->shell = payout_shell(ctx, form_title(tax, was != NULL), S(""));
    v->tax = tax;
    v->action = at;
    v->back = was ? profile_url(ctx, tax, was->id, "") : home_path(ctx, PAYOUT_PAGE);
    fill_steps(v->steps, at, false);
    v->country = country_field(ctx, &rules, tax, country.n ? country : was ? was->country : ctx->account.country);
    v->method = method_field(ctx, was ? was->method : S("transfer"));
    v->currency = payout_currency_field(ctx, &rules, was ? was->currency : S(""));
    v->person = person_field(ctx, was && str_eq(was->form, S("person")) ? S("person") : S("company"));
    RENDER(ctx, 200, payout_start, v);
    return OK;
}

/* --- the second step --- */

static void off(FieldView *f, const char *width)
{
    f->autocomplete = S("off");
    f->width = str_from(width);
}

static ProfileFormView *form_frame(AccountCtx a, bool tax, const PayoutProfile *was, Url at, Str country,
                                   const Str *names, size_t names_n)
{
    Ctx *ctx = a.ctx;
    ProfileFormView *v = arena_new(ctx->arena, ProfileFormView);
    v->shell = payout_shell(ctx, form_title(tax, was != NULL), S(""));
    v->tax = tax;
    v->changes = was != NULL;
    v->again = was && str_eq(was->state, S("approved"));
    v->form = (FormView){.action = at, .errors = ui_errors(ctx, names, names_n), .version = was ? was->version : 0};
    v->shell->failed = v->form.errors.links_n > 0;
    v->other_country = url_with(ctx->arena, at, S("step"), S("country"));
    v->back = was ? profile_url(ctx, tax, was->id, "") : home_path(ctx, PAYOUT_PAGE);
    Str place = country_name(ctx->arena, ctx->locale, country);
    v->country_line = tax ? MSG1("Taxed in {country}", "country", place) : MSG1("Bank in {country}", "country", place);
    fill_steps(v->steps, v->other_country, true);
    v->kept[v->kept_n++] = (HiddenField){.name = S("country"), .value = country};
    return v;
}

static FieldView name_field(Ctx *ctx, Str value)
{
    FieldView f = ui_field(ctx, S("name"), value, MSG("Name of the profile"));
    f.hint = MSG("For yourselves: it is shown where profiles are chosen.");
    f.max_length = PAYOUT_NAME_MAX;
    f.autocomplete = S("off");
    return f;
}

static void local_fields(Ctx *ctx, const PayoutBank *in, const CountryBank *rule, ProfileFormView *v)
{
    const CountryId *code = country_id(COUNTRY_BANK_CODE, in->country);
    v->has_local = true;
    v->has_code = !(rule && rule->whole);
    v->code = ui_field(ctx, S("code"), in->code, MSG("Bank code"));
    if (code) {
        v->code.label = MSG1("{name}", "name", str_from(code->name));
    }
    v->code.hint = country_hint(COUNTRY_BANK_CODE, in->country);
    v->number = ui_field(ctx, S("number"), in->number, MSG("Account number"));
    if (rule && rule->name) {
        v->number.label = MSG1("{name}", "name", str_from(rule->name));
    }
    v->number.hint = rule && rule->min
                         ? MSG1("Like {example}.", "example", str_from(rule->example))
                         : MSG("Numbers of this country are not compared with a rule here; the vendor looks at them.");
    off(&v->code, "w-16");
    off(&v->number, "");
}

static Err bank_form(AccountCtx a, const PayoutProfile *was, Url at, const PayoutBank *in, ProfileFormView **ret)
{
    static const Str NAMES[] = {S_INIT("country"), S_INIT("name"),   S_INIT("method"), S_INIT("currency"),
                                S_INIT("bank"),    S_INIT("bic"),    S_INIT("holder"), S_INIT("iban"),
                                S_INIT("code"),    S_INIT("number"), S_INIT("version")};
    Ctx *ctx = a.ctx;
    PayoutRules rules;
    TRY(payout_rules(ctx, &rules));
    const CountryBank *rule = country_bank(in->country);
    ProfileFormView *v = form_frame(a, false, was, at, in->country, NAMES, COUNT_OF(NAMES));
    v->name = name_field(ctx, in->name);
    v->method = method_field(ctx, in->method);
    v->currency = payout_currency_field(ctx, &rules, in->currency);
    v->bank = ui_field(ctx, S("bank"), in->bank, MSG("Name of the bank"));
    v->bank.max_length = PAYOUT_BANK_MAX;
    v->bic = ui_field(ctx, S("bic"), in->bic, MSG("BIC"));
    v->bic.hint = MSG("8 or 11 letters and digits. Needed for an international transfer.");
    v->bic.optional = !str_eq(in->method, S("wire"));
    off(&v->bank, "");
    off(&v->bic, "w-16");
    v->holder = ui_field(ctx, S("holder"), in->holder, MSG("Account holder"));
    v->holder.hint = MSG("The company or person the account belongs to, as the bank knows it.");
    v->has_iban = rule && rule->iban;
    v->iban = ui_field(ctx, S("iban"), in->iban, MSG("IBAN"));
    v->iban.hint = MSG("Spaces do not matter.");
    off(&v->iban, "");
    if (!v->has_iban || rule->min) {
        local_fields(ctx, in, rule, v);
    }
    if (was && str_eq(was->country, in->country)) {
        FieldView *f = v->has_iban && str_eq(was->form, S("iban")) ? &v->iban : &v->number;
        f->hint = MSG1("Leave it empty to keep {masked}.", "masked", payout_masked(ctx, was->last4));
        v->iban.optional = v->code.optional = v->number.optional = true;
    }
    v->iban.optional = v->iban.optional || v->has_local;
    *ret = v;
    return OK;
}

static Err tax_form(AccountCtx a, const PayoutProfile *was, Url at, const PayoutTax *in, ProfileFormView **ret)
{
    static const Str NAMES[] = {S_INIT("country"),   S_INIT("person"),   S_INIT("name"),
                                S_INIT("holder"),    S_INIT("number"),   S_INIT("treaty"),
                                S_INIT("signed_by"), S_INIT("declared"), S_INIT("version")};
    Ctx *ctx = a.ctx;
    PayoutRules rules;
    TRY(payout_rules(ctx, &rules));
    Str form = payout_form(&rules, in->country, in->person);
    bool resident = str_eq(form, S("resident")), person = str_eq(in->person, S("person"));
    int64_t treaty = payout_treaty(&rules, in->country);
    ProfileFormView *v = form_frame(a, true, was, at, in->country, NAMES, COUNT_OF(NAMES));
    v->kept[v->kept_n++] = (HiddenField){.name = S("person"), .value = in->person};
    v->name = name_field(ctx, in->name);
    v->form_name = payout_form_name(&rules, form);
    v->holder = ui_field(ctx, S("holder"), in->holder, MSG("Name at the tax office"));
    v->number = ui_field(ctx, S("number"), in->number, MSG("Tax number"));
    v->number.hint =
        person ? MSG("Of the person, as the tax office writes it.") : country_hint(COUNTRY_TAX, in->country);
    if (was && str_eq(was->country, in->country) && str_eq(was->form, form)) {
        v->number.hint = MSG1("Leave it empty to keep {masked}.", "masked", payout_masked(ctx, was->last4));
        v->number.optional = true;
    }
    off(&v->number, "");
    v->may_treaty = !resident && treaty >= 0;
    v->treaty = ui_field(ctx, S("treaty"), S("1"), MSG("The tax treaty with this country is claimed"));
    v->treaty.kind = FIELD_CHECKBOX;
    v->treaty.checked = in->treaty;
    v->treaty.hint = MSG1("The vendor then keeps back {percent}.", "percent", rate_text(ctx, treaty));
    v->withholding = resident ? MSG("Nothing is kept back from who is taxed in the vendor's country.")
                              : MSG1("Without a treaty the vendor keeps back {percent} of what it is bound to.",
                                     "percent", rate_text(ctx, rules.withholding));
    v->signed_by = ui_field(ctx, S("signed_by"), in->signed_by, MSG("Your name, as signature"));
    v->signed_by.autocomplete = S("name");
    v->declared = ui_field(ctx, S("declared"), S("1"),
                           MSG("I declare that what stands here is true and complete, and that I may sign for it."));
    v->declared.kind = FIELD_CHECKBOX;
    v->declared.checked = in->declared;
    *ret = v;
    return OK;
}

/* --- both steps, for new ones and for changes --- */

static bool has_country(Ctx *ctx)
{
    return country_known(ctx_query(ctx, S("country"))) && !ctx_query(ctx, S("step")).n;
}

static Str either(Str asked, Str otherwise) { return asked.n ? asked : otherwise; }

static Err bank_get(AccountCtx a, const PayoutProfile *was, Url at)
{
    Ctx *ctx = a.ctx;
    if (!was ? !has_country(ctx) : ctx_query(ctx, S("step")).n > 0) {
        return start_page(a, false, was, at);
    }
    PayoutBank in = {.name = was ? was->name : S(""),
                     .country = either(ctx_query(ctx, S("country")), was ? was->country : S("")),
                     .method = either(ctx_query(ctx, S("method")), was ? was->method : S("transfer")),
                     .currency = either(ctx_query(ctx, S("currency")), was ? was->currency : S("")),
                     .holder = was ? was->holder : ctx->account.name,
                     .bank = was ? was->bank : S(""),
                     .bic = was ? was->bic : S("")};
    ProfileFormView *v;
    TRY(bank_form(a, was, at, &in, &v));
    RENDER(ctx, 200, payout_form, v);
    return OK;
}

static Err tax_get(AccountCtx a, const PayoutProfile *was, Url at)
{
    Ctx *ctx = a.ctx;
    if (!was ? !has_country(ctx) : ctx_query(ctx, S("step")).n > 0) {
        return start_page(a, true, was, at);
    }
    Str person = was && str_eq(was->form, S("person")) ? S("person") : S("company");
    PayoutTax in = {.name = was ? was->name : S(""),
                    .country = either(ctx_query(ctx, S("country")), was ? was->country : S("")),
                    .person = either(ctx_query(ctx, S("person")), person),
                    .holder = was ? was->holder : ctx->account.name,
                    .treaty = was && was->treaty};
    ProfileFormView *v;
    TRY(tax_form(a, was, at, &in, &v));
    RENDER(ctx, 200, payout_form, v);
    return OK;
}

static Str typed(Ctx *ctx, const char *name) { return str_trim(ctx_form(ctx, str_from(name))); }

static int64_t version_of(Ctx *ctx)
{
    int64_t version = 0;
    return str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0;
}

/* A stale save is an error of the form: nothing that was typed is lost. */
static void check_version(Ctx *ctx, const PayoutProfile *was)
{
    if (was && version_of(ctx) != was->version) {
        problem_field(
            ctx, S("name"),
            MSG("Somebody saved this profile meanwhile. Look at it first, then save again if yours is right."));
    }
}

static Err saved(AccountCtx a, bool tax, Id id)
{
    ctx_redirect(a.ctx, profile_url(a.ctx, tax, id, ""), MSG("The profile is saved."));
    return OK;
}

static Err bank_post(AccountCtx a, const PayoutProfile *was, Url at)
{
    Ctx *ctx = a.ctx;
    PayoutBank in = {.name = typed(ctx, "name"),
                     .country = typed(ctx, "country"),
                     .method = typed(ctx, "method"),
                     .currency = typed(ctx, "currency"),
                     .holder = typed(ctx, "holder"),
                     .bank = typed(ctx, "bank"),
                     .bic = typed(ctx, "bic"),
                     .iban = ctx_form(ctx, S("iban")),
                     .code = ctx_form(ctx, S("code")),
                     .number = ctx_form(ctx, S("number"))};
    Id id;
    check_version(ctx, was);
    Err err = payout_bank_save(a, was, &in, was ? was->version : 0, &id);
    if (err == ERR_INVALID) {
        ProfileFormView *v;
        TRY(bank_form(a, was, at, &in, &v));
        return RENDER_FAILED(ctx, payout_form, v);
    }
    TRY(err);
    return saved(a, false, id);
}

static Err tax_post(AccountCtx a, const PayoutProfile *was, Url at)
{
    Ctx *ctx = a.ctx;
    PayoutTax in = {.name = typed(ctx, "name"),
                    .country = typed(ctx, "country"),
                    .person = typed(ctx, "person"),
                    .holder = typed(ctx, "holder"),
                    .number = typed(ctx, "number"),
                    .signed_by = typed(ctx, "signed_by"),
                    .treaty = ctx_form(ctx, S("treaty")).n > 0,
                    .declared = ctx_form(ctx, S("declared")).n > 0};
    Id id;
    check_version(ctx, was);
    Err err = payout_tax_save(a, was, &in, was ? was->version : 0, &id);
    if (err == ERR_INVALID) {
        ProfileFormView *v;
        TRY(tax_form(a, was, at, &in, &v));
        return RENDER_FAILED(ctx, payout_form, v);
    }
    TRY(err);
    return saved(a, true, id);
}

Err payout_bank_new_page(AccountCtx a) { return bank_get(a, NULL, home_path(a.ctx, PAYOUT_PAGE "/bank/new")); }
Err payout_bank_new_post(AccountCtx a) { return bank_post(a, NULL, home_path(a.ctx, PAYOUT_PAGE "/bank/new")); }
Err payout_tax_new_page(AccountCtx a) { return tax_get(a, NULL, home_path(a.ctx, PAYOUT_PAGE "/tax/new")); }
Err payout_tax_new_post(AccountCtx a) { return tax_post(a, NULL, home_path(a.ctx, PAYOUT_PAGE "/tax/new")); }

Err payout_bank_edit_page(AccountCtx a)
{
    PayoutProfile p;
    TRY(of_path(a, false, &p));
    return bank_get(a, &p, profile_url(a.ctx, false, p.id, "/edit"));
}

Err payout_bank_edit_post(AccountCtx a)
{
    PayoutProfile p;
    TRY(of_path(a, false, &p));
    return bank_post(a, &p, profile_url(a.ctx, false, p.id, "/edit"));
}

Err payout_tax_edit_page(AccountCtx a)
{
    PayoutProfile p;
    TRY(of_path(a, true, &p));
    return tax_get(a, &p, profile_url(a.ctx, true, p.id, "/edit"));
}

Err payout_tax_edit_post(AccountCtx a)
{
    PayoutProfile p;
    TRY(of_path(a, true, &p));
    return tax_post(a, &p, profile_url(a.ctx, true, p.id, "/edit"));
}
