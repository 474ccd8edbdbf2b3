-- Account settings: the account's own facts, its bank profile, its people and their roles.

-- name: account_profile :one scope=account
SELECT a.version, a.created_at, a.name, a.partner_id, a.kind, a.country, a.city, a.currency, a.locale, a.time_zone, a.state,
       coalesce(s.email, '') AS support_email::text, coalesce(s.phone, '') AS support_phone::text,
       coalesce(s.website, '') AS support_website::text
FROM account a
LEFT JOIN account_support s ON s.account_id = a.id
WHERE a.id = :account

-- What sessions show of an account is cached by its rights version.
-- name: account_profile_put :exec scope=account
UPDATE account
SET name = :name, city = :city, version = version + 1, rights_version = rights_version + 1
WHERE id = :account AND version = :version

-- name: account_support_put :exec scope=account
INSERT INTO account_support (account_id, updated_at, email, phone, website)
VALUES (:account, :wall, :email, :phone, :website)
ON CONFLICT (account_id) DO UPDATE
SET updated_at = excluded.updated_at, email = excluded.email, phone = excluded.phone, website = excluded.website

-- name: account_programs :many scope=account
SELECT p.program, p.since FROM account_program p WHERE p.account_id = :account AND p.state = 'active' ORDER BY p.program LIMIT 50

-- name: account_bank :one scope=account
SELECT b.version, b.created_at, b.updated_at, b.state, b.holder, b.country, b.form, b.last4, u.first_name, u.last_name
FROM bank_profile b
JOIN app_user u ON u.id = b.updated_by
WHERE b.account_id = :account

-- name: account_bank_add :exec scope=account
INSERT INTO bank_profile (account_id, created_at, version, updated_at, updated_by, state, holder, country, form, number_sealed, last4)
VALUES (:account, :now, 1, :now, :updated_by, 'saved', :holder, :country, :form, :number_sealed, :last4)

-- name: account_bank_put :exec scope=account
UPDATE bank_profile
SET version = version + 1, updated_at = :now, updated_by = :updated_by, state = 'saved', holder = :holder, country = :country,
    form = :form, number_sealed = :number_sealed, last4 = :last4
WHERE account_id = :account AND version = :version

-- For the vendor's payment run and its check; nobody else opens it.
-- name: account_bank_sealed :one scope=account
SELECT b.number_sealed FROM bank_profile b WHERE b.account_id = :account
