/* Customers: what the kernel must know of this area. */
#include "app/area.h"
#include "app/counter.h"
#include "app/demo.h"
#include "areas/customers/api.h"
#include "areas/customers/area_audit.h"
#include "areas/customers/area_perms.h"
#include "areas/customers/customers.h"
#include "areas/customers/import.h"
#include "areas/customers/jobs.h"
#include "areas/customers/pages.h"

Err customers_demo(DemoCtx *demo);

#define SELLERS "csp_direct csp_provider csp_reseller"
const Perm PERM_CUSTOMERS_VIEW = PERM(
    "customers.view", N_("View customers"),
    "global_admin admin_agent sales_agent helpdesk_agent user_management_admin billing_admin", .programs = SELLERS);
const Perm PERM_CUSTOMERS_ADD =
    PERM("customers.add", N_("Add customers"), "global_admin admin_agent sales_agent user_management_admin",
         .programs = SELLERS, .kinds = "direct provider", .sells = true);
const Perm PERM_CUSTOMERS_EDIT = PERM("customers.edit", N_("Edit customers' company and billing profiles"),
                                      "global_admin admin_agent sales_agent helpdesk_agent", .programs = SELLERS);
const Perm PERM_CUSTOMERS_REMOVE =
    PERM("customers.remove", N_("End relationships and delete customers"), "global_admin", .programs = SELLERS);
const Perm PERM_CUSTOMERS_TAG =
    PERM("customers.tag", N_("Tag customers"), "global_admin admin_agent", .programs = SELLERS);
const Perm PERM_CUSTOMERS_EXPORT =
    PERM("customers.export", N_("Export customers"), "global_admin admin_agent sales_agent helpdesk_agent",
         .programs = SELLERS, .reads = true);
const Perm PERM_CUSTOMERS_IMPORT =
    PERM("customers.import", N_("Import customers from a file"), "global_admin admin_agent", .programs = SELLERS,
         .kinds = "direct provider", .sells = true);
static const Perm *const PERMS[] = {&PERM_CUSTOMERS_VIEW,   &PERM_CUSTOMERS_ADD, &PERM_CUSTOMERS_EDIT,
                                    &PERM_CUSTOMERS_REMOVE, &PERM_CUSTOMERS_TAG, &PERM_CUSTOMERS_EXPORT,
                                    &PERM_CUSTOMERS_IMPORT};

#define P "/a/{account}/customers"
#define C P "/{customer}"
#define V "/v1/customers"
#define ORGANIZATION                                                                                                   \
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"street\":{\"type\":\"string\"},"             \
    "\"countryLetterCode\":{\"type\":"                                                                                 \
    "\"string\"},\"postalCode\":{\"type\":\"string\"},\"city\":{\"type\":\"string\"},\"state\":{\"type\":\"string\"}," \
    "\"displayName\":{\"type\":"                                                                                       \
    "\"string\"},\"technicalNotificationMails\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}}"
static const Route ROUTES[] = {
    ROUTE("GET", P, &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, page_customers, .title = N_("Customers"),
          .keywords = N_("list companies clients directory tenant"), .summary = "The customers of an account"),
    ROUTE("POST", P "/choices", &PERM_CUSTOMERS_VIEW, "customers.choices", MODE_WRITE, page_customers_choices,
          .summary = "Keep columns and density"),
    ROUTE("POST", P "/views", &PERM_CUSTOMERS_VIEW, "customers.view.save", MODE_WRITE, page_customers_view_save,
          .summary = "Save a view"),
    ROUTE("POST", P "/views/remove", &PERM_CUSTOMERS_VIEW, "customers.view.remove", MODE_WRITE,
          page_customers_view_remove, .summary = "Remove a saved view"),
    ROUTE("GET", P "/export", &PERM_CUSTOMERS_EXPORT, NULL, MODE_READ, page_customers_export,
          .summary = "The list as CSV or spreadsheet"),
    ROUTE("POST", P "/export", &PERM_CUSTOMERS_EXPORT, "customers.export", MODE_WRITE, page_customers_export_start,
          .summary = "A large export as a job"),
    ROUTE("GET", P "/export/{job}", &PERM_CUSTOMERS_EXPORT, NULL, MODE_READ, page_customers_export_job,
          .summary = "How far an export is"),
    ROUTE("POST", P "/export/{job}/cancel", &PERM_CUSTOMERS_EXPORT, "customers.export.cancel", MODE_WRITE,
          page_customers_export_cancel),
    ROUTE("GET", P "/export/{job}/file", &PERM_CUSTOMERS_EXPORT, NULL, MODE_OUTSIDE, page_customers_export_file,
          .summary = "The file an export made"),
    ROUTE("POST", P "/selected/tag", &PERM_CUSTOMERS_TAG, "customer.tag.add", MODE_WRITE, page_selected_tag,
          .summary = "Tag the selected customers"),
    ROUTE("POST", P "/selected/export", &PERM_CUSTOMERS_EXPORT, NULL, MODE_READ, page_selected_export,
          .summary = "The selected customers as a file"),
    ROUTE("POST", P "/tagging", &PERM_CUSTOMERS_TAG, "customers.tagging", MODE_WRITE, page_customers_tagging_start,
          .summary = "Tag all customers that match, as a job"),
    ROUTE("GET", P "/tagging/{job}", &PERM_CUSTOMERS_TAG, NULL, MODE_READ, page_customers_tagging,
          .summary = "How far the tagging is"),
    ROUTE("POST", P "/tagging/{job}/cancel", &PERM_CUSTOMERS_TAG, "customers.tagging.cancel", MODE_WRITE,
          page_customers_tagging_cancel),
    ROUTE("GET", P "/add", &PERM_CUSTOMERS_ADD, NULL, MODE_READ, page_add, .title = N_("Add a customer"),
          .keywords = N_("new customer create")),
    ROUTE("POST", P "/add", &PERM_CUSTOMERS_ADD, "customer.draft", MODE_WRITE, page_add_save),
    ROUTE("GET", P "/add/billing", &PERM_CUSTOMERS_ADD, NULL, MODE_READ, page_add_billing),
    ROUTE("POST", P "/add/billing", &PERM_CUSTOMERS_ADD, "customer.draft", MODE_WRITE, page_add_billing_save),
    ROUTE("GET", P "/add/review", &PERM_CUSTOMERS_ADD, NULL, MODE_READ, page_add_review),
    ROUTE("POST", P "/add/review", &PERM_CUSTOMERS_ADD, "customer.create", MODE_WRITE, page_add_create,
          .summary = "Create the customer of a draft"),
    ROUTE("POST", P "/add/discard", &PERM_CUSTOMERS_ADD, "customer.draft.discard", MODE_WRITE, page_add_discard),
    ROUTE("GET", P "/import", &PERM_CUSTOMERS_IMPORT, NULL, MODE_READ, page_imports, .title = N_("Import customers"),
          .keywords = N_("upload CSV file many customers")),
    ROUTE("POST", P "/import", &PERM_CUSTOMERS_IMPORT, "customers.upload", MODE_WRITE, page_import_upload,
          .upload = true, .body_max = IMPORT_BYTES_MAX + (64 << 10)),
    ROUTE("GET", P "/import/template", &PERM_CUSTOMERS_IMPORT, NULL, MODE_READ, page_import_template),
    ROUTE("GET", P "/import/{import}", &PERM_CUSTOMERS_IMPORT, NULL, MODE_READ, page_import),
    ROUTE("POST", P "/import/{import}/run", &PERM_CUSTOMERS_IMPORT, "customers.import.start", MODE_WRITE,
          page_import_run),
    ROUTE("GET", P "/import/{import}/report", &PERM_CUSTOMERS_IMPORT, NULL, MODE_READ, page_import_report),

    ROUTE("GET", C, &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, page_customer, .summary = "One customer"),
    ROUTE("GET", C "/account", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, page_customer_account),
    ROUTE("GET", C "/activity", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, page_customer_activity),
    ROUTE("GET", C "/welcome", &PERM_CUSTOMERS_ADD, "customer.welcome", MODE_WRITE, page_customer_welcome,
          .summary = "The first user's password, shown once"),
    ROUTE("GET", C "/company", &PERM_CUSTOMERS_EDIT, NULL, MODE_READ, page_customer_company),
    ROUTE("POST", C "/company", &PERM_CUSTOMERS_EDIT, "customer.company.save", MODE_WRITE, page_customer_company_save),
    ROUTE("GET", C "/billing", &PERM_CUSTOMERS_EDIT, NULL, MODE_READ, page_customer_billing),
    ROUTE("POST", C "/billing", &PERM_CUSTOMERS_EDIT, "customer.billing.save", MODE_WRITE, page_customer_billing_save),
    ROUTE("POST", C "/tags", &PERM_CUSTOMERS_TAG, "customer.tag.add", MODE_WRITE, page_customer_tag_add),
    ROUTE("POST", C "/tags/remove", &PERM_CUSTOMERS_TAG, "customer.tag.remove", MODE_WRITE, page_customer_tag_remove),
    ROUTE("GET", C "/end", &PERM_CUSTOMERS_REMOVE, NULL, MODE_READ, page_customer_end),
    ROUTE("POST", C "/end", &PERM_CUSTOMERS_REMOVE, "customer.end", MODE_WRITE, page_customer_end_do),
    ROUTE("GET", C "/delete", &PERM_CUSTOMERS_REMOVE, NULL, MODE_READ, page_customer_delete),
    ROUTE("POST", C "/delete", &PERM_CUSTOMERS_REMOVE, "customer.delete", MODE_WRITE, page_customer_delete_do),

    ROUTE("GET", V, &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, api_customer_list, .kind = ROUTE_API,
          .api_area = "customers", .shape_out = &API_CUSTOMER_ITEM, .list = true, .query = "filter",
          .summary = "List customers"),
    ROUTE("POST", V, &PERM_CUSTOMERS_ADD, "customer.create", MODE_WRITE, api_customer_create, .kind = ROUTE_API,
          .api_area = "customers", .shape_in = &API_CUSTOMER_NEW, .shape_out = &API_CUSTOMER,
          .summary = "Create a customer"),
    ROUTE("GET", V "/{customer}", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, api_customer_get, .kind = ROUTE_API,
          .api_area = "customers", .shape_out = &API_CUSTOMER, .summary = "Get a customer"),
    ROUTE("PATCH", V "/{customer}", &PERM_CUSTOMERS_EDIT, "customer.patch", MODE_WRITE, api_customer_patch,
          .kind = ROUTE_API, .api_area = "customers", .shape_in = &API_CUSTOMER_PATCH, .shape_out = &API_CUSTOMER,
          .summary = "End the relationship or the delegated access"),
    ROUTE("DELETE", V "/{customer}", &PERM_CUSTOMERS_EDIT, "customer.delete", MODE_WRITE, api_customer_delete,
          .kind = ROUTE_API, .api_area = "customers", .summary = "Delete a customer of a sandbox"),
    ROUTE("GET", V "/{customer}/profiles/billing", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, api_customer_billing_get,
          .kind = ROUTE_API, .api_area = "customer-profiles", .shape_out = &API_BILLING,
          .summary = "Get the billing profile"),
    ROUTE("PUT", V "/{customer}/profiles/billing", &PERM_CUSTOMERS_EDIT, "customer.billing.save", MODE_WRITE,
          api_customer_billing_put, .kind = ROUTE_API, .api_area = "customer-profiles", .shape_in = &API_BILLING,
          .shape_out = &API_BILLING, .summary = "Replace the billing profile"),
    ROUTE("GET", V "/{customer}/profiles/company", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, api_customer_company_get,
          .kind = ROUTE_API, .api_area = "customer-profiles", .shape_out = &API_COMPANY,
          .summary = "Get the company profile"),
    ROUTE("GET", V "/{customer}/organization", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, api_customer_organization,
          .kind = ROUTE_API, .api_area = "customers", .schema_out = ORGANIZATION, .summary = "Get the organization"),
    ROUTE("GET", V "/{customer}/customdomains", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, api_customer_domains,
          .kind = ROUTE_API, .api_area = "customers",
          .schema_out = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}", .summary = "List the domains"),
    ROUTE("POST", V "/{customer}/verifieddomain", &PERM_CUSTOMERS_EDIT, "customer.domain.add", MODE_WRITE,
          api_domain_add, .kind = ROUTE_API, .api_area = "customers", .shape_in = &API_DOMAIN_REQUEST,
          .shape_out = &API_DOMAIN, .summary = "Add a domain that the customer has proved"),
    ROUTE("GET", V "/{customer}/relationships", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, api_customer_relationships,
          .kind = ROUTE_API, .api_area = "customers", .shape_out = &API_RELATIONSHIP, .list = true,
          .summary = "List the indirect resellers"),
    ROUTE("HEAD", "/v1/domains/{domain}", &PERM_CUSTOMERS_VIEW, NULL, MODE_READ, api_domain_head, .kind = ROUTE_API,
          .api_area = "utilities", .summary = "Tell whether a domain is taken"),
};

static const NavEntry NAV[] = {{.group = N_("Sell"),
                                .label = N_("Customers"),
                                .icon = "customers",
                                .path = P,
                                .perm = &PERM_CUSTOMERS_VIEW,
                                .order = 10}};

static const NavEntry CUSTOMER_NAV[] = {
    {.label = N_("Overview"), .path = C, .perm = &PERM_CUSTOMERS_VIEW, .order = 0},
    {.label = N_("Account"), .path = C "/account", .perm = &PERM_CUSTOMERS_VIEW, .order = 90},
    {.label = N_("Activity"), .path = C "/activity", .perm = &PERM_CUSTOMERS_VIEW, .order = 95}};

/* "customers.2026-11" as a number of months; -1 when it is no counter of a month. */
static int64_t counter_month(Str name)
{
    Str date = str_skip(name, S("customers.").n);
    int64_t year, month;
    if (date.n != S("2026-11").n || str_to_i64(str_sub(date, 0, 4), &year) != OK ||
        str_to_i64(str_skip(date, 5), &month) != OK) {
        return -1;
    }
    return year * 12 + month;
}

static Str month_counter(Ctx *ctx, Date month_on)
{
    int year;
    int month;
    int day;
    date_ymd(month_on, &year, &month, &day);
    return str_fmt(ctx->arena, "customers.%04d-%02d", year, month);
}

/* The figure and the line come from counters: two reads, whatever the number of customers. */
static Err tile_fill(AccountCtx a, TileView *tile)
{
    enum { MONTHS = 12 };
    Ctx *ctx = a.ctx;
    int64_t total;
    TRY(counter_get(ctx, ctx->account_id, S("customers"), &total));
    int64_t *series = arena_array(ctx->arena, int64_t, MONTHS);
    Date first = date_add_months(date_of(ctx->now), 1 - MONTHS);
    CounterValue *counters;
    size_t counters_n;
    Str from = month_counter(ctx, first);
    TRY(counter_range(ctx, ctx->account_id, from, month_counter(ctx, date_add_months(first, MONTHS)), &counters,
                      &counters_n));
    for (size_t i = 0; i < counters_n; i++) {
        int64_t at = counter_month(counters[i].name) - counter_month(from);
        if (at >= 0 && at < MONTHS) {
            series[at] = counters[i].value;
        }
    }
    Buf b = buf_on_arena(ctx->arena, 64);
    fmt_i64(&b, ctx->locale, total);
    tile->figure = buf_str(&b);
    tile->figure_label = MSGN("customer", "customers", total);
    int64_t added = series[MONTHS - 1];
    tile->line = added ? MSGN("{n} added this month", "{n} added this month", added) : MSG("None added this month");
    tile->series = series;
    tile->series_n = MONTHS;
    tile->micro = MICRO_BARS;
    NavLink *links = arena_array(ctx->arena, NavLink, 2);
    links[0] = (NavLink){.label = MSG("All customers"), .url = customers_url(ctx, "")};
    tile->links_n = 1;
    if (ctx_may(ctx, &PERM_CUSTOMERS_ADD)) {
        tile->action = MSG("Add customer");
        tile->action_url = customers_url(ctx, "/add");
        tile->action_icon = S("plus");
    }
    if (ctx_may(ctx, &PERM_CUSTOMERS_IMPORT)) {
        links[tile->links_n++] = (NavLink){.label = MSG("Import customers"), .url = customers_url(ctx, "/import")};
    }
    tile->links = links;
    return OK;
}
static const Tile TILES[] = {
    {.title = N_("Customers"),
     .icon = "customers",
     .about = N_("Companies you sell to: find one, add one, keep their profiles, end a relationship."),
     .path = P,
     .perm = &PERM_CUSTOMERS_VIEW,
     .order = 10,
     .fill = tile_fill}};

static const JobKind JOBS[] = {
    {.kind = "customers.export",
     .title = N_("Export of customers"),
     .step = customers_export_step,
     .outside = true,
     .attempts_max = 3,
     .visible = true,
     .page = P "/export/{job}"},
    {.kind = "customers.import",
     .title = N_("Import of customers"),
     .step = customers_import_step,
     .outside = true,
     .attempts_max = 5,
     .visible = true,
     .page = P "/import/{key}"},
    {.kind = "customers.tagging",
     .title = N_("Tags for customers"),
     .step = customers_tagging_step,
     .outside = true,
     .attempts_max = 5,
     .visible = true,
     .page = P "/tagging/{job}"},
};
static const SearchProvider SEARCH[] = {{.kind = "customer",
                                         .group = N_("Customers"),
                                         .perm = &PERM_CUSTOMERS_VIEW,
                                         .icon = "building",
                                         .path = P "/{id}"}};
static const char *const NEEDS[] = {"activity", "identity", NULL};

const Area area_customers = {
    .name = "customers",
    .title = N_("Customers"),
    .needs = NEEDS,
    .perms = LIST(PERMS),
    .routes = LIST(ROUTES),
    .nav = LIST(NAV),
    .customer_nav = LIST(CUSTOMER_NAV),
    .tiles = LIST(TILES),
    .jobs = LIST(JOBS),
    .search = LIST(SEARCH),
    .demo = customers_demo,
    .customer_reach = customer_reach,
    .help = "customers",
    .audit_actions = LIST(AUDITED),
    .audit_resources = LIST(AUDIT_RESOURCES),
    .audit_fields = LIST(AUDIT_FIELDS),
    .audit_values = LIST(AUDIT_VALUES),
};
