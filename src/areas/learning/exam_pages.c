/* Pages of an attempt: its questions while it is open, its result afterwards. */
#include "areas/learning/pages.h"

#include "app/audit.h"
#include "base/num.h"
#include "gen/learning_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static Err exam_of_path(AccountCtx a, Exam *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("attempt"), &id));
    TRY(exam_read(a, id, ret));
    learning_audit(a.ctx, ret->item.id, vendor_text(&ret->item.title, a.ctx->locale));
    return OK;
}

static void fill_question(Ctx *ctx, const ExamQuestion *q, size_t at, ExamQuestionView *ret)
{
    ExamAnswerView *answers = arena_array(ctx->arena, ExamAnswerView, q->answers.n);
    Str name = str_fmt(ctx->arena, "q%zu", at + 1);
    for (size_t k = 0; k < q->answers.n; k++) {
        size_t was = q->order[k];
        answers[k] = (ExamAnswerView){.text = q->answers.texts[was],
                                      .value = str_fmt(ctx->arena, "%zu", was),
                                      .id = str_fmt(ctx->arena, "%.*s-%zu", S_ARG(name), k),
                                      .chosen = q->chosen[was],
                                      .right = q->answers.right[was]};
    }
    *ret = (ExamQuestionView){.name = name,
                              .text = vendor_text(&q->part->title, ctx->locale),
                              .note = vendor_text(&q->part->note, ctx->locale),
                              .number = (int64_t)at + 1,
                              .many = q->answers.right_n > 1,
                              .right = q->right,
                              .answers = answers,
                              .answers_n = q->answers.n};
}

static Err exam_view(AccountCtx a, const Exam *e, ExamView **ret)
{
    Ctx *ctx = a.ctx;
    ExamView *v = arena_new(ctx->arena, ExamView);
    ExamQuestionView *questions = arena_array(ctx->arena, ExamQuestionView, e->n);
    for (size_t i = 0; i < e->n; i++) {
        fill_question(ctx, &e->questions[i], i, &questions[i]);
    }
    *v = (ExamView){.shell = my_learning_shell(ctx, (Msg){0}, vendor_text(&e->item.title, ctx->locale)),
                    .item = vendor_text(&e->item.title, ctx->locale),
                    .questions = questions,
                    .questions_n = e->n,
                    .save = my_learning_at(ctx, "/attempts/", e->row.id, "/save"),
                    .item_url = my_learning_at(ctx, "/items/", e->item.id, ""),
                    .ends_at = e->row.ends_at,
                    .open = str_eq(e->row.state, S("open")),
                    .over = exam_is_over(ctx, e),
                    .passed = str_eq(e->row.state, S("passed")),
                    .score = e->row.score,
                    .pass_mark = e->item.pass_mark,
                    .right = (int64_t)e->right_n,
                    .form = {.action = my_learning_at(ctx, "/attempts/", e->row.id, "/finish"), .wide = true},
                    .next_at = TIME_NONE};
    if (v->open && time_is_set(v->ends_at)) {
        int64_t left = num_max_i64(0, (time_diff(v->ends_at, ctx->now) + TIME_MINUTE - 1) / TIME_MINUTE);
        v->left = MSGN("{n} minute is left.", "{n} minutes are left.", left);
    }
    if (!v->open) {
        Study s;
        TRY(study_read(a, &s));
        v->next_at = study_next_attempt(&s, &e->item);
        for (size_t i = 0; i < s.awards_n && v->passed; i++) {
            if (id_eq(s.awards[i].certification_id, e->item.certification_id) && !v->certificate.s.n) {
                v->certificate = my_learning_at(ctx, "/certificates/", s.awards[i].id, "");
            }
        }
    }
    *ret = v;
    return OK;
}

Err learning_attempt_page(AccountCtx a)
{
    Exam e;
    ExamView *v;
    TRY(exam_of_path(a, &e));
    TRY(exam_view(a, &e, &v));
    RENDER(a.ctx, 200, learning_exam, v);
    return OK;
}

Err learning_attempt_save_post(AccountCtx a)
{
    Exam e;
    TRY(exam_of_path(a, &e));
    if (exam_is_over(a.ctx, &e)) {
        return problem(a.ctx, ERR_CONFLICT, MSG("The time is over."),
                       MSG("Open the attempt and have what was saved counted."));
    }
    exam_take_form(a.ctx, &e);
    TRY(exam_save(a, &e));
    ctx_redirect(a.ctx, my_learning_at(a.ctx, "/items/", e.item.id, ""),
                 MSG("Your answers are saved. Go on whenever you like."));
    return OK;
}

/* Answers that come after the time do not count: what was saved by then does. */
Err learning_attempt_finish_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Exam e;
    bool passed;
    Id award;
    TRY(exam_of_path(a, &e));
    if (!exam_is_over(ctx, &e)) {
        exam_take_form(ctx, &e);
    }
    TRY(exam_finish(a, &e, &passed, &award));
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"result", passed ? S("passed") : S("failed")},
                                  {"score", str_fmt(ctx->arena, "%lld", (long long)e.row.score)});
    ctx_redirect(ctx, my_learning_at(ctx, "/attempts/", e.row.id, ""), passed ? MSG("You have passed.") : (Msg){0});
    return OK;
}
