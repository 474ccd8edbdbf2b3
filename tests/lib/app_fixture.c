#include "lib/app_fixture.h"

#include "areas/identity/identity.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "lib/template.h"
#include "os/os.h"
#include <cmocka.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define WALL_START INT64_C(1795248000000000) /* 2026-11-21T08:00:00Z */

static const char *postgres; /* the server's URL while a group runs on it */

bool fixture_on_postgres(void) { return postgres != NULL; }

int fixture_run(const char *name, const struct CMUnitTest *tests, size_t n)
{
    int failed = _cmocka_run_group_tests(name, tests, n, NULL, NULL);
    postgres = getenv("ENTENTE_TEST_PG");
    if (postgres) {
        print_message("--- again on PostgreSQL\n");
        failed += _cmocka_run_group_tests(name, tests, n, NULL, NULL);
    }
    postgres = NULL;
    return failed;
}

static void must(Err err, const char *what, const char *why)
{
    if (err != OK) {
        fprintf(stderr, "fixture: %s: %s %s\n", what, err_name(err), why);
        abort();
    }
}

struct FixtureCall {
    HttpRequest req; /* first: respond() gets the call by it */
    FixtureCall *next;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
    FixtureAnswer answer;
    HttpHeader headers[16];
    size_t headers_n;
};

/* --- the world --- */

static void add_account(Ctx *ctx, Id *directory, Id *account, const char *name)
{
    SystemCtx s = system_of(ctx);
    *directory = ctx_new_id(ctx);
    *account = ctx_new_id(ctx);
    Str domain = str_fmt(ctx->arena, "%s.example", name);
    must(identity_add_directory(
             s,
             &(NewDirectory){
                 .id = *directory, .kind = S("partner"), .name = str_from(name), .domain = domain, .country = S("FR")}),
         "directory", name);
    must(identity_add_account(s, &(NewAccount){.id = *account,
                                               .directory_id = *directory,
                                               .public_id = str_from(name),
                                               .kind = S("direct"),
                                               .name = str_from(name),
                                               .country = S("FR"),
                                               .city = S("Lyon"),
                                               .currency = S("EUR"),
                                               .locale = S("en-GB"),
                                               .time_zone = S("Europe/Paris"),
                                               .programs = "csp_direct"}),
         "account", name);
}

typedef struct NewPerson {
    Fixture *f;
    Id directory, id;
    const char *sign_in, *roles;
} NewPerson;

static Err add_person(Ctx *ctx, void *arg)
{
    NewPerson *p = arg;
    SystemCtx s = system_of(ctx);
    p->id = ctx_new_id(ctx);
    Str sign_in = str_from(p->sign_in);
    TRY(identity_add_user(s, &(NewUser){.id = p->id,
                                        .directory_id = p->directory,
                                        .sign_in = sign_in,
                                        .first_name = S("Ada"),
                                        .last_name = S("Test"),
                                        .password_hash = S(""),
                                        .locale = S("en"),
                                        .time_zone = S("Europe/Paris")}));
    Str rest = str_from(p->roles), role;
    while (rest.n && str_split(&rest, ' ', &role)) {
        TRY(identity_grant(s, p->id, p->directory, ID_NIL, role));
    }
    return OK;
}

static Err add_world(Ctx *ctx, void *arg)
{
    Fixture *f = arg;
    add_account(ctx, &f->directory, &f->account, "test");
    add_account(ctx, &f->other_directory, &f->other_account, "other");
    f->application = ctx_new_id(ctx);
    return identity_add_application(system_of(ctx),
                                    &(NewApplication){.id = f->application,
                                                      .account_id = f->account,
                                                      .directory_id = f->directory,
                                                      .name = S("Test client"),
                                                      .expires_at = time_add(ctx->wall, 365 * TIME_DAY)},
                                    &f->application_secret);
}

Err fixture_unit(Fixture *f, Mode mode, Id account, UnitFn fn, void *arg)
{
    Ctx *ctx = ctx_system(f->app, f->arena);
    ctx->account_id = ctx->account.id = account;
    return unit_run(ctx, mode, mode == MODE_WRITE ? "test.arrange" : NULL, fn, arg);
}

Id fixture_user(Fixture *f, Id directory, const char *sign_in, const char *roles)
{
    NewPerson p = {.f = f, .directory = directory, .sign_in = sign_in, .roles = roles};
    must(fixture_unit(f, MODE_WRITE, ID_NIL, add_person, &p), "person", sign_in);
    return p.id;
}

typedef struct NewSecond {
    Fixture *f;
    bool location;
    Id id;
} NewSecond;

static Err add_second(Ctx *ctx, void *arg)
{
    NewSecond *n = arg;
    n->id = ctx_new_id(ctx);
    return identity_add_account(system_of(ctx), &(NewAccount){.id = n->id,
                                                              .parent_id = n->location ? n->f->account : ID_NIL,
                                                              .directory_id = n->f->directory,
                                                              .public_id = n->location ? S("loc") : S("second"),
                                                              .kind = S("direct"),
                                                              .name = n->location ? S("Location") : S("Second"),
                                                              .country = S("FR"),
                                                              .city = S("Lille"),
                                                              .currency = S("EUR"),
                                                              .locale = S("fr-FR"),
                                                              .time_zone = S("Europe/Paris"),
                                                              .programs = "csp_direct"});
}

Id fixture_account(Fixture *f, bool location)
{
    NewSecond n = {.f = f, .location = location};
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_SECOND));
    must(fixture_unit(f, MODE_WRITE, ID_NIL, add_second, &n), "account", location ? "loc" : "second");
    return n.id;
}

static Err add_company(Ctx *ctx, void *arg)
{
    FixtureCompany *c = arg;
    SystemCtx s = system_of(ctx);
    c->directory = ctx_new_id(ctx);
    c->account = ctx_new_id(ctx);
    TRY(identity_add_directory(s, &(NewDirectory){.id = c->directory,
                                                  .kind = S("partner"),
                                                  .name = str_from(c->name),
                                                  .domain = str_fmt(ctx->arena, "%s.example", c->name),
                                                  .country = S("FR")}));
    return identity_add_account(s, &(NewAccount){.id = c->account,
                                                 .directory_id = c->directory,
                                                 .public_id = str_from(c->name),
                                                 .kind = str_from(c->kind),
                                                 .name = str_from(c->name),
                                                 .country = S("FR"),
                                                 .city = S("Lyon"),
                                                 .currency = S("EUR"),
                                                 .locale = S("en-FR"),
                                                 .time_zone = S("Europe/Paris"),
                                                 .programs = c->programs});
}

FixtureCompany fixture_company(Fixture *f, const char *name, const char *kind, const char *programs)
{
    FixtureCompany c = {.name = name, .kind = kind, .programs = programs};
    must(fixture_unit(f, MODE_WRITE, ID_NIL, add_company, &c), "company", name);
    c.user = fixture_user(f, c.directory, str_z(f->arena, str_fmt(f->arena, "boss@%s.example", name)), "global_admin");
    return c;
}

static Err add_staff_directory(Ctx *ctx, void *arg)
{
    Id *id = arg;
    *id = ctx_new_id(ctx);
    return identity_add_directory(system_of(ctx), &(NewDirectory){.id = *id,
                                                                  .kind = S("operator"),
                                                                  .name = S("Northlight"),
                                                                  .domain = S("northlight.example"),
                                                                  .country = S("SE")});
}

Id fixture_staff(Fixture *f, const char *sign_in, const char *roles)
{
    if (id_is_nil(f->staff_directory)) {
        must(fixture_unit(f, MODE_WRITE, ID_NIL, add_staff_directory, &f->staff_directory), "staff", sign_in);
    }
    return fixture_user(f, f->staff_directory, sign_in, roles);
}

/* --- open and close --- */

static void respond(HttpRequest *req, const HttpResponse *res);

/* A migrated database of the fixture's own; one that the test names is the test's. */
static void make_database(Fixture *f, const FixtureOptions *o)
{
    if (postgres) {
        template_postgres(postgres);
    } else if (!o->database) {
        template_sqlite(str_z(f->arena, str_fmt(f->arena, "%s/test.db", f->dir)));
    }
}

static void open_app(Fixture *f, const FixtureOptions *o)
{
    char why[256];
    AppOptions a = o->app;
    a.writers = a.writers ? a.writers : 2;
    a.database = o->database ? o->database
                 : postgres  ? postgres
                             : str_z(f->arena, str_fmt(f->arena, "%s/test.db", f->dir));
    a.data_dir = f->dir;
    a.ring = f->ring;
    a.migrate = a.serving = a.no_jobs = a.quiet = true;
    a.loops = 1;
    a.workers = a.workers ? a.workers : 2;
    a.inline_budget_us = a.inline_budget_us ? a.inline_budget_us : TIME_SECOND; /* sanitizers are slow */
    must(app_open(&a, &f->app, why), "app_open", why);
    (void)app_http(f->app); /* as when serving, the loop's reader may rest; here it is never told to let go */
    f->app->respond = respond;
    if (o->routes) {
        f->app->routes = route_table_of(f->app->arena, o->routes, o->routes_n, why);
        must(f->app->routes ? OK : ERR_INVALID, "routes", why);
    }
    fixture_set_wall(f, (Time){WALL_START});
}

Fixture *fixture_open_with(const FixtureOptions *options)
{
    static bool ready;
    if (!ready) {
        must(crypt_init(), "crypt_init", "");
        must(i18n_init(), "i18n_init", "");
        ready = true;
    }
    Arena *arena = arena_create(0);
    Fixture *f = arena_new(arena, Fixture);
    f->arena = arena;
    char why[256];
    snprintf(f->dir, sizeof f->dir, "/tmp/entente-test-XXXXXX");
    must(mkdtemp(f->dir) ? OK : ERR_IO, "mkdtemp", f->dir);
    must(keyring_open(str_z(arena, str_fmt(arena, "%s.keys", f->dir)), true, &f->ring, why), "keyring", why);
    make_database(f, options);
    open_app(f, options);
    must(fixture_unit(f, MODE_WRITE, ID_NIL, add_world, f), "world", "");
    f->user = fixture_user(f, f->directory, "ada@test.example", "global_admin admin_agent");
    f->colleague = fixture_user(f, f->directory, "bob@test.example", "report_viewer");
    f->stranger = fixture_user(f, f->other_directory, "eve@other.example", "global_admin admin_agent");
    return f;
}

Fixture *fixture_open(void) { return fixture_open_with(&(FixtureOptions){0}); }

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

void fixture_close(Fixture *f)
{
    app_close(f->app);
    keyring_close(f->ring);
    char keys[80];
    snprintf(keys, sizeof keys, "%s.keys", f->dir);
    (void)remove(keys);
    (void)nftw(f->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    for (FixtureCall *c = f->calls; c; c = c->next) {
        arena_destroy(c->req.arena);
    }
    arena_destroy(f->arena);
}

void fixture_restart(Fixture *f)
{
    AppOptions o = f->app->options;
    Str database = str_copy(f->arena, str_from(o.database));
    app_close(f->app);
    open_app(f, &(FixtureOptions){.database = str_z(f->arena, database), .app = o});
}

void fixture_set_wall(Fixture *f, Time t) { atomic_store(&f->app->fixed_wall_us, t.us); }

void fixture_set_now(Fixture *f, Time t) { atomic_store(&f->app->fixed_now_us, t.us); }

/* --- people at the door --- */

typedef struct SignIn {
    Fixture *f;
    Id user, account;
    Str cookie;
} SignIn;

static Err sign_in_unit(Ctx *ctx, void *arg)
{
    SignIn *in = arg;
    Id id;
    ActorUserRow u;
    TRY(q_actor_user(system_of(ctx), &(ActorUserArgs){.id = in->user}, &u));
    SessionNew n = {
        .user_id = in->user, .directory_id = u.directory_id, .account_id = in->account, .methods = 1, .strength = 1};
    TRY(session_start(system_of(ctx), &n, &id));
    Str whole = ctx->out.cookies[0];
    in->cookie = str_sub(whole, 0, (size_t)str_find_char(whole, ';'));
    return OK;
}

Str fixture_sign_in(Fixture *f, Id user, Id account)
{
    SignIn in = {.f = f, .user = user, .account = account};
    must(fixture_unit(f, MODE_WRITE, ID_NIL, sign_in_unit, &in), "sign in", "");
    return in.cookie;
}

typedef struct CookieOwner {
    Str secret;
    Id session, user;
} CookieOwner;

static Err cookie_owner(Ctx *ctx, void *arg)
{
    CookieOwner *o = arg;
    Digest digest = secret_digest(ctx->app, o->secret);
    SessionActorRow row;
    TRY(q_session_actor(system_of(ctx), &(SessionActorArgs){.token_hash = digest_str(&digest)}, &row));
    o->session = row.session_id;
    o->user = row.user_id;
    return OK;
}

Str fixture_csrf(Fixture *f, Str cookie)
{
    Request *r = request_new(f->app, f->arena);
    Str first;
    (void)str_split(&cookie, ';', &first);
    CookieOwner owner = {.secret = str_skip(first, (size_t)str_find_char(first, '=') + 1)};
    if (fixture_unit(f, MODE_READ, ID_NIL, cookie_owner, &owner) == OK) {
        r->csrf_secret = id_text(f->arena, owner.session);
        r->own_user = owner.user;
    } else {
        r->csrf_secret = owner.secret;
    }
    return csrf_token(&r->ctx);
}

Str fixture_token(Fixture *f, Id user)
{
    Str token;
    Ctx *ctx = ctx_system(f->app, f->arena);
    must(token_issue(ctx,
                     &(TokenGrant){.application_id = f->application,
                                   .user_id = user,
                                   .directory_id = f->directory,
                                   .audience = S("https://graph.windows.net"),
                                   .issuer = S("test"),
                                   .scopes = S(API_SCOPE_ALL),
                                   .life_us = TIME_HOUR},
                     &token),
         "token", "");
    return token;
}

/* --- requests --- */

static void respond(HttpRequest *req, const HttpResponse *res)
{
    FixtureCall *call = (FixtureCall *)req;
    FixtureAnswer *a = &call->answer;
    a->status = res->status;
    a->body = res->body;
    a->content_type = res->content_type;
    a->headers_n = res->headers_n;
    memcpy(a->headers, res->headers, sizeof a->headers);
    a->location = fixture_header(a, "Location");
    a->set_cookie = fixture_header(a, "Set-Cookie");
    if (res->file_fd > 0) {
        char *bytes = arena_alloc(req->arena, (size_t)res->file_size + 1, 1);
        ssize_t n = pread(res->file_fd, bytes, (size_t)res->file_size, 0);
        a->body = str_of(bytes, n > 0 ? (size_t)n : 0);
        close(res->file_fd);
    }
    (void)pthread_mutex_lock(&call->lock);
    call->done = true;
    (void)pthread_cond_signal(&call->answered);
    (void)pthread_mutex_unlock(&call->lock);
}

static HttpMethod method_of(Str m)
{
    static const struct {
        const char *name;
        HttpMethod method;
    } all[] = {{"GET", HTTP_GET},     {"HEAD", HTTP_HEAD},     {"POST", HTTP_POST},      {"PUT", HTTP_PUT},
               {"PATCH", HTTP_PATCH}, {"DELETE", HTTP_DELETE}, {"OPTIONS", HTTP_OPTIONS}};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        if (str_eq(m, str_from(all[i].name))) {
            return all[i].method;
        }
    }
    return HTTP_OTHER;
}

static void add_header(FixtureCall *c, Str name, Str value)
{
    if (value.n) {
        c->headers[c->headers_n++] = (HttpHeader){name, value};
    }
}

static Str form_with_token(Fixture *f, const FixtureSend *send)
{
    Buf b = buf_on_arena(f->arena, BUF_MAX_PAGE);
    buf_add(&b, send->form);
    if (send->cookie.n && !send->no_csrf) {
        buf_add(&b, S("&csrf="));
        buf_add_url(&b, fixture_csrf(f, send->cookie));
    }
    return buf_str(&b);
}

#define BOUNDARY "a-boundary-of-the-fixture"
static Str form_with_files(Fixture *f, const FixtureSend *send)
{
    Buf b = buf_on_heap(BUF_MAX_FILE);
    Str form = form_with_token(f, send), name, value;
    Err err;
    while (http_next_param(f->arena, &form, &name, &value, &err)) {
        buf_fmt(&b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n", S_ARG(name));
        buf_add(&b, value);
        buf_add(&b, S("\r\n"));
    }
    for (size_t i = 0; i < send->files_n; i++) {
        buf_fmt(&b, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%.*s\"; filename=\"%.*s\"\r\n\r\n",
                S_ARG(send->files[i].field), S_ARG(send->files[i].name));
        buf_add(&b, send->files[i].bytes);
        buf_add(&b, S("\r\n"));
    }
    buf_add(&b, S("--" BOUNDARY "--\r\n"));
    Str all = str_copy(f->arena, buf_str(&b));
    buf_free(&b);
    return all;
}

FixtureCall *fixture_begin(Fixture *f, const char *method, const char *target, const FixtureSend *send)
{
    static const FixtureSend nothing;
    send = send ? send : &nothing;
    FixtureCall *c = arena_new(f->arena, FixtureCall);
    (void)pthread_mutex_init(&c->lock, NULL);
    (void)pthread_cond_init(&c->answered, NULL);
    Str t = str_from(target);
    ptrdiff_t q = str_find_char(t, '?');
    bool form = send->form.n || (!send->json.n && send->cookie.n && method_of(str_from(method)) == HTTP_POST);
    c->req = (HttpRequest){.arena = arena_create(0),
                           .method = method_of(str_from(method)),
                           .method_text = str_from(method),
                           .target = t,
                           .path = q < 0 ? t : str_sub(t, 0, (size_t)q),
                           .query = q < 0 ? S("") : str_skip(t, (size_t)q + 1),
                           .host = S("test"),
                           .body_fd = -1,
                           .remote = str_from(send->remote ? send->remote : "192.0.2.1")};
    c->req.body = send->files_n ? form_with_files(f, send) : form ? form_with_token(f, send) : send->json;
    c->req.body_size = c->req.body.n;
    add_header(c, S("cookie"), send->cookie);
    add_header(c, S("authorization"), send->bearer.n ? str_concat(f->arena, S("Bearer "), send->bearer) : S(""));
    add_header(c, S("content-type"),
               send->files_n  ? S("multipart/form-data; boundary=" BOUNDARY)
               : form         ? S("application/x-www-form-urlencoded")
               : send->json.n ? S("application/json")
                              : S(""));
    for (size_t i = 0; i < send->headers_n; i++) {
        add_header(c, send->headers[i].name, send->headers[i].value);
    }
    c->req.headers = c->headers;
    c->req.headers_n = c->headers_n;
    c->next = f->calls;
    f->calls = c;
    dispatch_handle(&c->req, f->app);
    return c;
}

FixtureAnswer fixture_wait(FixtureCall *c)
{
    (void)pthread_mutex_lock(&c->lock);
    while (!c->done) {
        (void)pthread_cond_wait(&c->answered, &c->lock);
    }
    (void)pthread_mutex_unlock(&c->lock);
    return c->answer;
}

FixtureAnswer fixture_request(Fixture *f, const char *method, const char *target, const FixtureSend *send)
{
    return fixture_wait(fixture_begin(f, method, target, send));
}

Str fixture_header(const FixtureAnswer *a, const char *name)
{
    for (size_t i = 0; i < a->headers_n; i++) {
        if (str_eq_nocase(a->headers[i].name, str_from(name))) {
            return a->headers[i].value;
        }
    }
    return S("");
}
