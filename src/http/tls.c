/* The TLS context: versions, ciphers, certificate. OpenSSL's defaults of Debian 12 but for what is narrower here. */
#include "http/internal.h"

#include <openssl/err.h>

static int choose_protocol(SSL *ssl, const unsigned char **out, unsigned char *out_n, const unsigned char *in,
                           unsigned in_n, void *arg)
{
    (void)ssl;
    (void)arg;
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen;
    if (SSL_select_next_proto(&chosen, out_n, ours, sizeof(ours) - 1, in, in_n) != OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_ALERT_FATAL; /* RFC 7301: a client that names only others is told so */
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static Err explain(SSL_CTX *ctx, const char *what, const char *file, char ret_why[256])
{
    const char *reason = ERR_reason_error_string(ERR_peek_error());
    snprintf(ret_why, 256, "The %s %s cannot be used: %s.", what, file, reason ? reason : "not readable");
    ERR_clear_error();
    SSL_CTX_free(ctx);
    return ERR_INVALID;
}

Err tls_context(const HttpConfig *config, SSL_CTX **ret, char ret_why[256])
{
    if (!config->tls_key) {
        snprintf(ret_why, 256, "A certificate is given and no key.");
        return ERR_INVALID;
    }
    SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
    if (!ctx || SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1) {
        return explain(ctx, "TLS library", "OpenSSL", ret_why);
    }
    SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                 SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_mode(ctx,
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_alpn_select_cb(ctx, choose_protocol, NULL);
    if (SSL_CTX_use_certificate_chain_file(ctx, config->tls_cert) != 1) {
        return explain(ctx, "certificate", config->tls_cert, ret_why);
    }
    if (SSL_CTX_use_PrivateKey_file(ctx, config->tls_key, SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(ctx) != 1) {
        return explain(ctx, "key", config->tls_key, ret_why);
    }
    *ret = ctx;
    return OK;
}
