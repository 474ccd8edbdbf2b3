/* The demo's learning: a small catalogue in both languages, and people of its partners who have taken it over the last
 * months: begun, finished, failed, passed, about to end. */
#include "app/demo.h"
#include "areas/learning/pages.h"
#include "base/num.h"

Err learning_demo(DemoCtx *demo);

typedef struct Pair {
    const char *en, *fr;
} Pair;
static const struct DemoCertification {
    const char *code, *field, *issuer;
    int64_t months;
    Pair title, about;
} CERTIFICATIONS[] = {
    {"northlight-seller",
     "sales",
     "",
     12,
     {"Northlight seller", "Vendeur Northlight"},
     {"Knows the services of Northlight Cloud, their prices and how they are offered.",
      "Connaît les services de Northlight Cloud, leurs prix et comment on les propose."}},
    {"northlight-technician",
     "technical",
     "",
     24,
     {"Northlight technician", "Technicien Northlight"},
     {"Sets up customers, moves their data and finds what is wrong.",
      "Met en service des clients, migre leurs données et trouve les pannes."}},
    {"northlight-guardian",
     "security",
     "",
     18,
     {"Northlight guardian", "Gardien Northlight"},
     {"Keeps customers safe: access, second factors, incidents.",
      "Protège les clients : accès, seconds facteurs, incidents."}},
    {"privacy-officer",
     "security",
     "Institute of Data Care",
     36,
     {"Privacy officer", "Responsable de la confidentialité"},
     {"A certificate of the Institute of Data Care, which we count.",
      "Un certificat de l’Institute of Data Care, que nous comptons."}},
};
static const struct DemoItem {
    const char *code, *kind, *field, *level, *roles, *certification;
    int64_t minutes, pass_mark, attempts_max, wait_hours, limit_minutes;
    Pair title, about;
} ITEMS[] = {
    {"welcome",
     "training",
     "products",
     "beginner",
     "",
     "",
     15,
     0,
     0,
     0,
     0,
     {"Welcome to Northlight", "Bienvenue chez Northlight"},
     {"What Northlight Cloud is, and what partners do with it.",
      "Ce qu’est Northlight Cloud, et ce qu’en font les partenaires."}},
    {"first-offer",
     "training",
     "sales",
     "beginner",
     "sales_agent admin_agent global_admin",
     "",
     25,
     0,
     0,
     0,
     0,
     {"Your first offer", "Votre première offre"},
     {"From the question of a customer to an offer that they understand.",
      "De la question d’un client à une offre qu’il comprend."}},
    {"moving-data",
     "training",
     "technical",
     "intermediate",
     "admin_agent helpdesk_agent",
     "",
     45,
     0,
     0,
     0,
     0,
     {"Moving a customer’s data", "Migrer les données d’un client"},
     {"Plan, rehearse, move, and what to do when it stops half way.",
      "Préparer, répéter, migrer, et que faire si cela s’arrête en route."}},
    {"safe-access",
     "training",
     "security",
     "intermediate",
     "",
     "",
     30,
     0,
     0,
     0,
     0,
     {"Safe access", "Accès sûrs"},
     {"Second factors, least rights, and people who leave.",
      "Seconds facteurs, droits au plus juste, et personnes qui partent."}},
    {"good-answers",
     "training",
     "support",
     "beginner",
     "helpdesk_agent admin_agent",
     "",
     20,
     0,
     0,
     0,
     0,
     {"Answers that help", "Des réponses qui aident"},
     {"How to ask, answer and close a request so that the customer is content.",
      "Comment questionner, répondre et fermer une demande en laissant le client content."}},
    {"seller-exam",
     "assessment",
     "sales",
     "intermediate",
     "sales_agent admin_agent global_admin",
     "northlight-seller",
     20,
     75,
     2,
     24,
     0,
     {"Northlight seller: assessment", "Vendeur Northlight : évaluation"},
     {"Four questions on services, prices and offers.", "Quatre questions sur les services, les prix et les offres."}},
    {"technician-exam",
     "assessment",
     "technical",
     "advanced",
     "admin_agent helpdesk_agent",
     "northlight-technician",
     30,
     75,
     2,
     48,
     30,
     {"Northlight technician: assessment", "Technicien Northlight : évaluation"},
     {"Four questions on setting up and moving, in thirty minutes.",
      "Quatre questions sur la mise en service et la migration, en trente minutes."}},
    {"guardian-exam",
     "assessment",
     "security",
     "intermediate",
     "",
     "northlight-guardian",
     20,
     75,
     3,
     24,
     0,
     {"Northlight guardian: assessment", "Gardien Northlight : évaluation"},
     {"Four questions on keeping customers safe.", "Quatre questions sur la protection des clients."}},
};
static const struct DemoPart {
    const char *item;
    Pair title, body, note;
} PARTS[] = {
    {"welcome",
     {"What we offer", "Ce que nous proposons"},
     {"Northlight Cloud rents computing, storage and office services by the month.\n# Who sells them\n- Partners, in "
      "their own name.\n- Providers, through their resellers.",
      "Northlight Cloud loue du calcul, du stockage et des services de bureau au mois.\n# Qui les vend\n- Les "
      "partenaires, en leur propre nom.\n- Les fournisseurs, par leurs revendeurs."},
     {"", ""}},
    {"welcome",
     {"Your place in it", "Votre rôle"},
     {"You know your customers. We know our services.\nAsk us early: the support desk answers in hours.",
      "Vous connaissez vos clients. Nous connaissons nos services.\nDemandez tôt : le support répond en quelques "
      "heures."},
     {"", ""}},
    {"first-offer",
     {"Listen first", "Écouter d’abord"},
     {"Ask what has to be better in a year.\n- How many people?\n- Which devices?\n- What must never stop?",
      "Demandez ce qui doit aller mieux dans un an.\n- Combien de personnes ?\n- Quels appareils ?\n- Qu’est-ce qui ne "
      "doit jamais s’arrêter ?"},
     {"", ""}},
    {"first-offer",
     {"Three lines", "Trois lignes"},
     {"A good offer has three lines: what they get, what it costs a month, when it begins.",
      "Une bonne offre a trois lignes : ce que le client reçoit, ce que cela coûte par mois, quand cela commence."},
     {"", ""}},
    {"first-offer",
     {"After the yes", "Après le oui"},
     {"Write down who decides about changes. You will need it.",
      "Notez qui décide des changements. Vous en aurez besoin."},
     {"", ""}},
    {"moving-data",
     {"Rehearse", "Répéter"},
     {"Move one mailbox and one folder first.\nMeasure how long it takes, and multiply.",
      "Migrez d’abord une boîte et un dossier.\nMesurez la durée, et multipliez."},
     {"", ""}},
    {"moving-data",
     {"When it stops", "Quand cela s’arrête"},
     {"Nothing is lost: begin again from the last item that arrived.",
      "Rien n’est perdu : reprenez au dernier élément arrivé."},
     {"", ""}},
    {"safe-access",
     {"Second factors", "Seconds facteurs"},
     {"Everybody has one, administrators first.\nA key in hand is better than a code on a phone.",
      "Tout le monde en a un, les administrateurs d’abord.\nUne clé en main vaut mieux qu’un code au téléphone."},
     {"", ""}},
    {"safe-access",
     {"People who leave", "Les départs"},
     {"Their access ends on the same day.\nAsk each month who has left.",
      "Leur accès prend fin le jour même.\nDemandez chaque mois qui est parti."},
     {"", ""}},
    {"good-answers",
     {"Three sentences", "Trois phrases"},
     {"Say what you have understood, what you will do, and when you will write again.",
      "Dites ce que vous avez compris, ce que vous allez faire, et quand vous réécrirez."},
     {"", ""}},
    {"seller-exam",
     {"How are services of Northlight Cloud paid?", "Comment paie-t-on les services de Northlight Cloud ?"},
     {"*By the month\nOnce, for ever\nBy the word", "*Au mois\nUne fois, pour toujours\nAu mot"},
     {"What is rented by the month can be changed every month.", "Ce qui est loué au mois peut changer chaque mois."}},
    {"seller-exam",
     {"What stands in a good offer?", "Que contient une bonne offre ?"},
     {"*What the customer gets\n*What it costs\nThe history of our company\n*When it begins",
      "*Ce que le client reçoit\n*Ce que cela coûte\nL’histoire de notre entreprise\n*Quand cela commence"},
     {"Three lines are enough.", "Trois lignes suffisent."}},
    {"seller-exam",
     {"In whose name does a partner sell?", "Au nom de qui un partenaire vend-il ?"},
     {"*Its own\nOurs\nThe customer’s", "*Le sien\nLe nôtre\nCelui du client"},
     {"The partner answers to its customers.", "Le partenaire répond devant ses clients."}},
    {"seller-exam",
     {"When do you ask who decides about changes?", "Quand demande-t-on qui décide des changements ?"},
     {"Never\n*After the yes", "Jamais\n*Après le oui"},
     {"Whoever said yes knows it best.", "Qui a dit oui le sait le mieux."}},
    {"technician-exam",
     {"What is moved first?", "Que migre-t-on d’abord ?"},
     {"Everything\n*One mailbox and one folder", "Tout\n*Une boîte et un dossier"},
     {"A rehearsal shows how long all of it takes.", "Une répétition montre combien dure l’ensemble."}},
    {"technician-exam",
     {"A move stops half way. What now?", "Une migration s’arrête. Que faire ?"},
     {"Delete all and begin again\n*Begin again from the last item that arrived\nCall the customer’s customers",
      "Tout supprimer et recommencer\n*Reprendre au dernier élément arrivé\nAppeler les clients du client"},
     {"Nothing is lost.", "Rien n’est perdu."}},
    {"technician-exam",
     {"What do you measure in a rehearsal?", "Que mesure-t-on dans une répétition ?"},
     {"*How long it takes\nThe weather", "*La durée\nLe temps qu’il fait"},
     {"Then multiply.", "Puis on multiplie."}},
    {"technician-exam",
     {"Who knows when the data may move?", "Qui sait quand les données peuvent bouger ?"},
     {"*The customer\nThe support desk", "*Le client\nLe support"},
     {"They know what must never stop.", "Il sait ce qui ne doit jamais s’arrêter."}},
    {"guardian-exam",
     {"Who needs a second factor first?", "Qui a besoin d’un second facteur en premier ?"},
     {"*Administrators\nVisitors\nNobody", "*Les administrateurs\nLes visiteurs\nPersonne"},
     {"They can change most.", "Ils peuvent changer le plus de choses."}},
    {"guardian-exam",
     {"When does the access of somebody who leaves end?", "Quand prend fin l’accès de qui part ?"},
     {"At the end of the year\n*On the same day", "À la fin de l’année\n*Le jour même"},
     {"The same day; not one later.", "Le jour même ; pas un de plus."}},
    {"guardian-exam",
     {"Which is stronger?", "Lequel est plus sûr ?"},
     {"A code on a phone\n*A key in hand", "Un code au téléphone\n*Une clé en main"},
     {"A code can be asked for by somebody else.", "Un code peut être demandé par quelqu’un d’autre."}},
    {"guardian-exam",
     {"How often do you ask who has left?", "À quelle fréquence demande-t-on qui est parti ?"},
     {"*Each month\nNever\nEvery ten years", "*Chaque mois\nJamais\nTous les dix ans"},
     {"It is one mail.", "C’est un seul message."}},
};
/* pages 0: all, and done. */
static const struct DemoRead {
    const char *account, *user, *item;
    int64_t days_ago, pages;
} READ[] = {
    {"harbor", "a.okonjo", "welcome", 150, 0},       {"harbor", "a.okonjo", "moving-data", 6, 1},
    {"harbor", "j.lindqvist", "welcome", 82, 0},     {"harbor", "j.lindqvist", "first-offer", 3, 2},
    {"harbor", "j.lindqvist", "safe-access", 40, 0}, {"harbor", "e.mulder", "welcome", 33, 0},
    {"harbor", "b.peters", "welcome", 12, 1},        {"harbor", "m.visser", "welcome", 26, 0},
    {"mooring", "n.byrne", "welcome", 61, 0},        {"mooring", "c.doyle", "first-offer", 17, 0},
    {"alder", "c.moreau", "welcome", 70, 0},         {"alder", "c.moreau", "safe-access", 9, 0},
    {"alder", "h.lefevre", "moving-data", 20, 0},    {"alder", "c.dubois", "first-offer", 13, 0},
    {"cobalt", "e.cole", "welcome", 47, 0},          {"cobalt", "r.chen", "good-answers", 5, 0},
    {"estrella", "l.romero", "welcome", 55, 0},
};
static const struct DemoTried {
    const char *account, *user, *item;
    int64_t days_ago, score;
} TRIED[] = {
    {"harbor", "a.okonjo", "technician-exam", 690, 100}, /* ends soon */
    {"harbor", "j.lindqvist", "seller-exam", 52, 50},    {"harbor", "j.lindqvist", "seller-exam", 51, 75},
    {"harbor", "a.okonjo", "guardian-exam", 30, 75},     {"harbor", "m.visser", "seller-exam", 24, 100},
    {"harbor", "e.mulder", "guardian-exam", 8, 50},      {"mooring", "n.byrne", "seller-exam", 58, 100},
    {"mooring", "c.doyle", "seller-exam", 15, 75},       {"alder", "c.moreau", "seller-exam", 330, 100},
    {"alder", "h.lefevre", "technician-exam", 19, 75},   {"alder", "c.dubois", "seller-exam", 400, 75}, /* ended */
    {"cobalt", "e.cole", "technician-exam", 44, 100},    {"cobalt", "r.chen", "guardian-exam", 4, 25},
    {"estrella", "l.romero", "seller-exam", 37, 100},
};

/* how: "" waits, else the vendor's decision. */
static const struct DemoLink {
    const char *account, *user, *profile, *how, *reason;
    int64_t days_ago;
} LINKS[] = {
    {"harbor", "a.okonjo", "amara-okonjo-77", "linked", "", 120},
    {"harbor", "l.jansen", "jansen-l", "", "", 2},
    {"harbor", "m.visser", "mvisser", "refused",
     "The profile mvisser belongs to another person. Send the id that stands under your name in the learning site.",
     16},
    {"mooring", "n.byrne", "niamh.byrne", "linked", "", 90},
    {"alder", "h.lefevre", "hugo-lefevre", "linked", "", 75},
    {"alder", "c.dubois", "chloe.dubois", "", "", 1},
    {"cobalt", "e.cole", "ethan-cole", "linked", "", 60},
    {"estrella", "l.romero", "lucia.romero", "linked", "", 50},
};
static const struct DemoRecord {
    const char *profile, *email, *name, *number;
    int64_t days_ago;
} RECORDS[] = {
    {"amara-okonjo-77", "a.okonjo@harbor.example", "Amara Okonjo", "IDC-2291", 400},
    {"niamh.byrne", "n.byrne@mooring.example", "Niamh Byrne", "IDC-2304", 210},
    {"hugo-lefevre", "h.lefevre@alderfinch.example", "Hugo Lefèvre", "IDC-2377", 160},
    {"somebody-new", "sam@elsewhere.example", "Sam Field", "IDC-2410", 20},
};
static const struct DemoClaim {
    const char *account, *user, *number, *note, *how, *reason;
    int64_t days_ago;
} CLAIMS[] = {
    {"harbor", "a.okonjo", "IDC-2188", "The older one of mine.", "rejected",
     "The number IDC-2188 is not in the register. Send the certificate as a document.", 31},
    {"harbor", "e.mulder", "IDC-2399", "", "", "", 3},
    {"mooring", "n.byrne", "IDC-1990", "", "accepted", "", 64},
    {"alder", "h.lefevre", "IDC-2101", "", "accepted", "", 45},
    {"alder", "c.moreau", "IDC-2402", "Certificat reçu par courrier.", "", "", 1},
    {"cobalt", "e.cole", "IDC-2288", "", "accepted", "", 28},
    {"estrella", "l.romero", "IDC-2300", "", "", "", 4},
};

static VendorText both(Pair p) { return (VendorText){.in = {str_from(p.en), str_from(p.fr)}}; }

static Err make_catalogue(Ctx *ctx, void *arg)
{
    DemoCtx *d = arg;
    demo_at(ctx, time_add(d->start, -720 * TIME_DAY));
    for (size_t i = 0; i < COUNT_OF(CERTIFICATIONS); i++) {
        const struct DemoCertification *x = &CERTIFICATIONS[i];
        Certification c = {.code = str_from(x->code),
                           .field = str_from(x->field),
                           .issuer = str_from(x->issuer),
                           .months = x->months,
                           .title = both(x->title),
                           .about = both(x->about),
                           .state = S("draft")};
        TRY(certification_make(ctx, &c));
        TRY(certification_state_put(ctx, &c, S("published")));
        demo_put(d, str_fmt(d->arena, "certification/%s", x->code), c.id);
    }
    for (size_t i = 0; i < COUNT_OF(ITEMS); i++) {
        const struct DemoItem *x = &ITEMS[i];
        LearningItem item = {
            .code = str_from(x->code),
            .kind = str_from(x->kind),
            .field = str_from(x->field),
            .level = str_from(x->level),
            .roles = str_from(x->roles),
            .state = S("draft"),
            .minutes = x->minutes,
            .pass_mark = x->pass_mark,
            .attempts_max = x->attempts_max,
            .wait_hours = x->wait_hours,
            .limit_minutes = x->limit_minutes,
            .certification_id =
                x->certification[0] ? demo_get(d, str_fmt(ctx->arena, "certification/%s", x->certification)) : ID_NIL,
            .title = both(x->title),
            .about = both(x->about)};
        TRY(learning_make(ctx, &item));
        for (size_t k = 0; k < COUNT_OF(PARTS); k++) {
            if (strcmp(PARTS[k].item, x->code) == 0) {
                LearningPart p = {
                    .title = both(PARTS[k].title), .body = both(PARTS[k].body), .note = both(PARTS[k].note)};
                TRY(learning_part_put(ctx, &item, &p, true));
            }
        }
        TRY(learning_publish(ctx, &item));
        demo_put(d, str_fmt(d->arena, "learning/%s", x->code), item.id);
    }
    return OK;
}

/* As this person, in their account; false: the demo is made without them. */
static bool act_as(Ctx *ctx, const DemoCtx *d, const char *account, const char *user)
{
    Id user_id = demo_get(d, str_fmt(ctx->arena, "user/%s", user)),
       account_id = demo_get(d, str_fmt(ctx->arena, "account/%s", account));
    if (id_is_nil(user_id) || id_is_nil(account_id)) {
        return false;
    }
    (void)account_of(ctx, account_id);
    ctx->actor.kind = ACTOR_USER;
    ctx->actor.user_id = user_id;
    return true;
}

static Err make_read(Ctx *ctx, void *arg)
{
    const struct DemoRead *r = ((void **)arg)[0];
    DemoCtx *d = ((void **)arg)[1];
    LearningPart *parts;
    size_t n;
    LearningItem item = {.id = demo_get(d, str_fmt(ctx->arena, "learning/%s", r->item))};
    if (!act_as(ctx, d, r->account, r->user)) {
        return OK;
    }
    demo_at(ctx, time_add(d->start, -r->days_ago * TIME_DAY + r->days_ago * TIME_MINUTE));
    TRY(learning_parts(ctx, item.id, &parts, &n));
    return study_page_read((AccountCtx){ctx}, &item, r->pages ? r->pages : (int64_t)n, r->pages == 0);
}

static Err make_tried(Ctx *ctx, void *arg)
{
    const struct DemoTried *r = ((void **)arg)[0];
    DemoCtx *d = ((void **)arg)[1];
    Study s;
    const LearningItem *item;
    LearningPart *parts;
    size_t n;
    Id id, award;
    Exam e;
    bool passed;
    if (!act_as(ctx, d, r->account, r->user)) {
        return OK;
    }
    AccountCtx a = {ctx};
    demo_at(ctx, time_add(d->start, -r->days_ago * TIME_DAY));
    TRY(study_read(a, &s));
    TRY(study_item(a, &s, demo_get(d, str_fmt(ctx->arena, "learning/%s", r->item)), &item, &parts, &n));
    TRY(study_attempt_begin(a, &s, item, parts, n, &id));
    TRY(exam_read(a, id, &e));
    demo_at(ctx, time_add(d->start, -r->days_ago * TIME_DAY + 11 * TIME_MINUTE));
    e.right_n = 0;
    for (size_t i = 0; i < e.n; i++) { /* so many right, the rest with the first wrong answer */
        ExamQuestion *q = &e.questions[i];
        bool right = (int64_t)((i + 1) * 100 / e.n) <= r->score;
        for (size_t k = 0; k < q->answers.n; k++) {
            q->chosen[k] = right ? q->answers.right[k] : !q->answers.right[k];
        }
        e.right_n += right;
    }
    return exam_finish(a, &e, &passed, &award);
}

static void act_as_staff(Ctx *ctx, const DemoCtx *d)
{
    ctx->actor.kind = ACTOR_OPERATOR;
    ctx->actor.user_id = demo_get(d, S("user/f.holm"));
    ctx->actor.name = S("Freja Holm");
    perm_put(&ctx->actor.perms, &OPERATOR_LEARNING_DECIDE);
}

static Err make_record(Ctx *ctx, void *arg)
{
    const struct DemoRecord *r = ((void **)arg)[0];
    DemoCtx *d = ((void **)arg)[1];
    bool made;
    demo_at(ctx, time_add(d->start, -r->days_ago * TIME_DAY));
    RecordInput in = {.profile = str_from(r->profile),
                      .email = str_from(r->email),
                      .name = str_from(r->name),
                      .number = str_from(r->number),
                      .certification_id = demo_get(d, S("certification/privacy-officer")),
                      .issued_on = date_of(ctx->now)};
    return record_add(ctx, &in, &made);
}

static Err make_link(Ctx *ctx, void *arg)
{
    const struct DemoLink *r = ((void **)arg)[0];
    DemoCtx *d = ((void **)arg)[1];
    bool linked;
    LearningProfilesMineRow mine;
    LearningProfileGetRow p;
    if (!act_as(ctx, d, r->account, r->user)) {
        return OK;
    }
    perm_put(&ctx->actor.perms, &LEARNING_OWN);
    demo_at(ctx, time_add(d->start, -r->days_ago * TIME_DAY));
    TRY(profile_link((AccountCtx){ctx}, str_from(r->profile), &linked));
    TRY(profile_mine((AccountCtx){ctx}, &mine));
    if (!r->how[0] || linked) {
        return OK;
    }
    act_as_staff(ctx, d);
    demo_at(ctx, time_add(d->start, -r->days_ago * TIME_DAY + 20 * TIME_HOUR));
    TRY(profile_get(ctx, mine.id, &p));
    return profile_decide((OperatorCtx){ctx}, &p, str_from(r->how), str_from(r->reason));
}

static Err make_claim(Ctx *ctx, void *arg)
{
    const struct DemoClaim *r = ((void **)arg)[0];
    DemoCtx *d = ((void **)arg)[1];
    Id id;
    LearningClaimGetRow c;
    if (!act_as(ctx, d, r->account, r->user)) {
        return OK;
    }
    perm_put(&ctx->actor.perms, &LEARNING_OWN);
    demo_at(ctx, time_add(d->start, -r->days_ago * TIME_DAY));
    ClaimInput in = {.certification_id = demo_get(d, S("certification/privacy-officer")),
                     .number = str_from(r->number),
                     .note = str_from(r->note),
                     .issued_on = date_of(time_add(ctx->now, -30 * TIME_DAY))};
    TRY(claim_make((AccountCtx){ctx}, &in, &id));
    if (!r->how[0]) {
        return OK;
    }
    act_as_staff(ctx, d);
    demo_at(ctx, time_add(d->start, -r->days_ago * TIME_DAY + 26 * TIME_HOUR));
    TRY(claim_get(ctx, id, &c));
    return claim_decide((OperatorCtx){ctx}, &c, str_from(r->how), str_from(r->reason));
}

Err learning_demo(DemoCtx *d)
{
    TRY(demo_unit(d, "demo.learning", make_catalogue, d));
    for (size_t i = 0; i < COUNT_OF(READ); i++) {
        void *arg[2] = {(void *)&READ[i], d};
        TRY(demo_unit(d, "demo.learning", make_read, arg));
    }
    for (size_t i = 0; i < COUNT_OF(TRIED); i++) {
        void *arg[2] = {(void *)&TRIED[i], d};
        TRY(demo_unit(d, "demo.learning", make_tried, arg));
    }
    for (size_t i = 0; i < COUNT_OF(RECORDS); i++) {
        void *arg[2] = {(void *)&RECORDS[i], d};
        TRY(demo_unit(d, "demo.learning", make_record, arg));
    }
    for (size_t i = 0; i < COUNT_OF(LINKS); i++) {
        void *arg[2] = {(void *)&LINKS[i], d};
        TRY(demo_unit(d, "demo.learning", make_link, arg));
    }
    for (size_t i = 0; i < COUNT_OF(CLAIMS); i++) {
        void *arg[2] = {(void *)&CLAIMS[i], d};
        TRY(demo_unit(d, "demo.learning", make_claim, arg));
    }
    return OK;
}
