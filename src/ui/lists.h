/* What a person keeps of a list: its columns, density and rows a page, and views of it under a name. All else of a list
 * is in its address. Preferences of the list "customers" are "customers.list.cols" and the like, and
 * "customers.view.NAME" with the query of the view. */
#pragma once
#include "app/ctx.h"
#include "app/machine.h"
#include "app/page.h"
#include "app/view.h"

enum { LIST_SIZE = 50, LIST_VIEWS_MAX = 20, LIST_VIEW_NAME_MAX = 40, LIST_QUERY_MAX = 2000 };
typedef struct ListKept {
    Str cols; /* "domain,state"; empty: the list's own choice */
    bool compact;
    int size; /* rows a page */
} ListKept;
MUST_USE Err list_kept(SelfCtx self, Id account_id, const char *list, ListKept *ret);
MUST_USE Err list_keep(SelfCtx self, Id account_id, const char *list, const ListKept *kept);
/* A size the pager offers, else the one given. */
int list_size(Str text, int otherwise);

/* One pair of what every list's address has; false: another one. */
bool list_take(Str name, Str value, int *size, bool *compact, Str *after, Str *before);

/* query: clean, made by the list itself; empty stands for the plain list. said: what to tell. */
MUST_USE Err list_view_save(SelfCtx self, Id account_id, const char *list, Str name, Str query, Msg *ret_said);
MUST_USE Err list_view_remove(SelfCtx self, Id account_id, const char *list, Str name, Msg *ret_said);

/* The menu "Save view" and the chips of the views: {{ call list_views(&v->choices) }}, {{ call list_choices(...) }}. */
typedef struct ListChoicesView {
    Url keep, save, remove; /* where the forms go: columns and rows, save a view, remove one */
    Str query;
    const SavedView *views;
    size_t views_n;
    bool differ; /* the address has columns, rows or density of its own: they can be kept */
} ListChoicesView;
/* page: the list's address without a query. */
MUST_USE Err list_choices(SelfCtx self, Id account_id, const char *list, Url page, Str query, ListChoicesView *ret);

/* Columns that people choose from. */
typedef struct ListColumn {
    const char *key, *label; /* label: N_() */
    bool initial;            /* shown to whoever chose none */
} ListColumn;
/* A bit for each that is shown: those that "cols" names, or when it is empty those of the beginning. */
uint32_t list_columns_of(const ListColumn *all, size_t n, Str cols);
/* One more word of "cols": a form sends one for each. */
Str list_cols_add(Arena *a, Str cols, Str value);
/* The menu "Columns": {{ call columns(&v->columns) }}. first: the column that always stands; self: the list's address
 * with its query; rest: the query without "cols". */
typedef struct ListColumnsAsk {
    const ListColumn *all;
    size_t n;
    uint32_t set;
    ListColumn first;
    Url self;
    Str rest;
} ListColumnsAsk;
void list_columns(Ctx *ctx, const ListColumnsAsk *ask, ColumnsView *ret);

/* What the three forms of ListChoicesView do, for any list. */
typedef struct ListClean {
    Str query; /* as the list itself writes it */
    Str plain; /* the same without columns, density and rows a page */
    ListKept kept;
} ListClean;
typedef struct ListOwn {
    const char *list; /* "customers" */
    Id account_id;    /* ID_NIL: the vendor's staff */
    Url page;
    /* A query of a form through the list's own reader, so that nothing foreign comes back out. */
    Err (*clean)(void *arg, Str query, ListClean *ret);
    void *arg;
} ListOwn;
MUST_USE Err list_choices_post(SelfCtx self, ListOwn own);
MUST_USE Err list_view_save_post(SelfCtx self, ListOwn own);
MUST_USE Err list_view_remove_post(SelfCtx self, ListOwn own);

/* The pairs of a query as hidden fields; at most max. */
size_t list_hidden(Arena *a, Str query, HiddenField *ret, size_t max);
/* "page?query", or the page alone. query: made by the list itself. */
Url list_url(Arena *a, Url page, Str query);
/* One more pair of a query, unless the value is empty. */
void list_put(Buf *b, const char *name, Str value);
/* A query in pieces through one reader: nothing foreign comes back out. take: gets each pair. */
void list_each(Arena *a, Str query, void (*take)(void *ask, Str name, Str value), void *ask);
/* A list's query as it came back in a form, written anew: names of words, values encoded. Too long: empty. */
Str list_clean(Arena *a, Str query);
/* The pairs of the request's address through the same reader. */
void list_each_asked(Ctx *ctx, void (*take)(void *ask, Str name, Str value), void *ask);
/* The menu "Export" of a list: file is the address that makes it, query the list's own. */
ExportView list_export(Arena *a, Url file, Str query);
/* A filter by the states of a machine and "Any state" ("all"); chosen empty: first. */
FieldView list_states(Ctx *ctx, const Machine *m, Str chosen, Str first);
/* A column heading that sorts. self: the list's address with its query; word: of the order in it, behind "-" when it
 * goes down; first_down: newest or largest first when it is chosen. */
typedef struct ListSorted {
    bool here, down, first_down;
} ListSorted;
SortView list_sort(Arena *a, Url self, const char *word, Msg label, ListSorted now);
/* The pager below: previous, next, rows a page. rest: the query without the rows a page. */
void list_pager(Arena *a, Url page, Str query, Str rest, const PageInfo *info, size_t rows, int size, PagerView *ret);
