-- QUERIES
-- All.
-- name: x :one
SELECT name FROM account WHERE id = :account
