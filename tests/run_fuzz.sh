#!/bin/sh
# Every parser that meets the network or a user's file, a short while each, seeded, two at a time; --long: three minutes each.
cd "$(dirname "$0")/.." || exit 2
mkdir -p build/check build/fuzz
if [ "${1:-}" = --one ]; then # run_fuzz.sh --one NAME SECONDS: its output and exit code in build/check/fuzz-NAME.*
    mkdir -p "build/fuzz/corpus-$2" "fuzz/corpus/$2"
    build/fuzz/"$2" -seed="${ENTENTE_SEED:-1}" -max_total_time="$3" -timeout=10 -rss_limit_mb=1024 -artifact_prefix="build/fuzz/$2-" \
        "build/fuzz/corpus-$2" "fuzz/corpus/$2" >"build/check/fuzz-$2.log" 2>&1
    echo $? >"build/check/fuzz-$2.code"
    exit 0
fi
make -s -j2 fuzzers || { echo "0 1 0" >build/check/fuzz.count; exit 1; }
names=$(for f in fuzz/*_fuzz.c; do basename "$f" _fuzz.c; done)
n=$(echo "$names" | wc -l)
each=$((60 / n)); [ "$each" -lt 3 ] && each=3
[ -n "${ENTENTE_LONG:-}" ] && each=180
rm -f build/check/fuzz-*.code build/check/fuzz.long
echo "$names" | xargs -P 2 -I '{}' sh tests/run_fuzz.sh --one '{}' "$each"
passed=0 failed=0
for name in $names; do
    code=1
    [ -f "build/check/fuzz-$name.code" ] && read -r code <"build/check/fuzz-$name.code"
    if [ "$code" -eq 0 ]; then
        passed=$((passed + 1))
        echo "$name: ${each} s, $(sed -n 's/^Done \([0-9]*\) runs.*/\1/p' "build/check/fuzz-$name.log") inputs" >>build/check/fuzz.long
    else failed=$((failed + 1)); echo "FAILED fuzz $name"; tail -n 30 "build/check/fuzz-$name.log"; fi
done
echo "$passed $failed 0" >build/check/fuzz.count
[ $failed -eq 0 ]
