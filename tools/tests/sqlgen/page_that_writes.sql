-- QUERIES
-- All.
-- name: x :page scope=account order=id(id)
DELETE FROM sale WHERE account_id = :account RETURNING id
