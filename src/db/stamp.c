#include "db/stamp.h"

enum {
    REGION_BYTES = 32768, /* how SQLite maps the index */
    WORDS = 6,            /* the head's 48 bytes; behind them the same once more, written first */
    VERSION = 3007000,    /* the first 32 bits of a head as we know it */
    INIT_BYTE = 12,
};

const uint64_t *stamp_memory(sqlite3 *h)
{
    sqlite3_file *file = NULL;
    if (sqlite3_file_control(h, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || !file || !file->pMethods ||
        file->pMethods->iVersion < 2 || !file->pMethods->xShmMap) {
        return NULL;
    }
    volatile void *memory = NULL;
    int rc = file->pMethods->xShmMap(file, 0, REGION_BYTES, 0, &memory); /* mapped long since: only looked up */
    return rc == SQLITE_OK ? (const uint64_t *)(uintptr_t)memory : NULL;
}

static Stamp copy(const uint64_t *from)
{
    Stamp s;
    for (size_t i = 0; i < WORDS; i++) {
        s.w[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
    }
    return s;
}

/* A writer writes the second copy, then the first; so the first, then the second are read, and where both are equal no
 * writer was between. */
bool stamp_read(const uint64_t *memory, Stamp *ret)
{
    if (!memory) {
        return false;
    }
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    *ret = copy(memory);
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
    Stamp again = copy(memory + WORDS);
    uint32_t version;
    memcpy(&version, ret->w, sizeof version);
    return memcmp(ret, &again, sizeof again) == 0 && version == VERSION && ((const char *)ret->w)[INIT_BYTE] == 1;
}

bool stamp_holds(const uint64_t *memory, const Stamp *stamp)
{
    Stamp now;
    return stamp_read(memory, &now) && memcmp(&now, stamp, sizeof now) == 0;
}
