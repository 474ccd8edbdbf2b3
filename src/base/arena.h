/* Bump allocation with a lifetime: process, request, scratch. Nothing is freed one by one.
 *
 * A function that returns memory takes the arena first; that is the whole ownership rule. Memory is zeroed and never
 * NULL. Exhausting the budget jumps to the frame set with arena_on_exhausted (the dispatcher, which rolls back and
 * answers 503) or, without one, aborts. A reset poisons the blocks, so that use after reset fails under ASan. */
#pragma once
#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct Arena Arena;

/* budget: bytes the arena may hold in all; 0 means no limit. Ends with arena_destroy. */
Arena *arena_create(size_t budget);
void arena_destroy(Arena *a);
/* Gives everything back; keeps the first block for the next use. */
void arena_reset(Arena *a);
/* Where exhaustion goes; NULL takes it back. The jmp_buf must outlive the use. */
void arena_on_exhausted(Arena *a, jmp_buf *where);
/* align is a power of two up to 64. size 0 gives a valid pointer. */
void *arena_alloc(Arena *a, size_t size, size_t align) __attribute__((returns_nonnull, malloc));
/* The same without zeroing, for bytes that are written at once. */
void *arena_alloc_raw(Arena *a, size_t size, size_t align) __attribute__((returns_nonnull, malloc));
/* Grows the newest allocation in place; false (and nothing changed) when it is not the newest or there is no room. */
bool arena_extend(Arena *a, void *p, size_t size);
/* count * size with overflow tested. */
void *arena_alloc_array(Arena *a, size_t count, size_t size, size_t align) __attribute__((returns_nonnull));
void *arena_alloc_array_raw(Arena *a, size_t count, size_t size, size_t align) __attribute__((returns_nonnull));
/* Bytes handed out since the last reset. */
size_t arena_used(const Arena *a);

#define arena_new(a, T) ((T *)arena_alloc((a), sizeof(T), _Alignof(T)))
#define arena_array(a, T, n) ((T *)arena_alloc_array((a), (n), sizeof(T), _Alignof(T)))
/* Not zeroed: for elements that are each written whole before they are counted. */
#define arena_array_raw(a, T, n) ((T *)arena_alloc_array_raw((a), (n), sizeof(T), _Alignof(T)))
