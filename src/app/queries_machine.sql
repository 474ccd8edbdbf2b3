-- State machines: the history of moves. See machine.h.

-- name: state_change_add :exec scope=system
INSERT INTO state_change (account_id, id, created_at, machine, subject_id, from_state, to_state, mover, reason, needs_reason, by_id)
VALUES (:account_id, :id, :now, :machine, :subject_id, :from_state, :to_state, :mover, :reason, :needs_reason, :by_id?)

-- The newest first; the first row is how the thing came to stand where it does.
-- name: state_changes :many scope=system
SELECT s.id, s.created_at, s.from_state, s.to_state, s.mover, s.reason, u.first_name, u.last_name
FROM state_change s
LEFT JOIN app_user u ON u.id = s.by_id
WHERE s.account_id = :account_id AND s.machine = :machine AND s.subject_id = :subject_id
ORDER BY s.id DESC
LIMIT :n

-- name: standing_facts :one scope=system
SELECT a.id, a.parent_id, a.name, a.kind, a.country, a.city, a.partner_id, a.public_id, a.created_at, d.default_domain
FROM account a
JOIN directory d ON d.id = a.directory_id
WHERE a.id = :account_id

-- name: standing_add :exec scope=system
INSERT INTO account_standing (account_id, created_at, state, since, reason, name_key, kind, country)
VALUES (:account_id, :created_at, 'active', :now, '', :name_key, :kind, :country)
ON CONFLICT DO NOTHING

-- name: standing_rename :exec scope=system
UPDATE account_standing SET name_key = :name_key, kind = :kind, country = :country WHERE account_id = :account_id

-- name: account_words_drop :exec scope=system
DELETE FROM account_word WHERE account_id = :account_id

-- name: account_word_add :exec scope=system
INSERT INTO account_word (word, account_id) VALUES (:word, :account_id) ON CONFLICT DO NOTHING
