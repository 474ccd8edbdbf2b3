-- Documents and charges as partners read them. Nothing is written here.

-- Who is billed, in the words of the files.
-- name: invoices_partner :one scope=account
SELECT a.directory_id, a.name, a.partner_id, a.currency, a.country
FROM account a
WHERE a.id = :account

-- name: invoices_list :page scope=account order=issued(i.issued_at,i.id) order=due(i.due_on,i.id) order=total(i.total,i.id) order=number(i.id)
SELECT i.id, i.created_at, i.document, i.kind, i.amends, i.period, i.period_from, i.period_to, i.issued_at, i.due_on, i.terms_days, i.currency, i.lines, i.net, i.tax, i.total, i.paid, i.state, i.since, i.reason, i.po_number, i.parties, i.providers
FROM invoice i
WHERE i.account_id = :account
[state: AND i.state = :state]
[document: AND i.document = :document]
[currency: AND i.currency = :currency]
[year: AND i.period >= :from_period AND i.period < :to_period]
[number: AND i.id >= :number_from AND i.id < :number_to]

-- One, the notes about one, or those of a span of time by the date of issue, the newest first.
-- name: invoices_some :many scope=account
SELECT i.id, i.created_at, i.document, i.kind, i.amends, i.period, i.period_from, i.period_to, i.issued_at, i.due_on, i.terms_days, i.currency, i.lines, i.net, i.tax, i.total, i.paid, i.state, i.since, i.reason, i.po_number, i.parties, i.providers
FROM invoice i
WHERE i.account_id = :account
[id: AND i.id = :invoice_id]
[amends: AND i.amends = :amended]
[span: AND i.issued_at >= :from_time AND i.issued_at < :to_time]
ORDER BY i.issued_at DESC, i.id DESC
LIMIT :size::int OFFSET :skip::int

-- name: invoices_wire_count :one scope=account
SELECT count(*) AS n::int
FROM invoice i
WHERE i.account_id = :account AND i.issued_at >= :from_time AND i.issued_at < :to_time

-- Sums by currency and kind: what is owed of documents that wait for payment, and when documents were made.
-- name: invoices_balance :many scope=account
SELECT i.currency, i.kind, sum(CASE WHEN i.state IN ('open', 'overdue') THEN i.total - i.paid ELSE 0 END) AS balance::int, sum(CASE WHEN i.state = 'overdue' THEN i.total - i.paid ELSE 0 END) AS overdue::int, min(i.issued_at) AS first_at::time, max(i.issued_at) AS latest_at::time, count(*) AS n::int
FROM invoice i
WHERE i.account_id = :account
GROUP BY i.currency, i.kind
ORDER BY i.currency, i.kind
LIMIT 100

-- What is owed, by the day on which it is due.
-- name: invoices_due :many scope=account
SELECT i.id, i.document, i.amends, i.issued_at, i.due_on, i.currency, i.total, i.paid, i.state
FROM invoice i
WHERE i.account_id = :account AND i.state IN ('open', 'overdue') AND i.total <> i.paid
ORDER BY i.due_on, i.id
LIMIT 10

-- Invoiced by month, the newest first.
-- name: invoices_months :many scope=account
SELECT i.period, sum(i.net) AS net::int
FROM invoice i
WHERE i.account_id = :account AND i.currency = :currency AND i.period >= :from_period
GROUP BY i.period
ORDER BY i.period
LIMIT 40

-- What a month's documents charge, by customer, the dearest first.
-- name: invoices_customers :many scope=account
SELECT c.customer_id, max(c.customer_name) AS name::text, sum(l.net) AS net::int
FROM invoice i
JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
JOIN charge c ON c.account_id = l.account_id AND c.id = l.charge_id
WHERE i.account_id = :account AND i.period = :period AND i.currency = :currency
GROUP BY c.customer_id
ORDER BY net DESC, c.customer_id
LIMIT 12

-- The same by product.
-- name: invoices_products :many scope=account
SELECT c.product_title, sum(l.net) AS net::int
FROM invoice i
JOIN invoice_line l ON l.account_id = i.account_id AND l.invoice_id = i.id
JOIN charge c ON c.account_id = l.account_id AND c.id = l.charge_id
WHERE i.account_id = :account AND i.period = :period AND i.currency = :currency
GROUP BY c.product_title
ORDER BY net DESC, c.product_title
LIMIT 12

-- name: invoices_taxes :many scope=account
SELECT t.place, t.category, t.name, t.rate, t.reason, t.net, t.tax
FROM invoice_tax t
WHERE t.account_id = :account AND t.invoice_id = :invoice_id
ORDER BY t.place
LIMIT 50

-- name: invoices_tax :one scope=account
SELECT t.category, t.name, t.rate, t.reason, t.net, t.tax
FROM invoice_tax t
WHERE t.account_id = :account AND t.invoice_id = :invoice_id AND t.place = :place

-- The lines of a document with their charges.
-- name: invoices_lines :page scope=account order=place(l.place)
SELECT l.invoice_id, l.place, l.tax_place, l.net, l.tax, c.id, c.at, c.period, c.provider, c.kind, c.reference_id, c.customer_id, c.customer_name, c.customer_domain, c.customer_country, c.order_id, c.ordered_at, c.subscription_id, c.sub_from, c.sub_to, c.item_id, c.offer_id, c.product_title, c.sku_title, c.friendly_name, c.publisher, c.unit, c.term, c.cycle, c.partner_number, c.promotion_id, c.adjustment, c.credit_reason, c.meter_id, c.charge_from, c.charge_to, c.unit_price, c.quantity, c.cycle_days, c.days, c.effective_price, c.pricing_currency, c.rate, c.rate_day, c.rule, c.price_from, c.currency
FROM invoice_line l
CROSS JOIN charge c
WHERE l.account_id = :account AND l.invoice_id = :invoice_id AND c.account_id = l.account_id AND c.id = l.charge_id
[provider: AND c.provider = :provider]
[credit: AND c.adjustment LIKE '%earned credit%']
[kind: AND c.kind = :kind]
[q: AND (lower(c.customer_name) LIKE :pattern::text OR lower(c.product_title) LIKE :pattern OR lower(c.order_id) LIKE :pattern)]

-- One line, or those of a provider by offset.
-- name: invoices_lines_at :many scope=account
SELECT l.invoice_id, l.place, l.tax_place, l.net, l.tax, c.id, c.at, c.period, c.provider, c.kind, c.reference_id, c.customer_id, c.customer_name, c.customer_domain, c.customer_country, c.order_id, c.ordered_at, c.subscription_id, c.sub_from, c.sub_to, c.item_id, c.offer_id, c.product_title, c.sku_title, c.friendly_name, c.publisher, c.unit, c.term, c.cycle, c.partner_number, c.promotion_id, c.adjustment, c.credit_reason, c.meter_id, c.charge_from, c.charge_to, c.unit_price, c.quantity, c.cycle_days, c.days, c.effective_price, c.pricing_currency, c.rate, c.rate_day, c.rule, c.price_from, c.currency
FROM invoice_line l
CROSS JOIN charge c
WHERE l.account_id = :account AND l.invoice_id = :invoice_id AND c.account_id = l.account_id AND c.id = l.charge_id
[provider: AND c.provider = :provider]
[place: AND l.place = :place]
ORDER BY l.place
LIMIT :size::int OFFSET :skip::int

-- name: invoices_lines_count :one scope=account
SELECT count(*) AS n::int
FROM invoice_line l
CROSS JOIN charge c
WHERE l.account_id = :account AND l.invoice_id = :invoice_id AND c.account_id = l.account_id AND c.id = l.charge_id AND c.provider = :provider

-- Charges of a month that no document has yet.
-- name: invoices_open :page scope=account order=charge(o.charge_id)
SELECT c.id, c.at, c.period, c.provider, c.kind, c.reference_id, c.customer_id, c.customer_name, c.customer_domain, c.customer_country, c.order_id, c.ordered_at, c.subscription_id, c.sub_from, c.sub_to, c.item_id, c.offer_id, c.product_title, c.sku_title, c.friendly_name, c.publisher, c.unit, c.term, c.cycle, c.partner_number, c.promotion_id, c.adjustment, c.credit_reason, c.meter_id, c.charge_from, c.charge_to, c.unit_price, c.quantity, c.cycle_days, c.days, c.effective_price, c.pricing_currency, c.rate, c.rate_day, c.rule, c.price_from, c.currency, c.amount AS net::int
FROM charge_open o
CROSS JOIN charge c
WHERE o.account_id = :account AND o.period = :period AND o.currency = :currency AND c.account_id = o.account_id AND c.id = o.charge_id
[provider: AND o.provider = :provider]
[credit: AND c.adjustment LIKE '%earned credit%']

-- name: invoices_open_sums :many scope=account
SELECT o.period, o.currency, count(*) AS n::int, sum(c.amount) AS net::int
FROM charge_open o
CROSS JOIN charge c
WHERE o.account_id = :account AND c.account_id = o.account_id AND c.id = o.charge_id
GROUP BY o.period, o.currency
ORDER BY o.period DESC, o.currency
LIMIT 24

-- The last payment that came in, in one currency.
-- name: invoices_paid_last :one scope=account
SELECT e.posted_at, p.amount
FROM ledger_posting p
JOIN ledger_entry e ON e.account_id = p.account_id AND e.period = p.period AND e.number = p.number
WHERE p.account_id = :account AND p.kind = 'payment' AND p.currency = :currency
ORDER BY p.period DESC, p.number DESC
LIMIT 1

-- The entry that posted a document.
-- name: invoices_entry :one scope=account
SELECT e.period, e.number, e.posted_at
FROM invoice i
JOIN ledger_entry e ON e.account_id = i.account_id AND e.cause_kind = 'invoice' AND e.cause_id = i.cause_id AND e.part = ''
WHERE i.account_id = :account AND i.id = :invoice_id
