-- --- alerts ---

-- name: security_alert_add :exec scope=operator
INSERT INTO security_alert (account_id, id, customer_id, subscription_id, created_at, version, kind, severity, confidence, title, description, resource_name, resource_group, hits, first_at, last_at, test, state, since, resolved_by)
VALUES (:account_id, :id, :customer_id, :subscription_id, :now, 1, :kind, :severity, :confidence, :title, :description, :resource_name, :resource_group, :hits, :first_at, :last_at, :test, 'active', :now, NULL)

-- The newest of customers that are served still.
-- name: security_alert_list :many scope=account
SELECT f.id, f.customer_id, f.subscription_id, f.created_at, f.version, f.kind, f.severity, f.confidence, f.title, f.description, f.resource_name, f.resource_group, f.hits, f.first_at, f.last_at, f.test, f.state, f.since, f.resolved_by,
       ca.name AS customer_name, ca.country, s.friendly_name AS subscription_name, s.offer_id, a.name AS account_name, a.directory_id
FROM security_alert f
JOIN customer_access ca ON ca.account_id = f.account_id AND ca.customer_id = f.customer_id
JOIN subscription s ON s.account_id = f.account_id AND s.id = f.subscription_id
JOIN account a ON a.id = f.account_id
WHERE f.account_id = :account AND ca.account_id = :account AND ca.state = 'active' AND s.account_id = :account
[id: AND f.id = :id]
[state: AND f.state IN (:states...)]
[kind: AND f.kind = :kind]
[subscription: AND f.subscription_id = :subscription_id]
ORDER BY f.created_at DESC, f.id DESC
LIMIT 1000

-- name: security_alert_page :page scope=account order=newest(f.created_at,f.id)
SELECT f.id, f.customer_id, f.subscription_id, f.created_at, f.kind, f.severity, f.title, f.resource_name, f.test, f.state, f.since, ca.name AS customer_name, s.friendly_name AS subscription_name
FROM security_alert f
JOIN customer_access ca ON ca.account_id = f.account_id AND ca.customer_id = f.customer_id
JOIN subscription s ON s.account_id = f.account_id AND s.id = f.subscription_id
WHERE f.account_id = :account AND ca.account_id = :account AND ca.state = 'active' AND s.account_id = :account
[state: AND f.state = :state]
[severity: AND f.severity = :severity]
[q: AND lower(ca.name) LIKE :pattern::text]

-- What stands above the list.
-- name: security_alert_figures :one scope=account
SELECT count(CASE WHEN f.state IN ('active', 'investigating') THEN 1 END) AS open_n::int,
       count(CASE WHEN f.state IN ('legitimate', 'fraud') THEN 1 END) AS resolved_n::int,
       count(CASE WHEN f.created_at >= :week_from::time THEN 1 END) AS new_n::int
FROM security_alert f
WHERE f.account_id = :account AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = f.customer_id AND ca.state = 'active')

-- name: security_alert_state :one scope=system
SELECT f.state FROM security_alert f WHERE f.account_id = :account_id AND f.id = :id

-- name: security_alert_state_put :exec scope=system
UPDATE security_alert
SET version = version + 1, state = :to_state, since = :now, resolved_by = :resolved_by?
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- name: security_alerts_gone :exec scope=account
DELETE FROM security_alert WHERE account_id = :account AND customer_id = :customer_id

-- Moves of some alerts, for their activity logs.
-- name: security_alert_moves :many scope=account
SELECT c.subject_id, c.created_at, c.from_state, c.to_state, c.by_id
FROM security_alert f
JOIN state_change c ON c.account_id = f.account_id AND c.machine = 'security_alert' AND c.subject_id = f.id
WHERE f.account_id = :account AND c.account_id = :account AND f.id IN (:alerts...)
ORDER BY c.subject_id, c.id
LIMIT 5000

-- --- the desk ---

-- name: security_desk_page :page scope=operator order=newest(f.created_at,f.id)
SELECT f.id, f.created_at, f.kind, f.severity, f.title, f.test, f.state, f.since, c.company_name, a.name AS account_name, a.partner_id
FROM security_alert f
JOIN customer c ON c.id = f.customer_id
JOIN account a ON a.id = f.account_id
WHERE f.created_at > :made_low
[state: AND f.state = :state]

-- Whose a subscription is; one bought through a provider is the provider's.
-- name: security_desk_subscription :many scope=operator
SELECT s.account_id, s.customer_id, s.friendly_name, s.state, c.company_name, a.public_id
FROM subscription s
JOIN customer c ON c.id = s.customer_id
JOIN account a ON a.id = s.account_id
WHERE s.id = :id
LIMIT 2

-- name: security_desk_get :one scope=operator
SELECT f.account_id, f.id, f.created_at, f.kind, f.severity, f.title, f.description, f.resource_name, f.resource_group, f.hits, f.test, f.state, c.company_name, a.name AS account_name, a.public_id, a.partner_id
FROM security_alert f
JOIN customer c ON c.id = f.customer_id
JOIN account a ON a.id = f.account_id
WHERE f.id = :id

-- --- second factors ---

-- Sign-ins of people to applications, by day and application.
-- name: security_adoption :many scope=account exempt="the name of an application that people of the account signed in to, whoever made it"
SELECT g.application_id, ap.name, g.created_at, g.amr
FROM token_grant g
JOIN application ap ON ap.id = g.application_id
WHERE g.account_id = :account AND g.created_at >= :since
ORDER BY g.created_at DESC, g.id DESC
LIMIT 10000

-- name: security_requests :many scope=account
SELECT g.id, g.created_at, g.application_id, g.user_id, g.directory_id, g.amr, u.sign_in
FROM token_grant g
JOIN app_user u ON u.id = g.user_id
WHERE g.account_id = :account AND g.created_at >= :since
ORDER BY g.created_at DESC, g.id DESC
LIMIT 10000

-- People of the account's directory with their sign-ins to the portal, the newest first.
-- name: security_sessions :many scope=account exempt="who of the account's own directory signs in without a second factor, for those who may see it"
SELECT se.user_id, se.directory_id, se.created_at, se.seen_at, se.strength, u.sign_in
FROM session se
JOIN app_user u ON u.id = se.user_id
JOIN account a ON a.directory_id = se.directory_id
WHERE a.id = :account AND se.created_at >= :since AND u.state = 'active'
ORDER BY se.user_id, se.created_at DESC, se.id DESC
LIMIT 10000

-- --- delegated administration ---

-- name: security_delegated :many scope=account
SELECT ca.customer_id, ca.name, ca.rights, ca.created_at, ca.ended_at
FROM customer_access ca
WHERE ca.account_id = :account AND ca.state = 'active'
ORDER BY ca.name_key, ca.customer_id
LIMIT 10000

-- What people and applications of the account did for its customers since then. from_id: of no row before it, by the wall's clock,
-- which is never ahead of business time.
-- name: security_acts :many scope=account
SELECT l.customer_id, count(*) AS n::int, max(l.business_at) AS last_at::time
FROM audit l
WHERE l.account_id = :account AND l.id >= :from_id AND l.customer_id IS NOT NULL AND l.actor_kind IN ('user', 'application') AND l.business_at >= :since
GROUP BY l.customer_id
ORDER BY l.customer_id
LIMIT 10000

-- name: security_agents :one scope=account
SELECT count(DISTINCT g.user_id) AS n::int
FROM role_grant g
WHERE g.account_id = :account AND g.role IN ('admin_agent', 'helpdesk_agent')

-- name: security_account :one scope=account
SELECT a.name, a.public_id, a.directory_id FROM account a WHERE a.id = :account

-- Plans that the demo raises alerts about: the account's own, the oldest first.
-- name: security_demo_plan :many scope=account
SELECT s.id
FROM subscription s
JOIN customer_access ca ON ca.account_id = s.account_id AND ca.customer_id = s.customer_id
WHERE s.account_id = :account AND ca.account_id = :account AND ca.state = 'active' AND s.usage AND s.state = 'active'
ORDER BY s.created_at, s.id
LIMIT 1
