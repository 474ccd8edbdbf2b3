-- Account settings: the account's own facts, its people and their roles.

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

