-- Queries of the pages of what is sold, in the account's own order: pinned first, then by place. :term '-': any.

-- name: own_list :page scope=account order=own(s.rank::int,s.place::int,s.code) order=title(s.title_key,s.code)
SELECT s.code, s.title, s.description, s.target_view, s.publisher, s.group_name AS group_name::text, s.pinned AS pinned::bool, s.hidden AS hidden::bool, s.skus_n AS skus_n::int
FROM (SELECT p.code, p.title, p.title_key, p.description, p.target_view, p.publisher, CASE WHEN coalesce(c.pinned, FALSE) THEN 0 ELSE 1 END AS rank, coalesce(c.place, p.place * 1048576) AS place, coalesce(c.group_name, '') AS group_name, coalesce(c.pinned, FALSE) AS pinned, coalesce(c.hidden, FALSE) AS hidden, (SELECT count(*) FROM catalog_sku k WHERE k.product_code = p.code) AS skus_n
FROM catalog_product p
LEFT JOIN catalog_choice c ON c.account_id = :account AND c.product_code = p.code) s
WHERE EXISTS (SELECT 1 FROM catalog_availability v JOIN price r ON r.product_code = v.product_code AND r.sku_code = v.sku_code AND r.availability = v.code
WHERE v.product_code = s.code AND r.market = :country AND r.currency = :currency AND r.from_at <= :now AND coalesce(r.until_at > :now, TRUE) AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE)
AND (:segment = '' OR v.segment = :segment) AND (:term = '-' OR r.term = :term))
[view: AND s.target_view = :view]
[group: AND s.group_name = :group_name]
[sold: AND EXISTS (SELECT 1 FROM catalog_availability v WHERE v.product_code = s.code AND v.segment <> 'nonprofit' AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE))]
[hidden: AND s.hidden = :hidden]
[q: AND (s.title_key LIKE :pattern OR s.title_key LIKE :inner_pattern OR lower(s.code) LIKE :code_pattern::text OR EXISTS (SELECT 1 FROM catalog_sku k WHERE k.product_code = s.code AND lower(k.title) LIKE :sku_pattern::text))]

-- Every product in the account's order, whatever is on sale where: to find and give places.
-- name: own_order :many scope=account
SELECT p.code, p.title, p.target_view, CASE WHEN coalesce(c.pinned, FALSE) THEN 0 ELSE 1 END AS rank::int, coalesce(c.place, p.place * 1048576) AS place::int, coalesce(c.version, 0) AS version::int, coalesce(c.pinned, FALSE) AS pinned::bool, coalesce(c.hidden, FALSE) AS hidden::bool, coalesce(c.group_name, '') AS group_name::text
FROM catalog_product p
LEFT JOIN catalog_choice c ON c.account_id = :account AND c.product_code = p.code
ORDER BY 4, 5, p.code
LIMIT 2000

-- name: own_groups :many scope=account
SELECT DISTINCT c.group_name
FROM catalog_choice c
WHERE c.account_id = :account AND c.group_name <> ''
ORDER BY c.group_name
LIMIT 100

-- name: catalog_choice_put :exec scope=account
INSERT INTO catalog_choice (account_id, product_code, created_at, version, place, pinned, hidden, group_name)
VALUES (:account, :product_code, :now, 1, :place, :pinned, :hidden, :group_name)
ON CONFLICT (account_id, product_code) DO UPDATE SET version = catalog_choice.version + 1, place = excluded.place, pinned = excluded.pinned, hidden = excluded.hidden, group_name = excluded.group_name

-- name: catalog_choice_clear :exec scope=account
DELETE FROM catalog_choice
WHERE account_id = :account

-- name: sold_product :one scope=account
SELECT p.code, p.title, p.description, p.target_view, p.publisher
FROM catalog_product p
WHERE p.code = :code

-- What it costs in a currency now.
-- name: sold_prices :page scope=account order=own(s.rank::int,s.place::int,s.product_code,s.price_key::text)
SELECT s.product_code, s.product_title, s.target_view, s.group_name AS group_name::text, s.code, s.title, s.description, s.offer_id, s.licence_id, s.quantity_min, s.quantity_max, s.trial, s.addon, s.segment, s.term, s.cycle, s.amount, s.from_at
FROM (SELECT p.code AS product_code, p.title AS product_title, p.title_key, p.target_view, CASE WHEN coalesce(c.pinned, FALSE) THEN 0 ELSE 1 END AS rank, coalesce(c.place, p.place * 1048576) AS place, coalesce(c.group_name, '') AS group_name, coalesce(c.hidden, FALSE) AS hidden,
k.code, k.title, k.description, k.offer_id, k.licence_id, k.quantity_min, k.quantity_max, k.trial, k.addon, v.segment, r.term, r.cycle, r.amount, r.from_at, k.code || ' ' || v.segment || ' ' || v.code || ' ' || r.term || ' ' || r.cycle AS price_key
FROM price r
JOIN catalog_availability v ON v.product_code = r.product_code AND v.sku_code = r.sku_code AND v.code = r.availability
JOIN catalog_sku k ON k.product_code = r.product_code AND k.code = r.sku_code
JOIN catalog_product p ON p.code = r.product_code
LEFT JOIN catalog_choice c ON c.account_id = :account AND c.product_code = p.code
WHERE r.market = :country AND r.currency = :currency AND r.from_at <= :now AND coalesce(r.until_at > :now, TRUE) AND v.from_at <= :now AND coalesce(v.until_at > :now, TRUE)
AND (:segment = '' OR v.segment = :segment) AND (:term = '-' OR r.term = :term) AND r.tier_min = 1) s
WHERE s.product_code <> ''
[product: AND s.product_code = :product_code]
[view: AND s.target_view = :view]
[group: AND s.group_name = :group_name]
[hidden: AND s.hidden = :hidden]
[q: AND (s.title_key LIKE :pattern OR s.title_key LIKE :inner_pattern OR lower(s.product_code) LIKE :code_pattern::text OR EXISTS (SELECT 1 FROM catalog_sku o WHERE o.product_code = s.product_code AND lower(o.title) LIKE :sku_pattern::text))]

-- What the SKUs of a product lead to, by name.
-- name: sold_leads :many scope=account
SELECT t.sku_code, t.kind, t.target_product_code, k.title
FROM catalog_target t
JOIN catalog_sku k ON k.product_code = t.target_product_code AND k.code = t.target_sku_code
WHERE t.product_code = :product_code
ORDER BY t.sku_code, t.kind, k.title, t.target_product_code, t.target_sku_code
LIMIT 1000
