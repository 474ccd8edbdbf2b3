-- QUERIES
-- All.
-- name: x :many scope=account
SELECT id FROM sale WHERE account_id = :account ORDER BY id
