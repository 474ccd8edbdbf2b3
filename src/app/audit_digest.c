/* The digests of the audit chain. Length before each field, so that no two rows have one text. A row sealed as 1 covers
 * the fields of version 0.1, as 2 all that there are now; which of both is covered too, since the texts begin
 * differently. */
#include "app/audit_row.h"

static void add_bytes(Buf *b, Str s)
{
    buf_add_u64(b, s.n);
    buf_addc(b, ':');
    buf_add(b, s);
}

static void add_id(Buf *b, Id id) { add_bytes(b, str_of((const char *)id.b, 16)); }

static void add_int(Buf *b, int64_t v)
{
    buf_add_i64(b, v);
    buf_addc(b, ';');
}

static void add_row_1(Buf *b, const AuditInsertArgs *row, int64_t seq, const Digest *previous)
{
    add_bytes(b, digest_str(previous));
    add_int(b, seq);
    add_id(b, row->account_id);
    add_id(b, row->id);
    add_int(b, row->at.us);
    add_int(b, row->business_at.us);
    add_bytes(b, row->action);
    add_bytes(b, row->actor_kind);
    add_id(b, row->actor_id);
    add_bytes(b, row->actor_name);
    add_id(b, row->customer_id);
    add_id(b, row->on_behalf_of);
    add_bytes(b, row->target_kind);
    add_id(b, row->target_id);
    add_bytes(b, row->target_name);
    add_bytes(b, row->outcome);
    add_int(b, row->times);
    add_bytes(b, row->request_id);
    add_bytes(b, row->detail_hash);
}

static void add_row_2(Buf *b, const AuditInsertArgs *row)
{
    add_bytes(b, row->operation);
    add_bytes(b, row->resource);
    add_id(b, row->application_id);
    add_bytes(b, row->permission);
    add_int(b, row->status);
    add_int(b, row->quiet);
}

Digest audit_row_digest(Ctx *ctx, const AuditInsertArgs *row, int64_t seq, const Digest *previous)
{
    char room[1024];
    Buf b = {.p = room, .cap = sizeof room};
    b.arena = ctx->arena;
    b.max = BUF_MAX_SMALL;
    if (row->sealed_as != 1) {
        add_int(&b, row->sealed_as);
    }
    add_row_1(&b, row, seq, previous);
    if (row->sealed_as != 1) {
        add_row_2(&b, row);
    }
    return digest_keyed(ctx->app->key_audit, buf_str(&b));
}

static Digest parts_digest(Ctx *ctx, const Str *parts, size_t n)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_PAGE);
    for (size_t i = 0; i < n; i++) {
        add_bytes(&b, parts[i]);
    }
    return digest_keyed(ctx->app->key_audit, buf_str(&b));
}

Digest audit_who_digest(Ctx *ctx, Str salt, Str actor_name, Str address, Str agent)
{
    return parts_digest(ctx, (Str[]){S("who"), salt, actor_name, address, agent}, 5);
}

Digest audit_what_digest(Ctx *ctx, Str salt, Str target_name, Str before, Str after)
{
    return parts_digest(ctx, (Str[]){S("what"), salt, target_name, before, after}, 5);
}

Digest audit_detail_digest_1(Ctx *ctx, Str salt, Str before, Str after)
{
    return parts_digest(ctx, (Str[]){salt, before, after}, 3);
}
