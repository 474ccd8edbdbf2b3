-- Access requests of an account.

-- name: access_request_add :exec scope=account
INSERT INTO access_request (account_id, id, created_at, version, user_id, permission, reason, state, open_key, due_at, decided_at, decided_by, role, answer)
VALUES (:account, :id, :wall, 1, :user_id, :permission, :reason, 'open', :open_key, :due_at, NULL, NULL, '', '')
ON CONFLICT (account_id, open_key) DO NOTHING

-- name: access_request_open :one scope=account
SELECT r.id FROM access_request r WHERE r.account_id = :account AND r.open_key = :open_key

-- name: access_request_get :one scope=account
SELECT r.id, r.created_at, r.version, r.user_id, r.permission, r.reason, r.state, r.due_at, r.decided_at, r.decided_by, r.role, r.answer,
       u.first_name, u.last_name, u.email,
       coalesce(d.first_name, '') AS decider_first::text, coalesce(d.last_name, '') AS decider_last::text
FROM access_request r
JOIN app_user u ON u.id = r.user_id
LEFT JOIN app_user d ON d.id = r.decided_by
WHERE r.account_id = :account AND r.id = :id

-- The account's requests, newest first.
-- name: access_requests :page scope=account order=made(r.id)
SELECT r.id, r.created_at, r.user_id, r.permission, r.state, r.due_at, r.decided_at, r.role, u.first_name, u.last_name, u.email
FROM access_request r
JOIN app_user u ON u.id = r.user_id
WHERE r.account_id = :account
[state: AND r.state = :state]
[person: AND r.user_id = :user_id]

-- How many wait, up to a hundred: for the tile, the menu and the tab.
-- name: access_requests_waiting :one scope=account
SELECT count(*) AS n::int
FROM (SELECT r.id FROM access_request r WHERE r.account_id = :account AND r.state = 'open' LIMIT 100) AS w

-- Once: only an open request is decided.
-- name: access_request_close :exec scope=account
UPDATE access_request
SET state = :state, open_key = NULL, decided_at = :wall, decided_by = :decided_by?, role = :role, answer = :answer, version = version + 1
WHERE account_id = :account AND id = :id AND state = 'open'

-- Somebody who belongs to the account's directories, for "why" about a colleague.
-- name: access_person :one scope=account
SELECT u.id, u.first_name, u.last_name, u.email, u.state
FROM app_user u
WHERE u.id = :id
  AND EXISTS (SELECT 1
              FROM account_directory d
              WHERE d.account_id = :account
                AND (d.directory_id = u.directory_id
                     OR EXISTS (SELECT 1 FROM directory_member m WHERE m.user_id = u.id AND m.directory_id = d.directory_id)))
