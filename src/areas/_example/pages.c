/* The page of notes: input, one domain call, output. */
#include "areas/_example/pages.h"
#include "areas/_example/example.h"
#include "areas/_example/example_view.h"
#include "gen/_example_html.h"
#include "gen/_example_q.h"
#include "ui/shell.h"

static Err notes_view(AccountCtx a, Str body, NotesView **ret)
{
    Ctx *ctx = a.ctx;
    NotesView *v = arena_new(ctx->arena, NotesView);
    v->shell = shell_view(ctx, MSG("Notes"), (Crumb[]){{.label = MSG("Notes")}}, 1);
    v->form = (FormView){.action = url_fmt(ctx->arena, "/a/%s/example-notes", ctx->account.public_id)};
    Msg error = problem_of_field(ctx, S("body"));
    if (msg_is_set(error)) {
        ErrorLink *link = arena_new(ctx->arena, ErrorLink);
        *link = (ErrorLink){error, S("body")};
        v->form.errors = (ErrorSummary){link, 1};
        v->shell->failed = true;
    }
    v->body =
        (FieldView){.kind = FIELD_TEXT, .name = S("body"), .value = body, .label = MSG("New note"), .error = error};
    ExampleNotesRow *rows;
    TRY(q_example_notes(a, NULL, &rows, &v->notes_n));
    NoteLine *lines = arena_array(ctx->arena, NoteLine, v->notes_n + 1);
    for (size_t i = 0; i < v->notes_n; i++) {
        lines[i] = (NoteLine){rows[i].body, rows[i].created_at};
    }
    v->notes = lines;
    *ret = v;
    return OK;
}

Err page_example_notes(AccountCtx a)
{
    NotesView *v;
    TRY(notes_view(a, S(""), &v));
    RENDER(a.ctx, 200, example_notes, v);
    return OK;
}

Err page_example_note_add(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str body = ctx_form(ctx, S("body"));
    Err err = example_note_add(a, body);
    if (err == ERR_INVALID) {
        NotesView *v;
        TRY(notes_view(a, body, &v));
        return RENDER_FAILED(ctx, example_notes, v);
    }
    TRY(err);
    ctx_redirect(ctx, url_fmt(ctx->arena, "/a/%s/example-notes", ctx->account.public_id), MSG("The note is added"));
    return OK;
}
