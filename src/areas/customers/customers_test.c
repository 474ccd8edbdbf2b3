/* The promises of customers' README: rules alone, then in a unit, then who sees what from the four positions. */
#include "app/counter.h"
#include "app/kernel.h"
#include "app/search.h"
#include "areas/customers/customers_list.h"
#include "areas/customers/import.h"
#include "gen/app_q.h"
#include "gen/customers_q.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

static NewCustomer a_customer(const char *name, const char *domain)
{
    PostalAddress p = {.line1 = S("Rue 1"), .city = S("Lyon"), .postal_code = S("69001"), .country = S("FR")};
    return (NewCustomer){
        .company = {.name = str_from(name), .domain = str_from(domain), .address = p},
        .billing = {.company_name = str_from(name),
                    .first_name = S("Luc"),
                    .last_name = S("Petit"),
                    .email = S("luc@elsewhere.example"),
                    .culture = S("fr-FR"),
                    .language = S("fr"),
                    .address = p},
    };
}

/* --- rules alone --- */

typedef struct NameCase {
    const char *name;
    bool good;
} NameCase;
static void test_a_company_name_is_more_than_a_sign_or_an_abbreviation(void **state)
{
    Arena *arena = *state;
    static const NameCase cases[] = {{"", false},        {"A", false},   {"!!", false}, {"Ltd.", false},
                                     {"n/a", false},     {"TBD", false}, {"X2", true},  {"Alder Works", true},
                                     {"Éditions", true}, {"日本", true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Ctx ctx = {.arena = arena};
        NewCustomer n = a_customer(cases[i].name, "alder.example");
        customer_tidy(arena, &n);
        customer_check_company(&ctx, S(""), &n.company);
        assert_int_equal(problem_check(&ctx) == OK, cases[i].good);
    }
}
static void test_a_name_that_looks_wrong_is_asked_about_not_refused(void **state)
{
    Arena *arena = *state;
    static const NameCase cases[] = {
        {"Alder.com", false}, {"AAA Towers", false}, {"A C M E", false}, {"Alder Works", true}, {"B 12 Foods", true}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Msg warnings[4];
        NewCustomer n = a_customer(cases[i].name, "alder.example");
        assert_int_equal(customer_warnings(arena, &n, warnings, 4) == 0, cases[i].good);
    }
}
static void test_a_domain_has_parts_of_letters_digits_and_hyphens(void **state)
{
    Arena *arena = *state;
    static const NameCase cases[] = {{"alder.example", true},
                                     {"a-b.co.example", true},
                                     {"xn--bcher-kva.example", true},
                                     {"alder", false},
                                     {"al der.example", false},
                                     {"-a.example", false},
                                     {"a..example", false},
                                     {"a@b.example", false},
                                     {"10.0.0.1", false},
                                     {"bü.example", false},
                                     {"", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Ctx ctx = {.arena = arena};
        customer_check_domain(&ctx, S("domain"), str_from(cases[i].name));
        assert_int_equal(problem_check(&ctx) == OK, cases[i].good);
    }
}
static void test_countries_ask_for_what_their_rows_say(void **state)
{
    Arena *arena = *state;
    PostalAddress p = {.line1 = S("1 Road"), .city = S("Pune"), .postal_code = S("411001"), .country = S("IN")};
    Ctx ctx = {.arena = arena};
    customer_check_address(&ctx, S(""), &p, true);
    assert_true(msg_is_set(problem_of_field(&ctx, S("state"))));
    assert_true(msg_is_set(problem_of_field(&ctx, S("phoneNumber"))));
    assert_int_equal(ctx.problem.api_code, 600051);
    CompanyFacts c = {.name = S("Pune Tea"), .domain = S("pune.example"), .registration_number = S("12"), .address = p};
    Ctx second = {.arena = arena};
    customer_check_company(&second, S(""), &c);
    assert_int_equal(second.problem.api_code, 600050);
    c.address.country = S("FR");
    Ctx third = {.arena = arena};
    customer_check_company(&third, S(""), &c);
    assert_int_equal(third.problem.api_code, 600002);
}

static void test_a_culture_a_language_and_a_state_are_ones_that_there_are(void **state)
{
    Arena *arena = *state;
    static const struct {
        const char *culture, *language, *country, *state_code, *field; /* NULL: nothing is wrong */
    } cases[] = {
        {"en-US", "En", "US", "WA", NULL},
        {"sr-Latn-RS", "sr", "US", "wa", NULL},
        {"es-419", "es-ES", "US", "Washington", NULL},
        {"ha-Latn-NG", "en", "FR", "ZZ", NULL},
        {"fr-CA", "fr", "CA", "QC", NULL},
        {"xx-YY", "en", "US", "WA", "culture"},
        {"en-YY", "en", "US", "WA", "culture"},
        {"en-US", "zz", "US", "WA", "language"},
        {"en-US", "en", "US", "ZZ", "state"},
        {"en-US", "en", "AU", "XYZ", "state"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Ctx ctx = {.arena = arena};
        NewCustomer n = a_customer("Alder Works", "alder.example");
        n.billing.culture = str_from(cases[i].culture);
        n.billing.language = str_from(cases[i].language);
        n.billing.address.country = str_from(cases[i].country);
        n.billing.address.state = str_from(cases[i].state_code);
        n.billing.address.postal_code = str_eq(n.billing.address.country, S("CA"))   ? S("K1A 0B1")
                                        : str_eq(n.billing.address.country, S("AU")) ? S("2000")
                                                                                     : S("98052");
        customer_check_billing(&ctx, S(""), &n.billing);
        customer_check_address(&ctx, S(""), &n.billing.address, false);
        assert_int_equal(problem_check(&ctx) == OK, cases[i].field == NULL);
        assert_true(!cases[i].field || msg_is_set(problem_of_field(&ctx, str_from(cases[i].field))));
    }
}

/* --- in a unit --- */

typedef struct Made {
    const char *name, *domain;
    Id account, id;
    CustomerCreated created;
    Err err;
    int64_t total;
    size_t hits, countries;
} Made;
static Err make(Ctx *ctx, void *arg)
{
    Made *m = arg;
    NewCustomer n = a_customer(m->name, m->domain);
    TRY(customer_create(account_of(ctx, m->account), &n, &m->created));
    m->id = m->created.id.id;
    return OK;
}
static Err look(Ctx *ctx, void *arg)
{
    Made *m = arg;
    AccountCtx a = account_of(ctx, m->account);
    ctx->customer_id = m->id;
    Customer c;
    m->err = customer_get(a, &c);
    Id *hits;
    TRY(search_ids(a, S("alder"), S("customer"), 10, &hits, &m->hits));
    CustomerCountriesRow *countries;
    TRY(q_customer_countries(a, NULL, &countries, &m->countries));
    return counter_get(ctx, m->account, S("customers"), &m->total);
}
static void test_a_new_customer_is_found_counted_and_has_a_first_user(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Made m = {.name = "Alder Works", .domain = "Alder-Works.example", .account = f->account};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &m), OK);
    assert_str_is(m.created.user_name, S("admin@alder-works.example"));
    assert_true(m.created.password.n >= 20);
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, look, &m), OK);
    assert_int_equal(m.err, OK);
    assert_int_equal(m.total, 1);
    assert_int_equal(m.hits, 1);
    assert_int_equal(m.countries, 1); /* the list offers it */
    Made again = {.name = "Other Works", .domain = "alder-works.example", .account = f->other_account};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->other_account, make, &again), ERR_CONFLICT);
    fixture_close(f);
}

static Err share_it(Ctx *ctx, void *arg)
{
    Made *m = arg;
    NewCustomer n = a_customer(m->name, m->domain);
    n.billing.email = S("second@elsewhere.example");
    return customer_share(ctx, m->account, (CustomerId){m->id}, &n.billing);
}
static Err rename_it(Ctx *ctx, void *arg)
{
    Made *m = arg;
    AccountCtx a = account_of(ctx, m->account);
    ctx->customer_id = m->id;
    Customer c;
    TRY(customer_get(a, &c));
    CompanyFacts facts = c.company;
    facts.name = S("Elder Works");
    return customer_company_save(a, &c, &facts, c.version);
}
static Err billing_email(Ctx *ctx, void *arg)
{
    Made *m = arg;
    AccountCtx a = account_of(ctx, m->account);
    ctx->customer_id = m->id;
    Customer c;
    TRY(customer_get(a, &c));
    m->name =
        str_z(ctx->arena, str_concat(ctx->arena, str_concat(ctx->arena, c.company.name, S("/")), c.billing.email));
    return OK;
}
static Err try_delete(Ctx *ctx, void *arg)
{
    Made *m = arg;
    AccountCtx a = account_of(ctx, m->account);
    ctx->customer_id = m->id;
    Customer c;
    TRY(customer_get(a, &c));
    return customer_delete(a, &c);
}
static void test_two_partners_share_the_company_and_not_the_billing_profile(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Made m = {.name = "Alder Works", .domain = "alder.example", .account = f->account};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &m), OK);
    Made second = m;
    second.account = f->other_account;
    assert_int_equal(fixture_unit(f, MODE_READ, f->other_account, look, &second), OK);
    assert_int_equal(second.err, ERR_NOT_FOUND); /* a stranger */
    assert_int_equal(second.countries, 0);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->other_account, share_it, &second), OK);
    assert_int_equal(fixture_unit(f, MODE_READ, f->other_account, look, &second), OK);
    assert_int_equal(second.countries, 1);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, rename_it, &m), OK);
    assert_int_equal(fixture_unit(f, MODE_READ, f->other_account, billing_email, &second), OK);
    assert_string_equal(second.name, "Elder Works/second@elsewhere.example");
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, billing_email, &m), OK);
    assert_string_equal(m.name, "Elder Works/luc@elsewhere.example");
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, try_delete, &m), ERR_CONFLICT);
    fixture_close(f);
}
static void test_a_deleted_customer_leaves_nothing_and_its_domain_is_free(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Made m = {.name = "Alder Works", .domain = "alder.example", .account = f->account};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &m), OK);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, try_delete, &m), OK);
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, look, &m), OK);
    assert_int_equal(m.err, ERR_NOT_FOUND);
    assert_int_equal(m.total, 0);
    assert_int_equal(m.hits, 0);
    assert_int_equal(m.countries, 0);
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &m), OK);
    fixture_close(f);
}

typedef struct Checked {
    const char *body;
    ImportRows file;
    Id account;
} Checked;
static Err check_file(Ctx *ctx, void *arg)
{
    Checked *c = arg;
    return import_check(account_of(ctx, c->account), &CUSTOMERS_FILE, str_from(c->body), 0, 0, &c->file);
}
static void test_a_dry_run_finds_every_problem_and_writes_nothing(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Checked c = {.account = f->account,
                 .body = "companyName;domain;country;addressLine1;city;postalCode;firstName;lastName;email\n"
                         "Quill Press;quill.example;FR;Rue 1;Lyon;69001;Ann;Berg;ann@quill.example\n"
                         "!;quill.example;FR;Rue 1;Lyon;1;Ann;Berg;nobody\n"};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, check_file, &c), OK);
    assert_int_equal(c.file.rows_n, 2);
    assert_false(c.file.rows[0].bad);
    assert_true(c.file.rows[1].bad);
    assert_int_equal(c.file.rows[1].problems_n, 4);
    Checked wrong = {.account = f->account, .body = "name,web\nx,y\n"};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, check_file, &wrong), OK);
    assert_true(msg_is_set(wrong.file.whole));
    fixture_close(f);
}

static void test_a_save_on_an_old_version_shows_both_and_loses_nothing(void **state)
{
    Arena *arena = *state;
    Fixture *f = fixture_open();
    Made m = {.name = "Alder Works", .domain = "alder.example", .account = f->account};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &m), OK);
    Str cookie = fixture_sign_in(f, f->user, f->account);
    const char *path = str_z(arena, str_fmt(arena, "/a/test/customers/%.*s/company", S_ARG(id_text(arena, m.id))));
    Str form = S("version=1&companyName=Alder+Mills&addressLine1=Rue+2&city=Lyon&postalCode=69001");
    assert_int_equal(fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = form}).status, 303);
    FixtureAnswer stale = fixture_request(
        f, "POST", path,
        &(FixtureSend){.cookie = cookie,
                       .form = S("version=1&companyName=Alder+Yards&addressLine1=Rue+2&city=Lyon&postalCode=69001")});
    assert_int_equal(stale.status, 409);
    assert_true(str_find(stale.body, S("Alder Yards")) >= 0 && str_find(stale.body, S("Alder Mills")) >= 0);
    fixture_close(f);
}

/* --- two ways to a list --- */

typedef struct Ways {
    Id account;
    CustomersWanted w;
    uint32_t order;
    bool descending;
    size_t found;
} Ways;
static void must_be_same(const CustomerListRow *a, size_t a_n, const CustomerListRow *b, size_t b_n)
{
    assert_int_equal(a_n, b_n);
    for (size_t i = 0; i < a_n; i++) {
        assert_memory_equal(a[i].customer_id.b, b[i].customer_id.b, 16);
        assert_true(str_eq(a[i].name, b[i].name) && str_eq(a[i].state, b[i].state));
    }
}
/* Page for page, forth and back: what customer_list gathers is what a walk finds. */
static Err both_ways(Ctx *ctx, void *arg)
{
    Ways *t = arg;
    AccountCtx a = account_of(ctx, t->account);
    const CustomersWanted *w = &t->w;
    CustomerListArgs walk = {.with_state = w->state.n != 0,
                             .with_country = w->country.n != 0,
                             .with_kind = w->kind.n != 0,
                             .with_reseller = !id_is_nil(w->reseller),
                             .with_created = true,
                             .state = w->state,
                             .country = w->country,
                             .kind = w->kind,
                             .reseller_account_id = w->reseller,
                             .created_from = w->dated ? w->from : (Time){0},
                             .created_to = w->dated ? w->to : (Time){INT64_MAX}};
    PageAsk here = {.order = t->order, .descending = t->descending, .size = 5}, there = here;
    t->found = 0;
    for (int page = 0; page < 20; page++) {
        CustomerListRow *x, *y, *z;
        size_t x_n, y_n, z_n;
        PageInfo x_page, y_page, z_page;
        TRY(customer_list(a, w, &here, &x, &x_n, &x_page));
        TRY(q_customer_list(a, &walk, &there, &y, &y_n, &y_page));
        must_be_same(x, x_n, y, y_n);
        t->found += x_n;
        assert_int_equal(x_page.next.n != 0, y_page.next.n != 0);
        if (!x_page.next.n) {
            return OK;
        }
        here.after = x_page.next;
        there.after = y_page.next;
        PageAsk on = here;
        TRY(customer_list(a, w, &on, &y, &y_n, &y_page));
        PageAsk back = here;
        back.after = S("");
        back.before = y_page.previous;
        TRY(customer_list(a, w, &back, &z, &z_n, &z_page));
        must_be_same(x, x_n, z, z_n);
    }
    return ERR_INTERNAL;
}
static Err many_kinds(Ctx *ctx, void *arg)
{
    AccountCtx a = account_of(ctx, *(Id *)arg);
    static const char *const countries[] = {"FR", "DE", "NL"};
    for (int i = 0; i < 48; i++) {
        NewCustomer n =
            a_customer(str_z(ctx->arena, str_fmt(ctx->arena, "%s %d Works", i % 2 ? "Alder" : "Birch", i * 37 % 48)),
                       str_z(ctx->arena, str_fmt(ctx->arena, "c%d.example", i * 29 % 48)));
        n.company.address.country = n.billing.address.country = str_from(countries[i % 3]);
        if (i % 3 == 2) {
            n.company.address.postal_code = n.billing.address.postal_code = S("1011 AB");
        }
        ctx->now = (Time){INT64_C(1767225600000000) + (i * 13 % 48) * TIME_DAY};
        CustomerCreated made;
        TRY(customer_create(a, &n, &made));
        if (i % 7 == 3) {
            ctx->customer_id = made.id.id;
            Customer c;
            TRY(customer_get(a, &c));
            TRY(customer_end(a, &c));
        }
    }
    return OK;
}
static void test_each_filter_and_order_finds_the_same_whichever_way_it_is_read(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, many_kinds, &f->account), OK);
    Time day = {INT64_C(1767225600000000)};
    const CustomersWanted wanted[] = {
        {.state = S("active")},
        {.state = S("")},
        {.state = S("ended")},
        {.state = S("active"), .country = S("DE")},
        {.state = S("active"), .country = S("AQ")},
        {.state = S("active"), .kind = S("direct")},
        {.state = S("active"), .kind = S("reseller")},
        {.state = S("active"), .reseller = f->other_account},
        {.state = S("active"), .dated = true, .from = time_add(day, 5 * TIME_DAY), .to = time_add(day, 20 * TIME_DAY)},
        {.dated = true, .from = time_add(day, 40 * TIME_DAY), .to = {INT64_MAX}},
        {.state = S("ended"), .country = S("FR"), .dated = true, .from = day, .to = time_add(day, 30 * TIME_DAY)},
    };
    static const size_t found[] = {41, 48, 7, 14, 0, 41, 0, 0, 12, 8, 2};
    for (size_t i = 0; i < COUNT_OF(wanted); i++) {
        for (uint32_t order = 0; order < 6; order++) {
            Ways t = {.account = f->account, .w = wanted[i], .order = order / 2, .descending = order % 2};
            assert_int_equal(fixture_unit(f, MODE_READ, f->account, both_ways, &t), OK);
            assert_int_equal(t.found, found[i]);
        }
    }
    fixture_close(f);
}

/* --- all that match --- */

static FixtureAnswer list_with_tag(Fixture *f, Str cookie, const char *rest)
{
    const char *path = str_z(f->arena, str_fmt(f->arena, "/a/test/customers?tag=Round+1%s", rest));
    return fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
}
typedef struct Rows {
    int64_t tagged;
} Rows;
static Err count_tagged(Ctx *ctx, void *arg)
{
    Rows *r = arg;
    AuditChainRow *rows;
    size_t n;
    TRY(q_audit_chain(system_of(ctx), &(AuditChainArgs){.account_id = ctx->account_id, .after_seq = 0}, &rows, &n));
    r->tagged = 0;
    for (size_t i = 0; i < n; i++) {
        r->tagged += str_eq(rows[i].action, S("customer.tag.add"));
    }
    return OK;
}
static void start_tagging(Fixture *f, Str cookie, const char *form)
{
    FixtureAnswer a = fixture_request(f, "POST", "/a/test/customers/tagging",
                                      &(FixtureSend){.cookie = cookie, .form = str_from(form)});
    assert_int_equal(a.status, 303);
    (void)jobs_run_due(f->app, 100);
    assert_int_equal(house_turn(f->app, true), OK); /* PostgreSQL seals its chain apart */
}
static void test_all_that_match_are_tagged_by_a_job_each_with_its_audit_row_once(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    char name[40], domain[40];
    for (int i = 0; i < 230; i++) { /* more than two steps of the job */
        snprintf(name, sizeof name, "Alder %c%c Works", 'A' + i / 24, 'B' + i % 24);
        snprintf(domain, sizeof domain, "alder-%d.example", i);
        Made m = {.name = name, .domain = domain, .account = f->account};
        assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &m), OK);
    }
    Made theirs = {.name = "Their Works", .domain = "theirs.example", .account = f->other_account};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->other_account, make, &theirs), OK);
    Str cookie = fixture_sign_in(f, f->user, f->account);
    /* asked first, and nothing is done by asking */
    FixtureAnswer a = fixture_request(f, "POST", "/a/test/customers/selected/tag",
                                      &(FixtureSend){.cookie = cookie, .form = S("all=1&query=&tag=Round+1")});
    assert_int_equal(a.status, 200);
    assert_true(str_find(a.body, S("230 customers")) >= 0);
    assert_int_equal(jobs_run_due(f->app, 100), 0);
    a = fixture_request(f, "POST", "/a/test/customers/selected/tag",
                        &(FixtureSend){.cookie = cookie, .form = S("all=1&query=&tag=+")});
    assert_int_equal(a.status, 422);
    start_tagging(f, cookie, "query=q%3Dalder-17&tag=Round+1");
    Rows rows;
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, count_tagged, &rows), OK);
    assert_int_equal(rows.tagged, 11); /* alder-17, alder-170 to alder-179 */
    start_tagging(f, cookie, "query=&tag=Round+1");
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, count_tagged, &rows), OK);
    assert_int_equal(rows.tagged, 230); /* those that had it got no second row */
    a = list_with_tag(f, cookie, "&size=250");
    assert_true(str_find(a.body, S("230 rows shown")) >= 0);
    assert_int_equal(fixture_unit(f, MODE_READ, f->other_account, count_tagged, &rows), OK);
    assert_int_equal(rows.tagged, 0);
    fixture_close(f);
}
static void test_the_list_offers_all_that_match_only_where_there_are_more_than_it_shows(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    char domain[40];
    for (int i = 0; i < 27; i++) {
        snprintf(domain, sizeof domain, "alder-%d.example", i);
        Made m = {.name = "Alder Works", .domain = domain, .account = f->account};
        assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &m), OK);
    }
    Str cookie = fixture_sign_in(f, f->user, f->account);
    static const struct {
        const char *path, *words;
        bool there;
    } cases[] = {{"/a/test/customers", "Select all 27 that match", false},
                 {"/a/test/customers?size=25", "Select all 27 that match", true},
                 {"/a/test/customers?size=25&country=FR", "Select all 27 that match", true},
                 {"/a/test/customers?size=25&country=DE", "that match</a>", false},
                 {"/a/test/customers?size=25&all=1", "All 27 customers that match are selected", true},
                 {"/a/test/customers?size=25&all=1", "name=\"id\"", false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        FixtureAnswer a = fixture_request(f, "GET", cases[i].path, &(FixtureSend){.cookie = cookie});
        assert_int_equal(a.status, 200);
        assert_int_equal(str_find(a.body, str_from(cases[i].words)) >= 0, cases[i].there);
    }
    fixture_close(f);
}

/* Drawn rows are kept: they are given only to whoever would see them drawn so. */
static void test_rows_are_shown_as_the_account_the_columns_and_the_facts_are_now(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Made m = {.name = "Alder Works", .domain = "alder.example", .account = f->account};
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, make, &m), OK);
    Made second = m;
    second.account = f->other_account;
    assert_int_equal(fixture_unit(f, MODE_WRITE, f->other_account, share_it, &second), OK);
    Str cookie = fixture_sign_in(f, f->user, f->account);
    Str stranger = fixture_sign_in(f, f->stranger, f->other_account);
    static const struct {
        const char *path, *words;
        bool stranger, renamed, there;
    } cases[] = {{"/a/test/customers", "<a href=\"/a/test/customers/", false, false, true},
                 {"/a/test/customers", "<a href=\"/a/test/customers/", false, false, true}, /* kept */
                 {"/a/test/customers?cols=state", "<td data-label=\"Country\"", false, false, false},
                 {"/a/test/customers", "<td data-label=\"Country\"", false, false, true},
                 {"/a/test/customers?all=1", "name=\"id\"", false, false, false},
                 {"/a/other/customers", "<a href=\"/a/other/customers/", true, false, true},
                 {"/a/other/customers", "<a href=\"/a/test/customers/", true, false, false},
                 {"/a/test/customers", "Elder Works</a>", false, true, true},
                 {"/a/test/customers", "Alder Works", false, true, false}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (cases[i].renamed && !cases[i - 1].renamed) {
            assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, rename_it, &m), OK);
        }
        FixtureAnswer a =
            fixture_request(f, "GET", cases[i].path, &(FixtureSend){.cookie = cases[i].stranger ? stranger : cookie});
        assert_int_equal(a.status, 200);
        assert_int_equal(str_find(a.body, str_from(cases[i].words)) >= 0, cases[i].there);
    }
    fixture_close(f);
}

int main(void)
{
    if (i18n_init() != OK) {
        return 1;
    }
    const struct CMUnitTest tests[] = {
        UNIT_TEST(test_a_company_name_is_more_than_a_sign_or_an_abbreviation),
        UNIT_TEST(test_a_name_that_looks_wrong_is_asked_about_not_refused),
        UNIT_TEST(test_a_domain_has_parts_of_letters_digits_and_hyphens),
        UNIT_TEST(test_countries_ask_for_what_their_rows_say),
        UNIT_TEST(test_a_culture_a_language_and_a_state_are_ones_that_there_are),
        UNIT_TEST(test_a_new_customer_is_found_counted_and_has_a_first_user),
        UNIT_TEST(test_two_partners_share_the_company_and_not_the_billing_profile),
        UNIT_TEST(test_a_deleted_customer_leaves_nothing_and_its_domain_is_free),
        UNIT_TEST(test_a_dry_run_finds_every_problem_and_writes_nothing),
        UNIT_TEST(test_a_save_on_an_old_version_shows_both_and_loses_nothing),
        UNIT_TEST(test_each_filter_and_order_finds_the_same_whichever_way_it_is_read),
        UNIT_TEST(test_all_that_match_are_tagged_by_a_job_each_with_its_audit_row_once),
        UNIT_TEST(test_the_list_offers_all_that_match_only_where_there_are_more_than_it_shows),
        UNIT_TEST(test_rows_are_shown_as_the_account_the_columns_and_the_facts_are_now),
    };
    return FIXTURE_RUN(tests);
}
