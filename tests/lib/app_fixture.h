/* A whole App on a temporary SQLite database, with fixed clocks, and requests that go through dispatch without sockets.
 *
 *     Fixture *f = fixture_open();
 *     Str cookie = fixture_sign_in(f, f->user, f->account);
 *     FixtureAnswer got = fixture_request(f, "GET", "/a/test/customers", &(FixtureSend){.cookie = cookie});
 *     assert_int_equal(got.status, 200);
 *     fixture_close(f);
 *
 * The world: one directory with the account "test" (direct, FR), the person `user` who is global admin and admin agent
 * of the directory, `colleague` with only the role report_viewer, and an account "other" of another directory with
 * `stranger` as its global admin. Everything returned lives until fixture_close. */
#pragma once
#include "app/kernel.h"

typedef struct Fixture {
    App *app;
    Arena *arena;
    KeyRing *ring;
    char dir[64];
    Id directory, account, user, colleague;
    Id other_directory, other_account, stranger;
    Id staff_directory; /* of the vendor; made by fixture_staff */
    Id application;
    Str application_secret;
    struct FixtureCall *calls;
} Fixture;

typedef struct FixtureOptions {
    const char *database; /* "postgres://..."; NULL: a SQLite file */
    const Route *routes;
    size_t routes_n; /* instead of the areas' and the kernel's */
    AppOptions app;  /* limits, budgets, queue sizes */
} FixtureOptions;

Fixture *fixture_open(void);
Fixture *fixture_open_with(const FixtureOptions *options);
void fixture_close(Fixture *f);
/* Ends the process's App and opens it again on the same data: a restart. */
void fixture_restart(Fixture *f);

/* The value of a Cookie header. */
Str fixture_sign_in(Fixture *f, Id user, Id account);
/* The form token that fits the cookie. */
Str fixture_csrf(Fixture *f, Str cookie);
/* An access token of the fixture's application; user may be ID_NIL (app-only). */
Str fixture_token(Fixture *f, Id user);

typedef struct FixtureFile {
    Str field, name, bytes;
} FixtureFile;
typedef struct FixtureSend {
    Str cookie, bearer;
    Str form;                 /* "a=1&b=2": sent as a form; the token is added when there is a cookie, unless no_csrf */
    Str json;                 /* sent as application/json */
    const FixtureFile *files; /* then the form is sent as multipart/form-data, with these behind its fields */
    size_t files_n;
    bool no_csrf;
    HttpHeader headers[8];
    size_t headers_n;   /* names in lower case */
    const char *remote; /* address it comes from; NULL: the same as all */
} FixtureSend;
typedef struct FixtureAnswer {
    int status;
    Str body, content_type, location;
    HttpHeader headers[HTTP_HEADERS_MAX];
    size_t headers_n;
    Str set_cookie; /* the first one, whole */
} FixtureAnswer;
FixtureAnswer fixture_request(Fixture *f, const char *method, const char *target, const FixtureSend *send);
/* Value of a response header without regard to case; empty when absent. */
Str fixture_header(const FixtureAnswer *a, const char *name);
/* Sent now, answered later: for twins and queues. */
typedef struct FixtureCall FixtureCall;
FixtureCall *fixture_begin(Fixture *f, const char *method, const char *target, const FixtureSend *send);
FixtureAnswer fixture_wait(FixtureCall *call);

/* fn in a READ or WRITE unit of the system, in the fixture's arena. account may be ID_NIL. */
Err fixture_unit(Fixture *f, Mode mode, Id account, UnitFn fn, void *arg);
/* Makes a person with roles ("admin_agent sales_agent") for every account of the directory; returns the id. */
Id fixture_user(Fixture *f, Id directory, const char *sign_in, const char *roles);
/* Another account of f->directory: a second company ("second"), or with `location` one below f->account ("loc"). It is
 * a second younger than what was there: the account that a directory began with is the oldest. */
Id fixture_account(Fixture *f, bool location);
/* A further company with a directory of its own, "<name>.example", and its Global admin boss@<name>.example. Its public
 * id is its name. */
typedef struct FixtureCompany {
    const char *name, *kind, *programs;
    Id account, directory, user;
} FixtureCompany;
FixtureCompany fixture_company(Fixture *f, const char *name, const char *kind, const char *programs);
/* Somebody of the vendor's staff with the roles; the first call makes their directory. */
Id fixture_staff(Fixture *f, const char *sign_in, const char *roles);
/* cmocka's group on SQLite and, where ENTENTE_TEST_PG names a server, once more on PostgreSQL; the number that failed.
 */
#define FIXTURE_RUN(tests) fixture_run(#tests, tests, COUNT_OF(tests))
struct CMUnitTest;
int fixture_run(const char *name, const struct CMUnitTest *tests, size_t n);
bool fixture_on_postgres(void);
void fixture_set_wall(Fixture *f, Time t);
void fixture_set_now(Fixture *f, Time t);
