#!/bin/sh
# No registry hosts, and no other vendor's marks in what people see (names on the wire, data of the second demo catalogue, and docs about the API may name theirs).
bad=0
if [ -f package-lock.json ] && grep -nE '"resolved": "https?://' package-lock.json; then bad=1; fi
if grep -rniE 'microsoft|azure|office 365' po src/ui src/areas --include='*.html' --include='*.po' | grep -vE 'microsoft_support|onmicrosoft'; then bad=1; fi
exit $bad
