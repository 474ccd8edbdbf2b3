/* The operating system: clocks, randomness, files, threads. The only clocks of the program are here. */
#pragma once
#include "base/id.h"
#include "base/str.h"
#include "base/time.h"

Time os_wall(void); /* CLOCK_REALTIME */
int64_t os_monotonic_ns(void);
void os_random(void *out, size_t n); /* cryptographic; aborts when the kernel has none */
Id os_id_v7(void);                   /* a new id: wall clock and buffered randomness; grows within a thread */
uint64_t os_random_u64(void);

/* Files. Paths are terminated strings. ERR_NOT_FOUND, ERR_DISK_FULL, ERR_READ_ONLY, ERR_FORBIDDEN (rights), ERR_IO,
 * ERR_TOO_LARGE. */
Err os_err(int error); /* an errno value as one of these */
MUST_USE Err os_read_file(Arena *a, const char *path, size_t max, Str *ret);
/* Written beside, synced, renamed: whole or not at all. mode such as 0600. */
MUST_USE Err os_write_file(const char *path, Str bytes, int mode);
/* The same, but ERR_CONFLICT when the path is there already: of two at once, one wins. */
MUST_USE Err os_write_new_file(const char *path, Str bytes, int mode);
MUST_USE Err os_make_dir(const char *path,
                         int mode); /* with parents; OK when there; ERR_CONFLICT when a file is in the way */
bool os_exists(const char *path);
bool os_dir_is_empty(const char *path);
Err os_remove(const char *path);
/* A folder with all that is in it; links are removed, not followed. OK when it is not there. */
MUST_USE Err os_remove_tree(const char *path);
/* Names in a folder without "." and "..", sorted. */
MUST_USE Err os_list_dir(Arena *a, const char *path, Str **ret, size_t *ret_n);
int64_t os_file_size(const char *path);                  /* 0 when it is not there */
Time os_file_time(const char *path);                     /* of its last change; TIME_NONE when it is not there */
MUST_USE Err os_map_file(int fd, size_t size, Str *ret); /* read-only; os_unmap */
void os_unmap(Str bytes);
/* A file that all processes of one thing hold, until close() or the end of the process, however it ends; made where it
 * is missing. *ret_alone: nobody else holds it, nor will before os_share_begin, which lets others in; both are called,
 * one behind the other. -1: it cannot be held, and nothing is known of others. */
int os_share_file(const char *path, bool *ret_alone);
void os_share_begin(int fd);
int os_temp_fd(const char *dir); /* unlinked, close-on-exec; -1 on failure */
size_t os_resident_bytes(void);

/* The texts of a name in the DNS (TXT), each put together from its pieces. server: "127.0.0.1:5353", or empty for the
 * system's. Waits some seconds at most. ERR_NOT_FOUND: the name has none; ERR_UNAVAILABLE: no server says. */
MUST_USE Err os_dns_txt(Arena *a, Str name, Str server, Str *ret, size_t max, size_t *ret_n);
bool os_dns_server_ok(Str server); /* as it may stand in the configuration; not empty */

/* A virus scanner is asked about bytes: clamd over "unix:/run/clamav/clamd.ctl" or "127.0.0.1:3310" (its INSTREAM), or
 * a command that reads them on standard input and exits with 0 (clean) or 1 (found; its first line of output says
 * what). Whatever else happens, a time-out too, is OS_SCAN_FAILED. ret_word: what was found, or what failed. Blocks. */
typedef enum OsScan { OS_SCAN_CLEAN, OS_SCAN_FOUND, OS_SCAN_FAILED } OsScan;
enum { OS_SCAN_WORD_MAX = 200 };
OsScan os_scan_socket(const char *where, Str bytes, int timeout_ms, char ret_word[OS_SCAN_WORD_MAX]);
OsScan os_scan_command(const char *command, Str bytes, int timeout_ms, char ret_word[OS_SCAN_WORD_MAX]);

typedef struct OsThread OsThread;
MUST_USE Err os_thread_start(const char *name, void (*run)(void *), void *arg, OsThread **ret);
void os_thread_join(OsThread *t);
void os_thread_low_priority(void); /* of the calling thread */
unsigned os_cores(void);
