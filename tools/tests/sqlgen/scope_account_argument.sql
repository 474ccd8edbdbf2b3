-- QUERIES
-- The account is an argument: anybody's.
-- name: x :one scope=account
SELECT note FROM sale WHERE account_id = :account_id AND id = :id
