# The {names} of a text and of its translation are the same set. A plural form may leave out {n} only where the English
# singular does.
function names(s, set,   n) {
    delete set
    n = 0
    while (match(s, /\{[A-Za-z0-9_]+\}/)) {
        if (!(substr(s, RSTART, RLENGTH) in set)) { set[substr(s, RSTART, RLENGTH)] = 1; n++ }
        s = substr(s, RSTART + RLENGTH)
    }
    return n
}
function compare(text, form,   k) {
    names(text, want)
    names(form, got)
    for (k in want) if (!(k in got) && !(plural != "" && k == "{n}")) { printf "po: %s: %s is missing in \"%s\"\n", language, k, form; bad = 1 }
    for (k in got) if (!(k in want)) { printf "po: %s: %s is not in the English text of \"%s\"\n", language, k, form; bad = 1 }
}
function finish() {
    if (id != "" && !fuzzy) for (i = 0; i < forms; i++) if (form[i] != "") compare(id " " plural, form[i])
    id = plural = ""; forms = 0; fuzzy = 0; in_what = ""
}
function text(line) { sub(/^[^"]*"/, "", line); sub(/"$/, "", line); return line }
/^$/ { finish(); next }
/^#,.*fuzzy/ { fuzzy = 1; next }
/^#/ { next }
/^msgid_plural / { plural = text($0); in_what = "plural"; next }
/^msgid / { id = text($0); in_what = "id"; next }
/^msgstr/ { form[forms++] = text($0); in_what = "form"; next }
/^"/ { if (in_what == "id") id = id text($0); else if (in_what == "plural") plural = plural text($0); else if (in_what == "form") form[forms - 1] = form[forms - 1] text($0) }
END { finish(); exit bad }
