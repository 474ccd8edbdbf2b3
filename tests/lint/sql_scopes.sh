#!/bin/sh
# Queries that look past one account stand in tests/golden/sql_scopes.tsv, so that review sees a new one: those of scope
# operator and system, and the exempted with their reasons. usage: tests/lint/sql_scopes.sh [--write]
set -u
cd "$(dirname "$0")/../.." || exit 2
tool=build/tools/sqlgen golden=tests/golden/sql_scopes.tsv
now=$(mktemp)
trap 'rm -f "$now"' EXIT
files=$(ls src/app/*.sql src/areas/*/*.sql)
{
    "$tool" --list $files | awk -F'\t' '$2 == "system" || $2 == "operator" { print $1 "\t" $2 "\t" $5 }'
    "$tool" --exempt $files | awk -F'\t' '{ print $1 "\t" $2 "\texempt: " $4 }'
} | LC_ALL=C sort >"$now" || exit 1
if [ "${1:-}" = --write ]; then
    mkdir -p tests/golden && cp "$now" "$golden"
elif ! diff -u "$golden" "$now"; then
    echo "the queries that look past one account have changed; when that is meant: tests/lint/sql_scopes.sh --write"
    exit 1
fi
