/* Languages and formats: gettext catalogues (embedded .mo, own reader because libintl looks up by process locale), ICU
 * for everything that depends on a region. A Locale is made once per tag, lives as long as the process and is shared
 * by threads. ICU's patterns and symbols are taken when it is made; the expansion per cell is ours and is tested
 * against ICU for every locale shipped. */
#pragma once
#include "base/buf.h"
#include "base/money.h"
#include "base/time.h"

typedef struct Locale Locale;
typedef struct Msg {     /* a text to be translated when shown; all strings are static or in the request's arena */
    const char *id;      /* English text; NULL: no message */
    const char *plural;  /* NULL: no plural */
    const char *context; /* gettext context or NULL */
    int64_t n;           /* count, for plural and {n} */
    struct MsgArg {
        const char *name;
        Str value;
    } args[4]; /* {name} in the text; already formatted */
} Msg;
#define MSG(text) ((Msg){.id = "" text})
#define MSGN(one, many, count) ((Msg){.id = "" one, .plural = "" many, .n = (count)})
#define MSG1(text, name1, value1) ((Msg){.id = "" text, .args = {{"" name1, (value1)}}})
#define MSG2(text, name1, value1, name2, value2)                                                                       \
    ((Msg){.id = "" text, .args = {{"" name1, (value1)}, {"" name2, (value2)}}})
/* Marks a text for extraction where a const table holds it; shown later with MSG_OF. */
#define N_(text) text
#define MSG_OF(static_text) ((Msg){.id = (static_text)})
#define TR(text) text
#define TRN(one, many) one, many
#define TRC(context, text) context, text
static inline bool msg_is_set(Msg m) { return m.id != NULL; }

MUST_USE Err i18n_init(void); /* catalogues and the shipped locales; once */
/* Best match for a tag ("fr-CA", "fr", "de-DE"): the language falls back to "en", formats to the region's if ICU
 * knows it. Never NULL. */
const Locale *locale_get(Str tag);
/* From Accept-Language (RFC 9110 12.5.4) among the shipped languages. Never NULL. */
const Locale *locale_accept(Str header);
Str locale_tag(const Locale *l);      /* "fr-FR": for <html lang> */
Str locale_language(const Locale *l); /* "fr" */
bool locale_is_rtl(const Locale *l);
bool locale_decimal_comma(const Locale *l);
/* Languages shipped, with their own names ("English", "français"); count in ret_n. */
const Str *locale_languages(size_t *ret_n, const Str **ret_names);

/* Translated text without arguments filled. */
Str tr(const Locale *l, const char *context, const char *id);
Str trn(const Locale *l, const char *one, const char *many, int64_t n);
/* The whole message, arguments and {n} filled, not escaped. */
void msg_write(Buf *b, const Locale *l, const Msg *m);
Str msg_text(Arena *a, const Locale *l, const Msg *m);

/* Formats. tz: an IANA zone name ("Europe/Paris"); empty is UTC. */
void fmt_i64(Buf *b, const Locale *l, int64_t v);
void fmt_dec(Buf *b, const Locale *l, Dec v);
void fmt_money(Buf *b, const Locale *l, Money m);
typedef enum DateStyle {
    DATE_SHORT /* 21 Nov 2026 */,
    DATE_LONG /* Saturday 21 November 2026 */,
    DATE_DAY_MONTH,
    DATE_MONTH /* November 2026 */
} DateStyle;
void fmt_date(Buf *b, const Locale *l, Date d, DateStyle style);
void fmt_time(Buf *b, const Locale *l, Str tz, Time t); /* date and time, minutes */
Time time_in_zone(Str tz, Time t); /* shifted, so that time_civil gives the clock on the wall there */
Date date_in_zone(Str tz, Time t);
int hour_in_zone(Str tz, Time t);
/* "2 h ago", "yesterday": for lists; the exact time goes to title. */
void fmt_relative(Buf *b, const Locale *l, Time t, Time now);
void fmt_bytes(Buf *b, const Locale *l, int64_t bytes);
Str country_name(Arena *a, const Locale *l, Str iso2); /* the code itself when unknown */
Str language_name(Arena *a, const Locale *l, Str tag);
bool country_known(Str iso2);
bool language_known(Str iso639); /* two or three letters, in any case */
/* All countries of ISO 3166-1, sorted by name in the locale; made once per locale. */
typedef struct NamedCode {
    Str code, name;
} NamedCode;
const NamedCode *country_list(const Locale *l, size_t *ret_n);
bool zone_known(Str tz);
/* A zone that is used in the country; "UTC" when there is none, or the country is unknown. */
Str zone_of_country(Arena *a, Str iso2);
/* Locales that CLDR has for the country ("de-CH", "fr-CH"): the likely one first, then by name. */
size_t locales_of_country(Arena *a, Str iso2, Str **ret);

/* Folding for search and sort keys (ICU): case, accents, width and compatibility forms are dropped ("Ångström AG" to
 * "angstrom ag"); ß is ss. Punctuation becomes one space. */
Str fold_search(Arena *a, Str s);
/* Normalization form C (UAX 15), so that a text typed on another keyboard is the same bytes; unchanged when it is not
 * UTF-8. */
Str fold_nfc(Arena *a, Str s);
/* A key whose bytewise order is the root collation's order, hex-free, at most 200 bytes; stored in name_key columns. */
Str fold_sort_key(Arena *a, Str s);
