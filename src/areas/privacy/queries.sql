-- Whose archive it is, or who is erased.
-- name: privacy_person :one scope=system
SELECT u.directory_id, u.email, u.sign_in, u.first_name, u.last_name, u.phone, u.state
FROM app_user u
WHERE u.id = :user_id

-- name: privacy_account :one scope=system
SELECT a.directory_id, a.name
FROM account a
WHERE a.id = :account_id

-- The archives that somebody asked for, newest first.
-- name: privacy_archives :many scope=system
SELECT j.id, j.state, j.key, j.created_at, j.ended_at
FROM job j
WHERE j.account_id IS NOT DISTINCT FROM :account_id?::id AND j.user_id = :user_id AND j.kind = :kind
ORDER BY j.id DESC
LIMIT 10

-- By the name they sign in with, or the address: a person who was removed keeps the address until erased.
-- name: privacy_person_named :one scope=system
SELECT u.id
FROM app_user u
WHERE u.directory_id = :directory_id AND (u.sign_in = :sign_in OR u.email = :email)
ORDER BY u.id DESC
LIMIT 1
