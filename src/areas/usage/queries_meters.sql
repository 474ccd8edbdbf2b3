-- Queries of meters and rates: the vendor's, the same for every account.

-- name: usage_meter_put :exec scope=system
INSERT INTO usage_meter (id, created_at, version, product_code, name, category, subcategory, region, unit, resource_type, included, from_at, shared)
VALUES (:id, :now, 1, :product_code, :name, :category, :subcategory, :region, :unit, :resource_type, :included, :from_at, :shared)
ON CONFLICT (id) DO UPDATE SET version = usage_meter.version + 1, name = excluded.name, category = excluded.category, subcategory = excluded.subcategory, unit = excluded.unit, included = excluded.included

-- name: usage_rate_put :exec scope=system
INSERT INTO usage_rate (meter_id, currency, from_quantity, created_at, price)
VALUES (:meter_id, :currency, :from_quantity, :now, :price)
ON CONFLICT (meter_id, currency, from_quantity) DO UPDATE SET price = excluded.price

-- name: usage_meters :many scope=account
SELECT m.id, m.name, m.category, m.subcategory, m.region, m.unit, m.resource_type, m.included, m.from_at
FROM usage_meter m
WHERE m.from_at <= :now
[shared: AND m.shared = :shared]
[product: AND m.product_code = :product_code]
ORDER BY m.category, m.name, m.id
LIMIT 1000

-- name: usage_rates :many scope=account
SELECT r.meter_id, r.currency, r.from_quantity, r.price
FROM usage_rate r
WHERE r.currency IN (:currencies...)
ORDER BY r.meter_id, r.currency, r.from_quantity
LIMIT 20000
