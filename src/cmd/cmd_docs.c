/* entente docs states: the machines of all areas as diagrams and tables, without any data. */
#include "app/machine.h"
#include "cmd/cmd.h"

/* An id as a name that both languages of diagrams take. */
static void node(const char *id)
{
    for (; *id; id++) {
        putchar((*id >= 'a' && *id <= 'z') || (*id >= '0' && *id <= '9') ? *id : '_');
    }
}

static void mermaid(const Machine *m)
{
    printf("```mermaid\nstateDiagram-v2\n");
    for (size_t i = 0; i < m->states_n; i++) {
        printf("    state \"%s\" as ", m->states[i].name);
        node(m->states[i].id);
        putchar('\n');
        if (m->states[i].first) {
            printf("    [*] --> ");
            node(m->states[i].id);
            putchar('\n');
        }
    }
    for (size_t i = 0; i < m->moves_n; i++) {
        printf("    ");
        node(m->moves[i].from);
        printf(" --> ");
        node(m->moves[i].to);
        printf(" : %s (%s)\n", m->moves[i].name, mover_name(m->moves[i].mover));
    }
    for (size_t i = 0; i < m->states_n; i++) {
        if (m->states[i].ends) {
            printf("    ");
            node(m->states[i].id);
            printf(" --> [*]\n");
        }
    }
    printf("```\n\n");
}

static void dot(const Machine *m)
{
    printf("digraph %s {\n    label=\"%s\";\n    node [shape=box, style=rounded];\n", m->id, m->name);
    for (size_t i = 0; i < m->states_n; i++) {
        printf("    %s [label=\"%s\"%s];\n", m->states[i].id, m->states[i].name,
               m->states[i].first  ? ", penwidth=2"
               : m->states[i].ends ? ", peripheries=2"
                                   : "");
    }
    for (size_t i = 0; i < m->moves_n; i++) {
        printf("    %s -> %s [label=\"%s\\n%s\"];\n", m->moves[i].from, m->moves[i].to, m->moves[i].name,
               mover_name(m->moves[i].mover));
    }
    printf("}\n");
}

static void tables(const Machine *m)
{
    printf("| state | what it means | why | what happens next | who acts | by when |\n|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < m->states_n; i++) {
        const MachineState *s = &m->states[i];
        printf("| %s (`%s`) | %s | %s | %s | %s | %s |\n", s->name, s->id, s->means, s->why, s->next, s->who, s->when);
    }
    printf("\n| move | from | to | who | permission | reason | limit |\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < m->moves_n; i++) {
        const MachineMove *v = &m->moves[i];
        printf("| %s | `%s` | `%s` | %s | %s | %s | %s |\n", v->name, v->from, v->to, mover_name(v->mover),
               v->perm ? v->perm->id.p : "-", v->reason ? "required" : "optional", v->limit ? v->limit : "-");
    }
    putchar('\n');
}

static int states(CommandRun *r)
{
    const Machine *all[MACHINES_MAX];
    size_t n = machines_all(all);
    bool as_dot = command_option(r, "dot") != NULL;
    if (!as_dot) {
        printf("# State machines\n\nMade by `entente docs states` from the tables that the program runs by.\n\n");
    }
    for (size_t i = 0; i < n; i++) {
        Str why = machine_complaint(r->arena, all[i]);
        if (why.n) {
            return command_fail(r, "%.*s", S_ARG(why));
        }
        if (as_dot) {
            dot(all[i]);
            continue;
        }
        printf("## %s\n\n`%s`, from %s.\n\n", all[i]->name, all[i]->id, all[i]->source);
        mermaid(all[i]);
        tables(all[i]);
    }
    return EXIT_OK;
}

static const CommandOption STATES_OPTIONS[] = {
    {"dot", NULL, "Graphviz DOT, a graph each machine, instead of Markdown with Mermaid."}};
const Command CMD_DOCS_STATES = {.group = "docs",
                                 .name = "states",
                                 .about = "Print every state machine as a diagram with its tables",
                                 LIST_OF(STATES_OPTIONS),
                                 .run = states,
                                 .help = "Markdown with a Mermaid diagram, the answers of each state and the moves: "
                                         "who makes them, with which permission, whether a reason is required.\nNeeds "
                                         "no data folder. Exits 1 when a table does not hold."};
