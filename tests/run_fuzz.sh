#!/bin/sh
# Every parser that meets the network or a user's file, a short while each, seeded; --long: ten minutes each.
cd "$(dirname "$0")/.." || exit 2
mkdir -p build/check build/fuzz
make -s -j2 fuzzers || { echo "0 1 0" >build/check/fuzz.count; exit 1; }
n=$(ls fuzz/*_fuzz.c | wc -l)
each=$((50 / n)); [ "$each" -lt 4 ] && each=4
[ -n "${ENTENTE_LONG:-}" ] && each=600
passed=0 failed=0
for f in fuzz/*_fuzz.c; do
    name=$(basename "$f" _fuzz.c)
    mkdir -p "build/fuzz/corpus-$name" "fuzz/corpus/$name"
    if build/fuzz/"$name" -seed="${ENTENTE_SEED:-1}" -max_total_time=$each -timeout=10 -rss_limit_mb=1024 -artifact_prefix="build/fuzz/$name-" \
        "build/fuzz/corpus-$name" "fuzz/corpus/$name" >"build/check/fuzz-$name.log" 2>&1; then passed=$((passed + 1)); echo "$name: ${each} s, $(grep -oE '#[0-9]+' "build/check/fuzz-$name.log" | tail -n 1 | tr -d '#') inputs" >>build/check/fuzz.long
    else failed=$((failed + 1)); echo "FAILED fuzz $name"; tail -n 30 "build/check/fuzz-$name.log"; fi
done
echo "$passed $failed 0" >build/check/fuzz.count
[ $failed -eq 0 ]
