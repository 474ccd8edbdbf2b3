/* Pages of an account's people: agreements, reading and signing one, its text and its receipt as files. */
#include "areas/agreements/pages.h"

#include "app/audit.h"
#include "app/export.h"
#include "app/pdf.h"
#include "areas/home/home.h"
#include "base/num.h"
#include "gen/agreements_html.h"
#include "ui/field.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/agreements"

/* --- what both sides share --- */

const TextBlock *agreement_blocks(Arena *a, Str body, size_t *ret_n)
{
    enum { BLOCKS_MAX = 2000 };
    TextBlock *list = arena_array(a, TextBlock, BLOCKS_MAX);
    Str line;
    *ret_n = 0;
    while (*ret_n < BLOCKS_MAX && str_split(&body, '\n', &line)) {
        line = str_trim(line);
        size_t marks = 0;
        while (marks < line.n && line.p[marks] == '#') {
            marks++;
        }
        bool point = str_starts(line, S("- "));
        if (line.n) {
            list[(*ret_n)++] = (TextBlock){.kind = marks   ? BLOCK_HEADING
                                                   : point ? BLOCK_POINT
                                                           : BLOCK_PARAGRAPH,
                                           .text = str_trim(str_skip(line, marks   ? marks
                                                                           : point ? 2
                                                                                   : 0))};
        }
    }
    return list;
}

size_t agreement_language(Ctx *ctx, Str tag)
{
    size_t n, mine = 0;
    const Str *tags = locale_languages(&n, NULL);
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        if (str_eq(tags[i], tag)) {
            return i;
        }
        mine = str_eq(tags[i], locale_language(ctx->locale)) ? i : mine;
    }
    return mine;
}

static ShellView *agreements_shell(Ctx *ctx, Str name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    crumbs[0] = (Crumb){.label = MSG("Account settings"), .url = home_path(ctx, "/a/{account}/settings")};
    crumbs[1] = (Crumb){.label = MSG("Agreements"), .url = home_path(ctx, PAGE)};
    crumbs[2] = (Crumb){.text = name};
    ShellView *shell = shell_view(ctx, name.n ? (Msg){0} : MSG("Agreements"), crumbs, name.n ? 3 : 2);
    shell->workspace = MSG("Account settings");
    shell->title_text = name;
    return shell;
}

static Url one_url(Ctx *ctx, Id id, const char *rest)
{
    Str path = str_fmt(ctx->arena, PAGE "/%.*s%s", S_ARG(id_text(ctx->arena, id)), rest);
    return home_path(ctx, str_z(ctx->arena, path));
}

static StateView standing_state(SignState s)
{
    switch (s) {
    case SIGN_NOW:
        return (StateView){STATE_WARN, MSG("To be signed")};
    case SIGN_AGAIN:
        return (StateView){STATE_WARN, MSG("New version to be signed")};
    case SIGN_LATER:
        return (StateView){STATE_WAIT, MSG("Not yet")};
    case SIGNED_BEFORE:
        return (StateView){STATE_WAIT, MSG("New version, the earlier signature holds")};
    case SIGNED:
        return (StateView){STATE_GOOD, MSG("Signed")};
    }
    return (StateView){STATE_OFF, MSG("Not yet")};
}

static Msg why_later(const AccountAgreement *g)
{
    return g->standing == SIGN_LATER
               ? MSG1("Once the vendor has qualified the account for {program}.", "program", g->program)
               : (Msg){0};
}

/* --- the list --- */

Err agreements_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    AccountAgreement *list;
    AgreementsView *v = arena_new(ctx->arena, AgreementsView);
    TRY(agreements_of_account(a, &list, &v->rows_n));
    AgreementRow *rows = arena_array(ctx->arena, AgreementRow, v->rows_n);
    for (size_t i = 0; i < v->rows_n; i++) {
        rows[i] = (AgreementRow){.title = list[i].title,
                                 .number = list[i].number,
                                 .by = list[i].signed_by,
                                 .kind = MSG_OF(list[i].kind->name),
                                 .why = why_later(&list[i]),
                                 .state = standing_state(list[i].standing),
                                 .at = list[i].signed_at,
                                 .url = one_url(ctx, list[i].id, ""),
                                 .pdf = one_url(ctx, list[i].id, "/pdf")};
    }
    Url file = home_path(ctx, PAGE "/export");
    v->shell = agreements_shell(ctx, S(""));
    v->rows = rows;
    v->export = (ExportView){.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx")),
                             .about = MSG("All agreements, with the evidence")};
    RENDER(ctx, 200, agreements_page, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {{"title", N_("Agreement"), EXPORT_TEXT, 40},
                                       {"kind", N_("Kind"), EXPORT_MSG, 24},
                                       {"version", N_("Version"), EXPORT_TEXT, 12},
                                       {"state", N_("State"), EXPORT_MSG, 24},
                                       {"signedAt", N_("Signed"), EXPORT_TIME, 20},
                                       {"signedBy", N_("Signed by"), EXPORT_TEXT, 28},
                                       {"email", N_("E-mail"), EXPORT_TEXT, 28},
                                       {"address", N_("From where"), EXPORT_TEXT, 20},
                                       {"agent", N_("Browser"), EXPORT_TEXT, 40},
                                       {"language", N_("Language"), EXPORT_TEXT, 10},
                                       {"hash", N_("SHA-256 of the text"), EXPORT_TEXT, 64}};

static Err export_all(AccountCtx a, Export *e, void *arg)
{
    (void)arg;
    AccountAgreement *list;
    size_t n;
    TRY(agreements_of_account(a, &list, &n));
    for (size_t i = 0; i < n; i++) {
        const AccountAgreement *g = &list[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = g->title},
                                               {.msg = MSG_OF(g->kind->name)},
                                               {.text = g->number},
                                               {.msg = standing_state(g->standing).label},
                                               {.empty = !time_is_set(g->signed_at), .time = g->signed_at},
                                               {.text = g->signed_by},
                                               {.text = g->email},
                                               {.text = g->address},
                                               {.text = g->agent},
                                               {.text = g->locale},
                                               {.text = g->hash}};
        TRY(export_row(e, cells));
    }
    return OK;
}

Err agreements_export(AccountCtx a)
{
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Agreements"),
                                        .file = "agreements",
                                        .fill = export_all});
}

/* --- one --- */

typedef struct Here {
    Agreement g;
    AccountAgreement mine;
    size_t language;
} Here;

/* One that this account has to sign or has signed, for people who may sign its kind. */
static Err here(AccountCtx a, Here *ret)
{
    AccountAgreement *list;
    Id id;
    size_t n;
    TRY(ctx_param_id(a.ctx, S("agreement"), &id));
    TRY(agreements_of_account(a, &list, &n));
    for (size_t i = 0; i < n; i++) {
        if (id_eq(list[i].id, id)) {
            ret->mine = list[i];
            TRY(agreement_find(a.ctx, id, &ret->g));
            /* What was signed is shown as it was signed. */
            Str tag = ctx_query(a.ctx, S("language"));
            ret->language = agreement_language(a.ctx, tag.n ? tag : list[i].locale);
            return OK;
        }
    }
    return problem(a.ctx, ERR_NOT_FOUND, MSG("This agreement is not there."),
                   MSG("Go back to the list of agreements."));
}

static void fill_languages(Ctx *ctx, const Here *h, AgreementView *v)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    NavLink *links = arena_array(ctx->arena, NavLink, n);
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        links[v->languages_n++] =
            (NavLink){.label = MSG1("{text}", "text", names[i]),
                      .url = url_with(ctx->arena, one_url(ctx, h->g.id, ""), S("language"), tags[i]),
                      .current = i == h->language};
    }
    v->languages = links;
    v->lang = tags[h->language];
    v->language = tags[h->language];
}

static void fill_facts(Ctx *ctx, const Here *h, AgreementView *v)
{
    FactView *f = arena_array(ctx->arena, FactView, 5);
    f[v->facts_n++] = (FactView){.label = MSG("Kind"), .msg = MSG_OF(h->mine.kind->name), .kind = FACT_MSG};
    f[v->facts_n++] = (FactView){.label = MSG("Version"), .text = h->mine.number, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("From"), .at = h->mine.from, .kind = FACT_TIME};
    if (h->mine.standing == SIGNED) {
        f[v->facts_n++] = (FactView){.label = MSG("Signed"), .at = h->mine.signed_at, .kind = FACT_TIME};
        f[v->facts_n++] = (FactView){.label = MSG("Signed by"), .text = h->mine.signed_by, .kind = FACT_TEXT};
    }
    v->facts = f;
}

static AgreementView *one_view(Ctx *ctx, const Here *h, Str name, bool read)
{
    static const Str NAMES[] = {S_INIT("name"), S_INIT("read")};
    AgreementView *v = arena_new(ctx->arena, AgreementView);
    Str title = h->g.in.title.in[h->language];
    *v = (AgreementView){
        .shell = agreements_shell(ctx, title),
        .title = title,
        .state = standing_state(h->mine.standing),
        .why_not = why_later(&h->mine),
        .may_sign = h->mine.standing != SIGNED && h->mine.standing != SIGN_LATER,
        .hash = agreement_hash(ctx, &h->g, h->language),
        .form = {.action = one_url(ctx, h->g.id, "/sign"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))}};
    if (v->may_sign && ctx->account.standing == STANDING_UNVERIFIED) {
        v->may_sign = false;
        v->why_not = MSG("The account is not verified yet: nothing can be signed before.");
        v->mend = MSG("See why and what to do");
        v->mend_url = home_path(ctx, "/a/{account}/settings/verification");
    }
    v->shell->failed = v->form.errors.links_n > 0;
    v->blocks = agreement_blocks(ctx->arena, h->g.in.body.in[h->language], &v->blocks_n);
    fill_languages(ctx, h, v);
    fill_facts(ctx, h, v);
    v->download = url_with(ctx->arena, one_url(ctx, h->g.id, "/download"), S("language"), v->language);
    v->pdf = url_with(ctx->arena, one_url(ctx, h->g.id, "/pdf"), S("language"), v->language);
    if (h->mine.standing == SIGNED) {
        v->receipt = one_url(ctx, h->g.id, "/receipt");
    }
    v->name = ui_field(ctx, S("name"), name, MSG("Your first and last name"));
    v->name.autocomplete = S("name");
    v->name.max_length = AGREEMENT_NAME_MAX;
    v->read = ui_field(ctx, S("read"), S("1"), MSG("I have read the text and may sign for the company"));
    v->read.kind = FIELD_CHECKBOX;
    v->read.checked = read;
    return v;
}

Err agreement_page(AccountCtx a)
{
    Here h;
    TRY(here(a, &h));
    AgreementView *v = one_view(a.ctx, &h, a.ctx->actor.name, false);
    RENDER(a.ctx, 200, agreement_page, v);
    return OK;
}

static void send_text(Ctx *ctx, Str text, const char *file)
{
    ctx->out.status = 200;
    ctx->out.body = text;
    ctx->out.content_type = S("text/plain; charset=utf-8");
    ctx_header(ctx, S("Content-Disposition"), str_fmt(ctx->arena, "attachment; filename=\"%s.txt\"", file));
}

Err agreement_download(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Here h;
    TRY(here(a, &h));
    send_text(ctx, agreement_plain(ctx, &h.g, h.language), "agreement");
    return OK;
}

static void send_pdf(Ctx *ctx, Str bytes, const char *file)
{
    ctx->out.status = 200;
    ctx->out.body = bytes;
    ctx->out.content_type = S("application/pdf");
    ctx_header(ctx, S("Content-Disposition"), str_fmt(ctx->arena, "attachment; filename=\"%s.pdf\"", file));
}

static void pdf_pair(PdfBlock *list, size_t *n, Ctx *ctx, const char *label, Str value)
{
    if (value.n) {
        list[(*n)++] = (PdfBlock){.kind = PDF_PAIR, .label = tr(ctx->locale, NULL, label), .text = value};
    }
}

/* Of a signed one with the evidence of the signature. */
static size_t pdf_facts(Ctx *ctx, const Here *h, PdfBlock *list)
{
    size_t n = 0;
    pdf_pair(list, &n, ctx, TR("Kind"), tr(ctx->locale, NULL, h->mine.kind->name));
    pdf_pair(list, &n, ctx, TR("Version"), h->mine.number);
    pdf_pair(list, &n, ctx, TR("Account"), ctx->account.name);
    if (h->mine.standing == SIGNED) {
        pdf_pair(list, &n, ctx, TR("Signed by"), h->mine.signed_by);
        pdf_pair(list, &n, ctx, TR("E-mail"), h->mine.email);
        pdf_pair(list, &n, ctx, TR("Signed"), time_iso(ctx->arena, h->mine.signed_at));
    }
    return n;
}

/* The same text as the file above, to be kept and printed; the hash of that text stands on each page. */
Err agreement_pdf(AccountCtx a)
{
    enum { FACTS_MAX = 6 };
    Ctx *ctx = a.ctx;
    Here h;
    size_t n, languages_n;
    Str bytes;
    TRY(here(a, &h));
    const TextBlock *text = agreement_blocks(ctx->arena, h.g.in.body.in[h.language], &n);
    PdfBlock *blocks = arena_array(ctx->arena, PdfBlock, n + FACTS_MAX);
    size_t facts = pdf_facts(ctx, &h, blocks);
    for (size_t i = 0; i < n; i++) {
        blocks[facts + i] = (PdfBlock){.kind = text[i].kind == BLOCK_HEADING ? PDF_HEADING
                                               : text[i].kind == BLOCK_POINT ? PDF_POINT
                                                                             : PDF_PARAGRAPH,
                                       .text = text[i].text};
    }
    Str foot = str_fmt(ctx->arena, "SHA-256 %.*s", S_ARG(agreement_hash(ctx, &h.g, h.language)));
    TRY(pdf_make(ctx->arena,
                 &(PdfDocument){.title = h.g.in.title.in[h.language],
                                .author = ctx->account.name,
                                .language = locale_languages(&languages_n, NULL)[h.language],
                                .foot = foot,
                                .made = ctx->wall,
                                .blocks = blocks,
                                .blocks_n = facts + n},
                 &bytes));
    send_pdf(ctx, bytes, "agreement");
    return OK;
}

static void receipt_line(Ctx *ctx, Buf *b, const char *label, Str value)
{
    Str said = tr(ctx->locale, NULL, label);
    buf_fmt(b, "%.*s: %.*s\n", S_ARG(said), S_ARG(value));
}

Err agreement_receipt(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Here h;
    TRY(here(a, &h));
    if (h.mine.standing != SIGNED) {
        return problem(ctx, ERR_NOT_FOUND, MSG("This version is not signed."), MSG("Read and sign it first."));
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    Str head = tr(ctx->locale, NULL, TR("Receipt of a signature"));
    buf_fmt(&b, "%.*s\n\n", S_ARG(head));
    receipt_line(ctx, &b, TR("Agreement"), h.mine.title);
    receipt_line(ctx, &b, TR("Kind"), tr(ctx->locale, NULL, h.mine.kind->name));
    receipt_line(ctx, &b, TR("Version"), h.mine.number);
    receipt_line(ctx, &b, TR("Account"), ctx->account.name);
    receipt_line(ctx, &b, TR("Country"), country_name(ctx->arena, ctx->locale, h.mine.country));
    receipt_line(ctx, &b, TR("Signed by"), h.mine.signed_by);
    receipt_line(ctx, &b, TR("E-mail"), h.mine.email);
    receipt_line(ctx, &b, TR("Signed"), time_iso(ctx->arena, h.mine.signed_at));
    receipt_line(ctx, &b, TR("From where"), h.mine.address);
    receipt_line(ctx, &b, TR("Browser"), h.mine.agent);
    receipt_line(ctx, &b, TR("Language"), h.mine.locale);
    receipt_line(ctx, &b, TR("SHA-256 of the text"), h.mine.hash);
    send_text(ctx, buf_str(&b), "receipt");
    return OK;
}

Err agreement_sign_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Here h;
    size_t n;
    TRY(here(a, &h));
    Str language = ctx_form(ctx, S("language"));
    h.language = agreement_language(ctx, language);
    SignAsk ask = {.name = str_trim(ctx_form(ctx, S("name"))),
                   .hash = ctx_form(ctx, S("hash")),
                   .language = h.language,
                   .unknown = !str_eq(locale_languages(&n, NULL)[h.language], language),
                   .read = ctx_form(ctx, S("read")).n > 0};
    Err err = agreement_sign(a, &h.g, &ask);
    if (err == ERR_INVALID) {
        AgreementView *v = one_view(ctx, &h, ask.name, ask.read);
        return RENDER_FAILED(ctx, agreement_page, v);
    }
    TRY(err);
    ctx->audit.target_kind = S("agreement");
    ctx->audit.target_id = h.g.id;
    ctx->audit.target_name = h.mine.title;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"name", ask.name}, {"number", h.mine.number}, {"hash", ask.hash});
    ctx_redirect(ctx, one_url(ctx, h.g.id, ""), MSG("The agreement is signed. The receipt can be downloaded."));
    return OK;
}
