/* Languages and locales: which are known, which is meant, and the translated text. Formats are in format.c. */
#include "app/i18n_priv.h"
#include "base/map.h"
#include <ctype.h>
#include <unicode/uclean.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

pthread_mutex_t i18n_lock = PTHREAD_MUTEX_INITIALIZER;

/* Made once, then only added to under the lock; readers go through atomics. */
static struct {
    Arena *arena;
    CatalogueTable *catalogues[16];
    size_t catalogues_n;
    Str languages[17], names[17];
    size_t languages_n;
    Map known; /* ICU's locale ids */
    _Atomic(const Locale *) locales[LOCALE_MAX * 2];
    size_t locales_n;
    atomic_bool ready;
} I18N;

Arena *i18n_arena(void) { return I18N.arena; }

Str i18n_utf8(Arena *a, const UChar *s, int32_t n)
{
    int32_t need = 0;
    UErrorCode e = U_ZERO_ERROR;
    u_strToUTF8WithSub(NULL, 0, &need, s, n, 0xFFFD, NULL, &e);
    char *p = arena_alloc(a, (size_t)need + 1, 1);
    e = U_ZERO_ERROR;
    u_strToUTF8WithSub(p, need + 1, NULL, s, n, 0xFFFD, NULL, &e);
    return str_of(p, (size_t)need);
}

static CatalogueTable *catalogue_of(Str language)
{
    for (size_t i = 0; i < I18N.catalogues_n; i++) {
        if (str_eq(I18N.catalogues[i]->language, language)) {
            return I18N.catalogues[i];
        }
    }
    return NULL;
}

static bool language_shipped(Str language)
{
    for (size_t i = 0; i < I18N.languages_n; i++) {
        if (str_eq(I18N.languages[i], language)) {
            return true;
        }
    }
    return false;
}

static void language_add(Str language)
{
    UChar name[64];
    UErrorCode e = U_ZERO_ERROR;
    char *z = str_z(I18N.arena, language);
    int32_t n = uloc_getDisplayLanguage(z, z, name, 64, &e);
    I18N.languages[I18N.languages_n] = language;
    I18N.names[I18N.languages_n++] = U_SUCCESS(e) && n > 0 ? i18n_utf8(I18N.arena, name, n) : language;
}

static Err i18n_load(void)
{
    I18N.arena = arena_create(0);
    I18N.known = map_on_arena(I18N.arena, 1024);
    for (int32_t i = 0; i < uloc_countAvailable(); i++) {
        map_put(&I18N.known, str_from(uloc_getAvailable(i)), &I18N);
    }
    language_add(S("en"));
    for (size_t i = 0; i < CATALOGUES_N && I18N.catalogues_n < COUNT_OF(I18N.catalogues); i++) {
        TRY(catalogue_load(I18N.arena, &CATALOGUES[i], &I18N.catalogues[I18N.catalogues_n]));
        I18N.catalogues_n++;
        if (!language_shipped(str_from(CATALOGUES[i].language))) {
            language_add(str_from(CATALOGUES[i].language));
        }
    }
    return OK;
}

Err i18n_init(void)
{
    pthread_mutex_lock(&i18n_lock);
    Err err = OK;
    if (!atomic_load(&I18N.ready)) {
        err = i18n_load();
        atomic_store(&I18N.ready, err == OK);
    }
    pthread_mutex_unlock(&i18n_lock);
    if (err == OK) {
        (void)locale_get(S("en-US"));
    }
    return err;
}

/* A tag in its parts: language lower case, Script, REGION; what else there is is dropped. */
typedef struct TagParts {
    char language[9], script[5], region[4];
} TagParts;

static bool tag_parse(Str tag, TagParts *ret)
{
    *ret = (TagParts){.language = ""};
    for (int part = 0; tag.n && part < 3; part++) {
        size_t n = 0;
        while (n < tag.n && tag.p[n] != '-' && tag.p[n] != '_') {
            if (!isalnum((unsigned char)tag.p[n])) {
                return false;
            }
            n++;
        }
        if (part == 0 ? n < 2 || n > 3 : n < 1 || n > 8) {
            return false;
        }
        char *to = part == 0 ? ret->language : n == 4 ? ret->script : n <= 3 ? ret->region : NULL;
        for (size_t i = 0; to && i < n; i++) {
            bool up = to == ret->region || (to == ret->script && i == 0);
            to[i] = (char)(up ? toupper((unsigned char)tag.p[i]) : tolower((unsigned char)tag.p[i]));
        }
        tag = str_skip(tag, n + 1);
    }
    return ret->language[0] != '\0';
}

static bool icu_knows(const char *id) { return map_get(&I18N.known, str_from(id)) != NULL; }

/* The region that a language is mostly used in: "fr" gives FR. */
static void tag_likely(TagParts *t)
{
    char id[24], full[64];
    UErrorCode e = U_ZERO_ERROR;
    snprintf(id, sizeof id, "%s%s%s", t->language, t->script[0] ? "_" : "", t->script);
    if (uloc_addLikelySubtags(id, full, (int32_t)sizeof full, &e) > 0 && U_SUCCESS(e)) {
        e = U_ZERO_ERROR;
        if (uloc_getCountry(full, t->region, (int32_t)sizeof t->region, &e) <= 0 || U_FAILURE(e)) {
            t->region[0] = '\0';
        }
    }
}

static uint64_t locale_hash(Str tag) { return str_hash(tag) % (LOCALE_MAX * 2); }

static const Locale *locale_look(Str tag)
{
    for (uint64_t i = locale_hash(tag);; i = (i + 1) % (LOCALE_MAX * 2)) {
        const Locale *l = atomic_load_explicit(&I18N.locales[i], memory_order_acquire);
        if (!l || str_eq(l->tag, tag)) {
            return l;
        }
    }
}

/* id: ICU's, such as "fr_CA". Under the lock. */
static const Locale *locale_make(const char *id, Str tag)
{
    const Locale *there = locale_look(tag);
    if (there || I18N.locales_n >= LOCALE_MAX) {
        return there;
    }
    Locale *l = arena_new(I18N.arena, Locale);
    snprintf(l->icu, sizeof l->icu, "%s", id);
    l->tag = str_copy(I18N.arena, tag);
    ptrdiff_t end = str_find_char(l->tag, '-');
    l->language = str_sub(l->tag, 0, end < 0 ? l->tag.n : (size_t)end);
    l->catalogue = catalogue_of(l->language);
    l->rtl = uloc_isRightToLeft(id);
    l->shipped = language_shipped(l->language) && l->tag.n > l->language.n + 1 && l->tag.n <= l->language.n + 4;
    if (format_load(I18N.arena, l) != OK) {
        return NULL;
    }
    uint64_t i = locale_hash(l->tag);
    while (atomic_load_explicit(&I18N.locales[i], memory_order_relaxed)) {
        i = (i + 1) % (LOCALE_MAX * 2);
    }
    atomic_store_explicit(&I18N.locales[i], l, memory_order_release);
    I18N.locales_n++;
    return l;
}

static const Locale *locale_of_parts(const TagParts *t)
{
    char id[24], tag_z[24];
    int n = snprintf(id, sizeof id, "%s%s%s%s%s", t->language, t->script[0] ? "_" : "", t->script,
                     t->region[0] ? "_" : "", t->region);
    if (n <= 0 || !icu_knows(id)) {
        return NULL;
    }
    for (int i = 0; i <= n; i++) {
        tag_z[i] = id[i] == '_' ? '-' : id[i];
    }
    const Locale *l = locale_look(str_of(tag_z, (size_t)n));
    if (!l) {
        pthread_mutex_lock(&i18n_lock);
        l = locale_make(id, str_of(tag_z, (size_t)n));
        pthread_mutex_unlock(&i18n_lock);
    }
    return l;
}

const Locale *locale_formats(Str tag)
{
    TagParts t;
    return tag_parse(tag, &t) ? locale_of_parts(&t) : NULL;
}

const Locale *locale_get(Str tag)
{
    const Locale *known = tag.n <= 16 ? locale_look(tag) : NULL;
    if (known && known->shipped) {
        return known; /* nearly always: the tag as we write it ourselves */
    }
    TagParts t;
    if (tag_parse(tag, &t)) {
        if (!t.region[0]) {
            tag_likely(&t);
        }
        if (!language_shipped(str_from(t.language))) { /* English words, the region's numbers and dates */
            memcpy(t.language, "en", 3);
        }
        t.script[0] = '\0';
        const Locale *l = locale_of_parts(&t);
        if (!l && t.region[0]) {
            tag_likely(&t);
            l = locale_of_parts(&t);
        }
        if (l) {
            return l;
        }
    }
    static const TagParts ENGLISH = {.language = "en", .region = "US"};
    const Locale *l = locale_of_parts(&ENGLISH);
    if (!l) {
        abort(); /* ICU without its data: nothing can be shown */
    }
    return l;
}

/* "0.8" to 800; anything else is 0, which means "not wanted". */
static int quality(Str s)
{
    if (s.n == 0 || (s.p[0] != '0' && s.p[0] != '1')) {
        return 0;
    }
    int v = (s.p[0] - '0') * 1000, step = 100;
    for (size_t i = 2; i < s.n && i < 5 && isdigit((unsigned char)s.p[i]); i++, step /= 10) {
        v += (s.p[i] - '0') * step;
    }
    return v > 1000 ? 1000 : v;
}

static const Locale *accept_header(Str header)
{
    TagParts best = {.language = "en"};
    int best_quality = 0;
    char region[4] = "";
    Str item;
    for (int i = 0; i < 32 && str_split(&header, ',', &item); i++) {
        Str tag;
        (void)str_split(&item, ';', &tag);
        Str parameter = str_trim(item);
        int q = str_starts_nocase(parameter, S("q=")) ? quality(str_trim(str_skip(parameter, 2))) : 1000;
        TagParts t;
        if (q == 0 || !tag_parse(str_trim(tag), &t)) {
            continue;
        }
        if (t.region[0] && !region[0]) {
            memcpy(region, t.region, sizeof region); /* of the first wish: whose numbers and dates they know */
        }
        if (q > best_quality && language_shipped(str_from(t.language))) {
            best_quality = q;
            best = t;
        }
    }
    if (!best.region[0]) {
        memcpy(best.region, region, sizeof region);
    }
    if (!best.region[0]) {
        tag_likely(&best);
    }
    best.script[0] = '\0';
    const Locale *l = locale_of_parts(&best);
    return l ? l : locale_get(str_from(best.language));
}

/* Clients send few different headers, and each the same with every request. */
const Locale *locale_accept(Str header)
{
    static _Thread_local struct {
        char text[120];
        size_t n;
        const Locale *locale; /* NULL: nothing kept yet */
    } last;
    if (last.locale && str_eq(str_of(last.text, last.n), header)) {
        return last.locale;
    }
    const Locale *l = accept_header(header);
    if (header.n <= sizeof last.text) {
        memcpy(last.text, header.p ? header.p : "", header.n);
        last.n = header.n;
        last.locale = l;
    }
    return l;
}

Str locale_tag(const Locale *l) { return l->tag; }
Str locale_language(const Locale *l) { return l->language; }
bool locale_is_rtl(const Locale *l) { return l->rtl; }
bool locale_decimal_comma(const Locale *l) { return l->decimal_comma; }

const Str *locale_languages(size_t *ret_n, const Str **ret_names)
{
    *ret_n = I18N.languages_n;
    if (ret_names) {
        *ret_names = I18N.names;
    }
    return I18N.languages;
}

Str tr(const Locale *l, const char *context, const char *id)
{
    const TrEntry *e = l->catalogue ? catalogue_find(l->catalogue, context, id) : NULL;
    return e ? e->forms[0] : str_from(id);
}

static Str trn_in(const Locale *l, const char *context, const char *one, const char *many, int64_t n)
{
    const TrEntry *e = l->catalogue ? catalogue_find(l->catalogue, context, one) : NULL;
    if (!e) {
        return str_from(n == 1 || n == -1 ? one : many);
    }
    unsigned form = plural_form(&l->catalogue->plural, n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n);
    return e->forms[form < e->forms_n ? form : 0];
}

Str trn(const Locale *l, const char *one, const char *many, int64_t n) { return trn_in(l, NULL, one, many, n); }

static bool msg_argument(Buf *b, const Locale *l, const Msg *m, Str name)
{
    for (size_t i = 0; i < COUNT_OF(m->args) && m->args[i].name; i++) {
        if (str_eq(str_from(m->args[i].name), name)) {
            buf_add(b, m->args[i].value);
            return true;
        }
    }
    if (m->plural && str_eq(name, S("n"))) {
        fmt_i64(b, l, m->n);
        return true;
    }
    return false;
}

void msg_write(Buf *b, const Locale *l, const Msg *m)
{
    if (!m->id) {
        return;
    }
    Str text = m->plural ? trn_in(l, m->context, m->id, m->plural, m->n) : tr(l, m->context, m->id);
    if (!m->args[0].name && !m->plural) {
        buf_add(b, text);
        return;
    }
    while (text.n) {
        ptrdiff_t open = str_find_char(text, '{');
        if (open < 0) {
            break;
        }
        buf_add(b, str_sub(text, 0, (size_t)open));
        text = str_skip(text, (size_t)open);
        ptrdiff_t close = str_find_char(text, '}');
        if (close > 0 && msg_argument(b, l, m, str_sub(text, 1, (size_t)close - 1))) {
            text = str_skip(text, (size_t)close + 1);
        } else {
            buf_addc(b, '{');
            text = str_skip(text, 1);
        }
    }
    buf_add(b, text);
}

Str msg_text(Arena *a, const Locale *l, const Msg *m)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    msg_write(&b, l, m);
    return buf_str(&b);
}

enum { COUNTRY_LOCALES_MAX = 64 };

static Str culture_of(Arena *a, const char *language, Str iso2) { return str_fmt(a, "%s-%.*s", language, S_ARG(iso2)); }

static void culture_add(Str culture, Str *list, size_t *n)
{
    for (size_t i = 0; i < *n; i++) {
        if (str_eq(list[i], culture)) {
            return;
        }
    }
    if (*n < COUNTRY_LOCALES_MAX) {
        list[(*n)++] = culture;
    }
}

size_t locales_of_country(Arena *a, Str iso2, Str **ret)
{
    char id[16], full[64], language[16];
    UErrorCode e = U_ZERO_ERROR;
    size_t n = 0;
    *ret = arena_array(a, Str, COUNTRY_LOCALES_MAX);
    snprintf(id, sizeof id, "und_%.*s", S_ARG(iso2));
    if (uloc_addLikelySubtags(id, full, (int32_t)sizeof full, &e) > 0 && U_SUCCESS(e) &&
        uloc_getLanguage(full, language, (int32_t)sizeof language, &e) > 0 && U_SUCCESS(e)) {
        culture_add(culture_of(a, language, iso2), *ret, &n);
    }
    for (int32_t i = 0; i < uloc_countAvailable(); i++) {
        const char *known = uloc_getAvailable(i);
        e = U_ZERO_ERROR;
        bool here = uloc_getCountry(known, full, (int32_t)sizeof full, &e) == 2 && str_eq(str_from(full), iso2);
        if (here && uloc_getLanguage(known, language, (int32_t)sizeof language, &e) > 0 && U_SUCCESS(e)) {
            culture_add(culture_of(a, language, iso2), *ret, &n);
        }
    }
    return n;
}
