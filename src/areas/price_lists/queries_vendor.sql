-- Queries of the vendor's lists: drafts, what is wrong with them, and how they go live.

-- name: draft_add :exec scope=system
INSERT INTO price_list (id, created_at, version, name, state, file_name, file_id, made_by, rows_n, rows_done, problems_n)
VALUES (:id, :now, 1, :name, :state, :file_name, :file_id?, :made_by?, 0, 0, 0)

-- name: draft_live_add :exec scope=system
INSERT INTO price_list (id, created_at, version, name, state, file_name, published_at, first_on, rows_n, rows_done, problems_n)
VALUES (:id, :now, 1, :name, 'live', '', :now, :first_on, :rows_n, :rows_n, 0)

-- name: draft_get :one scope=system
SELECT l.id, l.created_at, l.version, l.name, l.state, l.file_name, l.file_id, l.made_by, l.asked_by, l.approved_by, l.publish_at, l.published_at, l.first_on, l.rows_n, l.rows_done, l.problems_n, u.first_name AS first_name::text?, u.last_name AS last_name::text?
FROM price_list l
LEFT JOIN app_user u ON u.id = l.made_by
WHERE l.id = :id

-- name: draft_page :page scope=operator order=newest(l.created_at,l.id)
SELECT l.id, l.created_at, l.name, l.state, l.publish_at, l.published_at, l.first_on, l.rows_n, l.problems_n
FROM price_list l
WHERE l.state <> 'discarded'
[state: AND l.state = :state]

-- name: draft_move :exec scope=system
UPDATE price_list SET state = :state, version = version + 1, rows_done = 0, publish_at = :publish_at?, asked_by = :asked_by?, approved_by = :approved_by?, published_at = :published_at?
WHERE id = :id AND state = :was

-- name: draft_counts :exec scope=system
UPDATE price_list SET rows_n = (SELECT count(*) FROM price_list_row r WHERE r.list_id = :id), problems_n = (SELECT count(*) FROM price_list_problem p WHERE p.list_id = :id), first_on = (SELECT min(r.from_on) FROM price_list_row r WHERE r.list_id = :id)
WHERE id = :id

-- name: draft_done :exec scope=system
UPDATE price_list SET rows_done = :rows_done WHERE id = :id

-- name: draft_row_add :exec scope=system
INSERT INTO price_list_row (list_id, row_no, product_code, sku_code, availability, market, currency, term, cycle, from_on, ends_on, tier_min, tier_max, listed, amount, erp, sale_ends_on, tags)
VALUES (:list_id, :row_no, :product_code, :sku_code, :availability, :market, :currency, :term, :cycle, :from_on, :ends_on?, :tier_min, :tier_max, :listed, :amount, :erp?, :sale_ends_on?, :tags)
ON CONFLICT (list_id, row_no) DO NOTHING

-- name: draft_row_drop :exec scope=system
DELETE FROM price_list_row WHERE list_id = :list_id AND row_no = :row_no

-- name: draft_row_last :one scope=system
SELECT coalesce(max(r.row_no), 0) AS n::int
FROM price_list_row r
WHERE r.list_id = :list_id

-- name: draft_rows :many scope=system
SELECT r.row_no, r.product_code, r.sku_code, r.availability, r.market, r.currency, r.term, r.cycle, r.from_on, r.ends_on, r.tier_min, r.tier_max, r.listed, r.amount, r.erp, r.sale_ends_on, r.tags
FROM price_list_row r
WHERE r.list_id = :list_id AND r.row_no > :row_no
ORDER BY r.row_no
LIMIT :most

-- Rows of one item and day whose tiers lie over each other: the later one is named. The sum keeps engines from going
-- through all rows before it.
-- name: draft_overlaps :exec scope=system
INSERT INTO price_list_problem (list_id, row_no, code, value)
SELECT x.list_id, x.row_no, 'overlap', CAST(min(y.row_no) AS text)
FROM price_list_row x
JOIN price_list_row y ON y.list_id = x.list_id AND y.product_code = x.product_code AND y.sku_code = x.sku_code AND y.availability = x.availability AND y.market = x.market AND y.currency = x.currency AND y.term = x.term AND y.cycle = x.cycle AND y.from_on = x.from_on AND y.row_no + 0 < x.row_no
AND (y.tier_max = 0 OR y.tier_max >= x.tier_min) AND (x.tier_max = 0 OR x.tier_max >= y.tier_min)
WHERE x.list_id = :list_id AND x.row_no > :from_row AND x.row_no <= :to_row
GROUP BY x.list_id, x.row_no
ON CONFLICT (list_id, row_no, code) DO NOTHING

-- Rows that begin before the one before them has ended.
-- name: draft_overlaps_before :exec scope=system
INSERT INTO price_list_problem (list_id, row_no, code, value)
SELECT x.list_id, x.row_no, 'overlap', CAST(min(y.row_no) AS text)
FROM price_list_row x
JOIN price_list_row y ON y.list_id = x.list_id AND y.product_code = x.product_code AND y.sku_code = x.sku_code AND y.availability = x.availability AND y.market = x.market AND y.currency = x.currency AND y.term = x.term AND y.cycle = x.cycle
AND y.from_on = (SELECT max(z.from_on) FROM price_list_row z WHERE z.list_id = x.list_id AND z.product_code = x.product_code AND z.sku_code = x.sku_code AND z.availability = x.availability AND z.market = x.market AND z.currency = x.currency AND z.term = x.term AND z.cycle = x.cycle AND z.from_on < x.from_on)
WHERE x.list_id = :list_id AND x.row_no > :from_row AND x.row_no <= :to_row AND y.ends_on > x.from_on
GROUP BY x.list_id, x.row_no
ON CONFLICT (list_id, row_no, code) DO NOTHING

-- Rows for whose item and day another list was first.
-- name: draft_taken :exec scope=system
INSERT INTO price_list_problem (list_id, row_no, code, value)
SELECT r.list_id, r.row_no, 'there', r.product_code || ':' || r.sku_code
FROM price_list_row r
JOIN price b ON b.product_code = r.product_code AND b.sku_code = r.sku_code AND b.availability = r.availability AND b.market = r.market AND b.currency = r.currency AND b.term = r.term AND b.cycle = r.cycle AND b.from_at = CAST(r.from_on AS bigint) * 86400000000
WHERE r.list_id = :list_id
ON CONFLICT (list_id, row_no, code) DO NOTHING

-- name: draft_problem_add :exec scope=system
INSERT INTO price_list_problem (list_id, row_no, code, value)
VALUES (:list_id, :row_no, :code, :value)
ON CONFLICT (list_id, row_no, code) DO NOTHING

-- name: draft_problems :page scope=operator order=row(p.row_no,p.code)
SELECT p.row_no, p.code, p.value
FROM price_list_problem p
WHERE p.list_id = :list_id

-- The item that a row of a file names.
-- name: row_item :one scope=system
SELECT v.code, k.usage, v.until_at
FROM catalog_availability v
JOIN catalog_sku k ON k.product_code = v.product_code AND k.code = v.sku_code
WHERE v.product_code = :product_code AND v.sku_code = :sku_code AND v.segment = :segment
ORDER BY v.code
LIMIT 1

-- name: row_sku :one scope=system
SELECT k.title
FROM catalog_sku k
WHERE k.product_code = :product_code AND k.code = :sku_code

-- name: row_market :one scope=system
SELECT m.currency
FROM catalog_market m
WHERE m.country = :country

-- name: row_there :one scope=system
SELECT count(*) AS n::int
FROM price r
WHERE r.product_code = :product_code AND r.sku_code = :sku_code AND r.availability = :availability AND r.market = :market AND r.currency = :currency AND r.term = :term AND r.cycle = :cycle AND r.from_at = :from_at

-- What a draft does to what holds on the day before its rows begin.
-- name: draft_diff :page scope=operator order=row(x.row_no)
SELECT x.row_no, x.product_code, x.sku_code, x.sku_title, x.market, x.currency, x.term, x.cycle, x.from_on, x.ends_on, x.tier_min, x.tier_max, x.listed, x.before_listed AS before_listed::dec?, x.erp, x.sale_ends_on, x.change AS change::text
FROM (SELECT y.*, CASE WHEN y.before_listed IS NULL THEN 'ADD' WHEN y.before_listed = y.listed THEN 'UNC' ELSE 'CHG' END AS change
FROM (SELECT r.row_no, r.product_code, r.sku_code, k.title AS sku_title, r.market, r.currency, r.term, r.cycle, r.from_on, r.ends_on, r.tier_min, r.tier_max, r.listed, r.erp, r.sale_ends_on,
(SELECT b.listed FROM price b WHERE b.product_code = r.product_code AND b.sku_code = r.sku_code AND b.availability = r.availability AND b.market = r.market AND b.currency = r.currency AND b.term = r.term AND b.cycle = r.cycle AND b.from_at < CAST(r.from_on AS bigint) * 86400000000 AND coalesce(b.until_at >= CAST(r.from_on AS bigint) * 86400000000, TRUE) AND b.tier_min <= r.tier_min ORDER BY b.from_at DESC, b.tier_min DESC LIMIT 1) AS before_listed
FROM price_list_row r
JOIN catalog_sku k ON k.product_code = r.product_code AND k.code = r.sku_code
WHERE r.list_id = :list_id) y) x
WHERE x.row_no > 0
[change: AND x.change = :change::text]

-- name: draft_diff_sums :many scope=operator
SELECT x.currency, x.change AS change::text, count(*) AS n::int, sum(coalesce(x.before_listed, 0)) AS before_sum::dec, sum(x.listed) AS after_sum::dec
FROM (SELECT y.*, CASE WHEN y.before_listed IS NULL THEN 'ADD' WHEN y.before_listed = y.listed THEN 'UNC' ELSE 'CHG' END AS change
FROM (SELECT r.currency, r.listed,
(SELECT b.listed FROM price b WHERE b.product_code = r.product_code AND b.sku_code = r.sku_code AND b.availability = r.availability AND b.market = r.market AND b.currency = r.currency AND b.term = r.term AND b.cycle = r.cycle AND b.from_at < CAST(r.from_on AS bigint) * 86400000000 AND coalesce(b.until_at >= CAST(r.from_on AS bigint) * 86400000000, TRUE) AND b.tier_min <= r.tier_min ORDER BY b.from_at DESC, b.tier_min DESC LIMIT 1) AS before_listed
FROM price_list_row r
WHERE r.list_id = :list_id) y) x
GROUP BY x.currency, x.change
ORDER BY x.currency, x.change
LIMIT 200

-- Accounts that are told of a list.
-- name: list_readers :many scope=system
SELECT a.id, a.public_id
FROM account a
WHERE a.state = 'active' AND a.kind IN ('direct', 'provider') AND a.id > :after
ORDER BY a.id
LIMIT 100

-- name: desk_products :many scope=operator
SELECT k.product_code, k.code, k.title
FROM catalog_sku k
ORDER BY k.product_code, k.code
LIMIT 2000

-- name: desk_markets :many scope=operator
SELECT m.country, m.currency
FROM catalog_market m
ORDER BY m.country
LIMIT 300

-- name: desk_promotions :page scope=operator order=id(m.id)
SELECT m.id, m.name, m.product_code, m.sku_code, m.segment, m.term, m.cycle, m.percent, m.seats_min, m.seats_max, m.from_at, m.until_at
FROM catalog_promotion m
WHERE m.id >= :low

-- name: desk_promotion :one scope=operator
SELECT m.id, m.name, m.description, m.product_code, m.sku_code, m.segment, m.term, m.cycle, m.percent, m.seats_min, m.seats_max, m.from_at, m.until_at
FROM catalog_promotion m
WHERE m.id = :id

-- name: desk_promotion_add :exec scope=operator
INSERT INTO catalog_promotion (id, created_at, name, description, product_code, sku_code, segment, term, cycle, percent, seats_min, seats_max, from_at, until_at)
VALUES (:id, :now, :name, :description, :product_code, :sku_code, :segment, :term, :cycle, :percent, :seats_min, :seats_max, :from_at, :until_at)
ON CONFLICT (id) DO NOTHING

-- Only its end moves: what was promised stays as it was.
-- name: desk_promotion_end :exec scope=operator
UPDATE catalog_promotion SET until_at = :until_at
WHERE id = :id AND until_at > :now

-- name: desk_rates :page scope=operator order=day(f.rate_on,f.currency)
SELECT f.currency, f.rate_on, f.usd_per_unit
FROM fx_rate f
WHERE f.rate_on <= :to_day

-- name: desk_rate_get :one scope=system
SELECT f.usd_per_unit
FROM fx_rate f
WHERE f.currency = :currency AND f.rate_on = :rate_on

-- Prices that hold at a moment, for the demo.
-- name: demo_prices :many scope=system
SELECT r.product_code, r.sku_code, r.availability, r.market, r.currency, r.term, r.cycle, r.listed, r.erp
FROM price r
WHERE r.product_code = :product_code AND r.sku_code = :sku_code AND r.from_at <= :at AND coalesce(r.until_at > :at, TRUE)
ORDER BY r.market, r.currency, r.term, r.cycle
LIMIT 1000
