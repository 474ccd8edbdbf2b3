-- The newest notes of the account.
-- name: example_notes :many scope=account
SELECT id, created_at, body
FROM example_note
WHERE account_id = :account
ORDER BY id DESC
LIMIT 50

-- name: example_note_add :exec scope=account
INSERT INTO example_note (account_id, id, created_at, body)
VALUES (:account, :id, :now, :body)
