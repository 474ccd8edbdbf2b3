-- QUERIES
-- A table that knows no directory.
-- name: x :one scope=directory
SELECT seen_at FROM session WHERE id = :id AND id <> :directory
