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

Err work_add(Ctx *ctx, const WorkNew *n)
{
    int64_t days;
    const WorkKind *kind = work_kind(str_from(n->kind));
    if (!kind) {
        ctx->problem.log = str_fmt(ctx->arena, "no area declares the work kind \"%s\"", n->kind);
        return ERR_INTERNAL;
    }
    TRY(setting_int(ctx, ID_NIL, str_from(kind->limit), &days));
    return q_work_add(system_of(ctx),
                      &(WorkAddArgs){.id = ctx_new_id(ctx),
                                     .kind = str_from(n->kind),
                                     .due_at = time_add(ctx->now, days * TIME_DAY),
                                     .account_id = n->account_id,
                                     .subject_id = n->subject_id,
                                     .priority = n->priority,
                                     .language = n->language.n ? n->language : locale_language(ctx->locale)},
                      NULL);
}

Err work_done(Ctx *ctx, const char *kind, Id subject_id, const char *outcome)
{
    return q_work_close(system_of(ctx),
                        &(WorkCloseArgs){.kind = str_from(kind),
                                         .subject_id = subject_id,
                                         .outcome = str_from(outcome),
                                         .done_by = ctx->actor.user_id},
                        NULL);
}

Url work_url(Ctx *ctx, const WorkKind *kind, Id subject_id)
{
    Str path = str_from(kind->path);
    ptrdiff_t at = str_find(path, S("{id}"));
    return at < 0 ? url_static(kind->path)
                  : (Url){str_fmt(ctx->arena, "%.*s%.*s%.*s", (int)at, path.p, S_ARG(id_text(ctx->arena, subject_id)),
                                  S_ARG(str_skip(path, (size_t)at + 4)))};
}
