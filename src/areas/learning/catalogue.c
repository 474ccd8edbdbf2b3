/* The vendor's catalogue: reading, checking, changing; see learning.h. */
#include "areas/learning/learning.h"

#include "app/unit.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/learning_q.h"

enum {
    MINUTES_MAX = 6000,
    MONTHS_MAX = 120,
    ATTEMPTS_MAX = 20,
    WAIT_MAX = 24 * 90,
    LIMIT_MAX = 600,
    TEXTS_A_READ = 150
};

const LearningWord LEARNING_FIELDS[] = {
    {S_INIT("products"), N_("Products and services")}, {S_INIT("sales"), N_("Sales and offers")},
    {S_INIT("technical"), N_("Technical skills")},     {S_INIT("security"), N_("Security and privacy")},
    {S_INIT("support"), N_("Customer support")},       {S_INIT("business"), N_("Running the partnership")},
};
const size_t LEARNING_FIELDS_N = COUNT_OF(LEARNING_FIELDS);
const LearningWord LEARNING_LEVELS[] = {{S_INIT("beginner"), N_("Beginner")},
                                        {S_INIT("intermediate"), N_("Intermediate")},
                                        {S_INIT("advanced"), N_("Advanced")}};
const size_t LEARNING_LEVELS_N = COUNT_OF(LEARNING_LEVELS);

static bool is_word(const LearningWord *words, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(words[i].id, id)) {
            return true;
        }
    }
    return false;
}

Msg learning_word(const LearningWord *words, size_t n, Str id)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(words[i].id, id)) {
            return MSG_OF(words[i].name);
        }
    }
    return MSG1("{text}", "text", id);
}

StateView learning_state(Str state)
{
    return str_eq(state, S("draft"))       ? (StateView){STATE_OFF, MSG("Draft")}
           : str_eq(state, S("published")) ? (StateView){STATE_GOOD, MSG("Published")}
                                           : (StateView){STATE_OFF, MSG("Retired")};
}

static bool code_fits(Str code)
{
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) {
            return false;
        }
    }
    return code.n > 0 && code.n <= LEARNING_CODE_MAX;
}

static void check_code(Ctx *ctx, Str code)
{
    if (!code_fits(code)) {
        problem_field(ctx, S("code"), MSG("Use small letters, digits, hyphens and underscores, 40 at most."));
    }
}

static void check_range(Ctx *ctx, Str field, int64_t n, int64_t least, int64_t most)
{
    if (n < least || n > most) {
        problem_field(ctx, field,
                      MSG2("Enter a whole number from {least} to {most}.", "least",
                           str_fmt(ctx->arena, "%lld", (long long)least), "most",
                           str_fmt(ctx->arena, "%lld", (long long)most)));
    }
}

static void check_field(Ctx *ctx, Str field)
{
    if (!is_word(LEARNING_FIELDS, LEARNING_FIELDS_N, field)) {
        problem_field(ctx, S("field"), MSG("Choose a competency."));
    }
}

/* As many statements as there are hundreds of texts. */
static Err read_texts(Ctx *ctx, const Id *ids, size_t n, VendorText *texts)
{
    for (size_t i = 0; i < n; i += TEXTS_A_READ) {
        TRY(vendor_texts_get(ctx, ids + i, num_min_size(n - i, TEXTS_A_READ), texts + i));
    }
    return OK;
}

static Err changed_or(Ctx *ctx, int64_t changed)
{
    if (!changed) {
        ctx->problem.stale = true;
        return ERR_STALE;
    }
    return OK;
}

static Err moved_or(Ctx *ctx, int64_t changed)
{
    return changed ? OK
                   : problem(ctx, ERR_CONFLICT, MSG("It stands elsewhere meanwhile."),
                             MSG("Reload the page to see its state."));
}

static Err taken(Ctx *ctx)
{
    problem_field(ctx, S("code"), MSG("This code is taken. Choose another one."));
    return problem_check(ctx);
}

static Err too_many(Ctx *ctx)
{
    return problem(ctx, ERR_CONFLICT, MSG("There are as many as the catalogue takes."),
                   MSG("Delete a draft that is not needed first."));
}

/* --- certifications --- */

Err certification_list(Ctx *ctx, Certification **ret, size_t *ret_n)
{
    LearningCertificationsRow *rows;
    size_t n;
    TRY(q_learning_certifications(system_of(ctx), NULL, &rows, &n));
    Certification *list = arena_array(ctx->arena, Certification, n);
    Id *ids = arena_array(ctx->arena, Id, 2 * n);
    VendorText *texts = arena_array(ctx->arena, VendorText, 2 * n);
    for (size_t i = 0; i < n; i++) {
        ids[2 * i] = rows[i].title_id;
        ids[2 * i + 1] = rows[i].about_id;
    }
    TRY(read_texts(ctx, ids, 2 * n, texts));
    for (size_t i = 0; i < n; i++) {
        list[i] = (Certification){.id = rows[i].id,
                                  .title_id = rows[i].title_id,
                                  .about_id = rows[i].about_id,
                                  .version = rows[i].version,
                                  .code = rows[i].code,
                                  .state = rows[i].state,
                                  .field = rows[i].field,
                                  .issuer = rows[i].issuer,
                                  .months = rows[i].months,
                                  .title = texts[2 * i],
                                  .about = texts[2 * i + 1]};
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

bool certification_known(Ctx *ctx, Str code)
{
    Certification *all;
    size_t n;
    if (certification_list(ctx, &all, &n) != OK) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        if (str_eq(all[i].code, code) && str_eq(all[i].state, S("published"))) {
            return true;
        }
    }
    return false;
}

const Certification *certification_of(const Certification *all, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(all[i].id, id)) {
            return &all[i];
        }
    }
    return NULL;
}

Err certification_find(Ctx *ctx, Id id, Certification *ret)
{
    Certification *all;
    size_t n;
    TRY(certification_list(ctx, &all, &n));
    const Certification *c = certification_of(all, n, id);
    if (!c) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This certification is not there."),
                       MSG("Go back to the list of certifications."));
    }
    *ret = *c;
    return OK;
}

void certification_check(Ctx *ctx, const Certification *c)
{
    check_code(ctx, c->code);
    check_field(ctx, c->field);
    check_range(ctx, S("months"), c->months, 0, MONTHS_MAX);
    if (problem_unless_line(ctx, S("issuer"), c->issuer) && utf8_count(c->issuer) > LEARNING_TITLE_MAX) {
        problem_field(ctx, S("issuer"), MSG1("Use at most {n} characters.", "n", S("120")));
    }
    vendor_text_check(ctx, "title", &c->title, LEARNING_TITLE_MAX, true);
    vendor_text_check(ctx, "about", &c->about, LEARNING_ABOUT_MAX, true);
}

Err certification_make(Ctx *ctx, Certification *c)
{
    LearningCertificationCountRow count;
    int64_t made;
    TRY(q_learning_certification_count(system_of(ctx), NULL, &count));
    if (count.n >= LEARNING_CERTIFICATIONS_MAX) {
        return too_many(ctx);
    }
    c->id = ctx_new_id(ctx);
    c->title_id = ctx_new_id(ctx);
    c->about_id = ctx_new_id(ctx);
    LearningCertificationAddArgs args = {.id = c->id,
                                         .code = c->code,
                                         .field = c->field,
                                         .issuer = c->issuer,
                                         .months = c->months,
                                         .title_id = c->title_id,
                                         .about_id = c->about_id};
    TRY(q_learning_certification_add(system_of(ctx), &args, &made));
    if (!made) {
        return taken(ctx);
    }
    TRY(vendor_text_put(ctx, c->title_id, &c->title));
    return vendor_text_put(ctx, c->about_id, &c->about);
}

Err certification_change(Ctx *ctx, const Certification *was, int64_t version, const Certification *now)
{
    int64_t changed;
    LearningCertificationSaveArgs args = {
        .field = now->field, .issuer = now->issuer, .months = now->months, .id = was->id, .version = version};
    TRY(q_learning_certification_save(system_of(ctx), &args, &changed));
    TRY(changed_or(ctx, changed));
    TRY(vendor_text_put(ctx, was->title_id, &now->title));
    return vendor_text_put(ctx, was->about_id, &now->about);
}

Err certification_state_put(Ctx *ctx, const Certification *c, Str to)
{
    int64_t changed;
    LearningCertificationStatePutArgs args = {.state = to, .id = c->id, .was = c->state};
    TRY(q_learning_certification_state_put(system_of(ctx), &args, &changed));
    return moved_or(ctx, changed);
}

Date certification_until(const Certification *c, Date issued_on)
{
    return c->months ? date_add_months(issued_on, (int)c->months) : LEARNING_FOR_EVER;
}

/* --- trainings and assessments --- */

bool learning_is_training(const LearningItem *i) { return str_eq(i->kind, S("training")); }

#define ITEM(R)                                                                                                        \
    (LearningItem)                                                                                                     \
    {                                                                                                                  \
        .id = (R).id, .title_id = (R).title_id, .about_id = (R).about_id, .certification_id = (R).certification_id,    \
        .version = (R).version, .updated_at = (R).updated_at, .code = (R).code, .kind = (R).kind, .state = (R).state,  \
        .field = (R).field, .level = (R).level, .roles = (R).roles, .link = (R).link, .minutes = (R).minutes,          \
        .pass_mark = (R).pass_mark, .attempts_max = (R).attempts_max, .wait_hours = (R).wait_hours,                    \
        .limit_minutes = (R).limit_minutes                                                                             \
    }

Err learning_list(Ctx *ctx, LearningItem **ret, size_t *ret_n)
{
    LearningItemsRow *rows;
    LearningPartCountsRow *counts;
    size_t n, counts_n;
    TRY(q_learning_items(system_of(ctx), NULL, &rows, &n));
    TRY(q_learning_part_counts(system_of(ctx), NULL, &counts, &counts_n));
    LearningItem *list = arena_array(ctx->arena, LearningItem, n);
    Id *ids = arena_array(ctx->arena, Id, 2 * n);
    VendorText *texts = arena_array(ctx->arena, VendorText, 2 * n);
    for (size_t i = 0; i < n; i++) {
        ids[2 * i] = rows[i].title_id;
        ids[2 * i + 1] = rows[i].about_id;
    }
    TRY(read_texts(ctx, ids, 2 * n, texts));
    for (size_t i = 0; i < n; i++) {
        list[i] = ITEM(rows[i]);
        list[i].title = texts[2 * i];
        list[i].about = texts[2 * i + 1];
        for (size_t k = 0; k < counts_n; k++) {
            list[i].parts += id_eq(counts[k].item_id, list[i].id) ? counts[k].n : 0;
        }
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

const LearningItem *learning_item_of(const LearningItem *all, size_t n, Id id)
{
    for (size_t i = 0; i < n; i++) {
        if (id_eq(all[i].id, id)) {
            return &all[i];
        }
    }
    return NULL;
}

Err learning_find(Ctx *ctx, Id id, LearningItem *ret)
{
    LearningItemGetRow r;
    VendorText texts[2];
    Err err = q_learning_item_get(system_of(ctx), &(LearningItemGetArgs){.id = id}, &r);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("This training or assessment is not there."),
                       MSG("Go back to the catalogue and choose one."));
    }
    TRY(err);
    TRY(vendor_texts_get(ctx, (Id[2]){r.title_id, r.about_id}, 2, texts));
    *ret = ITEM(r);
    ret->title = texts[0];
    ret->about = texts[1];
    return OK;
}

static bool link_fits(Str link)
{
    return str_starts(link, S("https://")) && link.n > S("https://").n && link.n <= LEARNING_LINK_MAX &&
           str_find_char(link, ' ') < 0 && !utf8_has_control(link);
}

static void check_assessment(Ctx *ctx, const LearningItem *i)
{
    check_range(ctx, S("pass_mark"), i->pass_mark, 1, 100);
    check_range(ctx, S("attempts_max"), i->attempts_max, 0, ATTEMPTS_MAX);
    check_range(ctx, S("limit_minutes"), i->limit_minutes, 0, LIMIT_MAX);
    check_range(ctx, S("wait_hours"), i->wait_hours, i->attempts_max ? 1 : 0, WAIT_MAX);
}

void learning_check(Ctx *ctx, const LearningItem *i)
{
    Str rest = i->roles, word;
    check_code(ctx, i->code);
    check_field(ctx, i->field);
    if (!is_word(LEARNING_LEVELS, LEARNING_LEVELS_N, i->level)) {
        problem_field(ctx, S("level"), MSG("Choose a level."));
    }
    if (!str_eq(i->kind, S("training")) && !str_eq(i->kind, S("assessment"))) {
        problem_field(ctx, S("kind"), MSG("Choose whether it is a training or an assessment."));
    }
    check_range(ctx, S("minutes"), i->minutes, 1, MINUTES_MAX);
    while (str_split(&rest, ' ', &word)) {
        if (word.n && !role_find(word)) {
            problem_field(ctx, S("roles"), MSG("Choose roles of the list."));
            break;
        }
    }
    if (i->link.n && !link_fits(i->link)) {
        problem_field(ctx, S("link"), MSG("Enter an address that begins with https://."));
    }
    if (!learning_is_training(i)) {
        check_assessment(ctx, i);
    }
    vendor_text_check(ctx, "title", &i->title, LEARNING_TITLE_MAX, true);
    vendor_text_check(ctx, "about", &i->about, LEARNING_ABOUT_MAX, true);
}

Err learning_make(Ctx *ctx, LearningItem *i)
{
    LearningItemCountRow count;
    int64_t made;
    TRY(q_learning_item_count(system_of(ctx), NULL, &count));
    if (count.n >= LEARNING_ITEMS_MAX) {
        return too_many(ctx);
    }
    i->id = ctx_new_id(ctx);
    i->title_id = ctx_new_id(ctx);
    i->about_id = ctx_new_id(ctx);
    LearningItemAddArgs args = {.id = i->id,
                                .code = i->code,
                                .kind = i->kind,
                                .field = i->field,
                                .level = i->level,
                                .roles = i->roles,
                                .minutes = i->minutes,
                                .link = i->link,
                                .pass_mark = i->pass_mark,
                                .attempts_max = i->attempts_max,
                                .wait_hours = i->wait_hours,
                                .limit_minutes = i->limit_minutes,
                                .certification_id = i->certification_id,
                                .title_id = i->title_id,
                                .about_id = i->about_id};
    TRY(q_learning_item_add(system_of(ctx), &args, &made));
    if (!made) {
        return taken(ctx);
    }
    TRY(vendor_text_put(ctx, i->title_id, &i->title));
    return vendor_text_put(ctx, i->about_id, &i->about);
}

Err learning_change(Ctx *ctx, const LearningItem *was, int64_t version, const LearningItem *now)
{
    int64_t changed;
    LearningItemSaveArgs args = {.field = now->field,
                                 .level = now->level,
                                 .roles = now->roles,
                                 .minutes = now->minutes,
                                 .link = now->link,
                                 .pass_mark = now->pass_mark,
                                 .attempts_max = now->attempts_max,
                                 .wait_hours = now->wait_hours,
                                 .limit_minutes = now->limit_minutes,
                                 .certification_id = now->certification_id,
                                 .id = was->id,
                                 .version = version};
    TRY(q_learning_item_save(system_of(ctx), &args, &changed));
    TRY(changed_or(ctx, changed));
    TRY(vendor_text_put(ctx, was->title_id, &now->title));
    return vendor_text_put(ctx, was->about_id, &now->about);
}

static Err state_put(Ctx *ctx, const LearningItem *i, Str to)
{
    int64_t changed;
    LearningItemStatePutArgs args = {.state = to, .id = i->id, .was = i->state};
    TRY(q_learning_item_state_put(system_of(ctx), &args, &changed));
    return moved_or(ctx, changed);
}

Err learning_publish(Ctx *ctx, const LearningItem *i)
{
    LearningPart *parts;
    size_t n;
    TRY(learning_parts(ctx, i->id, &parts, &n));
    if (n == 0 && !(learning_is_training(i) && i->link.n)) {
        return learning_is_training(i)
                   ? problem(ctx, ERR_CONFLICT, MSG("There is nothing to read yet."),
                             MSG("Add a page, or enter the address where the training stands."))
                   : problem(ctx, ERR_CONFLICT, MSG("There is no question yet."), MSG("Add a question first."));
    }
    return state_put(ctx, i, S("published"));
}

Err learning_retire(Ctx *ctx, const LearningItem *i) { return state_put(ctx, i, S("retired")); }

Err learning_remove(Ctx *ctx, const LearningItem *i)
{
    int64_t changed;
    if (!str_eq(i->state, S("draft"))) {
        return moved_or(ctx, 0);
    }
    TRY(q_learning_parts_drop(system_of(ctx), &(LearningPartsDropArgs){.item_id = i->id}, NULL));
    TRY(q_learning_item_drop(system_of(ctx), &(LearningItemDropArgs){.id = i->id}, &changed));
    return moved_or(ctx, changed);
}

/* --- pages and questions --- */

static Err read_parts(Ctx *ctx, const LearningPartsArgs *wanted, LearningPart **ret, size_t *ret_n)
{
    LearningPartsRow *rows;
    size_t n;
    TRY(q_learning_parts(system_of(ctx), wanted, &rows, &n));
    LearningPart *list = arena_array(ctx->arena, LearningPart, n);
    Id *ids = arena_array(ctx->arena, Id, 3 * n);
    VendorText *texts = arena_array(ctx->arena, VendorText, 3 * n);
    for (size_t i = 0; i < n; i++) {
        ids[3 * i] = rows[i].title_id;
        ids[3 * i + 1] = rows[i].body_id;
        ids[3 * i + 2] = rows[i].note_id;
    }
    TRY(read_texts(ctx, ids, 3 * n, texts));
    for (size_t i = 0; i < n; i++) {
        list[i] = (LearningPart){.id = rows[i].id,
                                 .item_id = rows[i].item_id,
                                 .title_id = rows[i].title_id,
                                 .body_id = rows[i].body_id,
                                 .note_id = rows[i].note_id,
                                 .place = rows[i].place,
                                 .title = texts[3 * i],
                                 .body = texts[3 * i + 1],
                                 .note = texts[3 * i + 2]};
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

Err learning_parts(Ctx *ctx, Id item_id, LearningPart **ret, size_t *ret_n)
{
    return read_parts(ctx, &(LearningPartsArgs){.item_id = item_id, .with_today = true}, ret, ret_n);
}

Err learning_parts_since(Ctx *ctx, Id item_id, Time since, LearningPart **ret, size_t *ret_n)
{
    return read_parts(ctx, &(LearningPartsArgs){.item_id = item_id, .with_since = true, .since = since}, ret, ret_n);
}

Err learning_part_find(Ctx *ctx, Id item_id, Id id, LearningPart *ret)
{
    LearningPart *list;
    size_t n;
    TRY(learning_parts(ctx, item_id, &list, &n));
    for (size_t i = 0; i < n; i++) {
        if (id_eq(list[i].id, id)) {
            *ret = list[i];
            return OK;
        }
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("This page or question is not there any more."),
                   MSG("Go back to its training or assessment."));
}

void question_answers(Str body, QuestionAnswers *ret)
{
    Str line;
    *ret = (QuestionAnswers){0};
    while (str_split(&body, '\n', &line)) {
        line = str_trim(line);
        bool right = str_starts(line, S("*"));
        Str text = right ? str_trim(str_skip(line, 1)) : line;
        if (text.n && ret->n < LEARNING_ANSWERS_MAX) {
            ret->texts[ret->n] = text;
            ret->right[ret->n] = right;
            ret->right_n += right;
            ret->n++;
        }
    }
}

static void check_answers(Ctx *ctx, const LearningPart *p)
{
    size_t n;
    QuestionAnswers first, other;
    const Str *tags = locale_languages(&n, NULL);
    question_answers(p->body.in[0], &first);
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        Str field = str_fmt(ctx->arena, "body_%.*s", S_ARG(tags[i]));
        question_answers(p->body.in[i], &other);
        if (msg_is_set(problem_of_field(ctx, field))) {
            continue;
        }
        if (other.n < 2 || other.right_n == 0) {
            problem_field(ctx, field,
                          MSG("Write two to eight answers, one a line, and a star before each that is right."));
        } else if (other.n != first.n || memcmp(other.right, first.right, sizeof first.right) != 0) {
            problem_field(ctx, field, MSG("Write the same answers in the same order in each language."));
        }
    }
}

void learning_part_check(Ctx *ctx, const LearningItem *i, const LearningPart *p)
{
    vendor_text_check(ctx, "title", &p->title, learning_is_training(i) ? LEARNING_TITLE_MAX : LEARNING_ABOUT_MAX, true);
    vendor_text_check(ctx, "body", &p->body, LEARNING_BODY_MAX, true);
    vendor_text_check(ctx, "note", &p->note, LEARNING_ABOUT_MAX, false);
    if (!learning_is_training(i)) {
        check_answers(ctx, p);
    }
}

/* Attempts may hold the questions of an assessment that is out, or was. */
static bool keeps_questions(const LearningItem *i) { return !learning_is_training(i) && !str_eq(i->state, S("draft")); }

static Err add_part(Ctx *ctx, const LearningItem *i, LearningPart *p)
{
    p->id = ctx_new_id(ctx);
    p->title_id = ctx_new_id(ctx);
    p->body_id = ctx_new_id(ctx);
    p->note_id = ctx_new_id(ctx);
    LearningPartAddArgs args = {.id = p->id,
                                .item_id = i->id,
                                .place = p->place,
                                .title_id = p->title_id,
                                .body_id = p->body_id,
                                .note_id = p->note_id};
    return q_learning_part_add(system_of(ctx), &args, NULL);
}

static Err retire(Ctx *ctx, const LearningPart *p)
{
    return q_learning_part_retire(system_of(ctx), &(LearningPartRetireArgs){.id = p->id, .item_id = p->item_id}, NULL);
}

Err learning_part_put(Ctx *ctx, const LearningItem *i, LearningPart *p, bool fresh)
{
    if (fresh) {
        LearningPart *list;
        size_t n;
        TRY(learning_parts(ctx, i->id, &list, &n));
        if (n >= LEARNING_PARTS_MAX) {
            return problem(ctx, ERR_CONFLICT, MSG("There are as many pages or questions as it takes."),
                           MSG("Remove one first, or begin another training or assessment."));
        }
        p->place = n ? list[n - 1].place + 1 : 1;
        TRY(add_part(ctx, i, p));
    } else if (keeps_questions(i)) {
        TRY(retire(ctx, p));
        TRY(add_part(ctx, i, p));
    }
    TRY(vendor_text_put(ctx, p->title_id, &p->title));
    TRY(vendor_text_put(ctx, p->body_id, &p->body));
    return vendor_text_put(ctx, p->note_id, &p->note);
}

Err learning_part_drop(Ctx *ctx, const LearningItem *i, const LearningPart *p)
{
    if (keeps_questions(i)) {
        return retire(ctx, p);
    }
    return q_learning_part_drop(system_of(ctx), &(LearningPartDropArgs){.id = p->id, .item_id = p->item_id}, NULL);
}

Err learning_part_up(Ctx *ctx, const LearningPart *p)
{
    LearningPart *list;
    size_t n;
    TRY(learning_parts(ctx, p->item_id, &list, &n));
    for (size_t i = 1; i < n; i++) {
        if (id_eq(list[i].id, p->id)) {
            TRY(q_learning_part_place_put(
                system_of(ctx), &(LearningPartPlacePutArgs){.place = list[i - 1].place, .id = list[i].id}, NULL));
            return q_learning_part_place_put(
                system_of(ctx), &(LearningPartPlacePutArgs){.place = list[i].place, .id = list[i - 1].id}, NULL);
        }
    }
    return OK;
}

/* --- what a company has --- */

Err learning_certified(Ctx *ctx, Id account_id, CertifiedCount **ret, size_t *ret_n)
{
    LearningCertifiedRow *rows;
    LearningCertifiedArgs args = {.account_id = account_id, .today = date_of(ctx->now)};
    TRY(q_learning_certified(system_of(ctx), &args, &rows, ret_n));
    *ret = arena_array(ctx->arena, CertifiedCount, *ret_n);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (CertifiedCount){.code = rows[i].code, .people = rows[i].people};
    }
    return OK;
}
