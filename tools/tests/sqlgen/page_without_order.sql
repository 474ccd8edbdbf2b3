-- QUERIES
-- All.
-- name: x :page scope=account
SELECT id FROM sale WHERE account_id = :account
