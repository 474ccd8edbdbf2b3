#!/bin/sh
# Lint: each check is one passed or failed. Writes build/check/lint.count.
cd "$(dirname "$0")/../.." || exit 2
passed=0 failed=0
one() { # name command...
    name=$1; shift
    if out=$("$@" 2>&1); then passed=$((passed + 1))
    else failed=$((failed + 1)); printf 'FAILED lint %s\n%s\n' "$name" "$(printf '%s' "$out" | head -n 40)"; fi
}
for s in tests/lint/*.sh; do
    case $s in */run.sh) ;; *) one "$(basename "$s" .sh)" sh "$s";; esac
done
mkdir -p build/check; echo "$passed $failed 0" >build/check/lint.count
[ $failed -eq 0 ]
