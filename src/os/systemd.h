/* The two things a service manager wants of a program: to be told when it is ready, and to hand over a socket. */
#pragma once
#include "base/str.h"

/* "READY=1", "STOPPING=1", "RELOADING=1": to $NOTIFY_SOCKET; nothing without one. */
void systemd_notify(const char *state);
/* The first socket that was handed over ($LISTEN_FDS, $LISTEN_PID), close-on-exec; -1 without one. */
int systemd_listen_fd(void);
