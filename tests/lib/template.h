/* A migrated and empty database for each test without migrating each. SQLite: the migrations run once, the rest are
 * copies of that file; run_unit.sh lets all programs share it (ENTENTE_TEST_TEMPLATE, a folder), alone a program makes
 * its own. PostgreSQL: the migrations run once in a database, or run_unit.sh gives one that is a copy of such a one;
 * then the tables are emptied. */
#pragma once

/* A new SQLite file. */
void template_sqlite(const char *path);
/* The PostgreSQL database of the URL, as if made anew. */
void template_postgres(const char *url);
