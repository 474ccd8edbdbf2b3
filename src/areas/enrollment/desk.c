/* The vendor's pages of enrollments: what came, deciding, inviting, and the rules. And the account's own page. */
#include "areas/enrollment/pages.h"

#include "app/audit.h"
#include "app/mail.h"
#include "app/mailbox.h"
#include "app/setting.h"
#include "app/unit.h"
#include "app/vendor_text.h"
#include "areas/enrollment/enrollment_view.h"
#include "areas/home/home.h"
#include "areas/partners/partners.h"
#include "base/utf8.h"
#include "gen/enrollment_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define P "/operator/company-enrollments"

ShellView *enrollment_desk_shell(Ctx *ctx, Msg title, Str title_text)
{
    Crumb crumbs[3] = {{.label = MSG("Vendor desk"), .url = url_static("/operator")},
                       {.label = MSG("Company enrollments"), .url = url_static(P)},
                       {.label = title, .text = title_text}};
    bool first = !msg_is_set(title) && !title_text.n;
    ShellView *shell = shell_view(ctx, first ? MSG("Company enrollments") : title, crumbs, first ? 2 : 3);
    shell->title_text = title_text;
    shell->workspace = MSG("Vendor desk");
    return shell;
}

static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }

static Str address_line(Ctx *ctx, const LegalFacts *f)
{
    return str_fmt(ctx->arena, "%.*s%s%.*s, %.*s %.*s%s%.*s", S_ARG(f->line1), f->line2.n ? ", " : "", S_ARG(f->line2),
                   S_ARG(f->postal_code), S_ARG(f->city), f->state.n ? ", " : "", S_ARG(f->state));
}

/* What stands in Legal info now; at enrollment it was what was sent. */
static Err fill_business(AccountCtx a, const FactView **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    LegalProfile p;
    TRY(legal_get(a, &p));
    FactView *f = arena_array(ctx->arena, FactView, 6), *first = f;
    *f++ = fact(MSG("Legal name"), p.facts.legal_name);
    *f++ = fact(MSG("Country"), country_name(ctx->arena, ctx->locale, p.country));
    *f++ = fact(MSG("Address"), p.there ? address_line(ctx, &p.facts) : S(""));
    *f++ = fact(MSG("Registration number"), p.facts.registration_id);
    *f++ = fact(MSG("Tax number"), p.facts.tax_id);
    *ret = first;
    *ret_n = (size_t)(f - first);
    return OK;
}

/* --- the account's own page --- */

Err enrollment_own_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    EnrolledOfAccountRow *rows;
    size_t n;
    Crumb crumbs[2] = {{.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")},
                       {.label = MSG("Enrollment")}};
    OwnView *v = arena_new(ctx->arena, OwnView);
    v->shell = shell_view(ctx, MSG("Enrollment"), crumbs, 2);
    v->shell->workspace = MSG("Account settings");
    TRY(q_enrolled_of_account(a, NULL, &rows, &n));
    v->there = n > 0;
    if (v->there) {
        FactView *f = arena_array(ctx->arena, FactView, 4);
        f[0] = fact(MSG("Work e-mail"), rows[0].email);
        f[1] = fact(MSG("Enrolled by"), rows[0].person);
        f[2] = fact(MSG("What they do in the company"), rows[0].job_title);
        f[3] = (FactView){.label = MSG("Sent"), .at = rows[0].created_at, .kind = FACT_TIME};
        v->facts = f;
        v->facts_n = 4;
        TRY(machine_card(ctx, &ACCOUNT_ENROLLMENT, READER_PARTNER, ctx->account_id, rows[0].id, &v->card));
        TRY(machine_history(ctx, &ACCOUNT_ENROLLMENT, READER_PARTNER, ctx->account_id, rows[0].id, &v->history,
                            &v->history_n));
        if (str_eq(rows[0].state, S("submitted"))) {
            v->card.action_url = (Url){0}; /* it leads here */
        }
    }
    TRY(fill_business(a, &v->business, &v->business_n));
    RENDER(ctx, 200, enrollment_own, v);
    return OK;
}

/* --- one --- */

static Err enrollment_of_path(OperatorCtx o, EnrolledGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("enrollment"), &id));
    Err err = q_enrolled_get(o, &(EnrolledGetArgs){.id = id}, ret);
    return err == ERR_NOT_FOUND
               ? problem(o.ctx, err, MSG("There is no such enrollment."), MSG("Choose one from the list."))
               : err;
}

static FieldView text_area(Ctx *ctx, const char *name, Msg label, Msg hint)
{
    FieldView f = ui_field(ctx, str_from(name), ctx_form(ctx, str_from(name)), label);
    f.kind = FIELD_TEXTAREA;
    f.max_length = MACHINE_REASON_MAX;
    f.hint = hint;
    return f;
}

static Err fill_twins(OperatorCtx o, const EnrolledGetRow *e, EnrollmentView *v)
{
    Ctx *ctx = o.ctx;
    PartnerTwin *twins;
    TRY(partner_twins(ctx, e->name, e->country, e->account_id, &twins, &v->twins_n));
    TwinLine *lines = arena_array(ctx->arena, TwinLine, v->twins_n + 1);
    for (size_t i = 0; i < v->twins_n; i++) {
        lines[i] = (TwinLine){twins[i].name, twins[i].partner_id,
                              url_fmt(ctx->arena, "/operator/partners/%s", twins[i].public_id)};
    }
    v->twins = lines;
    return OK;
}

static Err view_of(OperatorCtx o, const EnrolledGetRow *e, EnrollmentView **ret)
{
    static const Str NOTE[] = {S_INIT("note")}, REASON[] = {S_INIT("reason")};
    Ctx *ctx = o.ctx;
    EnrollmentView *v = arena_new(ctx->arena, EnrollmentView);
    Id was = ctx->account_id;
    v->shell = enrollment_desk_shell(ctx, (Msg){0}, e->name);
    TRY(machine_card(ctx, &ACCOUNT_ENROLLMENT, READER_VENDOR, e->account_id, e->id, &v->card));
    TRY(machine_history(ctx, &ACCOUNT_ENROLLMENT, READER_VENDOR, e->account_id, e->id, &v->history, &v->history_n));
    TRY(machine_card(ctx, &PARTNER_ACCOUNT, READER_VENDOR, e->account_id, e->account_id, &v->account));
    v->card.action_url = (Url){0}; /* it leads here */
    v->account.title = MSG("How the account stands");
    FactView *f = arena_array(ctx->arena, FactView, 7);
    f[0] = fact(MSG("Enrolled by"), e->person);
    f[1] = fact(MSG("Work e-mail"), e->email);
    f[2] = fact(MSG("What they do in the company"), e->job_title);
    f[3] = (FactView){.label = MSG("Sent"), .at = e->created_at, .kind = FACT_TIME};
    f[4] = (FactView){.label = MSG("Last seen"), .at = e->last_seen_at, .kind = FACT_TIME};
    f[5] = fact(MSG("From the address"), e->address);
    f[6] = e->terms_hash.n ? fact(MSG("Agreement accepted, SHA-256"), e->terms_hash)
                           : (FactView){.label = MSG("Agreement"), .msg = MSG("There was none"), .kind = FACT_MSG};
    v->facts = f;
    v->facts_n = 7;
    TRY(fill_business(account_of(ctx, e->account_id), &v->business, &v->business_n));
    ctx->account_id = was; /* the page is the desk's */
    TRY(fill_twins(o, e, v));
    TRY(identity_membership_name(ctx, &v->membership_label));
    v->may_approve = machine_may(ctx, &ACCOUNT_ENROLLMENT, e->state, S("approved"), MOVER_VENDOR);
    v->may_refuse = machine_may(ctx, &ACCOUNT_ENROLLMENT, e->state, S("refused"), MOVER_VENDOR);
    v->approve = (FormView){.action = url_fmt(ctx->arena, P "/%i/approve", e->id), .errors = ui_errors(ctx, NOTE, 1)};
    v->refuse = (FormView){.action = url_fmt(ctx->arena, P "/%i/refuse", e->id), .errors = ui_errors(ctx, REASON, 1)};
    v->note = text_area(ctx, "note", MSG("Note"), MSG("Everybody in the account reads it."));
    v->note.optional = true;
    v->reason = text_area(ctx, "reason", MSG("Reason"),
                          MSG("Whoever enrolled reads it: say what is wrong, and what would put it right."));
    v->shell->failed = v->refuse.errors.links_n > 0;
    v->page = url_fmt(ctx->arena, "/operator/partners/%s", e->public_id);
    v->queue = url_with(ctx->arena, url_static("/operator/work"), S("kind"), S(ENROLLMENT_WORK));
    *ret = v;
    return OK;
}

Err enrolled_page(OperatorCtx o)
{
    EnrolledGetRow e;
    EnrollmentView *v;
    TRY(enrollment_of_path(o, &e));
    TRY(view_of(o, &e, &v));
    RENDER(o.ctx, 200, enrolled_one, v);
    return OK;
}

static Err decided(OperatorCtx o, const EnrolledGetRow *e, Err err, Msg said)
{
    Ctx *ctx = o.ctx;
    if (err == ERR_INVALID) {
        EnrollmentView *v;
        (void)account_of(ctx, ID_NIL); /* the page is the desk's */
        TRY(view_of(o, e, &v));
        return RENDER_FAILED(ctx, enrolled_one, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, P "/%i", e->id), said);
    return OK;
}

Err enrollment_approve_post(OperatorCtx o)
{
    EnrolledGetRow e;
    TRY(enrollment_of_path(o, &e));
    return decided(o, &e, enrollment_approve(o, &e, ctx_form(o.ctx, S("note"))),
                   MSG1("{account} is a partner now, and its Global admins are told.", "account", e.name));
}

Err enrollment_refuse_post(OperatorCtx o)
{
    EnrolledGetRow e;
    TRY(enrollment_of_path(o, &e));
    return decided(
        o, &e, enrollment_refuse(o, &e, ctx_form(o.ctx, S("reason"))),
        MSG1("The enrollment of {account} is refused, and its Global admins are told why.", "account", e.name));
}

/* --- inviting --- */

enum { INVITE_EMAILS_MAX = 20 };

static Err invite_view(OperatorCtx o, InviteEnrollView **ret)
{
    static const Str NAMES[] = {S_INIT("emails")};
    Ctx *ctx = o.ctx;
    EnrollInvitedRow *rows;
    const Str *names;
    size_t n, tags_n;
    const Str *tags = locale_languages(&tags_n, &names);
    OptionView *languages = arena_array(ctx->arena, OptionView, tags_n);
    Str chosen = ctx_form(ctx, S("language"));
    InviteEnrollView *v = arena_new(ctx->arena, InviteEnrollView);
    TRY(q_enroll_invited(o, NULL, &rows, &n));
    for (size_t i = 0; i < tags_n; i++) {
        languages[i] = (OptionView){.value = tags[i],
                                    .text = names[i],
                                    .selected = str_eq(tags[i], chosen.n ? chosen : locale_language(ctx->locale))};
    }
    InvitedLine *lines = arena_array(ctx->arena, InvitedLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool sent = !str_eq(rows[i].state, S("open")), late = rows[i].expires_at.us <= ctx->wall.us;
        lines[i] =
            (InvitedLine){.email = rows[i].email,
                          .at = rows[i].created_at,
                          .until = rows[i].expires_at,
                          .state = sent   ? (StateView){STATE_GOOD, MSG("Sent their enrollment")}
                                   : late ? (StateView){STATE_WARN, MSG("Expired")}
                                   : str_eq(rows[i].step, S("company")) ? (StateView){STATE_WAIT, MSG("Not begun")}
                                                                        : (StateView){STATE_WAIT, MSG("Begun")}};
    }
    v->shell = enrollment_desk_shell(ctx, MSG("Invite companies"), S(""));
    v->form = (FormView){.action = url_static(P "/invite"), .errors = ui_errors(ctx, NAMES, 1)};
    v->shell->failed = v->form.errors.links_n > 0;
    v->emails = ui_field(ctx, NAMES[0], ctx_form(ctx, NAMES[0]), MSG("Work e-mails"));
    v->emails.kind = FIELD_TEXTAREA;
    v->emails.hint = MSG("One a line, at most 20: one person of each company, who may bind it.");
    v->language = ui_select(ctx, S("language"), MSG("Language of the mail"), languages, tags_n);
    v->rows = lines;
    v->rows_n = n;
    v->back = url_static(P);
    *ret = v;
    return OK;
}

Err enrollment_invite_page(OperatorCtx o)
{
    InviteEnrollView *v;
    TRY(invite_view(o, &v));
    RENDER(o.ctx, 200, enrollment_invite, v);
    return OK;
}

static bool is_space(char c) { return c == ' ' || c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t'; }

static size_t split_emails(Str text, Str *ret, size_t max, bool *ret_more)
{
    size_t n = 0;
    *ret_more = false;
    for (size_t i = 0; i < text.n;) {
        size_t end = i;
        while (end < text.n && !is_space(text.p[end])) {
            end++;
        }
        if (end > i && n < max) {
            ret[n++] = str_sub(text, i, end - i);
        } else if (end > i) {
            *ret_more = true;
        }
        i = end + 1;
    }
    return n;
}

Err enrollment_invite_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str emails[INVITE_EMAILS_MAX];
    bool more;
    EnrollRules rules;
    size_t n = split_emails(ctx_form(ctx, S("emails")), emails, COUNT_OF(emails), &more);
    TRY(enroll_rules(ctx, &rules));
    if (n == 0) {
        problem_field(ctx, S("emails"), MSG("Enter at least one address."));
    } else if (more) {
        problem_field(ctx, S("emails"), MSG("Enter at most 20 addresses at a time."));
    }
    for (size_t i = 0; i < n; i++) {
        emails[i] = identity_name_key(ctx->arena, emails[i]);
        if (!mail_is_email(emails[i])) { /* the vendor knows whom it asks: no more than that is tested */
            problem_field(ctx, S("emails"),
                          utf8_has_control(emails[i]) /* not repeated: it would turn the text around */
                              ? MSG("An address holds characters that cannot be seen. Type it anew.")
                              : MSG1("{email} is not an e-mail address.", "email", emails[i]));
        }
    }
    if (problem_check(ctx) != OK) {
        InviteEnrollView *v;
        TRY(invite_view(o, &v));
        return RENDER_FAILED(ctx, enrollment_invite, v);
    }
    for (size_t i = 0; i < n; i++) {
        TRY(draft_invite(o, &rules, emails[i], locale_get(ctx_form(ctx, S("language")))));
    }
    ctx->audit.target_kind = S("enrollment");
    ctx->audit.target_name = n == 1 ? emails[0] : str_fmt(ctx->arena, "%zu", n);
    ctx_redirect(ctx, url_static(P "/invite"),
                 MSGN("{n} invitation is on its way.", "{n} invitations are on their way.", (int64_t)n));
    return OK;
}

/* --- the rules --- */

static const struct {
    const char *key, *label, *hint;
} NUMBERS[ENROLL_NUMBERS] = {
    {"enrollment.days", N_("Days until an enrollment that is not gone on with is deleted"), NULL},
    {"enrollment.answer_days", N_("Days until an enrollment is answered"), NULL},
    {"enrollment.domain_a_day", N_("Enrollments of one mail domain a day"), NULL},
    {"enrollment.all_a_day", N_("Enrollments begun a day, in all"), NULL},
};
static const Str KINDS[] = {S_INIT("reseller"),  S_INIT("direct"), S_INIT("provider"),
                            S_INIT("developer"), S_INIT("cpv"),    S_INIT("learning")};
static const OptionView WORD_KINDS[] = {
    {.value = S_INIT("consumer"), .label = {.id = N_("Domain at which anybody has an address")}},
    {.value = S_INIT("government"), .label = {.id = N_("Domain of a government")}},
    {.value = S_INIT("role"), .label = {.id = N_("Name before the @ that several people read")}}};

typedef struct RulesForm {
    Str mode, approval, kinds, numbers[ENROLL_NUMBERS];
    bool consumer, government, role;
    VendorText about;
} RulesForm;

static Str about_key(Ctx *ctx, Str language) { return str_concat(ctx->arena, S("front_about."), language); }

static Err rules_now(Ctx *ctx, RulesForm *f)
{
    EnrollRules r;
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    TRY(enroll_rules(ctx, &r));
    *f = (RulesForm){.mode = r.mode,
                     .approval = r.approval,
                     .kinds = r.kinds,
                     .consumer = r.consumer,
                     .government = r.government,
                     .role = r.role};
    for (size_t i = 0; i < ENROLL_NUMBERS; i++) {
        TRY(setting_text(ctx, ID_NIL, str_from(NUMBERS[i].key), &f->numbers[i]));
    }
    for (size_t i = 0; i < n; i++) {
        TRY(installation_get(ctx, about_key(ctx, tags[i]), &f->about.in[i]));
    }
    return OK;
}

static void rules_of_form(Ctx *ctx, RulesForm *f)
{
    Buf b = buf_on_arena(ctx->arena, 256);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        if (ctx_form(ctx, str_concat(ctx->arena, S("kind_"), KINDS[i])).n) {
            buf_fmt(&b, "%s%.*s", b.n ? " " : "", S_ARG(KINDS[i]));
        }
    }
    *f = (RulesForm){.mode = ctx_form(ctx, S("enrollment.mode")),
                     .approval = ctx_form(ctx, S("enrollment.approval")),
                     .kinds = buf_str(&b),
                     .consumer = ctx_form(ctx, S("enrollment.no_consumer")).n > 0,
                     .government = ctx_form(ctx, S("enrollment.no_government")).n > 0,
                     .role = ctx_form(ctx, S("enrollment.no_role")).n > 0,
                     .about = vendor_text_of_form(ctx, "about")};
    for (size_t i = 0; i < ENROLL_NUMBERS; i++) {
        f->numbers[i] = str_trim(ctx_form(ctx, str_from(NUMBERS[i].key)));
    }
}

static FieldView radio(Ctx *ctx, const char *name, Msg label, const OptionView *all, size_t n, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    for (size_t i = 0; i < n; i++) {
        o[i] = all[i];
        o[i].selected = str_eq(o[i].value, chosen);
    }
    FieldView f = ui_select(ctx, str_from(name), label, o, n);
    f.kind = FIELD_RADIO;
    return f;
}

static FieldView box(Ctx *ctx, const char *name, Msg label, bool checked)
{
    return (FieldView){.kind = FIELD_CHECKBOX,
                       .name = str_from(name),
                       .label = label,
                       .checked = checked,
                       .error = problem_of_field(ctx, str_from(name))};
}

static void fill_about(Ctx *ctx, const RulesForm *in, EnrollSettingsView *v)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    FieldView *about = arena_array(ctx->arena, FieldView, n);
    for (size_t i = 0; i < n; i++) {
        Str name = str_concat(ctx->arena, S("about_"), tags[i]);
        about[i] = ui_field(ctx, name, in->about.in[i],
                            MSG1("Who you are, on the front page ({language})", "language", names[i]));
        about[i].kind = FIELD_TEXTAREA;
        about[i].optional = true;
        about[i].max_length = 600;
    }
    v->about = about;
    v->about_n = n;
}

static Err fill_words(OperatorCtx o, EnrollSettingsView *v)
{
    Ctx *ctx = o.ctx;
    EnrollWordsRow *rows;
    TRY(q_enroll_words(o, NULL, &rows, &v->words_n));
    WordLine *lines = arena_array(ctx->arena, WordLine, v->words_n + 1);
    for (size_t i = 0; i < v->words_n; i++) {
        size_t k = 0;
        while (k + 1 < COUNT_OF(WORD_KINDS) && !str_eq(WORD_KINDS[k].value, rows[i].kind)) {
            k++;
        }
        lines[i] = (WordLine){.kind = rows[i].kind,
                              .word = rows[i].word,
                              .source = rows[i].source,
                              .kind_label = WORD_KINDS[k].label,
                              .refused = rows[i].refused,
                              .at = rows[i].created_at,
                              .drop = url_static(P "/settings/words/remove")};
    }
    v->words = lines;
    return OK;
}

static Err settings_view(OperatorCtx o, const RulesForm *in, EnrollSettingsView **ret)
{
    static const OptionView MODES[] = {
        {.value = S_INIT("public"), .label = {.id = N_("Anybody, from the front page")}},
        {.value = S_INIT("invited"), .label = {.id = N_("Only companies that are invited")}},
        {.value = S_INIT("off"), .label = {.id = N_("Nobody")}}};
    static const OptionView APPROVALS[] = {
        {.value = S_INIT("manual"), .label = {.id = N_("The partner desk approves each one")}},
        {.value = S_INIT("automatic"), .label = {.id = N_("At once, when it is sent")}}};
    static const Str NAMES[] = {S_INIT("enrollment.mode"),
                                S_INIT("enrollment.approval"),
                                S_INIT("kind_reseller"),
                                S_INIT("enrollment.days"),
                                S_INIT("enrollment.answer_days"),
                                S_INIT("enrollment.domain_a_day"),
                                S_INIT("enrollment.all_a_day"),
                                S_INIT("about_en"),
                                S_INIT("about_fr")};
    static const Str WORD_NAMES[] = {S_INIT("kind"), S_INIT("word"), S_INIT("refused"), S_INIT("source")};
    Ctx *ctx = o.ctx;
    EnrollSettingsView *v = arena_new(ctx->arena, EnrollSettingsView);
    v->shell = enrollment_desk_shell(ctx, MSG("Rules of enrollment"), S(""));
    v->form = (FormView){.action = url_static(P "/settings"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))};
    v->add = (FormView){.action = url_static(P "/settings/words"),
                        .errors = ui_errors(ctx, WORD_NAMES, COUNT_OF(WORD_NAMES))};
    v->shell->failed = v->form.errors.links_n + v->add.errors.links_n > 0;
    v->mode = radio(ctx, "enrollment.mode", MSG("Who can enroll"), MODES, COUNT_OF(MODES), in->mode);
    v->approval = radio(ctx, "enrollment.approval", MSG("Approval"), APPROVALS, COUNT_OF(APPROVALS), in->approval);
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        v->kinds[v->kinds_n++] = box(ctx, str_z(ctx->arena, str_concat(ctx->arena, S("kind_"), KINDS[i])),
                                     identity_account_kind(KINDS[i]), str_has_word(in->kinds, KINDS[i]));
    }
    for (size_t i = 0; i < ENROLL_NUMBERS; i++) {
        v->numbers[i] = ui_field(ctx, str_from(NUMBERS[i].key), in->numbers[i], MSG_OF(NUMBERS[i].label));
        v->numbers[i].inputmode = S("numeric");
        v->numbers[i].width = S("w-4");
    }
    v->consumer = box(ctx, "enrollment.no_consumer", MSG("Refuse addresses that anybody can have"), in->consumer);
    v->government = box(ctx, "enrollment.no_government", MSG("Refuse addresses of governments"), in->government);
    v->role = box(ctx, "enrollment.no_role", MSG("Refuse addresses that several people read"), in->role);
    fill_about(ctx, in, v);
    TRY(fill_words(o, v));
    v->kind = ui_select(ctx, S("kind"), MSG("What it is"), WORD_KINDS, COUNT_OF(WORD_KINDS));
    v->word = ui_field(ctx, S("word"), ctx_form(ctx, S("word")), MSG("Domain or name"));
    v->word.width = S("w-16");
    v->word.hint = MSG("As freemail.example, or as info. A domain stands for those below it too.");
    v->refused = box(ctx, "refused", MSG("Refuse it; otherwise it is taken, whatever the lists say"), true);
    v->source = ui_field(ctx, S("source"), ctx_form(ctx, S("source")), MSG("From where you know it"));
    v->source.max_length = 200;
    v->back = url_static(P);
    *ret = v;
    return OK;
}

Err enrollment_settings_page(OperatorCtx o)
{
    RulesForm now;
    EnrollSettingsView *v;
    TRY(rules_now(o.ctx, &now));
    TRY(settings_view(o, &now, &v));
    RENDER(o.ctx, 200, enrollment_settings, v);
    return OK;
}

static Str rules_json(Ctx *ctx, const RulesForm *f)
{
    return AUDIT_JSON(ctx->arena, {"enrollmentMode", f->mode}, {"approval", f->approval}, {"kind", f->kinds},
                      {"days", f->numbers[0]}, {"answerDays", f->numbers[1]}, {"domainDay", f->numbers[2]},
                      {"allDay", f->numbers[3]}, {"refuseConsumer", f->consumer ? S("1") : S("")},
                      {"refuseGovernment", f->government ? S("1") : S("")}, {"refuseRole", f->role ? S("1") : S("")});
}

/* Each on its own, so that all that is wrong is said at once. */
static Err put(Ctx *ctx, const char *key, Str value)
{
    Err err = setting_put(ctx, ID_NIL, str_from(key), value);
    return err == ERR_INVALID ? OK : err;
}

static Err rules_put(Ctx *ctx, const RulesForm *f)
{
    size_t n;
    const Str *tags = locale_languages(&n, NULL);
    TRY(put(ctx, "enrollment.mode", f->mode));
    TRY(put(ctx, "enrollment.approval", f->approval));
    TRY(put(ctx, "enrollment.kinds", f->kinds));
    for (size_t i = 0; i < ENROLL_NUMBERS; i++) {
        TRY(put(ctx, NUMBERS[i].key, f->numbers[i]));
    }
    TRY(put(ctx, "enrollment.no_consumer", f->consumer ? S("true") : S("false")));
    TRY(put(ctx, "enrollment.no_government", f->government ? S("true") : S("false")));
    TRY(put(ctx, "enrollment.no_role", f->role ? S("true") : S("false")));
    for (size_t i = 0; i < n; i++) {
        TRY(installation_put(ctx, about_key(ctx, tags[i]), f->about.in[i]));
    }
    return OK;
}

Err enrollment_settings_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    RulesForm before, in;
    TRY(rules_now(ctx, &before));
    rules_of_form(ctx, &in);
    vendor_text_check(ctx, "about", &in.about, 600, false);
    if (!in.kinds.n) {
        problem_field(ctx, S("kind_reseller"), MSG("Choose at least one kind of partner that can enroll."));
    }
    TRY(rules_put(ctx, &in));
    if (problem_check(ctx) != OK) {
        EnrollSettingsView *v;
        TRY(settings_view(o, &in, &v));
        return RENDER_FAILED(ctx, enrollment_settings, v);
    }
    ctx->audit.target_kind = S("enrollment");
    ctx->audit.before = rules_json(ctx, &before);
    ctx->audit.after = rules_json(ctx, &in);
    ctx_redirect(ctx, url_static(P "/settings"), MSG("The settings are saved."));
    return OK;
}

Err enrollment_word_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Str kind = ctx_form(ctx, S("kind")), word = identity_name_key(ctx->arena, ctx_form(ctx, S("word"))),
        source = str_trim(ctx_form(ctx, S("source")));
    bool refused = ctx_form(ctx, S("refused")).n > 0, role = str_eq(kind, S("role")), known = role;
    for (size_t i = 0; i < COUNT_OF(WORD_KINDS); i++) {
        known = known || str_eq(kind, WORD_KINDS[i].value);
    }
    if (!known) {
        problem_field(ctx, S("kind"), MSG("Choose one of the list"));
    }
    /* A made-up name before the domain, or domain behind the name, tells whether it can be a part of an address. */
    if (word.n > 200 || !mail_is_email(str_concat(ctx->arena, role ? word : S("a@"), role ? S("@a.example") : word))) {
        problem_field(ctx, S("word"),
                      role ? MSG("Enter what stands before the @, as info")
                           : MSG("Enter a domain, as freemail.example"));
    }
    if (!source.n || utf8_count(source) > 200 || utf8_has_control(source)) {
        problem_field(ctx, S("source"), MSG("Say from where you know it, in at most 200 characters."));
    }
    if (problem_check(ctx) != OK) {
        RulesForm now;
        EnrollSettingsView *v;
        TRY(rules_now(ctx, &now));
        TRY(settings_view(o, &now, &v));
        return RENDER_FAILED(ctx, enrollment_settings, v);
    }
    TRY(q_enroll_word_put(o, &(EnrollWordPutArgs){.kind = kind, .word = word, .refused = refused, .source = source},
                          NULL));
    ctx->audit.target_kind = S("enrollment");
    ctx->audit.target_name = word;
    ctx->audit.after =
        AUDIT_JSON(ctx->arena, {"kind", kind}, {"refused", refused ? S("1") : S("")}, {"source", source});
    ctx_redirect(ctx, url_fmt(ctx->arena, P "/settings#words"), MSG1("{word} is in the list.", "word", word));
    return OK;
}

Err enrollment_word_drop_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    int64_t changed;
    Str word = ctx_form(ctx, S("word"));
    TRY(q_enroll_word_drop(o, &(EnrollWordDropArgs){.kind = ctx_form(ctx, S("kind")), .word = word}, &changed));
    ctx->audit.target_kind = S("enrollment");
    ctx->audit.target_name = word;
    ctx->audit.skip = changed == 0;
    ctx_redirect(ctx, url_fmt(ctx->arena, P "/settings#words"), MSG1("{word} is no longer in the list.", "word", word));
    return OK;
}
