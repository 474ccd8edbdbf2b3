-- The work queue of the vendor's staff. See work.h.

-- name: work_add :exec scope=system
INSERT INTO work_item (id, created_at, version, kind, state, due_at, account_id, subject_id, assigned_to, priority, market, language, outcome, ref)
SELECT :id, :now, 1, :kind, 'open', :due_at, a.id, :subject_id, :assigned_to?, :priority, a.country, :language, '', :ref
FROM account a
WHERE a.id = :account_id
  AND NOT EXISTS (SELECT 1 FROM work_item w WHERE w.kind = :kind AND w.subject_id = :subject_id AND w.account_id = a.id AND w.state = 'open')

-- name: work_close :exec scope=system
UPDATE work_item
SET state = 'done', done_at = :now, done_by = :done_by?, outcome = :outcome, version = version + 1
WHERE kind = :kind AND subject_id = :subject_id AND state = 'open'
[account: AND account_id = :account_id]

-- name: work_change :exec scope=system
UPDATE work_item
SET assigned_to = :assigned_to?, due_at = :due_at, priority = :priority, version = version + 1
WHERE kind = :kind AND subject_id = :subject_id AND state = 'open'

-- name: work_get :one scope=operator
SELECT w.id, w.kind, w.state, w.account_id, w.subject_id, w.assigned_to, a.public_id, a.name
FROM work_item w
JOIN account a ON a.id = w.account_id
WHERE w.id = :id

-- name: work_of_subject :one scope=operator
SELECT w.id, w.state, w.due_at, w.assigned_to, u.first_name, u.last_name
FROM work_item w
LEFT JOIN app_user u ON u.id = w.assigned_to
WHERE w.kind = :kind AND w.subject_id = :subject_id AND w.state = 'open'

-- One that was ticked, whether it still waits or not.
-- name: work_picked :one scope=operator
SELECT w.id, w.state, w.outcome, w.done_by, w.account_id, w.subject_id, w.ref, a.name, a.public_id, a.partner_id
FROM work_item w
JOIN account a ON a.id = w.account_id
WHERE w.id = :id AND w.kind = :kind

-- What of these kinds waits or is done. Of several kinds it is read in its order, of one by that kind.
-- name: work_list :page scope=operator order=due(w.due_at,w.id) order=age(w.created_at,w.id)
SELECT w.id, w.kind, w.state, w.due_at, w.created_at, w.done_at, w.subject_id, w.assigned_to, w.priority, w.market, w.language, w.outcome, w.ref,
       a.name, a.public_id, a.partner_id, u.first_name, u.last_name
FROM work_item w
JOIN account a ON a.id = w.account_id
LEFT JOIN app_user u ON u.id = w.assigned_to
WHERE w.state = :state AND {sqlite: +w.kind}{pg: w.kind} IN (:kinds...)
[kind: AND w.kind = :kind]
[of: AND w.assigned_to = :assigned_to]
[free: AND w.assigned_to IS NULL]
[late: AND w.due_at < :due_to]
[market: AND w.market = :market]
[language: AND w.language = :language]

-- How much of each kind waits, and how much of it is late.
-- name: work_counts :many scope=operator
SELECT w.kind, count(*) AS n::int, sum(CASE WHEN w.due_at < :now THEN 1 ELSE 0 END) AS late::int
FROM work_item w
WHERE w.state = 'open' AND w.kind IN (:kinds...)
GROUP BY w.kind
ORDER BY w.kind
LIMIT 100

-- What came in, by day (of UTC) since the epoch.
-- name: work_came :many scope=operator
SELECT w.created_at / 86400000000 AS day::int, count(*) AS n::int
FROM work_item w
WHERE w.kind IN (:kinds...) AND w.created_at >= :since_low
GROUP BY w.created_at / 86400000000
ORDER BY 1
LIMIT 32

-- name: work_went :many scope=operator
SELECT w.done_at / 86400000000 AS day::int, count(*) AS n::int
FROM work_item w
WHERE w.kind IN (:kinds...) AND w.done_at >= :since_low
GROUP BY w.done_at / 86400000000
ORDER BY 1
LIMIT 32

-- name: work_markets :many scope=operator
SELECT DISTINCT w.market FROM work_item w WHERE w.kind IN (:kinds...) AND w.state = 'open' ORDER BY w.market LIMIT 300

-- name: work_assign :exec scope=operator
UPDATE work_item
SET assigned_to = :assigned_to?, version = version + 1
WHERE id IN (:ids...) AND kind IN (:kinds...) AND state = 'open'

-- How what waits of these accounts stands.
-- name: work_marks :many scope=operator
SELECT w.id, w.account_id, w.subject_id, w.ref, w.due_at, w.created_at, w.priority, u.first_name, u.last_name
FROM work_item w
LEFT JOIN app_user u ON u.id = w.assigned_to
WHERE w.account_id IN (:accounts...) AND w.state = 'open' AND w.kind IN (:kinds...)
ORDER BY w.account_id, w.id
LIMIT 5000

-- The items of these subjects.
-- name: work_of_subjects :many scope=operator
SELECT w.id FROM work_item w
WHERE w.kind IN (:kinds...) AND w.subject_id IN (:subjects...) AND w.state = 'open'
ORDER BY w.id
LIMIT 500

-- What these are, for kinds that note themselves who works on them.
-- name: work_subjects :many scope=operator
SELECT w.kind, w.subject_id
FROM work_item w
WHERE w.id IN (:ids...) AND w.kind IN (:kinds...) AND w.state = 'open'
ORDER BY w.kind, w.id
LIMIT 200

-- The vendor's people and their roles.
-- name: work_staff :many scope=operator
SELECT u.id, u.first_name, u.last_name, g.role
FROM directory d
JOIN role_grant g ON g.directory_id = d.id AND g.account_id IS NULL
JOIN app_user u ON u.id = g.user_id
WHERE d.kind = 'operator' AND u.state = 'active'
ORDER BY u.last_name, u.first_name, u.id, g.role
LIMIT 400
