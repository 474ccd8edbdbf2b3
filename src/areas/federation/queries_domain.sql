-- Domains of a directory: those that are its own, and those that it still has to prove.

-- name: domain_asks :many scope=directory
SELECT a.id, a.created_at, a.domain, a.token, a.checked_at, a.problem
FROM domain_ask a
WHERE a.directory_id = :directory
ORDER BY a.domain
LIMIT 50

-- name: domain_ask_get :one scope=directory
SELECT a.id, a.domain, a.token, a.checked_at, a.asked_by FROM domain_ask a WHERE a.directory_id = :directory AND a.id = :id

-- name: domain_ask_add :exec scope=directory
INSERT INTO domain_ask (directory_id, id, created_at, asked_by, domain, token, checked_at, problem)
VALUES (:directory, :id, :wall, :asked_by?, :domain, :token, NULL, '')
ON CONFLICT (directory_id, domain) DO NOTHING

-- name: domain_ask_drop :exec scope=directory
DELETE FROM domain_ask WHERE directory_id = :directory AND id = :id

-- name: domain_ask_checked :exec scope=directory
UPDATE domain_ask SET checked_at = :wall, problem = :problem WHERE directory_id = :directory AND id = :id

-- Whose a domain is in the whole installation.
-- name: domain_owner :one scope=system
SELECT c.owner_id FROM claim c WHERE c.kind = 'domain' AND c.name = :domain

-- name: domain_claim :exec scope=system
INSERT INTO claim (kind, name, owner_id, created_at) VALUES ('domain', :domain, :directory_id, :wall) ON CONFLICT (kind, name) DO NOTHING

-- name: domain_release :exec scope=system
DELETE FROM claim WHERE kind = 'domain' AND name = :domain AND owner_id = :directory_id

-- People of the directory whose sign-in name ends with a domain, as far as anybody wants to know.
-- name: domain_people :one scope=directory
SELECT count(*) AS n::int
FROM (SELECT 1 AS one FROM app_user u
      WHERE u.directory_id = :directory AND u.state <> 'removed' AND u.sign_in LIKE :pattern::text LIMIT 1001) AS few

-- name: domain_unroute :exec scope=directory
DELETE FROM federation_domain WHERE directory_id = :directory AND domain = :domain

-- For the vendor: who waits, the longest first.
-- name: domain_asks_all :page scope=operator order=age(a.created_at,a.id)
SELECT a.id, a.directory_id, a.created_at, a.domain, a.checked_at, a.problem, d.name AS directory_name, u.first_name, u.last_name, u.email
FROM domain_ask a
JOIN directory d ON d.id = a.directory_id
LEFT JOIN app_user u ON u.id = a.asked_by

-- name: domain_ask_any :one scope=operator
SELECT a.id, a.directory_id, a.domain, a.asked_by, d.name AS directory_name
FROM domain_ask a
JOIN directory d ON d.id = a.directory_id
WHERE a.id = :id

-- name: domain_ask_end :exec scope=operator
DELETE FROM domain_ask WHERE id = :id
