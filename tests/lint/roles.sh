#!/bin/sh
# src/app/roles.tsv holds what the documents say of roles. For each permission of it that the program has: who holds it
# here and does not there, or the other way round, stands with its reason in docs/decisions/role-differences.tsv; and
# nothing stands there that is no difference.
cd "$(dirname "$0")/../.." || exit 2
work=build/check; mkdir -p $work
build/entente roles | awk -F'\t' '$0 !~ /planned=/ && $0 !~ /operator$/ { print $1 "\t" $2 }' >$work/roles.built
awk -F'\t' '
    function add(set, id, words,   i, n, a) { if (words == "-") return; n = split(words, a, " "); for (i = 1; i <= n; i++) set[id, a[i]] = 1 }
    FILENAME ~ /built$/ { built[$1] = 1; everybody[$1] = ($2 == "*"); add(has, $1, $2); next }
    FILENAME ~ /roles.tsv$/ { if (FNR == 1 || $1 == "-" || !($1 in built)) next; said[$1] = 1; add(holds, $1, $3); add(refused, $1, $5); next }
    FNR > 1 { why[$1, $2] = $3; if ($3 == "") { print "docs/decisions/role-differences.tsv: " $1 " " $2 " has no reason"; bad = 1 } }
    END {
        for (k in holds) { split(k, p, SUBSEP); if (!(k in has) && !everybody[p[1]]) differs[k] = p[2] " holds " p[1] " in the documents and not here" }
        for (k in has) { split(k, p, SUBSEP); if (p[1] in said && p[2] != "*" && !(k in holds)) differs[k] = p[2] " holds " p[1] " here and not in the documents" }
        for (k in refused) { split(k, p, SUBSEP); if (k in has) differs[k] = p[2] " holds " p[1] " here and is refused it in the documents" }
        for (k in differs) if (!(k in why)) { print differs[k] ": change the PERM, or give the reason in docs/decisions/role-differences.tsv"; bad = 1 }
        for (k in why) if (!(k in differs)) { split(k, p, SUBSEP); print "docs/decisions/role-differences.tsv: " p[1] " " p[2] " is no difference (any more)"; bad = 1 }
        exit bad
    }' $work/roles.built src/app/roles.tsv docs/decisions/role-differences.tsv
