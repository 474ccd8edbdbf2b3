/* People: what the kernel must know of this area. */
#include "app/area.h"

static const Setting SETTINGS[] = {
    {.key = S_INIT("users.guest_roles"),
     .label = N_("Further roles that guests may hold, by their ids with spaces between"),
     .type = SETTING_TEXT,
     .initial = "",
     .max = 1000,
     .operator_ = true},
};

const Area area_people = {
    .name = "people",
    .title = N_("User management"),
    .settings = LIST(SETTINGS),
};
