#!/bin/sh
# Every input that must fail gives exactly the message beside it; every good one gives C.
# usage: tests/lint/htmlgen_corpus.sh [path of htmlgen]
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
tool=${1:-$root/build/tools/htmlgen}
case $tool in /*) ;; *) tool=$root/$tool ;; esac
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
cd "$root/tools/tests/htmlgen" || exit 1
failed=0 n=0
for want in *.expect; do
    input=${want%.expect}.html
    n=$((n + 1))
    if "$tool" --out "$out" --icons icons.svg "$input" 2>"$out/got"; then
        echo "htmlgen: $input must fail and does not"
        failed=$((failed + 1))
    elif ! diff -u "$want" "$out/got"; then
        echo "htmlgen: $input gives another message"
        failed=$((failed + 1))
    fi
done
for input in good_*.html; do
    n=$((n + 1))
    "$tool" --out "$out" --icons icons.svg "$input" || failed=$((failed + 1))
    diff -u "${input%.html}.c.want" "$out/gen/page_html.c" || failed=$((failed + 1))
done
echo "htmlgen corpus: $n inputs, $failed failed"
[ "$failed" = 0 ]
