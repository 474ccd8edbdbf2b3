/* A person's own pages of their learning profile and of the certificates that they claim. */
#include "areas/learning/pages.h"

#include "app/audit.h"
#include "app/unit.h"
#include "app/upload.h"
#include "areas/home/home.h"
#include "gen/learning_html.h"
#include "ui/field.h"
#include "ui/shell.h"

static const UploadRule DOCUMENT = {.field = "document", .kinds = CONTENT_DOCUMENTS, .files_max = 1};

/* --- the profile --- */

static Err profile_view(AccountCtx a, Str typed, ProfileView **ret)
{
    static const Str NAMES[] = {S_INIT("profile")};
    Ctx *ctx = a.ctx;
    LearningProfilesMineRow *rows, mine;
    size_t n;
    ProfileView *v = arena_new(ctx->arena, ProfileView);
    v->shell = my_learning_shell(ctx, MSG("Learning profile"), S(""));
    Err err = profile_mine(a, &mine);
    if (err == OK) {
        v->has_card = true;
        TRY(machine_card(ctx, &LEARNING_PROFILE, READER_PARTNER, ctx->account_id, mine.id, &v->card));
        v->card.action_url = (Url){0}; /* it leads here */
        v->may_unlink = str_eq(mine.state, S("linked"));
        v->may_withdraw = str_eq(mine.state, S("pending"));
    } else if (err != ERR_NOT_FOUND) {
        return err;
    }
    TRY(q_learning_profiles_mine(account_self(a), NULL, &rows, &n));
    ProfileLine *lines = arena_array(ctx->arena, ProfileLine, n);
    for (size_t i = 0; i < n; i++) {
        lines[i] = (ProfileLine){.profile = rows[i].profile,
                                 .account = rows[i].account_name,
                                 .reason = rows[i].reason,
                                 .state = machine_state_view(&LEARNING_PROFILE, READER_PARTNER, rows[i].state),
                                 .since = rows[i].since};
    }
    v->lines = lines;
    v->lines_n = n;
    v->may_link = !v->may_unlink && !v->may_withdraw;
    TRY(profile_blocked(a, S("\x01"), &v->blocked)); /* the person's own links: no profile has that name */
    v->form = (FormView){.action = my_learning_url(ctx, "/profile"), .errors = ui_errors(ctx, NAMES, 1)};
    v->profile = ui_field(ctx, S("profile"), typed, MSG("Id of your learning profile"));
    v->profile.hint = MSG("As it stands in the learning site where you took the exams.");
    v->profile.max_length = LEARNING_PROFILE_MAX;
    v->unlink = my_learning_url(ctx, "/profile/unlink");
    v->withdraw = my_learning_url(ctx, "/profile/withdraw");
    *ret = v;
    return OK;
}

Err learning_profile_page(AccountCtx a)
{
    ProfileView *v;
    TRY(profile_view(a, S(""), &v));
    RENDER(a.ctx, 200, learning_profile, v);
    return OK;
}

Err learning_profile_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    bool linked;
    Str typed = str_trim(ctx_form(ctx, S("profile")));
    Err err = profile_link(a, typed, &linked);
    if (err == ERR_INVALID) {
        ProfileView *v;
        TRY(profile_view(a, typed, &v));
        v->shell->failed = true;
        return RENDER_FAILED(ctx, learning_profile, v);
    }
    TRY(err);
    learning_audit(ctx, ID_NIL, typed);
    ctx->audit.before = S("");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"profile", typed}, {"state", linked ? S("linked") : S("pending")});
    ctx_redirect(ctx, my_learning_url(ctx, "/profile"),
                 linked ? MSG("Your learning profile is linked. What the vendor has recorded counts now.")
                        : MSG("Your learning profile is sent. The vendor looks at it and tells you."));
    return OK;
}

static Err end_mine(AccountCtx a, Str state, Msg said)
{
    LearningProfilesMineRow mine;
    Err err = profile_mine(a, &mine);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(mine.state, state))) {
        return problem(a.ctx, ERR_CONFLICT, MSG("It stands elsewhere meanwhile."), MSG("Reload the page."));
    }
    TRY(err);
    learning_audit(a.ctx, mine.id, mine.profile);
    TRY(profile_end(a, mine.id));
    ctx_redirect(a.ctx, my_learning_url(a.ctx, "/profile"), said);
    return OK;
}
Err learning_unlink_post(AccountCtx a) { return end_mine(a, S("linked"), MSG("Your learning profile is unlinked.")); }
Err learning_withdraw_post(AccountCtx a)
{
    return end_mine(a, S("pending"), MSG("It is withdrawn. The vendor does not look at it any more."));
}

/* --- claims --- */

static ClaimInput claim_of_form(Ctx *ctx)
{
    ClaimInput in = {.number = str_trim(ctx_form(ctx, S("number"))),
                     .link = str_trim(ctx_form(ctx, S("link"))),
                     .note = str_trim(ctx_form(ctx, S("note")))};
    if (id_parse(ctx_form(ctx, S("certification")), &in.certification_id) != OK) {
        in.certification_id = ID_NIL; /* the check says what is asked for */
    }
    if (date_parse(str_trim(ctx_form(ctx, S("issued_on"))), &in.issued_on) != OK) {
        in.issued_on = DATE_NONE;
    }
    return in;
}

static Err claim_form(AccountCtx a, const ClaimInput *in, Url action, ClaimFormView *ret)
{
    static const Str NAMES[] = {S_INIT("certification"), S_INIT("number"),   S_INIT("issued_on"),
                                S_INIT("link"),          S_INIT("document"), S_INIT("note")};
    Ctx *ctx = a.ctx;
    Certification *all;
    size_t n;
    TRY(certification_list(ctx, &all, &n));
    ret->form = (FormView){.action = action, .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES)), .upload = true};
    ret->back = my_learning_url(ctx, "");
    ret->certification =
        certification_select(ctx, S("certification"), MSG("Choose a certification"), all, n, in->certification_id);
    ret->number = ui_field(ctx, S("number"), in->number, MSG("Number of the certificate"));
    ret->number.optional = true;
    ret->number.max_length = LEARNING_NUMBER_MAX;
    ret->issued_on =
        ui_field(ctx, S("issued_on"),
                 date_is_set(in->issued_on) ? date_iso(ctx->arena, in->issued_on) : ctx_form(ctx, S("issued_on")),
                 MSG("Given on"));
    ret->issued_on.kind = FIELD_DATE;
    ret->issued_on.width = S("w-8");
    ret->link = ui_field(ctx, S("link"), in->link, MSG("Address where it can be seen"));
    ret->link.optional = true;
    ret->link.max_length = LEARNING_LINK_MAX;
    ret->link.width = S("w-full");
    ret->document = upload_field(ctx, &DOCUMENT, MSG("The certificate as a document"));
    ret->document.optional = true;
    ret->note = ui_field(ctx, S("note"), in->note, MSG("What the vendor should know"));
    ret->note.kind = FIELD_TEXTAREA;
    ret->note.optional = true;
    ret->note.max_length = LEARNING_NOTE_MAX;
    return OK;
}

typedef struct ClaimTry {
    AccountCtx a;
    ClaimInput in;
    Upload *files;
    size_t files_n;
    Id id; /* of one that is sent again; nil: new */
    Err err;
} ClaimTry;

static Err new_form(AccountCtx a, const ClaimInput *in, ClaimFormView **ret)
{
    ClaimFormView *v = arena_new(a.ctx->arena, ClaimFormView);
    TRY(claim_form(a, in, my_learning_url(a.ctx, "/claims/new"), v));
    v->shell = my_learning_shell(a.ctx, MSG("Claim a certificate"), S(""));
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err learning_claim_new_page(AccountCtx a)
{
    ClaimInput in = {.issued_on = DATE_NONE};
    ClaimFormView *v;
    TRY(new_form(a, &in, &v));
    RENDER(a.ctx, 200, learning_claim_new, v);
    return OK;
}

static Err claim_view(AccountCtx a, Id id, const ClaimInput *in, ClaimView **ret)
{
    Ctx *ctx = a.ctx;
    LearningClaimsMineRow c;
    Certification certification;
    TRY(claim_mine(a, id, &c));
    TRY(certification_find(ctx, c.certification_id, &certification));
    Str title = vendor_text(&certification.title, ctx->locale);
    ClaimView *v = arena_new(ctx->arena, ClaimView);
    FactView *f = arena_array(ctx->arena, FactView, 6);
    Buf day = buf_on_arena(ctx->arena, 128);
    fmt_date(&day, ctx->locale, c.issued_on, DATE_LONG);
    f[v->facts_n++] = (FactView){.label = MSG("Certification"), .text = title, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Given on"), .text = buf_str(&day), .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Number of the certificate"), .text = c.number, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Address where it can be seen"), .text = c.link, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("What the vendor should know"), .text = c.note, .kind = FACT_TEXT};
    v->facts = f;
    v->shell = my_learning_shell(ctx, (Msg){0}, title);
    TRY(machine_card(ctx, &LEARNING_CLAIM, READER_PARTNER, c.account_id, id, &v->card));
    TRY(machine_history(ctx, &LEARNING_CLAIM, READER_PARTNER, c.account_id, id, &v->history, &v->history_n));
    v->may_edit = str_eq(c.state, S("rejected"));
    v->may_withdraw = v->may_edit || str_eq(c.state, S("pending"));
    if (!v->may_edit) {
        v->card.action_url = (Url){0}; /* it leads here */
    }
    v->withdraw = my_learning_at(ctx, "/claims/", id, "/withdraw");
    v->file_name = c.file_name;
    v->file = my_learning_at(ctx, "/claims/", id, "/document");
    ClaimInput was = {.certification_id = c.certification_id,
                      .number = c.number,
                      .link = c.link,
                      .note = c.note,
                      .issued_on = c.issued_on};
    TRY(claim_form(a, in ? in : &was, my_learning_at(ctx, "/claims/", id, ""), &v->edit));
    v->shell->failed = v->edit.form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err learning_claim_page(AccountCtx a)
{
    Id id;
    ClaimView *v;
    TRY(ctx_param_id(a.ctx, S("claim"), &id));
    TRY(claim_view(a, id, NULL, &v));
    RENDER(a.ctx, 200, learning_claim, v);
    return OK;
}

static Err look(Ctx *ctx, void *arg)
{
    ClaimTry *t = arg;
    (void)ctx;
    LearningClaimsMineRow was = {0};
    if (!id_is_nil(t->id)) {
        TRY(claim_mine(t->a, t->id, &was));
    }
    t->err = claim_check(t->a, &t->in, t->files_n > 0 || !id_is_nil(was.file_id));
    return t->err == ERR_INVALID ? OK : t->err;
}

static Err show(Ctx *ctx, void *arg)
{
    ClaimTry *t = arg;
    if (id_is_nil(t->id)) {
        ClaimFormView *v;
        TRY(new_form(t->a, &t->in, &v));
        RENDER(ctx, 422, learning_claim_new, v);
    } else {
        ClaimView *v;
        TRY(claim_view(t->a, t->id, &t->in, &v));
        RENDER(ctx, 422, learning_claim, v);
    }
    return OK;
}

static Err store(Ctx *ctx, void *arg)
{
    ClaimTry *t = arg;
    ClaimInput in = t->in;
    Certification c;
    if (t->files_n) {
        TRY(upload_publish(ctx, &t->files[0], &in.file_id));
        in.file_name = t->files[0].name;
    }
    TRY(certification_find(ctx, in.certification_id, &c));
    learning_audit(ctx, c.id, vendor_text(&c.title, ctx->locale));
    if (id_is_nil(t->id)) {
        TRY(claim_make(t->a, &in, &t->id));
    } else {
        LearningClaimsMineRow was;
        TRY(claim_mine(t->a, t->id, &was));
        TRY(claim_again(t->a, &was, &in));
    }
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"number", in.number}, {"issuedOn", date_iso(ctx->arena, in.issued_on)},
                                  {"state", S("pending")});
    return OK;
}

/* Looked at before anything of a document is kept; then the document; then the row that names it. */
static Err send(AccountCtx a, Id id)
{
    Ctx *ctx = a.ctx;
    ClaimTry t = {.a = a, .in = claim_of_form(ctx), .id = id};
    Str name, bytes;
    bool sent = ctx_upload(ctx, S("document"), &name, &bytes) == OK && bytes.n > 0;
    t.files_n = sent;
    TRY(unit_run(ctx, MODE_READ, NULL, look, &t));
    if (t.err == OK && sent) {
        t.err = upload_take(ctx, &DOCUMENT, ctx->account_id, &t.files, &t.files_n);
    }
    if (t.err == ERR_INVALID) {
        TRY(unit_run(ctx, MODE_READ, NULL, show, &t));
        return ERR_INVALID;
    }
    TRY(t.err);
    TRY(unit_run(ctx, MODE_WRITE, "learning.claim", store, &t));
    ctx_redirect(ctx, my_learning_at(ctx, "/claims/", t.id, ""),
                 MSG("The certificate is sent. The vendor looks at it and tells you."));
    return OK;
}

Err learning_claim_new_post(AccountCtx a) { return send(a, ID_NIL); }
Err learning_claim_post(AccountCtx a)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("claim"), &id));
    return send(a, id);
}

Err learning_claim_withdraw_post(AccountCtx a)
{
    Id id;
    LearningClaimsMineRow c;
    TRY(ctx_param_id(a.ctx, S("claim"), &id));
    TRY(claim_mine(a, id, &c));
    learning_audit(a.ctx, id, c.number);
    TRY(claim_withdraw(a, &c));
    ctx_redirect(a.ctx, my_learning_at(a.ctx, "/claims/", id, ""), MSG("The claim is withdrawn."));
    return OK;
}

static Err find_file(Ctx *ctx, void *arg)
{
    void **p = arg;
    return claim_mine((AccountCtx){ctx}, *(Id *)p[0], p[1]);
}

Err learning_claim_document(AccountCtx a)
{
    Id id;
    LearningClaimsMineRow c;
    TRY(ctx_param_id(a.ctx, S("claim"), &id));
    TRY(unit_run(a.ctx, MODE_READ, NULL, find_file, (void *[2]){&id, &c}));
    return upload_send(a.ctx, c.account_id, c.file_id);
}
