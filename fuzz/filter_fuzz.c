/* The API's filter: an answer or a problem, never both; a tree as deep as promised, with its leaves filled. */
#include "app/filter.h"
#include "fuzz_ctx.h"

static void check(const Filter *f, int depth)
{
    assert(f->set && depth <= 8 && f->op <= FILTER_OR);
    if (f->op == FILTER_AND || f->op == FILTER_OR) {
        assert(f->left && f->right);
        check(f->left, depth + 1);
        check(f->right, depth + 1);
    } else {
        assert(!f->left && !f->right && filter_is(f, f->field));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_begin();
    Arena *a = arena_create(FUZZ_ARENA);
    Request r;
    fuzz_request(&r, NULL, a);
    Filter f;
    Str text = str_of((const char *)data, n);
    Err err = filter_read(&r.ctx, text, &f);
    if (err == OK && f.set) {
        check(&f, 0);
        assert(filter_unsupported(&r.ctx, &f) != OK);
    } else {
        assert(err == OK ? str_trim(text).n == 0 : !f.set && msg_is_set(r.ctx.problem.message));
    }
    arena_destroy(a);
    return 0;
}
