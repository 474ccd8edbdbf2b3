-- QUERIES
-- All.
-- name: x :page scope=account order=id(idd)
SELECT id FROM sale WHERE account_id = :account
