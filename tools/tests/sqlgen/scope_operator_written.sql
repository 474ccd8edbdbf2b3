-- QUERIES
-- The vendor's table.
-- name: x :exec scope=account
DELETE FROM country WHERE code = :code
