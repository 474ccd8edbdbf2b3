-- QUERIES
-- Named, but it binds nothing.
-- name: x :one scope=account
SELECT note FROM sale WHERE id = :id AND :account IS NOT NULL
