# A PostgreSQL 15 of the tests' own: a cluster in a temporary folder, on a unix socket and a free port of 127.0.0.1.
# It loses what a machine that loses power loses (fsync=off): no test pulls that plug, and each makes many databases. Sourced. pg_start makes it, pg_url NAME prints the address of a fresh database, pg_stop removes everything.
PG_BIN=/usr/lib/postgresql/15/bin
pg_as() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
pg_start() {
    PG_DIR=$(mktemp -d /tmp/entente-pg.XXXXXX) || return 1
    [ "$(id -u)" = 0 ] && chown postgres "$PG_DIR"
    PG_PORT=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    (cd "$PG_DIR" && pg_as "$PG_BIN/initdb" -D "$PG_DIR/data" -A trust -U entente --locale=C.UTF-8 >"$PG_DIR/log" 2>&1 &&
        pg_as "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -w -l "$PG_DIR/server.log" -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -k $PG_DIR -c max_connections=200 -c shared_buffers=128MB -c fsync=off -c full_page_writes=off" start >>"$PG_DIR/log" 2>&1) ||
        { cat "$PG_DIR/log" >&2; echo "PostgreSQL did not start" >&2; return 1; }
}
pg_url() { psql -q -h "$PG_DIR" -p "$PG_PORT" -U entente -d postgres -c "CREATE DATABASE $1${PG_TEMPLATE:+ TEMPLATE $PG_TEMPLATE}" >&2 && echo "postgres://entente@127.0.0.1:$PG_PORT/$1"; }
pg_drop() { psql -q -h "$PG_DIR" -p "$PG_PORT" -U entente -d postgres -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)" >&2; }
pg_stop() {
    [ -n "${PG_DIR:-}" ] || return 0
    (cd /tmp && pg_as "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m immediate stop >/dev/null 2>&1)
    rm -rf "$PG_DIR"; PG_DIR=
}
