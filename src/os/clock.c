/* Clocks, randomness, new ids. */
#include "os/os.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

Time os_wall(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (Time){ts.tv_sec * TIME_SECOND + ts.tv_nsec / 1000};
}

int64_t os_monotonic_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

static void from_kernel(void *out, size_t n)
{
    char *p = out;
    while (n > 0) {
        ssize_t got = getrandom(p, n, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            fputs("entente: the kernel gives no random bytes\n", stderr);
            abort();
        }
        p += got;
        n -= (size_t)got;
    }
}

/* Random bytes by the page, since a system call costs as much as everything else in making an id or a salt. */
typedef struct RandomPool {
    uint8_t bytes[2048];
    size_t left;
} RandomPool;

static _Thread_local RandomPool pool;
static _Thread_local int64_t last_id_us;
static pthread_once_t fork_once = PTHREAD_ONCE_INIT;

/* A child must not hand out what its parent will. */
static void forget_after_fork(void) { pool.left = 0; }

static void watch_fork(void) { (void)pthread_atfork(NULL, NULL, forget_after_fork); }

static void pool_take(void *out, size_t n)
{
    if (pool.left < n) {
        (void)pthread_once(&fork_once, watch_fork);
        from_kernel(pool.bytes, sizeof pool.bytes);
        pool.left = sizeof pool.bytes;
    }
    pool.left -= n;
    memcpy(out, pool.bytes + pool.left, n);
    memset(pool.bytes + pool.left, 0, n); /* once used, nowhere to be found */
}

void os_random(void *out, size_t n)
{
    if (n <= sizeof pool.bytes / 8) {
        pool_take(out, n);
    } else {
        from_kernel(out, n);
    }
}

uint64_t os_random_u64(void)
{
    uint64_t v;
    pool_take(&v, sizeof v);
    return v;
}

/* Within a thread each id is larger than the one before: when the clock stands still or goes back, the id's time is one
 * microsecond after the last. */
Id os_id_v7(void)
{
    uint8_t random[10];
    pool_take(random, sizeof random);
    int64_t us = os_wall().us;
    if (us <= last_id_us) {
        us = last_id_us + 1;
    }
    last_id_us = us;
    return id_v7((Time){us}, random);
}
