#include "areas/sandbox/sandbox.h"

#include "app/audit.h"
#include "app/demo.h"
#include "app/estate.h"
#include "app/kernel.h"
#include "app/mail.h"
#include "app/person.h"
#include "app/problem.h"
#include "app/quota.h"
#include "app/session.h"
#include "app/setting.h"
#include "app/tables.h"
#include "app/unit.h"
#include "areas/catalog/catalog.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners.h"
#include "areas/sandbox/seed.h"
#include "gen/app_q.h"

#define SWEEP "sandbox.sweep" /* from the first sandbox on */
#define STAFF_DOMAIN S("sandbox.example")
#define STAFF_SIGN_IN S("vendor@sandbox.example")

/* What the vendor has made known to all: a sandbox begins with it, and goes on by itself. */
static const Str VENDOR_TABLES[] = {S_INIT("text_ml"),
                                    S_INIT("product"),
                                    S_INIT("service_plan"),
                                    S_INIT("product_plan"),
                                    S_INIT("catalog_market"),
                                    S_INIT("catalog_category"),
                                    S_INIT("catalog_product"),
                                    S_INIT("catalog_sku"),
                                    S_INIT("catalog_availability"),
                                    S_INIT("price"),
                                    S_INIT("fx_rate"),
                                    S_INIT("catalog_target"),
                                    S_INIT("catalog_successor"),
                                    S_INIT("catalog_promotion"),
                                    S_INIT("catalog_margin"),
                                    S_INIT("learning_certification"), /* what programs ask for */
                                    S_INIT("learning_item"),
                                    S_INIT("learning_part"),
                                    S_INIT("program"),
                                    S_INIT("program_requirement"),
                                    S_INIT("agreement")};

bool sandbox_possible(const App *app) { return app->estate != NULL; }

bool sandbox_room(const App *app) { return app->estate && estate_count(app) < estate_max(app); }

static Str state_words(SandboxState s)
{
    static const Str WORDS[] = {S_INIT(""), S_INIT("making"), S_INIT("ready"), S_INIT("failed")};
    return WORDS[s];
}

Err sandbox_read(AccountCtx a, Sandbox *ret)
{
    Ctx *ctx = a.ctx;
    *ret = (Sandbox){.label = ctx->account.public_id};
    if (ctx->app->estate && estate_label_fits(ret->label)) {
        ret->url = estate_url(ctx->arena, ctx->app, ret->label);
    }
    Err err = q_sandbox_get(a, NULL, &ret->row);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    for (SandboxState k = SANDBOX_MAKING; k <= SANDBOX_FAILED; k++) {
        ret->state = str_eq(ret->row.state, state_words(k)) ? k : ret->state;
    }
    ret->label = ret->row.label;
    const App *app = ctx->app;
    if (!app->estate) {
        return OK;
    }
    ret->url = estate_url(ctx->arena, app, ret->label);
    ret->busy = estate_is_held(app, ret->label);
    ret->open = ret->state == SANDBOX_READY && estate_is_open(app, ret->label);
    ret->bytes = estate_size(app, ret->label);
    bool lost = ret->state == SANDBOX_READY && !ret->open && ret->bytes == 0;
    if (!ret->busy && (lost || ret->state == SANDBOX_MAKING)) {
        ret->state = SANDBOX_FAILED;
        ret->row.problem = S("interrupted");
    }
    return OK;
}

void sandbox_check(Ctx *ctx, SandboxPerson *p)
{
    p->first_name = str_trim(p->first_name);
    p->last_name = str_trim(p->last_name);
    p->sign_in = identity_name_key(ctx->arena, p->sign_in);
    if (p->first_name.n == 0) {
        problem_field(ctx, S("first_name"), MSG("Enter a first name."));
    } else if (!person_name_fits(p->first_name)) {
        problem_field(ctx, S("first_name"), person_name_limit(ctx));
    }
    if (p->last_name.n == 0) {
        problem_field(ctx, S("last_name"), MSG("Enter a last name."));
    } else if (!person_name_fits(p->last_name)) {
        problem_field(ctx, S("last_name"), person_name_limit(ctx));
    }
    if (!mail_is_email(p->sign_in)) {
        problem_field(ctx, S("sign_in"), MSG("Enter an e-mail address, as name@company.example."));
    } else if (str_ends(p->sign_in, str_concat(ctx->arena, S("@"), STAFF_DOMAIN))) {
        problem_field(ctx, S("sign_in"), MSG("This domain is that of the vendor's staff there. Choose another."));
    }
}

/* --- filling --- */

typedef struct Filling {
    App *main;
    const SandboxPerson *person;
    SandboxAccountRow account;
    Str vendor, languages, currencies, language;
    Arena *arena; /* for what is given back */
    SandboxKeys keys;
    Id admin_id, staff_id, account_id;
} Filling;

static bool of_vendor(Str table)
{
    for (size_t i = 0; i < COUNT_OF(VENDOR_TABLES); i++) {
        if (str_eq(VENDOR_TABLES[i], table)) {
            return true;
        }
    }
    return false;
}

/* Who wrote a row of the vendor's stays in the main house: nobody of there is anybody in the sandbox. */
static DbValue copied(const DbCursor *cur, const Table *t, size_t col, Arena *a)
{
    const TableColumn *c = &t->columns[col];
    return c->refers.n && !of_vendor(c->refers) ? (DbValue){.type = c->type, .null = true}
                                                : table_value(cur, (int)col, c->type, a);
}

static Err copy_rows(DbConn *from, DbConn *to, const Table *t, TableText which)
{
    TableQuery read, write;
    DbCursor cur;
    Arena *row = arena_create(0);
    table_query(&read, t, which);
    table_query(&write, t, TABLE_WRITE_ONE);
    Err err = db_start(from, &read.q, read.key, NULL, 0, &cur);
    bool open = err == OK;
    while (err == OK && (err = db_next(&cur)) == OK) {
        DbValue v[TABLE_COLUMNS_MAX];
        for (size_t i = 0; i < t->columns_n; i++) {
            v[i] = copied(&cur, t, i, row);
        }
        err = db_exec(to, &write.q, write.key, v, t->columns_n, NULL);
        arena_reset(row);
    }
    if (open) {
        db_finish(&cur);
    }
    arena_destroy(row);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* The vendor's tables as they are in the main house; those that a migration fills are emptied first. */
static Err copy_tables(DbConn *from, DbConn *to)
{
    const Table *all;
    size_t n;
    if (!tables_read(&all, &n)) {
        return ERR_INTERNAL;
    }
    for (size_t i = COUNT_OF(VENDOR_TABLES); i > 0; i--) {
        char sql[128];
        snprintf(sql, sizeof sql, "DELETE FROM %.*s", S_ARG(VENDOR_TABLES[i - 1]));
        TRY(db_run_script(to, sql));
    }
    for (size_t i = 0; i < COUNT_OF(VENDOR_TABLES); i++) {
        const Table *t = table_find(VENDOR_TABLES[i]);
        if (!t) {
            return ERR_INTERNAL;
        }
        TRY(copy_rows(from, to, t, TABLE_READ));
        if (t->parent >= 0) {
            TRY(copy_rows(from, to, t, TABLE_READ_CHILDREN));
        }
    }
    return OK;
}

static Err copy_vendor(App *main, App *sandbox)
{
    char why[256];
    DbConn *from = NULL, *to = NULL;
    TRY(spare_take(main, &from));
    Err err = db_connect(sandbox->db, DB_WRITER, &to, why);
    if (err == OK && (err = db_begin(from)) == OK) {
        err = db_begin(to);
        err = err == OK ? copy_tables(from, to) : err;
        if (err == OK) {
            err = db_commit(to);
        } else {
            db_rollback(to);
        }
        db_rollback(from);
    }
    if (to) {
        db_disconnect(to);
    }
    spare_give(main, from);
    return err;
}

/* A temporary password for somebody of the sandbox; ctx is of the sandbox. */
static Err one_password(Ctx *ctx, Arena *keep, Id user_id, Str *ret)
{
    Str hash, password = identity_temporary_password(ctx, &hash);
    TRY(q_command_user_password(
        system_of(ctx), &(CommandUserPasswordArgs){.id = user_id, .password_hash = hash, .must_change = true}, NULL));
    *ret = str_copy(keep, password);
    return OK;
}

/* The vendor's side of the sandbox: somebody has to decide what a partner asks for, and that is the developer too. */
static Err fill_vendor(Ctx *ctx, void *arg)
{
    Filling *f = arg;
    Str path, hash;
    Id directory;
    (void)identity_temporary_password(ctx, &hash); /* set-up wants one; it is replaced at once */
    TRY(identity_setup_token(ctx, &path));
    Setup s = {.vendor_name = f->vendor,
               .public_url = str_from(ctx->app->options.public_url),
               .languages = f->languages,
               .currencies = f->currencies,
               .country = f->account.country,
               .first_name = S("Vendor"),
               .last_name = S("Sandbox"),
               .email = STAFF_SIGN_IN,
               .password_hash = hash};
    TRY(identity_setup_do(system_of(ctx), path, &s, &f->staff_id, &directory));
    TRY(identity_mfa_rule_set(ctx, ID_NIL, false)); /* nothing there is worth a second factor that gets lost */
    f->keys.staff_sign_in = STAFF_SIGN_IN;
    return one_password(ctx, f->arena, f->staff_id, &f->keys.staff_password);
}

static Str domain_of(Str sign_in)
{
    ptrdiff_t at = str_rfind_char(sign_in, '@');
    return at >= 0 ? str_skip(sign_in, (size_t)at + 1) : sign_in;
}

static Err fill_partner(Ctx *ctx, void *arg)
{
    Filling *f = arg;
    PartnerNew n = {.name = f->account.name,
                    .country = f->account.country,
                    .city = f->account.city,
                    .domain = domain_of(f->person->sign_in),
                    .kind = f->account.kind,
                    .another = true,
                    .first_name = f->person->first_name,
                    .last_name = f->person->last_name,
                    .email = f->person->sign_in,
                    .language = f->language,
                    .how = S("password"),
                    .mfa = S("encouraged")};
    PartnerMade made;
    TRY(catalog_reopen_older(system_of(ctx))); /* so that a client can try how it migrates */
    TRY(partner_make(ctx, &n, &made));
    f->admin_id = made.user_id;
    f->account_id = made.account_id;
    f->keys.admin_sign_in = str_copy(f->arena, f->person->sign_in);
    f->keys.admin_password = str_copy(f->arena, made.password);
    return OK;
}

static Err fill(App *sandbox, void *arg)
{
    Filling *f = arg;
    Arena *a = arena_create(0);
    Ctx *ctx = ctx_system(sandbox, a);
    Err err = copy_vendor(f->main, sandbox);
    err = err == OK ? unit_run(ctx, MODE_WRITE, "identity.setup", fill_vendor, f) : err;
    err = err == OK ? unit_run(ctx, MODE_WRITE, "partner.create", fill_partner, f) : err;
    arena_destroy(a);
    return err;
}

/* --- making --- */

typedef struct Making {
    const SandboxPerson *person;
    bool anew, again;
    Str key;
    Filling filling;
    Sandbox was;
    const char *problem;
} Making;

static void audit_target(Ctx *ctx, Str label)
{
    ctx->audit.target_kind = S("sandbox");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = label;
}

static Err at_work(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("Somebody is making or removing this sandbox at the moment."),
                   MSG("Nothing was changed. Look at its page in a few seconds."));
}

static Err not_offered(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("Sandboxes are not offered by this center."),
                   MSG("The vendor turns them on with the setting sandboxes_max."));
}

/* What it is now; the account's label is held by the caller. */
static Err look(Ctx *ctx, void *arg)
{
    Sandbox *s = arg;
    TRY(sandbox_read((AccountCtx){ctx}, s));
    if (s->state == SANDBOX_MAKING) { /* of an earlier process: the label is held by us now */
        s->state = SANDBOX_FAILED;
    }
    return OK;
}

static Err may_make(Ctx *ctx, void *arg)
{
    Making *m = arg;
    TRY(look(ctx, &m->was));
    m->again = m->key.n && m->was.state == SANDBOX_READY && str_eq(m->was.row.last_key, m->key);
    if (!m->again && m->was.state == SANDBOX_READY && !m->anew) {
        return problem(ctx, ERR_CONFLICT, MSG("The account has a sandbox already."),
                       MSG("Open it, or make it anew: then everything in it goes."));
    }
    return OK;
}

static Err begin(Ctx *ctx, void *arg)
{
    Making *m = arg;
    AccountCtx a = {ctx};
    TRY(q_sandbox_account(a, NULL, &m->filling.account));
    TRY(installation_get(ctx, S("vendor_name"), &m->filling.vendor));
    TRY(installation_get(ctx, S("languages"), &m->filling.languages));
    TRY(installation_get(ctx, S("currencies"), &m->filling.currencies));
    Id job;
    TRY(job_enqueue(ctx, &(JobAsk){.kind = SWEEP, .key = S("all"), .payload = S("{}"), .total = -1}, &job));
    const SandboxPerson *p = m->person;
    Str name = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(p->first_name), S_ARG(p->last_name));
    audit_target(ctx, m->was.label);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"signIn", p->sign_in});
    if (m->was.state == SANDBOX_NONE) {
        return q_sandbox_add(a,
                             &(SandboxAddArgs){.label = m->was.label,
                                               .admin_name = name,
                                               .admin_sign_in = p->sign_in,
                                               .staff_sign_in = STAFF_SIGN_IN,
                                               .last_key = m->key},
                             NULL);
    }
    return q_sandbox_again(a, &(SandboxAgainArgs){.admin_name = name, .admin_sign_in = p->sign_in, .last_key = m->key},
                           NULL);
}

static Err end_well(Ctx *ctx, void *arg)
{
    Making *m = arg;
    return q_sandbox_made((AccountCtx){ctx},
                          &(SandboxMadeArgs){.admin_id = m->filling.admin_id, .staff_id = m->filling.staff_id}, NULL);
}

static Err end_badly(Ctx *ctx, void *arg)
{
    Making *m = arg;
    return q_sandbox_failed((AccountCtx){ctx}, &(SandboxFailedArgs){.problem = str_from(m->problem)}, NULL);
}

static Err failed(Ctx *ctx, Making *m, Err err, const char *why)
{
    m->problem = err == ERR_LIMIT ? "full" : err == ERR_DISK_FULL ? "disk" : "failed";
    log_line(ctx->app, "error", S("a sandbox cannot be made"), str_from(why[0] ? why : err_name(err)));
    TRY(unit_run(ctx, MODE_WRITE, NULL, end_badly, m));
    if (err == ERR_LIMIT) {
        return problem(ctx, ERR_CONFLICT, MSG("There are as many sandboxes here as the vendor allows."),
                       MSG("Ask the vendor's support for room; nothing was made."));
    }
    return problem(ctx, ERR_UNAVAILABLE, MSG("The sandbox could not be made."),
                   MSG("Nothing of it is left. Try again; if it fails again, write to the vendor's support."));
}

static Err still_used(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("The sandbox is at work and could not be removed."),
                   MSG("Nothing was changed. Try again when its requests have ended."));
}

static Err make_held(AccountCtx a, Making *m)
{
    Ctx *ctx = a.ctx;
    char why[256] = "";
    TRY(unit_run(ctx, MODE_READ, NULL, may_make, m));
    if (m->again) {
        return OK;
    }
    if (estate_remove(ctx->app, m->was.label) == ERR_BUSY) {
        return still_used(ctx);
    }
    TRY(unit_run(ctx, MODE_WRITE, "sandbox.make", begin, m));
    Err err = estate_make(
        ctx->app,
        &(EstateNew){.label = m->was.label, .name = m->filling.account.name, .fill = fill, .arg = &m->filling}, why);
    return err == OK ? unit_run(ctx, MODE_WRITE, NULL, end_well, m) : failed(ctx, m, err, why);
}

Err sandbox_make(AccountCtx a, const SandboxPerson *p, bool anew, Str key, SandboxKeys *ret, bool *ret_again)
{
    Ctx *ctx = a.ctx;
    Making m = {
        .person = p,
        .anew = anew,
        .key = key,
        .filling = {.main = ctx->app, .person = p, .arena = ctx->arena, .language = locale_language(ctx->locale)}};
    if (!ctx->app->estate) {
        return not_offered(ctx);
    }
    Str label = ctx->account.public_id;
    if (!estate_hold(ctx->app, label)) {
        return at_work(ctx);
    }
    Err err = make_held(a, &m);
    estate_release(ctx->app, label);
    *ret = m.filling.keys;
    *ret_again = m.again;
    return err;
}

/* --- what follows --- */

typedef struct Renewing {
    SandboxGetRow row;
    Arena *arena;
    SandboxKeys *keys;
} Renewing;

static Err renew_unit(Ctx *ctx, void *arg)
{
    Renewing *r = arg;
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = r->row.admin_id;
    ctx->audit.target_name = r->row.admin_sign_in;
    TRY(one_password(ctx, r->arena, r->row.admin_id, &r->keys->admin_password));
    TRY(session_end_everything(system_of(ctx), r->row.admin_id));
    TRY(one_password(ctx, r->arena, r->row.staff_id, &r->keys->staff_password));
    return session_end_everything(system_of(ctx), r->row.staff_id);
}

static Err renew(App *sandbox, void *arg)
{
    Arena *a = arena_create(0);
    Err err = unit_run(ctx_system(sandbox, a), MODE_WRITE, "sandbox.keys", renew_unit, arg);
    arena_destroy(a);
    return err;
}

typedef struct Noting {
    Str label, key;
} Noting;

static Err note_keys(Ctx *ctx, void *arg)
{
    Noting *n = arg;
    audit_target(ctx, n->label);
    return q_sandbox_renewed((AccountCtx){ctx}, &(SandboxRenewedArgs){.last_key = n->key}, NULL);
}

static Err none(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("The account has no sandbox."), MSG("Make one first."));
}

static Err renew_held(AccountCtx a, Str key, SandboxKeys *ret, bool *ret_again)
{
    Ctx *ctx = a.ctx;
    Sandbox s;
    TRY(unit_run(ctx, MODE_READ, NULL, look, &s));
    if (s.state != SANDBOX_READY) {
        return none(ctx);
    }
    *ret_again = key.n && str_eq(s.row.last_key, key);
    if (*ret_again) {
        return OK;
    }
    *ret = (SandboxKeys){.admin_sign_in = s.row.admin_sign_in, .staff_sign_in = s.row.staff_sign_in};
    Renewing r = {.row = s.row, .arena = ctx->arena, .keys = ret};
    if (estate_visit(ctx->app, s.label, renew, &r) != OK) {
        return problem(ctx, ERR_UNAVAILABLE, MSG("The sandbox is not open at the moment."),
                       MSG("Try again in a minute."));
    }
    return unit_run(ctx, MODE_WRITE, "sandbox.keys", note_keys, &(Noting){s.label, key});
}

Err sandbox_new_keys(AccountCtx a, Str key, SandboxKeys *ret, bool *ret_again)
{
    Ctx *ctx = a.ctx;
    if (!ctx->app->estate) {
        return not_offered(ctx);
    }
    Str label = ctx->account.public_id;
    if (!estate_hold(ctx->app, label)) {
        return at_work(ctx);
    }
    Err err = renew_held(a, key, ret, ret_again);
    estate_release(ctx->app, label);
    return err;
}

static Err drop(Ctx *ctx, void *arg)
{
    const Str *label = arg;
    audit_target(ctx, *label);
    return q_sandbox_drop((AccountCtx){ctx}, NULL, NULL);
}

/* The data first: a row without data can be removed again, data without a row nobody would find. */
static Err remove_held(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Sandbox s;
    TRY(unit_run(ctx, MODE_READ, NULL, look, &s));
    if (s.state == SANDBOX_NONE) {
        return none(ctx);
    }
    Err err = estate_remove(ctx->app, s.label);
    if (err == ERR_BUSY) {
        return still_used(ctx);
    }
    if (err != OK) {
        return problem(ctx, ERR_UNAVAILABLE, MSG("The sandbox's folder could not be removed."),
                       MSG("Try again; if it fails again, write to the vendor's support."));
    }
    return unit_run(ctx, MODE_WRITE, "sandbox.remove", drop, &s.label);
}

static Err remove_labelled(AccountCtx a, Str label)
{
    Ctx *ctx = a.ctx;
    if (!ctx->app->estate) {
        return not_offered(ctx);
    }
    if (!estate_hold(ctx->app, label)) {
        return at_work(ctx);
    }
    Err err = remove_held(a);
    estate_release(ctx->app, label);
    return err;
}

Err sandbox_remove(AccountCtx a) { return remove_labelled(a, a.ctx->account.public_id); }

typedef struct Naming {
    Str label;
    SandboxOfLabelRow row;
} Naming;

static Err find_label(Ctx *ctx, void *arg)
{
    Naming *n = arg;
    Err err = q_sandbox_of_label((OperatorCtx){ctx}, &(SandboxOfLabelArgs){.label = n->label}, &n->row);
    return err == ERR_NOT_FOUND ? problem(ctx, err, MSG("There is no such sandbox."), MSG("It may have been removed."))
                                : err;
}

Err sandbox_remove_of(OperatorCtx o, Str label)
{
    Naming n = {.label = label};
    TRY(unit_run(o.ctx, MODE_READ, NULL, find_label, &n));
    return remove_labelled(account_of(o.ctx, n.row.account_id), label);
}

/* --- accounts that are closed --- */

typedef struct Sweep {
    SandboxClosedRow *rows;
    size_t n;
} Sweep;

static Err closed_ones(Ctx *ctx, void *arg)
{
    Sweep *w = arg;
    return q_sandbox_closed(system_of(ctx), NULL, &w->rows, &w->n);
}

static Err sweep_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Sweep w = {0};
    TRY(unit_run(ctx, MODE_READ, NULL, closed_ones, &w));
    for (size_t i = 0; i < w.n; i++) {
        Err err = ctx->app->estate ? remove_labelled(account_of(ctx, w.rows[i].account_id), w.rows[i].label) : OK;
        if (err != OK) { /* at work: the next round */
            log_line(ctx->app, "warn", S("a closed account's sandbox stays for now"), w.rows[i].label);
        }
    }
    *ret_next = JOB_LATER;
    job->run_after_us = TIME_HOUR;
    return OK;
}

const JobKind SANDBOX_JOBS[1] = {
    {.kind = SWEEP, .title = N_("Ending of sandboxes of closed accounts"), .step = sweep_step, .outside = true}};

/* --- one that stands alone --- */

typedef struct Fresh {
    Filling filling;
    bool limits;
    SandboxFresh *ret;
} Fresh;

static Err fresh_application(Ctx *ctx, void *arg)
{
    Fresh *f = arg;
    Str secret;
    ActorAccountRow account;
    SystemCtx s = system_of(ctx);
    TRY(q_actor_account(s, &(ActorAccountArgs){.id = f->filling.account_id}, &account));
    NewApplication n = {.id = ctx_new_id(ctx),
                        .account_id = account.id,
                        .directory_id = account.directory_id,
                        .name = S("Client"),
                        .expires_at = time_add(ctx->wall, 365 * TIME_DAY)};
    TRY(identity_add_application(s, &n, &secret));
    TRY(f->limits ? quota_turn(ctx, true) : OK);
    Arena *keep = f->filling.arena;
    ctx->audit.target_kind = S("application");
    ctx->audit.target_id = n.id;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", n.name});
    f->ret->tenant = id_text(keep, account.directory_id);
    f->ret->client_id = id_text(keep, n.id);
    f->ret->client_secret = str_copy(keep, secret);
    return OK;
}

static Err fresh_catalog(App *app)
{
    Arena *a = arena_create(0);
    DemoCtx *demo = arena_new(a, DemoCtx);
    demo_start(demo, app, a, 0);
    Err err = catalog_items_demo(demo);
    demo_end(demo);
    arena_destroy(a);
    return err;
}

/* Before the limits hold: a file may have more in it than a client could make. */
static Err fresh_seed(Ctx *ctx, const Fresh *f, Str seed, Str *ret_problems)
{
    Seeded s;
    if (!seed.n) {
        return OK;
    }
    (void)account_of(ctx, f->filling.account_id);
    TRY(sandbox_seed(ctx, seed, false, &s));
    Buf lines = buf_on_arena(f->filling.arena, BUF_MAX_PAGE);
    for (size_t i = 0; i < s.problems_n; i++) {
        buf_fmt(&lines, "%.*s: %.*s\n", S_ARG(s.problems[i].where), S_ARG(s.problems[i].text));
    }
    buf_add(&lines, s.more ? S("There are more than these.\n") : S(""));
    *ret_problems = buf_str(&lines);
    return s.problems_n ? ERR_INVALID : OK;
}

Err sandbox_fresh(App *app, Arena *keep, bool limits, Str seed, SandboxFresh *ret, Str *ret_problems, char ret_why[256])
{
    static const SandboxPerson ADMIN = {S_INIT("Ada"), S_INIT("Client"), S_INIT("ada@client.example")};
    Fresh f = {.ret = ret, .limits = limits};
    *ret = (SandboxFresh){0};
    *ret_problems = S("");
    f.filling =
        (Filling){.main = app,
                  .person = &ADMIN,
                  .account = {.name = S("Client"), .country = S("US"), .city = S("Redmond"), .kind = S("direct")},
                  .vendor = S("Northlight Cloud"),
                  .languages = S("en fr"),
                  .currencies = S("USD EUR GBP"),
                  .language = S("en"),
                  .arena = keep};
    Arena *a = arena_create(0);
    Ctx *ctx = ctx_system(app, a);
    Err err = unit_run(ctx, MODE_WRITE, "identity.setup", fill_vendor, &f.filling);
    err = err == OK ? fresh_catalog(app) : err;
    err = err == OK ? unit_run(ctx, MODE_WRITE, "partner.create", fill_partner, &f.filling) : err;
    err = err == OK ? fresh_seed(ctx, &f, seed, ret_problems) : err;
    err = err == OK ? unit_run(ctx, MODE_WRITE, "application.register", fresh_application, &f) : err;
    ret->admin_sign_in = f.filling.keys.admin_sign_in;
    ret->admin_password = f.filling.keys.admin_password;
    snprintf(ret_why, 256, "%s %.*s", err_name(err), S_ARG(ctx->problem.log));
    arena_destroy(a);
    return err;
}
