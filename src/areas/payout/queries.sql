-- --- an account's profiles ---

-- By kind and name; at most PAYOUT_PROFILES_MAX of a kind are made.
-- name: payout_list :many scope=account
SELECT p.id, p.version, p.updated_at, p.kind, p.name, p.state, p.since, p.reason, p.country, p.holder, p.form, p.method, p.currency,
       p.bank, p.bic, p.last4, p.checked, p.treaty, p.withholding, p.signed_by, p.signed_at, p.expires_at
FROM payout_profile p
WHERE p.account_id = :account
ORDER BY p.kind, p.name_key, p.id
LIMIT 200

-- name: payout_get :one scope=account
SELECT p.account_id, p.id, p.version, p.updated_at, p.kind, p.name, p.state, p.since, p.reason, p.country, p.holder, p.form,
       p.method, p.currency, p.bank, p.bic, p.last4, p.checked, p.treaty, p.withholding, p.signed_by, p.signed_at,
       p.expires_at
FROM payout_profile p
WHERE p.account_id = :account AND p.id = :id

-- name: payout_taken :one scope=account
SELECT count(*) AS all_n::int, coalesce(sum(CASE WHEN p.name_key = :name_key AND p.id <> :id THEN 1 ELSE 0 END), 0) AS same_n::int
FROM payout_profile p
WHERE p.account_id = :account AND p.kind = :kind

-- name: payout_add :exec scope=account
INSERT INTO payout_profile (account_id, id, created_at, version, updated_at, updated_by, kind, name, name_key, state, since,
                            reason, country, holder, form, method, currency, bank, bic, number_sealed, last4, checked, treaty,
                            withholding, signed_by, signed_at, expires_at, warned_at)
VALUES (:account, :id, :now, 1, :now, :user, :kind, :name, :name_key, 'pending', :now, '', :country, :holder, :form, :method,
        :currency, :bank, :bic, :number_sealed, :last4, :checked, :treaty, :withholding, :signed_by, :signed_at?, NULL, NULL)
ON CONFLICT (account_id, kind, name_key) DO NOTHING

-- name: payout_put :exec scope=account
UPDATE payout_profile
SET version = version + 1, updated_at = :now, updated_by = :user, name = :name, name_key = :name_key, country = :country,
    holder = :holder, form = :form, method = :method, currency = :currency, bank = :bank, bic = :bic,
    number_sealed = :number_sealed, last4 = :last4, checked = :checked, treaty = :treaty, withholding = :withholding,
    signed_by = :signed_by, signed_at = :signed_at?
WHERE account_id = :account AND id = :id AND version = :version

-- name: payout_rename :exec scope=account
UPDATE payout_profile
SET version = version + 1, updated_at = :now, updated_by = :user, name = :name, name_key = :name_key
WHERE account_id = :account AND id = :id AND version = :version

-- name: payout_sealed :one scope=account
SELECT p.number_sealed FROM payout_profile p WHERE p.account_id = :account AND p.id = :id

-- What an account still has to do.
-- name: payout_standing :many scope=account
SELECT p.kind, p.state, count(*) AS n::int
FROM payout_profile p
WHERE p.account_id = :account
GROUP BY p.kind, p.state
ORDER BY p.kind, p.state
LIMIT 20

-- --- the machine ---

-- name: payout_state :one scope=system
SELECT p.state, p.kind FROM payout_profile p WHERE p.account_id = :account_id AND p.id = :id

-- name: payout_state_put :exec scope=system
UPDATE payout_profile
SET version = version + 1, state = :to_state, since = :now, reason = :reason
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- Holds the row as it was looked at until the unit ends; what changed since is not it any more.
-- name: payout_looked_at :exec scope=system
UPDATE payout_profile SET version = version + 1 WHERE account_id = :account_id AND id = :id AND version = :version

-- name: payout_terms_put :exec scope=system
UPDATE payout_profile
SET withholding = :withholding, expires_at = :expires_at?, warned_at = NULL
WHERE account_id = :account_id AND id = :id

-- name: payout_warned_put :exec scope=system
UPDATE payout_profile SET warned_at = :now WHERE account_id = :account_id AND id = :id

-- What the clock looks at.
-- name: payout_clock :one scope=system
SELECT p.account_id, p.name, p.kind, p.state, p.expires_at, p.warned_at, a.public_id
FROM payout_profile p
JOIN account a ON a.id = p.account_id
WHERE p.id = :id

-- --- the vendor's desk ---

-- name: payout_queue :page scope=operator order=since(p.since,p.id)
SELECT p.account_id, p.id, p.version, p.kind, p.name, p.state, p.since, p.reason, p.country, p.currency, p.form, p.method,
       p.last4, p.checked, p.expires_at, a.name AS account_name, a.public_id, a.partner_id
FROM payout_profile p
JOIN account a ON a.id = p.account_id
WHERE p.since > :since_low
[state: AND p.state = :state]
[kind: AND p.kind = :kind]
[country: AND p.country = :country]
[whose: AND EXISTS (SELECT 1 FROM work_item w WHERE w.kind = 'payout_profile' AND w.subject_id = p.id AND w.state = 'open'
        AND w.due_at < :due_high AND (:anybody::bool OR w.assigned_to IS NOT DISTINCT FROM :assigned_to?::id))]

-- name: payout_queue_countries :many scope=operator
SELECT DISTINCT p.country FROM payout_profile p ORDER BY p.country LIMIT 300

-- name: payout_counts :many scope=operator
SELECT p.kind, p.state, count(*) AS n::int FROM payout_profile p GROUP BY p.kind, p.state ORDER BY p.kind, p.state LIMIT 20

-- name: payout_desk_get :one scope=operator
SELECT p.account_id, p.id, p.version, p.updated_at, p.kind, p.name, p.state, p.since, p.reason, p.country, p.holder, p.form,
       p.method, p.currency, p.bank, p.bic, p.last4, p.checked, p.treaty, p.withholding, p.signed_by, p.signed_at,
       p.expires_at, a.name AS account_name, a.public_id, a.partner_id, a.country AS account_country
FROM payout_profile p
JOIN account a ON a.id = p.account_id
WHERE p.id = :id

-- --- assignment ---

-- The account and its locations.
-- name: payout_places :many scope=account exempt="locations of an account are accounts of their own"
SELECT l.id, l.name, l.city, l.public_id, CASE WHEN l.id = :account THEN 0 ELSE 1 END AS place::int
FROM account l
WHERE (l.id = :account OR l.parent_id = :account) AND l.state <> 'closed'
ORDER BY place, l.name, l.id
LIMIT 200

-- Programs that the account stands in.
-- name: payout_programs :many scope=account
SELECT p.program, p.state FROM account_program p WHERE p.account_id = :account AND p.state <> 'ended' ORDER BY p.program LIMIT 200

-- name: payout_assigned :many scope=account
SELECT s.program, s.location_id, s.version, s.updated_at, s.currency, s.held, s.bank_id, s.tax_id
FROM payout_assignment s
WHERE s.account_id = :account
ORDER BY s.program, s.location_id
LIMIT 5000

-- name: payout_assign_add :exec scope=account
INSERT INTO payout_assignment (account_id, program, location_id, created_at, version, updated_at, updated_by, bank_id, tax_id,
                               currency, held)
VALUES (:account, :program, :location_id, :now, 1, :now, :user, :bank_id, :tax_id, :currency, :held)
ON CONFLICT (account_id, program, location_id) DO NOTHING

-- name: payout_assign_put :exec scope=account
UPDATE payout_assignment
SET version = version + 1, updated_at = :now, updated_by = :user, bank_id = :bank_id, tax_id = :tax_id, currency = :currency,
    held = :held
WHERE account_id = :account AND program = :program AND location_id = :location_id AND version = :version

-- Programs without an assignment for the account itself.
-- name: payout_unassigned :many scope=account
SELECT p.program
FROM account_program p
WHERE p.account_id = :account AND p.state <> 'ended'
  AND NOT EXISTS (SELECT 1 FROM payout_assignment s WHERE s.account_id = :account AND s.program = p.program AND s.location_id = :account)
ORDER BY p.program
LIMIT 200

-- --- tax exemptions ---

-- name: exemption_list :many scope=account
SELECT e.account_id, e.id, e.version, e.updated_at, e.state, e.since, e.reason, e.region, e.number, e.valid_from, e.valid_until,
       e.file_id, e.file_name
FROM tax_exemption e
WHERE e.account_id = :account
ORDER BY e.valid_until DESC, e.id DESC
LIMIT 100

-- name: exemption_get :one scope=account
SELECT e.account_id, e.id, e.version, e.updated_at, e.state, e.since, e.reason, e.region, e.number, e.valid_from, e.valid_until,
       e.file_id, e.file_name
FROM tax_exemption e
WHERE e.account_id = :account AND e.id = :id

-- name: exemption_count :one scope=account
SELECT count(*) AS n::int FROM tax_exemption e WHERE e.account_id = :account

-- name: exemption_add :exec scope=account
INSERT INTO tax_exemption (account_id, id, created_at, version, updated_at, updated_by, state, since, reason, region, number,
                           valid_from, valid_until, file_id, file_name, warned_at)
VALUES (:account, :id, :now, 1, :now, :user, 'pending', :now, '', :region, :number, :valid_from, :valid_until, :file_id, :file_name,
        NULL)

-- name: exemption_put :exec scope=account
UPDATE tax_exemption
SET version = version + 1, updated_at = :now, updated_by = :user, region = :region, number = :number, valid_from = :valid_from,
    valid_until = :valid_until, file_id = :file_id, file_name = :file_name, warned_at = NULL
WHERE account_id = :account AND id = :id AND version = :version

-- name: exemption_state :one scope=system
SELECT e.state FROM tax_exemption e WHERE e.account_id = :account_id AND e.id = :id

-- name: exemption_state_put :exec scope=system
UPDATE tax_exemption
SET version = version + 1, state = :to_state, since = :now, reason = :reason
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- Holds the row as it was looked at until the unit ends.
-- name: exemption_looked_at :exec scope=system
UPDATE tax_exemption SET version = :version WHERE account_id = :account_id AND id = :id AND version = :version

-- name: exemption_warned_put :exec scope=system
UPDATE tax_exemption SET warned_at = :now WHERE account_id = :account_id AND id = :id

-- name: exemption_clock :one scope=system
SELECT e.account_id, e.region, e.number, e.state, e.valid_until, e.warned_at, a.public_id
FROM tax_exemption e
JOIN account a ON a.id = e.account_id
WHERE e.id = :id

-- One that has ended since held in its time.
-- name: exemption_holds :one scope=system
SELECT count(*) AS n::int
FROM tax_exemption e
WHERE e.account_id = :account_id AND e.region IN (:region, :country) AND e.state IN ('approved', 'expired')
  AND e.valid_from <= :day AND e.valid_until >= :day

-- name: exemption_queue :page scope=operator order=since(e.since,e.id)
SELECT e.account_id, e.id, e.state, e.since, e.reason, e.region, e.number, e.valid_from, e.valid_until, a.name AS account_name,
       a.public_id, a.partner_id
FROM tax_exemption e
JOIN account a ON a.id = e.account_id
WHERE e.since > :since_low
[state: AND e.state = :state]
[whose: AND EXISTS (SELECT 1 FROM work_item w WHERE w.kind = 'tax_exemption' AND w.subject_id = e.id AND w.state = 'open'
        AND w.due_at < :due_high AND (:anybody::bool OR w.assigned_to IS NOT DISTINCT FROM :assigned_to?::id))]

-- name: exemption_waiting :one scope=operator
SELECT count(*) AS n::int FROM tax_exemption e WHERE e.state = 'pending'

-- name: exemption_desk_get :one scope=operator
SELECT e.account_id, e.id, e.version, e.updated_at, e.state, e.since, e.reason, e.region, e.number, e.valid_from, e.valid_until,
       e.file_id, e.file_name, a.name AS account_name, a.public_id, a.partner_id
FROM tax_exemption e
JOIN account a ON a.id = e.account_id
WHERE e.id = :id
