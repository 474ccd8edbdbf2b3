/* How long sessions last in an account: the part of its "Sign-in rules" that can only be stricter than the
 * installation. It holds for everybody who works there, guests too, from their next click on. */
#include "areas/identity/pages.h"

#include "app/audit.h"
#include "base/num.h"
#include "gen/identity_html.h"
#include "ui/shell.h"

enum { IDLE_MINUTES_MIN = 5 }; /* less would end sessions under people who read */

static FieldView number_field(Ctx *ctx, const char *name, Str value, Msg label)
{
    FieldView f = text_field(ctx, str_from(name), value, label);
    f.kind = FIELD_NUMBER;
    f.inputmode = S("numeric");
    f.width = S("w-8");
    f.max_length = 6;
    f.optional = true;
    return f;
}

static Str number_text(Ctx *ctx, int64_t n) { return n ? str_fmt(ctx->arena, "%lld", (long long)n) : S(""); }

LimitsForm limits_form_of(Ctx *ctx, const SessionRule *rule)
{
    return (LimitsForm){.idle = number_text(ctx, rule->idle_minutes), .hours = number_text(ctx, rule->hours)};
}

static int64_t idle_most(const SessionLimits *above)
{
    return (above->idle_us ? above->idle_us : above->life_us) / TIME_MINUTE;
}

static int64_t hours_most(const SessionLimits *above) { return above->life_us / TIME_HOUR; }

void limits_fill(Ctx *ctx, const LimitsForm *f, const SessionRule *rule, const SessionLimits *above, MfaView *v)
{
    static const Str names[] = {S_INIT("idle"), S_INIT("hours")};
    SessionLimits now = session_limits_under(*above, rule->idle_minutes, rule->hours);
    v->limits = (FormView){.action = url_fmt(ctx->arena, "%u/sessions", v->here),
                           .errors = error_summary(ctx, names, COUNT_OF(names))};
    v->idle = number_field(ctx, "idle", f->idle, MSG("Minutes without use"));
    v->idle.hint = MSGN("At most {n} minute. Empty: as long as that.", "At most {n} minutes. Empty: as long as that.",
                        idle_most(above));
    v->hours = number_field(ctx, "hours", f->hours, MSG("Hours after signing in"));
    v->hours.hint = MSGN("At most {n} hour. Empty: as long as that.", "At most {n} hours. Empty: as long as that.",
                         hours_most(above));
    v->idle_now = now.idle_us / TIME_MINUTE;
    v->hours_now = now.life_us / TIME_HOUR;
    v->shell->failed = v->shell->failed || v->limits.errors.links_n > 0;
}

static int64_t number_read(Ctx *ctx, Str name, Str text, int64_t least, int64_t most)
{
    int64_t n = 0;
    if (text.n && (str_to_i64(text, &n) != OK || n < least || n > most)) {
        problem_field(ctx, name,
                      MSG2("Enter a whole number from {least} to {most}, or nothing.", "least", number_text(ctx, least),
                           "most", number_text(ctx, most)));
        return 0;
    }
    return n;
}

LimitsForm limits_read(Ctx *ctx, const SessionLimits *above, SessionRule *ret)
{
    LimitsForm f = {.idle = str_trim(ctx_form(ctx, S("idle"))), .hours = str_trim(ctx_form(ctx, S("hours")))};
    ret->idle_minutes = number_read(ctx, S("idle"), f.idle, IDLE_MINUTES_MIN, idle_most(above));
    ret->hours = number_read(ctx, S("hours"), f.hours, 1, hours_most(above));
    return f;
}

static Str rule_text(Ctx *ctx, const SessionRule *r)
{
    if (!r->idle_minutes && !r->hours) {
        return S("");
    }
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    if (r->hours) {
        buf_fmt(&b, "%lld h", (long long)r->hours);
    }
    if (r->idle_minutes) {
        buf_fmt(&b, "%s%lld min", b.n ? ", " : "", (long long)r->idle_minutes);
    }
    return buf_str(&b);
}

Err limits_save(AccountCtx a, const SessionRule *before, const SessionRule *after)
{
    Ctx *ctx = a.ctx;
    ctx->audit.target_kind = S("account");
    ctx->audit.target_id = ctx->account_id;
    ctx->audit.target_name = ctx->account.name;
    ctx->audit.before = AUDIT_JSON(ctx->arena, {"sessionLimits", rule_text(ctx, before)});
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"sessionLimits", rule_text(ctx, after)});
    return session_rule_save(a, after);
}
