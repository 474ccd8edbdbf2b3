-- Billing profile, security contact, organization profile and identifiers of an account.

-- The account's own facts that profiles repeat.
-- name: profile_account :one scope=account
SELECT a.directory_id, a.name, a.country, a.city, a.currency, a.locale, a.partner_id, a.kind, d.default_domain
FROM account a
JOIN directory d ON d.id = a.directory_id
WHERE a.id = :account

-- The billing profile that was in force at a time; the newest for a time to come.
-- name: billing_profile_at :many scope=account
SELECT b.version, b.created_at, b.company_name, b.line1, b.line2, b.city, b.state, b.postal_code, b.first_name, b.last_name, b.email, b.phone, b.po_number, b.tax_id,
       coalesce(u.first_name, '') AS saved_first::text, coalesce(u.last_name, '') AS saved_last::text
FROM billing_profile b
LEFT JOIN app_user u ON u.id = b.saved_by
WHERE b.account_id = :account AND b.created_at <= :at_high
ORDER BY b.version DESC
LIMIT :rows_max

-- name: billing_profile_add :exec scope=account
INSERT INTO billing_profile (account_id, version, created_at, saved_by, company_name, line1, line2, city, state, postal_code, first_name, last_name, email, phone, po_number, tax_id)
SELECT :account, :version::int, :now, :user?, :company_name::text, :line1::text, :line2::text, :city::text, :state::text, :postal_code::text, :first_name::text, :last_name::text, :email::text, :phone::text, :po_number::text, :tax_id::text
FROM account a
WHERE a.id = :account
ON CONFLICT (account_id, version) DO NOTHING

-- name: security_contact_get :one scope=account
SELECT c.version, c.updated_at, c.first_name, c.middle_name, c.last_name, c.email, c.phone
FROM security_contact c
WHERE c.account_id = :account

-- name: security_contact_put :exec scope=account
INSERT INTO security_contact (account_id, version, updated_at, updated_by, first_name, middle_name, last_name, email, phone)
VALUES (:account, 1, :now, :user?, :first_name, :middle_name, :last_name, :email, :phone)
ON CONFLICT (account_id) DO UPDATE
SET version = security_contact.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
    first_name = excluded.first_name, middle_name = excluded.middle_name, last_name = excluded.last_name,
    email = excluded.email, phone = excluded.phone

-- name: organization_profile_get :one scope=account
SELECT o.version, o.line1, o.line2, o.state, o.postal_code, o.first_name, o.last_name, o.phone, o.email, o.language, o.culture
FROM organization_profile o
WHERE o.account_id = :account

-- name: organization_profile_put :exec scope=account
INSERT INTO organization_profile (account_id, version, updated_at, line1, line2, state, postal_code, first_name, last_name, phone, email, language, culture)
VALUES (:account, 1, :now, :line1, :line2, :state, :postal_code, :first_name, :last_name, :phone, :email, :language, :culture)
ON CONFLICT (account_id) DO UPDATE
SET version = organization_profile.version + 1, updated_at = excluded.updated_at, line1 = excluded.line1,
    line2 = excluded.line2, state = excluded.state, postal_code = excluded.postal_code,
    first_name = excluded.first_name, last_name = excluded.last_name, phone = excluded.phone, email = excluded.email,
    language = excluded.language, culture = excluded.culture

-- A partner by its number: what one partner may know of another.
-- name: profile_by_number :one scope=account exempt="the number and the name of a partner are known to partners: they verify each other by it"
SELECT a.id, a.name, a.partner_id, a.kind, a.country
FROM claim c
JOIN account a ON a.id = c.owner_id
WHERE c.kind = 'partner_id' AND c.name = :number AND a.state <> 'closed' AND :account IS NOT NULL

-- The account and its locations.
-- name: profile_numbers :many scope=account exempt="locations of an account are accounts of their own"
SELECT l.id, l.name, l.city, l.country, l.partner_id, CASE WHEN l.id = :account THEN 1 ELSE 0 END AS is_global::int
FROM account l
WHERE (l.id = :account OR l.parent_id = :account) AND l.state <> 'closed'
ORDER BY is_global DESC, l.name, l.id
LIMIT 101

-- name: sales_number_get :one scope=account
SELECT s.version, s.location_id, s.updated_at FROM sales_number s WHERE s.account_id = :account

-- name: sales_number_put :exec scope=account
INSERT INTO sales_number (account_id, version, updated_at, updated_by, location_id)
VALUES (:account, 1, :now, :user?, :location_id)
ON CONFLICT (account_id) DO UPDATE
SET version = sales_number.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
    location_id = excluded.location_id
