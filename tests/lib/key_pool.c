/* RSA keys for the unit tests: making one takes longer than most tests, and each test opens an app that needs one. The
 * linker puts this in the place of EVP_PKEY_Q_keygen (-Wl,--wrap): the first keys of a program are made, then they come
 * round again. Two that are made one after the other differ. */
#include <openssl/evp.h>
#include <pthread.h>
#include <stdarg.h>
#include <string.h>

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

static EVP_PKEY *from_pool(size_t bits)
{
    pthread_mutex_lock(&lock);
    EVP_PKEY **key = &pool[taken++ % KEYS];
    if (!*key) {
        *key = __real_EVP_PKEY_Q_keygen(NULL, NULL, "RSA", bits);
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
