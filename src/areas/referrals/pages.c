/* Referrals settings: the form, the rules in their order, and the form of a rule. */
#include "areas/referrals/pages.h"

#include "app/audit.h"
#include "areas/home/home.h"
#include "areas/referrals/referrals_view.h"
#include "gen/referrals_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/referrals"
enum { COUNTRIES_MAX = 60, LIMIT_MAX = 10000 };

static ShellView *referrals_shell(Ctx *ctx, Msg last)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[n++] = (Crumb){.label = MSG("Referrals")};
    if (msg_is_set(last)) {
        crumbs[n - 1].url = home_path(ctx, PAGE);
        crumbs[n++] = (Crumb){.label = last};
    }
    ShellView *shell = shell_view(ctx, msg_is_set(last) ? last : MSG("Referrals"), crumbs, n);
    shell->workspace = MSG("Account settings");
    return shell;
}

/* --- lists of codes --- */

static FieldView choose_many(Ctx *ctx, const char *name, Str chosen, Msg label, const ReferralCode *codes, size_t n)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        Str code = str_from(codes[i].code);
        o[i] = (OptionView){.value = code, .label = MSG_OF(codes[i].name), .selected = str_has_word(chosen, code)};
    }
    FieldView f = ui_select(ctx, str_from(name), label, o, n);
    f.multiple = f.optional = true;
    f.hint = MSG("None chosen: all.");
    return f;
}

static FieldView choose_countries(Ctx *ctx, Str chosen)
{
    size_t n;
    const NamedCode *list = country_list(ctx->locale, &n);
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] =
            (OptionView){.value = list[i].code, .text = list[i].name, .selected = str_has_word(chosen, list[i].code)};
    }
    FieldView f = ui_select(ctx, S("countries"), MSG("Countries of the customer"), o, n);
    f.multiple = f.optional = true;
    f.hint = MSG("None chosen: all.");
    return f;
}

static FieldView choose_languages(Ctx *ctx, Str chosen)
{
    size_t n;
    const Str *names;
    const Str *tags = locale_languages(&n, &names);
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] = (OptionView){.value = tags[i], .text = names[i], .selected = str_has_word(chosen, tags[i])};
    }
    FieldView f = ui_select(ctx, S("languages"), MSG("Languages"), o, n);
    f.multiple = f.optional = true;
    f.hint = MSG("None chosen: all.");
    return f;
}

/* What was chosen, in the order of the list; anything else that a form may hold is left out. */
static Str chosen_of(Ctx *ctx, const FieldView *f)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < f->options_n; i++) {
        Str value;
        for (size_t k = 0; ctx_form_nth(ctx, f->name, k, &value); k++) {
            if (str_eq(value, f->options[i].value)) {
                buf_fmt(&b, "%s%.*s", b.n ? " " : "", S_ARG(value));
                break;
            }
        }
    }
    return buf_str(&b);
}

static Str names_of(Ctx *ctx, const FieldView *f)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < f->options_n; i++) {
        const OptionView *o = &f->options[i];
        if (o->selected) {
            Str text = msg_is_set(o->label) ? msg_text(ctx->arena, ctx->locale, &o->label) : o->text;
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(text));
        }
    }
    return buf_str(&b);
}

typedef struct Lists {
    Str countries, solutions, sizes, languages;
} Lists;
typedef struct ListFields {
    FieldView countries, solutions, sizes, languages;
} ListFields;

static ListFields list_fields(Ctx *ctx, const Lists *l)
{
    return (ListFields){
        .countries = choose_countries(ctx, l->countries),
        .solutions = choose_many(ctx, "solutions", l->solutions, MSG("Solution areas"), REFERRAL_SOLUTIONS,
                                 REFERRAL_SOLUTIONS_N),
        .sizes = choose_many(ctx, "sizes", l->sizes, MSG("Sizes of the customer"), REFERRAL_SIZES, REFERRAL_SIZES_N),
        .languages = choose_languages(ctx, l->languages)};
}

static Lists typed_lists(Ctx *ctx)
{
    ListFields f = list_fields(ctx, &(Lists){S(""), S(""), S(""), S("")});
    return (Lists){chosen_of(ctx, &f.countries), chosen_of(ctx, &f.solutions), chosen_of(ctx, &f.sizes),
                   chosen_of(ctx, &f.languages)};
}

/* --- whom they are for --- */

static FieldView choose_location(Ctx *ctx, const ReferralLocationsRow *rows, size_t n, Id chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.value = S(""), .label = MSG("The account itself"), .selected = id_is_nil(chosen)};
    for (size_t i = 0; i < n; i++) {
        o[i + 1] = (OptionView){.value = id_text(ctx->arena, rows[i].id),
                                .text = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(rows[i].name), S_ARG(rows[i].city)),
                                .selected = id_eq(rows[i].id, chosen)};
    }
    return ui_select(ctx, S("location"), MSG("Location"), o, n + 1);
}

static FieldView person_field(Ctx *ctx, Str value)
{
    FieldView f = ui_field(ctx, S("person"), value, MSG("Sign-in name of the person"));
    f.optional = true;
    f.autocomplete = S("off");
    f.hint = MSG("Empty: nobody in particular; the account's referrals admins are told.");
    return f;
}

/* Problems of the fields when they name nobody or nothing of the account. */
static Err typed_target(AccountCtx a, Id *ret_location, Id *ret_user)
{
    Ctx *ctx = a.ctx;
    Str person = str_lower_ascii(ctx->arena, str_trim(ctx_form(ctx, S("person"))));
    Str location = ctx_form(ctx, S("location"));
    ReferralLocationsRow *rows;
    size_t n;
    *ret_location = *ret_user = ID_NIL;
    TRY(q_referral_locations(a, NULL, &rows, &n));
    if (location.n && id_parse(location, ret_location) == OK) {
        bool ours = false;
        for (size_t i = 0; i < n; i++) {
            ours = ours || id_eq(rows[i].id, *ret_location);
        }
        if (!ours) {
            problem_field(ctx, S("location"), MSG("Choose one of the account's locations."));
        }
    }
    if (person.n) {
        ReferralPeopleRow *people;
        TRY(q_referral_people(a, &(ReferralPeopleArgs){.sign_in = person, .with_named = true}, &people, &n));
        *ret_user = n ? people[0].user_id : ID_NIL;
        if (!n) {
            problem_field(ctx, S("person"),
                          MSG("Nobody of your people who can sign in has this name. Look in User management."));
        }
    }
    return OK;
}

static const ReferralPeopleRow *person_of(const ReferralPeopleRow *people, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(people[i].user_id, id)) {
            return &people[i];
        }
    }
    return NULL;
}

/* --- the page --- */

typedef struct Stored {
    bool there;
    ReferralSettingsGetRow s;
    ReferralRulesRow *rules;
    ReferralPeopleRow *people;
    ReferralLocationsRow *places;
    size_t rules_n, people_n, places_n;
} Stored;

static Err stored_read(AccountCtx a, Stored *ret)
{
    *ret = (Stored){.s = {.countries = S(""),
                          .solutions = S(""),
                          .sizes = S(""),
                          .languages = S(""),
                          .days = S("1 2 3 4 5"),
                          .tell = S("person_admins")}};
    Err err = q_referral_settings_get(a, NULL, &ret->s);
    ret->there = err == OK;
    if (err != ERR_NOT_FOUND) {
        TRY(err);
    }
    TRY(q_referral_rules(a, NULL, &ret->rules, &ret->rules_n));
    TRY(q_referral_locations(a, NULL, &ret->places, &ret->places_n));
    return referral_rule_people(a, &ret->s, ret->rules, ret->rules_n, &ret->people, &ret->people_n);
}

static void fill_rules(Ctx *ctx, const Stored *w, ReferralsView *v)
{
    ReferralRuleLine *lines = arena_array(ctx->arena, ReferralRuleLine, w->rules_n + 1);
    Str base = home_path(ctx, PAGE).s;
    for (size_t i = 0; i < w->rules_n; i++) {
        const ReferralRulesRow *r = &w->rules[i];
        ListFields f = list_fields(ctx, &(Lists){r->countries, r->solutions, r->sizes, r->languages});
        const ReferralPeopleRow *p = person_of(w->people, w->people_n, r->user_id);
        Str id = id_text(ctx->arena, r->id);
        lines[i] = (ReferralRuleLine){
            .number = (int64_t)i + 1,
            .countries = names_of(ctx, &f.countries),
            .solutions = names_of(ctx, &f.solutions),
            .sizes = names_of(ctx, &f.sizes),
            .languages = names_of(ctx, &f.languages),
            .place = S(""),
            .person = p ? str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p->first_name), S_ARG(p->last_name)) : S(""),
            .gone = !p && !id_is_nil(r->user_id),
            .edit = {str_fmt(ctx->arena, "%.*s/rules/%.*s", S_ARG(base), S_ARG(id))},
            .up = {str_fmt(ctx->arena, "%.*s/rules/%.*s/up", S_ARG(base), S_ARG(id))},
            .down = {str_fmt(ctx->arena, "%.*s/rules/%.*s/down", S_ARG(base), S_ARG(id))},
            .remove = {str_fmt(ctx->arena, "%.*s/rules/%.*s/remove", S_ARG(base), S_ARG(id))}};
        for (size_t k = 0; k < w->places_n; k++) {
            lines[i].place = id_eq(w->places[k].id, r->location_id) ? w->places[k].name : lines[i].place;
        }
    }
    v->rules = lines;
    v->rules_n = w->rules_n;
}

static FieldView number(Ctx *ctx, const char *name, Str value, Msg label)
{
    FieldView f = ui_field(ctx, str_from(name), value, label);
    f.inputmode = S("numeric");
    f.width = S("w-4");
    f.hint = MSG("0: no limit.");
    return f;
}

static FieldView tell_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 3);
    o[0] = (OptionView){.value = S("person"), .label = MSG("The person it is for")};
    o[1] = (OptionView){.value = S("person_admins"), .label = MSG("The person and the referrals admins")};
    o[2] = (OptionView){.value = S("admins"), .label = MSG("The referrals admins only")};
    for (size_t i = 0; i < 3; i++) {
        o[i].selected = str_eq(o[i].value, chosen);
    }
    return ui_select(ctx, S("tell"), MSG("Who is told of a new referral"), o, 3);
}

typedef struct Typed { /* what stands in the form */
    bool takes;
    Lists lists;
    Str days, per_week, open_max, person, tell;
    Id location;
} Typed;

static ReferralsView *view_of(Ctx *ctx, const Stored *w, const Typed *t)
{
    static const Str NAMES[] = {S_INIT("takes"),     S_INIT("countries"), S_INIT("solutions"), S_INIT("sizes"),
                                S_INIT("languages"), S_INIT("days"),      S_INIT("per_week"),  S_INIT("open_max"),
                                S_INIT("location"),  S_INIT("person"),    S_INIT("tell")};
    ReferralsView *v = arena_new(ctx->arena, ReferralsView);
    ListFields f = list_fields(ctx, &t->lists);
    *v = (ReferralsView){
        .shell = referrals_shell(ctx, (Msg){0}),
        .may_edit = ctx_may(ctx, &REFERRALS_ROUTING),
        .state = w->s.takes ? (StateView){STATE_GOOD, MSG("Takes referrals")}
                            : (StateView){STATE_OFF, MSG("Takes no referrals")},
        .form = {.action = home_path(ctx, PAGE),
                 .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                 .version = w->s.version},
        .takes = {.kind = FIELD_CHECKBOX,
                  .name = S("takes"),
                  .label = MSG("The account takes referrals"),
                  .value = S("yes"),
                  .checked = t->takes},
        .countries = f.countries,
        .solutions = f.solutions,
        .sizes = f.sizes,
        .languages = f.languages,
        .days = choose_many(ctx, "days", t->days, MSG("Days of the week"), REFERRAL_DAYS, REFERRAL_DAYS_N),
        .per_week = number(ctx, "per_week", t->per_week, MSG("At most in a week")),
        .open_max = number(ctx, "open_max", t->open_max, MSG("At most waiting for an answer")),
        .location = choose_location(ctx, w->places, w->places_n, t->location),
        .person = person_field(ctx, t->person),
        .tell = tell_field(ctx, t->tell),
        .add = home_path(ctx, PAGE "/rules/new"),
    };
    v->shell->failed = v->form.errors.links_n > 0;
    fill_rules(ctx, w, v);
    return v;
}

static Str digits(Ctx *ctx, int64_t n) { return str_fmt(ctx->arena, "%lld", (long long)n); }

Err referrals_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Stored w;
    TRY(stored_read(a, &w));
    const ReferralPeopleRow *p = person_of(w.people, w.people_n, w.s.fallback_user_id);
    Typed t = {.takes = w.s.takes,
               .lists = {w.s.countries, w.s.solutions, w.s.sizes, w.s.languages},
               .days = w.s.days,
               .per_week = digits(ctx, w.s.per_week),
               .open_max = digits(ctx, w.s.open_max),
               .person = p ? p->sign_in : S(""),
               .tell = w.s.tell,
               .location = w.s.fallback_location_id};
    ReferralsView *v = view_of(ctx, &w, &t);
    RENDER(ctx, 200, referrals_settings, v);
    return OK;
}

static int64_t limit_of(Ctx *ctx, const char *name, Str typed)
{
    int64_t n = 0;
    if (str_to_i64(typed, &n) != OK || n < 0 || n > LIMIT_MAX) {
        problem_field(ctx, str_from(name), MSG("Enter a whole number, 0 to 10,000."));
    }
    return n;
}

Err referrals_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Stored w;
    int64_t version = ui_version(ctx), changed = 0;
    Id user;
    TRY(stored_read(a, &w));
    Typed t = {.takes = ctx_form(ctx, S("takes")).n > 0,
               .lists = typed_lists(ctx),
               .per_week = str_trim(ctx_form(ctx, S("per_week"))),
               .open_max = str_trim(ctx_form(ctx, S("open_max"))),
               .person = str_trim(ctx_form(ctx, S("person"))),
               .tell = ctx_form(ctx, S("tell"))};
    FieldView days = choose_many(ctx, "days", S(""), (Msg){0}, REFERRAL_DAYS, REFERRAL_DAYS_N);
    t.days = chosen_of(ctx, &days);
    int64_t per_week = limit_of(ctx, "per_week", t.per_week), open_max = limit_of(ctx, "open_max", t.open_max);
    TRY(typed_target(a, &t.location, &user));
    if (!str_has_word(S("person person_admins admins"), t.tell)) {
        problem_field(ctx, S("tell"), MSG("Choose who is told."));
    }
    if (version != w.s.version) {
        problem_field(ctx, S("takes"),
                      MSG("Somebody saved these settings meanwhile. Save again to put yours over them."));
    }
    if (problem_check(ctx) != OK) {
        ReferralsView *v = view_of(ctx, &w, &t);
        return RENDER_FAILED(ctx, referrals_settings, v);
    }
    if (!w.there) {
        TRY(q_referral_settings_add(a,
                                    &(ReferralSettingsAddArgs){.takes = t.takes,
                                                               .countries = t.lists.countries,
                                                               .solutions = t.lists.solutions,
                                                               .sizes = t.lists.sizes,
                                                               .languages = t.lists.languages,
                                                               .days = t.days,
                                                               .per_week = per_week,
                                                               .open_max = open_max,
                                                               .fallback_location_id = t.location,
                                                               .fallback_user_id = user,
                                                               .tell = t.tell},
                                    &changed));
    } else {
        TRY(q_referral_settings_put(a,
                                    &(ReferralSettingsPutArgs){.takes = t.takes,
                                                               .countries = t.lists.countries,
                                                               .solutions = t.lists.solutions,
                                                               .sizes = t.lists.sizes,
                                                               .languages = t.lists.languages,
                                                               .days = t.days,
                                                               .per_week = per_week,
                                                               .open_max = open_max,
                                                               .fallback_location_id = t.location,
                                                               .fallback_user_id = user,
                                                               .tell = t.tell,
                                                               .version = version},
                                    &changed));
    }
    if (!changed) {
        return ERR_STALE;
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"takesReferrals", w.s.takes ? S("true") : S("false")},
                                   {"countries", w.s.countries}, {"solutions", w.s.solutions});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"takesReferrals", t.takes ? S("true") : S("false")},
                                  {"countries", t.lists.countries}, {"solutions", t.lists.solutions});
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("Referrals settings are saved."));
    return OK;
}

/* --- a rule --- */

static Err rule_of_path(AccountCtx a, const Stored *w, size_t *ret_at)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("rule"), &id));
    for (size_t i = 0; i < w->rules_n; i++) {
        if (id_eq(w->rules[i].id, id)) {
            *ret_at = i;
            return OK;
        }
    }
    return problem(a.ctx, ERR_NOT_FOUND, MSG("There is no such rule."), MSG("Choose one from Referrals settings."));
}

static ReferralRuleView *rule_view(Ctx *ctx, const Stored *w, const Typed *t, Url action)
{
    static const Str NAMES[] = {S_INIT("countries"), S_INIT("solutions"), S_INIT("sizes"),
                                S_INIT("languages"), S_INIT("location"),  S_INIT("person")};
    ReferralRuleView *v = arena_new(ctx->arena, ReferralRuleView);
    ListFields f = list_fields(ctx, &t->lists);
    *v = (ReferralRuleView){.shell = referrals_shell(ctx, MSG("Routing rule")),
                            .form = {.action = action, .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
                            .countries = f.countries,
                            .solutions = f.solutions,
                            .sizes = f.sizes,
                            .languages = f.languages,
                            .location = choose_location(ctx, w->places, w->places_n, t->location),
                            .person = person_field(ctx, t->person),
                            .back = home_path(ctx, PAGE)};
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err referral_rule_new_page(AccountCtx a)
{
    Stored w;
    TRY(stored_read(a, &w));
    Typed t = {.lists = {S(""), S(""), S(""), S("")}, .person = S("")};
    ReferralRuleView *v = rule_view(a.ctx, &w, &t, home_path(a.ctx, PAGE "/rules/new"));
    RENDER(a.ctx, 200, referral_rule, v);
    return OK;
}

static Url rule_url(Ctx *ctx, Id id)
{
    return (Url){str_fmt(ctx->arena, "%.*s/rules/%.*s", S_ARG(home_path(ctx, PAGE).s), S_ARG(id_text(ctx->arena, id)))};
}

Err referral_rule_page(AccountCtx a)
{
    Stored w;
    size_t at;
    TRY(stored_read(a, &w));
    TRY(rule_of_path(a, &w, &at));
    const ReferralRulesRow *r = &w.rules[at];
    const ReferralPeopleRow *p = person_of(w.people, w.people_n, r->user_id);
    Typed t = {.lists = {r->countries, r->solutions, r->sizes, r->languages},
               .person = p ? p->sign_in : S(""),
               .location = r->location_id};
    ReferralRuleView *v = rule_view(a.ctx, &w, &t, rule_url(a.ctx, r->id));
    Str base = v->form.action.s;
    v->up = (Url){str_concat(a.ctx->arena, base, S("/up"))};
    v->down = (Url){str_concat(a.ctx->arena, base, S("/down"))};
    v->remove = (Url){str_concat(a.ctx->arena, base, S("/remove"))};
    RENDER(a.ctx, 200, referral_rule, v);
    return OK;
}

static void audit_rule(Ctx *ctx, int64_t number, const Lists *l)
{
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"rule", digits(ctx, number)}, {"countries", l->countries}, {"solutions", l->solutions});
}

Err referral_rule_new_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Stored w;
    Id user;
    TRY(stored_read(a, &w));
    Typed t = {.lists = typed_lists(ctx), .person = str_trim(ctx_form(ctx, S("person")))};
    TRY(typed_target(a, &t.location, &user));
    if (w.rules_n >= REFERRAL_RULES_MAX) {
        problem_field(ctx, S("countries"), MSG("There are 50 rules already. Remove one, or widen another."));
    }
    if (problem_check(ctx) != OK) {
        ReferralRuleView *v = rule_view(ctx, &w, &t, home_path(ctx, PAGE "/rules/new"));
        return RENDER_FAILED(ctx, referral_rule, v);
    }
    TRY(q_referral_rule_add(a,
                            &(ReferralRuleAddArgs){.id = ctx_new_id(ctx),
                                                   .place = w.rules_n ? w.rules[w.rules_n - 1].place + 1 : 1,
                                                   .countries = t.lists.countries,
                                                   .solutions = t.lists.solutions,
                                                   .sizes = t.lists.sizes,
                                                   .languages = t.lists.languages,
                                                   .location_id = t.location,
                                                   .user_id = user},
                            NULL));
    audit_rule(ctx, (int64_t)w.rules_n + 1, &t.lists);
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The rule is added at the end."));
    return OK;
}

Err referral_rule_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Stored w;
    size_t at;
    Id user;
    TRY(stored_read(a, &w));
    TRY(rule_of_path(a, &w, &at));
    Typed t = {.lists = typed_lists(ctx), .person = str_trim(ctx_form(ctx, S("person")))};
    TRY(typed_target(a, &t.location, &user));
    if (problem_check(ctx) != OK) {
        ReferralRuleView *v = rule_view(ctx, &w, &t, rule_url(ctx, w.rules[at].id));
        return RENDER_FAILED(ctx, referral_rule, v);
    }
    TRY(q_referral_rule_put(a,
                            &(ReferralRulePutArgs){.countries = t.lists.countries,
                                                   .solutions = t.lists.solutions,
                                                   .sizes = t.lists.sizes,
                                                   .languages = t.lists.languages,
                                                   .location_id = t.location,
                                                   .user_id = user,
                                                   .id = w.rules[at].id},
                            NULL));
    audit_rule(ctx, (int64_t)at + 1, &t.lists);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"rule", digits(ctx, (int64_t)at + 1)},
                                   {"countries", w.rules[at].countries}, {"solutions", w.rules[at].solutions});
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The rule is saved."));
    return OK;
}

static Err rule_swap(AccountCtx a, bool up)
{
    Ctx *ctx = a.ctx;
    Stored w;
    size_t at;
    TRY(stored_read(a, &w));
    TRY(rule_of_path(a, &w, &at));
    size_t other = up ? at - 1 : at + 1;
    if ((up && at == 0) || other >= w.rules_n) {
        ctx->audit.skip = true;
    } else {
        TRY(q_referral_rule_place(a, &(ReferralRulePlaceArgs){.place = w.rules[other].place, .id = w.rules[at].id},
                                  NULL));
        TRY(q_referral_rule_place(a, &(ReferralRulePlaceArgs){.place = w.rules[at].place, .id = w.rules[other].id},
                                  NULL));
        ctx->audit.target_kind = S("account");
        ctx->audit.target_id = ctx->account_id;
        ctx->audit.target_name = ctx->account.name;
        ctx->audit.before = AUDIT_JSON(ctx->arena, {"rule", digits(ctx, (int64_t)at + 1)});
        ctx->audit.after = AUDIT_JSON(ctx->arena, {"rule", digits(ctx, (int64_t)other + 1)});
    }
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The order is saved."));
    return OK;
}
Err referral_rule_up_post(AccountCtx a) { return rule_swap(a, true); }
Err referral_rule_down_post(AccountCtx a) { return rule_swap(a, false); }

Err referral_rule_remove_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Stored w;
    size_t at;
    TRY(stored_read(a, &w));
    TRY(rule_of_path(a, &w, &at));
    TRY(q_referral_rule_drop(a, &(ReferralRuleDropArgs){.id = w.rules[at].id}, NULL));
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"rule", digits(ctx, (int64_t)at + 1)},
                                   {"countries", w.rules[at].countries}, {"solutions", w.rules[at].solutions});
    ctx_redirect(ctx, home_path(ctx, PAGE), MSG("The rule is removed."));
    return OK;
}
