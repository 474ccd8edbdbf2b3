/* Browser assets, embedded by tools/assets with a content hash in their names, so that they may be cached for a year.
 */
#pragma once
#include "base/str.h"

typedef struct Asset {
    Str name; /* "app.css": what templates and url_asset say */
    Str path; /* "/assets/app.3f2a9c1b.css" */
    Str content_type;
    Str bytes, br, gz; /* br, gz: empty where they would not be smaller */
    Str etag;          /* with quotes */
} Asset;
extern const Asset ASSETS[];
extern const size_t ASSETS_N;

/* By the path of a request ("/assets/app.3f2a9c1b.css"); NULL when there is none. */
const Asset *asset_by_path(Str path);
/* By logical name; NULL when there is none. */
const Asset *asset_by_name(Str name);
