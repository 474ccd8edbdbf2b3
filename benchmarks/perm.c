/* How long one permission check takes: what the dispatcher asks for each request, and pages for each button. Prints
 * nanoseconds a check over all permissions and a person with five roles. */
#include "app/perm.h"
#include "app/program.h"
#include "os/os.h"
#include <stdio.h>

enum { ROUNDS = 200000 };

int main(void)
{
    static const char *const HELD[] = {"admin_agent", "sales_agent", "billing_admin", "report_viewer", "account_admin"};
    static const Str WORDS[] = {S_INIT("csp_direct"), S_INIT("mpn"), S_INIT("incentives")};
    RoleSet roles = {0};
    for (size_t i = 0; i < sizeof HELD / sizeof HELD[0]; i++) {
        role_put(&roles, role_index(str_from(HELD[i])));
    }
    const ProgramSet programs = {WORDS, sizeof WORDS / sizeof WORDS[0], SIDE_PARTNER};
    PermSet set = perm_of_roles(&roles, S("direct"), &programs, false);
    size_t n = perm_count(), yes = 0;
    int64_t began = os_monotonic_ns();
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < n; i++) {
            yes += perm_in(&set, perm_at(i));
        }
    }
    int64_t ended = os_monotonic_ns();
    printf("{\"permissions\": %zu, \"granted\": %zu, \"ns\": %.1f}\n", n, yes / ROUNDS,
           (double)(ended - began) / ((double)ROUNDS * (double)n));
    return 0;
}
