/* The helpers of ./bench that need the whole program, linked with it once: the name it is called by says which. */
#include <stdio.h>
#include <string.h>

int audit_main(int argc, char **argv);
int commerce_main(int argc, char **argv);
int desk_main(int argc, char **argv);
int perm_main(int argc, char **argv);

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/'), *name = slash ? slash + 1 : argv[0];
    int (*run)(int argc, char **argv) = strcmp(name, "audit") == 0      ? audit_main
                                        : strcmp(name, "commerce") == 0 ? commerce_main
                                        : strcmp(name, "desk") == 0     ? desk_main
                                        : strcmp(name, "perm") == 0     ? perm_main
                                                                        : NULL;
    if (!run) {
        fprintf(stderr, "house: there is no helper %s\n", name);
        return 2;
    }
    return run(argc, argv);
}
