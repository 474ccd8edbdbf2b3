#include "app/estate.h"

#include "app/kernel.h"
#include "base/num.h"
#include "os/os.h"

#include <stdio.h>

enum { HOUSES_MAX = 1000, REMOVE_WAIT_S = 10, HELD_MAX = 64 };

struct House {
    char label[ESTATE_LABEL_MAX + 1];
    App *app;
    KeyRing *ring;
    Arena *arena;
    struct Estate *estate;
    _Atomic unsigned users; /* requests and visits that are in it */
};
struct Estate {
    App *main;
    EstateConfig config;
    pthread_rwlock_t lock; /* over the list */
    House *houses[HOUSES_MAX];
    size_t n;
    _Atomic size_t open;                       /* n, read without the lock: most installations have none */
    pthread_mutex_t work;                      /* making, opening and removing: one at a time */
    char held[HELD_MAX][ESTATE_LABEL_MAX + 1]; /* under lock; empty: free */
    pthread_mutex_t left_lock;
    pthread_cond_t left; /* the last one has left a house */
    OsThread *opener;
    _Atomic bool stopping, begun;
};

/* --- names and places --- */

bool estate_label_fits(Str label)
{
    for (size_t i = 0; i < label.n; i++) {
        char c = label.p[i];
        bool hyphen = c == '-' && i > 0 && i + 1 < label.n;
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && !hyphen) {
            return false;
        }
    }
    return label.n > 0 && label.n <= ESTATE_LABEL_MAX;
}

static const char *folder_of(Arena *a, const App *main, Str label, const char *below)
{
    return str_z(a, str_fmt(a, "%s/sandboxes/%.*s%s", main->options.data_dir, S_ARG(label), below));
}

Str estate_url(Arena *a, const App *main, Str label)
{
    const EstateConfig *c = &main->estate->config;
    bool usual = c->port == (str_eq(c->scheme, S("https")) ? 443 : 80);
    Str host = str_fmt(a, "%.*s://%.*s.%.*s", S_ARG(c->scheme), S_ARG(label), S_ARG(c->domain));
    return usual ? host : str_fmt(a, "%.*s:%d", S_ARG(host), c->port);
}

unsigned estate_max(const App *main) { return main->estate->config.max; }

unsigned estate_count(const App *main) { return (unsigned)atomic_load(&main->estate->open); }

int64_t estate_size(const App *main, Str label)
{
    Arena *a = arena_create(0);
    int64_t size = os_file_size(folder_of(a, main, label, "/entente.db"));
    arena_destroy(a);
    return size;
}

/* The label of a Host header; empty when it is the main house's. */
static Str label_of(const Estate *e, Str host)
{
    ptrdiff_t colon = str_rfind_char(host, ':');
    host = colon >= 0 ? str_sub(host, 0, (size_t)colon) : host;
    host = str_ends(host, S(".")) ? str_sub(host, 0, host.n - 1) : host; /* the same name in the DNS */
    size_t tail = e->config.domain.n + 1;
    if (host.n <= tail || host.p[host.n - tail] != '.' ||
        !str_eq_nocase(str_skip(host, host.n - e->config.domain.n), e->config.domain)) {
        return S("");
    }
    return str_sub(host, 0, host.n - tail);
}

/* --- finding --- */

static House *find_locked(const Estate *e, Str label)
{
    for (size_t i = 0; i < e->n; i++) {
        if (str_eq_nocase(label, str_from(e->houses[i]->label))) {
            return e->houses[i];
        }
    }
    return NULL;
}

static House *enter(Estate *e, Str label, unsigned times)
{
    (void)pthread_rwlock_rdlock(&e->lock);
    House *h = find_locked(e, label);
    if (h) {
        atomic_fetch_add(&h->users, times);
    }
    (void)pthread_rwlock_unlock(&e->lock);
    return h;
}

/* The house may be gone when it returns: whoever waits for the last one holds left_lock when it looks. */
static void leave(House *h)
{
    Estate *e = h->estate;
    if (atomic_fetch_sub(&h->users, 1) == 1) {
        (void)pthread_mutex_lock(&e->left_lock);
        (void)pthread_cond_broadcast(&e->left);
        (void)pthread_mutex_unlock(&e->left_lock);
    }
}

bool estate_is_open(const App *main, Str label)
{
    House *h = enter(main->estate, label, 1);
    if (h) {
        leave(h);
    }
    return h != NULL;
}

Err estate_visit(App *main, Str label, Err (*fn)(App *sandbox, void *arg), void *arg)
{
    House *h = enter(main->estate, label, 1);
    if (!h) {
        return ERR_NOT_FOUND;
    }
    Err err = fn(h->app, arg);
    leave(h);
    return err;
}

static char *held_locked(Estate *e, Str label)
{
    for (size_t i = 0; i < HELD_MAX; i++) {
        if (str_eq(str_from(e->held[i]), label)) {
            return e->held[i];
        }
    }
    return NULL;
}

bool estate_hold(App *main, Str label)
{
    Estate *e = main->estate;
    if (!estate_label_fits(label)) {
        return false;
    }
    (void)pthread_rwlock_wrlock(&e->lock);
    char *place = held_locked(e, label) ? NULL : held_locked(e, S(""));
    if (place) {
        snprintf(place, ESTATE_LABEL_MAX + 1, "%.*s", S_ARG(label));
    }
    (void)pthread_rwlock_unlock(&e->lock);
    return place != NULL;
}

void estate_release(App *main, Str label)
{
    (void)pthread_rwlock_wrlock(&main->estate->lock);
    char *place = held_locked(main->estate, label);
    if (place) {
        place[0] = 0;
    }
    (void)pthread_rwlock_unlock(&main->estate->lock);
}

bool estate_is_held(const App *main, Str label)
{
    (void)pthread_rwlock_rdlock(&main->estate->lock);
    bool held = held_locked(main->estate, label) != NULL;
    (void)pthread_rwlock_unlock(&main->estate->lock);
    return held;
}

/* --- opening and closing --- */

static void house_end(House *h)
{
    if (h->app) {
        app_close(h->app);
    }
    if (h->ring) {
        keyring_close(h->ring);
    }
    arena_destroy(h->arena);
}

/* Once it is answered a request needs its house no more: a client that reads slowly does not keep it from being
 * removed. req may be gone when http_respond returns. */
static void house_respond(HttpRequest *req, const HttpResponse *res)
{
    Request *r = req->user;
    House *h = r->ctx.app->own_house;
    r->left = true;
    http_respond(req, res);
    leave(h);
}

static Err house_start(Estate *e, Str label, bool serving, bool make, House **ret, char why[256])
{
    Arena *a = arena_create(0);
    House *h = arena_new(a, House);
    *h = (House){.arena = a, .estate = e};
    snprintf(h->label, sizeof h->label, "%.*s", S_ARG(label));
    AppOptions o = e->main->options;
    Str name = S("");
    Err err = keyring_derive(e->main->options.ring, label, &h->ring);
    if (err == OK && !make) {
        err = os_read_file(a, folder_of(a, e->main, label, "/name"), 1000, &name);
    }
    o.database = folder_of(a, e->main, label, "/entente.db");
    o.data_dir = folder_of(a, e->main, label, "");
    o.ring = h->ring;
    o.migrate = true;
    o.serving = serving;
    o.jobs_held = false;
    o.workers = o.hashers = o.job_threads = 1;
    o.sandbox = true;
    o.sandbox_demo = false;
    o.sandbox_of = str_z(a, name.n ? name : label);
    o.public_url = str_z(a, estate_url(a, e->main, label));
    o.passkeys_at = NULL;
    if (err == OK) {
        err = app_open(&o, &h->app, why);
    } else {
        snprintf(why, 256, "the sandbox's keys or name cannot be read (%s)", err_name(err));
    }
    if (err != OK) {
        h->app = NULL;
        house_end(h);
        return err;
    }
    h->app->own_house = h;
    h->app->served_url = str_from(o.public_url);
    if (serving) {
        (void)app_http(h->app);
        h->app->respond = house_respond;
    }
    *ret = h;
    return OK;
}

static void list_add(Estate *e, House *h)
{
    (void)pthread_rwlock_wrlock(&e->lock);
    e->houses[e->n++] = h;
    atomic_store(&e->open, e->n);
    (void)pthread_rwlock_unlock(&e->lock);
}

/* Out of the list, so that nobody enters; NULL when it is not there. */
static House *list_take(Estate *e, Str label)
{
    (void)pthread_rwlock_wrlock(&e->lock);
    House *h = find_locked(e, label);
    for (size_t i = 0; h && i < e->n; i++) {
        if (e->houses[i] == h) {
            e->houses[i] = e->houses[--e->n];
        }
    }
    atomic_store(&e->open, e->n);
    (void)pthread_rwlock_unlock(&e->lock);
    return h;
}

static bool wait_until_empty(Estate *e, const House *h)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += REMOVE_WAIT_S;
    int waited = 0;
    (void)pthread_mutex_lock(&e->left_lock);
    while (atomic_load(&h->users) && waited == 0) {
        waited = pthread_cond_timedwait(&e->left, &e->left_lock, &until);
    }
    (void)pthread_mutex_unlock(&e->left_lock);
    return atomic_load(&h->users) == 0;
}

static void open_one(Estate *e, Str label)
{
    char why[256] = "";
    House *h = NULL;
    (void)pthread_mutex_lock(&e->work);
    bool there = estate_is_open(e->main, label) || e->n >= e->config.max;
    Err err = there ? OK : house_start(e, label, true, false, &h, why);
    if (h) {
        list_add(e, h);
    }
    (void)pthread_mutex_unlock(&e->work);
    if (err != OK) {
        Arena *a = arena_create(0);
        log_line(e->main, "error", S("a sandbox cannot be opened"), str_fmt(a, "%.*s: %s", S_ARG(label), why));
        arena_destroy(a);
    }
}

/* Folders with a name are whole; one that was being made when the process ended has none, and is made anew. */
static void open_all(void *arg)
{
    Estate *e = arg;
    Arena *a = arena_create(0);
    Str *labels = NULL;
    size_t n = 0;
    if (os_list_dir(a, folder_of(a, e->main, S(""), ""), &labels, &n) == OK) {
        for (size_t i = 0; i < n && !atomic_load(&e->stopping); i++) {
            if (estate_label_fits(labels[i]) && os_exists(folder_of(a, e->main, labels[i], "/name"))) {
                open_one(e, labels[i]);
            }
        }
    }
    atomic_store(&e->begun, true);
    arena_destroy(a);
}

Err estate_open(App *main, const EstateConfig *config, char ret_why[256])
{
    Estate *e = arena_new(main->arena, Estate);
    e->main = main;
    e->config = *config;
    e->config.domain = str_copy(main->arena, config->domain);
    e->config.scheme = str_copy(main->arena, config->scheme);
    e->config.max = (unsigned)num_min_size(config->max, HOUSES_MAX);
    pthread_condattr_t monotonic;
    (void)pthread_condattr_init(&monotonic);
    (void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    if (pthread_rwlock_init(&e->lock, NULL) != 0 || pthread_mutex_init(&e->work, NULL) != 0 ||
        pthread_mutex_init(&e->left_lock, NULL) != 0 || pthread_cond_init(&e->left, &monotonic) != 0) {
        snprintf(ret_why, 256, "no locks for the sandboxes");
        return ERR_INTERNAL;
    }
    main->estate = e;
    return OK;
}

void estate_begin(App *main, int port)
{
    Estate *e = main->estate;
    if (!e) {
        return;
    }
    e->config.port = e->config.port ? e->config.port : port;
    if (os_thread_start("estate", open_all, e, &e->opener) != OK) {
        log_line(main, "error", S("the sandboxes are not opened"), S("no thread"));
    }
}

void estate_close(App *main)
{
    Estate *e = main->estate;
    if (!e) {
        return;
    }
    atomic_store(&e->stopping, true);
    if (e->opener) {
        os_thread_join(e->opener);
    }
    while (e->n) {
        house_end(e->houses[--e->n]);
    }
    atomic_store(&e->open, 0);
}

/* --- making and removing --- */

static Err fill(Estate *e, const EstateNew *n, char why[256])
{
    House *h = NULL;
    TRY(house_start(e, n->label, false, true, &h, why));
    Err err = n->fill(h->app, n->arg);
    house_end(h);
    if (err != OK && !why[0]) {
        snprintf(why, 256, "it could not be filled (%s)", err_name(err));
    }
    return err;
}

static Err make(Estate *e, const EstateNew *n, char why[256])
{
    Arena *a = arena_create(0);
    const char *dir = folder_of(a, e->main, n->label, "");
    Err err = os_remove_tree(dir); /* what an interrupted making left */
    err = err == OK || err == ERR_NOT_FOUND ? os_make_dir(folder_of(a, e->main, S(""), ""), 0700) : err;
    err = err == OK ? os_make_dir(dir, 0700) : err;
    if (err != OK) {
        snprintf(why, 256, "its folder cannot be made (%s)", err_name(err));
    } else {
        err = fill(e, n, why);
    }
    House *h = NULL;
    if (err == OK) { /* the name comes last: with it the sandbox is whole */
        err = os_write_file(folder_of(a, e->main, n->label, "/name"), n->name, 0600);
    }
    if (err == OK) {
        err = house_start(e, n->label, true, false, &h, why);
    }
    if (err == OK) {
        list_add(e, h);
    } else if (os_remove_tree(dir) != OK) { /* has no name, so it is not served; the next making removes it */
        log_line(e->main, "error", S("what was made of a sandbox cannot be removed"), str_from(dir));
    }
    arena_destroy(a);
    return err;
}

Err estate_make(App *main, const EstateNew *n, char ret_why[256])
{
    Estate *e = main->estate;
    ret_why[0] = 0;
    if (!estate_label_fits(n->label)) {
        return ERR_INVALID;
    }
    (void)pthread_mutex_lock(&e->work);
    Err err = estate_is_open(main, n->label) ? ERR_CONFLICT : e->n >= e->config.max ? ERR_LIMIT : make(e, n, ret_why);
    (void)pthread_mutex_unlock(&e->work);
    return err;
}

Err estate_remove(App *main, Str label)
{
    Estate *e = main->estate;
    if (!estate_label_fits(label)) {
        return ERR_NOT_FOUND;
    }
    (void)pthread_mutex_lock(&e->work);
    House *h = list_take(e, label);
    Err err = OK;
    if (h && !wait_until_empty(e, h)) {
        list_add(e, h);
        err = ERR_BUSY;
    } else if (h) {
        house_end(h);
    }
    if (err == OK) {
        Arena *a = arena_create(0);
        err = os_remove_tree(folder_of(a, main, label, ""));
        arena_destroy(a);
    }
    (void)pthread_mutex_unlock(&e->work);
    return err;
}

/* --- requests --- */

/* What a client of the API reads; the words of ERR_UNAVAILABLE and ERR_NOT_FOUND there. */
static const char API_WAIT[] = "{\"code\":800003,\"description\":\"The sandbox is being opened; try "
                               "again.\",\"data\":[],\"source\":\"PartnerFD\"}";
static const char API_NONE[] = "{\"code\":1000,\"description\":\"There is no sandbox at this address.\","
                               "\"data\":[],\"source\":\"PartnerFD\"}";
static const char PAGE_WAIT[] = "The sandbox is being opened. Try again in a few seconds.\n"
                                "Le bac à sable est en cours d’ouverture. Réessayez dans quelques secondes.\n";
static const char PAGE_NONE[] = "There is no sandbox at this address. Its company sees in Account settings, "
                                "Integration sandbox, whether it was removed.\n"
                                "Il n’y a pas de bac à sable à cette adresse. Sa société voit dans Paramètres du "
                                "compte, Bac à sable d’intégration, s’il a été supprimé.\n";

static void not_open(HttpRequest *req, const Estate *e, bool soon)
{
    bool api = str_starts(req->path, S("/v1/"));
    HttpResponse res = {.status = soon ? 503 : 404,
                        .content_type = api ? S("application/json") : S("text/plain; charset=utf-8"),
                        .last_modified = TIME_NONE,
                        .body = str_from(api    ? soon ? API_WAIT : API_NONE
                                         : soon ? PAGE_WAIT
                                                : PAGE_NONE)};
    http_add_header(&res, S("Cache-Control"), S("no-store"));
    if (soon) {
        http_add_header(&res, S("Retry-After"), S("2"));
    }
    e->main->respond(req, &res);
}

/* Looked for twice: between the two looks it may have come back to the list. */
static House *enter_or_answer(HttpRequest *req, Estate *e, Str label)
{
    House *h = enter(e, label, 2);
    if (!h && (!atomic_load(&e->begun) || estate_is_held(e->main, label))) {
        not_open(req, e, true);
        return NULL;
    }
    h = h ? h : enter(e, label, 2);
    if (!h) {
        not_open(req, e, false);
    }
    return h;
}

/* Twice inside: for the answer, and for this call, which goes on a little after an answer that was given in it. */
static void handle(HttpRequest *req, void *user)
{
    App *main = user;
    Estate *e = main->estate;
    Str label = label_of(e, req->host);
    if (label.n == 0) {
        dispatch_handle(req, main);
        return;
    }
    House *h = enter_or_answer(req, e, label);
    if (h) {
        dispatch_handle(req, h->app);
        leave(h);
    }
}

/* Routes and limits are the same in every house. */
static HttpBodyPlan plan(HttpRequest *req, void *user) { return dispatch_plan(req, user); }

/* The line of a sandbox's request is written in the main log: its house may be gone. One that was streamed has not left
 * it before. */
static void done(const HttpRequest *req, int status, uint64_t bytes, int64_t us, void *user)
{
    App *main = user;
    const Request *r = req->user;
    House *h = r && r->ctx.app != main && !r->left ? r->ctx.app->own_house : NULL;
    log_request(req, status, bytes, us, main);
    if (h) {
        leave(h);
    }
}

static void rest(unsigned loop, void *user)
{
    App *main = user;
    Estate *e = main->estate;
    app_loop_rests(loop, main);
    if (atomic_load_explicit(&e->open, memory_order_relaxed) == 0) {
        return;
    }
    (void)pthread_rwlock_rdlock(&e->lock);
    for (size_t i = 0; i < e->n; i++) {
        app_loop_rests(loop, e->houses[i]->app);
    }
    (void)pthread_rwlock_unlock(&e->lock);
}

HttpApp estate_http(App *main)
{
    HttpApp http = app_http(main);
    if (main->estate) {
        http.handle = http.too_large = handle;
        http.plan = plan;
        http.done = done;
        http.wait = rest;
    }
    return http;
}
