#!/bin/sh
# Builds and runs every cmocka program under ASan and UBSan, two at a time. Writes build/check/unit.count. What leans on the engine runs
# on PostgreSQL too, of the rest one half, drawn by the seed (all of them with --long): every query runs there in isolation_test.
cd "$(dirname "$0")/.." || exit 2
mkdir -p build/check
. tests/lib/pg.sh
on_postgres() {
    [ -z "${ENTENTE_PG_DRAWN:-}" ] && return 0
    case $1 in
    db*|isolation_*|job_*|search_*|idempotency_*|audit_test|dispatch_*|area_commerce_*) return 0;;
    esac
    [ $(($(printf '%s %s' "${ENTENTE_SEED:-1}" "$1" | cksum | cut -d' ' -f1) % 2)) -eq 0 ]
}
if [ "${1:-}" = --one ]; then # run_unit.sh --one PROGRAM: with a database of its own; its output and the seconds it took beside it
    name=$(basename "$2")
    began=$(date +%s)
    if on_postgres "$name"; then
        ENTENTE_TEST_PG=$(pg_url "$name") || exit 0
        export ENTENTE_TEST_PG
    fi
    timeout "$([ -n "${ENTENTE_LONG:-}" ] && echo 3000 || echo 300)" "$2" >"build/check/$name.log" 2>&1
    echo $? $(($(date +%s) - began)) >"build/check/$name.code"
    [ -n "${ENTENTE_TEST_PG:-}" ] && pg_drop "$name"
    exit 0
fi
make -s -j2 tests || { echo "0 1 0" >build/check/unit.count; exit 1; }
pg_start || exit 1
ENTENTE_TEST_TEMPLATE=$(mktemp -d /tmp/entente-template.XXXXXX) || exit 1
trap 'pg_stop; rm -rf "$ENTENTE_TEST_TEMPLATE"' EXIT
trap 'exit 130' INT TERM
[ -n "${ENTENTE_LONG:-}" ] || ENTENTE_PG_DRAWN=1
export PG_DIR PG_PORT ENTENTE_TEST_TEMPLATE ENTENTE_PG_DRAWN
export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0 LSAN_OPTIONS=suppressions=tests/lib/lsan.supp:print_suppressions=0 UBSAN_OPTIONS=print_stacktrace=1
rm -f build/check/*_test.code
# Companies' numbers nobody has seen before, judged by python3-stdnum; its first line has the seed.
if /usr/bin/python3 tests/country_ids.py >build/check/country_ids.tsv; then
    head -n 1 build/check/country_ids.tsv
else
    rm -f build/check/country_ids.tsv
fi
# The same for accounts and banks.
if /usr/bin/python3 tests/bank_ids.py >build/check/bank_ids.tsv; then
    head -n 1 build/check/bank_ids.tsv
else
    rm -f build/check/bank_ids.tsv
fi
# And telephone numbers, by python3-phonenumbers.
if /usr/bin/python3 tests/phones.py >build/check/phones.tsv; then
    head -n 1 build/check/phones.tsv
else
    rm -f build/check/phones.tsv
fi
# And charges of random histories, by the specification in exact fractions.
if /usr/bin/python3 tests/billing_oracle.py >build/check/billing.tsv; then
    head -n 1 build/check/billing.tsv
else
    rm -f build/check/billing.tsv
fi
# One program migrates a database that those of the others are copies of.
ENTENTE_TEST_PG=$(pg_url migrated) build/test/tell_test >/dev/null 2>&1 && export PG_TEMPLATE=migrated
ls build/test/*_test | xargs -P 2 -n 1 sh tests/run_unit.sh --one
passed=0 failed=0 skipped=0
for t in build/test/*_test; do
    out=build/check/$(basename "$t")
    code=1
    [ -f "$out.code" ] && read -r code _ <"$out.code"
    out=$out.log
    p=$(grep -c '^\[       OK \]' "$out"); f=$(grep -c '^\[  FAILED  \] [A-Za-z_]*$' "$out"); s=$(grep -c '^\[  SKIPPED \] [A-Za-z_]*$' "$out")
    if [ "$code" -ne 0 ] || [ "$p" -eq 0 ]; then
        [ "$f" -eq 0 ] && f=1
        echo "FAILED $t (exit $code)"; grep -vE '^\[ +(OK|RUN) +\]' "$out" | tail -n 40
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done
echo "$passed $failed $skipped" >build/check/unit.count
sed -n 's/^figures: //p' build/check/*_test.log >build/check/unit.long
[ $failed -eq 0 ]
