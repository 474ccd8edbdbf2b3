/* Partner accounts as the vendor sees them: where they stand, and who moves that. */
#pragma once
#include "app/machine.h"

/* The account itself: active, restricted, suspended, deauthorized, closed. Account and subject are its id. */
extern const Machine PARTNER_ACCOUNT;
extern const Perm PARTNERS_VIEW, PARTNERS_MANAGE, PARTNERS_STANDING;
