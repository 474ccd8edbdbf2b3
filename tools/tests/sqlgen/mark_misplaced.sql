-- QUERIES
-- All.
-- name: x :one scope=account
SELECT id FROM sale::int WHERE account_id = :account
