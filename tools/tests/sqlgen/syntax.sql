-- QUERIES
-- All.
-- name: x :one scope=account
SELECT name FROMM account WHERE id = :account
