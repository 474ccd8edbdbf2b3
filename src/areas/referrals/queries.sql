-- name: referral_settings_get :one scope=account
SELECT s.version, s.updated_at, s.takes, s.countries, s.solutions, s.sizes, s.languages, s.days, s.per_week, s.open_max,
       s.fallback_location_id, s.fallback_user_id, s.tell
FROM referral_settings s
WHERE s.account_id = :account

-- name: referral_settings_add :exec scope=account
INSERT INTO referral_settings (account_id, created_at, version, updated_at, updated_by, takes, countries, solutions, sizes, languages, days, per_week, open_max, fallback_location_id, fallback_user_id, tell)
VALUES (:account, :now, 1, :now, :user?, :takes, :countries, :solutions, :sizes, :languages, :days, :per_week, :open_max, :fallback_location_id?, :fallback_user_id?, :tell)
ON CONFLICT (account_id) DO NOTHING

-- name: referral_settings_put :exec scope=account
UPDATE referral_settings
SET version = version + 1, updated_at = :now, updated_by = :user?, takes = :takes, countries = :countries, solutions = :solutions,
    sizes = :sizes, languages = :languages, days = :days, per_week = :per_week, open_max = :open_max,
    fallback_location_id = :fallback_location_id?, fallback_user_id = :fallback_user_id?, tell = :tell
WHERE account_id = :account AND version = :version

-- name: referral_rules :many scope=account
SELECT r.id, r.place, r.countries, r.solutions, r.sizes, r.languages, r.location_id, r.user_id
FROM referral_rule r
WHERE r.account_id = :account
ORDER BY r.place, r.id
LIMIT 100

-- name: referral_rule_add :exec scope=account
INSERT INTO referral_rule (account_id, id, created_at, place, countries, solutions, sizes, languages, location_id, user_id)
VALUES (:account, :id, :now, :place, :countries, :solutions, :sizes, :languages, :location_id?, :user_id?)

-- name: referral_rule_put :exec scope=account
UPDATE referral_rule
SET countries = :countries, solutions = :solutions, sizes = :sizes, languages = :languages, location_id = :location_id?, user_id = :user_id?
WHERE account_id = :account AND id = :id

-- name: referral_rule_place :exec scope=account
UPDATE referral_rule SET place = :place WHERE account_id = :account AND id = :id

-- name: referral_rule_drop :exec scope=account
DELETE FROM referral_rule WHERE account_id = :account AND id = :id

-- People of the account who can act: those of the rules, or one by the name they sign in with.
-- name: referral_people :many scope=account exempt="people of the account's directories, which account_directory binds"
SELECT m.user_id, u.first_name, u.last_name, u.sign_in
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id
JOIN app_user u ON u.id = m.user_id
WHERE d.account_id = :account AND m.state = 'active' AND u.state = 'active'
[of: AND m.user_id IN (:users...)]
[named: AND u.sign_in = :sign_in]
ORDER BY m.user_id
LIMIT 100

-- name: referral_locations :many scope=account exempt="locations of an account are accounts of their own"
SELECT l.id, l.name, l.city
FROM account l
WHERE l.parent_id = :account AND l.state <> 'closed'
ORDER BY l.name, l.id
LIMIT 300

-- What the vendor's staff see of a partner.
-- name: referral_of_partner :one scope=operator
SELECT s.takes, s.countries, s.solutions, s.per_week, s.open_max,
       (SELECT count(*) FROM referral_rule r WHERE r.account_id = s.account_id) AS rules::int
FROM referral_settings s
WHERE s.account_id = :account_id
