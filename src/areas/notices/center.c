/* The Action Center: overview, actions, notifications; what a person does with them. */
#include "areas/notices/pages.h"

#include "app/app.h"
#include "app/audit.h"
#include "app/config.h"
#include "app/export.h"
#include "areas/notices/announcements.h"
#include "base/num.h"
#include "gen/notices_html.h"
#include "gen/notices_q.h"
#include "ui/field.h"
#include "ui/shell.h"

enum { OVERVIEW_ACTIONS = 5, OVERVIEW_NOTICES = 8, LIST_ROWS = 50, EXPORT_MAX = 20000 };

Msg category_name(const NoticeCategory *c) { return c ? MSG_OF(c->name) : MSG("Other"); }

bool mailbox_is_there(const Ctx *ctx) { return ctx->app->options.sandbox && !mail_is_sent(ctx->app); }

Err center_frame_fill(SelfCtx s, CenterTab tab, Msg title, CenterFrame *ret)
{
    Ctx *ctx = s.ctx;
    NoticeCountsRow n;
    TRY(q_notice_counts(s, NULL, &n));
    Crumb crumbs[2] = {{.label = MSG("Action Center"), .url = url_static(CENTER)}, {.label = title}};
    ret->shell = tab == TAB_OVERVIEW ? shell_view(ctx, title, crumbs + 1, 1) : shell_view(ctx, title, crumbs, 2);
    ret->shell->workspace = tab == TAB_OVERVIEW ? (Msg){0} : MSG("Action Center");
    ret->tabs[TAB_OVERVIEW] = (TabView){.label = MSG("Overview"), .url = url_static(CENTER), .count = -1};
    ret->tabs[TAB_ACTIONS] =
        (TabView){.label = MSG("Actions"), .url = url_static(CENTER "/actions"), .count = n.open_actions};
    ret->tabs[TAB_NOTICES] =
        (TabView){.label = MSG("Notifications"), .url = url_static(CENTER "/notifications"), .count = n.unread};
    ret->tabs[TAB_PREFERENCES] =
        (TabView){.label = MSG("Notices and mail"), .url = url_static(CENTER "/preferences"), .count = -1};
    ret->tabs[tab].current = true;
    ret->mailbox = mailbox_is_there(ctx) ? url_static("/mailbox") : (Url){S("")};
    return OK;
}

NoticeRow *center_rows(Ctx *ctx, const NoticeItem *items, size_t n)
{
    NoticeRow *rows = arena_array(ctx->arena, NoticeRow, n + 1);
    Date today = date_in_zone(ctx->tz, ctx->now);
    for (size_t i = 0; i < n; i++) {
        rows[i] = (NoticeRow){.item = &items[i],
                              .id = id_text(ctx->arena, items[i].id),
                              .category = category_name(items[i].category),
                              .late = !items[i].done && date_is_set(items[i].due) && items[i].due.days < today.days};
    }
    return rows;
}

/* --- overview --- */

static Err fill_news(Ctx *ctx, CenterView *v)
{
    HomeNews *news = NULL;
    if (!id_is_nil(ctx->account_id)) {
        TRY(announcements_current((AccountCtx){ctx}, &news, &v->news_n));
    }
    v->news = news;
    return OK;
}

Err center_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    CenterView *v = arena_new(ctx->arena, CenterView);
    NoticeItem *actions, *notices;
    size_t actions_n, notices_n;
    PageInfo page;
    PageAsk ask = {.order = NOTICE_LIST_BY_NEWEST, .descending = true, .size = OVERVIEW_NOTICES};
    TRY(center_frame_fill(s, TAB_OVERVIEW, MSG("Action Center"), &v->frame));
    TRY(notices_actions(s, ACTION_OPEN, ID_NIL, &actions, &actions_n));
    TRY(notices_read(s, &(NoticeAsk){.account_id = ID_NIL}, &ask, &notices, &notices_n, &page));
    TRY(fill_news(ctx, v));
    v->actions_n = num_min_size(actions_n, OVERVIEW_ACTIONS);
    v->actions = center_rows(ctx, actions, v->actions_n);
    v->notices = center_rows(ctx, notices, notices_n);
    v->notices_n = notices_n;
    v->all_actions = url_static(CENTER "/actions");
    v->all_notices = url_static(CENTER "/notifications");
    v->preferences = url_static(CENTER "/preferences");
    v->post = url_static(CENTER "/notifications");
    v->back = S(CENTER);
    RENDER(ctx, 200, center, v);
    return OK;
}

/* --- actions --- */

Err actions_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    ActionsView *v = arena_new(ctx->arena, ActionsView);
    Str show = ctx_query(ctx, S("show"));
    NoticeItem *items;
    v->state = str_eq(show, S("archived")) ? ACTION_ARCHIVED : str_eq(show, S("done")) ? ACTION_DONE : ACTION_OPEN;
    TRY(center_frame_fill(s, TAB_ACTIONS, MSG("Actions"), &v->frame));
    TRY(notices_actions(s, v->state, ID_NIL, &items, &v->rows_n));
    v->rows = center_rows(ctx, items, v->rows_n);
    v->show_open = url_static(CENTER "/actions");
    v->show_archived = url_static(CENTER "/actions?show=archived");
    v->show_done = url_static(CENTER "/actions?show=done");
    v->post = url_static(CENTER "/notifications");
    v->back = v->state == ACTION_ARCHIVED ? v->show_archived.s : v->show_open.s;
    RENDER(ctx, 200, actions, v);
    return OK;
}

/* --- the list --- */

static NoticeAsk ask_of(Ctx *ctx)
{
    NoticeAsk ask = {.account_id = ID_NIL};
    Str show = ctx_query(ctx, S("show"));
    ask.unread = str_eq(show, S("unread"));
    ask.show = str_eq(show, S("archived")) ? NOTICE_ARCHIVED : NOTICE_CURRENT;
    ask.category = notice_category(ctx_query(ctx, S("category"))) ? ctx_query(ctx, S("category")) : S("");
    if (id_parse(ctx_query(ctx, S("account")), &ask.account_id) != OK) {
        ask.account_id = ID_NIL;
    }
    return ask;
}

static Str show_word(const NoticeAsk *ask)
{
    return ask->show == NOTICE_ARCHIVED ? S("archived") : ask->unread ? S("unread") : S("");
}

static Url with_ask(Ctx *ctx, Url u, const NoticeAsk *ask)
{
    u = url_with(ctx->arena, u, S("show"), show_word(ask));
    u = url_with(ctx->arena, u, S("category"), ask->category);
    return url_with(ctx->arena, u, S("account"),
                    id_is_nil(ask->account_id) ? S("") : id_text(ctx->arena, ask->account_id));
}

static FieldView show_field(Ctx *ctx, const NoticeAsk *ask)
{
    OptionView *o = arena_array(ctx->arena, OptionView, 3);
    o[0] = (OptionView){.value = S(""), .label = MSG("Read and unread")};
    o[1] = (OptionView){.value = S("unread"), .label = MSG("Unread"), .selected = ask->unread};
    o[2] = (OptionView){.value = S("archived"), .label = MSG("Archived"), .selected = ask->show == NOTICE_ARCHIVED};
    return ui_select(ctx, S("show"), MSG("Show"), o, 3);
}

static FieldView category_field(Ctx *ctx, const NoticeAsk *ask)
{
    const NoticeCategory *all[NOTICE_CATEGORIES_MAX];
    size_t n = notice_categories(all);
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.value = S(""), .label = MSG("Everything")};
    for (size_t i = 0; i < n; i++) {
        Str id = str_from(all[i]->id);
        o[i + 1] = (OptionView){.value = id, .label = MSG_OF(all[i]->name), .selected = str_eq(id, ask->category)};
    }
    return ui_select(ctx, S("category"), MSG("About"), o, n + 1);
}

static Err account_field(SelfCtx s, NoticesView *v, const NoticeAsk *ask, Str *ret_name)
{
    NoticeAccountsRow *rows;
    size_t n;
    *ret_name = S("");
    TRY(q_notice_accounts(s, NULL, &rows, &n));
    OptionView *o = arena_array(s.ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.value = S(""), .label = MSG("All accounts")};
    for (size_t i = 0; i < n; i++) {
        bool chosen = id_eq(rows[i].id, ask->account_id);
        o[i + 1] = (OptionView){.value = id_text(s.ctx->arena, rows[i].id), .text = rows[i].name, .selected = chosen};
        *ret_name = chosen ? rows[i].name : *ret_name;
    }
    v->accounts = n > 1 || !id_is_nil(ask->account_id);
    v->account = ui_select(s.ctx, S("account"), MSG("Account"), o, n + 1);
    return OK;
}

static void fill_chips(Ctx *ctx, NoticesView *v, const NoticeAsk *ask, Str account)
{
    ChipView *chips = arena_array(ctx->arena, ChipView, 3);
    if (show_word(ask).n) {
        chips[v->chips_n++] =
            (ChipView){MSG("Show"), tr(ctx->locale, NULL, ask->unread ? N_("Unread") : N_("Archived")),
                       url_with(ctx->arena, v->here, S("show"), S(""))};
    }
    if (ask->category.n) {
        chips[v->chips_n++] = (ChipView){MSG("About"), tr(ctx->locale, NULL, notice_category(ask->category)->name),
                                         url_with(ctx->arena, v->here, S("category"), S(""))};
    }
    if (account.n) {
        chips[v->chips_n++] = (ChipView){MSG("Account"), account, url_with(ctx->arena, v->here, S("account"), S(""))};
    }
    v->chips = chips;
    v->filtered = v->chips_n > 0;
}

static Err read_page(SelfCtx s, const NoticeAsk *ask, NoticeItem **ret, size_t *ret_n, PageInfo *ret_page)
{
    PageAsk page = {.order = NOTICE_LIST_BY_NEWEST,
                    .descending = true,
                    .size = LIST_ROWS,
                    .after = ctx_query(s.ctx, S("after")),
                    .before = ctx_query(s.ctx, S("before"))};
    Err err = notices_read(s, ask, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old cursor: from the start */
        page.after = page.before = S("");
        err = notices_read(s, ask, &page, ret, ret_n, ret_page);
    }
    return err;
}

Err notices_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    NoticesView *v = arena_new(ctx->arena, NoticesView);
    NoticeAsk ask = ask_of(ctx);
    NoticeItem *items;
    PageInfo page;
    Str account;
    TRY(center_frame_fill(s, TAB_NOTICES, MSG("Notifications"), &v->frame));
    TRY(read_page(s, &ask, &items, &v->rows_n, &page));
    v->rows = center_rows(ctx, items, v->rows_n);
    v->archived = ask.show == NOTICE_ARCHIVED;
    v->unread = v->frame.tabs[TAB_NOTICES].count;
    v->clear = url_static(CENTER "/notifications");
    v->here = with_ask(ctx, v->clear, &ask);
    v->back = v->here.s;
    v->post = v->clear;
    TRY(account_field(s, v, &ask, &account));
    v->show = show_field(ctx, &ask);
    v->category = category_field(ctx, &ask);
    fill_chips(ctx, v, &ask, account);
    Url export = with_ask(ctx, url_static(CENTER "/notifications/export"), &ask);
    v->export = (ExportView){.csv = url_with(ctx->arena, export, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, export, S("format"), S("xlsx")),
                             .about = MSG("All that match, on all pages")};
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, v->here, S("after"), page.next),
                           .previous = url_with(ctx->arena, v->here, S("before"), page.previous)};
    RENDER(ctx, 200, notices, v);
    return OK;
}

/* --- export --- */

static const ExportColumn COLUMNS[] = {
    {"at", N_("Time"), EXPORT_TIME, 20},         {"about", N_("About"), EXPORT_MSG, 24},
    {"title", N_("Notice"), EXPORT_MSG, 60},     {"line", N_("Details"), EXPORT_MSG, 60},
    {"account", N_("Account"), EXPORT_TEXT, 30}, {"due", N_("Due"), EXPORT_DATE, 14},
    {"read", N_("Read"), EXPORT_BOOL, 10},
};

static Err to_buf(void *sink, Str bytes)
{
    buf_add(sink, bytes);
    return ((Buf *)sink)->full ? ERR_TOO_LARGE : OK;
}

static Err export_all(SelfCtx s, Export *e)
{
    NoticeAsk ask = ask_of(s.ctx);
    PageAsk page = {.order = NOTICE_LIST_BY_NEWEST, .descending = true, .size = 500};
    for (int64_t done = 0; done < EXPORT_MAX;) {
        NoticeItem *items;
        size_t n;
        PageInfo info;
        TRY(notices_read(s, &ask, &page, &items, &n, &info));
        for (size_t i = 0; i < n; i++) {
            const NoticeItem *x = &items[i];
            ExportCell cells[COUNT_OF(COLUMNS)] = {
                {.time = x->at},      {.msg = category_name(x->category)},
                {.msg = x->title},    {.empty = !msg_is_set(x->line), .msg = x->line},
                {.text = x->account}, {.empty = !date_is_set(x->due), .date = x->due},
                {.yes = !x->unread}};
            TRY(export_row(e, cells));
        }
        done += (int64_t)n;
        if (info.next.n == 0) {
            break;
        }
        page.after = info.next;
    }
    return OK;
}

Err notices_export(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    ExportFormat format;
    if (export_format(ctx_query(ctx, S("format")), &format) != OK) {
        format = EXPORT_CSV;
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_FILE);
    ExportOptions options = {.format = format,
                             .locale = ctx->locale,
                             .tz = ctx->tz,
                             .columns = COLUMNS,
                             .columns_n = COUNT_OF(COLUMNS),
                             .sheet = tr(ctx->locale, NULL, N_("Notifications")),
                             .write = to_buf,
                             .sink = &b};
    Export *e;
    TRY(export_begin(ctx->arena, &options, &e));
    Err err = export_all(s, e);
    if (err != OK) {
        export_abandon(e);
        return err;
    }
    TRY(export_end(e));
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = export_content_type(format);
    Str day = date_iso(ctx->arena, date_in_zone(ctx->tz, ctx->wall));
    ctx_header(ctx, S("Content-Disposition"),
               str_fmt(ctx->arena, "attachment; filename=\"notifications-%.*s.%.*s\"", S_ARG(day),
                       S_ARG(export_extension(format))));
    return OK;
}

/* --- doing something with them --- */

Url center_back(Ctx *ctx)
{
    Str back = ctx_form(ctx, S("back"));
    bool ours = str_starts(back, S(CENTER)) && back.n <= 500;
    for (size_t i = 0; ours && i < back.n; i++) {
        ours = back.p[i] > ' ' && back.p[i] < 127 && back.p[i] != '\\';
    }
    return ours ? (Url){back} : url_static(CENTER "/notifications"); /* a path of ours, checked */
}

static bool what_of(Str word, NoticeDo *ret)
{
    static const struct {
        Str word;
        NoticeDo what;
    } WORDS[] = {{S_INIT("read"), NOTICE_READ},
                 {S_INIT("unread"), NOTICE_UNREAD},
                 {S_INIT("archive"), NOTICE_ARCHIVE},
                 {S_INIT("restore"), NOTICE_RESTORE},
                 {S_INIT("delete"), NOTICE_DELETE}};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
        if (str_eq(word, WORDS[i].word)) {
            *ret = WORDS[i].what;
            return true;
        }
    }
    return false;
}

static Msg said(NoticeDo what, int64_t n)
{
    switch (what) {
    case NOTICE_READ:
        return MSGN("{n} notification is marked as read.", "{n} notifications are marked as read.", n);
    case NOTICE_UNREAD:
        return MSGN("{n} notification is marked as unread.", "{n} notifications are marked as unread.", n);
    case NOTICE_ARCHIVE:
        return MSGN("{n} notification is archived.", "{n} notifications are archived.", n);
    case NOTICE_RESTORE:
        return MSGN("{n} notification is back in the list.", "{n} notifications are back in the list.", n);
    case NOTICE_DELETE:
        return MSGN("{n} notification is deleted.", "{n} notifications are deleted.", n);
    }
    return (Msg){0};
}

static size_t picked(Ctx *ctx, Id ids[NOTICE_BATCH_MAX])
{
    size_t n = 0;
    Str text;
    for (size_t i = 0; n < NOTICE_BATCH_MAX && ctx_form_nth(ctx, S("id"), i, &text); i++) {
        n += id_parse(text, &ids[n]) == OK;
    }
    return n;
}

/* do: read, unread, archive, restore, delete, with id once each; or read-all. one: "read:ID", a button of a row. */
Err notices_post(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Str word = ctx_form(ctx, S("do")), one = ctx_form(ctx, S("one"));
    Id ids[NOTICE_BATCH_MAX];
    size_t n = 0;
    NoticeDo what;
    int64_t changed = 0;
    ctx->audit.target_kind = S("user");
    ctx->audit.target_id = ctx->actor.user_id;
    ctx->audit.target_name = ctx->actor.email;
    Url back = center_back(ctx);
    if (str_eq(word, S("read-all"))) {
        TRY(notices_read_all(s, &changed));
        ctx->audit.skip = changed == 0;
        ctx_redirect(ctx, back, MSG("All notifications are marked as read."));
        return OK;
    }
    if (one.n) {
        (void)str_split(&one, ':', &word);
        n = id_parse(one, &ids[0]) == OK;
    } else {
        n = picked(ctx, ids);
    }
    if (!what_of(word, &what)) {
        return problem(ctx, ERR_INVALID, MSG("This page does not know what to do."),
                       MSG("Go back, reload the page and try again."));
    }
    TRY(notices_do(s, what, ids, n, &changed));
    ctx->audit.skip = changed == 0;
    Msg told = n == 0         ? MSG("Select at least one notification.")
               : changed == 0 ? MSG("Nothing was changed: what must be done stays until it is done.")
                              : said(what, changed);
    ctx_redirect(ctx, back, changed == 0 && (what == NOTICE_READ || what == NOTICE_UNREAD) && n ? (Msg){0} : told);
    return OK;
}
