/* The requests about one customer, on the customer's page. They are opened and answered where all requests are. */
#include "areas/customers/customers.h"
#include "areas/home/home.h"
#include "areas/support/pages.h"
#include "areas/support/support_view.h"
#include "gen/support_html.h"
#include "ui/field.h"
#include "ui/lists.h"

enum { ROWS = 50, SKIP_MAX = 10000 };

Err support_customer_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    CustomerFrame *frame;
    SupportRequest *rows;
    size_t n;
    int64_t skip = 0;
    Str typed = ctx_query(ctx, S("after")).n ? ctx_query(ctx, S("after")) : ctx_query(ctx, S("before"));
    Str state = ctx_query(ctx, S("state"));
    TRY(customer_frame_view(a, MSG("Support requests"), NULL, &frame));
    if (str_to_i64(typed, &skip) != OK || skip < 0 || skip > SKIP_MAX) { /* a cursor that is none: from the start */
        skip = 0;
    }
    state = machine_state(&SUPPORT_REQUEST, state) ? state : S("");
    SupportWanted w = {.customer_id = ctx->customer_id, .state = state, .max = ROWS + 1, .skip = skip};
    TRY(support_list(a, &w, &rows, &n));
    SupportCustomerView *v = arena_new(ctx->arena, SupportCustomerView);
    v->frame = frame;
    v->filtered = state.n > 0;
    v->self = customer_page_url(ctx, ctx->customer_id, "/requests");
    v->add = url_with(ctx->arena, home_path(ctx, "/a/{account}/support/new"), S("customer"),
                      id_text(ctx->arena, ctx->customer_id));
    OptionView *options = arena_array(ctx->arena, OptionView, SUPPORT_REQUEST.states_n + 1);
    options[0] = (OptionView){.label = MSG("Any state"), .selected = !state.n};
    for (size_t i = 0; i < SUPPORT_REQUEST.states_n; i++) {
        Str id = str_from(SUPPORT_REQUEST.states[i].id);
        options[i + 1] = (OptionView){.value = id,
                                      .label = machine_state_view(&SUPPORT_REQUEST, READER_PARTNER, id).label,
                                      .selected = str_eq(id, state)};
    }
    v->state = ui_select(ctx, S("state"), MSG("State"), options, SUPPORT_REQUEST.states_n + 1);
    v->rows_n = n > ROWS ? ROWS : n;
    SupportLine *lines = arena_array(ctx->arena, SupportLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = support_line(ctx, &rows[i]);
    }
    v->rows = lines;
    PageInfo info = {.next = n > ROWS ? str_fmt(ctx->arena, "%lld", (long long)(skip + ROWS)) : S(""),
                     .previous = skip ? str_fmt(ctx->arena, "%lld", (long long)num_max_i64(skip - ROWS, 0)) : S("")};
    Buf q = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&q, "state", state);
    list_pager(ctx->arena, v->self, buf_str(&q), buf_str(&q), &info, v->rows_n, ROWS, &v->pager);
    v->pager.action = (Url){0};
    RENDER(ctx, 200, support_customer, v);
    return OK;
}
