/* One-time codes of authenticator apps: TOTP (RFC 6238) with what every app understands: SHA-1, six digits, 30 seconds.
 */
#pragma once
#include "base/str.h"

enum { OTP_SECRET_BYTES = 20, OTP_STEP_SECONDS = 30, OTP_DIGITS = 6 };
/* The code of a step (HOTP, RFC 4226): 0 to 999999. */
uint32_t otp_code(Str secret, int64_t step);
/* RFC 4648 base 32, upper case, without padding: how apps take a secret that is typed. */
Str base32_encode(Arena *a, Str bytes);
