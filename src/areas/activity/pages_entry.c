/* One entry of the log on a page of its own, and a person's own activity. */
#include "app/area.h"
#include "areas/activity/pages.h"
#include "gen/activity_html.h"
#include "ui/shell.h"

typedef struct Wanted {
    Id id;
    ActivityListRow row;
} Wanted;

static Err read_one(AccountCtx a, void *arg)
{
    Wanted *w = arg;
    return activity_row(a, w->id, &w->row);
}

static FactView fact(Msg label, Str text) { return (FactView){.label = label, .text = text, .kind = FACT_TEXT}; }
static FactView fact_msg(Msg label, Msg msg) { return (FactView){.label = label, .msg = msg, .kind = FACT_MSG}; }

static void add(ActivityEntryView *v, FactView f)
{
    bool empty = f.kind == FACT_TEXT ? f.text.n == 0 : f.kind == FACT_MSG && !msg_is_set(f.msg);
    if (!empty && v->more_n < COUNT_OF(v->more)) {
        v->more[v->more_n++] = f;
    }
}

/* The page of the thing itself, where an area has one for its kind and the reader may open it. */
static Url record_url(Ctx *ctx, const Entry *e, Msg *ret_label)
{
    for (size_t i = 0; i < AREAS_N && !id_is_nil(e->target_id); i++) {
        for (size_t k = 0; k < AREAS[i]->search_n; k++) {
            const SearchProvider *p = &AREAS[i]->search[k];
            if (str_eq(e->target_kind, str_from(p->kind)) && p->perm && ctx_may(ctx, p->perm)) {
                *ret_label = MSG1("Open {name}", "name", e->target);
                return search_record_page(ctx, p, e->target_id);
            }
        }
    }
    return (Url){S("")};
}

static void fill_facts(Ctx *ctx, const Entry *e, ActivityEntryView *v)
{
    v->facts[v->facts_n++] = (FactView){.label = MSG("Time"), .at = e->at, .kind = FACT_TIME};
    v->facts[v->facts_n++] = e->who.n ? fact(MSG("Person"), e->who) : fact_msg(MSG("Person"), e->who_msg);
    if (e->target.n) {
        v->facts[v->facts_n++] = fact(MSG("Done to"), e->target);
    }
    if (e->customer.n) {
        v->facts[v->facts_n++] = fact(MSG("Affected customer"), e->customer);
    }
    add(v, fact_msg(MSG("How"), e->how));
    add(v, fact(MSG("Address"), e->address));
    add(v, fact(MSG("Device"), e->agent));
    add(v, fact(MSG("Application"), e->application));
    add(v, fact(MSG("On behalf of"), e->behalf));
    if (e->permission.n) {
        add(v, fact_msg(MSG("Missing permission"), e->permission_label));
        add(v, fact(MSG("Code of the permission"), e->permission));
    }
    if (e->times > 1) {
        add(v, fact(entry_times_label(e), str_fmt(ctx->arena, "%lld", (long long)e->times)));
    }
    int64_t apart = time_diff(e->business_at, e->at);
    if (!e->refused && (apart > TIME_HOUR || apart < -TIME_HOUR)) {
        add(v, (FactView){.label = MSG("Date of business"), .at = e->business_at, .kind = FACT_TIME});
    }
    add(v, fact_msg(MSG("Kind of thing"), e->resource_label));
    add(v, fact(MSG("Operation"), e->operation));
    add(v, fact(MSG("Request"), e->request_id));
    add(v, fact(MSG("Entry"), id_text(ctx->arena, e->id)));
    if (e->seq) {
        add(v, fact(MSG("Number in the chain"), str_fmt(ctx->arena, "%lld", (long long)e->seq)));
    } else {
        add(v, fact_msg(MSG("Number in the chain"), MSG("Given within seconds")));
    }
}

static Url held_to(const Desk *d, Str name, Id id)
{
    Url all = url_with(d->ctx->arena, desk_url(d, ""), S("period"), S("all"));
    return id_is_nil(id) ? (Url){S("")} : url_with(d->ctx->arena, all, name, id_text(d->ctx->arena, id));
}

static Err entry_page(const Desk *d)
{
    Ctx *ctx = d->ctx;
    Wanted w;
    TRY(ctx_param_id(ctx, d->vendor ? S("row") : S("entry"), &w.id));
    Err err = desk_with(d, read_one, &w);
    if (err == ERR_NOT_FOUND) {
        return problem(ctx, err, MSG("There is no such entry in this log."),
                       MSG("It may be of another account; look for it in the list."));
    }
    TRY(err);
    Entry e;
    entry_of_row(ctx, &w.row, &e);
    ActivityEntryView *v = arena_new(ctx->arena, ActivityEntryView);
    v->shell = desk_shell(d, e.what, false);
    v->vendor = d->vendor;
    v->what = e.what;
    v->state = entry_state(e.refused);
    v->at = e.at;
    v->diff = e.diff;
    v->back = desk_url(d, "");
    v->of_actor = e.who.n ? held_to(d, S("who"), e.actor_id) : (Url){S("")};
    v->of_target = e.target.n ? held_to(d, S("q"), e.target_id) : (Url){S("")};
    v->of_customer = held_to(d, S("customer"), e.customer_id);
    v->record = d->vendor ? (Url){S("")} : record_url(ctx, &e, &v->record_label);
    fill_facts(ctx, &e, v);
    RENDER(ctx, 200, activity_entry, v);
    return OK;
}

Err page_activity_entry(AccountCtx a)
{
    Desk d;
    desk_of_account(a, &d);
    return entry_page(&d);
}

Err vendor_activity_entry(OperatorCtx o)
{
    Desk d;
    TRY(desk_of_vendor(o, &d));
    return entry_page(&d);
}

/* --- one's own --- */

Err page_own_activity(SelfCtx s)
{
    Ctx *ctx = s.ctx;
    PageAsk ask = {.descending = true,
                   .size = LIST_SIZE,
                   .after = ctx_query(ctx, S("after")),
                   .before = ctx_query(ctx, S("before"))};
    bool own = str_eq(ctx_query(ctx, S("own")), S("1"));
    ActivityOwnRow *rows;
    size_t n;
    PageInfo info;
    TRY(q_activity_own(s, &(ActivityOwnArgs){.quiet_too = own}, &ask, &rows, &n, &info));
    OwnLine *lines = arena_array(ctx->arena, OwnLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        const ActivityOwnRow *r = &rows[i];
        bool refused = str_eq(r->outcome, S("refused"));
        lines[i] = (OwnLine){.what = activity_text(ctx, r->action, r->outcome, r->permission, r->status),
                             .target = refused          ? S("")
                                       : r->what_name.n ? r->what_name
                                                        : r->target_name,
                             .account = r->account_name,
                             .address = r->address,
                             .agent = r->agent,
                             .state = entry_state(refused),
                             .refused = refused,
                             .at = r->at};
    }
    OwnActivityView *v = arena_new(ctx->arena, OwnActivityView);
    Crumb *crumbs = arena_array(ctx->arena, Crumb, 2);
    crumbs[0] = (Crumb){.label = MSG("My profile"), .url = url_static("/me")};
    crumbs[1] = (Crumb){.label = MSG("My activity")};
    Url here = url_static("/me/activity");
    v->shell = shell_view(ctx, MSG("My activity"), crumbs, 2);
    v->shell->workspace = MSG("Account settings");
    v->lines = lines;
    v->lines_n = n;
    v->own = own;
    v->other = url_with(ctx->arena, here, S("own"), own ? S("") : S("1"));
    Str query = own ? S("own=1") : S("");
    list_pager(ctx->arena, here, query, query, &info, n, LIST_SIZE, &v->pager);
    v->pager.action = (Url){S("")}; /* its rows a page are fixed */
    RENDER(ctx, 200, activity_own, v);
    return OK;
}
