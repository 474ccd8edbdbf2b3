-- Where an account stands; a location stands with its company.
-- name: partners_standing :one scope=system
SELECT s.state FROM account_standing s WHERE s.account_id = :account_id

-- name: partners_standing_put :exec scope=system
UPDATE account_standing SET state = :to_state, since = :now, reason = :reason
WHERE account_id = :account_id AND state = :from_state

-- name: partners_account_put :exec scope=system
UPDATE account
SET state = :state, version = version + 1
WHERE (id = :account_id OR parent_id = :account_id) AND state <> :state

-- Whatever was worked out of the account's rights is worked out anew, in its locations too.
-- name: partners_rights_moved :exec scope=system
UPDATE account SET rights_version = rights_version + 1 WHERE id = :account_id OR parent_id = :account_id

-- The company of a location, or the account itself.
-- name: partners_company :one scope=account
SELECT coalesce(a.parent_id, a.id) AS id::id FROM account a WHERE a.id = :account

-- A company by its public id, for the vendor's staff.
-- name: partner_find :one scope=operator
SELECT a.id, a.public_id, a.name, a.kind, a.country, a.city, a.partner_id, a.currency, a.locale, a.created_at, a.directory_id,
       s.state, s.since, s.reason
FROM account a
JOIN account_standing s ON s.account_id = a.id
WHERE a.public_id = :public_id
