/* The program: finds the sub-command, reads its options and the configuration, and runs it. */
#include "cmd/cmd.h"
#include "crypt/crypt.h"
#include <locale.h>
#include <signal.h>
#include <unistd.h>

#ifndef ENTENTE_VERSION
#define ENTENTE_VERSION "0.1"
#endif

static int general_usage(Arena *a, const char *what, const char *word)
{
    fprintf(stderr, "entente: %s%s%s%s\n\n", what, word ? " \"" : "", word ? word : "", word ? "\"" : "");
    cmd_help_all(stderr, a);
    return EXIT_USAGE;
}

/* *ret_used: how many words of the command line name it. */
static const Command *find(Arena *a, int argc, char **argv, int *ret_used, bool *ret_group)
{
    CommandList list = command_list(a);
    *ret_group = false;
    for (size_t i = 0; i < list.n; i++) {
        const Command *c = list.all[i];
        const char *first = c->group ? c->group : c->name;
        if (strcmp(argv[1], first) != 0) {
            continue;
        }
        *ret_group = c->group != NULL;
        if (!c->group || (argc > 2 && strcmp(argv[2], c->name) == 0)) {
            *ret_used = c->group ? 3 : 2;
            return c;
        }
    }
    return NULL;
}

static const CommandOption *own_option(const Command *c, Str name)
{
    for (size_t i = 0; i < c->options_n; i++) {
        if (str_eq(str_from(c->options[i].name), name)) {
            return &c->options[i];
        }
    }
    return NULL;
}

typedef struct Parse {
    Arena *arena;
    int argc;
    char **argv;
    int at;
    ConfigFlag *flags;
    size_t flags_n;
    const char **words;
    size_t words_n;
    bool help;
} Parse;

static int parse_option(Parse *p, const Command *c, CommandRun *run)
{
    Str arg = str_from(p->argv[p->at] + 2);
    ptrdiff_t eq = str_find_char(arg, '=');
    Str name = eq < 0 ? arg : str_sub(arg, 0, (size_t)eq);
    const CommandOption *own = own_option(c, name);
    const ConfigKey *key = config_key(name);
    if (!own && !key && !str_eq(name, S("config"))) {
        return command_usage(run, "there is no option --%.*s.", S_ARG(name));
    }
    bool takes_value = own ? own->value != NULL : !key || key->type != CONFIG_BOOL;
    const char *value = eq >= 0 ? arg.p + eq + 1 : "";
    if (takes_value && eq < 0) {
        if (p->at + 1 >= p->argc) {
            return command_usage(run, "--%.*s needs a value.", S_ARG(name));
        }
        value = p->argv[++p->at];
    }
    p->flags[p->flags_n++] = (ConfigFlag){str_z(p->arena, name), value};
    return EXIT_OK;
}

static int parse(Parse *p, const Command *c, CommandRun *run)
{
    bool only_words = false;
    for (; p->at < p->argc; p->at++) {
        const char *arg = p->argv[p->at];
        if (only_words || arg[0] != '-' || !arg[1]) {
            p->words[p->words_n++] = arg;
        } else if (strcmp(arg, "--") == 0) {
            only_words = true;
        } else if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0) {
            p->help = true;
        } else if (arg[1] != '-') {
            return command_usage(run, "there is no option %s; options begin with two hyphens.", arg);
        } else {
            int code = parse_option(p, c, run);
            if (code != EXIT_OK) {
                return code;
            }
        }
    }
    return EXIT_OK;
}

/* "FILE [NAME]": one needed, two at most. */
static int check_words(const Command *c, CommandRun *run)
{
    size_t least = 0, most = 0;
    Str rest = str_from(c->words ? c->words : ""), word;
    while (c->words && str_split(&rest, ' ', &word)) {
        most++;
        least += word.n && word.p[0] != '[';
    }
    if (run->words_n < least) {
        return command_usage(run, "%s is missing.", c->words);
    }
    return run->words_n > most ? command_usage(run, "\"%s\" is one word too many.", run->words[most]) : EXIT_OK;
}

static int run_command(Arena *a, const Command *c, int argc, char **argv, int used)
{
    Config config;
    CommandRun run = {.arena = a, .config = &config, .program = argv[0], .name = str_z(a, cmd_full_name(a, c, ' '))};
    Parse p = {.arena = a,
               .argc = argc,
               .argv = argv,
               .at = used,
               .flags = arena_array(a, ConfigFlag, (size_t)argc + 1),
               .words = arena_array(a, const char *, (size_t)argc + 1)};
    int code = parse(&p, c, &run);
    if (code != EXIT_OK || p.help) {
        if (code == EXIT_OK) {
            cmd_help(stdout, a, c);
        }
        return code;
    }
    run.words = p.words;
    run.words_n = p.words_n;
    run.options = p.flags;
    run.options_n = p.flags_n;
    code = check_words(c, &run);
    if (code != EXIT_OK) {
        return code;
    }
    char why[512] = "";
    if (config_load(a, p.flags, p.flags_n, (const char *const *)environ, &config, why) != OK) {
        fprintf(stderr, "entente %s: %s\n", run.name, why);
        return EXIT_USAGE;
    }
    config_use(&config);
    App *app = NULL;
    if (c->needs_app && (code = cmd_open(&run, (AppOptions){.no_jobs = true}, &app)) != EXIT_OK) {
        return code;
    }
    code = c->run(&run);
    if (app) {
        cmd_close(app);
    }
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return command_fail(
            &run, "the output could not be written; see that the disk is not full and the reader has not gone.");
    }
    return code;
}

static int start(Arena *a, int argc, char **argv)
{
    if (argc < 2) {
        return general_usage(a, "a command is missing", NULL);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || (strcmp(argv[1], "help") == 0 && argc == 2)) {
        cmd_help_all(stdout, a);
        return EXIT_OK;
    }
    if (strcmp(argv[1], "help") == 0) { /* "help serve" is "serve --help" */
        static char asks[] = "--help";
        memmove(argv + 1, argv + 2, (size_t)(argc - 2) * sizeof *argv);
        argv[argc - 1] = asks;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("entente %s\n", ENTENTE_VERSION);
        return EXIT_OK;
    }
    if (strcmp(argv[1], "--man") == 0) {
        return cmd_man(stdout, a, argc > 2 ? argv[2] : NULL);
    }
    int used = 0;
    bool group = false;
    const Command *c = find(a, argc, argv, &used, &group);
    if (c) {
        return run_command(a, c, argc, argv, used);
    }
    if (group) {
        bool asked = argc > 2 && (strcmp(argv[2], "--help") == 0 || strcmp(argv[2], "-h") == 0);
        cmd_help_group(asked ? stdout : stderr, a, argv[1]);
        return asked ? EXIT_OK : EXIT_USAGE;
    }
    return general_usage(a, "there is no command", argv[1]);
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C"); /* languages are the user's, never the process's */
    signal(SIGPIPE, SIG_IGN);
    if (crypt_init() != OK || i18n_init() != OK) {
        fprintf(stderr,
                "entente: the libraries for cryptography and languages do not start; reinstall libsodium and ICU.\n");
        return EXIT_FAILED;
    }
    Arena *a = arena_create(0);
    int code = start(a, argc, argv);
    arena_destroy(a);
    return code;
}
