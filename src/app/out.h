/* What templates write to, and how each type prints. Included by generated code. */
#pragma once
#include "app/i18n.h"
#include "base/id.h"

typedef struct Out {
    Buf *b;
    const Locale *locale;
    Str tz;         /* the user's zone */
    Time now;       /* business time, for relative times */
    Str asset_base; /* "/assets/" */
    Str csrf;       /* token for forms of this session, field "_csrf"; empty when signed out */
    bool viewing;   /* the vendor's staff look at a partner's page: forms stand there and cannot be sent */
    Str form_key;   /* idempotency key of this page's forms, field "_key"; random, new for each rendering */
} Out;

typedef struct Url {
    Str s;
} Url; /* a path and query of ours, or a checked https address; made by url_* only */
typedef struct Html {
    Str s;
} Html; /* trusted markup; each maker says why it is safe */

/* A path with its parts filled in: %s Str, encoded as one component; %d int64_t; %i Id; %u Url, as it is; %% a percent
 * sign. url_fmt(a, "/a/%s/customers?status=%s", account, status). */
Url url_fmt(Arena *a, const char *fmt, ...);
Url url_static(const char *path);
/* A path of a table with {account} filled in; every such path begins with /a/{account}. Others are as they are. */
Url url_account(Arena *a, const char *path, Str public_id);
/* A user-given address: https or http only, else "about:blank". */
Url url_external(Arena *a, Str address);
/* To write to somebody, to call them; empty: empty. */
Url url_mail(Arena *a, Str address);
Url url_phone(Arena *a, Str number);
/* Adds or replaces one query parameter; empty value removes it. */
Url url_with(Arena *a, Url u, Str name, Str value);
/* Content-hashed address of an asset by its logical name ("app.css"). */
Url url_asset(Str name);

void out_str(Out *o, Str s);
void out_i64(Out *o, int64_t v);
void out_money(Out *o, Money m);
void out_time(Out *o, Time t);
void out_date(Out *o, Date d);
void out_dec(Out *o, Dec d);
void out_id(Out *o, Id id);
void out_url(Out *o, Url u);
void out_html(Out *o, Html h);
void out_msg(Out *o, Msg m);
static inline void out_raw(Out *o, Str s) { buf_add(o->b, s); } /* generated static markup only */

/* Types that only say how a value is printed. */
typedef struct Plain {
    int64_t v;
} Plain; /* digits only, no grouping: ids, sizes in markup, value="" */
typedef struct Iso {
    Time t;
} Iso; /* 2026-11-21T05:46:00Z, whole seconds: datetime="" */
typedef struct IsoDate {
    Date d;
} IsoDate; /* 2026-11-21 */
typedef struct DayMonth {
    Date d;
} DayMonth; /* 21 Nov */
typedef struct LongDate {
    Date d;
} LongDate; /* Saturday 21 November 2026 */
typedef struct Ago {
    Time t;
} Ago; /* 2 h ago */
typedef struct Bytes {
    int64_t n;
} Bytes; /* 1.4 MB */
typedef struct Length {
    int64_t milli;
} Length; /* thousandths of a unit of an SVG, with a point: "12.5" */
/* Path data of a line over the values, scaled into a box; lo and hi are its lower and upper edge. */
typedef struct PathLine {
    const int64_t *v;
    size_t n;
    int64_t lo, hi;
    int x, y, w, h;
} PathLine;
void out_path_line(Out *o, PathLine v);
void out_plain(Out *o, Plain v);
void out_iso(Out *o, Iso v);
void out_iso_date(Out *o, IsoDate v);
void out_day_month(Out *o, DayMonth v);
void out_long_date(Out *o, LongDate v);
void out_ago(Out *o, Ago v);
void out_bytes(Out *o, Bytes v);
void out_length(Out *o, Length v);

#define OUT_TYPES                                                                                                      \
    Str:                                                                                                               \
    out_str, int : out_int,                                                                                            \
                   unsigned : out_uint,                                                                                \
                              int64_t : out_i64,                                                                       \
                                        uint64_t : out_u64,                                                            \
                                                   Money : out_money,                                                  \
                                                           Time : out_time,                                            \
                                                                  Date : out_date,                                     \
                                                                         Dec : out_dec,                                \
                                                                               Id : out_id,                            \
                                                                                    Url : out_url,                     \
                                                                                          Msg : out_msg,               \
                                                                                                Plain : out_plain,     \
                                                                                                        Iso : out_iso, \
                                                                                                              IsoDate  \
        : out_iso_date,                                                                                                \
          DayMonth : out_day_month,                                                                                    \
                     LongDate : out_long_date,                                                                         \
                                Ago : out_ago,                                                                         \
                                      Bytes : out_bytes,                                                               \
                                              Length : out_length,                                                     \
                                                       PathLine : out_path_line
#define OUT(o, x) _Generic((x), OUT_TYPES, Html : out_html)((o), (x))
/* In a quoted attribute: everything but markup. */
#define OUT_ATTR(o, x) _Generic((x), OUT_TYPES)((o), (x))
static inline void out_int(Out *o, int v) { out_i64(o, v); }
static inline void out_uint(Out *o, unsigned v) { out_i64(o, v); }
static inline void out_u64(Out *o, uint64_t v) { out_i64(o, (int64_t)v); }
/* In an address attribute only a Url compiles. */
#define OUT_URL(o, x) _Generic((x), Url : out_url)((o), (x))

/* One icon of the sprite. An unknown name shows nothing. */
typedef enum IconSize { ICON_NORMAL, ICON_SMALL } IconSize;
void out_icon(Out *o, Str name, IconSize size);

/* A static text of a template. Its translation, escaped, is found once per locale and kept: nodes are only ever added,
 * so readers need no lock. */
typedef struct TextNode TextNode;
typedef struct TextSite {
    const char *context, *id;
    TextNode *_Atomic nodes;
} TextSite;
void out_text(Out *o, TextSite *site);
/* The same with arguments: next() writes up to the next {name} and returns its index in names, or -1 at the end. */
typedef struct OutText {
    Str rest;
    bool escaped;
} OutText;
OutText out_text_begin(Out *o, TextSite *site);
OutText out_plural_begin(Out *o, const char *one, const char *many, int64_t n);
int out_text_next(Out *o, OutText *text, const Str *names, size_t names_n);
