/* The arena: a list of blocks, newest first, with a bump pointer in the newest.
 *
 * Under ASan unused bytes are poisoned and every allocation is followed by a gap, so that overruns and use after reset
 * are reported as they are for malloc. */
#include "base/arena.h"

#include "base/num.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { ARENA_GAP = 16, ARENA_ALIGN_MIN = 8 };
#else
#define ASAN_POISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
#define ASAN_UNPOISON_MEMORY_REGION(p, n) ((void)(p), (void)(n))
enum { ARENA_GAP = 0, ARENA_ALIGN_MIN = 1 };
#endif

enum {
    BLOCK_ALIGN = 64,
    BLOCK_FIRST = 16 << 10,
    BLOCK_MAX = 1 << 20,    /* larger ones only for a single large allocation */
    BLOCK_KEEP = 256 << 10, /* the largest that outlives a reset */
};

typedef struct Block {
    struct Block *next;
    size_t cap; /* bytes of data */
} Block;

struct Arena {
    Block *newest;
    char *at, *end; /* free bytes of the newest block */
    char *last;     /* the newest allocation, for arena_extend */
    size_t budget, held;
    size_t used_before; /* bytes handed out from older blocks */
    jmp_buf *exhausted;
};

static size_t block_bytes(size_t cap) { return BLOCK_ALIGN + cap; }

static char *block_data(Block *block) { return (char *)block + BLOCK_ALIGN; }

_Static_assert(sizeof(Block) <= BLOCK_ALIGN, "the header fits before the data");

Arena *arena_create(size_t budget)
{
    Arena *a = calloc(1, sizeof *a);
    if (!a) {
        fputs("entente: out of memory\n", stderr);
        abort();
    }
    a->budget = budget ? budget : SIZE_MAX;
    return a;
}

static void block_free(Block *block)
{
    ASAN_UNPOISON_MEMORY_REGION(block_data(block), block->cap);
    free(block);
}

void arena_destroy(Arena *a)
{
    if (!a) {
        return;
    }
    for (Block *block = a->newest; block;) {
        Block *next = block->next;
        block_free(block);
        block = next;
    }
    free(a);
}

static void arena_use_block(Arena *a, Block *block)
{
    a->newest = block;
    a->at = block ? block_data(block) : NULL;
    a->end = block ? a->at + block->cap : NULL;
    a->last = NULL;
    if (block) {
        ASAN_POISON_MEMORY_REGION(a->at, block->cap);
    }
}

void arena_reset(Arena *a)
{
    Block *keep = NULL;
    for (Block *block = a->newest; block;) {
        Block *next = block->next;
        bool better = block->cap <= BLOCK_KEEP && (!keep || block->cap > keep->cap);
        Block *drop = better ? keep : block;
        keep = better ? block : keep;
        if (drop) {
            block_free(drop);
        }
        block = next;
    }
    if (keep) {
        keep->next = NULL;
    }
    a->held = keep ? block_bytes(keep->cap) : 0;
    a->used_before = 0;
    arena_use_block(a, keep);
}

void arena_on_exhausted(Arena *a, jmp_buf *where) { a->exhausted = where; }

static _Noreturn void arena_exhaust(Arena *a)
{
    if (a->exhausted) {
        longjmp(*a->exhausted, 1);
    }
    fputs("entente: arena exhausted outside a request\n", stderr);
    abort();
}

/* A block with room for need bytes; twice the last one where the budget allows. */
static void arena_grow(Arena *a, size_t need)
{
    size_t left = a->budget > a->held ? a->budget - a->held : 0;
    if (need > SIZE_MAX / 2 || left < BLOCK_ALIGN || left - BLOCK_ALIGN < need) {
        arena_exhaust(a);
    }
    size_t wish = a->newest ? num_min_size(a->newest->cap * 2, BLOCK_MAX) : BLOCK_FIRST - BLOCK_ALIGN;
    size_t cap = num_max_size(need, num_min_size(wish, left - BLOCK_ALIGN));
    void *memory = NULL;
    if (posix_memalign(&memory, BLOCK_ALIGN, block_bytes(cap)) != 0) {
        arena_exhaust(a);
    }
    Block *block = memory;
    *block = (Block){.next = a->newest, .cap = cap};
    a->held += block_bytes(cap);
    a->used_before += a->newest ? (size_t)(a->at - block_data(a->newest)) : 0;
    arena_use_block(a, block);
}

static inline void *arena_take(Arena *a, size_t size, size_t align)
{
    assert(align != 0 && align <= BLOCK_ALIGN && (align & (align - 1)) == 0);
    align = num_max_size(align, ARENA_ALIGN_MIN);
    uintptr_t start = ((uintptr_t)a->at + align - 1) & ~(uintptr_t)(align - 1);
    if (size > SIZE_MAX / 4) {
        arena_exhaust(a);
    }
    if (__builtin_expect(!a->at || start > (uintptr_t)a->end || (uintptr_t)a->end - start < size + ARENA_GAP, 0)) {
        arena_grow(a, size + ARENA_GAP);
        start = (uintptr_t)a->at; /* data starts at BLOCK_ALIGN */
    }
    char *p = (char *)start;
    a->last = p;
    a->at = p + size + ARENA_GAP;
    ASAN_UNPOISON_MEMORY_REGION(p, size);
    return p;
}

void *arena_alloc(Arena *a, size_t size, size_t align) { return memset(arena_take(a, size, align), 0, size); }

void *arena_alloc_raw(Arena *a, size_t size, size_t align) { return arena_take(a, size, align); }

bool arena_extend(Arena *a, void *p, size_t size)
{
    if (!p || p != a->last || size > SIZE_MAX / 4 || (size_t)(a->end - a->last) < size + ARENA_GAP ||
        a->at > a->last + size + ARENA_GAP) {
        return false;
    }
    a->at = a->last + size + ARENA_GAP;
    ASAN_UNPOISON_MEMORY_REGION(p, size);
    return true;
}

static size_t array_bytes(Arena *a, size_t count, size_t size)
{
    size_t bytes;
    if (!num_mul_size(count, size, &bytes)) {
        arena_exhaust(a);
    }
    return bytes;
}

void *arena_alloc_array(Arena *a, size_t count, size_t size, size_t align)
{
    return arena_alloc(a, array_bytes(a, count, size), align);
}

void *arena_alloc_array_raw(Arena *a, size_t count, size_t size, size_t align)
{
    return arena_alloc_raw(a, array_bytes(a, count, size), align);
}

size_t arena_used(const Arena *a) { return a->used_before + (a->newest ? (size_t)(a->at - block_data(a->newest)) : 0); }
