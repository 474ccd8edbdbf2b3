/* The filter language: a recursive descent over the text, checked against the schema as it goes. */
#include "areas/federation/scim_filter.h"

#include "base/num.h"

static const char *const OPS[] = {"eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"};

typedef struct Parser {
    Arena *arena;
    const ScimKind *kind;
    const ScimAttr *within; /* inside [...]: whose values */
    Str text;
    size_t at;
    int depth;
    const char *fault_type;
    ScimFault *fault;
} Parser;

static Err refuse(Parser *p, const char *what)
{
    return scim_fault(p->fault, 400, p->fault_type, str_fmt(p->arena, "%s (at character %zu)", what, p->at + 1));
}

/* --- words --- */

static void skip_space(Parser *p)
{
    while (p->at < p->text.n && p->text.p[p->at] == ' ') {
        p->at++;
    }
}

static char peek(const Parser *p) { return p->at < p->text.n ? p->text.p[p->at] : 0; }

static bool take(Parser *p, char c)
{
    skip_space(p);
    if (peek(p) != c) {
        return false;
    }
    p->at++;
    return true;
}

static bool name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '$';
}

/* A word as far as it goes: of an attribute's path, of an operator. */
static Str word_at(Parser *p)
{
    size_t from = p->at;
    while (name_char(peek(p)) || peek(p) == ':' || peek(p) == '.') {
        p->at++;
    }
    return str_sub(p->text, from, p->at - from);
}

/* The next word without taking it. */
static Str word_ahead(Parser *p)
{
    skip_space(p);
    size_t at = p->at;
    Str word = word_at(p);
    p->at = at;
    return word;
}

static bool take_word(Parser *p, Str word)
{
    if (!str_eq_nocase(word_ahead(p), word)) {
        return false;
    }
    p->at += word.n;
    return true;
}

/* --- paths --- */

/* Cuts the schema off the front: its id, a colon, the rest. */
static bool cut_schema(Str *io, Str id)
{
    if (!str_starts_nocase(*io, id) || (io->n > id.n && io->p[id.n] != ':')) {
        return false;
    }
    *io = str_skip(*io, num_min_size(io->n, id.n + 1));
    return true;
}

static Err find_sub(Parser *p, const ScimAttr *attr, Str name, const ScimAttr **ret)
{
    *ret = scim_attr(attr->subs, attr->subs_n, name);
    return *ret ? OK : refuse(p, "This attribute has no such sub-attribute.");
}

static Err resolve_in(Parser *p, Str name, ScimPath *ret)
{
    *ret = (ScimPath){0};
    return find_sub(p, p->within, name, &ret->sub);
}

static Err resolve(Parser *p, Str text, ScimPath *ret)
{
    if (p->within) {
        return resolve_in(p, text, ret);
    }
    *ret = (ScimPath){0};
    const ScimSchema *ext = p->kind->extension;
    bool core = cut_schema(&text, p->kind->core->id);
    ret->extension = !core && ext && cut_schema(&text, ext->id);
    if (text.n == 0) {
        return ret->extension ? OK : refuse(p, "An attribute is missing."); /* the whole extension */
    }
    ptrdiff_t dot = str_find_char(text, '.');
    Str name = dot < 0 ? text : str_sub(text, 0, (size_t)dot);
    ret->attr = ret->extension ? scim_attr(ext->attrs, ext->attrs_n, name)
                : core         ? scim_attr(p->kind->core->attrs, p->kind->core->attrs_n, name)
                               : scim_top(p->kind, name);
    if (!ret->attr) {
        return refuse(p, "There is no such attribute.");
    }
    return dot < 0 ? OK : find_sub(p, ret->attr, str_skip(text, (size_t)dot + 1), &ret->sub);
}

/* --- values --- */

static Err string_end(Parser *p, size_t *ret)
{
    size_t at = p->at + 1;
    while (at < p->text.n && p->text.p[at] != '"') {
        at += p->text.p[at] == '\\' ? 2 : 1;
    }
    if (at >= p->text.n) {
        return refuse(p, "A text has no end.");
    }
    *ret = at + 1;
    return OK;
}

static Err parse_value(Parser *p, ScimFilter *test)
{
    const JsonValue *v = NULL;
    size_t end = p->at;
    skip_space(p);
    if (peek(p) == '"') {
        TRY(string_end(p, &end));
    } else {
        for (end = p->at;
             end < p->text.n && (name_char(p->text.p[end]) || p->text.p[end] == '.' || p->text.p[end] == '+');) {
            end++;
        }
    }
    Str text = str_sub(p->text, p->at, end - p->at);
    Str lower = text.n && text.p[0] != '"' ? str_lower_ascii(p->arena, text) : text; /* True and False are sent */
    if (text.n == 0 || json_parse(p->arena, lower, SCIM_LIMITS, &v, NULL) != OK || v->kind == JSON_ARRAY ||
        v->kind == JSON_OBJECT) {
        return refuse(p, "A value is missing: a text in quotation marks, a number, true, false or null.");
    }
    p->at = end;
    test->value_kind = v->kind;
    test->text = v->text;
    test->boolean = v->boolean;
    return OK;
}

static const ScimAttr *tested(const ScimPath *path) { return path->sub ? path->sub : path->attr; }

/* "emails co x" means the values' own value (RFC 7644, 3.4.2.2). */
static Err settle_complex(Parser *p, ScimFilter *test)
{
    const ScimAttr *attr = tested(&test->path);
    if (attr->type != SCIM_COMPLEX || test->op == SCIM_PR) {
        return OK;
    }
    test->path.sub = scim_attr(attr->subs, attr->subs_n, S("value"));
    return test->path.sub ? OK : refuse(p, "Name a sub-attribute to compare.");
}

static Err settle_type(Parser *p, ScimFilter *test)
{
    const ScimAttr *attr = tested(&test->path);
    bool order = test->op == SCIM_GT || test->op == SCIM_GE || test->op == SCIM_LT || test->op == SCIM_LE;
    if (test->op == SCIM_PR || test->value_kind == JSON_NULL) {
        return order || test->op == SCIM_CO || test->op == SCIM_SW || test->op == SCIM_EW
                   ? refuse(p, "null can only be compared with eq and ne.")
                   : OK;
    }
    if (attr->type == SCIM_BOOLEAN) {
        if (test->op != SCIM_EQ && test->op != SCIM_NE) {
            return refuse(p, "true and false can only be compared with eq and ne.");
        }
        if (test->value_kind == JSON_STRING) { /* "True" in quotation marks is sent too */
            test->boolean = str_eq_nocase(test->text, S("true"));
            bool known = test->boolean || str_eq_nocase(test->text, S("false"));
            test->value_kind = known ? JSON_BOOL : test->value_kind;
        }
        return test->value_kind == JSON_BOOL ? OK : refuse(p, "This attribute is true or false.");
    }
    if (test->value_kind == JSON_BOOL) {
        return refuse(p, "This attribute is a text.");
    }
    bool by_time = attr->type == SCIM_DATETIME && test->op != SCIM_CO && test->op != SCIM_SW && test->op != SCIM_EW;
    if (by_time && time_parse(test->text, &test->time) != OK) {
        return refuse(p, "This attribute is a time, such as \"2026-11-21T05:46:00Z\".");
    }
    return OK;
}

/* --- the grammar --- */

static Err parse_or(Parser *p, const ScimFilter **ret);

static const ScimFilter *node(Parser *p, ScimNode kind, const ScimFilter *left, const ScimFilter *right)
{
    ScimFilter *n = arena_new(p->arena, ScimFilter);
    *n = (ScimFilter){.node = kind, .left = left, .right = right};
    return n;
}

/* attr[...] */
static Err parse_where(Parser *p, ScimPath *path)
{
    if (p->within || !path->attr || path->sub || !path->attr->multi || path->attr->type != SCIM_COMPLEX) {
        return refuse(p, "[ can only follow an attribute with several complex values.");
    }
    p->within = path->attr;
    Err err = parse_or(p, &path->where);
    p->within = NULL;
    TRY(err);
    return take(p, ']') ? OK : refuse(p, "] is missing.");
}

static Err parse_test(Parser *p, const ScimFilter **ret)
{
    skip_space(p);
    ScimFilter *test = arena_new(p->arena, ScimFilter);
    Str word = word_at(p);
    if (word.n == 0) {
        return refuse(p, "An attribute is missing.");
    }
    TRY(resolve(p, word, &test->path));
    *ret = test;
    if (!tested(&test->path)) {
        return refuse(p, "Name an attribute of the schema.");
    }
    if (peek(p) == '[') {
        p->at++;
        test->node = SCIM_SOME;
        return parse_where(p, &test->path);
    }
    for (size_t i = 0; i < COUNT_OF(OPS); i++) {
        if (take_word(p, str_from(OPS[i]))) {
            test->op = (ScimOp)i;
            if (test->op != SCIM_PR) {
                TRY(parse_value(p, test));
            }
            TRY(settle_complex(p, test));
            return settle_type(p, test);
        }
    }
    return refuse(p, "An operator is missing: eq, ne, co, sw, ew, pr, gt, ge, lt or le.");
}

static Err parse_group(Parser *p, const ScimFilter **ret)
{
    TRY(parse_or(p, ret));
    return take(p, ')') ? OK : refuse(p, ") is missing.");
}

static Err parse_unit(Parser *p, const ScimFilter **ret)
{
    skip_space(p);
    if (take(p, '(')) {
        return parse_group(p, ret);
    }
    size_t at = p->at;
    if (take_word(p, S("not"))) {
        if (take(p, '(')) {
            const ScimFilter *inner;
            TRY(parse_group(p, &inner));
            *ret = node(p, SCIM_NOT, inner, NULL);
            return OK;
        }
        p->at = at;
        return refuse(p, "( is missing behind not.");
    }
    return parse_test(p, ret);
}

static Err parse_and(Parser *p, const ScimFilter **ret)
{
    TRY(parse_unit(p, ret));
    while (take_word(p, S("and"))) {
        const ScimFilter *right;
        TRY(parse_unit(p, &right));
        *ret = node(p, SCIM_AND, *ret, right);
    }
    return OK;
}

static Err parse_or(Parser *p, const ScimFilter **ret)
{
    if (++p->depth > SCIM_DEPTH_MAX) {
        return refuse(p, "The filter is nested too deeply.");
    }
    TRY(parse_and(p, ret));
    while (take_word(p, S("or"))) {
        const ScimFilter *right;
        TRY(parse_and(p, &right));
        *ret = node(p, SCIM_OR, *ret, right);
    }
    p->depth--;
    return OK;
}

static Err parser(Arena *a, const ScimKind *kind, Str text, const char *fault_type, ScimFault *f, Parser *ret)
{
    *ret = (Parser){.arena = a, .kind = kind, .text = text, .fault_type = fault_type, .fault = f};
    return text.n <= SCIM_FILTER_MAX ? OK : refuse(ret, "The text is too long.");
}

Err scim_filter_parse(Arena *a, const ScimKind *kind, Str text, const ScimFilter **ret, ScimFault *f)
{
    Parser p;
    TRY(parser(a, kind, text, "invalidFilter", f, &p));
    TRY(parse_or(&p, ret));
    skip_space(&p);
    return p.at == p.text.n ? OK : refuse(&p, "The filter goes on where it should end.");
}

Err scim_path_parse(Arena *a, const ScimKind *kind, Str text, ScimPath *ret, ScimFault *f)
{
    Parser p;
    TRY(parser(a, kind, str_trim(text), "invalidPath", f, &p));
    Str word = word_at(&p);
    if (word.n == 0) {
        return refuse(&p, "An attribute is missing.");
    }
    TRY(resolve(&p, word, ret));
    if (peek(&p) == '[') {
        p.at++;
        TRY(parse_where(&p, ret));
        if (peek(&p) == '.') {
            p.at++;
            TRY(find_sub(&p, ret->attr, word_at(&p), &ret->sub));
        }
    }
    return p.at == p.text.n ? OK : refuse(&p, "The path goes on where it should end.");
}

/* --- fitting --- */

/* ASCII letters only: sign-in names and ids have no others that differ in case. */
static bool char_same(char x, char y, bool exact)
{
    if (x == y) {
        return true;
    }
    char lx = (char)(x | 32), ly = (char)(y | 32);
    return !exact && lx == ly && lx >= 'a' && lx <= 'z';
}

static bool text_at(Str text, size_t at, Str part, bool exact)
{
    for (size_t i = 0; i < part.n; i++) {
        if (at + i >= text.n || !char_same(text.p[at + i], part.p[i], exact)) {
            return false;
        }
    }
    return true;
}

static bool text_has(Str text, Str part, bool exact)
{
    for (size_t at = 0; at + part.n <= text.n; at++) {
        if (text_at(text, at, part, exact)) {
            return true;
        }
    }
    return false;
}

static int char_order(char c, bool exact) { return (unsigned char)(!exact && c >= 'A' && c <= 'Z' ? c | 32 : c); }

static int text_cmp(Str x, Str y, bool exact)
{
    for (size_t i = 0; i < x.n && i < y.n; i++) {
        int d = char_order(x.p[i], exact) - char_order(y.p[i], exact);
        if (d) {
            return d;
        }
    }
    return x.n < y.n ? -1 : x.n > y.n;
}

static bool ordered(ScimOp op, int cmp)
{
    switch (op) {
    case SCIM_EQ:
        return cmp == 0;
    case SCIM_NE:
        return cmp != 0;
    case SCIM_GT:
        return cmp > 0;
    case SCIM_GE:
        return cmp >= 0;
    case SCIM_LT:
        return cmp < 0;
    case SCIM_LE:
        return cmp <= 0;
    case SCIM_CO:
    case SCIM_SW:
    case SCIM_EW:
    case SCIM_PR:
        break;
    }
    return false;
}

static bool text_test(const ScimFilter *f, Str text, bool exact)
{
    switch (f->op) {
    case SCIM_CO:
        return text_has(text, f->text, exact);
    case SCIM_SW:
        return text_at(text, 0, f->text, exact);
    case SCIM_EW:
        return text.n >= f->text.n && text_at(text, text.n - f->text.n, f->text, exact);
    case SCIM_EQ:
    case SCIM_NE:
    case SCIM_GT:
    case SCIM_GE:
    case SCIM_LT:
    case SCIM_LE:
        return ordered(f->op, text_cmp(text, f->text, exact));
    case SCIM_PR:
        break;
    }
    return text.n > 0;
}

/* One value, which is there, against a test. */
static bool value_test(const ScimFilter *f, const ScimAttr *attr, const JsonValue *v)
{
    Time t;
    if (f->op == SCIM_PR) {
        return scim_assigned(v) && (v->kind != JSON_STRING || v->text.n);
    }
    if (f->value_kind == JSON_NULL) {
        return (f->op == SCIM_NE) == scim_assigned(v);
    }
    if (attr->type == SCIM_BOOLEAN) {
        return ordered(f->op, v->boolean != f->boolean);
    }
    bool by_text = f->op == SCIM_CO || f->op == SCIM_SW || f->op == SCIM_EW;
    if (attr->type == SCIM_DATETIME && !by_text) {
        return time_parse(v->text, &t) == OK && ordered(f->op, t.us < f->time.us ? -1 : t.us > f->time.us);
    }
    return text_test(f, v->text, attr->exact);
}

/* What is not there differs from every value, and equals null. */
static bool absent_test(const ScimFilter *f)
{
    return f->op == SCIM_PR ? false : f->value_kind == JSON_NULL ? f->op == SCIM_EQ : f->op == SCIM_NE;
}

static bool sub_test(const ScimFilter *f, const ScimAttr *sub, const JsonValue *value)
{
    const JsonValue *v = json_exact(value, sub->name);
    return v ? value_test(f, sub, v) : absent_test(f);
}

/* Of several values one that fits is enough. */
static bool attr_test(const ScimFilter *f, const JsonValue *holder)
{
    const ScimAttr *attr = f->path.attr, *sub = f->path.sub;
    const JsonValue *v = json_exact(holder, attr->name);
    if (!scim_assigned(v)) {
        return absent_test(f);
    }
    if (!attr->multi) {
        return sub ? sub_test(f, sub, v) : value_test(f, attr, v);
    }
    for (size_t i = 0; i < v->n; i++) {
        if (sub ? sub_test(f, sub, &v->items[i]) : value_test(f, attr, &v->items[i])) {
            return true;
        }
    }
    return false;
}

static bool some_test(const ScimFilter *f, const JsonValue *holder)
{
    const JsonValue *v = json_exact(holder, f->path.attr->name);
    for (size_t i = 0; v && v->kind == JSON_ARRAY && i < v->n; i++) {
        if (scim_value_fits(f->path.where, &v->items[i])) {
            return true;
        }
    }
    return false;
}

/* resource: the whole one; or, inside [...], one value (kind NULL). */
static bool fits(const ScimKind *kind, const ScimFilter *f, const JsonValue *resource)
{
    switch (f->node) {
    case SCIM_AND:
        return fits(kind, f->left, resource) && fits(kind, f->right, resource);
    case SCIM_OR:
        return fits(kind, f->left, resource) || fits(kind, f->right, resource);
    case SCIM_NOT:
        return !fits(kind, f->left, resource);
    case SCIM_TEST:
    case SCIM_SOME:
        break;
    }
    if (!kind) {
        return sub_test(f, f->path.sub, resource);
    }
    const JsonValue *holder = f->path.extension ? json_exact(resource, kind->extension->id) : resource;
    return f->node == SCIM_SOME ? some_test(f, holder) : attr_test(f, holder);
}

bool scim_fits(const ScimKind *kind, const ScimFilter *filter, const JsonValue *resource)
{
    return fits(kind, filter, resource);
}

bool scim_value_fits(const ScimFilter *where, const JsonValue *value) { return fits(NULL, where, value); }

/* --- what an index can answer --- */

static bool names(const ScimPath *path, const char *attr, const char *sub)
{
    return !path->extension && path->attr && str_eq(path->attr->name, str_from(attr)) &&
           (sub ? path->sub && str_eq(path->sub->name, str_from(sub)) : !path->sub);
}

static void hint_test(Arena *a, const ScimFilter *f, ScimHint *ret)
{
    const struct {
        const char *attr, *sub;
        Str *to;
    } TEXTS[] = {{"userName", NULL, &ret->user_name},
                 {"externalId", NULL, &ret->external_id},
                 {"id", NULL, &ret->id},
                 {"emails", "value", &ret->email},
                 {"displayName", NULL, &ret->display_name},
                 {"members", "value", &ret->member}};
    if (f->op == SCIM_EQ && f->value_kind == JSON_STRING) {
        for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
            if (names(&f->path, TEXTS[i].attr, TEXTS[i].sub)) {
                *TEXTS[i].to = f->text;
            }
        }
    }
    if (names(&f->path, "userName", NULL) && f->op == SCIM_SW) {
        ret->name_begins = str_lower_ascii(a, f->text);
    }
    if (names(&f->path, "active", NULL) && f->op == SCIM_EQ && f->value_kind == JSON_BOOL) {
        ret->active_is_asked = true;
        ret->active = f->boolean;
    }
    bool after = f->op == SCIM_GT || f->op == SCIM_GE || f->op == SCIM_EQ;
    if (names(&f->path, "meta", "lastModified") && after && f->value_kind == JSON_STRING) {
        ret->changed_from = f->time;
    }
}

static void hint_in(Arena *a, const ScimFilter *f, ScimHint *ret)
{
    if (f->node == SCIM_AND) {
        hint_in(a, f->left, ret);
        hint_in(a, f->right, ret);
    } else if (f->node == SCIM_TEST) {
        hint_test(a, f, ret);
    } else if (f->node == SCIM_SOME && f->path.where->node == SCIM_TEST) {
        ScimFilter inner = *f->path.where;
        inner.path.attr = f->path.attr;
        hint_test(a, &inner, ret);
    }
}

void scim_hint(Arena *a, const ScimFilter *filter, ScimHint *ret)
{
    *ret = (ScimHint){.changed_from = TIME_NONE};
    if (filter) {
        hint_in(a, filter, ret);
        /* A name may be spelled without its domain: behind @ the sign-in name has what userName has not. */
        ret->whole = filter->node == SCIM_TEST && ret->name_begins.n && str_find_char(ret->name_begins, '@') < 0;
    }
}

bool scim_asks_for(const ScimFilter *f, Str attribute)
{
    switch (f->node) {
    case SCIM_AND:
    case SCIM_OR:
        return scim_asks_for(f->left, attribute) || scim_asks_for(f->right, attribute);
    case SCIM_NOT:
        return scim_asks_for(f->left, attribute);
    case SCIM_TEST:
    case SCIM_SOME:
        break;
    }
    return !f->path.extension && f->path.attr && str_eq(f->path.attr->name, attribute);
}

/* --- writing --- */

static void write_path(Buf *b, const ScimPath *path)
{
    if (path->extension) {
        buf_add(b, S("+"));
    }
    if (path->attr) {
        buf_add(b, path->attr->name);
    }
    if (path->where) {
        buf_addc(b, '[');
        scim_filter_write(b, path->where);
        buf_addc(b, ']');
    }
    if (path->sub) {
        buf_add(b, path->attr ? S(".") : S(""));
        buf_add(b, path->sub->name);
    }
}

static void write_value(Buf *b, const ScimFilter *f)
{
    Json j = json_writer(b);
    switch (f->value_kind) {
    case JSON_STRING:
        json_str(&j, f->text);
        break;
    case JSON_BOOL:
        json_bool(&j, f->boolean);
        break;
    case JSON_NUMBER:
        json_raw(&j, f->text);
        break;
    case JSON_NULL:
    case JSON_ARRAY:
    case JSON_OBJECT:
        json_null(&j);
        break;
    }
}

void scim_filter_write(Buf *b, const ScimFilter *f)
{
    switch (f->node) {
    case SCIM_AND:
    case SCIM_OR:
        buf_addc(b, '(');
        scim_filter_write(b, f->left);
        buf_add(b, f->node == SCIM_AND ? S(" and ") : S(" or "));
        scim_filter_write(b, f->right);
        buf_addc(b, ')');
        break;
    case SCIM_NOT:
        buf_add(b, S("not ("));
        scim_filter_write(b, f->left);
        buf_addc(b, ')');
        break;
    case SCIM_SOME:
        write_path(b, &f->path);
        break;
    case SCIM_TEST:
        write_path(b, &f->path);
        buf_fmt(b, " %s", OPS[f->op]);
        if (f->op != SCIM_PR) {
            buf_addc(b, ' ');
            write_value(b, f);
        }
        break;
    }
}
