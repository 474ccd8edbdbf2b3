/* entente user add, reset-password, list: what must be possible for whoever owns the machine. */
#include "app/audit.h"
#include "app/person.h"
#include "app/route.h"
#include "app/session.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "cmd/cmd.h"
#include "gen/app_q.h"
#include "os/os.h"
#include <unistd.h>

typedef struct UserWork {
    CommandRun *run;
    Str sign_in, hash, first, last, account, roles;
    bool must_change;
    Str unknown_role;
} UserWork;

/* From --password-stdin, or a new one that is printed once. */
static int password_take(CommandRun *r, Str name, Str *ret_password, Str *ret_hash, bool *ret_made)
{
    *ret_made = command_option(r, "password-stdin") == NULL;
    if (*ret_made) {
        *ret_password = token_temporary_password(r->arena);
    } else {
        char line[1100];
        if (!fgets(line, (int)sizeof line, stdin)) {
            return command_usage(r, "--password-stdin: nothing came on standard input.");
        }
        Str s = str_from(str_z(r->arena, str_from(line)));
        while (s.n && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r')) {
            s.n--;
        }
        s = identity_password(r->arena, s);
        *ret_password = s;
        Ctx *ctx = ctx_system(r->app, r->arena);
        PasswordWords words = {0};
        identity_password_word(&words, name);
        identity_check_password(ctx, S("password"), s, &words);
        Err err = problem_check(ctx);
        if (err != OK) {
            return command_problem(r, ctx, err);
        }
    }
    *ret_hash = password_hash(r->arena, *ret_password);
    return ret_hash->n ? EXIT_OK : command_fail(r, "the password could not be hashed: there is too little memory.");
}

static void say_password(CommandRun *r, Str sign_in, Str password, bool made)
{
    (void)r;
    if (made) {
        printf("%.*s has the password %.*s until the first sign-in; it is not shown again.\n", S_ARG(sign_in),
               S_ARG(password));
    } else {
        printf("%.*s has the password you gave.\n", S_ARG(sign_in));
    }
}

static Err grant_all(Ctx *ctx, UserWork *w, Id user, Id directory, Id account)
{
    Str rest = w->roles, role;
    while (str_split(&rest, ' ', &role)) {
        if (role.n == 0) {
            continue;
        }
        if (!role_find(role)) {
            w->unknown_role = role;
            return ERR_INVALID;
        }
        TRY(identity_grant(system_of(ctx), user, directory, account, role));
    }
    return OK;
}

static Err add_unit(Ctx *ctx, void *arg)
{
    UserWork *w = arg;
    Id account = ID_NIL, directory;
    Str locale = S("en-US"), zone = S("UTC");
    if (w->account.n) {
        CommandAccountRow row;
        TRY(q_command_account(system_of(ctx), &(CommandAccountArgs){.public_id = w->account}, &row));
        account = row.id;
        directory = row.directory_id;
        locale = row.locale;
        zone = row.time_zone;
    } else {
        CommandOperatorDirectoryRow row;
        TRY(q_command_operator_directory(system_of(ctx), NULL, &row));
        directory = row.id;
    }
    NewUser u = {.id = ctx_new_id(ctx),
                 .directory_id = directory,
                 .last_account_id = account,
                 .sign_in = w->sign_in,
                 .first_name = w->first,
                 .last_name = w->last,
                 .password_hash = w->hash,
                 .locale = locale,
                 .time_zone = zone,
                 .must_change = w->must_change};
    TRY(identity_add_user(system_of(ctx), &u));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = u.id;
    ctx->audit.target_name = w->sign_in;
    ctx->account_id = account; /* its activity log tells of it */
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"signIn", w->sign_in}, {"firstName", w->first}, {"lastName", w->last},
                                  {"roles", w->roles}, {"accountName", w->account});
    return grant_all(ctx, w, u.id, directory, account);
}

static Str option_or(CommandRun *r, const char *name, Str otherwise)
{
    const char *v = command_option(r, name);
    return v ? str_from(v) : otherwise;
}

static int add(CommandRun *r)
{
    UserWork w = {.run = r,
                  .sign_in = identity_name_key(r->arena, str_from(r->words[0])),
                  .first = option_or(r, "first-name", S("")),
                  .last = option_or(r, "last-name", S("")),
                  .account = option_or(r, "account", S("")),
                  .roles = option_or(r, "roles", S(""))};
    if (str_find_char(w.sign_in, '@') <= 0) {
        return command_usage(r, "\"%.*s\" is not an e-mail address.", S_ARG(w.sign_in));
    }
    if (!person_name_fits(w.first) || !person_name_fits(w.last)) {
        return command_usage(r, "A name has at most %d characters, on one line.", PERSON_NAME_MAX);
    }
    if (w.roles.n == 0) {
        return command_usage(
            r, "--roles is missing, such as --roles \"global_admin\"; `entente roles --list` lists them.");
    }
    Str password;
    int code = password_take(r, w.sign_in, &password, &w.hash, &w.must_change);
    if (code != EXIT_OK) {
        return code;
    }
    Ctx *ctx = ctx_system(r->app, r->arena);
    Err err = unit_run(ctx, MODE_WRITE, "user.create", add_unit, &w);
    if (w.unknown_role.n) {
        return command_usage(r, "there is no role \"%.*s\"; `entente roles --list` lists them.", S_ARG(w.unknown_role));
    }
    if (err == ERR_NOT_FOUND) {
        return w.account.n ? command_fail(r, "there is no account %.*s.", S_ARG(w.account))
                           : command_fail(r, "the vendor is not set up yet; start `entente serve` and open the link it "
                                             "prints, or give --account.");
    }
    if (err == ERR_CONFLICT) {
        return command_fail(r, "%.*s signs in already; `entente user reset-password` gives a new password.",
                            S_ARG(w.sign_in));
    }
    if (err != OK) {
        return command_problem(r, ctx, err);
    }
    say_password(r, w.sign_in, password, w.must_change);
    return EXIT_OK;
}

static Err reset_unit(Ctx *ctx, void *arg)
{
    UserWork *w = arg;
    CommandUserRow row;
    TRY(q_command_user(system_of(ctx), &(CommandUserArgs){.sign_in = w->sign_in}, &row));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = row.id;
    ctx->audit.target_name = w->sign_in;
    ctx->account_id = row.last_account_id; /* its activity log tells of it */
    TRY(q_command_user_password(
        system_of(ctx),
        &(CommandUserPasswordArgs){.id = row.id, .password_hash = w->hash, .must_change = w->must_change}, NULL));
    return session_end_everything(system_of(ctx), row.id);
}

static int reset(CommandRun *r)
{
    UserWork w = {.run = r, .sign_in = identity_name_key(r->arena, str_from(r->words[0]))};
    Str password;
    int code = password_take(r, w.sign_in, &password, &w.hash, &w.must_change);
    if (code != EXIT_OK) {
        return code;
    }
    Ctx *ctx = ctx_system(r->app, r->arena);
    Err err = unit_run(ctx, MODE_WRITE, "user.reset_password", reset_unit, &w);
    if (err == ERR_NOT_FOUND) {
        return command_fail(r, "nobody signs in as %.*s; `entente user list` lists the names.", S_ARG(w.sign_in));
    }
    if (err != OK) {
        return command_problem(r, ctx, err);
    }
    say_password(r, w.sign_in, password, w.must_change);
    return EXIT_OK;
}

typedef struct UserPage {
    Str after;
    CommandUsersRow *rows;
    size_t n;
} UserPage;

static Err list_unit(Ctx *ctx, void *arg)
{
    UserPage *p = arg;
    return q_command_users(system_of(ctx), &(CommandUsersArgs){.after = p->after}, &p->rows, &p->n);
}

static int list(CommandRun *r)
{
    UserPage p = {.after = S("")};
    do {
        Ctx *ctx = ctx_system(r->app, r->arena);
        Err err = unit_run(ctx, MODE_READ, NULL, list_unit, &p);
        if (err != OK) {
            return command_problem(r, ctx, err);
        }
        for (size_t i = 0; i < p.n; i++) {
            const CommandUsersRow *u = &p.rows[i];
            Str seen = time_is_set(u->last_seen_at) ? time_iso(r->arena, u->last_seen_at) : S("-");
            printf("%.*s\t%.*s %.*s\t%.*s\t%.*s (%.*s)\t%.*s\n", S_ARG(u->sign_in), S_ARG(u->first_name),
                   S_ARG(u->last_name), S_ARG(u->state), S_ARG(u->directory_name), S_ARG(u->directory_kind),
                   S_ARG(seen));
            p.after = u->sign_in;
        }
    } while (p.n == 500);
    return EXIT_OK;
}

static const CommandOption ADD_OPTIONS[] = {
    {"account", "ID",
     "Public id of the partner account, as in its addresses (/a/ID/...); without it: the vendor's staff."},
    {"roles", "\"ROLE ...\"", "Roles, by spaces; `entente roles --list` lists them."},
    {"first-name", "NAME", "First name."},
    {"last-name", "NAME", "Last name."},
    {"password-stdin", NULL, "Read the password from standard input instead of making one."},
};
const Command CMD_USER_ADD = {
    .group = "user",
    .name = "add",
    .words = "EMAIL",
    .about = "Add somebody who signs in",
    LIST_OF(ADD_OPTIONS),
    .needs_app = true,
    .run = add,
    .help = "Without --password-stdin a password is made and printed once; it must be changed at the first sign-in."};
static const CommandOption RESET_OPTIONS[] = {
    {"password-stdin", NULL, "Read the password from standard input instead of making one."}};
const Command CMD_USER_RESET = {.group = "user",
                                .name = "reset-password",
                                .words = "EMAIL",
                                .about = "Give somebody a new password and end their sessions",
                                LIST_OF(RESET_OPTIONS),
                                .needs_app = true,
                                .run = reset};
const Command CMD_USER_LIST = {.group = "user",
                               .name = "list",
                               .about = "List everybody who signs in",
                               .needs_app = true,
                               .run = list,
                               .help = "One line each, by tabs: sign-in name, name, state, directory, last seen."};
