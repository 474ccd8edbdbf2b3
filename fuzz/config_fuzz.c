/* The configuration file: taken, or refused with a reason that fits a line; what was taken can be written out again. */
#include "app/config.h"
#include "fuzz_ctx.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static char path[64];
    static int fd = -1;
    if (fd < 0) {
        fd = memfd_create("config", 0);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    if (ftruncate(fd, 0) != 0 || pwrite(fd, data, n, 0) != (ssize_t)n) {
        abort();
    }
    Arena *a = arena_create(FUZZ_ARENA);
    Config c;
    char why[512] = "";
    const char *environment[] = {NULL};
    ConfigFlag flags[] = {{"config", path}};
    Err err = config_load(a, flags, 1, environment, &c, why);
    if (err == OK) {
        Buf b = buf_on_arena(a, BUF_MAX_PAGE);
        config_write(&b, &c);
        assert(b.n > 0 && !b.full);
        assert(config_database(a, &c).n > 0 && config_keyring(a, &c).n > 0);
        for (size_t i = 0; i < CONFIG_KEYS_N; i++) {
            const char *field = (const char *)&c + CONFIG_KEYS[i].offset;
            if (CONFIG_KEYS[i].type == CONFIG_INT || CONFIG_KEYS[i].type == CONFIG_SIZE) {
                int64_t v;
                memcpy(&v, field, sizeof v);
                assert(v >= CONFIG_KEYS[i].min && v <= CONFIG_KEYS[i].max);
            }
        }
    } else {
        assert(why[0] && strlen(why) < sizeof why);
    }
    arena_destroy(a);
    return 0;
}
