/* A CSV file of partners and their people: a row a person; the first row of a company makes its account. Nobody is
 * mailed by it: links go out in waves (waves.c). */
#include "app/audit.h"
#include "app/unit.h"
#include "areas/identity/identity.h"
#include "areas/partners/waves.h"
#include "base/map.h"
#include "crypt/crypt.h"
#include "gen/partners_q.h"

enum {
    COL_COMPANY,
    COL_COUNTRY,
    COL_CITY,
    COL_DOMAIN,
    COL_KIND,
    COL_FIRST,
    COL_LAST,
    COL_EMAIL,
    COL_LANGUAGE,
    COL_ROLE,
    COLS
};
static const ImportColumn COLUMNS[COLS] = {
    [COL_COMPANY] = {"company", N_("Company"), true, .field = "name"},
    [COL_COUNTRY] = {"country", N_("Country"), true},
    [COL_CITY] = {"city", N_("City"), true},
    [COL_DOMAIN] = {"domain", N_("Domain"), true},
    [COL_KIND] = {"kind", N_("Kind"), true},
    [COL_FIRST] = {"firstName", N_("First name"), true, .field = "first_name"},
    [COL_LAST] = {"lastName", N_("Last name"), true, .field = "last_name"},
    [COL_EMAIL] = {"email", N_("Work e-mail"), true},
    [COL_LANGUAGE] = {"language", N_("Language"), false},
    [COL_ROLE] = {"role", N_("Role"), false},
};

typedef struct Company {
    Str name, country;
    int64_t line;
} Company;
typedef struct Rows {
    Map companies; /* domain: the row that makes it (Company) */
    Map people;    /* address: its line (int64_t) */
} Rows;
typedef struct Line {
    PartnerNew n;
    Str role;
} Line;

static Err begin(AccountCtx a, void **ret)
{
    Rows *r = arena_new(a.ctx->arena, Rows);
    r->companies = map_on_arena(a.ctx->arena, 256);
    r->people = map_on_arena(a.ctx->arena, 256);
    *ret = r;
    return OK;
}

/* By id, or by name in English or in the reader's language; empty: Global admin. */
static Str role_of(Ctx *ctx, Str cell)
{
    Str wanted = fold_search(ctx->arena, cell);
    if (!cell.n) {
        return S("global_admin");
    }
    for (size_t i = 0; i < ROLES_N; i++) {
        const Role *r = &ROLES[i];
        if (role_assignable(r) && (str_eq(r->id, cell) || str_eq(fold_search(ctx->arena, str_from(r->name)), wanted) ||
                                   str_eq(fold_search(ctx->arena, tr(ctx->locale, NULL, r->name)), wanted))) {
            return r->id;
        }
    }
    problem_field(ctx, S("role"), MSG1("There is no role {name}. Take its name from User management", "name", cell));
    return S("");
}

/* The account that the domain's organization has here; nil: the domain is nobody's. */
static Err account_of_domain(Ctx *ctx, Str domain, bool *ret_taken, PartnerOfDomainRow *ret)
{
    Id directory_id;
    PartnerOfDomainRow *rows;
    size_t n;
    *ret = (PartnerOfDomainRow){.id = ID_NIL};
    Err err = identity_directory_id(system_of(ctx), domain, &directory_id);
    *ret_taken = err == OK;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    TRY(q_partner_of_domain(system_of(ctx), &(PartnerOfDomainArgs){.directory_id = directory_id}, &rows, &n));
    *ret = n ? rows[0] : *ret;
    return OK;
}

static Str number_text(Ctx *ctx, int64_t n) { return str_fmt(ctx->arena, "%lld", (long long)n); }

/* One more person of a company that an earlier row, or an account that is there, stands for. */
static void same_company(Ctx *ctx, ImportRow *row, const Line *l, Str name, Str where)
{
    if (!str_eq(fold_search(ctx->arena, name), fold_search(ctx->arena, l->n.name))) {
        Msg why = MSG2("The domain belongs to {company} ({where}). Write the same name, or another domain", "company",
                       name, "where", where);
        problem_field(ctx, S("domain"), why);
    } else {
        import_warn(row, MSG("Company"), MSG1("A person more of a company that is there ({where})", "where", where));
    }
}

static Err warn_of_twin(Ctx *ctx, ImportRow *row, const Line *l)
{
    PartnerTwin *twins;
    size_t n;
    TRY(partner_twins(ctx, l->n.name, l->n.country, ID_NIL, &twins, &n));
    if (n) {
        Msg said = MSG2("There is {name} ({number}) in this country already; this makes another account", "name",
                        twins[0].name, "number", twins[0].partner_id);
        import_warn(row, MSG("Company"), said);
    }
    return OK;
}

static Err check_company(Ctx *ctx, Rows *r, ImportRow *row, Line *l)
{
    PartnerOfDomainRow known;
    bool taken;
    Company *first = map_get(&r->companies, l->n.domain);
    if (first) {
        same_company(ctx, row, l, first->name, str_fmt(ctx->arena, "%s %lld", "#", (long long)first->line));
        return OK;
    }
    TRY(account_of_domain(ctx, l->n.domain, &taken, &known));
    if (taken && !id_is_nil(known.id)) {
        same_company(ctx, row, l, known.name, known.public_id);
        return OK;
    }
    l->n.another = true; /* a file cannot be asked back: said, and not refused */
    TRY(partner_check_company(ctx, &l->n));
    TRY(warn_of_twin(ctx, row, l));
    if (problem_check(ctx) == OK) {
        first = arena_new(ctx->arena, Company);
        *first = (Company){str_copy(ctx->arena, l->n.name), l->n.country, row->line};
        map_put(&r->companies, str_copy(ctx->arena, l->n.domain), first);
    }
    return OK;
}

static Err check(AccountCtx a, void *state, const Str *cells, ImportRow *row)
{
    Ctx *ctx = a.ctx;
    Rows *r = state;
    Line *l = arena_new(ctx->arena, Line);
    l->n = (PartnerNew){.name = cells[COL_COMPANY],
                        .country = cells[COL_COUNTRY],
                        .city = cells[COL_CITY],
                        .domain = str_lower_ascii(ctx->arena, cells[COL_DOMAIN]),
                        .kind = cells[COL_KIND],
                        .first_name = cells[COL_FIRST],
                        .last_name = cells[COL_LAST],
                        .email = identity_name_key(ctx->arena, cells[COL_EMAIL]),
                        .language = cells[COL_LANGUAGE].n ? cells[COL_LANGUAGE] : S("en"),
                        .how = S("later"),
                        .mfa = S("required")};
    row->name = l->n.email; /* by which it is found when the person is erased */
    row->what = l;
    TRY(check_company(ctx, r, row, l));
    TRY(partner_check_admin(ctx, &l->n));
    l->role = role_of(ctx, cells[COL_ROLE]);
    const int64_t *line = map_get(&r->people, l->n.email);
    if (line) {
        problem_field(ctx, S("email"), MSG1("This address stands in line {n} already", "n", number_text(ctx, *line)));
    } else if (l->n.email.n) {
        int64_t *at = arena_new(ctx->arena, int64_t);
        *at = row->line;
        map_put(&r->people, str_copy(ctx->arena, l->n.email), at);
    }
    return OK;
}

static Err add_person(Ctx *ctx, const Line *l, const PartnerOfDomainRow *home, Id *ret_user)
{
    Str hash;
    SystemCtx s = system_of(ctx);
    (void)identity_temporary_password(ctx, &hash);
    *ret_user = ctx_new_id(ctx);
    TRY(identity_add_user(
        s, &(NewUser){.id = *ret_user,
                      .directory_id = home->directory_id,
                      .last_account_id = home->id,
                      .sign_in = l->n.email,
                      .first_name = l->n.first_name,
                      .last_name = l->n.last_name,
                      .password_hash = hash,
                      .locale = str_fmt(ctx->arena, "%.*s-%.*s", S_ARG(l->n.language), S_ARG(l->n.country)),
                      .time_zone = zone_of_country(ctx->arena, l->n.country),
                      .must_change = true,
                      .origin = S("import")}));
    return identity_grant(s, *ret_user, home->directory_id, ID_NIL, l->role);
}

static Err make(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Line *l = row->what;
    PartnerOfDomainRow home;
    PartnerMade made = {0};
    bool taken;
    (void)file;
    TRY(account_of_domain(ctx, l->n.domain, &taken, &home));
    if (!id_is_nil(home.id)) {
        made.account_id = home.id;
        TRY(add_person(ctx, l, &home, &made.user_id));
    } else {
        TRY(partner_make(ctx, &l->n, &made));
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = made.account_id;
    ctx->audit.target_name = row->name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", l->n.name}, {"domain", l->n.domain}, {"signIn", l->n.email});
    *ret_id = made.account_id;
    return q_partner_invitee_add(
        system_of(ctx), &(PartnerInviteeAddArgs){.user_id = made.user_id, .account_id = made.account_id}, NULL);
}

const ImportKind PARTNERS_FILE = {
    .kind = "partners.import",
    .action = "partner.import",
    .refused = "partner.import.refused",
    .end = "partners.import.done",
    .columns = COLUMNS,
    .columns_n = COLS,
    .begin = begin,
    .check = check,
    .make = make,
};

Err partners_import_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    return import_step(ctx, job, ret_next, &PARTNERS_FILE);
}
