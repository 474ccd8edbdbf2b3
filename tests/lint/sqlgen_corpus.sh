#!/bin/sh
# Every input that must fail gives exactly the message beside it; every good one gives C without a warning.
# usage: tests/lint/sqlgen_corpus.sh [--write] [path of sqlgen]   --write makes the .expect files anew, to be read
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
write=
[ "${1:-}" = --write ] && write=1 && shift
tool=${1:-$root/build/tools/sqlgen}
case $tool in /*) ;; *) tool=$root/$tool ;; esac
corpus=$root/tools/tests/sqlgen
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/case" "$dir/out" && cd "$dir" || exit 1
failed=0 n=0

# The parts keep their line numbers: the lines of the other part become empty.
part() { awk -v want="$1" '/^-- (MIGRATION|QUERIES)$/ { on = ($2 == want); print ""; next } { print on ? $0 : "" }' "$2"; }
run() { # FILE: sqlgen over its parts, messages to got
    rm -f case/*
    if grep -q '^-- MIGRATION$' "$1"; then part MIGRATION "$1" >case/0001_case.sql; else cp "$corpus/schema.sql" case/0001_schema.sql; fi
    part QUERIES "$1" >case/queries.sql
    "$tool" --out out case/0001_*.sql case/queries.sql 2>got
}

for input in "$corpus"/*.sql; do
    name=$(basename "$input" .sql)
    case $name in schema) continue ;; esac
    n=$((n + 1))
    case $name in
    good_*)
        if ! run "$input"; then
            echo "sqlgen: $name must succeed"; cat got; failed=$((failed + 1))
        elif ! gcc -std=gnu17 -Wall -Wextra -Wshadow -Wconversion -Wvla -Wswitch-enum -Wstrict-prototypes -Werror -D_GNU_SOURCE \
            -I"$root/src" -I"$root/build/gen" -Iout -fsyntax-only out/gen/case_q.c out/gen/migrations.c; then
            echo "sqlgen: the C of $name has warnings"; failed=$((failed + 1))
        fi ;;
    *)
        if run "$input"; then
            echo "sqlgen: $name must fail and does not"; failed=$((failed + 1))
        elif [ -n "$write" ]; then
            cp got "$corpus/$name.expect"
        elif ! diff -u "$corpus/$name.expect" got; then
            echo "sqlgen: $name gives another message"; failed=$((failed + 1))
        fi ;;
    esac
done
echo "sqlgen corpus: $n inputs, $failed failed"
[ "$failed" = 0 ]
