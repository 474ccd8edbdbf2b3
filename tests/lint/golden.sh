#!/bin/sh
# Lists that review must see change: the routes that ask for no role (public, any signed-in person, the vendor's staff), the
# matrix of roles, and the manual pages, which are made from the program's own tables. The queries that look past one
# account are sql_scopes.sh's. usage: tests/lint/golden.sh [--write]
set -u
cd "$(dirname "$0")/../.." || exit 2
bin=${ENTENTE_BIN:-build/entente}
now=$(mktemp -d)
trap 'rm -rf "$now"' EXIT
export LC_ALL=C
"$bin" routes | awk '$4 == "public" || $4 == "signed_in" || $4 == "-" || $4 ~ /^operator\./ { print $1, $2, $4, $5 }' | sort >"$now/routes.txt" || exit 1
"$bin" roles | sort >"$now/roles.txt" || exit 1
[ -s "$now/routes.txt" ] && [ -s "$now/roles.txt" ] || { echo "$bin prints no routes or no roles"; exit 1; }
sh tools/man.sh "$bin" "$now/man" || exit 1
if [ "${1:-}" = --write ]; then
    mkdir -p tests/golden docs/man && cp "$now/routes.txt" "$now/roles.txt" tests/golden/ && rm -f docs/man/*.1 && cp "$now"/man/*.1 docs/man/
    exit
fi
status=0
differs() { # what golden now
    if ! diff -ru "$2" "$3"; then
        echo "$1; when that is meant: tests/lint/golden.sh --write, and say why in the commit"
        status=1
    fi
}
differs "routes that ask for no role have changed" tests/golden/routes.txt "$now/routes.txt"
differs "the matrix of roles has changed" tests/golden/roles.txt "$now/roles.txt"
differs "manual pages are not in step with the program's tables" docs/man "$now/man"
exit $status
