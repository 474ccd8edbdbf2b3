/* The demo's part of notices: news of the vendor, and something that people may do. */
#include "app/demo.h"
#include "areas/notices/announcements.h"
#include "areas/notices/notices.h"

Err notices_demo(DemoCtx *demo);

typedef struct DemoNews {
    const char *title_en, *body_en, *title_fr, *body_fr, *kinds;
} DemoNews;
static const DemoNews NEWS[] = {
    {"The center is closed for an hour on Sunday",
     "On Sunday from 04:00 to 05:00 UTC the partner center is brought up to date and cannot be reached.\n"
     "Orders that your own programs send meanwhile are answered with 503; send them again afterwards.",
     "L’espace est fermé une heure dimanche",
     "Dimanche de 04:00 à 05:00 UTC, l’espace partenaires est mis à jour et ne répond pas.\n"
     "Les commandes que vos programmes envoient entre-temps reçoivent la réponse 503 ; renvoyez-les ensuite.",
     ""},
    {"New terms for indirect resellers from January",
     "From 1 January, indirect resellers confirm their provider once a year.\nNothing changes for customers.",
     "Nouvelles conditions pour les revendeurs indirects en janvier",
     "À partir du 1er janvier, les revendeurs indirects confirment leur fournisseur une fois par an.\n"
     "Rien ne change pour les clients.",
     "provider reseller"},
};

/* Parallel to locale_languages, whose order is the catalogues'. */
static NewsInput input_of(const DemoNews *n, Time from)
{
    NewsInput in = {.kinds = str_from(n->kinds), .from = from, .until = time_add(from, 30 * TIME_DAY)};
    size_t count;
    const Str *tags = locale_languages(&count, NULL);
    for (size_t i = 0; i < count && i < NEWS_LANGUAGES_MAX; i++) {
        bool fr = str_eq(tags[i], S("fr"));
        in.text.title[i] = str_from(fr ? n->title_fr : n->title_en);
        in.text.body[i] = str_from(fr ? n->body_fr : n->body_en);
    }
    return in;
}

static Err announce(Ctx *ctx, void *arg)
{
    DemoCtx *demo = arg;
    ctx->actor.user_id = demo_get(demo, S("user/o.lund"));
    for (size_t i = 0; i < COUNT_OF(NEWS); i++) {
        NewsInput in = input_of(&NEWS[i], time_add(ctx->wall, -(int64_t)i * TIME_DAY));
        Id id;
        Announcement a;
        TRY(announcement_make((OperatorCtx){ctx}, &in, &id));
        TRY(announcement_find(ctx, id, &a));
        TRY(announcement_publish((OperatorCtx){ctx}, &a, a.version));
    }
    return OK;
}

static Err suggest_choice(Ctx *ctx, void *arg)
{
    static const char *const PEOPLE[] = {"user/j.lindqvist", "user/a.okonjo", "user/c.moreau", "user/m.brooks"};
    DemoCtx *demo = arg;
    for (size_t i = 0; i < COUNT_OF(PEOPLE); i++) {
        TRY(notices_suggest_choice(ctx, demo_get(demo, str_from(PEOPLE[i]))));
    }
    return OK;
}

Err notices_demo(DemoCtx *demo)
{
    TRY(demo_unit(demo, "demo.announcements", announce, demo));
    return demo_unit(demo, "demo.choices", suggest_choice, demo);
}
