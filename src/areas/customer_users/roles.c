/* The roles that a customer's directory knows, by the ids clients know them by. */
#include "app/i18n.h"
#include "areas/customer_users/users.h"

const DirectoryRole DIRECTORY_ROLES[] = {
    {"62e90394-69f5-4237-9190-012177145e10", N_("Global Administrator")},
    {"fe930be7-5e62-47db-91af-98c3a49a38b1", N_("User Administrator")},
    {"b0f54661-2d74-4c50-afa3-1ec803f12efe", N_("Billing Administrator")},
    {"729827e3-9c14-49f7-bb1b-9608f156bbb8", N_("Helpdesk Administrator")},
    {"4d6ac14f-3453-41d0-bef9-a3e0c569773a", N_("License Administrator")},
    {"f023fd81-a637-4b56-95fd-791ac0226033", N_("Service Support Administrator")},
    {"194ae4cb-b126-40b2-bd5b-6091b380977d", N_("Security Administrator")},
    {"f2ef992c-3afb-46b9-b7cf-a126ee74c451", N_("Global Reader")},
    {"88d8e3e3-8f55-4a1e-953a-9b9898b8876b", N_("Directory Readers")},
};
const size_t DIRECTORY_ROLES_N = COUNT_OF(DIRECTORY_ROLES);

const DirectoryRole *directory_role(Str id)
{
    for (size_t i = 0; i < DIRECTORY_ROLES_N; i++) {
        if (str_eq_nocase(id, str_from(DIRECTORY_ROLES[i].id))) {
            return &DIRECTORY_ROLES[i];
        }
    }
    return NULL;
}
