/* The first start of a real installation: a one-time link, one form, and the vendor with its first operator exists.
 * The demo's world never comes here: it makes its own vendor. */
#include "areas/identity/pages.h"

#include "app/audit.h"
#include "app/mail.h"
#include "app/person.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/field.h"
#include "ui/shell.h"

/* installation.setup_link holds "<until in microseconds>.<hex of the keyed hash>"; empty once used. */
#define SETUP_KEY S("setup_link")

static Err is_new(SystemCtx s, bool *ret)
{
    IdentityDirectoriesCountRow row;
    TRY(q_identity_directories_count(s, NULL, &row));
    *ret = row.n == 0;
    return OK;
}

static Err must_be_new(Ctx *ctx, void *arg)
{
    (void)arg;
    bool fresh;
    TRY(is_new(system_of(ctx), &fresh));
    return fresh ? OK
                 : problem(ctx, ERR_CONFLICT, MSG("This installation is set up already."),
                           MSG("Sign in as an operator."));
}

static Err put_link(Ctx *ctx, void *arg)
{
    Str *token = arg;
    TRY(must_be_new(ctx, NULL));
    *token = token_new(ctx->arena, 24);
    Digest hash = secret_digest(ctx->app, str_concat(ctx->arena, S("setup|"), *token));
    Str value = str_fmt(ctx->arena, "%lld.%.*s", (long long)time_add(ctx->wall, SETUP_LINK_HOURS * TIME_HOUR).us,
                        S_ARG(digest_hex(ctx->arena, hash)));
    return installation_put(ctx, SETUP_KEY, value);
}

Err identity_setup_token(Ctx *ctx, Str *ret) { return put_link(ctx, ret); }

Err identity_setup_link(Ctx *ctx, Str *ret_path)
{
    Str token;
    TRY(unit_run(ctx, MODE_READ, NULL, must_be_new,
                 NULL)); /* every start of a set-up installation asks: no write for that */
    TRY(unit_run(ctx, MODE_WRITE, "identity.setup_link", put_link, &token));
    *ret_path = str_concat(ctx->arena, S("/setup/"), token);
    return OK;
}

Err identity_setup_check(SystemCtx s, Str token)
{
    Ctx *ctx = s.ctx;
    Str stored;
    bool fresh;
    int64_t until_us;
    TRY(installation_get(ctx, SETUP_KEY, &stored));
    TRY(is_new(s, &fresh));
    ptrdiff_t dot = str_find_char(stored, '.');
    Digest hash = secret_digest(ctx->app, str_concat(ctx->arena, S("setup|"), token));
    bool holds = dot > 0 && fresh && str_to_i64(str_sub(stored, 0, (size_t)dot), &until_us) == OK &&
                 until_us > ctx->wall.us &&
                 str_eq_secret(str_skip(stored, (size_t)dot + 1), digest_hex(ctx->arena, hash));
    if (!holds) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This set-up link does not hold any more."),
                       MSG("Start the program again on the empty folder: it prints a new link."));
    }
    return OK;
}

static Err put_facts(Ctx *ctx, const Setup *setup)
{
    TRY(installation_put(ctx, S("vendor_name"), setup->vendor_name));
    TRY(installation_put(ctx, S("public_url"), setup->public_url));
    TRY(installation_put(ctx, S("languages"), setup->languages));
    TRY(installation_put(ctx, S("currencies"), setup->currencies));
    return installation_put(ctx, SETUP_KEY, S(""));
}

/* "ops@vendor.example" gives "vendor.example". */
static Str domain_of(Str email)
{
    ptrdiff_t at = str_rfind_char(email, '@');
    return at >= 0 ? str_skip(email, (size_t)at + 1) : email;
}

Err identity_setup_do(SystemCtx s, Str token, const Setup *setup, Id *ret_user_id, Id *ret_directory_id)
{
    Ctx *ctx = s.ctx;
    TRY(identity_setup_check(s, token));
    TRY(put_facts(ctx, setup));
    NewDirectory d = {.id = ctx_new_id(ctx),
                      .kind = S("operator"),
                      .name = setup->vendor_name,
                      .domain = domain_of(setup->email),
                      .country = setup->country};
    TRY(identity_add_directory(s, &d));
    NewUser u = {.id = ctx_new_id(ctx),
                 .directory_id = d.id,
                 .sign_in = setup->email,
                 .first_name = setup->first_name,
                 .last_name = setup->last_name,
                 .password_hash = setup->password_hash,
                 .locale = locale_language(ctx->locale),
                 .time_zone = S("UTC")};
    TRY(identity_add_user(s, &u));
    TRY(identity_grant(s, u.id, d.id, ID_NIL, S("operator_admin")));
    ctx->audit.target_kind = S("installation");
    ctx->audit.target_name = setup->vendor_name;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"name", setup->vendor_name}, {"country", setup->country}, {"signIn", setup->email});
    *ret_user_id = u.id;
    *ret_directory_id = d.id;
    return OK;
}

/* --- the page --- */
typedef struct SetupTry {
    Str token;
    Setup setup;
    Id user, directory;
    bool test_mail;
} SetupTry;

static const Str FIELDS[] = {S_INIT("vendor_name"), S_INIT("public_url"), S_INIT("country"),   S_INIT("languages"),
                             S_INIT("currencies"),  S_INIT("first_name"), S_INIT("last_name"), S_INIT("email"),
                             S_INIT("password"),    S_INIT("again")};

static bool has_word(Str words, Str word)
{
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (str_eq(one, word)) {
            return true;
        }
    }
    return false;
}

static void offered_languages(Ctx *ctx, SetupView *v, Str chosen)
{
    const Str *names;
    size_t n;
    const Str *tags = locale_languages(&n, &names);
    DoorLanguage *l = arena_array(ctx->arena, DoorLanguage, n);
    for (size_t i = 0; i < n; i++) {
        l[i] = (DoorLanguage){tags[i], names[i], has_word(chosen, tags[i])};
    }
    v->languages = l;
    v->languages_n = n;
}

static SetupView *setup_view(Ctx *ctx, const Setup *s, bool test_mail)
{
    SetupView *v = arena_new(ctx->arena, SetupView);
    v->door = door_view(ctx, MSG("Set up this partner center"));
    v->errors = error_summary(ctx, FIELDS, COUNT_OF(FIELDS));
    v->door->shell->failed = v->errors.links_n > 0;
    v->vendor_name = text_field(ctx, S("vendor_name"), s->vendor_name, MSG("Name of the vendor"));
    v->vendor_name.hint = MSG("Partners see it on every page.");
    v->public_url = text_field(ctx, S("public_url"), s->public_url, MSG("Public address"));
    v->public_url.hint =
        MSG("Where partners reach this center, as https://partners.example.com. Links in mail begin with it.");
    v->public_url.inputmode = S("url");
    v->country = ui_country(ctx, S("country"), s->country, MSG("Country"));
    v->currencies = text_field(ctx, S("currencies"), s->currencies, MSG("Currencies"));
    v->currencies.hint = MSG("Codes of three letters with spaces between them, the main one first: EUR USD GBP.");
    v->first_name = text_field(ctx, S("first_name"), s->first_name, MSG("First name"));
    v->first_name.autocomplete = S("given-name");
    v->last_name = text_field(ctx, S("last_name"), s->last_name, MSG("Last name"));
    v->last_name.autocomplete = S("family-name");
    v->email = text_field(ctx, S("email"), s->email, MSG("Work e-mail"));
    v->email.kind = FIELD_EMAIL;
    v->email.autocomplete = S("username");
    v->password = new_password_field(ctx, S("password"), MSG("Password"));
    v->again = new_password_field(ctx, S("again"), MSG("Password, again"));
    v->again.hint = (Msg){0};
    v->test_mail = test_mail;
    offered_languages(ctx, v, s->languages);
    return v;
}

Err setup_page(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    TRY(identity_setup_check(system_of(ctx), ctx_param(ctx, S("token"))));
    Str host = ctx->req->host;
    Setup s = {.public_url = str_fmt(ctx->arena, "%s://%.*s", ctx->req->tls ? "https" : "http", S_ARG(host)),
               .languages = S("en fr"),
               .currencies = S("EUR")};
    SetupView *v = setup_view(ctx, &s, true);
    RENDER(ctx, 200, setup, v);
    return OK;
}

static bool currencies_hold(Str words)
{
    Str one;
    size_t n = 0;
    while (str_split(&words, ' ', &one)) {
        if (one.n == 0) {
            continue;
        }
        for (size_t i = 0; i < one.n; i++) {
            if (one.n != 3 || one.p[i] < 'A' || one.p[i] > 'Z') {
                return false;
            }
        }
        n++;
    }
    return n > 0;
}

static void need(Ctx *ctx, Str field, Str value, Msg missing)
{
    if (value.n == 0) {
        problem_field(ctx, field, missing);
    } else if (value.n > 200) {
        problem_field(ctx, field, MSG1("Use at most {n} characters.", "n", S("200")));
    }
}

static void need_name(Ctx *ctx, Str field, Str value, Msg missing)
{
    if (value.n == 0) {
        problem_field(ctx, field, missing);
    } else if (!person_name_fits(value)) {
        problem_field(ctx, field, person_name_limit(ctx));
    }
}

/* Scheme, host and perhaps a port: what links in mail can begin with. */
static bool is_origin(Str url)
{
    Str host = str_starts(url, S("https://")) ? str_skip(url, 8) : str_skip(url, 7);
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i], letter = (char)(c | 0x20);
        bool plain = (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9');
        if (!plain && str_find_char(S(".-:[]"), c) < 0) {
            return false;
        }
    }
    return host.n > 0;
}

static void check(Ctx *ctx, const Setup *s, Str password)
{
    need(ctx, S("vendor_name"), s->vendor_name, MSG("Enter the vendor's name."));
    (void)problem_unless_line(ctx, S("vendor_name"), s->vendor_name);
    need_name(ctx, S("first_name"), s->first_name, MSG("Enter your first name."));
    need_name(ctx, S("last_name"), s->last_name, MSG("Enter your last name."));
    if (!str_starts(s->public_url, S("https://")) && !str_starts(s->public_url, S("http://"))) {
        problem_field(ctx, S("public_url"), MSG("Begin the address with https:// or http://."));
    } else if (!is_origin(s->public_url)) {
        problem_field(ctx, S("public_url"),
                      MSG("Write the address as https://partners.example.com, without a path or anything behind it."));
    }
    if (!country_known(s->country)) {
        problem_field(ctx, S("country"), MSG("Choose the vendor's country."));
    }
    if (s->languages.n == 0) {
        problem_field(ctx, S("languages"), MSG("Choose at least one language."));
    }
    if (!currencies_hold(s->currencies)) {
        problem_field(ctx, S("currencies"), MSG("Enter codes of three capital letters, as EUR."));
    }
    if (!mail_is_email(s->email)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    }
    PasswordWords words = {0};
    identity_password_word(&words, s->vendor_name);
    identity_password_word(&words, s->first_name);
    identity_password_word(&words, s->last_name);
    identity_password_word(&words, s->email);
    identity_check_password(ctx, S("password"), password, &words);
    if (!str_eq(password, identity_password(ctx->arena, ctx_form(ctx, S("again"))))) {
        problem_field(ctx, S("again"), MSG("The two passwords are not the same."));
    }
}

static Str without_slash(Str url) { return str_ends(url, S("/")) ? str_sub(url, 0, url.n - 1) : url; }

static Setup setup_of_form(Ctx *ctx)
{
    Buf languages = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    Str word;
    for (size_t k = 0; ctx_form_nth(ctx, S("languages"), k, &word); k++) {
        for (size_t i = 0; i < n; i++) {
            if (str_eq(tags[i], word)) {
                buf_fmt(&languages, "%s%.*s", languages.n ? " " : "", S_ARG(word));
            }
        }
    }
    return (Setup){
        .vendor_name = str_trim(ctx_form(ctx, S("vendor_name"))),
        .public_url = without_slash(str_trim(ctx_form(ctx, S("public_url")))),
        .country = ctx_form(ctx, S("country")),
        .currencies = str_trim(ctx_form(ctx, S("currencies"))),
        .first_name = str_trim(ctx_form(ctx, S("first_name"))),
        .last_name = str_trim(ctx_form(ctx, S("last_name"))),
        .email = identity_name_key(ctx->arena, ctx_form(ctx, S("email"))),
        .languages = buf_str(&languages),
    };
}

static Err setup_look(Ctx *ctx, void *arg)
{
    SetupTry *t = arg;
    return identity_setup_check(system_of(ctx), t->token);
}

static Err setup_write(Ctx *ctx, void *arg)
{
    SetupTry *t = arg;
    TRY(identity_setup_do(system_of(ctx), t->token, &t->setup, &t->user, &t->directory));
    if (t->test_mail) {
        Msg title = MSG("Mail from your partner center works"),
            line = MSG("This is the mail you asked for while setting up the partner center."), action = MSG("Open");
        TRY(tell_address(ctx, t->setup.email, t->setup.first_name, ctx->locale, S("security"), &title, &line, 1,
                         url_static("/operator"), &action));
    }
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = t->user;
    ctx->audit.target_name = t->setup.email;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"vendor", t->setup.vendor_name}, {"firstName", t->setup.first_name},
                                  {"lastName", t->setup.last_name}, {"signIn", t->setup.email});
    return OK;
}

Err setup_post(PublicCtx p)
{
    Ctx *ctx = p.ctx;
    SetupTry t = {.token = ctx_param(ctx, S("token")),
                  .setup = setup_of_form(ctx),
                  .test_mail = ctx_form(ctx, S("test_mail")).n > 0};
    TRY(unit_run(ctx, MODE_READ, NULL, setup_look, &t));
    Str password = identity_password(ctx->arena, ctx_form(ctx, S("password")));
    check(ctx, &t.setup, password);
    if (problem_check(ctx) != OK) {
        SetupView *v = setup_view(ctx, &t.setup, t.test_mail);
        return RENDER_FAILED(ctx, setup, v);
    }
    t.setup.password_hash = password_hash(ctx->arena, password);
    TRY(unit_run(ctx, MODE_WRITE, "identity.setup", setup_write, &t));
    return signin_proved(ctx, t.user, AUTH_PASSWORD, S("/operator"));
}
