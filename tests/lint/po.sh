#!/bin/sh
# Every text has its translation in every language, with the same placeholders. Needs the generated C (make gen).
cd "$(dirname "$0")/../.." || exit 2
exec sh tools/po.sh --check
