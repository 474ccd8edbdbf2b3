/* Pages of locations. */
#pragma once
#include "areas/locations/locations.h"

Err locations_page(AccountCtx a);
Err locations_export(AccountCtx a);
Err location_add_page(AccountCtx a);
Err location_add_post(AccountCtx a);
Err location_page(AccountCtx a);
Err location_edit_page(AccountCtx a);
Err location_edit_post(AccountCtx a);
Err location_close_post(AccountCtx a);
Err location_country_page(AccountCtx a);
Err location_country_post(AccountCtx a);
