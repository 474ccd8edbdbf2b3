/* The API's description, OpenAPI 3.1, from routes and shapes. */
#pragma once
#include "app/route.h"

/* server: the public address, or empty. */
void openapi_write(Buf *b, Arena *a, Str server);
