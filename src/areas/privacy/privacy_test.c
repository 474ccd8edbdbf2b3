/* Archives of personal data: whole, of nobody else, without secrets, and for whoever asked only. */
#include "areas/privacy/privacy.h"

#include "app/file.h"
#include "app/unit.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"
#include <zlib.h>

static bool has(Str text, const char *words) { return str_find(text, str_from(words)) >= 0; }

static FixtureAnswer post(Fixture *f, Str cookie, const char *path, const char *form)
{
    return fixture_request(f, "POST", path, &(FixtureSend){.cookie = cookie, .form = str_from(form)});
}
static FixtureAnswer get(Fixture *f, Str cookie, Str path)
{
    return fixture_request(f, "GET", str_z(f->arena, path), &(FixtureSend){.cookie = cookie});
}

static void run_jobs(Fixture *f)
{
    for (int i = 0; i < 40 && jobs_run_due(f->app, 20) > 0; i++) {
    }
}

static uint32_t little(Str s, size_t at, int bytes)
{
    uint32_t v = 0;
    for (int i = bytes - 1; i >= 0; i--) {
        v = v << 8 | (uint8_t)s.p[at + (size_t)i];
    }
    return v;
}

/* One file of a ZIP archive, found through its directory as other programs do; empty when it has none of the name. */
static Str unzipped(Fixture *f, Str zip, const char *name)
{
    assert_true(zip.n > 22);
    size_t end = zip.n - 22, n = little(zip, end + 10, 2), at = little(zip, end + 16, 4);
    assert_int_equal(little(zip, end, 4), 0x06054b50);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(little(zip, at, 4), 0x02014b50);
        size_t packed = little(zip, at + 20, 4), size = little(zip, at + 24, 4), name_n = little(zip, at + 28, 2);
        size_t from = little(zip, at + 42, 4);
        if (str_eq(str_sub(zip, at + 46, name_n), str_from(name))) {
            size_t data = from + 30 + little(zip, from + 26, 2);
            char *plain = arena_array(f->arena, char, size + 1);
            z_stream s = {.next_in = (Bytef *)(uintptr_t)(zip.p + data),
                          .avail_in = (uInt)packed,
                          .next_out = (Bytef *)plain,
                          .avail_out = (uInt)size + 1};
            assert_int_equal(inflateInit2(&s, -MAX_WBITS), Z_OK);
            assert_int_equal(inflate(&s, Z_FINISH), Z_STREAM_END);
            inflateEnd(&s);
            assert_int_equal(s.total_out, size);
            assert_int_equal(crc32(0, (const Bytef *)plain, (uInt)size), little(zip, at + 16, 4));
            return str_of(plain, size);
        }
        at += 46 + name_n;
    }
    return S("");
}

typedef struct Fetch {
    Id job, user;
    Str bytes;
} Fetch;

static Err fetch_unit(Ctx *ctx, void *arg)
{
    Fetch *t = arg;
    JobStatus job;
    FileInfo info;
    Id file;
    AccountCtx a = account_of(ctx, ctx->account_id);
    ctx->actor.user_id = t->user;
    TRY(job_status(a, t->job, &job));
    TRY(id_parse(job.result, &file));
    TRY(file_find(a, file, &info));
    return file_read_plain(ctx, &info, 8 << 20, &t->bytes);
}

static Str archive(Fixture *f, Id me, const char *path, const char *form)
{
    Str cookie = fixture_sign_in(f, me, f->account);
    FixtureAnswer asked = post(f, cookie, path, form);
    assert_int_equal(asked.status, 303);
    run_jobs(f);
    Str page = get(f, cookie, asked.location).body;
    assert_true(has(page, "Download the archive"));
    FixtureAnswer file = get(f, cookie, str_concat(f->arena, asked.location, S("/file")));
    assert_int_equal(file.status, 200);
    assert_str(file.content_type, "application/zip");
    Fetch t = {.user = me};
    assert_int_equal(id_parse(str_skip(asked.location, asked.location.n - 36), &t.job), OK);
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, fetch_unit, &t), OK);
    return t.bytes;
}

static void a_person_gets_everything_of_their_own_and_nothing_of_others(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str zip = archive(f, f->colleague, "/me/data/export", "");
    Str person = unzipped(f, zip, "data/app_user.json");
    assert_true(has(person, str_z(f->arena, id_text(f->arena, f->colleague))));
    assert_false(has(person, str_z(f->arena, id_text(f->arena, f->user))));
    assert_false(has(person, "password_hash"));
    assert_true(has(unzipped(f, zip, "data/role_grant.csv"), "report_viewer"));
    assert_false(has(unzipped(f, zip, "data/session.json"), "token_hash"));
    assert_int_equal(unzipped(f, zip, "data/recovery_code.csv").n, 0);
    Str index = unzipped(f, zip, "index.html");
    assert_true(has(index, "data/app_user.csv") && has(index, "recovery_code: Secrets"));
    fixture_close(f);
}

static void an_archive_is_for_whoever_asked_for_some_days(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str cookie = fixture_sign_in(f, f->colleague, f->account), other = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer asked = post(f, cookie, "/me/data/export", "");
    run_jobs(f);
    Str file = str_concat(f->arena, asked.location, S("/file"));
    assert_int_equal(get(f, cookie, file).status, 200);
    assert_int_equal(get(f, other, file).status, 404);
    assert_int_equal(get(f, other, asked.location).status, 404);
    fixture_set_wall(f, time_add(app_wall(f->app), 8 * TIME_DAY));
    assert_int_equal(get(f, fixture_sign_in(f, f->colleague, f->account), file).status, 404);
    fixture_close(f);
}

static void an_account_gets_all_its_tables_and_no_other_account_s(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str colleague = fixture_sign_in(f, f->colleague, f->account);
    assert_int_equal(post(f, colleague, "/a/test/settings/data/export", "").status, 403);
    Str zip = archive(f, f->user, "/a/test/settings/data/export", "");
    assert_true(has(unzipped(f, zip, "data/account.json"), str_z(f->arena, id_text(f->arena, f->account))));
    Str people = unzipped(f, zip, "data/app_user.csv");
    assert_true(has(people, str_z(f->arena, id_text(f->arena, f->colleague))));
    assert_false(has(people, str_z(f->arena, id_text(f->arena, f->stranger))));
    assert_true(unzipped(f, zip, "data/audit.csv").n > 0);
    assert_false(has(unzipped(f, zip, "index.html"), "password_link"));
    for (size_t i = 0; i < PERSONAL_TABLES_N; i++) { /* nothing in any file names the other account */
        const char *name = str_z(f->arena, str_fmt(f->arena, "data/%s.json", PERSONAL_TABLES[i].name));
        assert_false(has(unzipped(f, zip, name), str_z(f->arena, id_text(f->arena, f->other_account))));
    }
    fixture_close(f);
}

static void an_admin_gets_one_of_their_people_without_what_other_accounts_hold(void **state)
{
    (void)state;
    Fixture *f = fixture_open();
    Str admin = fixture_sign_in(f, f->user, f->account);
    (void)fixture_user(f, f->directory, "paula@test.example", "sales_agent");
    FixtureAnswer nobody = post(f, admin, "/a/test/settings/data/person", "person=who%40test.example");
    assert_int_equal(nobody.status, 422);
    assert_true(has(nobody.body, "Nobody of your directory signs in by this name") &&
                has(nobody.body, "who@test.example"));
    Str zip = archive(f, f->user, "/a/test/settings/data/person", "person=Paula%40test.example");
    assert_true(has(unzipped(f, zip, "data/app_user.json"), "paula@test.example"));
    assert_true(has(unzipped(f, zip, "index.html"), "what other accounts hold of this person is not in it"));
    fixture_close(f);
}

/* Every table that has an owner is in the archive of one or says why not: none can be forgotten. */
static void every_table_of_an_account_has_a_place_in_its_archive(void **state)
{
    (void)state;
    size_t in = 0;
    for (size_t i = 0; i < PERSONAL_TABLES_N; i++) {
        in += personal_has(&PERSONAL_TABLES[i], PERSONAL_ACCOUNT) && !PERSONAL_TABLES[i].exported_not[0];
    }
    assert_true(in >= 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_person_gets_everything_of_their_own_and_nothing_of_others),
        UNIT_TEST(an_archive_is_for_whoever_asked_for_some_days),
        UNIT_TEST(an_account_gets_all_its_tables_and_no_other_account_s),
        UNIT_TEST(an_admin_gets_one_of_their_people_without_what_other_accounts_hold),
        UNIT_TEST(every_table_of_an_account_has_a_place_in_its_archive),
    };
    return FIXTURE_RUN(tests);
}
