/* The demo's world: what the areas' parts share, and the order they run in. */
#include "app/demo.h"
#include "app/app.h"

enum { RANDOM_SEED = 20261121 };

void demo_start(DemoCtx *d, App *app, Arena *a, int64_t customers)
{
    *d = (DemoCtx){
        .app = app, .arena = a, .customers = customers, .random = RANDOM_SEED, .things = map_on_arena(a, 256)};
    d->ctx = ctx_system(app, a);
    d->start = d->ctx->now;
    d->portals_end = &d->portals;
    d->apis_end = &d->apis;
    d->clients_end = &d->clients;
}

void demo_end(DemoCtx *d)
{
    if (d->scratch) {
        arena_destroy(d->scratch);
        d->scratch = NULL;
    }
}

/* splitmix64: the same numbers on every machine. */
uint64_t demo_random(DemoCtx *d)
{
    uint64_t z = d->random += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

int64_t demo_between(DemoCtx *d, int64_t lo, int64_t hi)
{
    return hi <= lo ? lo : lo + (int64_t)(demo_random(d) % (uint64_t)(hi - lo + 1));
}

static Str stay(DemoCtx *d, Str s) { return str_copy(d->arena, s); }

/* A problem's texts may lie in the unit's arena. */
static void keep_problem(DemoCtx *d, const Ctx *from) { d->ctx->problem = from->problem; }

Err demo_unit(DemoCtx *d, const char *action, UnitFn fn, void *arg)
{
    demo_end(d);
    d->scratch = arena_create(0);
    Ctx *ctx = ctx_system(d->app, d->scratch);
    ctx->now = d->ctx->now;
    ctx->account_id = d->ctx->account_id;
    ctx->account = d->ctx->account;
    Err err = unit_run(ctx, MODE_WRITE, action, fn, arg);
    if (err != OK) {
        keep_problem(d, ctx);
    }
    return err;
}

void demo_at(Ctx *ctx, Time at) { ctx->now = ctx->wall = at; }

void demo_put(DemoCtx *d, Str key, Id id)
{
    Id *kept = arena_new(d->arena, Id);
    *kept = id;
    map_put(&d->things, stay(d, key), kept);
}

Id demo_get(const DemoCtx *d, Str key)
{
    const Id *id = map_get(&d->things, key);
    return id ? *id : ID_NIL;
}

void demo_add_portal(DemoCtx *d, Str email, Str password, Str account, Str roles)
{
    DemoPortal *p = arena_new(d->arena, DemoPortal);
    *p = (DemoPortal){
        .email = stay(d, email), .password = stay(d, password), .account = stay(d, account), .roles = stay(d, roles)};
    *d->portals_end = p;
    d->portals_end = &p->next;
}

void demo_add_api(DemoCtx *d, const DemoApi *api)
{
    DemoApi *p = arena_new(d->arena, DemoApi);
    *p = (DemoApi){
        .account = stay(d, api->account),
        .tenant = stay(d, api->tenant),
        .client_id = stay(d, api->client_id),
        .client_secret = stay(d, api->client_secret),
        .token_url = stay(d, api->token_url),
        .base_url = stay(d, api->base_url),
    };
    *d->apis_end = p;
    d->apis_end = &p->next;
}

void demo_add_client(DemoCtx *d, const DemoClient *client)
{
    DemoClient *p = arena_new(d->arena, DemoClient);
    *p = (DemoClient){.name = stay(d, client->name),
                      .account = stay(d, client->account),
                      .key = stay(d, client->key),
                      .tenant = stay(d, client->tenant),
                      .client_id = stay(d, client->client_id),
                      .redirect_uri = stay(d, client->redirect_uri)};
    *d->clients_end = p;
    d->clients_end = &p->next;
}

void demo_progress(DemoCtx *d, const char *what, int64_t done, int64_t total)
{
    (void)d;
    command_progress(what, done, total);
}

static void pair(Json *j, Str name, Str value)
{
    json_key(j, name);
    json_str(j, value);
}

static void words(Json *j, Str name, Str list)
{
    Str word;
    json_key(j, name);
    json_arr(j);
    while (str_split(&list, ' ', &word)) {
        if (word.n) {
            json_str(j, word);
        }
    }
    json_arr_end(j);
}

static Str address(Arena *a, Str base, Str path)
{
    return str_find(path, S("://")) >= 0 ? path : str_concat(a, base, path);
}

/* One credential a line, so that scripts without a JSON reader can cut it too. */
void demo_write_json(const DemoCtx *d, Buf *b, Str base)
{
    buf_add(b, S("{\"portal\":["));
    for (const DemoPortal *p = d->portals; p; p = p->next) {
        buf_add(b, p == d->portals ? S("\n") : S(",\n"));
        Json j = json_writer(b);
        json_obj(&j);
        pair(&j, S("email"), p->email);
        pair(&j, S("password"), p->password);
        pair(&j, S("account"), p->account);
        words(&j, S("roles"), p->roles);
        json_obj_end(&j);
    }
    buf_add(b, S("],\n\"api\":["));
    for (const DemoApi *p = d->apis; p; p = p->next) {
        buf_add(b, p == d->apis ? S("\n") : S(",\n"));
        Json j = json_writer(b);
        json_obj(&j);
        pair(&j, S("account"), p->account);
        pair(&j, S("tenant"), p->tenant);
        pair(&j, S("client_id"), p->client_id);
        pair(&j, S("client_secret"), p->client_secret);
        pair(&j, S("token_url"), address(d->arena, base, p->token_url));
        pair(&j, S("base_url"), address(d->arena, base, p->base_url));
        json_obj_end(&j);
    }
    buf_add(b, S("],\n\"clients\":["));
    for (const DemoClient *p = d->clients; p; p = p->next) {
        buf_add(b, p == d->clients ? S("\n") : S(",\n"));
        Json j = json_writer(b);
        json_obj(&j);
        pair(&j, S("name"), p->name);
        pair(&j, S("account"), p->account);
        pair(&j, S("key"), p->key);
        pair(&j, S("tenant"), p->tenant);
        pair(&j, S("client_id"), p->client_id);
        pair(&j, S("redirect_uri"), p->redirect_uri);
        json_obj_end(&j);
    }
    buf_add(b, S("]}\n"));
}

static bool named_in(const char *const *names, const char *name)
{
    for (; names && *names; names++) {
        if (strcmp(*names, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool ready(const Area *area, const bool *done)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        if (!done[i] && named_in(area->needs, AREAS[i]->name)) {
            return false;
        }
    }
    return true;
}

Err demo_run_areas(DemoCtx *d)
{
    bool *done = arena_array(d->arena, bool, AREAS_N + 1);
    for (size_t left = AREAS_N; left > 0;) {
        size_t before = left;
        for (size_t i = 0; i < AREAS_N; i++) {
            if (done[i] || !ready(AREAS[i], done)) {
                continue;
            }
            if (AREAS[i]->demo) {
                TRY(AREAS[i]->demo(d));
            }
            done[i] = true;
            left--;
        }
        if (left == before) {
            return ERR_INTERNAL; /* a circle of needs; the lint refuses it before */
        }
    }
    return OK;
}
