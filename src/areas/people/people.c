/* One person, the roles one means to give, new people and the credentials that are shown once. */
#include "areas/people/people.h"
#include "app/app.h"
#include "app/mail.h"
#include "app/person.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tell.h"
#include "app/typed.h"
#include "app/unit.h"
#include "areas/federation/federation.h"
#include "areas/identity/identity.h"
#include "areas/people/area_perms.h"
#include "base/utf8.h"
#include "gen/people_q.h"

enum { TITLE_CHARS_MAX = 80, CREDENTIAL_HOURS = 24 };

Str person_name(Arena *a, Str first, Str last) { return str_trim(str_fmt(a, "%.*s %.*s", S_ARG(first), S_ARG(last))); }

Err person_get(AccountCtx a, Id user_id, PersonGetRow *ret)
{
    Ctx *ctx = a.ctx;
    Err err = q_person_get(a, &(PersonGetArgs){.user_id = user_id}, ret);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is nobody of this account here."),
                       MSG("Look in the list of users; the person may have been removed from the directory."));
    }
    TRY(err);
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = user_id;
    ctx->audit.target_name = person_name(ctx->arena, ret->first_name, ret->last_name);
    return OK;
}

bool person_at_home(const PersonGetRow *p) { return id_eq(p->home_id, p->directory_id); }

Err person_must_be_at_home(Ctx *ctx, const PersonGetRow *p)
{
    return person_at_home(p)
               ? OK
               : problem(ctx, ERR_CONFLICT,
                         MSG1("This person belongs to {organization}, which looks after their name and sign-in.",
                              "organization", p->home_name),
                         MSG("You decide about their roles here; ask an administrator of theirs for the rest."));
}

Err person_must_be_there(Ctx *ctx, const PersonGetRow *p)
{
    return people_status(p->state, p->member_state, p->last_seen_at) == PERSON_IS_REMOVED ? person_gone(ctx) : OK;
}

/* --- kept in step from outside --- */

Err people_managed(AccountCtx a, Id directory_id, bool *ret)
{
    Id was = a.ctx->directory_id;
    Err err = federation_is_provisioned(directory_ctx(a.ctx, directory_id), ret);
    a.ctx->directory_id = was;
    return err;
}

static Err managed_problem(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("These people are managed by your directory."),
                   MSG("A provisioning client keeps them in step: add, rename, suspend or remove them there. Roles are "
                       "given and taken here."));
}

Err person_must_be_ours(AccountCtx a, Id user_id, Id directory_id)
{
    PersonGetRow p;
    bool managed = false;
    TRY(q_person_get(a, &(PersonGetArgs){.user_id = user_id}, &p));
    if (id_eq(p.home_id, directory_id)) {
        TRY(people_managed(a, directory_id, &managed));
    }
    return managed ? managed_problem(a.ctx) : OK;
}

Err people_are_ours(AccountCtx a, bool *ret)
{
    bool managed;
    TRY(federation_manages_people(a, &managed));
    *ret = !managed;
    return OK;
}

Err people_must_be_ours(AccountCtx a)
{
    bool ours;
    TRY(people_are_ours(a, &ours));
    return ours ? OK : managed_problem(a.ctx);
}

/* --- acting for somebody in a job --- */

Err people_act_as(AccountCtx a, Id user_id)
{
    Ctx *ctx = a.ctx;
    PersonGetRow p;
    PeopleAccountRow row;
    RightsAccount account;
    Rights rights = {0};
    Err err = q_person_get(a, &(PersonGetArgs){.user_id = user_id}, &p);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, ERR_FORBIDDEN, MSG("Whoever began this does not belong to the account any more."),
                       (Msg){0});
    }
    TRY(err);
    TRY(q_people_account(a, NULL, &row));
    TRY(rights_account(system_of(ctx), ctx->account_id, &account));
    if (str_eq(p.state, S("active")) && str_eq(p.member_state, S("active"))) {
        TRY(rights_of_user(system_of(ctx), user_id, &account, &rights));
    }
    ctx->account = (AccountRef){
        .id = ctx->account_id, .name = row.name, .kind = row.kind, .country = row.country, .public_id = row.public_id};
    ctx->actor = (Actor){.kind = ACTOR_USER,
                         .user_id = user_id,
                         .directory_id = p.home_id,
                         .name = person_name(ctx->arena, p.first_name, p.last_name),
                         .email = p.email,
                         .roles = rights.roles,
                         .perms = rights.perms};
    return OK;
}

/* --- the roles one means to give --- */

Str plan_roles_text(Arena *a, const RolePlan *plan)
{
    Str s = S("");
    for (size_t i = 0; i < plan->roles_n; i++) {
        s = i ? str_fmt(a, "%.*s %.*s", S_ARG(s), S_ARG(plan->roles[i])) : plan->roles[i];
    }
    return s;
}

Str plan_locations_text(Arena *a, const RolePlan *plan)
{
    Str s = S("");
    for (size_t i = 0; i < plan->locations_n; i++) {
        Str id = id_text(a, plan->locations[i]);
        s = i ? str_fmt(a, "%.*s %.*s", S_ARG(s), S_ARG(id)) : id;
    }
    return s;
}

void plan_parse(Str roles, Str scope, Str locations, Str program, RolePlan *ret)
{
    Str one;
    *ret = (RolePlan){.scope = scope.n ? scope : S("account"), .program = program};
    while (roles.n && ret->roles_n < PLAN_ROLES_MAX && str_split(&roles, ' ', &one)) {
        if (one.n) {
            ret->roles[ret->roles_n++] = one;
        }
    }
    while (locations.n && ret->locations_n < PLAN_LOCATIONS_MAX && str_split(&locations, ' ', &one)) {
        if (one.n && id_parse(one, &ret->locations[ret->locations_n]) == OK) {
            ret->locations_n++;
        }
    }
}

Err people_custom_of_names(AccountCtx a, const Str *names, size_t n, Str *ret)
{
    Ctx *ctx = a.ctx;
    PeopleCustomByNameRow *rows = NULL;
    size_t rows_n = 0;
    Str *keys = arena_array(ctx->arena, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        keys[i] = fold_search(ctx->arena, names[i]);
    }
    if (n) {
        TRY(q_people_custom_by_name(a, &(PeopleCustomByNameArgs){.keys = keys, .keys_n = n}, &rows, &rows_n));
    }
    for (size_t i = 0; i < n; i++) {
        ret[i] = S("");
        for (size_t k = 0; k < rows_n; k++) {
            ret[i] = str_eq(rows[k].name_key, keys[i]) ? rights_custom_role(ctx->arena, rows[k].id) : ret[i];
        }
    }
    return OK;
}

Err people_role_named(AccountCtx a, Str role, Str *ret)
{
    Id id;
    PeopleCustomGetRow row = {.name = S("")};
    if (rights_custom_id(role, &id)) {
        Err err = q_people_custom_get(a, &(PeopleCustomGetArgs){.id = id}, &row);
        if (err != OK && err != ERR_NOT_FOUND) {
            return err;
        }
    }
    *ret = people_role_name(a.ctx, role, row.name);
    return OK;
}

Err plan_role_names(AccountCtx a, const RolePlan *plan, Str *ret)
{
    *ret = S("");
    for (size_t i = 0; i < plan->roles_n; i++) {
        Str name;
        TRY(people_role_named(a, plan->roles[i], &name));
        *ret = i ? str_fmt(a.ctx->arena, "%.*s, %.*s", S_ARG(*ret), S_ARG(name)) : name;
    }
    return OK;
}

static bool covers(const RolePlan *plan, const char *scope) { return str_eq(plan->scope, str_from(scope)); }

Str plan_scope_name(Ctx *ctx, const PeopleWorld *w, const RolePlan *plan)
{
    if (covers(plan, "directory")) {
        return tr(ctx->locale, NULL, TR("Every account of the directory"));
    }
    if (!covers(plan, "locations")) {
        return tr(ctx->locale, NULL, w->locations_n ? TR("The whole company") : TR("This account"));
    }
    Str s = S("");
    for (size_t i = 0; i < plan->locations_n; i++) {
        const PeoplePlace *p = people_place(w->locations, w->locations_n, plan->locations[i]);
        Str name = p ? p->name : S("");
        s = i ? str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(s), S_ARG(name)) : name;
    }
    return s;
}

/* Only roles that make sense in a part of the company can be given there. */
static bool by_location(Str role)
{
    const Role *r = role_find(role);
    return !r || r->scope == ROLE_LOCATION || r->scope == ROLE_PROGRAM;
}

static Err check_role(AccountCtx a, const RolePlan *plan, Str role, bool guest)
{
    Ctx *ctx = a.ctx;
    Str name;
    TRY(people_role_named(a, role, &name));
    bool may = true;
    if (guest) {
        TRY(rights_guest_may(ctx, role, &may));
    }
    const Role *r = role_find(role);
    Id custom;
    if (r ? !role_assignable(r) : !rights_custom_id(role, &custom)) {
        problem_field(ctx, S("roles"), MSG("Choose roles of the list."));
    } else if (!rights_may_grant(&ctx->actor.roles, role)) {
        problem_field(ctx, S("roles"), MSG1("Your roles do not let you give the role {role}.", "role", name));
    } else if (!may) {
        problem_field(ctx, S("roles"), MSG1("Guests cannot hold the role {role}.", "role", name));
    } else if (covers(plan, "locations") && !by_location(role)) {
        problem_field(
            ctx, S("scope"),
            MSG1("The role {role} holds for the whole company. Give it apart from those for single locations.", "role",
                 name));
    } else if (covers(plan, "directory") && !(r && r->scope == ROLE_DIRECTORY)) {
        problem_field(ctx, S("scope"),
                      MSG1("The role {role} belongs to one account; it cannot cover every account of the directory.",
                           "role", name));
    }
    return OK;
}

static Err check_program(AccountCtx a, const RolePlan *plan)
{
    if (plan->program.n == 0) {
        return OK;
    }
    RightsAccount account;
    TRY(rights_account(system_of(a.ctx), a.ctx->account_id, &account));
    for (size_t i = 0; i < account.programs_n; i++) {
        if (str_eq(account.programs[i].id, plan->program)) {
            return OK;
        }
    }
    problem_field(a.ctx, S("program"), MSG("Choose one of the account's programs."));
    return OK;
}

Err plan_check(AccountCtx a, const PeopleWorld *w, const RolePlan *plan, bool guest, bool must_have_one)
{
    Ctx *ctx = a.ctx;
    if (must_have_one && plan->roles_n == 0 && plan->own.n == 0) {
        problem_field(ctx, S("roles"), MSG("Choose at least one role."));
    }
    for (size_t i = 0; i < plan->roles_n; i++) {
        TRY(check_role(a, plan, plan->roles[i], guest));
    }
    if (covers(plan, "locations") && plan->locations_n == 0) {
        problem_field(ctx, S("locations"), MSG("Choose at least one location."));
    }
    for (size_t i = 0; i < plan->locations_n; i++) {
        if (!people_place(w->locations, w->locations_n, plan->locations[i])) {
            problem_field(ctx, S("locations"), MSG("Choose locations of the list."));
        }
    }
    TRY(check_program(a, plan));
    return problem_check(ctx);
}

static Err tell_given(AccountCtx a, Id user_id, Str only_role, int64_t n, Str origin)
{
    Ctx *ctx = a.ctx;
    const Role *r = role_find(only_role);
    Str role;
    TRY(people_role_named(a, only_role, &role));
    if (n == 0 || id_eq(user_id, ctx->actor.user_id)) {
        return OK;
    }
    Msg many = MSGN("You were given {n} role in {account}.", "You were given {n} roles in {account}.", n);
    many.args[0] = (struct MsgArg){"account", ctx->account.name};
    Tell tell = {.category = S("account"),
                 .user_id = user_id,
                 .account_id = ctx->account_id,
                 .icon = S("key"),
                 .title = n > 1 ? many
                                : MSG2("You now hold the role {role} in {account}.", "role",
                                       r ? tell_word(ctx->arena, r->name) : role, "account", ctx->account.name),
                 .url = url_fmt(ctx->arena, "/a/%s/settings/permissions", ctx->account.public_id),
                 .action = MSG("See what you may do")};
    return str_eq(origin, S("invitation")) ? OK : tell_user(ctx, &tell);
}

Err plan_give(AccountCtx a, const RolePlan *plan, Id user_id, Id directory_id, Str origin, int64_t *ret_given)
{
    size_t places = covers(plan, "locations") ? plan->locations_n : 1;
    *ret_given = 0;
    Str last = S("");
    for (size_t i = 0; i < plan->roles_n; i++) {
        for (size_t k = 0; k < places; k++) {
            RightsChange c = {.user_id = user_id,
                              .directory_id = directory_id,
                              .whole_directory = covers(plan, "directory"),
                              .location_id = covers(plan, "locations") ? plan->locations[k] : ID_NIL,
                              .role = plan->roles[i],
                              .program = plan->program,
                              .origin = origin};
            bool changed;
            TRY(rights_give(a, &c, &changed));
            *ret_given += changed;
            last = changed ? plan->roles[i] : last;
        }
    }
    return *ret_given ? tell_given(a, user_id, last, *ret_given, origin) : OK;
}

Err person_roles_text(AccountCtx a, Id user_id, Str *ret)
{
    Arena *arena = a.ctx->arena;
    PersonGrantsRow *rows;
    size_t n;
    TRY(q_person_grants(a, &(PersonGrantsArgs){.user_id = user_id}, &rows, &n));
    *ret = S("");
    for (size_t i = 0; i < n; i++) {
        Str where = id_is_nil(rows[i].account_id) ? S("*") : rows[i].account_name;
        *ret = str_fmt(arena, "%.*s%s%.*s (%.*s%s%.*s)", S_ARG(*ret), i ? ", " : "", S_ARG(rows[i].role), S_ARG(where),
                       rows[i].program.n ? ", " : "", S_ARG(rows[i].program));
    }
    return OK;
}

/* --- new people --- */

static bool is_local_part(Str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!word && (i == 0 || i + 1 == s.n || str_find_char(S("._-+"), c) < 0)) {
            return false;
        }
    }
    return s.n > 0 && s.n <= 64;
}

bool people_may_give(Ctx *ctx)
{
    bool any = rights_may_grant(&ctx->actor.roles, rights_custom_role(ctx->arena, ctx->account_id));
    for (size_t i = 0; i < ROLES_N && !any; i++) {
        any = role_assignable(&ROLES[i]) && rights_may_grant(&ctx->actor.roles, ROLES[i].id);
    }
    return any && ctx_may(ctx, &USERS_GRANT);
}

static void field_of(Ctx *ctx, Str prefix, const char *name, Msg m)
{
    problem_field(ctx, str_concat(ctx->arena, prefix, str_from(name)), m);
}

static void check_name(Ctx *ctx, Str prefix, const char *field, Str value, Msg missing)
{
    if (value.n == 0) {
        field_of(ctx, prefix, field, missing);
    } else if (!person_name_fits(value)) {
        field_of(ctx, prefix, field, person_name_limit(ctx));
    }
}

void person_check_facts(Ctx *ctx, Str prefix, PersonNew *n)
{
    check_name(ctx, prefix, "first_name", n->first_name, MSG("Enter the first name."));
    check_name(ctx, prefix, "last_name", n->last_name, MSG("Enter the last name."));
    if (n->email.n && !mail_is_email(n->email)) {
        field_of(ctx, prefix, "email", MSG("Enter an e-mail address, as name@company.example."));
    }
    typed_phone(ctx, str_z(ctx->arena, str_concat(ctx->arena, prefix, S("phone"))), ctx->account.country, &n->phone);
    if (utf8_count(n->job_title) > TITLE_CHARS_MAX || utf8_has_control(n->job_title)) {
        field_of(ctx, prefix, "job_title", MSG1("Use at most {n} characters.", "n", S("80")));
    }
}

Err person_check_sign_in(AccountCtx a, Str prefix, Id directory_id, Str sign_in, Id but_user_id)
{
    Ctx *ctx = a.ctx;
    ptrdiff_t at = str_find_char(sign_in, '@');
    Str local = at >= 0 ? str_sub(sign_in, 0, (size_t)at) : sign_in;
    Str domain = at >= 0 ? str_skip(sign_in, (size_t)at + 1) : S("");
    if (!is_local_part(local)) {
        field_of(ctx, prefix, "sign_in",
                 MSG("Use letters without accents, digits, and between them dots, hyphens or underscores."));
        return OK;
    }
    PeopleDomainsRow *rows;
    size_t n;
    bool ours = false;
    TRY(q_people_domains(a, &(PeopleDomainsArgs){.directory_id = directory_id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        ours = ours || str_eq(rows[i].name, domain);
    }
    if (!ours) {
        field_of(ctx, prefix, "sign_in", MSG("The sign-in name must end with a domain of the directory."));
        return OK;
    }
    PersonNamesTakenRow taken;
    Err err = q_person_names_taken(a, &(PersonNamesTakenArgs){.name = sign_in}, &taken);
    if (err == OK && !id_eq(taken.owner_id, but_user_id)) {
        field_of(ctx, prefix, "sign_in", MSG1("{name} is taken. Choose another name.", "name", sign_in));
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

Err person_check_new(AccountCtx a, Str prefix, PersonNew *n)
{
    bool managed;
    TRY(people_managed(a, n->directory_id, &managed));
    if (managed) {
        field_of(a.ctx, prefix, "sign_in",
                 MSG("The people of this directory are managed by your directory; add them there."));
    }
    person_check_facts(a.ctx, prefix, n);
    return managed ? OK : person_check_sign_in(a, prefix, n->directory_id, n->sign_in, ID_NIL);
}

Err person_make(AccountCtx a, const PersonNew *n, Str password_hash, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    PeopleAccountRow account;
    TRY(q_people_account(a, NULL, &account));
    NewUser u = {.id = ctx_new_id(ctx),
                 .directory_id = n->directory_id,
                 .last_account_id = ctx->account_id,
                 .sign_in = n->sign_in,
                 .first_name = n->first_name,
                 .last_name = n->last_name,
                 .password_hash = password_hash,
                 .locale = n->locale.n ? n->locale : account.locale,
                 .time_zone = account.time_zone,
                 .must_change = true,
                 .origin = n->origin.n ? n->origin : S("direct")};
    TRY(identity_add_user(system_of(ctx), &u));
    int64_t changed;
    TRY(q_person_edit(a,
                      &(PersonEditArgs){.first_name = n->first_name,
                                        .last_name = n->last_name,
                                        .email = n->email.n ? n->email : n->sign_in,
                                        .phone = n->phone,
                                        .job_title = n->job_title,
                                        .user_id = u.id,
                                        .version = 1},
                      &changed));
    *ret_id = u.id;
    return changed ? person_reindex(system_of(ctx), u.id) : ERR_INTERNAL;
}

/* --- credentials --- */

static Str credential_context(Ctx *ctx, Id user_id)
{
    return str_concat(ctx->arena, S("person_credential/sealed/"), id_text(ctx->arena, user_id));
}

static Str credential_purpose(Ctx *ctx)
{
    return str_concat(ctx->arena, S("seal/"), id_text(ctx->arena, ctx->account_id));
}

Err credential_keep(AccountCtx a, Id batch_id, const Credential *c)
{
    Ctx *ctx = a.ctx;
    Time before = time_add(ctx->wall, -CREDENTIAL_HOURS * TIME_HOUR);
    TRY(q_person_credentials_age(a, &(PersonCredentialsAgeArgs){.made_to = before}, NULL));
    Str sealed = keyring_seal(ctx->arena, ctx->app->options.ring, credential_purpose(ctx),
                              credential_context(ctx, c->user_id), c->password);
    return q_person_credential_add(
        a,
        &(PersonCredentialAddArgs){
            .batch_id = batch_id, .user_id = c->user_id, .name = c->name, .sign_in = c->sign_in, .sealed = sealed},
        NULL);
}

Err credentials_take(AccountCtx a, Id batch_id, Credential **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    PersonCredentialsRow *rows;
    size_t n;
    Time after = time_add(ctx->wall, -CREDENTIAL_HOURS * TIME_HOUR);
    TRY(q_person_credentials(a, &(PersonCredentialsArgs){.batch_id = batch_id, .made_from = after}, &rows, &n));
    *ret = arena_array(ctx->arena, Credential, n + 1);
    *ret_n = n;
    for (size_t i = 0; i < n; i++) {
        (*ret)[i] = (Credential){.user_id = rows[i].user_id, .name = rows[i].name, .sign_in = rows[i].sign_in};
        TRY(keyring_unseal(ctx->arena, ctx->app->options.ring, credential_purpose(ctx),
                           credential_context(ctx, rows[i].user_id), rows[i].sealed, &(*ret)[i].password));
    }
    return n ? q_person_credentials_drop(a, &(PersonCredentialsDropArgs){.batch_id = batch_id}, NULL) : OK;
}

Err credentials_left(AccountCtx a, Id batch_id, int64_t *ret)
{
    PersonCredentialsLeftRow row;
    Time after = time_add(a.ctx->wall, -CREDENTIAL_HOURS * TIME_HOUR);
    TRY(q_person_credentials_left(a, &(PersonCredentialsLeftArgs){.batch_id = batch_id, .made_from = after}, &row));
    *ret = row.n;
    return OK;
}

Err person_check_reset(AccountCtx a, Id user_id)
{
    if (id_eq(user_id, a.ctx->actor.user_id)) { /* all sessions end with it: nobody would be left to be shown it */
        return problem(a.ctx, ERR_CONFLICT, MSG("You cannot do this to yourself."),
                       MSG("Choose a new password of your own: Account settings, Change password."));
    }
    return rights_check_over(a, user_id);
}

Err person_reset_password(AccountCtx a, const PersonGetRow *p, Id batch_id)
{
    Ctx *ctx = a.ctx;
    TRY(person_must_be_there(ctx, p));
    TRY(person_must_be_at_home(ctx, p));
    TRY(person_check_reset(a, p->user_id));
    Str hash;
    Credential c = {.user_id = p->user_id,
                    .name = person_name(ctx->arena, p->first_name, p->last_name),
                    .sign_in = p->sign_in,
                    .password = identity_temporary_password(ctx, &hash)};
    int64_t changed;
    TRY(q_person_password(a, &(PersonPasswordArgs){.password_hash = hash, .user_id = p->user_id}, &changed));
    if (!changed) {
        return problem(ctx, ERR_CONFLICT, MSG("This person cannot sign in now, so there is no password to reset."),
                       MSG("Reinstate them first."));
    }
    TRY(person_end_sessions(system_of(ctx), p->user_id));
    TRY(identity_end_links(system_of(ctx), p->user_id));
    TRY(credential_keep(a, batch_id, &c));
    Tell tell = {.category = S("security"),
                 .user_id = p->user_id,
                 .account_id = ctx->account_id,
                 .icon = S("lock"),
                 .title = MSG1("{who} reset your password.", "who", ctx->actor.name),
                 .line = MSG("You get a temporary one from them, and choose your own when you next sign in."),
                 .url = url_static("/sign-in")};
    return tell_user(ctx, &tell);
}
