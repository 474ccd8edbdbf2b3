-- Queries of the catalogue. Products are the vendor's: every account reads the same ones.

-- Products by name.
-- name: product_list :page scope=account order=name(p.name_key,p.id) order=sku(p.sku,p.id) exempt="the catalogue is the same for every account"
SELECT p.id, p.sku, p.name, p.plans_n
FROM product p
WHERE p.name_key >= :low
[ids: AND p.id IN (:ids...)]

-- name: product_get :one scope=account exempt="the catalogue is the same for every account"
SELECT p.id, p.sku, p.name, p.plans_n, p.created_at
FROM product p
WHERE p.id = :id

-- The service plans of a product.
-- name: product_plans :many scope=account exempt="the catalogue is the same for every account"
SELECT s.id, s.code, s.name
FROM product_plan pp
JOIN service_plan s ON s.id = pp.plan_id
WHERE pp.product_id = :product_id
ORDER BY s.name_key, s.id
LIMIT 500

-- Products whose name or code has a word that starts like this; the names of plans count too.
-- name: product_find :many scope=account exempt="the catalogue is the same for every account"
SELECT p.id
FROM product p
WHERE p.name_key LIKE :pattern
OR p.name_key LIKE :inner_pattern
OR lower(p.sku) LIKE :sku_pattern::text
OR EXISTS (SELECT 1 FROM product_plan pp JOIN service_plan s ON s.id = pp.plan_id WHERE pp.product_id = p.id AND (s.name_key LIKE :pattern OR s.name_key LIKE :inner_pattern))
ORDER BY p.name_key, p.id
LIMIT 500

-- name: product_count :one scope=account exempt="the catalogue is the same for every account"
SELECT count(*) AS n::int
FROM product

-- name: product_read :one scope=system
SELECT sku, name, plans_n
FROM product
WHERE id = :id

-- name: product_put :exec scope=system
INSERT INTO product (id, created_at, version, sku, name, name_key, plans_n)
VALUES (:id, :now, 1, :sku, :name, :name_key, :plans_n)
ON CONFLICT (id) DO UPDATE SET version = product.version + 1, sku = excluded.sku, name = excluded.name, name_key = excluded.name_key, plans_n = excluded.plans_n

-- name: service_plan_read :one scope=system
SELECT code, name
FROM service_plan
WHERE id = :id

-- name: service_plan_put :exec scope=system
INSERT INTO service_plan (id, created_at, version, code, name, name_key)
VALUES (:id, :now, 1, :code, :name, :name_key)
ON CONFLICT (id) DO UPDATE SET version = service_plan.version + 1, code = excluded.code, name = excluded.name, name_key = excluded.name_key

-- name: product_plan_add :exec scope=system
INSERT INTO product_plan (product_id, plan_id, created_at)
VALUES (:product_id, :plan_id, :now)
ON CONFLICT (product_id, plan_id) DO NOTHING

-- Accounts whose search index shows the products.
-- name: catalog_accounts :many scope=system
SELECT a.id
FROM account a
WHERE a.state = 'active'
AND a.id > :after
ORDER BY a.id
LIMIT 500
