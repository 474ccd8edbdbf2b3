-- People of directories: see person.h.

-- name: person_facts :one scope=system
SELECT u.directory_id, u.first_name, u.last_name, u.email, u.sign_in, u.state, u.last_seen_at
FROM app_user u
WHERE u.id = :user_id

-- name: person_member_add :exec scope=system
INSERT INTO directory_member (user_id, directory_id, created_at, kind, state, state_at, state_by, state_reason, origin, added_by, name_key)
VALUES (:user_id, :directory_id, :wall, :kind, 'active', NULL, NULL, '', :origin, :added_by?, :name_key)
ON CONFLICT (user_id, directory_id) DO UPDATE
SET kind = excluded.kind, state = 'active', state_at = excluded.created_at, state_by = excluded.added_by, state_reason = '',
    origin = excluded.origin, name_key = excluded.name_key

-- name: person_member_rename :exec scope=system
UPDATE directory_member SET name_key = :name_key WHERE user_id = :user_id

-- name: person_directories :many scope=system
SELECT m.directory_id, m.kind, m.state FROM directory_member m WHERE m.user_id = :user_id ORDER BY m.directory_id LIMIT 500

-- name: person_words_drop :exec scope=system
DELETE FROM person_word WHERE user_id = :user_id

-- name: person_word_add :exec scope=system
INSERT INTO person_word (directory_id, word, user_id, name_key, kind, state, unseen)
VALUES (:directory_id, :word, :user_id, :name_key, :kind, :state, :unseen)
ON CONFLICT (directory_id, word, user_id) DO UPDATE
SET name_key = excluded.name_key, kind = excluded.kind, state = excluded.state, unseen = excluded.unseen

-- name: person_words_move :exec scope=system
UPDATE person_word SET state = :state WHERE user_id = :user_id AND directory_id = :directory_id

-- name: person_words_seen :exec scope=system
UPDATE person_word SET unseen = FALSE WHERE user_id = :user_id AND unseen = TRUE

-- name: person_member_state :one scope=system
SELECT m.state FROM directory_member m WHERE m.user_id = :user_id AND m.directory_id = :directory_id

-- name: person_member_move :exec scope=system
UPDATE directory_member
SET state = :state, state_at = :wall, state_by = :state_by?, state_reason = :state_reason
WHERE user_id = :user_id AND directory_id = :directory_id AND state <> :state

-- name: person_user_move :exec scope=system
UPDATE app_user
SET state = :state, version = version + 1, rights_version = rights_version + 1
WHERE id = :user_id AND state <> :state

-- The name is free for somebody else; what the row was called is still there to read.
-- name: person_user_forget :exec scope=system
UPDATE app_user
SET sign_in = :sign_in, password_hash = '', must_change = FALSE, version = version + 1
WHERE id = :user_id

-- name: person_claim_drop :exec scope=system
DELETE FROM claim WHERE kind = 'sign_in' AND name = :name AND owner_id = :user_id

-- name: person_grants_drop :exec scope=system
DELETE FROM role_grant WHERE user_id = :user_id AND directory_id = :directory_id

-- name: person_groups_drop :exec scope=system
DELETE FROM group_member WHERE user_id = :user_id AND directory_id = :directory_id

-- name: person_blocks_drop :exec scope=system
DELETE FROM role_block WHERE user_id = :user_id AND directory_id = :directory_id
