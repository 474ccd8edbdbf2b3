/* How a partner account stands with the vendor: table account_standing, a row a company; its locations stand with it.
 * The machine that moves it is the area partners' (PARTNER_ACCOUNT). An active one whose verification is asked for and
 * was never accepted, or is rejected, stands as unverified (table account_verification; area verification): nothing is
 * sold, and routes with .accepted (signing, publishing) are refused. */
#pragma once
#include "app/ctx.h"
#include "app/perm.h"

Standing standing_of(Str word); /* "suspended"; STANDING_ACTIVE for anything unknown */
Str standing_id(Standing s);    /* "suspended": as the machine of accounts calls the state */
/* What no role gives in an account that stands so, and this is the one place that says it: in a restricted one whatever
 * sells something new (Perm.sells); in a suspended or worse one whatever writes business: permissions of writing routes
 * in areas that are not the account's own housekeeping (Area.housekeeping), but for those that only read (Perm.reads)
 * and for how a person likes to see things (AuditAction.quiet). Rights are worked out with it, so that routes, buttons,
 * the API and the explanations agree. */
const PermSet *standing_takes(Standing s);
/* What nobody of the vendor's staff has who looks at an account as its people see it: permissions of writing routes
 * that no entry of a menu and no tile leads to. Their buttons and forms are not shown, so that nobody fills one in for
 * nothing. A permission that also opens a workspace stays; its writing routes are refused (dispatch_check.c). */
const PermSet *standing_view_takes(void);
/* For the lists of rights: "sells", "business" or empty. */
const char *standing_word(const Perm *p);

/* The key that names are sorted and compared by. */
Str standing_name_key(Arena *a, Str name);
/* What lists of partners are made of, and the words that find an account. In a WRITE unit; whoever makes an account, or
 * changes its name, kind, country or place, calls it (identity_add_account does). A location has none. */
MUST_USE Err standing_index(SystemCtx s, Id account_id);
