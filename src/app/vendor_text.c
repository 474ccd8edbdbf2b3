/* Texts of the vendor by language; see vendor_text.h. */
#include "app/vendor_text.h"

#include "app/unit.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/app_q.h"

static size_t languages(const Str **ret_tags)
{
    size_t n;
    *ret_tags = locale_languages(&n, NULL);
    return num_min_size(n, VENDOR_LANGUAGES_MAX);
}

Err vendor_texts_get(Ctx *ctx, const Id *ids, size_t n, VendorText *ret)
{
    VendorTextsRow *rows;
    const Str *tags;
    size_t rows_n, tags_n = languages(&tags);
    for (size_t i = 0; i < n; i++) {
        ret[i] = (VendorText){0};
    }
    TRY(q_vendor_texts(system_of(ctx), &(VendorTextsArgs){.ids = ids, .ids_n = n}, &rows, &rows_n));
    for (size_t i = 0; i < rows_n; i++) {
        for (size_t k = 0; k < n; k++) {
            for (size_t l = 0; l < tags_n && id_eq(ids[k], rows[i].id); l++) {
                if (str_eq(tags[l], rows[i].locale)) {
                    ret[k].in[l] = rows[i].body;
                }
            }
        }
    }
    return OK;
}

Err vendor_text_put(Ctx *ctx, Id id, const VendorText *t)
{
    const Str *tags;
    size_t n = languages(&tags);
    for (size_t i = 0; i < n; i++) { /* as many as languages are shipped */
        TRY(q_vendor_text_put(system_of(ctx), &(VendorTextPutArgs){.id = id, .locale = tags[i], .body = t->in[i]},
                              NULL));
    }
    return OK;
}

Str vendor_text(const VendorText *t, const Locale *l)
{
    const Str *tags;
    size_t n = languages(&tags);
    Str first = S("");
    for (size_t i = 0; i < n; i++) {
        if (t->in[i].n && str_eq(tags[i], locale_language(l))) {
            return t->in[i];
        }
        first = first.n ? first : t->in[i];
    }
    return first;
}

static Str field_name(Ctx *ctx, const char *name, Str tag) { return str_fmt(ctx->arena, "%s_%.*s", name, S_ARG(tag)); }

VendorText vendor_text_of_form(Ctx *ctx, const char *name)
{
    VendorText t = {0};
    const Str *tags;
    size_t n = languages(&tags);
    for (size_t i = 0; i < n; i++) {
        t.in[i] = str_trim(ctx_form(ctx, field_name(ctx, name, tags[i])));
    }
    return t;
}

void vendor_text_check(Ctx *ctx, const char *name, const VendorText *t, size_t max, bool required)
{
    const Str *tags, *names;
    size_t all, n = languages(&tags);
    (void)locale_languages(&all, &names);
    for (size_t i = 0; i < n; i++) {
        Str field = field_name(ctx, name, tags[i]);
        if (t->in[i].n == 0 && required) {
            problem_field(ctx, field, MSG1("Enter the text ({language}).", "language", names[i]));
        } else if (!utf8_valid(t->in[i]) || utf8_count(t->in[i]) > max) {
            problem_field(ctx, field, MSG1("Use at most {n} characters.", "n", str_fmt(ctx->arena, "%zu", max)));
        }
    }
}
