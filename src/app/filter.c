/* The API's filter in JSON. */
#include "app/filter.h"
#include "base/utf8.h"

enum { DEPTH_MAX = 4, BYTES_MAX = 4096, NESTED_MAX = 64 };

static const struct {
    Str word;
    FilterOp op;
} WORDS[] = {
    {S_INIT("equals"), FILTER_EQUALS},
    {S_INIT("not_equals"), FILTER_NOT_EQUALS},
    {S_INIT("greater_than"), FILTER_GREATER_THAN},
    {S_INIT("greater_than_or_equals"), FILTER_GREATER_THAN_OR_EQUALS},
    {S_INIT("less_than"), FILTER_LESS_THAN},
    {S_INIT("less_than_or_equals"), FILTER_LESS_THAN_OR_EQUALS},
    {S_INIT("substring"), FILTER_SUBSTRING},
    {S_INIT("starts_with"), FILTER_STARTS_WITH},
    {S_INIT("not_starts_with"), FILTER_NOT_STARTS_WITH},
    {S_INIT("and"), FILTER_AND},
    {S_INIT("or"), FILTER_OR},
};

bool filter_word_eq(Str x, Str y)
{
    size_t i = 0, k = 0;
    for (;;) {
        while (i < x.n && x.p[i] == '_') {
            i++;
        }
        while (k < y.n && y.p[k] == '_') {
            k++;
        }
        if (i == x.n || k == y.n) {
            return i == x.n && k == y.n;
        }
        if (!str_eq_nocase(str_sub(x, i++, 1), str_sub(y, k++, 1))) {
            return false;
        }
    }
}

static Err refuse(Ctx *ctx, Str why)
{
    ctx->problem.log = why;
    return problem_api(ctx, ERR_INVALID, 400, 2000, MSG1("The filter cannot be read: {why}", "why", why));
}

static Err text_of(Ctx *ctx, const JsonValue *object, Str name, Str *ret)
{
    const JsonValue *v = json_get(object, name);
    if (!v || v->kind == JSON_ARRAY || v->kind == JSON_OBJECT || v->kind == JSON_NULL) {
        return refuse(ctx, str_fmt(ctx->arena, "%.*s is missing", S_ARG(name)));
    }
    *ret = v->kind == JSON_BOOL ? (v->boolean ? S("true") : S("false")) : v->text;
    return OK;
}

static Err too_deep(Ctx *ctx)
{
    return refuse(ctx, str_fmt(ctx->arena, "filters are joined in at most %d levels", DEPTH_MAX + 1));
}

static Err read_one(Ctx *ctx, const JsonValue *v, int depth, Filter *ret);

static Err read_side(Ctx *ctx, const JsonValue *v, Str name, int depth, const Filter **ret)
{
    const JsonValue *side = json_get(v, name);
    Filter *f = arena_new(ctx->arena, Filter);
    if (!side) {
        return refuse(ctx, str_fmt(ctx->arena, "%.*s is missing", S_ARG(name)));
    }
    if (side->kind != JSON_OBJECT) {
        return refuse(ctx, str_fmt(ctx->arena, "%.*s is not a JSON object", S_ARG(name)));
    }
    if (depth > DEPTH_MAX) {
        return too_deep(ctx);
    }
    TRY(read_one(ctx, side, depth + 1, f));
    *ret = f;
    return OK;
}

static Err read_one(Ctx *ctx, const JsonValue *v, int depth, Filter *ret)
{
    if (v->kind != JSON_OBJECT) {
        return refuse(ctx, S("not a JSON object"));
    }
    Filter f = {.set = true};
    Str word = S("equals");
    if (json_get(v, S("operator"))) {
        TRY(text_of(ctx, v, S("Operator"), &word));
    }
    size_t i = 0;
    while (i < COUNT_OF(WORDS) && !filter_word_eq(word, WORDS[i].word)) {
        i++;
    }
    if (i == COUNT_OF(WORDS)) {
        return refuse(ctx, str_fmt(ctx->arena, "unknown operator \"%.*s\"", S_ARG(word)));
    }
    f.op = WORDS[i].op;
    if (f.op == FILTER_AND || f.op == FILTER_OR) {
        TRY(read_side(ctx, v, S("LeftFilter"), depth, &f.left));
        TRY(read_side(ctx, v, S("RightFilter"), depth, &f.right));
    } else {
        TRY(text_of(ctx, v, S("Field"), &f.field));
        TRY(text_of(ctx, v, S("Value"), &f.value));
    }
    *ret = f;
    return OK;
}

Err filter_read(Ctx *ctx, Str text, Filter *ret)
{
    *ret = (Filter){0};
    if (str_trim(text).n == 0) {
        return OK;
    }
    const JsonValue *v;
    Str why = S("");
    if (text.n > BYTES_MAX) {
        return refuse(ctx, str_fmt(ctx->arena, "it has %zu bytes, and at most %d are taken", text.n, BYTES_MAX));
    }
    JsonLimits limits = {.depth_max = NESTED_MAX, .bytes_max = BYTES_MAX, .members_max = 64};
    Err err = json_parse(ctx->arena, text, limits, &v, &why);
    if (err == ERR_TOO_LARGE && str_find(why, S("deep")) >= 0) {
        return too_deep(ctx);
    }
    if (err != OK) {
        return refuse(ctx, why);
    }
    return read_one(ctx, v, 0, ret);
}

bool filter_is(const Filter *f, Str field) { return f->set && filter_word_eq(f->field, field); }

Err filter_unsupported(Ctx *ctx, const Filter *f)
{
    Str op = f->op < COUNT_OF(WORDS) ? WORDS[f->op].word : S("?");
    if (f->op == FILTER_AND || f->op == FILTER_OR) {
        return refuse(
            ctx,
            str_fmt(ctx->arena, "filters joined with \"%.*s\" are not supported here; send one at a time", S_ARG(op)));
    }
    return refuse(ctx, str_fmt(ctx->arena, "%.*s with %.*s is not supported here", S_ARG(f->field), S_ARG(op)));
}

Err filter_unknown_field(Ctx *ctx, const Filter *f, Str fields)
{
    return refuse(ctx, str_fmt(ctx->arena, "\"%.*s\" is no field of this list; it has %.*s",
                               S_ARG(utf8_prefix(f->field, 40)), S_ARG(fields)));
}
