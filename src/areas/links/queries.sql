-- Links of providers with resellers, as both of their sides see them.

-- name: partner_links :many scope=account exempt="a link belongs to both of its sides"
SELECT l.id, l.account_id, l.created_at, l.asks_as, l.state, a.name AS asker_name, a.partner_id AS asker_number, o.name AS other_name, o.partner_id AS other_number
FROM partner_link l
JOIN account a ON a.id = l.account_id
JOIN account o ON o.id = l.other_account_id
WHERE l.account_id = :account OR l.other_account_id = :account
ORDER BY l.id DESC
LIMIT 101

-- name: partner_link_get :one scope=account exempt="a link belongs to both of its sides"
SELECT l.id, l.account_id, l.other_account_id, l.created_at, l.asks_as, l.state, l.body, a.name AS asker_name, a.partner_id AS asker_number, a.public_id AS asker_public, a.country AS asker_country,
       o.name AS other_name, o.partner_id AS other_number, o.public_id AS other_public, o.country AS other_country
FROM partner_link l
JOIN account a ON a.id = l.account_id
JOIN account o ON o.id = l.other_account_id
WHERE l.id = :id AND (l.account_id = :account OR l.other_account_id = :account)

-- A link that is asked or stands between the two already, whoever asked.
-- name: partner_link_between :many scope=account exempt="a link belongs to both of its sides"
SELECT l.id, l.state
FROM partner_link l
WHERE ((l.account_id = :account AND l.other_account_id = :other_account_id) OR (l.account_id = :other_account_id AND l.other_account_id = :account))
  AND l.state IN ('asked', 'linked')
ORDER BY l.id
LIMIT 1

-- name: partner_link_add :exec scope=account
INSERT INTO partner_link (account_id, id, created_at, other_account_id, asks_as, state, user_id, body, reason)
VALUES (:account, :id, :now, :other_account_id, :asks_as, 'asked', :user?, :body, '')

-- name: partner_link_state :one scope=system
SELECT l.state, l.account_id, l.other_account_id, l.asks_as FROM partner_link l WHERE l.id = :id

-- name: partner_link_put :exec scope=system
UPDATE partner_link SET state = :to_state, reason = :reason, decided_at = :now WHERE id = :id AND state = :from_state

-- name: partner_link_public_id :one scope=system
SELECT a.public_id FROM account a WHERE a.id = :account_id

-- name: partner_link_number :one scope=system
SELECT a.partner_id FROM account a WHERE a.id = :account_id
