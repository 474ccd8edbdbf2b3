/* What may be a password, after NIST SP 800-63B-4, 3.1.1.2: long enough, not one of those everybody tries, not made of
 * what is known of its owner; no rules about kinds of characters, any character allowed, nothing expires. */
#include "areas/identity/identity.h"

#include "app/session.h"
#include "app/setting.h"
#include "base/utf8.h"
#include "gen/identity_q.h"

extern const unsigned char common_passwords[], common_passwords_end[];

enum { LEFT_MIN = 6 /* letters that must not come from known words */, WORD_MIN = 4 };

Str identity_password(Arena *a, Str typed) { return fold_nfc(a, typed); }

/* --- passwords that we made --- */

static Str generated_hash(Ctx *ctx, Str password)
{
    return str_concat(ctx->arena, S("keyed:"), digest_hex(ctx->arena, secret_digest(ctx->app, password)));
}

Str identity_temporary_password(Ctx *ctx, Str *ret_hash)
{
    Str password = token_temporary_password(ctx->arena);
    *ret_hash = generated_hash(ctx, password);
    return password;
}

bool identity_password_holds(Ctx *ctx, Str hash, Str password)
{
    if (!str_starts(hash, S("keyed:"))) {
        return password_verify(hash, password);
    }
    /* As slow as the other, so that nobody learns who has a temporary password. */
    bool never = password_verify(password_decoy(), password);
    return str_eq_secret(hash, generated_hash(ctx, password)) && !never;
}

/* --- the list --- */

static uint32_t number_at(size_t i)
{
    const unsigned char *p = common_passwords + 4 * i;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool is_common(Str lower)
{
    Digest d = digest_sha256(lower);
    uint32_t wanted = (uint32_t)d.b[0] << 24 | (uint32_t)d.b[1] << 16 | (uint32_t)d.b[2] << 8 | d.b[3];
    size_t from = 0, to = (size_t)(common_passwords_end - common_passwords) / 4;
    while (from < to) {
        size_t at = from + (to - from) / 2;
        uint32_t found = number_at(at);
        if (found == wanted) {
            return true;
        }
        from = found < wanted ? at + 1 : from;
        to = found < wanted ? to : at;
    }
    return false;
}

/* --- shapes --- */

static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80; }

/* "password!!12345" is "password" to whoever guesses. */
static Str core_of(Str s)
{
    while (s.n && !is_letter(s.p[0])) {
        s = str_skip(s, 1);
    }
    while (s.n && !is_letter(s.p[s.n - 1])) {
        s.n--;
    }
    return s;
}

/* The shortest text that the whole is a repetition of: "passwordpassword" gives "password". */
static Str unit_of(Str s)
{
    for (size_t n = 1; n <= s.n / 2; n++) {
        size_t i = n;
        while (i < s.n && s.p[i] == s.p[i % n]) {
            i++;
        }
        if (i == s.n) {
            return str_sub(s, 0, n);
        }
    }
    return s;
}

/* Each character beside the last in the alphabet, the digits or on the keyboard, either way, round and round. */
static bool is_run(Str s)
{
    static const Str ROWS[] = {
        S_INIT("0123456789"),
        S_INIT("1234567890"),
        S_INIT("abcdefghijklmnopqrstuvwxyz"),
        S_INIT("qwertyuiopasdfghjklzxcvbnm"),
        S_INIT("azertyuiopqsdfghjklmwxcvbn"),
        S_INIT("qwertzuiopasdfghjklyxcvbnm"),
    };
    for (size_t r = 0; r < COUNT_OF(ROWS); r++) {
        Str row = ROWS[r];
        ptrdiff_t at = str_find_char(row, s.p[0]);
        bool up = at >= 0, down = at >= 0;
        for (size_t i = 1; i < s.n && (up || down); i++) {
            up = up && s.p[i] == row.p[((size_t)at + i) % row.n];
            down = down && s.p[i] == row.p[((size_t)at + row.n * s.n - i) % row.n];
        }
        if (up || down) {
            return true;
        }
    }
    return false;
}

static bool is_easy(Str lower)
{
    Str core = core_of(lower), unit = unit_of(lower);
    return is_common(lower) || (core.n >= WORD_MIN && is_common(core)) || unit.n < LEFT_MIN || is_common(unit) ||
           is_run(lower);
}

/* --- known words --- */

void identity_password_word(PasswordWords *w, Str word)
{
    if (word.n && w->n < COUNT_OF(w->words)) {
        w->words[w->n++] = word;
    }
}

static size_t letters_of(Str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        n += is_letter(s.p[i]);
    }
    return n;
}

static Str without(Arena *a, Str s, Str word)
{
    for (ptrdiff_t at; (at = str_find(s, word)) >= 0;) {
        s = str_fmt(a, "%.*s %.*s", (int)at, s.p, S_ARG(str_skip(s, (size_t)at + word.n)));
    }
    return s;
}

/* Whether little is left of the password without what is known of its owner. */
static bool is_of_known_words(Arena *a, Str password, const PasswordWords *words)
{
    Str left = fold_search(a, password);
    size_t before = letters_of(left);
    for (size_t i = 0; words && i < words->n; i++) {
        Str rest = fold_search(a, words->words[i]), word;
        while (str_split(&rest, ' ', &word)) {
            left = word.n >= WORD_MIN ? without(a, left, word) : left;
        }
    }
    size_t after = letters_of(left);
    return after < before && after < LEFT_MIN;
}

Err identity_password_words(SystemCtx s, Id user_id, PasswordWords *ret)
{
    *ret = (PasswordWords){0};
    Str vendor;
    TRY(installation_get(s.ctx, S("vendor_name"), &vendor));
    identity_password_word(ret, S("entente partner center"));
    identity_password_word(ret, vendor);
    if (id_is_nil(user_id)) {
        return OK;
    }
    IdentityPasswordWordsRow *rows;
    size_t n;
    TRY(q_identity_password_words(s, &(IdentityPasswordWordsArgs){.user_id = user_id}, &rows, &n));
    for (size_t i = 0; i < n; i++) {
        identity_password_word(ret, rows[i].word);
    }
    return OK;
}

void identity_check_password(Ctx *ctx, Str field, Str password, const PasswordWords *words)
{
    size_t length = utf8_count(password);
    if (!utf8_valid(password) || length < PASSWORD_MIN) {
        problem_field(ctx, field,
                      MSG1("Use at least {n} characters. A few unrelated words are easy to remember.", "n",
                           str_fmt(ctx->arena, "%d", PASSWORD_MIN)));
    } else if (length > PASSWORD_MAX) {
        problem_field(ctx, field, MSG1("Use at most {n} characters.", "n", str_fmt(ctx->arena, "%d", PASSWORD_MAX)));
    } else if (is_easy(str_lower_ascii(ctx->arena, password))) {
        problem_field(ctx, field,
                      MSG("This is among the first that anybody would try: it has been in known breaches, or repeats "
                          "itself. Choose a few unrelated words."));
    } else if (is_of_known_words(ctx->arena, password, words)) {
        problem_field(ctx, field,
                      MSG("This is made of your name, your company's or the vendor's. Choose a few unrelated words."));
    }
}
