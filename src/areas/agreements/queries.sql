-- --- versions ---

-- name: agreement_list :page scope=operator order=newest(a.from_at,a.id)
SELECT a.id, a.kind, a.number, a.countries, a.again, a.state, a.from_at, a.title_id
FROM agreement a
WHERE a.version > 0
[kind: AND a.kind = :kind]

-- name: agreement_get :one scope=system
SELECT a.id, a.version, a.kind, a.number, a.countries, a.again, a.state, a.from_at, a.title_id, a.body_id
FROM agreement a
WHERE a.id = :id

-- name: agreement_add :exec scope=operator
INSERT INTO agreement (id, created_at, updated_at, version, kind, number, countries, again, state, from_at, title_id,
                       body_id, made_by)
VALUES (:id, :wall, :wall, 1, :kind, :number, :countries, :again, 'draft', :from_at, :title_id, :body_id, :user?)

-- name: agreement_save :exec scope=operator
UPDATE agreement
SET updated_at = :wall, version = version + 1, kind = :kind, number = :number, countries = :countries, again = :again,
    from_at = :from_at
WHERE id = :id AND version = :version AND state = 'draft'

-- name: agreement_state_put :exec scope=operator
UPDATE agreement SET updated_at = :wall, version = version + 1, state = :state WHERE id = :id AND state = :was

-- name: agreement_drop :exec scope=operator
DELETE FROM agreement WHERE id = :id AND state = 'draft'

-- All that holds now, the newest first; which is for an account is a rule of the area.
-- name: agreement_current :many scope=system
SELECT a.id, a.kind, a.number, a.countries, a.again, a.from_at, a.title_id
FROM agreement a
WHERE a.state = 'published' AND a.from_at <= :now
ORDER BY a.from_at DESC, a.id DESC
LIMIT 500

-- --- signatures ---

-- name: signature_list :many scope=account
SELECT s.id, s.created_at, s.agreement_id, s.kind, s.locale, s.hash, s.user_id, s.name, s.email, s.address, s.agent,
       s.country, a.number, a.title_id, a.from_at
FROM agreement_signature s
JOIN agreement a ON a.id = s.agreement_id
WHERE s.account_id = :account
ORDER BY s.id DESC
LIMIT 500

-- name: signature_add :exec scope=account
INSERT INTO agreement_signature (account_id, id, created_at, agreement_id, kind, country, locale, hash, user_id, name,
                                 email, address, agent)
VALUES (:account, :id, :now, :agreement_id, :kind, :country, :locale, :hash, :user, :name, :email, :address, :agent)
ON CONFLICT (account_id, agreement_id) DO NOTHING

-- name: signature_evidence :page scope=operator order=newest(s.id)
SELECT s.id, s.created_at, s.locale, s.hash, s.name, s.email, s.address, s.agent, s.country, a.name AS account_name,
       a.public_id
FROM agreement_signature s
JOIN account a ON a.id = s.account_id
WHERE s.agreement_id = :agreement_id

-- name: signature_count :one scope=operator
SELECT count(*) AS n::int FROM agreement_signature WHERE agreement_id = :agreement_id

-- The account's programs that ask for a kind of agreement, and how it stands in each.
-- name: agreement_programs :many scope=account
SELECT p.agreement, p.name_id, e.state
FROM program_enrollment e
JOIN program p ON p.id = e.program
WHERE e.account_id = :account AND p.agreement <> '' AND e.state IN ('qualified', 'active', 'restricted', 'suspended', 'pending', 'asked')
ORDER BY p.place
LIMIT 200

-- Accounts that a new version is for, in the order of their ids.
-- name: agreement_accounts :many scope=system
SELECT DISTINCT e.account_id, a.country, a.public_id
FROM program p
JOIN program_enrollment e ON e.program = p.id
JOIN account a ON a.id = e.account_id
WHERE p.agreement = :kind AND e.state IN ('qualified', 'active', 'restricted', 'suspended') AND a.state = 'active'
  AND e.account_id > :after
ORDER BY e.account_id
LIMIT :max::int

-- name: agreement_signed_by :many scope=system
SELECT account_id FROM agreement_signature WHERE agreement_id = :agreement_id AND account_id IN (:accounts...) LIMIT 500
