/* Field tables at work: JSON or a form into a struct with every problem collected, and a struct into JSON. */
#include "app/shape.h"
#include "app/filter.h"
#include "app/route.h"
#include "base/utf8.h"
#include "http/multipart.h"

/* --- Reading. */

typedef struct Reader {
    Ctx *ctx;
    Str path;
} Reader; /* path: of the object being read, with a dot at the end, or empty */

static Str field_path(const Reader *r, const Field *f)
{
    return r->path.n ? str_concat(r->ctx->arena, r->path, f->name) : f->name;
}

static void *member(void *base, const Field *f) { return (char *)base + f->offset; }
static const void *member_const(const void *base, const Field *f) { return (const char *)base + f->offset; }

static Str label_of(const Reader *r, const Field *f) { return f->label ? tr(r->ctx->locale, NULL, f->label) : f->name; }

static void missing(const Reader *r, const Field *f)
{
    problem_field(r->ctx, field_path(r, f), MSG1("{label} is missing", "label", label_of(r, f)));
}

static void wrong(const Reader *r, const Field *f, const char *what)
{
    Msg m = {.id = what, .args = {{"label", label_of(r, f)}}};
    problem_field(r->ctx, field_path(r, f), m);
}

/* Lines of text: without signs that turn or hide what stands beside them. */
static bool text_storable(Str s)
{
    Str rest = s, line;
    while (str_split(&rest, '\n', &line)) {
        Str part;
        while (str_split(&line, '\t', &part)) {
            if (utf8_has_control(str_ends(part, S("\r")) ? str_sub(part, 0, part.n - 1) : part)) {
                return false;
            }
        }
    }
    return utf8_valid(s);
}

static bool raw_fits(const Reader *r, const Field *f, Str s)
{
    size_t max = f->max ? f->max : 256;
    if (s.n > max && utf8_count(s) > max) {
        char digits[20];
        Str shown = str_copy(r->ctx->arena, str_of(digits, num_u64_into(digits, max)));
        problem_field(r->ctx, field_path(r, f),
                      MSG2("{label} is longer than {max} characters", "label", label_of(r, f), "max", shown));
        return false;
    }
    return true;
}

static bool text_fits(const Reader *r, const Field *f, Str s)
{
    if (!raw_fits(r, f, s)) {
        return false;
    }
    if (!text_storable(s)) {
        wrong(r, f, N_("{label} holds characters that cannot be stored"));
        return false;
    }
    return true;
}

static void enum_wrong(const Reader *r, const Field *f)
{
    size_t n = 0;
    while (f->values[n]) {
        n++;
    }
    Str *words = arena_array(r->ctx->arena, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        words[i] = str_from(f->values[i]);
    }
    problem_field(r->ctx, field_path(r, f),
                  MSG2("{label} must be one of: {words}", "label", label_of(r, f), "words",
                       str_join(r->ctx->arena, words, n, S(", "))));
}

static bool read_enum(const Reader *r, const Field *f, Str s, Str *ret)
{
    for (const char *const *v = f->values; *v; v++) {
        if (filter_word_eq(s, str_from(*v))) {
            *ret = str_from(*v);
            return true;
        }
    }
    enum_wrong(r, f);
    return false;
}

static bool read_bool(Str s, bool *ret)
{
    bool yes =
        str_eq_nocase(s, S("true")) || str_eq(s, S("1")) || str_eq_nocase(s, S("on")) || str_eq_nocase(s, S("yes"));
    *ret = yes;
    return yes || str_eq_nocase(s, S("false")) || str_eq(s, S("0")) || str_eq_nocase(s, S("off")) ||
           str_eq_nocase(s, S("no"));
}

/* Numbers also come as text, from forms and from clients that quote them: the grammar is tested here. */
static bool is_number(Str s)
{
    size_t i = s.n && s.p[0] == '-', digits = i;
    while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') {
        i++;
    }
    bool good = i > digits && i < 40;
    if (i < s.n && s.p[i] == '.') {
        digits = ++i;
        while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9') {
            i++;
        }
        good = good && i > digits;
    }
    if (i + 1 < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
        i += s.p[i + 1] == '-' || s.p[i + 1] == '+' ? 2 : 1;
        digits = i;
        while (i < s.n && i - digits < 4 && s.p[i] >= '0' && s.p[i] <= '9') {
            i++;
        }
        good = good && i > digits;
    }
    return good && i == s.n;
}

static Err read_dec(Str s, Dec *ret)
{
    return is_number(s) ? json_to_dec(&(JsonValue){.kind = JSON_NUMBER, .text = s}, ret) : ERR_PARSE;
}

static bool read_i64(Str s, int64_t *ret)
{
    return is_number(s) && json_to_i64(&(JsonValue){.kind = JSON_NUMBER, .text = s}, ret) == OK;
}

static bool read_money(Str s, Money *m)
{
    Dec d;
    if (read_dec(s, &d) != OK) {
        return false;
    }
    int digits = m->cur.code[0] ? currency_digits(m->cur) : 2; /* the caller may have set the currency before */
    int64_t scale = DEC_SCALE;
    for (int i = 0; i < digits; i++) {
        scale /= 10;
    }
    m->minor = d.units / scale;
    return d.units % scale == 0;
}

/* Any scalar from its text; the kinds of JSON are not told apart, since clients quote numbers and dates at will. */
static void read_scalar(const Reader *r, const Field *f, Str s, void *to)
{
    switch (f->type) {
    case F_STR:
        if (text_fits(r, f, s)) {
            *(Str *)to = s;
        }
        break;
    case F_INT:
        if (!read_i64(s, to)) {
            wrong(r, f, N_("{label} must be a whole number"));
        }
        break;
    case F_BOOL_:
        if (!read_bool(s, to)) {
            wrong(r, f, N_("{label} must be true or false"));
        }
        break;
    case F_MONEY_:
        if (!read_money(s, to)) {
            wrong(r, f, N_("{label} must be an amount such as 12.50"));
        }
        break;
    case F_DEC_:
        if (read_dec(s, to) != OK) {
            wrong(r, f, N_("{label} must be a number"));
        }
        break;
    case F_TIME_:
        if (time_parse(s, to) != OK) {
            *(Time *)to = TIME_NONE;
            wrong(r, f, N_("{label} must be a date and time such as 2026-11-21T05:46:00Z"));
        }
        break;
    case F_DATE_: {
        Time t;
        if (date_parse(s, to) != OK && time_parse(s, &t) == OK) {
            *(Date *)to = date_of(t);
        } else if (date_parse(s, to) != OK) {
            *(Date *)to = DATE_NONE;
            wrong(r, f, N_("{label} must be a date such as 2026-11-21"));
        }
        break;
    }
    case F_ID_:
        if (id_parse(s, to) != OK) {
            *(Id *)to = ID_NIL;
            wrong(r, f, N_("{label} must be an id such as 01234567-89ab-cdef-0123-456789abcdef"));
        }
        break;
    case F_ENUM_:
        (void)read_enum(r, f, s, to);
        break;
    case F_OBJECT:
    case F_LIST:
    case F_STRS:
    case F_RAW:
    case F_CONST:
        break;
    }
    if (f->check && s.n) {
        Err err = f->check(r->ctx, field_path(r, f), s);
        if (err != OK && !msg_is_set(problem_of_field(r->ctx, field_path(r, f)))) {
            wrong(r, f, N_("{label} cannot be used"));
        }
    }
}

static void value_write(Json *j, const JsonValue *v)
{
    switch (v->kind) {
    case JSON_NULL:
        json_null(j);
        break;
    case JSON_BOOL:
        json_bool(j, v->boolean);
        break;
    case JSON_NUMBER:
        json_raw(j, v->text);
        break;
    case JSON_STRING:
        json_str(j, v->text);
        break;
    case JSON_ARRAY:
        json_arr(j);
        for (size_t i = 0; i < v->n; i++) {
            value_write(j, &v->items[i]);
        }
        json_arr_end(j);
        break;
    case JSON_OBJECT:
        json_obj(j);
        for (size_t i = 0; i < v->n; i++) {
            json_key(j, v->names[i]);
            value_write(j, &v->items[i]);
        }
        json_obj_end(j);
        break;
    }
}

static Str value_text(Arena *a, const JsonValue *v)
{
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    Json j = json_writer(&b);
    value_write(&j, v);
    return buf_str(&b);
}

static void read_object(const Reader *r, const Shape *shape, const JsonValue *object, void *to);

static Reader inside(const Reader *r, const Field *f, size_t index, bool indexed)
{
    Str path = field_path(r, f);
    return (Reader){r->ctx, indexed ? str_fmt(r->ctx->arena, "%.*s[%zu].", S_ARG(path), index)
                                    : str_fmt(r->ctx->arena, "%.*s.", S_ARG(path))};
}

static bool too_many(const Reader *r, const Field *f, size_t n)
{
    size_t max = f->max ? f->max : 256;
    if (n > max) {
        char digits[20];
        Str shown = str_copy(r->ctx->arena, str_of(digits, num_u64_into(digits, max)));
        problem_field(r->ctx, field_path(r, f),
                      MSG2("{label} holds more than {max} entries", "label", label_of(r, f), "max", shown));
    }
    return n > max;
}

static void read_list(const Reader *r, const Field *f, const JsonValue *v, void *base)
{
    if (v->kind != JSON_ARRAY) {
        wrong(r, f, N_("{label} must be a list"));
        return;
    }
    if (too_many(r, f, v->n)) {
        return;
    }
    size_t size = f->type == F_STRS ? sizeof(Str) : f->shape->size;
    char *items = arena_alloc_array(r->ctx->arena, v->n, size, _Alignof(max_align_t));
    for (size_t i = 0; i < v->n; i++) {
        Reader in = inside(r, f, i, true);
        if (f->type == F_LIST) {
            read_object(&in, f->shape, &v->items[i], items + i * size);
        } else if (v->items[i].kind == JSON_STRING && text_storable(v->items[i].text)) {
            ((Str *)(void *)items)[i] = v->items[i].text;
        } else {
            wrong(r, f, N_("{label} must be a list of texts"));
        }
    }
    *(void **)member(base, f) = items;
    *(size_t *)(void *)((char *)base + f->offset_n) = v->n;
}

static void read_member(const Reader *r, const Field *f, const JsonValue *v, void *base)
{
    switch (f->type) {
    case F_OBJECT: {
        if (v->kind != JSON_OBJECT) {
            wrong(r, f, N_("{label} must be an object"));
            return;
        }
        if (f->offset_n != 0xffff) {
            *(bool *)((char *)base + f->offset_n) = true;
        }
        Reader in = inside(r, f, 0, false);
        read_object(&in, f->shape, v, member(base, f));
        return;
    }
    case F_LIST:
    case F_STRS:
        read_list(r, f, v, base);
        return;
    case F_RAW: {
        Str text = value_text(r->ctx->arena, v);
        if (!f->max || raw_fits(r, f, text)) {
            *(Str *)member(base, f) = text;
        }
        return;
    }
    case F_STR:
    case F_INT:
    case F_BOOL_:
    case F_MONEY_:
    case F_DEC_:
    case F_TIME_:
    case F_DATE_:
    case F_ID_:
    case F_ENUM_:
        if (v->kind == JSON_OBJECT || v->kind == JSON_ARRAY) {
            wrong(r, f, N_("{label} must be a single value"));
            return;
        }
        Str text = v->kind == JSON_BOOL ? (v->boolean ? S("true") : S("false")) : v->text;
        if (text.n == 0 && f->type != F_STR) { /* clients send "" for what they do not set */
            if (f->flags & FIELD_REQUIRED) {
                missing(r, f);
            }
            return;
        }
        if (text.n == 0 && (f->flags & FIELD_REQUIRED)) {
            missing(r, f);
            return;
        }
        read_scalar(r, f, text, member(base, f));
        return;
    case F_CONST:
        return;
    }
}

static void unset(const Field *f, void *base)
{
    if (f->type == F_TIME_) {
        *(Time *)member(base, f) = TIME_NONE;
    } else if (f->type == F_DATE_) {
        *(Date *)member(base, f) = DATE_NONE;
    }
}

static void read_object(const Reader *r, const Shape *shape, const JsonValue *object, void *to)
{
    if (object->kind != JSON_OBJECT) {
        problem_field(r->ctx, r->path.n ? str_sub(r->path, 0, r->path.n - 1) : S("body"),
                      MSG("This must be a JSON object"));
        return;
    }
    for (size_t i = 0; i < shape->fields_n; i++) {
        const Field *f = &shape->fields[i];
        unset(f, to);
        if ((f->flags & FIELD_OUT_ONLY) || f->type == F_CONST) {
            continue;
        }
        const JsonValue *v = json_get(object, f->name);
        v = v || !f->alias ? v : json_get(object, str_from(f->alias));
        if (v && v->kind != JSON_NULL) {
            read_member(r, f, v, to);
        } else if (f->flags & FIELD_REQUIRED) {
            missing(r, f);
        }
    }
}

static Err read_end(Ctx *ctx)
{
    Err err = problem_check(ctx);
    if (err != OK && !msg_is_set(ctx->problem.message)) {
        ctx->problem.message = MSG("Some values are missing or cannot be used.");
    }
    if (err != OK && ctx->route && ctx->route->kind == ROUTE_API && !ctx->problem.api_code) {
        ctx->problem.status = 400;
        ctx->problem.api_code = 3000;
    }
    return err;
}

Err shape_read_value(Ctx *ctx, const Shape *shape, const JsonValue *object, Str path, void *ret)
{
    Reader r = {ctx, path.n ? str_concat(ctx->arena, path, S(".")) : S("")};
    read_object(&r, shape, object, ret);
    return read_end(ctx);
}

static Err parse(Ctx *ctx, Str json, const JsonValue **ret)
{
    static const JsonValue EMPTY = {.kind = JSON_OBJECT};
    Str why = S("");
    *ret = &EMPTY;
    if (!str_trim(json).n) {
        return OK;
    }
    Err err = json_parse(ctx->arena, json, JSON_LIMITS_DEFAULT, ret, &why);
    if (err != OK) {
        ctx->problem.log = why;
        /* Too deep or too many members is 400 too: clients repeat a 413 without end (spec api-sdk-needs.md, retries).
         */
        return problem_api(ctx, ERR_PARSE, 400, 3000, MSG1("The request's body is not valid JSON: {why}", "why", why));
    }
    return OK;
}

Err shape_read_text(Ctx *ctx, const Shape *shape, Str json, void *ret)
{
    const JsonValue *v;
    TRY(parse(ctx, json, &v));
    return shape_read_value(ctx, shape, v, S(""), ret);
}

/* Clients send whole objects back: what is written to the address of one thing with the id of another would otherwise
 * go to the one that they do not mean. An id that is empty, as some clients leave it, says nothing. */
static bool of_another(const Ctx *ctx, const JsonValue *body)
{
    const Route *route = ctx->route;
    bool whole = route && route->kind == ROUTE_API && ctx->params_n && str_ends(str_from(route->path), S("}")) &&
                 (ctx->req->method == HTTP_PUT || ctx->req->method == HTTP_PATCH);
    const JsonValue *id = whole && body->kind == JSON_OBJECT ? json_get(body, S("id")) : NULL;
    const Param *last = whole ? &ctx->params[ctx->params_n - 1] : NULL;
    if (!id || (id->kind != JSON_STRING && id->kind != JSON_NUMBER) || !str_trim(id->text).n ||
        str_eq(last->name, S("name"))) { /* a name's object may have an id of its own */
        return false;
    }
    Id one, other;
    if (id_parse(str_trim(id->text), &one) == OK) {
        return !id_is_nil(one) && (id_parse(last->value, &other) != OK || !id_eq(one, other));
    }
    return !str_eq_nocase(str_trim(id->text), last->value);
}

Err shape_read(Ctx *ctx, const Shape *shape, void *ret)
{
    Str body = S("");
    const JsonValue *v;
    if (ctx->req) {
        TRY(http_body_bytes(ctx->req, &body));
    }
    TRY(parse(ctx, body, &v));
    if (ctx->req && of_another(ctx, v)) {
        return problem_api(ctx, ERR_INVALID, 400, 800002,
                           MSG("The id in the body is another than the one in the address; leave it out, or send what "
                               "belongs to the address"));
    }
    return shape_read_value(ctx, shape, v, S(""), ret);
}

static void form_object(const Reader *r, const Shape *shape, void *to)
{
    for (size_t i = 0; i < shape->fields_n; i++) {
        const Field *f = &shape->fields[i];
        unset(f, to);
        if ((f->flags & FIELD_OUT_ONLY) || f->type == F_CONST || f->type == F_LIST || f->type == F_RAW) {
            continue;
        }
        if (f->type == F_OBJECT) {
            Reader in = inside(r, f, 0, false);
            if (f->offset_n != 0xffff) {
                *(bool *)((char *)to + f->offset_n) = true;
            }
            form_object(&in, f->shape, member(to, f));
            continue;
        }
        Str path = field_path(r, f), value;
        if (f->type == F_STRS) {
            size_t n = 0;
            while (ctx_form_nth(r->ctx, path, n, &value)) {
                n++;
            }
            Str *all = arena_array(r->ctx->arena, Str, n + 1);
            for (size_t k = 0; k < n && !too_many(r, f, n); k++) {
                (void)ctx_form_nth(r->ctx, path, k, &all[k]);
            }
            *(Str **)member(to, f) = all;
            *(size_t *)(void *)((char *)to + f->offset_n) = n;
            continue;
        }
        value = str_trim(ctx_form(r->ctx, path));
        if (value.n) {
            read_scalar(r, f, value, member(to, f));
        } else if ((f->flags & FIELD_REQUIRED) && f->type != F_BOOL_) { /* an unticked box sends nothing */
            missing(r, f);
        }
    }
}

Err shape_read_form(Ctx *ctx, const Shape *shape, void *ret)
{
    Reader r = {ctx, S("")};
    form_object(&r, shape, ret);
    return read_end(ctx);
}

/* --- Writing. */

static bool is_empty(const Field *f, const void *base)
{
    const void *p = member_const(base, f);
    switch (f->type) {
    case F_STR:
    case F_RAW:
    case F_ENUM_:
        return ((const Str *)p)->n == 0;
    case F_INT:
        return *(const int64_t *)p == 0;
    case F_BOOL_:
        return !*(const bool *)p;
    case F_MONEY_:
        return ((const Money *)p)->minor == 0;
    case F_DEC_:
        return ((const Dec *)p)->units == 0;
    case F_TIME_:
        return !time_is_set(*(const Time *)p);
    case F_DATE_:
        return !date_is_set(*(const Date *)p);
    case F_ID_:
        return id_is_nil(*(const Id *)p);
    case F_OBJECT:
        return f->offset_n != 0xffff && !*(const bool *)((const char *)base + f->offset_n);
    case F_LIST:
    case F_STRS:
        return *(const size_t *)(const void *)((const char *)base + f->offset_n) == 0;
    case F_CONST:
        return false;
    }
    return false;
}

static void write_object(Json *j, const Shape *shape, const void *value);

static void write_list(Json *j, const Field *f, const void *base)
{
    size_t n = *(const size_t *)(const void *)((const char *)base + f->offset_n);
    const char *items = *(const char *const *)member_const(base, f);
    json_arr(j);
    for (size_t i = 0; i < n; i++) {
        if (f->type == F_LIST) {
            write_object(j, f->shape, items + i * f->shape->size);
        } else {
            json_str(j, ((const Str *)(const void *)items)[i]);
        }
    }
    json_arr_end(j);
}

static void write_member(Json *j, const Field *f, const void *base)
{
    const void *p = member_const(base, f);
    switch (f->type) {
    case F_STR:
    case F_ENUM_:
        json_str(j, *(const Str *)p);
        break;
    case F_INT:
        json_i64(j, *(const int64_t *)p);
        break;
    case F_BOOL_:
        json_bool(j, *(const bool *)p);
        break;
    case F_MONEY_:
        json_money(j, *(const Money *)p);
        break;
    case F_DEC_:
        json_dec(j, *(const Dec *)p);
        break;
    case F_TIME_:
        json_time(j, *(const Time *)p);
        break;
    case F_DATE_:
        json_date(j, *(const Date *)p);
        break;
    case F_ID_:
        json_id(j, *(const Id *)p);
        break;
    case F_OBJECT:
        write_object(j, f->shape, p);
        break;
    case F_LIST:
    case F_STRS:
        write_list(j, f, base);
        break;
    case F_RAW: {
        Str raw = *(const Str *)p;
        if (raw.n) {
            json_raw(j, raw);
        } else {
            json_null(j);
        }
        break;
    }
    case F_CONST:
        json_str(j, str_from(f->constant));
        break;
    }
}

static void write_object(Json *j, const Shape *shape, const void *value)
{
    json_obj(j);
    for (size_t i = 0; i < shape->fields_n; i++) {
        const Field *f = &shape->fields[i];
        if (f->flags & FIELD_IN_ONLY) {
            continue;
        }
        bool empty = is_empty(f, value);
        if (empty && !(f->flags & (FIELD_NULL | FIELD_ALWAYS))) {
            continue;
        }
        json_key(j, f->name);
        if (empty && (f->flags & FIELD_NULL)) {
            json_null(j);
        } else {
            write_member(j, f, value);
        }
    }
    json_obj_end(j);
}

void shape_write(Buf *b, const Shape *shape, const void *value)
{
    Json j = json_writer(b);
    write_object(&j, shape, value);
}

void ctx_json(Ctx *ctx, int status, const Shape *shape, const void *value)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    buf_reserve(&b, 2000);
    shape_write(&b, shape, value);
    ctx_json_text(ctx, status, buf_str(&b));
}

void ctx_json_text(Ctx *ctx, int status, Str json)
{
    ctx->out.status = status;
    ctx->out.body = json;
    ctx->out.content_type = S("application/json; charset=utf-8");
}
