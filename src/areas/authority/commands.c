/* entente keys list, rotate: the keys that sign tokens, for whoever owns the machine. */
#include "areas/authority/commands.h"

#include "app/app.h"
#include "app/session.h"
#include "app/unit.h"

static int keys_list(CommandRun *run)
{
    Ctx *ctx = ctx_system(run->app, run->arena);
    TokenKeyInfo *keys;
    size_t n = token_keys_list(ctx, &keys);
    for (size_t i = 0; i < n; i++) {
        const TokenKeyInfo *k = &keys[i];
        const char *what = k->signing ? "signs" : k->use_at.us > ctx->wall.us ? "signs from" : "verifies until";
        Str when = k->signing                    ? S("")
                   : k->use_at.us > ctx->wall.us ? time_iso(run->arena, k->use_at)
                                                 : time_iso(run->arena, k->gone_at);
        printf("%.*s  made %.*s  %s %.*s\n", S_ARG(k->kid), S_ARG(time_iso(run->arena, k->created_at)), what,
               S_ARG(when));
    }
    return EXIT_OK;
}

static int keys_rotate(CommandRun *run)
{
    Ctx *ctx = ctx_system(run->app, run->arena);
    bool now = command_option(run, "now") != NULL;
    Err err = token_keys_rotate(ctx, now ? TOKEN_ROTATE_NOW : TOKEN_ROTATE_ANNOUNCED);
    if (err != OK) {
        return command_problem(run, ctx, err);
    }
    return keys_list(run);
}

static const CommandOption ROTATE_OPTIONS[] = {
    {"now", NULL, "a key has leaked: the new one signs at once, and every token that is out ends"},
};
const Command AUTHORITY_COMMANDS[2] = {
    {.group = "keys",
     .name = "list",
     .about = "The keys that sign tokens of the API, newest first",
     .needs_app = true,
     .run = keys_list},
    {.group = "keys",
     .name = "rotate",
     .about = "Make the next key that signs tokens",
     .help =
         "The next key is published now and signs from tomorrow, so that programs which keep a copy of the public keys "
         "have it "
         "by then. The old key verifies until the last of its tokens has ended. A running server makes the next key by "
         "itself every 90 days, and reads keys that others made within a minute.",
     .options = ROTATE_OPTIONS,
     .options_n = 1,
     .needs_app = true,
     .run = keys_rotate},
};
