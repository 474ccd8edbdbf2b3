/* How a partner account stands with the vendor: table account_standing, a row a company; its locations stand with it.
 * The machine that moves it is the area partners' (PARTNER_ACCOUNT). */
#pragma once
#include "app/ctx.h"

/* What lists of partners are made of, and the words that find an account. In a WRITE unit; whoever makes an account, or
 * changes its name, kind, country or place, calls it (identity_add_account does). A location has none. */
MUST_USE Err standing_index(SystemCtx s, Id account_id);
