#!/bin/sh
# Catalogues: what is translated is extracted from the sources and the C made from templates, and merged into po/*.po.
#   tools/po.sh          merge new texts into po/*.po, then check
#   tools/po.sh --check  only check: nothing missing, fuzzy or out of step, placeholders equal
# Run after `make gen`. Sources by wildcard: src/**/*.c, src/**/*.h and build/gen/gen/*_html.c.
set -eu
cd "$(dirname "$0")/.."
mode=${1:-}
work=build/po
mkdir -p "$work"
[ -f build/gen/gen/ui_html.c ] || { echo "po: build/gen/gen/ui_html.c is not there; run make gen first"; exit 1; }
{ find src -name '*.[ch]' ! -name '*_test.c' ! -path 'src/areas/_*' ! -path src/app/i18n.h; find build/gen/gen -name '*_html.c' ! -name '_*'; } | LC_ALL=C sort >"$work/POTFILES"
xgettext --from-code=UTF-8 --language=C --no-wrap --sort-output --no-location --package-name=entente \
    --keyword --keyword=TR --keyword=TRN:1,2 --keyword=TRC:1c,2 --keyword=MSG --keyword=MSGN:1,2 --keyword=MSG1:1 \
    --keyword=MSG2:1 --keyword=N_ --files-from="$work/POTFILES" --output="$work/entente.pot" 2>"$work/xgettext.log" ||
    { cat "$work/xgettext.log"; exit 1; }
# The date is not wanted: it would change the file at each run.
sed -i -e '/^"POT-Creation-Date:/d' -e '/^"PO-Revision-Date:/d' "$work/entente.pot"
failed=0
for language in $(cat po/LINGUAS); do
    po=po/$language.po
    [ -f "$po" ] || msginit --no-translator --no-wrap --locale="$language" --input="$work/entente.pot" --output-file="$po"
    msgmerge --quiet --no-fuzzy-matching --no-wrap --sort-output --no-location "$po" "$work/entente.pot" --output-file="$work/$language.po"
    msgattrib --no-obsolete --no-wrap --sort-output "$work/$language.po" --output-file="$work/$language.po"
    sed -i -e '/^"POT-Creation-Date:/d' "$work/$language.po"
    if [ "$mode" != --check ]; then
        cmp -s "$work/$language.po" "$po" || cp "$work/$language.po" "$po"
    fi
    msgfmt --check --output-file="$work/$language.mo" "$work/$language.po" || failed=1
    for kind in untranslated fuzzy; do
        n=$(msgattrib --$kind --no-obsolete --no-wrap "$work/$language.po" | grep -c '^msgid "..*"' || true)
        if [ "$n" -gt 0 ]; then
            echo "po: $language: $n texts are $kind:"
            msgattrib --$kind --no-obsolete --no-wrap "$work/$language.po" | grep '^msgid "..*"' | head -n 40
            failed=1
        fi
    done
    awk -v language="$language" -f tools/po_placeholders.awk "$work/$language.po" || failed=1
done
exit $failed
