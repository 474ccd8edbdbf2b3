-- QUERIES
-- The inner table is an account's too.
-- name: x :one scope=account
SELECT c.name FROM country c WHERE c.code IN (SELECT note FROM sale)
