-- The account's own tenant, what is bought for it, and what can be.

-- name: shared_account :one scope=account
SELECT a.name, a.country, a.locale, d.default_domain
FROM account a
JOIN directory d ON d.id = a.directory_id
WHERE a.id = :account

-- name: shared_get :many scope=account
SELECT x.customer_id, x.created_at, ca.domain, ca.name, ca.country
FROM shared_services x
JOIN customer_access ca ON ca.account_id = x.account_id AND ca.customer_id = x.customer_id AND ca.state = 'active'
WHERE x.account_id = :account AND ca.account_id = :account
LIMIT 1

-- name: shared_add :exec scope=account
INSERT INTO shared_services (account_id, created_at, customer_id) VALUES (:account, :now, :customer_id)
ON CONFLICT (account_id) DO UPDATE SET created_at = excluded.created_at, customer_id = excluded.customer_id

-- name: shared_subscriptions :many scope=account
SELECT s.id, s.title, s.friendly_name, s.quantity, s.unit_price, s.currency, s.term, s.cycle, s.state, s.renews, s.ends_at
FROM subscription s
WHERE s.account_id = :account AND s.customer_id = :customer_id
ORDER BY s.created_at DESC, s.id
LIMIT :most

-- What can be bought in a currency now: no trials, add-ons, metered or restricted plans, in the open segment.
-- name: sold_for_own_use :many scope=account
SELECT r.product_code, r.sku_code, r.availability, p.title AS product_title, k.title, r.term, r.cycle, r.amount, p.place
FROM price r
JOIN catalog_availability v ON v.product_code = r.product_code AND v.sku_code = r.sku_code AND v.code = r.availability
JOIN catalog_sku k ON k.product_code = r.product_code AND k.code = r.sku_code
JOIN catalog_product p ON p.code = r.product_code
JOIN catalog_market m ON m.country = :country AND m.currency = r.currency AND r.market = m.country
WHERE r.tier_min = 1 AND r.from_at <= :now AND coalesce(r.until_at > :now, TRUE) AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE)
  AND v.segment = 'commercial' AND k.trial = FALSE AND k.addon = FALSE AND k.usage = FALSE AND k.restricted = ''
ORDER BY p.place, r.product_code, k.title, r.sku_code, r.term, r.cycle
LIMIT 200
