-- QUERIES
-- Anybody's users.
-- name: x :one scope=account
SELECT name FROM app_user WHERE directory_id = :directory_id
