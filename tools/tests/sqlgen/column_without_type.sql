-- QUERIES
-- All.
-- name: x :one scope=account
SELECT count(*) AS n FROM sale WHERE account_id = :account
