-- Passkeys: a person's own list, what a sign-in looks up, and challenges that were answered.

-- name: passkey_list :many scope=self
SELECT p.id, p.name, p.state, p.domain, p.created_at, p.used_at, p.portable, p.copied, p.discoverable, p.credential_id, p.transports
FROM passkey p
WHERE p.user_id = :user
ORDER BY p.created_at, p.id
LIMIT 50

-- name: passkey_one :one scope=self
SELECT p.id, p.version, p.name, p.state, p.domain, p.created_at, p.used_at, p.portable, p.copied, p.discoverable
FROM passkey p
WHERE p.user_id = :user AND p.id = :id

-- The credential id is unique in the installation: a second one changes nothing, and ret_changed says so.
-- name: passkey_add :exec scope=self
INSERT INTO passkey (id, created_at, version, user_id, name, state, domain, credential_id, public_key, sign_count, portable,
                     copied, discoverable, transports, used_at)
VALUES (:id, :wall, 1, :user, :name, 'active', :domain, :credential_id, :public_key, :sign_count, :portable,
        :copied, :discoverable, :transports, NULL)
ON CONFLICT DO NOTHING

-- name: passkey_rename :exec scope=self
UPDATE passkey SET name = :name, version = version + 1 WHERE user_id = :user AND id = :id AND version = :version

-- name: passkey_remove :exec scope=self
DELETE FROM passkey WHERE user_id = :user AND id = :id

-- What an assertion is checked with.
-- name: passkey_by_credential :one scope=system
SELECT p.id, p.user_id, p.name, p.state, p.domain, p.public_key, p.sign_count, p.portable, p.copied
FROM passkey p
WHERE p.credential_id = :credential_id

-- Of two assertions with one counter only the first finds the row as it was.
-- name: passkey_used :exec scope=system
UPDATE passkey
SET sign_count = :sign_count, copied = :copied, used_at = :wall
WHERE id = :id AND sign_count = :before AND state = 'active'

-- name: passkey_block :exec scope=system
UPDATE passkey SET state = 'blocked', version = version + 1 WHERE id = :id AND state = 'active'

-- What a browser may answer with for a person who is known already.
-- name: passkey_of_user :many scope=system
SELECT p.credential_id, p.transports
FROM passkey p
WHERE p.user_id = :user_id AND p.state = 'active' AND p.domain = :domain
ORDER BY p.created_at, p.id
LIMIT 50

-- name: passkey_count :one scope=system
SELECT count(*) AS n::int FROM passkey p WHERE p.user_id = :user_id AND p.state = 'active'

-- name: passkey_remove_all :exec scope=system
DELETE FROM passkey WHERE user_id = :user_id

-- name: passkey_spend :exec scope=system
INSERT INTO passkey_spent (challenge, until) VALUES (:challenge, :until) ON CONFLICT DO NOTHING

-- name: passkey_spent_sweep :exec scope=system
DELETE FROM passkey_spent WHERE until < :wall
