/* My learning: the vendor's catalogue of trainings, assessments and certifications; what people take and hold, and the
 * company that their certifications are credited to. Rules only. */
#pragma once
#include "app/ctx.h"
#include "app/machine.h"
#include "app/vendor_text.h"

enum {
    LEARNING_CODE_MAX = 40,
    LEARNING_TITLE_MAX = 120,
    LEARNING_ABOUT_MAX = 2000,
    LEARNING_BODY_MAX = 20000,
    LEARNING_LINK_MAX = 300,
    LEARNING_PARTS_MAX = 60,
    LEARNING_ANSWERS_MAX = 8,
    LEARNING_ITEMS_MAX = 300,
    LEARNING_CERTIFICATIONS_MAX = 150,
    LEARNING_PROFILE_MAX = 60,
    LEARNING_NUMBER_MAX = 60,
    LEARNING_NOTE_MAX = 1000,
    LEARNING_SOON_DAYS = 60
};
#define LEARNING_FOR_EVER ((Date){2932896}) /* 9999-12-31 */

typedef struct LearningWord {
    Str id;
    const char *name; /* N_() */
} LearningWord;
extern const LearningWord LEARNING_FIELDS[];
extern const size_t LEARNING_FIELDS_N;
extern const LearningWord LEARNING_LEVELS[];
extern const size_t LEARNING_LEVELS_N;
/* Its name; the word itself where there is none of that id. */
Msg learning_word(const LearningWord *words, size_t n, Str id);
StateView learning_state(Str state); /* draft published retired */

/* --- certifications --- */
typedef struct Certification {
    Id id, title_id, about_id;
    int64_t version;
    Str code, state, field, issuer; /* issuer empty: the vendor */
    int64_t months;                 /* 0: for ever */
    VendorText title, about;
} Certification;
/* All, by code: two statements. */
MUST_USE Err certification_list(Ctx *ctx, Certification **ret, size_t *ret_n);
/* Is there a published one of this code? False too where it cannot be read. */
bool certification_known(Ctx *ctx, Str code);
const Certification *certification_of(const Certification *all, size_t n, Id id);
MUST_USE Err certification_find(Ctx *ctx, Id id, Certification *ret);
void certification_check(Ctx *ctx, const Certification *c);
/* A draft. ERR_CONFLICT: the code is taken. */
MUST_USE Err certification_make(Ctx *ctx, Certification *c);
/* ERR_STALE. */
MUST_USE Err certification_change(Ctx *ctx, const Certification *was, int64_t version, const Certification *now);
MUST_USE Err certification_state_put(Ctx *ctx, const Certification *c, Str to);
/* The last day of one that was given on a day. */
Date certification_until(const Certification *c, Date issued_on);

/* --- trainings and assessments --- */
typedef struct LearningItem {
    Id id, title_id, about_id, certification_id;
    int64_t version;
    Time updated_at;
    Str code, kind, state, field, level;
    Str roles; /* ids by spaces; empty: all */
    Str link;
    int64_t minutes, pass_mark, attempts_max, wait_hours, limit_minutes;
    int64_t parts; /* pages, or questions */
    VendorText title, about;
} LearningItem;
bool learning_is_training(const LearningItem *i);
MUST_USE Err learning_list(Ctx *ctx, LearningItem **ret, size_t *ret_n);
const LearningItem *learning_item_of(const LearningItem *all, size_t n, Id id);
MUST_USE Err learning_find(Ctx *ctx, Id id, LearningItem *ret);
void learning_check(Ctx *ctx, const LearningItem *i);
MUST_USE Err learning_make(Ctx *ctx, LearningItem *i);
MUST_USE Err learning_change(Ctx *ctx, const LearningItem *was, int64_t version, const LearningItem *now);
/* ERR_CONFLICT where something is missing: a page or a link, a question. */
MUST_USE Err learning_publish(Ctx *ctx, const LearningItem *i);
MUST_USE Err learning_retire(Ctx *ctx, const LearningItem *i);
MUST_USE Err learning_remove(Ctx *ctx, const LearningItem *i);

/* A page, or a question with its answers. */
typedef struct LearningPart {
    Id id, item_id, title_id, body_id, note_id;
    int64_t place;
    VendorText title, body, note;
} LearningPart;
MUST_USE Err learning_parts(Ctx *ctx, Id item_id, LearningPart **ret, size_t *ret_n);
/* Also those that an attempt may hold which began then. */
MUST_USE Err learning_parts_since(Ctx *ctx, Id item_id, Time since, LearningPart **ret, size_t *ret_n);
MUST_USE Err learning_part_find(Ctx *ctx, Id item_id, Id id, LearningPart *ret);
void learning_part_check(Ctx *ctx, const LearningItem *i, const LearningPart *p);
MUST_USE Err learning_part_put(Ctx *ctx, const LearningItem *i, LearningPart *p, bool fresh);
MUST_USE Err learning_part_drop(Ctx *ctx, const LearningItem *i, const LearningPart *p);
MUST_USE Err learning_part_up(Ctx *ctx, const LearningPart *p);

/* The answers of a question in one language. */
typedef struct QuestionAnswers {
    Str texts[LEARNING_ANSWERS_MAX];
    bool right[LEARNING_ANSWERS_MAX];
    size_t n, right_n;
} QuestionAnswers;
void question_answers(Str body, QuestionAnswers *ret);

/* --- what a company has --- */
typedef struct CertifiedCount {
    Str code;
    int64_t people;
} CertifiedCount;
/* People of the account with a valid certification, by its code; codes that nobody holds are not there. */
MUST_USE Err learning_certified(Ctx *ctx, Id account_id, CertifiedCount **ret, size_t *ret_n);
