/* Learning: what the kernel must know of this area. */
#include "app/area.h"
#include "app/tell.h"
#include "areas/learning/pages.h"

Err learning_demo(DemoCtx *demo);

const Perm LEARNING_OWN = PERM("learning.own", N_("Learn, take assessments and see one's own certifications"), "*");
const Perm OPERATOR_LEARNING =
    PERM("operator.learning", N_("See the catalogue of learning, and what is made of it"),
         "operator_admin operator_catalog operator_verification operator_support", .operator_only = true);
const Perm OPERATOR_LEARNING_EDIT =
    PERM("operator.learning_edit", N_("Write trainings, assessments and certifications"),
         "operator_admin operator_catalog", .operator_only = true);
static const Perm *const PERMS[] = {&LEARNING_OWN, &OPERATOR_LEARNING, &OPERATOR_LEARNING_EDIT};

#define P LEARNING_HERE
#define D LEARNING_DESK
#define ITEM D "/items/{item}"
#define PART ITEM "/parts/{part}"
#define CERTIFICATION D "/certifications/{certification}"
static const Route ROUTES[] = {
    ROUTE("GET", P, &LEARNING_OWN, NULL, MODE_READ, my_learning_page, .title = N_("My learning"),
          .keywords = N_("training assessment certification certificate exam course skills learn")),
    ROUTE("GET", P "/catalogue", &LEARNING_OWN, NULL, MODE_READ, learning_catalogue_page,
          .title = N_("Catalogue of learning"), .keywords = N_("trainings courses assessments")),
    ROUTE("GET", P "/items/{item}", &LEARNING_OWN, NULL, MODE_READ, learning_item_page,
          .summary = "A training or an assessment, and where one stands in it"),
    ROUTE("GET", P "/items/{item}/pages/{page}", &LEARNING_OWN, NULL, MODE_READ, learning_read_page,
          .summary = "A page of a training"),
    ROUTE("POST", P "/items/{item}/pages/{page}", &LEARNING_OWN, "learning.read", MODE_WRITE, learning_read_post),
    ROUTE("POST", P "/items/{item}/done", &LEARNING_OWN, "learning.done", MODE_WRITE, learning_done_post),
    ROUTE("POST", P "/items/{item}/start", &LEARNING_OWN, "learning.start", MODE_WRITE, learning_start_post),
    ROUTE("GET", P "/attempts/{attempt}", &LEARNING_OWN, NULL, MODE_READ, learning_attempt_page,
          .summary = "An attempt at an assessment: its questions, or its result"),
    ROUTE("POST", P "/attempts/{attempt}/save", &LEARNING_OWN, "learning.save", MODE_WRITE, learning_attempt_save_post),
    ROUTE("POST", P "/attempts/{attempt}/finish", &LEARNING_OWN, "learning.finish", MODE_WRITE,
          learning_attempt_finish_post),
    ROUTE("GET", P "/certificates/{award}", &LEARNING_OWN, NULL, MODE_READ, learning_certificate_page,
          .summary = "A certificate to print"),

    ROUTE("GET", D, &OPERATOR_LEARNING, NULL, MODE_READ, learning_desk_page, .title = N_("Learning"),
          .keywords = N_("training assessment certification catalogue questions")),
    ROUTE("GET", D "/new", &OPERATOR_LEARNING_EDIT, NULL, MODE_READ, learning_new_page),
    ROUTE("POST", D "/new", &OPERATOR_LEARNING_EDIT, "learning.draft", MODE_WRITE, learning_new_post),
    ROUTE("GET", ITEM, &OPERATOR_LEARNING, NULL, MODE_READ, learning_desk_item_page),
    ROUTE("GET", ITEM "/edit", &OPERATOR_LEARNING_EDIT, NULL, MODE_READ, learning_edit_page),
    ROUTE("POST", ITEM "/edit", &OPERATOR_LEARNING_EDIT, "learning.change", MODE_WRITE, learning_edit_post),
    ROUTE("POST", ITEM "/publish", &OPERATOR_LEARNING_EDIT, "learning.publish", MODE_WRITE, learning_publish_post),
    ROUTE("POST", ITEM "/retire", &OPERATOR_LEARNING_EDIT, "learning.retire", MODE_WRITE, learning_retire_post),
    ROUTE("POST", ITEM "/delete", &OPERATOR_LEARNING_EDIT, "learning.delete", MODE_WRITE, learning_remove_post),
    ROUTE("GET", ITEM "/parts/new", &OPERATOR_LEARNING_EDIT, NULL, MODE_READ, learning_part_new_page),
    ROUTE("POST", ITEM "/parts/new", &OPERATOR_LEARNING_EDIT, "learning.part_add", MODE_WRITE, learning_part_new_post),
    ROUTE("GET", PART "/edit", &OPERATOR_LEARNING_EDIT, NULL, MODE_READ, learning_part_edit_page),
    ROUTE("POST", PART "/edit", &OPERATOR_LEARNING_EDIT, "learning.part_change", MODE_WRITE, learning_part_edit_post),
    ROUTE("POST", PART "/up", &OPERATOR_LEARNING_EDIT, "learning.part_up", MODE_WRITE, learning_part_up_post),
    ROUTE("POST", PART "/remove", &OPERATOR_LEARNING_EDIT, "learning.part_remove", MODE_WRITE,
          learning_part_remove_post),
    ROUTE("GET", D "/certifications", &OPERATOR_LEARNING, NULL, MODE_READ, certifications_page,
          .title = N_("Certifications"), .keywords = N_("certificate issuer months valid")),
    ROUTE("GET", D "/certifications/new", &OPERATOR_LEARNING_EDIT, NULL, MODE_READ, certification_new_page),
    ROUTE("POST", D "/certifications/new", &OPERATOR_LEARNING_EDIT, "learning.certification_draft", MODE_WRITE,
          certification_new_post),
    ROUTE("GET", CERTIFICATION, &OPERATOR_LEARNING, NULL, MODE_READ, certification_page),
    ROUTE("POST", CERTIFICATION, &OPERATOR_LEARNING_EDIT, "learning.certification_change", MODE_WRITE,
          certification_post),
    ROUTE("POST", CERTIFICATION "/publish", &OPERATOR_LEARNING_EDIT, "learning.certification_publish", MODE_WRITE,
          certification_publish_post),
    ROUTE("POST", CERTIFICATION "/retire", &OPERATOR_LEARNING_EDIT, "learning.certification_retire", MODE_WRITE,
          certification_retire_post),
};
static const NavEntry NAV[] = {{.group = N_("Vendor"),
                                .label = N_("Learning"),
                                .icon = "insights",
                                .path = D,
                                .perm = &OPERATOR_LEARNING,
                                .order = 34}};
static const NavEntry SETTINGS[] = {{.group = N_("You"),
                                     .label = N_("My learning"),
                                     .icon = "insights",
                                     .path = P,
                                     .perm = &LEARNING_OWN,
                                     .order = 11}};
static const JobKind JOBS[] = {{.kind = LEARNING_EXPIRY,
                                .title = N_("End of a certification"),
                                .step = award_expiry_step,
                                .business_clock = true}};
static const NoticeCategory NOTICES[] = {
    {.id = "learning", .name = N_("Learning"), .about = N_("Certifications that end, and decisions about yours.")}};
static const AuditAction AUDITED[] = {
    AUDIT("learning.read", "read_training", "learning", N_("Read a page of a training"), .quiet = true,
          .no_diff = "a person's own progress"),
    AUDIT("learning.done", "finish_training", "learning", N_("Finished a training"), .no_diff = "it was begun before"),
    AUDIT("learning.start", "begin_assessment", "learning", N_("Began an assessment"), .quiet = true,
          .no_diff = "nothing was there before"),
    AUDIT("learning.save", "begin_assessment", "learning", N_("Saved answers of an assessment"), .quiet = true,
          .no_diff = "answers are the person's own"),
    AUDIT("learning.finish", "finish_assessment", "learning", N_("Handed in an assessment")),
    AUDIT("learning.draft", "draft_learning", "learning", N_("Wrote a training or assessment")),
    AUDIT("learning.change", "update_learning", "learning", N_("Changed a training or assessment")),
    AUDIT("learning.publish", "publish_learning", "learning", N_("Published a training or assessment"),
          .no_diff = "the draft is what is published"),
    AUDIT("learning.retire", "retire_learning", "learning", N_("Retired a training or assessment"),
          .no_diff = "the text stays"),
    AUDIT("learning.delete", "delete_learning", "learning", N_("Deleted the draft of a training or assessment"),
          .no_diff = "nobody had taken it"),
    AUDIT("learning.part_add", "update_learning", "learning", N_("Added a page or question")),
    AUDIT("learning.part_change", "update_learning", "learning", N_("Changed a page or question")),
    AUDIT("learning.part_up", "update_learning", "learning", N_("Changed the order of pages or questions"),
          .quiet = true, .no_diff = "an order of display"),
    AUDIT("learning.part_remove", "update_learning", "learning", N_("Removed a page or question")),
    AUDIT("learning.certification_draft", "draft_certification", "learning", N_("Wrote a certification")),
    AUDIT("learning.certification_change", "update_certification", "learning", N_("Changed a certification")),
    AUDIT("learning.certification_publish", "publish_certification", "learning", N_("Published a certification"),
          .no_diff = "the draft is what is published"),
    AUDIT("learning.certification_retire", "retire_certification", "learning", N_("Retired a certification"),
          .no_diff = "who holds it keeps it"),
    AUDIT(LEARNING_EXPIRY, "tell_certification_end", "learning", N_("Told somebody of the end of a certification"),
          .no_diff = "fills bells", .quiet = true),
    AUDIT("demo.learning", "draft_learning", "learning", N_("Made the learning of the demo"),
          .no_diff = "the demo's world"),
};
static const AuditWord AUDIT_RESOURCES[] = {{"learning", N_("Learning")}};
static const AuditWord AUDIT_FIELDS[] = {
    {"code", N_("Code")},
    {"competency", N_("Competency")},
    {"level", N_("Level")},
    {"minutes", N_("Minutes it takes")},
    {"link", N_("Address")},
    {"passMark", N_("Pass mark in percent")},
    {"part", N_("Page or question")},
    {"result", N_("Result")},
    {"score", N_("Right, in percent")},
    {"issuer", N_("Given by")},
    {"validMonths", N_("Months it is valid")},
};
static const AuditValue AUDIT_VALUES[] = {
    {"result", "passed", N_("Passed")},
    {"result", "failed", N_("Not passed")},
    {"kind", "training", N_("Training")},
    {"kind", "assessment", N_("Assessment")},
};
static const char *const NEEDS[] = {"home", "identity", NULL};

const Area area_learning = {
    .name = "learning",
    .title = N_("My learning"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .jobs = LIST(JOBS),
    .notices = LIST(NOTICES),
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
    .demo = learning_demo,
    .help = "learning",
};
