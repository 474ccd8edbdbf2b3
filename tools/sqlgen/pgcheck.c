/* --pg-check: the migrations and every variant of every query on a real PostgreSQL, in a schema of its own that is
 * dropped at the end, and the types it sees compared with ours. */
#include "sqlgen.h"
#include <libpq-fe.h>
#include <stdio.h>
#include <unistd.h>

static PGconn *pg; /* the one connection of this run */
static int checked;

static bool run(Gen *g, const char *path, const char *sql)
{
    PGresult *r = PQexec(pg, sql);
    ExecStatusType s = PQresultStatus(r);
    bool ok = s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
    if (!ok) {
        sg_error(g, path, 0, "PostgreSQL: %s", PQresultErrorMessage(r));
    }
    PQclear(r);
    return ok;
}

static bool type_fits(Type t, unsigned oid)
{
    switch (t) {
    case TYPE_ID:
        return oid == 2950;
    case TYPE_BOOL:
        return oid == 16;
    case TYPE_BYTES:
        return oid == 17;
    case TYPE_TEXT:
    case TYPE_JSON:
        return oid == 25 || oid == 1043;
    case TYPE_TIME:
    case TYPE_DATE:
    case TYPE_MINOR:
    case TYPE_INT:
    case TYPE_DEC:
        return oid == 20 || oid == 23 || oid == 21; /* read by its width */
    case TYPE_NONE:
    case TYPE_N:
        return false;
    }
    return false;
}

/* ?N is $N there; a question mark in a string stays. */
static Str dollars(Gen *g, Str sql)
{
    Buf b = buf_on_arena(g->arena, BUF_MAX_SMALL);
    bool quoted = false;
    for (size_t i = 0; i < sql.n; i++) {
        quoted = quoted != (sql.p[i] == '\'');
        buf_addc(&b, sql.p[i] == '?' && !quoted ? '$' : sql.p[i]);
    }
    return buf_str(&b);
}

static size_t param_oids(const Query *q, Variant v, Oid *oids)
{
    size_t n = 0;
    for (size_t i = 0; i < q->params_n; i++) {
        if (!q->params[i].list) {
            oids[n++] = TYPES[q->params[i].type].oid;
        }
    }
    if (q->kind == KIND_PAGE) {
        const Order *o = &q->orders[v.order];
        oids[n++] = 20;
        for (size_t i = 0; i < q->keys_max; i++) {
            oids[n++] = i < o->keys_n ? TYPES[o->types[i]].oid : 20;
        }
    }
    for (size_t i = 0; i < q->params_n; i++) {
        for (unsigned k = 0; q->params[i].list && k < v.list_n; k++) {
            oids[n++] = TYPES[q->params[i].type].oid;
        }
    }
    return n;
}

static bool columns_fit(Gen *g, const Query *q, const PGresult *d)
{
    bool ok = true;
    for (size_t i = 0; i < q->items_n; i++) {
        unsigned oid = PQftype(d, (int)i);
        if (!type_fits(q->items[i].type, oid)) {
            ok = sg_error(g, q->path, q->items[i].line,
                          "%.*s: PostgreSQL gives '%.*s' the type number %u, not %.*s; mark it ::%.*s", S_ARG(q->name),
                          S_ARG(q->items[i].name), oid, S_ARG(TYPES[q->items[i].type].name),
                          S_ARG(TYPES[q->items[i].type].name));
        }
    }
    return ok;
}

static bool check(Gen *g, Query *q, Variant v)
{
    Buf text = buf_on_arena(g->arena, BUF_MAX_SMALL);
    render(q, v, &text);
    Oid oids[PARAMS_MAX + KEYS_MAX + 2 + 2 * LISTS_MAX];
    size_t n = param_oids(q, v, oids);
    Str sql = dollars(g, buf_str(&text));
    PGresult *r = PQprepare(pg, "", str_z(g->arena, sql), (int)n, oids);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    if (!ok) {
        sg_error(g, q->path, q->line, "%.*s: PostgreSQL: %s in: %.*s", S_ARG(q->name), PQresultErrorMessage(r),
                 S_ARG(sql));
    } else {
        PGresult *d = PQdescribePrepared(pg, "");
        ok = columns_fit(g, q, d);
        PQclear(d);
    }
    PQclear(r);
    checked++;
    return ok;
}

static void check_queries(Gen *g)
{
    for (size_t a = 0; a < g->areas_n; a++) {
        for (size_t i = 0; i < g->areas[a]->queries_n; i++) {
            (void)each_variant(g, g->areas[a]->queries[i], ONLY_PG, check);
        }
    }
}

int pg_check(Gen *g, const char *url)
{
    pg = PQconnectdb(url);
    if (PQstatus(pg) != CONNECTION_OK) {
        fprintf(stderr, "sqlgen: %s", PQerrorMessage(pg));
        PQfinish(pg);
        return 1;
    }
    char schema[64];
    snprintf(schema, sizeof(schema), "sqlgen_check_%ld", (long)getpid());
    bool ok = run(
        g, "sqlgen",
        str_z(g->arena, str_fmt(g->arena, "CREATE SCHEMA %s; SET search_path TO %s; SET client_min_messages TO error",
                                schema, schema)));
    for (size_t i = 0; ok && i < g->migrations_n; i++) {
        ok = run(g, g->migrations[i]->path, buf_z(&g->migrations[i]->postgres));
    }
    if (ok) {
        check_queries(g);
    }
    (void)run(g, "sqlgen", str_z(g->arena, str_fmt(g->arena, "DROP SCHEMA IF EXISTS %s CASCADE", schema)));
    PQfinish(pg);
    printf("sqlgen: %d statements prepared on PostgreSQL, %d mistakes\n", checked, g->errors);
    return g->errors ? 1 : 0;
}
