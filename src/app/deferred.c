/* Operations of the wire API that are known and not offered yet: a 404 names their area, so that a caller can tell an
 * area that is to come from an address that never was. The list is docs/api-coverage.tsv, by way of the Makefile. */
#include "app/kernel.h"

static bool is_param(Str segment) { return segment.n > 1 && segment.p[0] == '{'; }

/* The next segment that is not empty: the API collapses doubled slashes. */
static bool next_segment(Str *rest, Str *ret)
{
    while (rest->n && str_split(rest, '/', ret)) {
        if (ret->n) {
            return true;
        }
    }
    return false;
}

/* How well the beginning of the path fits the pattern: -1 not at all, else 2 for a word and 1 for a parameter. */
static int fit(Str pattern, Str path)
{
    Str word, segment;
    int score = 0;
    while (next_segment(&pattern, &word)) {
        if (!next_segment(&path, &segment)) {
            return -1;
        }
        if (!is_param(word) && !str_eq_nocase(word, segment)) {
            return -1;
        }
        score += is_param(word) ? 1 : 2;
    }
    return score;
}

Str deferred_area(Str path, const Route *route)
{
    /* A word wins over an id: "customers/usagerecords" is nobody's customer. */
    int best = route ? fit(str_from(route->path), path) : 0;
    Str area = S("");
    for (size_t i = 0; i < DEFERRED_N; i++) {
        int score = fit(DEFERRED[i].path, path);
        if (score > best) {
            best = score;
            area = DEFERRED[i].area;
        }
    }
    return area;
}
