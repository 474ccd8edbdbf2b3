/* Taking trainings and assessments, and what is earned by them; see study.h. */
#include "areas/learning/study.h"

#include "app/area.h"
#include "app/job.h"
#include "app/tell.h"
#include "app/unit.h"
#include "base/num.h"
#include "crypt/crypt.h"

/* --- reading --- */

Err study_read(AccountCtx a, Study *ret)
{
    SelfCtx self = account_self(a);
    *ret = (Study){.a = a};
    TRY(learning_list(a.ctx, &ret->items, &ret->items_n));
    TRY(certification_list(a.ctx, &ret->certifications, &ret->certifications_n));
    TRY(q_learning_progress_mine(self, NULL, &ret->progress, &ret->progress_n));
    TRY(q_learning_attempts_mine(self, NULL, &ret->attempts, &ret->attempts_n));
    return q_learning_awards_mine(self, NULL, &ret->awards, &ret->awards_n);
}

const LearningProgressMineRow *study_progress(const Study *s, Id item_id)
{
    for (size_t i = 0; i < s->progress_n; i++) {
        if (id_eq(s->progress[i].item_id, item_id)) {
            return &s->progress[i];
        }
    }
    return NULL;
}

StudyState study_state(const Study *s, const LearningItem *i)
{
    const LearningProgressMineRow *p = study_progress(s, i->id);
    if (learning_is_training(i)) {
        return !p ? STUDY_NEW : time_is_set(p->done_at) ? STUDY_DONE : STUDY_BEGUN;
    }
    StudyState state = STUDY_NEW;
    for (size_t k = 0; k < s->attempts_n; k++) {
        const LearningAttemptsMineRow *t = &s->attempts[k];
        if (!id_eq(t->item_id, i->id)) {
            continue;
        }
        if (str_eq(t->state, S("passed"))) {
            return STUDY_DONE;
        }
        state = str_eq(t->state, S("open")) ? STUDY_BEGUN : state == STUDY_NEW ? STUDY_FAILED : state;
    }
    return state;
}

bool study_is_for(const Study *s, const LearningItem *i)
{
    Str rest = i->roles, word;
    while (str_split(&rest, ' ', &word)) {
        if (word.n && role_in(&s->a.ctx->actor.roles, role_index(word))) {
            return true;
        }
    }
    return i->roles.n == 0;
}

bool study_is_shown(const Study *s, const LearningItem *i)
{
    return str_eq(i->state, S("published")) || (!str_eq(i->state, S("draft")) && study_state(s, i) != STUDY_NEW);
}

Err study_item(AccountCtx a, const Study *s, Id id, const LearningItem **ret, LearningPart **ret_parts, size_t *ret_n)
{
    const LearningItem *i = learning_item_of(s->items, s->items_n, id);
    if (!i || !study_is_shown(s, i)) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("This training or assessment is not there."),
                       MSG("Go back to the catalogue and choose one."));
    }
    *ret = i;
    return learning_parts(a.ctx, id, ret_parts, ret_n);
}

/* --- trainings --- */

Err study_page_read(AccountCtx a, const LearningItem *i, int64_t page, bool last)
{
    TRY(q_learning_progress_put(a, &(LearningProgressPutArgs){.item_id = i->id, .page = page}, NULL));
    if (!last) {
        return OK;
    }
    LearningProgressDoneArgs done = {.account_id = a.ctx->account_id, .item_id = i->id};
    return q_learning_progress_done(account_self(a), &done, NULL);
}

/* --- attempts --- */

const LearningAttemptsMineRow *study_open_attempt(const Study *s, Id item_id)
{
    for (size_t i = 0; i < s->attempts_n; i++) {
        if (id_eq(s->attempts[i].item_id, item_id) && str_eq(s->attempts[i].state, S("open"))) {
            return &s->attempts[i];
        }
    }
    return NULL;
}

Time study_next_attempt(const Study *s, const LearningItem *i)
{
    int64_t failed = 0, wait = i->wait_hours * TIME_HOUR;
    Time now = s->a.ctx->now;
    for (size_t k = 0; k < s->attempts_n && i->attempts_max; k++) {
        const LearningAttemptsMineRow *t = &s->attempts[k];
        if (!id_eq(t->item_id, i->id) || !str_eq(t->state, S("failed")) || time_diff(now, t->done_at) >= wait) {
            continue;
        }
        if (++failed == i->attempts_max) {
            return time_add(t->done_at, wait);
        }
    }
    return TIME_NONE;
}

/* SplitMix64. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void exam_order(uint64_t seed, size_t n, size_t *ret)
{
    for (size_t i = 0; i < n; i++) {
        ret[i] = i;
    }
    for (size_t i = n; i > 1; i--) {
        size_t k = (size_t)(next_random(&seed) % i), was = ret[i - 1];
        ret[i - 1] = ret[k];
        ret[k] = was;
    }
}

Err study_attempt_begin(AccountCtx a, const Study *s, const LearningItem *i, const LearningPart *parts, size_t n,
                        Id *ret_id)
{
    Ctx *ctx = a.ctx;
    const LearningAttemptsMineRow *open = study_open_attempt(s, i->id);
    if (open) {
        *ret_id = open->id;
        ctx->audit.skip = true;
        return OK;
    }
    Time next = study_next_attempt(s, i);
    if (time_is_set(next) || !str_eq(i->state, S("published")) || n == 0) {
        return problem(ctx, ERR_CONFLICT, MSG("This assessment cannot be taken now."),
                       MSG("Its page says when it can be taken again."));
    }
    *ret_id = ctx_new_id(ctx);
    uint64_t seed = 0;
    memcpy(&seed, ret_id->b + sizeof ret_id->b - 6, 6); /* the random end of the id */
    size_t *order = arena_array(ctx->arena, size_t, n);
    exam_order(seed, n, order);
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t k = 0; k < n; k++) {
        buf_fmt(&b, "%s%.*s", k ? " " : "", S_ARG(id_text(ctx->arena, parts[order[k]].id)));
    }
    LearningAttemptAddArgs args = {.id = *ret_id,
                                   .item_id = i->id,
                                   .ends_at = i->limit_minutes ? time_add(ctx->now, i->limit_minutes * TIME_MINUTE)
                                                               : TIME_NONE,
                                   .seed = (int64_t)(seed & INT64_MAX),
                                   .questions = buf_str(&b),
                                   .pass_mark = i->pass_mark};
    return q_learning_attempt_add(a, &args, NULL);
}

static const LearningPart *part_of(const LearningPart *parts, size_t n, Str id)
{
    Id wanted;
    if (id_parse(id, &wanted) != OK) {
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        if (id_eq(parts[i].id, wanted)) {
            return &parts[i];
        }
    }
    return NULL;
}

static bool all_right(const ExamQuestion *q) { return memcmp(q->chosen, q->answers.right, sizeof q->chosen) == 0; }

static void fill_questions(Ctx *ctx, const LearningPart *parts, size_t n, Exam *e)
{
    Str ids = e->row.questions, stored = e->row.answers, id;
    e->questions = arena_array(ctx->arena, ExamQuestion, LEARNING_PARTS_MAX);
    for (uint64_t at = 1; str_split(&ids, ' ', &id) && e->n < LEARNING_PARTS_MAX; at++) {
        const LearningPart *p = part_of(parts, n, id);
        Str chosen = S(""), one;
        int64_t k;
        (void)str_split(&stored, ';', &chosen);
        if (!p) {
            continue; /* taken away before such questions were kept: it counts for nobody */
        }
        ExamQuestion *q = &e->questions[e->n++];
        *q = (ExamQuestion){.part = p};
        question_answers(vendor_text(&p->body, ctx->locale), &q->answers);
        exam_order((uint64_t)e->row.seed + at, q->answers.n, q->order);
        while (str_split(&chosen, ',', &one)) {
            if (str_to_i64(one, &k) == OK && k >= 0 && k < (int64_t)q->answers.n) {
                q->chosen[k] = true;
            }
        }
        q->right = all_right(q);
        e->right_n += q->right;
    }
}

Err exam_read(AccountCtx a, Id id, Exam *ret)
{
    LearningPart *parts;
    size_t n;
    *ret = (Exam){0};
    Err err = q_learning_attempt_get(account_self(a), &(LearningAttemptGetArgs){.id = id}, &ret->row);
    if (err == ERR_NOT_FOUND) {
        return problem(a.ctx, err, MSG("There is no such attempt of yours."), MSG("Go back to My learning."));
    }
    TRY(err);
    TRY(learning_find(a.ctx, ret->row.item_id, &ret->item));
    TRY(learning_parts_since(a.ctx, ret->row.item_id, ret->row.created_at, &parts, &n));
    fill_questions(a.ctx, parts, n, ret);
    return OK;
}

bool exam_is_over(Ctx *ctx, const Exam *e)
{
    return time_is_set(e->row.ends_at) && time_diff(ctx->now, e->row.ends_at) > ATTEMPT_GRACE_S * TIME_SECOND;
}

void exam_take_form(Ctx *ctx, Exam *e)
{
    e->right_n = 0;
    for (size_t i = 0; i < e->n; i++) {
        ExamQuestion *q = &e->questions[i];
        Str field = str_fmt(ctx->arena, "q%zu", i + 1), value;
        int64_t k;
        memset(q->chosen, 0, sizeof q->chosen);
        for (size_t nth = 0; nth < LEARNING_ANSWERS_MAX && ctx_form_nth(ctx, field, nth, &value); nth++) {
            if (str_to_i64(value, &k) == OK && k >= 0 && k < (int64_t)q->answers.n) {
                q->chosen[k] = true;
            }
        }
        q->right = all_right(q);
        e->right_n += q->right;
    }
}

/* By the order of the ids that the attempt keeps: a question that was taken away keeps its empty place. */
static Str answers_text(Ctx *ctx, const Exam *e)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str ids = e->row.questions, id;
    bool first = true;
    while (str_split(&ids, ' ', &id)) {
        buf_fmt(&b, "%s", first ? "" : ";");
        first = false;
        for (size_t i = 0; i < e->n; i++) {
            bool comma = false;
            if (!str_eq(id_text(ctx->arena, e->questions[i].part->id), id)) {
                continue;
            }
            for (size_t k = 0; k < e->questions[i].answers.n; k++) {
                if (e->questions[i].chosen[k]) {
                    buf_fmt(&b, "%s%zu", comma ? "," : "", k);
                    comma = true;
                }
            }
        }
    }
    return buf_str(&b);
}

static Err must_be_open(Ctx *ctx, int64_t changed)
{
    return changed ? OK
                   : problem(ctx, ERR_CONFLICT, MSG("This attempt is over. Its result stands on its page."),
                             MSG("Open the assessment to see when it can be taken again."));
}

Err exam_save(AccountCtx a, const Exam *e)
{
    int64_t changed;
    LearningAttemptSaveArgs args = {.answers = answers_text(a.ctx, e), .id = e->row.id};
    TRY(q_learning_attempt_save(account_self(a), &args, &changed));
    return must_be_open(a.ctx, changed);
}

Err exam_finish(AccountCtx a, Exam *e, bool *ret_passed, Id *ret_award)
{
    Ctx *ctx = a.ctx;
    int64_t changed, score = e->n ? (int64_t)(e->right_n * 100 / e->n) : 0;
    int64_t mark = e->row.pass_mark ? e->row.pass_mark : e->item.pass_mark;
    bool passed = score >= mark && e->n > 0;
    LearningAttemptEndArgs args = {
        .answers = answers_text(ctx, e), .state = passed ? S("passed") : S("failed"), .score = score, .id = e->row.id};
    *ret_passed = passed;
    *ret_award = ID_NIL;
    TRY(q_learning_attempt_end(account_self(a), &args, &changed));
    TRY(must_be_open(ctx, changed));
    e->row.state = args.state;
    e->row.score = score;
    if (!passed || id_is_nil(e->item.certification_id)) {
        return OK;
    }
    Certification c;
    TRY(certification_find(ctx, e->item.certification_id, &c));
    AwardNew n = {.account_id = ctx->account_id,
                  .user_id = ctx->actor.user_id,
                  .certification = &c,
                  .source = S("assessment"),
                  .issued_on = date_in_zone(ctx->tz, ctx->now)};
    return award_give(ctx, &n, ret_award);
}

/* --- certifications held --- */

AwardState award_state(Ctx *ctx, Date expires_on)
{
    int64_t left = (int64_t)expires_on.days - date_in_zone(ctx->tz, ctx->now).days;
    return left < 0 ? AWARD_OVER : left < LEARNING_SOON_DAYS ? AWARD_SOON : AWARD_VALID;
}

StateView award_state_view(Ctx *ctx, Date expires_on)
{
    switch (award_state(ctx, expires_on)) {
    case AWARD_VALID:
        return (StateView){STATE_GOOD, MSG("Valid")};
    case AWARD_SOON:
        return (StateView){STATE_WARN, MSG("Ends soon")};
    case AWARD_OVER:
        break;
    }
    return (StateView){STATE_OFF, MSG("Ended")};
}

/* Two notices: some weeks before the last day, and on it. */
static Err watch_expiry(Ctx *ctx, Id id, Id account_id, Date expires_on)
{
    Id job;
    Time first = time_of_date((Date){expires_on.days - LEARNING_SOON_DAYS + 1});
    if (expires_on.days >= LEARNING_FOR_EVER.days || expires_on.days < date_of(ctx->now).days) {
        return OK;
    }
    return job_enqueue(ctx,
                       &(JobAsk){.kind = LEARNING_EXPIRY,
                                 .key = id_text(ctx->arena, id),
                                 .payload = S("{}"),
                                 .account_id = account_id,
                                 .delay_us = num_max_i64(0, time_diff(first, ctx->now)),
                                 .total = -1},
                       &job);
}

Err award_give(Ctx *ctx, const AwardNew *n, Id *ret_id)
{
    int64_t made;
    Id id = ctx_new_id(ctx);
    Date until = certification_until(n->certification, n->issued_on);
    Str text = id_text(ctx->arena, id), number = n->number;
    if (!number.n) { /* the random end of the id, for people to read out */
        Str end = str_skip(text, text.n > 8 ? text.n - 8 : 0);
        number = str_fmt(ctx->arena, "%.*s-%.*s", 4, end.p, 4, end.p + 4);
    }
    LearningAwardAddArgs args = {.account_id = n->account_id,
                                 .id = id,
                                 .user_id = n->user_id,
                                 .certification_id = n->certification->id,
                                 .source = n->source,
                                 .record_id = n->record_id,
                                 .number = number,
                                 .issued_on = n->issued_on,
                                 .expires_on = until};
    TRY(q_learning_award_add(system_of(ctx), &args, &made));
    *ret_id = made ? id : ID_NIL;
    return made ? watch_expiry(ctx, id, n->account_id, until) : OK;
}

static Err tell_end(Ctx *ctx, const LearningAwardFindRow *w, bool over)
{
    Certification c;
    TRY(certification_find(ctx, w->certification_id, &c));
    Str title = tell_in_languages(ctx->arena, c.title.in), day = tell_date(ctx->arena, w->expires_on);
    Tell t = {.category = S("learning"),
              .user_id = w->user_id,
              .account_id = w->account_id,
              .icon = S("check"),
              .title = over ? MSG1("Your certification has ended: {title}", "title", title)
                            : MSG2("Your certification ends on {day}: {title}", "day", day, "title", title),
              .line = MSG("Take its assessment again, or claim a newer certificate, to keep it."),
              .url = url_account(ctx->arena, "/a/{account}/learning", w->public_id),
              .action = MSG("Open My learning"),
              .action_key = str_fmt(ctx->arena, "certification %.*s", S_ARG(id_text(ctx->arena, w->id))),
              .due = w->expires_on,
              .recommended = true};
    if (over) {
        t.action_key = S("");
        TRY(tell_done_for(ctx, w->user_id,
                          str_fmt(ctx->arena, "certification %.*s", S_ARG(id_text(ctx->arena, w->id)))));
    }
    return tell_user(ctx, &t);
}

Err award_expiry_step(Ctx *ctx, JobRun *job, JobNext *ret_next)
{
    Id id;
    LearningAwardFindRow w;
    LearningAwardLaterRow later;
    *ret_next = JOB_DONE;
    TRY(id_parse(job->key, &id));
    Err err = q_learning_award_find(system_of(ctx), &(LearningAwardFindArgs){.id = id}, &w);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    LearningAwardLaterArgs ask = {
        .user_id = w.user_id, .certification_id = w.certification_id, .expires_on = w.expires_on};
    TRY(q_learning_award_later(system_of(ctx), &ask, &later));
    if (later.n) {
        return OK; /* renewed: nothing ends */
    }
    Time end = time_of_date((Date){w.expires_on.days + 1});
    bool over = time_diff(ctx->now, end) >= 0;
    TRY(tell_end(ctx, &w, over));
    if (!over) {
        job->run_after_us = time_diff(end, ctx->now);
        *ret_next = JOB_LATER;
    }
    return OK;
}
