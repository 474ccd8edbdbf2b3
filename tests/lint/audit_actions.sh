#!/bin/sh
# Each audit action that a unit of work names has its row, AUDIT("..."), in some area's .audit_actions or the kernel's.
# Those of routes and jobs are checked at every start (src/app/audit_words.c).
cd "$(dirname "$0")/../.." || exit 2
find src -name '*.[ch]' ! -name '*_test.c' | sort | xargs cat | tr '\n' ' ' >build/audit_sources.txt || exit 2
bad=0
for action in $(grep -ohE '(unit_run|demo_unit|audit_also)\([^;"]*"[a-z_.]+"|audit\.action = "[a-z_.]+"' build/audit_sources.txt | grep -oE '"[a-z_.]+"' | sort -u); do
    grep -qE "AUDIT\( *$action," build/audit_sources.txt || { echo "$action has no row AUDIT($action, ...) in .audit_actions (src/app/audit.h)"; bad=1; }
done
rm -f build/audit_sources.txt
exit $bad
