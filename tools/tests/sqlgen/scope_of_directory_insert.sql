-- QUERIES
-- A row for another directory.
-- name: x :exec scope=directory
INSERT INTO app_user (id, directory_id, name) VALUES (:id, :other, :name)
