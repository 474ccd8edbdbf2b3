/* entente config: the effective values, or the reference of all keys. */
#include "cmd/cmd.h"

static int run(CommandRun *r)
{
    Buf b = buf_on_arena(r->arena, BUF_MAX_PAGE);
    if (command_option(r, "reference")) {
        config_write_reference(&b);
    } else {
        config_write(&b, r->config);
    }
    fwrite(b.p, 1, b.n, stdout);
    return EXIT_OK;
}

static const CommandOption OPTIONS[] = {
    {"reference", NULL, "All keys with their meaning, range and default, as a sample file."}};
const Command CMD_CONFIG = {
    .name = "config",
    .about = "Print the effective configuration and where each value comes from",
    LIST_OF(OPTIONS),
    .any_flag = true,
    .run = run,
    .help = "Values come from the defaults, the configuration file, the environment (ENTENTE_KEY) and options, the "
            "later winning.\nSecrets are printed as (set).",
};
