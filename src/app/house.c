/* The housekeeper: a thread that a few times a second writes the log, and every few seconds, in system units, what
 * requests only noted: when a session was last seen, refusals folded per actor, route and minute, seals of the audit
 * chain (PostgreSQL), answers past their day. */
#include "app/agent.h"
#include "app/kernel.h"
#include "gen/app_q.h"
#include "os/os.h"

enum { TURN_MS = 250, TOUCH_EVERY = 20, EXPIRE_EVERY = 4 * 3600, TOUCH_AFTER_S = 60 };
struct Housekeeper {
    App *app;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool closed;
    OsThread *thread;
};

void used_note(Ctx *ctx, UsedKind kind, Id id, Time seen)
{
    Lane *lane = request_of(ctx)->lane;
    if (!lane || id_is_nil(id) || (time_is_set(seen) && time_diff(ctx->wall, seen) <= TOUCH_AFTER_S * TIME_SECOND)) {
        return;
    }
    (void)pthread_mutex_lock(&lane->lock);
    size_t i = 0;
    while (i < lane->touches_n && !id_eq(lane->touches[i].id, id)) {
        i++;
    }
    if (i < TOUCHES_MAX) {
        Touch *t = &lane->touches[i];
        *t = (Touch){.kind = kind, .id = id, .user_id = ctx->actor.user_id, .at = ctx->wall};
        snprintf(t->address, sizeof t->address, "%.*s", S_ARG(ctx->req ? ctx->req->remote : S("")));
        lane->touches_n = i == lane->touches_n ? i + 1 : lane->touches_n;
    }
    (void)pthread_mutex_unlock(&lane->lock);
}

void refusal_note(Request *r, int status)
{
    Ctx *ctx = &r->ctx;
    Lane *lane = r->lane;
    Id actor = id_is_nil(ctx->actor.user_id) ? ctx->actor.application_id : ctx->actor.user_id;
    int64_t minute = ctx->wall.us / TIME_MINUTE;
    (void)pthread_mutex_lock(&lane->lock);
    for (size_t i = 0; i < lane->refusals_n; i++) {
        Refusal *f = &lane->refusals[i];
        if (f->route == ctx->route && f->minute == minute && id_eq(f->actor_id, actor) &&
            id_eq(f->account_id, ctx->account_id)) {
            f->times++;
            (void)pthread_mutex_unlock(&lane->lock);
            return;
        }
    }
    if (lane->refusals_n < REFUSALS_MAX) {
        Refusal *f = &lane->refusals[lane->refusals_n++];
        *f = (Refusal){.account_id = ctx->account_id,
                       .actor_id = actor,
                       .application_id = ctx->actor.application_id,
                       .customer_id = ctx->customer_id,
                       .on_behalf_of = ctx->on_behalf_of,
                       .actor_kind = ctx->actor.kind,
                       .route = ctx->route,
                       .minute = minute,
                       .times = 1,
                       .status = status};
        snprintf(f->name, sizeof f->name, "%.*s", S_ARG(ctx->actor.name));
        Str agent = agent_short(ctx->arena, http_header(ctx->req, S("user-agent")));
        snprintf(f->permission, sizeof f->permission, "%.*s", S_ARG(ctx->problem.permission));
        snprintf(f->agent, sizeof f->agent, "%.*s", S_ARG(agent));
        snprintf(f->address, sizeof f->address, "%.*s", S_ARG(ctx->req->remote));
        snprintf(f->request_id, sizeof f->request_id, "%.*s", S_ARG(ctx->request_id));
    }
    (void)pthread_mutex_unlock(&lane->lock);
}

void refused_note(Ctx *ctx, int status)
{
    if (request_of(ctx)->lane && ctx->route) {
        refusal_note(request_of(ctx), status);
    }
}

/* --- writing what was noted --- */

typedef struct Notes {
    Touch touches[TOUCHES_MAX];
    size_t touches_n;
    Refusal refusals[REFUSALS_MAX];
    size_t refusals_n;
} Notes;

static void take_notes(Lane *lane, Notes *n, int64_t before_minute)
{
    (void)pthread_mutex_lock(&lane->lock);
    memcpy(n->touches, lane->touches, sizeof lane->touches);
    n->touches_n = lane->touches_n;
    lane->touches_n = 0;
    n->refusals_n = 0;
    size_t kept = 0;
    for (size_t i = 0; i < lane->refusals_n; i++) {
        if (lane->refusals[i].minute < before_minute) {
            n->refusals[n->refusals_n++] = lane->refusals[i];
        } else {
            lane->refusals[kept++] = lane->refusals[i];
        }
    }
    lane->refusals_n = kept;
    (void)pthread_mutex_unlock(&lane->lock);
}

static Err touch_write(SystemCtx s, const Touch *t)
{
    switch (t->kind) {
    case USED_SESSION:
        TRY(q_session_touch(s, &(SessionTouchArgs){.at = t->at, .address = str_from(t->address), .id = t->id}, NULL));
        return q_user_touch(s, &(UserTouchArgs){.at = t->at, .id = t->user_id}, NULL);
    case USED_APPLICATION:
        return q_application_touch(s, &(ApplicationTouchArgs){.at = t->at, .id = t->id}, NULL);
    case USED_SERVICE_TOKEN:
        return q_service_token_touch(s, &(ServiceTokenTouchArgs){.at = t->at, .id = t->id}, NULL);
    case USED_SECRET:
        return q_application_secret_touch(s, &(ApplicationSecretTouchArgs){.at = t->at, .id = t->id}, NULL);
    case USED_CERTIFICATE:
        return q_application_certificate_touch(s, &(ApplicationCertificateTouchArgs){.at = t->at, .id = t->id}, NULL);
    case USED_PROVISIONING_TOKEN:
        return q_provisioning_token_touch(s, &(ProvisioningTokenTouchArgs){.at = t->at, .id = t->id}, NULL);
    }
    return OK;
}

static Err notes_unit(Ctx *ctx, void *arg)
{
    Notes *n = arg;
    SystemCtx s = system_of(ctx);
    for (size_t i = 0; i < n->touches_n; i++) {
        TRY(touch_write(s, &n->touches[i]));
    }
    for (size_t i = 0; i < n->refusals_n; i++) {
        n->refusals[i].actor_name = str_from(n->refusals[i].name);
        TRY(audit_append_refusal(ctx, request_of(ctx)->audit, &n->refusals[i]));
    }
    return OK;
}

/* One actor's refusals may have been noted by several threads: they become one row. */
static void merge_refusals(Notes *first, Notes *n)
{
    for (size_t i = 0; i < n->refusals_n; i++) {
        Refusal *f = &n->refusals[i];
        for (size_t k = 0; k < first->refusals_n; k++) {
            Refusal *o = &first->refusals[k];
            if (f->route == o->route && f->minute == o->minute && id_eq(f->actor_id, o->actor_id) &&
                id_eq(f->account_id, o->account_id)) {
                o->times += f->times;
                n->refusals[i--] = n->refusals[--n->refusals_n];
                break;
            }
        }
    }
}

/* Notes that could not be written wait for the next round, as far as there is room: a refusal belongs into the audit
 * though the writer is busy now. */
static void give_back(Lane *lane, const Notes *n)
{
    (void)pthread_mutex_lock(&lane->lock);
    for (size_t i = 0; i < n->touches_n && lane->touches_n < TOUCHES_MAX; i++) {
        size_t k = 0;
        while (k < lane->touches_n && !id_eq(lane->touches[k].id, n->touches[i].id)) {
            k++;
        }
        if (k == lane->touches_n) {
            lane->touches[lane->touches_n++] = n->touches[i];
        }
    }
    for (size_t i = 0; i < n->refusals_n && lane->refusals_n < REFUSALS_MAX; i++) {
        lane->refusals[lane->refusals_n++] = n->refusals[i];
    }
    (void)pthread_mutex_unlock(&lane->lock);
}

static Err write_notes(App *app, bool everything)
{
    Arena *a = arena_create(0), *work = arena_create(0);
    Notes *notes = arena_array(a, Notes, app->lanes_n);
    for (size_t i = 0; i < app->lanes_n; i++) {
        take_notes(app->lanes[i], &notes[i], everything ? INT64_MAX : app_wall(app).us / TIME_MINUTE);
        for (size_t k = 0; k < i; k++) {
            merge_refusals(&notes[k], &notes[i]);
        }
    }
    Err err = OK;
    for (size_t i = 0; i < app->lanes_n; i++) {
        arena_reset(work);
        if (err == OK && (notes[i].touches_n || notes[i].refusals_n)) {
            Ctx *ctx = ctx_system(app, work);
            err = unit_run(ctx, MODE_WRITE, NULL, notes_unit, &notes[i]);
            house_note(ctx, "notes of requests", err);
        }
        if (err != OK) {
            give_back(app->lanes[i], &notes[i]);
        }
    }
    arena_destroy(work);
    arena_destroy(a);
    return err;
}

void house_note(const Ctx *ctx, const char *what, Err err)
{
    if (err != OK) {
        log_line(ctx->app, "warn", S("housekeeping"),
                 str_fmt(ctx->arena, "%s: %s%s%.*s", what, err_name(err), ctx->problem.log.n ? ": " : "",
                         S_ARG(ctx->problem.log)));
    }
}

Err house_turn(App *app, bool everything)
{
    for (size_t i = 0; i < app->lanes_n; i++) {
        lane_log_flush(app->lanes[i]);
    }
    TRY(write_notes(app, everything));
    return audit_seal_some(app);
}

/* --- the thread --- */

/* At the end the writer may be busy with what others left: three tries, as nothing comes after. */
static void house_ends(App *app)
{
    enum { TRIES = 3, PAUSE_MS = 100 };
    for (int i = 0; i < TRIES && house_turn(app, true) == ERR_BUSY; i++) {
        (void)nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
    }
}

static void house_run(void *arg)
{
    Housekeeper *h = arg;
    App *app = h->app;
    for (uint64_t turn = 1;; turn++) {
        struct timespec until;
        (void)clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += TURN_MS * 1000000L;
        until.tv_sec += until.tv_nsec / 1000000000L;
        until.tv_nsec %= 1000000000L;
        (void)pthread_mutex_lock(&h->lock);
        if (!h->closed) {
            (void)pthread_cond_timedwait(&h->wake, &h->lock, &until);
        }
        bool closed = h->closed;
        (void)pthread_mutex_unlock(&h->lock);
        if (closed) {
            break;
        }
        for (size_t i = 0; i < app->lanes_n; i++) {
            lane_log_flush(app->lanes[i]);
        }
        if (turn % 4 == 0) {
            (void)!audit_seal_some(app);
        }
        if (turn % TOUCH_EVERY == 0) {
            (void)!write_notes(app, false);
            (void)!token_keys_turn(app);
        }
        if (turn % EXPIRE_EVERY == 0) {
            (void)!idempotency_expire(app);
        }
    }
    house_ends(app);
}

Housekeeper *house_open(App *app)
{
    Housekeeper *h = arena_new(app->arena, Housekeeper);
    h->app = app;
    (void)pthread_mutex_init(&h->lock, NULL);
    (void)pthread_cond_init(&h->wake, NULL);
    return os_thread_start("house", house_run, h, &h->thread) == OK ? h : NULL;
}

void house_close(Housekeeper *h)
{
    (void)pthread_mutex_lock(&h->lock);
    h->closed = true;
    (void)pthread_cond_signal(&h->wake);
    (void)pthread_mutex_unlock(&h->lock);
    os_thread_join(h->thread);
}
