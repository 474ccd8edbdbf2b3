-- Queries of what is sold. :segment empty: every segment but the one for non-profit organizations, which is only shown
-- to who asks for it.

-- name: market_get :one scope=account
SELECT currency
FROM catalog_market
WHERE country = :country

-- name: market_list :many scope=account
SELECT country, currency
FROM catalog_market
ORDER BY country
LIMIT 300

-- Products with something on sale for who pays in :currency.
-- name: item_products :many scope=account
SELECT p.code, p.title, p.description, p.target_view, p.kind, p.sub_kind, p.publisher, p.own
FROM catalog_product p
WHERE EXISTS (SELECT 1 FROM catalog_availability v JOIN price r ON r.product_code = v.product_code AND r.sku_code = v.sku_code AND r.availability = v.code
WHERE v.product_code = p.code AND r.market = :country AND r.currency = :currency AND r.from_at <= :now AND coalesce(r.until_at > :now, TRUE) AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE)
AND (v.segment = :segment OR (:segment = '' AND v.segment <> 'nonprofit')))
[code: AND p.code = :code]
[view: AND p.target_view IN (:views...)]
ORDER BY p.place, p.code
LIMIT 2000

-- SKUs of a product, or all of them, that are on sale for who pays in :currency.
-- name: item_skus :many scope=account
SELECT s.product_code, s.code, s.title, s.description, s.offer_id, s.category_id, s.licence_id, s.unit, s.quantity_min, s.quantity_max, s.trial, s.addon, s.usage, s.renews, s.restricted, p.title AS product_title::text, p.kind, p.sub_kind, p.target_view, p.publisher, p.own, p.place
FROM catalog_sku s
JOIN catalog_product p ON p.code = s.product_code
WHERE EXISTS (SELECT 1 FROM catalog_availability v JOIN price r ON r.product_code = v.product_code AND r.sku_code = v.sku_code AND r.availability = v.code
WHERE v.product_code = s.product_code AND v.sku_code = s.code AND r.market = :country AND r.currency = :currency AND r.from_at <= :now AND coalesce(r.until_at > :now, TRUE) AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE)
AND (v.segment = :segment OR (:segment = '' AND v.segment <> 'nonprofit')))
[product: AND s.product_code = :product_code]
[sku: AND s.code = :code]
[offer: AND s.offer_id = :offer_id]
[category: AND s.category_id = :category_id]
[addon_of: AND EXISTS (SELECT 1 FROM catalog_target t JOIN catalog_sku b ON b.product_code = t.product_code AND b.code = t.sku_code WHERE b.offer_id = :base_offer_id AND t.kind = 'addon' AND t.target_product_code = s.product_code AND t.target_sku_code = s.code)]
ORDER BY p.place, s.product_code, s.code
LIMIT 2000

-- name: item_availabilities :many scope=account
SELECT v.code, v.segment, v.until_at
FROM catalog_availability v
WHERE v.product_code = :product_code AND v.sku_code = :sku_code AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE)
AND (v.segment = :segment OR (:segment = '' AND v.segment <> 'nonprofit'))
AND EXISTS (SELECT 1 FROM price r WHERE r.product_code = v.product_code AND r.sku_code = v.sku_code AND r.availability = v.code AND r.market = :country AND r.currency = :currency AND r.from_at <= :now AND coalesce(r.until_at > :now, TRUE))
ORDER BY v.segment, v.code
LIMIT 50

-- What of a product is on sale, plan after plan.
-- name: item_on_sale :many scope=account
SELECT v.sku_code, v.code, v.segment
FROM catalog_availability v
WHERE v.product_code = :product_code AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE) AND v.segment <> 'nonprofit'
ORDER BY v.sku_code, v.segment, v.code
LIMIT 500

-- One availability, whatever its segment.
-- name: item_availability :one scope=account
SELECT v.segment
FROM catalog_availability v
WHERE v.product_code = :product_code AND v.sku_code = :sku_code AND v.code = :code AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE)

-- The terms and cycles of every SKU in a currency.
-- name: item_cycles :many scope=account
SELECT r.product_code, r.sku_code, r.cycle
FROM price r
WHERE r.market = :country AND r.currency = :currency AND r.from_at <= :now AND coalesce(r.until_at > :now, TRUE)
[product: AND r.product_code = :product_code]
GROUP BY r.product_code, r.sku_code, r.cycle
ORDER BY r.product_code, r.sku_code, r.cycle
LIMIT 6000

-- What SKUs lead to, with the offers of both ends.
-- name: item_targets :many scope=account
SELECT t.product_code, t.sku_code, t.kind, t.target_product_code, t.target_sku_code, b.offer_id, s.offer_id AS target_offer_id::text
FROM catalog_target t
JOIN catalog_sku s ON s.product_code = t.target_product_code AND s.code = t.target_sku_code
JOIN catalog_sku b ON b.product_code = t.product_code AND b.code = t.sku_code
WHERE TRUE
[from: AND t.product_code = :product_code]
[sku: AND t.sku_code = :sku_code]
[to_product: AND t.target_product_code = :to_product]
[to: AND t.target_product_code = :target_product_code AND t.target_sku_code = :target_sku_code]
[kind: AND t.kind = :kind]
ORDER BY t.product_code, t.sku_code, t.kind, t.target_product_code, t.target_sku_code
LIMIT 6000

-- The offer that takes the place of a SKU of the older kind.
-- name: item_successor :one scope=account
SELECT s.offer_id
FROM catalog_successor m
JOIN catalog_sku s ON s.product_code = m.target_product_code AND s.code = m.target_sku_code
WHERE m.product_code = :product_code AND m.sku_code = :sku_code

-- name: item_older_reopen :exec scope=system
UPDATE catalog_availability SET until_at = NULL
WHERE EXISTS (SELECT 1 FROM catalog_product p WHERE p.code = catalog_availability.product_code AND p.kind = 'OnlineServices')

-- name: item_successor_put :exec scope=system
INSERT INTO catalog_successor (product_code, sku_code, created_at, target_product_code, target_sku_code)
VALUES (:product_code, :sku_code, :now, :target_product_code, :target_sku_code)
ON CONFLICT (product_code, sku_code) DO UPDATE SET target_product_code = excluded.target_product_code, target_sku_code = excluded.target_sku_code

-- name: category_list :many scope=account
SELECT id, name, place
FROM catalog_category
ORDER BY place, id
LIMIT 300

-- name: promotion_list :many scope=account
SELECT m.id, m.name, m.description, m.product_code, m.sku_code, m.segment, m.term, m.cycle, m.percent, m.seats_min, m.seats_max, m.from_at, m.until_at
FROM catalog_promotion m
WHERE m.from_at <= :now AND m.until_at > :now
[id: AND m.id = :id]
[segment: AND m.segment = :segment]
[sku: AND m.product_code = :product_code AND m.sku_code = :sku_code]
ORDER BY m.id
LIMIT 500

-- name: margin_list :many scope=account
SELECT g.id, g.product_code, g.sku_code, g.percent, g.from_at, g.until_at, g.created_at, p.title AS product_title::text, p.kind, p.publisher, s.title AS sku_title::text
FROM catalog_margin g
JOIN catalog_sku s ON s.product_code = g.product_code AND s.code = g.sku_code
JOIN catalog_product p ON p.code = g.product_code
ORDER BY g.id
LIMIT 2000

-- name: market_put :exec scope=system
INSERT INTO catalog_market (country, created_at, currency)
VALUES (:country, :now, :currency)
ON CONFLICT (country) DO UPDATE SET currency = excluded.currency

-- name: category_put :exec scope=system
INSERT INTO catalog_category (id, created_at, name, place)
VALUES (:id, :now, :name, :place)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place

-- name: item_product_put :exec scope=system
INSERT INTO catalog_product (code, created_at, version, place, title, title_key, description, target_view, kind, sub_kind, publisher, own)
VALUES (:code, :now, 1, :place, :title, :title_key, :description, :target_view, :kind, :sub_kind, :publisher, :own)
ON CONFLICT (code) DO UPDATE SET version = catalog_product.version + 1, place = excluded.place, title = excluded.title, title_key = excluded.title_key, description = excluded.description, target_view = excluded.target_view, kind = excluded.kind, sub_kind = excluded.sub_kind, publisher = excluded.publisher, own = excluded.own

-- name: item_sku_put :exec scope=system
INSERT INTO catalog_sku (product_code, code, created_at, version, title, description, offer_id, category_id, licence_id, unit, quantity_min, quantity_max, trial, addon, usage, renews, restricted)
VALUES (:product_code, :code, :now, 1, :title, :description, :offer_id, :category_id?, :licence_id?, :unit, :quantity_min, :quantity_max, :trial, :addon, :usage, :renews, :restricted)
ON CONFLICT (product_code, code) DO UPDATE SET version = catalog_sku.version + 1, title = excluded.title, description = excluded.description, category_id = excluded.category_id, licence_id = excluded.licence_id, unit = excluded.unit, quantity_min = excluded.quantity_min, quantity_max = excluded.quantity_max, trial = excluded.trial, addon = excluded.addon, usage = excluded.usage, renews = excluded.renews, restricted = excluded.restricted

-- name: item_availability_put :exec scope=system
INSERT INTO catalog_availability (product_code, sku_code, code, created_at, segment, from_at, until_at)
VALUES (:product_code, :sku_code, :code, :now, :segment, :from_at, :until_at?)
ON CONFLICT (product_code, sku_code, code) DO UPDATE SET until_at = excluded.until_at

-- name: item_target_put :exec scope=system
INSERT INTO catalog_target (product_code, sku_code, kind, target_product_code, target_sku_code, created_at)
VALUES (:product_code, :sku_code, :kind, :target_product_code, :target_sku_code, :now)
ON CONFLICT (product_code, sku_code, kind, target_product_code, target_sku_code) DO NOTHING

-- name: promotion_put :exec scope=system
INSERT INTO catalog_promotion (id, created_at, name, description, product_code, sku_code, segment, term, cycle, percent, seats_min, seats_max, from_at, until_at)
VALUES (:id, :now, :name, :description, :product_code, :sku_code, :segment, :term, :cycle, :percent, :seats_min, :seats_max, :from_at, :until_at)
ON CONFLICT (id) DO UPDATE SET percent = excluded.percent, until_at = excluded.until_at

-- name: margin_put :exec scope=system
INSERT INTO catalog_margin (id, created_at, product_code, sku_code, percent, from_at, until_at)
VALUES (:id, :now, :product_code, :sku_code, :percent, :from_at, NULL)
ON CONFLICT (id) DO UPDATE SET percent = excluded.percent

-- The product of the licences that a code names.
-- name: licence_of :one scope=system
SELECT id
FROM product
WHERE sku = :sku
ORDER BY id
LIMIT 1
