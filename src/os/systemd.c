/* sd_notify(3) and sd_listen_fds(3) by hand: a datagram and two environment variables are not worth a library. */
#include "os/systemd.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LISTEN_FD_FIRST = 3 };

void systemd_notify(const char *state)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t n = path ? strlen(path) : 0;
    if (n < 2 || n >= sizeof to.sun_path || (path[0] != '/' && path[0] != '@')) {
        return;
    }
    memcpy(to.sun_path, path, n);
    if (path[0] == '@') {
        to.sun_path[0] = 0; /* the abstract name space */
    }
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        return;
    }
    (void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL, (const struct sockaddr *)&to,
                  (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n));
    close(fd);
}

static bool env_number(const char *name, int64_t *ret)
{
    const char *text = getenv(name);
    return text && str_to_i64(str_from(text), ret) == OK;
}

int systemd_listen_fd(void)
{
    int64_t pid = 0, n = 0;
    if (!env_number("LISTEN_PID", &pid) || !env_number("LISTEN_FDS", &n) || pid != getpid() || n < 1) {
        return -1;
    }
    (void)fcntl(LISTEN_FD_FIRST, F_SETFD, FD_CLOEXEC);
    return LISTEN_FD_FIRST;
}
