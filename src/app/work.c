/* The rows of the work queue; the desk that shows them is areas/work. */
#include "app/work.h"
#include "app/area.h"
#include "app/setting.h"
#include "app/unit.h"
#include "gen/app_q.h"

size_t work_kinds(const WorkKind *ret[WORK_KINDS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < AREAS_N; i++) {
        for (size_t k = 0; k < AREAS[i]->work_n && n < WORK_KINDS_MAX; k++) {
            ret[n++] = &AREAS[i]->work[k];
        }
    }
    return n;
}

const WorkKind *work_kind(Str id)
{
    const WorkKind *all[WORK_KINDS_MAX];
    size_t n = work_kinds(all);
    for (size_t i = 0; i < n; i++) {
        if (str_eq(str_from(all[i]->id), id)) {
            return all[i];
        }
    }
    return NULL;
}

Err work_waiting(OperatorCtx o, WorkWaiting **ret, size_t *ret_n)
{
    const WorkKind *all[WORK_KINDS_MAX];
    size_t n = work_kinds(all), counts_n;
    WorkWaiting *list = arena_array(o.ctx->arena, WorkWaiting, n + 1);
    Str *ids = arena_array(o.ctx->arena, Str, n + 1);
    WorkCountsRow *counts;
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        if (ctx_may(o.ctx, all[i]->perm)) {
            ids[*ret_n] = str_from(all[i]->id);
            list[(*ret_n)++] = (WorkWaiting){.kind = all[i]};
        }
    }
    TRY(q_work_counts(o, &(WorkCountsArgs){.kinds = ids, .kinds_n = *ret_n}, &counts, &counts_n));
    for (size_t i = 0; i < *ret_n; i++) {
        for (size_t k = 0; k < counts_n; k++) {
            if (str_eq(counts[k].kind, ids[i])) {
                list[i].n = counts[k].n;
                list[i].late = counts[k].late;
            }
        }
    }
    *ret = list;
    return OK;
}

Err work_add(Ctx *ctx, const WorkNew *n)
{
    int64_t days;
    const WorkKind *kind = work_kind(str_from(n->kind));
    if (!kind) {
        ctx->problem.log = str_fmt(ctx->arena, "no area declares the work kind \"%s\"", n->kind);
        return ERR_INTERNAL;
    }
    Time due = n->due_at;
    if (kind->limit) {
        TRY(setting_int(ctx, ID_NIL, str_from(kind->limit), &days));
        due = time_add(ctx->now, days * TIME_DAY);
    }
    return q_work_add(system_of(ctx),
                      &(WorkAddArgs){.id = ctx_new_id(ctx),
                                     .kind = str_from(n->kind),
                                     .due_at = due,
                                     .account_id = n->account_id,
                                     .subject_id = n->subject_id,
                                     .assigned_to = n->assigned_to,
                                     .priority = n->priority,
                                     .ref = n->ref,
                                     .language = n->language.n ? n->language : locale_language(ctx->locale)},
                      NULL);
}

static Err done_of(Ctx *ctx, const WorkCloseArgs *args) { return q_work_close(system_of(ctx), args, NULL); }

Err work_done(Ctx *ctx, const char *kind, Id subject_id, const char *outcome)
{
    return done_of(ctx, &(WorkCloseArgs){.kind = str_from(kind),
                                         .subject_id = subject_id,
                                         .outcome = str_from(outcome),
                                         .done_by = ctx->actor.user_id});
}

Err work_done_of(Ctx *ctx, const char *kind, Id account_id, Id subject_id, const char *outcome)
{
    return done_of(ctx, &(WorkCloseArgs){.kind = str_from(kind),
                                         .subject_id = subject_id,
                                         .with_account = true,
                                         .account_id = account_id,
                                         .outcome = str_from(outcome),
                                         .done_by = ctx->actor.user_id});
}

Err work_change(Ctx *ctx, const WorkChange *c)
{
    return q_work_change(system_of(ctx),
                         &(WorkChangeArgs){.kind = str_from(c->kind),
                                           .subject_id = c->subject_id,
                                           .assigned_to = c->assigned_to,
                                           .due_at = c->due_at,
                                           .priority = c->priority},
                         NULL);
}

/* The value of a name in braces; NULL: there is no such name. */
static const Str *place_value(const WorkPlace *at, const Str *id, Str name)
{
    return str_eq(name, S("id"))        ? id
           : str_eq(name, S("account")) ? &at->public_id
           : str_eq(name, S("ref"))     ? &at->ref
                                        : NULL;
}

Url work_url(Ctx *ctx, const WorkKind *kind, const WorkPlace *at)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    Str rest = str_from(kind->path), id = id_text(ctx->arena, at->subject_id), before, name;
    while (str_split(&rest, '{', &before)) {
        buf_add(&b, before);
        if (!str_split(&rest, '}', &name)) {
            break;
        }
        const Str *value = place_value(at, &id, name);
        buf_add(&b, value ? *value : S(""));
    }
    return (Url){buf_str(&b)};
}
