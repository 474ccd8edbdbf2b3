/* The page Agreements of one customer: what was accepted, recording an acceptance, sending a link. */
#include "areas/customer_agreements/pages.h"

#include "app/export.h"
#include "app/phone.h"
#include "base/num.h"
#include "gen/customer_agreements_html.h"
#include "ui/field.h"

enum { PAGE_SIZE = 50, EXPORT_ROWS_MAX = 5000 };

static Url here(Ctx *ctx, const char *rest)
{
    Url u = customer_page_url(ctx, ctx->customer_id, "/agreements");
    return *rest ? url_fmt(ctx->arena, "%u/%s", u, str_from(rest)) : u;
}

static Err enter(AccountCtx a, Customer *ret)
{
    TRY(customer_enter(a));
    return customer_get(a, ret);
}

static Msg kind_name(Str kind)
{
    const AgreementKind *k = agreement_kind(kind);
    return k ? MSG_OF(k->name) : MSG1("{text}", "text", kind);
}

static Msg way_name(Str way)
{
    return str_eq(way, S("direct")) ? MSG("Accepted by the customer") : MSG("Recorded by your company");
}

static Str full_name(Ctx *ctx, Str first, Str last)
{
    return contact_name(ctx->arena, &(AgreementContact){.first_name = first, .last_name = last});
}

/* --- the list --- */

static void fill_standing(const AgreedStanding *s, bool provider_side, CustomerAgreementsView *v)
{
    static const struct {
        int tone; /* of StateView */
        const char *label, *means, *next;
    } TEXTS[] = {
        [AGREED_NOTHING_ASKED] = {STATE_OFF, N_("Nothing to accept"),
                                  N_("The vendor has no customer agreement for this customer's country."),
                                  N_("Nothing is to be done.")},
        [AGREED_NOT_YET] =
            {STATE_WARN, N_("Not accepted"),
             N_("Nobody of this customer has accepted the customer agreement that holds in its country."),
             N_("Record the acceptance once somebody of the company has accepted, or send a link.")},
        [AGREED_INVITED] = {STATE_WAIT, N_("Waits for the customer"),
                            N_("A link was sent, and nobody has accepted yet. Until then nothing can be ordered for "
                               "this customer."),
                            N_("The customer accepts by the link. You can send it again, withdraw it, or record the "
                               "acceptance.")},
        [AGREED_AGAIN] =
            {STATE_WARN, N_("New version to be accepted"),
             N_("The customer has accepted an earlier version, and the one that holds now asks for it again."),
             N_("Record the acceptance of the new version, or send a link.")},
        [AGREED_ATTESTED] = {STATE_GOOD, N_("Accepted"),
                             N_("Your company has recorded that the customer accepted the agreement."),
                             N_("Nothing is to be done. Record another contact when the one who accepted has left.")},
        [AGREED_DIRECT] = {STATE_GOOD, N_("Accepted"),
                           N_("Somebody of the customer has accepted the agreement by a link."),
                           N_("Nothing is to be done.")},
    };
    v->state = (StateView){TEXTS[s->agreed].tone, MSG_OF(TEXTS[s->agreed].label)};
    v->means = MSG_OF(TEXTS[s->agreed].means);
    v->next = provider_side ? MSG_OF(TEXTS[s->agreed].next)
                            : MSG("The provider that bills this customer records what it accepts.");
}

static void fill_filters(Ctx *ctx, Str chosen, CustomerAgreementsView *v)
{
    NavLink *links = arena_array(ctx->arena, NavLink, CUSTOMER_KINDS_N + 1);
    links[v->filters_n++] = (NavLink){.label = MSG("All"), .url = here(ctx, ""), .current = !chosen.n};
    for (size_t i = 0; i < CUSTOMER_KINDS_N; i++) {
        links[v->filters_n++] = (NavLink){.label = kind_name(CUSTOMER_KINDS[i].id),
                                          .url = url_with(ctx->arena, here(ctx, ""), S("kind"), CUSTOMER_KINDS[i].id),
                                          .current = str_eq(chosen, CUSTOMER_KINDS[i].id)};
    }
    v->filters = links;
    v->filtered = chosen.n > 0;
}

static Err read_rows(AccountCtx a, Str kind, const PageAsk *ask, AcceptanceRow **ret, size_t *ret_n, PageInfo *ret_page)
{
    Ctx *ctx = a.ctx;
    CagreeListRow *rows;
    CagreeListArgs args = {.with_kind = kind.n > 0, .kind = kind};
    TRY(q_cagree_list(a, &args, ask, &rows, ret_n, ret_page));
    *ret = arena_array(ctx->arena, AcceptanceRow, *ret_n + 1);
    Id *ids = arena_array(ctx->arena, Id, *ret_n + 1);
    VendorText *titles = arena_array(ctx->arena, VendorText, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        ids[i] = rows[i].title_id;
    }
    TRY(vendor_texts_get(ctx, ids, *ret_n, titles));
    for (size_t i = 0; i < *ret_n; i++) {
        const CagreeListRow *r = &rows[i];
        (*ret)[i] = (AcceptanceRow){.title = vendor_text(&titles[i], ctx->locale),
                                    .number = r->number,
                                    .who = full_name(ctx, r->first_name, r->last_name),
                                    .email = r->email,
                                    .phone = phone_shown(ctx->arena, ctx->account.country, r->phone),
                                    .by = full_name(ctx, r->by_first_name, r->by_last_name),
                                    .way = way_name(r->way),
                                    .agreed_at = r->agreed_at,
                                    .recorded_at = r->created_at};
    }
    return OK;
}

static Err fill_links(AccountCtx a, CustomerAgreementsView *v)
{
    Ctx *ctx = a.ctx;
    CagreeLinkOpenRow *rows;
    TRY(q_cagree_link_open(a, NULL, &rows, &v->links_n));
    LinkRow *list = arena_array(ctx->arena, LinkRow, v->links_n + 1);
    for (size_t i = 0; i < v->links_n; i++) {
        bool expired = rows[i].expires_at.us <= ctx->wall.us;
        list[i] = (LinkRow){.who = full_name(ctx, rows[i].first_name, rows[i].last_name),
                            .email = rows[i].email,
                            .by = full_name(ctx, rows[i].by_first_name, rows[i].by_last_name),
                            .kind = kind_name(rows[i].kind),
                            .state = expired ? (StateView){STATE_OFF, MSG("Expired")}
                                             : (StateView){STATE_WAIT, MSG("Not opened and accepted yet")},
                            .sent_at = rows[i].created_at,
                            .expires_at = rows[i].expires_at,
                            .withdraw = url_fmt(ctx->arena, "%u/links/%i/withdraw", here(ctx, ""), rows[i].id)};
    }
    v->links = list;
    return OK;
}

static Str kind_asked(Ctx *ctx)
{
    const CustomerKind *kind = customer_kind(ctx_query(ctx, S("kind")));
    return kind ? kind->id : S("");
}

Err page_customer_agreements(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    AgreedStanding s;
    AcceptanceRow *rows;
    PageInfo page;
    PageAsk ask = {.descending = true,
                   .size = PAGE_SIZE,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    TRY(enter(a, &c));
    CustomerAgreementsView *v = arena_new(ctx->arena, CustomerAgreementsView);
    TRY(customer_frame_view(a, MSG("Agreements"), NULL, &v->frame));
    Str kind = kind_asked(ctx), country = c.company.address.country;
    TRY(read_rows(a, kind, &ask, &rows, &v->rows_n, &page));
    TRY(agreed_of_customer(a, S("customer"), country, &s));
    TRY(fill_links(a, v));
    fill_standing(&s, !str_eq(c.kind, S("reseller")), v);
    fill_filters(ctx, kind, v);
    Url at = kind.n ? url_with(ctx->arena, here(ctx, ""), S("kind"), kind) : here(ctx, "");
    Url file = kind.n ? url_with(ctx->arena, here(ctx, "export"), S("kind"), kind) : here(ctx, "export");
    v->rows = rows;
    v->may = !str_eq(c.kind, S("reseller")) && ctx_may(ctx, &CUSTOMER_AGREEMENTS_ATTEST);
    v->record = here(ctx, "record");
    v->send = here(ctx, "send");
    if (s.versions_n) {
        v->read = agreement_public_url(ctx, S("customer"), "", country, locale_language(ctx->locale));
    }
    v->pager = (PagerView){.has_next = page.next.n > 0,
                           .has_previous = page.previous.n > 0,
                           .next = url_with(ctx->arena, at, S("after"), page.next),
                           .previous = url_with(ctx->arena, at, S("before"), page.previous)};
    v->export = (ExportView){.csv = url_with(ctx->arena, file, S("format"), S("csv")),
                             .xlsx = url_with(ctx->arena, file, S("format"), S("xlsx")),
                             .about = MSG("All acceptances, with who and when")};
    RENDER(ctx, 200, customer_agreements, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {{"agreement", N_("Agreement"), EXPORT_TEXT, 40},
                                       {"version", N_("Version"), EXPORT_TEXT, 12},
                                       {"way", N_("How"), EXPORT_MSG, 24},
                                       {"acceptedOn", N_("Accepted on"), EXPORT_DATE, 14},
                                       {"acceptedBy", N_("Accepted by"), EXPORT_TEXT, 28},
                                       {"email", N_("E-mail"), EXPORT_TEXT, 28},
                                       {"phone", N_("Telephone"), EXPORT_TEXT, 18},
                                       {"recordedBy", N_("Recorded by"), EXPORT_TEXT, 28},
                                       {"recordedAt", N_("Recorded"), EXPORT_TIME, 20}};

static Err export_all(AccountCtx a, Export *e, void *arg)
{
    (void)arg;
    PageAsk ask = {.descending = true, .size = PAGE_SIZE_MAX};
    for (size_t written = 0; written < EXPORT_ROWS_MAX;) {
        AcceptanceRow *rows;
        PageInfo page;
        size_t n;
        TRY(read_rows(a, kind_asked(a.ctx), &ask, &rows, &n, &page));
        for (size_t i = 0; i < n; i++) {
            ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = rows[i].title},      {.text = rows[i].number},
                                                   {.msg = rows[i].way},         {.date = date_of(rows[i].agreed_at)},
                                                   {.text = rows[i].who},        {.text = rows[i].email},
                                                   {.text = rows[i].phone},      {.text = rows[i].by},
                                                   {.time = rows[i].recorded_at}};
            TRY(export_row(e, cells));
        }
        written += n;
        ask.after = page.next;
        if (!page.next.n) {
            break;
        }
    }
    return OK;
}

Err page_customer_agreements_export(AccountCtx a)
{
    Customer c;
    TRY(enter(a, &c));
    return export_send(a, &(ExportSend){.columns = COLUMNS,
                                        .columns_n = COUNT_OF(COLUMNS),
                                        .sheet = N_("Agreements"),
                                        .file = "customer-agreements",
                                        .fill = export_all});
}

/* --- recording and sending --- */

typedef struct Typed {
    Str kind, agreed_on;
    AgreementContact who;
} Typed;

/* A choice among the kinds that have a version in the customer's country; none where there is but one. */
static Err fill_kinds(AccountCtx a, const Customer *c, Str chosen, AgreementFormView *v)
{
    Ctx *ctx = a.ctx;
    OptionView *options = arena_array(ctx->arena, OptionView, CUSTOMER_KINDS_N);
    size_t n = 0;
    for (size_t i = 0; i < CUSTOMER_KINDS_N; i++) { /* two */
        AgreementVersion *versions;
        size_t versions_n;
        TRY(agreement_versions(ctx, CUSTOMER_KINDS[i].id, c->company.address.country, &versions, &versions_n));
        if (versions_n) {
            options[n] = (OptionView){.value = CUSTOMER_KINDS[i].id,
                                      .label = MSG2("{kind}, version {number}", "kind",
                                                    tr(ctx->locale, NULL, agreement_kind(CUSTOMER_KINDS[i].id)->name),
                                                    "number", versions[0].number),
                                      .selected = str_eq(CUSTOMER_KINDS[i].id, chosen) || (!chosen.n && n == 0)};
            n++;
        }
    }
    v->nothing = n == 0;
    v->has_kind = n > 0;
    v->kind = ui_field(ctx, S("kind"), S(""), MSG("Agreement"));
    v->kind.kind = FIELD_RADIO;
    v->kind.options = options;
    v->kind.options_n = n;
    return OK;
}

static Err form_view(AccountCtx a, const Customer *c, bool sends, const Typed *t, AgreementFormView **ret)
{
    static const Str NAMES[] = {S_INIT("kind"),  S_INIT("firstName"),   S_INIT("lastName"),
                                S_INIT("email"), S_INIT("phoneNumber"), S_INIT("dateAgreed")};
    Ctx *ctx = a.ctx;
    AgreementFormView *v = arena_new(ctx->arena, AgreementFormView);
    Crumb all = {.label = MSG("Agreements"), .url = here(ctx, "")};
    CustomerFrame *frame;
    TRY(customer_frame_view(a, sends ? MSG("Send a link to accept") : MSG("Record an acceptance"), &all, &frame));
    *v = (AgreementFormView){
        .frame = frame,
        .sends = sends,
        .form = {.action = here(ctx, sends ? "send" : "record"), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
        .first_name = ui_field(ctx, S("firstName"), t->who.first_name, MSG("First name")),
        .last_name = ui_field(ctx, S("lastName"), t->who.last_name, MSG("Last name")),
        .email = ui_field(ctx, S("email"), t->who.email, MSG("E-mail")),
        /* With its country's code: it is read again as one of the customer's country. */
        .phone = ui_field(ctx, S("phoneNumber"), phone_shown(ctx->arena, S(""), t->who.phone), MSG("Telephone")),
        .agreed_on = ui_field(ctx, S("dateAgreed"), t->agreed_on, MSG("Accepted on")),
        .back = here(ctx, "")};
    v->email.kind = FIELD_EMAIL;
    v->email.hint = sends ? MSG("The link is sent there, in the language of the customer's billing profile.")
                          : MSG("This person is told by mail that the acceptance was recorded.");
    v->phone.kind = FIELD_TEL;
    v->phone.optional = true;
    v->agreed_on.kind = FIELD_DATE;
    v->agreed_on.width = S("w-8");
    v->frame->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return fill_kinds(a, c, t->kind, v);
}

static Err show_form(AccountCtx a, bool sends)
{
    Customer c;
    AgreementFormView *v;
    TRY(enter(a, &c));
    Typed t = {.agreed_on = date_iso(a.ctx->arena, date_in_zone(a.ctx->tz, a.ctx->now)),
               .who = {c.billing.first_name, c.billing.last_name, c.billing.email, c.billing.address.phone}};
    TRY(form_view(a, &c, sends, &t, &v));
    RENDER(a.ctx, 200, agreement_form, v);
    return OK;
}
Err page_agreement_record(AccountCtx a) { return show_form(a, false); }
Err page_agreement_send(AccountCtx a) { return show_form(a, true); }

static Str typed(Ctx *ctx, const char *name) { return str_trim(ctx_form(ctx, str_from(name))); }

static Typed typed_form(Ctx *ctx)
{
    return (Typed){typed(ctx, "kind"),
                   typed(ctx, "dateAgreed"),
                   {typed(ctx, "firstName"), typed(ctx, "lastName"), typed(ctx, "email"), typed(ctx, "phoneNumber")}};
}

static Err keep(AccountCtx a, const Customer *c, bool sends, const Typed *t)
{
    Ctx *ctx = a.ctx;
    Time agreed_at = TIME_NONE;
    Date day;
    if (!customer_kind(t->kind)) {
        problem_field(ctx, S("kind"), MSG("Choose an agreement"));
    }
    if (sends) {
        AgreementContact who = t->who;
        who.phone = S("");
        agreement_contact_check(ctx, "", c->company.address.country, &who);
        TRY(problem_check(ctx));
        return agreement_link_send(a, c, t->kind, &who);
    }
    /* Today is not the future, wherever the reader is. */
    if (date_parse(t->agreed_on, &day) == OK) {
        agreed_at = time_of_date(day);
        Date today = date_in_zone(ctx->tz, ctx->now);
        agreed_at = day.days == today.days && agreed_at.us > ctx->now.us ? ctx->now : agreed_at;
    }
    Err err = agreement_attest(a, c, t->kind, "", &t->who, agreed_at);
    if (err == ERR_CONFLICT &&
        ctx->problem.api_code == AGREEMENT_TWICE) { /* the same once more: beside the field, nothing lost */
        problem_field(ctx, S("email"), ctx->problem.message);
        return ERR_INVALID;
    }
    return err;
}

static Err take_form(AccountCtx a, bool sends)
{
    Ctx *ctx = a.ctx;
    Customer c;
    Typed t = typed_form(ctx);
    TRY(enter(a, &c));
    if (str_eq(c.kind, S("reseller"))) {
        return problem(ctx, ERR_CONFLICT, MSG("The provider that bills this customer records what it accepts."),
                       MSG("Ask the provider."));
    }
    Err err = keep(a, &c, sends, &t);
    if (err == ERR_INVALID) {
        AgreementFormView *v;
        TRY(form_view(a, &c, sends, &t, &v));
        return RENDER_FAILED(ctx, agreement_form, v);
    }
    TRY(err);
    ctx_redirect(ctx, here(ctx, ""),
                 sends ? MSG1("The link is on its way to {email}.", "email", t.who.email)
                       : MSG1("The acceptance is recorded, and {email} is told.", "email", t.who.email));
    return OK;
}
Err page_agreement_record_do(AccountCtx a) { return take_form(a, false); }
Err page_agreement_send_do(AccountCtx a) { return take_form(a, true); }

Err page_agreement_withdraw(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Customer c;
    Id id;
    TRY(enter(a, &c));
    TRY(ctx_param_id(ctx, S("link"), &id));
    TRY(agreement_link_withdraw(a, id));
    ctx->audit.target_name = c.company.name;
    ctx_redirect(ctx, here(ctx, ""), MSG("The link opens nothing any more."));
    return OK;
}
