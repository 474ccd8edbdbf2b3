-- What partners are charged, and the documents that ask for it. A charge is written in the unit that causes it and never
-- changed: estimates of what is not billed yet are the charges without a line; a billing run puts them on documents.
-- Amounts are signed minor units: a refund is less than 0. Sources: spec portal-workflows.md 8.3 and 10, api-resources.tsv
-- (OneTimeInvoiceLineItem, LicenseBasedLineItem, Invoice).

-- One amount for one span of time of one thing that was sold, with all that it was computed from.
-- at: the business time of its cause. kind: the file's ChargeType ("new", "cycleCharge", "addQuantity", ...). provider: the
-- wire's: 'onetime' (newer commerce), 'office' (older licenses), 'azure' (use of metered plans). reference_id: shared by the
-- refund and the charge of one change. quantity: of seats or units, dec for use; less than 0: taken back.
-- unit_price: of a whole charge cycle of cycle_days, pricing currency, major units; effective_price: for days of them, in the
-- billing currency. rule: the name of the formula (billing.h). price_from: where unit_price comes from: the key of the price
-- row. charge_to and sub_to: the first moment after. Words of customer and product stand as on that day.
-- owner: account
-- erase: company
CREATE TABLE charge (
    account_id      id NOT NULL REFERENCES account (id),
    id              id NOT NULL,
    created_at      time NOT NULL,
    at              time NOT NULL,
    period          date NOT NULL,
    provider        text NOT NULL CHECK (provider IN ('onetime', 'office', 'azure')),
    kind            text NOT NULL CHECK (kind <> ''),
    reference_id    id NOT NULL,
    customer_id     id NOT NULL,
    customer_name   text NOT NULL,
    customer_domain text NOT NULL,
    customer_country text NOT NULL,
    order_id        text NOT NULL,
    ordered_at      time,
    subscription_id id,
    sub_from        time,
    sub_to          time,
    item_id         text NOT NULL,
    offer_id        text NOT NULL,
    product_title   text NOT NULL,
    sku_title       text NOT NULL,
    friendly_name   text NOT NULL,
    publisher       text NOT NULL,
    unit            text NOT NULL,
    term            text NOT NULL,
    cycle           text NOT NULL,
    partner_number  text NOT NULL,
    promotion_id    text NOT NULL,
    adjustment      text NOT NULL,
    credit_reason   text NOT NULL,
    meter_id        id,
    charge_from     time NOT NULL,
    charge_to       time NOT NULL,
    unit_price      dec NOT NULL,
    quantity        dec NOT NULL,
    cycle_days      int NOT NULL CHECK (cycle_days >= 1),
    days            int NOT NULL CHECK (days >= 0),
    effective_price dec NOT NULL,
    pricing_currency text NOT NULL CHECK (length(pricing_currency) = 3),
    rate            dec NOT NULL CHECK (rate > 0),
    rate_day        date,
    rule            text NOT NULL CHECK (rule <> ''),
    price_from      text NOT NULL,
    currency        text NOT NULL CHECK (length(currency) = 3),
    amount          minor NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX charge_by_period ON charge (account_id, period, currency, id);
CREATE INDEX charge_by_subscription ON charge (account_id, subscription_id, at, id);
CREATE INDEX charge_by_customer ON charge (account_id, customer_id, at, id);

-- A document. id: its number without gaps ("G000000123"; credit notes have a series of their own). document: the wire's:
-- 'invoice', 'adjustment_note' (a credit note), 'void_note'. kind: the wire's: 'recurring', 'one_time'. amends: the document
-- that a note is about; empty: none. period: the first day of the month it bills. state: of the machine invoice. paid: what
-- was assigned to it. Sums are those of its lines; a note's are less than 0. parties: seller and buyer as they were, JSON of
-- billing.h. terms_days: of payment. providers: whose lines it has, words of charge.provider, kept here since looking for
-- them goes through all lines.
-- owner: account
-- erase: company
CREATE TABLE invoice (
    account_id  id NOT NULL REFERENCES account (id),
    id          text NOT NULL,
    created_at  time NOT NULL,
    version     int NOT NULL,
    document    text NOT NULL CHECK (document IN ('invoice', 'adjustment_note', 'void_note')),
    kind        text NOT NULL CHECK (kind IN ('recurring', 'one_time')),
    amends      text NOT NULL,
    run_id      id,
    period      date NOT NULL,
    period_from time NOT NULL,
    period_to   time NOT NULL,
    issued_at   time NOT NULL,
    due_on      date NOT NULL,
    terms_days  int NOT NULL CHECK (terms_days >= 0),
    currency    text NOT NULL CHECK (length(currency) = 3),
    lines       int NOT NULL CHECK (lines >= 0),
    net         minor NOT NULL,
    tax         minor NOT NULL,
    total       minor NOT NULL,
    paid        minor NOT NULL,
    state       text NOT NULL CHECK (state IN ('open', 'overdue', 'paid', 'voided', 'written_off')),
    since       time NOT NULL,
    reason      text NOT NULL,
    po_number   text NOT NULL,
    parties     text NOT NULL,
    providers   text NOT NULL,
    PRIMARY KEY (account_id, id),
    CHECK (total = net + tax),
    CHECK (document = 'invoice' OR trim(reason) <> '')
);
CREATE UNIQUE INDEX invoice_by_number ON invoice (id);
CREATE INDEX invoice_by_issue ON invoice (account_id, issued_at, id);
CREATE INDEX invoice_by_state ON invoice (state, due_on, account_id, id);

-- A charge on a document. tax: its share of the document's tax of that category; shares sum to it. An invoice and the note
-- that takes it back both have the charge; the note's amounts are turned round.
-- owner: account
-- clustered
CREATE TABLE invoice_line (
    account_id id NOT NULL,
    invoice_id text NOT NULL,
    place      int NOT NULL CHECK (place >= 1),
    charge_id  id NOT NULL,
    net        minor NOT NULL,
    tax_place  int NOT NULL,
    tax        minor NOT NULL,
    PRIMARY KEY (account_id, invoice_id, place),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id),
    FOREIGN KEY (account_id, charge_id) REFERENCES charge (account_id, id)
);
CREATE INDEX invoice_line_by_charge ON invoice_line (account_id, charge_id, invoice_id);

-- A document's tax by category. category: the code of EN 16931 (S, Z, E, AE, K, G, O). tax = net at rate percent, rounded
-- once, here.
-- owner: account
-- clustered
CREATE TABLE invoice_tax (
    account_id id NOT NULL,
    invoice_id text NOT NULL,
    place      int NOT NULL CHECK (place >= 1),
    category   text NOT NULL CHECK (category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
    name       text NOT NULL,
    rate       dec NOT NULL CHECK (rate >= 0),
    rule_id    id,
    reason     text NOT NULL,
    net        minor NOT NULL,
    tax        minor NOT NULL,
    PRIMARY KEY (account_id, invoice_id, place),
    FOREIGN KEY (account_id, invoice_id) REFERENCES invoice (account_id, id)
);

-- Charges that no document has yet: the run takes them off.
-- owner: account
-- clustered
CREATE TABLE charge_open (
    account_id id NOT NULL,
    period     date NOT NULL,
    currency   text NOT NULL,
    provider   text NOT NULL,
    charge_id  id NOT NULL,
    PRIMARY KEY (account_id, period, currency, provider, charge_id),
    FOREIGN KEY (account_id, charge_id) REFERENCES charge (account_id, id)
);

-- What is taxed how where. country: the buyer's; region: a part of it, empty: all. category: what it sets. rate in percent.
-- from_day on, until the next row of the same place. source: where the rate is published.
-- owner: operator
CREATE TABLE tax_rule (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    country    text NOT NULL CHECK (length(country) = 2),
    region     text NOT NULL,
    name       text NOT NULL,
    category   text NOT NULL CHECK (category IN ('S', 'Z', 'E', 'AE', 'K', 'G', 'O')),
    rate       dec NOT NULL CHECK (rate >= 0),
    from_day   date NOT NULL,
    source     text NOT NULL
);
CREATE UNIQUE INDEX tax_rule_by_place ON tax_rule (country, region, from_day);
