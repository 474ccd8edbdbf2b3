/* Requests to companies: the machine, asking, the links, and what answering does. */
#include "areas/relationships/relationships.h"

#include "app/app.h"
#include "app/area.h"
#include "app/audit.h"
#include "app/event.h"
#include "app/session.h"
#include "app/tell.h"
#include "app/unit.h"
#include "base/utf8.h"
#include "gen/relationships_q.h"

#define GLOBAL_ADMINISTRATOR "62e90394-69f5-4237-9190-012177145e10" /* of customers' directories */

/* --- the machine --- */

#define PAGE "/a/{account}/customers/requests/{id}"
#define SEE                                                                                                            \
    {                                                                                                                  \
        N_("See the request"), PAGE, &RELATIONSHIPS_VIEW                                                               \
    }
static const MachineState STATES[] = {
    {.id = "asked",
     .name = N_("Waits for the company"),
     .tone = STATE_WAIT,
     .means = N_("The company is not a customer of the account yet."),
     .why = N_("The account wrote a request, and the company has not answered it."),
     .next = N_("Send the drafted text with its link to the company. Its Global administrator opens the link, signs in "
                "there and accepts or declines."),
     .who = N_("The account sends the text; then the company answers."),
     .when = N_("The link holds until it is answered or withdrawn."),
     .partner = {N_("Send the drafted text"), PAGE, &RELATIONSHIPS_VIEW},
     .first = true},
    {.id = "accepted",
     .name = N_("Accepted"),
     .tone = STATE_GOOD,
     .means = N_("The company is a customer of the account and stands in its list."),
     .why = N_("The company accepted on its page."),
     .next = N_("Nothing has to happen. The relationship is ended on the page of the customer."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .partner = SEE,
     .ends = true},
    {.id = "declined",
     .name = N_("Declined"),
     .tone = STATE_OFF,
     .means = N_("The company does not become a customer of the account."),
     .why = N_("The company declined on its page."),
     .next = N_("Nothing. The account can ask anew when the company wants it."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .partner = SEE,
     .ends = true},
    {.id = "withdrawn",
     .name = N_("Withdrawn"),
     .tone = STATE_OFF,
     .means = N_("The link opens nothing any more."),
     .why = N_("Somebody of the account took the request back."),
     .next = N_("Nothing. The account can ask anew."),
     .who = N_("Nobody has to do anything."),
     .when = N_("There is no date: this is the end."),
     .partner = SEE,
     .ends = true},
};
static const MachineMove MOVES[] = {
    {.id = "accept", .name = N_("Accept"), .from = "asked", .to = "accepted", .mover = MOVER_SYSTEM},
    {.id = "decline", .name = N_("Decline"), .from = "asked", .to = "declined", .mover = MOVER_SYSTEM},
    {.id = "withdraw",
     .name = N_("Withdraw"),
     .from = "asked",
     .to = "withdrawn",
     .mover = MOVER_PARTNER,
     .perm = &RELATIONSHIPS_ASK},
};

static Err state_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    RelRequestStateRow row;
    TRY(q_rel_request_state(system_of(ctx), &(RelRequestStateArgs){.account_id = account_id, .id = subject_id}, &row));
    *ret = row.state;
    return OK;
}
static Err state_write(Ctx *ctx, const MachineStep *step)
{
    int64_t changed;
    RelRequestStatePutArgs args = {.to_state = step->to,
                                   .reason = step->reason,
                                   .account_id = step->account_id,
                                   .id = step->subject_id,
                                   .from_state = step->from};
    TRY(q_rel_request_state_put(system_of(ctx), &args, &changed));
    return changed ? OK : ERR_STALE;
}

const Machine RELATIONSHIP_REQUEST = {
    .id = "relationship_request",
    .name = N_("Request to a company"),
    .source = "portal-states.tsv \"reseller relationship\", portal-workflows.md 6",
    .states = LIST(STATES),
    .moves = LIST(MOVES),
    .read = state_read,
    .write = state_write,
};

/* --- links: an id and a keyed digest of it, so that nothing is stored that opens one --- */

enum { LINK_DIGITS = 32 };
static Str sign(Ctx *ctx, const char *kind, Id id)
{
    Str said = str_fmt(ctx->arena, "relationship %s|%.*s", kind, S_ARG(id_text(ctx->arena, id)));
    return str_sub(digest_hex(ctx->arena, secret_digest(ctx->app, said)), 0, LINK_DIGITS);
}
Str relationship_path(Ctx *ctx, const char *page, const char *kind, Id id)
{
    return str_fmt(ctx->arena, "/%s/%s.%.*s.%.*s", page, kind, S_ARG(id_text(ctx->arena, id)),
                   S_ARG(sign(ctx, kind, id)));
}
Str relationship_request_path(Ctx *ctx, Id id) { return relationship_path(ctx, "relationship", "request", id); }
Str relationship_request_own_path(Ctx *ctx, Id account_id)
{
    return relationship_path(ctx, "relationship", "account", account_id);
}

bool relationship_opens(Ctx *ctx, Str token, const char *kind, Id *ret_id)
{
    Str rest = token, word, id;
    return str_split(&rest, '.', &word) && str_eq(word, str_from(kind)) && str_split(&rest, '.', &id) &&
           id_parse(id, ret_id) == OK && str_eq(rest, sign(ctx, kind, *ret_id));
}

/* --- asking --- */

static void audit_of(Ctx *ctx, Id id, Str company)
{
    ctx->audit.target_kind = S("relationship_request");
    ctx->audit.target_id = id;
    ctx->audit.target_name = company;
}

static bool is_address(Str e)
{
    ptrdiff_t at = str_find_char(e, '@');
    return at > 0 && str_find_char(str_skip(e, (size_t)at + 1), '.') > 0 && str_find_char(e, ' ') < 0;
}

static Err find_reseller(AccountCtx a, Str text, Id *ret)
{
    RelResellersRow *rows;
    size_t n;
    Id id;
    *ret = ID_NIL;
    if (!text.n) {
        return OK;
    }
    TRY(q_rel_resellers(a, NULL, &rows, &n));
    bool is_id = id_parse(text, &id) == OK;
    for (size_t i = 0; is_id && i < n; i++) {
        if (id_eq(rows[i].id, id)) {
            *ret = id;
        }
    }
    if (id_is_nil(*ret)) {
        problem_field(a.ctx, S("reseller"), MSG("Choose one of your resellers."));
    }
    return OK;
}

static Err check(AccountCtx a, const RequestAsk *ask, Id *ret_reseller)
{
    Ctx *ctx = a.ctx;
    if (problem_unless_line(ctx, S("company"), ask->company) &&
        (!ask->company.n || utf8_count(ask->company) > REQUEST_COMPANY_MAX)) {
        problem_field(ctx, S("company"), MSG("Enter the name of the company, at most 120 characters."));
    }
    if (ask->email.n && problem_unless_line(ctx, S("email"), ask->email) &&
        (!is_address(ask->email) || ask->email.n > REQUEST_EMAIL_MAX)) {
        problem_field(ctx, S("email"), MSG("Enter an e-mail address, as name@example.com."));
    }
    if (!utf8_valid(ask->message) || utf8_count(ask->message) > REQUEST_MESSAGE_MAX) {
        problem_field(ctx, S("message"), MSG("A message is text of at most 1,000 characters"));
    }
    TRY(find_reseller(a, ask->reseller, ret_reseller));
    return problem_check(ctx);
}

static Err add(AccountCtx a, const RequestAsk *ask, Id reseller, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    *ret_id = ctx_new_id(ctx);
    TRY(q_rel_request_add(a,
                          &(RelRequestAddArgs){.id = *ret_id,
                                               .company = ask->company,
                                               .email = ask->email,
                                               .message = ask->message,
                                               .rights = ask->delegated ? S("delegated") : S("none"),
                                               .reseller_account_id = reseller},
                          NULL));
    return machine_begin(ctx, &RELATIONSHIP_REQUEST, ctx->account_id, *ret_id, MOVER_PARTNER);
}

Err relationship_request_ask(AccountCtx a, const RequestAsk *ask, Id *ret_id)
{
    Ctx *ctx = a.ctx;
    Id reseller;
    TRY(check(a, ask, &reseller));
    TRY(add(a, ask, reseller, ret_id));
    audit_of(ctx, *ret_id, ask->company);
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"companyName", ask->company}, {"state", S("asked")},
                                  {"delegatedAdministration", ask->delegated ? S("delegated") : S("none")});
    return OK;
}

Err relationship_request_withdraw(AccountCtx a, Id id, Str company)
{
    audit_of(a.ctx, id, company);
    return machine_move(
        a.ctx, &RELATIONSHIP_REQUEST,
        &(MachineAsk){.account_id = a.ctx->account_id, .subject_id = id, .to = S("withdrawn"), .mover = MOVER_PARTNER});
}

/* --- the company's side --- */

static Err no_link(Ctx *ctx)
{
    return problem(ctx, ERR_NOT_FOUND, MSG("This link opens no request."),
                   MSG("Check that the whole link was opened, or ask whoever sent it."));
}

Err relationship_request_find(SystemCtx s, Str token, Asked *ret)
{
    Ctx *ctx = s.ctx;
    RelAskedRow row;
    RelAskerRow asker;
    *ret = (Asked){.state = S("asked")};
    bool request = relationship_opens(ctx, token, "request", &ret->id);
    if (!request && !relationship_opens(ctx, token, "account", &ret->account_id)) {
        return no_link(ctx);
    }
    if (!request) {
        ret->id = ID_NIL;
    } else {
        Err err = q_rel_asked(s, &(RelAskedArgs){.id = ret->id}, &row);
        if (err != OK) {
            return err == ERR_NOT_FOUND ? no_link(ctx) : err;
        }
        ret->account_id = row.account_id;
        ret->state = row.state;
        ret->company = row.company;
        ret->message = row.message;
        ret->delegated = str_eq(row.rights, S("delegated"));
        ret->reseller_id = row.reseller_account_id;
        ret->reseller = row.reseller_name;
    }
    Err err = q_rel_asker(s, &(RelAskerArgs){.id = ret->account_id}, &asker);
    if (err == ERR_NOT_FOUND || (err == OK && !str_eq(asker.state, S("active")))) {
        return no_link(ctx);
    }
    TRY(err);
    ret->name = asker.name;
    ret->kind = asker.kind;
    ret->country = asker.country;
    ret->city = asker.city;
    ret->public_id = asker.public_id;
    return OK;
}

Err relationship_request_answerer(SystemCtx s, Str sign_in, Answerer *ret, bool *ret_found)
{
    RelPersonRow r;
    Id role;
    TRY(id_parse(S(GLOBAL_ADMINISTRATOR), &role));
    Err err = q_rel_person(s, &(RelPersonArgs){.sign_in = sign_in, .role_id = role}, &r);
    *ret_found = err == OK;
    if (err != OK) {
        return err == ERR_NOT_FOUND ? OK : err;
    }
    PostalAddress p = {r.address_line1, r.address_line2, r.city, r.region, r.postal_code, r.country, r.phone};
    *ret = (Answerer){.user_id = r.id,
                      .name = str_trim(str_fmt(s.ctx->arena, "%.*s %.*s", S_ARG(r.first_name), S_ARG(r.last_name))),
                      .hash = r.password_hash,
                      .sign_in = sign_in,
                      .leads = r.leads > 0,
                      .customer_id = {r.customer_id},
                      .facts = {.company = {.name = r.company_name, .domain = r.domain, .address = p},
                                .billing = {.company_name = r.company_name,
                                            .first_name = r.first_name,
                                            .last_name = r.last_name,
                                            .email = r.email,
                                            .culture = r.locale,
                                            .language = str_sub(r.locale, 0, r.locale.n < 2 ? r.locale.n : 2),
                                            .address = p}}};
    return OK;
}

static Err tell_asker(Ctx *ctx, const Asked *asked, Id request, const Answerer *who, bool accept)
{
    Str company = who->facts.company.name;
    return tell_roles(
        ctx, asked->account_id, str_from(RELATIONSHIPS_ASK.roles),
        &(Tell){.category = S("relationships"),
                .account_id = asked->account_id,
                .icon = S("customers"),
                .title = accept ? MSG1("{company} is your customer now", "company", company)
                                : MSG1("{company} declined your request", "company", company),
                .url = accept ? url_fmt(ctx->arena, "/a/%s/customers/%i", asked->public_id, who->customer_id.id)
                              : url_fmt(ctx->arena, "/a/%s/customers/requests/%i", asked->public_id, request)});
}

/* For whoever listens: a webhook of the account. */
static Err tell_webhook(Ctx *ctx, Id account_id, Id customer_id, bool delegated)
{
    Str payload = str_fmt(ctx->arena, "{\"account\":\"%.*s\",\"customer\":\"%.*s\",\"rights\":\"%s\"}",
                          S_ARG(id_text(ctx->arena, account_id)), S_ARG(id_text(ctx->arena, customer_id)),
                          delegated ? "delegated" : "none");
    return event_emit(ctx, S("relationship.accepted"), id_text(ctx->arena, customer_id), payload);
}

/* What the account's own link asked for becomes a request like others. */
static Err request_of(AccountCtx a, const Asked *asked, const Answerer *who, Id *ret)
{
    *ret = asked->id;
    return id_is_nil(asked->id) ? add(a, &(RequestAsk){.company = who->facts.company.name}, ID_NIL, ret) : OK;
}

Err relationship_request_answer(Ctx *ctx, const Asked *asked, const Answerer *who, bool accept)
{
    AccountCtx a = account_of(ctx, asked->account_id);
    RelServesRow serves;
    Id request;
    TRY(q_rel_serves(system_of(ctx),
                     &(RelServesArgs){.account_id = asked->account_id, .customer_id = who->customer_id.id}, &serves));
    if (accept && serves.n) {
        return problem(ctx, ERR_CONFLICT, MSG1("{name} serves your company already.", "name", asked->name),
                       MSG("Nothing more is to be done."));
    }
    TRY(request_of(a, asked, who, &request));
    if (accept) {
        NewCustomer n = who->facts;
        n.delegated = asked->delegated;
        n.reseller_account_id = asked->reseller_id;
        TRY(customer_begin(a, who->customer_id, &n, str_eq(asked->kind, S("provider"))));
        TRY(tell_webhook(ctx, asked->account_id, who->customer_id.id, asked->delegated));
        TRY(q_rel_request_answered(a, &(RelRequestAnsweredArgs){.id = request, .answered_by = who->name}, NULL));
    }
    audit_of(ctx, request, who->facts.company.name);
    Str by = str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(who->name), S_ARG(who->facts.company.name));
    TRY(machine_move(ctx, &RELATIONSHIP_REQUEST,
                     &(MachineAsk){.account_id = asked->account_id,
                                   .subject_id = request,
                                   .to = accept ? S("accepted") : S("declined"),
                                   .reason = by,
                                   .mover = MOVER_SYSTEM}));
    return tell_asker(ctx, asked, request, who, accept);
}
