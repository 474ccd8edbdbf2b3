/* The vendor's pages of announcements, and the one that partners read. */
#include "areas/notices/announcements.h"
#include "areas/notices/pages.h"

#include "app/audit.h"
#include "app/program.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "gen/notices_html.h"
#include "gen/notices_q.h"
#include "ui/field.h"
#include "ui/shell.h"

#define DESK "/operator/announcements"

static const Str KINDS[] = {S_INIT("direct"),    S_INIT("provider"), S_INIT("reseller"),
                            S_INIT("developer"), S_INIT("learning"), S_INIT("cpv")};

static StateView state_of(const Announcement *a, Time wall)
{
    if (str_eq(a->state, S("draft"))) {
        return (StateView){STATE_OFF, MSG("Draft")};
    }
    if (str_eq(a->state, S("withdrawn"))) {
        return (StateView){STATE_WARN, MSG("Withdrawn")};
    }
    if (a->in.from.us > wall.us) {
        return (StateView){STATE_WAIT, MSG("Published, begins later")};
    }
    bool over = time_is_set(a->in.until) && a->in.until.us <= wall.us;
    return over ? (StateView){STATE_OFF, MSG("Over")} : (StateView){STATE_GOOD, MSG("Published")};
}

static Url url_of(Ctx *ctx, Id id, const char *rest)
{
    Url u = url_fmt(ctx->arena, DESK "/%s", id_text(ctx->arena, id));
    return (Url){str_concat(ctx->arena, u.s, str_from(rest))}; /* rest: literals of ours */
}

static ShellView *desk_shell(Ctx *ctx, Msg title, bool below)
{
    Crumb crumbs[3] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Announcements"), .url = url_static(DESK)},
                       {.label = title}};
    ShellView *shell = shell_view(ctx, title, crumbs, below ? 3 : 2);
    shell->workspace = MSG("Vendor desk");
    return shell;
}

static void audit_one(Ctx *ctx, Id id, Str title)
{
    ctx->audit.target_kind = S("announcement");
    ctx->audit.target_id = id;
    ctx->audit.target_name = title;
}

/* --- list --- */

Err announcements_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    AnnouncementsView *v = arena_new(ctx->arena, AnnouncementsView);
    PageAsk ask = {.order = ANNOUNCEMENT_LIST_BY_NEWEST,
                   .descending = true,
                   .size = 50,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    AnnouncementListRow *rows;
    PageInfo page;
    TRY(q_announcement_list(o, &(AnnouncementListArgs){0}, &ask, &rows, &v->rows_n, &page));
    AnnouncementRow *list = arena_array(ctx->arena, AnnouncementRow, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        Announcement a;
        TRY(announcement_find(ctx, rows[i].id, &a));
        list[i] = (AnnouncementRow){.title = news_title(&a, ctx->locale),
                                    .url = url_of(ctx, a.id, ""),
                                    .state = state_of(&a, ctx->wall),
                                    .from = a.in.from,
                                    .until = a.in.until,
                                    .told = a.told};
    }
    v->shell = desk_shell(ctx, MSG("Announcements"), false);
    v->rows = list;
    v->add = url_static(DESK "/new");
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, url_static(DESK), S("after"), page.next),
                           .previous = url_with(ctx->arena, url_static(DESK), S("before"), page.previous)};
    RENDER(ctx, 200, announcements, v);
    return OK;
}

/* --- form --- */

static Time day_begins(Str tz, Date d)
{
    Time utc = time_of_date(d);
    return time_add(utc, -time_diff(time_in_zone(tz, utc), utc));
}

static Time day_of_form(Ctx *ctx, Str field, int after)
{
    Date d;
    Str text = str_trim(ctx_form(ctx, field));
    if (text.n == 0) {
        return TIME_NONE;
    }
    if (date_parse(text, &d) != OK) {
        problem_field(ctx, field, MSG("Enter a day as 2026-11-21."));
        return TIME_NONE;
    }
    return day_begins(ctx->tz, (Date){d.days + after});
}

static Str words_of_form(Ctx *ctx, Str field, const Str *known, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str word;
    for (size_t k = 0; ctx_form_nth(ctx, field, k, &word); k++) {
        for (size_t i = 0; i < n; i++) {
            if (str_eq(known[i], word)) {
                buf_fmt(&b, "%s%.*s", b.n ? " " : "", S_ARG(word));
            }
        }
    }
    return buf_str(&b);
}

static Str upper_words(Arena *a, Str words)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (one.n) {
            buf_addc(&b, ' ');
            for (size_t i = 0; i < one.n; i++) {
                buf_addc(&b, one.p[i] >= 'a' && one.p[i] <= 'z' ? (char)(one.p[i] - 32) : one.p[i]);
            }
        }
    }
    return str_trim(buf_str(&b));
}

static Err input_of_form(Ctx *ctx, NewsInput *ret)
{
    Programs all;
    TRY(programs_load(ctx, &all));
    Str *ids = arena_array(ctx->arena, Str, all.n);
    for (size_t i = 0; i < all.n; i++) {
        ids[i] = all.list[i].id;
    }
    *ret = (NewsInput){.kinds = words_of_form(ctx, S("kinds"), KINDS, COUNT_OF(KINDS)),
                       .programs = words_of_form(ctx, S("programs"), ids, all.n),
                       .countries = upper_words(ctx->arena, ctx_form(ctx, S("countries"))),
                       .from = day_of_form(ctx, S("from"), 0),
                       .until = day_of_form(ctx, S("until"), 1)};
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n && i < NEWS_LANGUAGES_MAX; i++) {
        ret->text.title[i] = str_trim(ctx_form(ctx, str_fmt(ctx->arena, "title_%.*s", S_ARG(tags[i]))));
        ret->text.body[i] = str_trim(ctx_form(ctx, str_fmt(ctx->arena, "body_%.*s", S_ARG(tags[i]))));
    }
    return OK;
}

static const Str *paragraphs_of(Arena *a, Str body, size_t *ret_n)
{
    enum { PARAGRAPHS_MAX = 60 };
    Str *list = arena_array(a, Str, PARAGRAPHS_MAX), line;
    *ret_n = 0;
    while (*ret_n < PARAGRAPHS_MAX && str_split(&body, '\n', &line)) {
        line = str_trim(line);
        if (line.n) {
            list[(*ret_n)++] = line;
        }
    }
    return list;
}

static void fill_languages(Ctx *ctx, AnnouncementView *v, const NewsInput *in)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    AnnouncementLanguage *l = arena_array(ctx->arena, AnnouncementLanguage, n);
    for (size_t i = 0; i < n && i < NEWS_LANGUAGES_MAX; i++) {
        Str title = str_fmt(ctx->arena, "title_%.*s", S_ARG(tags[i])),
            body = str_fmt(ctx->arena, "body_%.*s", S_ARG(tags[i]));
        l[i] = (AnnouncementLanguage){.tag = tags[i],
                                      .name = names[i],
                                      .title = ui_field(ctx, title, in->text.title[i], MSG("Title")),
                                      .body = ui_field(ctx, body, in->text.body[i], MSG("Text")),
                                      .shown_title = in->text.title[i]};
        l[i].title.max_length = NEWS_TITLE_MAX;
        l[i].body.kind = FIELD_TEXTAREA;
        l[i].body.rows = 6;
        l[i].body.max_length = NEWS_BODY_MAX;
        l[i].body.hint = MSG("An empty line is not needed: each line is a paragraph.");
        l[i].paragraphs = paragraphs_of(ctx->arena, in->text.body[i], &l[i].paragraphs_n);
    }
    v->languages = l;
    v->languages_n = n;
}

static FieldView day_field(Ctx *ctx, Str name, Time t, int after, Msg label)
{
    Str text = time_is_set(t) ? date_iso(ctx->arena, (Date){date_in_zone(ctx->tz, t).days - after}) : S("");
    FieldView f = ui_field(ctx, name, text, label);
    f.kind = FIELD_DATE;
    f.width = S("w-8");
    return f;
}

static Err fill_audience(Ctx *ctx, AnnouncementView *v, const NewsInput *in)
{
    Programs all;
    TRY(programs_load(ctx, &all));
    OptionView *kinds = arena_array(ctx->arena, OptionView, COUNT_OF(KINDS)),
               *programs = arena_array(ctx->arena, OptionView, all.n);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        kinds[i] = (OptionView){
            .value = KINDS[i], .label = identity_account_kind(KINDS[i]), .selected = str_has_word(in->kinds, KINDS[i])};
    }
    for (size_t i = 0; i < all.n; i++) {
        programs[i] = (OptionView){
            .value = all.list[i].id, .text = all.list[i].name, .selected = str_has_word(in->programs, all.list[i].id)};
    }
    v->kinds = kinds;
    v->kinds_n = COUNT_OF(KINDS);
    v->programs = programs;
    v->programs_n = all.n;
    v->countries = ui_field(ctx, S("countries"), in->countries, MSG("Countries"));
    v->countries.hint = MSG("Codes of two letters with spaces between them, as FR DE. Empty: all.");
    v->countries.optional = true;
    v->from = day_field(ctx, S("from"), in->from, 0, MSG("From"));
    v->until = day_field(ctx, S("until"), in->until, 1, MSG("Until, included"));
    v->until.optional = true;
    return OK;
}

static Err form_view(Ctx *ctx, const NewsInput *in, Msg title, AnnouncementView **ret)
{
    static const Str names[] = {S_INIT("title_en"),  S_INIT("body_en"), S_INIT("title_fr"), S_INIT("body_fr"),
                                S_INIT("countries"), S_INIT("from"),    S_INIT("until")};
    AnnouncementView *v = arena_new(ctx->arena, AnnouncementView);
    v->shell = desk_shell(ctx, title, true);
    v->draft = true;
    v->form = (FormView){.errors = ui_errors(ctx, names, COUNT_OF(names))};
    v->shell->failed = v->form.errors.links_n > 0;
    fill_languages(ctx, v, in);
    *ret = v;
    return fill_audience(ctx, v, in);
}

static Err new_view(Ctx *ctx, const NewsInput *in, AnnouncementView **ret)
{
    AnnouncementView *v;
    TRY(form_view(ctx, in, MSG("New announcement"), &v));
    v->fresh = true;
    v->form.action = url_static(DESK "/new");
    *ret = v;
    return OK;
}

Err announcement_new_page(OperatorCtx o)
{
    NewsInput in = {.from = day_begins(o.ctx->tz, date_in_zone(o.ctx->tz, o.ctx->wall)), .until = TIME_NONE};
    AnnouncementView *v;
    TRY(new_view(o.ctx, &in, &v));
    RENDER(o.ctx, 200, announcement, v);
    return OK;
}

static Err count_reach(OperatorCtx o, const NewsInput *in, int64_t *ret)
{
    AnnouncementReachRow *rows;
    size_t n;
    *ret = 0;
    TRY(q_announcement_reach(o, NULL, &rows, &n));
    for (size_t i = 0; i < n;) { /* rows: an account once for each program, or once */
        Str programs[32];
        size_t programs_n = 0, k = i;
        for (; k < n && id_eq(rows[k].id, rows[i].id); k++) {
            if (rows[k].program.n && programs_n < COUNT_OF(programs)) {
                programs[programs_n++] = rows[k].program;
            }
        }
        *ret += news_is_for(in, rows[i].kind, rows[i].country, programs, programs_n);
        i = k;
    }
    return OK;
}

static Err one_view(OperatorCtx o, const Announcement *a, const NewsInput *in, AnnouncementView **ret)
{
    Ctx *ctx = o.ctx;
    AnnouncementView *v;
    TRY(form_view(ctx, in, MSG("Announcement"), &v));
    FactView *facts = arena_array(ctx->arena, FactView, 5);
    v->draft = str_eq(a->state, S("draft"));
    v->state = state_of(a, ctx->wall);
    v->form.action = url_of(ctx, a->id, "");
    v->form.version = a->version;
    v->version = str_fmt(ctx->arena, "%lld", (long long)a->version);
    v->publish = url_of(ctx, a->id, "/publish");
    v->withdraw = url_of(ctx, a->id, "/withdraw");
    v->remove = url_of(ctx, a->id, "/delete");
    TRY(count_reach(o, in, &v->reach));
    facts[v->facts_n++] = (FactView){.label = MSG("State"), .state = v->state, .kind = FACT_STATE};
    facts[v->facts_n++] = (FactView){.label = MSG("Accounts it is for"),
                                     .text = str_fmt(ctx->arena, "%lld", (long long)v->reach),
                                     .kind = FACT_TEXT};
    if (!v->draft) {
        facts[v->facts_n++] = (FactView){.label = MSG("Published"), .at = a->published_at, .kind = FACT_TIME};
        facts[v->facts_n++] = (FactView){
            .label = MSG("People told"), .text = str_fmt(ctx->arena, "%lld", (long long)a->told), .kind = FACT_TEXT};
    }
    v->facts = facts;
    *ret = v;
    return OK;
}

Err announcement_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    NewsInput in;
    TRY(input_of_form(ctx, &in));
    Id id;
    announcement_check(ctx, &in);
    if (problem_check(ctx) != OK) {
        AnnouncementView *v;
        TRY(new_view(ctx, &in, &v));
        return RENDER_FAILED(ctx, announcement, v);
    }
    TRY(announcement_make(o, &in, &id));
    audit_one(ctx, id, in.text.title[0]);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"title", in.text.title[0]}, {"text", in.text.body[0]});
    ctx_redirect(ctx, url_of(ctx, id, ""), MSG("The draft is saved. Look at it and publish it."));
    return OK;
}

static Err find_by_path(Ctx *ctx, Announcement *ret)
{
    Id id;
    TRY(ctx_param_id(ctx, S("announcement"), &id));
    return announcement_find(ctx, id, ret);
}

Err announcement_page(OperatorCtx o)
{
    Announcement a;
    AnnouncementView *v;
    TRY(find_by_path(o.ctx, &a));
    TRY(one_view(o, &a, &a.in, &v));
    RENDER(o.ctx, 200, announcement, v);
    return OK;
}

static int64_t version_of_form(Ctx *ctx)
{
    int64_t version = 0;
    return str_to_i64(ctx_form(ctx, S("version")), &version) == OK ? version : 0;
}

Err announcement_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Announcement a;
    AnnouncementView *v;
    TRY(find_by_path(ctx, &a));
    NewsInput in;
    TRY(input_of_form(ctx, &in));
    announcement_check(ctx, &in);
    if (problem_check(ctx) != OK) {
        TRY(one_view(o, &a, &in, &v));
        return RENDER_FAILED(ctx, announcement, v);
    }
    TRY(announcement_change(o, a.id, version_of_form(ctx), &in));
    audit_one(ctx, a.id, in.text.title[0]);
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"title", a.in.text.title[0]}, {"text", a.in.text.body[0]});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"title", in.text.title[0]}, {"text", in.text.body[0]});
    ctx_redirect(ctx, url_of(ctx, a.id, ""), MSG("The draft is saved."));
    return OK;
}

Err announcement_publish_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Announcement a;
    AnnouncementView *v;
    TRY(find_by_path(ctx, &a));
    Err err = announcement_publish(o, &a, version_of_form(ctx));
    if (err == ERR_INVALID) {
        TRY(one_view(o, &a, &a.in, &v));
        return RENDER_FAILED(ctx, announcement, v);
    }
    TRY(err);
    audit_one(ctx, a.id, a.in.text.title[0]);
    ctx_redirect(ctx, url_of(ctx, a.id, ""), MSG("The announcement is published. Everybody it is for is being told."));
    return OK;
}

Err announcement_withdraw_post(OperatorCtx o)
{
    Announcement a;
    TRY(find_by_path(o.ctx, &a));
    TRY(announcement_withdraw(o, &a));
    audit_one(o.ctx, a.id, a.in.text.title[0]);
    ctx_redirect(o.ctx, url_of(o.ctx, a.id, ""),
                 MSG("The announcement is withdrawn and is being taken out of all bells."));
    return OK;
}

Err announcement_delete_post(OperatorCtx o)
{
    Announcement a;
    TRY(find_by_path(o.ctx, &a));
    TRY(announcement_remove(o, &a));
    audit_one(o.ctx, a.id, a.in.text.title[0]);
    ctx_redirect(o.ctx, url_static(DESK), MSG("The draft is deleted."));
    return OK;
}

/* --- as partners read it: whoever has the address, while it stands --- */

static Err may_read(SelfCtx s, const Announcement *a, bool *ret)
{
    Ctx *ctx = s.ctx;
    *ret = ctx_may(ctx, &OPERATOR_ANNOUNCEMENTS);
    if (*ret || !str_eq(a->state, S("published")) || a->in.from.us > ctx->wall.us) {
        return OK;
    }
    return announcement_is_for(ctx, a, ctx->actor.user_id, ret);
}

Err announcement_read_page(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    Announcement a;
    bool may;
    TRY(find_by_path(ctx, &a));
    TRY(may_read(s, &a, &may));
    if (!may) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This announcement is not there any more."), (Msg){0});
    }
    AnnouncementPage *v = arena_new(ctx->arena, AnnouncementPage);
    Crumb crumbs[2] = {{.label = MSG("Action Center"), .url = url_static(CENTER)}, {.label = MSG("Announcement")}};
    v->shell = shell_view(ctx, (Msg){0}, crumbs, 2);
    v->title = news_title(&a, ctx->locale);
    v->shell->title_text = v->title;
    v->shell->workspace = MSG("Action Center");
    v->paragraphs = paragraphs_of(ctx->arena, news_body(&a, ctx->locale), &v->paragraphs_n);
    v->from = a.in.from;
    RENDER(ctx, 200, announcement_read, v);
    return OK;
}
