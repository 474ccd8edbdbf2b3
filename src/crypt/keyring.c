/* The key ring: reading and writing its text, deriving sub-keys, sealing with a key number. */
#include "crypt/crypt.h"

#include "os/os.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define HEADER "entente-keyring-1"
enum { KEYS_MAX = 64, KEY = 32, HEX = 2 * KEY, TEXT_MAX = 64 + KEYS_MAX * (HEX + 2), WHY = 256 };

struct KeyRing { /* in guarded memory that is not swapped out */
    size_t n;
    uint8_t master[KEYS_MAX][KEY]; /* newest first */
};

__attribute__((format(printf, 3, 4))) static Err fail(char *why, Err err, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(why, WHY, fmt, ap);
    va_end(ap);
    return err;
}

void keyring_close(KeyRing *ring) { sodium_free(ring); /* wipes */ }

static bool ring_fill(KeyRing *ring, Str text)
{
    Str line;
    if (!str_split(&text, '\n', &line) || !str_eq(str_trim(line), S(HEADER))) {
        return false;
    }
    while (str_split(&text, '\n', &line)) {
        line = str_trim(line);
        if (line.n == 0) {
            continue;
        }
        size_t n = 0;
        if (ring->n == KEYS_MAX || line.n != HEX ||
            sodium_hex2bin(ring->master[ring->n], KEY, line.p, line.n, NULL, &n, NULL) != 0 || n != KEY) {
            return false;
        }
        ring->n++;
    }
    return ring->n > 0;
}

static Err ring_parse(Str text, const char *source, KeyRing **ret, char *why)
{
    KeyRing *ring = sodium_malloc(sizeof *ring);
    if (!ring) {
        return fail(why, ERR_UNAVAILABLE, "There is no memory for the key ring of %s.", source);
    }
    memset(ring, 0, sizeof *ring);
    if (!ring_fill(ring, text)) {
        keyring_close(ring);
        return fail(why, ERR_PARSE,
                    "%.120s gave no key ring. It starts with the line " HEADER ", then has 64 hex digits a line.",
                    source);
    }
    *ret = ring;
    return OK;
}

/* Text of a ring: a new key, then the keys of the lines given. */
static size_t ring_text(char out[TEXT_MAX], const KeyRing *old)
{
    uint8_t key[KEY];
    os_random(key, sizeof key);
    size_t n = sizeof HEADER;
    memcpy(out, HEADER "\n", n);
    for (size_t i = 0; i < 1 + (old ? old->n : 0); i++) {
        sodium_bin2hex(out + n, HEX + 1, i == 0 ? key : old->master[i - 1], KEY);
        n += HEX;
        out[n++] = '\n';
    }
    sodium_memzero(key, sizeof key);
    return n;
}

static Err ring_write(const char *path, const KeyRing *old, char *why)
{
    char text[TEXT_MAX];
    Str bytes = str_of(text, ring_text(text, old));
    Err err = old ? os_write_file(path, bytes, 0600) : os_write_new_file(path, bytes, 0600);
    sodium_memzero(text, sizeof text);
    if (err == OK || (err == ERR_CONFLICT && !old)) { /* another process made it first: that one is read */
        return OK;
    }
    return fail(
        why, err,
        "The key ring %.120s cannot be written. Name a place for it with --keyring FILE, outside the data folder.",
        path);
}

static Err ring_read(const char *path, KeyRing **ret, char *why)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        return fail(why, ERR_NOT_FOUND,
                    "There is no key ring at %.160s. Restore it beside the data, or name it with "
                    "--keyring.",
                    path);
    }
    if (!S_ISREG(st.st_mode) || (st.st_mode & 077) != 0) {
        return fail(why, ERR_FORBIDDEN, "Others can read the key ring. Run: chmod 600 %.160s", path);
    }
    Arena *scratch = arena_create(0);
    Str text;
    Err err = os_read_file(scratch, path, TEXT_MAX, &text);
    if (err == OK) {
        err = ring_parse(text, path, ret, why);
        sodium_memzero((void *)(uintptr_t)text.p, text.n);
    } else {
        fail(why, err, "The key ring %.160s cannot be read. Check its owner and rights.", path);
    }
    arena_destroy(scratch);
    return err;
}

Err keyring_open(const char *path, bool create, KeyRing **ret, char ret_why[256])
{
    if (create && !os_exists(path)) {
        TRY(ring_write(path, NULL, ret_why));
    }
    return ring_read(path, ret, ret_why);
}

Err keyring_rotate(const char *path, char ret_why[256])
{
    KeyRing *ring;
    TRY(ring_read(path, &ring, ret_why));
    Err err = ring->n < KEYS_MAX ? ring_write(path, ring, ret_why)
                                 : fail(ret_why, ERR_LIMIT, "The key ring %.160s is full.", path);
    keyring_close(ring);
    return err;
}

Err keyring_from_command(const char *command, KeyRing **ret, char ret_why[256])
{
    char text[TEXT_MAX];
    FILE *pipe = popen(command, "re");
    if (!pipe) {
        return fail(ret_why, ERR_UNAVAILABLE, "The key ring command %.120s cannot be started.", command);
    }
    size_t n = fread(text, 1, sizeof text, pipe);
    int status = pclose(pipe);
    Err err =
        WIFEXITED(status) && WEXITSTATUS(status) == 0
            ? ring_parse(str_of(text, n), command, ret, ret_why)
            : fail(ret_why, ERR_UNAVAILABLE, "The key ring command %.120s failed. Run it by hand to see why.", command);
    sodium_memzero(text, sizeof text);
    return err;
}

static void derive(const uint8_t master[KEY], Str purpose, uint8_t ret[KEY])
{
    static const char domain[] = "entente/1/";
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, master, KEY, KEY);
    (void)crypto_generichash_update(&state, (const unsigned char *)domain, sizeof domain - 1);
    (void)crypto_generichash_update(&state, (const unsigned char *)(purpose.p ? purpose.p : ""), purpose.n);
    (void)crypto_generichash_final(&state, ret, KEY);
    sodium_memzero(&state, sizeof state);
}

void keyring_key(const KeyRing *ring, Str purpose, uint8_t ret[32]) { derive(ring->master[ring->n - 1], purpose, ret); }

Err keyring_derive(const KeyRing *ring, Str part, KeyRing **ret)
{
    char purpose[128];
    int n = snprintf(purpose, sizeof purpose, "ring/%.*s", S_ARG(part));
    if (n < 0 || (size_t)n >= sizeof purpose) {
        return ERR_INVALID;
    }
    KeyRing *made = sodium_malloc(sizeof *made);
    if (!made) {
        return ERR_UNAVAILABLE;
    }
    memset(made, 0, sizeof *made);
    made->n = ring->n;
    for (size_t i = 0; i < ring->n; i++) {
        derive(ring->master[i], str_of(purpose, (size_t)n), made->master[i]);
    }
    *ret = made;
    return OK;
}

unsigned keyring_newest(const KeyRing *ring) { return (unsigned)ring->n; }

Str keyring_seal(Arena *a, const KeyRing *ring, Str purpose, Str context, Str plain)
{
    uint8_t key[KEY];
    derive(ring->master[0], purpose, key);
    char number = (char)ring->n;
    Str sealed = str_concat(a, str_of(&number, 1), seal(a, key, context, plain));
    sodium_memzero(key, sizeof key);
    return sealed;
}

Err keyring_unseal(Arena *a, const KeyRing *ring, Str purpose, Str context, Str sealed, Str *ret)
{
    size_t number = sealed.n ? (unsigned char)sealed.p[0] : 0;
    if (number == 0 || number > KEYS_MAX) {
        return ERR_PARSE;
    }
    if (number > ring->n) {
        return ERR_UNAVAILABLE;
    }
    uint8_t key[KEY];
    derive(ring->master[ring->n - number], purpose, key);
    Err err = unseal(a, key, context, str_skip(sealed, 1), ret);
    sodium_memzero(key, sizeof key);
    return err;
}

Str keyring_fingerprint(Arena *a, const KeyRing *ring)
{
    uint8_t key[KEY];
    keyring_key(ring, S("fingerprint"), key);
    char text[2 * 8 + 1];
    sodium_bin2hex(text, sizeof text, key, 8);
    sodium_memzero(key, sizeof key);
    return str_copy(a, str_of(text, sizeof text - 1));
}
