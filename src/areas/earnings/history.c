/* The documented files: 101 columns of the transaction history and 16 of payments, for the portal and the wire. What
 * the product does not hold itself comes from the source's own members of an earning (detail), under the same name. */
#include "areas/earnings/pages.h"

#include "base/json.h"
#include "gen/earnings_q.h"

#define T(NAME)                                                                                                        \
    {                                                                                                                  \
        NAME, NAME, EXPORT_TEXT, 20                                                                                    \
    }
#define M(NAME)                                                                                                        \
    {                                                                                                                  \
        NAME, NAME, EXPORT_DEC, 16                                                                                     \
    }
#define D(NAME)                                                                                                        \
    {                                                                                                                  \
        NAME, NAME, EXPORT_DATE, 12                                                                                    \
    }
const ExportColumn HISTORY_FILE[HISTORY_COLUMNS] = {
    D("agreementEndDate"),
    T("agreementNumber"),
    D("agreementStartDate"),
    M("baseline"),
    T("baselineType"),
    M("bucketSize"),
    D("calculationDate"),
    T("claimId"),
    M("compensableUnits"),
    T("customerCountry"),
    T("customerEmail"),
    T("customerName"),
    T("customerTenantId"),
    M("desktopCount"),
    T("distributorId"),
    T("distributorName"),
    M("earningAmount"),
    M("earningAmountInLastPaymentCurrency"),
    M("earningAmountUSD"),
    D("earningDate"),
    M("earningExchangeRate"),
    T("earningId"),
    M("earningRate"),
    T("earningType"),
    T("engagementId"),
    T("engagementName"),
    T("estimatedPaymentMonth"),
    D("exchangeRateDate"),
    T("externalReferenceId"),
    T("externalReferenceIdLabel"),
    T("fundCategory"),
    M("instantRebateAmount"),
    D("invoiceDate"),
    T("invoiceNumber"),
    T("isPrivateOffer"),
    T("lastPaymentCurrency"),
    T("lever"),
    T("LicensingProgramName"),
    T("LineItemId"),
    T("localProviderSeller"),
    T("Maturity month"),
    T("milestone"),
    T("OrderId"),
    T("parentProductId"),
    T("parentProductName"),
    T("participantId"),
    T("participantIdType"),
    T("participantName"),
    T("partnerAssociation"),
    T("partnerCountryCode"),
    T("partnerRole"),
    T("partNumber"),
    T("paymentId"),
    T("paymentStatus"),
    T("paymentStatusDescription"),
    T("productId"),
    T("productName"),
    T("productType"),
    T("Program Code"),
    T("programName"),
    D("purchaseOrderCoverageEndDate"),
    D("purchaseOrderCoverageStartDate"),
    T("purchaseOrderType"),
    T("purchaseTypeCode"),
    T("purchaseTypeName"),
    M("quantity"),
    M("quantityAlt"),
    T("quantityAltType"),
    T("quantityType"),
    T("reasonCode"),
    T("resellerId"),
    T("resellerName"),
    T("resourceId"),
    T("SkuId"),
    T("solutionArea"),
    M("storeFee"),
    D("subscriptionEndDate"),
    T("subscriptionId"),
    D("subscriptionStartDate"),
    T("taxRemitModel"),
    M("taxRemitted"),
    T("taxState"),
    T("taxZipCode"),
    T("tpan"),
    M("transactionAmount"),
    M("transactionAmountUSD"),
    T("transactionCountryCode"),
    T("transactionCurrency"),
    D("transactionDate"),
    M("transactionExchangeRate"),
    T("transactionId"),
    T("transactionPaymentMethod"),
    T("transactionType"),
    M("userCount"),
    T("workload"),
    T("earningParticipantId"),
    T("earningParticipantName"),
    T("earningParticipantIdType"),
    T("resellerCountry"),
    T("taxCity"),
    T("taxCountry"),
};
const ExportColumn PAYMENTS_FILE[PAYMENT_COLUMNS] = {
    T("participantID"), T("participantIDType"), T("participantName"), T("programName"),   M("earned"),
    M("earnedUSD"),     M("withheldTax"),       M("salesTax"),        M("serviceFeeTax"), M("totalPayment"),
    T("currencyCode"),  T("paymentMethod"),     T("paymentID"),       T("paymentStatus"), T("paymentStatusDescription"),
    D("paymentDate"),
};

Err history_read(AccountCtx a, const HistoryAsk *ask, PageAsk page, EarningHistoryRow **ret, size_t *ret_n,
                 PageInfo *ret_page)
{
    Str lower = str_lower_ascii(a.ctx->arena, ask->text);
    EarningHistoryArgs args = {.with_state = ask->state.n > 0,
                               .state = ask->state,
                               .with_program = ask->program.n > 0,
                               .program = ask->program,
                               .with_low = date_is_set(ask->low),
                               .low = ask->low,
                               .with_high = date_is_set(ask->high),
                               .high = ask->high,
                               .with_payment = !id_is_nil(ask->payment),
                               .payment = ask->payment,
                               .with_text = ask->text.n > 0,
                               .like = str_fmt(a.ctx->arena, "%%%.*s%%", S_ARG(lower))};
    page.descending = true;
    Err err = q_earning_history(a, &args, &page, ret, ret_n, ret_page);
    if (err == ERR_INVALID && (page.after.n || page.before.n)) { /* an old or foreign cursor: from the start */
        page.after = page.before = S("");
        err = q_earning_history(a, &args, &page, ret, ret_n, ret_page);
    }
    return err;
}

/* --- cells --- */

static bool put_text(const char *column, const char *name, ExportCell *cell, Str text)
{
    if (strcmp(column, name) != 0) {
        return false;
    }
    *cell = (ExportCell){.empty = !text.n, .text = text};
    return true;
}
static bool put_money(const char *column, const char *name, ExportCell *cell, int64_t minor, Str currency, bool there)
{
    if (strcmp(column, name) != 0) {
        return false;
    }
    *cell = (ExportCell){.empty = !there, .dec = earn_dec(minor, currency)};
    return true;
}
static bool put_rate(const char *column, const char *name, ExportCell *cell, Dec rate)
{
    if (strcmp(column, name) != 0) {
        return false;
    }
    *cell = (ExportCell){.empty = rate.units == 0, .dec = rate};
    return true;
}
static bool put_date(const char *column, const char *name, ExportCell *cell, Date d)
{
    if (strcmp(column, name) != 0) {
        return false;
    }
    *cell = (ExportCell){.empty = !date_is_set(d), .date = d};
    return true;
}

static Str means_of(Ctx *ctx, Str earning, Str payment)
{
    Msg m = earn_state_means(earning, payment);
    return msg_text(ctx->arena, ctx->locale, &m);
}

static void one_cell(Ctx *ctx, const Programs *all, const EarningHistoryRow *r, const JsonValue *detail,
                     const ExportColumn *column, ExportCell *c)
{
    const char *k = column->key;
    const JsonValue *more = detail ? json_exact(detail, str_from(k)) : NULL;
    bool paid = !id_is_nil(r->payment_id), sold = !r->sold_null;
    Date expected = date_is_set(r->due_on) ? r->due_on : date_add_months(month_of(r->ready_on), 1);
    if (put_date(k, "calculationDate", c, date_of(r->created_at)) || put_text(k, "customerCountry", c, r->country) ||
        put_text(k, "customerName", c, r->customer) || put_money(k, "earningAmount", c, r->amount, r->currency, true) ||
        put_money(k, "earningAmountInLastPaymentCurrency", c, r->paid, r->paid_currency, paid) ||
        put_money(k, "earningAmountUSD", c, r->usd, S("USD"), true) || put_date(k, "earningDate", c, r->earned_on) ||
        put_rate(k, "earningExchangeRate", c, paid ? r->paid_rate : r->usd_rate) ||
        put_text(k, "earningId", c, id_text(ctx->arena, r->id)) || put_text(k, "earningType", c, r->kind) ||
        put_text(k, "estimatedPaymentMonth", c, str_sub(date_iso(ctx->arena, expected), 0, 7)) ||
        put_date(k, "exchangeRateDate", c, paid ? r->paid_day : r->usd_day) ||
        put_text(k, "externalReferenceId", c, r->source_key) ||
        put_text(k, "externalReferenceIdLabel", c, S("Reference")) ||
        put_text(k, "lastPaymentCurrency", c, paid ? r->paid_currency : S("")) || put_text(k, "lever", c, r->lever) ||
        put_text(k, "partnerCountryCode", c, r->location_country) ||
        put_text(k, "participantId", c, r->location_partner) || put_text(k, "participantIdType", c, S("PartnerId")) ||
        put_text(k, "participantName", c, r->location_name) || put_text(k, "paymentId", c, r->number) ||
        put_text(k, "paymentStatus", c, earn_state_word(r->state, r->payment_state)) ||
        put_text(k, "paymentStatusDescription", c, means_of(ctx, r->state, r->payment_state)) ||
        put_text(k, "productName", c, r->product) || put_text(k, "Program Code", c, r->program) ||
        put_text(k, "programName", c, earn_program(ctx, all, r->program)) ||
        put_text(k, "reasonCode", c, earning_adjustment_wire(r->adjustment)) ||
        put_money(k, "transactionAmount", c, r->sold, r->sold_currency, sold) ||
        put_text(k, "transactionCountryCode", c, r->country) ||
        put_text(k, "transactionCurrency", c, r->sold_currency) || put_date(k, "transactionDate", c, r->sold_on) ||
        put_text(k, "transactionId", c, r->source_key) || put_text(k, "earningParticipantId", c, r->location_partner) ||
        put_text(k, "earningParticipantName", c, r->location_name) ||
        put_text(k, "earningParticipantIdType", c, S("PartnerId"))) {
        return;
    }
    *c = (ExportCell){.empty = true};
    Date day;
    Dec dec;
    if (!more) {
        return;
    }
    if (column->type == EXPORT_DEC && json_to_dec(more, &dec) == OK) {
        *c = (ExportCell){.dec = dec};
    } else if (column->type == EXPORT_DATE && date_parse(more->text, &day) == OK) {
        *c = (ExportCell){.date = day};
    } else if (column->type == EXPORT_TEXT && (more->kind == JSON_STRING || more->kind == JSON_NUMBER)) {
        *c = (ExportCell){.text = more->text};
    }
}

Err history_cells(Ctx *ctx, const Programs *all, const EarningHistoryRow *r, ExportCell *ret)
{
    const JsonValue *detail;
    if (json_parse(ctx->arena, r->detail, JSON_LIMITS_DEFAULT, &detail, NULL) != OK) {
        detail = NULL;
    }
    for (size_t i = 0; i < HISTORY_COLUMNS; i++) {
        one_cell(ctx, all, r, detail, &HISTORY_FILE[i], &ret[i]);
    }
    return OK;
}

void payment_cells(Ctx *ctx, const Programs *all, const PaymentListRow *r, ExportCell *ret)
{
    ExportCell cells[PAYMENT_COLUMNS] = {{.text = r->location_partner},
                                         {.text = S("PartnerId")},
                                         {.text = r->location_name},
                                         {.text = earn_program(ctx, all, r->program)},
                                         {.dec = earn_dec(r->gross, r->currency)},
                                         {.dec = earn_dec(r->usd, S("USD"))},
                                         {.dec = earn_dec(r->withheld, r->currency)},
                                         {.dec = {0}},
                                         {.dec = {0}},
                                         {.dec = earn_dec(r->net, r->currency)},
                                         {.text = r->currency},
                                         {.text = r->method},
                                         {.text = r->number},
                                         {.text = earn_state_word(S(""), r->state)},
                                         {.text = means_of(ctx, S(""), r->state)},
                                         {.empty = !date_is_set(r->sent_on), .date = r->sent_on}};
    memcpy(ret, cells, sizeof cells);
}
