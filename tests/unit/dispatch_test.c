/* One request from its first byte to its answer: what is refused, what every answer carries, what survives a refusal.
 */
#include "app/setting.h"
#include "base/num.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"

/* --- routes of this test --- */

static const Perm NOBODY = PERM("test.nobody", N_("What nobody may"), "");
static _Atomic int slow_first; /* the first read goes over its budget */

static Err text(Ctx *ctx, Str body)
{
    ctx->out.body = body;
    ctx->out.content_type = S("text/plain; charset=utf-8");
    return OK;
}
static Err open_page(PublicCtx p) { return text(p.ctx, S("open")); }
static Err account_page(AccountCtx a)
{
    return text(a.ctx,
                str_fmt(a.ctx->arena, "%.*s for %.*s", S_ARG(a.ctx->account.public_id), S_ARG(a.ctx->actor.email)));
}
static Err notice_page(AccountCtx a)
{
    Str value;
    TRY(installation_get(a.ctx, S("test.notice"), &value));
    return text(a.ctx, value.n ? value : S("none"));
}
static Err own_page(SelfCtx s) { return text(s.ctx, s.ctx->actor.email); }
static Err api_get(AccountCtx a) { return text(a.ctx, S("{}")); }

static Err put(Ctx *ctx)
{
    Str key = ctx_form(ctx, S("key"));
    TRY(installation_put(ctx, key.n ? key : S("key"), S("1")));
    ctx_redirect(ctx, url_static("/a/test/page"), MSG1("Saved {name}.", "name", S("it")));
    return OK;
}
static Err write_page(AccountCtx a) { return put(a.ctx); }
static Err refuse_page(AccountCtx a)
{
    TRY(put(a.ctx));
    problem_field(a.ctx, S("name"), MSG("Enter a name."));
    return problem_check(a.ctx);
}
static void keep(SystemCtx s, void *arg) { (void)!installation_put(s.ctx, *(Str *)arg, S("kept")); }
static Err refuse_and_keep(AccountCtx a)
{
    Str *key = arena_new(a.ctx->arena, Str);
    *key = S("survivor");
    a.ctx->after_refusal = keep;
    a.ctx->after_refusal_arg = key;
    TRY(put(a.ctx));
    return problem(a.ctx, ERR_CONFLICT, MSG("Not now."), MSG("Later."));
}
static Err slow(AccountCtx a)
{
    if (atomic_exchange(&slow_first, 0)) {
        return ERR_BUDGET;
    }
    return text(a.ctx, S("on a worker"));
}
static Err nap(AccountCtx a)
{
    struct timespec t = {.tv_nsec = 200000000};
    (void)nanosleep(&t, NULL);
    return text(a.ctx, S("rested"));
}
static Err flash_page(AccountCtx a)
{
    Msg m = flash_take(a.ctx);
    return text(a.ctx, msg_is_set(m) ? msg_text(a.ctx->arena, a.ctx->locale, &m) : S("nothing"));
}
static Err breaks(AccountCtx a)
{
    a.ctx->problem.log = S("on purpose");
    return ERR_INTERNAL;
}
static Err api_fields(AccountCtx a)
{
    problem_field(a.ctx, S("companyProfile.domain"), MSG("Enter a domain."));
    return problem_check(a.ctx);
}

static Err api_danger(AccountCtx a) { return put(a.ctx); }
static Err seal_form(SelfCtx s)
{
    TRY(ctx_form_seal(s.ctx, ctx_query(s.ctx, S("path")), &s.ctx->out.body));
    return OK;
}
static pthread_mutex_t hash_gate = PTHREAD_MUTEX_INITIALIZER;
static _Atomic int hashing_begun;
static Err hash_page(PublicCtx p)
{
    atomic_fetch_add(&hashing_begun, 1);
    (void)pthread_mutex_lock(&hash_gate);
    (void)pthread_mutex_unlock(&hash_gate);
    return text(p.ctx, S("hashed"));
}

static const Route ROUTES[] = {
    ROUTE("GET", "/open", &PERM_PUBLIC, NULL, MODE_NONE, open_page),
    ROUTE("POST", "/open", &PERM_PUBLIC, NULL, MODE_OUTSIDE, open_page),
    ROUTE("GET", "/me", &PERM_SIGNED_IN, NULL, MODE_READ, own_page),
    ROUTE("GET", "/a/{account}/page", &PERM_SIGNED_IN, NULL, MODE_READ, account_page),
    ROUTE("POST", "/a/{account}/page", &PERM_SIGNED_IN, "test.write", MODE_WRITE, write_page),
    ROUTE("GET", "/a/{account}/danger", &PERM_SIGNED_IN, NULL, MODE_READ, account_page, .step_up = true),
    ROUTE("POST", "/a/{account}/danger", &PERM_SIGNED_IN, "test.write", MODE_WRITE, write_page, .step_up = true),
    ROUTE("POST", "/a/{account}/part", &PERM_SIGNED_IN, "test.write", MODE_WRITE, write_page, .step_up = true,
          .kind = ROUTE_PARTIAL),
    ROUTE("POST", "/v1/danger", &PERM_SIGNED_IN, "test.write", MODE_WRITE, api_danger, .step_up = true,
          .kind = ROUTE_API),
    ROUTE("POST", "/keep", &PERM_SIGNED_IN, NULL, MODE_OUTSIDE, seal_form),
    ROUTE("POST", "/hash", &PERM_PUBLIC, NULL, MODE_OUTSIDE, hash_page, .hashing = true),
    ROUTE("POST", "/a/{account}/refuse", &PERM_SIGNED_IN, "test.refuse", MODE_WRITE, refuse_page),
    ROUTE("POST", "/a/{account}/keep", &PERM_SIGNED_IN, "test.keep", MODE_WRITE, refuse_and_keep),
    ROUTE("GET", "/a/{account}/nobody", &NOBODY, NULL, MODE_READ, account_page),
    ROUTE("GET", "/a/{account}/notice", &PERM_SIGNED_IN, NULL, MODE_READ, notice_page),
    ROUTE("GET", "/a/{account}/slow", &PERM_SIGNED_IN, NULL, MODE_READ, slow),
    ROUTE("GET", "/a/{account}/nap", &PERM_SIGNED_IN, NULL, MODE_OUTSIDE, nap),
    ROUTE("GET", "/a/{account}/flash", &PERM_SIGNED_IN, NULL, MODE_READ, flash_page),
    ROUTE("GET", "/a/{account}/breaks", &PERM_SIGNED_IN, NULL, MODE_READ, breaks),
    ROUTE("GET", "/v1/things", &PERM_SIGNED_IN, NULL, MODE_READ, api_get, .kind = ROUTE_API),
    ROUTE("GET", "/v1/fields", &PERM_SIGNED_IN, NULL, MODE_READ, api_fields, .kind = ROUTE_API),
    ROUTE("GET", "/v1/breaks", &PERM_SIGNED_IN, NULL, MODE_READ, breaks, .kind = ROUTE_API),
};

static Fixture *open_with(AppOptions app)
{
    return fixture_open_with(&(FixtureOptions){.routes = ROUTES, .routes_n = COUNT_OF(ROUTES), .app = app});
}
static int setup(void **state)
{
    *state = open_with((AppOptions){0});
    return 0;
}
static int teardown(void **state)
{
    fixture_close(*state);
    return 0;
}

static FixtureAnswer get(Fixture *f, const char *path, Str cookie)
{
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
}
static Str ada(Fixture *f) { return fixture_sign_in(f, f->user, f->account); }
#define assert_has(body, words) assert_true(str_find((body), S(words)) >= 0)

static Err stored_unit(Ctx *ctx, void *arg)
{
    Str value;
    TRY(installation_get(ctx, *(Str *)arg, &value));
    return value.n ? OK : ERR_NOT_FOUND;
}
static bool stored(Fixture *f, const char *key)
{
    Str k = str_from(key);
    return unit_run(ctx_system(f->app, f->arena), MODE_READ, NULL, stored_unit, &k) == OK;
}

/* --- who may --- */

static void a_signed_in_person_reads_their_accounts_page(void **state)
{
    FixtureAnswer a = get(*state, "/a/test/page", ada(*state));
    assert_int_equal(a.status, 200);
    assert_str(a.body, "test for ada@test.example");
}

static void a_page_leads_to_the_sign_in_and_back(void **state)
{
    FixtureAnswer a = get(*state, "/a/test/page?x=1", S(""));
    assert_int_equal(a.status, 303);
    assert_str(a.location, "/sign-in?return=%2Fa%2Ftest%2Fpage%3Fx%3D1");
}

static void a_cookie_that_is_not_one_is_nobody(void **state)
{
    assert_int_equal(get(*state, "/a/test/page", S("entente=forged")).status, 303);
}

static void another_partners_account_does_not_exist(void **state)
{
    Fixture *f = *state;
    assert_int_equal(get(f, "/a/other/page", ada(f)).status, 404);
    assert_int_equal(get(f, "/a/nothere/page", ada(f)).status, 404);
    assert_int_equal(
        fixture_request(f, "POST", "/a/other/page", &(FixtureSend){.cookie = ada(f), .form = S("key=theirs")}).status,
        404);
    assert_false(stored(f, "theirs"));
}

static void a_link_into_another_account_of_mine_offers_to_switch(void **state)
{
    Fixture *f = *state;
    Str cookie = fixture_sign_in(f, f->user, f->other_account);
    FixtureAnswer a = get(f, "/a/test/page", cookie);
    assert_int_equal(a.status, 200);
    assert_has(a.body, "action=\"/switch\"");
    assert_has(a.body, "value=\"/a/test/page\"");
    assert_true(str_find(a.body, S("test for ada")) < 0);
}

static void a_missing_permission_is_named_with_who_can_give_it(void **state)
{
    FixtureAnswer a = get(*state, "/a/test/nobody", ada(*state));
    assert_int_equal(a.status, 403);
    assert_has(a.body, "test.nobody");
    assert_has(a.body, "Ada Test");
}

static Err count_refused(Ctx *ctx, void *arg)
{
    int64_t *ret = arg;
    AuditChainRow *rows = NULL;
    size_t n = 0;
    TRY(q_audit_chain(system_of(ctx), &(AuditChainArgs){.account_id = ctx->account_id, .after_seq = 0}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (str_eq(rows[i].outcome, S("refused"))) {
            ret[0]++;
            ret[1] += rows[i].times;
        }
    }
    return OK;
}

static void refusals_are_audited_once_a_minute_with_their_number(void **state)
{
    Fixture *f = *state;
    Str cookie = ada(f);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(get(f, "/a/test/nobody", cookie).status, 403);
    }
    assert_ok(house_turn(f->app, true));
    int64_t seen[2] = {0};
    assert_ok(fixture_unit(f, MODE_READ, f->account, count_refused, seen));
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], 3);
}

static Err script(Ctx *ctx, void *arg)
{
    ctx->audit.skip = true; /* there is nothing to write it to meanwhile */
    return db_run_script(ctx->db, arg);
}

static void refusals_that_cannot_be_written_wait_for_the_next_round(void **state)
{
    Fixture *f = *state;
    char away[] = "ALTER TABLE audit RENAME TO audit_away;", back[] = "ALTER TABLE audit_away RENAME TO audit;";
    Str cookie = ada(f);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(get(f, "/a/test/nobody", cookie).status, 403);
    }
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, script, away));
    assert_int_not_equal(house_turn(f->app, true), OK);
    assert_ok(fixture_unit(f, MODE_WRITE, ID_NIL, script, back));
    assert_ok(house_turn(f->app, true));
    int64_t seen[2] = {0};
    assert_ok(fixture_unit(f, MODE_READ, f->account, count_refused, seen));
    assert_int_equal(seen[0], 1);
    assert_int_equal(seen[1], 3);
}

/* --- forms --- */

static void a_form_without_its_token_changes_nothing(void **state)
{
    Fixture *f = *state;
    FixtureAnswer a = fixture_request(f, "POST", "/a/test/page",
                                      &(FixtureSend){.cookie = ada(f), .form = S("key=bare"), .no_csrf = true});
    assert_int_equal(a.status, 403);
    assert_false(stored(f, "bare"));
    Str mine = ada(f), hers = fixture_csrf(f, fixture_sign_in(f, f->colleague, f->account));
    Str form = str_fmt(f->arena, "key=swapped&csrf=%.*s", S_ARG(hers));
    assert_int_equal(
        fixture_request(f, "POST", "/a/test/page", &(FixtureSend){.cookie = mine, .form = form, .no_csrf = true})
            .status,
        403);
    assert_false(stored(f, "swapped"));
}

static void bytes_that_are_no_text_are_refused_in_forms_and_addresses(void **state)
{
    Fixture *f = *state;
    static const char *const BAD[] = {"key=%FF", "key=a&x=%ED%A0%80", "%C3=1&key=b", "key=c&x=%00"};
    for (size_t i = 0; i < COUNT_OF(BAD); i++) {
        FixtureAnswer a =
            fixture_request(f, "POST", "/a/test/page", &(FixtureSend){.cookie = ada(f), .form = str_from(BAD[i])});
        assert_int_equal(a.status, 400);
    }
    assert_false(stored(f, "a") || stored(f, "b") || stored(f, "c"));
    assert_int_equal(get(f, "/a/test/page?q=%FF", ada(f)).status, 200);
    assert_int_equal(fixture_request(f, "POST", "/v1/danger?q=%FF", &(FixtureSend){0}).status, 400);
    assert_int_equal(fixture_request(f, "POST", "/v1/danger?q=%C3%A9", &(FixtureSend){0}).status, 401);
    assert_int_equal(get(f, "/a/%C3%28/page", ada(f)).status, 400);
    assert_int_equal(get(f, "/a/test/page?q=%C3%A9%F0%9F%98%80", ada(f)).status, 200);
    FixtureFile file = {S("file"), S("x.bin"), S("\xff\xfe")};
    FixtureSend whole = {.cookie = ada(f), .form = S("key=whole"), .files = &file, .files_n = 1};
    assert_int_equal(fixture_request(f, "POST", "/a/test/page", &whole).status, 303);
    whole.form = S("key=part&x=%FF");
    assert_int_equal(fixture_request(f, "POST", "/a/test/page", &whole).status, 400);
}

static void a_form_with_its_token_is_stored_and_told_once(void **state)
{
    Fixture *f = *state;
    Str cookie = ada(f);
    FixtureAnswer a =
        fixture_request(f, "POST", "/a/test/page", &(FixtureSend){.cookie = cookie, .form = S("key=good")});
    assert_int_equal(a.status, 303);
    assert_str(a.location, "/a/test/page");
    assert_true(stored(f, "good"));
    Str said = str_sub(a.set_cookie, 0, (size_t)str_find_char(a.set_cookie, ';'));
    FixtureAnswer b = get(f, "/a/test/flash", str_fmt(f->arena, "%.*s; %.*s", S_ARG(cookie), S_ARG(said)));
    assert_str(b.body, "Saved it.");
    assert_has(b.set_cookie, "Max-Age=0");
    assert_str(get(f, "/a/test/flash", cookie).body, "nothing");
    assert_str(
        get(f, "/a/test/flash", str_fmt(f->arena, "%.*s; entente_said=Zm9yZ2VkLWZvcmdlZC1mb3JnZWQ", S_ARG(cookie)))
            .body,
        "nothing");
}

static void a_signed_out_form_needs_the_cookie_that_came_with_it(void **state)
{
    Fixture *f = *state;
    assert_int_equal(fixture_request(f, "POST", "/open", &(FixtureSend){.form = S("a=1")}).status, 403);
    Str cookie = S("entente_form=0123456789abcdef");
    assert_int_equal(fixture_request(f, "POST", "/open", &(FixtureSend){.cookie = cookie, .form = S("a=1")}).status,
                     200);
}

/* --- dangerous acts --- */

static void a_dangerous_page_asks_for_a_proof_once_the_last_is_old(void **state)
{
    Fixture *f = *state;
    Str cookie = ada(f);
    assert_int_equal(get(f, "/a/test/danger", cookie).status, 200);
    fixture_set_wall(f, time_add(app_wall(f->app), 10 * TIME_MINUTE));
    assert_int_equal(get(f, "/a/test/danger?x=1", cookie).status, 200);
    fixture_set_wall(f, time_add(app_wall(f->app), 1));
    FixtureAnswer a = get(f, "/a/test/danger?x=1", cookie);
    assert_int_equal(a.status, 303);
    assert_str(a.location, "/sign-in/confirm?return=%2Fa%2Ftest%2Fdanger%3Fx%3D1");
    assert_int_equal(get(f, "/a/test/page", cookie).status, 200);
}

static void a_dangerous_form_goes_to_the_proof_whole_and_does_nothing_before(void **state)
{
    Fixture *f = *state;
    Str cookie = ada(f);
    fixture_set_wall(f, time_add(app_wall(f->app), 11 * TIME_MINUTE));
    FixtureAnswer a =
        fixture_request(f, "POST", "/a/test/danger", &(FixtureSend){.cookie = cookie, .form = S("key=risky")});
    assert_int_equal(a.status, 307);
    assert_str(a.location, "/sign-in/confirm?for=%2Fa%2Ftest%2Fdanger");
    assert_false(stored(f, "risky"));
    assert_int_equal(fixture_request(f, "POST", "/a/test/danger",
                                     &(FixtureSend){.cookie = cookie, .form = S("key=risky"), .no_csrf = true})
                         .status,
                     403);
}

static void programs_and_scripts_are_told_that_a_proof_is_missing(void **state)
{
    Fixture *f = *state;
    Str cookie = ada(f);
    fixture_set_wall(f, time_add(app_wall(f->app), 11 * TIME_MINUTE));
    FixtureAnswer part =
        fixture_request(f, "POST", "/a/test/part", &(FixtureSend){.cookie = cookie, .form = S("key=part")});
    assert_int_equal(part.status, 401);
    assert_has(part.body, "fresh proof");
    FixtureAnswer api = fixture_request(
        f, "POST", "/v1/danger", &(FixtureSend){.bearer = fixture_token(f, ID_NIL), .json = S("{}"), .no_csrf = true});
    assert_int_equal(api.status, 403);
    assert_has(api.body, "fresh proof");
    assert_false(stored(f, "part"));
}

/* What POST /sign-in/confirm does, without its page: the form sealed, and sent to its address in place of its own. */
static Str sealed_form(Fixture *f, Str cookie, const char *path, const char *form)
{
    Str with_token = str_fmt(f->arena, "%s&csrf=%.*s", form, S_ARG(fixture_csrf(f, cookie)));
    const char *target = str_z(f->arena, str_fmt(f->arena, "/keep?path=%s", path));
    FixtureAnswer a = fixture_request(f, "POST", target, &(FixtureSend){.cookie = cookie, .form = with_token});
    assert_int_equal(a.status, 200);
    return str_fmt(f->arena, "_kept=%.*s&password=secret", S_ARG(a.body));
}

static void a_kept_form_is_run_as_it_was_sent(void **state)
{
    Fixture *f = *state;
    Str cookie = ada(f);
    FixtureSend send = {
        .cookie = cookie, .form = sealed_form(f, cookie, "/a/test/danger", "key=kept"), .no_csrf = true};
    assert_int_equal(fixture_request(f, "POST", "/a/test/danger", &send).status, 303);
    assert_true(stored(f, "kept"));
}

static void a_kept_form_is_good_for_its_person_its_address_and_its_time_only(void **state)
{
    Fixture *f = *state;
    Str cookie = ada(f), hers = fixture_sign_in(f, f->colleague, f->account);
    Str form = sealed_form(f, cookie, "/a/test/danger", "key=elsewhere");
    FixtureSend as_her = {.cookie = hers, .form = form, .no_csrf = true};
    assert_int_equal(fixture_request(f, "POST", "/a/test/danger", &as_her).status, 403);
    FixtureSend mine = {
        .cookie = cookie, .form = sealed_form(f, cookie, "/a/test/other", "key=elsewhere"), .no_csrf = true};
    assert_int_equal(fixture_request(f, "POST", "/a/test/danger", &mine).status, 403);
    FixtureSend plain = {.cookie = cookie, .form = form, .no_csrf = true};
    assert_int_equal(fixture_request(f, "POST", "/a/test/page", &plain).status, 403); /* where no proof is asked */
    fixture_set_wall(f, time_add(app_wall(f->app), 10 * TIME_MINUTE + 1));
    cookie = ada(f);
    FixtureSend late = {.cookie = cookie, .form = form, .no_csrf = true};
    assert_int_equal(fixture_request(f, "POST", "/a/test/danger", &late).status, 403);
    assert_false(stored(f, "elsewhere"));
}

static void a_form_of_somebody_elses_page_is_refused_by_name_and_not_offered_again(void **state)
{
    Fixture *f = *state;
    Str mine = ada(f), hers = fixture_csrf(f, fixture_sign_in(f, f->colleague, f->account));
    FixtureSend send = {.cookie = mine,
                        .form = str_fmt(f->arena, "key=foreign&csrf=%.*s", S_ARG(hers)),
                        .no_csrf = true,
                        .headers = {{S("sec-fetch-site"), S("same-origin")}},
                        .headers_n = 1};
    FixtureAnswer a = fixture_request(f, "POST", "/a/test/page", &send);
    assert_int_equal(a.status, 403);
    assert_has(a.body, "belongs to another sign-in");
    assert_has(a.body, "Ada Test");
    assert_true(str_find(a.body, S("value=\"foreign\"")) < 0);
    assert_false(stored(f, "foreign"));
}

static void what_was_typed_is_offered_again_to_a_page_of_ours_alone(void **state)
{
    Fixture *f = *state;
    static const struct {
        const char *header, *value;
        bool offered;
    } FROM[] = {{"sec-fetch-site", "same-origin", true},
                {"sec-fetch-site", "cross-site", false},
                {"origin", "http://test", true},
                {"origin", "http://elsewhere", false},
                {"origin", "null", false}};
    for (size_t i = 0; i < COUNT_OF(FROM); i++) {
        FixtureSend send = {.form = S("key=typed-words"),
                            .no_csrf = true,
                            .headers = {{str_from(FROM[i].header), str_from(FROM[i].value)}},
                            .headers_n = 1};
        FixtureAnswer a = fixture_request(f, "POST", "/a/test/page", &send);
        assert_int_equal(a.status, 401);
        assert_int_equal(str_find(a.body, S("typed-words")) >= 0, FROM[i].offered);
    }
}

static void wait_a_little(void) { (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL); }
static void who_comes_to_hash_when_many_wait_is_told_so(void **state)
{
    (void)state;
    Fixture *f = open_with((AppOptions){.hashers = 1, .hash_queue_max = 2});
    FixtureSend send = {.cookie = S("entente_form=0123456789abcdef"), .form = S("a=1")};
    (void)pthread_mutex_lock(&hash_gate);
    FixtureCall *calls[3];
    atomic_store(&hashing_begun, 0);
    calls[0] = fixture_begin(f, "POST", "/hash", &send);
    while (!atomic_load(&hashing_begun)) { /* the hasher has it */
        wait_a_little();
    }
    calls[1] = fixture_begin(f, "POST", "/hash", &send);
    calls[2] = fixture_begin(f, "POST", "/hash", &send);
    while (queue_length(f->app->hashing) < 2) {
        wait_a_little();
    }
    FixtureAnswer full = fixture_request(f, "POST", "/hash", &send);
    assert_int_equal(full.status, 503);
    assert_has(full.body, "Many people are signing in");
    assert_true(fixture_header(&full, "Retry-After").n > 0);
    assert_int_equal(get(f, "/a/test/page", ada(f)).status, 200); /* everybody else goes on */
    (void)pthread_mutex_unlock(&hash_gate);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(fixture_wait(calls[i]).status, 200);
    }
    fixture_close(f);
}

static void a_refused_form_leaves_nothing_behind(void **state)
{
    Fixture *f = *state;
    assert_int_equal(
        fixture_request(f, "POST", "/a/test/refuse", &(FixtureSend){.cookie = ada(f), .form = S("key=undone")}).status,
        422);
    assert_false(stored(f, "undone"));
}

static void what_must_survive_a_refusal_does(void **state)
{
    Fixture *f = *state;
    FixtureAnswer a =
        fixture_request(f, "POST", "/a/test/keep", &(FixtureSend){.cookie = ada(f), .form = S("key=undone2")});
    assert_int_equal(a.status, 409);
    assert_has(a.body, "Not now.");
    assert_false(stored(f, "undone2"));
    assert_true(stored(f, "survivor"));
}

/* --- methods and headers --- */

static void methods_that_are_not_there_are_told(void **state)
{
    FixtureAnswer a = fixture_request(*state, "DELETE", "/open", NULL);
    assert_int_equal(a.status, 405);
    assert_str(fixture_header(&a, "Allow"), "GET, HEAD, POST");
    a = fixture_request(*state, "OPTIONS", "/open", NULL);
    assert_int_equal(a.status, 204);
    assert_str(fixture_header(&a, "Allow"), "GET, HEAD, POST");
}

static void every_page_carries_the_security_headers(void **state)
{
    const char *paths[] = {"/open", "/nowhere", "/a/test/page"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        FixtureAnswer a = get(*state, paths[i], S(""));
        assert_has(fixture_header(&a, "Content-Security-Policy"), "default-src 'none'");
        assert_true(str_find(fixture_header(&a, "Content-Security-Policy"), S("unsafe")) < 0);
        assert_str(fixture_header(&a, "X-Content-Type-Options"), "nosniff");
        assert_str(fixture_header(&a, "X-Frame-Options"), "DENY");
        assert_str(fixture_header(&a, "Cache-Control"), "no-store");
    }
}

static void cookies_of_a_tls_site_are_host_bound_and_secure(void **state)
{
    (void)state;
    Fixture *f = open_with((AppOptions){.secure_cookies = true});
    Str cookie = ada(f);
    assert_true(str_starts(cookie, S("__Host-entente=")));
    assert_int_equal(get(f, "/a/test/page", cookie).status, 200);
    FixtureAnswer a = fixture_request(f, "POST", "/a/test/page", &(FixtureSend){.cookie = cookie, .form = S("key=x")});
    assert_has(a.set_cookie, "; Secure");
    assert_has(a.set_cookie, "; HttpOnly");
    assert_has(a.set_cookie, "SameSite=Lax");
    fixture_close(f);
}

/* --- the API --- */

static FixtureAnswer api(Fixture *f, const char *path, Str token)
{
    return fixture_request(f, "GET", path,
                           &(FixtureSend){.bearer = token,
                                          .headers = {{S("ms-requestid"), S("11111111-2222-3333-4444-555555555555")},
                                                      {S("ms-correlationid"), S("corr-1")}},
                                          .headers_n = 2});
}

static void the_api_echoes_the_callers_ids(void **state)
{
    FixtureAnswer a = api(*state, "/V1//Things/", fixture_token(*state, ID_NIL));
    assert_int_equal(a.status, 200);
    assert_str(fixture_header(&a, "MS-RequestId"), "11111111-2222-3333-4444-555555555555");
    assert_str(fixture_header(&a, "MS-CorrelationId"), "corr-1");
    assert_true(fixture_header(&a, "MS-CV").n > 0 && fixture_header(&a, "MS-ServerId").n > 0);
}

static void the_apis_errors_have_their_shape(void **state)
{
    Fixture *f = *state;
    FixtureAnswer a = api(f, "/v1/things", S("forged"));
    assert_int_equal(a.status, 401);
    assert_has(a.body, "\"code\":800001");
    assert_has(a.body, "\"source\":\"PartnerFD\"");
    assert_str(a.content_type, "application/json; charset=utf-8");
    assert_str(fixture_header(&a, "WWW-Authenticate"), "Bearer error=\"invalid_token\"");
    a = api(f, "/v1/nothing", fixture_token(f, ID_NIL));
    assert_int_equal(a.status, 404);
    assert_has(a.body, "\"code\":1000");
    a = api(f, "/v1/fields", fixture_token(f, ID_NIL));
    assert_int_equal(a.status, 400);
    assert_has(a.body, "\"data\":[\"companyProfile.domain: Enter a domain.\"]");
    a = api(f, "/v1/breaks", fixture_token(f, ID_NIL));
    assert_int_equal(a.status, 500);
    assert_has(a.body, "\"code\":800003");
    assert_true(str_find(a.body, S("on purpose")) < 0);
}

static void a_cookie_is_no_key_to_the_api(void **state)
{
    assert_int_equal(get(*state, "/v1/things", ada(*state)).status, 401);
}

static void a_token_ends_in_time(void **state)
{
    Fixture *f = *state;
    Str token = fixture_token(f, ID_NIL);
    assert_int_equal(api(f, "/v1/things", token).status, 200);
    fixture_set_wall(f, time_add(app_wall(f->app), TIME_HOUR));
    assert_int_equal(api(f, "/v1/things", token).status, 401);
}

/* --- limits and trouble --- */

static void an_error_page_tells_no_secrets(void **state)
{
    FixtureAnswer a = get(*state, "/a/test/breaks", ada(*state));
    assert_int_equal(a.status, 500);
    assert_true(str_find(a.body, S("on purpose")) < 0);
}

static void a_read_over_its_budget_runs_again_on_a_worker(void **state)
{
    if (fixture_on_postgres()) {
        skip(); /* all reads run on workers there */
    }
    atomic_store(&slow_first, 1);
    FixtureAnswer a = get(*state, "/a/test/slow", ada(*state));
    assert_int_equal(a.status, 200);
    assert_str(a.body, "on a worker");
}

/* The loop's snapshot rests and results are kept (db/keep.h): neither may show in an answer. */
static void a_page_asked_again_and_again_shows_each_commit_of_whoever(void **state)
{
    Fixture *f = *state;
    Db *db;
    DbConn *other; /* as a command that writes beside the serving process */
    char why[256], sql[200];
    assert_ok(db_open(&(DbConfig){.url = f->app->options.database}, &db, why));
    assert_ok(db_connect(db, DB_WRITER, &other, why));
    Str cookie = ada(f);
    for (int i = 0; i < 10; i++) {
        assert_str(get(f, "/a/test/notice", cookie).body, "none");
    }
    for (int k = 1; k <= 3; k++) {
        snprintf(
            sql, sizeof sql,
            "DELETE FROM installation WHERE key = 'test.notice'; INSERT INTO installation (key, value, updated_at) "
            "VALUES ('test.notice', 'number %d', 0)",
            k);
        assert_ok(db_run_script(other, sql));
        snprintf(sql, sizeof sql, "number %d", k);
        for (int i = 0; i < 10; i++) {
            assert_str_is(get(f, "/a/test/notice", cookie).body, str_from(sql));
        }
    }
    assert_ok(db_run_script(other, "UPDATE session SET ended_at = 1"));
    assert_int_equal(get(f, "/a/test/notice", cookie).status, 303);
    db_disconnect(other);
    db_close(db);
}

static void a_full_queue_is_told_at_once(void **state)
{
    (void)state;
    Fixture *f = open_with((AppOptions){.workers = 1, .queue_max = 2});
    Str cookie = ada(f);
    FixtureCall *calls[6];
    int busy = 0, good = 0;
    for (int i = 0; i < 6; i++) {
        calls[i] = fixture_begin(f, "GET", "/a/test/nap", &(FixtureSend){.cookie = cookie});
    }
    for (int i = 0; i < 6; i++) {
        FixtureAnswer a = fixture_wait(calls[i]);
        busy += a.status == 503 && fixture_header(&a, "Retry-After").n > 0;
        good += a.status == 200;
    }
    assert_int_equal(busy + good, 6);
    assert_true(busy >= 3 && good >= 2);
    fixture_close(f);
}

static void sign_in_is_limited_by_address_and_says_until_when(void **state)
{
    (void)state;
    Fixture *f = open_with((AppOptions){.limit_sign_in = 3});
    FixtureSend send = {.cookie = S("entente_form=0123456789abcdef"), .form = S("a=1")};
    for (int i = 0; i < 3; i++) {
        FixtureAnswer a = fixture_request(f, "POST", "/open", &send);
        assert_int_equal(a.status, 200);
        assert_str(fixture_header(&a, "RateLimit-Limit"), "3");
    }
    FixtureAnswer a = fixture_request(f, "POST", "/open", &send);
    assert_int_equal(a.status, 429);
    assert_str(fixture_header(&a, "Retry-After"), "20");
    fixture_set_wall(f, time_add(app_wall(f->app), 20 * TIME_SECOND));
    assert_int_equal(fixture_request(f, "POST", "/open", &send).status, 200);
    fixture_close(f);
}

static void the_api_throttles_in_its_own_words(void **state)
{
    (void)state;
    Fixture *f = open_with((AppOptions){.limit_api = 1});
    Str token = fixture_token(f, ID_NIL);
    assert_int_equal(api(f, "/v1/things", token).status, 200);
    FixtureAnswer a = api(f, "/v1/things", token);
    assert_int_equal(a.status, 429);
    assert_has(a.body, "\"statusCode\":429");
    assert_true(fixture_header(&a, "Retry-After").n > 0);
    fixture_close(f);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_signed_in_person_reads_their_accounts_page),
        T(a_page_leads_to_the_sign_in_and_back),
        T(a_cookie_that_is_not_one_is_nobody),
        T(another_partners_account_does_not_exist),
        T(a_link_into_another_account_of_mine_offers_to_switch),
        T(a_missing_permission_is_named_with_who_can_give_it),
        T(refusals_are_audited_once_a_minute_with_their_number),
        T(refusals_that_cannot_be_written_wait_for_the_next_round),
        T(a_form_without_its_token_changes_nothing),
        T(bytes_that_are_no_text_are_refused_in_forms_and_addresses),
        T(a_form_with_its_token_is_stored_and_told_once),
        T(a_signed_out_form_needs_the_cookie_that_came_with_it),
        T(a_dangerous_page_asks_for_a_proof_once_the_last_is_old),
        T(a_dangerous_form_goes_to_the_proof_whole_and_does_nothing_before),
        T(programs_and_scripts_are_told_that_a_proof_is_missing),
        T(a_kept_form_is_run_as_it_was_sent),
        T(a_kept_form_is_good_for_its_person_its_address_and_its_time_only),
        T(a_form_of_somebody_elses_page_is_refused_by_name_and_not_offered_again),
        T(what_was_typed_is_offered_again_to_a_page_of_ours_alone),
        T(who_comes_to_hash_when_many_wait_is_told_so),
        T(a_refused_form_leaves_nothing_behind),
        T(what_must_survive_a_refusal_does),
        T(methods_that_are_not_there_are_told),
        T(every_page_carries_the_security_headers),
        cmocka_unit_test(cookies_of_a_tls_site_are_host_bound_and_secure),
        T(the_api_echoes_the_callers_ids),
        T(the_apis_errors_have_their_shape),
        T(a_cookie_is_no_key_to_the_api),
        T(a_token_ends_in_time),
        T(an_error_page_tells_no_secrets),
        T(a_read_over_its_budget_runs_again_on_a_worker),
        T(a_page_asked_again_and_again_shows_each_commit_of_whoever),
        cmocka_unit_test(a_full_queue_is_told_at_once),
        cmocka_unit_test(sign_in_is_limited_by_address_and_says_until_when),
        cmocka_unit_test(the_api_throttles_in_its_own_words),
    };
    return FIXTURE_RUN(tests);
}
