-- Settings that clients keep, and programs of an account.

-- name: account_setting_get :one scope=account
SELECT s.name, s.value, s.version, s.changed_at
FROM account_setting s
WHERE s.account_id = :account AND s.name = :name

-- Whether there is room for one more.
-- name: account_setting_count :one scope=account
SELECT count(*) AS n::int
FROM account_setting s
WHERE s.account_id = :account

-- name: account_setting_add :exec scope=account
INSERT INTO account_setting (account_id, name, version, created_at, changed_at, value)
VALUES (:account, :name, 1, :now, :now, :value)
ON CONFLICT (account_id, name) DO UPDATE SET version = account_setting.version + 1, changed_at = excluded.changed_at, value = excluded.value

-- name: enrolled_program_get :one scope=account
SELECT p.program, p.state, p.since
FROM account_program p
WHERE p.account_id = :account AND p.program = :program AND p.state = 'active'
