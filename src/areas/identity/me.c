/* A person's own pages: profile, password, preferences. */
#include "areas/identity/pages.h"

#include "app/audit.h"
#include "app/person.h"
#include "app/session.h"
#include "app/tried.h"
#include "app/unit.h"
#include "areas/activity/activity.h"
#include "base/utf8.h"
#include "gen/identity_html.h"
#include "gen/identity_q.h"
#include "ui/shell.h"

ShellView *my_shell(Ctx *ctx, Msg title)
{
    bool operator_ = ctx->actor.kind == ACTOR_OPERATOR;
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] =
        (Crumb){.label = MSG("Account settings"), .url = url_fmt(ctx->arena, "/a/%s/settings", ctx->account.public_id)};
    crumbs[1] = (Crumb){.label = title};
    ShellView *shell = shell_view(ctx, title, operator_ ? crumbs + 1 : crumbs, operator_ ? 1 : 2);
    shell->workspace = MSG("Account settings");
    return shell;
}

void audit_me(Ctx *ctx)
{
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = ctx->actor.user_id;
    ctx->audit.target_name = ctx->actor.email;
}

static ProfileView *profile_view(Ctx *ctx, const IdentityMeRow *me, Str first, Str last, int64_t version)
{
    static const Str names[] = {S_INIT("first_name"), S_INIT("last_name")};
    ProfileView *v = arena_new(ctx->arena, ProfileView);
    *v = (ProfileView){
        .shell = my_shell(ctx, MSG("My profile")),
        .form = {.action = url_static("/me"), .errors = error_summary(ctx, names, COUNT_OF(names)), .version = version},
        .first_name = text_field(ctx, names[0], first, MSG("First name")),
        .last_name = text_field(ctx, names[1], last, MSG("Last name")),
        .email = me->email,
        .directory = me->directory_name,
        .since = me->created_at,
        .password_at = me->password_at,
    };
    v->first_name.autocomplete = S("given-name");
    v->last_name.autocomplete = S("family-name");
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err profile_page(SelfCtx s)
{
    enum { RECENT_MAX = 5 };
    IdentityMeRow me;
    TRY(q_identity_me(s, NULL, &me));
    ProfileView *v = profile_view(s.ctx, &me, me.first_name, me.last_name, me.version);
    EventView *events;
    TRY(activity_of_me(s, RECENT_MAX, &events, &v->events_n));
    v->events = events;
    RENDER(s.ctx, 200, profile, v);
    return OK;
}

static void check_name(Ctx *ctx, Str field, Str value, Msg missing)
{
    if (value.n == 0) {
        problem_field(ctx, field, missing);
    } else if (!person_name_fits(value)) {
        problem_field(ctx, field, person_name_limit(ctx));
    }
}

Err profile_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str first = str_trim(ctx_form(ctx, S("first_name"))), last = str_trim(ctx_form(ctx, S("last_name")));
    int64_t version = 0;
    IdentityMeRow me;
    TRY(q_identity_me(s, NULL, &me));
    check_name(ctx, S("first_name"), first, MSG("Enter your first name."));
    check_name(ctx, S("last_name"), last, MSG("Enter your last name."));
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK || version != me.version) {
        problem_field(ctx, S("first_name"),
                      MSG("Your profile was changed meanwhile. Compare with what is stored now and save again."));
    }
    if (problem_check(ctx) != OK) {
        ProfileView *v = profile_view(ctx, &me, first, last, me.version);
        return RENDER_FAILED(ctx, profile, v);
    }
    int64_t changed;
    TRY(q_identity_set_name(s, &(IdentitySetNameArgs){.first_name = first, .last_name = last, .version = version},
                            &changed));
    if (changed == 0) {
        return ERR_STALE;
    }
    TRY(person_reindex(system_of(ctx), ctx->actor.user_id));
    audit_me(ctx);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"firstName", me.first_name}, {"lastName", me.last_name});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"firstName", first}, {"lastName", last});
    ctx_redirect(ctx, url_static("/me"), MSG("Your profile is saved."));
    return OK;
}

static FieldView secret_field(Ctx *ctx, Str name, Msg label, Str autocomplete)
{
    FieldView f = text_field(ctx, name, S(""), label);
    f.kind = FIELD_PASSWORD;
    f.autocomplete = autocomplete;
    return f;
}

static PasswordView *password_view(Ctx *ctx, const IdentityMeRow *me)
{
    static const Str names[] = {S_INIT("current"), S_INIT("password"), S_INIT("again")};
    PasswordView *v = arena_new(ctx->arena, PasswordView);
    *v = (PasswordView){
        .shell = my_shell(ctx, MSG("Change password")),
        .form = {.action = url_static("/me/password"),
                 .errors = error_summary(ctx, names, COUNT_OF(names)),
                 .no_guard = true},
        .current = secret_field(ctx, names[0], MSG("Current password"), S("current-password")),
        .password = new_password_field(ctx, names[1], MSG("New password")),
        .again = secret_field(ctx, names[2], MSG("New password, again"), S("new-password")),
        .name = me->sign_in,
        .changed_at = me->password_at,
    };
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err password_page(SelfCtx s)
{
    IdentityMeRow me;
    TRY(q_identity_me(s, NULL, &me));
    PasswordView *v = password_view(s.ctx, &me);
    RENDER(s.ctx, 200, password, v);
    return OK;
}

typedef struct PasswordChange {
    IdentityMeRow me;
    SignInKeys keys;
    Str hash;
    int64_t wait_s;
    PasswordWords words;
    PasswordView *failed;
} PasswordChange;

static Err password_look(Ctx *ctx, void *arg)
{
    PasswordChange *c = arg;
    TRY(q_identity_me((SelfCtx){ctx}, NULL, &c->me));
    c->keys = identity_sign_in_keys(ctx, c->me.sign_in, ctx->req->remote, http_cookie(ctx->req, S(DEVICE_COOKIE)));
    TRY(identity_password_words(system_of(ctx), ctx->actor.user_id, &c->words));
    return identity_wait(system_of(ctx), &c->keys, &c->wait_s);
}

static Err password_wrong(Ctx *ctx, void *arg)
{
    PasswordChange *c = arg;
    TRY(identity_failed(system_of(ctx), &c->keys));
    return tried_note(ctx, ctx->actor.user_id, TRIED_PASSWORD, S(""));
}

static Err password_show(Ctx *ctx, void *arg)
{
    PasswordChange *c = arg;
    c->failed = password_view(ctx, &c->me);
    return OK;
}

static Err password_store(Ctx *ctx, void *arg)
{
    PasswordChange *c = arg;
    audit_me(ctx);
    TRY(q_identity_set_password((SelfCtx){ctx}, &(IdentitySetPasswordArgs){.password_hash = c->hash}, NULL));
    TRY(identity_end_links(system_of(ctx), ctx->actor.user_id));
    return session_end_all(system_of(ctx), ctx->actor.user_id, ctx->actor.session_id);
}

/* The current password is asked again, with the same lock-out as at the door: a stolen session must not be enough. */
Err password_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    PasswordChange c = {0};
    TRY(unit_run(ctx, MODE_READ, NULL, password_look, &c));
    Str password = identity_password(ctx->arena, ctx_form(ctx, S("password")));
    if (c.wait_s > 0) {
        problem_field(ctx, S("current"), too_many_tries(c.wait_s));
    } else if (!identity_password_holds(ctx, c.me.password_hash,
                                        identity_password(ctx->arena, ctx_form(ctx, S("current"))))) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, password_wrong, &c));
        problem_field(ctx, S("current"), MSG("This is not your current password."));
    }
    identity_check_password(ctx, S("password"), password, &c.words);
    if (!str_eq(password, identity_password(ctx->arena, ctx_form(ctx, S("again"))))) {
        problem_field(ctx, S("again"), MSG("The two passwords are not the same."));
    }
    if (problem_check(ctx) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, password_show, &c));
        return RENDER_FAILED(ctx, password, c.failed);
    }
    c.hash = password_hash(ctx->arena, password);
    TRY(unit_run(ctx, MODE_WRITE, "identity.password_change", password_store, &c));
    ctx_redirect(ctx, url_static("/me/password"), MSG("Your password is changed. All other sessions are ended."));
    return OK;
}

/* Zones people choose from; any other that is stored stays in the list. */
static const char *const ZONES[] = {
    "UTC",
    "Europe/Amsterdam",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Bucharest",
    "Europe/Budapest",
    "Europe/Copenhagen",
    "Europe/Dublin",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Luxembourg",
    "Europe/Madrid",
    "Europe/Oslo",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Rome",
    "Europe/Sofia",
    "Europe/Stockholm",
    "Europe/Vienna",
    "Europe/Warsaw",
    "Europe/Zurich",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Anchorage",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Lima",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/Montreal",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Toronto",
    "America/Vancouver",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Jakarta",
    "Asia/Jerusalem",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Riyadh",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Taipei",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Perth",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Honolulu",
};

static FieldView zone_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, COUNT_OF(ZONES) + 1);
    size_t n = 0;
    bool listed = false;
    for (size_t i = 0; i < COUNT_OF(ZONES); i++) {
        Str zone = str_from(ZONES[i]);
        bool selected = str_eq(zone, chosen);
        listed |= selected;
        o[n++] = (OptionView){.value = zone, .text = zone, .selected = selected};
    }
    if (!listed && chosen.n) {
        o[n++] = (OptionView){.value = chosen, .text = chosen, .selected = true};
    }
    FieldView f = text_field(ctx, S("time_zone"), chosen, MSG("Time zone"));
    f.kind = FIELD_SELECT;
    f.hint = MSG("Dates and times are shown in this zone.");
    f.options = o;
    f.options_n = n;
    return f;
}

static FieldView language_field(Ctx *ctx, Str chosen)
{
    const Str *names;
    size_t n;
    const Str *tags = locale_languages(&n, &names);
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] = (OptionView){.value = tags[i], .text = names[i], .selected = str_eq(tags[i], chosen)};
    }
    FieldView f = text_field(ctx, S("language"), chosen, MSG("Language"));
    f.kind = FIELD_SELECT;
    f.options = o;
    f.options_n = n;
    return f;
}

static FieldView theme_field(Ctx *ctx, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 3);
    o[0] = (OptionView){.value = S("system"), .label = MSG("As the system"), .selected = chosen.n == 0};
    o[1] = (OptionView){.value = S("light"), .label = MSG("Light"), .selected = str_eq(chosen, S("light"))};
    o[2] = (OptionView){.value = S("dark"), .label = MSG("Dark"), .selected = str_eq(chosen, S("dark"))};
    FieldView f = text_field(ctx, S("theme"), chosen.n ? chosen : S("system"), MSG("Theme"));
    f.kind = FIELD_RADIO;
    f.options = o;
    f.options_n = 3;
    return f;
}

static PreferencesView *preferences_view(Ctx *ctx, Str language, Str zone, Str theme)
{
    static const Str names[] = {S_INIT("language"), S_INIT("time_zone"), S_INIT("theme")};
    PreferencesView *v = arena_new(ctx->arena, PreferencesView);
    *v = (PreferencesView){
        .shell = my_shell(ctx, MSG("My preferences")),
        .form = {.action = url_static("/me/preferences"), .errors = error_summary(ctx, names, COUNT_OF(names))},
        .language = language_field(ctx, language),
        .time_zone = zone_field(ctx, zone),
        .theme = theme_field(ctx, theme),
    };
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

Err preferences_page(SelfCtx s)
{
    PreferencesView *v = preferences_view(s.ctx, locale_language(s.ctx->locale), s.ctx->tz, s.ctx->theme);
    RENDER(s.ctx, 200, preferences, v);
    return OK;
}

Err preferences_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str language = ctx_form(ctx, S("language")), zone = ctx_form(ctx, S("time_zone")),
        theme = ctx_form(ctx, S("theme"));
    bool known = false;
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n; i++) {
        known |= str_eq(tags[i], language);
    }
    if (!known) {
        problem_field(ctx, S("language"), MSG("Choose one of the languages in the list."));
    }
    if (!zone_known(zone)) {
        problem_field(ctx, S("time_zone"), MSG("Choose one of the time zones in the list."));
    }
    if (!str_eq(theme, S("light")) && !str_eq(theme, S("dark"))) {
        theme = S("");
    }
    if (problem_check(ctx) != OK) {
        PreferencesView *v = preferences_view(ctx, language, zone, theme);
        return RENDER_FAILED(ctx, preferences, v);
    }
    Str locale = identity_locale_for(ctx, language);
    TRY(q_identity_set_preferences(
        s, &(IdentitySetPreferencesArgs){.locale = locale, .time_zone = zone, .theme = theme}, NULL));
    audit_me(ctx);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"language", locale_tag(ctx->locale)}, {"timeZone", ctx->tz},
                                   {"theme", ctx->theme.n ? ctx->theme : S("system")});
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"language", locale}, {"timeZone", zone}, {"theme", theme.n ? theme : S("system")});
    ctx_redirect(ctx, url_static("/me/preferences"), MSG("Your preferences are saved."));
    return OK;
}
