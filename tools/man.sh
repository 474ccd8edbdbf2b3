#!/bin/sh
# Writes docs/man/*.1 from the program's own table of commands: tools/man.sh [build/entente] [folder]
# Run it after changing a command or a configuration key, and commit what it changes.
set -eu
cd "$(dirname "$0")/.."
bin=${1:-build/entente}
to=${2:-docs/man}
mkdir -p "$to"
"$bin" --man >"$to/entente.1"
for name in $("$bin" --man --list); do
    "$bin" --man "$name" >"$to/entente-$name.1"
done
