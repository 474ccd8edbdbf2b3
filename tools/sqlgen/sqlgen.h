/* The model that the parts of sqlgen share: the schema as the migrations tell it, and the queries.
 *
 * Everything lives in one arena for the life of the program. A part that finds a mistake calls sg_error, which counts
 * it and returns false; the caller gives that query or file up and goes on with the next, so that one run shows all
 * mistakes. */
#pragma once
#include "base/buf.h"

typedef enum Type {
    TYPE_NONE,
    TYPE_ID,
    TYPE_TIME,
    TYPE_DATE,
    TYPE_MINOR,
    TYPE_INT,
    TYPE_DEC,
    TYPE_BOOL,
    TYPE_TEXT,
    TYPE_BYTES,
    TYPE_JSON,
    TYPE_N
} Type;

typedef struct TypeInfo {
    Str name;
    const char *db; /* enum value of db/engine.h */
    const char *c;  /* type of the field */
    const char *sqlite, *postgres;
    unsigned oid; /* PostgreSQL's number of the type */
} TypeInfo;
extern const TypeInfo TYPES[TYPE_N];
Type type_of(Str name); /* TYPE_NONE when it is not one of ours */

/* Tokens */
typedef enum TokKind {
    TOK_WORD,
    TOK_NUMBER,
    TOK_STRING,
    TOK_BLOB,
    TOK_PARAM, /* :name :name? :name... ; s is the bare name */
    TOK_MARK,  /* ::type ::type? ; s is the type */
    TOK_OP,    /* operators and punctuation */
    TOK_COMMENT,
    TOK_END
} TokKind;
typedef enum Only { ONLY_BOTH, ONLY_SQLITE, ONLY_PG } Only;
typedef struct Tok {
    TokKind kind;
    Str s;
    int line;
    int depth;  /* of parentheses; a parenthesis itself has the depth outside of it */
    int filter; /* index of the [filter: ] it stands in, or -1 */
    Only only;
    bool space;                 /* white space before it */
    bool nullable;              /* parameter or mark with ? */
    bool list;                  /* parameter with ... */
    bool drop;                  /* not part of the SQL: a mark that was understood */
    bool cast_open, cast_close; /* PostgreSQL: CAST( before it; AS type) after it */
    Type cast;
} Tok;
typedef struct TokList {
    Tok *t;
    size_t n, cap;
} TokList;

/* Schema */
typedef enum Owner {
    OWNER_NONE,
    OWNER_ACCOUNT,
    OWNER_CUSTOMER,
    OWNER_DIRECTORY,
    OWNER_SELF,
    OWNER_OPERATOR,
    OWNER_SYSTEM
} Owner;
typedef struct Column {
    Str name;
    Type type;
    bool not_null;
} Column;
/* What the comment above CREATE TABLE says of people (docs/sqlgen.md "People"); lists as they were written. */
typedef struct PeopleNotes {
    Str person, erase, mentions, exported; /* exported: "no secret"; each empty when nothing is said */
    int line;
} PeopleNotes;
typedef struct Table {
    Str name;
    Column *columns;
    size_t columns_n;
    Owner owner;
    PeopleNotes people;
    const char *path;
} Table;
typedef struct Migration {
    int number;
    Str name; /* "0001_kernel" */
    const char *path;
    Str text;
    Buf sqlite, postgres, canonical;
    int *lines; /* where each statement starts */
    size_t lines_n, lines_cap;
} Migration;

/* Queries */
typedef enum Kind { KIND_ONE, KIND_MANY, KIND_PAGE, KIND_EXEC } Kind;
typedef enum Scope { SCOPE_ACCOUNT, SCOPE_CUSTOMER, SCOPE_SELF, SCOPE_DIRECTORY, SCOPE_OPERATOR, SCOPE_SYSTEM } Scope;
enum { FILTERS_MAX = 6, ORDERS_MAX = 8, KEYS_MAX = 4, LISTS_MAX = 3, PARAMS_MAX = 64, COLS_MAX = 100, USED_MAX = 64 };
typedef struct Order {
    Str name;
    Str keys[KEYS_MAX];
    Type types[KEYS_MAX];
    bool marked[KEYS_MAX];
    size_t keys_n;
} Order;
typedef struct Param {
    Str name;
    Type type;
    int line;
    bool nullable, list, context; /* context: :account and its kind, filled from Ctx */
    int filter;                   /* the filter that all its uses stand in, or -1 */
    unsigned number;              /* ?N; for a list its place among the lists */
    const Column *column;         /* the first one it is compared with or written to; NULL: none */
} Param;
typedef struct Item { /* a result column */
    Str name;
    Type type;
    bool nullable;
    size_t from, to; /* its tokens, without AS, name and mark */
    bool marked;
    int line;
} Item;
typedef struct Use {
    Str table, alias;
    bool left;
    int filter;
    size_t at;
} Use; /* a table named in the text, at token `at` */
typedef struct Touch {
    Table *table;
    bool reads, inserts, updates, deletes;
} Touch;
typedef enum PieceKind { PIECE_TEXT, PIECE_LIST, PIECE_KEYS, PIECE_PAGE } PieceKind;
typedef struct Piece {
    PieceKind kind;
    Str text;
    int filter;
    Only only;
    unsigned list;
} Piece;
typedef struct Query {
    Str name, comment, exempt;
    Kind kind;
    Scope scope;
    const char *path;
    int line, sql_line;
    Str sql;
    Order orders[ORDERS_MAX];
    size_t orders_n;
    Str filters[FILTERS_MAX];
    size_t filters_n;
    TokList toks;
    Param params[PARAMS_MAX];
    size_t params_n;
    unsigned fixed_n, lists_n, keys_max;
    Item items[COLS_MAX];
    size_t items_n;
    Use uses[USED_MAX];
    size_t uses_n;
    Touch touches[USED_MAX];
    size_t touches_n;
    Piece *pieces;
    size_t pieces_n;
    bool writes;
    unsigned slot;
    unsigned engine_blocks;
} Query;
typedef struct Area {
    Str name;
    Query **queries;
    size_t queries_n, queries_cap;
    Str paths;
} Area;

typedef struct Gen {
    Arena *arena;
    Table **tables;
    size_t tables_n, tables_cap;
    Migration **migrations;
    size_t migrations_n, migrations_cap;
    Area **areas;
    size_t areas_n, areas_cap;
    int errors;
    void *sqlite; /* the sqlite3 with the schema */
    Query *current;
    Str varies; /* the function a statement may not call, as the authorizer saw it */
} Gen;

bool sg_error(Gen *g, const char *path, int line, const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void *sg_grow(Gen *g, void *items, size_t n, size_t *cap, size_t size); /* room for one more */
bool str_is(Str s, const char *lower);                                  /* without ASCII case */

bool lex(Gen *g, const char *path, Str text, int line, bool query, Query *q, TokList *ret);
Table *schema_table(const Gen *g, Str name);
Column *table_column(const Table *t, Str name);
bool migration_read(Gen *g, Migration *m);
bool schema_open(Gen *g);
bool queries_read(Gen *g, const char *path, Str text, Area *area);
bool query_understand(Gen *g, Query *q);
/* INSERT INTO t (a, b) VALUES (:x, :y): the column that token i is written to; NULL when it is not. */
Column *insert_column(Gen *g, const Query *q, size_t i);
bool query_check(Gen *g, Query *q);
void query_plans(Gen *g, Query *q);
bool emit_all(Gen *g, const char *out_dir);
/* What tests know of the queries of an area, and of all areas and tables (app/queryinfo.h). */
void emit_info(Gen *g, Buf *out, const Area *a);
void emit_info_all(Gen *g, Buf *out);
/* Whose rows hold what of whom: gen/personal.c (app/personal.h), and what is wrong with the notes. */
bool people_check(Gen *g);
void emit_people(Gen *g, Buf *out);
void literal(Buf *out, Str s, const char *indent); /* as a literal of C */
int pg_check(Gen *g, const char *url);

/* What a variant of a query is made of. */
typedef struct Variant {
    unsigned filters;
    size_t order;
    bool descending, cursor;
    Only engine;
    unsigned list_n;
} Variant;
void render(const Query *q, Variant v, Buf *out);
/* Calls f for the filters none, each, all and every pair, and for a page with every order, direction and with and
 * without a cursor. */
bool each_variant(Gen *g, Query *q, Only engine, bool (*f)(Gen *g, Query *q, Variant v));
