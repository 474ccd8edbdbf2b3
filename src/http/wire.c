/* Bytes in and out of a connection, with or without TLS; nothing here knows HTTP. */
#include "http/internal.h"

#include <errno.h>
#include <linux/sockios.h>
#include <openssl/err.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

static ssize_t from_errno(void) { return errno == EAGAIN || errno == EWOULDBLOCK ? WIRE_AGAIN : WIRE_GONE; }

static ssize_t tls_result(HttpConn *c, int n, bool reading)
{
    if (n > 0) {
        return n;
    }
    int why = SSL_get_error(c->ssl, n);
    /* What is left in the thread's error queue would be read as the next connection's. */
    ERR_clear_error();
    switch (why) {
    case SSL_ERROR_ZERO_RETURN:
        return reading ? 0 : WIRE_GONE;
    case SSL_ERROR_WANT_READ:
        return reading ? WIRE_AGAIN : WIRE_AGAIN_OTHER;
    case SSL_ERROR_WANT_WRITE:
        return reading ? WIRE_AGAIN_OTHER : WIRE_AGAIN;
    default:
        return WIRE_GONE;
    }
}

ssize_t wire_read(HttpConn *c, char *p, size_t n)
{
    ssize_t got;
    if (c->ssl) {
        got = tls_result(c, SSL_read(c->ssl, p, (int)n), true);
    } else {
        do {
            got = recv(c->fd, p, n, 0);
        } while (got < 0 && errno == EINTR);
        if (got < 0) {
            got = from_errno();
        } else if ((size_t)got < n) {
            c->readable = got == 0; /* drained; the poll says when there is more */
        }
    }
    if (got > 0) {
        count_add(&c->loop->bytes_in, (uint64_t)got);
    } else if (got < 0) {
        c->readable = false;
    }
    return got;
}

static void note_sent(HttpConn *c, ssize_t n)
{
    if (n > 0) {
        c->sent_total += (uint64_t)n;
        count_add(&c->loop->bytes_out, (uint64_t)n);
    }
}

/* One record of what the spans hold: OpenSSL has no gathering write, and a record a span would be a packet a span.
 * After "again" the same bytes are offered again, from the same place of the scratch memory or another. */
static ssize_t tls_write_gathered(HttpConn *c, const struct iovec *iov, int iov_n)
{
    size_t n = 0;
    const size_t record = 16384;
    for (int i = 0; i < iov_n && n < record; i++) {
        size_t part = num_min_size(iov[i].iov_len, record - n);
        memcpy(c->loop->scratch + n, iov[i].iov_base, part);
        n += part;
    }
    return tls_result(c, SSL_write(c->ssl, c->loop->scratch, (int)n), false);
}

ssize_t wire_write(HttpConn *c, const struct iovec *iov, int iov_n, bool more)
{
    ssize_t n;
    if (c->ssl) {
        n = tls_write_gathered(c, iov, iov_n);
    } else if (iov_n == 1) {
        do {
            n = send(c->fd, iov[0].iov_base, iov[0].iov_len, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
        } while (n < 0 && errno == EINTR);
        n = n < 0 ? from_errno() : n;
    } else {
        struct msghdr msg = {.msg_iov = (struct iovec *)(uintptr_t)iov, .msg_iovlen = (size_t)iov_n};
        do {
            n = sendmsg(c->fd, &msg, MSG_NOSIGNAL | (more ? MSG_MORE : 0));
        } while (n < 0 && errno == EINTR);
        n = n < 0 ? from_errno() : n;
    }
    note_sent(c, n);
    return n;
}

ssize_t wire_send_file(HttpConn *c, int fd, off_t at, size_t n)
{
    ssize_t sent;
    if (c->ssl) {
        ssize_t got = pread(fd, c->loop->scratch, num_min_size(n, 16384), at);
        if (got <= 0) {
            return WIRE_GONE; /* shorter than was promised: the answer cannot be completed */
        }
        sent = tls_result(c, SSL_write(c->ssl, c->loop->scratch, (int)got), false);
    } else {
        do {
            sent = sendfile(c->fd, fd, &at, n);
        } while (sent < 0 && errno == EINTR);
        if (sent == 0) {
            return WIRE_GONE;
        }
        sent = sent < 0 ? from_errno() : sent;
    }
    note_sent(c, sent);
    return sent;
}

int wire_handshake(HttpConn *c)
{
    int r = SSL_accept(c->ssl);
    return r == 1 ? 1 : (int)tls_result(c, r <= 0 ? r : -1, true);
}

void wire_shutdown(HttpConn *c)
{
    if (c->ssl && SSL_is_init_finished(c->ssl)) {
        SSL_shutdown(c->ssl);
        ERR_clear_error();
    }
    shutdown(c->fd, SHUT_WR);
}

uint64_t wire_acknowledged(const HttpConn *c)
{
    int queued = 0;
    if (ioctl(c->fd, SIOCOUTQ, &queued) != 0 || queued < 0) {
        queued = 0;
    }
    /* With TLS the queue counts records, a little more than what we counted: never go below nothing. */
    return c->sent_total > (uint64_t)queued ? c->sent_total - (uint64_t)queued : 0;
}
