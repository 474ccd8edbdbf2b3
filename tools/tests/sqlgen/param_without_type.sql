-- QUERIES
-- All.
-- name: x :one scope=account
SELECT id FROM sale WHERE account_id = :account AND length(note) > length(:text)
