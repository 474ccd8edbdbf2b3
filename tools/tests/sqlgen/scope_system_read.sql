-- QUERIES
-- The system's table.
-- name: x :one scope=account
SELECT next FROM numbering WHERE series = :series
