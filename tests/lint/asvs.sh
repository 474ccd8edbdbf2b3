#!/bin/sh
# docs/security/asvs.tsv: each requirement of levels 1 and 2 of OWASP ASVS 5.0.0 in chapters 6 to 10, in order, once, with its level; what is
# met names at least one `path::exact text` that is there and not skipped, what is not gives a reason in place of it.
cd "$(dirname "$0")/../.." || exit 2
file=docs/security/asvs.tsv
# chapter.section: the levels of its requirements, by their numbers; 3 is not ours to answer.
expected() {
    while read -r section levels; do
        n=0
        for level in $levels; do n=$((n + 1)); [ "$level" = 3 ] || echo "V$section.$n $level"; done
    done <<END
6.1 1 2 2
6.2 1 1 1 1 1 1 1 1 2 2 2 2
6.3 1 1 2 2 3 3 3 3
6.4 1 1 2 2 3 3
6.5 2 2 2 2 2 3 3 3
6.6 2 2 2 3
6.7 3 3
6.8 2 2 2 2
7.1 2 2 2
7.2 1 1 1 1
7.3 2 2
7.4 1 1 2 2 2
7.5 2 2 3
7.6 2 2
8.1 1 2 3 3
8.2 1 1 2 3
8.3 1 3 3
8.4 2 3
9.1 1 1 1
9.2 1 2 2 2
10.1 2 2
10.2 2 2 3
10.3 2 2 2 2 3
10.4 1 1 1 1 1 2 2 2 2 2 2 3 3 3 3 3
10.5 2 2 2 2 2
10.6 2 2
10.7 2 2 2
END
}
mkdir -p build
expected >build/asvs.expected
tail -n +2 "$file" | awk -F'\t' '{ print $1 " " $2 }' >build/asvs.found
bad=0
[ "$(head -n 1 "$file")" = "$(printf 'id\tlevel\trequirement\tstate\thow\tevidence')" ] || { echo "$file: the first line names the columns id level requirement state how evidence"; bad=1; }
diff build/asvs.expected build/asvs.found >build/asvs.diff || { echo "$file: rows missing (<), too many or out of order (>):"; head -n 20 build/asvs.diff; bad=1; }
tail -n +2 "$file" | awk -F'\t' '
function say(why) { print "asvs.tsv " $1 ": " why; bad = 1 }
{ if (NF != 6) { say("has " NF " columns, not 6"); next }
  for (i = 3; i <= 6; i++) if ($i == "" || $i ~ /^ | $/) say("column " i " is empty or begins or ends with a space")
  if ($4 != "met" && $4 != "open" && $4 != "does not apply") say("state \"" $4 "\" is none of met, open, does not apply")
  if ($4 == "met" && $6 !~ /::/) say("met without evidence")
  if ($4 != "met" && $6 != "-") say($4 ", so evidence is -: the reason stands in column 5")
  if (length($3) > 220) say("the requirement is longer than 220 characters: in our own words, and short") }
END { exit bad }' || bad=1
# Evidence: "path::text", several by " ; ".
tail -n +2 "$file" | awk -F'\t' '$4 == "met" { n = split($6, e, / ; /); for (i = 1; i <= n; i++) print $1 "\t" e[i] }' >build/asvs.evidence
tab=$(printf '\t')
while IFS="$tab" read -r id one; do
    path=${one%%::*} text=${one#*::}
    if [ "$path" = "$one" ] || [ ! -f "$path" ]; then echo "$id: no file \"$path\""; bad=1; continue; fi
    line=$(grep -F -- "$text" "$path") || { echo "$id: no \"$text\" in $path"; bad=1; continue; }
    case $line in *.skip*|*skip\(*) echo "$id: $text is skipped"; bad=1;; esac
done <build/asvs.evidence
rm -f build/asvs.expected build/asvs.found build/asvs.diff build/asvs.evidence
exit $bad
