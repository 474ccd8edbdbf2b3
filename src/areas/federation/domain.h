/* Domains of a directory. A sign-in name ends with a domain of its directory, and a provider is believed for these
 * domains only; so a domain becomes a directory's by a proof: a record in its DNS, or the word of the vendor's staff.
 */
#pragma once
#include "app/ctx.h"

enum { DOMAINS_MAX = 100, DOMAIN_ASKS_MAX = 20, DOMAIN_MAX = 253, DOMAIN_CHECK_PAUSE_S = 10 };
#define DOMAIN_RECORD "_entente-challenge"
#define DOMAIN_TEXT "entente-domain-verification="

/* Lower case, without a point at the end; false: no domain name (letters, digits and hyphens, at least two parts). */
bool domain_read(Arena *a, Str typed, Str *ret);
/* Is the text that proves the domain among the texts of its record? */
bool domain_proved(const Str *texts, size_t n, Str token);

/* In WRITE units; each sets a problem for people and the audit. */
MUST_USE Err domain_ask(DirectoryCtx d, Str typed, Id *ret_id); /* fields: "domain" */
MUST_USE Err domain_take(DirectoryCtx d, Id ask_id);            /* it was proved: the directory's from now on */
MUST_USE Err domain_cancel(DirectoryCtx d, Id ask_id);
MUST_USE Err domain_remove(DirectoryCtx d, Str domain, Str default_domain);
