/* Documents that come with a form: what is kept, what is refused and with which words, what the virus scanner says, and
 * how a document is given back. */
#include "app/problem.h"
#include "app/unit.h"
#include "app/upload.h"
#include "lib/app_fixture.h"
#include "os/os.h"
#include "unit.h"
#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const UploadRule RULE = {.field = "documents", .kinds = CONTENT_DOCUMENTS, .files_max = 2, .needed = true};
static Id kept[2];

typedef struct Keep {
    const Upload *files;
    size_t n;
} Keep;
static Err keep(Ctx *ctx, void *arg)
{
    Keep *k = arg;
    for (size_t i = 0; i < k->n; i++) {
        TRY(upload_publish(ctx, &k->files[i], &kept[i]));
    }
    return OK;
}
static Err say(Ctx *ctx, int status, Str body)
{
    ctx->out.status = status;
    ctx->out.body = body;
    ctx->out.content_type = S("text/plain");
    return OK;
}
static Err send_page(AccountCtx a)
{
    Keep k;
    Upload *files;
    Err err = upload_take(a.ctx, &RULE, a.ctx->account_id, &files, &k.n);
    if (err == ERR_INVALID) {
        Msg m = problem_of_field(a.ctx, S("documents"));
        Str text = msg_text(a.ctx->arena, a.ctx->locale, &m);
        a.ctx->problem = (Problem){0};
        return say(a.ctx, 422, text);
    }
    TRY(err);
    k.files = files;
    TRY(unit_run(a.ctx, MODE_WRITE, "test.write", keep, &k));
    return say(a.ctx, 200, str_fmt(a.ctx->arena, "%zu %.*s", k.n, S_ARG(files[0].name)));
}
static Err get_page(AccountCtx a)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("file"), &id));
    return upload_send(a.ctx, a.ctx->account_id, id);
}
static const Route ROUTES[] = {
    ROUTE("POST", "/a/{account}/send", &PERM_SIGNED_IN, NULL, MODE_OUTSIDE, send_page, UPLOAD_ROUTE),
    ROUTE("GET", "/a/{account}/get/{file}", &PERM_SIGNED_IN, NULL, MODE_OUTSIDE, get_page),
};

#define PDF "%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
static Fixture *open_with(AppOptions app)
{
    return fixture_open_with(&(FixtureOptions){.routes = ROUTES, .routes_n = COUNT_OF(ROUTES), .app = app});
}
static FixtureAnswer post(Fixture *f, const FixtureFile *files, size_t n, Str language)
{
    return fixture_request(f, "POST", "/a/test/send",
                           &(FixtureSend){.cookie = fixture_sign_in(f, f->user, f->account),
                                          .files = files,
                                          .files_n = n,
                                          .headers = {{S("accept-language"), language}},
                                          .headers_n = 1});
}
static FixtureAnswer send_one(Fixture *f, const char *name, Str bytes)
{
    FixtureFile file = {.field = S("documents"), .name = str_from(name), .bytes = bytes};
    return post(f, &file, 1, S("en"));
}
static void refused(Fixture *f, const char *name, Str bytes, const char *words)
{
    FixtureAnswer got = send_one(f, name, bytes);
    assert_int_equal(got.status, 422);
    if (str_find(got.body, str_from(words)) < 0) {
        print_error("%.*s\n", S_ARG(got.body));
        fail();
    }
}

static void a_document_is_kept_sealed_and_given_back_as_a_download_only(void **state)
{
    (void)state;
    Fixture *f = open_with((AppOptions){0});
    FixtureAnswer got = send_one(f, "C:\\papers\\register.pdf", S(PDF));
    assert_int_equal(got.status, 200);
    assert_str_is(got.body, S("1 register.pdf"));
    Str cookie = fixture_sign_in(f, f->user, f->account);
    const char *path = str_z(f->arena, str_fmt(f->arena, "/a/test/get/%.*s", S_ARG(id_text(f->arena, kept[0]))));
    got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    assert_int_equal(got.status, 200);
    assert_str_is(got.body, S(PDF));
    assert_str_is(got.content_type, S("application/pdf"));
    assert_true(str_find(fixture_header(&got, "content-disposition"), S("attachment; filename=\"register.pdf\"")) == 0);
    assert_str_is(fixture_header(&got, "x-content-type-options"), S("nosniff"));
    Str other = fixture_sign_in(f, f->stranger, f->other_account);
    path = str_z(f->arena, str_fmt(f->arena, "/a/other/get/%.*s", S_ARG(id_text(f->arena, kept[0]))));
    assert_int_equal(fixture_request(f, "GET", path, &(FixtureSend){.cookie = other}).status, 404);
    fixture_close(f);
}

static void each_hostile_file_is_refused_with_what_to_do(void **state)
{
    (void)state;
    Fixture *f = open_with((AppOptions){.document_max = 70000});
    refused(f, "register.pdf", S(""), "register.pdf is empty");
    refused(f, "kbis.pdf", S("<html><script>1</script>"), "kbis.pdf holds a web page");
    refused(f, "logo.svg", S("<svg onload=x()/>"), "logo.svg holds a web page, an SVG drawing or a script");
    refused(f, "id.pdf", S(PDF "PK\x01\x02..PK\x05\x06"), "two files in one: inside is a ZIP archive");
    refused(f, "id.docx", S("PK\x03\x04"),
            "id.docx is a ZIP archive or an office document by its content. Save or scan "
            "it as PDF, PNG or JPEG");
    refused(f, "notes.txt", S("just text"), "notes.txt is plain text by its content");
    refused(f, "run.pdf", S("%PDF-1.7\n1 0 obj\n<< /S /JavaScript >>\nendobj\n%%EOF\n"), "run.pdf holds scripts");
    refused(f, "half.pdf", S("%PDF-1.7\n1 0 obj\n"), "half.pdf is damaged");
    refused(f, "bomb.png", S("\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\1\x86\xa0\0\1\x86\xa0\x08\2\0\0\0\0\0\0\0"),
            "bomb.png would become far too large");
    char *big = arena_alloc(f->arena, 80000, 1);
    refused(f, "big.pdf", str_of(big, 80000), "big.pdf has ");
    refused(f, "x.pdf", S("\1\2\3"), "What x.pdf is cannot be told");
    FixtureFile three[3];
    for (size_t i = 0; i < 3; i++) {
        three[i] = (FixtureFile){S("documents"), S("a.pdf"), S(PDF)};
    }
    FixtureAnswer got = post(f, three, 3, S("en"));
    assert_true(got.status == 422 && str_find(got.body, S("Send 2 files at most.")) >= 0);
    assert_str_is(post(f, three, 2, S("en")).body, S("2 a.pdf"));
    three[0].field = S("other");
    got = post(f, three, 1, S("en"));
    assert_true(got.status == 422 && str_find(got.body, S("Choose a file.")) >= 0);
    fixture_close(f);
}

/* --- the scanner --- */

typedef struct Clamd {
    int fd;
    char path[64];
    const char *answer; /* NULL: hangs up at once */
    char seen[4096];
    size_t seen_n;
    pthread_t thread;
} Clamd;
static void *clamd_run(void *arg)
{
    Clamd *c = arg;
    int at = accept(c->fd, NULL, NULL);
    c->seen_n = 0;
    while (c->answer && (c->seen_n < 14 || memcmp(c->seen + c->seen_n - 4, "\0\0\0\0", 4) != 0)) {
        ssize_t n = read(at, c->seen + c->seen_n, sizeof c->seen - c->seen_n);
        if (n <= 0) {
            break;
        }
        c->seen_n += (size_t)n;
    }
    if (c->answer && *c->answer) {
        assert_true(write(at, c->answer, strlen(c->answer) + 1) > 0);
    } else if (c->answer) {
        sleep(1);
    }
    close(at);
    return NULL;
}
static void clamd_begin(Clamd *c, const char *answer)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    snprintf(c->path, sizeof c->path, "/tmp/entente-clamd-%d", (int)getpid());
    (void)unlink(c->path);
    snprintf(at.sun_path, sizeof at.sun_path, "%s", c->path);
    c->fd = socket(AF_UNIX, SOCK_STREAM, 0);
    c->answer = answer;
    assert_int_equal(bind(c->fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(c->fd, 1), 0);
    assert_int_equal(pthread_create(&c->thread, NULL, clamd_run, c), 0);
}
static void clamd_end(Clamd *c)
{
    (void)pthread_join(c->thread, NULL);
    close(c->fd);
    (void)unlink(c->path);
}

static void the_scanner_over_a_socket_says_clean_or_what_it_found(void **state)
{
    (void)state;
    Clamd c;
    char word[OS_SCAN_WORD_MAX], where[80];
    clamd_begin(&c, "stream: OK");
    snprintf(where, sizeof where, "unix:%s", c.path);
    assert_int_equal(os_scan_socket(where, S("hello"), 2000, word), OS_SCAN_CLEAN);
    clamd_end(&c);
    assert_memory_equal(c.seen, "zINSTREAM\0\0\0\0\5hello\0\0\0\0", 23);
    clamd_begin(&c, "stream: Eicar-Test-Signature FOUND");
    assert_int_equal(os_scan_socket(where, S("hello"), 2000, word), OS_SCAN_FOUND);
    assert_string_equal(word, "Eicar-Test-Signature");
    clamd_end(&c);
    clamd_begin(&c, "INSTREAM size limit exceeded. ERROR");
    assert_int_equal(os_scan_socket(where, S("hello"), 2000, word), OS_SCAN_FAILED);
    clamd_end(&c);
    clamd_begin(&c, NULL);
    assert_int_equal(os_scan_socket(where, S("hello"), 2000, word), OS_SCAN_FAILED);
    clamd_end(&c);
    clamd_begin(&c, "");
    assert_int_equal(os_scan_socket(where, S("hello"), 100, word), OS_SCAN_FAILED);
    clamd_end(&c);
    assert_int_equal(os_scan_socket(where, S("hello"), 2000, word), OS_SCAN_FAILED);
    assert_int_equal(os_scan_socket("nowhere", S("hello"), 2000, word), OS_SCAN_FAILED);
}

static void a_command_says_by_its_exit_code_and_one_that_hangs_is_ended(void **state)
{
    Arena *a = *state;
    char word[OS_SCAN_WORD_MAX];
    char *big = arena_alloc(a, 3 << 20, 1);
    assert_int_equal(os_scan_command("cat >/dev/null", str_of(big, 3 << 20), 5000, word), OS_SCAN_CLEAN);
    assert_int_equal(os_scan_command("exit 0", str_of(big, 3 << 20), 5000, word), OS_SCAN_CLEAN);
    assert_int_equal(os_scan_command("grep -q virus && { echo Test.Virus; exit 1; }; exit 0", S("a virus"), 5000, word),
                     OS_SCAN_FOUND);
    assert_string_equal(word, "Test.Virus");
    assert_int_equal(os_scan_command("exit 2", S("x"), 5000, word), OS_SCAN_FAILED);
    assert_int_equal(os_scan_command("/nowhere/at/all 2>/dev/null", S("x"), 5000, word), OS_SCAN_FAILED);
    assert_int_equal(os_scan_command("sleep 20", S("x"), 200, word), OS_SCAN_FAILED);
    assert_string_equal(word, "it did not end in time");
}

static void what_the_scanner_finds_or_cannot_check_is_not_kept(void **state)
{
    (void)state;
    Fixture *f = open_with((AppOptions){.scan_command = "grep -q virus && { echo Test.Virus; exit 1; }; exit 0"});
    assert_int_equal(send_one(f, "good.pdf", S(PDF)).status, 200);
    refused(f, "bad.pdf", S("%PDF-1.7\n1 0 obj\n(virus)\nendobj\n%%EOF\n"),
            "The virus scanner found something in bad.pdf: Test.Virus");
    fixture_close(f);
    f = open_with((AppOptions){.scan_socket = "unix:/tmp/entente-no-scanner"});
    refused(f, "good.pdf", S(PDF), "good.pdf could not be checked for viruses, and was not kept");
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(a_document_is_kept_sealed_and_given_back_as_a_download_only),
        UNIT_TEST(each_hostile_file_is_refused_with_what_to_do),
        UNIT_TEST(the_scanner_over_a_socket_says_clean_or_what_it_found),
        UNIT_TEST(a_command_says_by_its_exit_code_and_one_that_hangs_is_ended),
        UNIT_TEST(what_the_scanner_finds_or_cannot_check_is_not_kept),
    };
    return FIXTURE_RUN(tests);
}
