/* The program's own sub-commands, and what they share. Each is a const Command in its file; list.c lists them. */
#pragma once
#include "app/app.h"
#include "app/command.h"
#include <signal.h>

extern const Command CMD_SERVE, CMD_WORK, CMD_DEMO, CMD_MIGRATE, CMD_COPY, CMD_USER_ADD, CMD_USER_RESET, CMD_USER_LIST,
    CMD_BACKUP, CMD_RESTORE, CMD_IMPORT_CUSTOMERS, CMD_EXPORT_CUSTOMERS, CMD_VERIFY, CMD_CONFIG, CMD_ROUTES, CMD_ROLES,
    CMD_OPENAPI, CMD_DOCS_STATES, CMD_SANDBOX;
extern const Command *const COMMANDS[]; /* without those of the areas */
extern const size_t COMMANDS_N;
typedef struct CommandList {
    const Command **all;
    size_t n;
} CommandList;
/* The program's and the areas', in the order they are shown. */
CommandList command_list(Arena *a);

#define LIST_OF(OPTIONS_) .options = (OPTIONS_), .options_n = COUNT_OF(OPTIONS_)

/* Opens database and key ring by the configuration. `how` is completed: set .migrate, .serving and what else the
 * command decides. Without .migrate a missing or older database is refused with words that name the fix. EXIT_OK or an
 * exit code. */
int cmd_open(CommandRun *run, AppOptions how, App **ret);
/* Reaches a PostgreSQL database without changing it, and says when it cannot; *ret_state as of migrate_state. EXIT_OK
 * for SQLite. */
int cmd_probe(CommandRun *run, Err *ret_state);
/* The file that stands in the data folder while the demo is made. */
const char *cmd_partial_demo(const CommandRun *run);
/* app_close and the key ring that cmd_open opened. */
void cmd_close(App *app);
/* The server as the configuration has it; blocking the signals that end one, in every thread. */
HttpConfig cmd_http_config(CommandRun *run, const App *app);
sigset_t cmd_signals_block(void);
/* An existing SQLite database or any PostgreSQL one? */
bool cmd_has_data(const CommandRun *run);

/* --help and man pages from the same table. */
void cmd_help(FILE *to, Arena *a, const Command *c);
void cmd_help_all(FILE *to, Arena *a);
void cmd_help_group(FILE *to, Arena *a, const char *group);
int cmd_man(FILE *to, Arena *a, const char *name);           /* NULL or "": entente(1); "user-add" */
Str cmd_full_name(Arena *a, const Command *c, char between); /* "import catalog" */
