#!/bin/sh
# Builds and runs every cmocka program under ASan and UBSan, PostgreSQL included. Writes build/check/unit.count.
cd "$(dirname "$0")/.." || exit 2
mkdir -p build/check
. tests/lib/pg.sh
make -s -j2 tests || { echo "0 1 0" >build/check/unit.count; exit 1; }
pg_start || exit 1
trap pg_stop EXIT INT TERM
ENTENTE_TEST_PG=$(pg_url unit)
export ENTENTE_TEST_PG
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 LSAN_OPTIONS=suppressions=tests/lib/lsan.supp:print_suppressions=0 UBSAN_OPTIONS=print_stacktrace=1
passed=0 failed=0 skipped=0
for t in build/test/*_test; do
    out=build/check/$(basename "$t").log
    timeout 300 "$t" >"$out" 2>&1
    code=$?
    p=$(grep -c '^\[       OK \]' "$out"); f=$(grep -c '^\[  FAILED  \] [A-Za-z_]*$' "$out"); s=$(grep -c '^\[  SKIPPED \] [A-Za-z_]*$' "$out")
    if [ $code -ne 0 ] || [ "$p" -eq 0 ]; then
        [ "$f" -eq 0 ] && f=1
        echo "FAILED $t (exit $code)"; grep -vE '^\[ +(OK|RUN) +\]' "$out" | tail -n 40
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed $failed $skipped" >build/check/unit.count
[ $failed -eq 0 ]
