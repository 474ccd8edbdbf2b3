-- QUERIES
-- All.
-- name: x :one scope=account
SELECT s.id, a.id FROM sale s JOIN account a ON a.id = s.account_id WHERE s.account_id = :account
