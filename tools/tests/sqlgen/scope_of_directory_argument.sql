-- QUERIES
-- The directory is an argument: anybody's.
-- name: x :one scope=directory
SELECT name FROM app_user WHERE directory_id = :directory_id AND id = :id
