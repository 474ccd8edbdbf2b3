-- name: sandbox_get :one scope=account
SELECT s.created_at, s.version, s.label, s.state, s.problem, s.made_at, s.admin_id, s.admin_name, s.admin_sign_in, s.staff_id, s.staff_sign_in, s.last_key, s.kept_at
FROM sandbox s
WHERE s.account_id = :account

-- name: sandbox_account :one scope=account
SELECT a.public_id, a.name, a.country, a.city, a.kind FROM account a WHERE a.id = :account

-- name: sandbox_add :exec scope=account
INSERT INTO sandbox (account_id, created_at, version, label, state, problem, made_by, made_at, admin_name, admin_sign_in, staff_sign_in, last_key)
VALUES (:account, :now, 1, :label, 'making', '', :user, :now, :admin_name, :admin_sign_in, :staff_sign_in, :last_key)

-- name: sandbox_again :exec scope=account
UPDATE sandbox
SET state = 'making', problem = '', made_by = :user, made_at = :now, admin_name = :admin_name, admin_sign_in = :admin_sign_in, admin_id = NULL, staff_id = NULL, kept_at = NULL, last_key = :last_key, version = version + 1
WHERE account_id = :account

-- name: sandbox_made :exec scope=account
UPDATE sandbox
SET state = 'ready', problem = '', admin_id = :admin_id, staff_id = :staff_id, version = version + 1
WHERE account_id = :account

-- name: sandbox_renewed :exec scope=account
UPDATE sandbox SET last_key = :last_key, version = version + 1 WHERE account_id = :account

-- name: sandbox_kept :exec scope=account
UPDATE sandbox SET kept_at = :wall, version = version + 1 WHERE account_id = :account

-- name: sandbox_touched :exec scope=account
UPDATE sandbox SET version = version + 1 WHERE account_id = :account

-- Those whose account is closed, for the sweeper.
-- name: sandbox_closed :many scope=system
SELECT s.account_id, s.label
FROM sandbox s
JOIN account_standing t ON t.account_id = s.account_id AND t.state = 'closed'
ORDER BY s.account_id
LIMIT 20

-- name: sandbox_failed :exec scope=account
UPDATE sandbox
SET state = 'failed', problem = :problem, version = version + 1
WHERE account_id = :account

-- name: sandbox_drop :exec scope=account
DELETE FROM sandbox WHERE account_id = :account

-- name: sandbox_list :page scope=operator order=newest(s.made_at,s.account_id)
SELECT s.account_id, s.label, s.state, s.problem, s.made_at, s.admin_sign_in, a.public_id, a.name
FROM sandbox s
JOIN account a ON a.id = s.account_id

-- name: sandbox_of_label :one scope=operator
SELECT s.account_id, a.name
FROM sandbox s
JOIN account a ON a.id = s.account_id
WHERE s.label = :label

-- name: sandbox_turn_add :exec scope=system
INSERT INTO sandbox_turn (id, created_at, from_at, to_at, renewals, expiries, suspensions, disabled, deletions, events, cut)
VALUES (:id, :wall, :from_at, :to_at, :renewals, :expiries, :suspensions, :disabled, :deletions, :events, :cut)

-- name: sandbox_turns :many scope=system
SELECT t.created_at, t.from_at, t.to_at, t.renewals, t.expiries, t.suspensions, t.disabled, t.deletions, t.events, t.cut
FROM sandbox_turn t
ORDER BY t.to_at DESC, t.created_at DESC, t.id DESC
LIMIT 1
