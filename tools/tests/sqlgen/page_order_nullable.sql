-- QUERIES
-- All.
-- name: x :page scope=account order=note(note,id)
SELECT id FROM sale WHERE account_id = :account
