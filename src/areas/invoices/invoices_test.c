/* A document with its charges on the wire, on the pages, in the files and as PDF: the sums are the document's
 * everywhere.
 */
#include "areas/invoices/invoices.h"

#include "app/unit.h"
#include "areas/invoices/files.h"
#include "base/csv.h"
#include "lib/app_fixture.h"
#include "unit/unit.h"

/* --- rows of the area billing --- */

static Str RAW;
static uint32_t RAW_KEY;
static void raw_text(uint32_t key, DbEngine engine, Buf *out)
{
    (void)key;
    (void)engine;
    buf_add(out, RAW);
}
static Err raw_write(Ctx *ctx, void *arg)
{
    RAW = *(Str *)arg;
    DbQuery q = {.name = "raw", .slot = 0x7ffb0001, .writes = true, .text = raw_text};
    return db_exec(ctx->db, &q, ++RAW_KEY, NULL, 0, NULL);
}
static Str blob(Fixture *f, Id id)
{
    Buf b = buf_on_arena(f->arena, 64);
    if (fixture_on_postgres()) {
        return str_fmt(f->arena, "'%.*s'", S_ARG(id_text(f->arena, id)));
    }
    buf_add(&b, S("x'"));
    for (int i = 0; i < 16; i++) {
        buf_fmt(&b, "%02x", id.b[i]);
    }
    buf_addc(&b, '\'');
    return buf_str(&b);
}
static void put(Fixture *f, Str sql) { assert_int_equal(fixture_unit(f, MODE_WRITE, f->account, raw_write, &sql), OK); }

typedef struct Charge {
    const char *provider, *customer, *product;
    int64_t net, quantity;
} Charge;
static Id key(uint8_t of, uint8_t n) { return (Id){{of, n}}; }
static void put_charge(Fixture *f, uint8_t n, const Charge *c)
{
    Str id = blob(f, key(1, n)), account = blob(f, f->account);
    put(f,
        str_fmt(
            f->arena,
            "INSERT INTO charge (account_id, id, created_at, at, period, provider, kind, reference_id, customer_id, "
            "customer_name, customer_domain, customer_country, order_id, item_id, offer_id, product_title, sku_title, "
            "friendly_name, publisher, unit, term, cycle, partner_number, promotion_id, adjustment, credit_reason, "
            "charge_from, charge_to, unit_price, quantity, cycle_days, days, effective_price, pricing_currency, rate, "
            "rule, price_from, currency, amount) VALUES (%.*s, %.*s, 1, 1, 20000, '%s', 'new', %.*s, %.*s, '%s', "
            "'c.example', 'FR', 'ORDER%d', 'P:S:A', 'OFFER', '%s', 'Sku', '=cmd()', 'Maker', 'Licenses', 'P1Y', "
            "'monthly', '4242', '', '', '', 1000000, 2000000, %lld, %lld, 30, 30, %lld, 'EUR', 100000000, 'license', "
            "'2026-11 row 7', 'EUR', %lld)",
            S_ARG(account), S_ARG(id), c->provider, S_ARG(id), S_ARG(blob(f, key(2, 1))), c->customer, n, c->product,
            (long long)(c->net * 1000000 / c->quantity), (long long)(c->quantity * DEC_SCALE),
            (long long)(c->net * 1000000 / c->quantity), (long long)c->net));
}
static void put_invoice(Fixture *f, const char *id, const char *amends, int64_t net, int64_t tax, int lines)
{
    put(f,
        str_fmt(
            f->arena,
            "INSERT INTO invoice (account_id, id, created_at, version, document, kind, amends, period, period_from, "
            "period_to, issued_at, due_on, terms_days, currency, lines, net, tax, total, paid, state, since, reason, "
            "po_number, parties, providers) VALUES (%.*s, '%s', 1, 1, '%s', 'recurring', '%s', 20000, "
            "1728000000000000, "
            "1730592000000000, 1731024000000000, 20060, 60, 'EUR', %d, %lld, %lld, %lld, 0, 'open', 1, '%s', 'PO-9', "
            "'{}', '%s')",
            S_ARG(blob(f, f->account)), id, *amends ? "adjustment_note" : "invoice", amends, lines, (long long)net,
            (long long)tax, (long long)(net + tax), *amends ? "Wrong price" : "",
            *amends ? "onetime" : "onetime office azure"));
    put(f, str_fmt(
               f->arena,
               "INSERT INTO invoice_tax (account_id, invoice_id, place, category, name, rate, reason, net, tax) VALUES "
               "(%.*s, '%s', 1, 'S', 'TVA', 2000000000, '', %lld, %lld)",
               S_ARG(blob(f, f->account)), id, (long long)net, (long long)tax));
}
static void put_line(Fixture *f, const char *invoice, int place, uint8_t charge, int64_t net, int64_t tax)
{
    put(f, str_fmt(
               f->arena,
               "INSERT INTO invoice_line (account_id, invoice_id, place, charge_id, net, tax_place, tax) VALUES (%.*s, "
               "'%s', %d, %.*s, %lld, 1, %lld)",
               S_ARG(blob(f, f->account)), invoice, place, S_ARG(blob(f, key(1, charge))), (long long)net,
               (long long)tax));
}

/* An invoice of three providers, a note about it, and a charge of the running month that no document has. */
static Fixture *open_world(void)
{
    Fixture *f = fixture_open();
    put_charge(f, 1, &(Charge){"onetime", "Alder", "Suite", 2000, 2});
    put_charge(f, 2, &(Charge){"office", "Birch", "Mail 100%", 555, 1});
    put_charge(f, 3, &(Charge){"azure", "Alder", "Server", 123, 1});
    put_charge(f, 4, &(Charge){"onetime", "Cedar", "Suite", 700, 1});
    put_invoice(f, "G000000001", "", 2678, 536, 3);
    put_line(f, "G000000001", 1, 1, 2000, 400);
    put_line(f, "G000000001", 2, 2, 555, 111);
    put_line(f, "G000000001", 3, 3, 123, 25);
    put_invoice(f, "C000000001", "G000000001", -555, -111, 1);
    put_line(f, "C000000001", 1, 2, -555, -111);
    Time now = time_add(time_of_date((Date){20000}), 12 * TIME_HOUR);
    fixture_set_now(f, now);
    Date month = invoice_month_of(now);
    put(f,
        str_fmt(f->arena,
                "INSERT INTO charge_open (account_id, period, currency, provider, charge_id) VALUES (%.*s, %d, 'EUR', "
                "'onetime', %.*s)",
                S_ARG(blob(f, f->account)), month.days, S_ARG(blob(f, key(1, 4)))));
    return f;
}

static const JsonValue *asked(Fixture *f, Str bearer, const char *path, int status)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.bearer = bearer});
    if (got.status != status) {
        print_error("%s: %d %.*s\n", path, got.status, S_ARG(got.body));
    }
    assert_int_equal(got.status, status);
    const JsonValue *v;
    assert_int_equal(json_parse(f->arena, got.body, JSON_LIMITS_DEFAULT, &v, NULL), OK);
    return v;
}
static Dec number(const JsonValue *v, const char *name)
{
    Dec d;
    assert_int_equal(json_to_dec(json_get(v, str_from(name)), &d), OK);
    return d;
}
static void assert_dec(Dec got, const char *text)
{
    Dec d;
    assert_int_equal(dec_parse(str_from(text), &d), OK);
    assert_int_equal(got.units, d.units);
}
static const JsonValue *items(const JsonValue *v) { return json_get(v, S("items")); }
static void assert_word(const JsonValue *v, const char *name, const char *word)
{
    assert_non_null(json_get(v, str_from(name)));
    assert_true(str_eq(json_get(v, str_from(name))->text, str_from(word)));
}

static void test_billing_lines_of_all_details_add_up_to_the_invoice(void **state)
{
    (void)state;
    Fixture *f = open_world();
    Str bearer = fixture_token(f, f->user);
    const JsonValue *one = asked(f, bearer, "/v1/invoices/G000000001", 200);
    assert_dec(number(one, "totalCharges"), "32.14");
    assert_word(one, "documentType", "invoice");
    const JsonValue *notes = json_get(one, S("amendments"));
    assert_int_equal(notes->n, 1);
    assert_word(&notes->items[0], "amendsOf", "G000000001");
    const JsonValue *details = json_get(one, S("invoiceDetails"));
    assert_int_equal(details->n, 4);
    Dec sum = {0};
    for (size_t i = 0; i < details->n; i++) {
        const JsonValue *self = json_get(json_get(&details->items[i], S("links")), S("self"));
        Str path = str_concat(f->arena, S("/v1"), json_get(self, S("uri"))->text);
        const JsonValue *lines = asked(f, bearer, str_z(f->arena, path), 200);
        assert_int_equal(items(lines)->n, 1);
        const JsonValue *l = &items(lines)->items[0];
        assert_true(
            str_eq(json_get(l, S("billingProvider"))->text, json_get(&details->items[i], S("billingProvider"))->text));
        assert_true(str_eq(json_get(l, S("invoiceLineItemType"))->text,
                           json_get(&details->items[i], S("invoiceLineItemType"))->text));
        if (str_eq(json_get(l, S("invoiceLineItemType"))->text, S("billing_line_items"))) {
            Dec total = number(l, json_get(l, S("postTaxTotal")) ? "postTaxTotal" : "totalForCustomer");
            assert_int_equal(dec_add(sum, total, &sum), OK);
        }
    }
    assert_dec(sum, "32.14");
    fixture_close(f);
}

static void test_lines_of_newer_commerce_are_read_by_a_token_that_holds_the_whole_query(void **state)
{
    (void)state;
    Fixture *f = open_world();
    Str bearer = fixture_token(f, f->user);
    const JsonValue *page = asked(
        f, bearer, "/v1//invoices/g000000001/lineitems?provider=all&invoicelineitemtype=BILLINGLINEITEMS&size=2", 200);
    assert_int_equal(items(page)->n, 2);
    Str token = json_get(page, S("continuationToken"))->text;
    FixtureAnswer got = fixture_request(
        f, "GET", "/v1/invoices/G000000001/lineitems?seekOperation=Next",
        &(FixtureSend){.bearer = bearer, .headers = {{S("ms-continuationtoken"), token}}, .headers_n = 1});
    assert_int_equal(got.status, 200);
    const JsonValue *next;
    assert_int_equal(json_parse(f->arena, got.body, JSON_LIMITS_DEFAULT, &next, NULL), OK);
    assert_int_equal(items(next)->n, 1);
    assert_word(&items(next)->items[0], "productName", "Server");
    assert_null(json_get(json_get(next, S("links")), S("next")));
    (void)asked(f, bearer, "/v1/invoices/G000000001/lineitems?provider=office&invoicelineitemtype=usagelineitems", 400);
    (void)asked(f, bearer, "/v1/invoices/G000000009/lineitems/OneTime/BillingLineItems", 404);
    (void)asked(f, fixture_token(f, f->colleague), "/v1/invoices", 403);
    fixture_close(f);
}

static void test_what_is_owed_and_what_no_invoice_has_yet(void **state)
{
    (void)state;
    Fixture *f = open_world();
    Str bearer = fixture_token(f, f->user);
    assert_dec(number(asked(f, bearer, "/v1/invoices/summary", 200), "balanceAmount"), "25.48");
    assert_int_equal(items(asked(f, bearer, "/v1/invoices/summaries", 200))->n, 1);
    const JsonValue *open = asked(f, bearer,
                                  "/v1/invoices/unbilled/"
                                  "lineitems?provider=onetime&invoicelineitemtype=billinglineitems&currencycode=eur&"
                                  "period=current&size=2000",
                                  200);
    assert_int_equal(items(open)->n, 1);
    assert_dec(number(&items(open)->items[0], "subtotal"), "7");
    assert_null(json_get(&items(open)->items[0], S("invoiceNumber")));
    const JsonValue *before = asked(f, bearer,
                                    "/v1/invoices/unbilled/"
                                    "lineitems?provider=onetime&invoicelineitemtype=billinglineitems&period=previous",
                                    200);
    assert_int_equal(items(before)->n, 0);
    assert_int_equal(items(asked(f, bearer, "/v1/invoices/estimates/links?currencycode=eur", 200))->n, 4);
    fixture_close(f);
}

static void test_invoices_are_filtered_by_their_date(void **state)
{
    (void)state;
    Fixture *f = open_world();
    Str bearer = fixture_token(f, f->user);
    static const struct {
        const char *op, *day;
        size_t n;
    } CASES[] = {{"equals", "2024-11-08", 2},      {"equals", "2024-11-07", 0},
                 {"GreaterThan", "2024-11-08", 0}, {"greater_than", "2024-11-07", 2},
                 {"less_than", "2024-11-08", 0},   {"less_than_or_equals", "2024-11-08", 2}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        Str path =
            str_fmt(f->arena,
                    "/v1/invoices?filter=%%7B%%22Field%%22%%3A%%22invoice_date%%22%%2C%%22Value%%22%%3A%%22%s%%22%%"
                    "2C%%22Operator%%22%%3A%%22%s%%22%%7D",
                    CASES[i].day, CASES[i].op);
        assert_int_equal(items(asked(f, bearer, str_z(f->arena, path), 200))->n, CASES[i].n);
    }
    const JsonValue *page = asked(f, bearer, "/v1/invoices?size=1&offset=1", 200);
    assert_int_equal(items(page)->n, 1);
    assert_dec(number(page, "totalCount"), "2");
    fixture_close(f);
}

/* --- documents, pages, files --- */

static FixtureAnswer shown(Fixture *f, Str cookie, const char *path)
{
    FixtureAnswer got = fixture_request(f, "GET", path, &(FixtureSend){.cookie = cookie});
    if (got.status != 200) {
        print_error("%s: %d %.*s\n", path, got.status, S_ARG(got.body));
    }
    assert_int_equal(got.status, 200);
    return got;
}
#define HAS(ANSWER, TEXT) assert_true(str_find((ANSWER).body, S(TEXT)) >= 0)
#define HAS_NOT(ANSWER, TEXT) assert_true(str_find((ANSWER).body, S(TEXT)) < 0)

static void test_pages_lead_from_the_balance_to_how_an_amount_came_about(void **state)
{
    (void)state;
    Fixture *f = open_world();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    HAS(shown(f, cookie, "/a/test/billing"), "25.48");
    FixtureAnswer list = shown(f, cookie, "/a/test/billing/invoices?document=invoice");
    HAS(list, "G000000001");
    HAS_NOT(list, "C000000001\"");
    FixtureAnswer page = shown(f, cookie, "/a/test/billing/invoices/G000000001");
    HAS(page, "32.14");
    HAS(page, "C000000001");
    HAS(page, "TVA");
    FixtureAnswer found = shown(f, cookie, "/a/test/billing/invoices/G000000001?q=BIRCH");
    HAS(found, "/lines/2");
    HAS_NOT(found, "/lines/1");
    FixtureAnswer why = shown(f, cookie, "/a/test/billing/invoices/G000000001/lines/1");
    HAS(why, "30 / 30");
    HAS(why, "2026-11 row 7");
    HAS(why, "ORDER1");
    HAS(shown(f, cookie, "/a/test/billing/estimates"), "Cedar");
    assert_int_equal(
        fixture_request(f, "GET", "/a/test/billing/invoices/G000000001/lines/4", &(FixtureSend){.cookie = cookie})
            .status,
        404);
    fixture_close(f);
}

static void test_documents_are_pdf_on_the_page_and_on_the_wire(void **state)
{
    (void)state;
    Fixture *f = open_world();
    Str cookie = fixture_sign_in(f, f->user, f->account);
    FixtureAnswer page = shown(f, cookie, "/a/test/billing/invoices/G000000001/document");
    assert_true(str_starts(page.body, S("%PDF-")));
    FixtureAnswer wire = fixture_request(f, "GET", "/v1/invoices/G000000001/documents/statement",
                                         &(FixtureSend){.bearer = fixture_token(f, f->user)});
    assert_int_equal(wire.status, 200);
    assert_true(str_eq(wire.content_type, S("application/pdf")));
    assert_true(str_starts(wire.body, S("%PDF-")));
    FixtureAnswer receipt = fixture_request(f, "GET", "/v1/invoices/G000000001/receipts/G000000001/documents/statement",
                                            &(FixtureSend){.bearer = fixture_token(f, f->user)});
    assert_true(str_starts(receipt.body, S("%PDF-")));
    fixture_close(f);
}

typedef struct FileAsk {
    const InvoiceFile *file;
    ExportFormat format;
    Id account;
    Str body;
} FileAsk;
static Err make_file(Ctx *ctx, void *arg)
{
    FileAsk *x = arg;
    ctx->locale = locale_get(S("en-US"));
    TRY(export_direct(account_of(ctx, x->account), &x->file->list, S("G000000001"), x->format, EXPORT_DIRECT_MAX));
    x->body = ctx->out.body;
    return OK;
}
static Str file_made(Fixture *f, size_t at, ExportFormat format)
{
    FileAsk x = {&INVOICE_FILE[at], format, f->account, S("")};
    assert_int_equal(fixture_unit(f, MODE_READ, f->account, make_file, &x), OK);
    return x.body;
}

static void test_files_have_the_documented_columns_and_add_up_to_the_invoice(void **state)
{
    (void)state;
    static const struct {
        const char *word, *sum, *last;
        size_t columns;
    } FILES[INVOICE_FILES] = {{"license", "TotalForCustomer", "BillingCycleType", 28},
                              {"usage", "PostTaxTotal", "ServiceInfo", 42},
                              {"reconciliation", "Total", "PromotionID", 46},
                              {"daily-usage", "", "BenefitType", 55}};
    Fixture *f = open_world();
    Dec sum = {0};
    for (size_t i = 0; i < INVOICE_FILES; i++) {
        assert_string_equal(INVOICE_FILE[i].word, FILES[i].word);
        CsvReader *r = csv_reader(f->arena, file_made(f, i, EXPORT_CSV), 1000);
        CsvRow head, row;
        Str why;
        assert_int_equal(csv_next(r, f->arena, &head, &why), OK);
        assert_int_equal(head.n, FILES[i].columns);
        assert_true(str_eq(head.cells[0], S("PartnerId")));
        assert_true(str_eq(head.cells[head.n - 1], str_from(FILES[i].last)));
        assert_int_equal(csv_next(r, f->arena, &row, &why), OK);
        for (size_t c = 0; c < head.n; c++) {
            Dec d;
            if (str_eq(head.cells[c], str_from(FILES[i].sum))) {
                assert_int_equal(dec_parse(row.cells[c], &d), OK);
                assert_int_equal(dec_add(sum, d, &sum), OK);
            }
            assert_false(str_starts(row.cells[c], S("="))); /* no spreadsheet takes a name for a formula */
        }
        assert_int_equal(csv_next(r, f->arena, &row, &why), ERR_NOT_FOUND);
    }
    assert_dec(sum, "32.14");
    assert_true(str_starts(file_made(f, 2, EXPORT_XLSX), S("PK")));
    fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_billing_lines_of_all_details_add_up_to_the_invoice),
        cmocka_unit_test(test_lines_of_newer_commerce_are_read_by_a_token_that_holds_the_whole_query),
        cmocka_unit_test(test_what_is_owed_and_what_no_invoice_has_yet),
        cmocka_unit_test(test_invoices_are_filtered_by_their_date),
        cmocka_unit_test(test_pages_lead_from_the_balance_to_how_an_amount_came_about),
        cmocka_unit_test(test_documents_are_pdf_on_the_page_and_on_the_wire),
        cmocka_unit_test(test_files_have_the_documented_columns_and_add_up_to_the_invoice),
    };
    return FIXTURE_RUN(tests);
}
