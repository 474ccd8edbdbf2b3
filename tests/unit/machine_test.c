/* Every machine of every area: its table holds, every move in it can be made and no other, and each state answers what
 * people need to know, in every language. */
#include "app/area.h"
#include "app/machine.h"
#include "app/unit.h"
#include "gen/app_q.h"
#include "lib/app_fixture.h"
#include "unit.h"

static Fixture *f;
static const Machine *machines[MACHINES_MAX];
static size_t machines_n;
static Str stands; /* where the thing of the copied machine is */

static Err stand_read(Ctx *ctx, Id account_id, Id subject_id, Str *ret)
{
    (void)ctx, (void)account_id, (void)subject_id;
    *ret = stands;
    return OK;
}
static Err stand_write(Ctx *ctx, const MachineStep *step)
{
    (void)ctx;
    assert_true(str_eq(step->from, stands));
    stands = step->to;
    return OK;
}

/* A machine as it is, but for the row it moves. */
static Machine copy_of(const Machine *m)
{
    Machine c = *m;
    c.read = stand_read;
    c.write = stand_write;
    return c;
}

static int set_up(void **state)
{
    (void)state;
    f = fixture_open();
    machines_n = machines_all(machines);
    return 0;
}
static int tear_down(void **state)
{
    (void)state;
    fixture_close(f);
    return 0;
}

static void every_table_holds(void **state)
{
    (void)state;
    assert_true(machines_n > 0);
    for (size_t i = 0; i < machines_n; i++) {
        Str why = machine_complaint(f->arena, machines[i]);
        if (why.n) {
            fail_msg("%.*s", S_ARG(why));
        }
        for (size_t k = 0; k < i; k++) {
            assert_false(str_eq(str_from(machines[i]->id), str_from(machines[k]->id)));
        }
    }
}

/* --- a table that does not hold is found --- */

static Str complaint_of(const Machine *m, const MachineState *states, size_t n, const MachineMove *moves,
                        size_t moves_n)
{
    Machine c = copy_of(m);
    c.states = states;
    c.states_n = n;
    c.moves = moves;
    c.moves_n = moves_n;
    return machine_complaint(f->arena, &c);
}

static void a_state_without_an_answer_or_a_way_on_is_found(void **state)
{
    (void)state;
    const Machine *m = machines[0];
    MachineState *s = arena_array(f->arena, MachineState, m->states_n);
    MachineMove *v = arena_array(f->arena, MachineMove, m->moves_n);
    const char **answers[] = {&s[1].means, &s[1].why, &s[1].next, &s[1].who, &s[1].when};
    memcpy(v, m->moves, m->moves_n * sizeof *v);
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        memcpy(s, m->states, m->states_n * sizeof *s);
        *answers[i] = "";
        assert_true(complaint_of(m, s, m->states_n, v, m->moves_n).n > 0);
    }
    memcpy(s, m->states, m->states_n * sizeof *s);
    assert_int_equal(complaint_of(m, s, m->states_n, v, m->moves_n).n, 0);
    s[1].partner = s[1].vendor = (MachineAct){0};
    assert_true(complaint_of(m, s, m->states_n, v, m->moves_n).n > 0);
    memcpy(s, m->states, m->states_n * sizeof *s);
    v[0].to = "nowhere";
    assert_true(complaint_of(m, s, m->states_n, v, m->moves_n).n > 0);
    memcpy(v, m->moves, m->moves_n * sizeof *v);
    v[0].perm = NULL;
    assert_true(complaint_of(m, s, m->states_n, v, m->moves_n).n > 0);
}

/* --- walking --- */

typedef struct Try {
    const Machine *m;
    Mover mover;
    Str to, reason;
    PermSet perms;
    bool no_request;
    Id subject;
    Err err;
    int status;
    Str permission, said;
} Try;

static Err try_move(Ctx *ctx, void *arg)
{
    Try *t = arg;
    static HttpRequest request;
    ctx->req = t->no_request ? NULL : &request;
    ctx->actor = (Actor){.kind = t->mover == MOVER_VENDOR    ? ACTOR_OPERATOR
                                 : t->mover == MOVER_PARTNER ? ACTOR_USER
                                                             : ACTOR_JOB,
                         .user_id = t->mover == MOVER_VENDOR || t->mover == MOVER_PARTNER ? f->user : ID_NIL,
                         .perms = t->perms};
    t->err = machine_move(
        ctx, t->m,
        &(MachineAsk){
            .account_id = f->account, .subject_id = t->subject, .to = t->to, .mover = t->mover, .reason = t->reason});
    t->permission = ctx->problem.permission;
    t->status = ctx->problem.status ? ctx->problem.status : problem_status(t->err);
    t->said = msg_is_set(ctx->problem.message) ? msg_text(f->arena, ctx->locale, &ctx->problem.message) : S("");
    ctx->req = NULL;
    return t->err;
}

static Err made(Try *t, Str from)
{
    t->subject = ctx_new_id(ctx_system(f->app, f->arena));
    stands = from;
    (void)fixture_unit(f, MODE_WRITE, f->account, try_move, t);
    return t->err;
}

static PermSet all_perms(void)
{
    PermSet set;
    memset(&set, 0xff, sizeof set);
    return set;
}

typedef struct Newest {
    const char *machine;
    Id subject;
    size_t n;
    StateChangesRow row;
} Newest;

static Err read_newest(Ctx *ctx, void *arg)
{
    Newest *w = arg;
    StateChangesRow *rows;
    TRY(q_state_changes(
        system_of(ctx),
        &(StateChangesArgs){
            .account_id = f->account, .machine = str_from(w->machine), .subject_id = w->subject, .n = 2},
        &rows, &w->n));
    w->row = w->n ? rows[0] : (StateChangesRow){0};
    return OK;
}

static Newest newest(const Machine *m, Id subject)
{
    Newest w = {.machine = m->id, .subject = subject};
    assert_ok(fixture_unit(f, MODE_READ, f->account, read_newest, &w));
    return w;
}

static void every_move_of_every_machine_can_be_made_and_no_other_by_any_mover(void **state)
{
    (void)state;
    for (size_t i = 0; i < machines_n; i++) {
        Machine m = copy_of(machines[i]);
        for (size_t from = 0; from < m.states_n; from++) {
            for (size_t to = 0; to < m.states_n; to++) {
                for (Mover by = MOVER_PARTNER; by <= MOVER_SYSTEM; by++) {
                    Str a = str_from(m.states[from].id), b = str_from(m.states[to].id);
                    Try t = {.m = &m,
                             .mover = by,
                             .to = b,
                             .reason = S("Because."),
                             .perms = all_perms(),
                             .no_request = by == MOVER_TIMER};
                    Err err = made(&t, a);
                    Newest w = newest(&m, t.subject);
                    if (machine_find(&m, a, b, by)) {
                        assert_ok(err);
                        assert_true(str_eq(stands, b));
                        assert_int_equal(w.n, 1);
                        assert_true(str_eq(w.row.from_state, a) && str_eq(w.row.to_state, b));
                        assert_true(str_eq(w.row.mover, str_from(mover_name(by))));
                        assert_true(str_eq(w.row.reason, S("Because.")));
                    } else {
                        assert_int_equal(err, ERR_CONFLICT);
                        assert_int_equal(t.status, 409);
                        assert_true(str_eq(stands, a));
                        assert_int_equal(w.n, 0);
                    }
                }
            }
        }
    }
}

static void every_move_needs_its_permission_whatever_the_role(void **state)
{
    (void)state;
    for (size_t i = 0; i < machines_n; i++) {
        Machine m = copy_of(machines[i]);
        for (size_t k = 0; k < m.moves_n; k++) {
            const MachineMove *v = &m.moves[k];
            if (!v->perm) {
                continue;
            }
            for (size_t r = 0; r < ROLES_N; r++) {
                RoleSet one = {0};
                role_put(&one, (int)r);
                bool vendor = v->mover == MOVER_VENDOR;
                Try t = {.m = &m,
                         .mover = v->mover,
                         .to = str_from(v->to),
                         .reason = S("Because."),
                         .perms = perm_of_roles(&one, S("direct"), NULL, vendor)};
                bool holds = perm_in(&t.perms, v->perm);
                Err err = made(&t, str_from(v->from));
                assert_int_equal(err, holds ? OK : ERR_FORBIDDEN);
                assert_true(holds || str_eq(t.permission, v->perm->id));
            }
        }
    }
}

static void a_reason_that_is_required_cannot_be_left_out_nor_be_too_long(void **state)
{
    (void)state;
    char *lots = arena_alloc_raw(f->arena, MACHINE_REASON_MAX + 1, 1);
    memset(lots, 'x', MACHINE_REASON_MAX + 1);
    for (size_t i = 0; i < machines_n; i++) {
        Machine m = copy_of(machines[i]);
        for (size_t k = 0; k < m.moves_n; k++) {
            const MachineMove *v = &m.moves[k];
            Try t = {.m = &m,
                     .mover = v->mover,
                     .to = str_from(v->to),
                     .reason = S(" \n "),
                     .perms = all_perms(),
                     .no_request = true};
            assert_int_equal(made(&t, str_from(v->from)), v->reason ? ERR_INVALID : OK);
            t.reason = str_of(lots, MACHINE_REASON_MAX + 1);
            assert_int_equal(made(&t, str_from(v->from)), ERR_INVALID);
            t.reason = str_of(lots, MACHINE_REASON_MAX);
            assert_ok(made(&t, str_from(v->from)));
        }
    }
}

static Err bare_rejection(Ctx *ctx, void *arg)
{
    Str *reason = arg;
    return q_state_change_add(system_of(ctx),
                              &(StateChangeAddArgs){.account_id = f->account,
                                                    .id = ctx_new_id(ctx),
                                                    .machine = S("partner_account"),
                                                    .subject_id = f->account,
                                                    .from_state = S("active"),
                                                    .to_state = S("suspended"),
                                                    .mover = S("vendor"),
                                                    .reason = *reason,
                                                    .needs_reason = true},
                              NULL);
}

static void the_database_itself_holds_no_refusal_without_a_reason(void **state)
{
    (void)state;
    Str none = S("  "), some = S("Overdue.");
    assert_int_not_equal(fixture_unit(f, MODE_WRITE, f->account, bare_rejection, &none), OK);
    assert_ok(fixture_unit(f, MODE_WRITE, f->account, bare_rejection, &some));
}

typedef struct Begun {
    const Machine *m;
    Id subject;
} Begun;

static Err begin(Ctx *ctx, void *arg)
{
    Begun *b = arg;
    b->subject = ctx_new_id(ctx);
    return machine_begin(ctx, b->m, f->account, b->subject, MOVER_SYSTEM);
}

static void a_thing_begins_in_the_first_state_and_its_limits_count_from_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < machines_n; i++) {
        Begun b = {.m = machines[i]};
        assert_ok(fixture_unit(f, MODE_WRITE, f->account, begin, &b));
        Newest w = newest(machines[i], b.subject);
        assert_int_equal(w.n, 1);
        assert_true(machine_state(machines[i], w.row.to_state)->first);
    }
}

/* --- answers --- */

typedef struct Read {
    const Machine *m;
    MachineReader reader;
    const Locale *locale;
    StateCard card;
    Str texts[6];
} Read;

static Err read_card(Ctx *ctx, void *arg)
{
    Read *r = arg;
    ctx->locale = r->locale;
    ctx->actor.perms = all_perms();
    ctx->account.public_id = S("test");
    TRY(machine_card(ctx, r->m, r->reader, f->account, f->account, &r->card));
    const Msg *all[] = {&r->card.state.label, &r->card.means, &r->card.why, &r->card.next, &r->card.who, &r->card.when};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        r->texts[i] = str_copy(f->arena, msg_text(f->arena, ctx->locale, all[i]));
    }
    return OK;
}

static void every_state_answers_in_both_languages(void **state)
{
    (void)state;
    for (size_t i = 0; i < machines_n; i++) {
        Machine m = copy_of(machines[i]);
        for (size_t s = 0; s < m.states_n; s++) {
            stands = str_from(m.states[s].id);
            for (MachineReader who = READER_PARTNER; who <= READER_VENDOR; who++) {
                Read en = {.m = &m, .reader = who, .locale = locale_get(S("en"))},
                     fr = {.m = &m, .reader = who, .locale = locale_get(S("fr"))};
                assert_ok(fixture_unit(f, MODE_READ, f->account, read_card, &en));
                assert_ok(fixture_unit(f, MODE_READ, f->account, read_card, &fr));
                for (size_t k = 0; k < COUNT_OF(en.texts); k++) {
                    assert_true(en.texts[k].n > 0 && fr.texts[k].n > 0);
                    assert_true(str_find(en.texts[k], S("{")) < 0 && str_find(fr.texts[k], S("{")) < 0);
                    assert_true(k == 0 || !str_eq(en.texts[k], fr.texts[k]));
                }
                const MachineAct *act = who == READER_VENDOR ? &m.states[s].vendor : &m.states[s].partner;
                assert_int_equal(en.card.action_url.s.n > 0, act->label != NULL);
            }
        }
    }
}

/* Where the acts lead there are pages. */
static void every_act_leads_to_a_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < machines_n; i++) {
        const Machine *m = machines[i];
        for (size_t s = 0; s < m->states_n; s++) {
            const MachineAct *acts[] = {&m->states[s].partner, &m->states[s].vendor};
            for (size_t k = 0; k < COUNT_OF(acts); k++) {
                if (!acts[k]->label) {
                    continue;
                }
                RouteMatch match;
                Str path = str_from(acts[k]->path);
                assert_ok(route_match(f->app->routes, f->arena, HTTP_GET, S("GET"), path, &match));
                assert_ptr_equal(match.route->perm, acts[k]->perm);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_table_holds, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_state_without_an_answer_or_a_way_on_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_move_of_every_machine_can_be_made_and_no_other_by_any_mover, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_move_needs_its_permission_whatever_the_role, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reason_that_is_required_cannot_be_left_out_nor_be_too_long, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_database_itself_holds_no_refusal_without_a_reason, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_thing_begins_in_the_first_state_and_its_limits_count_from_there, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_state_answers_in_both_languages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_act_leads_to_a_page, set_up, tear_down),
    };
    return FIXTURE_RUN(tests);
}
