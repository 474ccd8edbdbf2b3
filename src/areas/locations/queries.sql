-- Locations of a company: accounts below its own.

-- name: location_company :one scope=account
SELECT a.directory_id, a.public_id, a.name, a.partner_id, a.kind, a.country, a.city, a.currency, a.locale, a.parent_id, a.version
FROM account a
WHERE a.id = :account

-- name: location_list :page scope=account order=name(l.name,l.id) exempt="locations of an account are accounts of their own"
SELECT l.id, l.name, l.city, l.country, l.partner_id, l.state, l.created_at,
       coalesce(p.line1, '') AS line1::text, coalesce(p.postal_code, '') AS postal_code::text
FROM account l
LEFT JOIN location_address p ON p.account_id = :account AND p.location_id = l.id
WHERE l.parent_id = :account
[state: AND l.state = :state]
[country: AND l.country = :country]

-- name: location_get :one scope=account exempt="a location of the account is an account of its own"
SELECT l.id, l.version, l.created_at, l.public_id, l.name, l.city, l.country, l.partner_id, l.state,
       coalesce(p.line1, '') AS line1::text, coalesce(p.line2, '') AS line2::text, coalesce(p.state, '') AS region::text,
       coalesce(p.postal_code, '') AS postal_code::text
FROM account l
LEFT JOIN location_address p ON p.account_id = :account AND p.location_id = l.id
WHERE l.id = :location_id AND l.parent_id = :account

-- Programs of the company that a location carries with it: those whose roles and payouts are given by location.
-- name: location_programs :many scope=account
SELECT p.program FROM account_program p WHERE p.account_id = :account AND p.state = 'active' AND p.program IN ('mpn', 'incentives') ORDER BY p.program LIMIT 2

-- name: location_address_put :exec scope=account
INSERT INTO location_address (account_id, location_id, created_at, updated_at, updated_by, line1, line2, state, postal_code)
VALUES (:account, :location_id, :now, :now, :user?, :line1, :line2, :state, :postal_code)
ON CONFLICT (account_id, location_id) DO UPDATE
SET updated_at = excluded.updated_at, updated_by = excluded.updated_by, line1 = excluded.line1, line2 = excluded.line2,
    state = excluded.state, postal_code = excluded.postal_code

-- name: location_put :exec scope=account exempt="a location of the account is an account of its own"
UPDATE account
SET name = :name, city = :city, version = version + 1
WHERE id = :location_id AND parent_id = :account AND version = :version AND state = 'active'

-- name: location_close :exec scope=account exempt="a location of the account is an account of its own"
UPDATE account
SET state = 'closed', version = version + 1, rights_version = rights_version + 1
WHERE id = :location_id AND parent_id = :account AND state = 'active'

-- What a location is needed for, and so cannot be closed yet.
-- name: location_uses :one scope=account
SELECT (SELECT count(*) FROM sales_number s WHERE s.account_id = :account AND s.location_id = :location_id) AS sales::int,
       (SELECT count(*) FROM payout_assignment p WHERE p.account_id = :account AND p.location_id = :location_id) AS payouts::int,
       (SELECT count(*) FROM referral_rule r WHERE r.account_id = :account AND r.location_id = :location_id)
       + (SELECT count(*) FROM referral_settings r WHERE r.account_id = :account AND r.fallback_location_id = :location_id) AS referrals::int,
       (SELECT count(DISTINCT g.user_id) FROM role_grant g JOIN account l ON l.id = g.account_id
        WHERE g.account_id = :location_id AND l.parent_id = :account) AS people::int
FROM account a
WHERE a.id = :account

-- Countries in which the company has an open location, other than its own.
-- name: location_countries :many scope=account exempt="locations of an account are accounts of their own"
SELECT l.id, l.name, l.city, l.country, l.partner_id
FROM account l
WHERE l.parent_id = :account AND l.state = 'active' AND l.country <> (SELECT a.country FROM account a WHERE a.id = :account)
ORDER BY l.country, l.name, l.id
LIMIT 100

-- name: location_country_put :exec scope=account
UPDATE account
SET country = :country, city = :city, version = version + 1
WHERE id = :account AND version = :version
