#!/bin/sh
# No query about one customer walks all rows of the account (query_plans.py says why).
cd "$(dirname "$0")/../.." || exit 2
[ -f build/gen/gen/schema_sqlite.sql ] || { echo "query_plans: build/gen/gen/schema_sqlite.sql is not there; run make gen first"; exit 1; }
/usr/bin/python3 tests/lint/query_plans.py build/gen/gen/schema_sqlite.sql src/app/queries*.sql src/areas/*/queries.sql
