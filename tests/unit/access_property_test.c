/* Over random people, roles, scopes, groups, custom roles, programs and kinds of account: what the portal shows, what a
 * route allows and what "why" explains are the same, and the explanation is true: a role it names does help, and where
 * it says that no role helps, none does. The seed is printed with each failing case; ENTENTE_SEED repeats it. */
#include "app/area.h"
#include "app/rights.h"
#include "app/unit.h"
#include "app/why.h"
#include "db/engine.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "unit.h"

enum { CASES = 24, CASES_LONG = 600, GRANTS_MAX = 4 };
static Fixture *fx;
static uint64_t seed_now;

/* --- chance: SplitMix64 --- */
static uint64_t chance(void)
{
    uint64_t z = (seed_now += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}
static size_t below(size_t n) { return (size_t)(chance() % n); }

/* --- one case --- */
typedef struct Case {
    Id user, group, custom;
    char story[1500]; /* what was given, for the failure's message */
    size_t story_n;
} Case;

static void tell(Case *c, const char *what, Str detail)
{
    int n = snprintf(c->story + c->story_n, sizeof c->story - c->story_n, " %s %.*s;", what, S_ARG(detail));
    c->story_n += n > 0 && (size_t)n < sizeof c->story - c->story_n ? (size_t)n : 0;
}

static const char *const PROGRAM_SETS[] = {"csp_direct",
                                           "mpn csp_direct incentives referrals",
                                           "mpn",
                                           "marketplace",
                                           "mpn csp_provider incentives",
                                           "csp_reseller referrals",
                                           "harvest", /* the vendor's own: sells and publishes */
                                           "harvest incentives",
                                           ""};
static const char *const KINDS[] = {"direct", "provider", "reseller", "developer"};

static Err script(Ctx *ctx, void *arg) { return db_run_script(ctx->db, arg); }
static void must_run(const char *sql)
{
    assert_ok(fixture_unit(fx, MODE_WRITE, ID_NIL, script, (void *)(uintptr_t)sql));
}

/* The account becomes one of another kind, in other programs. */
static void choose_account(Case *c)
{
    const char *kind = KINDS[below(COUNT_OF(KINDS))], *programs = PROGRAM_SETS[below(COUNT_OF(PROGRAM_SETS))];
    Buf b = buf_on_arena(fx->arena, BUF_MAX_SMALL);
    buf_fmt(&b, "DELETE FROM account_program WHERE account_id IN (SELECT id FROM account WHERE public_id = 'test');");
    Str rest = str_from(programs), one;
    while (rest.n && str_split(&rest, ' ', &one)) {
        buf_fmt(
            &b,
            "INSERT INTO account_program (account_id, program, state, since) SELECT id, '%.*s', 'active', created_at "
            "FROM account WHERE public_id = 'test';",
            S_ARG(one));
    }
    buf_fmt(&b, "UPDATE account SET kind = '%s', rights_version = rights_version + 1 WHERE public_id = 'test';", kind);
    must_run(str_z(fx->arena, buf_str(&b)));
    tell(c, "kind", str_from(kind));
    tell(c, "programs", str_from(programs));
}

static Str any_role(void)
{
    for (;;) {
        const Role *r = &ROLES[below(ROLES_N)];
        if (role_assignable(r)) {
            return r->id;
        }
    }
}

static Str any_program(void)
{
    static const char *const ONE[] = {"csp_direct", "mpn", "incentives", "marketplace", "harvest"};
    return below(4) == 0 ? str_from(ONE[below(COUNT_OF(ONE))]) : S("");
}

static Err arrange(Ctx *ctx, void *arg)
{
    Case *c = arg;
    AccountCtx a = account_of(ctx, fx->account);
    size_t own = below(GRANTS_MAX), of_group = below(3) == 0 ? 1 + below(2) : 0;
    for (size_t i = 0; i < own; i++) {
        RightsChange g = {
            .user_id = c->user, .role = any_role(), .program = any_program(), .whole_directory = below(2)};
        bool changed;
        tell(c, g.whole_directory ? "holds everywhere" : "holds", g.role);
        tell(c, "for", g.program);
        TRY(rights_give(a, &g, &changed));
    }
    if (of_group) {
        TRY(group_add(system_of(ctx),
                      &(NewGroup){.directory_id = fx->directory, .name = id_text(ctx->arena, ctx_new_id(ctx))},
                      &c->group));
        bool changed;
        TRY(group_member_add(system_of(ctx), c->group, c->user, &changed));
        for (size_t i = 0; i < of_group; i++) {
            RightsChange g = {.group_id = c->group, .role = any_role()};
            tell(c, "by a group", g.role);
            TRY(rights_give(a, &g, &changed));
        }
    }
    if (below(4) == 0) {
        Str permissions[3];
        for (size_t i = 0; i < COUNT_OF(permissions); i++) {
            permissions[i] = perm_at(below(perm_count()))->id;
            tell(c, "custom", permissions[i]);
        }
        bool twice = str_eq(permissions[0], permissions[1]) || str_eq(permissions[1], permissions[2]) ||
                     str_eq(permissions[0], permissions[2]);
        TRY(custom_role_add(system_of(ctx),
                            &(NewCustomRole){.account_id = fx->account,
                                             .name = id_text(ctx->arena, ctx_new_id(ctx)),
                                             .permissions = permissions,
                                             .permissions_n = twice ? 1 : COUNT_OF(permissions)},
                            &c->custom));
        bool changed;
        TRY(rights_give(a, &(RightsChange){.user_id = c->user, .role = rights_custom_role(ctx->arena, c->custom)},
                        &changed));
    }
    return OK;
}

/* --- what is asked --- */
typedef struct Asked {
    Id user;
    Why why[PERM_MAX];
    Rights rights;
    RightsAccount account;
} Asked;
static Err ask_all(Ctx *ctx, void *arg)
{
    Asked *x = arg;
    WhyAsk ask;
    TRY(why_ask(account_of(ctx, fx->account), x->user, WHY_PEOPLE, &ask));
    for (size_t i = 0; i < perm_count(); i++) {
        TRY(why(&ask, perm_at(i), &x->why[i]));
    }
    x->rights = ask.rights;
    x->account = ask.account;
    return OK;
}
static Asked *ask_about(Id user)
{
    Asked *x = arena_new(fx->arena, Asked);
    x->user = user;
    assert_ok(fixture_unit(fx, MODE_READ, fx->account, ask_all, x));
    return x;
}
static bool granted(const Asked *x, const Perm *p)
{
    for (size_t i = 0; i < perm_count(); i++) {
        if (perm_at(i) == p) {
            return x->why[i].granted;
        }
    }
    return false;
}

#define HOLDS(cond, c, perm)                                                                                           \
    do {                                                                                                               \
        if (!(cond)) {                                                                                                 \
            fail_msg("%s: %.*s\n  the case:%s\n  repeat with ENTENTE_SEED=%s", #cond, S_ARG((perm)->id), (c)->story,   \
                     getenv("ENTENTE_SEED") ? getenv("ENTENTE_SEED") : "1");                                           \
        }                                                                                                              \
    } while (0)

/* Pages of the account that need nothing but the account. */
static void routes_allow_what_why_says(const Case *c, const Asked *x, Str cookie)
{
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->routes_n; k++) {
            const Route *r = &AREAS[i]->routes[k];
            Str path = str_from(r->path), head = S("/a/{account}");
            if (!str_eq(str_from(r->method), S("GET")) || !str_starts(path, head) || r->scope != SCOPE_ACCOUNT ||
                str_find_char(str_skip(path, head.n), '{') >= 0) {
                continue;
            }
            if (r->mode == MODE_OUTSIDE && granted(x, r->perm)) {
                continue; /* what is streamed needs a socket; that it is allowed is the other routes' story */
            }
            Str real = str_concat(fx->arena, S("/a/test"), str_skip(path, head.n));
            int status = fixture_request(fx, "GET", str_z(fx->arena, real), &(FixtureSend){.cookie = cookie}).status;
            if (!x->rights.member) {
                HOLDS(status == 404, c, r->perm);
            } else {
                HOLDS((status != 403) == granted(x, r->perm), c, r->perm);
            }
        }
    }
}

static bool links_to(Str page, const char *path)
{
    Str href = str_fmt(fx->arena, "href=\"/a/test%s\"", path + S("/a/{account}").n);
    return str_find(page, href) >= 0;
}

static void the_menu_shows_what_why_says(const Case *c, const Asked *x, Str cookie)
{
    FixtureAnswer menu = fixture_request(fx, "GET", "/a/test/menu", &(FixtureSend){.cookie = cookie});
    assert_int_equal(menu.status, 200);
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->nav_n; k++) {
            const NavEntry *n = &AREAS[i]->nav[k];
            if (str_starts(str_from(n->path), S("/a/{account}/"))) {
                HOLDS(links_to(menu.body, n->path) == granted(x, n->perm), c, n->perm);
            }
        }
    }
    FixtureAnswer access =
        fixture_request(fx, "GET", "/a/test/my-access?show=granted", &(FixtureSend){.cookie = cookie});
    assert_int_equal(access.status, 200);
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->settings_nav_n; k++) {
            const NavEntry *n = &AREAS[i]->settings_nav[k];
            if (str_starts(str_from(n->path), S("/a/{account}/"))) {
                HOLDS(links_to(access.body, n->path) == granted(x, n->perm), c, n->perm);
            }
        }
    }
}

typedef struct Give {
    Id user;
    Str role;
} Give;
static Err give_role(Ctx *ctx, void *arg)
{
    Give *g = arg;
    bool changed;
    return rights_give(account_of(ctx, fx->account), &(RightsChange){.user_id = g->user, .role = g->role}, &changed);
}

/* One refusal of the case: the weakest role it names helps; where it names none, no role does. */
static void the_explanation_is_true(const Case *c, const Asked *x)
{
    size_t from = below(perm_count());
    for (size_t step = 0; step < perm_count(); step++) {
        const Why *w = &x->why[(from + step) % perm_count()];
        HOLDS(w->granted == perm_in(&x->rights.perms, w->perm), c, w->perm);
        HOLDS(w->granted == (w->reason == WHY_BY_ROLE || w->reason == WHY_EVERYBODY), c, w->perm);
        bool asks = w->reason == WHY_NO_ROLE || w->reason == WHY_NOT_MEMBER || w->reason == WHY_ONE_PROGRAM ||
                    why_no_role_helps(w);
        if (w->granted || !asks || id_is_nil(c->user) || !id_is_nil(c->group)) {
            continue; /* where a group's roles stand in place, one's own do not help: that is WHY_GROUP's story */
        }
        if (w->roles_n) {
            Give g = {c->user, w->roles[0].role};
            assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, give_role, &g));
            HOLDS(granted(ask_about(c->user), w->perm), c, w->perm);
        } else {
            for (size_t i = 0; i < ROLES_N; i++) {
                Give g = {c->user, ROLES[i].id};
                if (role_assignable(&ROLES[i]) &&
                    (w->reason != WHY_NO_ROLE || role_fits(&ROLES[i], &x->account.brings))) {
                    assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, give_role, &g));
                }
            }
            HOLDS(!granted(ask_about(c->user), w->perm), c, w->perm);
        }
        return;
    }
}

static void shown_allowed_and_explained_are_the_same(void **state)
{
    (void)state;
    const char *seed = getenv("ENTENTE_SEED"), *full = getenv("ENTENTE_LONG");
    seed_now = seed ? strtoull(seed, NULL, 10) : 1;
    size_t cases = full && *full ? CASES_LONG : CASES;
    fx = fixture_open();
    must_run(
        "INSERT INTO program (id, created_at, updated_at, version, side, state, place, approval, countries, brings, "
        "agreement, questions, excludes, days, name_id, about_id) SELECT 'harvest', created_at, updated_at, 1, "
        "'developer', 'published', 5, 'manual', '', 'csp_direct marketplace', '', '', '', 5, name_id, about_id "
        "FROM program WHERE id = 'mpn';");
    for (size_t i = 0; i < cases; i++) {
        Case c = {.group = ID_NIL, .custom = ID_NIL};
        Str name = str_fmt(fx->arena, "p%zu@test.example", i);
        choose_account(&c);
        c.user = fixture_user(fx, fx->directory, str_z(fx->arena, name), "");
        assert_ok(fixture_unit(fx, MODE_WRITE, fx->account, arrange, &c));
        Str cookie = fixture_sign_in(fx, c.user, fx->account);
        const Asked *x = ask_about(c.user);
        routes_allow_what_why_says(&c, x, cookie);
        if (x->rights.member) {
            the_menu_shows_what_why_says(&c, x, cookie);
        }
        the_explanation_is_true(&c, x);
    }
    print_message("figures: shown, allowed and explained are the same for %zu random people\n", cases);
    fixture_close(fx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shown_allowed_and_explained_are_the_same)};
    return FIXTURE_RUN(tests);
}
