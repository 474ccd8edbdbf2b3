/* The bell. A row holds the message's id and arguments, so that each reader gets it in their own language. */
#include "app/notify.h"
#include "app/route.h"
#include "app/tell.h"
#include "app/unit.h"
#include "gen/app_q.h"

/* {"plural": ..., "context": ..., "n": ..., "a": {"name": "value"}} */
Str msg_pack(Arena *a, const Msg *m)
{
    Buf b = buf_on_arena(a, BUF_MAX_SMALL);
    Json j = json_writer(&b);
    json_obj(&j);
    if (m->plural) {
        json_key(&j, S("plural"));
        json_str(&j, str_from(m->plural));
        json_key(&j, S("n"));
        json_i64(&j, m->n);
    }
    if (m->context) {
        json_key(&j, S("context"));
        json_str(&j, str_from(m->context));
    }
    json_key(&j, S("a"));
    json_obj(&j);
    for (size_t i = 0; i < COUNT_OF(m->args) && m->args[i].name; i++) {
        json_key(&j, str_from(m->args[i].name));
        json_str(&j, m->args[i].value);
    }
    json_obj_end(&j);
    json_obj_end(&j);
    return buf_str(&b);
}

static const char *text_member(Arena *a, const JsonValue *v, Str name)
{
    const JsonValue *member = json_get(v, name);
    return member && member->kind == JSON_STRING ? str_z(a, member->text) : NULL;
}

Msg msg_unpack(Arena *a, Str id, Str args)
{
    if (id.n == 0) {
        return (Msg){0};
    }
    Msg m = {.id = str_z(a, id)};
    if (str_eq(args, S("{\"a\":{}}"))) { /* most have none, and the bell reads six of them for each page */
        return m;
    }
    const JsonValue *v;
    if (json_parse(a, args, JSON_LIMITS_DEFAULT, &v, NULL) != OK || v->kind != JSON_OBJECT) {
        return m;
    }
    m.plural = text_member(a, v, S("plural"));
    m.context = text_member(a, v, S("context"));
    const JsonValue *n = json_get(v, S("n")), *values = json_get(v, S("a"));
    if (n && json_to_i64(n, &m.n) != OK) {
        m.n = 0;
    }
    for (size_t i = 0; values && values->kind == JSON_OBJECT && i < values->n && i < COUNT_OF(m.args); i++) {
        m.args[i].name = str_z(a, values->names[i]);
        m.args[i].value = values->items[i].text;
    }
    return m;
}

Err notify_list(SelfCtx s, size_t max, Notice **ret, size_t *ret_n)
{
    Arena *a = s.ctx->arena;
    NotificationListRow *rows;
    TRY(q_notification_list(s, &(NotificationListArgs){.max = (int64_t)num_min_size(max, 200)}, &rows, ret_n));
    *ret = arena_array_raw(a, Notice, *ret_n + 1);
    for (size_t i = 0; i < *ret_n; i++) {
        (*ret)[i] = (Notice){
            .id = rows[i].id,
            .account_id = rows[i].account_id,
            .icon = rows[i].icon,
            .msg = tell_resolve(a, s.ctx->locale, s.ctx->tz, msg_unpack(a, rows[i].msg, rows[i].args)),
            .line = tell_resolve(a, s.ctx->locale, s.ctx->tz, msg_unpack(a, rows[i].line, rows[i].line_args)),
            .url = (Url){rows[i].url},
            .at = rows[i].created_at,
            .unread = !time_is_set(rows[i].read_at),
        };
    }
    return OK;
}

Err notify_unread(SelfCtx s, int64_t *ret)
{
    NotificationUnreadRow row;
    TRY(q_notification_unread(s, NULL, &row));
    *ret = row.n;
    return OK;
}

Err notify_read(SelfCtx s, Id id) { return q_notification_mark(s, &(NotificationMarkArgs){.id = id}, NULL); }

Err notify_read_all(SelfCtx s) { return q_notification_mark_all(s, NULL, NULL); }
