-- Requests of one person, newest word first.
-- name: support_mine :page scope=account order=last(r.last_at,r.id)
SELECT r.id, r.number, r.created_at, r.summary, r.workspace, r.severity, r.state, r.last_at, r.last_by, r.creator_name
FROM support_request r
WHERE r.account_id = :account AND r.creator_id = :user
[state: AND r.state = :state]

-- Of everybody in the account, for its admins where the vendor lets them.
-- name: support_all :page scope=account order=last(r.last_at,r.id)
SELECT r.id, r.number, r.created_at, r.summary, r.workspace, r.severity, r.state, r.last_at, r.last_by, r.creator_name
FROM support_request r
WHERE r.account_id = :account
[state: AND r.state = :state]

-- name: support_get :one scope=account
SELECT r.account_id, r.id, r.created_at, r.version, r.number, r.creator_id, r.creator_name, r.customer_id, r.state, r.reason,
       r.severity, r.workspace, r.problem, r.language, r.summary, r.email, r.phone, r.assigned_id, r.owed, r.due_at,
       r.answered_at, r.escalated_at, r.last_at, r.last_by, r.closed_at, r.partner_ref
FROM support_request r
WHERE r.account_id = :account AND r.id = :id

-- How many of a person's requests are not closed, and how many wait for them.
-- name: support_open :one scope=account
SELECT count(*) AS n::int, coalesce(sum(CASE WHEN r.state = 'attention_needed' THEN 1 ELSE 0 END), 0) AS asked::int
FROM support_request r
WHERE r.account_id = :account AND r.creator_id = :user AND r.state <> 'closed'

-- name: support_add :exec scope=account
INSERT INTO support_request (account_id, id, created_at, version, number, creator_id, creator_name, customer_id, state, reason,
                             severity, workspace, problem, language, summary, email, phone, assigned_id, owed, due_at,
                             answered_at, escalated_at, last_at, last_by, closed_at, partner_ref)
VALUES (:account, :id, :now, 1, :number, :user, :creator_name, :customer_id?, 'open', '', :severity, :workspace, :problem,
        :language, :summary, :email, :phone, NULL, TRUE, :due_at, NULL, NULL, :now, 'partner', NULL, :partner_ref)

-- What was said that the partner may read, oldest first.
-- name: support_said :many scope=account
SELECT m.id, m.created_at, m.kind, m.author_name, m.body
FROM support_message m
WHERE m.account_id = :account AND m.request_id = :request_id AND m.kind <> 'note'
ORDER BY m.created_at, m.id
LIMIT 500

-- name: support_said_of :one scope=account
SELECT count(*) AS n::int FROM support_message m WHERE m.account_id = :account AND m.request_id = :request_id

-- name: support_message_add :exec scope=account
INSERT INTO support_message (account_id, request_id, id, created_at, kind, author_id, author_name, body)
VALUES (:account, :request_id, :id, :now, :kind, :author_id?, :author_name, :body)

-- The partner wrote: the vendor owes an answer; if it did already, by the time it had.
-- name: support_heard :exec scope=account
UPDATE support_request
SET version = version + 1, last_at = :now, last_by = 'partner', due_at = CASE WHEN owed THEN due_at ELSE :due_at::time END, owed = TRUE
WHERE account_id = :account AND id = :id

-- The vendor wrote, or a request was closed: nothing is owed.
-- name: support_answered :exec scope=account
UPDATE support_request
SET version = version + 1, last_at = :now, last_by = :last_by, owed = FALSE, answered_at = coalesce(answered_at, :answered_at?::time)
WHERE account_id = :account AND id = :id

-- name: support_escalate :exec scope=account
UPDATE support_request
SET version = version + 1, escalated_at = :now, severity = 'critical', due_at = :due_at, owed = TRUE
WHERE account_id = :account AND id = :id AND escalated_at IS NULL AND state <> 'closed'

-- name: support_state :one scope=system
SELECT r.state FROM support_request r WHERE r.account_id = :account_id AND r.id = :id

-- name: support_state_put :exec scope=system
UPDATE support_request
SET version = version + 1, state = :to_state, reason = :reason, closed_at = :closed_at?
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- What the clock closes: who and when.
-- name: support_waiting :one scope=system
SELECT r.account_id, r.id, r.state, r.last_at, r.number, r.creator_id, r.summary, r.language, a.public_id
FROM support_request r
JOIN account a ON a.id = r.account_id
WHERE r.id = :id

-- The vendor's queue, in the order in which answers are due.
-- name: support_queue :page scope=operator order=due(r.due_at,r.id)
SELECT r.id, r.account_id, r.number, r.created_at, r.summary, r.workspace, r.problem, r.language, r.severity, r.state, r.owed, r.due_at,
       r.answered_at, r.escalated_at, r.last_at, r.last_by, r.creator_name, r.assigned_id, a.name AS account_name,
       coalesce(u.first_name || ' ' || u.last_name, '') AS assigned_name::text
FROM support_request r
JOIN account a ON a.id = r.account_id
LEFT JOIN app_user u ON u.id = r.assigned_id
WHERE r.due_at > :due_low
[state: AND r.state = :state]
[workspace: AND r.workspace = :workspace]
[language: AND r.language = :language]
[severity: AND r.severity = :severity]
[assigned: AND r.assigned_id IS NOT DISTINCT FROM :assigned_id?::id]
[late: AND r.owed AND r.due_at < :due_to]

-- name: support_desk_get :one scope=operator
SELECT r.account_id, r.id, r.created_at, r.version, r.number, r.creator_id, r.creator_name, r.customer_id, r.state, r.reason,
       r.severity, r.workspace, r.problem, r.language, r.summary, r.email, r.phone, r.assigned_id, r.owed, r.due_at,
       r.answered_at, r.escalated_at, r.last_at, r.last_by, r.closed_at, r.partner_ref, a.name AS account_name, a.public_id, a.partner_id
FROM support_request r
JOIN account a ON a.id = r.account_id
WHERE r.id = :id

-- name: support_desk_said :many scope=operator
SELECT m.id, m.created_at, m.kind, m.author_name, m.body
FROM support_message m
WHERE m.account_id = :account_id AND m.request_id = :request_id
ORDER BY m.created_at, m.id
LIMIT 500

-- How much waits, by severity.
-- name: support_counts :many scope=operator
SELECT r.severity, count(*) AS n::int, coalesce(sum(CASE WHEN r.owed AND r.due_at < :now THEN 1 ELSE 0 END), 0) AS late::int
FROM support_request r
WHERE r.state = 'open'
GROUP BY r.severity
ORDER BY r.severity
LIMIT 10

-- name: support_transfer :exec scope=operator
UPDATE support_request
SET version = version + 1, assigned_id = :assigned_id?, workspace = :workspace, severity = :severity, due_at = :due_at
WHERE id = :id AND version = :version

-- name: support_assign :exec scope=operator
UPDATE support_request SET version = version + 1, assigned_id = :assigned_id? WHERE id IN (:ids...)

-- Who can work on requests.
-- name: support_staff :many scope=operator
SELECT DISTINCT u.id, u.first_name, u.last_name
FROM directory d
JOIN role_grant g ON g.directory_id = d.id
JOIN app_user u ON u.id = g.user_id
WHERE d.kind = 'operator' AND g.role IN ('operator_admin', 'operator_support') AND u.state = 'active'
ORDER BY u.last_name, u.first_name, u.id
LIMIT 200

-- For the API, newest first. An offset is walked: the list is a person's, or an account's where admins may.
-- name: support_api :many scope=account
SELECT r.account_id, r.id, r.created_at, r.version, r.number, r.creator_id, r.creator_name, r.customer_id, r.state, r.reason,
       r.severity, r.workspace, r.problem, r.language, r.summary, r.email, r.phone, r.assigned_id, r.owed, r.due_at,
       r.answered_at, r.escalated_at, r.last_at, r.last_by, r.closed_at, r.partner_ref
FROM support_request r
WHERE r.account_id = :account
[mine: AND r.creator_id = :creator_id]
[customer: AND r.customer_id = :customer_id]
[state: AND r.state = :state]
ORDER BY r.last_at DESC, r.id DESC
LIMIT :max OFFSET :skip::int

-- How many of these there are; more than 10,000 are not counted.
-- name: support_api_count :one scope=account
SELECT count(*) AS n::int
FROM (SELECT r.id
      FROM support_request r
      WHERE r.account_id = :account
[mine:  AND r.creator_id = :creator_id]
[customer:  AND r.customer_id = :customer_id]
[state:  AND r.state = :state]
      LIMIT 10001) AS counted

-- Who a token acts for.
-- name: support_person :one scope=self
SELECT u.first_name, u.last_name, u.email FROM app_user u WHERE u.id = :user

-- --- answers that are written once ---

-- name: support_canned_list :many scope=operator
SELECT c.id, c.workspace, c.updated_at, c.version, c.title_id, c.body_id
FROM support_canned c
[workspace: WHERE c.workspace IN ('', :workspace)]
ORDER BY c.workspace, c.id
LIMIT 200

-- name: support_canned_get :one scope=operator
SELECT c.id, c.workspace, c.updated_at, c.version, c.title_id, c.body_id FROM support_canned c WHERE c.id = :id

-- name: support_canned_count :one scope=operator
SELECT count(*) AS n::int FROM support_canned

-- name: support_canned_add :exec scope=operator
INSERT INTO support_canned (id, created_at, updated_at, version, workspace, title_id, body_id)
VALUES (:id, :now, :now, 1, :workspace, :title_id, :body_id)

-- name: support_canned_save :exec scope=operator
UPDATE support_canned SET updated_at = :now, version = version + 1, workspace = :workspace WHERE id = :id AND version = :version

-- name: support_canned_drop :exec scope=operator
DELETE FROM support_canned WHERE id = :id

-- --- service health ---

-- Open ones, or those that are over since a day; the newest first.
-- name: support_incidents :many scope=system
SELECT i.id, i.created_at, i.version, i.workspace, i.kind, i.state, i.resolved_at, i.title_id
FROM support_incident i
WHERE i.state = :state
[since: AND i.resolved_at >= :since_low]
ORDER BY i.created_at DESC, i.id DESC
LIMIT 50

-- name: support_incident_get :one scope=system
SELECT i.id, i.created_at, i.version, i.workspace, i.kind, i.state, i.resolved_at, i.title_id
FROM support_incident i
WHERE i.id = :id

-- name: support_incidents_open :one scope=system
SELECT count(*) AS n::int FROM support_incident i WHERE i.state = 'open'

-- name: support_incident_words :many scope=system
SELECT w.id, w.created_at, w.incident_id, w.resolves, w.body_id
FROM support_incident_word w
WHERE w.incident_id IN (:incidents...)
ORDER BY w.incident_id, w.id DESC
LIMIT 400

-- name: support_incident_add :exec scope=operator
INSERT INTO support_incident (id, created_at, version, workspace, kind, state, resolved_at, title_id)
VALUES (:id, :now, 1, :workspace, :kind, 'open', NULL, :title_id)

-- name: support_incident_save :exec scope=operator
UPDATE support_incident SET version = version + 1, kind = :kind, state = :state, resolved_at = :resolved_at?
WHERE id = :id AND state = 'open'

-- name: support_incident_word_add :exec scope=operator
INSERT INTO support_incident_word (id, created_at, incident_id, resolves, body_id)
VALUES (:id, :now, :incident_id, :resolves, :body_id)

-- Accounts that are told of it, in the order of their ids.
-- name: support_accounts :many scope=system
SELECT a.id, a.public_id
FROM account a
WHERE a.parent_id IS NULL AND a.state = 'active' AND a.id > :after
ORDER BY a.id
LIMIT :max::int

-- The numbers a request can be about: the account's, and its locations'.
-- name: support_partner_ids :many scope=account
SELECT a.partner_id, a.name, a.city
FROM account a
WHERE a.id = :account OR a.parent_id = :account
ORDER BY CASE WHEN a.id = :account THEN 0 ELSE 1 END, a.name, a.id
LIMIT 200

-- --- files of messages ---

-- Those that the partner may have, oldest first.
-- name: support_files :many scope=account
SELECT f.id, f.message_id, f.name, f.size
FROM support_file f
JOIN support_message m ON m.id = f.message_id AND m.account_id = f.account_id
WHERE f.account_id = :account AND f.request_id = :request_id AND m.kind <> 'note'
ORDER BY f.created_at, f.id
LIMIT 200

-- name: support_file_get :one scope=account
SELECT f.file_id
FROM support_file f
JOIN support_message m ON m.id = f.message_id AND m.account_id = f.account_id
WHERE f.account_id = :account AND f.request_id = :request_id AND f.id = :id AND m.kind <> 'note'

-- name: support_file_count :one scope=account
SELECT count(*) AS n::int FROM support_file f WHERE f.account_id = :account AND f.request_id = :request_id

-- name: support_file_add :exec scope=account
INSERT INTO support_file (account_id, request_id, message_id, id, created_at, file_id, name, size)
VALUES (:account, :request_id, :message_id, :id, :now, :file_id, :name, :size)

-- name: support_desk_files :many scope=operator
SELECT f.id, f.message_id, f.name, f.size
FROM support_file f
WHERE f.account_id = :account_id AND f.request_id = :request_id
ORDER BY f.created_at, f.id
LIMIT 200

-- name: support_desk_file_get :one scope=operator
SELECT f.account_id, f.file_id FROM support_file f WHERE f.request_id = :request_id AND f.id = :id

-- --- appointments ---

-- Of a request, the newest first.
-- name: support_appointments :many scope=account
SELECT p.id, p.state, p.starts_at, p.minutes, p.way
FROM support_appointment p
WHERE p.account_id = :account AND p.request_id = :request_id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20

-- How many there are, and how many of them still stand.
-- name: support_appointment_count :one scope=account
SELECT count(*) AS n::int, coalesce(sum(CASE WHEN p.state NOT IN ('cancelled', 'over') THEN 1 ELSE 0 END), 0) AS standing::int
FROM support_appointment p
WHERE p.account_id = :account AND p.request_id = :request_id

-- name: support_appointment_get :one scope=account
SELECT p.account_id, p.request_id, p.id, p.creator_id, p.version, p.state, p.reason, p.starts_at, p.minutes, p.zone, p.way, p.place, p.sequence
FROM support_appointment p
WHERE p.account_id = :account AND p.id = :id

-- name: support_appointment_add :exec scope=account
INSERT INTO support_appointment (account_id, request_id, id, created_at, creator_id, version, state, reason, starts_at, minutes, zone, way, place, sequence)
VALUES (:account, :request_id, :id, :now, :user, 1, 'proposed', '', :starts_at, :minutes, :zone, :way, :place, 0)

-- Another time or place; the state is the machine's.
-- name: support_appointment_put :exec scope=account
UPDATE support_appointment
SET version = version + 1, starts_at = :starts_at, minutes = :minutes, place = :place, sequence = sequence + 1
WHERE account_id = :account AND id = :id AND version = :version

-- name: support_appointment_raise :exec scope=account
UPDATE support_appointment SET sequence = sequence + 1 WHERE account_id = :account AND id = :id

-- name: support_appointment_state :one scope=system
SELECT p.state FROM support_appointment p WHERE p.account_id = :account_id AND p.id = :id

-- name: support_appointment_state_put :exec scope=system
UPDATE support_appointment SET version = version + 1, state = :to_state, reason = :reason
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- What the clock ends.
-- name: support_appointment_clock :one scope=system
SELECT p.account_id, p.request_id, p.id, p.creator_id, p.state, p.starts_at, p.minutes, p.place, p.sequence
FROM support_appointment p
WHERE p.id = :id

-- name: support_desk_appointment_get :one scope=operator
SELECT p.account_id, p.request_id, p.id, p.creator_id, p.version, p.state, p.reason, p.starts_at, p.minutes, p.zone, p.way, p.place, p.sequence
FROM support_appointment p
WHERE p.id = :id

-- name: support_desk_appointments :many scope=operator
SELECT p.id, p.state, p.starts_at, p.minutes, p.way
FROM support_appointment p
WHERE p.account_id = :account_id AND p.request_id = :request_id
ORDER BY p.created_at DESC, p.id DESC
LIMIT 20
