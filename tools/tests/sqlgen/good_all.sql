-- QUERIES
-- The customers an account sees, by name.
-- name: customer_list :page scope=account order=name(ca.name_key,ca.customer_id) order=created(ca.created_at,ca.customer_id)
SELECT ca.customer_id, c.name, c.country, ca.created_at
FROM customer_access ca
JOIN customer c ON c.id = ca.customer_id
WHERE ca.account_id = :account
[country: AND c.country = :country]
[kind: AND ca.kind = :kind]
[ids: AND ca.customer_id IN (:ids...)]

-- Every kind of column and parameter.
-- name: sale_get :one scope=account
SELECT id, day, price, amount_minor, note, paid, body, seal, price * 2 AS twice::dec, coalesce(day, :other_day) AS later::date?
FROM sale
WHERE account_id = :account AND id = :id

-- Nothing is required.
-- name: sale_add :exec scope=account
INSERT INTO sale (account_id, id, day, price, amount_minor, note, paid, body, seal)
VALUES (:account, :id, :day, :price, :amount_minor, :note?, :paid, :body, :seal?)

-- A list with both engines' own words.
-- name: sale_of_days :many scope=account
SELECT s.id, a.name AS customer_name, coalesce(s.note, '') AS note::text
FROM sale s
LEFT JOIN account a ON a.id = s.account_id
WHERE s.account_id = :account
AND s.day BETWEEN :from_on AND :to_on
AND s.day IN (:days...) AND s.id IN (:ids...)
{sqlite: AND s.rowid > 0}{pg: AND s.ctid IS NOT NULL}
ORDER BY s.id
LIMIT :limit

-- One page of groups, without a WHERE of its own.
-- name: sale_groups :page scope=operator order=day(g.day)
SELECT g.day, g.n::int
FROM (SELECT day, count(*) AS n FROM sale GROUP BY day) g
[early: AND g.day < :before]

-- Changed and read in one step.
-- name: numbering_take :one scope=system
UPDATE numbering SET next = next + :size
WHERE series = :series
RETURNING next, next - :size AS first::int

-- Copied from rows of the account.
-- name: sale_copy :exec scope=account
INSERT INTO sale (account_id, id, day, price, amount_minor)
SELECT s.account_id, :id, :day, s.price, s.amount_minor FROM sale s WHERE s.account_id = :account AND s.id = :of_id

-- No parameters at all.
-- name: country_count :one scope=self
SELECT count(*) AS n::int FROM country

-- A crossing with a reason.
-- name: sale_sum_all :one scope=account exempt="the sum says nothing of one account"
SELECT coalesce(sum(amount_minor), 0) AS sum::minor, max(day) AS last::date? FROM sale

-- Who runs a directory sees its people, each with their neighbour in it.
-- name: user_pairs :many scope=directory
SELECT u.name, w.name AS other_name
FROM app_user u
JOIN app_user w ON w.directory_id = u.directory_id AND w.name > u.name
WHERE u.directory_id = :directory
ORDER BY u.name, w.name
LIMIT 10

-- name: user_add :exec scope=directory
INSERT INTO app_user (id, directory_id, name) VALUES (:id, :directory, :name)
