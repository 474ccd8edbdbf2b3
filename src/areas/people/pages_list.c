/* The list of people, everything in its address, and the page that answers "who are my admins". */
#include "app/phone.h"
#include "areas/federation/federation.h"
#include "areas/people/pages.h"
#include "base/num.h"
#include "gen/people_html.h"
#include "gen/people_q.h"
#include "ui/lists.h"
#include "ui/shell.h"

enum { COUNT_MAX = 10000, ADMINS_MAX = 200 };

/* --- columns --- */

typedef enum Column {
    COL_SIGN_IN,
    COL_ROLES,
    COL_STATE,
    COL_SEEN,
    COL_FACTOR,
    COL_ORIGIN,
    COL_ADDED,
    COL_PHONE,
    COL_JOB,
    COL_DIRECTORY,
    COLUMNS
} Column;
static const ListColumn COLUMN[COLUMNS] = {
    [COL_SIGN_IN] = {"sign_in", N_("Sign-in name"), false},
    [COL_ROLES] = {"roles", N_("Roles"), true},
    [COL_STATE] = {"status", N_("Status"), true},
    [COL_SEEN] = {"seen", N_("Last seen"), true},
    [COL_FACTOR] = {"factor", N_("Second factor"), true},
    [COL_ORIGIN] = {"origin", N_("Origin"), true},
    [COL_ADDED] = {"added", N_("Added"), false},
    [COL_PHONE] = {"phone", N_("Phone"), false},
    [COL_JOB] = {"job", N_("Job title"), false},
    [COL_DIRECTORY] = {"directory", N_("Directory"), false},
};

static const HiddenField *kept(Ctx *ctx, const PeopleAsk *ask, size_t *ret_n)
{
    enum { KEPT_MAX = 16 };
    HiddenField *keep = arena_array(ctx->arena, HiddenField, KEPT_MAX);
    *ret_n = list_hidden(ctx->arena, people_query(ctx, ask), keep, KEPT_MAX);
    return keep;
}

static void fill_columns(Ctx *ctx, PeopleListView *v, const PeopleAsk *ask)
{
    uint32_t set = list_columns_of(COLUMN, COLUMNS, ask->cols);
    v->show_sign_in = set >> COL_SIGN_IN & 1;
    v->show_roles = set >> COL_ROLES & 1;
    v->show_state = set >> COL_STATE & 1;
    v->show_seen = set >> COL_SEEN & 1;
    v->show_factor = set >> COL_FACTOR & 1;
    v->show_origin = set >> COL_ORIGIN & 1;
    v->show_added = set >> COL_ADDED & 1;
    v->show_phone = set >> COL_PHONE & 1;
    v->show_job = set >> COL_JOB & 1;
    v->show_directory = set >> COL_DIRECTORY & 1;
    PeopleAsk rest = *ask;
    rest.cols = S("");
    list_columns(ctx,
                 &(ListColumnsAsk){.all = COLUMN,
                                   .n = COLUMNS,
                                   .set = set,
                                   .first = {"name", N_("Name"), true},
                                   .self = people_url(ctx, ""),
                                   .rest = people_query(ctx, &rest)},
                 &v->columns);
    v->columns.reset = url_with(ctx->arena, v->self, S("cols"), S(""));
}

/* --- filters --- */

static const OptionView FAMILIES[] = {
    {.value = S_INIT(""), .label = {.id = N_("Any type")}},
    {.value = S_INIT("admin"), .label = {.id = N_("Manages the account")}},
    {.value = S_INIT("agent"), .label = {.id = N_("Assists customers")}},
    {.value = S_INIT("incentives"), .label = {.id = N_("Manages incentives")}},
    {.value = S_INIT("referrals"), .label = {.id = N_("Works on referrals")}},
    {.value = S_INIT("insights"), .label = {.id = N_("Reads reports")}},
    {.value = S_INIT("developer"), .label = {.id = N_("Publishes in developer programs")}},
    {.value = S_INIT("member"), .label = {.id = N_("Belongs to the organization")}}};
static const OptionView STATUSES[] = {{.value = S_INIT(""), .label = {.id = N_("All but removed")}},
                                      {.value = S_INIT("active"), .label = {.id = N_("Active")}},
                                      {.value = S_INIT("suspended"), .label = {.id = N_("Suspended")}},
                                      {.value = S_INIT("invited"), .label = {.id = N_("Invited")}},
                                      {.value = S_INIT("unseen"), .label = {.id = N_("Never signed in")}},
                                      {.value = S_INIT("removed"), .label = {.id = N_("Removed")}}};
static const OptionView KINDS[] = {{.value = S_INIT(""), .label = {.id = N_("Members and guests")}},
                                   {.value = S_INIT("member"), .label = {.id = N_("Members")}},
                                   {.value = S_INIT("guest"), .label = {.id = N_("Guests")}}};
static const OptionView ACCESS[] = {{.value = S_INIT(""), .label = {.id = N_("With or without roles")}},
                                    {.value = S_INIT("with"), .label = {.id = N_("With a role here")}},
                                    {.value = S_INIT("without"), .label = {.id = N_("Without a role here")}}};

static Str option_text(Ctx *ctx, const OptionView *o, size_t n, Str value)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(o[i].value, value) && value.n) {
            return tr(ctx->locale, NULL, o[i].label.id);
        }
    }
    return S("");
}

/* The account's own roles stand in the choice while they are few; else the one that is chosen, and a field for names.
 */
static Err role_filter(AccountCtx a, const PeopleAsk *ask, PeopleListView *v, Str *ret_name)
{
    Ctx *ctx = a.ctx;
    OptionView *o = arena_array(ctx->arena, OptionView, ROLES_N + OWN_ROLES_SHOWN + 2);
    PeopleCustomNamesRow *custom;
    size_t custom_n, n = 0;
    Id own;
    TRY(q_people_custom_names(a, &(PeopleCustomNamesArgs){.most = OWN_ROLES_SHOWN + 1}, &custom, &custom_n));
    o[n++] = (OptionView){.value = S(""), .label = MSG("Any role")};
    for (size_t i = 0; i < ROLES_N; i++) {
        if (role_assignable(&ROLES[i])) {
            o[n++] = (OptionView){.value = ROLES[i].id, .label = MSG_OF(ROLES[i].name)};
        }
    }
    *ret_name = S("");
    if (ask->role.n) {
        TRY(people_role_named(a, ask->role, ret_name));
    }
    v->many_roles = custom_n > OWN_ROLES_SHOWN;
    if (v->many_roles && rights_custom_id(ask->role, &own)) {
        o[n++] = (OptionView){.value = ask->role, .text = *ret_name};
    }
    for (size_t i = 0; !v->many_roles && i < custom_n; i++) {
        o[n++] = (OptionView){.value = rights_custom_role(ctx->arena, custom[i].id), .text = custom[i].name};
    }
    v->role = people_select(ctx, "role", o, n, ask->role, MSG("Role"));
    v->own_role = people_field(ctx, "own", S(""), MSG("Role made for this account"));
    return OK;
}

static FieldView place_filter(Ctx *ctx, const char *name, const PeoplePlace *places, size_t n, Id chosen, Msg any,
                              Msg label)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n + 1);
    o[0] = (OptionView){.value = S(""), .label = any};
    for (size_t i = 0; i < n; i++) {
        o[i + 1] = (OptionView){.value = id_text(ctx->arena, places[i].id), .text = places[i].name};
    }
    return people_select(ctx, name, o, n + 1, id_is_nil(chosen) ? S("") : id_text(ctx->arena, chosen), label);
}

static Err fill_filters(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, PeopleListView *v, Str *role_name)
{
    Ctx *ctx = a.ctx;
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .id = S("user-search"),
                       .value = ask->q,
                       .label = MSG("Name or e-mail"),
                       .autocomplete = S("off")};
    v->family = people_select(ctx, "family", FAMILIES, COUNT_OF(FAMILIES), ask->family, MSG("Admin type"));
    v->status = people_select(ctx, "status", STATUSES, COUNT_OF(STATUSES), ask->status, MSG("Status"));
    v->kind = people_select(ctx, "kind", KINDS, COUNT_OF(KINDS), ask->kind, MSG("Kind"));
    v->access = people_select(ctx, "access", ACCESS, COUNT_OF(ACCESS), ask->access, MSG("Access"));
    v->many_directories = w->directories_n > 1;
    v->has_locations = w->locations_n > 0;
    v->directory = place_filter(ctx, "directory", w->directories, w->directories_n, ask->directory,
                                MSG("Any directory"), MSG("Directory"));
    v->location = place_filter(ctx, "location", w->locations, w->locations_n, ask->location, MSG("Any location"),
                               MSG("Location"));
    return role_filter(a, ask, v, role_name);
}

static void fill_chips(Ctx *ctx, const PeopleWorld *w, const PeopleAsk *ask, PeopleListView *v, Str role_name)
{
    const PeoplePlace *d = people_place(w->directories, w->directories_n, ask->directory),
                      *l = people_place(w->locations, w->locations_n, ask->location);
    struct {
        Msg label;
        Str name, value;
    } const on[] = {
        {MSG("Words"), S("q"), ask->q},
        {MSG("Admin type"), S("family"), option_text(ctx, FAMILIES, COUNT_OF(FAMILIES), ask->family)},
        {MSG("Role"), S("role"), role_name},
        {MSG("Status"), S("status"), option_text(ctx, STATUSES, COUNT_OF(STATUSES), ask->status)},
        {MSG("Kind"), S("kind"), option_text(ctx, KINDS, COUNT_OF(KINDS), ask->kind)},
        {MSG("Access"), S("access"), option_text(ctx, ACCESS, COUNT_OF(ACCESS), ask->access)},
        {MSG("Directory"), S("directory"), d ? d->name : S("")},
        {MSG("Location"), S("location"), l ? l->name : S("")},
    };
    ChipView *chips = arena_array(ctx->arena, ChipView, COUNT_OF(on));
    for (size_t i = 0; i < COUNT_OF(on); i++) {
        if (on[i].value.n) {
            chips[v->chips_n++] =
                (ChipView){on[i].label, on[i].value, url_with(ctx->arena, v->self, on[i].name, S(""))};
        }
    }
    v->chips = chips;
}

/* --- rows --- */

static Err fill_rows(AccountCtx a, const PeopleWorld *w, PeopleListView *v, const PeopleListRow *rows, size_t n)
{
    Ctx *ctx = a.ctx;
    PersonLine *lines = arena_array(ctx->arena, PersonLine, n + 1);
    Str *roles = arena_array(ctx->arena, Str, n + 1);
    PersonFactor *factors = arena_array(ctx->arena, PersonFactor, n + 1);
    TRY(people_roles(a, w, rows, n, roles));
    TRY(people_factors(a, rows, n, factors));
    for (size_t i = 0; i < n; i++) {
        const PeopleListRow *r = &rows[i];
        const PeoplePlace *d = people_place(w->directories, w->directories_n, r->directory_id);
        lines[i] =
            (PersonLine){.id = id_text(ctx->arena, r->user_id),
                         .url = person_url(ctx, r->user_id, ""),
                         .name = person_name(ctx->arena, r->first_name, r->last_name),
                         .sign_in = r->sign_in,
                         .email = r->email,
                         .phone = phone_shown(ctx->arena, ctx->account.country, r->phone),
                         .job_title = r->job_title,
                         .roles = roles[i],
                         .directory = d ? d->name : S(""),
                         .phone_url = url_phone(ctx->arena, r->phone),
                         .state = person_state(people_status(r->state, r->member_state, r->last_seen_at)),
                         .origin = origin_msg(r->origin),
                         .factor = factors[i].label,
                         .factor_bad = factors[i].missing,
                         .seen = r->last_seen_at,
                         .added = date_in_zone(ctx->tz, r->created_at),
                         .guest = str_eq(r->kind, S("guest")),
                         .suspended = people_status(r->state, r->member_state, r->last_seen_at) == PERSON_IS_SUSPENDED};
    }
    v->rows = lines;
    v->rows_n = n;
    return OK;
}

static SortView sort_of(Ctx *ctx, Url self, const PeopleAsk *ask, uint32_t order, const char *word, Msg label)
{
    return list_sort(ctx->arena, self, word, label,
                     (ListSorted){ask->order == order, ask->descending, order == PEOPLE_LIST_BY_ADDED});
}

static void fill_frame(Ctx *ctx, PeopleListView *v, const PeopleAsk *ask, const PageInfo *info)
{
    PeopleAsk rest = *ask, only = {.size = ask->size,
                                   .order = ask->order,
                                   .descending = ask->descending,
                                   .cols = ask->cols,
                                   .compact = ask->compact};
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, people_url(ctx, ""), v->query, people_query(ctx, &rest), info, v->rows_n, ask->size,
               &v->pager);
    v->keep = kept(ctx, &only, &v->keep_n);
    v->by_name = sort_of(ctx, v->self, ask, PEOPLE_LIST_BY_NAME, "name", MSG("Name"));
    v->by_added = sort_of(ctx, v->self, ask, PEOPLE_LIST_BY_ADDED, "added", MSG("Added"));
    v->compact = ask->compact;
    v->density = (DensityView){
        url_with(ctx->arena, v->self, S("density"), ask->compact ? S("comfortable") : S("compact")), ask->compact};
    v->export = list_export(ctx->arena, people_url(ctx, "/export"), v->query);
}

static void fill_rights(Ctx *ctx, PeopleListView *v)
{
    v->may_add = ctx_may(ctx, &USERS_ADD);
    v->may_invite = ctx_may(ctx, &USERS_INVITE);
    v->may_grant = people_may_give(ctx);
    v->may_suspend = ctx_may(ctx, &USERS_SUSPEND);
    v->may_reset = ctx_may(ctx, &USERS_RESET_PASSWORD);
    v->may_export = ctx_may(ctx, &USERS_EXPORT);
    v->may_groups = ctx_may(ctx, &GROUPS_MANAGE);
    v->may_pick = v->may_grant || v->may_suspend || v->may_reset || v->may_groups;
    v->add_url = people_url(ctx, "/new");
    v->invite_url = people_url(ctx, "/invite");
    v->import_url = people_url(ctx, "/import");
    v->existing_url = url_with(ctx->arena, people_url(ctx, ""), S("access"), S("without"));
    v->admins_url = url_with(ctx->arena, people_url(ctx, ""), S("family"), S("admin"));
    v->invitations_url = people_url(ctx, "/invitations");
    v->batch_url = people_url(ctx, "/selected");
    v->clear_url = people_url(ctx, "");
}

static Err fill_rest(AccountCtx a, const PeopleWorld *w, PeopleListView *v)
{
    Ctx *ctx = a.ctx;
    TRY(federation_manages_people(a, &v->managed));
    v->may_add = v->may_add && (!v->managed || w->directories_n > 1);
    PeopleCountRow count;
    InvitationsPendingRow pending;
    TRY(q_people_count(a, NULL, &count));
    TRY(q_invitations_pending(a, NULL, &pending));
    v->total = count.n > COUNT_MAX ? COUNT_MAX : count.n;
    v->more_than = count.n > COUNT_MAX;
    v->invited = pending.n;
    if (!v->may_add) {
        return OK;
    }
    PersonDraftsRow *drafts;
    TRY(q_person_drafts(a, NULL, &drafts, &v->drafts_n));
    NavLink *links = arena_array(ctx->arena, NavLink, v->drafts_n + 1);
    for (size_t i = 0; i < v->drafts_n; i++) {
        links[i] = (NavLink){
            .label = drafts[i].name.n ? MSG1("{name}", "name", drafts[i].name) : MSG("Without a name"),
            .url = url_with(ctx->arena, people_url(ctx, "/new"), S("draft"), id_text(ctx->arena, drafts[i].id))};
    }
    v->drafts = links;
    return OK;
}

/* Where there are more than the page shows, all of them can be chosen. */
static void fill_all(Ctx *ctx, const PageInfo *info, PeopleListView *v)
{
    bool more = info->next.n || info->previous.n;
    if (!v->may_pick || v->rows_n == 0) {
        return;
    }
    v->all = ctx_query(ctx, S("all")).n > 0;
    v->page_url = v->self;
    v->all_url = url_with(ctx->arena, v->self, S("all"), S("1"));
    v->all_said = v->filtered ? MSG("Everybody who matches is selected, on all pages")
                              : MSG("Everybody of the list is selected, on all pages");
    v->all_offer = !more         ? (Msg){0}
                   : v->filtered ? MSG("Select everybody who matches, on all pages")
                                 : MSG("Select everybody, on all pages");
}

static Err read_page(AccountCtx a, const PeopleWorld *w, const PeopleAsk *ask, PeopleListRow **rows, size_t *n,
                     PageInfo *info)
{
    PageAsk page = {.order = ask->order,
                    .descending = ask->descending,
                    .size = (uint32_t)ask->size,
                    .after = ask->after,
                    .before = ask->before};
    Err err = people_read(a, w, ask, &page, rows, n, info);
    if (err == ERR_INVALID && (ask->after.n || ask->before.n)) { /* an old or foreign cursor: from the start */
        page.after = page.before = S("");
        err = people_read(a, w, ask, &page, rows, n, info);
    }
    return err;
}

/* A role that was written by its name becomes one that stands in the address by its id. */
static Err to_own_role(AccountCtx a, bool *ret_led)
{
    Ctx *ctx = a.ctx;
    Str name = str_trim(ctx_query(ctx, S("own"))), role;
    PeopleAsk ask;
    *ret_led = name.n > 0;
    if (!*ret_led) {
        return OK;
    }
    TRY(people_custom_of_names(a, &name, 1, &role));
    people_ask_of_request(ctx, &ask);
    ask.role = role.n ? role : ask.role;
    ctx_redirect(ctx, list_url(ctx->arena, people_url(ctx, ""), people_query(ctx, &ask)),
                 role.n ? (Msg){0}
                        : MSG1("There is no role {name}. Write it as the list of roles does.", "name", name));
    return OK;
}

Err page_people(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PeopleAsk ask;
    PeopleWorld w;
    PeopleListRow *rows;
    size_t n;
    PageInfo info;
    Str role_name;
    if (str_eq(ctx_query(ctx, S("status")), S("invited"))) {
        ctx_redirect(ctx, url_with(ctx->arena, people_url(ctx, "/invitations"), S("state"), S("pending")), (Msg){0});
        return OK;
    }
    bool led;
    TRY(to_own_role(a, &led));
    if (led) {
        return OK;
    }
    TRY(people_ask_with_own(a, &ask));
    TRY(people_world(a, &w));
    TRY(read_page(a, &w, &ask, &rows, &n, &info));
    PeopleListView *v = arena_new(ctx->arena, PeopleListView);
    v->shell = people_shell(ctx, MSG("User management"));
    v->tabs = people_tabs(ctx, TAB_PEOPLE, &v->tabs_n);
    v->query = people_query(ctx, &ask);
    v->self = list_url(ctx->arena, people_url(ctx, ""), v->query);
    v->filtered = people_filtered(&ask);
    v->admins = str_eq(ask.family, S("admin"));
    fill_rights(ctx, v);
    TRY(fill_rest(a, &w, v));
    fill_columns(ctx, v, &ask);
    if (v->admins && !ask.cols.n) { /* an administrator is looked for to be reached */
        v->show_phone = true;
        v->show_origin = v->show_factor = false;
    }
    TRY(fill_rows(a, &w, v, rows, n));
    TRY(fill_filters(a, &w, &ask, v, &role_name));
    fill_chips(ctx, &w, &ask, v, role_name);
    fill_frame(ctx, v, &ask, &info);
    fill_all(ctx, &info, v);
    TRY(list_choices(account_self(a), ctx->account_id, "users", people_url(ctx, ""), v->query, &v->choices));
    RENDER(ctx, 200, people_list, v);
    return OK;
}

/* --- what belongs to the reader --- */

static Err clean(void *arg, Str query, ListClean *ret)
{
    Ctx *ctx = arg;
    PeopleAsk ask;
    people_ask_of_query(ctx, query, &ask);
    ret->query = people_query(ctx, &ask);
    ret->kept = (ListKept){ask.cols, ask.compact, ask.size};
    ask.cols = S("");
    ask.compact = false;
    ask.size = LIST_SIZE;
    ret->plain = people_query(ctx, &ask);
    return OK;
}
static ListOwn own(Ctx *ctx) { return (ListOwn){"users", ctx->account_id, people_url(ctx, ""), clean, ctx}; }
Err page_people_choices(AccountCtx a) { return list_choices_post(account_self(a), own(a.ctx)); }
Err page_people_view_save(AccountCtx a) { return list_view_save_post(account_self(a), own(a.ctx)); }
Err page_people_view_remove(AccountCtx a) { return list_view_remove_post(account_self(a), own(a.ctx)); }

/* --- who are my admins --- */

Err page_admins(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    PeopleWorld w;
    PeopleListRow *rows;
    size_t n;
    PageInfo info;
    PeopleAsk ask = {.family = S("admin"), .status = S("active"), .size = ADMINS_MAX};
    PageAsk page = {.order = PEOPLE_LIST_BY_NAME, .size = ADMINS_MAX};
    TRY(people_world(a, &w));
    TRY(people_read(a, &w, &ask, &page, &rows, &n, &info));
    PeopleAdmin *lines = arena_array(ctx->arena, PeopleAdmin, n + 1);
    Str *roles = arena_array(ctx->arena, Str, n + 1);
    TRY(people_roles(a, &w, rows, n, roles));
    for (size_t i = 0; i < n; i++) {
        lines[i] = (PeopleAdmin){.name = person_name(ctx->arena, rows[i].first_name, rows[i].last_name),
                                 .email = rows[i].email,
                                 .phone = phone_shown(ctx->arena, ctx->account.country, rows[i].phone),
                                 .roles = roles[i],
                                 .mail_url = url_mail(ctx->arena, rows[i].email),
                                 .phone_url = url_phone(ctx->arena, rows[i].phone)};
    }
    AdminsView *v = arena_new(ctx->arena, AdminsView);
    *v = (AdminsView){.shell = people_shell(ctx, MSG("Administrators")),
                      .lines = lines,
                      .lines_n = n,
                      .account = ctx->account.name,
                      .may_list = ctx_may(ctx, &USERS_VIEW),
                      .list_url = url_with(ctx->arena, people_url(ctx, ""), S("family"), S("admin")),
                      .my_access = url_fmt(ctx->arena, "/a/%s/my-access", ctx->account.public_id)};
    RENDER(ctx, 200, people_admins, v);
    return OK;
}
