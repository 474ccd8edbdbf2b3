-- QUERIES
-- The join leaves the directory.
-- name: x :one scope=directory
SELECT u.name, w.name AS other_name
FROM app_user u
JOIN app_user w ON w.id = :other_id
WHERE u.directory_id = :directory AND u.id = :id
