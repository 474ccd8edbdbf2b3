/* Configuration: precedence, ranges, and complaints that name the place and the fix. */
#include "app/config.h"
#include "base/num.h"
#include "os/os.h"
#include "unit.h"
#include <unistd.h>

typedef struct Folder {
    char dir[64];
} Folder;

static Folder folder(void)
{
    Folder f = {"/tmp/entente-config-XXXXXX"};
    assert_non_null(mkdtemp(f.dir));
    return f;
}

static const char *conf(Arena *a, const Folder *f, const char *text)
{
    const char *path = str_z(a, str_fmt(a, "%s/entente.conf", f->dir));
    assert_ok(os_write_file(path, str_from(text), 0600));
    return path;
}

static void drop(Arena *a, const Folder *f)
{
    (void)os_remove(str_z(a, str_fmt(a, "%s/entente.conf", f->dir)));
    (void)rmdir(f->dir);
}

static void the_later_source_wins(void **state)
{
    Arena *a = *state;
    Folder f = folder();
    conf(a, &f, "# a comment\nport = 1001\nloops=3\n log_level = \"warn\" \r\nheader_max = 32K\n");
    const char *const environment[] = {"PATH=/bin", "ENTENTE_PORT=1002", "ENTENTE_SEED=5", NULL};
    ConfigFlag flags[] = {{"data", f.dir}, {"header-max", "8K"}};
    Config c;
    char why[512] = "";
    assert_ok(config_load(a, flags, COUNT_OF(flags), environment, &c, why));
    assert_int_equal(c.port, 1002);
    assert_int_equal(c.loops, 3);
    assert_int_equal(c.header_max, 8192);
    assert_str(c.log_level, "warn");
    assert_int_equal(c.from[config_key(S("port")) - CONFIG_KEYS], CONFIG_ENVIRONMENT);
    assert_int_equal(c.from[config_key(S("header_max")) - CONFIG_KEYS], CONFIG_FLAG);
    assert_int_equal(c.from[config_key(S("loops")) - CONFIG_KEYS], CONFIG_FILE);
    drop(a, &f);
}

static void refused(Arena *a, const char *text, const char *says)
{
    Folder f = folder();
    const char *path = conf(a, &f, text);
    ConfigFlag flags[] = {{"config", path}};
    Config c;
    char why[512] = "";
    assert_int_equal(config_load(a, flags, 1, NULL, &c, why), ERR_INVALID);
    if (str_find(str_from(why), str_from(says)) < 0) {
        fail_msg("\"%s\" does not say \"%s\"", why, says);
    }
    drop(a, &f);
}

static void a_wrong_line_stops_the_start_with_its_number(void **state)
{
    Arena *a = *state;
    refused(a, "port = 80\n\nprot = 81\n", "line 3: there is no key \"prot\"; did you mean \"port\"?");
    refused(a, "zzzzz = 81\n", "line 1: there is no key \"zzzzz\". `entente config --reference`");
    refused(a, "port = 70000\n", "line 1: port must be 0 to 65535, not 70000");
    refused(a, "port = eighty\n", "must be a whole number, not \"eighty\"");
    refused(a, "jobs = perhaps\n", "must be true or false");
    refused(a, "log_level = loud\n", "must be one of: info warn error");
    refused(a, "header_max = 9999999999999999999K\n", "must be a whole number");
    refused(a, "port\n", "is not of the form key = value");
    refused(a, "tls_cert = x.pem\n", "tls_cert and tls_key go together");
    refused(a, "test_clock = tomorrow\n", "test_clock must be a time such as");
    refused(a, "database = mysql://x\n", "must begin with postgres://");
    refused(a,
            "data = a\x01"
            "b\n",
            "cannot be used");
}

static void a_named_file_that_is_missing_is_an_error(void **state)
{
    Arena *a = *state;
    ConfigFlag flags[] = {{"config", "/nonexistent/entente.conf"}};
    Config c;
    char why[512] = "";
    assert_int_equal(config_load(a, flags, 1, NULL, &c, why), ERR_NOT_FOUND);
    assert_true(str_find(str_from(why), S("/nonexistent/entente.conf")) >= 0);
}

static void defaults_are_within_their_ranges_and_documented(void **state)
{
    Arena *a = *state;
    Config c = config_default(a, S("here"));
    assert_str(c.data, "here");
    assert_int_equal(c.port, 8080);
    assert_true(c.jobs);
    for (size_t i = 0; i < CONFIG_KEYS_N; i++) {
        assert_true(strlen(CONFIG_KEYS[i].doc) > 10);
        assert_ptr_equal(config_key(str_from(CONFIG_KEYS[i].name)), &CONFIG_KEYS[i]);
    }
    assert_null(config_key(S("nothing")));
    assert_str(config_database(a, &c), "here/entente.db");
    c.data = S("/srv/x/");
    assert_str(config_keyring(a, &c), "/srv/x.keys");
}

static void what_is_printed_holds_no_secret(void **state)
{
    Arena *a = *state;
    Config c = config_default(a, S("x"));
    char why[512];
    assert_ok(config_set(a, &c, config_key(S("smtp-password")), S("hunter2"), why));
    assert_ok(config_set(a, &c, config_key(S("database")), S("postgres://me:hunter2@host/db"), why));
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    config_write(&b, &c);
    assert_true(str_find(buf_str(&b), S("hunter2")) < 0);
    assert_true(str_find(buf_str(&b), S("smtp_password = (set)")) >= 0);
    assert_true(str_find(buf_str(&b), S("postgres://me:...@host/db")) >= 0);
    assert_true(str_find(buf_str(&b), S("header_max = 16K")) >= 0);
}

static void the_reference_is_a_sample_file(void **state)
{
    Arena *a = *state;
    Folder f = folder();
    Buf b = buf_on_arena(a, BUF_MAX_PAGE);
    config_write_reference(&b);
    const char *path = conf(a, &f, buf_z(&b));
    ConfigFlag flags[] = {{"config", path}};
    Config c;
    char why[512];
    assert_ok(config_load(a, flags, 1, NULL, &c, why));
    drop(a, &f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT_TEST(the_later_source_wins),
        UNIT_TEST(a_wrong_line_stops_the_start_with_its_number),
        UNIT_TEST(a_named_file_that_is_missing_is_an_error),
        UNIT_TEST(defaults_are_within_their_ranges_and_documented),
        UNIT_TEST(what_is_printed_holds_no_secret),
        UNIT_TEST(the_reference_is_a_sample_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
