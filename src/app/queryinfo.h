/* What sqlgen knows of every query and table, for tests that run them all (tests/unit/isolation_test.c). Compiled into
 * test programs only. */
#pragma once
#include "db/engine.h"

typedef enum QueryKind { QUERY_ONE, QUERY_MANY, QUERY_PAGE, QUERY_EXEC } QueryKind;
typedef enum QueryScope {
    QUERY_ACCOUNT,
    QUERY_CUSTOMER,
    QUERY_SELF,
    QUERY_DIRECTORY,
    QUERY_OPERATOR,
    QUERY_SYSTEM
} QueryScope;
typedef struct QueryParam {
    const char *name;
    DbType type;
    bool context; /* filled from the Ctx: account, customer, user, directory, now, wall */
    bool nullable, list;
    const char *table, *column; /* what it is compared with or written to; NULL when that is no column */
} QueryParam;
typedef struct QueryInfo {
    const char *name, *place;
    QueryKind kind;
    QueryScope scope;
    const char *exempt;   /* the reason, or NULL */
    const DbQuery *query; /* of a page: one for each order */
    size_t orders_n;
    const QueryParam *params; /* the lists among them behind the others in the values, in this order */
    size_t params_n;
    unsigned fixed_n, keys_max, filters_n, lists_n;
    const char *const *writes; /* tables, ends with NULL */
} QueryInfo;
typedef struct QueryTable {
    const char *name, *owner;
    const char *const *columns;
    const DbType *types;
    size_t columns_n;
} QueryTable;
typedef struct QueryArea {
    const char *name;
    const QueryInfo *queries;
    size_t n;
} QueryArea;
extern const QueryArea QUERY_AREAS[];
extern const size_t QUERY_AREAS_N;
extern const QueryTable QUERY_TABLES[];
extern const size_t QUERY_TABLES_N;
