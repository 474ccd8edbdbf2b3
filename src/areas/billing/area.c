/* Billing: charges, taxes and the runs that put them on documents. */
#include "app/area.h"

const Area area_billing = {
    .name = "billing",
    .title = N_("Billing"),
};
