-- QUERIES
-- All.
-- name: x :one scope=account
SELECT name AS default FROM account WHERE id = :account
