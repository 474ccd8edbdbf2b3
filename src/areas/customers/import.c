/* The reader of imported files; import.h says what it promises. */
#include "areas/customers/import.h"
#include "app/filter.h"
#include "base/csv.h"
#include "base/map.h"
#include "base/utf8.h"
#include "gen/customers_q.h"

enum {
    COL_COMPANY,
    COL_DOMAIN,
    COL_COUNTRY,
    COL_LINE1,
    COL_LINE2,
    COL_CITY,
    COL_STATE,
    COL_POSTAL,
    COL_PHONE,
    COL_REGISTRATION,
    COL_FIRST,
    COL_LAST,
    COL_EMAIL,
    COL_CULTURE,
    COLS
};
const char *const IMPORT_COLUMNS[] = {
    "companyName", "domain",   "country",    "addressLine1", "addressLine2",
    "city",        "state",    "postalCode", "phoneNumber",  "organizationRegistrationNumber",
    "firstName",   "lastName", "email",      "culture"};
const size_t IMPORT_COLUMNS_N = COUNT_OF(IMPORT_COLUMNS);
static const char *const LABELS[] = {N_("Company name"),
                                     N_("Domain"),
                                     N_("Country"),
                                     N_("Street and number"),
                                     N_("Building, floor or department"),
                                     N_("Town or city"),
                                     N_("State or province"),
                                     N_("Postal code"),
                                     N_("Telephone"),
                                     N_("Registration number"),
                                     N_("First name"),
                                     N_("Last name"),
                                     N_("E-mail"),
                                     N_("Language and region")};
_Static_assert(COUNT_OF(IMPORT_COLUMNS) == COLS && COUNT_OF(LABELS) == COLS, "a column has a name and a label");

static Msg label_of(Str field)
{
    for (size_t i = 0; i < COLS; i++) {
        if (str_eq(field, str_from(IMPORT_COLUMNS[i]))) {
            return MSG_OF(LABELS[i]);
        }
    }
    return (Msg){0};
}

/* Which cell holds which column; -1: none. ERR_INVALID when a needed one is missing. */
static Err read_head(const CsvRow *head, int at[COLS], Msg *ret_why, Arena *arena)
{
    for (int c = 0; c < COLS; c++) {
        at[c] = -1;
        for (size_t i = 0; i < head->n; i++) {
            if (filter_word_eq(str_trim(head->cells[i]), str_from(IMPORT_COLUMNS[c]))) {
                at[c] = (int)i;
            }
        }
    }
    static const int needed[] = {COL_COMPANY, COL_DOMAIN, COL_COUNTRY, COL_LINE1,
                                 COL_CITY,    COL_FIRST,  COL_LAST,    COL_EMAIL};
    for (size_t i = 0; i < COUNT_OF(needed); i++) {
        if (at[needed[i]] < 0) {
            *ret_why = MSG1("The first line has no column {column}. Take the template and keep its first line.",
                            "column", str_copy(arena, str_from(IMPORT_COLUMNS[needed[i]])));
            return ERR_INVALID;
        }
    }
    return OK;
}
static Str cell(const CsvRow *row, int at) { return at >= 0 && (size_t)at < row->n ? row->cells[at] : S(""); }

static void read_row(const CsvRow *row, const int at[COLS], Str default_culture, NewCustomer *ret)
{
    PostalAddress p = {.line1 = cell(row, at[COL_LINE1]),
                       .line2 = cell(row, at[COL_LINE2]),
                       .city = cell(row, at[COL_CITY]),
                       .state = cell(row, at[COL_STATE]),
                       .postal_code = cell(row, at[COL_POSTAL]),
                       .country = cell(row, at[COL_COUNTRY]),
                       .phone = cell(row, at[COL_PHONE])};
    Str culture = cell(row, at[COL_CULTURE]);
    culture = str_empty(culture) ? default_culture : culture;
    *ret = (NewCustomer){
        .company = {.name = cell(row, at[COL_COMPANY]),
                    .domain = cell(row, at[COL_DOMAIN]),
                    .registration_number = cell(row, at[COL_REGISTRATION]),
                    .address = p},
        .billing = {.company_name = cell(row, at[COL_COMPANY]),
                    .first_name = cell(row, at[COL_FIRST]),
                    .last_name = cell(row, at[COL_LAST]),
                    .email = cell(row, at[COL_EMAIL]),
                    .culture = culture,
                    .language = str_sub(culture, 0, 2),
                    .address = p},
        .delegated = true,
        .silent_user = true,
    };
}

static void note(ImportRow *row, Msg field, Msg message, bool warning)
{
    row->bad |= !warning;
    if (row->problems_n < IMPORT_PROBLEMS_MAX) {
        row->problems[row->problems_n++] = (ImportProblem){field, message, warning};
    }
}
static Err check_row(AccountCtx a, Str own_domain, Map *domains, ImportRow *row)
{
    Ctx *ctx = a.ctx;
    NewCustomer *n = &row->customer;
    customer_tidy(ctx->arena, n);
    customer_check_company(ctx, S(""), &n->company);
    customer_check_billing(ctx, S(""), &n->billing);
    customer_check_address(ctx, S(""), &n->billing.address, true);
    TRY(customer_check_email_owner(a, own_domain, S("email"), n->billing.email));
    ImportRow *earlier = map_get(domains, n->company.domain);
    if (earlier) {
        problem_field(
            ctx, S("domain"),
            MSG1("The domain stands in row {row} too", "row", str_fmt(ctx->arena, "%lld", (long long)earlier->line)));
    } else if (n->company.domain.n) {
        map_put(domains, n->company.domain, row);
        TRY(customer_check_domain_free(a, S("domain"), n->company.domain));
    }
    for (size_t i = 0; i < ctx->problem.fields_n; i++) {
        note(row, label_of(ctx->problem.fields[i].field), ctx->problem.fields[i].message, false);
    }
    Msg warnings[4];
    size_t warnings_n = customer_warnings(ctx->arena, n, warnings, 4);
    for (size_t i = 0; i < warnings_n; i++) {
        note(row, MSG_OF(LABELS[COL_COMPANY]), warnings[i], true);
    }
    return OK;
}

static Err read_rows(AccountCtx a, CsvReader *reader, const int at[COLS], size_t from, size_t to, ImportFile *ret)
{
    Ctx *ctx = a.ctx;
    CustomerPartnerRow partner;
    TRY(q_customer_partner(a, NULL, &partner));
    Map domains = map_on_arena(ctx->arena, 256);
    ret->rows = arena_array(ctx->arena, ImportRow, to ? to - from : IMPORT_ROWS_MAX);
    for (size_t i = 0;; i++) {
        CsvRow cells;
        Str why;
        Err err = csv_next(reader, ctx->arena, &cells, &why);
        if (err == ERR_NOT_FOUND || (to && i >= to)) {
            return OK;
        }
        if (i >= IMPORT_ROWS_MAX) {
            ret->whole = MSG("The file has more than 5,000 rows. Split it and import the parts one after the other.");
            return OK;
        }
        if (i < from) {
            continue;
        }
        ImportRow *row = &ret->rows[ret->rows_n++];
        row->line = (int64_t)cells.line;
        if (err != OK) {
            note(row, (Msg){0}, MSG("The quotation marks of this row do not close; nothing after it can be read"),
                 false);
            return OK;
        }
        read_row(&cells, at, partner.locale, &row->customer);
        ctx->problem = (Problem){0};
        TRY(check_row(a, partner.default_domain, &domains, row));
    }
}

Err import_check(AccountCtx a, Str body, size_t from, size_t to, ImportFile *ret)
{
    Ctx *ctx = a.ctx;
    *ret = (ImportFile){0};
    if (!utf8_valid(body)) {
        ret->whole = MSG("The file is not UTF-8 text. Save it as CSV UTF-8.");
        return OK;
    }
    CsvReader *reader = csv_reader(ctx->arena, body, 4096);
    CsvRow head;
    Str why;
    if (csv_next(reader, ctx->arena, &head, &why) != OK) {
        ret->whole = MSG("The file is empty.");
        return OK;
    }
    int at[COLS];
    if (read_head(&head, at, &ret->whole, ctx->arena) != OK) {
        return OK;
    }
    Problem keep = ctx->problem;
    Err err = read_rows(a, reader, at, from, to, ret);
    if (err == OK) {
        ctx->problem = keep;
        if (ret->rows_n == 0 && !msg_is_set(ret->whole)) {
            ret->whole = MSG("The file has a first line and no rows.");
        }
    }
    return err;
}
