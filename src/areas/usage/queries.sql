-- Queries of usage and budgets.

-- name: customer_budget_get :one scope=account
SELECT b.version, b.changed_at, b.amount, b.currency, b.warn_percent
FROM customer_budget b
WHERE b.account_id = :account AND b.customer_id = :customer

-- What the account bills in, its name in addresses, how it writes numbers.
-- name: budget_currency :one scope=account
SELECT a.currency, a.public_id, a.locale FROM account a WHERE a.id = :account

-- name: customer_budget_add :exec scope=account
INSERT INTO customer_budget (account_id, customer_id, version, changed_at, amount, currency, warn_percent)
VALUES (:account, :customer, 1, :now, :amount, :currency, :warn_percent)

-- name: customer_budget_put :exec scope=account
UPDATE customer_budget SET version = version + 1, changed_at = :now, amount = :amount, currency = :currency, warn_percent = :warn_percent
WHERE account_id = :account AND customer_id = :customer

-- name: customer_budget_drop :exec scope=account
DELETE FROM customer_budget WHERE account_id = :account AND customer_id = :customer

-- --- what comes in ---

-- name: usage_resources :many scope=account
SELECT r.id, r.name, r.group_name, r.kind, r.region
FROM usage_resource r
WHERE r.account_id = :account AND r.customer_id = :customer AND r.subscription_id = :subscription_id
ORDER BY r.group_name, r.kind, r.name
LIMIT 5000

-- name: usage_resource_add :exec scope=account
INSERT INTO usage_resource (account_id, id, created_at, customer_id, subscription_id, name, group_name, kind, region)
VALUES (:account, :id, :now, :customer, :subscription_id, :name, :group_name, :kind, :region)

-- name: usage_record_put :exec scope=account
INSERT INTO usage_record (account_id, subscription_id, day, hour, resource_id, meter_id, customer_id, created_at, changed_at, quantity, cost, cost_usd)
VALUES (:account, :subscription_id, :day, :hour, :resource_id, :meter_id, :customer, :now, :now, :quantity, :cost, :cost_usd)
ON CONFLICT (account_id, subscription_id, day, hour, resource_id, meter_id) DO UPDATE SET changed_at = excluded.changed_at, quantity = usage_record.quantity + excluded.quantity, cost = usage_record.cost + excluded.cost, cost_usd = usage_record.cost_usd + excluded.cost_usd

-- name: usage_month_put :exec scope=account
INSERT INTO usage_month (account_id, customer_id, month, subscription_id, resource_id, meter_id, created_at, changed_at, quantity, cost, cost_usd)
VALUES (:account, :customer, :month, :subscription_id, :resource_id, :meter_id, :now, :now, :quantity, :cost, :cost_usd)
ON CONFLICT (account_id, customer_id, month, subscription_id, resource_id, meter_id) DO UPDATE SET changed_at = excluded.changed_at, quantity = usage_month.quantity + excluded.quantity, cost = usage_month.cost + excluded.cost, cost_usd = usage_month.cost_usd + excluded.cost_usd

-- name: usage_customer_month_put :exec scope=account
INSERT INTO usage_customer_month (account_id, month, customer_id, created_at, changed_at, currency, cost, cost_usd, told)
VALUES (:account, :month, :customer, :now, :now, :currency, :cost, :cost_usd, 0)
ON CONFLICT (account_id, month, customer_id) DO UPDATE SET changed_at = excluded.changed_at, cost = usage_customer_month.cost + excluded.cost, cost_usd = usage_customer_month.cost_usd + excluded.cost_usd

-- name: usage_customer_month_told :exec scope=account
UPDATE usage_customer_month SET told = :told
WHERE account_id = :account AND month = :month AND customer_id = :customer

-- How much of each meter a subscription used in a month: where in the tiers it stands.
-- name: usage_meter_sums :many scope=account
SELECT u.meter_id, SUM(u.quantity) AS quantity::dec
FROM usage_month u
WHERE u.account_id = :account AND u.customer_id = :customer AND u.month = :month AND u.subscription_id = :subscription_id
GROUP BY u.meter_id
ORDER BY u.meter_id
LIMIT 1000

-- --- what is read ---

-- name: usage_customer_sum :one scope=account
SELECT c.cost, c.cost_usd, c.currency, c.told, c.changed_at
FROM usage_customer_month c
WHERE c.account_id = :account AND c.customer_id = :customer AND c.month = :month

-- The metered subscriptions of a customer with what each used in a month, also nothing.
-- name: usage_subscriptions :many scope=account
SELECT s.id, s.friendly_name, s.state, s.offer_id, s.item_id, s.order_id, s.title, s.partner_number, s.publisher, s.started_at, coalesce(SUM(u.cost), 0) AS cost::dec, coalesce(SUM(u.cost_usd), 0) AS cost_usd::dec, MAX(u.changed_at) AS changed_at::time?
FROM subscription s
LEFT JOIN usage_month u ON u.account_id = s.account_id AND u.customer_id = s.customer_id AND u.subscription_id = s.id AND u.month = :month
WHERE s.account_id = :account AND s.customer_id = :customer AND s.usage
[one: AND s.id = :id]
GROUP BY s.id, s.friendly_name, s.state, s.offer_id, s.item_id, s.order_id, s.title, s.partner_number, s.publisher, s.started_at
ORDER BY s.started_at, s.id
LIMIT 2000

-- Resources by what they cost in a month, the dearest first.
-- name: usage_by_resource :page scope=account order=cost(x.cost::dec,x.resource_id)
SELECT x.subscription_id, x.resource_id, x.cost::dec, x.cost_usd::dec, x.changed_at::time, r.name, r.group_name, r.kind, r.region
FROM (SELECT u.subscription_id AS subscription_id, u.resource_id AS resource_id, SUM(u.cost) AS cost, SUM(u.cost_usd) AS cost_usd, MAX(u.changed_at) AS changed_at
FROM usage_month u
WHERE u.account_id = :account AND u.customer_id = :customer AND u.month = :month
GROUP BY u.subscription_id, u.resource_id) x
JOIN usage_resource r ON r.account_id = :account AND r.id = x.resource_id
WHERE r.customer_id = :customer
[subscription: AND x.subscription_id = :subscription_id]

-- name: usage_by_meter :many scope=account
SELECT u.subscription_id, u.meter_id, m.name, m.category, m.subcategory, m.unit, SUM(u.quantity) AS quantity::dec, SUM(u.cost) AS cost::dec, SUM(u.cost_usd) AS cost_usd::dec, MAX(u.changed_at) AS changed_at::time
FROM usage_month u
JOIN usage_meter m ON m.id = u.meter_id
WHERE u.account_id = :account AND u.customer_id = :customer AND u.month = :month AND u.subscription_id = :subscription_id
GROUP BY u.subscription_id, u.meter_id, m.name, m.category, m.subcategory, m.unit
ORDER BY m.category, m.name, u.meter_id
LIMIT 1000

-- name: usage_by_day :page scope=account order=day(x.day::date,x.resource_id)
SELECT x.day::date, x.resource_id, x.cost::dec, x.cost_usd::dec, x.changed_at::time, r.name
FROM (SELECT u.day AS day, u.resource_id AS resource_id, SUM(u.cost) AS cost, SUM(u.cost_usd) AS cost_usd, MAX(u.changed_at) AS changed_at
FROM usage_record u
WHERE u.account_id = :account AND u.customer_id = :customer AND u.subscription_id = :subscription_id AND u.day >= :from_day AND u.day < :to_day
GROUP BY u.day, u.resource_id) x
JOIN usage_resource r ON r.account_id = :account AND r.id = x.resource_id

-- Days of a customer, for the chart.
-- name: usage_days :many scope=account
SELECT u.day, SUM(u.cost) AS cost::dec
FROM usage_record u
WHERE u.account_id = :account AND u.customer_id = :customer AND u.day >= :from_day AND u.day < :to_day
GROUP BY u.day
ORDER BY u.day
LIMIT 31

-- Records by the hour or the day, of each resource or of all of them together (resource_id is the meter's then).
-- name: usage_utilization :page scope=account order=at(x.day::date,x.hour::int,x.resource_id::id,x.meter_id)
SELECT x.day::date, x.hour::int, x.resource_id::id, x.meter_id, x.quantity::dec, m.name, m.category, m.subcategory, m.region, m.unit, r.name AS resource_name, r.group_name, r.kind, r.region AS resource_region
FROM (SELECT u.day AS day, CASE WHEN :hourly::bool THEN u.hour ELSE 0 END AS hour, CASE WHEN :details::bool THEN u.resource_id ELSE u.meter_id END AS resource_id, u.meter_id AS meter_id, SUM(u.quantity) AS quantity
FROM usage_record u
WHERE u.account_id = :account AND u.customer_id = :customer AND u.subscription_id = :subscription_id
AND u.day >= :from_day AND u.day <= :to_day AND u.day * 24 + u.hour >= :from_hour::int AND u.day * 24 + u.hour < :to_hour::int
GROUP BY 1, 2, 3, u.meter_id) x
JOIN usage_meter m ON m.id = x.meter_id
LEFT JOIN usage_resource r ON r.account_id = :account AND r.id = x.resource_id

-- Customers with usage in a month or with a budget. share: of the budget, in hundredths of a percent; -1: no budget.
-- name: usage_customers :page scope=account order=share(x.share::int,x.customer_id) order=cost(x.cost::dec,x.customer_id) order=name(x.name_key,x.customer_id)
SELECT x.customer_id, x.name, x.cost::dec, x.cost_usd::dec, x.share::int, x.amount::dec, x.warn::int, x.changed_at
FROM (SELECT ca.customer_id AS customer_id, ca.name AS name, ca.name_key AS name_key, coalesce(c.cost, 0) AS cost, coalesce(c.cost_usd, 0) AS cost_usd, coalesce(b.amount, 0) AS amount, coalesce(b.warn_percent, 80) AS warn, coalesce(c.cost / (b.amount / 10000), -1) AS share, c.changed_at AS changed_at
FROM customer_access ca
LEFT JOIN usage_customer_month c ON c.account_id = ca.account_id AND c.customer_id = ca.customer_id AND c.month = :month
LEFT JOIN customer_budget b ON b.account_id = ca.account_id AND b.customer_id = ca.customer_id
WHERE ca.account_id = :account AND ca.state = 'active'
AND ca.customer_id IN (SELECT k.customer_id FROM usage_customer_month k WHERE k.account_id = :account AND k.month = :month UNION SELECT d.customer_id FROM customer_budget d WHERE d.account_id = :account)) x
WHERE x.name <> ''
[over: AND x.share >= 10000]
[near: AND x.share >= x.warn * 100 AND x.share < 10000]
[without: AND x.amount = 0]
[q: AND (x.name_key LIKE :pattern OR x.name_key LIKE :inner_pattern)]

-- name: usage_customers_sum :one scope=account
SELECT count(*) AS n::int, coalesce(SUM(x.cost), 0) AS cost::dec, coalesce(SUM(x.cost_usd), 0) AS cost_usd::dec, coalesce(SUM(CASE WHEN x.share >= 10000 THEN 1 ELSE 0 END), 0) AS over_n::int, coalesce(SUM(CASE WHEN x.share < 10000 AND x.share >= :trend_share::int THEN 1 ELSE 0 END), 0) AS trend_n::int, MAX(x.changed_at) AS changed_at::time?
FROM (SELECT c.cost AS cost, c.cost_usd AS cost_usd, coalesce(c.cost / (b.amount / 10000), -1) AS share, c.changed_at AS changed_at
FROM usage_customer_month c
JOIN customer_access ca ON ca.account_id = c.account_id AND ca.customer_id = c.customer_id AND ca.state = 'active'
LEFT JOIN customer_budget b ON b.account_id = c.account_id AND b.customer_id = c.customer_id
WHERE c.account_id = :account AND ca.account_id = :account AND c.month = :month) x

-- How many customers have a metered subscription that is not deleted.
-- name: usage_metered_customers :one scope=account
SELECT count(DISTINCT s.customer_id) AS n::int
FROM subscription s
JOIN customer_access ca ON ca.account_id = s.account_id AND ca.customer_id = s.customer_id AND ca.state = 'active'
WHERE s.account_id = :account AND ca.account_id = :account AND s.usage AND s.state <> 'deleted'

-- --- feeds ---

-- name: usage_feed_add :exec scope=account
INSERT INTO usage_feed (account_id, subscription_id, customer_id, created_at, seed, next_day, due_at)
VALUES (:account, :subscription_id, :customer, :now, :seed, :next_day, :due_at)
ON CONFLICT (account_id, subscription_id) DO NOTHING

-- name: usage_feeds_due :many scope=system
SELECT f.account_id, f.subscription_id, f.customer_id, f.seed, f.next_day, f.due_at
FROM usage_feed f
WHERE f.due_at <= :now
ORDER BY f.due_at, f.account_id, f.subscription_id
LIMIT 20

-- name: usage_feed_next :many scope=system
SELECT f.due_at
FROM usage_feed f
ORDER BY f.due_at
LIMIT 1

-- name: usage_feed_set :exec scope=account
UPDATE usage_feed SET next_day = :next_day, due_at = :due_at
WHERE account_id = :account AND subscription_id = :subscription_id

-- name: usage_feed_drop :exec scope=account
DELETE FROM usage_feed WHERE account_id = :account AND subscription_id = :subscription_id

-- --- a customer goes ---

-- name: usage_feeds_drop :exec scope=account
DELETE FROM usage_feed WHERE account_id = :account AND customer_id = :customer

-- name: usage_records_drop :exec scope=account
DELETE FROM usage_record WHERE account_id = :account AND customer_id = :customer

-- name: usage_months_drop :exec scope=account
DELETE FROM usage_month WHERE account_id = :account AND customer_id = :customer

-- name: usage_customer_months_drop :exec scope=account
DELETE FROM usage_customer_month WHERE account_id = :account AND customer_id = :customer

-- name: usage_resources_drop :exec scope=account
DELETE FROM usage_resource WHERE account_id = :account AND customer_id = :customer
