/* What people take and earn: trainings page by page, attempts at assessments, certifications held. Rules only. */
#pragma once
#include "app/job.h"
#include "areas/learning/learning.h"
#include "gen/learning_q.h"

enum { ATTEMPT_GRACE_S = 60 };

/* A person with the whole catalogue: nine statements, whatever they have taken. */
typedef struct Study {
    AccountCtx a;
    LearningItem *items;
    size_t items_n;
    Certification *certifications;
    size_t certifications_n;
    LearningProgressMineRow *progress;
    size_t progress_n;
    LearningAttemptsMineRow *attempts; /* the newest first */
    size_t attempts_n;
    LearningAwardsMineRow *awards;
    size_t awards_n;
} Study;
MUST_USE Err study_read(AccountCtx a, Study *ret);

typedef enum StudyState { STUDY_NEW, STUDY_BEGUN, STUDY_DONE, STUDY_FAILED } StudyState;
StudyState study_state(const Study *s, const LearningItem *i);
/* Is it for a role that this person holds? */
bool study_is_for(const Study *s, const LearningItem *i);
/* Published, or taken before. */
bool study_is_shown(const Study *s, const LearningItem *i);
const LearningProgressMineRow *study_progress(const Study *s, Id item_id);
/* Item of the path, with its parts. ERR_NOT_FOUND with a problem. */
MUST_USE Err study_item(AccountCtx a, const Study *s, Id id, const LearningItem **ret, LearningPart **ret_parts,
                        size_t *ret_n);

/* Page n (from 1) is read; after the last the training is done. */
MUST_USE Err study_page_read(AccountCtx a, const LearningItem *i, int64_t page, bool last);

/* When the next attempt may begin; TIME_NONE: now. */
Time study_next_attempt(const Study *s, const LearningItem *i);
const LearningAttemptsMineRow *study_open_attempt(const Study *s, Id item_id);
/* ERR_CONFLICT: not yet. One that is open is gone on with. */
MUST_USE Err study_attempt_begin(AccountCtx a, const Study *s, const LearningItem *i, const LearningPart *parts,
                                 size_t n, Id *ret_id);

/* An attempt with its questions in their order, and in each the answers in theirs. */
typedef struct ExamQuestion {
    const LearningPart *part;
    QuestionAnswers answers; /* in the reader's language, as written */
    size_t order[LEARNING_ANSWERS_MAX];
    bool chosen[LEARNING_ANSWERS_MAX];
    bool right; /* all that is right was chosen and nothing else */
} ExamQuestion;
typedef struct Exam {
    LearningAttemptGetRow row;
    LearningItem item;
    ExamQuestion *questions;
    size_t n, right_n;
} Exam;
MUST_USE Err exam_read(AccountCtx a, Id id, Exam *ret);
bool exam_is_over(Ctx *ctx, const Exam *e); /* its time is up */
/* The form's fields "q1", "q2"... into the questions. */
void exam_take_form(Ctx *ctx, Exam *e);
MUST_USE Err exam_save(AccountCtx a, const Exam *e);
/* Counts, gives the certification where it is passed. *ret_award nil: none. */
MUST_USE Err exam_finish(AccountCtx a, Exam *e, bool *ret_passed, Id *ret_award);
/* The n numbers 0 to n - 1 in an order that follows from the seed. */
void exam_order(uint64_t seed, size_t n, size_t *ret);

/* --- certifications held --- */
typedef struct AwardNew {
    Id account_id, user_id;
    const Certification *certification;
    Str source; /* assessment record claim */
    Id record_id;
    Str number; /* empty: one of ours */
    Date issued_on;
} AwardNew;
/* *ret_id nil: the record was taken before. Whoever holds it is told before it ends. */
MUST_USE Err award_give(Ctx *ctx, const AwardNew *n, Id *ret_id);
typedef enum AwardState { AWARD_VALID, AWARD_SOON, AWARD_OVER } AwardState;
AwardState award_state(Ctx *ctx, Date expires_on);
StateView award_state_view(Ctx *ctx, Date expires_on);
#define LEARNING_EXPIRY "learning.expiry"
MUST_USE Err award_expiry_step(Ctx *ctx, JobRun *job, JobNext *ret_next);
