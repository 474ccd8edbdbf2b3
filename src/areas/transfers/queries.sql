-- Transfers of subscriptions, as both of their sides see them.

-- name: transfer_list :many scope=account exempt="a transfer belongs to both of its sides"
SELECT t.id, t.account_id, t.other_account_id, t.created_at, t.changed_at, t.customer_id, t.asks_as, t.state, t.partner_number, t.body, t.reason, t.expires_at, u.sign_in AS person,
       a.name AS asker_name, a.directory_id AS asker_directory, a.public_id AS asker_public, o.name AS other_name, o.directory_id AS other_directory, o.public_id AS other_public
FROM transfer t
JOIN account a ON a.id = t.account_id
JOIN account o ON o.id = t.other_account_id
LEFT JOIN app_user u ON u.id = t.user_id AND t.account_id = :account
WHERE t.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = t.customer_id)
AND (t.account_id = :account OR t.other_account_id = :account)
[id: AND t.id = :id]
ORDER BY t.id DESC
LIMIT 200

-- name: transfer_lines :many scope=account exempt="a transfer belongs to both of its sides"
SELECT l.transfer_id, t.account_id AS asker_id, t.asks_as, l.line, l.subscription_id, l.title, l.offer_id, l.cycle, l.quantity, l.state, l.why, l.new_id, l.order_id
FROM transfer_line l
JOIN transfer t ON t.id = l.transfer_id
WHERE t.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = t.customer_id)
AND (l.account_id = :account OR l.other_account_id = :account)
[one: AND l.transfer_id = :transfer_id]
ORDER BY l.transfer_id, l.line
LIMIT 4000

-- One that is not decided between the two already, whoever asked.
-- name: transfer_between :many scope=account exempt="a transfer belongs to both of its sides"
SELECT t.id
FROM transfer t
WHERE t.customer_id = :customer AND t.state = 'asked'
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = t.customer_id)
AND ((t.account_id = :account AND t.other_account_id = :other_account_id) OR (t.account_id = :other_account_id AND t.other_account_id = :account))
ORDER BY t.id
LIMIT 1

-- Nothing changes where one waits between the two already.
-- name: transfer_add :exec scope=account
INSERT INTO transfer (account_id, id, created_at, changed_at, customer_id, other_account_id, asks_as, state, user_id, partner_number, body, reason, expires_at, open_pair)
VALUES (:account, :id, :now, :now, :customer, :other_account_id, :asks_as, 'asked', :user?, :partner_number, :body, '', :expires_at, :open_pair)
ON CONFLICT (open_pair) DO NOTHING

-- name: transfer_line_add :exec scope=account
INSERT INTO transfer_line (account_id, transfer_id, line, created_at, other_account_id, subscription_id, title, offer_id, cycle, quantity, state, why, new_id, order_id)
VALUES (:account, :transfer_id, :line, :now, :other_account_id, :subscription_id, :title, :offer_id, :cycle, :quantity, :state, :why, :new_id?, :order_id)

-- What was chosen stands in the place of what was named.
-- name: transfer_lines_drop :exec scope=account
DELETE FROM transfer_line WHERE account_id = :account AND transfer_id = :transfer_id

-- name: transfer_state :one scope=system
SELECT t.state, t.account_id, t.customer_id, t.expires_at FROM transfer t WHERE t.id = :id

-- name: transfer_put :exec scope=system
UPDATE transfer SET state = :to_state, reason = :reason, changed_at = :now, open_pair = NULL WHERE id = :id AND state = :from_state

-- A partner that serves the customer, by its directory or by its number; another's directory may hold several accounts.
-- name: transfer_partner :many scope=system
SELECT a.id, a.name, a.public_id, a.kind
FROM account a
JOIN customer_access ca ON ca.account_id = a.id AND ca.customer_id = :customer_id AND ca.state = 'active'
WHERE a.kind IN ('direct', 'provider')
[directory: AND a.directory_id = :directory_id]
[number: AND a.partner_id = :number]
ORDER BY a.created_at, a.id
LIMIT 1

-- How many of the two serve the customer now.
-- name: transfer_serving :one scope=system
SELECT count(*) AS n::int
FROM customer_access ca
WHERE ca.customer_id = :customer_id AND ca.account_id IN (:accounts...) AND ca.state = 'active' AND ca.kind IN ('direct', 'provider')

-- Whose number it is.
-- name: transfer_number :many scope=system
SELECT a.id FROM account a WHERE a.partner_id = :number AND a.state <> 'closed' ORDER BY a.id LIMIT 1

-- name: transfer_lines_gone :exec scope=account exempt="what the customer's partners agreed on goes with the customer"
DELETE FROM transfer_line
WHERE transfer_id IN (SELECT t.id FROM transfer t WHERE t.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = t.customer_id))

-- name: transfers_gone :exec scope=account exempt="what the customer's partners agreed on goes with the customer"
DELETE FROM transfer WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = transfer.customer_id)

-- name: transfer_own_directory :one scope=account
SELECT a.directory_id FROM account a WHERE a.id = :account
