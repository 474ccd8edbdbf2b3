/* The account's pages: where its verification stands, and each check with what to send. */
#include "areas/verification/pages.h"

#include "app/audit.h"
#include "app/phone.h"
#include "app/unit.h"
#include "areas/home/home.h"
#include "base/utf8.h"
#include "gen/verification_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static const UploadRule DOCUMENTS = {.field = "documents", .kinds = CONTENT_DOCUMENTS, .files_max = 5};

static const struct {
    Str id;
    const char *name;
} DOCUMENT_KINDS[] = {{S_INIT("register"), N_("Extract of the trade register")},
                      {S_INIT("tax"), N_("Tax certificate")},
                      {S_INIT("address"), N_("Proof of the address: a bill or bank statement")},
                      {S_INIT("identity"), N_("Identity document of the primary contact")},
                      {S_INIT("employment"), N_("Proof of employment")},
                      {S_INIT("other"), N_("Something else")}};

/* --- shared with the desk --- */

static Msg document_kind(Str id)
{
    for (size_t i = 0; i < COUNT_OF(DOCUMENT_KINDS); i++) {
        if (str_eq(DOCUMENT_KINDS[i].id, id)) {
            return MSG_OF(DOCUMENT_KINDS[i].name);
        }
    }
    return MSG("Something else");
}

Err verification_documents(Ctx *ctx, Id account_id, Id check_id, const char *base, const VerificationDocument **ret,
                           size_t *ret_n)
{
    VerificationDocumentsRow *rows;
    TRY(q_verification_documents(
        system_of(ctx), &(VerificationDocumentsArgs){.check_id = check_id, .account_id = account_id}, &rows, ret_n));
    VerificationDocument *list = arena_array(ctx->arena, VerificationDocument, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        Buf size = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
        fmt_bytes(&size, ctx->locale, rows[i].size);
        Str path = str_fmt(ctx->arena, "%s/%.*s/documents/%.*s", base, S_ARG(id_text(ctx->arena, check_id)),
                           S_ARG(id_text(ctx->arena, rows[i].id)));
        list[i] = (VerificationDocument){
            .name = rows[i].name,
            .size = buf_str(&size),
            .by = str_fmt(ctx->arena, "%.*s %.*s", S_ARG(rows[i].first_name), S_ARG(rows[i].last_name)),
            .note = rows[i].note,
            .kind = document_kind(rows[i].kind),
            .at = rows[i].created_at,
            .url = home_path(ctx, str_z(ctx->arena, path))};
    }
    *ret = list;
    return OK;
}

static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }

static Str address_of(Ctx *ctx, const VerificationLegalRow *l)
{
    const Str parts[] = {l->line1, l->line2, l->postal_code,
                         l->city,  l->state, country_name(ctx->arena, ctx->locale, l->country)};
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    for (size_t i = 0; i < COUNT_OF(parts) && l->line1.n; i++) {
        if (parts[i].n) {
            buf_fmt(&b, "%s%.*s", b.n ? ", " : "", S_ARG(parts[i]));
        }
    }
    return buf_str(&b);
}

const FactView *verification_fact_list(Ctx *ctx, const VerificationKind *kind, const VerificationLegalRow *l,
                                       size_t *ret_n)
{
    FactView *f = arena_array(ctx->arena, FactView, 6);
    size_t n = 0;
    bool company = str_eq(kind->id, S("business")) || str_eq(kind->id, S("diligence"));
    if (!str_eq(kind->id, S("email")) && !str_eq(kind->id, S("identity"))) {
        f[n++] = fact(MSG("Legal name"), l->legal_name);
    }
    if (company) {
        f[n++] = fact(MSG("Legal address"), address_of(ctx, l));
        f[n++] = fact(MSG("Registration number"), l->registration_id);
        f[n++] = fact(MSG("Tax number"), l->tax_id);
    } else {
        f[n++] = fact(MSG("Primary contact"),
                      str_trim(str_fmt(ctx->arena, "%.*s %.*s", S_ARG(l->first_name), S_ARG(l->last_name))));
        f[n++] = fact(MSG("E-mail"), l->email);
        f[n++] = fact(MSG("Telephone"), phone_shown(ctx->arena, ctx->account.country, l->phone));
    }
    *ret_n = n;
    return f;
}

/* --- the account --- */

static ShellView *own_shell(Ctx *ctx, Msg title)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    size_t n = 0;
    crumbs[n++] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[n++] = (Crumb){.label = MSG("Verification")};
    if (msg_is_set(title)) {
        crumbs[n - 1].url = home_path(ctx, VERIFICATION_PAGE);
        crumbs[n++] = (Crumb){.label = title};
    }
    ShellView *shell = shell_view(ctx, msg_is_set(title) ? title : MSG("Verification"), crumbs, n);
    shell->workspace = MSG("Account settings");
    return shell;
}

static Url check_url(Ctx *ctx, Id id, const char *rest)
{
    Str path = str_fmt(ctx->arena, VERIFICATION_PAGE "/%.*s%s", S_ARG(id_text(ctx->arena, id)), rest);
    return home_path(ctx, str_z(ctx->arena, path));
}

static StepView step_of(const VerificationCheck *c)
{
    bool bad = str_eq(c->row.state, S("rejected")) || str_eq(c->row.state, S("refused"));
    return (StepView){.label = MSG_OF(c->kind->name),
                      .state = str_eq(c->row.state, S("accepted")) ? STEP_DONE
                               : bad                               ? STEP_BAD
                                                                   : STEP_TODO};
}

/* At most one row for each kind of check. */
static Err fill_rows(Ctx *ctx, const Verification *all, VerificationView *v)
{
    VerificationRow *rows = arena_array(ctx->arena, VerificationRow, VERIFICATION_KINDS);
    StepView *steps = arena_array(ctx->arena, StepView, VERIFICATION_KINDS);
    for (size_t i = 0; i < all->checks_n; i++) {
        const VerificationCheck *c = &all->checks[i];
        rows[i] = (VerificationRow){.name = MSG_OF(c->kind->name),
                                    .about = MSG_OF(c->kind->about),
                                    .anchor = str_fmt(ctx->arena, "check-%.*s", S_ARG(c->kind->id)),
                                    .url = check_url(ctx, c->row.id, "")};
        TRY(machine_card(ctx, verification_machine(c->kind->id), READER_PARTNER, all->company_id, c->row.id,
                         &rows[i].card));
        rows[i].card.title = rows[i].name;
        rows[i].card.action_url = all->own ? rows[i].card.action_url : (Url){0};
        steps[i] = step_of(c);
    }
    v->rows = rows;
    v->rows_n = all->checks_n;
    v->steps = steps;
    v->steps_n = all->checks_n;
    return OK;
}

Err verification_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Verification all;
    VerificationView *v = arena_new(ctx->arena, VerificationView);
    TRY(verification_of_account(a, &all));
    *v = (VerificationView){.shell = own_shell(ctx, (Msg){0}),
                            .asked = all.asked,
                            .own = all.own,
                            .legal = home_path(ctx, "/a/{account}/settings/legal")};
    if (all.asked) {
        TRY(machine_card(ctx, &ACCOUNT_VERIFICATION, READER_PARTNER, all.company_id, all.company_id, &v->whole));
        v->whole.title = MSG("The account as a whole");
        v->whole.action_url = (Url){0}; /* it leads here */
        v->passed = MSG2("{accepted} of {all} checks are accepted", "accepted",
                         str_fmt(ctx->arena, "%zu", all.accepted_n), "all", str_fmt(ctx->arena, "%zu", all.checks_n));
        TRY(fill_rows(ctx, &all, v));
    }
    RENDER(ctx, 200, verification_page, v);
    return OK;
}

/* --- one check --- */

typedef struct Here {
    Verification all;
    const VerificationCheck *check;
    VerificationLegalRow legal;
} Here;

static Err here(AccountCtx a, Here *ret)
{
    Ctx *ctx = a.ctx;
    Id id;
    TRY(ctx_param_id(ctx, S("check"), &id));
    TRY(verification_of_account(a, &ret->all));
    ret->check = ret->all.own ? verification_find(&ret->all, id) : NULL;
    if (!ret->check) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such check."), MSG("Choose one from Verification."));
    }
    return q_verification_legal(system_of(ctx), &(VerificationLegalArgs){.account_id = ctx->account_id}, &ret->legal);
}

static Msg wants_text(Str wants)
{
    return str_eq(wants, S("data"))        ? MSG("The vendor wants legal info to be corrected.")
           : str_eq(wants, S("documents")) ? MSG("The vendor wants a document.")
           : str_eq(wants, S("both"))      ? MSG("The vendor wants legal info to be corrected, and a document.")
                                           : (Msg){0};
}

static void fill_form(Ctx *ctx, const Here *h, VerificationCheckView *v)
{
    static const Str NAMES[] = {S_INIT("code"), S_INIT("kind"), S_INIT("documents"), S_INIT("note")};
    OptionView *kinds = arena_array(ctx->arena, OptionView, COUNT_OF(DOCUMENT_KINDS) + 1);
    Str chosen = ctx_form(ctx, S("kind")), state = h->check->row.state;
    kinds[0] = (OptionView){.value = S(""), .label = MSG("Choose")};
    for (size_t i = 0; i < COUNT_OF(DOCUMENT_KINDS); i++) {
        kinds[i + 1] = (OptionView){.value = DOCUMENT_KINDS[i].id,
                                    .label = MSG_OF(DOCUMENT_KINDS[i].name),
                                    .selected = str_eq(chosen, DOCUMENT_KINDS[i].id)};
    }
    v->form = (FormView){.action = check_url(ctx, h->check->row.id, v->email ? "/code" : "/send"),
                         .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)),
                         .upload = !v->email};
    v->again = (FormView){.action = check_url(ctx, h->check->row.id, "/code/send"), .no_guard = true};
    v->kind = ui_select(ctx, S("kind"), MSG("What the documents are"), kinds, COUNT_OF(DOCUMENT_KINDS) + 1);
    v->kind.optional = true;
    v->files = upload_field(ctx, &DOCUMENTS, MSG("Documents"));
    v->note = ui_field(ctx, S("note"), ctx_form(ctx, S("note")), MSG("Note for the vendor"));
    v->note.kind = FIELD_TEXTAREA;
    v->note.max_length = VERIFICATION_NOTE_MAX;
    v->note.optional = true;
    v->code = ui_field(ctx, S("code"), ctx_form(ctx, S("code")), MSG("Code from the mail"));
    v->code.autocomplete = S("one-time-code");
    v->code.inputmode = S("numeric");
    v->code.width = S("w-8");
    v->submit = str_eq(state, S("pending"))  ? MSG("Add the documents")
                : str_eq(state, S("needed")) ? MSG("Send")
                                             : MSG("Submit again");
    v->shell->failed = v->form.errors.links_n > 0;
}

static Err fill_code(Ctx *ctx, const Here *h, VerificationCheckView *v)
{
    VerificationCodeRow c;
    Err err = q_verification_code(system_of(ctx), &(VerificationCodeArgs){.account_id = ctx->account_id}, &c);
    if (err == OK) {
        v->code_sent = true;
        v->sent_at = c.sent_at;
        v->code_to = MSG1("A code was mailed to {address}.", "address", c.email);
    } else if (h->legal.email.n) {
        v->code_to = MSG1("No code was mailed to {address} yet.", "address", h->legal.email);
    } else {
        v->code_to = MSG("Legal info names no primary contact yet. Enter it; the code is sent at once.");
    }
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err check_view(AccountCtx a, const Here *h, VerificationCheckView **ret)
{
    Ctx *ctx = a.ctx;
    const VerificationCheck *c = h->check;
    Str state = c->row.state;
    const Perm *edit = perm_find(S("legal.edit"));
    VerificationCheckView *v = arena_new(ctx->arena, VerificationCheckView);
    *v = (VerificationCheckView){.shell = own_shell(ctx, MSG_OF(c->kind->name)),
                                 .name = MSG_OF(c->kind->name),
                                 .about = MSG_OF(c->kind->about),
                                 .email = str_eq(c->kind->id, S("email")),
                                 .may_send = ctx_may(ctx, &VERIFICATION_FIX) && !str_eq(state, S("accepted")) &&
                                             !str_eq(state, S("refused")),
                                 .may_edit = edit && ctx_may(ctx, edit) && !str_eq(state, S("refused")),
                                 .edit = home_path(ctx, "/a/{account}/settings/legal/edit"),
                                 .back = home_path(ctx, VERIFICATION_PAGE)};
    if (str_eq(state, S("asked")) || str_eq(state, S("rejected"))) {
        v->wants = wants_text(c->row.wants);
    }
    v->facts = verification_fact_list(ctx, c->kind, &h->legal, &v->facts_n);
    const Machine *m = verification_machine(c->kind->id);
    TRY(machine_card(ctx, m, READER_PARTNER, ctx->account_id, c->row.id, &v->card));
    v->card.action_url = (Url){0}; /* it leads here */
    TRY(machine_history(ctx, m, READER_PARTNER, ctx->account_id, c->row.id, &v->history, &v->history_n));
    TRY(verification_documents(ctx, ctx->account_id, c->row.id, VERIFICATION_PAGE, &v->documents, &v->documents_n));
    if (v->email && v->may_send) {
        TRY(fill_code(ctx, h, v));
    }
    fill_form(ctx, h, v);
    *ret = v;
    return OK;
}

Err verification_check_page(AccountCtx a)
{
    Here h;
    VerificationCheckView *v;
    TRY(here(a, &h));
    TRY(check_view(a, &h, &v));
    RENDER(a.ctx, 200, verification_check, v);
    return OK;
}

/* --- sending --- */

typedef struct Send {
    Here h;
    VerificationCheckView *view;
    Str note, kind;
    const Upload *files;
    size_t files_n;
} Send;

static Err send_look(Ctx *ctx, void *arg)
{
    Send *s = arg;
    return here((AccountCtx){ctx}, &s->h);
}
static Err send_view(Ctx *ctx, void *arg)
{
    Send *s = arg;
    TRY(send_look(ctx, arg));
    return check_view((AccountCtx){ctx}, &s->h, &s->view);
}

/* Something has to be new: a document, or what was checked. */
static bool nothing_new(Ctx *ctx, const Send *s)
{
    const VerificationCheck *c = s->h.check;
    bool data_may_do = !str_eq(c->row.wants, S("documents")) && !c->kind->by_documents;
    bool changed = !str_eq(verification_facts(ctx, c->kind, &s->h.legal), c->row.facts);
    return !s->files_n && !(data_may_do && changed) && !(s->note.n && !str_eq(c->row.state, S("needed")));
}

static void check_send(Ctx *ctx, const Send *s)
{
    bool known = false;
    for (size_t i = 0; i < COUNT_OF(DOCUMENT_KINDS); i++) {
        known |= str_eq(DOCUMENT_KINDS[i].id, s->kind);
    }
    if (s->files_n && !known) {
        problem_field(ctx, S("kind"), MSG("Choose what the documents are."));
    }
    if (utf8_count(s->note) > VERIFICATION_NOTE_MAX || !utf8_valid(s->note)) {
        problem_field(ctx, S("note"), MSG("A note is text of at most 1,000 characters"));
    }
    if (nothing_new(ctx, s) && !msg_is_set(problem_of_field(ctx, S("documents")))) {
        problem_field(ctx, S("documents"),
                      s->h.check->kind->by_documents
                          ? MSG("This check needs a document. Choose one.")
                          : MSG("Nothing has changed since the vendor looked. Send a document, correct legal info, or "
                                "write a note that answers the reason."));
    }
}

static Err send_save(Ctx *ctx, void *arg)
{
    Send *s = arg;
    AccountCtx a = {ctx};
    TRY(here(a, &s->h));
    for (size_t i = 0; i < s->files_n; i++) {
        Id file;
        TRY(upload_publish(ctx, &s->files[i], &file));
        TRY(q_verification_document_add(a,
                                        &(VerificationDocumentAddArgs){.id = ctx_new_id(ctx),
                                                                       .check_id = s->h.check->row.id,
                                                                       .file_id = file,
                                                                       .kind = s->kind,
                                                                       .name = s->files[i].name,
                                                                       .size = (int64_t)s->files[i].done.size,
                                                                       .note = s->note},
                                        NULL));
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"check", s->h.check->kind->id},
                                  {"documents", str_fmt(ctx->arena, "%zu", s->files_n)}, {"note", s->note});
    return verification_submit(a, s->h.check, s->note);
}

/* Files take longer than a unit may: looked at outside, kept inside. */
Err verification_send_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Send s = {.note = str_trim(ctx_form(ctx, S("note"))), .kind = ctx_form(ctx, S("kind"))};
    Upload *files;
    TRY(unit_run(ctx, MODE_READ, NULL, send_look, &s));
    Err err = upload_take(ctx, &DOCUMENTS, ctx->account_id, &files, &s.files_n);
    if (err != OK && err != ERR_INVALID) {
        return err;
    }
    s.files = files;
    check_send(ctx, &s);
    if (problem_check(ctx) != OK) {
        TRY(unit_run(ctx, MODE_READ, NULL, send_view, &s));
        return RENDER_FAILED(ctx, verification_check, s.view);
    }
    TRY(unit_run(ctx, MODE_WRITE, "verification.send", send_save, &s));
    ctx_redirect(ctx, check_url(ctx, s.h.check->row.id, ""), MSG("It is sent. The vendor looks at it."));
    return OK;
}

Err verification_code_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Here h;
    TRY(here(a, &h));
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    Err err = verification_code_enter(ctx, ctx->account_id, h.check->row.id, str_trim(ctx_form(ctx, S("code"))));
    if (err == ERR_INVALID) {
        VerificationCheckView *v;
        TRY(check_view(a, &h, &v));
        return RENDER_FAILED(ctx, verification_check, v);
    }
    TRY(err);
    ctx_redirect(ctx, home_path(ctx, VERIFICATION_PAGE), MSG("The address is proved."));
    return OK;
}

Err verification_code_send_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Here h;
    TRY(here(a, &h));
    if (!str_eq(h.check->kind->id, S("email")) || !str_eq(h.check->row.state, S("needed"))) {
        return problem(ctx, ERR_CONFLICT, MSG("No code is needed: the address is proved."), MSG("Reload the page."));
    }
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    TRY(verification_code_send(ctx, ctx->account_id));
    ctx_redirect(ctx, check_url(ctx, h.check->row.id, ""), MSG("A new code is on its way."));
    return OK;
}

typedef struct FindFile {
    Id account_id, file_id;
} FindFile;
static Err find_own_file(Ctx *ctx, void *arg)
{
    FindFile *f = arg;
    VerificationDocumentFindRow row;
    Here h;
    Id id;
    TRY(here((AccountCtx){ctx}, &h));
    TRY(ctx_param_id(ctx, S("document"), &id));
    Err err = q_verification_document_find(
        system_of(ctx), &(VerificationDocumentFindArgs){.id = id, .check_id = h.check->row.id}, &row);
    if (err == ERR_NOT_FOUND || (err == OK && !id_eq(row.account_id, ctx->account_id))) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This file is not there any more."),
                       MSG("Reload the page that led here."));
    }
    TRY(err);
    *f = (FindFile){row.account_id, row.file_id};
    return OK;
}

Err verification_file(AccountCtx a)
{
    FindFile f;
    TRY(unit_run(a.ctx, MODE_READ, NULL, find_own_file, &f));
    return upload_send(a.ctx, f.account_id, f.file_id);
}

/* --- the set-up list --- */

Err verification_pending(AccountCtx a, PendingAction **ret, size_t *ret_n)
{
    Ctx *ctx = a.ctx;
    Verification all;
    *ret_n = 0;
    if (!ctx_may(ctx, &VERIFICATION_VIEW)) {
        return OK;
    }
    TRY(verification_of_account(a, &all));
    PendingAction *list = arena_array(ctx->arena, PendingAction, VERIFICATION_KINDS);
    for (size_t i = 0; all.own && i < all.checks_n; i++) {
        const VerificationCheck *c = &all.checks[i];
        const MachineState *s = machine_state(verification_machine(c->kind->id), c->row.state);
        bool theirs = s && (str_eq(c->row.state, S("needed")) || str_eq(c->row.state, S("asked")) ||
                            str_eq(c->row.state, S("rejected")));
        if (theirs) {
            list[(*ret_n)++] =
                (PendingAction){.title = MSG1("Verification: {check}", "check", tr(ctx->locale, NULL, c->kind->name)),
                                .line = MSG_OF(s->means),
                                .url = check_url(ctx, c->row.id, ""),
                                .due = DATE_NONE};
        }
    }
    *ret = list;
    return OK;
}
