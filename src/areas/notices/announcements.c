/* Announcements: whom they are for, their life, and telling everybody. */
#include "areas/notices/announcements.h"
#include "app/area.h"
#include "app/notify.h"
#include "app/tell.h"
#include "app/unit.h"
#include "areas/notices/notices.h"
#include "base/num.h"
#include "gen/notices_q.h"

enum { PEOPLE_A_STEP = 100, SHOWN = 5 };

/* --- words --- */

bool news_is_for(const NewsInput *in, Str kind, Str country, const Str *programs, size_t programs_n)
{
    bool program = in->programs.n == 0;
    for (size_t i = 0; i < programs_n && !program; i++) {
        program = str_has_word(in->programs, programs[i]);
    }
    return program && (in->kinds.n == 0 || str_has_word(in->kinds, kind)) &&
           (in->countries.n == 0 || str_has_word(in->countries, country));
}

static size_t language_at(Str tag)
{
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n && i < NEWS_LANGUAGES_MAX; i++) {
        if (str_eq(tags[i], tag)) {
            return i;
        }
    }
    return 0;
}

static Str in_language(const Str *texts, const Locale *l)
{
    size_t mine = language_at(locale_language(l));
    if (texts[mine].n) {
        return texts[mine];
    }
    for (size_t i = 0; i < NEWS_LANGUAGES_MAX; i++) {
        if (texts[i].n) {
            return texts[i];
        }
    }
    return S("");
}

Str news_title(const Announcement *a, const Locale *l) { return in_language(a->in.text.title, l); }
Str news_body(const Announcement *a, const Locale *l) { return in_language(a->in.text.body, l); }

/* --- reading --- */

static Err texts_get(Ctx *ctx, Id title_id, Id body_id, NewsText *ret)
{
    Id ids[2] = {title_id, body_id};
    AnnouncementTextsRow *rows;
    size_t n;
    TRY(q_announcement_texts(system_of(ctx), &(AnnouncementTextsArgs){.ids = ids, .ids_n = 2}, &rows, &n));
    *ret = (NewsText){0};
    for (size_t i = 0; i < n; i++) {
        Str *texts = id_eq(rows[i].id, title_id) ? ret->title : ret->body;
        texts[language_at(rows[i].locale)] = rows[i].body;
    }
    return OK;
}

Err announcement_find(Ctx *ctx, Id id, Announcement *ret)
{
    AnnouncementGetRow r;
    Err err = q_announcement_get(system_of(ctx), &(AnnouncementGetArgs){.id = id}, &r);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This announcement is not there any more."), (Msg){0});
    }
    TRY(err);
    *ret = (Announcement){.id = r.id,
                          .title_id = r.title_id,
                          .body_id = r.body_id,
                          .version = r.version,
                          .told = r.told,
                          .state = r.state,
                          .in = {.kinds = r.kinds,
                                 .programs = r.programs,
                                 .countries = r.countries,
                                 .from = r.from_at,
                                 .until = r.until_at},
                          .created_at = r.created_at,
                          .updated_at = r.updated_at,
                          .published_at = r.published_at,
                          .withdrawn_at = r.withdrawn_at};
    return texts_get(ctx, r.title_id, r.body_id, &ret->in.text);
}

Err announcements_current(AccountCtx a, HomeNews **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    AnnouncementCurrentRow *rows;
    AnnouncementProgramsRow *programs;
    size_t n, programs_n;
    *ret_n = 0;
    *ret = arena_array(ctx->arena, HomeNews, SHOWN);
    Time minute = {ctx->wall.us - ctx->wall.us % TIME_MINUTE};
    TRY(q_announcement_current(a, &(AnnouncementCurrentArgs){.minute = minute}, &rows, &n));
    if (n == 0) {
        return OK;
    }
    TRY(q_announcement_programs(a, NULL, &programs, &programs_n));
    Str *words = arena_array(ctx->arena, Str, programs_n + 1);
    for (size_t i = 0; i < programs_n; i++) {
        words[i] = programs[i].program;
    }
    for (size_t i = 0; i < n && *ret_n < SHOWN; i++) {
        NewsInput in = {.kinds = rows[i].kinds, .programs = rows[i].programs, .countries = rows[i].countries};
        if (!news_is_for(&in, ctx->account.kind, ctx->account.country, words, programs_n)) {
            continue;
        }
        Announcement one = {.id = rows[i].id};
        TRY(texts_get(ctx, rows[i].title_id, rows[i].title_id, &one.in.text));
        (*ret)[(*ret_n)++] =
            (HomeNews){.title = news_title(&one, ctx->locale),
                       .url = url_fmt(ctx->arena, "/me/announcements/%s", id_text(ctx->arena, rows[i].id)),
                       .at = rows[i].from_at};
    }
    return OK;
}

/* --- writing --- */

static bool countries_hold(Str words)
{
    Str one;
    while (str_split(&words, ' ', &one)) {
        if (one.n && !country_known(one)) {
            return false;
        }
    }
    return true;
}

void announcement_check(Ctx *ctx, const NewsInput *in)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    for (size_t i = 0; i < n && i < NEWS_LANGUAGES_MAX; i++) {
        Str title = str_fmt(ctx->arena, "title_%.*s", S_ARG(tags[i])),
            body = str_fmt(ctx->arena, "body_%.*s", S_ARG(tags[i]));
        if (in->text.title[i].n == 0) {
            problem_field(ctx, title, MSG1("Enter the title ({language}).", "language", names[i]));
        } else if (in->text.title[i].n > NEWS_TITLE_MAX * 4) {
            problem_field(ctx, title, MSG1("Use at most {n} characters.", "n", S("120")));
        }
        if (in->text.body[i].n == 0) {
            problem_field(ctx, body, MSG1("Enter the text ({language}).", "language", names[i]));
        } else if (in->text.body[i].n > NEWS_BODY_MAX * 4) {
            problem_field(ctx, body, MSG1("Use at most {n} characters.", "n", S("4000")));
        }
    }
    if (!countries_hold(in->countries)) {
        problem_field(ctx, S("countries"),
                      MSG("Enter codes of two capital letters with spaces between them, as FR DE."));
    }
    if (!time_is_set(in->from)) {
        problem_field(ctx, S("from"), MSG("Enter the first day."));
    }
    if (time_is_set(in->until) && time_is_set(in->from) && in->until.us <= in->from.us) {
        problem_field(ctx, S("until"), MSG("The last day cannot be before the first."));
    }
}

static Err texts_put(OperatorCtx o, Id title_id, Id body_id, const NewsText *t)
{
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n && i < NEWS_LANGUAGES_MAX; i++) {
        TRY(q_announcement_text_put(
            o, &(AnnouncementTextPutArgs){.id = title_id, .locale = tags[i], .body = t->title[i]}, NULL));
        TRY(q_announcement_text_put(o, &(AnnouncementTextPutArgs){.id = body_id, .locale = tags[i], .body = t->body[i]},
                                    NULL));
    }
    return OK;
}

Err announcement_make(OperatorCtx o, const NewsInput *in, Id *ret_id)
{
    Ctx *ctx = o.ctx;
    AnnouncementAddArgs args = {.id = ctx_new_id(ctx),
                                .title_id = ctx_new_id(ctx),
                                .body_id = ctx_new_id(ctx),
                                .kinds = in->kinds,
                                .programs = in->programs,
                                .countries = in->countries,
                                .from_at = in->from,
                                .until_at = in->until,
                                .made_by = ctx->actor.user_id};
    *ret_id = args.id;
    TRY(q_announcement_add(o, &args, NULL));
    return texts_put(o, args.title_id, args.body_id, &in->text);
}

static Err not_a_draft(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("This announcement is published or withdrawn and cannot be changed."),
                   MSG("Withdraw it and write a new one."));
}

Err announcement_change(OperatorCtx o, Id id, int64_t version, const NewsInput *in)
{
    Announcement a;
    int64_t changed;
    TRY(announcement_find(o.ctx, id, &a));
    if (!str_eq(a.state, S("draft"))) {
        return not_a_draft(o.ctx);
    }
    AnnouncementSaveArgs args = {.kinds = in->kinds,
                                 .programs = in->programs,
                                 .countries = in->countries,
                                 .from_at = in->from,
                                 .until_at = in->until,
                                 .id = id,
                                 .version = version};
    TRY(q_announcement_save(o, &args, &changed));
    return changed ? texts_put(o, a.title_id, a.body_id, &in->text) : ERR_STALE;
}

static Err start_job(Ctx *ctx, const char *kind, Id id, int64_t delay_us)
{
    Id job;
    return job_enqueue(ctx, &(JobAsk){.kind = kind, .key = id_text(ctx->arena, id), .delay_us = delay_us, .total = -1},
                       &job);
}

Err announcement_publish(OperatorCtx o, const Announcement *a, int64_t version)
{
    Ctx *ctx = o.ctx;
    int64_t changed;
    announcement_check(ctx, &a->in);
    if (time_is_set(a->in.until) && a->in.until.us <= ctx->wall.us) {
        problem_field(ctx, S("until"), MSG("The last day is over already."));
    }
    TRY(problem_check(ctx));
    TRY(q_announcement_publish(o, &(AnnouncementPublishArgs){.id = a->id, .version = version}, &changed));
    if (changed == 0) {
        return str_eq(a->state, S("draft")) ? ERR_STALE : not_a_draft(ctx);
    }
    return start_job(ctx, NEWS_JOBS[NEWS_TELL].kind, a->id, num_max_i64(0, time_diff(a->in.from, ctx->wall)));
}

Err announcement_withdraw(OperatorCtx o, const Announcement *a)
{
    int64_t changed;
    TRY(q_announcement_withdraw(o, &(AnnouncementWithdrawArgs){.id = a->id}, &changed));
    if (changed == 0) {
        return problem(o.ctx, ERR_CONFLICT, MSG("This announcement is not published."),
                       MSG("Reload the page to see its state."));
    }
    return start_job(o.ctx, NEWS_JOBS[NEWS_TAKE_BACK].kind, a->id, 0);
}

Err announcement_remove(OperatorCtx o, const Announcement *a)
{
    int64_t changed;
    TRY(q_announcement_delete(o, &(AnnouncementDeleteArgs){.id = a->id}, &changed));
    return changed ? OK : not_a_draft(o.ctx);
}

/* --- telling everybody: some people a step, in the order of their ids --- */

Err announcement_is_for(Ctx *ctx, const Announcement *n, Id user_id, bool *ret)
{
    AnnouncementAccountsOfRow *accounts;
    AnnouncementProgramsOfRow *programs;
    size_t accounts_n, programs_n;
    *ret = false;
    TRY(q_announcement_accounts_of(system_of(ctx), &(AnnouncementAccountsOfArgs){.user_id = user_id}, &accounts,
                                   &accounts_n));
    if (accounts_n == 0) {
        return OK;
    }
    Id *ids = arena_array(ctx->arena, Id, accounts_n);
    for (size_t i = 0; i < accounts_n; i++) {
        ids[i] = accounts[i].id;
    }
    TRY(q_announcement_programs_of(system_of(ctx),
                                   &(AnnouncementProgramsOfArgs){.accounts = ids, .accounts_n = accounts_n}, &programs,
                                   &programs_n));
    Str *words = arena_array(ctx->arena, Str, programs_n + 1);
    for (size_t i = 0; i < accounts_n && !*ret; i++) {
        size_t n_words = 0;
        for (size_t k = 0; k < programs_n; k++) {
            if (id_eq(programs[k].account_id, ids[i])) {
                words[n_words++] = programs[k].program;
            }
        }
        *ret = news_is_for(&n->in, accounts[i].kind, accounts[i].country, words, n_words);
    }
    return OK;
}

static Err tell_one(Ctx *ctx, const Announcement *n, Id user_id)
{
    Str by_language[NEWS_LANGUAGES_MAX];
    for (size_t i = 0; i < NEWS_LANGUAGES_MAX; i++) {
        by_language[i] = n->in.text.title[i];
    }
    return tell_user(ctx, &(Tell){.category = S("announcements"),
                                  .user_id = user_id,
                                  .icon = S("globe"),
                                  .title = MSG1("{title}", "title", tell_in_languages(ctx->arena, by_language)),
                                  .url = url_fmt(ctx->arena, "/me/announcements/%s", id_text(ctx->arena, n->id)),
                                  .action = MSG("Read it"),
                                  .source_id = n->id});
}

typedef struct Telling {
    JobRun *job;
    Id id;
    bool more;
} Telling;

static Err tell_some(Ctx *ctx, void *arg)
{
    Telling *t = arg;
    Announcement n;
    AnnouncementPeopleRow *people;
    size_t people_n;
    Id after = ID_NIL;
    t->more = false;
    Err err = announcement_find(ctx, t->id, &n);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(n.state, S("published")))) {
        return OK; /* withdrawn meanwhile */
    }
    TRY(err);
    if (t->job->cursor.n) {
        TRY(id_parse(t->job->cursor, &after));
    }
    TRY(q_announcement_people(system_of(ctx), &(AnnouncementPeopleArgs){.after = after, .max = PEOPLE_A_STEP}, &people,
                              &people_n));
    int64_t told = t->job->done;
    for (size_t i = 0; i < people_n; i++) {
        bool is_for;
        TRY(announcement_is_for(ctx, &n, people[i].id, &is_for));
        if (is_for) {
            TRY(tell_one(ctx, &n, people[i].id));
            told++;
        }
    }
    TRY(q_announcement_told(system_of(ctx), &(AnnouncementToldArgs){.told = told, .id = t->id}, NULL));
    t->job->done = told;
    t->more = people_n == PEOPLE_A_STEP;
    if (people_n) {
        t->job->cursor = id_text(ctx->arena, people[people_n - 1].id);
    }
    return OK;
}

/* One unit together with its cursor, so that nobody is told twice. */
static Err tell_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Telling t = {.job = job};
    TRY(id_parse(job->key, &t.id));
    TRY(tell_some(ctx, &t));
    *ret_next = t.more ? JOB_AGAIN : JOB_DONE;
    return OK;
}

static Err take_back_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Id id;
    int64_t changed;
    TRY(id_parse(job->key, &id));
    TRY(q_announcement_take_back(system_of(ctx), &(AnnouncementTakeBackArgs){.id = id}, &changed));
    *ret_next = changed ? JOB_AGAIN : JOB_DONE;
    return OK;
}

const JobKind NEWS_JOBS[2] = {
    [NEWS_TELL] = {.kind = "notices.announce", .title = N_("Announcement"), .step = tell_step},
    [NEWS_TAKE_BACK] = {.kind = "notices.take_back",
                        .title = N_("Withdrawal of an announcement"),
                        .step = take_back_step},
};
