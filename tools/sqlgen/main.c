/* sqlgen: migrations and queries in, typed C out (docs/sqlgen.md).
 *
 *   sqlgen --out build/gen FILES   writes build/gen/gen/<area>_q.[hc], migrations.c, schema_sqlite.sql,
 * schema_postgres.sql sqlgen --list FILES            every query: name, scope, kind, place, tables sqlgen --exempt
 * FILES          the queries with an exemption and their reasons sqlgen --plans FILES          what SQLite would scan
 * or sort sqlgen --people FILES         every table that holds something of people has said what is done with it
 *   sqlgen --pg-check URL FILES    prepares every variant on a PostgreSQL and compares types FILES are migrations
 * (NNNN_name.sql) and queries (queries*.sql) of src/app and src/areas/<area>; the folder is the area. */
#include "sqlgen.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

bool sg_error(Gen *g, const char *path, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fprintf(stderr, "%s:%d: ", path, line);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    g->errors++;
    return false;
}

void *sg_grow(Gen *g, void *items, size_t n, size_t *cap, size_t size)
{
    if (n + 1 < *cap) { /* one more than asked: a token list has its end behind the last */
        return items;
    }
    size_t grown = *cap ? *cap * 2 : 32;
    void *p = arena_alloc_array(g->arena, grown, size, 16);
    if (n) {
        memcpy(p, items, n * size);
    }
    *cap = grown;
    return p;
}

static bool read_whole(Gen *g, const char *path, Str *ret)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        return sg_error(g, path, 0, "cannot be opened");
    }
    Buf b = buf_on_arena(g->arena, BUF_MAX_PAGE);
    char chunk[8192];
    size_t n;
    while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0) {
        buf_add(&b, str_of(chunk, n));
    }
    fclose(f);
    if (b.full) {
        return sg_error(g, path, 0, "is too large");
    }
    *ret = buf_str(&b);
    return true;
}

static Str base_name(Str path)
{
    ptrdiff_t slash = str_rfind_char(path, '/');
    return slash < 0 ? path : str_skip(path, (size_t)slash + 1);
}

static Str folder_name(Str path)
{
    ptrdiff_t slash = str_rfind_char(path, '/');
    return slash <= 0 ? S("app") : base_name(str_sub(path, 0, (size_t)slash));
}

static Area *area_named(Gen *g, Str name)
{
    for (size_t i = 0; i < g->areas_n; i++) {
        if (str_eq(g->areas[i]->name, name)) {
            return g->areas[i];
        }
    }
    g->areas = sg_grow(g, g->areas, g->areas_n, &g->areas_cap, sizeof(Area *));
    Area *a = arena_new(g->arena, Area);
    a->name = name;
    g->areas[g->areas_n++] = a;
    return a;
}

/* Queries are read after all migrations; here a file is only sorted in. */
static bool add_migration(Gen *g, const char *path, Str name)
{
    Migration *m = arena_new(g->arena, Migration);
    m->path = path;
    m->name = str_sub(name, 0, name.n - 4);
    int64_t number = 0;
    if (str_to_i64(str_sub(name, 0, 4), &number) != OK || name.n < 10 || name.p[4] != '_') {
        return sg_error(g, path, 0, "a migration is named NNNN_name.sql");
    }
    m->number = (int)number;
    if (!read_whole(g, path, &m->text)) {
        return false;
    }
    g->migrations = sg_grow(g, g->migrations, g->migrations_n, &g->migrations_cap, sizeof(Migration *));
    g->migrations[g->migrations_n++] = m;
    return true;
}

static int by_number(const void *a, const void *b)
{
    const Migration *x = *(Migration *const *)a, *y = *(Migration *const *)b;
    return (x->number > y->number) - (x->number < y->number);
}

static bool read_migrations(Gen *g)
{
    if (g->migrations_n) {
        qsort(g->migrations, g->migrations_n, sizeof(Migration *), by_number);
    }
    bool ok = true;
    for (size_t i = 0; i < g->migrations_n; i++) {
        Migration *m = g->migrations[i];
        if (i && m->number == g->migrations[i - 1]->number) {
            ok = sg_error(g, m->path, 0, "the number %d is taken by %s; take the next", m->number,
                          g->migrations[i - 1]->path);
        }
        ok = migration_read(g, m) && ok;
    }
    return ok && schema_open(g);
}

static void read_queries(Gen *g, const char *const *files, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        Str path = str_from(files[i]);
        if (!str_starts(base_name(path), S("queries"))) {
            continue;
        }
        Area *a = area_named(g, folder_name(path));
        Str text = S("");
        if (read_whole(g, files[i], &text)) {
            queries_read(g, files[i], text, a);
        }
    }
    for (size_t i = 0; i < g->areas_n; i++) {
        Area *a = g->areas[i];
        unsigned slot = (unsigned)i << 10;
        for (size_t k = 0; k < a->queries_n; k++) {
            Query *q = a->queries[k];
            q->slot = slot;
            if (query_understand(g, q)) {
                query_check(g, q);
            }
            slot += q->orders_n ? (unsigned)q->orders_n : 1;
        }
    }
}

static void list(const Gen *g, bool exempt_only)
{
    static const char *const SCOPES[] = {"account", "customer", "self", "directory", "operator", "system"};
    static const char *const KINDS[] = {"one", "many", "page", "exec"};
    for (size_t i = 0; i < g->areas_n; i++) {
        for (size_t k = 0; k < g->areas[i]->queries_n; k++) {
            const Query *q = g->areas[i]->queries[k];
            if (exempt_only && q->exempt.n) {
                printf("%.*s\t%s\t%s\t%.*s\n", S_ARG(q->name), SCOPES[q->scope], q->path, S_ARG(q->exempt));
            }
            if (exempt_only) {
                continue;
            }
            printf("%.*s\t%s\t%s\t%s:%d\t", S_ARG(q->name), SCOPES[q->scope], KINDS[q->kind], q->path, q->line);
            for (size_t t = 0; t < q->touches_n; t++) {
                const Touch *u = &q->touches[t];
                printf("%s%.*s%s", t ? "," : "", S_ARG(u->table->name),
                       u->inserts || u->updates || u->deletes ? "!" : "");
            }
            putchar('\n');
        }
    }
}

typedef struct Options {
    const char *out, *pg;
    bool list, exempt, plans, people;
    const char **files;
    size_t files_n;
} Options;

static bool read_options(int argc, char **argv, Options *o)
{
    o->files = calloc((size_t)argc + 1, sizeof(char *));
    for (int i = 1; o->files && i < argc; i++) {
        Str a = str_from(argv[i]);
        bool more = i + 1 < argc;
        if (str_eq(a, S("--out")) && more) {
            o->out = argv[++i];
        } else if (str_eq(a, S("--pg-check")) && more) {
            o->pg = argv[++i];
        } else if (str_eq(a, S("--list"))) {
            o->list = true;
        } else if (str_eq(a, S("--exempt"))) {
            o->exempt = true;
        } else if (str_eq(a, S("--plans"))) {
            o->plans = true;
        } else if (str_eq(a, S("--people"))) {
            o->people = true;
        } else if (str_starts(a, S("-"))) {
            return false;
        } else {
            o->files[o->files_n++] = argv[i];
        }
    }
    return o->files && o->files_n && (o->out || o->pg || o->list || o->exempt || o->plans || o->people);
}

static int run(Gen *g, const Options *o)
{
    if (o->list || o->exempt) {
        list(g, o->exempt);
    }
    for (size_t i = 0; o->plans && i < g->areas_n; i++) {
        for (size_t k = 0; k < g->areas[i]->queries_n; k++) {
            query_plans(g, g->areas[i]->queries[k]);
        }
    }
    if (o->people && !people_check(g)) {
        return 1;
    }
    if (o->out && !emit_all(g, o->out)) {
        return 1;
    }
    return o->pg ? pg_check(g, o->pg) : 0;
}

int main(int argc, char **argv)
{
    Options o = {0};
    if (!read_options(argc, argv, &o)) {
        fputs("usage: sqlgen --out DIR | --list | --exempt | --plans | --people | --pg-check URL  FILES...\n", stderr);
        return 2;
    }
    Gen g = {.arena = arena_create(0)};
    bool ok = true;
    for (size_t i = 0; i < o.files_n; i++) {
        Str name = base_name(str_from(o.files[i]));
        if (name.n && name.p[0] >= '0' && name.p[0] <= '9') {
            ok = add_migration(&g, o.files[i], name) && ok;
        } else if (!str_starts(name, S("queries")) || !str_ends(name, S(".sql"))) {
            ok = sg_error(&g, o.files[i], 0, "is neither a migration (NNNN_name.sql) nor queries*.sql");
        }
    }
    if (ok && read_migrations(&g)) {
        read_queries(&g, o.files, o.files_n);
    }
    int status = g.errors ? 1 : run(&g, &o);
    if (g.errors) {
        fprintf(stderr, "sqlgen: %d mistake%s%s\n", g.errors, g.errors == 1 ? "" : "s",
                o.pg ? "" : ", nothing written");
    }
    sqlite3_close(g.sqlite);
    arena_destroy(g.arena);
    free(o.files);
    return status;
}
