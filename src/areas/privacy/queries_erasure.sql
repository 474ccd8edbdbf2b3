-- name: erasure_add :exec scope=system
INSERT INTO erasure (account_id, id, created_at, user_id, asked_by, state, reason, answer, decided_at, done_at, receipt)
SELECT :account_id, :id, :now, :user_id, :asked_by?, 'asked', :reason, '', NULL, NULL, '{}'
WHERE NOT EXISTS (SELECT 1 FROM erasure e WHERE e.user_id = :user_id AND e.state IN ('asked', 'accepted', 'done'))

-- name: erasure_state :one scope=system
SELECT e.state FROM erasure e WHERE e.id = :id AND e.account_id = :account_id

-- name: erasure_decide :exec scope=system
UPDATE erasure SET state = :to_state, answer = :answer, decided_at = :now
WHERE id = :id AND account_id = :account_id AND state = :from_state

-- name: erasure_finish :exec scope=system
UPDATE erasure SET state = 'done', done_at = :now WHERE id = :id AND account_id = :account_id AND state = :from_state

-- name: erasure_receipt :exec scope=system
UPDATE erasure SET receipt = :receipt WHERE id = :id AND account_id = :account_id

-- name: erasure_get :one scope=system
SELECT e.id, e.account_id, e.created_at, e.user_id, e.asked_by, e.state, e.reason, e.answer, e.decided_at, e.done_at,
       e.receipt, a.public_id, a.name AS account_name, u.directory_id, u.first_name, u.last_name, u.email
FROM erasure e
JOIN account a ON a.id = e.account_id
JOIN app_user u ON u.id = e.user_id
WHERE e.id = :id

-- The last that stands for a person; withdrawn ones are over.
-- name: erasure_of_me :many scope=system
SELECT e.id, e.account_id, e.state, e.reason, e.answer
FROM erasure e
WHERE e.user_id = :user_id AND e.state <> 'withdrawn'
ORDER BY e.id DESC
LIMIT 1

-- name: erasure_list :many scope=account
SELECT e.id, e.created_at, e.state, u.first_name, u.last_name, u.email
FROM erasure e
JOIN app_user u ON u.id = e.user_id
WHERE e.account_id = :account AND e.state <> 'withdrawn'
ORDER BY e.id DESC
LIMIT 50

-- People who were removed so long ago and of whom nothing was erased yet, with the oldest account of their directory.
-- name: erasure_due :many scope=system
SELECT m.user_id, m.directory_id, (SELECT a.id FROM account a WHERE a.directory_id = m.directory_id ORDER BY a.created_at, a.id LIMIT 1) AS account_id::id?
FROM directory_member m
JOIN app_user u ON u.id = m.user_id AND u.directory_id = m.directory_id
WHERE m.state = 'removed' AND m.state_at < :before AND u.state = 'removed' AND m.user_id > :after
  AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.user_id = m.user_id AND e.state IN ('asked', 'accepted', 'done'))
ORDER BY m.user_id
LIMIT 50
