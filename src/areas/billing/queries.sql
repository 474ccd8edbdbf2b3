-- Charges, documents, taxes and runs.

-- name: charge_get :one scope=account
SELECT c.id, c.at, c.kind, c.amount, c.currency
FROM charge c
WHERE c.account_id = :account AND c.id = :charge_id

-- Whose charges they are, as it stands on the day.
-- name: charge_customer :one scope=account
SELECT c.company_name, c.domain, ca.country
FROM customer_access ca
JOIN customer c ON c.id = ca.customer_id
WHERE ca.account_id = :account AND ca.customer_id = :customer_id

-- name: charge_add :exec scope=account
INSERT INTO charge (account_id, id, created_at, at, period, provider, kind, reference_id, customer_id, customer_name, customer_domain, customer_country, order_id, ordered_at, subscription_id, sub_from, sub_to, item_id, offer_id, product_title, sku_title, friendly_name, publisher, unit, term, cycle, partner_number, promotion_id, adjustment, credit_reason, meter_id, charge_from, charge_to, unit_price, quantity, cycle_days, days, effective_price, pricing_currency, rate, rate_day, rule, price_from, currency, amount)
VALUES (:account, :id, :now, :at, :period, :provider, :kind, :reference_id, :customer_id, :customer_name, :customer_domain, :customer_country, :order_id, :ordered_at?, :subscription_id?, :sub_from?, :sub_to?, :item_id, :offer_id, :product_title, :sku_title, :friendly_name, :publisher, :unit, :term, :cycle, :partner_number, :promotion_id, '', '', :meter_id?, :charge_from, :charge_to, :unit_price, :quantity, :cycle_days, :days, :effective_price, :pricing_currency, 100000000, NULL, :rule, :price_from, :currency, :amount)

-- name: charge_open_add :exec scope=account
INSERT INTO charge_open (account_id, period, currency, provider, charge_id)
VALUES (:account, :period, :currency, :provider, :charge_id)

-- What the charges of a subscription for time from a day on sum to: no more is given back.
-- name: charge_sum_from :one scope=account
SELECT coalesce(SUM(c.amount), 0) AS amount::int
FROM charge c
WHERE c.account_id = :account AND c.subscription_id = :subscription_id AND c.charge_from >= :since

-- name: charge_cycle_put :exec scope=account
INSERT INTO charge_cycle (account_id, subscription_id, created_at, customer_id, next_at)
VALUES (:account, :subscription_id, :now, :customer_id, :next_at)
ON CONFLICT (account_id, subscription_id) DO UPDATE SET next_at = excluded.next_at

-- name: charge_cycle_drop :exec scope=account
DELETE FROM charge_cycle
WHERE account_id = :account AND subscription_id = :subscription_id

-- name: charge_cycles_of_customer_drop :exec scope=account
DELETE FROM charge_cycle
WHERE account_id = :account AND customer_id = :customer_id

-- name: charge_cycle_get :one scope=account
SELECT y.next_at
FROM charge_cycle y
WHERE y.account_id = :account AND y.subscription_id = :subscription_id

-- Charge cycles that have begun, the longest ago first.
-- name: charge_cycles_due :many scope=system
SELECT y.account_id, y.customer_id, y.subscription_id, y.next_at
FROM charge_cycle y
WHERE y.next_at <= :before
ORDER BY y.next_at, y.account_id, y.subscription_id
LIMIT 50

-- name: charge_cycle_next :many scope=system
SELECT y.next_at
FROM charge_cycle y
ORDER BY y.next_at
LIMIT 1

-- A month's use that stands in no charge yet, by subscription and meter; wide where only some of it does.
-- name: charge_usage_missing :many scope=account
SELECT u.customer_id, u.subscription_id, u.meter_id, u.month, u.quantity AS quantity::dec, u.cost AS cost::dec, m.name, m.unit, s.order_id, s.item_id, s.offer_id, s.title, s.friendly_name, s.publisher, s.partner_number, s.started_at, coalesce(g.quantity, 0) AS charged_quantity::dec, coalesce(g.cost, 0) AS charged::dec, a.currency
FROM (SELECT um.account_id, um.customer_id, um.month, um.subscription_id, um.meter_id, SUM(um.quantity) AS quantity, SUM(um.cost) AS cost FROM usage_month um WHERE um.account_id = :account AND um.month <= :period GROUP BY um.account_id, um.customer_id, um.month, um.subscription_id, um.meter_id) u
JOIN account a ON a.id = u.account_id
JOIN subscription s ON s.account_id = u.account_id AND s.id = u.subscription_id
JOIN usage_meter m ON m.id = u.meter_id
LEFT JOIN charge_usage g ON g.account_id = u.account_id AND g.month = u.month AND g.subscription_id = u.subscription_id AND g.meter_id = u.meter_id
WHERE a.id = :account AND s.account_id = :account AND (g.account_id = :account OR g.account_id IS NULL) AND (u.quantity <> coalesce(g.quantity, 0) OR u.cost <> coalesce(g.cost, 0))
ORDER BY u.month, u.subscription_id, u.meter_id
LIMIT 500

-- name: charge_usage_put :exec scope=account
INSERT INTO charge_usage (account_id, month, subscription_id, meter_id, quantity, cost)
VALUES (:account, :month, :subscription_id, :meter_id, :quantity, :cost)
ON CONFLICT (account_id, month, subscription_id, meter_id) DO UPDATE SET quantity = excluded.quantity, cost = excluded.cost

-- --- documents ---

-- name: billing_buyer :one scope=account
SELECT a.name, a.country, a.partner_id
FROM account a
WHERE a.id = :account

-- A certificate that holds on a day, for the country or the part of it.
-- name: billing_exemption :many scope=account
SELECT e.number, e.region
FROM tax_exemption e
WHERE e.account_id = :account AND e.state = 'approved' AND e.valid_from <= :day AND e.valid_until >= :day AND e.region IN (:regions...)
ORDER BY e.valid_until DESC, e.id
LIMIT 1

-- The rule of a place on a day: of its part where there is one.
-- name: tax_rule_of :many scope=account
SELECT r.id, r.name, r.category, r.rate, r.region
FROM tax_rule r
WHERE r.country = :country AND r.region IN (:regions...) AND r.from_day <= :day
ORDER BY r.region DESC, r.from_day DESC
LIMIT 1

-- What waits for a document up to a month, by currency and series ('G' newer commerce and use, 'D' the older kind).
-- name: charge_open_groups :many scope=account
SELECT o.currency, CASE WHEN o.provider = 'office' THEN 'D' ELSE 'G' END AS series::text, count(*) AS n::int, SUM(c.amount) AS net::int
FROM charge_open o
JOIN charge c ON c.account_id = o.account_id AND c.id = o.charge_id
WHERE o.account_id = :account AND c.account_id = :account AND o.period <= :period
GROUP BY o.currency, CASE WHEN o.provider = 'office' THEN 'D' ELSE 'G' END
ORDER BY o.currency, CASE WHEN o.provider = 'office' THEN 'D' ELSE 'G' END
LIMIT 100

-- name: charge_open_lines :page scope=account order=place(o.period,o.provider,o.charge_id)
SELECT o.charge_id, c.amount, o.period, o.provider
FROM charge_open o
JOIN charge c ON c.account_id = o.account_id AND c.id = o.charge_id
WHERE o.account_id = :account AND c.account_id = :account AND o.period <= :upto AND o.currency = :currency AND (o.provider = 'office') = :old::bool

-- name: charge_open_drop :exec scope=account
DELETE FROM charge_open
WHERE account_id = :account AND period <= :upto AND currency = :currency AND (provider = 'office') = :old::bool

-- name: invoice_add :exec scope=account
INSERT INTO invoice (account_id, id, created_at, version, document, kind, amends, run_id, period, period_from, period_to, issued_at, due_on, terms_days, currency, lines, net, tax, total, paid, state, since, reason, po_number, parties, cause_id, providers)
VALUES (:account, :id, :now, 1, :document, :kind, :amends, :run_id?, :period, :period_from, :period_to, :now, :due_on, :terms_days, :currency, :lines, :net, :tax, :total, 0, 'open', :now, :reason, :po_number, :parties, :cause_id, :providers)

-- name: invoice_line_add :exec scope=account
INSERT INTO invoice_line (account_id, invoice_id, place, charge_id, net, tax_place, tax)
VALUES (:account, :invoice_id, :place, :charge_id, :net, :tax_place, :tax)

-- name: invoice_tax_add :exec scope=account
INSERT INTO invoice_tax (account_id, invoice_id, place, category, name, rate, rule_id, reason, net, tax)
VALUES (:account, :invoice_id, :place, :category, :name, :rate, :rule_id?, :reason, :net, :tax)

-- --- runs ---

-- One run of a kind at a time: nothing is written where one is on.
-- name: billing_run_add :exec scope=system
INSERT INTO billing_run (id, created_at, version, slot, period, dry, state, since, by_id, last_account, accounts, documents, lines, errors)
VALUES (:id, :now, 1, :slot, :period, :dry, 'running', :now, :by_id?, NULL, 0, 0, 0, 0)
ON CONFLICT (slot) DO NOTHING

-- name: billing_run_get :one scope=system
SELECT r.id, r.created_at, r.version, r.period, r.dry, r.state, r.since, r.by_id, r.last_account, r.accounts, r.documents, r.lines, r.errors
FROM billing_run r
WHERE r.id = :id

-- name: billing_run_goes_on :exec scope=system
UPDATE billing_run
SET version = version + 1, last_account = :last_account, accounts = accounts + 1, documents = documents + :documents, lines = lines + :lines, errors = errors + :errors
WHERE id = :id AND version = :version AND state = 'running'

-- name: billing_run_end :exec scope=system
UPDATE billing_run
SET version = version + 1, slot = :slot, state = :state, since = :now
WHERE id = :id AND state = 'running'

-- The next account that has something to bill.
-- name: billing_account_next :many scope=system
SELECT a.id
FROM account a
WHERE (EXISTS (SELECT 1 FROM charge_open o WHERE o.account_id = a.id AND o.period <= :period) OR EXISTS (SELECT 1 FROM usage_customer_month u WHERE u.account_id = a.id AND u.month <= :period))
[after: AND a.id > :after]
ORDER BY a.id
LIMIT 1

-- name: billing_run_account_add :exec scope=system
INSERT INTO billing_run_account (run_id, account_id, currency, series, created_at, lines, net, tax, invoice_id, error)
VALUES (:run_id, :account_id, :currency, :series, :now, :lines, :net, :tax, :invoice_id, :error)
ON CONFLICT (run_id, account_id, currency, series) DO UPDATE SET lines = excluded.lines, net = excluded.net, tax = excluded.tax, invoice_id = excluded.invoice_id, error = excluded.error

-- The last month that a real run has been through.
-- name: billing_run_last :many scope=system
SELECT r.period, r.id, r.state
FROM billing_run r
WHERE NOT r.dry
ORDER BY r.period DESC, r.created_at DESC
LIMIT 1

-- The first month that has charges.
-- name: billing_first :many scope=system
SELECT o.period
FROM charge_open o
ORDER BY o.period
LIMIT 1

-- The run that is on.
-- name: billing_run_on :one scope=system
SELECT r.id
FROM billing_run r
WHERE r.slot = :slot

-- A subscription's charges, in the order of what caused them.
-- name: charges_of :many scope=account
SELECT c.id, c.at, c.kind, c.reference_id, c.charge_from, c.charge_to, c.unit_price, c.quantity, c.cycle_days, c.days, c.effective_price, c.rule, c.currency, c.amount
FROM charge c
WHERE c.account_id = :account AND c.subscription_id = :subscription_id
ORDER BY c.at, c.id
LIMIT 500

-- What waits for a document.
-- name: charge_open_count :one scope=account
SELECT count(*) AS n::int
FROM charge_open o
WHERE o.account_id = :account

-- Documents, the newest first.
-- name: invoice_latest :many scope=account
SELECT i.id, i.document, i.kind, i.period, i.issued_at, i.due_on, i.currency, i.lines, i.net, i.tax, i.total, i.paid, i.state
FROM invoice i
WHERE i.account_id = :account
ORDER BY i.issued_at DESC, i.id DESC
LIMIT 100

-- --- the proof ---

-- A document whose lines or taxes do not sum to it.
-- name: billing_proof_sums :many scope=system
SELECT i.account_id, i.id
FROM invoice i
WHERE i.lines <> (SELECT count(*) FROM invoice_line l WHERE l.account_id = i.account_id AND l.invoice_id = i.id)
OR i.net <> (SELECT coalesce(SUM(l.net), 0) FROM invoice_line l WHERE l.account_id = i.account_id AND l.invoice_id = i.id)
OR i.tax <> (SELECT coalesce(SUM(l.tax), 0) FROM invoice_line l WHERE l.account_id = i.account_id AND l.invoice_id = i.id)
OR i.net <> (SELECT coalesce(SUM(t.net), 0) FROM invoice_tax t WHERE t.account_id = i.account_id AND t.invoice_id = i.id)
OR i.tax <> (SELECT coalesce(SUM(t.tax), 0) FROM invoice_tax t WHERE t.account_id = i.account_id AND t.invoice_id = i.id)
ORDER BY i.account_id, i.id
LIMIT 1

-- A document whose entry in the ledger says other sums, or that has none.
-- name: billing_proof_ledger :many scope=system
SELECT i.account_id, i.id
FROM invoice i
WHERE i.net <> (SELECT coalesce(SUM(CASE p.kind WHEN 'charge' THEN p.amount WHEN 'credit' THEN -p.amount ELSE 0 END), 0) FROM ledger_entry e JOIN ledger_posting p ON p.account_id = e.account_id AND p.period = e.period AND p.number = e.number WHERE e.account_id = i.account_id AND e.cause_kind = 'invoice' AND e.cause_id = i.cause_id AND e.part = '')
OR i.tax <> (SELECT coalesce(SUM(CASE p.kind WHEN 'charge_tax' THEN p.amount WHEN 'credit_tax' THEN -p.amount ELSE 0 END), 0) FROM ledger_entry e JOIN ledger_posting p ON p.account_id = e.account_id AND p.period = e.period AND p.number = e.number WHERE e.account_id = i.account_id AND e.cause_kind = 'invoice' AND e.cause_id = i.cause_id AND e.part = '')
ORDER BY i.account_id, i.id
LIMIT 1

-- A charge that is neither open nor on one document that holds, or more than once, or whose amount is another there.
-- name: billing_proof_charges :many scope=system
SELECT c.account_id, c.id
FROM charge c
WHERE (SELECT count(*) FROM charge_open o WHERE o.account_id = c.account_id AND o.charge_id = c.id AND o.period = c.period AND o.currency = c.currency AND o.provider = c.provider) + (SELECT count(*) FROM invoice_line l JOIN invoice i ON i.account_id = l.account_id AND i.id = l.invoice_id WHERE l.account_id = c.account_id AND l.charge_id = c.id AND l.net = c.amount AND i.document <> 'void_note' AND i.state <> 'voided') <> 1
ORDER BY c.account_id, c.id
LIMIT 1

-- name: billing_proof_counts :one scope=system
SELECT (SELECT count(*) FROM invoice) AS documents::int, (SELECT count(*) FROM charge) AS charges::int, (SELECT count(*) FROM charge_open) AS open::int
