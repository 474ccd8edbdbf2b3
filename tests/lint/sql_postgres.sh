#!/bin/sh
# Every query in every variant is taken by a real PostgreSQL, with the types that sqlgen read from SQLite; so are the
# statements that only the corpus has.
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/lib/pg.sh
pg_start || exit 1
dir=$(mktemp -d)
trap 'pg_stop; rm -rf "$dir"' EXIT INT TERM
url=$(pg_url sqlgen) || exit 1
cp tools/tests/sqlgen/schema.sql "$dir/0001_schema.sql"
cp tools/tests/sqlgen/good_all.sql "$dir/queries.sql"
failed=0
build/tools/sqlgen --pg-check "$url" src/app/*.sql src/areas/*/*.sql || failed=1
build/tools/sqlgen --pg-check "$url" "$dir"/*.sql || failed=1
exit $failed
