-- QUERIES
-- All.
-- name: x :one scope=account
SELECT name FROM account WHERE id = :account;
DELETE FROM account WHERE id = :account
