-- Merges of accounts, as both of their sides and the vendor see them.

-- name: merge_company :one scope=account
SELECT a.id, a.parent_id, a.kind, a.name, a.partner_id, a.public_id, a.state
FROM account a
WHERE a.id = :account

-- A company by id, for checks of the other side.
-- name: merge_party :one scope=system
SELECT a.id, a.parent_id, a.kind, a.name, a.partner_id, a.public_id, a.country, a.city, a.state,
       coalesce((SELECT s.state FROM account_standing s WHERE s.account_id = a.id), 'active') AS standing::text,
       (SELECT count(*) FROM account l WHERE l.parent_id = a.id AND l.state <> 'closed') AS locations::int,
       CASE WHEN EXISTS (SELECT 1 FROM account_deletion d WHERE d.account_id = a.id AND d.state = 'waiting') THEN 1 ELSE 0 END AS leaving::int
FROM account a
WHERE a.id = :account_id

-- Any of either account that is under way.
-- name: merge_open :many scope=system
SELECT m.id
FROM account_merge m
WHERE (m.account_id IN (:account_id, :other_id) OR m.other_account_id IN (:account_id, :other_id))
  AND m.state IN ('invited', 'accepted', 'review') AND m.id <> :but_id
ORDER BY m.id
LIMIT 1

-- name: merge_list :many scope=account exempt="a merge belongs to both of its sides"
SELECT m.id, m.account_id, m.created_at, m.state, a.name AS asker_name, a.partner_id AS asker_number, o.name AS other_name, o.partner_id AS other_number
FROM account_merge m
JOIN account a ON a.id = m.account_id
JOIN account o ON o.id = m.other_account_id
WHERE m.account_id = :account OR m.other_account_id = :account
ORDER BY m.id DESC
LIMIT :most

-- name: merge_get :one scope=account exempt="a merge belongs to both of its sides"
SELECT m.id, m.account_id, m.other_account_id, m.created_at, m.state, m.body, a.name AS asker_name, a.partner_id AS asker_number,
       a.public_id AS asker_public, o.name AS other_name, o.partner_id AS other_number, o.public_id AS other_public
FROM account_merge m
JOIN account a ON a.id = m.account_id
JOIN account o ON o.id = m.other_account_id
WHERE m.id = :id AND (m.account_id = :account OR m.other_account_id = :account)

-- name: merge_get_desk :one scope=operator
SELECT m.id, m.account_id, m.other_account_id, m.created_at, m.state, m.body, a.name AS asker_name, o.name AS other_name,
       a.public_id AS asker_public, o.public_id AS other_public
FROM account_merge m
JOIN account a ON a.id = m.account_id
JOIN account o ON o.id = m.other_account_id
WHERE m.id = :id

-- name: merge_add :exec scope=account
INSERT INTO account_merge (account_id, id, created_at, other_account_id, state, user_id, body, reason)
VALUES (:account, :id, :now, :other_account_id, 'invited', :user?, :body, '')

-- name: merge_state :one scope=system
SELECT m.state, m.account_id, m.other_account_id FROM account_merge m WHERE m.id = :id

-- name: merge_put :exec scope=system
UPDATE account_merge SET state = :to_state, reason = :reason, decided_at = :now WHERE id = :id AND state = :from_state

-- The other company and its locations are locations of this one from now on.
-- name: merge_under :exec scope=system
UPDATE account
SET parent_id = :account_id, version = version + 1, rights_version = rights_version + 1
WHERE (id = :other_id OR parent_id = :other_id) AND id <> :account_id

-- Addresses of locations stand with the company that they are of.
-- name: merge_addresses :exec scope=system
UPDATE location_address SET account_id = :account_id WHERE account_id = :other_id

-- Its own address is the legal one.
-- name: merge_address_add :exec scope=system
INSERT INTO location_address (account_id, location_id, created_at, updated_at, updated_by, line1, line2, state, postal_code)
SELECT :account_id, p.account_id, :now, :now, NULL, p.line1, p.line2, p.state, p.postal_code
FROM legal_profile p
WHERE p.account_id = :other_id

-- A location stands with its company, and is found by it.
-- name: merge_standing_drop :exec scope=system
DELETE FROM account_standing WHERE account_id = :other_id
-- name: merge_words_drop :exec scope=system
DELETE FROM account_word WHERE account_id = :other_id

-- name: merge_rights_moved :exec scope=system
UPDATE account SET rights_version = rights_version + 1 WHERE id = :account_id OR parent_id = :account_id
