/* The rules of finding: what a person may open, said in their language. Pages are those of the route table that have a
 * title and need nothing but the account; records are found by the kernel's index and shown by their area's provider.
 */
#include "areas/help/help.h"

#include "app/route.h"
#include "areas/home/home.h"
#include "base/num.h"
#include <pthread.h>

const HelpTopic *help_topic(Ctx *ctx, Str topic)
{
    const HelpTopic *english = NULL;
    for (size_t i = 0; i < HELP_TOPICS_N; i++) {
        const HelpTopic *t = &HELP_TOPICS[i];
        if (!str_eq(t->topic, topic)) {
            continue;
        }
        if (str_eq(t->lang, locale_language(ctx->locale))) {
            return t;
        }
        english = str_eq(t->lang, S("en")) ? t : english;
    }
    return english;
}

size_t help_topics(Ctx *ctx, const HelpTopic **ret, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < HELP_TOPICS_N && n < max; i++) {
        const HelpTopic *t = help_topic(ctx, HELP_TOPICS[i].topic);
        if (t == &HELP_TOPICS[i]) {
            ret[n++] = t;
        }
    }
    return n;
}

static bool a_word_begins(Str word, Str in)
{
    Str one;
    while (str_split(&in, ' ', &one)) {
        if (str_starts(one, word)) {
            return true;
        }
    }
    return false;
}

bool words_begin(Str text_folded, Str in_folded)
{
    Str word;
    bool any = false;
    while (str_split(&text_folded, ' ', &word)) {
        if (word.n == 0) {
            continue;
        }
        any = true;
        if (!a_word_begins(word, in_folded)) {
            return false;
        }
    }
    return any;
}

/* Folding asks ICU; titles and topics never change while the program runs, so their folded words are kept for each
 * locale, made at its first search. */
enum { PAGES_MAX = 256, LOCALES_MAX = 64, TOPICS_MAX = 200 };
typedef struct Page {
    const Route *route;
    const char *icon;
    Str title, words;
} Page;
typedef struct Topic {
    const HelpTopic *topic;
    Str words, text;
} Topic;
typedef struct Index {
    const Locale *locale;
    Page pages[PAGES_MAX];
    size_t pages_n;
    Topic topics[TOPICS_MAX];
    size_t topics_n;
} Index;
static struct {
    pthread_mutex_t lock;
    Arena *arena;
    Index *made[LOCALES_MAX];
    size_t n;
} indexes = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* Pages that can be opened knowing only the account. */
static bool is_page(const Route *r)
{
    if (!r->title || !str_eq(str_from(r->method), S("GET"))) {
        return false;
    }
    Str rest = str_from(r->path);
    ptrdiff_t at = str_find(rest, S("{account}"));
    return str_find(at >= 0 ? str_skip(rest, (size_t)at + 9) : rest, S("{")) < 0;
}

static const char *icon_of_path(const char *path)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->nav_n + AREAS[i]->settings_nav_n; k++) {
            const NavEntry *e = k < AREAS[i]->nav_n ? &AREAS[i]->nav[k] : &AREAS[i]->settings_nav[k - AREAS[i]->nav_n];
            if (str_eq(str_from(e->path), str_from(path))) {
                return e->icon;
            }
        }
    }
    return "right";
}

static void index_pages(Index *x, Arena *a)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->routes_n && x->pages_n < PAGES_MAX; k++) {
            const Route *r = &AREAS[i]->routes[k];
            if (!is_page(r)) {
                continue;
            }
            Str title = tr(x->locale, NULL, r->title), more = r->keywords ? tr(x->locale, NULL, r->keywords) : S("");
            /* The area's own title too: "customers" finds all its pages. */
            Str area = tr(x->locale, NULL, AREAS[i]->title);
            Str words = str_fmt(a, "%.*s %.*s %.*s", S_ARG(title), S_ARG(more), S_ARG(area));
            x->pages[x->pages_n++] = (Page){r, icon_of_path(r->path), fold_search(a, title), fold_search(a, words)};
        }
    }
}

static void index_topics(Index *x, Arena *a)
{
    for (size_t i = 0; i < HELP_TOPICS_N && x->topics_n < TOPICS_MAX; i++) {
        const HelpTopic *t = &HELP_TOPICS[i];
        if (str_eq(t->lang, locale_language(x->locale))) {
            Str words = fold_search(a, str_fmt(a, "%.*s %.*s", S_ARG(t->title), S_ARG(t->keywords)));
            x->topics[x->topics_n++] = (Topic){t, words, fold_search(a, t->text)};
        }
    }
}

static const Index *index_of(const Locale *locale)
{
    pthread_mutex_lock(&indexes.lock);
    Index *found = NULL;
    for (size_t i = 0; i < indexes.n && !found; i++) {
        found = indexes.made[i]->locale == locale ? indexes.made[i] : NULL;
    }
    if (!found && indexes.n < LOCALES_MAX) {
        if (!indexes.arena) {
            indexes.arena = arena_create(0);
        }
        found = arena_new(indexes.arena, Index);
        found->locale = locale;
        index_pages(found, indexes.arena);
        index_topics(found, indexes.arena);
        indexes.made[indexes.n++] = found;
    }
    if (!found) {
        found = indexes.made[0];
    }
    pthread_mutex_unlock(&indexes.lock);
    return found;
}

/* Pages whose title fits stand before those that only their keywords find. */
static FoundGroup find_pages(Ctx *ctx, const Index *x, Str text, const FindAsk *ask)
{
    Found *items = arena_array(ctx->arena, Found, ask->max);
    size_t n = 0;
    for (int by_title = 1; by_title >= 0; by_title--) {
        for (size_t i = 0; i < x->pages_n && n < ask->max; i++) {
            const Page *p = &x->pages[i];
            if (words_begin(text, p->title) == by_title && words_begin(text, p->words) &&
                ctx_may(ctx, p->route->perm)) {
                items[n++] = (Found){.title = tr(ctx->locale, NULL, p->route->title),
                                     .icon = str_from(p->icon),
                                     .url = home_path(ctx, p->route->path)};
            }
        }
    }
    return (FoundGroup){MSG("Pages"), items, n};
}

static FoundGroup find_topics(Ctx *ctx, const Index *x, Str text, const FindAsk *ask)
{
    Found *items = arena_array(ctx->arena, Found, ask->max);
    size_t n = 0;
    for (size_t i = 0; i < x->topics_n && n < ask->max; i++) {
        const Topic *t = &x->topics[i];
        if (words_begin(text, t->words) || (ask->whole_text && words_begin(text, t->text))) {
            items[n++] = (Found){.title = t->topic->title,
                                 .icon = S("help"),
                                 .url = url_fmt(ctx->arena, "/a/%s/help/%s", ctx->account.public_id, t->topic->topic)};
        }
    }
    return (FoundGroup){MSG("Help"), items, n};
}

static Err find_records(AccountCtx a, const SearchProvider *p, const FindAsk *ask, FoundGroup *ret)
{
    SearchHit *hits;
    size_t n;
    TRY(search_find(a, ask->text, str_from(p->kind), ask->max, &hits, &n));
    Found *items = arena_array(a.ctx->arena, Found, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = (Found){.title = hits[i].title, .line = hits[i].line, .icon = str_from(p->icon), .url = hits[i].url};
    }
    *ret = (FoundGroup){MSG_OF(p->group), items, n};
    return OK;
}

Err find_all(AccountCtx a, const FindAsk *ask, FoundGroup ret[FOUND_GROUPS_MAX], size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    const Index *x = index_of(ctx->locale);
    Str text = fold_search(ctx->arena, ask->text);
    size_t n = 0;
    ret[n] = find_pages(ctx, x, text, ask);
    n += ret[n].items_n > 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->search_n && n + 1 < FOUND_GROUPS_MAX; k++) {
            if (ctx_may(ctx, AREAS[i]->search[k].perm)) {
                TRY(find_records(a, &AREAS[i]->search[k], ask, &ret[n]));
                n += ret[n].items_n > 0;
            }
        }
    }
    ret[n] = find_topics(ctx, x, text, ask);
    n += ret[n].items_n > 0;
    *ret_n = n;
    return OK;
}
