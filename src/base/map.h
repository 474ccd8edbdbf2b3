/* A hash map from Str to pointer, on an arena. Keys are not copied. For look-up tables and caches of one owner. */
#pragma once
#include "base/str.h"

typedef struct Map {
    struct MapSlot *slots;
    size_t cap, n;
    Arena *arena;
} Map;
Map map_on_arena(Arena *a, size_t expected);
void *map_get(const Map *m, Str key);       /* NULL when absent */
void map_put(Map *m, Str key, void *value); /* value not NULL; replaces */
bool map_remove(Map *m, Str key);
