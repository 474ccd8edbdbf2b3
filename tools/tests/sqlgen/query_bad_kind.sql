-- QUERIES
-- All.
-- name: x :maybe scope=account
SELECT name FROM account WHERE id = :account
