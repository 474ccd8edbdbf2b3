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
    Str csrf;       /* token for forms of this session; empty when signed out */
} Out;

typedef struct Url { Str s; } Url;   /* a path and query of ours, or a checked https address; made by url_* only */
typedef struct Html { Str s; } Html; /* trusted markup; each maker says why it is safe */

/* Percent-encodes what must be; "/a/%s/customers" with Str arguments only through url_fmt's %s (encoded as component). */
Url url_fmt(Arena *a, const char *fmt, ...);
Url url_static(const char *path);
/* A user-given address: https or http only, else "about:blank". */
Url url_external(Arena *a, Str address);
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

#define OUT(o, x)                                                                                                       \
    _Generic((x), Str: out_str, int: out_int, unsigned: out_uint, int64_t: out_i64, uint64_t: out_u64, Money: out_money, \
        Time: out_time, Date: out_date, Dec: out_dec, Id: out_id, Url: out_url, Html: out_html, Msg: out_msg)((o), (x))
static inline void out_int(Out *o, int v) { out_i64(o, v); }
static inline void out_uint(Out *o, unsigned v) { out_i64(o, v); }
static inline void out_u64(Out *o, uint64_t v) { out_i64(o, (int64_t)v); }
/* In an address attribute only a Url compiles. */
#define OUT_URL(o, x) _Generic((x), Url: out_url)((o), (x))
