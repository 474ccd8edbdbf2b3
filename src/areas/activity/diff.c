/* What was before and after, side by side. Values are texts as they were recorded; countries, roles and the words that
 * areas declare are shown by their names. */
#include "app/audit.h"
#include "areas/activity/entry.h"
#include "base/json.h"

enum { MEMBERS_MAX = 100, DEPTH_MAX = 4, VALUE_MAX = 2000 };

typedef struct Member {
    Str path, value;
} Member;
typedef struct Members {
    Ctx *ctx;
    Member at[MEMBERS_MAX];
    size_t n;
} Members;

/* Nothing of these is recorded; what a mistake recorded is not shown. */
static bool is_secret(Str name)
{
    static const Str WORDS[] = {S_INIT("password"), S_INIT("secret"),     S_INIT("token"),  S_INIT("hash"),
                                S_INIT("sealed"),   S_INIT("privatekey"), S_INIT("apikey"), S_INIT("iban")};
    char room[64];
    size_t n = 0;
    for (size_t i = 0; i < name.n && n < sizeof room; i++) {
        char c = name.p[i];
        room[n] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        n += c != '_' && c != '-';
    }
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (str_find(str_of(room, n), WORDS[i]) >= 0) {
            return true;
        }
    }
    return false;
}

static Str last_part(Str path)
{
    ptrdiff_t dot = str_rfind_char(path, '.');
    return dot < 0 ? path : str_skip(path, (size_t)dot + 1);
}

static Str role_names(Ctx *ctx, Str value)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str word;
    while (str_split(&value, ' ', &word)) {
        word = str_ends(word, S(",")) ? str_sub(word, 0, word.n - 1) : word;
        const Role *role = role_find(word);
        if (word.n) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(role ? tr(ctx->locale, NULL, role->name) : word));
        }
    }
    return buf_str(&b);
}

static Str value_words(Ctx *ctx, Str path, Str value)
{
    Str name = last_part(path);
    if (value.n == 0) {
        return value;
    }
    if (is_secret(name)) {
        return tr(ctx->locale, NULL, N_("not shown"));
    }
    if (str_eq(name, S("country"))) {
        return country_name(ctx->arena, ctx->locale, value);
    }
    if (str_eq(name, S("roles")) || str_eq(name, S("role"))) {
        return role_names(ctx, value);
    }
    const char *label = audit_value_label(name, value);
    return label ? tr(ctx->locale, NULL, label) : str_sub(value, 0, VALUE_MAX);
}

static Str scalar(Ctx *ctx, const JsonValue *v)
{
    switch (v->kind) {
    case JSON_STRING:
    case JSON_NUMBER:
        return v->text;
    case JSON_BOOL:
        return tr(ctx->locale, NULL, v->boolean ? N_("Yes") : N_("No"));
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        return S("");
    }
    return S("");
}

static Str joined(Ctx *ctx, const JsonValue *array)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < array->n; i++) {
        Str one = scalar(ctx, &array->items[i]);
        if (one.n) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(one));
        }
    }
    return buf_str(&b);
}

static void flatten(Members *m, const JsonValue *object, Str prefix, int depth)
{
    for (size_t i = 0; i < object->n && m->n < MEMBERS_MAX; i++) {
        const JsonValue *v = &object->items[i];
        Str name = object->names[i];
        Str path = prefix.n ? str_fmt(m->ctx->arena, "%.*s.%.*s", S_ARG(prefix), S_ARG(name)) : name;
        if (v->kind == JSON_OBJECT && depth < DEPTH_MAX) {
            flatten(m, v, path, depth + 1);
            continue;
        }
        Str value = v->kind == JSON_ARRAY ? joined(m->ctx, v) : scalar(m->ctx, v);
        m->at[m->n++] = (Member){path, value_words(m->ctx, path, value)};
    }
}

static Members *members_of(Ctx *ctx, Str json)
{
    Members *m = arena_new(ctx->arena, Members);
    m->ctx = ctx;
    const JsonValue *v;
    if (json.n && json_parse(ctx->arena, json, JSON_LIMITS_DEFAULT, &v, NULL) == OK && v->kind == JSON_OBJECT) {
        flatten(m, v, S(""), 0);
    }
    return m;
}

static Str value_in(const Members *m, Str path)
{
    for (size_t i = 0; i < m->n; i++) {
        if (str_eq(m->at[i].path, path)) {
            return m->at[i].value;
        }
    }
    return S("");
}

static bool is_in(const Members *m, Str path)
{
    for (size_t i = 0; i < m->n; i++) {
        if (str_eq(m->at[i].path, path)) {
            return true;
        }
    }
    return false;
}

static DiffRow row_of(Str path, Str before, Str after)
{
    const char *label = audit_field_label(last_part(path));
    return (DiffRow){.label = label ? MSG_OF(label) : (Msg){0},
                     .name = path,
                     .before = before,
                     .after = after,
                     .changed = !str_eq(before, after)};
}

void diff_of(Ctx *ctx, Str before, Str after, DiffView *ret)
{
    const Members *b = members_of(ctx, before), *a = members_of(ctx, after);
    DiffRow *rows = arena_array(ctx->arena, DiffRow, b->n + a->n + 1);
    *ret = (DiffView){.rows = rows, .had_before = before.n > 0, .had_after = after.n > 0};
    for (int changed = 1; changed >= 0; changed--) {
        for (size_t i = 0; i < b->n + a->n; i++) {
            const Member *m = i < a->n ? &a->at[i] : &b->at[i - a->n];
            if (i >= a->n && is_in(a, m->path)) {
                continue;
            }
            DiffRow row = row_of(m->path, value_in(b, m->path), value_in(a, m->path));
            if (row.changed == (changed == 1)) {
                rows[ret->rows_n++] = row;
                ret->changed_n += row.changed;
            }
        }
    }
}

Str diff_text(Ctx *ctx, const DiffView *diff)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < diff->changed_n; i++) {
        const DiffRow *r = &diff->rows[i];
        Str label = msg_is_set(r->label) ? tr(ctx->locale, NULL, r->label.id) : r->name;
        buf_fmt(&b, "%s%.*s: ", b.n ? "; " : "", S_ARG(label));
        if (diff->had_before && r->before.n) {
            buf_fmt(&b, "%.*s%s", S_ARG(r->before), diff->had_after ? " → " : "");
        }
        buf_fmt(&b, "%.*s", S_ARG(diff->had_after && r->after.n ? r->after : diff->had_before ? S("–") : S("")));
    }
    return buf_str(&b);
}
