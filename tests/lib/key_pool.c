/* RSA keys for the unit tests: making one takes longer than most tests, and each test opens an app that needs one. The
 * linker puts this in the place of EVP_PKEY_Q_keygen (-Wl,--wrap): the first keys of a program are made, then they come
 * round again. Two that are made one after the other differ. Programs that run_unit.sh runs share them in the folder of
 * the template (lib/template.h). */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEYS = 4 };

EVP_PKEY *__real_EVP_PKEY_Q_keygen(OSSL_LIB_CTX *libctx, const char *propq, const char *type, ...);
EVP_PKEY *__wrap_EVP_PKEY_Q_keygen(OSSL_LIB_CTX *libctx, const char *propq, const char *type, ...);

static EVP_PKEY *pool[KEYS];
static unsigned taken;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((destructor)) static void pool_free(void)
{
    for (int i = 0; i < KEYS; i++) {
        EVP_PKEY_free(pool[i]);
        pool[i] = NULL;
    }
}

static EVP_PKEY *key_read(const char *path)
{
    FILE *f = fopen(path, "re");
    EVP_PKEY *ret = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
    if (f) {
        fclose(f);
    }
    return ret;
}

/* Whole from the first moment somebody sees it; of two that make one the later stays, and both hold. */
static void key_write(const char *path, EVP_PKEY *key)
{
    char mine[600];
    snprintf(mine, sizeof mine, "%s.%d", path, (int)getpid());
    FILE *f = fopen(mine, "wxe");
    if (f) {
        bool whole = PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1;
        whole = fclose(f) == 0 && whole;
        if (!whole || rename(mine, path) != 0) {
            (void)unlink(mine);
        }
    }
}

static EVP_PKEY *key_of(unsigned slot, size_t bits)
{
    const char *folder = getenv("ENTENTE_TEST_TEMPLATE");
    char path[512] = "";
    EVP_PKEY *key = NULL;
    if (folder) {
        snprintf(path, sizeof path, "%s/key%u.pem", folder, slot);
        key = key_read(path);
    }
    if (!key) {
        key = __real_EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
        if (key && folder) {
            key_write(path, key);
        }
    }
    return key;
}

static EVP_PKEY *from_pool(size_t bits)
{
    pthread_mutex_lock(&lock);
    unsigned slot = taken++ % KEYS;
    EVP_PKEY **key = &pool[slot];
    if (!*key) {
        *key = key_of(slot, bits);
    }
    EVP_PKEY *ret = *key && EVP_PKEY_up_ref(*key) ? *key : NULL;
    pthread_mutex_unlock(&lock);
    return ret;
}

EVP_PKEY *__wrap_EVP_PKEY_Q_keygen(OSSL_LIB_CTX *libctx, const char *propq, const char *type, ...)
{
    va_list args;
    va_start(args, type);
    EVP_PKEY *ret = NULL;
    if (strcmp(type, "RSA") == 0) {
        size_t bits = va_arg(args, size_t);
        ret = bits == 2048 ? from_pool(bits) : __real_EVP_PKEY_Q_keygen(libctx, propq, type, bits);
    } else if (strcmp(type, "EC") == 0) {
        ret = __real_EVP_PKEY_Q_keygen(libctx, propq, type, va_arg(args, char *));
    } else {
        ret = __real_EVP_PKEY_Q_keygen(libctx, propq, type);
    }
    va_end(args);
    return ret;
}
