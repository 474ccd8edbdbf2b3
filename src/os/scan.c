/* Asking a virus scanner; see os.h. Not for deciding what its answer means. */
#include "os/os.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
enum { PIECE = 64 << 10 };

static int left_ms(int64_t until_ns)
{
    int64_t left = (until_ns - os_monotonic_ns()) / 1000000;
    return left > 0 ? (int)left : 0;
}

static OsScan failed(char word[OS_SCAN_WORD_MAX], const char *what)
{
    snprintf(word, OS_SCAN_WORD_MAX, "%s", what);
    return OS_SCAN_FAILED;
}

static bool wait_for(int fd, short what, int64_t until)
{
    struct pollfd p = {.fd = fd, .events = what};
    int got;
    do {
        got = poll(&p, 1, left_ms(until));
    } while (got < 0 && errno == EINTR);
    return got > 0;
}

/* All of it, or false: the other end is gone or too slow. */
static bool send_all(int fd, Str s, int64_t until)
{
    while (s.n) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        if (n > 0) {
            s = str_skip(s, (size_t)n);
        } else if (n < 0 && errno != EINTR && (errno != EAGAIN || !wait_for(fd, POLLOUT, until))) {
            return false;
        }
    }
    return true;
}

/* What comes until the other end closes, at most max; -1: too slow. */
static ssize_t read_to_end(int fd, char *to, size_t max, int64_t until)
{
    size_t n = 0;
    for (;;) {
        char rest[512];
        ssize_t got = read(fd, n < max ? to + n : rest, n < max ? max - n : sizeof rest);
        if (got == 0) {
            return (ssize_t)n;
        }
        if (got > 0) {
            n += n < max ? (size_t)got : 0;
        } else if (errno != EINTR && (errno != EAGAIN || !wait_for(fd, POLLIN, until))) {
            return -1;
        }
    }
}

static int connect_within(int family, const struct sockaddr *to, socklen_t n, int64_t until)
{
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), error = 0;
    socklen_t error_n = sizeof error;
    if (fd < 0) {
        return -1;
    }
    bool there = connect(fd, to, n) == 0;
    if (!there && errno == EINPROGRESS && wait_for(fd, POLLOUT, until)) {
        there = getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_n) == 0 && error == 0;
    }
    if (!there) {
        close(fd);
        return -1;
    }
    return fd;
}

static int open_scanner(const char *where, int64_t until)
{
    if (strncmp(where, "unix:", 5) == 0) {
        struct sockaddr_un at = {.sun_family = AF_UNIX};
        if (strlen(where + 5) >= sizeof at.sun_path) {
            return -1;
        }
        memcpy(at.sun_path, where + 5, strlen(where + 5));
        return connect_within(AF_UNIX, (const struct sockaddr *)&at, sizeof at, until);
    }
    char host[256];
    const char *colon = strrchr(where, ':');
    if (!colon || (size_t)(colon - where) >= sizeof host) {
        return -1;
    }
    snprintf(host, sizeof host, "%.*s", (int)(colon - where), where);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *all = NULL;
    int fd = -1;
    if (getaddrinfo(host, colon + 1, &hints, &all) != 0) {
        return -1;
    }
    for (struct addrinfo *a = all; a && fd < 0; a = a->ai_next) {
        fd = connect_within(a->ai_family, a->ai_addr, a->ai_addrlen, until);
    }
    freeaddrinfo(all);
    return fd;
}

/* "stream: OK", "stream: Eicar-Test-Signature FOUND", "INSTREAM size limit exceeded. ERROR" */
static OsScan read_answer(Str answer, char word[OS_SCAN_WORD_MAX])
{
    answer = str_trim(answer);
    if (str_starts(answer, S("stream: "))) {
        answer = str_skip(answer, 8);
    }
    if (str_eq(answer, S("OK"))) {
        return OS_SCAN_CLEAN;
    }
    bool found = str_ends(answer, S(" FOUND"));
    Str what = found ? str_of(answer.p, answer.n - 6) : answer;
    snprintf(word, OS_SCAN_WORD_MAX, "%.*s", (int)(what.n < 150 ? what.n : 150), what.n ? what.p : "it gave no answer");
    return found ? OS_SCAN_FOUND : OS_SCAN_FAILED;
}

OsScan os_scan_socket(const char *where, Str bytes, int timeout_ms, char word[OS_SCAN_WORD_MAX])
{
    int64_t until = os_monotonic_ns() + (int64_t)timeout_ms * 1000000;
    char answer[512];
    int fd = open_scanner(where, until);
    if (fd < 0) {
        return failed(word, "it cannot be reached");
    }
    bool sent = send_all(fd, str_of("zINSTREAM", 10), until); /* with its NUL */
    while (sent && bytes.n) {
        Str piece = str_sub(bytes, 0, PIECE);
        uint32_t n = htonl((uint32_t)piece.n);
        sent = send_all(fd, str_of((const char *)&n, 4), until) && send_all(fd, piece, until);
        bytes = str_skip(bytes, piece.n);
    }
    sent = sent && send_all(fd, str_of("\0\0\0\0", 4), until);
    /* One that stops listening at its own limit has said so before it hung up. */
    ssize_t n = read_to_end(fd, answer, sizeof answer, until);
    close(fd);
    while (n > 0 && answer[n - 1] == '\0') {
        n--;
    }
    if (n <= 0) {
        return failed(word, sent ? "it did not answer in time" : "it hung up");
    }
    OsScan got = read_answer(str_of(answer, (size_t)n), word);
    return got == OS_SCAN_CLEAN && !sent ? failed(word, "it hung up") : got;
}

/* The child's standard input and output are the two ends of socket pairs: writing to one that is gone raises no signal.
 */
static pid_t start(const char *command, int in, int out)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    pid_t pid = -1;
    char *const words[] = {(char *)(uintptr_t) "sh", (char *)(uintptr_t) "-c", (char *)(uintptr_t)command, NULL};
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawnattr_init(&how);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP); /* a group of its own, to be ended with its children */
    posix_spawnattr_setpgroup(&how, 0);
    if (posix_spawn(&pid, "/bin/sh", &files, &how, words, environ) != 0) {
        pid = -1;
    }
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return pid;
}

OsScan os_scan_command(const char *command, Str bytes, int timeout_ms, char word[OS_SCAN_WORD_MAX])
{
    int64_t until = os_monotonic_ns() + (int64_t)timeout_ms * 1000000;
    int in[2], out[2], status = 0;
    char answer[512];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0) {
        return failed(word, "it cannot be started");
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, out) != 0) {
        close(in[0]);
        close(in[1]);
        return failed(word, "it cannot be started");
    }
    pid_t pid = start(command, in[1], out[1]);
    close(in[1]);
    close(out[1]);
    (void)fcntl(in[0], F_SETFL, O_NONBLOCK);
    (void)fcntl(out[0], F_SETFL, O_NONBLOCK);
    /* One that decides by the first bytes need not read the rest. */
    (void)(pid > 0 && send_all(in[0], bytes, until));
    close(in[0]);
    ssize_t n = pid > 0 ? read_to_end(out[0], answer, sizeof answer, until) : -1;
    close(out[0]);
    if (pid <= 0) {
        return failed(word, "it cannot be started");
    }
    if (n < 0) {
        (void)kill(-pid, SIGKILL);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (n < 0) {
        return failed(word, "it did not end in time");
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return OS_SCAN_CLEAN;
    }
    Str line, rest = str_of(answer, (size_t)n);
    line = str_split(&rest, '\n', &line) ? str_trim(line) : S("");
    snprintf(word, OS_SCAN_WORD_MAX, "%.*s", (int)(line.n < 150 ? line.n : 150), line.n ? line.p : "it gave no reason");
    return WIFEXITED(status) && WEXITSTATUS(status) == 1 ? OS_SCAN_FOUND : OS_SCAN_FAILED;
}
