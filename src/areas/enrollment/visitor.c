/* A visitor's pages: each step has an address below the draft's secret one, is saved when it is sent, and may be left.
 */
#include "areas/enrollment/pages.h"

#include "app/app.h"
#include "app/phone.h"
#include "app/setting.h"
#include "app/unit.h"
#include "areas/agreements/agreements.h"
#include "areas/enrollment/enrollment_view.h"
#include "areas/partners/partners.h"
#include "gen/enrollment_html.h"
#include "ui/field.h"
#include "ui/shell.h"

enum {
    ASKS_MAX = 5,          /* of one address from one network before it waits */
    ASKS_MAX_NETWORK = 12, /* of any address */
};

/* One request of a visitor, through its units. */
typedef struct Visit {
    Str token;
    EnrollRules rules;
    Draft d;
    bool found;
    DraftHome home;
    Agreement terms;
    bool has_terms;
    Str vendor;
    /* the start */
    Str email;
    SignInKeys keys;
    int64_t wait_s;
    bool busy, domain_busy;
    RegistryLookup registry; /* of the page of legal details */
    /* the steps */
    Str code, name, country, kind;
    bool good, sent;
    LegalFacts facts;
    DraftContact contact;
    EnrollTerms accepted;
    DraftStep back_to;
} Visit;

static Err look(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    TRY(enroll_rules(ctx, &v->rules));
    TRY(installation_get(ctx, S("vendor_name"), &v->vendor));
    Err err = v->token.n ? draft_get(ctx, v->token, &v->d) : ERR_NOT_FOUND;
    v->found = err == OK;
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    if (!draft_proved(&v->d) || !str_eq(v->d.state, S("open"))) {
        return OK;
    }
    TRY(draft_home(ctx, &v->d, &v->home));
    return v->d.country.n ? agreement_in_force(ctx, "membership", v->d.country, &v->terms, &v->has_terms) : OK;
}

/* The token is our own text of URL-safe signs, or of the address that the route matched. */
static Url at(Ctx *ctx, const Visit *v, const char *rest)
{
    return (Url){str_concat(ctx->arena, url_fmt(ctx->arena, "/enroll/%s", v->token).s, str_from(rest))};
}

static Url step_url(Ctx *ctx, const Visit *v, DraftStep step)
{
    return at(ctx, v, str_z(ctx->arena, str_concat(ctx->arena, S("/"), DRAFT_STEP_NAMES[step])));
}

static void private_page(Ctx *ctx)
{
    ctx_header(ctx, S("Referrer-Policy"), S("no-referrer")); /* the address is the secret */
    ctx_header(ctx, S("Cache-Control"), S("no-store"));
}

static VisitorView *view_of(Ctx *ctx, const Visit *v, Msg title)
{
    VisitorView *w = arena_new(ctx->arena, VisitorView);
    w->door = door_view(ctx, title);
    w->vendor = v->vendor;
    w->email = v->d.email;
    w->minutes = ENROLL_CODE_MINUTES;
    w->answer_days = v->rules.answer_days;
    if (v->token.n) {
        w->here = at(ctx, v, "");
        w->again = at(ctx, v, "/again");
        w->discard = at(ctx, v, "/discard");
        w->ask = at(ctx, v, "/ask");
        w->company_url = step_url(ctx, v, DRAFT_COMPANY);
        w->legal_url = step_url(ctx, v, DRAFT_LEGAL);
        w->contact_url = step_url(ctx, v, DRAFT_CONTACT);
        w->until = date_in_zone(ctx->tz, v->d.expires_at);
        private_page(ctx);
    }
    return w;
}

static void fields_failed(Ctx *ctx, VisitorView *w, const Str *names, size_t n)
{
    w->form.errors = ui_errors(ctx, names, n);
    w->door->shell->failed = w->form.errors.links_n > 0;
}

/* --- the address --- */

static VisitorView *start_view(Ctx *ctx, const Visit *v)
{
    static const Str NAMES[] = {S_INIT("email")};
    VisitorView *w = view_of(ctx, v, MSG("Enroll your company"));
    w->closed = str_eq(v->rules.mode, S("off"));
    w->by_invitation = str_eq(v->rules.mode, S("invited"));
    w->form = (FormView){.action = url_static("/enroll"), .no_guard = true};
    w->address = ui_field(ctx, NAMES[0], v->email, MSG("Work e-mail"));
    w->address.kind = FIELD_EMAIL;
    w->address.autocomplete = S("email");
    w->address.inputmode = S("email");
    w->address.hint = MSG("Your own address at the company. A code is sent to it, and you sign in with it later.");
    fields_failed(ctx, w, NAMES, 1);
    return w;
}

Err visitor_start_page(PublicCtx p)
{
    Visit v = {0};
    TRY(look(p.ctx, &v));
    VisitorView *w = start_view(p.ctx, &v);
    RENDER(p.ctx, 200, enroll_start, w);
    return OK;
}

/* Counters of their own; an address and a network each have theirs. */
static SignInKeys keys_of(Ctx *ctx, Str email)
{
    SignInKeys door = identity_sign_in_keys(ctx, email, ctx->req->remote, S(""));
    return (SignInKeys){
        .name = secret_digest(ctx->app, str_concat(ctx->arena, S("enroll|"), digest_hex(ctx->arena, door.name))),
        .network = secret_digest(ctx->app, str_concat(ctx->arena, S("enroll|"), digest_hex(ctx->arena, door.network)))};
}

static Err begin(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    SystemCtx s = system_of(ctx);
    EnrollDomainSinceRow domain;
    EnrollAllSinceRow all;
    Time since = time_add(ctx->wall, -TIME_DAY);
    int64_t counted;
    TRY(enroll_check_address(ctx, &v->rules, &v->email));
    TRY(problem_check(ctx));
    v->keys = keys_of(ctx, v->email);
    TRY(identity_wait(s, &v->keys, &v->wait_s));
    if (v->wait_s > 0) {
        return OK;
    }
    Str host = str_skip(v->email, (size_t)str_rfind_char(v->email, '@') + 1);
    TRY(q_enroll_domain_since(
        s, &(EnrollDomainSinceArgs){.domain = host, .since = since, .network = digest_str(&v->keys.network)}, &domain));
    TRY(q_enroll_all_since(s, &(EnrollAllSinceArgs){.since = since, .network = digest_str(&v->keys.network)}, &all));
    v->domain_busy = domain.n >= v->rules.domain_a_day;
    v->busy = all.n >= v->rules.all_a_day;
    if (v->busy || v->domain_busy) {
        return OK;
    }
    TRY(identity_counters_failed(s, &v->keys, ASKS_MAX, ASKS_MAX_NETWORK, &counted));
    return draft_begin(ctx, &v->rules, v->email, v->token, v->keys.network);
}

static Err start_again(Ctx *ctx, Visit *v, int status)
{
    v->token = S("");
    VisitorView *w = start_view(ctx, v);
    RENDER(ctx, status, enroll_start, w);
    return status == 422 ? ERR_INVALID : OK;
}

Err visitor_start_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.email = str_trim(ctx_form(ctx, S("email")))};
    TRY(unit_run(ctx, MODE_READ, NULL, look, &v));
    if (!str_eq(v.rules.mode, S("public"))) {
        return start_again(ctx, &v, 403);
    }
    v.token = token_new(ctx->arena, 24);
    Err err = unit_run(ctx, MODE_WRITE, NULL, begin, &v);
    if (err == ERR_INVALID) {
        return start_again(ctx, &v, 422);
    }
    TRY(err);
    if (v.wait_s > 0) {
        problem_field(ctx, S("email"),
                      MSGN("You have asked often. Look into your mailbox, or try again in {n} minute.",
                           "You have asked often. Look into your mailbox, or try again in {n} minutes.",
                           (v.wait_s + 59) / 60));
        ctx_header(ctx, S("Retry-After"), str_fmt(ctx->arena, "%lld", (long long)v.wait_s));
        return start_again(ctx, &v, 429);
    }
    if (v.busy || v.domain_busy) {
        problem_field(ctx, S("email"),
                      v.busy
                          ? MSG("More companies enroll today than we can take. Try again tomorrow.")
                          : MSG("Many people enroll with addresses of this domain today. Go on by the link in a mail "
                                "that was sent already, or try again tomorrow."));
        return start_again(ctx, &v, 429);
    }
    ctx_redirect(ctx, at(ctx, &v, ""), (Msg){0});
    return OK;
}

/* --- which page it is --- */

/* The same for a link that is too old, was used up, or never was. */
static Err over(Ctx *ctx, Visit *v)
{
    v->token = S("");
    VisitorView *w = view_of(ctx, v, MSG("This link does not hold any more"));
    w->door->shell->failed = true;
    private_page(ctx);
    RENDER(ctx, 404, enroll_over, w);
    return ERR_NOT_FOUND;
}

static VisitorView *code_view(Ctx *ctx, const Visit *v)
{
    static const Str NAMES[] = {S_INIT("code")};
    VisitorView *w = view_of(ctx, v, MSG("Enter the code"));
    w->form = (FormView){.action = at(ctx, v, "/code"), .no_guard = true};
    w->code = ui_field(ctx, NAMES[0], S(""), MSG("Code"));
    w->code.autocomplete = S("one-time-code");
    w->code.inputmode = S("numeric");
    w->code.max_length = 12;
    w->code.width = S("w-8");
    w->code.focus = true;
    w->may_again = v->d.codes_sent < ENROLL_CODES;
    fields_failed(ctx, w, NAMES, 1);
    return w;
}

static Err sent_page(Ctx *ctx, const Visit *v)
{
    bool asked = str_eq(v->d.state, S("asked"));
    VisitorView *w = view_of(ctx, v, asked ? MSG("Your administrators are asked") : MSG("Your enrollment is sent"));
    w->asked = asked;
    w->waits = str_eq(v->rules.approval, S("manual"));
    w->home_name = v->d.name;
    RENDER(ctx, 200, enroll_sent, w);
    return OK;
}

Err visitor_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.token = ctx_param(ctx, S("draft"))};
    TRY(look(ctx, &v));
    if (!v.found) {
        return over(ctx, &v);
    }
    if (!draft_proved(&v.d)) {
        VisitorView *w = code_view(ctx, &v);
        RENDER(ctx, 200, enroll_code, w);
        return OK;
    }
    if (!str_eq(v.d.state, S("open"))) {
        return sent_page(ctx, &v);
    }
    ctx_redirect(ctx, step_url(ctx, &v, v.home.taken ? DRAFT_COMPANY : draft_step(&v.d)), (Msg){0});
    return OK;
}

static Err prove(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    TRY(look(ctx, v));
    return v->found && !draft_proved(&v->d) ? draft_prove(ctx, &v->d, v->token, v->code, &v->good) : OK;
}

/* "123 456" and "123-456" are the code, too. */
static Str digits_of(Ctx *ctx, Str typed)
{
    Buf b = buf_on_arena(ctx->arena, 64);
    for (size_t i = 0; i < typed.n && b.n < 12; i++) {
        if (typed.p[i] >= '0' && typed.p[i] <= '9') {
            buf_addc(&b, typed.p[i]);
        }
    }
    return buf_str(&b);
}

Err visitor_code_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.token = ctx_param(ctx, S("draft")), .code = digits_of(ctx, ctx_form(ctx, S("code")))};
    TRY(unit_run(ctx, MODE_WRITE, NULL, prove, &v));
    if (!v.found) {
        return over(ctx, &v);
    }
    if (!v.good && !draft_proved(&v.d)) {
        bool over_it = v.d.code_tries >= ENROLL_CODE_TRIES;
        problem_field(ctx, S("code"),
                      over_it ? MSG("Too many wrong codes. Ask for another one, or go on by the link in the mail.")
                              : MSG("This is not the code, or it is too old. Take the one of the newest mail."));
        VisitorView *w = code_view(ctx, &v);
        return RENDER_FAILED(ctx, enroll_code, w);
    }
    ctx_redirect(ctx, at(ctx, &v, ""), (Msg){0});
    return OK;
}

static Err again(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    TRY(look(ctx, v));
    return v->found && !draft_proved(&v->d) ? draft_again(ctx, &v->d, &v->sent) : OK;
}

Err visitor_again_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.token = ctx_param(ctx, S("draft"))};
    TRY(unit_run(ctx, MODE_WRITE, NULL, again, &v));
    if (!v.found) {
        return over(ctx, &v);
    }
    ctx_redirect(ctx, at(ctx, &v, ""),
                 v.sent ? MSG("Another code is on its way. The one of before does not hold any more.")
                        : MSG("No more codes are sent for this enrollment. Go on by the link in a mail you have."));
    return OK;
}

/* --- the steps --- */

static void fill_steps(Ctx *ctx, const Visit *v, DraftStep now, VisitorView *w)
{
    const Msg labels[DRAFT_STEPS] = {MSG("Company"), MSG("Legal details"), MSG("You"), MSG("Review")};
    StepView *steps = arena_array(ctx->arena, StepView, DRAFT_STEPS);
    DraftStep reached = draft_step(&v->d);
    for (int i = 0; i < DRAFT_STEPS; i++) {
        steps[i] = (StepView){.label = labels[i],
                              .url = i <= (int)reached ? step_url(ctx, v, (DraftStep)i) : (Url){S("")},
                              .state = i == (int)now      ? STEP_CURRENT
                                       : i < (int)reached ? STEP_DONE
                                                          : STEP_TODO};
    }
    w->steps = steps;
    w->steps_n = DRAFT_STEPS;
    w->form.action = step_url(ctx, v, now);
    if (now == DRAFT_REVIEW) {
        w->form.action = at(ctx, v, "/send");
        w->form.no_guard = true;
    }
}

static VisitorView *company_view(Ctx *ctx, const Visit *v)
{
    static const Str NAMES[] = {S_INIT("name"), S_INIT("country"), S_INIT("kind")};
    static const struct {
        Str id;
        const char *label;
    } KINDS[] = {{S_INIT("reseller"), N_("Resell, with a provider that bills us")},
                 {S_INIT("direct"), N_("Sell directly, billed by the vendor")},
                 {S_INIT("provider"), N_("Provide for resellers")},
                 {S_INIT("developer"), N_("Publish offers of our own")},
                 {S_INIT("cpv"), N_("Make control panels for partners")},
                 {S_INIT("learning"), N_("Train people")}};
    VisitorView *w = view_of(ctx, v, MSG("Your company"));
    OptionView *kinds = arena_array(ctx->arena, OptionView, COUNT_OF(KINDS));
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (str_has_word(v->rules.kinds, KINDS[i].id)) {
            kinds[n++] = (OptionView){
                .value = KINDS[i].id, .label = MSG_OF(KINDS[i].label), .selected = str_eq(KINDS[i].id, v->kind)};
        }
    }
    w->home_taken = v->home.taken;
    w->home_partner = !id_is_nil(v->home.account_id);
    w->home_name = v->home.name;
    w->name = ui_field(ctx, NAMES[0], v->name, MSG("Company"));
    w->name.max_length = PARTNER_NAME_MAX;
    w->name.autocomplete = S("organization");
    w->name.hint = MSG("As people call it. Its legal name comes next.");
    w->country = ui_country(ctx, NAMES[1], v->country, MSG("Country"));
    w->country.hint = MSG("Where the company is registered. It does not change later.");
    w->kind = ui_select(ctx, NAMES[2], MSG("How do you want to work together?"), kinds, n);
    w->kind.kind = FIELD_RADIO;
    w->kind.hint = MSG("You can join further programs later.");
    fill_steps(ctx, v, DRAFT_COMPANY, w);
    fields_failed(ctx, w, NAMES, COUNT_OF(NAMES));
    return w;
}

static VisitorView *legal_view(Ctx *ctx, const Visit *v)
{
    VisitorView *w = view_of(ctx, v, MSG("Legal details"));
    w->legal = legal_fields(ctx, v->d.country, &v->facts);
    w->country_name = country_name(ctx->arena, ctx->locale, v->d.country);
    w->registry = v->registry;
    fill_steps(ctx, v, DRAFT_LEGAL, w);
    fields_failed(ctx, w, LEGAL_FIELD_NAMES, LEGAL_COMPANY_FIELDS);
    return w;
}

static VisitorView *contact_view(Ctx *ctx, const Visit *v)
{
    static const Str NAMES[] = {S_INIT("first_name"), S_INIT("last_name"), S_INIT("phone"), S_INIT("job_title"),
                                S_INIT("authority")};
    LegalFacts f = {.first_name = v->contact.first_name,
                    .last_name = v->contact.last_name,
                    .email = v->d.email,
                    .phone = v->contact.phone};
    VisitorView *w = view_of(ctx, v, MSG("You, the primary contact"));
    w->legal = legal_fields(ctx, v->d.country, &f);
    w->job_title = ui_field(ctx, NAMES[3], v->contact.job_title, MSG("What you do in the company"));
    w->job_title.autocomplete = S("organization-title");
    w->job_title.max_length = ENROLL_TITLE_MAX;
    w->authority = (FieldView){.kind = FIELD_CHECKBOX,
                               .name = NAMES[4],
                               .label = MSG1("I may enter into agreements for {company}", "company", v->d.name),
                               .error = problem_of_field(ctx, NAMES[4]),
                               .checked = v->contact.authority};
    fill_steps(ctx, v, DRAFT_CONTACT, w);
    fields_failed(ctx, w, NAMES, COUNT_OF(NAMES));
    return w;
}

static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }

static void fill_terms(Ctx *ctx, const Visit *v, VisitorView *w)
{
    size_t n, at_language = 0;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n; i++) {
        bool own = str_eq(tags[i], locale_language(ctx->locale));
        at_language = own && v->terms.in.body.in[i].n ? i : at_language;
    }
    w->has_terms = true;
    w->terms_title = v->terms.in.title.in[at_language];
    w->terms = agreement_blocks(ctx->arena, v->terms.in.body.in[at_language], &w->terms_n);
    w->terms_number = v->terms.in.number;
    w->terms_lang = tags[at_language];
    w->terms_id = id_text(ctx->arena, v->terms.id);
    w->terms_hash = agreement_hash(ctx, &v->terms, at_language);
    w->terms_language = str_fmt(ctx->arena, "%zu", at_language);
}

static VisitorView *review_view(Ctx *ctx, const Visit *v)
{
    static const Str NAMES[] = {S_INIT("read")};
    const Draft *d = &v->d;
    VisitorView *w = view_of(ctx, v, MSG("Look it over and send it"));
    FactView *all = arena_array(ctx->arena, FactView, 16), *f = all;
    const CountryId *id = country_id(COUNTRY_REGISTRATION, d->country), *tax = country_id(COUNTRY_TAX, d->country);
    w->company = f;
    *f++ = fact(MSG("Company"), d->name);
    *f++ = fact(MSG("Country"), country_name(ctx->arena, ctx->locale, d->country));
    *f++ = (FactView){.label = MSG("Kind"), .msg = identity_account_kind(d->kind), .kind = FACT_MSG};
    w->company_n = (size_t)(f - w->company);
    w->numbers = f;
    *f++ = fact(MSG("Legal name"), d->legal_name);
    *f++ = fact(MSG("Address"), str_fmt(ctx->arena, "%.*s%s%.*s, %.*s %.*s%s%.*s", S_ARG(d->line1),
                                        d->line2.n ? ", " : "", S_ARG(d->line2), S_ARG(d->postal_code), S_ARG(d->city),
                                        d->state_code.n ? ", " : "", S_ARG(d->state_code)));
    *f++ = fact(id && id->name ? MSG1("Registration number ({name})", "name", str_from(id->name))
                               : MSG("Registration number"),
                d->registration_id);
    *f++ = fact(tax && tax->name ? MSG1("Tax number ({name})", "name", str_from(tax->name)) : MSG("Tax number"),
                d->tax_id);
    w->numbers_n = (size_t)(f - w->numbers);
    w->contact = f;
    *f++ = fact(MSG("Name"), str_fmt(ctx->arena, "%.*s %.*s", S_ARG(d->first_name), S_ARG(d->last_name)));
    *f++ = fact(MSG("Work e-mail"), d->email);
    *f++ = fact(MSG("Telephone"), phone_shown(ctx->arena, d->country, d->phone));
    *f++ = fact(MSG("What you do in the company"), d->job_title);
    w->contact_n = (size_t)(f - w->contact);
    if (v->has_terms) {
        fill_terms(ctx, v, w);
    }
    w->read = (FieldView){
        .kind = FIELD_CHECKBOX,
        .name = NAMES[0],
        .label = v->has_terms ? MSG1("I have read the agreement and accept it for {company}", "company", d->name)
                              : MSG1("What is said here of {company} is true", "company", d->name),
        .error = problem_of_field(ctx, NAMES[0])};
    fill_steps(ctx, v, DRAFT_REVIEW, w);
    fields_failed(ctx, w, NAMES, 1);
    return w;
}

static void show_step(Ctx *ctx, const Visit *v, DraftStep step, int status)
{
    switch (step) {
    case DRAFT_COMPANY: {
        VisitorView *w = company_view(ctx, v);
        RENDER(ctx, status, enroll_company, w);
        return;
    }
    case DRAFT_LEGAL: {
        VisitorView *w = legal_view(ctx, v);
        RENDER(ctx, status, enroll_legal, w);
        return;
    }
    case DRAFT_CONTACT: {
        VisitorView *w = contact_view(ctx, v);
        RENDER(ctx, status, enroll_contact, w);
        return;
    }
    case DRAFT_REVIEW:
    case DRAFT_STEPS: {
        VisitorView *w = review_view(ctx, v);
        RENDER(ctx, status, enroll_review, w);
        return;
    }
    }
}

/* What was typed before. */
static void recall(Visit *v)
{
    const Draft *d = &v->d;
    v->name = d->name;
    v->country = d->country;
    v->kind = d->kind;
    v->facts = draft_facts(d);
    if (!v->facts.legal_name.n) {
        v->facts.legal_name = d->name; /* nothing is asked twice */
    }
    v->contact = (DraftContact){d->first_name, d->last_name, d->phone, d->job_title, d->authority};
}

Err visitor_step_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.token = ctx_param(ctx, S("draft"))};
    Str path = str_from(ctx->route->path);
    size_t step = 0;
    while (step + 1 < DRAFT_STEPS && !str_ends(path, DRAFT_STEP_NAMES[step])) {
        step++;
    }
    TRY(look(ctx, &v));
    if (!v.found) {
        return over(ctx, &v);
    }
    bool open = draft_proved(&v.d) && str_eq(v.d.state, S("open"));
    if (!open || (v.home.taken && step != DRAFT_COMPANY)) {
        ctx_redirect(ctx, open ? step_url(ctx, &v, DRAFT_COMPANY) : at(ctx, &v, ""), (Msg){0});
        return OK;
    }
    if (step > (size_t)draft_step(&v.d)) { /* not reached yet */
        ctx_redirect(ctx, step_url(ctx, &v, draft_step(&v.d)), (Msg){0});
        return OK;
    }
    recall(&v);
    if (step == DRAFT_LEGAL) {
        RegistryCompany pick;
        TRY(registry_lookup_view(ctx, v.d.country, step_url(ctx, &v, DRAFT_LEGAL), &v.registry, &pick));
        if (v.registry.picked) {
            legal_take(&v.facts, &pick);
        }
    }
    show_step(ctx, &v, (DraftStep)step, 200);
    return OK;
}

/* A step that was sent: what is wrong is shown with all that was typed; else it is saved and the next one opens. */
typedef struct StepForm {
    DraftStep step;
    void (*check)(Ctx *ctx, Visit *v);
    UnitFn save;
} StepForm;

static Err step_post(Ctx *ctx, Visit *v, const StepForm *form)
{
    v->token = ctx_param(ctx, S("draft"));
    TRY(unit_run(ctx, MODE_READ, NULL, look, v));
    if (!v->found) {
        return over(ctx, v);
    }
    bool open = draft_proved(&v->d) && str_eq(v->d.state, S("open"));
    if (!open || draft_step(&v->d) < form->step || v->home.taken) {
        ctx_redirect(ctx, at(ctx, v, ""), (Msg){0});
        return OK;
    }
    form->check(ctx, v);
    if (problem_check(ctx) != OK) {
        show_step(ctx, v, form->step, 422);
        return ERR_INVALID;
    }
    TRY(unit_run(ctx, MODE_WRITE, NULL, form->save, v));
    ctx_redirect(ctx, step_url(ctx, v, (DraftStep)(form->step + 1)), (Msg){0});
    return OK;
}

static void check_company(Ctx *ctx, Visit *v) { draft_check_company(ctx, &v->rules, v->name, v->country, v->kind); }
static Err save_company(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    return draft_company_put(ctx, &v->rules, &v->d, v->name, v->country, v->kind);
}

Err visitor_company_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.name = str_trim(ctx_form(ctx, S("name"))),
               .country = ctx_form(ctx, S("country")),
               .kind = ctx_form(ctx, S("kind"))};
    return step_post(ctx, &v, &(StepForm){DRAFT_COMPANY, check_company, save_company});
}

static void check_legal(Ctx *ctx, Visit *v) { legal_check_company(ctx, v->d.country, &v->facts); }
static Err save_legal(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    return draft_legal_put(ctx, &v->rules, &v->d, &v->facts);
}

Err visitor_legal_post(PublicCtx p)
{
    Visit v = {.facts = legal_of_form(p.ctx)};
    return step_post(p.ctx, &v, &(StepForm){DRAFT_LEGAL, check_legal, save_legal});
}

static void check_contact(Ctx *ctx, Visit *v) { draft_check_contact(ctx, &v->d, &v->contact); }
static Err save_contact(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    return draft_contact_put(ctx, &v->rules, &v->d, &v->contact);
}

Err visitor_contact_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    LegalFacts f = legal_of_form(ctx);
    Visit v = {.contact = {.first_name = f.first_name,
                           .last_name = f.last_name,
                           .phone = f.phone,
                           .job_title = str_trim(ctx_form(ctx, S("job_title"))),
                           .authority = ctx_form(ctx, S("authority")).n > 0}};
    return step_post(ctx, &v, &(StepForm){DRAFT_CONTACT, check_contact, save_contact});
}

/* --- sending, asking, leaving --- */

static Err send(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    return draft_send(ctx, &v->rules, &v->d, &v->accepted, &v->back_to);
}

Err visitor_send_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.token = ctx_param(ctx, S("draft"))};
    uint64_t language = 0;
    TRY(unit_run(ctx, MODE_READ, NULL, look, &v));
    if (!v.found) {
        return over(ctx, &v);
    }
    if (!draft_proved(&v.d) || !str_eq(v.d.state, S("open")) || draft_step(&v.d) < DRAFT_REVIEW) {
        ctx_redirect(ctx, at(ctx, &v, ""), (Msg){0});
        return OK;
    }
    if (str_to_u64(ctx_form(ctx, S("language")), &language) != OK || language >= VENDOR_LANGUAGES_MAX) {
        language = 0;
    }
    v.accepted = (EnrollTerms){
        .hash = ctx_form(ctx, S("hash")), .language = (size_t)language, .read = ctx_form(ctx, S("read")).n > 0};
    if (id_parse(ctx_form(ctx, S("terms")), &v.accepted.id) != OK) {
        v.accepted.id = ID_NIL;
    }
    Actor actor = ctx->actor; /* somebody may be signed in beside */
    AccountRef account = ctx->account;
    Id account_id = ctx->account_id;
    Err err = unit_run(ctx, MODE_WRITE, "enrollment.send", send, &v);
    ctx->actor = actor;
    ctx->account = account;
    ctx->account_id = account_id;
    if (err == ERR_INVALID && v.back_to == DRAFT_REVIEW) {
        show_step(ctx, &v, DRAFT_REVIEW, 422);
        return ERR_INVALID;
    }
    if (err == ERR_INVALID) { /* a rule is another one meanwhile: what is wrong stands at its step */
        recall(&v);
        show_step(ctx, &v, v.back_to, 422);
        return ERR_INVALID;
    }
    if (err == ERR_CONFLICT) {
        Msg said = ctx->problem.message;
        ctx->problem = (Problem){0};
        ctx_redirect(ctx, at(ctx, &v, ""), said);
        return OK;
    }
    TRY(err);
    ctx_redirect(ctx, at(ctx, &v, ""), (Msg){0});
    return OK;
}

static Err ask(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    return draft_ask(ctx, &v->rules, &v->d, &v->home);
}

Err visitor_ask_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.token = ctx_param(ctx, S("draft"))};
    TRY(unit_run(ctx, MODE_READ, NULL, look, &v));
    if (!v.found) {
        return over(ctx, &v);
    }
    if (draft_proved(&v.d) && str_eq(v.d.state, S("open")) && !id_is_nil(v.home.account_id)) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, ask, &v));
    }
    ctx_redirect(ctx, at(ctx, &v, ""), (Msg){0});
    return OK;
}

static Err discard(Ctx *ctx, void *arg)
{
    Visit *v = arg;
    return q_enroll_draft_drop(system_of(ctx), &(EnrollDraftDropArgs){.id = v->d.id}, NULL);
}

Err visitor_discard_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    Visit v = {.token = ctx_param(ctx, S("draft"))};
    TRY(unit_run(ctx, MODE_READ, NULL, look, &v));
    if (v.found && draft_proved(&v.d) && str_eq(v.d.state, S("open"))) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, discard, &v));
    }
    ctx_redirect(ctx, url_static("/enroll"), MSG("What you had entered is deleted."));
    return OK;
}
