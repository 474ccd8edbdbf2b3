/* The listening socket: one for all loops. Loop 0 accepts and deals the connections out to whoever has fewest, which
 * keeps two loops even with 32 clients, where a kernel that deals by hash would not. */
#include "http/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 1024, ACCEPTS_AT_ONCE = 64 };

static void set_flag(int fd, int level, int name)
{
    int on = 1;
    setsockopt(fd, level, name, &on, sizeof(on));
}

static int port_of(int fd)
{
    struct sockaddr_storage at = {0};
    socklen_t n = sizeof(at);
    if (getsockname(fd, (struct sockaddr *)&at, &n) != 0) {
        return 0;
    }
    if (at.ss_family == AF_INET) {
        return ntohs(((struct sockaddr_in *)&at)->sin_port);
    }
    return at.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&at)->sin6_port) : 0;
}

/* A socket file nobody answers on is what a killed server left behind. */
static void remove_stale(const struct sockaddr_un *at)
{
    struct stat st;
    if (lstat(at->sun_path, &st) != 0 || !S_ISSOCK(st.st_mode)) {
        return;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)at, sizeof(*at)) != 0 && errno == ECONNREFUSED) {
        unlink(at->sun_path);
    }
    close(fd);
}

static Err open_unix(HttpServer *server, const char *path, char ret_why[256])
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    size_t n = strlen(path);
    if (n == 0 || n >= sizeof(at.sun_path)) {
        snprintf(ret_why, 256, "The socket path %s is empty or too long.", path);
        return ERR_INVALID;
    }
    memcpy(at.sun_path, path, n + 1);
    remove_stale(&at);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) != 0 || listen(fd, BACKLOG) != 0) {
        snprintf(ret_why, 256, "Cannot listen on %s: %s.", path, strerror(errno));
        if (fd >= 0) {
            close(fd);
        }
        return ERR_IO;
    }
    server->unix_path = strdup(path);
    server->listen_fd = fd;
    return OK;
}

static int open_one(const struct addrinfo *at)
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return -1;
    }
    set_flag(fd, SOL_SOCKET, SO_REUSEADDR);
    if (at->ai_family == AF_INET6) {
        int off = 0; /* "::" serves both families */
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    }
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0) {
        return fd;
    }
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

static Err open_tcp(HttpServer *server, char ret_why[256])
{
    const HttpConfig *config = &server->config;
    char port[16];
    snprintf(port, sizeof(port), "%d", config->port);
    struct addrinfo want = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *list = NULL;
    int r = getaddrinfo(config->address, port, &want, &list);
    if (r != 0) {
        snprintf(ret_why, 256, "The address %s is not one of this machine: %s.", config->address, gai_strerror(r));
        return ERR_INVALID;
    }
    server->listen_fd = -1;
    int why = 0;
    for (const struct addrinfo *at = list; at && server->listen_fd < 0; at = at->ai_next) {
        server->listen_fd = open_one(at);
        why = errno;
    }
    freeaddrinfo(list);
    if (server->listen_fd >= 0) {
        return OK;
    }
    snprintf(ret_why, 256, "Cannot listen on %s port %d: %s.%s", config->address, config->port, strerror(why),
             why == EADDRINUSE ? " Another program listens there; choose another port with --port." : "");
    return ERR_IO;
}

static Err adopt(HttpServer *server, char ret_why[256])
{
    int fd = server->config.listen_fd, listening = 0;
    socklen_t n = sizeof(listening);
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &n) != 0 || !listening) {
        snprintf(ret_why, 256, "Descriptor %d, which was handed over, is no listening socket.", fd);
        return ERR_INVALID;
    }
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    server->listen_fd = fd;
    return OK;
}

Err listener_open(HttpServer *server, char ret_why[256])
{
    const HttpConfig *config = &server->config;
    if (config->listen_fd >= 0) {
        TRY(adopt(server, ret_why));
    } else if (strncmp(config->address, "unix:", 5) == 0) {
        TRY(open_unix(server, config->address + 5, ret_why));
    } else {
        TRY(open_tcp(server, ret_why));
    }
    /* Linux hands this down to accepted sockets; on a unix socket it fails, and does no harm. */
    set_flag(server->listen_fd, IPPROTO_TCP, TCP_NODELAY);
    server->port = port_of(server->listen_fd);
    return OK;
}

static HttpLoop *least_busy(HttpServer *server)
{
    HttpLoop *best = &server->loops[0];
    for (unsigned i = 1; i < server->loops_n; i++) {
        if (atomic_load(&server->loops[i].open) < atomic_load(&best->open)) {
            best = &server->loops[i];
        }
    }
    return best;
}

static void deal(HttpServer *server, int fd, const struct sockaddr_storage *from)
{
    bool refused = atomic_load(&server->open) >= server->config.connections_max;
    if (refused && (atomic_load(&server->refused_open) >= HTTP_REFUSED_MAX || server->config.tls_cert)) {
        close(fd);
        return;
    }
    NewFd *new_fd = malloc(sizeof(*new_fd));
    if (!new_fd) {
        close(fd);
        return;
    }
    HttpLoop *loop = least_busy(server);
    *new_fd = (NewFd){.fd = fd, .refused = refused, .from = *from};
    atomic_fetch_add(refused ? &server->refused_open : &server->open, 1);
    atomic_fetch_add(&loop->open, 1);
    if (loop == http_loop_current) {
        conn_open(loop, new_fd);
        free(new_fd);
        return;
    }
    NewFd *head = atomic_load(&loop->new_fds);
    do {
        new_fd->next = head;
    } while (!atomic_compare_exchange_weak(&loop->new_fds, &head, new_fd));
    uv_async_send(&loop->wake);
}

void listener_ready(uv_poll_t *poll, int status, int events)
{
    (void)status;
    (void)events;
    HttpLoop *loop = poll->data;
    for (int i = 0; i < ACCEPTS_AT_ONCE; i++) {
        struct sockaddr_storage from = {0};
        socklen_t n = sizeof(from);
        int fd = accept4(loop->server->listen_fd, (struct sockaddr *)&from, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            deal(loop->server, fd, &from);
            continue;
        }
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            /* The waiting connection would wake us without end; the next tick tries again. */
            loop->listening = false;
            uv_poll_stop(poll);
            loop_tick_needed(loop);
        }
        if (errno != EINTR && errno != ECONNABORTED) {
            break;
        }
    }
    loop_settle(loop);
}
