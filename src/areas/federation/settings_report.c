/* Settings: testing the connection step by step, and trying a sign-in without signing in. */
#include "areas/federation/pages.h"

#include "app/unit.h"
#include "areas/federation/federation.h"
#include "areas/identity/identity.h"
#include "base/num.h"
#include "base/utf8.h"
#include "gen/federation_html.h"

enum { STEPS_MAX = 12, CLAIMS_MAX = 60, CLAIM_SHOWN = 200, CLOCK_OFF_S = 60 };

typedef struct Test {
    FindPlace find;
    Place place;
    Connection c;
    ReportView *view;
    ReportStep steps[STEPS_MAX];
    size_t steps_n;
    bool bad;
} Test;

static Err test_look(Ctx *ctx, void *arg)
{
    Test *t = arg;
    TRY(t->find(ctx, &t->place));
    TRY(connection_get(t->place.d, &t->c));
    return t->c.there ? OK : problem(ctx, ERR_CONFLICT, MSG("No provider is set up yet."), MSG("Set it up first."));
}

static void step(Test *t, int state, Msg what, Msg detail, Str said)
{
    Msg word = state == STATE_GOOD ? MSG("In order") : state == STATE_WARN ? MSG("Look at this") : MSG("Does not work");
    if (t->steps_n < STEPS_MAX) {
        t->steps[t->steps_n++] =
            (ReportStep){.state = {.kind = (__typeof__(((StateView *)0)->kind))state, .label = word},
                         .what = what,
                         .detail = detail,
                         .said = said};
    }
    t->bad = t->bad || state == STATE_BAD;
}

static Msg count_of_ms(Ctx *ctx, int64_t us)
{
    return MSG1("It answered in {ms} ms.", "ms", str_fmt(ctx->arena, "%lld", (long long)(us / 1000)));
}

/* Our clock against the Date of its answer: id tokens live by the clock. */
static void test_clock(Ctx *ctx, Test *t, const ProviderProbe *probe)
{
    Time date;
    if (time_parse_http(http_reply_header(&probe->document, S("date")), &date) != OK) {
        return;
    }
    int64_t off_s = (date.us - ctx->wall.us) / TIME_SECOND;
    off_s = off_s < 0 ? -off_s : off_s;
    Str seconds = str_fmt(ctx->arena, "%lld", (long long)off_s);
    if (off_s > CLOCK_OFF_S) {
        step(t, off_s > OPENID_SKEW_S ? STATE_BAD : STATE_WARN, MSG("Clocks"),
             MSG1("Its clock and ours differ by {n} seconds. Set both by a time service.", "n", seconds), S(""));
    } else {
        step(t, STATE_GOOD, MSG("Clocks"), MSG("Its clock and ours agree."), S(""));
    }
}

static void test_document(Ctx *ctx, Test *t, const ProviderProbe *probe, const Provider *p)
{
    if (probe->stage == PROBE_CALL) {
        step(t, STATE_BAD, MSG("Reaching the issuer"), probe->problem, S(""));
        return;
    }
    step(t, STATE_GOOD, MSG("Reaching the issuer"), count_of_ms(ctx, probe->document.took_us), S(""));
    test_clock(ctx, t, probe);
    if (probe->stage == PROBE_DOCUMENT) {
        step(t, STATE_BAD, MSG("What it publishes"), probe->problem, S(""));
        return;
    }
    step(t, STATE_GOOD, MSG("What it publishes"), MSG("The document is in order and names this issuer."), S(""));
    step(t, p->doc.s256_unsaid ? STATE_WARN : STATE_GOOD, MSG("PKCE"),
         p->doc.s256_unsaid ? MSG("It does not say that it takes PKCE. It is used all the same.")
                            : MSG("It takes PKCE with S256."),
         S(""));
    if (probe->stage == PROBE_KEYS) {
        step(t, STATE_BAD, MSG("Its keys"), probe->problem, S(""));
        return;
    }
    step(t, STATE_GOOD, MSG("Its keys"),
         MSGN("{n} key for signatures can be used.", "{n} keys for signatures can be used.", (int64_t)p->keys.n),
         S(""));
}

static bool way_offered(const Connection *c, const OpenidProvider *p)
{
    switch (c->client_auth) {
    case CLIENT_SECRET_BASIC:
        return p->basic;
    case CLIENT_SECRET_POST:
        return p->post;
    case CLIENT_PRIVATE_KEY:
        return p->private_key;
    }
    return false;
}

static void test_credentials(Ctx *ctx, Test *t, const Provider *p)
{
    Failure f;
    if (!way_offered(&t->c, &p->doc)) {
        step(t, STATE_WARN, MSG("How we prove who we are"),
             MSG("It does not list the way that is set up. Choose another if the next step fails."), S(""));
    }
    if (exchange_try(ctx, &t->c, p, &f) == OK) {
        step(t, STATE_GOOD, MSG("Our credentials"), MSG("It accepts the client ID and the secret or key."), S(""));
    } else {
        step(t, STATE_BAD, MSG("Our credentials"), f.what, f.said);
    }
}

static void test_rest(Test *t, const Provider *p)
{
    step(t, p->doc.iss_sent ? STATE_GOOD : STATE_WARN, MSG("Naming itself in its answers"),
         p->doc.iss_sent ? MSG("Its answers name it, so that no other can take its place.")
                         : MSG("Its answers do not name it (RFC 9207). Sign-ins are bound to it in other ways."),
         S(""));
    step(t, p->doc.end_session.n ? STATE_GOOD : STATE_WARN, MSG("Signing out there"),
         p->doc.end_session.n ? MSG("People who sign out here can sign out there too.")
                              : MSG("It offers no address for it. People who sign out here stay signed in there."),
         S(""));
}

static Err test_show(Ctx *ctx, void *arg)
{
    Test *t = arg;
    TRY(t->find(ctx, &t->place));
    t->view = arena_new(ctx->arena, ReportView);
    *t->view = (ReportView){.shell = place_sub_shell(&t->place, MSG("Test of the connection")),
                            .provider = t->c.name,
                            .good = !t->bad,
                            .steps = t->steps,
                            .steps_n = t->steps_n,
                            .again = place_url(&t->place, "/test"),
                            .back = place_url(&t->place, "")};
    return OK;
}

Err place_test(Ctx *ctx, FindPlace find)
{
    Test *t = arena_new(ctx->arena, Test);
    ProviderProbe probe;
    Provider provider;
    t->find = find;
    TRY(unit_run(ctx, MODE_READ, NULL, test_look, t));
    Err err = provider_probe(ctx, &t->c, &provider, &probe);
    if (err != OK && err != ERR_UNAVAILABLE) {
        return err;
    }
    test_document(ctx, t, &probe, &provider);
    if (err == OK) {
        test_credentials(ctx, t, &provider);
        test_rest(t, &provider);
    }
    TRY(unit_run(ctx, MODE_READ, NULL, test_show, t));
    RENDER(ctx, 200, federation_report, t->view);
    return OK;
}

/* --- trying a sign-in --- */

Err place_try(Ctx *ctx, FindPlace find)
{
    Test t = {.find = find};
    Provider provider;
    Msg what = {0};
    TRY(unit_run(ctx, MODE_READ, NULL, test_look, &t));
    Err err = provider_get(ctx, &t.c, &provider, &what);
    if (err == ERR_UNAVAILABLE || err == ERR_BUSY) {
        return problem(ctx, ERR_UNAVAILABLE, what, MSG("Test the connection to see more."));
    }
    TRY(err);
    Str to = attempt_begin(ctx, &t.c, &provider, ATTEMPT_TRY, ctx->actor.email, t.place.base);
    ctx_redirect(ctx, url_external(ctx->arena, to), (Msg){0});
    return OK;
}

static Str claim_text(Ctx *ctx, const JsonValue *v)
{
    if (v->kind == JSON_STRING || v->kind == JSON_NUMBER) {
        return utf8_repair(ctx->arena, utf8_prefix(v->text, CLAIM_SHOWN));
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_value(&j, v);
    return utf8_prefix(buf_str(&b), CLAIM_SHOWN);
}

static void claim_rows(Ctx *ctx, const JsonValue *claims, const JsonValue *but, ClaimRow *rows, size_t *n)
{
    for (size_t i = 0; claims && i < claims->n && *n < CLAIMS_MAX; i++) {
        if (!json_exact(but, claims->names[i])) {
            rows[(*n)++] = (ClaimRow){claims->names[i], claim_text(ctx, &claims->items[i])};
        }
    }
}

static Msg outcome_of(const EntryResult *r)
{
    switch (r->how) {
    case ENTRY_KNOWN:
        return MSG1("This signs in as {user}, as before.", "user", r->sign_in);
    case ENTRY_LINKED:
        return MSG1("This would be linked to {user} for good, and sign in as them.", "user", r->sign_in);
    case ENTRY_ADDED:
        return MSG1("{user} would be added as a new user.", "user", r->sign_in);
    case ENTRY_NO_EMAIL:
    case ENTRY_UNVERIFIED:
    case ENTRY_FOREIGN:
    case ENTRY_TAKEN:
    case ENTRY_OTHER:
    case ENTRY_NOT_ADDED:
    case ENTRY_SUSPENDED:
        break;
    }
    return entry_refusal(r->how);
}

static const Msg *role_msgs(Ctx *ctx, const EntryRole *roles, size_t n)
{
    Msg *list = arena_array(ctx->arena, Msg, n);
    for (size_t i = 0; i < n; i++) {
        list[i] = place_role_name(roles[i].role);
    }
    return list;
}

typedef struct Report {
    const Connection *c;
    const Claims *claims;
    EntryResult result;
} Report;

static Err report_decide(Ctx *ctx, void *arg)
{
    Report *r = arg;
    return entry_decide(directory_ctx(ctx, r->c->directory_id), r->c, r->claims, &r->result);
}

static Err report_proven(Ctx *ctx, void *arg)
{
    Report *r = arg;
    return connection_proven(directory_ctx(ctx, r->c->directory_id), r->c, r->result.user_id);
}

Err try_report(Ctx *ctx, const Connection *c, const Attempt *attempt, const Claims *claims)
{
    if (id_is_nil(ctx->actor.user_id) || !id_eq(ctx->actor.user_id, attempt->user_id)) {
        return problem(ctx, ERR_FORBIDDEN, MSG("Whoever began this try is not signed in here any more."),
                       MSG("Sign in, then try again from the settings."));
    }
    Report r = {.c = c, .claims = claims};
    TRY(unit_run(ctx, MODE_READ, NULL, report_decide, &r));
    bool refused = entry_refused(r.result.how);
    if (!refused && id_eq(r.result.user_id, ctx->actor.user_id)) {
        TRY(unit_run(ctx, MODE_WRITE, NULL, report_proven, &r));
    }
    ClaimRow *rows = arena_array(ctx->arena, ClaimRow, CLAIMS_MAX);
    TryView *v = arena_new(ctx->arena, TryView);
    *v = (TryView){.door = door_view(ctx, MSG("What the provider says")),
                   .provider = c->name,
                   .state = refused ? (StateView){STATE_BAD, MSG("Would be refused")}
                                    : (StateView){STATE_GOOD, MSG("Would sign in")},
                   .outcome = outcome_of(&r.result),
                   .claims = rows,
                   .given = role_msgs(ctx, r.result.given, r.result.given_n),
                   .given_n = r.result.given_n,
                   .taken = role_msgs(ctx, r.result.taken, r.result.taken_n),
                   .taken_n = r.result.taken_n,
                   .two_factors = claims->person.two_factors,
                   .counts = c->trust_mfa,
                   .back = url_of_path(safe_return(attempt->next))};
    claim_rows(ctx, claims->token, NULL, rows, &v->claims_n);
    claim_rows(ctx, claims->more, claims->token, rows, &v->claims_n);
    RENDER(ctx, 200, federation_try, v);
    return OK;
}
