/* What the tables hold of a person or of an account, as the migrations' notes say it (docs/sqlgen.md "People"): read
 * for an archive, and erased. sqlgen writes PERSONAL_TABLES from every migration, so no table can be forgotten; a table
 * that holds something of people and says nothing is a mistake that the lint reports. Inside a unit. */
#pragma once
#include "app/ctx.h"
#include "db/engine.h"

typedef struct PersonalTable {
    const char *name;
    const char *const *columns; /* that may leave: no digests, no sealed bytes */
    size_t columns_n;
    const DbType *types; /* of the columns, then of the key */
    const char *keys;    /* "account_id, id" */
    size_t keys_n;
    bool by_id, by_email;          /* what `person` is compared with */
    bool by_account, by_directory; /* what `account` is compared with */
    bool unique;                   /* erasing writes a name that nobody else has */
    const char *person, *account;  /* conditions; empty: holds nothing of one */
    const char *verb, *keep,
        *erase;                  /* "delete", "empty", "keep", "nothing", "log", "company"; "law" ...; the statement */
    const char *exported_not;    /* "secret", "derived", "internal"; empty: goes into archives */
    const char *mentions;        /* columns of text in which somebody may be named; NULL: none */
    const DbType *mention_types; /* of the key, then of these columns */
    size_t mentions_n;
    const char *rewrite;
} PersonalTable;
extern const PersonalTable PERSONAL_TABLES[]; /* generated: build/gen/gen/personal.c */
extern const size_t PERSONAL_TABLES_N;

typedef enum PersonalOf { PERSONAL_PERSON, PERSONAL_ACCOUNT } PersonalOf;
typedef struct PersonalWho {
    PersonalOf of;
    Id id;
    Str email;       /* of a person, in small letters; empty: not known */
    Id directory_id; /* of an account: where its people sign in */
} PersonalWho;

enum { PERSONAL_KEYS_MAX = 8, PERSONAL_MENTIONS_MAX = 8 };
/* Does the table hold rows of such? */
bool personal_has(const PersonalTable *t, PersonalOf of);
/* Rows behind `after` (the key of the last one; NULL: from the first), at most max, columns_n + keys_n values each. */
MUST_USE Err personal_rows(Ctx *ctx, size_t table, const PersonalWho *who, const DbValue *after, int64_t max,
                           DbValue **ret, size_t *ret_n);
MUST_USE Err personal_count(Ctx *ctx, size_t table, const PersonalWho *who, int64_t *ret);
/* In a WRITE unit: deletes or empties what the table's rule says. unique: for a name that has to stay one. */
MUST_USE Err personal_erase(Ctx *ctx, size_t table, const PersonalWho *who, Str unique, int64_t *ret_changed);
/* All rows of a table that may name somebody, behind `after`: keys_n + mentions_n values each. */
MUST_USE Err personal_mentions(Ctx *ctx, size_t table, const DbValue *after, int64_t max, DbValue **ret, size_t *ret_n);
/* In a WRITE unit: the texts of one such row, as they are now. row: keys_n + mentions_n values. */
MUST_USE Err personal_rewrite(Ctx *ctx, size_t table, const DbValue *row);
