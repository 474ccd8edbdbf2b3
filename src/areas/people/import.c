/* A CSV file of people: its columns, what is wrong with a row, and the person that a row makes. The temporary
 * passwords of a file are one batch of credentials, under the file's id. */
#include "areas/people/import.h"
#include "app/audit.h"
#include "app/i18n.h"
#include "areas/identity/identity.h"
#include "areas/people/area_perms.h"
#include "areas/people/people.h"
#include "base/map.h"
#include "gen/people_q.h"

enum { COL_FIRST, COL_LAST, COL_SIGN_IN, COL_EMAIL, COL_PHONE, COL_JOB, COL_ROLES, COL_LOCATIONS, COLS };
static const ImportColumn COLUMNS[COLS] = {
    [COL_FIRST] = {"firstName", N_("First name"), true, .field = "first_name"},
    [COL_LAST] = {"lastName", N_("Last name"), true, .field = "last_name"},
    [COL_SIGN_IN] = {"signIn", N_("Sign-in name"), true, .field = "sign_in"},
    [COL_EMAIL] = {"email", N_("E-mail"), false},
    [COL_PHONE] = {"phone", N_("Phone"), false},
    [COL_JOB] = {"jobTitle", N_("Job title"), false, .field = "job_title"},
    [COL_ROLES] = {"roles", N_("Roles"), false},
    [COL_LOCATIONS] = {"locations", N_("Locations"), false},
};

/* --- what rows are compared with --- */

typedef struct Others {
    PeopleWorld w;
    Map names;            /* sign-in name: the row that has it */
    Map domains;          /* domain: its directory (Id) */
    Map roles, locations; /* folded name, or id: the id as text (Str) */
} Others;

static void put_text(Arena *a, Map *m, Str name, Str id)
{
    Str *value = arena_new(a, Str);
    *value = id;
    map_put(m, fold_search(a, name), value);
}

/* By id, and by name in English and in the reader's language. */
static Err read_roles(AccountCtx a, Map *m)
{
    Ctx *ctx = a.ctx;
    PeopleCustomNamesRow *rows;
    size_t n;
    TRY(q_people_custom_names(a, &(PeopleCustomNamesArgs){.most = PEOPLE_CUSTOM_MAX}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        put_text(ctx->arena, m, rows[i].name, rights_custom_role(ctx->arena, rows[i].id));
    }
    for (size_t i = 0; i < ROLES_N; i++) {
        if (role_assignable(&ROLES[i])) {
            put_text(ctx->arena, m, tr(ctx->locale, NULL, ROLES[i].name), ROLES[i].id);
            put_text(ctx->arena, m, str_from(ROLES[i].name), ROLES[i].id);
            put_text(ctx->arena, m, ROLES[i].id, ROLES[i].id);
        }
    }
    return OK;
}

static Err read_domains(AccountCtx a, Others *o)
{
    for (size_t d = 0; d < o->w.directories_n; d++) {
        PeopleDomainsRow *rows;
        size_t n;
        TRY(q_people_domains(a, &(PeopleDomainsArgs){.directory_id = o->w.directories[d].id}, &rows, &n));
        for (size_t i = 0; i < n; i++) {
            map_put(&o->domains, rows[i].name, &o->w.directories[d].id);
        }
    }
    return OK;
}

static Err begin(AccountCtx a, void **ret)
{
    Ctx *ctx = a.ctx;
    Others *o = arena_new(ctx->arena, Others);
    *ret = o;
    if (ctx->actor.kind == ACTOR_JOB) { /* with the roles of whoever began it: what they may give is asked */
        TRY(people_act_as(a, ctx->actor.user_id));
    }
    TRY(people_world(a, &o->w));
    o->names = map_on_arena(ctx->arena, 256);
    o->domains = map_on_arena(ctx->arena, 32);
    o->roles = map_on_arena(ctx->arena, 256);
    o->locations = map_on_arena(ctx->arena, 64);
    for (size_t i = 0; i < o->w.locations_n; i++) {
        put_text(ctx->arena, &o->locations, o->w.locations[i].name, id_text(ctx->arena, o->w.locations[i].id));
    }
    TRY(read_domains(a, o));
    return read_roles(a, &o->roles);
}

/* --- a row --- */

typedef struct Line {
    PersonNew n;
    Str roles, locations; /* ids, spaces between */
} Line;

/* The names of a cell as ids. */
static Str ids_of(Ctx *ctx, const Map *known, Str cell, const char *field, const char *unknown)
{
    Str all = S(""), name;
    while (import_next_name(&cell, &name)) {
        const Str *id = map_get(known, fold_search(ctx->arena, name));
        if (id) {
            all = all.n ? str_fmt(ctx->arena, "%.*s %.*s", S_ARG(all), S_ARG(*id)) : *id;
        } else {
            Msg why = MSG_OF(unknown);
            why.args[0] = (struct MsgArg){"name", name};
            problem_field(ctx, str_from(field), why);
        }
    }
    return all;
}

static void plan_of(const Line *l, RolePlan *ret)
{
    plan_parse(l->roles, l->locations.n ? S("locations") : S("account"), l->locations, S(""), ret);
}

static Err check_line(AccountCtx a, const PeopleWorld *w, Line *l)
{
    RolePlan plan;
    plan_of(l, &plan);
    TRY(person_check_new(a, S(""), &l->n));
    Err err = plan.roles_n ? plan_check(a, w, &plan, false, false) : OK;
    return err == ERR_INVALID ? OK : err;
}

static Err check(AccountCtx a, void *state, const Str *cells, ImportRow *row)
{
    Ctx *ctx = a.ctx;
    Others *o = state;
    Line *l = arena_new(ctx->arena, Line);
    Str sign_in = identity_name_key(ctx->arena, cells[COL_SIGN_IN]);
    if (sign_in.n && str_find_char(sign_in, '@') < 0) {
        sign_in = str_fmt(ctx->arena, "%.*s@%.*s", S_ARG(sign_in), S_ARG(o->w.directories[0].domain));
    }
    const Id *directory = map_get(&o->domains, str_skip(sign_in, (size_t)(str_find_char(sign_in, '@') + 1)));
    l->n = (PersonNew){.first_name = cells[COL_FIRST],
                       .last_name = cells[COL_LAST],
                       .sign_in = sign_in,
                       .email = cells[COL_EMAIL],
                       .phone = cells[COL_PHONE],
                       .job_title = cells[COL_JOB],
                       .directory_id = directory ? *directory : o->w.directories[0].id,
                       .origin = S("import")};
    row->what = l;
    row->name = person_name(ctx->arena, cells[COL_FIRST], cells[COL_LAST]);
    l->roles = ids_of(ctx, &o->roles, cells[COL_ROLES], "roles",
                      N_("There is no role {name}. Write it as the list of roles does."));
    l->locations =
        ids_of(ctx, &o->locations, cells[COL_LOCATIONS], "locations", N_("The account has no location {name}."));
    if (l->locations.n && !l->roles.n) {
        problem_field(ctx, S("locations"), MSG("Locations are for roles; the row has none."));
    }
    ImportRow *earlier = map_get(&o->names, sign_in);
    if (earlier) {
        problem_field(
            ctx, S("sign_in"),
            MSG1("The name stands in row {row} too", "row", str_fmt(ctx->arena, "%lld", (long long)earlier->line)));
    } else if (sign_in.n) {
        map_put(&o->names, sign_in, row);
    }
    if (!l->roles.n && !cells[COL_ROLES].n) {
        import_warn(row, MSG_OF(COLUMNS[COL_ROLES].label), MSG("No role: only their own pages open"));
    }
    return check_line(a, &o->w, l);
}

static Err make(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Line *l = row->what;
    PeopleWorld w;
    RolePlan plan;
    int64_t given;
    Str hash;
    TRY(people_act_as(a, ctx->actor.user_id));
    if (!ctx_may(ctx, &USERS_ADD)) {
        return problem(ctx, ERR_FORBIDDEN, MSG("Whoever began the import may not add users any more."), (Msg){0});
    }
    TRY(people_world(a, &w));
    TRY(check_line(a, &w, l)); /* what has changed since the check of this step */
    TRY(problem_check(ctx));
    Credential c = {.name = row->name, .sign_in = l->n.sign_in, .password = identity_temporary_password(ctx, &hash)};
    plan_of(l, &plan);
    TRY(person_make(a, &l->n, hash, &c.user_id));
    TRY(plan_give(a, &plan, c.user_id, l->n.directory_id, S("import"), &given));
    TRY(credential_keep(a, file->id, &c));
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = c.user_id;
    ctx->audit.target_name = c.name;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"signIn", l->n.sign_in}, {"firstName", l->n.first_name}, {"lastName", l->n.last_name},
                   {"email", l->n.email}, {"phone", l->n.phone}, {"jobTitle", l->n.job_title}, {"roles", l->roles});
    *ret_id = c.user_id;
    return OK;
}

const ImportKind PEOPLE_FILE = {.kind = "users.import",
                                .action = "person.import",
                                .refused = "person.import.refused",
                                .end = "users.import.done",
                                .columns = COLUMNS,
                                .columns_n = COLS,
                                .begin = begin,
                                .check = check,
                                .make = make};
