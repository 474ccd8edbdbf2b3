/* The list of all sub-commands, the program's and the areas', in the order they are shown. */
#include "cmd/cmd.h"

const Command *const COMMANDS[] = {
    &CMD_SERVE,
    &CMD_WORK,
    &CMD_SANDBOX,
    &CMD_DEMO,
    &CMD_IMPORT_CUSTOMERS,
    &CMD_EXPORT_CUSTOMERS,
    &CMD_MIGRATE,
    &CMD_COPY,
    &CMD_USER_ADD,
    &CMD_USER_RESET,
    &CMD_USER_LIST,
    &CMD_BACKUP,
    &CMD_RESTORE,
    &CMD_VERIFY,
    &CMD_CONFIG,
    &CMD_ROUTES,
    &CMD_ROLES,
    &CMD_OPENAPI,
    &CMD_DOCS_STATES,
};
const size_t COMMANDS_N = COUNT_OF(COMMANDS);

CommandList command_list(Arena *a)
{
    size_t n = COMMANDS_N;
    for (size_t i = 0; i < AREAS_N; i++) {
        n += AREAS[i]->commands_n;
    }
    CommandList list = {.all = arena_array(a, const Command *, n)};
    for (size_t i = 0; i < COMMANDS_N; i++) {
        list.all[list.n++] = COMMANDS[i];
        bool before_migrate = COMMANDS[i] == &CMD_DEMO; /* import and export stand where they are looked for */
        for (size_t k = 0; before_migrate && k < AREAS_N; k++) {
            for (size_t c = 0; c < AREAS[k]->commands_n; c++) {
                list.all[list.n++] = &AREAS[k]->commands[c];
            }
        }
    }
    return list;
}
