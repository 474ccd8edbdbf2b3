-- QUERIES
-- What a clock of the engine's says does not follow from the arguments.
-- name: x :many scope=account
SELECT id FROM sale WHERE account_id = :account AND random() > 0 ORDER BY id LIMIT 10
-- name: y :one scope=account
SELECT CURRENT_TIMESTAMP AS at::text FROM sale WHERE account_id = :account
