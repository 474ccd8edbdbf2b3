-- QUERIES
-- All.
-- name: x :one scope=account
PRAGMA foreign_keys
