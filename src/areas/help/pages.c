/* Pages of search, help and notifications. */
#include "areas/help/help_view.h"

#include "app/notify.h"
#include "app/route.h"
#include "areas/home/home.h"
#include "base/json.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/help_html.h"
#include "ui/shell.h"

enum { TEXT_MAX = 200, RESULTS_MAX = 20, SUGGESTIONS_MAX = 6, TOPICS_SHOWN = 200, NOTICES_SHOWN = 100 };

static Str asked_text(Ctx *ctx) { return utf8_prefix(str_trim(ctx_query(ctx, S("q"))), TEXT_MAX); }

Err search_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    SearchView *v = arena_new(ctx->arena, SearchView);
    FoundGroup *groups = arena_array(ctx->arena, FoundGroup, FOUND_GROUPS_MAX);
    v->text = asked_text(ctx);
    if (v->text.n) {
        FindAsk ask = {.text = v->text, .max = RESULTS_MAX, .whole_text = true};
        TRY(find_all(a, &ask, groups, &v->groups_n));
    }
    for (size_t i = 0; i < v->groups_n; i++) {
        v->n += (int64_t)groups[i].items_n;
    }
    v->groups = groups;
    Crumb crumb = {.label = MSG("Search")};
    v->shell = shell_view(ctx, MSG("Search"), &crumb, 1);
    v->shell->search_text = v->text;
    v->action = home_path(ctx, "/a/{account}/search");
    v->help = home_path(ctx, "/a/{account}/help");
    RENDER(ctx, 200, search, v);
    return OK;
}

static void item_json(Json *j, const Found *f)
{
    json_obj(j);
    json_key(j, S("title"));
    json_str(j, f->title);
    if (f->line.n) {
        json_key(j, S("line"));
        json_str(j, f->line);
    }
    json_key(j, S("url"));
    json_str(j, f->url.s);
    json_key(j, S("icon"));
    json_str(j, f->icon);
    json_obj_end(j);
}

static void group_json(Ctx *ctx, Json *j, const FoundGroup *g)
{
    json_obj(j);
    json_key(j, S("title"));
    json_str(j, msg_text(ctx->arena, ctx->locale, &g->title));
    json_key(j, S("items"));
    json_arr(j);
    for (size_t i = 0; i < g->items_n; i++) {
        item_json(j, &g->items[i]);
    }
    json_arr_end(j);
    json_obj_end(j);
}

Err suggest(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    FoundGroup groups[FOUND_GROUPS_MAX];
    size_t n = 0;
    FindAsk ask = {.text = asked_text(ctx), .max = SUGGESTIONS_MAX};
    if (ask.text.n) {
        TRY(find_all(a, &ask, groups, &n));
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    json_key(&j, S("groups"));
    json_arr(&j);
    for (size_t i = 0; i < n; i++) {
        group_json(ctx, &j, &groups[i]);
    }
    json_arr_end(&j);
    json_obj_end(&j);
    ctx->out.status = 200;
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = S("application/json; charset=utf-8");
    return OK;
}

/* Of the account, or of the vendor's staff, who read the same. */
static Url help_base(Ctx *ctx)
{
    return id_is_nil(ctx->account_id) ? url_static("/operator/help") : home_path(ctx, "/a/{account}/help");
}

static void topic_links(Ctx *ctx, HelpView *v, Str current)
{
    const HelpTopic *topics[TOPICS_SHOWN];
    size_t n = help_topics(ctx, topics, TOPICS_SHOWN);
    TopicLink *links = arena_array(ctx->arena, TopicLink, n);
    for (size_t i = 0; i < n; i++) {
        links[i] = (TopicLink){topics[i]->title, url_fmt(ctx->arena, "%u/%s", help_base(ctx), topics[i]->topic),
                               str_eq(topics[i]->topic, current)};
    }
    v->topics = links;
    v->topics_n = n;
}

static Err show_all(Ctx *ctx)
{
    HelpView *v = arena_new(ctx->arena, HelpView);
    Crumb crumb = {.label = MSG("Help")};
    v->shell = shell_view(ctx, MSG("Help"), &crumb, 1);
    topic_links(ctx, v, S(""));
    RENDER(ctx, 200, help, v);
    return OK;
}
Err help_page(AccountCtx a) { return show_all(a.ctx); }
Err help_desk_page(OperatorCtx o) { return show_all(o.ctx); }

static Err show_topic(Ctx *ctx)
{
    const HelpTopic *t = help_topic(ctx, ctx_param(ctx, S("topic")));
    if (!t) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no help topic of this name."),
                       MSG("Look through all topics, or search."));
    }
    HelpView *v = arena_new(ctx->arena, HelpView);
    Crumb crumbs[2] = {{.label = MSG("Help"), .url = help_base(ctx)}, {.text = t->title}};
    v->shell = shell_view(ctx, (Msg){0}, crumbs, 2);
    v->shell->title_text = t->title;
    v->shell->workspace = MSG("Help");
    v->one = true;
    v->title = t->title;
    v->lang = t->lang;
    v->body = (Html){t->html}; /* our own text, rendered at build time with raw HTML off */
    topic_links(ctx, v, t->topic);
    for (size_t i = 0; i < AREAS_N && v->tasks_n == 0 && !id_is_nil(ctx->account_id); i++) {
        if (AREAS[i]->help && str_eq(str_from(AREAS[i]->help), t->topic)) {
            v->tasks = shell_help_tasks(ctx, AREAS[i], &v->tasks_n);
        }
    }
    RENDER(ctx, 200, help, v);
    return OK;
}
Err help_topic_page(AccountCtx a) { return show_topic(a.ctx); }
Err help_desk_topic_page(OperatorCtx o) { return show_topic(o.ctx); }
