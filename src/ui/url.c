/* Addresses. A Url is made here only, so what is in one is either a path of ours with its parts encoded, or an http(s)
 * address of somebody else. */
#include "app/out.h"
#include "ui/asset.h"

Url url_static(const char *path) { return (Url){str_from(path)}; }

/* Some eighty on each page, so without a format: memory is taken once, for an id of which each byte has to be written
 * as three. */
Url url_account(Arena *a, const char *path, Str public_id)
{
    Str p = str_from(path), mark = S("/a/{account}");
    if (!str_starts(p, mark)) {
        return (Url){p};
    }
    Str rest = str_skip(p, mark.n);
    Buf b = buf_on_arena(a, 3 + 3 * public_id.n + rest.n);
    buf_reserve(&b, 3 + public_id.n + rest.n);
    buf_add(&b, S("/a/"));
    buf_add_url(&b, public_id);
    buf_add(&b, rest);
    return (Url){buf_str(&b)};
}

Url url_fmt(Arena *a, const char *fmt, ...)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    va_list ap;
    va_start(ap, fmt);
    for (const char *p = fmt; *p; p++) {
        if (*p != '%') {
            buf_addc(&b, *p);
            continue;
        }
        switch (*++p) {
        case 's':
            buf_add_url(&b, va_arg(ap, Str));
            break;
        case 'd':
            buf_add_i64(&b, va_arg(ap, int64_t));
            break;
        case 'u':
            buf_add(&b, va_arg(ap, Url).s);
            break;
        case 'i': {
            char text[ID_TEXT];
            id_to(text, va_arg(ap, Id));
            buf_add(&b, str_of(text, sizeof text));
            break;
        }
        default: /* "%%", or the start of an escape that is written out: %20 */
            buf_addc(&b, '%');
            p -= *p == '%' ? 0 : 1;
            break;
        }
    }
    va_end(ap);
    return (Url){buf_str(&b)};
}

/* "name=value" of *rest up to the next '&'; the name is compared as it is written. */
static bool is_param(Str pair, Str name)
{
    return str_starts(pair, name) && (pair.n == name.n || pair.p[name.n] == '=');
}

Url url_with(Arena *a, Url u, Str name, Str value)
{
    ptrdiff_t hash = str_find_char(u.s, '#');
    Str fragment = hash < 0 ? S("") : str_skip(u.s, (size_t)hash);
    Str rest = hash < 0 ? u.s : str_sub(u.s, 0, (size_t)hash);
    ptrdiff_t mark = str_find_char(rest, '?');
    Str query = mark < 0 ? S("") : str_skip(rest, (size_t)mark + 1);
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    buf_add(&b, mark < 0 ? rest : str_sub(rest, 0, (size_t)mark));
    char separator = '?';
    Str pair;
    while (query.n && str_split(&query, '&', &pair)) {
        if (pair.n && !is_param(pair, name)) {
            buf_addc(&b, separator);
            buf_add(&b, pair);
            separator = '&';
        }
    }
    if (value.n) {
        buf_addc(&b, separator);
        buf_add_url(&b, name);
        buf_addc(&b, '=');
        buf_add_url(&b, value);
    }
    buf_add(&b, fragment);
    return (Url){buf_str(&b)};
}

Url url_external(Arena *a, Str address)
{
    address = str_trim(address);
    if (!str_starts_nocase(address, S("https://")) && !str_starts_nocase(address, S("http://"))) {
        return url_static("about:blank");
    }
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < address.n; i++) {
        unsigned char c = (unsigned char)address.p[i];
        if (c <= ' ' || c == 0x7f || c == '"' || c == '\'' || c == '<' || c == '>' || c == '\\' || c == '`') {
            buf_addc(&b, '%');
            buf_addc(&b, hex[c >> 4]);
            buf_addc(&b, hex[c & 15]);
        } else {
            buf_addc(&b, (char)c);
        }
    }
    return (Url){buf_str(&b)};
}

static Url url_to(Arena *a, const char *scheme, Str to)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    buf_add(&b, str_from(scheme));
    buf_add_url(&b, to);
    return (Url){buf_str(&b)};
}

Url url_mail(Arena *a, Str address) { return address.n ? url_to(a, "mailto:", address) : (Url){S("")}; }

Url url_phone(Arena *a, Str number)
{
    Buf digits = buf_on_arena(a, BUF_MAX_SMALL);
    ptrdiff_t ext = str_find(number, S(";ext="));
    for (size_t i = 0; i < number.n; i++) {
        if ((ptrdiff_t)i == ext) {
            buf_add(&digits, S(";ext="));
        } else if ((number.p[i] >= '0' && number.p[i] <= '9') || (number.p[i] == '+' && i == 0)) {
            buf_addc(&digits, number.p[i]);
        }
    }
    return digits.n ? (Url){str_concat(a, S("tel:"), buf_str(&digits))} : (Url){S("")};
}

/* A handful of assets: shorter than a hash. */
const Asset *asset_by_name(Str name)
{
    for (size_t i = 0; i < ASSETS_N; i++) {
        if (str_eq(ASSETS[i].name, name)) {
            return &ASSETS[i];
        }
    }
    return NULL;
}

const Asset *asset_by_path(Str path)
{
    for (size_t i = 0; i < ASSETS_N; i++) {
        if (str_eq(ASSETS[i].path, path)) {
            return &ASSETS[i];
        }
    }
    return NULL;
}

Url url_asset(Str name)
{
    const Asset *asset = asset_by_name(name);
    return (Url){asset ? asset->path : S("/assets/missing")};
}
