#!/bin/sh
# base <- os <- crypt <- db, http <- app <- ui <- areas <- cmd <- main: an include to the right is an error. An area
# includes another only through areas/X/X.h (or its generated view types) and lists X in .needs.
awk '
BEGIN { r["base"]=1; r["os"]=2; r["crypt"]=3; r["db"]=4; r["http"]=4; r["app"]=5; r["ui"]=6; r["areas"]=7; r["cmd"]=8; r["main.c"]=9; r["main.h"]=9 }
FNR == 1 { split(FILENAME, p, "/"); layer = p[2]; area = p[3]; at = r[layer] }
/^#include "/ {
    split($0, q, "\""); inc = q[2]; split(inc, s, "/"); to = s[1]
    if (to == "gen") next
    if (FILENAME ~ /_test\.c$/ && (to == "lib" || to == "unit")) next
    if (!(to in r)) { print FILENAME ":" FNR ": " inc ": no such layer"; bad = 1; next }
    if (r[to] > at) { print FILENAME ":" FNR ": " layer " must not include " inc; bad = 1 }
    if (layer != to && r[to] == at) { print FILENAME ":" FNR ": " layer " and " to " do not know each other"; bad = 1 }
    if (layer == "areas" && to == "areas" && s[2] != area) {
        if (s[3] != s[2] ".h") { print FILENAME ":" FNR ": include another area through areas/" s[2] "/" s[2] ".h only"; bad = 1 }
        need[area " " s[2]] = FILENAME ":" FNR
    }
}
/NEEDS\[\]/ { listing = 1 }
listing || /\.needs *=/ { line = $0; while (match(line, /"[a-z_]+"/)) { has[area " " substr(line, RSTART + 1, RLENGTH - 2)] = 1; line = substr(line, RSTART + RLENGTH) } if (/};/) listing = 0 }
END { for (k in need) if (!(k in has)) { split(k, a, " "); print need[k] ": list \"" a[2] "\" in .needs of area " a[1]; bad = 1 } exit bad }
' $(find src -name '*.[ch]' | sort)
