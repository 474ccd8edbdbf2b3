/* The vendor's list of partner accounts as a page and as a file. What is asked for and how it is read: list.c. */
#include "areas/partners/pages.h"

#include "app/export_job.h"
#include "app/program.h"
#include "areas/identity/identity.h"
#include "areas/partners/partners_view.h"
#include "gen/partners_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define LIST_PAGE "/operator/partners"

typedef enum Column { COL_KIND, COL_PLACE, COL_STATE, COL_SINCE, COL_ADDED, COL_SLUG, COLUMNS_N } Column;
static const ListColumn COLUMN[COLUMNS_N] = {
    [COL_KIND] = {"kind", N_("Kind"), true},    [COL_PLACE] = {"place", N_("Place"), true},
    [COL_STATE] = {"state", N_("State"), true}, [COL_SINCE] = {"since", N_("In this state"), true},
    [COL_ADDED] = {"added", N_("Added"), true}, [COL_SLUG] = {"address", N_("Name in addresses"), false},
};

static PartnerLine line_of(Ctx *ctx, const PartnerListRow *r)
{
    return (PartnerLine){.name = r->name,
                         .partner_id = r->partner_id,
                         .city = r->city,
                         .country = country_name(ctx->arena, ctx->locale, r->country),
                         .kind = identity_account_kind(r->kind),
                         .state = machine_state_view(&PARTNER_ACCOUNT, READER_VENDOR, r->state),
                         .reason = r->reason,
                         .slug = r->public_id,
                         .url = partner_url(ctx, r->public_id, ""),
                         .added = r->created_at,
                         .since = r->since};
}

const PartnerLine *partner_lines(Ctx *ctx, const PartnerListRow *rows, size_t n)
{
    PartnerLine *lines = arena_array(ctx->arena, PartnerLine, n + 1);
    for (size_t i = 0; i < n; i++) {
        lines[i] = line_of(ctx, &rows[i]);
    }
    return lines;
}

/* --- filters --- */

static const OptionView KINDS[] = {{.value = S_INIT(""), .label = {.id = N_("Any kind")}},
                                   {.value = S_INIT("direct"), .label = {.id = N_("Direct-bill partner")}},
                                   {.value = S_INIT("provider"), .label = {.id = N_("Indirect provider")}},
                                   {.value = S_INIT("reseller"), .label = {.id = N_("Indirect reseller")}},
                                   {.value = S_INIT("developer"), .label = {.id = N_("Publisher")}},
                                   {.value = S_INIT("learning"), .label = {.id = N_("Learning partner")}},
                                   {.value = S_INIT("cpv"), .label = {.id = N_("Control panel vendor")}}};
static const OptionView AGES[] = {{.value = S_INIT(""), .label = {.id = N_("At any time")}},
                                  {.value = S_INIT("30"), .label = {.id = N_("In the last 30 days")}},
                                  {.value = S_INIT("90"), .label = {.id = N_("In the last 90 days")}},
                                  {.value = S_INIT("365"), .label = {.id = N_("In the last year")}},
                                  {.value = S_INIT("older"), .label = {.id = N_("More than a year ago")}}};

static FieldView choice(Ctx *ctx, const char *name, Msg label, OptionView *o, size_t n, Str chosen)
{
    for (size_t i = 0; i < n; i++) {
        o[i].selected = str_eq(o[i].value, chosen);
    }
    return ui_select(ctx, str_from(name), label, o, n);
}

static FieldView fixed_choice(Ctx *ctx, const char *name, Msg label, const OptionView *all, size_t n, Str chosen)
{
    OptionView *o = arena_array(ctx->arena, OptionView, n);
    memcpy(o, all, n * sizeof *o);
    return choice(ctx, name, label, o, n, chosen);
}

static Str chosen_text(Ctx *ctx, const FieldView *f)
{
    for (size_t i = 0; i < f->options_n; i++) {
        const OptionView *o = &f->options[i];
        if (o->selected && o->value.n) {
            return msg_is_set(o->label) ? tr(ctx->locale, NULL, o->label.id) : o->text;
        }
    }
    return S("");
}

static Err fill_filters(OperatorCtx o, const PartnersAsk *ask, PartnersListView *v)
{
    Ctx *ctx = o.ctx;
    const Machine *m = &PARTNER_ACCOUNT;
    PartnersCountriesRow *countries;
    Programs all;
    size_t n, k = 0;
    TRY(programs_load(ctx, &all));
    TRY(q_partners_countries(o, NULL, &countries, &n));
    v->q = (FieldView){.kind = FIELD_SEARCH,
                       .name = S("q"),
                       .id = S("partner-search"),
                       .value = ask->q,
                       .label = MSG("Name, number or domain"),
                       .autocomplete = S("off")};
    OptionView *states = arena_array(ctx->arena, OptionView, m->states_n + 1),
               *places = arena_array(ctx->arena, OptionView, n + 1),
               *programs = arena_array(ctx->arena, OptionView, all.n + 1);
    states[0] = (OptionView){.value = S(""), .label = MSG("All but closed")};
    for (size_t i = 0; i < m->states_n; i++) {
        states[i + 1] = (OptionView){.value = str_from(m->states[i].id), .label = MSG_OF(m->states[i].name)};
    }
    places[k++] = (OptionView){.value = S(""), .label = MSG("Any country")};
    for (size_t i = 0; i < n; i++) {
        places[k++] = (OptionView){.value = countries[i].country,
                                   .text = country_name(ctx->arena, ctx->locale, countries[i].country)};
    }
    programs[0] = (OptionView){.value = S(""), .label = MSG("Any program")};
    for (size_t i = 0; i < all.n; i++) {
        programs[i + 1] = (OptionView){.value = all.list[i].id, .text = all.list[i].name};
    }
    v->state = choice(ctx, "state", MSG("State"), states, m->states_n + 1, ask->state);
    v->country = choice(ctx, "country", MSG("Country"), places, k, ask->country);
    v->program = choice(ctx, "program", MSG("Program"), programs, all.n + 1, ask->program);
    v->kind = fixed_choice(ctx, "kind", MSG("Kind"), KINDS, COUNT_OF(KINDS), ask->kind);
    v->age = fixed_choice(ctx, "age", MSG("Added"), AGES, COUNT_OF(AGES), ask->age);
    return OK;
}

static void fill_chips(Ctx *ctx, const PartnersAsk *ask, PartnersListView *v)
{
    struct {
        Msg label;
        const char *name;
        Str value;
    } const on[] = {{MSG("Words"), "q", ask->q},
                    {MSG("State"), "state", chosen_text(ctx, &v->state)},
                    {MSG("Kind"), "kind", chosen_text(ctx, &v->kind)},
                    {MSG("Country"), "country", chosen_text(ctx, &v->country)},
                    {MSG("Program"), "program", chosen_text(ctx, &v->program)},
                    {MSG("Added"), "age", chosen_text(ctx, &v->age)}};
    ChipView *chips = arena_array(ctx->arena, ChipView, COUNT_OF(on));
    for (size_t i = 0; i < COUNT_OF(on); i++) {
        if (on[i].value.n) {
            chips[v->chips_n++] =
                (ChipView){on[i].label, on[i].value, url_with(ctx->arena, v->self, str_from(on[i].name), S(""))};
        }
    }
    v->chips = chips;
}

static SortView sort_of(Ctx *ctx, Url self, const PartnersAsk *ask, uint32_t order, const char *word, Msg label)
{
    return list_sort(ctx->arena, self, word, label,
                     (ListSorted){ask->order == order, ask->descending, order != PARTNER_LIST_BY_NAME});
}

static void fill_frame(Ctx *ctx, const PartnersAsk *ask, const PageInfo *info, PartnersListView *v)
{
    enum { KEPT_MAX = 9 };
    Url page = url_static(LIST_PAGE);
    Str query = partners_query(ctx, ask);
    PartnersAsk rest = *ask, only = {.size = ask->size, .order = ask->order, .descending = ask->descending};
    only.compact = ask->compact;
    only.cols = ctx_has_query(ctx, S("cols")) ? ask->cols : S("");
    rest.size = LIST_SIZE;
    list_pager(ctx->arena, page, query, partners_query(ctx, &rest), info, v->rows_n, ask->size, &v->pager);
    HiddenField *keep = arena_array(ctx->arena, HiddenField, KEPT_MAX);
    v->keep_n = list_hidden(ctx->arena, partners_query(ctx, &only), keep, KEPT_MAX);
    v->keep = keep;
    v->by_name = sort_of(ctx, v->self, ask, PARTNER_LIST_BY_NAME, "name", MSG("Account"));
    v->by_added = sort_of(ctx, v->self, ask, PARTNER_LIST_BY_ADDED, "added", MSG("Added"));
    v->by_since = sort_of(ctx, v->self, ask, PARTNER_LIST_BY_SINCE, "since", MSG("In this state"));
    v->compact = ask->compact;
    v->density = (DensityView){
        url_with(ctx->arena, v->self, S("density"), ask->compact ? S("comfortable") : S("compact")), ask->compact};
    v->export = list_export(ctx->arena, url_static(LIST_PAGE "/export"), query);
}

static void fill_columns(Ctx *ctx, const PartnersAsk *ask, PartnersListView *v)
{
    uint32_t set = list_columns_of(COLUMN, COLUMNS_N, ask->cols);
    PartnersAsk rest = *ask;
    rest.cols = S("");
    v->show_kind = set >> COL_KIND & 1;
    v->show_place = set >> COL_PLACE & 1;
    v->show_state = set >> COL_STATE & 1;
    v->show_since = set >> COL_SINCE & 1;
    v->show_added = set >> COL_ADDED & 1;
    v->show_slug = set >> COL_SLUG & 1;
    list_columns(ctx,
                 &(ListColumnsAsk){.all = COLUMN,
                                   .n = COLUMNS_N,
                                   .set = set,
                                   .first = {"name", N_("Account"), true},
                                   .self = v->self,
                                   .rest = partners_query(ctx, &rest)},
                 &v->columns);
}

Err partners_page(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PartnersAsk ask;
    PartnerListRow *rows;
    size_t n;
    PageInfo info;
    TRY(partners_ask_of_page(o, &ask));
    PageAsk page = {.order = ask.order,
                    .descending = ask.descending,
                    .size = (uint32_t)ask.size,
                    .after = ask.after,
                    .before = ask.before};
    TRY(partners_read(o, &ask, &page, &rows, &n, &info));
    PartnersListView *v = arena_new(ctx->arena, PartnersListView);
    v->shell = shell_view(ctx, MSG("Partner accounts"), (Crumb[]){desk_crumb(), {.label = MSG("Partner accounts")}}, 2);
    v->shell->workspace = MSG("Vendor desk");
    v->self = list_url(ctx->arena, url_static(LIST_PAGE), partners_query(ctx, &ask));
    v->clear_url = url_static(LIST_PAGE);
    v->add_url = url_static(LIST_PAGE "/add");
    v->may_add = v->may_import = ctx_may(ctx, &PARTNERS_ADD);
    v->import_url = url_static(LIST_PAGE "/import");
    v->waves_url = url_static(LIST_PAGE "/waves");
    v->filtered = partners_filtered(&ask);
    v->rows = partner_lines(ctx, rows, n);
    v->rows_n = n;
    TRY(identity_membership_name(ctx, &v->membership_label));
    TRY(fill_filters(o, &ask, v));
    fill_chips(ctx, &ask, v);
    fill_frame(ctx, &ask, &info, v);
    fill_columns(ctx, &ask, v);
    TRY(list_choices((SelfCtx){ctx}, ID_NIL, PARTNERS_LIST, url_static(LIST_PAGE), partners_query(ctx, &ask),
                     &v->choices));
    RENDER(ctx, 200, partners_list, v);
    return OK;
}

/* --- what belongs to the person --- */

static Err clean(void *arg, Str query, ListClean *ret)
{
    Ctx *ctx = arg;
    PartnersAsk ask;
    partners_ask_of_query(ctx, query, &ask);
    ret->query = partners_query(ctx, &ask);
    ret->kept = (ListKept){ask.cols, ask.compact, ask.size};
    ask.cols = S("");
    ask.compact = false;
    ask.size = LIST_SIZE;
    ret->plain = partners_query(ctx, &ask);
    return OK;
}
static ListOwn own(Ctx *ctx) { return (ListOwn){PARTNERS_LIST, ID_NIL, url_static(LIST_PAGE), clean, ctx}; }
Err partners_choices_post(OperatorCtx o) { return list_choices_post((SelfCtx){o.ctx}, own(o.ctx)); }
Err partners_view_post(OperatorCtx o) { return list_view_save_post((SelfCtx){o.ctx}, own(o.ctx)); }
Err partners_view_remove_post(OperatorCtx o) { return list_view_remove_post((SelfCtx){o.ctx}, own(o.ctx)); }

/* --- as a file --- */

static const ExportColumn COLUMNS[] = {
    {"name", N_("Account"), EXPORT_TEXT, 30},
    {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"kind", N_("Kind"), EXPORT_MSG, 22},
    {"country", N_("Country"), EXPORT_TEXT, 8},
    {"city", N_("City"), EXPORT_TEXT, 20},
    {"state", N_("State"), EXPORT_MSG, 16},
    {"since", N_("In this state"), EXPORT_TIME, 20},
    {"reason", N_("Reason"), EXPORT_TEXT, 50},
    {"added", N_("Added"), EXPORT_TIME, 20},
    {"id", N_("Account ID"), EXPORT_ID, 36},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    Ctx *ctx = a.ctx;
    OperatorCtx o = {ctx};
    PartnersAsk ask;
    PartnerListRow *rows;
    size_t n;
    PageInfo info;
    partners_ask_of_query(ctx, query, &ask);
    PageAsk page = {
        .order = ask.order, .descending = ask.descending, .size = EXPORT_CHUNK, .after = after, .before = S("")};
    TRY(partners_read(o, &ask, &page, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const PartnerListRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {
            {.text = r->name},
            {.text = r->partner_id},
            {.msg = identity_account_kind(r->kind)},
            {.text = r->country},
            {.text = r->city},
            {.msg = machine_state_view(&PARTNER_ACCOUNT, READER_VENDOR, r->state).label},
            {.time = r->since},
            {.text = r->reason},
            {.time = r->created_at},
            {.id = r->account_id}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList PARTNERS = {.kind = "partners.export",
                                    .file = "partners",
                                    .sheet = N_("Partner accounts"),
                                    .columns = COLUMNS,
                                    .columns_n = COUNT_OF(COLUMNS),
                                    .chunk = write_chunk};

Err partners_export(OperatorCtx o)
{
    Ctx *ctx = o.ctx;
    PartnersAsk ask;
    partners_ask_of_request(ctx, &ask);
    return export_stream_told(ctx, ID_NIL, &PARTNERS, partners_query(ctx, &ask));
}
