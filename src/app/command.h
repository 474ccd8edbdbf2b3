/* Sub-commands of the program. Areas add theirs through Area.commands ({"import", "catalog", ...}); the program's own
 * are in src/cmd. One table serves parsing, --help and the man pages. */
#pragma once
#include "app/config.h"
#include "app/ctx.h"
#include <stdio.h>

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };
typedef struct CommandOption {
    const char *name;  /* "account", given as --account VALUE or --account=VALUE */
    const char *value; /* "ID" for the help; NULL: a switch */
    const char *help;
} CommandOption;
typedef struct CommandRun {
    Arena *arena; /* lives as long as the command */
    const Config *config;
    App *app;         /* open database and key ring, migrated; NULL for commands that need none */
    const char *name; /* "import catalog" */
    const char *const *words;
    size_t words_n; /* what is not an option: FILE */
    const ConfigFlag *options;
    size_t options_n;
    const char *program; /* argv[0] */
} CommandRun;
typedef struct Command {
    const char *group; /* "import"; NULL: the command stands alone */
    const char *name;  /* "catalog" */
    const char *words; /* "FILE", shown after the name; one word each, [WORD] is optional */
    const char *about; /* one line */
    const char *help;  /* paragraphs for --help and the man page; may be NULL */
    const CommandOption *options;
    size_t options_n;
    bool needs_app;              /* the database is opened (and migrated) before run */
    bool any_flag;               /* every configuration key is a flag too (serve, work, config) */
    int (*run)(CommandRun *run); /* exit code */
} Command;
/* Value of an option; NULL when it was not given. A switch gives "". */
const char *command_option(const CommandRun *run, const char *name);
/* A complaint that names the fix, on stderr: "entente import catalog: cannot read x.csv: no such file; ...". Returns
 * EXIT_FAILED. */
int command_fail(const CommandRun *run, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int command_usage(const CommandRun *run, const char *fmt, ...) __attribute__((format(printf, 2, 3))); /* EXIT_USAGE */
/* What ctx->problem says, in English, with its fields, as command_fail does. */
int command_problem(const CommandRun *run, const Ctx *ctx, Err err);
/* "\r12,000 of 50,000 rows" on stderr at most five times a second when it is a terminal; done == total ends the line.
 */
void command_progress(const char *what, int64_t done, int64_t total);
