/* A CSV file of customers: its columns, what is wrong with a row, and the customer that a row makes. */
#include "areas/customers/import.h"
#include "app/typed.h"
#include "areas/customers/customers.h"
#include "base/map.h"
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
static const ImportColumn COLUMNS[COLS] = {
    [COL_COMPANY] = {"companyName", N_("Company name"), true},
    [COL_DOMAIN] = {"domain", N_("Domain"), true},
    [COL_COUNTRY] = {"country", N_("Country"), true},
    [COL_LINE1] = {"addressLine1", N_("Street and number"), true},
    [COL_LINE2] = {"addressLine2", N_("Building, floor or department"), false},
    [COL_CITY] = {"city", N_("Town or city"), true},
    [COL_STATE] = {"state", N_("State or province"), false},
    [COL_POSTAL] = {"postalCode", N_("Postal code"), false},
    [COL_PHONE] = {"phoneNumber", N_("Telephone"), false},
    [COL_REGISTRATION] = {"organizationRegistrationNumber", N_("Registration number"), false},
    [COL_FIRST] = {"firstName", N_("First name"), true},
    [COL_LAST] = {"lastName", N_("Last name"), true},
    [COL_EMAIL] = {"email", N_("E-mail"), true},
    [COL_CULTURE] = {"culture", N_("Language and region"), false},
};

static void read_row(const Str *cells, Str default_culture, NewCustomer *ret)
{
    PostalAddress p = {.line1 = cells[COL_LINE1],
                       .line2 = cells[COL_LINE2],
                       .city = cells[COL_CITY],
                       .state = cells[COL_STATE],
                       .postal_code = cells[COL_POSTAL],
                       .country = cells[COL_COUNTRY],
                       .phone = cells[COL_PHONE]};
    Str culture = str_empty(cells[COL_CULTURE]) ? default_culture : cells[COL_CULTURE];
    *ret = (NewCustomer){
        .company = {.name = cells[COL_COMPANY],
                    .domain = cells[COL_DOMAIN],
                    .registration_number = cells[COL_REGISTRATION],
                    .address = p},
        .billing = {.company_name = cells[COL_COMPANY],
                    .first_name = cells[COL_FIRST],
                    .last_name = cells[COL_LAST],
                    .email = cells[COL_EMAIL],
                    .culture = culture,
                    .language = str_sub(culture, 0, 2),
                    .address = p},
        .delegated = true,
        .silent_user = true,
    };
}

typedef struct Others { /* what rows are compared with */
    CustomerPartnerRow partner;
    Map domains; /* to the row that has it */
} Others;

static Err begin(AccountCtx a, void **ret)
{
    Others *o = arena_new(a.ctx->arena, Others);
    o->domains = map_on_arena(a.ctx->arena, 256);
    *ret = o;
    return q_customer_partner(a, NULL, &o->partner);
}

static Err check(AccountCtx a, void *state, const Str *cells, ImportRow *row)
{
    Ctx *ctx = a.ctx;
    Others *o = state;
    NewCustomer *n = arena_new(ctx->arena, NewCustomer);
    row->what = n;
    read_row(cells, o->partner.locale, n);
    customer_tidy(ctx->arena, n);
    PostalAddress *at[] = {&n->company.address, &n->billing.address};
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        at[i]->phone = typed_phone_kept(ctx, at[i]->country, at[i]->phone);
    }
    row->name = n->company.name;
    customer_check_company(ctx, S(""), &n->company);
    customer_check_billing(ctx, S(""), &n->billing);
    customer_check_address(ctx, S(""), &n->billing.address, true);
    TRY(customer_check_email_owner(a, o->partner.default_domain, S("email"), n->billing.email));
    ImportRow *earlier = map_get(&o->domains, n->company.domain);
    if (earlier) {
        problem_field(
            ctx, S("domain"),
            MSG1("The domain stands in row {row} too", "row", str_fmt(ctx->arena, "%lld", (long long)earlier->line)));
    } else if (n->company.domain.n) {
        map_put(&o->domains, n->company.domain, row);
        TRY(customer_check_domain_free(a, S("domain"), n->company.domain));
    }
    Msg warnings[4];
    size_t warnings_n = customer_warnings(ctx->arena, n, warnings, 4);
    for (size_t i = 0; i < warnings_n; i++) {
        import_warn(row, MSG_OF(COLUMNS[COL_COMPANY].label), warnings[i]);
    }
    return OK;
}

static Err make(AccountCtx a, const ImportFile *file, ImportRow *row, Id *ret_id)
{
    (void)file;
    NewCustomer n = *(const NewCustomer *)row->what; /* the unit may run again */
    CustomerCreated made;
    TRY(customer_check_domain_free(a, S("domain"), n.company.domain)); /* taken since the check of this step */
    TRY(problem_check(a.ctx));
    TRY(customer_create(a, &n, &made));
    *ret_id = made.id.id;
    return OK;
}

const ImportKind CUSTOMERS_FILE = {.kind = "customers.import",
                                   .action = "customers.import",
                                   .refused = "customers.import.refused",
                                   .end = "customers.import.done",
                                   .columns = COLUMNS,
                                   .columns_n = COLS,
                                   .begin = begin,
                                   .check = check,
                                   .make = make};
