/* A bounded queue of tasks between threads. Full is an answer (503), never a wait. */
#include "app/kernel.h"

struct TaskQueue {
    pthread_mutex_t lock;
    pthread_cond_t some;
    Task *first, **last;
    size_t n, max;
    bool closed;
};

TaskQueue *queue_open(Arena *a, size_t max)
{
    TaskQueue *q = arena_new(a, TaskQueue);
    (void)pthread_mutex_init(&q->lock, NULL);
    (void)pthread_cond_init(&q->some, NULL);
    q->last = &q->first;
    q->max = max;
    return q;
}

Err queue_put(TaskQueue *q, Task *t)
{
    t->next = NULL;
    (void)pthread_mutex_lock(&q->lock);
    bool room = q->n < q->max && !q->closed;
    if (room) {
        *q->last = t;
        q->last = &t->next;
        q->n++;
    }
    (void)pthread_mutex_unlock(&q->lock);
    if (!room) {
        return ERR_BUSY;
    }
    (void)pthread_cond_signal(&q->some);
    return OK;
}

Task *queue_take(TaskQueue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    while (!q->first && !q->closed) {
        (void)pthread_cond_wait(&q->some, &q->lock);
    }
    Task *t = q->first;
    if (t) {
        q->first = t->next;
        q->last = q->first ? q->last : &q->first;
        q->n--;
    }
    (void)pthread_mutex_unlock(&q->lock);
    return t;
}

void queue_close(TaskQueue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    q->closed = true;
    (void)pthread_mutex_unlock(&q->lock);
    (void)pthread_cond_broadcast(&q->some);
}

size_t queue_length(TaskQueue *q)
{
    (void)pthread_mutex_lock(&q->lock);
    size_t n = q->n;
    (void)pthread_mutex_unlock(&q->lock);
    return n;
}
