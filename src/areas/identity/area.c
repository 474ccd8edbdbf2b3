/* Identity: what the kernel must know of it. */
#include "app/area.h"
#include "app/demo.h"
#include "areas/identity/pages.h"

Err identity_demo(DemoCtx *demo);

static const Perm OPERATOR_HOME = PERM(
    "operator.home", N_("Open the vendor's desk"),
    "operator_admin operator_support operator_finance operator_catalog operator_verification", .operator_only = true);
static const Perm *const PERMS[] = {&OPERATOR_HOME};

static const Route ROUTES[] = {
    ROUTE("GET", "/sign-in", &PERM_PUBLIC, NULL, MODE_READ, sign_in_page, .summary = "Sign-in page"),
    ROUTE("POST", "/sign-in", &PERM_PUBLIC, "identity.sign_in", MODE_OUTSIDE, sign_in_post, .hashing = true,
          .summary = "Sign in"),
    ROUTE("GET", "/sign-in/password", &PERM_PUBLIC, NULL, MODE_READ, first_password_page,
          .summary = "Choose an own password in place of a temporary one"),
    ROUTE("POST", "/sign-in/password", &PERM_PUBLIC, "identity.password_change", MODE_OUTSIDE, first_password_post,
          .hashing = true, .summary = "Replace a temporary password"),
    ROUTE("GET", "/sign-in/confirm", &PERM_SIGNED_IN, NULL, MODE_READ, confirm_page,
          .summary = "Prove one's presence before a dangerous act"),
    ROUTE("POST", "/sign-in/confirm", &PERM_SIGNED_IN, "identity.confirm", MODE_OUTSIDE, confirm_post, .hashing = true,
          .body_max = 512 << 10),
    ROUTE("POST", "/sign-out", &PERM_SIGNED_IN, "identity.sign_out", MODE_WRITE, sign_out_post, .summary = "Sign out"),
    ROUTE("POST", "/language", &PERM_PUBLIC, "identity.language", MODE_OUTSIDE, language_post,
          .summary = "Change the language"),
    ROUTE("POST", "/theme", &PERM_PUBLIC, "identity.theme", MODE_OUTSIDE, theme_post, .summary = "Change the theme"),
    ROUTE("POST", "/switch", &PERM_SIGNED_IN, "identity.switch_account", MODE_WRITE, switch_post,
          .summary = "Work for another account"),

    ROUTE("GET", "/me", &PERM_SIGNED_IN, NULL, MODE_READ, profile_page, .title = N_("My profile"),
          .keywords = N_("name e-mail")),
    ROUTE("POST", "/me", &PERM_SIGNED_IN, "identity.profile", MODE_WRITE, profile_post),
    ROUTE("GET", "/me/password", &PERM_SIGNED_IN, NULL, MODE_READ, password_page, .title = N_("Change password"),
          .keywords = N_("sign in secret")),
    ROUTE("POST", "/me/password", &PERM_SIGNED_IN, "identity.password_change", MODE_OUTSIDE, password_post,
          .hashing = true),
    ROUTE("GET", "/me/preferences", &PERM_SIGNED_IN, NULL, MODE_READ, preferences_page, .title = N_("My preferences"),
          .keywords = N_("language theme dark time zone")),
    ROUTE("POST", "/me/preferences", &PERM_SIGNED_IN, "identity.preferences", MODE_WRITE, preferences_post),
    ROUTE("GET", "/me/sessions", &PERM_SIGNED_IN, NULL, MODE_READ, sessions_page, .title = N_("Sessions and devices"),
          .keywords = N_("sign out everywhere")),
    ROUTE("POST", "/me/sessions/{session}/end", &PERM_SIGNED_IN, "identity.session_end", MODE_WRITE, session_end_post),
    ROUTE("POST", "/me/sessions/end-others", &PERM_SIGNED_IN, "identity.session_end", MODE_WRITE,
          sessions_end_others_post),

    ROUTE("GET", "/setup/{token}", &PERM_PUBLIC, NULL, MODE_READ, setup_page,
          .summary = "First start: the vendor and the first operator"),
    ROUTE("POST", "/setup/{token}", &PERM_PUBLIC, "identity.setup", MODE_OUTSIDE, setup_post, .hashing = true),
    ROUTE("GET", "/operator", &OPERATOR_HOME, NULL, MODE_READ, operator_page, .summary = "The vendor's desk"),
};

static const NavEntry NAV[] = {
    {.group = N_("Vendor"),
     .label = N_("Vendor desk"),
     .icon = "building",
     .path = "/operator",
     .perm = &OPERATOR_HOME,
     .order = 0},
};
static const NavEntry SETTINGS[] = {
    {.group = N_("You"),
     .label = N_("My profile"),
     .icon = "profile",
     .path = "/me",
     .perm = &PERM_SIGNED_IN,
     .order = 10},
    {.group = N_("You"),
     .label = N_("My preferences"),
     .icon = "globe",
     .path = "/me/preferences",
     .perm = &PERM_SIGNED_IN,
     .order = 14},
    {.group = N_("You"),
     .label = N_("Change password"),
     .icon = "key",
     .path = "/me/password",
     .perm = &PERM_SIGNED_IN,
     .order = 16},
    {.group = N_("You"),
     .label = N_("Sessions and devices"),
     .icon = "lock",
     .path = "/me/sessions",
     .perm = &PERM_SIGNED_IN,
     .order = 18},
};

static const AuditAction AUDITED[] = {
    AUDIT("identity.sign_in", "sign_in", "session", N_("Signed in to the partner center"),
          .no_diff = "begins a session"),
    AUDIT("identity.sign_out", "sign_out", "session", N_("Signed out"), .no_diff = "ends a session"),
    AUDIT("identity.confirm", "confirm_presence", "session", N_("Proved their presence before a sensitive act"),
          .no_diff = "the proof is a secret"),
    AUDIT("identity.session_end", "end_session", "session", N_("Ended a session"), .no_diff = "ends a session"),
    AUDIT("identity.switch_account", "switch_account", "session", N_("Began to work for an account"),
          .no_diff = "the target says it", .quiet = true),
    AUDIT("identity.profile", "update_own_profile", "partner_user", N_("Changed their own profile"),
          .wire = "update_partner_user"),
    AUDIT("identity.password_change", "change_own_password", "partner_user", N_("Changed their own password"),
          .wire = "update_partner_user", .no_diff = "a secret"),
    AUDIT("identity.preferences", "update_preferences", "preference", N_("Changed their language, time zone or theme"),
          .quiet = true),
    AUDIT("identity.language", "update_preferences", "preference", N_("Changed their language"), .quiet = true),
    AUDIT("identity.theme", "update_preferences", "preference", N_("Changed their theme"), .quiet = true),
    AUDIT("user.create", "create_partner_user", "partner_user", N_("Added a person")),
    AUDIT("user.reset_password", "reset_partner_user_password", "partner_user", N_("Reset a password"),
          .wire = "update_partner_user", .no_diff = "a secret"),
    AUDIT("identity.setup_link", "set_up_installation", "installation", N_("Made the link to set up the installation"),
          .no_diff = "a secret"),
    AUDIT("identity.setup", "set_up_installation", "installation", N_("Set up the installation")),
    AUDIT("demo.vendor", "make_demo", "installation", N_("Made the vendor of the demo"), .no_diff = "the demo's world"),
    AUDIT("demo.directories", "make_demo", "installation", N_("Made the directories of the demo"),
          .no_diff = "the demo's world"),
    AUDIT("demo.accounts", "make_demo", "installation", N_("Made the accounts of the demo"),
          .no_diff = "the demo's world"),
    AUDIT("demo.people", "make_demo", "installation", N_("Made the people of the demo"), .no_diff = "the demo's world"),
    AUDIT("demo.applications", "make_demo", "installation", N_("Made the applications of the demo"),
          .no_diff = "the demo's world"),
    AUDIT("demo.welcome", "make_demo", "installation", N_("Made the notices of the demo"),
          .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_FIELDS[] = {
    {"firstName", N_("First name")}, {"lastName", N_("Last name")},
    {"signIn", N_("Sign-in name")},  {"email", N_("E-mail")},
    {"roles", N_("Roles")},          {"language", N_("Language")},
    {"timeZone", N_("Time zone")},   {"theme", N_("Theme")},
    {"vendor", N_("Vendor")},        {"accountName", N_("Partner account")},
};

const Area area_identity = {
    .name = "identity",
    .title = N_("Identity"),
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .demo = identity_demo,
    .help = "sign-in",
    .audit_actions = LIST(AUDITED),
    .audit_fields = LIST(AUDIT_FIELDS),
};
