/* See lists.h. */
#include "ui/lists.h"

#include "app/preference.h"
#include "base/num.h"
#include "base/utf8.h"
#include "http/http.h"
#include "ui/field.h"
#include "ui/parts.h"

static Str key_of(Ctx *ctx, const char *list, const char *rest) { return str_fmt(ctx->arena, "%s.%s", list, rest); }

int list_size(Str text, int otherwise)
{
    int64_t n;
    for (size_t i = 0; i < PAGER_SIZES_N && str_to_i64(text, &n) == OK; i++) {
        if (n == PAGER_SIZES[i]) {
            return PAGER_SIZES[i];
        }
    }
    return otherwise;
}

bool list_take(Str name, Str value, int *size, bool *compact, Str *after, Str *before)
{
    if (str_eq(name, S("size"))) {
        *size = list_size(value, *size);
    } else if (str_eq(name, S("density"))) {
        *compact = str_eq(value, S("compact"));
    } else if (str_eq(name, S("after"))) {
        *after = value;
    } else if (str_eq(name, S("before"))) {
        *before = value;
    } else {
        return false;
    }
    return true;
}

Err list_kept(SelfCtx self, Id account_id, const char *list, ListKept *ret)
{
    Ctx *ctx = self.ctx;
    *ret = (ListKept){.cols = S(""), .size = LIST_SIZE};
    Preference *own;
    size_t n;
    TRY(preference_list(self, account_id, key_of(ctx, list, "list."), &own, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_ends(own[i].key, S(".cols"))) {
            ret->cols = own[i].value;
        } else if (str_ends(own[i].key, S(".density"))) {
            ret->compact = str_eq(own[i].value, S("compact"));
        } else if (str_ends(own[i].key, S(".size"))) {
            ret->size = list_size(own[i].value, ret->size);
        }
    }
    return OK;
}

Err list_keep(SelfCtx self, Id account_id, const char *list, const ListKept *kept)
{
    Ctx *ctx = self.ctx;
    Str size = kept->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", kept->size);
    TRY(preference_put(self, account_id, key_of(ctx, list, "list.cols"), kept->cols));
    TRY(preference_put(self, account_id, key_of(ctx, list, "list.density"), kept->compact ? S("compact") : S("")));
    return preference_put(self, account_id, key_of(ctx, list, "list.size"), size);
}

Err list_view_save(SelfCtx self, Id account_id, const char *list, Str name, Str query, Msg *ret_said)
{
    Ctx *ctx = self.ctx;
    name = str_trim(name);
    if (utf8_count(name) > LIST_VIEW_NAME_MAX) {
        *ret_said = MSG1("The view is not saved: its name has at most {max} characters", "max",
                         str_fmt(ctx->arena, "%d", LIST_VIEW_NAME_MAX));
        ctx->audit.skip = true;
        return OK;
    }
    if (str_empty(name) || utf8_has_control(name)) {
        *ret_said = MSG("Give the view a name to save it");
        ctx->audit.skip = true;
        return OK;
    }
    Preference *saved;
    size_t n;
    Str prefix = key_of(ctx, list, "view.");
    TRY(preference_list(self, account_id, prefix, &saved, &n));
    if (n >= LIST_VIEWS_MAX) {
        *ret_said = MSG("You have 20 saved views; remove one first");
        ctx->audit.skip = true;
        return OK;
    }
    /* An empty value would remove it: a plain list is saved as one that says so. */
    *ret_said = MSG1("View {name} is saved", "name", name);
    return preference_put(self, account_id, str_concat(ctx->arena, prefix, name), query.n ? query : S("plain=1"));
}

Err list_view_remove(SelfCtx self, Id account_id, const char *list, Str name, Msg *ret_said)
{
    Ctx *ctx = self.ctx;
    name = utf8_prefix(name, LIST_VIEW_NAME_MAX);
    *ret_said = MSG1("View {name} is removed", "name", name);
    return preference_put(self, account_id, str_concat(ctx->arena, key_of(ctx, list, "view."), name), S(""));
}

Url list_url(Arena *a, Url page, Str query)
{
    return query.n ? (Url){str_fmt(a, "%.*s?%.*s", S_ARG(page.s), S_ARG(query))} : page;
}

Err list_choices(SelfCtx self, Id account_id, const char *list, Url page, Str query, ListChoicesView *ret)
{
    Ctx *ctx = self.ctx;
    Preference *saved;
    size_t n;
    Str prefix = key_of(ctx, list, "view.");
    TRY(preference_list(self, account_id, prefix, &saved, &n));
    SavedView *views = arena_array(ctx->arena, SavedView, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool plain = str_eq(saved[i].value, S("plain=1"));
        views[i] = (SavedView){.name = str_skip(saved[i].key, prefix.n),
                               .url = list_url(ctx->arena, page, plain ? S("") : saved[i].value),
                               .current = plain ? query.n == 0 : str_eq(saved[i].value, query)};
    }
    Url path = page;
    *ret = (ListChoicesView){
        .keep = {str_concat(ctx->arena, path.s, S("/choices"))},
        .save = {str_concat(ctx->arena, path.s, S("/views"))},
        .remove = {str_concat(ctx->arena, path.s, S("/views/remove"))},
        .query = query,
        .views = views,
        .views_n = n,
        .differ = ctx_has_query(ctx, S("cols")) || ctx_has_query(ctx, S("density")) || ctx_has_query(ctx, S("size")),
    };
    return OK;
}

uint32_t list_columns_of(const ListColumn *all, size_t n, Str cols)
{
    uint32_t set = 0;
    Str one;
    for (uint32_t i = 0; i < n && cols.n == 0; i++) {
        set |= all[i].initial ? 1u << i : 0;
    }
    while (cols.n && str_split(&cols, ',', &one)) {
        for (uint32_t i = 0; i < n; i++) {
            set |= str_eq(str_trim(one), str_from(all[i].key)) ? 1u << i : 0;
        }
    }
    return set;
}

Str list_cols_add(Arena *a, Str cols, Str value)
{
    return str_empty(cols) ? value : str_fmt(a, "%.*s,%.*s", S_ARG(cols), S_ARG(value));
}

void list_columns(Ctx *ctx, const ListColumnsAsk *ask, ColumnsView *ret)
{
    enum { KEEP_MAX = 16 };
    ColumnOption *options = arena_array(ctx->arena, ColumnOption, ask->n + 1);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, KEEP_MAX);
    Str first = str_from(ask->first.key);
    options[0] = (ColumnOption){.key = first, .label = MSG_OF(ask->first.label), .shown = true, .fixed = true};
    for (uint32_t i = 0; i < ask->n; i++) {
        options[i + 1] = (ColumnOption){
            .key = str_from(ask->all[i].key), .label = MSG_OF(ask->all[i].label), .shown = (ask->set >> i & 1) != 0};
    }
    size_t keep_n = list_hidden(ctx->arena, ask->rest, keep, KEEP_MAX - 1);
    keep[keep_n++] = (HiddenField){S("cols"), first}; /* "none but the first" is a choice too */
    *ret = (ColumnsView){.action = ask->self,
                         .reset = url_with(ctx->arena, ask->self, S("cols"), S("")),
                         .options = options,
                         .options_n = ask->n + 1,
                         .keep = keep,
                         .keep_n = keep_n};
}

static Err clean_form(Ctx *ctx, const ListOwn *own, ListClean *ret)
{
    Str given = ctx_form(ctx, S("query"));
    if (given.n > LIST_QUERY_MAX) {
        return problem(ctx, ERR_TOO_LARGE, MSG("This view is too long to keep"), (Msg){0});
    }
    return own->clean(own->arg, given, ret);
}

Err list_choices_post(SelfCtx self, ListOwn own)
{
    Ctx *ctx = self.ctx;
    ListClean c;
    TRY(clean_form(ctx, &own, &c));
    TRY(list_keep(self, own.account_id, own.list, &c.kept));
    ctx_redirect(ctx, list_url(ctx->arena, own.page, c.plain), MSG("These columns and rows are yours now"));
    return OK;
}

Err list_view_save_post(SelfCtx self, ListOwn own)
{
    Ctx *ctx = self.ctx;
    ListClean c;
    Msg said;
    TRY(clean_form(ctx, &own, &c));
    TRY(list_view_save(self, own.account_id, own.list, ctx_form(ctx, S("name")), c.query, &said));
    ctx_redirect(ctx, list_url(ctx->arena, own.page, c.query), said);
    return OK;
}

Err list_view_remove_post(SelfCtx self, ListOwn own)
{
    Ctx *ctx = self.ctx;
    Msg said;
    TRY(list_view_remove(self, own.account_id, own.list, ctx_form(ctx, S("name")), &said));
    ctx_redirect(ctx, own.page, said);
    return OK;
}

size_t list_hidden(Arena *a, Str query, HiddenField *ret, size_t max)
{
    size_t n = 0;
    Err err = OK;
    while (n < max && http_next_param(a, &query, &ret[n].name, &ret[n].value, &err)) {
        n++;
    }
    return n;
}

void list_put(Buf *b, const char *name, Str value)
{
    if (str_empty(value)) {
        return;
    }
    if (b->n) {
        buf_addc(b, '&');
    }
    buf_add(b, str_from(name));
    buf_addc(b, '=');
    buf_add_url(b, value);
}

void list_each(Arena *a, Str query, void (*take)(void *ask, Str name, Str value), void *ask)
{
    Str name, value;
    Err err = OK;
    while (http_next_param(a, &query, &name, &value, &err)) {
        if (err == OK) {
            take(ask, name, value);
        }
        err = OK;
    }
}

void list_each_asked(Ctx *ctx, void (*take)(void *ask, Str name, Str value), void *ask)
{
    size_t n;
    const Param *all = ctx_query_all(ctx, &n);
    for (size_t i = 0; i < n; i++) {
        take(ask, all[i].name, all[i].value);
    }
}

ExportView list_export(Arena *a, Url file, Str query)
{
    Url of = list_url(a, file, query);
    return (ExportView){.csv = url_with(a, of, S("format"), S("csv")),
                        .xlsx = url_with(a, of, S("format"), S("xlsx")),
                        .about = MSG("All that match, on all pages")};
}

FieldView list_states(Ctx *ctx, const Machine *m, Str chosen, Str first)
{
    OptionView *states = arena_array(ctx->arena, OptionView, m->states_n + 1);
    Str shown = chosen.n ? chosen : first;
    for (size_t i = 0; i < m->states_n; i++) {
        Str id = str_from(m->states[i].id);
        states[i] = (OptionView){.value = id, .label = MSG_OF(m->states[i].name), .selected = str_eq(id, shown)};
    }
    states[m->states_n] =
        (OptionView){.value = S("all"), .label = MSG("Any state"), .selected = str_eq(shown, S("all"))};
    return ui_select(ctx, S("state"), MSG("State"), states, m->states_n + 1);
}

void list_pager(Arena *a, Url page, Str query, Str rest, const PageInfo *info, size_t rows, int size, PagerView *ret)
{
    enum { KEEP_MAX = 16 };
    HiddenField *keep = arena_array(a, HiddenField, KEEP_MAX);
    Url here = list_url(a, page, query);
    *ret = (PagerView){.has_previous = info->previous.n != 0,
                       .has_next = info->next.n != 0,
                       .previous = url_with(a, here, S("before"), info->previous),
                       .next = url_with(a, here, S("after"), info->next),
                       .action = page,
                       .keep = keep,
                       .keep_n = list_hidden(a, rest, keep, KEEP_MAX),
                       .size = size,
                       .shown = MSGN("{n} row shown", "{n} rows shown", (int64_t)rows)};
}

SortView list_sort(Arena *a, Url self, const char *word, Msg label, ListSorted now)
{
    bool down = now.here ? !now.down : now.first_down;
    return (SortView){.label = label,
                      .sortable = true,
                      .state = !now.here  ? SORT_NONE
                               : now.down ? SORT_DOWN
                                          : SORT_UP,
                      .url = url_with(a, self, S("sort"), str_fmt(a, "%s%s", down ? "-" : "", word))};
}

/* --- a query that came back in a form --- */

static void put_pair(void *arg, Str name, Str value)
{
    enum { NAME_MAX_ = 20 };
    bool plain = name.n > 0 && name.n <= NAME_MAX_;
    for (size_t i = 0; plain && i < name.n; i++) {
        plain = (name.p[i] >= 'a' && name.p[i] <= 'z') || name.p[i] == '_';
    }
    if (plain && value.n) {
        Buf *b = arg;
        buf_add(b, b->n ? S("&") : S(""));
        buf_add(b, name);
        buf_addc(b, '=');
        buf_add_url(b, value);
    }
}

Str list_clean(Arena *a, Str query)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    list_each(a, query.n > LIST_QUERY_MAX ? S("") : query, put_pair, &b);
    return buf_str(&b);
}
