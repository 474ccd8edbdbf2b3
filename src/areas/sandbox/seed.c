#include "areas/sandbox/seed.h"

#include "app/audit.h"
#include "app/counter.h"
#include "app/problem.h"
#include "app/quota.h"
#include "app/unit.h"
#include "areas/commerce/commerce.h"
#include "areas/customer_users/customer_users.h"
#include "areas/customers/customers.h"
#include "areas/sandbox/kept.h"
#include "base/map.h"

typedef struct Seeding {
    Ctx *outer; /* whose arena and language what is told lives in */
    bool dry;
    Seeded *ret;
    SeedProblem *problems;
    Map domains; /* of the file so far: value is its place + 1 */
} Seeding;

/* One customer of the file, in a unit of its own. */
typedef struct One {
    Seeding *all;
    const JsonValue *object;
    size_t at;
    Str *hashes; /* of its users; empty in a dry run */
    size_t told; /* problems before it */
    int64_t users, orders, subscriptions;
} One;

/* --- what is wrong --- */

static void tell(Seeding *s, Str where, Str text)
{
    if (s->ret->problems_n == SEED_PROBLEMS_MAX) {
        s->ret->more = true;
        return;
    }
    Arena *keep = s->outer->arena;
    s->problems[s->ret->problems_n++] = (SeedProblem){str_copy(keep, where), str_copy(keep, text)};
}

static bool is_refusal(Err err)
{
    return err == ERR_INVALID || err == ERR_CONFLICT || err == ERR_NOT_FOUND || err == ERR_FORBIDDEN ||
           err == ERR_PARSE;
}

/* Takes what ctx->problem says of this place, and goes on: a file is told all that is wrong with it. */
static Err take_problem(Ctx *ctx, Seeding *s, Str where, Err err)
{
    const Problem *p = &ctx->problem;
    if (err == OK || !is_refusal(err) || (!p->fields_n && !msg_is_set(p->message))) {
        return err;
    }
    for (size_t i = 0; i < p->fields_n; i++) {
        tell(s, str_fmt(ctx->arena, "%.*s.%.*s", S_ARG(where), S_ARG(p->fields[i].field)),
             msg_text(ctx->arena, s->outer->locale, &p->fields[i].message));
    }
    if (!p->fields_n) {
        tell(s, where, msg_text(ctx->arena, s->outer->locale, &p->message));
    }
    ctx->problem = (Problem){0};
    return OK;
}

static void tell_msg(Seeding *s, Str where, Msg m) { tell(s, where, msg_text(s->outer->arena, s->outer->locale, &m)); }

/* The list of this name, NULL when there is none; one that is something else is told of. */
static const JsonValue *list_of(Seeding *s, const JsonValue *object, Str where, Str name)
{
    const JsonValue *list = json_get(object, name);
    if (list && list->kind != JSON_ARRAY) {
        Str path = where.n ? str_fmt(s->outer->arena, "%.*s.%.*s", S_ARG(where), S_ARG(name)) : name;
        tell_msg(s, path, MSG("Write a list here, in square brackets."));
        return NULL;
    }
    return list && list->n ? list : NULL;
}

static bool is_object(Seeding *s, const JsonValue *v, Str where)
{
    if (v->kind != JSON_OBJECT) {
        tell_msg(s, where, MSG("Write an object here, in braces."));
    }
    return v->kind == JSON_OBJECT;
}

/* --- one customer --- */

static Str place(Ctx *ctx, const One *o, const char *list, size_t i)
{
    return str_fmt(ctx->arena, "customers[%zu].%s[%zu]", o->at, list, i);
}

static Err make_users(AccountCtx a, One *o, Str where)
{
    const JsonValue *users = list_of(o->all, o->object, where, S("users"));
    for (size_t i = 0; users && i < users->n; i++) {
        Str at = place(a.ctx, o, "users", i);
        if (is_object(o->all, &users->items[i], at)) {
            Err err = customer_user_create_json(a, &users->items[i], o->hashes ? o->hashes[i] : S(""));
            TRY(take_problem(a.ctx, o->all, at, err));
            o->users++;
        }
    }
    return OK;
}

static Err make_orders(AccountCtx a, One *o, Str where)
{
    const JsonValue *orders = list_of(o->all, o->object, where, S("orders"));
    Str country, order;
    if (!orders) {
        return OK;
    }
    TRY(commerce_country(a, &country));
    for (size_t i = 0; i < orders->n; i++) {
        Str at = place(a.ctx, o, "orders", i);
        size_t lines = 0;
        if (is_object(o->all, &orders->items[i], at)) {
            TRY(take_problem(a.ctx, o->all, at, order_place_json(a, country, &orders->items[i], &order, &lines)));
            o->orders++;
            o->subscriptions += (int64_t)lines;
        }
    }
    return OK;
}

/* The domain stands twice in the file: the second could not be made after the first. */
static void check_domain(Seeding *s, const JsonValue *object, size_t at, Str where)
{
    const JsonValue *company = json_get(object, S("companyProfile"));
    const JsonValue *domain = company && company->kind == JSON_OBJECT ? json_get(company, S("domain")) : NULL;
    if (!domain || domain->kind != JSON_STRING || !domain->text.n) {
        return;
    }
    Arena *keep = s->outer->arena;
    Str key = str_lower_ascii(keep, str_trim(domain->text));
    uintptr_t first = (uintptr_t)map_get(&s->domains, key);
    if (first) {
        tell_msg(s, str_fmt(keep, "%.*s.companyProfile.domain", S_ARG(where)),
                 MSG1("This domain stands in the file already, at {place}.", "place",
                      str_fmt(keep, "customers[%zu]", (size_t)first - 1)));
    } else {
        map_put(&s->domains, key, (void *)(uintptr_t)(at + 1)); /* NOLINT: a number, never followed */
    }
}

static Err make_one(Ctx *ctx, void *arg)
{
    One *o = arg;
    AccountCtx a = {ctx};
    CustomerCreated made;
    Str where = str_fmt(ctx->arena, "customers[%zu]", o->at);
    o->users = o->orders = o->subscriptions = 0; /* a unit may run again */
    o->all->ret->problems_n = o->told;
    if (!is_object(o->all, o->object, where)) {
        return ERR_INVALID;
    }
    if (o->all->dry) {
        check_domain(o->all, o->object, o->at, where);
    }
    Err err = customer_create_json(a, o->object, true, &made);
    if (err != OK) {
        TRY(take_problem(ctx, o->all, where, err));
        return ERR_INVALID;
    }
    ctx->customer_id = made.id.id;
    TRY(make_users(a, o, where));
    TRY(make_orders(a, o, where));
    ctx->audit.target_kind = S("customer");
    ctx->audit.target_id = made.id.id;
    ctx->audit.target_name = made.user_name;
    ctx->audit.before = S("");
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"users", str_fmt(ctx->arena, "%lld", (long long)o->users)},
                                  {"orders", str_fmt(ctx->arena, "%lld", (long long)o->orders)});
    return o->all->dry || o->all->ret->problems_n > o->told ? ERR_INVALID : OK; /* taken back */
}

static Str *hashes_of(Arena *a, const JsonValue *object)
{
    const JsonValue *users = object->kind == JSON_OBJECT ? json_get(object, S("users")) : NULL;
    size_t n = users && users->kind == JSON_ARRAY ? users->n : 0;
    Str *hashes = arena_array(a, Str, n + 1);
    for (size_t i = 0; i < n; i++) {
        hashes[i] = customer_user_json_hash(a, &users->items[i]);
    }
    return hashes;
}

/* In memory of its own, which the next one takes over. */
static Err one(Seeding *s, Arena *scratch, const JsonValue *object, size_t at)
{
    Ctx *outer = s->outer, *ctx = ctx_system(outer->app, scratch);
    ctx->actor = outer->actor;
    ctx->account = outer->account;
    ctx->locale = outer->locale;
    (void)account_of(ctx, outer->account_id);
    One o = {.all = s, .object = object, .at = at, .told = s->ret->problems_n};
    o.hashes = s->dry ? NULL : hashes_of(scratch, object);
    Err err = unit_run(ctx, MODE_WRITE, "sandbox.seed", make_one, &o);
    bool told = s->ret->problems_n > o.told || s->ret->more;
    if (err != OK && !(err == ERR_INVALID && (s->dry || told))) {
        outer->problem.log = str_copy(outer->arena, ctx->problem.log);
        return err;
    }
    s->ret->customers++;
    s->ret->users += o.users;
    s->ret->orders += o.orders;
    s->ret->subscriptions += o.subscriptions;
    return OK;
}

/* --- the file --- */

static Err each(Seeding *s, const JsonValue *list)
{
    Arena *scratch = arena_create(0);
    Err err = OK;
    *s->ret = (Seeded){.problems = s->problems};
    for (size_t i = 0; i < list->n && err == OK && (s->dry || !s->ret->problems_n); i++) {
        err = one(s, scratch, &list->items[i], i);
        arena_reset(scratch);
    }
    arena_destroy(scratch);
    return err;
}

static Err read_file(Seeding *s, Str json, const JsonValue **ret)
{
    static const JsonLimits LIMITS = {.depth_max = 32, .bytes_max = SEED_BYTES_MAX, .members_max = 1000000};
    const JsonValue *file = NULL;
    Str why = S("");
    Err err = json_parse(s->outer->arena, json, LIMITS, &file, &why);
    *ret = NULL;
    if (err != OK) {
        tell_msg(s, S("file"), MSG1("This is not valid JSON: {why}", "why", why));
    } else if (is_object(s, file, S("file"))) {
        *ret = list_of(s, file, S(""), S("customers"));
        if (!*ret && !s->ret->problems_n) {
            tell_msg(s, S("customers"), MSG("The file has no customers."));
        } else if (*ret && (*ret)->n > SEED_CUSTOMERS_MAX) {
            tell_msg(s, S("customers"), MSG("A file has 5,000 customers at most. Split it."));
            *ret = NULL;
        }
    }
    return OK;
}

/* Each customer is tried alone: that there are too many of them is seen before. */
typedef struct Room {
    size_t wanted;
    bool fits;
} Room;
static Err look_for_room(Ctx *ctx, void *arg)
{
    Room *r = arg;
    bool limits;
    int64_t there;
    TRY(quota_on(ctx, &limits));
    TRY(counter_get(ctx, ctx->account_id, S("customers"), &there));
    r->fits = !limits || there + (int64_t)r->wanted <= QUOTA_CUSTOMERS;
    return OK;
}

Err sandbox_seed(Ctx *ctx, Str json, bool dry, Seeded *ret)
{
    Seeding s = {.outer = ctx, .dry = true, .ret = ret};
    const JsonValue *list;
    s.problems = arena_array(ctx->arena, SeedProblem, SEED_PROBLEMS_MAX);
    *ret = (Seeded){.problems = s.problems};
    TRY(sandbox_own_only(ctx));
    TRY(read_file(&s, json, &list));
    if (!list) {
        return OK;
    }
    Room room = {.wanted = list->n};
    TRY(unit_run(ctx, MODE_READ, NULL, look_for_room, &room));
    if (!room.fits) {
        tell_msg(&s, S("customers"), MSG("With these there are more customers than a sandbox allows: 75."));
        return OK;
    }
    s.domains = map_on_arena(ctx->arena, list->n);
    TRY(each(&s, list));
    if (dry || ret->problems_n) {
        return OK;
    }
    s.dry = false;
    Err err = each(&s, list);
    if (err != OK || ret->problems_n) { /* somebody was quicker, or the disk is full */
        ret->customers -= ret->problems_n > 0;
        return problem(ctx, err == OK ? ERR_CONFLICT : ERR_UNAVAILABLE,
                       MSGN("The sandbox was not filled to the end: {n} customer was made.",
                            "The sandbox was not filled to the end: {n} customers were made.", ret->customers),
                       MSG("Take it back to a copy, or remove these from the file, and try again."));
    }
    return OK;
}
