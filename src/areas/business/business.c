/* The rules of the business profile, its machine (portal-workflows.md 13: draft, published, deleted) and the search. */
#include "areas/business/business.h"

#include "app/audit.h"
#include "app/mail.h"
#include "app/standing.h"
#include "app/typed.h"
#include "app/unit.h"
#include "base/utf8.h"

#define PAGE "/a/{account}/settings/business"

static const MachineState STATES[] = {
    {.id = "draft",
     .name = N_("Draft"),
     .tone = STATE_WAIT,
     .means = N_("The profile is written down, and nobody outside sees it."),
     .why = N_("It was not published yet."),
     .next = N_("When it is published, everybody finds it in the partner search at once."),
     .who = N_("Somebody of the account who may edit the business profile."),
     .when = N_("There is no date: the draft stays until it is published."),
     .partner = {N_("Open the business profile"), PAGE, &BUSINESS_VIEW},
     .first = true},
    {.id = "published",
     .name = N_("Published"),
     .tone = STATE_GOOD,
     .means = N_("Everybody finds the profile in the partner search, without signing in."),
     .why = N_("Somebody of the account published it."),
     .next =
         N_("Nothing has to happen. Changes show when they are published again. While the account is suspended, the "
            "search leaves it out."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: it stays so until somebody unpublishes it."),
     .partner = {N_("Open the business profile"), PAGE, &BUSINESS_VIEW}},
    {.id = "unpublished",
     .name = N_("Unpublished"),
     .tone = STATE_OFF,
     .means = N_("The profile was public and is not found any more. Its texts are kept."),
     .why = N_("Somebody of the account unpublished it."),
     .next = N_("It can be published again at any time."),
     .who = N_("Somebody of the account who may edit the business profile, if it is wanted."),
     .when = N_("There is no date: it stays so until it is published again."),
     .partner = {N_("Open the business profile"), PAGE, &BUSINESS_VIEW}},
};
#define BY_PARTNER(ID, NAME, FROM, TO)                                                                                 \
    {                                                                                                                  \
        .id = (ID), .name = (NAME), .from = (FROM), .to = (TO), .mover = MOVER_PARTNER, .perm = &BUSINESS_EDIT         \
    }
static const MachineMove MOVES[] = {
    BY_PARTNER("publish", N_("Publish"), "draft", "published"),
    BY_PARTNER("publish", N_("Publish"), "unpublished", "published"),
    BY_PARTNER("unpublish", N_("Unpublish"), "published", "unpublished"),
};

static Err listing_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    BusinessStateRow row;
    TRY(q_business_state(system_of(ctx), &(BusinessStateArgs){.id = subject_id, .account_id = account_id}, &row));
    *ret = row.state;
    return OK;
}

static Err listing_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed = 0;
    TRY(q_business_state_put(
        system_of(ctx),
        &(BusinessStatePutArgs){
            .id = step->subject_id, .account_id = step->account_id, .from_state = step->from, .to_state = step->to},
        &changed));
    return changed ? OK : ERR_STALE;
}

const Machine BUSINESS_LISTING = {
    .id = "business_listing",
    .name = N_("Business profile"),
    .source = "portal-workflows.md 13 (business profile), seed-checklist.tsv SC079",
    .states = STATES,
    .states_n = COUNT_OF(STATES),
    .moves = MOVES,
    .moves_n = COUNT_OF(MOVES),
    .read = listing_read,
    .write = listing_write,
};

/* --- the partner's own --- */

static bool text_eq(const BusinessText *a, const BusinessText *b)
{
    return str_eq(a->name, b->name) && str_eq(a->about, b->about) && str_eq(a->city, b->city) &&
           str_eq(a->email, b->email) && str_eq(a->phone, b->phone) && str_eq(a->website, b->website);
}

Err business_get(AccountCtx a, Str country, Business *ret)
{
    BusinessGetRow r;
    *ret = (Business){.country = country, .state = S(""), .published_at = TIME_NONE};
    Err err = q_business_get(a, &(BusinessGetArgs){.country = country}, &r);
    if (err == ERR_NOT_FOUND) {
        return OK;
    }
    TRY(err);
    *ret =
        (Business){.there = true,
                   .id = r.id,
                   .version = r.version,
                   .country = r.country,
                   .state = r.state,
                   .text = {r.name, r.about, r.city, r.email, r.phone, r.website},
                   .shown = {r.shown_name, r.shown_about, r.shown_city, r.shown_email, r.shown_phone, r.shown_website},
                   .updated_at = r.updated_at,
                   .published_at = r.published_at};
    ret->changed = str_eq(r.state, S("published")) && !text_eq(&ret->text, &ret->shown);
    return OK;
}

static void check_about(Ctx *ctx, Str about)
{
    Str rest = about, line;
    bool odd = !utf8_valid(about);
    while (!odd && str_split(&rest, '\n', &line)) {
        odd = utf8_has_control(str_trim(line));
    }
    if (!about.n) {
        problem_field(ctx, S("about"), MSG("Say in a few sentences what the company does for its customers"));
    } else if (odd || utf8_count(about) > BUSINESS_ABOUT_MAX) {
        problem_field(ctx, S("about"), MSG("The description is text of at most 2,500 characters"));
    }
}

void business_check(Ctx *ctx, Str country, BusinessText *t)
{
    typed_line(ctx, "name", t->name, BUSINESS_NAME_MAX, MSG("Enter the name by which customers know the company"));
    check_about(ctx, t->about);
    typed_line(ctx, "city", t->city, 64, MSG("Enter the town or city"));
    if (!mail_is_email(t->email)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@company.example."));
    }
    typed_phone(ctx, "phone", country, &t->phone);
    if (t->website.n && (!str_starts(t->website, S("https://")) || t->website.n > 300)) {
        problem_field(ctx, S("website"), MSG("Begin the address with https://."));
    } else {
        typed_line(ctx, "website", t->website, 300, (Msg){0});
    }
}

static Str text_json(Ctx *ctx, const BusinessText *t)
{
    return AUDIT_JSON(ctx->arena, {"name", t->name}, {"city", t->city}, {"supportEmail", t->email},
                      {"supportPhone", t->phone}, {"supportWebsite", t->website}, {"text", t->about});
}

static void audit_listing(Ctx *ctx, Id id, Str country)
{
    ctx->audit.target_kind = S("business_profile");
    ctx->audit.target_id = id;
    ctx->audit.target_name = country;
}

Err business_save(AccountCtx a, Business *now, const BusinessText *t)
{
    Ctx *ctx = a.ctx;
    int64_t changed = 0;
    if (!now->there) {
        now->id = ctx_new_id(ctx);
    }
    audit_listing(ctx, now->id, now->country);
    ctx->audit.before = now->there ? text_json(ctx, &now->text) : S("");
    ctx->audit.after = text_json(ctx, t);
    if (now->there) {
        TRY(q_business_put(a,
                           &(BusinessPutArgs){.country = now->country,
                                              .version = now->version,
                                              .name = t->name,
                                              .about = t->about,
                                              .city = t->city,
                                              .email = t->email,
                                              .phone = t->phone,
                                              .website = t->website},
                           &changed));
        return changed ? OK : ERR_STALE;
    }
    TRY(q_business_add(a,
                       &(BusinessAddArgs){.id = now->id,
                                          .country = now->country,
                                          .name = t->name,
                                          .about = t->about,
                                          .city = t->city,
                                          .email = t->email,
                                          .phone = t->phone,
                                          .website = t->website},
                       &changed));
    return changed ? machine_begin(ctx, &BUSINESS_LISTING, ctx->account_id, now->id, MOVER_PARTNER) : ERR_STALE;
}

enum { WORDS_MAX = 40, WORD_CHARS_MAX = 40 };
/* Name, place and the first words of the description are what it is found by. */
static Err put_words(AccountCtx a, const Business *b)
{
    Arena *arena = a.ctx->arena;
    Str word, rest = fold_search(arena, str_fmt(arena, "%.*s %.*s %.*s", S_ARG(b->text.name), S_ARG(b->text.city),
                                                S_ARG(b->text.about)));
    TRY(q_business_words_drop(a, &(BusinessWordsDropArgs){.listing_id = b->id}, NULL));
    for (size_t n = 0; n < WORDS_MAX && rest.n && str_split(&rest, ' ', &word); n++) {
        if (word.n) {
            TRY(q_business_word_add(
                a, &(BusinessWordAddArgs){.word = utf8_prefix(word, WORD_CHARS_MAX), .listing_id = b->id}, NULL));
        }
    }
    return OK;
}

Err business_publish(AccountCtx a, const Business *b)
{
    Ctx *ctx = a.ctx;
    audit_listing(ctx, b->id, b->country);
    ctx->audit.before = b->shown.name.n ? text_json(ctx, &b->shown) : S("");
    ctx->audit.after = text_json(ctx, &b->text);
    Str key = standing_name_key(ctx->arena, b->text.name);
    TRY(q_business_show(a, &(BusinessShowArgs){.id = b->id, .name_key = key}, NULL));
    TRY(put_words(a, b));
    if (str_eq(b->state, S("published"))) { /* again: it stays where it is */
        return OK;
    }
    return machine_move(
        ctx, &BUSINESS_LISTING,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = b->id, .to = S("published"), .mover = MOVER_PARTNER});
}

Err business_unpublish(AccountCtx a, const Business *b)
{
    Ctx *ctx = a.ctx;
    audit_listing(ctx, b->id, b->country);
    return machine_move(
        ctx, &BUSINESS_LISTING,
        &(MachineAsk){
            .account_id = ctx->account_id, .subject_id = b->id, .to = S("unpublished"), .mover = MOVER_PARTNER});
}

/* --- what everybody finds --- */

#define TEXT_HIGH S("\xF4\x8F\xBF\xBF")

Err business_search(Ctx *ctx, const FindAsk *ask, BusinessFindRow **ret, size_t *ret_n, PageInfo *ret_page)
{
    Str rest = fold_search(ctx->arena, ask->q), word = S(""), second = S(""), next;
    while (rest.n && str_split(&rest, ' ', &next)) { /* the two longest words */
        if (next.n > word.n) {
            second = word;
            word = next;
        } else if (next.n > second.n) {
            second = next;
        }
    }
    second = second.n ? second : word;
    BusinessFindArgs args = {.with_country = ask->country.n > 0,
                             .country = ask->country,
                             .with_program = ask->program.n > 0,
                             .program = ask->program,
                             .with_word = word.n > 0,
                             .word_low = word,
                             .word_high = str_concat(ctx->arena, word, TEXT_HIGH),
                             .second_low = second,
                             .second_high = str_concat(ctx->arena, second, TEXT_HIGH)};
    PageAsk page = {.size = FIND_PAGE, .after = ask->after, .before = ask->before};
    Err err = q_business_find(system_of(ctx), &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) {
        page.after = page.before = S("");
        err = q_business_find(system_of(ctx), &args, &page, ret, ret_n, ret_page);
    }
    return err;
}
