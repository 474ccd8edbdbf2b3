/* See files.h. Columns that nothing here has a value for stay empty. */
#include "areas/invoices/files.h"

#include "app/unit.h"
#include "areas/invoices/invoices.h"
#include "areas/invoices/pages.h"

/* query: "INVOICE", or of what no document has yet "2026-11-01 EUR". */
static Err read_page(AccountCtx a, Str query, Str after, const char *provider, InvoicePage *ret)
{
    PageAsk ask = {.size = EXPORT_CHUNK, .after = after};
    Str word;
    Date month;
    if (str_find_char(query, ' ') < 0) {
        return invoice_lines(
            a, &(InvoicesLinesArgs){.invoice_id = query, .with_provider = true, .provider = str_from(provider)}, &ask,
            ret);
    }
    (void)str_split(&query, ' ', &word);
    TRY(date_parse(word, &month));
    return invoice_open(
        a,
        &(InvoicesOpenArgs){.period = month, .currency = query, .with_provider = true, .provider = str_from(provider)},
        &ask, ret);
}
static Currency currency_of(const InvoiceLine *l)
{
    Currency cur = {""};
    return currency_parse(l->currency, &cur) == OK ? cur : (Currency){""};
}
typedef Err (*RowFn)(AccountCtx a, const InvoicesPartnerRow *own, const InvoiceLine *l, Export *e);
static Err write_page(AccountCtx a, Str query, Str after, const char *provider, RowFn row, Export *e, Str *ret_next,
                      int64_t *ret_rows)
{
    InvoicesPartnerRow own;
    InvoicePage page;
    TRY(q_invoices_partner(a, NULL, &own));
    TRY(read_page(a, query, after, provider, &page));
    for (size_t i = 0; e && i < page.n; i++) {
        TRY(row(a, &own, &page.lines[i], e));
    }
    *ret_next = page.page.next;
    *ret_rows = (int64_t)page.n;
    return OK;
}

static const ExportColumn LICENSE[] = {
    {"PartnerId", "PartnerId", EXPORT_ID, 0},
    {"CustomerId", "CustomerId", EXPORT_ID, 0},
    {"CustomerName", "CustomerName", EXPORT_TEXT, 0},
    {"MPNID", "MPNID", EXPORT_TEXT, 0},
    {"ResellerMPNID", "ResellerMPNID", EXPORT_TEXT, 0},
    {"OrderId", "OrderId", EXPORT_TEXT, 0},
    {"SubscriptionId", "SubscriptionId", EXPORT_ID, 0},
    {"SyndicationPartnerSubscriptionNumber", "SyndicationPartnerSubscriptionNumber", EXPORT_TEXT, 0},
    {"OfferId", "OfferId", EXPORT_TEXT, 0},
    {"DurableOfferId", "DurableOfferId", EXPORT_TEXT, 0},
    {"OfferName", "OfferName", EXPORT_TEXT, 0},
    {"SubscriptionStartDate", "SubscriptionStartDate", EXPORT_TIME, 0},
    {"SubscriptionEndDate", "SubscriptionEndDate", EXPORT_TIME, 0},
    {"ChargeStartDate", "ChargeStartDate", EXPORT_TIME, 0},
    {"ChargeEndDate", "ChargeEndDate", EXPORT_TIME, 0},
    {"ChargeType", "ChargeType", EXPORT_TEXT, 0},
    {"UnitPrice", "UnitPrice", EXPORT_DEC, 0},
    {"Quantity", "Quantity", EXPORT_DEC, 0},
    {"Amount", "Amount", EXPORT_MONEY, 0},
    {"TotalOtherDiscount", "TotalOtherDiscount", EXPORT_MONEY, 0},
    {"Subtotal", "Subtotal", EXPORT_MONEY, 0},
    {"Tax", "Tax", EXPORT_MONEY, 0},
    {"TotalForCustomer", "TotalForCustomer", EXPORT_MONEY, 0},
    {"Currency", "Currency", EXPORT_TEXT, 0},
    {"DomainName", "DomainName", EXPORT_TEXT, 0},
    {"SubscriptionName", "SubscriptionName", EXPORT_TEXT, 0},
    {"SubscriptionDescription", "SubscriptionDescription", EXPORT_TEXT, 0},
    {"BillingCycleType", "BillingCycleType", EXPORT_TEXT, 0},
};
static Err license_row(AccountCtx a, const InvoicesPartnerRow *own, const InvoiceLine *l, Export *e)
{
    Currency cur = currency_of(l);
    (void)a;
    ExportCell cells[COUNT_OF(LICENSE)] = {{.id = own->directory_id},
                                           {.id = l->customer_id},
                                           {.text = l->customer_name},
                                           {.text = own->partner_id},
                                           {.text = l->partner_number.n ? l->partner_number : S("0")},
                                           {.text = l->order_id},
                                           {.empty = id_is_nil(l->subscription_id), .id = l->subscription_id},
                                           {.empty = true},
                                           {.text = l->offer_id},
                                           {.text = l->offer_id},
                                           {.text = l->product_title},
                                           {.empty = !time_is_set(l->sub_from), .time = l->sub_from},
                                           {.empty = !time_is_set(l->sub_to), .time = l->sub_to},
                                           {.empty = !time_is_set(l->charge_from), .time = l->charge_from},
                                           {.empty = !time_is_set(l->charge_to), .time = l->charge_to},
                                           {.text = l->kind},
                                           {.dec = l->unit_price},
                                           {.dec = l->quantity},
                                           {.money = {l->net, cur}},
                                           {.money = {0, cur}},
                                           {.money = {l->net, cur}},
                                           {.money = {l->tax, cur}},
                                           {.money = {l->net + l->tax, cur}},
                                           {.text = l->currency},
                                           {.text = l->customer_domain},
                                           {.text = l->friendly_name},
                                           {.text = l->sku_title},
                                           {.text = l->cycle}};
    return export_row(e, cells);
}
static Err license_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    return write_page(a, query, after, "office", license_row, e, ret_next, ret_rows);
}

static const ExportColumn USAGE[] = {
    {"PartnerId", "PartnerId", EXPORT_ID, 0},
    {"PartnerName", "PartnerName", EXPORT_TEXT, 0},
    {"PartnerBillableAccountId", "PartnerBillableAccountId", EXPORT_ID, 0},
    {"CustomerCompanyName", "CustomerCompanyName", EXPORT_TEXT, 0},
    {"MPNID", "MPNID", EXPORT_TEXT, 0},
    {"ResellerMPNID", "ResellerMPNID", EXPORT_TEXT, 0},
    {"InvoiceNumber", "InvoiceNumber", EXPORT_TEXT, 0},
    {"ChargeStartDate", "ChargeStartDate", EXPORT_TIME, 0},
    {"ChargeEndDate", "ChargeEndDate", EXPORT_TIME, 0},
    {"SubscriptionId", "SubscriptionId", EXPORT_ID, 0},
    {"SubscriptionName", "SubscriptionName", EXPORT_TEXT, 0},
    {"SubscriptionDescription", "SubscriptionDescription", EXPORT_TEXT, 0},
    {"OrderID", "OrderID", EXPORT_TEXT, 0},
    {"ServiceName", "ServiceName", EXPORT_TEXT, 0},
    {"ServiceType", "ServiceType", EXPORT_TEXT, 0},
    {"ResourceGuid", "ResourceGuid", EXPORT_ID, 0},
    {"ResourceName", "ResourceName", EXPORT_TEXT, 0},
    {"Region", "Region", EXPORT_TEXT, 0},
    {"Sku", "Sku", EXPORT_TEXT, 0},
    {"DetailLineItemId", "DetailLineItemId", EXPORT_INT, 0},
    {"ConsumedQuantity", "ConsumedQuantity", EXPORT_DEC, 0},
    {"IncludedQuantity", "IncludedQuantity", EXPORT_DEC, 0},
    {"OverageQuantity", "OverageQuantity", EXPORT_DEC, 0},
    {"ListPrice", "ListPrice", EXPORT_DEC, 0},
    {"PretaxCharges", "PretaxCharges", EXPORT_MONEY, 0},
    {"TaxAmount", "TaxAmount", EXPORT_MONEY, 0},
    {"PostTaxTotal", "PostTaxTotal", EXPORT_MONEY, 0},
    {"Currency", "Currency", EXPORT_TEXT, 0},
    {"PretaxEffectiveRate", "PretaxEffectiveRate", EXPORT_DEC, 0},
    {"PostTaxEffectiveRate", "PostTaxEffectiveRate", EXPORT_DEC, 0},
    {"ChargeType", "ChargeType", EXPORT_TEXT, 0},
    {"CustomerId", "CustomerId", EXPORT_ID, 0},
    {"DomainName", "DomainName", EXPORT_TEXT, 0},
    {"BillingCycleType", "BillingCycleType", EXPORT_TEXT, 0},
    {"Unit", "Unit", EXPORT_TEXT, 0},
    {"CustomerBillableAccount", "CustomerBillableAccount", EXPORT_ID, 0},
    {"UsageDate", "UsageDate", EXPORT_TIME, 0},
    {"MeteredRegion", "MeteredRegion", EXPORT_TEXT, 0},
    {"MeteredService", "MeteredService", EXPORT_TEXT, 0},
    {"MeteredServiceType", "MeteredServiceType", EXPORT_TEXT, 0},
    {"Project", "Project", EXPORT_TEXT, 0},
    {"ServiceInfo", "ServiceInfo", EXPORT_TEXT, 0},
};
static Err usage_row(AccountCtx a, const InvoicesPartnerRow *own, const InvoiceLine *l, Export *e)
{
    Currency cur = currency_of(l);
    (void)a;
    ExportCell cells[COUNT_OF(USAGE)] = {{.id = own->directory_id},
                                         {.text = own->name},
                                         {.id = own->directory_id},
                                         {.text = l->customer_name},
                                         {.text = own->partner_id},
                                         {.text = l->partner_number.n ? l->partner_number : S("0")},
                                         {.text = l->invoice_id},
                                         {.empty = !time_is_set(l->charge_from), .time = l->charge_from},
                                         {.empty = !time_is_set(l->charge_to), .time = l->charge_to},
                                         {.empty = id_is_nil(l->subscription_id), .id = l->subscription_id},
                                         {.text = l->friendly_name},
                                         {.text = l->sku_title},
                                         {.text = l->order_id},
                                         {.text = l->product_title},
                                         {.text = l->sku_title},
                                         {.empty = id_is_nil(l->meter_id), .id = l->meter_id},
                                         {.text = l->product_title},
                                         {.empty = true},
                                         {.text = invoice_item_part(l->item_id, 1)},
                                         {.i = l->place},
                                         {.dec = l->quantity},
                                         {.dec = (Dec){0}},
                                         {.dec = l->quantity},
                                         {.dec = l->unit_price},
                                         {.money = {l->net, cur}},
                                         {.money = {l->tax, cur}},
                                         {.money = {l->net + l->tax, cur}},
                                         {.text = l->currency},
                                         {.dec = l->effective_price},
                                         {.dec = l->effective_price},
                                         {.text = l->kind},
                                         {.id = l->customer_id},
                                         {.text = l->customer_domain},
                                         {.text = l->cycle},
                                         {.text = l->unit},
                                         {.id = l->customer_id},
                                         {.empty = !time_is_set(l->charge_from), .time = l->charge_from},
                                         {.empty = true},
                                         {.text = l->product_title},
                                         {.text = l->sku_title},
                                         {.empty = true},
                                         {.empty = true}};
    return export_row(e, cells);
}
static Err usage_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    return write_page(a, query, after, "azure", usage_row, e, ret_next, ret_rows);
}

static const ExportColumn RECONCILIATION[] = {
    {"PartnerId", "PartnerId", EXPORT_ID, 0},
    {"CustomerId", "CustomerId", EXPORT_ID, 0},
    {"CustomerName", "CustomerName", EXPORT_TEXT, 0},
    {"CustomerDomainName", "CustomerDomainName", EXPORT_TEXT, 0},
    {"CustomerCountry", "CustomerCountry", EXPORT_TEXT, 0},
    {"InvoiceNumber", "InvoiceNumber", EXPORT_TEXT, 0},
    {"MPNID", "MPNID", EXPORT_TEXT, 0},
    {"ResellerMPNID", "ResellerMPNID", EXPORT_TEXT, 0},
    {"OrderId", "OrderId", EXPORT_TEXT, 0},
    {"OrderDate", "OrderDate", EXPORT_TIME, 0},
    {"ProductId", "ProductId", EXPORT_TEXT, 0},
    {"SkuId", "SkuId", EXPORT_TEXT, 0},
    {"AvailabilityId", "AvailabilityId", EXPORT_TEXT, 0},
    {"SkuName", "SkuName", EXPORT_TEXT, 0},
    {"ProductName", "ProductName", EXPORT_TEXT, 0},
    {"ChargeType", "ChargeType", EXPORT_TEXT, 0},
    {"UnitPrice", "UnitPrice", EXPORT_DEC, 0},
    {"Quantity", "Quantity", EXPORT_DEC, 0},
    {"Subtotal", "Subtotal", EXPORT_MONEY, 0},
    {"TaxTotal", "TaxTotal", EXPORT_MONEY, 0},
    {"Total", "Total", EXPORT_MONEY, 0},
    {"Currency", "Currency", EXPORT_TEXT, 0},
    {"PriceAdjustmentDescription", "PriceAdjustmentDescription", EXPORT_TEXT, 0},
    {"PublisherName", "PublisherName", EXPORT_TEXT, 0},
    {"PublisherId", "PublisherId", EXPORT_TEXT, 0},
    {"SubscriptionDescription", "SubscriptionDescription", EXPORT_TEXT, 0},
    {"SubscriptionId", "SubscriptionId", EXPORT_ID, 0},
    {"ChargeStartDate", "ChargeStartDate", EXPORT_TIME, 0},
    {"ChargeEndDate", "ChargeEndDate", EXPORT_TIME, 0},
    {"TermAndBillingCycle", "TermAndBillingCycle", EXPORT_TEXT, 0},
    {"EffectiveUnitPrice", "EffectiveUnitPrice", EXPORT_DEC, 0},
    {"UnitType", "UnitType", EXPORT_TEXT, 0},
    {"AlternateId", "AlternateId", EXPORT_TEXT, 0},
    {"BillableQuantity", "BillableQuantity", EXPORT_DEC, 0},
    {"BillingFrequency", "BillingFrequency", EXPORT_TEXT, 0},
    {"PricingCurrency", "PricingCurrency", EXPORT_TEXT, 0},
    {"PCToBCExchangeRate", "PCToBCExchangeRate", EXPORT_DEC, 0},
    {"PCToBCExchangeRateDate", "PCToBCExchangeRateDate", EXPORT_DATE, 0},
    {"MeterDescription", "MeterDescription", EXPORT_TEXT, 0},
    {"ReservationOrderId", "ReservationOrderId", EXPORT_TEXT, 0},
    {"CreditReasonCode", "CreditReasonCode", EXPORT_TEXT, 0},
    {"SubscriptionStartDate", "SubscriptionStartDate", EXPORT_TIME, 0},
    {"SubscriptionEndDate", "SubscriptionEndDate", EXPORT_TIME, 0},
    {"ReferenceID", "ReferenceID", EXPORT_ID, 0},
    {"ProductQualifiers", "ProductQualifiers", EXPORT_TEXT, 0},
    {"PromotionID", "PromotionID", EXPORT_TEXT, 0},
};
static Err reconciliation_row(AccountCtx a, const InvoicesPartnerRow *own, const InvoiceLine *l, Export *e)
{
    Currency cur = currency_of(l);
    Str term = str_trim(str_fmt(a.ctx->arena, "%.*s %.*s", S_ARG(l->term), S_ARG(l->cycle)));
    ExportCell cells[COUNT_OF(RECONCILIATION)] = {{.id = own->directory_id},
                                                  {.id = l->customer_id},
                                                  {.text = l->customer_name},
                                                  {.text = l->customer_domain},
                                                  {.text = l->customer_country},
                                                  {.text = l->invoice_id},
                                                  {.text = own->partner_id},
                                                  {.text = l->partner_number.n ? l->partner_number : S("0")},
                                                  {.text = l->order_id},
                                                  {.empty = !time_is_set(l->ordered_at), .time = l->ordered_at},
                                                  {.text = invoice_item_part(l->item_id, 0)},
                                                  {.text = invoice_item_part(l->item_id, 1)},
                                                  {.text = invoice_item_part(l->item_id, 2)},
                                                  {.text = l->sku_title},
                                                  {.text = l->product_title},
                                                  {.text = l->kind},
                                                  {.dec = l->unit_price},
                                                  {.dec = l->quantity},
                                                  {.money = {l->net, cur}},
                                                  {.money = {l->tax, cur}},
                                                  {.money = {l->net + l->tax, cur}},
                                                  {.text = l->currency},
                                                  {.text = l->adjustment},
                                                  {.text = l->publisher},
                                                  {.empty = true},
                                                  {.text = l->sku_title},
                                                  {.empty = id_is_nil(l->subscription_id), .id = l->subscription_id},
                                                  {.empty = !time_is_set(l->charge_from), .time = l->charge_from},
                                                  {.empty = !time_is_set(l->charge_to), .time = l->charge_to},
                                                  {.text = term},
                                                  {.dec = l->effective_price},
                                                  {.text = l->unit},
                                                  {.empty = true},
                                                  {.dec = l->quantity},
                                                  {.text = l->cycle},
                                                  {.text = l->pricing_currency},
                                                  {.dec = l->rate},
                                                  {.empty = !date_is_set(l->rate_day), .date = l->rate_day},
                                                  {.text = l->product_title},
                                                  {.empty = true},
                                                  {.text = l->credit_reason},
                                                  {.empty = !time_is_set(l->sub_from), .time = l->sub_from},
                                                  {.empty = !time_is_set(l->sub_to), .time = l->sub_to},
                                                  {.id = l->reference_id},
                                                  {.empty = true},
                                                  {.text = l->promotion_id}};
    return export_row(e, cells);
}
static Err reconciliation_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    return write_page(a, query, after, "onetime", reconciliation_row, e, ret_next, ret_rows);
}

static const ExportColumn DAILY_USAGE[] = {
    {"PartnerId", "PartnerId", EXPORT_ID, 0},
    {"PartnerName", "PartnerName", EXPORT_TEXT, 0},
    {"CustomerId", "CustomerId", EXPORT_ID, 0},
    {"CustomerName", "CustomerName", EXPORT_TEXT, 0},
    {"CustomerDomainName", "CustomerDomainName", EXPORT_TEXT, 0},
    {"CustomerCountry", "CustomerCountry", EXPORT_TEXT, 0},
    {"MPNID", "MPNID", EXPORT_TEXT, 0},
    {"ResellerMPNID", "ResellerMPNID", EXPORT_TEXT, 0},
    {"InvoiceNumber", "InvoiceNumber", EXPORT_TEXT, 0},
    {"ProductId", "ProductId", EXPORT_TEXT, 0},
    {"SkuId", "SkuId", EXPORT_TEXT, 0},
    {"AvailabilityId", "AvailabilityId", EXPORT_TEXT, 0},
    {"SkuName", "SkuName", EXPORT_TEXT, 0},
    {"ProductName", "ProductName", EXPORT_TEXT, 0},
    {"PublisherName", "PublisherName", EXPORT_TEXT, 0},
    {"PublisherId", "PublisherId", EXPORT_TEXT, 0},
    {"SubscriptionDescription", "SubscriptionDescription", EXPORT_TEXT, 0},
    {"SubscriptionId", "SubscriptionId", EXPORT_ID, 0},
    {"ChargeStartDate", "ChargeStartDate", EXPORT_TIME, 0},
    {"ChargeEndDate", "ChargeEndDate", EXPORT_TIME, 0},
    {"UsageDate", "UsageDate", EXPORT_TIME, 0},
    {"MeterType", "MeterType", EXPORT_TEXT, 0},
    {"MeterCategory", "MeterCategory", EXPORT_TEXT, 0},
    {"MeterId", "MeterId", EXPORT_ID, 0},
    {"MeterSubCategory", "MeterSubCategory", EXPORT_TEXT, 0},
    {"MeterName", "MeterName", EXPORT_TEXT, 0},
    {"MeterRegion", "MeterRegion", EXPORT_TEXT, 0},
    {"Unit", "Unit", EXPORT_TEXT, 0},
    {"ResourceLocation", "ResourceLocation", EXPORT_TEXT, 0},
    {"ConsumedService", "ConsumedService", EXPORT_TEXT, 0},
    {"ResourceGroup", "ResourceGroup", EXPORT_TEXT, 0},
    {"ResourceURI", "ResourceURI", EXPORT_TEXT, 0},
    {"ChargeType", "ChargeType", EXPORT_TEXT, 0},
    {"UnitPrice", "UnitPrice", EXPORT_DEC, 0},
    {"Quantity", "Quantity", EXPORT_DEC, 0},
    {"UnitType", "UnitType", EXPORT_TEXT, 0},
    {"BillingPreTaxTotal", "BillingPreTaxTotal", EXPORT_MONEY, 0},
    {"BillingCurrency", "BillingCurrency", EXPORT_TEXT, 0},
    {"PricingPreTaxTotal", "PricingPreTaxTotal", EXPORT_DEC, 0},
    {"PricingCurrency", "PricingCurrency", EXPORT_TEXT, 0},
    {"ServiceInfo1", "ServiceInfo1", EXPORT_TEXT, 0},
    {"ServiceInfo2", "ServiceInfo2", EXPORT_TEXT, 0},
    {"Tags", "Tags", EXPORT_TEXT, 0},
    {"AdditionalInfo", "AdditionalInfo", EXPORT_TEXT, 0},
    {"EffectiveUnitPrice", "EffectiveUnitPrice", EXPORT_DEC, 0},
    {"PCToBCExchangeRate", "PCToBCExchangeRate", EXPORT_DEC, 0},
    {"PCToBCExchangeRateDate", "PCToBCExchangeRateDate", EXPORT_DATE, 0},
    {"EntitlementId", "EntitlementId", EXPORT_ID, 0},
    {"EntitlementDescription", "EntitlementDescription", EXPORT_TEXT, 0},
    {"PartnerEarnedCreditPercentage", "PartnerEarnedCreditPercentage", EXPORT_TEXT, 0},
    {"CreditPercentage", "CreditPercentage", EXPORT_TEXT, 0},
    {"CreditType", "CreditType", EXPORT_TEXT, 0},
    {"BenefitOrderId", "BenefitOrderId", EXPORT_TEXT, 0},
    {"BenefitId", "BenefitId", EXPORT_TEXT, 0},
    {"BenefitType", "BenefitType", EXPORT_TEXT, 0},
};
static Err daily_usage_row(AccountCtx a, const InvoicesPartnerRow *own, const InvoiceLine *l, Export *e)
{
    Currency cur = currency_of(l);
    Dec priced = {0};
    if (dec_mul(l->effective_price, l->quantity, ROUND_DOWN, &priced) != OK) {
        return ERR_TOO_LARGE;
    }
    (void)a;
    ExportCell cells[COUNT_OF(DAILY_USAGE)] = {{.id = own->directory_id},
                                               {.text = own->name},
                                               {.id = l->customer_id},
                                               {.text = l->customer_name},
                                               {.text = l->customer_domain},
                                               {.text = l->customer_country},
                                               {.text = own->partner_id},
                                               {.text = l->partner_number.n ? l->partner_number : S("0")},
                                               {.text = l->invoice_id},
                                               {.text = invoice_item_part(l->item_id, 0)},
                                               {.text = invoice_item_part(l->item_id, 1)},
                                               {.text = invoice_item_part(l->item_id, 2)},
                                               {.text = l->sku_title},
                                               {.text = l->product_title},
                                               {.text = l->publisher},
                                               {.empty = true},
                                               {.text = l->sku_title},
                                               {.empty = id_is_nil(l->subscription_id), .id = l->subscription_id},
                                               {.empty = !time_is_set(l->charge_from), .time = l->charge_from},
                                               {.empty = !time_is_set(l->charge_to), .time = l->charge_to},
                                               {.empty = !time_is_set(l->charge_from), .time = l->charge_from},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = id_is_nil(l->meter_id), .id = l->meter_id},
                                               {.empty = true},
                                               {.text = l->product_title},
                                               {.empty = true},
                                               {.text = l->unit},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = true},
                                               {.text = l->kind},
                                               {.dec = l->unit_price},
                                               {.dec = l->quantity},
                                               {.text = l->unit},
                                               {.money = {l->net, cur}},
                                               {.text = l->currency},
                                               {.dec = priced},
                                               {.text = l->pricing_currency},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = true},
                                               {.dec = l->effective_price},
                                               {.dec = l->rate},
                                               {.empty = !date_is_set(l->rate_day), .date = l->rate_day},
                                               {.empty = id_is_nil(l->subscription_id), .id = l->subscription_id},
                                               {.text = l->sku_title},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = true},
                                               {.empty = true}};
    return export_row(e, cells);
}
static Err daily_usage_chunk(AccountCtx a, Str query, Str after, Export *e, Str *ret_next, int64_t *ret_rows)
{
    return write_page(a, query, after, "azure", daily_usage_row, e, ret_next, ret_rows);
}

const InvoiceFile INVOICE_FILE[INVOICE_FILES] = {
    {"license",
     N_("Reconciliation, license-based"),
     {.kind = "invoices.file",
      .file = "license-based",
      .sheet = "Lines",
      .columns = LICENSE,
      .columns_n = COUNT_OF(LICENSE),
      .chunk = license_chunk}},
    {"usage",
     N_("Reconciliation, usage-based"),
     {.kind = "invoices.file",
      .file = "usage-based",
      .sheet = "Lines",
      .columns = USAGE,
      .columns_n = COUNT_OF(USAGE),
      .chunk = usage_chunk}},
    {"reconciliation",
     N_("Reconciliation, invoice"),
     {.kind = "invoices.file",
      .file = "reconciliation",
      .sheet = "Lines",
      .columns = RECONCILIATION,
      .columns_n = COUNT_OF(RECONCILIATION),
      .chunk = reconciliation_chunk}},
    {"daily-usage",
     N_("Daily rated usage"),
     {.kind = "invoices.file",
      .file = "daily-rated-usage",
      .sheet = "Lines",
      .columns = DAILY_USAGE,
      .columns_n = COUNT_OF(DAILY_USAGE),
      .chunk = daily_usage_chunk}},
};

/* The file of the path's {kind}; names in it are those of the documents, so it is the same in every language. */
static Err file_of_path(Ctx *ctx, ExportList *ret)
{
    for (size_t i = 0; i < INVOICE_FILES; i++) {
        if (str_eq(ctx_param(ctx, S("kind")), str_from(INVOICE_FILE[i].word))) {
            *ret = INVOICE_FILE[i].list;
            ctx->locale = locale_get(S("en-US"));
            ctx->tz = S("UTC");
            return OK;
        }
    }
    return problem(ctx, ERR_NOT_FOUND, MSG("There is no such reconciliation file."), (Msg){0});
}

static Err find_invoice(Ctx *ctx, void *arg)
{
    return invoice_named((AccountCtx){ctx}, ctx_param(ctx, S("invoice")), arg);
}

Err page_invoice_file(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ExportList list;
    Invoice i;
    TRY(unit_run(ctx, MODE_READ, NULL, find_invoice, &i));
    TRY(file_of_path(ctx, &list));
    list.file = str_z(ctx->arena, str_fmt(ctx->arena, "%.*s-%s", S_ARG(i.id), list.file));
    return export_stream_told(ctx, ctx->account_id, &list, i.id);
}

Err page_estimates_file(AccountCtx a)
{
    Ctx *ctx = a.ctx;
    ExportList list;
    Date month;
    Currency cur;
    TRY(file_of_path(ctx, &list));
    if (date_parse(ctx_query(ctx, S("month")), &month) != OK ||
        currency_parse(ctx_query(ctx, S("currency")), &cur) != OK) {
        return problem(ctx, ERR_NOT_FOUND, MSG("There is no such month."), (Msg){0});
    }
    list.file = str_z(ctx->arena, str_fmt(ctx->arena, "unbilled-%s", list.file));
    return export_stream_told(ctx, ctx->account_id, &list,
                              str_fmt(ctx->arena, "%.*s %s", S_ARG(date_iso(ctx->arena, month)), cur.code));
}
