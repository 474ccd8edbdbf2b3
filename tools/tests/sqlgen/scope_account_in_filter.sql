-- QUERIES
-- Bound only when the filter is on.
-- name: x :one scope=account
SELECT note FROM sale WHERE id = :id
[mine: AND account_id = :account]
