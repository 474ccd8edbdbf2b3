/* Threads. */
#include "os/os.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

struct OsThread {
    pthread_t handle;
    void (*run)(void *);
    void *arg;
    char name[16]; /* the kernel's limit, with the end */
};

static void *thread_main(void *arg)
{
    OsThread *t = arg;
    (void)pthread_setname_np(pthread_self(), t->name);
    t->run(t->arg);
    return NULL;
}

/* Signals stay with the thread that starts others: handlers of the loops run there. */
Err os_thread_start(const char *name, void (*run)(void *), void *arg, OsThread **ret)
{
    OsThread *t = calloc(1, sizeof *t);
    if (!t) {
        return ERR_UNAVAILABLE;
    }
    *t = (OsThread){.run = run, .arg = arg};
    Str short_name = str_sub(str_from(name), 0, sizeof t->name - 1);
    memcpy(t->name, short_name.p, short_name.n);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&t->handle, NULL, thread_main, t);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error) {
        free(t);
        return ERR_UNAVAILABLE;
    }
    *ret = t;
    return OK;
}

void os_thread_join(OsThread *t)
{
    if (t) {
        (void)pthread_join(t->handle, NULL);
        free(t);
    }
}

/* On Linux a nice value belongs to the thread. */
void os_thread_low_priority(void) { (void)setpriority(PRIO_PROCESS, (id_t)syscall(SYS_gettid), 10); }

unsigned os_cores(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) {
        int n = CPU_COUNT(&set);
        return n > 0 ? (unsigned)n : 1;
    }
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 ? (unsigned)n : 1;
}
