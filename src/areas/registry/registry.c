/* The rules of the company registry; see the header. */
#include "areas/registry/registry.h"

#include "app/typed.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/registry_q.h"
#include "ui/field.h"

enum { NAME_MAX = 200, WORDS_MAX = 12, WORD_BYTES = 40, TEXT_MAX = 120, NUMBER_MAX = 40 };
#define AFTER_ALL "\xF4\x8F\xBF\xBF" /* U+10FFFF: no word holds it */

/* Letters and digits alone, in capitals: numbers are written with blanks, points and strokes between. */
static Str number_key(Arena *a, Str number)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Str upper = str_upper_ascii(a, number);
    for (size_t i = 0; i < upper.n; i++) {
        char c = upper.p[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')) {
            buf_addc(&b, c);
        }
    }
    return buf_str(&b);
}

static size_t words_of(Arena *a, Str text, Str *ret)
{
    Str rest = fold_search(a, text), word;
    size_t n = 0;
    while (n < WORDS_MAX && str_split(&rest, ' ', &word)) {
        if (word.n) {
            Str start = str_sub(word, 0, word.n < WORD_BYTES ? word.n : WORD_BYTES);
            ret[n++] = str_sub(start, 0, utf8_valid_prefix(start));
        }
    }
    return n;
}

static void fill(RegistryCompany *ret, const RegistryGetRow *r)
{
    *ret = (RegistryCompany){r->id,    r->country, r->number, r->legal_name, r->line1,
                             r->line2, r->city,    r->state,  r->postal_code};
}

Err registry_get(Ctx *ctx, Id id, RegistryCompany *ret)
{
    RegistryGetRow r;
    TRY(q_registry_get(system_of(ctx), &(RegistryGetArgs){.id = id}, &r));
    fill(ret, &r);
    return OK;
}

Err registry_of_number(Ctx *ctx, Str country, Str number, RegistryCompany *ret)
{
    RegistryOfNumberRow r;
    Str key = number_key(ctx->arena, number);
    if (!key.n) {
        return ERR_NOT_FOUND;
    }
    TRY(q_registry_of_number(system_of(ctx), &(RegistryOfNumberArgs){.country = country, .number_key = key}, &r));
    *ret = (RegistryCompany){r.id, r.country, r.number, r.legal_name, r.line1, r.line2, r.city, r.state, r.postal_code};
    return OK;
}

Err registry_has(Ctx *ctx, Str country, bool *ret)
{
    RegistrySomeRow *rows;
    size_t n = 0;
    TRY(q_registry_some(system_of(ctx), &(RegistrySomeArgs){.country = country}, &rows, &n));
    *ret = n > 0;
    return OK;
}

/* Does each of the words begin some word of the name? */
static bool has_words(Arena *a, Str name, const Str *words, size_t words_n)
{
    Str own[WORDS_MAX];
    size_t own_n = words_of(a, name, own);
    for (size_t i = 0; i < words_n; i++) {
        bool found = false;
        for (size_t j = 0; j < own_n && !found; j++) {
            found = str_starts(own[j], words[i]);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static bool is_there(const RegistryCompany *list, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(list[i].id, id)) {
            return true;
        }
    }
    return false;
}

Err registry_find(Ctx *ctx, Str country, Str text, size_t max, RegistryCompany **ret, size_t *ret_n)
{
    Str words[WORDS_MAX];
    size_t words_n = words_of(ctx->arena, utf8_prefix(text, TEXT_MAX), words), longest = 0, n = 0, rows_n = 0;
    RegistryOfWordRow *rows = NULL;
    RegistryCompany *list = arena_array(ctx->arena, RegistryCompany, REGISTRY_ROWS_MAX);
    max = max < REGISTRY_ROWS_MAX ? max : REGISTRY_ROWS_MAX;
    *ret = list;
    *ret_n = 0;
    Err err = registry_of_number(ctx, country, text, &list[0]);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    n += err == OK;
    for (size_t i = 0; i < words_n; i++) {
        longest = words[i].n > words[longest].n ? i : longest;
    }
    if (words_n) {
        RegistryOfWordArgs args = {.country = country,
                                   .from_word = words[longest],
                                   .to_word = str_concat(ctx->arena, words[longest], S(AFTER_ALL))};
        TRY(q_registry_of_word(system_of(ctx), &args, &rows, &rows_n));
    }
    for (size_t i = 0; i < rows_n && n < max; i++) {
        const RegistryOfWordRow *r = &rows[i];
        if (has_words(ctx->arena, r->legal_name, words, words_n) && !is_there(list, n, r->id)) {
            list[n++] = (RegistryCompany){r->id,    r->country, r->number, r->legal_name, r->line1,
                                          r->line2, r->city,    r->state,  r->postal_code};
        }
    }
    *ret_n = n;
    return OK;
}

void registry_check(Ctx *ctx, RegistryCompany *c)
{
    typed_line(ctx, "legal_name", c->legal_name, NAME_MAX, MSG("Enter the company's name as its register has it"));
    typed_line(ctx, "line1", c->line1, 128, (Msg){0});
    typed_line(ctx, "line2", c->line2, 128, (Msg){0});
    typed_line(ctx, "city", c->city, 64, (Msg){0});
    typed_line(ctx, "state", c->state, 64, (Msg){0});
    if (!country_known(c->country)) {
        problem_field(ctx, S("country"), MSG("Choose a country of the list; its code has two letters, like NL"));
        return;
    }
    if (number_key(ctx->arena, c->number).n == 0) {
        problem_field(ctx, S("registration_id"), MSG("Enter the registration number"));
    } else {
        typed_number(ctx, COUNTRY_REGISTRATION, "registration_id", c->country, &c->number);
    }
    if (c->postal_code.n) {
        typed_number(ctx, COUNTRY_POSTAL, "postal_code", c->country, &c->postal_code);
    }
}

static Err put_words(Ctx *ctx, const RegistryCompany *c)
{
    Str words[WORDS_MAX];
    size_t n = words_of(ctx->arena, c->legal_name, words);
    TRY(q_registry_words_drop(system_of(ctx), &(RegistryWordsDropArgs){.id = c->id}, NULL));
    for (size_t i = 0; i < n; i++) {
        RegistryWordAddArgs args = {.country = c->country, .word = words[i], .company_id = c->id};
        TRY(q_registry_word_add(system_of(ctx), &args, NULL));
    }
    return OK;
}

Err registry_put(Ctx *ctx, RegistryCompany *c, bool *ret_added)
{
    RegistryCompany old;
    Str key = fold_sort_key(ctx->arena, c->legal_name);
    Err err = registry_of_number(ctx, c->country, c->number, &old);
    if (err != OK && err != ERR_NOT_FOUND) {
        return err;
    }
    *ret_added = err == ERR_NOT_FOUND;
    c->id = *ret_added ? ctx_new_id(ctx) : old.id;
    if (*ret_added) {
        RegistryAddArgs args = {.id = c->id,
                                .country = c->country,
                                .number_key = number_key(ctx->arena, c->number),
                                .number = c->number,
                                .legal_name = c->legal_name,
                                .name_key = key,
                                .line1 = c->line1,
                                .line2 = c->line2,
                                .city = c->city,
                                .state = c->state,
                                .postal_code = c->postal_code};
        TRY(q_registry_add(system_of(ctx), &args, NULL));
    } else {
        RegistryPutArgs args = {.id = c->id,
                                .number = c->number,
                                .legal_name = c->legal_name,
                                .name_key = key,
                                .line1 = c->line1,
                                .line2 = c->line2,
                                .city = c->city,
                                .state = c->state,
                                .postal_code = c->postal_code};
        TRY(q_registry_put(system_of(ctx), &args, NULL));
    }
    return put_words(ctx, c);
}

Str registry_place(Arena *a, const RegistryCompany *c)
{
    Str town = str_trim(str_fmt(a, "%.*s %.*s", S_ARG(c->postal_code), S_ARG(c->city)));
    const Str parts[] = {c->line1, c->line2, town, c->state};
    Str there[COUNT_OF(parts)];
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        if (parts[i].n) {
            there[n++] = parts[i];
        }
    }
    return str_join(a, there, n, S(", "));
}

/* --- holding against it --- */

static void row(Ctx *ctx, RegistryMatch *m, Msg label, Str given, Str registered)
{
    bool same = str_eq(fold_search(ctx->arena, given), fold_search(ctx->arena, registered));
    m->rows[m->rows_n++] = (RegistryDifference){label, given, registered, same};
    m->different += !same;
}

Err registry_compare(Ctx *ctx, const RegistryCompany *given, RegistryMatch *ret)
{
    RegistryCompany c;
    *ret = (RegistryMatch){0};
    TRY(registry_has(ctx, given->country, &ret->offered));
    Err err = registry_of_number(ctx, given->country, given->number, &c);
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    ret->found = true;
    row(ctx, ret, MSG("Registration number"), given->number, c.number);
    ret->different -= !ret->rows[0].same; /* the same number, written in another way */
    ret->rows[0].same = true;
    row(ctx, ret, MSG("Legal name"), given->legal_name, c.legal_name);
    row(ctx, ret, MSG("Legal address"), registry_place(ctx->arena, given), registry_place(ctx->arena, &c));
    return OK;
}

/* --- looking up --- */

static Err pick(Ctx *ctx, Str country, RegistryCompany *ret)
{
    Id id;
    if (id_parse(ctx_query(ctx, S("pick")), &id) != OK) {
        return OK;
    }
    Err err = registry_get(ctx, id, ret);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(ret->country, country))) {
        *ret = (RegistryCompany){.id = ID_NIL};
        return OK;
    }
    return err;
}

Err registry_lookup_view(Ctx *ctx, Str country, Url self, RegistryLookup *ret, RegistryCompany *ret_pick)
{
    RegistryCompany *found;
    size_t n = 0;
    Str text = utf8_prefix(str_trim(ctx_query(ctx, S("company"))), TEXT_MAX);
    *ret = (RegistryLookup){.action = self, .asked = text.n > 0};
    *ret_pick = (RegistryCompany){.id = ID_NIL};
    TRY(registry_has(ctx, country, &ret->offered));
    TRY(pick(ctx, country, ret_pick));
    ret->picked = !id_is_nil(ret_pick->id);
    ret->picked_name = ret_pick->legal_name;
    ret->text = ui_field(ctx, S("company"), text, MSG("Find the company in the register"));
    ret->text.hint = MSG("Words of its name, or its registration number. Or enter everything yourself below.");
    ret->text.optional = true;
    ret->text.max_length = TEXT_MAX;
    if (!ret->offered || !text.n) {
        return OK;
    }
    TRY(registry_find(ctx, country, text, REGISTRY_FOUND_MAX, &found, &n));
    RegistryLine *lines = arena_array(ctx->arena, RegistryLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (RegistryLine){.name = found[i].legal_name,
                                  .number = found[i].number,
                                  .place = registry_place(ctx->arena, &found[i]),
                                  .use = url_with(ctx->arena, self, S("pick"), id_text(ctx->arena, found[i].id))};
    }
    ret->lines = lines;
    ret->lines_n = n;
    return OK;
}
