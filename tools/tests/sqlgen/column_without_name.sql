-- QUERIES
-- All.
-- name: x :one scope=account
SELECT count(*) FROM sale WHERE account_id = :account
