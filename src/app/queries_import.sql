-- Files that people bring: app/import.h.

-- name: import_file_add :exec scope=account
INSERT INTO import_file (account_id, id, created_at, version, kind, user_id, file_name, body, state, job_id, subject_id)
VALUES (:account, :id, :now, 1, :kind, :user, :file_name, :body, 'checked', NULL, :subject_id?)

-- name: import_file_get :one scope=account
SELECT id, created_at, user_id, file_name, body, state, job_id, subject_id
FROM import_file
WHERE account_id = :account
AND id = :id
AND kind = :kind

-- name: import_file_start :exec scope=account
UPDATE import_file
SET version = version + 1, state = 'running', job_id = :job_id
WHERE account_id = :account
AND id = :id
AND state = 'checked'

-- name: import_file_end :exec scope=account
UPDATE import_file
SET version = version + 1, state = 'done', body = :empty
WHERE account_id = :account
AND id = :id

-- name: import_files :many scope=account
SELECT id, created_at, file_name, state
FROM import_file
WHERE account_id = :account
AND kind = :kind
[subject: AND subject_id = :subject_id]
ORDER BY id DESC
LIMIT 20

-- name: import_row_add :exec scope=account
INSERT INTO import_row (account_id, import_id, line, name, outcome, what_id, problem)
VALUES (:account, :import_id, :line, :name, :outcome, :what_id?, :problem)
ON CONFLICT (account_id, import_id, line) DO NOTHING

-- name: import_row_get :one scope=account
SELECT outcome
FROM import_row
WHERE account_id = :account
AND import_id = :import_id
AND line = :line

-- name: import_rows :many scope=account
SELECT line, name, outcome, what_id, problem
FROM import_row
WHERE account_id = :account
AND import_id = :import_id
ORDER BY line
LIMIT 5000

-- name: import_row_forget :exec scope=account
UPDATE import_row
SET what_id = NULL
WHERE account_id = :account
AND what_id = :what_id

-- The same of files that the vendor's staff bring.
-- name: vendor_import_add :exec scope=system
INSERT INTO vendor_import_file (id, created_at, version, kind, user_id, file_name, body, state, job_id)
VALUES (:id, :now, 1, :kind, :user, :file_name, :body, 'checked', NULL)

-- name: vendor_import_get :one scope=system
SELECT id, created_at, user_id, file_name, body, state, job_id
FROM vendor_import_file
WHERE id = :id
AND kind = :kind

-- name: vendor_import_start :exec scope=system
UPDATE vendor_import_file SET version = version + 1, state = 'running', job_id = :job_id WHERE id = :id AND state = 'checked'

-- name: vendor_import_end :exec scope=system
UPDATE vendor_import_file SET version = version + 1, state = 'done', body = :empty WHERE id = :id

-- name: vendor_import_files :many scope=system
SELECT id, created_at, file_name, state FROM vendor_import_file WHERE kind = :kind ORDER BY id DESC LIMIT 20

-- name: vendor_import_row_add :exec scope=system
INSERT INTO vendor_import_row (import_id, line, name, outcome, what_id, problem)
VALUES (:import_id, :line, :name, :outcome, :what_id?, :problem)
ON CONFLICT (import_id, line) DO NOTHING

-- name: vendor_import_row_get :one scope=system
SELECT outcome FROM vendor_import_row WHERE import_id = :import_id AND line = :line

-- name: vendor_import_rows :many scope=system
SELECT line, name, outcome, what_id, problem FROM vendor_import_row WHERE import_id = :import_id ORDER BY line LIMIT 5000
