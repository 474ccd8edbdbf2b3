/* Pages of locations: the list with its file, one, the forms, and the change of the company's country. */
#include "areas/locations/pages.h"

#include "app/export_job.h"
#include "app/i18n.h"
#include "areas/account/account.h"
#include "areas/home/home.h"
#include "areas/identity/identity.h"
#include "areas/locations/locations_view.h"
#include "areas/partners/partners.h"
#include "base/num.h"
#include "gen/locations_html.h"
#include "ui/field.h"
#include "ui/lists.h"
#include "ui/shell.h"

#define PAGE "/a/{account}/settings/locations"

static Url page_of(Ctx *ctx, Id id, const char *rest)
{
    return url_fmt(ctx->arena, "/a/%s/settings/locations/%i%u", ctx->account.public_id, id, url_static(rest));
}
static Str place_of(Ctx *ctx, Str city, Str country)
{
    return str_fmt(ctx->arena, "%.*s, %.*s", S_ARG(city), S_ARG(country_name(ctx->arena, ctx->locale, country)));
}
static StateView state_of(Str state)
{
    return str_eq(state, S("closed")) ? (StateView){STATE_OFF, MSG("Closed")} : (StateView){STATE_GOOD, MSG("Active")};
}

/* --- the list --- */

typedef struct LocationsAsk {
    Str state, after, before; /* "open", "closed"; empty: all */
    int size;
} LocationsAsk;

static void take(void *arg, Str name, Str value)
{
    LocationsAsk *ask = arg;
    bool compact;
    if (list_take(name, value, &ask->size, &compact, &ask->after, &ask->before)) {
        return;
    }
    if (str_eq(name, S("state")) && (str_eq(value, S("open")) || str_eq(value, S("closed")))) {
        ask->state = value;
    }
}

static Str query_of(Ctx *ctx, const LocationsAsk *ask, bool size)
{
    Buf b = buf_on_arena(ctx->arena, BUF_MAX_SMALL);
    list_put(&b, "state", ask->state);
    list_put(&b, "size", !size || ask->size == LIST_SIZE ? S("") : str_fmt(ctx->arena, "%d", ask->size));
    return buf_str(&b);
}

static Err read_list(AccountCtx a, const LocationsAsk *ask, PageAsk *page, LocationListRow **ret, size_t *ret_n,
                     PageInfo *ret_page)
{
    LocationListArgs args = {.with_state = ask->state.n > 0,
                             .state = str_eq(ask->state, S("closed")) ? S("closed") : S("active")};
    Err err = q_location_list(a, &args, page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page->after.n || page->before.n)) { /* an old or foreign cursor: from the start */
        page->after = page->before = S("");
        err = q_location_list(a, &args, page, ret, ret_n, ret_page);
    }
    return err;
}

static FieldView state_filter(Ctx *ctx, Str chosen)
{
    OptionView *options = arena_array(ctx->arena, OptionView, 3);
    options[0] = (OptionView){.value = S(""), .label = MSG("Any state"), .selected = !chosen.n};
    options[1] = (OptionView){.value = S("open"), .label = MSG("Active"), .selected = str_eq(chosen, S("open"))};
    options[2] = (OptionView){.value = S("closed"), .label = MSG("Closed"), .selected = str_eq(chosen, S("closed"))};
    return ui_select(ctx, S("state"), MSG("State"), options, 3);
}

Err locations_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    LocationsView *v = arena_new(ctx->arena, LocationsView);
    LocationsAsk ask = {.size = LIST_SIZE};
    LocationListRow *rows;
    LocationCompanyRow company;
    PageInfo info;
    list_each_asked(ctx, take, &ask);
    PageAsk page = {.size = (uint32_t)ask.size, .after = ask.after, .before = ask.before};
    TRY(q_location_company(a, NULL, &company));
    TRY(read_list(a, &ask, &page, &rows, &v->rows_n, &info));
    LocationLine *lines = arena_array(ctx->arena, LocationLine, v->rows_n + 1);
    for (size_t i = 0; i < v->rows_n; i++) {
        lines[i] = (LocationLine){.name = rows[i].name,
                                  .number = rows[i].partner_id,
                                  .place = place_of(ctx, rows[i].city, rows[i].country),
                                  .state = state_of(rows[i].state),
                                  .url = page_of(ctx, rows[i].id, "")};
    }
    v->rows = lines;
    v->shell = settings_shell(ctx, MSG("Business locations"));
    v->self = home_path(ctx, PAGE);
    v->state = state_filter(ctx, ask.state);
    v->filtered = ask.state.n > 0;
    v->is_location = !id_is_nil(company.parent_id);
    v->may_add = !v->is_location && ctx_may(ctx, &LOCATIONS_EDIT);
    v->may_change = !v->is_location && ctx_may(ctx, &LOCATIONS_COUNTRY);
    v->add = home_path(ctx, PAGE "/add");
    v->change = home_path(ctx, PAGE "/country");
    list_pager(ctx->arena, v->self, query_of(ctx, &ask, true), query_of(ctx, &ask, false), &info, v->rows_n, ask.size,
               &v->pager);
    v->export = list_export(ctx->arena, home_path(ctx, PAGE "/export"), query_of(ctx, &ask, true));
    TRY(identity_membership_name(ctx, &v->membership));
    RENDER(ctx, 200, locations, v);
    return OK;
}

static const ExportColumn COLUMNS[] = {
    {"name", N_("Name"), EXPORT_TEXT, 30},
    {"partnerId", N_("Partner ID"), EXPORT_TEXT, 14},
    {"line1", N_("Street and number"), EXPORT_TEXT, 30},
    {"postalCode", N_("Postal code"), EXPORT_TEXT, 12},
    {"city", N_("Town or city"), EXPORT_TEXT, 20},
    {"country", N_("Country"), EXPORT_TEXT, 10},
    {"state", N_("State"), EXPORT_MSG, 10},
    {"added", N_("Added"), EXPORT_TIME, 20},
};

static Err write_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    LocationsAsk ask = {.size = LIST_SIZE};
    LocationListRow *rows;
    size_t n;
    PageInfo info;
    PageAsk page = {.size = EXPORT_CHUNK, .after = after, .before = S("")};
    list_each(a.ctx->arena, query, take, &ask);
    TRY(read_list(a, &ask, &page, &rows, &n, &info));
    for (size_t i = 0; e && i < n; i++) {
        const LocationListRow *r = &rows[i];
        ExportCell cells[COUNT_OF(COLUMNS)] = {{.text = r->name},
                                               {.text = r->partner_id},
                                               {.text = r->line1},
                                               {.text = r->postal_code},
                                               {.text = r->city},
                                               {.text = r->country},
                                               {.msg = state_of(r->state).label},
                                               {.time = r->created_at}};
        TRY(export_row(e, cells));
    }
    *ret_rows = (int64_t)n;
    *ret_next = info.next;
    return OK;
}

static const ExportList LOCATIONS = {.kind = "location.export",
                                     .file = "locations",
                                     .sheet = N_("Business locations"),
                                     .columns = COLUMNS,
                                     .columns_n = COUNT_OF(COLUMNS),
                                     .chunk = write_chunk};

Err locations_export(AccountCtx a)
{
    LocationsAsk ask = {.size = LIST_SIZE};
    list_each_asked(a.ctx, take, &ask);
    return export_stream_told(a.ctx, a.ctx->account_id, &LOCATIONS, query_of(a.ctx, &ask, true));
}

/* --- the form --- */

static FieldView text(Ctx *ctx, const char *name, Str value, Msg label)
{
    return ui_field(ctx, str_from(name), value, label);
}

static LocationFormView *form_of(Ctx *ctx, Str country, const LocationFacts *f, Msg title)
{
    static const Str NAMES[] = {S_INIT("country"), S_INIT("name"),  S_INIT("line1"),      S_INIT("line2"),
                                S_INIT("city"),    S_INIT("state"), S_INIT("postal_code")};
    const CountryAddress *rule = country_address(country);
    LocationFormView *v = arena_new(ctx->arena, LocationFormView);
    *v = (LocationFormView){.shell = settings_sub_shell(ctx, MSG("Business locations"), PAGE, title),
                            .form = {.action = home_path(ctx, PAGE), .errors = ui_errors(ctx, NAMES, COUNT_OF(NAMES))},
                            .country = ui_country(ctx, S("country"), country, MSG("Country")),
                            .name = text(ctx, "name", f->name, MSG("Name of the location")),
                            .line1 = text(ctx, "line1", f->address.line1, MSG("Street and number")),
                            .line2 = text(ctx, "line2", f->address.line2, MSG("Building, floor or department")),
                            .city = text(ctx, "city", f->address.city, MSG("Town or city")),
                            .state = text(ctx, "state", f->address.state, MSG("State or province")),
                            .postal_code = text(ctx, "postal_code", f->address.postal_code,
                                                rule->postal_name ? MSG_OF(rule->postal_name) : MSG("Postal code")),
                            .country_code = country,
                            .country_name = country.n ? country_name(ctx->arena, ctx->locale, country) : S(""),
                            .asks_country = !country.n,
                            .here = home_path(ctx, PAGE "/add"),
                            .back = home_path(ctx, PAGE)};
    v->line2.optional = true;
    v->state.optional = !rule->state;
    v->postal_code.optional = !rule->postal || rule->optional;
    v->postal_code.hint = country_hint(COUNTRY_POSTAL, country);
    v->postal_code.width = S("w-8");
    v->shell->failed = v->form.errors.links_n > 0;
    return v;
}

/* A country of the list; empty for anything else. */
static Str country_typed(Ctx *ctx, Str word)
{
    Str known = country_name(ctx->arena, ctx->locale, word);
    return word.n == 2 && !str_eq(known, word) ? word : S("");
}

static LocationFacts typed(Ctx *ctx)
{
    return (LocationFacts){.name = str_trim(ctx_form(ctx, S("name"))),
                           .address = {str_trim(ctx_form(ctx, S("line1"))), str_trim(ctx_form(ctx, S("line2"))),
                                       str_trim(ctx_form(ctx, S("city"))), str_trim(ctx_form(ctx, S("state"))),
                                       str_trim(ctx_form(ctx, S("postal_code")))}};
}

Err location_add_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    LocationFormView *v =
        form_of(ctx, country_typed(ctx, ctx_query(ctx, S("country"))), &(LocationFacts){0}, MSG("Add a location"));
    RENDER(ctx, 200, location_form, v);
    return OK;
}

Err location_add_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Str country = country_typed(ctx, ctx_form(ctx, S("country")));
    LocationFacts f = typed(ctx);
    Id id;
    if (!country.n) {
        problem_field(ctx, S("country"), MSG("Choose the country."));
    } else {
        location_check(ctx, country, &f);
    }
    if (problem_check(ctx) != OK) {
        LocationFormView *v = form_of(ctx, country, &f, MSG("Add a location"));
        return RENDER_FAILED(ctx, location_form, v);
    }
    TRY(location_add(a, country, &f, &id));
    ctx_redirect(ctx, page_of(ctx, id, ""), MSG("The location is added and has its own number."));
    return OK;
}

/* --- one --- */

static Err of_path(AccountCtx a, LocationGetRow *ret)
{
    Id id;
    TRY(ctx_param_id(a.ctx, S("location"), &id));
    return location_find(a, id, ret);
}

static FactView fact(Msg label, Str said)
{
    return said.n ? (FactView){.label = label, .text = said}
                  : (FactView){.label = label, .msg = MSG("Not given"), .kind = FACT_MSG};
}

Err location_page(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    LocationGetRow l;
    LocationBlocks *blocks = arena_new(ctx->arena, LocationBlocks);
    TRY(of_path(a, &l));
    bool open = str_eq(l.state, S("active"));
    if (open) {
        TRY(location_blocks(a, l.id, blocks));
    }
    LocationView *v = arena_new(ctx->arena, LocationView);
    FactView *facts = arena_array(ctx->arena, FactView, 3);
    Address at = {l.line1, l.line2, l.city, l.region, l.postal_code};
    facts[0] = fact(MSG("Address"), typed_address_text(ctx, &at, l.country));
    facts[1] = fact(MSG("Country"), country_name(ctx->arena, ctx->locale, l.country));
    facts[2] = (FactView){.label = MSG("Added"), .at = l.created_at, .kind = FACT_TIME};
    *v = (LocationView){.shell =
                            settings_sub_shell(ctx, MSG("Business locations"), PAGE, MSG1("{name}", "name", l.name)),
                        .number = l.partner_id,
                        .state = state_of(l.state),
                        .facts = facts,
                        .facts_n = 3,
                        .blocks = blocks->said,
                        .blocks_n = blocks->n,
                        .open = open,
                        .may_edit = open && ctx_may(ctx, &LOCATIONS_EDIT),
                        .close = {.action = page_of(ctx, l.id, "/close")},
                        .edit = page_of(ctx, l.id, "/edit")};
    if (blocks->people) {
        v->people = MSGN("One person holds a role at this location alone, and loses it.",
                         "{n} people hold a role at this location alone, and lose it.", blocks->people);
    }
    TRY(identity_membership_name(ctx, &v->membership));
    RENDER(ctx, 200, location_one, v);
    return OK;
}

static LocationFormView *edit_of(Ctx *ctx, const LocationGetRow *l, const LocationFacts *f)
{
    LocationFormView *v = form_of(ctx, l->country, f, MSG1("Edit {name}", "name", l->name));
    v->form.action = page_of(ctx, l->id, "");
    v->form.version = l->version;
    v->here = (Url){{0}};
    v->back = page_of(ctx, l->id, "");
    return v;
}

Err location_edit_page(AccountCtx a)
{
    LocationGetRow l;
    TRY(of_path(a, &l));
    LocationFacts f = {.name = l.name, .address = {l.line1, l.line2, l.city, l.region, l.postal_code}};
    LocationFormView *v = edit_of(a.ctx, &l, &f);
    RENDER(a.ctx, 200, location_form, v);
    return OK;
}

Err location_edit_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    LocationGetRow l;
    int64_t version = 0;
    TRY(of_path(a, &l));
    LocationFacts f = typed(ctx);
    location_check(ctx, l.country, &f);
    if (str_to_i64(ctx_form(ctx, S("version")), &version) != OK || version != l.version) {
        problem_field(ctx, S("name"),
                      MSG1("Somebody saved this location meanwhile, as {name}. Save again to put yours over it.",
                           "name", l.name));
    }
    if (problem_check(ctx) != OK) {
        LocationFormView *v = edit_of(ctx, &l, &f);
        return RENDER_FAILED(ctx, location_form, v);
    }
    TRY(location_save(a, &l, &f, version));
    ctx_redirect(ctx, page_of(ctx, l.id, ""), MSG("The location is saved."));
    return OK;
}

Err location_close_post(AccountCtx a)
{
    LocationGetRow l;
    TRY(of_path(a, &l));
    TRY(location_close(a, &l));
    ctx_redirect(a.ctx, page_of(a.ctx, l.id, ""), MSG("The location is closed. Its number is not used again."));
    return OK;
}

/* --- the company's country --- */

static Err country_view(AccountCtx a, LocationCountryView **ret)
{
    static const Str NAMES[] = {S_INIT("location")};
    Ctx *ctx = a.ctx;
    LocationCompanyRow company;
    LocationCountriesRow *rows;
    size_t n;
    TRY(q_location_company(a, NULL, &company));
    TRY(q_location_countries(a, NULL, &rows, &n));
    OptionView *options = arena_array(ctx->arena, OptionView, n + 1);
    for (size_t i = 0; i < n; i++) {
        options[i] = (OptionView){.value = id_text(ctx->arena, rows[i].id),
                                  .text = str_fmt(ctx->arena, "%.*s, %.*s (%.*s)", S_ARG(rows[i].name),
                                                  S_ARG(place_of(ctx, rows[i].city, rows[i].country)),
                                                  S_ARG(rows[i].partner_id))};
    }
    LocationCountryView *v = arena_new(ctx->arena, LocationCountryView);
    *v = (LocationCountryView){
        .shell = settings_sub_shell(ctx, MSG("Business locations"), PAGE, MSG("Change the account's country")),
        .form = {.action = home_path(ctx, PAGE "/country"), .errors = ui_errors(ctx, NAMES, 1)},
        .country = country_name(ctx->arena, ctx->locale, company.country),
        .location = ui_select(ctx, S("location"), MSG("Location in the new country"), options, n),
        .any = n > 0,
        .add = home_path(ctx, PAGE "/add"),
        .back = home_path(ctx, PAGE)};
    v->shell->failed = v->form.errors.links_n > 0;
    *ret = v;
    return OK;
}

Err location_country_page(AccountCtx a)
{
    LocationCountryView *v;
    TRY(country_view(a, &v));
    RENDER(a.ctx, 200, location_country_form, v);
    return OK;
}

Err location_country_post(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    Id id;
    if (id_parse(ctx_form(ctx, S("location")), &id) != OK) {
        problem_field(ctx, S("location"), MSG("Choose the location."));
        LocationCountryView *v;
        TRY(country_view(a, &v));
        return RENDER_FAILED(ctx, location_country_form, v);
    }
    TRY(location_country(a, id));
    ctx_redirect(ctx, home_path(ctx, PAGE),
                 MSG("The country is changed. Complete Legal info with the numbers of the new country."));
    return OK;
}
