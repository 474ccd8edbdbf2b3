/* The rules of notes. No HTTP, no HTML, no SQL. */
#include "areas/_example/example.h"
#include "app/audit.h"
#include "base/utf8.h"
#include "gen/_example_q.h"

Err example_note_add(AccountCtx a, Str body)
{
    Ctx *ctx = a.ctx;
    body = str_trim(body);
    if (str_empty(body)) {
        problem_field(ctx, S("body"), MSG("Write a note"));
    } else if (!utf8_valid(body) || utf8_has_control(body) || utf8_count(body) > EXAMPLE_NOTE_MAX) {
        problem_field(ctx, S("body"), MSG("A note has at most 200 characters on one line"));
    }
    TRY(problem_check(ctx));
    Id id = ctx_new_id(ctx);
    ctx->audit.target_kind = S("example_note");
    ctx->audit.target_id = id;
    ctx->audit.target_name = body;
    ctx->audit.after = AUDIT_JSON(ctx->arena, {"text", body});
    return q_example_note_add(a, &(ExampleNoteAddArgs){.id = id, .body = body}, NULL);
}
