-- QUERIES
-- Anybody's session.
-- name: x :one scope=self
SELECT seen_at FROM session WHERE id = :id
