#!/bin/sh
# Every table that holds something of people has said what is exported and erased of it (docs/sqlgen.md, People).
set -u
cd "$(dirname "$0")/../.." || exit 2
exec build/tools/sqlgen --people src/app/*.sql src/areas/*/*.sql
