/* The filtered list as a file, of any length: read in chunks, each a short look at the database, and sent as it is
 * made. */
#include "app/audit.h"
#include "app/export_job.h"
#include "app/unit.h"
#include "areas/people/pages.h"
#include "gen/people_q.h"

static const ExportColumn COLUMNS[] = {
    {"name", N_("Name"), EXPORT_TEXT, 30},           {"signIn", N_("Sign-in name"), EXPORT_TEXT, 36},
    {"email", N_("E-mail"), EXPORT_TEXT, 36},        {"phone", N_("Phone"), EXPORT_TEXT, 18},
    {"job", N_("Job title"), EXPORT_TEXT, 24},       {"roles", N_("Roles"), EXPORT_TEXT, 50},
    {"status", N_("Status"), EXPORT_MSG, 16},        {"kind", N_("Kind"), EXPORT_MSG, 10},
    {"origin", N_("Origin"), EXPORT_MSG, 16},        {"factor", N_("Second factor"), EXPORT_MSG, 18},
    {"directory", N_("Directory"), EXPORT_TEXT, 24}, {"seen", N_("Last seen"), EXPORT_TIME, 20},
    {"added", N_("Added"), EXPORT_TIME, 20},         {"id", N_("User ID"), EXPORT_ID, 36},
};
enum { CHUNK = 500 };

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    PeopleAsk ask;
    PeopleWorld w;
    PeopleListRow *rows;
    size_t n;
    PageInfo info;
    people_ask_of_query(ctx, query, &ask);
    TRY(people_world(a, &w));
    TRY(people_read(a, &w, &ask,
                    &(PageAsk){.order = ask.order, .descending = ask.descending, .size = CHUNK, .after = after}, &rows,
                    &n, &info));
    Str *roles = arena_array(ctx->arena, Str, n + 1);
    PersonFactor *factors = arena_array(ctx->arena, PersonFactor, n + 1);
    TRY(people_roles(a, &w, rows, n, roles));
    TRY(people_factors(a, rows, n, factors));
    for (size_t i = 0; e && i < n; i++) {
        const PeopleListRow *r = &rows[i];
        const PeoplePlace *d = people_place(w.directories, w.directories_n, r->directory_id);
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = person_name(ctx->arena, r->first_name, r->last_name)},
            {.text = r->sign_in},
            {.text = r->email},
            {.text = r->phone},
            {.text = r->job_title},
            {.text = roles[i]},
            {.msg = person_state(people_status(r->state, r->member_state, r->last_seen_at)).label},
            {.msg = str_eq(r->kind, S("guest")) ? MSG("Guest") : MSG("Member")},
            {.msg = origin_msg(r->origin)},
            {.msg = factors[i].label},
            {.text = d ? d->name : S("")},
            {.empty = !time_is_set(r->last_seen_at), .time = r->last_seen_at},
            {.time = r->created_at},
            {.id = r->user_id},
        };
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList USERS = {.kind = "users.export",
                                 .file = "users",
                                 .sheet = N_("Users"),
                                 .columns = COLUMNS,
                                 .columns_n = COUNT_OF(COLUMNS),
                                 .chunk = write_chunk};

Err page_people_export(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PeopleAsk ask;
    people_ask_of_request(ctx, &ask);
    return export_stream_told(ctx, ctx->account_id, &USERS, people_query(ctx, &ask));
}
