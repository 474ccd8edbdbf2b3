-- Queries of price lists as partners see them. A list of a month has what held in it; :from_at is its first moment,
-- :until_at that of the next one. change: ADD, CHG, DEL or UNC against what was before.

-- name: list_rows :page scope=account exempt="the catalogue is the same for every account" order=own(x.rank::int,x.place::int,x.product_code,x.price_key::text)
SELECT x.product_code, x.product_title, x.sku_code, x.sku_title, x.publisher, x.description, x.unit, x.usage, x.segment, x.availability, x.currency, x.term, x.cycle, x.from_at, x.ends_at, x.tier_min, x.tier_max, x.listed, x.amount, x.erp, x.sale_ends_on, x.tags, x.change AS change::text, x.before_listed AS before_listed::dec?, x.licence_sku AS licence_sku::text?, x.offer_id, x.trial, x.addon
FROM (SELECT y.*, CASE WHEN y.ended AND y.goes_on = FALSE THEN 'DEL' WHEN y.from_at < :from_at THEN 'UNC' WHEN y.was = FALSE THEN 'ADD' WHEN y.before_listed = y.listed THEN 'UNC' ELSE 'CHG' END AS change
FROM (SELECT p.code AS product_code, p.title AS product_title, p.title_key, p.publisher, k.code AS sku_code, k.title AS sku_title, k.description, k.unit, k.usage, k.addon, k.trial, k.offer_id, v.segment, r.availability, r.market, r.currency, r.term, r.cycle, r.from_at, r.until_at AS ends_at, r.tier_min, r.tier_max, r.listed, r.amount, r.erp, r.sale_ends_on, r.tags,
CASE WHEN coalesce(c.pinned, FALSE) THEN 0 ELSE 1 END AS rank, coalesce(c.place, p.place * 1048576) AS place, coalesce(c.hidden, FALSE) AS hidden, l.sku AS licence_sku,
CASE WHEN p.kind = 'OnlineServices' THEN 'older' ELSE p.target_view END AS price_view, CASE WHEN k.addon THEN 'addons' ELSE '' END AS addon_view,
k.code || ' ' || r.availability || ' ' || r.currency || ' ' || r.term || ' ' || r.cycle || ' ' || CAST(r.from_at AS text) || ' ' || CAST(1000000000 + r.tier_min AS text) AS price_key,
coalesce(r.until_at < :until_at, FALSE) AS ended,
EXISTS (SELECT 1 FROM price n WHERE n.product_code = r.product_code AND n.sku_code = r.sku_code AND n.availability = r.availability AND n.market = r.market AND n.currency = r.currency AND n.term = r.term AND n.cycle = r.cycle AND n.from_at = r.until_at) AS goes_on,
EXISTS (SELECT 1 FROM price b WHERE b.product_code = r.product_code AND b.sku_code = r.sku_code AND b.availability = r.availability AND b.market = r.market AND b.currency = r.currency AND b.term = r.term AND b.cycle = r.cycle AND b.until_at = r.from_at) AS was,
(SELECT min(b.listed) FROM price b WHERE b.product_code = r.product_code AND b.sku_code = r.sku_code AND b.availability = r.availability AND b.market = r.market AND b.currency = r.currency AND b.term = r.term AND b.cycle = r.cycle AND b.until_at = r.from_at AND b.tier_min = r.tier_min) AS before_listed
FROM price r
JOIN catalog_availability v ON v.product_code = r.product_code AND v.sku_code = r.sku_code AND v.code = r.availability
JOIN catalog_sku k ON k.product_code = r.product_code AND k.code = r.sku_code
JOIN catalog_product p ON p.code = r.product_code
LEFT JOIN product l ON l.id = k.licence_id
LEFT JOIN catalog_choice c ON c.account_id = :account AND c.product_code = p.code
WHERE r.market = :market AND r.from_at < :until_at AND coalesce(r.until_at >= :from_at, TRUE)) y
WHERE NOT (y.goes_on AND coalesce(y.ends_at <= :from_at, FALSE))) x
WHERE (x.price_view = :view::text OR x.price_view = :view_too::text OR x.addon_view = :view::text)
[segment: AND x.segment = :segment]
[term: AND x.term = :term]
[currency: AND x.currency = :currency]
[change: AND x.change = :change::text]
[product: AND x.product_code = :product_code AND x.sku_code = :sku_code]
[q: AND (x.title_key LIKE :pattern OR x.title_key LIKE :inner_pattern OR lower(x.product_code) LIKE :code_pattern::text OR lower(x.sku_title) LIKE :sku_pattern::text)]

-- How many rows of a list changed in which way.
-- name: list_counts :many scope=account
SELECT y.change AS change::text, count(*) AS n::int
FROM (SELECT CASE WHEN r.until_at IS NOT NULL AND r.until_at < :until_at AND NOT EXISTS (SELECT 1 FROM price n WHERE n.product_code = r.product_code AND n.sku_code = r.sku_code AND n.availability = r.availability AND n.market = r.market AND n.currency = r.currency AND n.term = r.term AND n.cycle = r.cycle AND n.from_at = r.until_at) THEN 'DEL' WHEN r.from_at < :from_at THEN 'UNC' WHEN EXISTS (SELECT 1 FROM price b WHERE b.product_code = r.product_code AND b.sku_code = r.sku_code AND b.availability = r.availability AND b.market = r.market AND b.currency = r.currency AND b.term = r.term AND b.cycle = r.cycle AND b.until_at = r.from_at) THEN CASE WHEN (SELECT min(b.listed) FROM price b WHERE b.product_code = r.product_code AND b.sku_code = r.sku_code AND b.availability = r.availability AND b.market = r.market AND b.currency = r.currency AND b.term = r.term AND b.cycle = r.cycle AND b.until_at = r.from_at AND b.tier_min = r.tier_min) = r.listed THEN 'UNC' ELSE 'CHG' END ELSE 'ADD' END AS change
FROM price r
JOIN catalog_sku k ON k.product_code = r.product_code AND k.code = r.sku_code
JOIN catalog_product p ON p.code = r.product_code
WHERE r.market = :market AND r.from_at < :until_at AND coalesce(r.until_at >= :from_at, TRUE)
AND NOT (coalesce(r.until_at <= :from_at, FALSE) AND EXISTS (SELECT 1 FROM price n WHERE n.product_code = r.product_code AND n.sku_code = r.sku_code AND n.availability = r.availability AND n.market = r.market AND n.currency = r.currency AND n.term = r.term AND n.cycle = r.cycle AND n.from_at = r.until_at))
AND (CASE WHEN p.kind = 'OnlineServices' THEN 'older' ELSE p.target_view END IN (:view::text, :view_too::text) OR CASE WHEN k.addon THEN 'addons' ELSE '' END = :view::text)) y
GROUP BY y.change
ORDER BY y.change
LIMIT 10

-- What differs between two moments.
-- name: list_compare :page scope=account order=own(x.rank::int,x.place::int,x.product_code,x.price_key::text)
SELECT x.product_code, x.product_title, x.sku_code, x.sku_title, x.segment, x.availability, x.currency, x.term, x.cycle, x.tier_min, x.tier_max, x.change AS change::text, x.before_listed AS before_listed::dec?, x.after_listed AS after_listed::dec?
FROM (SELECT p.code AS product_code, k.code AS sku_code, v.code AS availability, d.currency, d.term, d.cycle, d.tier_min, d.tier_max, d.change, d.before_listed, d.after_listed, p.title AS product_title, p.title_key, k.title AS sku_title, v.segment, CASE WHEN coalesce(c.pinned, FALSE) THEN 0 ELSE 1 END AS rank, coalesce(c.place, p.place * 1048576) AS place,
CASE WHEN p.kind = 'OnlineServices' THEN 'older' ELSE p.target_view END AS price_view, CASE WHEN k.addon THEN 'addons' ELSE '' END AS addon_view,
d.sku_code || ' ' || d.availability || ' ' || d.currency || ' ' || d.term || ' ' || d.cycle || ' ' || CAST(1000000000 + d.tier_min AS text) AS price_key
FROM (SELECT n.product_code, n.sku_code, n.availability, n.currency, n.term, n.cycle, n.tier_min, n.tier_max, CASE WHEN o.listed IS NULL THEN 'ADD' WHEN o.listed = n.listed THEN 'UNC' ELSE 'CHG' END AS change, o.listed AS before_listed, n.listed AS after_listed
FROM price n
LEFT JOIN price o ON o.product_code = n.product_code AND o.sku_code = n.sku_code AND o.availability = n.availability AND o.market = n.market AND o.currency = n.currency AND o.term = n.term AND o.cycle = n.cycle AND o.tier_min = n.tier_min AND o.from_at <= :before_at AND coalesce(o.until_at > :before_at, TRUE)
WHERE n.market = :market AND n.from_at <= :after_at AND coalesce(n.until_at > :after_at, TRUE)
UNION ALL
SELECT o.product_code, o.sku_code, o.availability, o.currency, o.term, o.cycle, o.tier_min, o.tier_max, 'DEL' AS change, o.listed AS before_listed, NULL AS after_listed
FROM price o
WHERE o.market = :market AND o.from_at <= :before_at AND coalesce(o.until_at > :before_at, TRUE)
AND NOT EXISTS (SELECT 1 FROM price n WHERE n.product_code = o.product_code AND n.sku_code = o.sku_code AND n.availability = o.availability AND n.market = o.market AND n.currency = o.currency AND n.term = o.term AND n.cycle = o.cycle AND n.tier_min = o.tier_min AND n.from_at <= :after_at AND coalesce(n.until_at > :after_at, TRUE))) d
JOIN catalog_availability v ON v.product_code = d.product_code AND v.sku_code = d.sku_code AND v.code = d.availability
JOIN catalog_sku k ON k.product_code = d.product_code AND k.code = d.sku_code
JOIN catalog_product p ON p.code = d.product_code
LEFT JOIN catalog_choice c ON c.account_id = :account AND c.product_code = p.code
WHERE d.change <> 'UNC') x
WHERE (x.price_view = :view::text OR x.price_view = :view_too::text OR x.addon_view = :view::text)
[change: AND x.change = :change::text]
[currency: AND x.currency = :currency]
[segment: AND x.segment = :segment]
[q: AND (x.title_key LIKE :pattern OR x.title_key LIKE :inner_pattern OR lower(x.product_code) LIKE :code_pattern::text OR lower(x.sku_title) LIKE :sku_pattern::text)]

-- The same in figures, a currency and kind of change.
-- name: list_compare_sums :many scope=account
SELECT x.currency, x.change AS change::text, count(*) AS n::int, sum(coalesce(x.before_listed, 0)) AS before_sum::dec, sum(coalesce(x.after_listed, 0)) AS after_sum::dec
FROM (SELECT d.*, CASE WHEN p.kind = 'OnlineServices' THEN 'older' ELSE p.target_view END AS price_view, CASE WHEN k.addon THEN 'addons' ELSE '' END AS addon_view
FROM (SELECT n.product_code, n.sku_code, n.currency, CASE WHEN o.listed IS NULL THEN 'ADD' WHEN o.listed = n.listed THEN 'UNC' ELSE 'CHG' END AS change, o.listed AS before_listed, n.listed AS after_listed
FROM price n
LEFT JOIN price o ON o.product_code = n.product_code AND o.sku_code = n.sku_code AND o.availability = n.availability AND o.market = n.market AND o.currency = n.currency AND o.term = n.term AND o.cycle = n.cycle AND o.tier_min = n.tier_min AND o.from_at <= :before_at AND coalesce(o.until_at > :before_at, TRUE)
WHERE n.market = :market AND n.from_at <= :after_at AND coalesce(n.until_at > :after_at, TRUE)
UNION ALL
SELECT o.product_code, o.sku_code, o.currency, 'DEL' AS change, o.listed AS before_listed, NULL AS after_listed
FROM price o
WHERE o.market = :market AND o.from_at <= :before_at AND coalesce(o.until_at > :before_at, TRUE)
AND NOT EXISTS (SELECT 1 FROM price n WHERE n.product_code = o.product_code AND n.sku_code = o.sku_code AND n.availability = o.availability AND n.market = o.market AND n.currency = o.currency AND n.term = o.term AND n.cycle = o.cycle AND n.tier_min = o.tier_min AND n.from_at <= :after_at AND coalesce(n.until_at > :after_at, TRUE))) d
JOIN catalog_sku k ON k.product_code = d.product_code AND k.code = d.sku_code
JOIN catalog_product p ON p.code = d.product_code) x
WHERE (x.price_view = :view::text OR x.price_view = :view_too::text OR x.addon_view = :view::text)
GROUP BY x.currency, x.change
ORDER BY x.currency, x.change
LIMIT 100

-- The rules of what is sold as licences, at a moment: one row a SKU.
-- name: matrix_rows :page scope=account exempt="the catalogue is the same for every account" order=own(x.rank::int,x.place::int,x.product_code,x.sku_code)
SELECT x.product_code, x.product_title, x.sku_code, x.sku_title, x.description, x.licence_id, x.licence_sku AS licence_sku::text?, x.quantity_min, x.quantity_max, x.trial, x.addon
FROM (SELECT p.code AS product_code, p.title AS product_title, p.title_key, k.code AS sku_code, k.title AS sku_title, k.description, k.licence_id, l.sku AS licence_sku, k.quantity_min, k.quantity_max, k.trial, k.addon,
CASE WHEN coalesce(c.pinned, FALSE) THEN 0 ELSE 1 END AS rank, coalesce(c.place, p.place * 1048576) AS place
FROM catalog_sku k
JOIN catalog_product p ON p.code = k.product_code
LEFT JOIN product l ON l.id = k.licence_id
LEFT JOIN catalog_choice c ON c.account_id = :account AND c.product_code = p.code
WHERE p.target_view = 'online_services' AND p.kind = 'OnlineServicesNCE'
AND EXISTS (SELECT 1 FROM price r WHERE r.product_code = k.product_code AND r.sku_code = k.code AND r.from_at <= :at AND coalesce(r.until_at > :at, TRUE))) x
WHERE x.product_code <> ''
[q: AND (x.title_key LIKE :pattern OR x.title_key LIKE :inner_pattern OR lower(x.product_code) LIKE :code_pattern::text OR lower(x.sku_title) LIKE :sku_pattern::text)]

-- name: matrix_markets :many scope=account
SELECT DISTINCT r.market
FROM price r
WHERE r.product_code = :product_code AND r.sku_code = :sku_code AND r.from_at <= :at AND coalesce(r.until_at > :at, TRUE)
ORDER BY r.market
LIMIT 300

-- name: list_currencies :many scope=account
SELECT DISTINCT r.currency
FROM price r
WHERE r.market = :market
ORDER BY r.currency
LIMIT 50

-- Lists whose prices are known but have not begun.
-- name: list_previews :many scope=account
SELECT l.id, l.name, l.first_on, l.published_at, l.rows_n
FROM price_list l
WHERE l.state = 'live' AND l.first_on > :today
ORDER BY l.first_on, l.id
LIMIT 5

-- Promotions as they are at a moment, with what they are for.
-- name: promotion_page :page scope=account order=until(x.until_at,x.id)
SELECT x.id, x.name, x.description, x.product_code, x.product_title, x.sku_code, x.sku_title, x.segment, x.term, x.cycle, x.percent, x.seats_min, x.seats_max, x.from_at, x.until_at
FROM (SELECT m.id, m.name, m.description, m.product_code, p.title AS product_title, m.sku_code, k.title AS sku_title, m.segment, m.term, m.cycle, m.percent, m.seats_min, m.seats_max, m.from_at, m.until_at
FROM catalog_promotion m
JOIN catalog_sku k ON k.product_code = m.product_code AND k.code = m.sku_code
JOIN catalog_product p ON p.code = m.product_code) x
WHERE x.until_at > :at
[running: AND x.from_at <= :at]
[segment: AND x.segment = :segment]

-- What a SKU needs to be there (base), and what it can be turned into.
-- name: matrix_leads :many scope=account
SELECT x.product_code, x.sku_code, x.base AS base::bool
FROM (SELECT t.product_code, t.sku_code, TRUE AS base
FROM catalog_target t
WHERE t.kind = 'addon' AND t.target_product_code = :product_code AND t.target_sku_code = :sku_code
UNION ALL
SELECT t.target_product_code AS product_code, t.target_sku_code AS sku_code, FALSE AS base
FROM catalog_target t
WHERE t.kind = 'upgrade' AND t.product_code = :product_code AND t.sku_code = :sku_code) x
ORDER BY x.base, x.product_code, x.sku_code
LIMIT 500

-- name: list_markets :many scope=account
SELECT m.country, m.currency
FROM catalog_market m
ORDER BY m.country
LIMIT 300

-- name: list_item :one scope=account
SELECT k.title, v.segment
FROM catalog_availability v
JOIN catalog_sku k ON k.product_code = v.product_code AND k.code = v.sku_code
WHERE v.product_code = :product_code AND v.sku_code = :sku_code AND v.code = :availability

-- What other publishers leave to partners of their list prices.
-- name: margin_page :page scope=account order=product(x.product_title,x.id)
SELECT x.id, x.product_title, x.publisher, x.sku_title, x.percent, x.from_at, x.until_at
FROM (SELECT g.id, p.title AS product_title, p.publisher, k.title AS sku_title, g.percent, g.from_at, g.until_at
FROM catalog_margin g
JOIN catalog_sku k ON k.product_code = g.product_code AND k.code = g.sku_code
JOIN catalog_product p ON p.code = g.product_code) x
WHERE x.from_at <= :at AND coalesce(x.until_at > :at, TRUE)
