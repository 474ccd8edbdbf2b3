/* Notices: what the kernel must know of it. */
#include "app/area.h"
#include "app/audit.h"
#include "app/demo.h"
#include "areas/notices/announcements.h"
#include "areas/notices/commands.h"
#include "areas/notices/pages.h"

Err notices_demo(DemoCtx *demo);

const Perm NOTICES_STOPPED = PERM("notices.stopped", N_("See and lift stops of mail to the company's people"),
                                  "global_admin account_admin user_management_admin owner manager");
const Perm OPERATOR_MAIL = PERM("operator.mail", N_("See mail, test it, stop and lift mail to addresses"),
                                "operator_admin operator_support", .operator_only = true);
const Perm OPERATOR_ANNOUNCEMENTS = PERM("operator.announcements", N_("Write and publish announcements"),
                                         "operator_admin operator_support", .operator_only = true);
static const Perm *const PERMS[] = {&NOTICES_STOPPED, &OPERATOR_MAIL, &OPERATOR_ANNOUNCEMENTS};

static const Route ROUTES[] = {
    ROUTE("GET", CENTER, &PERM_SIGNED_IN, NULL, MODE_READ, center_page, .title = N_("Action Center"),
          .keywords = N_("actions notifications to do")),
    ROUTE("GET", CENTER "/actions", &PERM_SIGNED_IN, NULL, MODE_READ, actions_page, .title = N_("Actions"),
          .keywords = N_("pending to do due mandatory recommended")),
    ROUTE("GET", CENTER "/notifications", &PERM_SIGNED_IN, NULL, MODE_READ, notices_page, .title = N_("Notifications"),
          .keywords = N_("bell messages unread")),
    ROUTE("GET", CENTER "/notifications/export", &PERM_SIGNED_IN, NULL, MODE_READ, notices_export,
          .summary = "Notifications as CSV or spreadsheet"),
    ROUTE("POST", CENTER "/notifications", &PERM_SIGNED_IN, "notices.sort", MODE_WRITE, notices_post),
    ROUTE("GET", CENTER "/preferences", &PERM_SIGNED_IN, NULL, MODE_READ, told_page, .title = N_("Notices and mail"),
          .keywords = N_("preferences e-mail address digest opt out unsubscribe")),
    ROUTE("POST", CENTER "/preferences", &PERM_SIGNED_IN, "notices.choices", MODE_WRITE, told_post),
    ROUTE("POST", CENTER "/address", &PERM_SIGNED_IN, "notices.address", MODE_WRITE, address_post, .step_up = true),
    ROUTE("POST", CENTER "/address/again", &PERM_SIGNED_IN, "notices.address_again", MODE_WRITE, address_again_post),
    ROUTE("POST", CENTER "/address/withdraw", &PERM_SIGNED_IN, "notices.address_withdraw", MODE_WRITE,
          address_withdraw_post),
    ROUTE("POST", CENTER "/address/sign-in", &PERM_SIGNED_IN, "notices.address_back", MODE_WRITE, address_back_post,
          .step_up = true),
    ROUTE("POST", CENTER "/address/lift", &PERM_SIGNED_IN, "notices.lift", MODE_WRITE, address_lift_post),
    ROUTE("GET", "/confirm-address/{token}", &PERM_PUBLIC, NULL, MODE_READ, address_confirm_page,
          .summary = "Confirm an address for notices: the page behind the mailed link"),
    ROUTE("POST", "/confirm-address/{token}", &PERM_PUBLIC, "notices.address_confirm", MODE_WRITE, address_confirm_post,
          .summary = "Confirm an address for notices"),
    ROUTE("GET", "/stop-mail/{token}", &PERM_PUBLIC, NULL, MODE_READ, stop_page,
          .summary = "Stop the mail of one category: the page behind the link in a mail"),
    ROUTE("POST", "/stop-mail/{token}", &PERM_PUBLIC, "notices.stop", MODE_WRITE, stop_post, .kind = ROUTE_RAW,
          .summary = "Stop the mail of one category, also in one click (RFC 8058)"),
    ROUTE("GET", "/me/announcements/{announcement}", &PERM_SIGNED_IN, NULL, MODE_READ, announcement_read_page,
          .summary = "An announcement of the vendor"),

    ROUTE("GET", "/mailbox", &PERM_SIGNED_IN, NULL, MODE_READ, mailbox_page,
          .summary = "Mail of a demo, to oneself and caused by oneself"),
    ROUTE("GET", "/mailbox/{mail}", &PERM_SIGNED_IN, NULL, MODE_READ, mailbox_mail_page,
          .summary = "One mail of a demo"),
    ROUTE("GET", "/mailbox/{mail}/html", &PERM_SIGNED_IN, NULL, MODE_READ, mailbox_letter,
          .summary = "One mail of a demo, as a mail program shows it"),

    ROUTE("GET", "/a/{account}/settings/mail", &NOTICES_STOPPED, NULL, MODE_READ, account_mail_page,
          .title = N_("Mail that does not arrive"), .keywords = N_("bounce suppressed address undeliverable")),
    ROUTE("POST", "/a/{account}/settings/mail/lift", &NOTICES_STOPPED, "notices.lift", MODE_WRITE,
          account_mail_lift_post),

    ROUTE("GET", "/operator/mail", &OPERATOR_MAIL, NULL, MODE_READ, operator_mail_page, .title = N_("Mail"),
          .keywords = N_("outbox smtp test bounce")),
    ROUTE("POST", "/operator/mail/test", &OPERATOR_MAIL, "notices.test_mail", MODE_WRITE, operator_mail_test_post),
    ROUTE("GET", "/operator/mail/stopped", &OPERATOR_MAIL, NULL, MODE_READ, operator_stopped_page,
          .title = N_("Addresses that get no mail"), .keywords = N_("bounce suppressed undeliverable")),
    ROUTE("POST", "/operator/mail/stop", &OPERATOR_MAIL, "notices.stop_address", MODE_WRITE, operator_stop_post),
    ROUTE("POST", "/operator/mail/lift", &OPERATOR_MAIL, "notices.lift", MODE_WRITE, operator_lift_post),

    ROUTE("GET", "/operator/announcements", &OPERATOR_ANNOUNCEMENTS, NULL, MODE_READ, announcements_page,
          .title = N_("Announcements"), .keywords = N_("news publish")),
    ROUTE("GET", "/operator/announcements/new", &OPERATOR_ANNOUNCEMENTS, NULL, MODE_READ, announcement_new_page),
    ROUTE("POST", "/operator/announcements/new", &OPERATOR_ANNOUNCEMENTS, "notices.announcement_draft", MODE_WRITE,
          announcement_new_post),
    ROUTE("GET", "/operator/announcements/{announcement}", &OPERATOR_ANNOUNCEMENTS, NULL, MODE_READ, announcement_page),
    ROUTE("POST", "/operator/announcements/{announcement}", &OPERATOR_ANNOUNCEMENTS, "notices.announcement_save",
          MODE_WRITE, announcement_post),
    ROUTE("POST", "/operator/announcements/{announcement}/publish", &OPERATOR_ANNOUNCEMENTS,
          "notices.announcement_publish", MODE_WRITE, announcement_publish_post),
    ROUTE("POST", "/operator/announcements/{announcement}/withdraw", &OPERATOR_ANNOUNCEMENTS,
          "notices.announcement_withdraw", MODE_WRITE, announcement_withdraw_post),
    ROUTE("POST", "/operator/announcements/{announcement}/delete", &OPERATOR_ANNOUNCEMENTS,
          "notices.announcement_delete", MODE_WRITE, announcement_delete_post),
};

static const NavEntry NAV[] = {
    {.group = NULL, .label = N_("Action Center"), .icon = "bell", .path = CENTER, .perm = &PERM_SIGNED_IN, .order = 1},
    {.group = N_("Vendor"),
     .label = N_("Announcements"),
     .icon = "globe",
     .path = "/operator/announcements",
     .perm = &OPERATOR_ANNOUNCEMENTS,
     .order = 40},
    {.group = N_("Vendor"),
     .label = N_("Mail"),
     .icon = "upload",
     .path = "/operator/mail",
     .perm = &OPERATOR_MAIL,
     .order = 42},
};
static const NavEntry SETTINGS[] = {
    {.group = N_("You"),
     .label = N_("Action Center"),
     .icon = "bell",
     .path = CENTER,
     .perm = &PERM_SIGNED_IN,
     .order = 11},
    {.group = N_("You"),
     .label = N_("Notices and mail"),
     .icon = "clock",
     .path = CENTER "/preferences",
     .perm = &PERM_SIGNED_IN,
     .order = 15},
    {.group = N_("Access"),
     .label = N_("Mail that does not arrive"),
     .icon = "warning",
     .path = "/a/{account}/settings/mail",
     .perm = &NOTICES_STOPPED,
     .order = 26},
};

static const AuditAction AUDIT_ACTIONS[] = {
    AUDIT("notices.sort", "sort_own_notices", "notification", N_("Read or put away their own notices"), .quiet = true,
          .no_diff = "one's own bell"),
    AUDIT("notices.choices", "update_preferences", "preference", N_("Chose what they are mailed")),
    AUDIT("notices.address", "change_notice_address", "address", N_("Asked for another address for notices")),
    AUDIT("notices.address_again", "change_notice_address", "address", N_("Had the link for their address sent again"),
          .no_diff = "sends a link"),
    AUDIT("notices.address_withdraw", "change_notice_address", "address", N_("Withdrew another address for notices"),
          .no_diff = "nothing had changed yet"),
    AUDIT("notices.address_back", "change_notice_address", "address", N_("Took the sign-in address for notices again")),
    AUDIT("notices.address_confirm", "change_notice_address", "address", N_("Confirmed an address for notices")),
    AUDIT("notices.stop", "update_preferences", "preference", N_("Stopped mail by the link in it")),
    AUDIT("notices.lift", "lift_mail_to_address", "address", N_("Let mail go to an address again"),
          .no_diff = "the address is named"),
    AUDIT("notices.stop_address", "stop_mail_to_address", "address", N_("Stopped mail to an address")),
    AUDIT("notices.test_mail", "test_mail", "address", N_("Sent a test mail"), .no_diff = "sends a mail"),
    AUDIT("notices.announcement_draft", "draft_announcement", "announcement", N_("Wrote an announcement")),
    AUDIT("notices.announcement_save", "draft_announcement", "announcement", N_("Changed an announcement")),
    AUDIT("notices.announcement_publish", "publish_announcement", "announcement", N_("Published an announcement"),
          .no_diff = "the draft is what is published"),
    AUDIT("notices.announcement_withdraw", "withdraw_announcement", "announcement", N_("Withdrew an announcement"),
          .no_diff = "the text stays"),
    AUDIT("notices.announcement_delete", "delete_announcement", "announcement", N_("Deleted a draft announcement"),
          .no_diff = "nobody had read it"),
    AUDIT("demo.announcements", "publish_announcement", "announcement", N_("Made the announcements of the demo"),
          .no_diff = "the demo's world"),
    AUDIT("demo.choices", "update_preferences", "preference", N_("Made the suggestions of the demo"),
          .no_diff = "the demo's world", .quiet = true),
    AUDIT("notices.announce", "publish_announcement", "announcement", N_("Told people of an announcement"),
          .no_diff = "fills bells", .quiet = true),
    AUDIT("notices.take_back", "withdraw_announcement", "announcement", N_("Took an announcement out of bells"),
          .no_diff = "empties bells", .quiet = true),
};
static const AuditWord AUDIT_RESOURCES[] = {
    {"notification", N_("Notification")},
    {"announcement", N_("Announcement")},
};
static const AuditWord AUDIT_FIELDS[] = {
    {"noticeAddress", N_("Address for notices")},
    {"digestHour", N_("Hour of the daily digest")},
    {"reason", N_("Reason")},
    {"text", N_("Text")},
    {"title", N_("Title")},
};
static const char *const NEEDS[] = {"identity", "home", NULL};

const Area area_notices = {
    .name = "notices",
    .title = N_("Notices"),
    .housekeeping = true,
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .settings_nav = LIST(SETTINGS),
    .audit_actions = LIST(AUDIT_ACTIONS),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .jobs = LIST(NEWS_JOBS),
    .commands = LIST(NOTICES_COMMANDS),
    .pending = notices_pending,
    .news = announcements_current,
    .demo = notices_demo,
    .help = "notices",
};
