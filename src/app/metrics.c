/* /metrics in Prometheus text (version 0.0.4). Counters are summed over the lanes when asked. */
#include "app/kernel.h"
#include "base/num.h"
#include "os/os.h"

static void metric(Buf *b, const char *name, const char *type, const char *help)
{
    buf_fmt(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static uint64_t get(const _Atomic uint64_t *v) { return atomic_load_explicit(v, memory_order_relaxed); }

typedef struct Sum {
    uint64_t requests[6], buckets[METRIC_BUCKETS], us, bytes, modes[4], reruns, hits, misses, kept_hits, kept_misses,
        unknown;
} Sum;

static Sum sum_lanes(const App *app)
{
    Sum s = {0};
    for (size_t i = 0; i < app->lanes_n; i++) {
        const Metrics *m = &app->lanes[i]->metrics;
        for (size_t k = 0; k < 6; k++) {
            s.requests[k] += get(&m->requests[k]);
        }
        for (size_t k = 0; k < METRIC_BUCKETS; k++) {
            s.buckets[k] += get(&m->buckets[k]);
        }
        for (size_t k = 0; k < 4; k++) {
            s.modes[k] += get(&m->by_mode[k]);
        }
        s.us += get(&m->us_sum);
        s.bytes += get(&m->bytes_out);
        s.reruns += get(&m->budget_reruns);
        s.misses += get(&m->actor_misses);
        s.unknown += get(&m->names_unknown);
        uint64_t hits = 0, misses = 0;
        if (app->lanes[i]->reader) {
            db_kept_counts(app->lanes[i]->reader, &hits, &misses);
        }
        s.kept_hits += hits;
        s.kept_misses += misses;
    }
    return s;
}

static void durations(Buf *b, const Sum *s)
{
    static const char *const edges[METRIC_BUCKETS] = {"0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005",
                                                      "0.01",   "0.025",   "0.1",    "0.5",   "2.5",    "+Inf"};
    metric(b, "entente_request_seconds", "histogram",
           "Time from the first byte of a request to the last of its answer.");
    uint64_t n = 0;
    for (size_t i = 0; i < METRIC_BUCKETS; i++) {
        n += s->buckets[i];
        buf_fmt(b, "entente_request_seconds_bucket{le=\"%s\"} %llu\n", edges[i], (unsigned long long)n);
    }
    buf_fmt(b, "entente_request_seconds_sum %llu.%06llu\nentente_request_seconds_count %llu\n",
            (unsigned long long)(s->us / 1000000), (unsigned long long)(s->us % 1000000), (unsigned long long)n);
}

static void gauge(Buf *b, const char *name, const char *type, const char *help, uint64_t v)
{
    metric(b, name, type, help);
    buf_fmt(b, "%s %llu\n", name, (unsigned long long)v);
}

Str metrics_text(Ctx *ctx)
{
    App *app = ctx->app;
    Sum s = sum_lanes(app);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    metric(&b, "entente_requests_total", "counter", "Requests by class of status.");
    for (int i = 1; i < 6; i++) {
        buf_fmt(&b, "entente_requests_total{status=\"%dxx\"} %llu\n", i, (unsigned long long)s.requests[i]);
    }
    static const char *const modes[4] = {"none", "read", "write", "outside"};
    metric(&b, "entente_requests_by_mode_total", "counter", "Requests by the mode of their route.");
    for (int i = 0; i < 4; i++) {
        buf_fmt(&b, "entente_requests_by_mode_total{mode=\"%s\"} %llu\n", modes[i], (unsigned long long)s.modes[i]);
    }
    durations(&b, &s);
    gauge(&b, "entente_bytes_sent_total", "counter", "Bytes of answers.", s.bytes);
    gauge(&b, "entente_read_reruns_total", "counter",
          "Reads that used up their budget on a loop and ran again on a worker.", s.reruns);
    gauge(&b, "entente_actor_loads_total", "counter",
          "Actors loaded because the cache did not hold them at their version.", s.misses);
    gauge(&b, "entente_sign_ins_unknown_total", "counter", "Refused sign-ins with a name that nobody has.", s.unknown);
    gauge(&b, "entente_kept_queries_total", "counter",
          "Queries of loops answered from results kept while nobody commits (SQLite).", s.kept_hits);
    gauge(&b, "entente_read_queries_total", "counter", "Queries of loops that went to the database (SQLite).",
          s.kept_misses);
    gauge(&b, "entente_write_batches_total", "counter", "Commits of the batching writer.", get(&app->write_batches));
    gauge(&b, "entente_write_units_total", "counter", "Units of work that were written.", get(&app->write_units));
    gauge(&b, "entente_write_alone_total", "counter", "Units that ran in a transaction of their own.",
          get(&app->write_alone));
    gauge(&b, "entente_write_again_total", "counter",
          "Batches that ran again because a unit failed after it had written.", get(&app->write_again));
    gauge(&b, "entente_refused_busy_total", "counter", "Requests refused because a queue was full.",
          get(&app->refused_busy));
    gauge(&b, "entente_work_queue", "gauge", "Requests that wait for a worker.",
          app->work ? queue_length(app->work) : 0);
    gauge(&b, "entente_hash_queue", "gauge", "Requests that wait to have a password hashed.",
          app->hashing ? queue_length(app->hashing) : 0);
    gauge(&b, "entente_write_queue", "gauge", "Units that wait for the writer.", writer_length(app->writer));
    gauge(&b, "entente_resident_bytes", "gauge", "Memory of the process.", os_resident_bytes());
    return buf_str(&b);
}
