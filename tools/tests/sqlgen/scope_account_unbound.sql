-- QUERIES
-- All.
-- name: x :one scope=account
SELECT note FROM sale WHERE id = :id
