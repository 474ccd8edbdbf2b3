#include "lib/template.h"

#include "crypt/crypt.h"
#include "db/migrate.h"
#include "os/os.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void must(bool good, const char *what, const char *why)
{
    if (!good) {
        fprintf(stderr, "template: %s: %s\n", what, why);
        abort();
    }
}

static void migrate(const DbConfig *config)
{
    char why[256] = "";
    Db *db = NULL;
    DbConn *conn = NULL;
    int applied = 0;
    must(db_open(config, &db, why) == OK && db_connect(db, DB_WRITER, &conn, why) == OK, config->url, why);
    must(migrate_run(conn, os_wall(), &applied, why) == OK, "migrations", why);
    db_disconnect(conn);
    db_close(db);
}

/* --- SQLite: the bytes of the file --- */

static Arena *bytes_arena;
static Str bytes;

__attribute__((destructor)) static void bytes_free(void)
{
    if (bytes_arena) {
        arena_destroy(bytes_arena);
    }
}

static bool read_bytes(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        must(errno == ENOENT, path, strerror(errno));
        return false;
    }
    struct stat st;
    must(fstat(fd, &st) == 0, path, strerror(errno));
    bytes_arena = arena_create(0);
    char *p = arena_alloc(bytes_arena, (size_t)st.st_size, 1);
    must(read(fd, p, (size_t)st.st_size) == st.st_size, path, "is not read whole");
    close(fd);
    bytes = (Str){p, (size_t)st.st_size};
    return true;
}

static void write_bytes(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    must(fd >= 0, path, strerror(errno));
    must(write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n, path, "is not written whole");
    close(fd);
}

void template_sqlite(const char *path)
{
    const char *folder = getenv("ENTENTE_TEST_TEMPLATE");
    char shared[512] = "";
    if (folder) {
        snprintf(shared, sizeof shared, "%s/template.db", folder);
    }
    if (bytes.n || (folder && read_bytes(shared))) {
        write_bytes(path);
        return;
    }
    migrate(&(DbConfig){.url = path, .create = true, .bulk = true});
    must(read_bytes(path), path, "is not there");
    if (folder) { /* whole from the first moment somebody sees it; two that make it make the same */
        char mine[600];
        snprintf(mine, sizeof mine, "%s.%d", shared, (int)getpid());
        write_bytes(mine);
        must(rename(mine, shared) == 0, shared, strerror(errno));
    }
}

/* --- PostgreSQL: the tables emptied, as long as they are those that the migrations made, and the rows that these left
 * put back: copies of them stand in the schema `kept` --- */

#define SHAPE                                                                                                          \
    "(SELECT md5(string_agg(x, ',' ORDER BY x)) FROM ("                                                                \
    "SELECT concat(relname, relkind) AS x FROM pg_class WHERE relnamespace = 'public'::regnamespace"                   \
    " UNION ALL SELECT concat(c.relname, '.', attname, atttypid, attnotnull) FROM pg_attribute"                        \
    " JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'public'::regnamespace"                                 \
    " UNION ALL SELECT concat(tgname, tgrelid, tgenabled) FROM pg_trigger"                                             \
    " UNION ALL SELECT concat(conname, conrelid) FROM pg_constraint"                                                   \
    " UNION ALL SELECT name FROM public.schema_migration) AS everything)"

static const char EMPTY[] =
    "DO $$ DECLARE t text; BEGIN "
    "IF (SELECT shape FROM kept.made) IS DISTINCT FROM " SHAPE " THEN RAISE EXCEPTION 'another schema'; END IF; "
    "SET LOCAL session_replication_role = replica; " /* no triggers, no order of keys */
    "FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
    "AND relkind = 'r' AND relname <> 'schema_migration' AND pg_relation_size(oid) > 0 LOOP " /* few were written to */
    "EXECUTE format('DELETE FROM public.%I', t); END LOOP; "
    "FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'kept'::regnamespace "
    "AND relkind = 'r' AND relname <> 'made' LOOP "
    "EXECUTE format('INSERT INTO public.%1$I SELECT * FROM kept.%1$I', t); END LOOP; END $$";
static const char KEEP[] = "DO $$ DECLARE t text; has_rows bool; BEGIN "
                           "FOR t IN SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
                           "AND relkind = 'r' AND relname <> 'schema_migration' LOOP "
                           "EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', t) INTO has_rows; "
                           "IF has_rows THEN EXECUTE format('CREATE TABLE kept.%1$I AS SELECT * FROM public.%1$I', t); "
                           "END IF; END LOOP; END $$";

void template_postgres(const char *url)
{
    char why[256] = "";
    Db *db = NULL;
    DbConn *conn = NULL;
    int applied = 0;
    must(db_open(&(DbConfig){.url = url}, &db, why) == OK && db_connect(db, DB_WRITER, &conn, why) == OK, url, why);
    if (db_run_script(conn, EMPTY) != OK) { /* new, or another's */
        must(db_run_script(
                 conn, "DROP SCHEMA IF EXISTS kept CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public;") == OK,
             "schema", db_last_error(conn));
        must(migrate_run(conn, os_wall(), &applied, why) == OK, "migrations", why);
        must(db_run_script(conn, "CREATE SCHEMA kept; CREATE TABLE kept.made AS SELECT " SHAPE " AS shape;") == OK,
             "shape", db_last_error(conn));
        must(db_run_script(conn, KEEP) == OK, "rows of the migrations", db_last_error(conn));
    }
    db_disconnect(conn);
    db_close(db);
}
