-- name: verification_overall :one scope=system
SELECT v.state, v.since, v.reason, v.passed FROM account_verification v WHERE v.account_id = :account_id

-- name: verification_overall_add :exec scope=system
INSERT INTO account_verification (account_id, created_at, state, since, reason, passed)
VALUES (:account_id, :now, 'pending', :now, '', FALSE)
ON CONFLICT DO NOTHING

-- name: verification_overall_put :exec scope=system
UPDATE account_verification
SET state = :to_state, since = :now, reason = :reason, passed = (passed OR :to_state = 'accepted')
WHERE account_id = :account_id AND state = :from_state

-- Whatever was worked out of the account's rights is worked out anew, in its locations too.
-- name: verification_rights_moved :exec scope=system
UPDATE account SET rights_version = rights_version + 1 WHERE id = :account_id OR parent_id = :account_id

-- The company of a location, or the account itself.
-- name: verification_company :one scope=account
SELECT coalesce(a.parent_id, a.id) AS id::id FROM account a WHERE a.id = :account

-- What is checked: of the account and of its legal info, empty where there is none yet.
-- name: verification_legal :one scope=system
SELECT a.public_id, a.name, a.country, a.partner_id, a.locale,
       coalesce(l.legal_name, '') AS legal_name::text, coalesce(l.line1, '') AS line1::text, coalesce(l.line2, '') AS line2::text,
       coalesce(l.city, '') AS city::text, coalesce(l.state, '') AS state::text, coalesce(l.postal_code, '') AS postal_code::text,
       coalesce(l.registration_id, '') AS registration_id::text, coalesce(l.tax_id, '') AS tax_id::text,
       coalesce(l.first_name, '') AS first_name::text, coalesce(l.last_name, '') AS last_name::text,
       coalesce(l.email, '') AS email::text, coalesce(l.phone, '') AS phone::text, l.updated_at
FROM account a
LEFT JOIN legal_profile l ON l.account_id = a.id
WHERE a.id = :account_id

-- name: verification_checks :many scope=system
SELECT c.id, c.kind, c.state, c.since, c.reason, c.wants, c.facts, c.first_by, c.first_at
FROM verification_check c
WHERE c.account_id = :account_id
ORDER BY c.kind
LIMIT 5

-- name: verification_check_add :exec scope=system
INSERT INTO verification_check (account_id, id, created_at, version, kind, state, since, reason, wants, facts)
VALUES (:account_id, :id, :now, 1, :kind, 'needed', :now, '', '', '')
ON CONFLICT DO NOTHING

-- name: verification_check_state :one scope=system
SELECT c.kind, c.state FROM verification_check c WHERE c.id = :id AND c.account_id = :account_id

-- name: verification_check_put :exec scope=system
UPDATE verification_check
SET state = :to_state, since = :now, reason = :reason, version = version + 1, first_by = NULL, first_at = NULL
WHERE id = :id AND account_id = :account_id AND state = :from_state

-- name: verification_check_wants :exec scope=system
UPDATE verification_check SET wants = :wants WHERE id = :id AND account_id = :account_id

-- name: verification_check_facts :exec scope=system
UPDATE verification_check SET facts = :facts WHERE id = :id AND account_id = :account_id

-- The first of two who accept it.
-- name: verification_check_first :exec scope=operator
UPDATE verification_check
SET first_by = :user, first_at = :now, version = version + 1
WHERE id = :id AND account_id = :account_id AND first_by IS NULL

-- name: verification_documents :many scope=system
SELECT d.id, d.created_at, d.file_id, d.kind, d.name, d.size, d.note, u.first_name, u.last_name
FROM verification_document d
JOIN app_user u ON u.id = d.user_id
WHERE d.check_id = :check_id AND d.account_id = :account_id
ORDER BY d.id DESC
LIMIT 100

-- name: verification_document_add :exec scope=account
INSERT INTO verification_document (account_id, id, created_at, check_id, file_id, user_id, kind, name, size, note)
VALUES (:account, :id, :now, :check_id, :file_id, :user, :kind, :name, :size, :note)

-- name: verification_document_find :one scope=system
SELECT d.account_id, d.file_id FROM verification_document d WHERE d.id = :id AND d.check_id = :check_id

-- name: verification_code :one scope=system
SELECT c.sent_at, c.expires_at, c.email, c.code_hash, c.tries, c.day_at, c.day_sent FROM verification_code c WHERE c.account_id = :account_id

-- name: verification_code_put :exec scope=system
INSERT INTO verification_code (account_id, created_at, sent_at, expires_at, email, code_hash, tries, day_at, day_sent)
VALUES (:account_id, :now, :wall, :expires_at, :email, :code_hash, 0, :day_at, :day_sent)
ON CONFLICT (account_id) DO UPDATE
SET sent_at = excluded.sent_at, expires_at = excluded.expires_at, email = excluded.email, code_hash = excluded.code_hash, tries = 0,
    day_at = excluded.day_at, day_sent = excluded.day_sent

-- name: verification_code_tried :exec scope=system
UPDATE verification_code SET tries = tries + 1 WHERE account_id = :account_id

-- name: verification_code_drop :exec scope=system
DELETE FROM verification_code WHERE account_id = :account_id

-- The vendor's queue.
-- name: verification_queue :page scope=operator order=since(c.since,c.id)
SELECT c.id, c.account_id, c.kind, c.state, c.since, c.first_by, a.name, a.public_id, a.partner_id, a.country,
       w.due_at, w.assigned_to, u.first_name, u.last_name
FROM verification_check c
JOIN account a ON a.id = c.account_id
LEFT JOIN work_item w ON w.account_id = c.account_id AND w.subject_id = c.id AND w.state = 'open'
LEFT JOIN app_user u ON u.id = w.assigned_to
WHERE c.state IN (:states...)
[kind: AND c.kind = :kind]
[country: AND a.country = :country]
[mine: AND w.assigned_to = :assigned_to]
[free: AND w.assigned_to IS NULL]
[late: AND w.due_at < :due_to]

-- name: verification_counts :many scope=operator
SELECT c.state, count(*) AS n::int FROM verification_check c GROUP BY c.state ORDER BY c.state LIMIT 10

-- name: verification_countries :many scope=operator
SELECT DISTINCT a.country FROM verification_check c JOIN account a ON a.id = c.account_id ORDER BY a.country LIMIT 300

-- name: verification_check_find :one scope=operator
SELECT c.id, c.account_id, c.kind, c.state, c.since, c.reason, c.wants, c.facts, c.first_by, c.first_at,
       f.first_name AS first_first_name, f.last_name AS first_last_name
FROM verification_check c
LEFT JOIN app_user f ON f.id = c.first_by
WHERE c.id = :id

-- name: verification_some :many scope=operator
SELECT c.id, c.account_id, c.kind, c.state FROM verification_check c WHERE c.id IN (:ids...) ORDER BY c.id LIMIT 100

-- name: verification_standing :one scope=system
SELECT s.state, s.reason FROM account_standing s WHERE s.account_id = :account_id

-- name: verification_suspension_add :exec scope=system
INSERT INTO verification_suspension (account_id, created_at, was, reason)
VALUES (:account_id, :now, :was, :reason)
ON CONFLICT (account_id) DO UPDATE SET created_at = excluded.created_at, was = excluded.was, reason = excluded.reason

-- The suspension of a rejected verification, as long as it is the one that stands.
-- name: verification_suspension :one scope=system
SELECT x.was, x.reason
FROM verification_suspension x
JOIN account_standing s ON s.account_id = x.account_id AND s.state = 'suspended' AND s.since = x.created_at
WHERE x.account_id = :account_id

-- name: verification_suspension_drop :exec scope=system
DELETE FROM verification_suspension WHERE account_id = :account_id

-- Work on these checks becomes the actor's.
-- A company by its public id.
-- name: verification_account :one scope=operator
SELECT a.id, a.name FROM account a WHERE a.public_id = :public_id AND a.parent_id IS NULL
