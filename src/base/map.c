/* Open addressing with linear probing; removal shifts the followers back, so there are no grave stones. */
#include "base/map.h"

#include <assert.h>

typedef struct MapSlot {
    Str key;
    uint64_t hash;
    void *value; /* NULL: free */
} MapSlot;

enum { MAP_FIRST = 16 };

Map map_on_arena(Arena *a, size_t expected)
{
    size_t cap = MAP_FIRST;
    while (cap / 4 * 3 < expected) {
        cap *= 2;
    }
    return (Map){.slots = arena_array(a, MapSlot, cap), .cap = cap, .arena = a};
}

/* The slot of key, or the free one where it belongs. */
static MapSlot *map_slot(const Map *m, Str key, uint64_t hash)
{
    size_t i = hash & (m->cap - 1);
    while (m->slots[i].value && !(m->slots[i].hash == hash && str_eq(m->slots[i].key, key))) {
        i = (i + 1) & (m->cap - 1);
    }
    return &m->slots[i];
}

void *map_get(const Map *m, Str key) { return m->n ? map_slot(m, key, str_hash(key))->value : NULL; }

static void map_grow(Map *m)
{
    Map larger = map_on_arena(m->arena, m->cap);
    for (size_t i = 0; i < m->cap; i++) {
        if (m->slots[i].value) {
            *map_slot(&larger, m->slots[i].key, m->slots[i].hash) = m->slots[i];
        }
    }
    m->slots = larger.slots;
    m->cap = larger.cap;
}

void map_put(Map *m, Str key, void *value)
{
    assert(value);
    if (m->n >= m->cap / 4 * 3) {
        map_grow(m);
    }
    uint64_t hash = str_hash(key);
    MapSlot *slot = map_slot(m, key, hash);
    if (slot->value) {
        slot->value = value;
        return;
    }
    *slot = (MapSlot){.key = key, .hash = hash, .value = value};
    m->n++;
}

bool map_remove(Map *m, Str key)
{
    MapSlot *slot = m->n ? map_slot(m, key, str_hash(key)) : NULL;
    if (!slot || !slot->value) {
        return false;
    }
    size_t mask = m->cap - 1;
    size_t hole = (size_t)(slot - m->slots);
    for (size_t i = (hole + 1) & mask; m->slots[i].value; i = (i + 1) & mask) {
        size_t home = m->slots[i].hash & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) { /* may move back as far as the hole */
            m->slots[hole] = m->slots[i];
            hole = i;
        }
    }
    m->slots[hole] = (MapSlot){0};
    m->n--;
    return true;
}
