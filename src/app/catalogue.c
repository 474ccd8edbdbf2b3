/* GNU .mo images: read in place, indexed by our own hash, plural rules compiled to a small stack program. libintl is
 * not used because it looks up by the process's locale. */
#include "app/i18n_priv.h"
#include <ctype.h>

typedef struct MoFile {
    const unsigned char *p;
    size_t n;
    bool swapped;
} MoFile;

static bool mo_u32(const MoFile *m, size_t at, uint32_t *ret)
{
    if (at > m->n || m->n - at < 4) {
        return false;
    }
    uint32_t v;
    memcpy(&v, m->p + at, 4);
    *ret = m->swapped ? __builtin_bswap32(v) : v;
    return true;
}

static bool mo_str(const MoFile *m, size_t table, uint32_t i, Str *ret)
{
    uint32_t length, offset;
    if (!mo_u32(m, table + (size_t)i * 8, &length) || !mo_u32(m, table + (size_t)i * 8 + 4, &offset) || offset > m->n ||
        m->n - offset < (size_t)length + 1 || m->p[(size_t)offset + length] != 0) {
        return false;
    }
    *ret = str_of((const char *)m->p + offset, length);
    return true;
}

/* FNV-1a with a last mix; streams, so that context and id need not stand together. */
static uint64_t hash_add(uint64_t h, const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        h = (h ^ (unsigned char)p[i]) * UINT64_C(0x100000001b3);
    }
    return h;
}

static uint64_t hash_key(const char *context, const char *id, size_t id_n)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    if (context) {
        h = hash_add(h, context, strlen(context));
        h = hash_add(h, "\004", 1);
    }
    h = hash_add(h, id, id_n);
    return h ^ h >> 29;
}

static void entry_fill(TrEntry *e, Str key, Str value)
{
    ptrdiff_t end = str_find_char(key, '\0'); /* "one\0many": the first part is the name */
    e->key = end < 0 ? key : str_sub(key, 0, (size_t)end);
    ptrdiff_t mark = str_find_char(e->key, '\004');
    e->id = e->key.p + (mark < 0 ? 0 : mark + 1);
    Str form;
    while (e->forms_n < FORMS_MAX && str_split(&value, '\0', &form)) {
        e->forms[e->forms_n++] = form;
    }
}

static void table_put(CatalogueTable *t, uint32_t index)
{
    size_t i = (size_t)hash_key(NULL, t->entries[index].key.p, t->entries[index].key.n) & t->slots_mask;
    while (t->slots[i]) {
        i = (i + 1) & t->slots_mask;
    }
    t->slots[i] = index + 1;
}

static Str header_line(Str header, Str name)
{
    Str line;
    while (str_split(&header, '\n', &line)) {
        if (str_starts_nocase(line, name)) {
            return str_trim(str_skip(line, name.n));
        }
    }
    return S("");
}

Err catalogue_load(Arena *a, const Catalogue *from, CatalogueTable **ret)
{
    MoFile m = {.p = from->bytes, .n = from->n};
    uint32_t magic = 0, count = 0, originals = 0, translations = 0;
    if (!mo_u32(&m, 0, &magic)) {
        return ERR_PARSE;
    }
    m.swapped = magic == UINT32_C(0xde120495);
    if ((magic != UINT32_C(0x950412de) && !m.swapped) || !mo_u32(&m, 8, &count) || !mo_u32(&m, 12, &originals) ||
        !mo_u32(&m, 16, &translations) || count > m.n / 16) {
        return ERR_PARSE;
    }
    CatalogueTable *t = arena_new(a, CatalogueTable);
    t->language = str_from(from->language);
    t->entries = arena_array(a, TrEntry, count + 1);
    size_t cap = 64;
    while (cap < (size_t)count * 2) {
        cap *= 2;
    }
    t->slots = arena_array(a, uint32_t, cap);
    t->slots_mask = cap - 1;
    TRY(plural_parse(S("nplurals=2; plural=n != 1;"), &t->plural));
    for (uint32_t i = 0; i < count; i++) {
        Str key, value;
        if (!mo_str(&m, originals, i, &key) || !mo_str(&m, translations, i, &value)) {
            return ERR_PARSE;
        }
        if (key.n == 0) {
            Str rule = header_line(value, S("Plural-Forms:"));
            TRY(rule.n ? plural_parse(rule, &t->plural) : OK);
            continue;
        }
        entry_fill(&t->entries[t->entries_n], key, value);
        table_put(t, (uint32_t)t->entries_n++);
    }
    *ret = t;
    return OK;
}

static bool entry_is(const TrEntry *e, const char *context, const char *id)
{
    size_t context_n = (size_t)(e->id - e->key.p);
    if (context_n ? !context || strlen(context) != context_n - 1 || memcmp(e->key.p, context, context_n - 1) != 0
                  : context != NULL) {
        return false;
    }
    return strcmp(e->id, id) == 0; /* .mo strings are terminated */
}

const TrEntry *catalogue_find(CatalogueTable *t, const char *context, const char *id)
{
    uintptr_t address = (uintptr_t)id;
    size_t quick = (size_t)((address ^ address >> 12 ^ (uintptr_t)context >> 3) & (TR_CACHE - 1));
    const TrEntry *e = atomic_load_explicit(&t->by_pointer[quick], memory_order_acquire);
    if (e && entry_is(e, context, id)) {
        return e;
    }
    size_t i = (size_t)hash_key(context, id, strlen(id)) & t->slots_mask;
    for (; t->slots[i]; i = (i + 1) & t->slots_mask) {
        e = &t->entries[t->slots[i] - 1];
        if (entry_is(e, context, id)) {
            atomic_store_explicit(&t->by_pointer[quick], e, memory_order_release);
            return e;
        }
    }
    return NULL;
}

/* --- Plural rules: C expressions over n, by precedence climbing into stack code. */

typedef struct PluralParser {
    Str rest;
    PluralRule *rule;
    bool bad;
    int depth;
} PluralParser;

static void pl_emit(PluralParser *p, PluralOp op)
{
    if (p->rule->ops_n == COUNT_OF(p->rule->ops)) {
        p->bad = true;
        return;
    }
    p->rule->ops[p->rule->ops_n++] = op;
}

static bool pl_take(PluralParser *p, Str token)
{
    while (p->rest.n && isspace((unsigned char)p->rest.p[0])) {
        p->rest = str_skip(p->rest, 1);
    }
    if (!str_starts(p->rest, token)) {
        return false;
    }
    p->rest = str_skip(p->rest, token.n);
    return true;
}

static void pl_ternary(PluralParser *p);

static void pl_primary(PluralParser *p)
{
    if (pl_take(p, S("!"))) {
        pl_primary(p);
        pl_emit(p, (PluralOp){.op = PL_NOT});
        return;
    }
    if (pl_take(p, S("("))) {
        pl_ternary(p);
        p->bad |= !pl_take(p, S(")"));
        return;
    }
    if (pl_take(p, S("n"))) {
        pl_emit(p, (PluralOp){.op = PL_N});
        return;
    }
    uint64_t v = 0;
    size_t digits = 0;
    for (; digits < p->rest.n && digits < 9 && isdigit((unsigned char)p->rest.p[digits]); digits++) {
        v = v * 10 + (uint64_t)(p->rest.p[digits] - '0');
    }
    p->bad |= digits == 0;
    p->rest = str_skip(p->rest, digits);
    pl_emit(p, (PluralOp){.op = PL_NUMBER, .number = v});
}

static const struct {
    Str token;
    int op, level;
} PL_BINARY[] = {
    {S_INIT("||"), PL_OR, 1}, {S_INIT("&&"), PL_AND, 2}, {S_INIT("=="), PL_EQ, 3}, {S_INIT("!="), PL_NE, 3},
    {S_INIT("<="), PL_LE, 4}, {S_INIT(">="), PL_GE, 4},  {S_INIT("<"), PL_LT, 4},  {S_INIT(">"), PL_GT, 4},
    {S_INIT("+"), PL_ADD, 5}, {S_INIT("-"), PL_SUB, 5},  {S_INIT("*"), PL_MUL, 6}, {S_INIT("/"), PL_DIV, 6},
    {S_INIT("%"), PL_MOD, 6},
};

static void pl_binary(PluralParser *p, int level)
{
    pl_primary(p);
    for (size_t i = 0; i < COUNT_OF(PL_BINARY) && !p->bad;) {
        if (PL_BINARY[i].level < level || !pl_take(p, PL_BINARY[i].token)) {
            i++;
            continue;
        }
        pl_binary(p, PL_BINARY[i].level + 1);
        pl_emit(p, (PluralOp){.op = (typeof(((PluralOp *)0)->op))PL_BINARY[i].op});
        i = 0;
    }
}

static void pl_ternary(PluralParser *p)
{
    if (++p->depth > 20) {
        p->bad = true;
    }
    if (!p->bad) {
        pl_binary(p, 1);
    }
    if (!p->bad && pl_take(p, S("?"))) {
        pl_ternary(p);
        p->bad |= !pl_take(p, S(":"));
        if (!p->bad) {
            pl_ternary(p);
        }
        pl_emit(p, (PluralOp){.op = PL_IF});
    }
    p->depth--;
}

Err plural_parse(Str rule, PluralRule *ret)
{
    PluralRule made = {.forms_n = 0};
    PluralParser p = {.rest = rule, .rule = &made};
    if (!pl_take(&p, S("nplurals")) || !pl_take(&p, S("=")) || (pl_take(&p, S(" ")), p.rest.n == 0) ||
        p.rest.p[0] < '1' || p.rest.p[0] > '0' + FORMS_MAX) {
        return ERR_PARSE;
    }
    made.forms_n = (unsigned)(p.rest.p[0] - '0');
    p.rest = str_skip(p.rest, 1);
    if (!pl_take(&p, S(";")) || !pl_take(&p, S("plural")) || !pl_take(&p, S("="))) {
        return ERR_PARSE;
    }
    pl_take(&p, S(""));
    pl_ternary(&p);
    pl_take(&p, S(";"));
    pl_take(&p, S(""));
    if (p.bad || p.rest.n != 0) {
        return ERR_PARSE;
    }
    *ret = made;
    return OK;
}

static uint64_t pl_apply(PluralOp op, uint64_t x, uint64_t y)
{
    switch (op.op) {
    case PL_MUL:
        return x * y;
    case PL_DIV:
        return y ? x / y : 0;
    case PL_MOD:
        return y ? x % y : 0;
    case PL_ADD:
        return x + y;
    case PL_SUB:
        return x - y;
    case PL_LT:
        return x < y;
    case PL_LE:
        return x <= y;
    case PL_GT:
        return x > y;
    case PL_GE:
        return x >= y;
    case PL_EQ:
        return x == y;
    case PL_NE:
        return x != y;
    case PL_AND:
        return x && y;
    case PL_OR:
        return x || y;
    case PL_N:
    case PL_NUMBER:
    case PL_NOT:
    case PL_IF:
        break;
    }
    return 0;
}

unsigned plural_form(const PluralRule *r, uint64_t n)
{
    uint64_t stack[COUNT_OF(r->ops) + 1];
    size_t top = 0;
    for (size_t i = 0; i < r->ops_n; i++) {
        PluralOp op = r->ops[i];
        if (op.op == PL_N || op.op == PL_NUMBER) {
            stack[top++] = op.op == PL_N ? n : op.number;
        } else if (op.op == PL_NOT) {
            stack[top - 1] = !stack[top - 1];
        } else if (op.op == PL_IF) {
            top -= 2;
            stack[top - 1] = stack[top - 1] ? stack[top] : stack[top + 1];
        } else {
            top--;
            stack[top - 1] = pl_apply(op, stack[top - 1], stack[top]);
        }
    }
    return top == 1 && stack[0] < r->forms_n ? (unsigned)stack[0] : 0;
}
