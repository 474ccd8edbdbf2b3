/* The vendor's pages of agreements: versions, writing, publishing, evidence. */
#include "areas/agreements/pages.h"

#include "app/agent.h"
#include "app/audit.h"
#include "app/export.h"
#include "base/csv.h"
#include "base/num.h"
#include "gen/agreements_html.h"
#include "gen/agreements_q.h"
#include "ui/field.h"
#include "ui/shell.h"

enum { PAGE_SIZE = 50, EXPORT_MAX = 20000 };

static ShellView *desk_shell(Ctx *ctx, Msg title, Str name)
{
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 3);
    bool below = msg_is_set(title) || name.n;
    crumbs[0] = (Crumb){.label = MSG("Vendor desk"), .url = url_static("/operator")};
    crumbs[1] = (Crumb){.label = MSG("Agreements"), .url = url_static(AGREEMENTS_DESK)};
    crumbs[2] = (Crumb){.label = title, .text = name};
    ShellView *shell = shell_view(ctx, below ? title : MSG("Agreements"), crumbs, below ? 3 : 2);
    shell->workspace = MSG("Vendor desk");
    shell->title_text = name;
    return shell;
}

static Url one_url(Ctx *ctx, Id id, const char *rest)
{
    Url u = url_fmt(ctx->arena, AGREEMENTS_DESK "/%s", id_text(ctx->arena, id));
    return (Url){str_concat(ctx->arena, u.s, str_from(rest))}; /* rest: literals of ours */
}

static StateView state_of(Str state, Time from, Time wall)
{
    if (str_eq(state, S("draft"))) {
        return (StateView){STATE_OFF, MSG("Draft")};
    }
    if (str_eq(state, S("withdrawn"))) {
        return (StateView){STATE_OFF, MSG("Withdrawn version")};
    }
    return from.us > wall.us ? (StateView){STATE_WAIT, MSG("Holds later")} : (StateView){STATE_GOOD, MSG("Holds")};
}

static bool signed_by_accounts(Str kind)
{
    const AgreementKind *k = agreement_kind(kind);
    return !k || k->sign;
}

static Msg kind_name(Str id)
{
    const AgreementKind *k = agreement_kind(id);
    return k ? MSG_OF(k->name) : MSG1("{text}", "text", id);
}

static PagerView pager_of(Ctx *ctx, Url here, const PageInfo *page)
{
    return (PagerView){.has_next = page->next.n > 0,
                       .has_previous = page->previous.n > 0,
                       .next = url_with(ctx->arena, here, S("after"), page->next),
                       .previous = url_with(ctx->arena, here, S("before"), page->previous)};
}

/* --- the list --- */

Err versions_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PageAsk ask = {.descending = true,
                   .size = PAGE_SIZE,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    AgreementListRow *rows;
    PageInfo page;
    VersionsView *v = arena_new(ctx->arena, VersionsView);
    TRY(q_agreement_list(o, &(AgreementListArgs){0}, &ask, &rows, &v->rows_n, &page));
    VersionRow *list = arena_array(ctx->arena, VersionRow, v->rows_n);
    Id *ids = arena_array(ctx->arena, Id, v->rows_n);
    VendorText *titles = arena_array(ctx->arena, VendorText, v->rows_n);
    for (size_t i = 0; i < v->rows_n; i++) {
        ids[i] = rows[i].title_id;
    }
    TRY(vendor_texts_get(ctx, ids, v->rows_n, titles));
    for (size_t i = 0; i < v->rows_n; i++) {
        list[i] = (VersionRow){.title = vendor_text(&titles[i], ctx->locale),
                               .number = rows[i].number,
                               .countries = rows[i].countries,
                               .kind = kind_name(rows[i].kind),
                               .state = state_of(rows[i].state, rows[i].from_at, ctx->wall),
                               .from = rows[i].from_at,
                               .again = rows[i].again,
                               .url = one_url(ctx, rows[i].id, "")};
    }
    v->shell = desk_shell(ctx, (Msg){0}, S(""));
    v->rows = list;
    v->may_edit = ctx_may(ctx, &OPERATOR_AGREEMENTS_EDIT);
    v->add = url_static(AGREEMENTS_DESK "/new");
    v->pager = pager_of(ctx, url_static(AGREEMENTS_DESK), &page);
    RENDER(ctx, 200, versions_page, v);
    return OK;
}

/* --- the form --- */

static Str codes_of(Arena *a, Str typed)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Str one;
    while (str_split(&typed, ' ', &one)) {
        if (one.n) {
            buf_fmt(&b, "%s", b.n ? " " : "");
            for (size_t i = 0; i < one.n; i++) {
                buf_addc(&b, one.p[i] >= 'a' && one.p[i] <= 'z' ? (char)(one.p[i] - 32) : one.p[i]);
            }
        }
    }
    return buf_str(&b);
}

/* Midnight of that day in the writer's zone. */
static Time day_begins(Str tz, Date d)
{
    Time utc = time_of_date(d);
    return time_add(utc, -time_diff(time_in_zone(tz, utc), utc));
}

static AgreementInput input_of_form(Ctx *ctx)
{
    AgreementInput in = {.kind = ctx_form(ctx, S("kind")),
                         .number = str_trim(ctx_form(ctx, S("number"))),
                         .countries = codes_of(ctx->arena, ctx_form(ctx, S("countries"))),
                         .again = ctx_form(ctx, S("again")).n > 0,
                         .from = TIME_NONE,
                         .title = vendor_text_of_form(ctx, "title"),
                         .body = vendor_text_of_form(ctx, "body")};
    Date day;
    if (date_parse(str_trim(ctx_form(ctx, S("from"))), &day) == OK) {
        in.from = day_begins(ctx->tz, day);
    }
    return in;
}

static void fill_languages(Ctx *ctx, const AgreementInput *in, VersionView *v)
{
    size_t n;
    const Str *names, *tags = locale_languages(&n, &names);
    VersionLanguage *list = arena_array(ctx->arena, VersionLanguage, n);
    for (size_t i = 0; i < n && i < VENDOR_LANGUAGES_MAX; i++) {
        VersionLanguage *l = &list[i];
        *l = (VersionLanguage){.tag = tags[i], .name = names[i], .title = in->title.in[i]};
        l->blocks = agreement_blocks(ctx->arena, in->body.in[i], &l->blocks_n);
        l->title_field =
            ui_field(ctx, str_fmt(ctx->arena, "title_%.*s", S_ARG(tags[i])), in->title.in[i], MSG("Title"));
        l->title_field.max_length = AGREEMENT_TITLE_MAX;
        l->title_field.width = S("w-full");
        l->body_field = ui_field(ctx, str_fmt(ctx->arena, "body_%.*s", S_ARG(tags[i])), in->body.in[i], MSG("Text"));
        l->body_field.kind = FIELD_TEXTAREA;
        l->body_field.rows = 12;
        l->body_field.max_length = AGREEMENT_BODY_MAX;
        l->body_field.hint = MSG("Each line is a paragraph; a line that begins with # is a heading, with - a point.");
        v->languages_n++;
    }
    v->languages = list;
}

static VersionView *version_view(Ctx *ctx, const Agreement *was, const AgreementInput *in)
{
    static const Str NAMES[] = {S_INIT("kind"),     S_INIT("number"),  S_INIT("from"),     S_INIT("countries"),
                                S_INIT("title_en"), S_INIT("body_en"), S_INIT("title_fr"), S_INIT("body_fr")};
    VersionView *v = arena_new(ctx->arena, VersionView);
    OptionView *kinds = arena_array(ctx->arena, OptionView, AGREEMENT_KINDS_N);
    for (size_t i = 0; i < AGREEMENT_KINDS_N; i++) {
        kinds[i] = (OptionView){.value = AGREEMENT_KINDS[i].id,
                                .label = MSG_OF(AGREEMENT_KINDS[i].name),
                                .selected = str_eq(in->kind, AGREEMENT_KINDS[i].id)};
    }
    *v = (VersionView){.fresh = !was,
                       .draft = was && str_eq(was->state, S("draft")),
                       .published = was && str_eq(was->state, S("published")),
                       .of_customers = was && !signed_by_accounts(was->in.kind),
                       .may_edit = ctx_may(ctx, &OPERATOR_AGREEMENTS_EDIT),
                       .form = {.action = was ? one_url(ctx, was->id, "") : url_static(AGREEMENTS_DESK "/new"),
                                .version = was ? was->version : 0,
                                .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))}};
    v->shell = was ? desk_shell(ctx, (Msg){0}, vendor_text(&was->in.title, ctx->locale))
                   : desk_shell(ctx, MSG("New version"), S(""));
    v->shell->failed = v->form.errors.links_n > 0;
    v->kind = ui_field(ctx, S("kind"), S(""), MSG("Kind"));
    v->kind.kind = FIELD_RADIO;
    v->kind.options = kinds;
    v->kind.options_n = AGREEMENT_KINDS_N;
    v->number = ui_field(ctx, S("number"), in->number, MSG("Version"));
    v->number.width = S("w-8");
    v->from =
        ui_field(ctx, S("from"), time_is_set(in->from) ? date_iso(ctx->arena, date_in_zone(ctx->tz, in->from)) : S(""),
                 MSG("Holds from"));
    v->from.kind = FIELD_DATE;
    v->from.width = S("w-8");
    v->countries = ui_field(ctx, S("countries"), in->countries, MSG("Countries"));
    v->countries.hint = MSG("Codes of two letters with spaces between them, as FR DE. Empty: all.");
    v->countries.optional = true;
    v->again = ui_field(ctx, S("again"), S("1"), MSG("Who signed an earlier version has to sign this one too"));
    v->again.kind = FIELD_CHECKBOX;
    v->again.checked = in->again;
    fill_languages(ctx, in, v);
    return v;
}

static Err fill_one(OperatorCtx o, const Agreement *g, VersionView *v)
{
    Ctx *ctx = o.ctx;
    SignatureCountRow count;
    FactView *f = arena_array(ctx->arena, FactView, 6);
    TRY(q_signature_count(o, &(SignatureCountArgs){.agreement_id = g->id}, &count));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    fmt_i64(&b, ctx->locale, count.n);
    f[v->facts_n++] = (FactView){.label = MSG("Kind"), .msg = kind_name(g->in.kind), .kind = FACT_MSG};
    f[v->facts_n++] = (FactView){.label = MSG("Version"), .text = g->in.number, .kind = FACT_TEXT};
    f[v->facts_n++] = (FactView){.label = MSG("Holds from"), .at = g->in.from, .kind = FACT_TIME};
    f[v->facts_n++] = (FactView){.label = MSG("Countries"),
                                 .text = g->in.countries,
                                 .msg = MSG("All countries"),
                                 .kind = g->in.countries.n ? FACT_TEXT : FACT_MSG};
    f[v->facts_n++] =
        (FactView){.label = MSG("Signed earlier"),
                   .msg = g->in.again ? MSG("has to be signed again") : MSG("the earlier signature holds"),
                   .kind = FACT_MSG};
    f[v->facts_n++] = (FactView){.label = MSG("Signatures"), .text = buf_str(&b), .kind = FACT_TEXT};
    v->facts = f;
    v->state = state_of(g->state, g->in.from, ctx->wall);
    v->publish = one_url(ctx, g->id, "/publish");
    v->withdraw = one_url(ctx, g->id, "/withdraw");
    v->remove = one_url(ctx, g->id, "/delete");
    v->export = (ExportView){.csv = one_url(ctx, g->id, "/signatures/export"), .about = MSG("All signatures")};
    return OK;
}

static Err read_evidence(OperatorCtx o, Id id, PageAsk *ask, EvidenceRow **ret, size_t *ret_n, PageInfo *ret_page)
{
    SignatureEvidenceRow *rows;
    TRY(q_signature_evidence(o, &(SignatureEvidenceArgs){.agreement_id = id}, ask, &rows, ret_n, ret_page));
    *ret = arena_array(o.ctx->arena, EvidenceRow, *ret_n);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (EvidenceRow){.account = rows[i].account_name,
                                  .name = rows[i].name,
                                  .email = rows[i].email,
                                  .address = rows[i].address,
                                  .agent = rows[i].agent,
                                  .browser = agent_short(o.ctx->arena, rows[i].agent),
                                  .country = rows[i].country,
                                  .locale = rows[i].locale,
                                  .hash = rows[i].hash,
                                  .at = rows[i].created_at};
    }
    return OK;
}

static Err of_path(OperatorCtx o, Agreement *ret)
{
    Id id;
    TRY(ctx_param_id(o.ctx, S("agreement"), &id));
    return agreement_find(o.ctx, id, ret);
}

Err version_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Agreement g;
    PageInfo page;
    EvidenceRow *rows;
    PageAsk ask = {.descending = true,
                   .size = PAGE_SIZE,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    TRY(of_path(o, &g));
    VersionView *v = version_view(ctx, &g, &g.in);
    TRY(fill_one(o, &g, v));
    TRY(read_evidence(o, g.id, &ask, &rows, &v->evidence_n, &page));
    v->evidence = rows;
    v->pager = pager_of(ctx, one_url(ctx, g.id, ""), &page);
    RENDER(ctx, 200, version_page, v);
    return OK;
}

Err version_evidence(OperatorCtx o)
{
    static const char *const HEADS[] = {"account", "country", "signedAt", "signedBy", "email",
                                        "address", "browser", "language", "sha256"};
    Ctx *ctx = o.ctx;
    Agreement g;
    PageAsk ask = {.descending = true, .size = PAGE_SIZE_MAX};
    TRY(of_path(o, &g));
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    buf_add(&b, S("\xEF\xBB\xBF"));
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        csv_add_plain(&b, str_from(HEADS[i]), ',', i == 0);
    }
    csv_end_row(&b);
    for (size_t written = 0; written < EXPORT_MAX;) {
        EvidenceRow *rows;
        PageInfo page;
        size_t n;
        TRY(read_evidence(o, g.id, &ask, &rows, &n, &page));
        for (size_t i = 0; i < n; i++) {
            csv_add_text(&b, rows[i].account, ',', true);
            csv_add_plain(&b, rows[i].country, ',', false);
            csv_add_plain(&b, time_iso(ctx->arena, rows[i].at), ',', false);
            csv_add_text(&b, rows[i].name, ',', false);
            csv_add_text(&b, rows[i].email, ',', false);
            csv_add_text(&b, rows[i].address, ',', false);
            csv_add_text(&b, rows[i].agent, ',', false);
            csv_add_plain(&b, rows[i].locale, ',', false);
            csv_add_plain(&b, rows[i].hash, ',', false);
            csv_end_row(&b);
        }
        written += n;
        ask.after = page.next;
        if (!page.next.n) {
            break;
        }
    }
    ctx->out.status = 200;
    ctx->out.body = buf_str(&b);
    ctx->out.content_type = export_content_type(EXPORT_CSV);
    ctx_header(ctx, S("Content-Disposition"), S("attachment; filename=\"signatures.csv\""));
    return OK;
}

Err version_new_page(OperatorCtx o)
{
    AgreementInput in = {.kind = S("partner"), .from = o.ctx->wall};
    VersionView *v = version_view(o.ctx, NULL, &in);
    RENDER(o.ctx, 200, version_page, v);
    return OK;
}

static void audit_one(Ctx *ctx, Id id, const AgreementInput *in)
{
    ctx->audit.target_kind = S("agreement");
    ctx->audit.target_id = id;
    ctx->audit.target_name = vendor_text(&in->title, ctx->locale);
}

static Str said(Ctx *ctx, const AgreementInput *in)
{
    return AUDIT_JSON(ctx->arena, {"title", vendor_text(&in->title, ctx->locale)}, {"number", in->number},
                      {"countries", in->countries}, {"again", in->again ? S("true") : S("")});
}

Err version_new_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    AgreementInput in = input_of_form(ctx);
    Id id;
    agreement_check(ctx, &in);
    if (problem_check(ctx) != OK) {
        VersionView *v = version_view(ctx, NULL, &in);
        return RENDER_FAILED(ctx, version_page, v);
    }
    TRY(agreement_make(o, &in, &id));
    audit_one(ctx, id, &in);
    ctx->audit.after = said(ctx, &in);
    ctx_redirect(ctx, one_url(ctx, id, ""), MSG("The draft is saved. Look at it and publish it."));
    return OK;
}

Err version_post(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    Agreement g;
    int64_t version;
    TRY(of_path(o, &g));
    AgreementInput in = input_of_form(ctx);
    agreement_check(ctx, &in);
    if (problem_check(ctx) != OK) {
        VersionView *v = version_view(ctx, &g, &in);
        TRY(fill_one(o, &g, v));
        return RENDER_FAILED(ctx, version_page, v);
    }
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK) {
        version = 0;
    }
    TRY(agreement_change(o, &g, version, &in));
    audit_one(ctx, g.id, &in);
    ctx->audit.before = said(ctx, &g.in);
    ctx->audit.after = said(ctx, &in);
    ctx_redirect(ctx, one_url(ctx, g.id, ""), MSG("The draft is saved."));
    return OK;
}

static Err act(OperatorCtx o, Err (*f)(OperatorCtx o, const Agreement *a), bool back, Msg said_of_it)
{
    Agreement g;
    TRY(of_path(o, &g));
    TRY(f(o, &g));
    audit_one(o.ctx, g.id, &g.in);
    ctx_redirect(o.ctx, back ? url_static(AGREEMENTS_DESK) : one_url(o.ctx, g.id, ""), said_of_it);
    return OK;
}

Err version_publish_post(OperatorCtx o)
{
    return act(o, agreement_publish, false,
               MSG("The version is published. Whoever has to sign it is told at its day."));
}
Err version_withdraw_post(OperatorCtx o)
{
    return act(o, agreement_withdraw, false, MSG("The version is withdrawn. Signatures are kept."));
}
Err version_remove_post(OperatorCtx o) { return act(o, agreement_remove, true, MSG("The draft is deleted.")); }
