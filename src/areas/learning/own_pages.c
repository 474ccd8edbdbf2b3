/* A person's own pages: what is recommended and begun, the catalogue, a training page by page, certificates. */
#include "areas/learning/pages.h"

#include "app/audit.h"
#include "areas/home/home.h"
#include "gen/learning_html.h"
#include "ui/field.h"
#include "ui/shell.h"

enum { CARDS_SHOWN = 6 };

/* --- frames --- */

Url my_learning_url(Ctx *ctx, const char *rest)
{
    Url u = home_path(ctx, LEARNING_HERE);
    return (Url){str_concat(ctx->arena, u.s, str_from(rest))};
}
Url my_learning_at(Ctx *ctx, const char *what, Id id, const char *rest)
{
    Url u = my_learning_url(ctx, what);
    return (Url){str_concat(ctx->arena, str_concat(ctx->arena, u.s, id_text(ctx->arena, id)), str_from(rest))};
}

ShellView *my_learning_shell(Ctx *ctx, Msg title, Str name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    bool below = msg_is_set(title) || name.n;
    crumbs[0] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[1] = (Crumb){.label = MSG("My learning"), .url = my_learning_url(ctx, "")};
    crumbs[2] = (Crumb){.label = title, .text = name};
    ShellView *shell = shell_view(ctx, below ? title : MSG("My learning"), crumbs, below ? 3 : 2);
    shell->workspace = MSG("Account settings");
    shell->title_text = name;
    return shell;
}

Msg award_source(Str source)
{
    return str_eq(source, S("assessment")) ? MSG("Earned by an assessment")
           : str_eq(source, S("record"))   ? MSG("Recorded by the vendor")
                                           : MSG("Claimed, and accepted by the vendor");
}

/* --- cards --- */

static StateView study_state_view(StudyState s)
{
    switch (s) {
    case STUDY_NEW:
        return (StateView){STATE_OFF, MSG("Not begun")};
    case STUDY_BEGUN:
        return (StateView){STATE_WAIT, MSG("Begun")};
    case STUDY_DONE:
        return (StateView){STATE_GOOD, MSG("Done")};
    case STUDY_FAILED:
        break;
    }
    return (StateView){STATE_WARN, MSG("Not passed yet")};
}

static Str digits(Ctx *ctx, int64_t n) { return str_fmt(ctx->arena, "%lld", (long long)n); }

static LearningCard card_of(const Study *s, const LearningItem *i)
{
    Ctx *ctx = s->a.ctx;
    StudyState state = study_state(s, i);
    const LearningProgressMineRow *p = study_progress(s, i->id);
    LearningCard c = {.title = vendor_text(&i->title, ctx->locale),
                      .about = vendor_text(&i->about, ctx->locale),
                      .kind = learning_kind(i),
                      .field = learning_word(LEARNING_FIELDS, LEARNING_FIELDS_N, i->field),
                      .level = learning_word(LEARNING_LEVELS, LEARNING_LEVELS_N, i->level),
                      .minutes = learning_minutes(i->minutes),
                      .state = study_state_view(state),
                      .url = my_learning_at(ctx, "/items/", i->id, ""),
                      .begun = state == STUDY_BEGUN,
                      .action = state == STUDY_BEGUN  ? MSG("Go on")
                                : state == STUDY_DONE ? MSG("Look again")
                                                      : MSG("Open")};
    if (p && i->parts && state == STUDY_BEGUN) {
        c.progress = MSG2("Page {page} of {pages} read", "page", digits(ctx, p->page), "pages", digits(ctx, i->parts));
    }
    return c;
}

static void fill_cards(const Study *s, MyLearningView *v)
{
    LearningCard *begun = arena_array(s->a.ctx->arena, LearningCard, s->items_n),
                 *recommended = arena_array(s->a.ctx->arena, LearningCard, s->items_n);
    for (size_t i = 0; i < s->items_n; i++) {
        const LearningItem *x = &s->items[i];
        if (!study_is_shown(s, x)) {
            continue;
        }
        StudyState state = study_state(s, x);
        v->done += state == STUDY_DONE;
        if (state == STUDY_BEGUN) {
            begun[v->begun_n++] = card_of(s, x);
        } else if (state != STUDY_DONE && v->recommended_n < CARDS_SHOWN && study_is_for(s, x)) {
            recommended[v->recommended_n++] = card_of(s, x);
        }
    }
    v->begun = begun;
    v->recommended = recommended;
}

static AwardRow award_row(const Study *s, const LearningAwardsMineRow *w)
{
    Ctx *ctx = s->a.ctx;
    const Certification *c = certification_of(s->certifications, s->certifications_n, w->certification_id);
    return (AwardRow){.title = c ? vendor_text(&c->title, ctx->locale) : S(""),
                      .number = w->number,
                      .account = w->account_name,
                      .state = award_state_view(ctx, w->expires_on),
                      .issued_on = w->issued_on,
                      .expires_on = w->expires_on.days < LEARNING_FOR_EVER.days ? w->expires_on : DATE_NONE,
                      .source = award_source(w->source),
                      .url = my_learning_at(ctx, "/certificates/", w->id, ""),
                      .elsewhere = !id_eq(w->account_id, ctx->account_id)};
}

static Err fill_profile(const Study *s, MyLearningView *v)
{
    Ctx *ctx = s->a.ctx;
    LearningClaimsMineRow *claims;
    LearningProfilesMineRow profile;
    TRY(q_learning_claims_mine(account_self(s->a), NULL, &claims, &v->claims_n));
    ClaimRow *rows = arena_array(ctx->arena, ClaimRow, v->claims_n);
    for (size_t i = 0; i < v->claims_n; i++) {
        const Certification *c = certification_of(s->certifications, s->certifications_n, claims[i].certification_id);
        rows[i] = (ClaimRow){.title = c ? vendor_text(&c->title, ctx->locale) : S(""),
                             .number = claims[i].number,
                             .state = machine_state_view(&LEARNING_CLAIM, READER_PARTNER, claims[i].state),
                             .since = claims[i].since,
                             .url = my_learning_at(ctx, "/claims/", claims[i].id, "")};
    }
    v->claims = rows;
    Err err = profile_mine(s->a, &profile);
    if (err == OK) {
        v->has_profile = true;
        v->profile_id = profile.profile;
        v->profile_state = machine_state_view(&LEARNING_PROFILE, READER_PARTNER, profile.state);
    } else if (err != ERR_NOT_FOUND) {
        return err;
    }
    v->profile = my_learning_url(ctx, "/profile");
    v->claim = my_learning_url(ctx, "/claims/new");
    if (ctx_may(ctx, &LEARNING_COMPANY)) {
        v->company = my_learning_url(ctx, "/company");
    }
    return OK;
}

Err my_learning_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Study s;
    TRY(study_read(a, &s));
    MyLearningView *v = arena_new(ctx->arena, MyLearningView);
    AwardRow *awards = arena_array(ctx->arena, AwardRow, s.awards_n);
    fill_cards(&s, v);
    for (size_t i = 0; i < s.awards_n; i++) {
        awards[i] = award_row(&s, &s.awards[i]);
    }
    v->shell = my_learning_shell(ctx, (Msg){0}, S(""));
    v->awards = awards;
    v->awards_n = s.awards_n;
    v->catalogue = my_learning_url(ctx, "/catalogue");
    TRY(fill_profile(&s, v));
    RENDER(ctx, 200, my_learning, v);
    return OK;
}

/* --- the catalogue --- */

static const LearningWord KINDS[] = {{S_INIT("training"), N_("Trainings")}, {S_INIT("assessment"), N_("Assessments")}};

static bool found_in(Ctx *ctx, Str q, const LearningItem *i)
{
    Str text = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(vendor_text(&i->title, ctx->locale)),
                       S_ARG(vendor_text(&i->about, ctx->locale)));
    return !q.n || str_find(fold_search(ctx->arena, text), fold_search(ctx->arena, q)) >= 0;
}

Err learning_catalogue_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Study s;
    Str q = str_trim(ctx_query(ctx, S("q"))), kind = ctx_query(ctx, S("kind")), field = ctx_query(ctx, S("field")),
        level = ctx_query(ctx, S("level"));
    TRY(study_read(a, &s));
    CatalogueView *v = arena_new(ctx->arena, CatalogueView);
    LearningCard *cards = arena_array(ctx->arena, LearningCard, s.items_n);
    for (size_t i = 0; i < s.items_n; i++) {
        const LearningItem *x = &s.items[i];
        if (study_is_shown(&s, x) && (!kind.n || str_eq(kind, x->kind)) && (!field.n || str_eq(field, x->field)) &&
            (!level.n || str_eq(level, x->level)) && found_in(ctx, q, x)) {
            cards[v->cards_n++] = card_of(&s, x);
        }
    }
    v->shell = my_learning_shell(ctx, MSG("Catalogue"), S(""));
    v->here = v->clear = my_learning_url(ctx, "/catalogue");
    v->q = ui_field(ctx, S("q"), q, MSG("Search"));
    v->q.kind = FIELD_SEARCH;
    v->kind = learning_select(ctx, S("kind"), MSG("Kind"), MSG("All"), KINDS, COUNT_OF(KINDS), kind);
    v->field =
        learning_select(ctx, S("field"), MSG("Competency"), MSG("All"), LEARNING_FIELDS, LEARNING_FIELDS_N, field);
    v->level = learning_select(ctx, S("level"), MSG("Level"), MSG("All"), LEARNING_LEVELS, LEARNING_LEVELS_N, level);
    v->cards = cards;
    v->filtered = q.n || kind.n || field.n || level.n;
    RENDER(ctx, 200, learning_catalogue, v);
    return OK;
}

/* --- one training or assessment --- */

typedef struct Taken {
    Study s;
    const LearningItem *item;
    LearningPart *parts;
    size_t parts_n;
} Taken;

static Err taken_of_path(AccountCtx a, Taken *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("item"), &id));
    TRY(study_read(a, &ret->s));
    TRY(study_item(a, &ret->s, id, &ret->item, &ret->parts, &ret->parts_n));
    learning_audit(a.ctx, id, vendor_text(&ret->item->title, a.ctx->locale));
    return OK;
}

static Url page_url(Ctx *ctx, Id item, int64_t page)
{
    Url u = my_learning_at(ctx, "/items/", item, "/pages/");
    return (Url){str_concat(ctx->arena, u.s, digits(ctx, page))};
}

static void fill_training(Ctx *ctx, const Taken *t, TakeView *v)
{
    const LearningProgressMineRow *p = study_progress(&t->s, t->item->id);
    int64_t read = p ? p->page : 0;
    ContentsRow *rows = arena_array(ctx->arena, ContentsRow, t->parts_n);
    for (size_t i = 0; i < t->parts_n; i++) {
        rows[i] = (ContentsRow){.title = vendor_text(&t->parts[i].title, ctx->locale),
                                .url = page_url(ctx, t->item->id, (int64_t)i + 1),
                                .read = (int64_t)i < read,
                                .reachable = (int64_t)i <= read};
    }
    v->contents = rows;
    v->contents_n = t->parts_n;
    v->done = p && time_is_set(p->done_at);
    if (t->parts_n) {
        int64_t next = v->done || read >= (int64_t)t->parts_n ? 1 : read + 1;
        v->go = page_url(ctx, t->item->id, next);
        v->go_label = v->done ? MSG("Read it again") : read ? MSG("Go on") : MSG("Begin");
    }
    if (t->item->link.n) {
        v->link = url_external(ctx->arena, t->item->link);
        v->finish = v->done || t->parts_n ? (Url){0} : my_learning_at(ctx, "/items/", t->item->id, "/done");
    }
}

static StateView attempt_state(Str state)
{
    return str_eq(state, S("open"))     ? (StateView){STATE_WAIT, MSG("Begun")}
           : str_eq(state, S("passed")) ? (StateView){STATE_GOOD, MSG("Passed")}
                                        : (StateView){STATE_WARN, MSG("Not passed")};
}

static void fill_assessment(Ctx *ctx, const Taken *t, TakeView *v)
{
    const LearningAttemptsMineRow *open = study_open_attempt(&t->s, t->item->id);
    TriedRow *rows = arena_array(ctx->arena, TriedRow, t->s.attempts_n);
    for (size_t i = 0; i < t->s.attempts_n; i++) {
        const LearningAttemptsMineRow *x = &t->s.attempts[i];
        if (id_eq(x->item_id, t->item->id)) {
            rows[v->tried_n++] = (TriedRow){.at = x->created_at,
                                            .state = attempt_state(x->state),
                                            .score = x->score,
                                            .open = str_eq(x->state, S("open")),
                                            .url = my_learning_at(ctx, "/attempts/", x->id, "")};
        }
    }
    v->tried = rows;
    v->done = study_state(&t->s, t->item) == STUDY_DONE;
    v->next_at = TIME_NONE;
    if (open) {
        v->go = my_learning_at(ctx, "/attempts/", open->id, "");
        v->go_label = MSG("Go on");
    } else {
        v->next_at = study_next_attempt(&t->s, t->item);
        if (!time_is_set(v->next_at) && str_eq(t->item->state, S("published"))) {
            v->start = my_learning_at(ctx, "/items/", t->item->id, "/start");
        }
    }
    const Certification *c = certification_of(t->s.certifications, t->s.certifications_n, t->item->certification_id);
    v->gives = c ? vendor_text(&c->title, ctx->locale) : S("");
}

static const FactView *facts_of(Ctx *ctx, const Taken *t, size_t *ret_n)
{
    const LearningItem *i = t->item;
    FactView *f = arena_array(ctx->arena, FactView, 8);
    size_t n = 0;
    f[n++] = (FactView){.label = MSG("Kind"), .msg = learning_kind(i), .kind = FACT_MSG};
    f[n++] = (FactView){.label = MSG("Competency"),
                        .msg = learning_word(LEARNING_FIELDS, LEARNING_FIELDS_N, i->field),
                        .kind = FACT_MSG};
    f[n++] = (FactView){
        .label = MSG("Level"), .msg = learning_word(LEARNING_LEVELS, LEARNING_LEVELS_N, i->level), .kind = FACT_MSG};
    f[n++] = (FactView){.label = MSG("Takes"), .msg = learning_minutes(i->minutes), .kind = FACT_MSG};
    if (!learning_is_training(i)) {
        f[n++] = (FactView){
            .label = MSG("Pass mark"), .msg = MSG1("{n} %", "n", digits(ctx, i->pass_mark)), .kind = FACT_MSG};
        f[n++] = (FactView){.label = MSG("Time limit"),
                            .msg = i->limit_minutes ? learning_minutes(i->limit_minutes) : MSG("No limit"),
                            .kind = FACT_MSG};
    }
    *ret_n = n;
    return f;
}

Err learning_item_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Taken t;
    TRY(taken_of_path(a, &t));
    TakeView *v = arena_new(ctx->arena, TakeView);
    v->shell = my_learning_shell(ctx, (Msg){0}, vendor_text(&t.item->title, ctx->locale));
    v->state = study_state_view(study_state(&t.s, t.item));
    v->facts = facts_of(ctx, &t, &v->facts_n);
    v->about = learning_blocks(ctx->arena, vendor_text(&t.item->about, ctx->locale), &v->about_n);
    v->assessment = !learning_is_training(t.item);
    v->next_at = TIME_NONE;
    if (v->assessment) {
        fill_assessment(ctx, &t, v);
    } else {
        fill_training(ctx, &t, v);
    }
    RENDER(ctx, 200, learning_item, v);
    return OK;
}

/* Of the path; 404 past the end and past what was read. */
static Err page_of_path(AccountCtx a, const Taken *t, int64_t *ret)
{
    const LearningProgressMineRow *p = study_progress(&t->s, t->item->id);
    int64_t reach = p ? p->page + 1 : 1;
    if (str_to_i64(ctx_param(a.ctx, S("page")), ret) != OK || *ret < 1 || *ret > (int64_t)t->parts_n || *ret > reach) {
        return problem(a.ctx, ERR_NOT_FOUND, MSG("This page is not open to you yet, or is not there."),
                       MSG("Open the training and go on where you left it."));
    }
    return OK;
}

Err learning_read_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Taken t;
    int64_t page;
    TRY(taken_of_path(a, &t));
    TRY(page_of_path(a, &t, &page));
    const LearningPart *p = &t.parts[page - 1];
    PageView *v = arena_new(ctx->arena, PageView);
    *v = (PageView){.shell = my_learning_shell(ctx, (Msg){0}, vendor_text(&t.item->title, ctx->locale)),
                    .item = vendor_text(&t.item->title, ctx->locale),
                    .title = vendor_text(&p->title, ctx->locale),
                    .page = page,
                    .pages = (int64_t)t.parts_n,
                    .next = page_url(ctx, t.item->id, page),
                    .item_url = my_learning_at(ctx, "/items/", t.item->id, ""),
                    .last = page == (int64_t)t.parts_n};
    if (page > 1) {
        v->back = page_url(ctx, t.item->id, page - 1);
    }
    v->blocks = learning_blocks(ctx->arena, vendor_text(&p->body, ctx->locale), &v->blocks_n);
    RENDER(ctx, 200, learning_page, v);
    return OK;
}

Err learning_read_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Taken t;
    int64_t page;
    TRY(taken_of_path(a, &t));
    TRY(page_of_path(a, &t, &page));
    bool last = page == (int64_t)t.parts_n;
    TRY(study_page_read(a, t.item, page, last));
    if (last) {
        ctx->audit.action = "learning.done";
        ctx_redirect(ctx, my_learning_at(ctx, "/items/", t.item->id, ""), MSG("You have finished the training."));
    } else {
        ctx_redirect(ctx, page_url(ctx, t.item->id, page + 1), (Msg){0});
    }
    return OK;
}

Err learning_done_post(AccountCtx a)
{
    Taken t;
    TRY(taken_of_path(a, &t));
    if (!learning_is_training(t.item) || t.parts_n) {
        return problem(a.ctx, ERR_CONFLICT, MSG("This is finished by reading its pages or answering its questions."),
                       MSG("Open it and go on."));
    }
    TRY(study_page_read(a, t.item, 1, true));
    ctx_redirect(a.ctx, my_learning_at(a.ctx, "/items/", t.item->id, ""), MSG("You have finished the training."));
    return OK;
}

Err learning_start_post(AccountCtx a)
{
    Taken t;
    Id id;
    TRY(taken_of_path(a, &t));
    if (learning_is_training(t.item)) {
        return problem(a.ctx, ERR_CONFLICT, MSG("This is a training: there is nothing to be asked."),
                       MSG("Open it and read its pages."));
    }
    TRY(study_attempt_begin(a, &t.s, t.item, t.parts, t.parts_n, &id));
    ctx_redirect(a.ctx, my_learning_at(a.ctx, "/attempts/", id, ""), (Msg){0});
    return OK;
}

/* --- a certificate, for the wall --- */

Err learning_certificate_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Study s;
    Id id;
    TRY(ctx_param_id(ctx, S("award"), &id));
    TRY(study_read(a, &s));
    for (size_t i = 0; i < s.awards_n; i++) {
        if (!id_eq(s.awards[i].id, id)) {
            continue;
        }
        AwardRow w = award_row(&s, &s.awards[i]);
        const Certification *c = certification_of(s.certifications, s.certifications_n, s.awards[i].certification_id);
        CertificateView *v = arena_new(ctx->arena, CertificateView);
        *v = (CertificateView){.shell = my_learning_shell(ctx, (Msg){0}, w.title),
                               .title = w.title,
                               .person = ctx->actor.name,
                               .issuer = c ? c->issuer : S(""),
                               .number = w.number,
                               .account = w.account,
                               .source = w.source,
                               .issued_on = w.issued_on,
                               .expires_on = w.expires_on,
                               .state = w.state};
        v->about = learning_blocks(ctx->arena, c ? vendor_text(&c->about, ctx->locale) : S(""), &v->about_n);
        v->shell->print_only = true;
        RENDER(ctx, 200, learning_certificate, v);
        return OK;
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("You hold no such certification."), MSG("Go back to My learning."));
}
