/* How each type prints. Texts are escaped here and nowhere else; numbers and dates hold nothing to escape. */
#include "app/out.h"
#include "ui/asset.h"
#include <pthread.h>
#include <stdatomic.h>

void out_str(Out *o, Str s) { buf_add_html(o->b, s); }
void out_i64(Out *o, int64_t v) { fmt_i64(o->b, o->locale, v); }
void out_money(Out *o, Money m) { fmt_money(o->b, o->locale, m); }
void out_dec(Out *o, Dec d) { fmt_dec(o->b, o->locale, d); }
void out_url(Out *o, Url u) { buf_add_html(o->b, u.s); }
void out_html(Out *o, Html h) { buf_add(o->b, h.s); }
void out_plain(Out *o, Plain v) { buf_add_i64(o->b, v.v); }

/* What was added since `from` came out of a catalogue or ICU: made safe where it is not. */
static void escape_since(Buf *b, size_t from)
{
    bool plain = true;
    for (size_t i = from; i < b->n && plain; i++) {
        char c = b->p[i];
        plain = c != '<' && c != '>' && c != '&' && c != '"' && c != '\'';
    }
    if (plain || b->full) {
        return;
    }
    Buf copy = buf_on_heap(BUF_MAX_SMALL);
    buf_add(&copy, str_of(b->p + from, b->n - from));
    b->n = from;
    buf_add_html(b, buf_str(&copy));
    buf_free(&copy);
}

void out_time(Out *o, Time t)
{
    if (time_is_set(t)) {
        fmt_time(o->b, o->locale, o->tz, t);
    }
}

static void out_date_style(Out *o, Date d, DateStyle style)
{
    if (date_is_set(d)) {
        fmt_date(o->b, o->locale, d, style);
    }
}

void out_date(Out *o, Date d) { out_date_style(o, d, DATE_SHORT); }
void out_day_month(Out *o, DayMonth v) { out_date_style(o, v.d, DATE_DAY_MONTH); }
void out_long_date(Out *o, LongDate v) { out_date_style(o, v.d, DATE_LONG); }

void out_ago(Out *o, Ago v)
{
    size_t from = o->b->n;
    if (time_is_set(v.t)) {
        fmt_relative(o->b, o->locale, v.t, o->now);
        escape_since(o->b, from);
    }
}

void out_bytes(Out *o, Bytes v)
{
    size_t from = o->b->n;
    fmt_bytes(o->b, o->locale, v.n);
    escape_since(o->b, from);
}

void out_iso(Out *o, Iso v)
{
    char text[32];
    if (time_is_set(v.t)) {
        /* HTML knows three digits of a second at most, and nobody reads more than the second here. */
        int64_t part = v.t.us % TIME_SECOND;
        Time second = {v.t.us - (part < 0 ? part + TIME_SECOND : part)};
        buf_add(o->b, str_of(text, time_iso_into(text, second)));
    }
}

void out_iso_date(Out *o, IsoDate v)
{
    char text[16];
    if (date_is_set(v.d)) {
        buf_add(o->b, str_of(text, date_iso_into(text, v.d)));
    }
}

void out_id(Out *o, Id id)
{
    char text[ID_TEXT];
    id_to(text, id);
    buf_add(o->b, str_of(text, sizeof text));
}

/* One digit after the point is a tenth of a pixel at most: enough for pictures. */
void out_length(Out *o, Length v)
{
    int64_t tenths = (v.milli + (v.milli < 0 ? -50 : 50)) / 100;
    if (tenths < 0) {
        buf_addc(o->b, '-');
        tenths = -tenths;
    }
    buf_add_i64(o->b, tenths / 10);
    if (tenths % 10) {
        buf_addc(o->b, '.');
        buf_addc(o->b, (char)('0' + tenths % 10));
    }
}

void out_path_line(Out *o, PathLine v)
{
    __int128 span = (__int128)v.hi - v.lo;
    for (size_t i = 0; i < v.n; i++) {
        int64_t x = v.n < 2 ? 0 : (int64_t)v.w * 1000 * (int64_t)i / (int64_t)(v.n - 1);
        int64_t up = span <= 0 ? 0 : (int64_t)(((__int128)v.v[i] - v.lo) * (v.h * 1000) / span);
        buf_addc(o->b, i ? 'L' : 'M');
        out_length(o, (Length){v.x * INT64_C(1000) + x});
        buf_addc(o->b, ' ');
        out_length(o, (Length){(v.y + v.h) * INT64_C(1000) - up});
    }
}

/* Those that point the way text runs; they turn with it. */
static bool icon_turns(Str name)
{
    return str_eq(name, S("right")) || str_eq(name, S("left")) || str_eq(name, S("signout")) ||
           str_eq(name, S("external"));
}

void out_icon(Out *o, Str name, IconSize size)
{
    if (str_empty(name)) {
        return;
    }
    static const Str heads[2][2] = {
        {S_INIT("<svg class=\"icon\" aria-hidden=\"true\"><use href=\""),
         S_INIT("<svg class=\"icon icon-s\" aria-hidden=\"true\"><use href=\"")},
        {S_INIT("<svg class=\"icon icon-turn\" aria-hidden=\"true\"><use href=\""),
         S_INIT("<svg class=\"icon icon-turn icon-s\" aria-hidden=\"true\"><use href=\"")},
    };
    buf_add(o->b, heads[icon_turns(name)][size == ICON_SMALL]);
    buf_add(o->b, url_asset(S("icons.svg")).s);
    buf_addc(o->b, '#');
    buf_add_html(o->b, name);
    buf_add(o->b, S("\"/></svg>"));
}

/* --- texts ------------------------------------------------------------- */

struct TextNode {
    const Locale *locale;
    Str html;
    TextNode *next;
};

/* Lives as long as the process: at most one node for each text of each locale in use. */
static pthread_mutex_t text_lock = PTHREAD_MUTEX_INITIALIZER;
static Arena *text_arena;

static TextNode *text_find(TextSite *site, const Locale *locale)
{
    TextNode *n = atomic_load_explicit(&site->nodes, memory_order_acquire);
    while (n && n->locale != locale) {
        n = n->next;
    }
    return n;
}

static TextNode *text_make(TextSite *site, const Locale *locale)
{
    pthread_mutex_lock(&text_lock);
    TextNode *n = text_find(site, locale);
    if (!n) {
        if (!text_arena) {
            text_arena = arena_create(0);
        }
        Buf b = buf_on_heap(BUF_MAX_SMALL);
        buf_add_html(&b, tr(locale, site->context, site->id));
        n = arena_new(text_arena, TextNode);
        n->locale = locale;
        n->html = str_copy(text_arena, buf_str(&b));
        n->next = atomic_load_explicit(&site->nodes, memory_order_relaxed);
        buf_free(&b);
        atomic_store_explicit(&site->nodes, n, memory_order_release);
    }
    pthread_mutex_unlock(&text_lock);
    return n;
}

static Str text_html(const Out *o, TextSite *site)
{
    TextNode *n = text_find(site, o->locale);
    return (n ? n : text_make(site, o->locale))->html;
}

void out_text(Out *o, TextSite *site) { buf_add(o->b, text_html(o, site)); }

OutText out_text_begin(Out *o, TextSite *site) { return (OutText){text_html(o, site), true}; }

OutText out_plural_begin(Out *o, const char *one, const char *many, int64_t n)
{
    return (OutText){trn(o->locale, one, many, n), false};
}

static void text_add(Out *o, Str s, bool escaped)
{
    if (escaped) {
        buf_add(o->b, s);
    } else {
        buf_add_html(o->b, s);
    }
}

/* Cuts *rest after the next "{name}"; false when there is none. */
static bool text_cut(Str *rest, Str *ret_before, Str *ret_name)
{
    ptrdiff_t open = str_find_char(*rest, '{');
    ptrdiff_t close = open < 0 ? -1 : str_find_char(str_skip(*rest, (size_t)open), '}');
    if (close < 0) {
        return false;
    }
    *ret_before = str_sub(*rest, 0, (size_t)open);
    *ret_name = str_sub(*rest, (size_t)open + 1, (size_t)close - 1);
    *rest = str_skip(*rest, (size_t)(open + close) + 1);
    return true;
}

int out_text_next(Out *o, OutText *text, const Str *names, size_t names_n)
{
    Str before, name;
    while (text_cut(&text->rest, &before, &name)) {
        text_add(o, before, text->escaped);
        for (size_t i = 0; i < names_n; i++) {
            if (str_eq(names[i], name)) {
                return (int)i;
            }
        }
        /* A translation names something that is not there: shown as it stands, so that it is seen. */
        text_add(o, str_of(name.p - 1, name.n + 2), text->escaped);
    }
    text_add(o, text->rest, text->escaped);
    return -1;
}

static void out_msg_arg(Out *o, const Msg *m, Str name)
{
    for (size_t i = 0; i < sizeof m->args / sizeof m->args[0] && m->args[i].name; i++) {
        if (str_eq(str_from(m->args[i].name), name)) {
            buf_add_html(o->b, m->args[i].value);
            return;
        }
    }
    if (m->plural && str_eq(name, S("n"))) {
        out_i64(o, m->n);
        return;
    }
    buf_add_html(o->b, str_of(name.p - 1, name.n + 2));
}

void out_msg(Out *o, Msg m)
{
    if (!msg_is_set(m)) {
        return;
    }
    Str rest = m.plural ? trn(o->locale, m.id, m.plural, m.n) : tr(o->locale, m.context, m.id);
    Str before, name;
    while ((m.plural || m.args[0].name) && text_cut(&rest, &before, &name)) {
        buf_add_html(o->b, before);
        out_msg_arg(o, &m, name);
    }
    buf_add_html(o->b, rest);
}
