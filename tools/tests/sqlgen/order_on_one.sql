-- QUERIES
-- All.
-- name: x :one scope=account order=id(id)
SELECT id FROM sale WHERE account_id = :account
