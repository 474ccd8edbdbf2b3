/* The ledger: what the kernel must know of the area. It has no pages of its own: other areas post into it. */
#include "app/area.h"

const Area area_ledger = {
    .name = "ledger",
    .title = N_("Ledger"),
};
