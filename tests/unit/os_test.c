/* os: files that are whole or absent, ids that grow, threads. */
#include "os/os.h"
#include "unit.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64];

static int folder_setup(void **state)
{
    memcpy(folder, "/tmp/entente-os-test-XXXXXX", 28);
    return mkdtemp(folder) && unit_arena_setup(state) == 0 ? 0 : -1;
}

static int folder_teardown(void **state)
{
    Arena *a = *state;
    static const char *const names[] = {"file", "deep/er/file", "deep/er", "deep"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)remove(str_z(a, str_fmt(a, "%s/%s", folder, names[i])));
    }
    bool clean = rmdir(folder) == 0; /* nothing else may be left */
    return unit_arena_teardown(state) == 0 && clean ? 0 : -1;
}

static const char *in_folder(Arena *a, const char *name) { return str_z(a, str_fmt(a, "%s/%s", folder, name)); }

static void a_file_is_written_whole_with_its_mode_and_read_back(void **state)
{
    Arena *a = *state;
    const char *path = in_folder(a, "file");
    Str got;
    assert_int_equal(os_read_file(a, path, 100, &got), ERR_NOT_FOUND);
    assert_false(os_exists(path));
    assert_ok(os_write_file(path, S("hello"), 0600));
    assert_true(os_exists(path));
    assert_ok(os_read_file(a, path, 100, &got));
    assert_str(got, "hello");
    assert_ok(os_read_file(a, path, 5, &got));
    assert_int_equal(os_read_file(a, path, 4, &got), ERR_TOO_LARGE);
    assert_ok(os_write_file(path, S(""), 0640));
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_ok(os_read_file(a, path, 0, &got));
    assert_int_equal(got.n, 0);
    assert_int_equal(os_write_new_file(path, S("x"), 0600), ERR_CONFLICT);
    assert_ok(os_remove(path));
    assert_int_equal(os_remove(path), ERR_NOT_FOUND);
    assert_ok(os_write_new_file(path, S("x"), 0600));
    assert_int_equal(os_write_file(in_folder(a, "no/such/file"), S("x"), 0600), ERR_NOT_FOUND);
}

static void files_without_a_size_are_read_to_their_end(void **state)
{
    Str got;
    assert_ok(os_read_file(*state, "/proc/self/status", 1 << 20, &got));
    assert_true(got.n > 100 && str_starts(got, S("Name:")));
    assert_int_equal(os_read_file(*state, "/proc/self/status", 10, &got), ERR_TOO_LARGE);
}

static void folders_are_made_with_parents(void **state)
{
    Arena *a = *state;
    assert_ok(os_make_dir(in_folder(a, "deep/er"), 0700));
    assert_ok(os_make_dir(in_folder(a, "deep/er"), 0700));
    assert_true(os_dir_is_empty(in_folder(a, "deep/er")));
    assert_false(os_dir_is_empty(in_folder(a, "deep")));
    assert_ok(os_write_file(in_folder(a, "deep/er/file"), S("x"), 0600));
    assert_false(os_dir_is_empty(in_folder(a, "deep/er")));
    assert_int_equal(os_make_dir(in_folder(a, "deep/er/file"), 0700), ERR_CONFLICT);
    assert_false(os_dir_is_empty(in_folder(a, "none")));
}

static void a_temporary_file_has_no_name_and_can_be_mapped(void **state)
{
    (void)state;
    int fd = os_temp_fd(folder);
    assert_true(fd >= 0);
    assert_true(os_dir_is_empty(folder));
    assert_int_equal(write(fd, "mapped", 6), 6);
    Str bytes;
    assert_ok(os_map_file(fd, 6, &bytes));
    assert_str(bytes, "mapped");
    os_unmap(bytes);
    assert_ok(os_map_file(fd, 0, &bytes));
    os_unmap(bytes);
    close(fd);
    assert_int_equal(os_temp_fd("/no/such/folder"), -1);
}

static void ids_grow_within_a_thread_and_are_of_now(void **state)
{
    (void)state;
    Id last = os_id_v7();
    for (int i = 0; i < 20000; i++) {
        Id id = os_id_v7();
        assert_true(id_cmp(last, id) < 0);
        assert_int_equal(id.b[6] >> 4, 7);
        assert_int_equal(id.b[8] >> 6, 2);
        last = id;
    }
    int64_t ms = 0;
    for (int i = 0; i < 6; i++) {
        ms = ms << 8 | last.b[i];
    }
    int64_t off = ms - os_wall().us / 1000;
    assert_true(off > -2000 && off < 2000);
}

static void random_bytes_differ_also_after_a_fork(void **state)
{
    (void)state;
    uint64_t mine[2], others[2] = {0};
    (void)os_random_u64();
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    mine[0] = os_random_u64();
    mine[1] = os_random_u64();
    if (child == 0) {
        _exit(write(ends[1], mine, sizeof mine) == (ssize_t)sizeof mine ? 0 : 1);
    }
    assert_int_equal(read(ends[0], others, sizeof others), (ssize_t)sizeof others);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_true(mine[0] != others[0] && mine[1] != others[1] && mine[0] != mine[1]);
    close(ends[0]);
    close(ends[1]);
}

static void set_seven(void *arg)
{
    os_thread_low_priority();
    *(int *)arg = 7;
}

static void a_thread_runs_and_is_joined(void **state)
{
    (void)state;
    int value = 0;
    OsThread *t;
    assert_ok(os_thread_start("a name longer than the kernel takes", set_seven, &value, &t));
    os_thread_join(t);
    assert_int_equal(value, 7);
    assert_true(os_cores() >= 1);
}

static void the_clocks_go_forward(void **state)
{
    (void)state;
    int64_t before = os_monotonic_ns();
    assert_true(os_monotonic_ns() >= before);
    assert_true(time_civil(os_wall()).year >= 2024);
    assert_true(os_resident_bytes() > 100000);
}

static void a_folder_is_listed_in_order_and_removed_with_all_in_it_and_nothing_else(void **state)
{
    Arena *a = *state;
    Str *names;
    size_t n;
    assert_int_equal(os_list_dir(a, in_folder(a, "deep"), &names, &n), ERR_NOT_FOUND);
    assert_ok(os_make_dir(in_folder(a, "deep/er"), 0700));
    assert_ok(os_write_file(in_folder(a, "file"), S("kept"), 0600));
    assert_ok(os_write_file(in_folder(a, "deep/b"), S("12345"), 0600));
    assert_ok(os_write_file(in_folder(a, "deep/a"), S(""), 0600));
    assert_int_equal(symlink(in_folder(a, "file"), in_folder(a, "deep/er/link")), 0);
    assert_ok(os_list_dir(a, in_folder(a, "deep"), &names, &n));
    assert_int_equal(n, 3);
    assert_str(names[0], "a");
    assert_str(names[1], "b");
    assert_str(names[2], "er");
    assert_int_equal(os_file_size(in_folder(a, "deep/b")), 5);
    assert_int_equal(os_file_size(in_folder(a, "deep/none")), 0);
    assert_ok(os_remove_tree(in_folder(a, "deep")));
    assert_false(os_exists(in_folder(a, "deep")));
    assert_true(os_exists(in_folder(a, "file"))); /* a link is removed, not followed */
    assert_ok(os_remove_tree(in_folder(a, "deep")));
}

#define OS_TEST(f) cmocka_unit_test_setup_teardown(f, folder_setup, folder_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OS_TEST(a_file_is_written_whole_with_its_mode_and_read_back),
        OS_TEST(files_without_a_size_are_read_to_their_end),
        OS_TEST(folders_are_made_with_parents),
        OS_TEST(a_folder_is_listed_in_order_and_removed_with_all_in_it_and_nothing_else),
        OS_TEST(a_temporary_file_has_no_name_and_can_be_mapped),
        OS_TEST(ids_grow_within_a_thread_and_are_of_now),
        OS_TEST(random_bytes_differ_also_after_a_fork),
        OS_TEST(a_thread_runs_and_is_joined),
        OS_TEST(the_clocks_go_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
