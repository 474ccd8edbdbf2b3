/* Token buckets by class and caller, in this process's memory: sign-in by network address (always on), API and
 * its changes by application, pages by session (settings). A crowded table forgets who has been quiet longest, never
 * who is busy. */
#include "app/kernel.h"
#include "base/num.h"

enum { SHARDS = 16, SLOTS = 512, PROBES = 8 };
enum { MIGRATIONS = 100, MIGRATION_CHECKS = 450 }; /* documented (spec api-conventions.md), in five minutes */
typedef struct Bucket {
    uint64_t key;
    int64_t tokens_us;
    int64_t at_us;
} Bucket; /* tokens in microseconds of waiting */
struct Limits {
    uint8_t key[32];
    struct Shard {
        pthread_mutex_t lock;
        Bucket buckets[SLOTS];
    } shards[SHARDS];
};

Limits *limits_open(App *app)
{
    Limits *l = arena_new(app->arena, Limits);
    memcpy(l->key, app->key_limit, sizeof l->key);
    for (size_t i = 0; i < SHARDS; i++) {
        (void)pthread_mutex_init(&l->shards[i].lock, NULL);
    }
    return l;
}

static Bucket *bucket_find(struct Shard *s, uint64_t key, int64_t full_us, int64_t now_us)
{
    Bucket *oldest = NULL;
    for (size_t i = 0; i < PROBES; i++) {
        Bucket *b = &s->buckets[(key + i) % SLOTS];
        if (b->key == key) {
            return b;
        }
        oldest = !oldest || b->at_us < oldest->at_us ? b : oldest;
    }
    *oldest = (Bucket){.key = key, .tokens_us = full_us, .at_us = now_us};
    return oldest;
}

/* In a sandbox only when somebody asked for it. */
static unsigned documented(const App *app, int asked, unsigned number)
{
    return asked >= 0 ? (unsigned)asked : app->options.sandbox ? 0 : number;
}

static unsigned limit_of(const App *app, LimitClass class)
{
    switch (class) {
    case LIMIT_SIGN_IN:
        return app->options.limit_sign_in;
    case LIMIT_API:
        return app->options.limit_api;
    case LIMIT_PAGE:
        return app->options.limit_page;
    case LIMIT_WRITE:
        return app->options.limit_write;
    case LIMIT_MIGRATE:
        return documented(app, app->options.limit_migrate, MIGRATIONS);
    case LIMIT_MIGRATE_CHECK:
        return documented(app, app->options.limit_migrate_check, MIGRATION_CHECKS);
    case LIMIT_CLASSES:
        return 0;
    }
    return 0;
}

static int64_t window_of(LimitClass class)
{
    return class == LIMIT_MIGRATE || class == LIMIT_MIGRATE_CHECK ? 5 * TIME_MINUTE : TIME_MINUTE;
}

Err ctx_limit(Ctx *ctx, LimitClass class, Str who) { return limit_take((Request *)ctx, class, who); }

Err limit_take(Request *r, LimitClass class, Str who)
{
    Ctx *ctx = &r->ctx;
    unsigned limit = limit_of(ctx->app, class);
    if (limit == 0) {
        return OK;
    }
    Limits *l = ctx->app->limits;
    Digest d = digest_keyed(l->key, who);
    uint64_t key;
    memcpy(&key, d.b, sizeof key);
    key = (key ^ (uint64_t) class) | 1;
    struct Shard *s = &l->shards[(key >> 32) % SHARDS];
    int64_t full_us = window_of(class), one_us = full_us / limit, now_us = ctx->wall.us;
    (void)pthread_mutex_lock(&s->lock);
    Bucket *b = bucket_find(s, key, full_us, now_us);
    b->tokens_us = num_min_i64(full_us, b->tokens_us + num_max_i64(0, now_us - b->at_us));
    b->at_us = now_us;
    bool ok = b->tokens_us >= one_us;
    b->tokens_us -= ok ? one_us : 0;
    int64_t left_us = b->tokens_us;
    (void)pthread_mutex_unlock(&s->lock);
    r->limit = limit;
    r->limit_left = left_us / one_us;
    r->limit_reset_s = (full_us - left_us + TIME_SECOND - 1) / TIME_SECOND;
    if (ok) {
        return OK;
    }
    ctx->problem.retry_after_s = num_max_i64(1, (one_us - left_us + TIME_SECOND - 1) / TIME_SECOND);
    return problem(ctx, ERR_LIMIT, MSG("Too many requests in a short time."), MSG("Wait a moment, then try again."));
}
