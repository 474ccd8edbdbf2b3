-- A reseller reads what its provider asked for: the account that bills keeps it.
-- name: cqual_list :many scope=account
SELECT q.account_id, q.id, q.customer_id, q.kind, q.state, q.since, q.asked_at, q.reason, q.segment, q.website, q.code_number, q.version, ca.name AS customer_name
FROM customer_access ca
JOIN customer_qualification q ON q.account_id = ca.billing_account_id AND q.customer_id = ca.customer_id
WHERE ca.account_id = :account
AND ca.customer_id = :customer
AND ca.state = 'active'
ORDER BY q.kind
LIMIT 10

-- name: cqual_get :one scope=account
SELECT q.account_id, q.id, q.customer_id, q.kind, q.state, q.since, q.asked_at, q.reason, q.segment, q.website, q.code_number, q.version, ca.name AS customer_name
FROM customer_access ca
JOIN customer_qualification q ON q.account_id = ca.billing_account_id AND q.customer_id = ca.customer_id
WHERE ca.account_id = :account
AND ca.state = 'active'
AND q.id = :id

-- name: cqual_add :exec scope=account
INSERT INTO customer_qualification (account_id, id, customer_id, created_at, version, updated_by, kind, state, since, asked_at, reason, segment, website, code_number)
VALUES (:account, :id, :customer, :now, 1, :user, :kind, 'review', :now, :now, '', :segment, :website, :code_number)

-- name: cqual_put :exec scope=account
UPDATE customer_qualification
SET version = version + 1, updated_by = :user, asked_at = :now, segment = :segment, website = :website, code_number = :code_number
WHERE account_id = :account AND customer_id = :customer AND id = :id

-- name: cquals_gone :exec scope=account
DELETE FROM customer_qualification WHERE account_id = :account AND customer_id = :customer

-- name: cqual_state :one scope=system
SELECT q.state FROM customer_qualification q WHERE q.account_id = :account_id AND q.id = :id

-- name: cqual_state_put :exec scope=system
UPDATE customer_qualification
SET version = version + 1, state = :to_state, reason = :reason, since = :now
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- What of a customer counts: for prices and what may be bought.
-- name: cqual_holds :one scope=account
SELECT count(*) AS n::int
FROM customer_access ca
JOIN customer_qualification q ON q.account_id = ca.billing_account_id AND q.customer_id = ca.customer_id
WHERE ca.account_id = :account
AND ca.customer_id = :customer
AND q.kind = :kind
AND q.state = 'approved'

-- name: cqual_queue :page scope=operator order=since(q.since,q.id)
SELECT q.account_id, q.id, q.kind, q.state, q.since, q.reason, q.website, c.company_name, a.name AS account_name, a.partner_id
FROM customer_qualification q
JOIN customer c ON c.id = q.customer_id
JOIN account a ON a.id = q.account_id
WHERE q.since > :since_low
[state: AND q.state = :state]
[kind: AND q.kind = :kind]
[whose: AND EXISTS (SELECT 1 FROM work_item w WHERE w.kind = 'customer_qualification' AND w.subject_id = q.id AND w.state = 'open'
        AND w.due_at < :due_high AND (:anybody::bool OR w.assigned_to IS NOT DISTINCT FROM :assigned_to?::id))]

-- name: cqual_desk_get :one scope=operator
SELECT q.account_id, q.id, q.customer_id, q.kind, q.state, q.since, q.asked_at, q.reason, q.segment, q.website, q.code_number, q.version, c.company_name, c.domain, c.country, c.city,
    a.name AS account_name, a.public_id, a.partner_id
FROM customer_qualification q
JOIN customer c ON c.id = q.customer_id
JOIN account a ON a.id = q.account_id
WHERE q.id = :id

-- name: validation_code_list :many scope=account
SELECT v.number, v.organization, v.most, v.remaining, v.id, v.version
FROM validation_code v
WHERE v.account_id = :account
ORDER BY v.organization, v.number
LIMIT 500

-- One customer fewer for a code.
-- name: validation_code_use :exec scope=account
UPDATE validation_code SET version = version + 1, remaining = remaining - 1
WHERE account_id = :account AND number = :number AND remaining > 0

-- name: validation_code_add :exec scope=operator
INSERT INTO validation_code (account_id, id, number, created_at, version, organization, most, remaining)
VALUES (:account_id, :id, :number, :now, 1, :organization, :most, :most)

-- name: validation_code_queue :page scope=operator order=made(v.created_at,v.id)
SELECT v.id, v.number, v.organization, v.most, v.remaining, v.created_at, a.name AS account_name, a.partner_id
FROM validation_code v
JOIN account a ON a.id = v.account_id
WHERE v.created_at > :made_low

-- name: validation_code_partner :one scope=operator
SELECT a.id, a.name, a.public_id FROM account a WHERE a.partner_id = :partner_id LIMIT 1
