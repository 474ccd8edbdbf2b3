-- QUERIES
-- All.
-- name: x :one scope=account
SELECT id [a: , note] FROM sale WHERE account_id = :account
