/* --help texts and manual pages, both from the table of commands. */
#include "cmd/cmd.h"

Str cmd_full_name(Arena *a, const Command *c, char between)
{
    return c->group ? str_fmt(a, "%s%c%s", c->group, between, c->name) : str_from(c->name);
}

static Str option_text(Arena *a, const CommandOption *o)
{
    return o->value ? str_fmt(a, "--%s %s", o->name, o->value) : str_fmt(a, "--%s", o->name);
}

void cmd_help(FILE *to, Arena *a, const Command *c)
{
    Str name = cmd_full_name(a, c, ' ');
    fprintf(to, "entente %.*s - %s\n\nUsage: entente %.*s%s%s [options]\n", S_ARG(name), c->about, S_ARG(name),
            c->words ? " " : "", c->words ? c->words : "");
    if (c->help) {
        fprintf(to, "\n%s\n", c->help);
    }
    fprintf(to, "\nOptions:\n");
    for (size_t i = 0; i < c->options_n; i++) {
        Str text = option_text(a, &c->options[i]);
        fprintf(to, "  %-28.*s %s\n", S_ARG(text), c->options[i].help);
    }
    if (c->needs_app || c->any_flag) {
        fprintf(to, "  %-28s %s\n", "--data DIR", "Data folder; \"var\" when not given.");
        fprintf(to, "  %-28s %s\n", "--database URL",
                "postgres://user@host/name instead of SQLite in the data folder.");
        fprintf(to, "  %-28s %s\n", "--config FILE", "Configuration; else entente.conf in the data folder.");
        fprintf(to, "  %-28s %s\n", "--KEY VALUE",
                "Any key of the configuration; `entente config --reference` lists them.");
    }
    fprintf(to, "  %-28s %s\n\nExit codes: 0 done, 1 failed, 2 used or configured wrongly.\n", "--help", "This text.");
}

static void line(FILE *to, Arena *a, const Command *c)
{
    Str name = cmd_full_name(a, c, ' ');
    Str left = c->words ? str_fmt(a, "%.*s %s", S_ARG(name), c->words) : name;
    fprintf(to, "  %-28.*s %s\n", S_ARG(left), c->about);
}

void cmd_help_all(FILE *to, Arena *a)
{
    fprintf(to, "entente - a partner center on your own machine\n\nUsage: entente COMMAND [options]\n\nCommands:\n");
    CommandList list = command_list(a);
    for (size_t i = 0; i < list.n; i++) {
        line(to, a, list.all[i]);
    }
    fprintf(to, "\n`entente COMMAND --help` tells more; `entente --version` prints the version.\nA first try: `entente "
                "demo --data var`, then `entente serve --data var`.\n");
}

void cmd_help_group(FILE *to, Arena *a, const char *group)
{
    fprintf(to, "Usage: entente %s COMMAND [options]\n\nCommands:\n", group);
    CommandList list = command_list(a);
    for (size_t i = 0; i < list.n; i++) {
        if (list.all[i]->group && strcmp(list.all[i]->group, group) == 0) {
            line(to, a, list.all[i]);
        }
    }
}

/* --- Manual pages, in man(7). */

/* A line must not begin with a dot or apostrophe, and backslash and hyphen have meanings. */
static void roff(FILE *to, const char *text)
{
    bool start = true;
    for (; *text; text++) {
        if (start && (*text == '.' || *text == '\'')) {
            fputs("\\&", to);
        }
        start = *text == '\n';
        if (*text == '\n' && text[1] == '\n') {
            fputs("\n.PP", to);
        } else if (*text == '\\') {
            fputs("\\e", to);
        } else if (*text == '-') {
            fputs("\\-", to);
        } else {
            fputc(*text, to);
        }
    }
    fputc('\n', to);
}

static void man_options(FILE *to, Arena *a, const Command *c)
{
    fputs(".SH OPTIONS\n", to);
    for (size_t i = 0; i < c->options_n; i++) {
        fputs(".TP\n.B ", to);
        roff(to, str_z(a, option_text(a, &c->options[i])));
        roff(to, c->options[i].help);
    }
    if (c->needs_app || c->any_flag) {
        fputs(".TP\n.B \\-\\-data DIR\nData folder; \"var\" when not given.\n.TP\n.B \\-\\-database "
              "URL\npostgres://user@host/name instead of SQLite in the data folder.\n"
              ".TP\n.B \\-\\-config FILE\nConfiguration; else entente.conf in the data folder.\n"
              ".TP\n.B \\-\\-KEY VALUE\nAny key of the configuration, see\n.BR entente (1).\n",
              to);
    }
    fputs(".TP\n.B \\-\\-help\nUsage in short.\n.SH EXIT STATUS\n0 done, 1 failed, 2 used or configured wrongly.\n.SH "
          "SEE ALSO\n.BR entente (1)\n",
          to);
}

static void man_one(FILE *to, Arena *a, const Command *c)
{
    Str name = cmd_full_name(a, c, '-'), spoken = cmd_full_name(a, c, ' ');
    fprintf(to, ".TH ENTENTE-%.*s 1 \"\" \"Entente\" \"Entente manual\"\n.SH NAME\nentente\\-%.*s \\- ", S_ARG(name),
            S_ARG(name));
    roff(to, c->about);
    fprintf(to, ".SH SYNOPSIS\n.B entente %.*s\n%s%s[options]\n", S_ARG(spoken), c->words ? c->words : "",
            c->words ? " " : "");
    fputs(".SH DESCRIPTION\n", to);
    roff(to, c->help ? c->help : c->about);
    man_options(to, a, c);
}

static void man_all(FILE *to, Arena *a)
{
    fputs(".TH ENTENTE 1 \"\" \"Entente\" \"Entente manual\"\n.SH NAME\nentente \\- a partner center on your own "
          "machine\n"
          ".SH SYNOPSIS\n.B entente\nCOMMAND [options]\n.SH COMMANDS\n",
          to);
    CommandList list = command_list(a);
    for (size_t i = 0; i < list.n; i++) {
        const Command *c = list.all[i];
        Str name = cmd_full_name(a, c, ' ');
        fprintf(to, ".TP\n.B %.*s %s\n", S_ARG(name), c->words ? c->words : "");
        roff(to, c->about);
    }
    fputs(".SH CONFIGURATION\nKeys stand in\n.I entente.conf\nas key = value, in the environment as ENTENTE_KEY, or "
          "are given as \\-\\-key VALUE; the later wins.\n",
          to);
    for (size_t i = 0; i < CONFIG_KEYS_N; i++) {
        fprintf(to, ".TP\n.B %s\n", CONFIG_KEYS[i].name);
        roff(to, CONFIG_KEYS[i].doc);
        if (CONFIG_KEYS[i].initial[0]) {
            fprintf(to, "Default: %s.\n", CONFIG_KEYS[i].initial);
        }
    }
    fputs(".SH FILES\n.TP\n.I DIR/entente.db\nthe database (SQLite)\n.TP\n.I DIR/files\nsealed files\n.TP\n.I "
          "DIR.keys\nthe master key; without it neither files nor backups can be read\n"
          ".SH EXIT STATUS\n0 done, 1 failed, 2 used or configured wrongly.\n",
          to);
}

int cmd_man(FILE *to, Arena *a, const char *name)
{
    if (!name || !*name) {
        man_all(to, a);
        return EXIT_OK;
    }
    CommandList list = command_list(a);
    bool names = strcmp(name, "--list") == 0; /* for tools/man.sh */
    for (size_t i = 0; i < list.n; i++) {
        Str full = cmd_full_name(a, list.all[i], '-');
        if (names) {
            fprintf(to, "%.*s\n", S_ARG(full));
        } else if (str_eq(full, str_from(name))) {
            man_one(to, a, list.all[i]);
            return EXIT_OK;
        }
    }
    if (names) {
        return EXIT_OK;
    }
    fprintf(stderr, "entente: there is no command \"%s\"; `entente --help` lists them.\n", name);
    return EXIT_USAGE;
}
