-- QUERIES
-- All.
-- name: x :page scope=account order=id(id)
SELECT id FROM sale WHERE account_id = :account LIMIT 5
