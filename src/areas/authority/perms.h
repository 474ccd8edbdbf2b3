/* Permissions of applications (area.c has who holds them). */
#pragma once
#include "app/perm.h"

extern const Perm APPLICATIONS_VIEW, APPLICATIONS_MANAGE, APPLICATIONS_CONSENT;
