#include "db/keep.h"
#include "base/num.h"
#include <stdlib.h>

enum {
    KEEP_BYTES = 1 << 20,
    KEEP_RESULT_MAX = 64 << 10, /* larger results are read again each time */
    KEEP_ARGS_MAX = 512,
    KEEP_SLOTS = 4096, /* a power of two, and more than results of 256 bytes that fit */
    KEEP_PROBES = 8,
    KEEP_UNITS_FIRST = 3,   /* a state has to outlast so many units before results are written down */
    KEEP_UNITS_FULL = 1000, /* what filled the memory is of use for so many more */
};

typedef struct KeepSlot {
    uint32_t generation; /* another than the Keep's: empty */
    uint32_t hash;
    Kept *kept;
} KeepSlot;

struct Keep {
    Stamp stamp;
    bool on;      /* the unit that runs has this stamp */
    size_t units; /* begun in this state */
    size_t full;  /* the unit that found no room; 0: there is some */
    uint32_t generation;
    char *memory;
    size_t used;
    Kept *now; /* being written down, under the ticket; one at a time */
    uint32_t ticket;
    size_t now_from;
    KeepSlot *now_slot;
    KeepSlot slots[KEEP_SLOTS];
};

Keep *keep_new(void)
{
    Keep *k = calloc(1, sizeof *k);
    char *memory = malloc(KEEP_BYTES); /* pages come as they are used */
    if (!k || !memory) {
        abort();
    }
    k->memory = memory;
    k->generation = 1;
    return k;
}

void keep_free(Keep *k)
{
    if (k) {
        free(k->memory);
        free(k);
    }
}

static void empty(Keep *k)
{
    k->used = 0;
    k->full = 0;
    if (++k->generation == 0) { /* after four thousand million commits slots of old would look new */
        memset(k->slots, 0, sizeof k->slots);
        k->generation = 1;
    }
}

void keep_unit(Keep *k, const Stamp *stamp)
{
    keep_drop(k, k->ticket); /* of a unit that left by a long jump */
    k->on = stamp != NULL;
    if (!stamp) {
        return;
    }
    bool same = memcmp(&k->stamp, stamp, sizeof *stamp) == 0;
    if (!same) {
        k->stamp = *stamp;
        k->units = 0;
    }
    k->units++;
    if (!same || (k->full && k->units - k->full > KEEP_UNITS_FULL)) {
        empty(k);
    }
}

/* Room for n bytes of the result that begins at now_from, aligned for anything; NULL: none. */
static void *take(Keep *k, size_t n)
{
    size_t at = (k->used + 7) & ~(size_t)7;
    if (n > KEEP_RESULT_MAX || at + n - k->now_from > KEEP_RESULT_MAX) {
        return NULL;
    }
    if (at + n > KEEP_BYTES) {
        k->full = k->full ? k->full : k->units;
        return NULL;
    }
    k->used = at + n;
    return k->memory + at;
}

/* The arguments as bytes, so that none can be taken for others; SIZE_MAX: too long to keep. */
static size_t write_args(char out[KEEP_ARGS_MAX], const DbValue *args, size_t args_n)
{
    size_t n = 0;
    for (size_t i = 0; i < args_n; i++) {
        const DbValue *v = &args[i];
        bool text = v->type == DB_TEXT || v->type == DB_BYTES || v->type == DB_JSON;
        size_t size = v->null ? 0 : v->type == DB_ID ? sizeof v->id.b : text ? v->s.n : sizeof v->i;
        if (size > KEEP_ARGS_MAX || n + 1 + sizeof(uint32_t) + size > KEEP_ARGS_MAX) {
            return SIZE_MAX;
        }
        uint32_t length = (uint32_t)size;
        out[n++] = (char)(v->null ? 1 : 0);
        memcpy(out + n, &length, sizeof length);
        n += sizeof length;
        const void *from = v->type == DB_ID ? (const void *)v->id.b : text ? v->s.p : (const void *)&v->i;
        if (size) {
            memcpy(out + n, from, size);
        }
        n += size;
    }
    return n;
}

static KeepSlot *look(Keep *k, uint32_t hash, uint32_t slot, uint32_t key, Str args, bool *ret_found)
{
    *ret_found = false;
    for (size_t i = 0; i < KEEP_PROBES; i++) {
        KeepSlot *s = &k->slots[(hash + i) & (KEEP_SLOTS - 1)];
        if (s->generation != k->generation) {
            return s; /* nothing stands behind an empty place */
        }
        if (s->hash == hash && s->kept->slot == slot && s->kept->key == key && str_eq(s->kept->args, args)) {
            *ret_found = true;
            return s;
        }
    }
    k->full = k->full ? k->full : k->units;
    return NULL;
}

/* The head of a result and its arguments. */
static uint32_t begin(Keep *k, KeepSlot *slot, uint32_t hash, const DbQuery *q, uint32_t key, Str args)
{
    k->now_from = k->used;
    Kept *kept = take(k, sizeof *kept);
    char *copy = kept ? take(k, args.n) : NULL;
    if (!copy) {
        k->used = k->now_from;
        return 0;
    }
    memcpy(copy, args.p, args.n);
    *kept = (Kept){.slot = q->slot, .key = key, .args = str_of(copy, args.n)};
    slot->hash = hash;
    k->now = kept;
    k->now_slot = slot;
    k->ticket += k->ticket == UINT32_MAX ? 2 : 1;
    return k->ticket;
}

uint32_t keep_find(Keep *k, const DbQuery *q, uint32_t key, const DbValue *args, size_t args_n, const Kept **ret)
{
    char bytes[KEEP_ARGS_MAX];
    *ret = NULL;
    size_t n = k->on && !q->writes ? write_args(bytes, args, args_n) : SIZE_MAX;
    if (n == SIZE_MAX) {
        return 0;
    }
    Str written = str_of(bytes, n);
    uint32_t hash = (uint32_t)(str_hash(written) ^ ((uint64_t)q->slot * 0x9E3779B1u + key));
    bool found;
    KeepSlot *slot = look(k, hash, q->slot, key, written, &found);
    if (found) {
        *ret = slot->kept;
        return 0;
    }
    return slot && !k->now && !k->full && k->units > KEEP_UNITS_FIRST ? begin(k, slot, hash, q, key, written) : 0;
}

void keep_drop(Keep *k, uint32_t ticket)
{
    if (k->now && ticket == k->ticket) {
        k->used = k->now_from;
        k->now = NULL;
    }
}

KeptRow *keep_row(Keep *k, uint32_t ticket, size_t cols_n)
{
    Kept *kept = ticket == k->ticket ? k->now : NULL;
    KeptRow *row = kept ? take(k, sizeof *row + cols_n * sizeof row->cells[0]) : NULL;
    if (!row) {
        keep_drop(k, ticket);
        return NULL;
    }
    row->next = NULL;
    if (kept->last) {
        kept->last->next = row;
    } else {
        kept->first = row;
    }
    kept->last = row;
    kept->rows_n++;
    return row;
}

bool keep_text(Keep *k, uint32_t ticket, Str s, KeptCell *ret)
{
    char *copy = k->now && ticket == k->ticket ? take(k, s.n) : NULL;
    if (!copy) {
        keep_drop(k, ticket);
        return false;
    }
    if (s.n) {
        memcpy(copy, s.p, s.n);
    }
    *ret = (KeptCell){.p = copy, .n = (uint32_t)s.n};
    return true;
}

void keep_done(Keep *k, uint32_t ticket, bool whole)
{
    if (k->now && ticket == k->ticket) {
        k->now->whole = whole;
        k->now_slot->kept = k->now;
        k->now_slot->generation = k->generation;
        k->now = NULL;
    }
}
