/* Sealed files: what goes in comes out, nothing readable lies on the disk, and any change is noticed. */
#include "app/file.h"
#include "app/mail.h"
#include "base/num.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"
#include <unistd.h>

static Fixture *F;

static int set_up(void **state)
{
    (void)state;
    F = fixture_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(F);
    return 0;
}

static Str pattern(size_t n)
{
    char *p = arena_alloc_raw(F->arena, n + 1, 1);
    for (size_t i = 0; i < n; i++) {
        p[i] = (char)('a' + (i * 7 + i / 1000) % 26);
    }
    return str_of(p, n);
}

typedef struct Publish {
    FilePublish p;
    Id id;
    FileInfo info;
} Publish;
static Err publish_unit(Ctx *ctx, void *arg)
{
    Publish *p = arg;
    return file_publish(ctx, &p->p, &p->id);
}
static Err find_unit(Ctx *ctx, void *arg)
{
    Publish *p = arg;
    return file_find(account_of(ctx, ctx->account_id), p->id, &p->info);
}

static FileInfo stored(FileDone *done, Time expires_at)
{
    Publish p = {.p = {.done = done, .name = S("x.csv"), .content_type = S("text/csv"), .expires_at = expires_at}};
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, publish_unit, &p));
    assert_ok(fixture_unit(F, MODE_READ, F->account, find_unit, &p));
    assert_int_equal(fixture_unit(F, MODE_READ, F->other_account, find_unit, &p), ERR_NOT_FOUND);
    return p.info;
}

static FileDone staged(Ctx *ctx, Str text, size_t step)
{
    FileStage *s;
    FileDone done;
    assert_ok(file_stage(ctx, F->account, &s));
    for (size_t at = 0; at < text.n; at += step) {
        assert_ok(file_stage_write(s, str_sub(text, at, step)));
    }
    assert_ok(file_stage_finish(s, F->arena, &done));
    return done;
}

static const char *path_of(Str stored_as)
{
    return str_z(F->arena, str_fmt(F->arena, "%s/files/%.*s", F->app->options.data_dir, S_ARG(stored_as)));
}

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    Ctx *ctx = ctx_system(F->app, F->arena);
    static const size_t SIZES[] = {0, 1, 65535, 65536, 65537, 300000};
    for (size_t i = 0; i < COUNT_OF(SIZES); i++) {
        Str text = pattern(SIZES[i]), back;
        FileDone done = staged(ctx, text, 7000);
        assert_int_equal(done.size, SIZES[i]);
        FileInfo info = stored(&done, TIME_NONE);
        assert_ok(file_read_plain(ctx, &info, 1 << 20, &back));
        assert_str_is(back, text);
        int fd = -1;
        assert_ok(file_open_plain(ctx, &info, &fd));
        assert_int_equal(lseek(fd, 0, SEEK_END), SIZES[i]);
        close(fd);
        if (SIZES[i] > 10) {
            Str raw;
            assert_ok(os_read_file(F->arena, path_of(done.stored_as), 1 << 20, &raw));
            assert_true(str_find(raw, str_sub(text, 0, 10)) < 0);
            assert_int_equal(file_read_plain(ctx, &info, 5, &back), ERR_TOO_LARGE);
        }
    }
}

static void a_changed_cut_or_borrowed_file_is_noticed(void **state)
{
    (void)state;
    Ctx *ctx = ctx_system(F->app, F->arena);
    FileDone done = staged(ctx, pattern(200000), 200000);
    FileInfo info = stored(&done, TIME_NONE);
    Str raw, back;
    assert_ok(os_read_file(F->arena, path_of(done.stored_as), 1 << 20, &raw));
    for (size_t cut = 0; cut < raw.n; cut += 9973) {
        assert_ok(os_write_file(path_of(done.stored_as), str_sub(raw, 0, cut), 0600));
        assert_int_equal(file_read_plain(ctx, &info, 1 << 20, &back), ERR_PARSE);
    }
    for (size_t at = 0; at < raw.n; at += 9973) {
        char *bad = str_z(F->arena, raw);
        bad[at] = (char)(bad[at] ^ 1);
        assert_ok(os_write_file(path_of(done.stored_as), str_of(bad, raw.n), 0600));
        assert_int_not_equal(file_read_plain(ctx, &info, 1 << 20, &back), OK);
    }
    assert_ok(os_write_file(path_of(done.stored_as), raw, 0600));
    assert_ok(file_read_plain(ctx, &info, 1 << 20, &back));
    info.account_id = F->other_account;
    assert_int_not_equal(file_read_plain(ctx, &info, 1 << 20, &back), OK);
    info.stored_as = S("../../etc/passwd");
    assert_int_equal(file_read_plain(ctx, &info, 1 << 20, &back), ERR_NOT_FOUND);
}

static void a_suspended_file_goes_on_where_its_token_says(void **state)
{
    (void)state;
    Ctx *ctx = ctx_system(F->app, F->arena);
    Str text = pattern(150000), token, back;
    FileStage *s;
    FileDone done;
    assert_ok(file_stage(ctx, F->account, &s));
    assert_ok(file_stage_write(s, str_sub(text, 0, 70000)));
    assert_ok(file_stage_suspend(s, F->arena, &token));
    assert_ok(file_stage_resume(ctx, token, &s)); /* a step that fails after writing */
    assert_ok(file_stage_write(s, pattern(99999)));
    Str lost;
    assert_ok(file_stage_suspend(s, F->arena, &lost));
    assert_ok(file_stage_resume(ctx, token, &s)); /* and is done again */
    assert_ok(file_stage_write(s, str_skip(text, 70000)));
    assert_ok(file_stage_finish(s, F->arena, &done));
    FileInfo info = stored(&done, TIME_NONE);
    assert_ok(file_read_plain(ctx, &info, 1 << 20, &back));
    assert_str_is(back, text);
    assert_int_equal(file_stage_resume(ctx, token, &s), ERR_NOT_FOUND);
    assert_int_equal(file_stage_resume(ctx, S("a:b"), &s), ERR_PARSE);
}

static void an_expired_file_is_gone_and_its_bytes_are_swept(void **state)
{
    (void)state;
    Ctx *ctx = ctx_system(F->app, F->arena);
    FileDone done = staged(ctx, pattern(100), 100), kept = staged(ctx, pattern(101), 101);
    Publish p = {.p = {.done = &done,
                       .name = S("x"),
                       .content_type = S("text/csv"),
                       .expires_at = time_add(ctx->wall, TIME_HOUR)}};
    assert_ok(fixture_unit(F, MODE_WRITE, F->account, publish_unit, &p));
    (void)stored(&kept, TIME_NONE);
    /* The sweeper compares the process's clock with the disk's own times, which are the machine's. */
    Time machine = os_wall();
    fixture_set_wall(F, time_add(machine.us > ctx->wall.us ? machine : ctx->wall, 3 * TIME_DAY));
    assert_int_equal(fixture_unit(F, MODE_READ, F->account, find_unit, &p), ERR_NOT_FOUND);
    JobRun job = {.cursor = S("")};
    JobNext next = JOB_AGAIN;
    Ctx *later = ctx_system(F->app, F->arena);
    for (int i = 0; i < 400 && next == JOB_AGAIN; i++) {
        assert_ok(FILE_SWEEP_JOB.step(later, &job, &next));
    }
    assert_int_equal(next, JOB_DONE);
    assert_false(os_exists(path_of(done.stored_as)));
    assert_true(os_exists(path_of(kept.stored_as)));
}

static void a_mail_is_one_message_whatever_its_headers_hold(void **state)
{
    (void)state;
    Mail m = {.to = S("ann@example.com"),
              .to_name = S("Ann \"x\""),
              .subject = S("Gr\xC3\xBC\xC3\x9F"
                           "e\r\nBcc: evil@example.com"),
              .text = S("Line one\n.dot\n\xC3\xA9=")};
    Str text = mail_format(F->arena, &m, S("Entente <no-reply@example.com>"), S("id@host"), (Time){0});
    assert_true(str_find(text, S("\r\nBcc:")) < 0);
    assert_true(str_find(text, S("Message-ID: <id@host>\r\n")) > 0);
    assert_true(str_find(text, S("Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n")) == 0);
    assert_true(str_find(text, S("Subject: =?UTF-8?B?")) > 0);
    assert_true(str_find(text, S("\r\n=2Edot\r\n=C3=A9=3D\r\n")) > 0);
    m.html = S("<p>x</p>");
    text = mail_format(F->arena, &m, S("no-reply@example.com"), S("id@host"), (Time){0});
    assert_true(str_find(text, S("multipart/alternative")) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(a_changed_cut_or_borrowed_file_is_noticed),
        cmocka_unit_test(a_suspended_file_goes_on_where_its_token_says),
        cmocka_unit_test(a_mail_is_one_message_whatever_its_headers_hold),
        cmocka_unit_test(an_expired_file_is_gone_and_its_bytes_are_swept),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
