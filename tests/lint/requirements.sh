#!/bin/sh
# docs/requirements.tsv ties each requirement to a test by `path::exact test name`: the test must be there and not skipped. One that
# waits for something not built yet says so: `open: reason`.
bad=0
tail -n +2 docs/requirements.tsv | while IFS="$(printf '\t')" read -r id what test; do
    [ -n "$test" ] || { echo "$id has no test"; exit 1; }
    case $test in "open: "?*) continue;; esac
    file=${test%%::*}; name=${test#*::}
    [ -f "$file" ] && grep -qF -- "$name" "$file" || { echo "$id: no test \"$name\" in $file"; exit 1; }
    case $(grep -F -- "$name" "$file") in *skip*) echo "$id: $name is skipped"; exit 1;; esac
done || bad=1
exit $bad
