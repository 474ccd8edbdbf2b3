-- Queries of prices and rates: facts of the vendor, the same for everybody.

-- The prices that hold at a moment for what a SKU is in a market, tier after tier.
-- name: price_holds :many scope=account
SELECT r.sku_code, r.availability, v.segment, r.currency, r.term, r.cycle, r.from_at, r.until_at, r.tier_min, r.tier_max, r.listed, r.amount, r.erp, r.sale_ends_on, r.list_id
FROM price r
JOIN catalog_availability v ON v.product_code = r.product_code AND v.sku_code = r.sku_code AND v.code = r.availability
WHERE r.product_code = :product_code AND r.market = :market AND r.currency = :currency AND r.from_at <= :at AND coalesce(r.until_at > :at, TRUE)
[sku: AND r.sku_code = :sku_code]
[availability: AND r.availability = :availability]
[segment: AND v.segment = :segment]
[term: AND r.term = :term AND r.cycle = :cycle]
ORDER BY r.sku_code, r.availability, r.term, r.cycle, r.tier_min
LIMIT 1000

-- All that one item ever cost, and will as far as it is known.
-- name: price_history :many scope=account
SELECT r.from_at, r.until_at, r.tier_min, r.tier_max, r.listed, r.amount, r.erp, r.list_id
FROM price r
WHERE r.product_code = :product_code AND r.sku_code = :sku_code AND r.availability = :availability AND r.market = :market AND r.currency = :currency AND r.term = :term AND r.cycle = :cycle
ORDER BY r.from_at, r.tier_min
LIMIT 1000

-- The promotion that takes most off, of those that fit.
-- name: price_promotion_best :one scope=account
SELECT m.id, m.percent
FROM catalog_promotion m
WHERE m.product_code = :product_code AND m.sku_code = :sku_code AND m.segment = :segment AND m.term = :term AND m.cycle = :cycle
AND m.seats_min <= :quantity AND m.seats_max >= :quantity AND m.from_at <= :at AND m.until_at > :at
ORDER BY m.percent DESC, m.id
LIMIT 1

-- The last rate on or before a day.
-- name: fx_rate_on :one scope=account
SELECT f.usd_per_unit, f.rate_on
FROM fx_rate f
WHERE f.currency = :currency AND f.rate_on <= :day
ORDER BY f.rate_on DESC
LIMIT 1

-- name: fx_rate_days :page scope=account order=day(f.rate_on,f.currency) order=currency(f.currency,f.rate_on)
SELECT f.currency, f.rate_on, f.usd_per_unit
FROM fx_rate f
WHERE f.rate_on >= :from_day AND f.rate_on <= :to_day
[currency: AND f.currency = :currency]

-- The rate of each currency that holds on a day.
-- name: fx_rates_on :many scope=account
SELECT f.currency, f.rate_on, f.usd_per_unit
FROM fx_rate f
WHERE f.rate_on = (SELECT max(g.rate_on) FROM fx_rate g WHERE g.currency = f.currency AND g.rate_on <= :day)
ORDER BY f.currency
LIMIT 300

-- name: fx_rate_add :exec scope=system
INSERT INTO fx_rate (currency, rate_on, created_at, usd_per_unit)
VALUES (:currency, :rate_on, :now, :usd_per_unit)
ON CONFLICT (currency, rate_on) DO NOTHING

-- name: price_add :exec scope=system
INSERT INTO price (product_code, sku_code, availability, market, currency, term, cycle, from_at, tier_min, created_at, tier_max, ends_at, until_at, listed, amount, erp, sale_ends_on, tags, list_id)
VALUES (:product_code, :sku_code, :availability, :market, :currency, :term, :cycle, :from_at, :tier_min, :now, :tier_max, :ends_at?, :ends_at?, :listed, :amount, :erp?, :sale_ends_on?, :tags, :list_id?)
ON CONFLICT (product_code, sku_code, availability, market, currency, term, cycle, from_at, tier_min) DO NOTHING

-- The next generation of the same item behind a moment.
-- name: price_next :one scope=system
SELECT r.from_at
FROM price r
WHERE r.product_code = :product_code AND r.sku_code = :sku_code AND r.availability = :availability AND r.market = :market AND r.currency = :currency AND r.term = :term AND r.cycle = :cycle
AND r.from_at > :at
ORDER BY r.from_at
LIMIT 1

-- The generation before a moment.
-- name: price_before :one scope=system
SELECT r.from_at
FROM price r
WHERE r.product_code = :product_code AND r.sku_code = :sku_code AND r.availability = :availability AND r.market = :market AND r.currency = :currency AND r.term = :term AND r.cycle = :cycle
AND r.from_at < :at
ORDER BY r.from_at DESC
LIMIT 1

-- A generation ends where its list says, or earlier where another one takes over.
-- name: price_end :exec scope=system
UPDATE price SET until_at = CASE WHEN ends_at IS NOT NULL AND coalesce(ends_at < :next_at?, TRUE) THEN ends_at ELSE :next_at? END
WHERE product_code = :product_code AND sku_code = :sku_code AND availability = :availability AND market = :market AND currency = :currency AND term = :term AND cycle = :cycle AND from_at = :from_at

-- Only what has never held for anybody.
-- name: price_take_back :exec scope=system
DELETE FROM price
WHERE product_code = :product_code AND sku_code = :sku_code AND availability = :availability AND market = :market AND currency = :currency AND term = :term AND cycle = :cycle AND from_at = :from_at AND from_at > :now

-- Every one that is given without tiers, for all markets that pay in a currency.
-- name: price_markets :many scope=system
SELECT m.country
FROM catalog_market m
WHERE m.currency = :currency
ORDER BY m.country
LIMIT 300
