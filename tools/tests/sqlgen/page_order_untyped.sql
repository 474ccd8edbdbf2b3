-- QUERIES
-- All.
-- name: x :page scope=account order=up(lower(note),id)
SELECT id FROM sale WHERE account_id = :account
