# Sourced by check: keeps docs/long-run.md, a section for each part. A part that ran anew replaces its own section, with
# its own date and commit, and leaves the others, so that the full figures need not all come from one sitting.
long_run_file=docs/long-run.md
long_run_parts='lint unit wire e2e faults fuzz'

# long_run_write PART SECONDS: after a part of --long, from build/check/PART.count and PART.long.
long_run_write() {
    read -r p f s <"build/check/$1.count"
    new=$(mktemp) || return 1
    {
        echo "# Full figures"
        echo
        echo "Each part by \`./check --long PART\`; the sampled check of every day leaves this file alone."
        for part in $long_run_parts; do
            if [ "$part" = "$1" ]; then
                printf '\n## %s\n' "$part"
                echo "$(date -u +%Y-%m-%d), commit $(git rev-parse --short HEAD), seed $ENTENTE_SEED, $(nproc) cores, $2 s: $p passed, $f failed, $s skipped."
                [ -f "build/check/$part.long" ] && { echo; sed 's/^/- /' "build/check/$part.long"; }
            elif [ -f "$long_run_file" ]; then
                awk -v want="## $part" '/^## / { on = $0 == want; if (on) print "" } on && NF' "$long_run_file" | awk '/^- / && !list { print ""; list = 1 } { print }'
            fi
        done
    } >"$new"
    cat "$new" >"$long_run_file"
    rm -f "$new"
}
