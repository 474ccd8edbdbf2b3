/* Links of indirect providers with resellers: one side asks, the other answers, either ends. */
#pragma once
#include "app/machine.h"
#include "app/route.h"
#include "gen/links_q.h"

/* Account of the machine: whoever asked; subject: the link. */
extern const Machine PARTNER_LINK;
extern const Perm LINKS_VIEW, LINKS_ASK, LINKS_ANSWER;
enum { LINK_BODY_MAX = 1000, LINKS_MAX = 100 };

/* Asks the partner of this number. Problems at "number" and "body". */
MUST_USE Err link_ask(AccountCtx a, Str number, Str body, Id *ret_id);
/* ERR_NOT_FOUND with a problem where this account is neither side. */
MUST_USE Err link_get(AccountCtx a, Id id, PartnerLinkGetRow *ret);
/* Is this account the one that asked? */
bool link_is_asker(AccountCtx a, const PartnerLinkGetRow *l);
/* linked, declined, withdrawn or ended. Only the other side answers and only the asking side withdraws; a link ends
 * when no customer is sold through it any more. Tells the side that has not acted. */
MUST_USE Err link_move(AccountCtx a, const PartnerLinkGetRow *l, Str to, Str reason);
