-- What customers agree to. Only of customers that are served still.

-- --- acceptances ---

-- name: cagree_list :page scope=account order=newest(g.id)
SELECT g.id, g.created_at, g.agreement_id, g.kind, g.way, g.agreed_at, g.first_name, g.last_name, g.email, g.phone, g.user_id,
       g.locale, g.hash, g.address, g.agent, v.number, v.title_id, u.first_name AS by_first_name, u.last_name AS by_last_name
FROM customer_agreement g
JOIN agreement v ON v.id = g.agreement_id
LEFT JOIN app_user u ON u.id = g.user_id
WHERE g.account_id = :account AND g.customer_id = :customer
  AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = g.customer_id AND ca.state = 'active')
[kind: AND g.kind = :kind]
[way: AND g.way = :way]

-- The acceptances of a kind, the newest first: which version the customer has accepted, and by whom.
-- name: cagree_of_kind :many scope=account
SELECT g.agreement_id, g.way, g.agreed_at, g.first_name, g.last_name, g.email, g.phone
FROM customer_agreement g
WHERE g.account_id = :account AND g.customer_id = :customer AND g.kind = :kind
  AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = g.customer_id AND ca.state = 'active')
ORDER BY g.id DESC
LIMIT 500

-- name: cagree_add :exec scope=account
INSERT INTO customer_agreement (account_id, id, customer_id, created_at, agreement_id, kind, way, agreed_at, first_name,
                                last_name, email, phone, user_id, locale, hash, address, agent)
VALUES (:account, :id, :customer, :now, :agreement_id, :kind, :way, :agreed_at, :first_name, :last_name, :email, :phone,
        :user?, :locale, :hash, :address, :agent)

-- name: cagree_drop :exec scope=account
DELETE FROM customer_agreement WHERE account_id = :account AND customer_id = :customer

-- --- links ---

-- name: cagree_link_open :many scope=account
SELECT l.id, l.kind, l.created_at, l.first_name, l.last_name, l.email, l.expires_at, u.first_name AS by_first_name,
       u.last_name AS by_last_name
FROM customer_agreement_link l
JOIN app_user u ON u.id = l.sent_by
WHERE l.account_id = :account AND l.customer_id = :customer AND l.state = 'open'
  AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = l.customer_id AND ca.state = 'active')
ORDER BY l.id DESC
LIMIT 20

-- name: cagree_link_add :exec scope=account
INSERT INTO customer_agreement_link (account_id, id, customer_id, created_at, version, kind, first_name, last_name, email,
                                     token_hash, expires_at, state, ended_at, sent_by)
VALUES (:account, :id, :customer, :wall, 1, :kind, :first_name, :last_name, :email, :token_hash, :expires_at, 'open', NULL,
        :user)

-- A new link takes the place of the one before.
-- name: cagree_link_end :exec scope=account
UPDATE customer_agreement_link SET version = version + 1, state = 'withdrawn', ended_at = :wall
WHERE account_id = :account AND customer_id = :customer AND state = 'open'
[id: AND id = :id]
[kind: AND kind = :kind]

-- name: cagree_link_drop :exec scope=account
DELETE FROM customer_agreement_link WHERE account_id = :account AND customer_id = :customer

-- Whose the link is that somebody holds: nobody is signed in.
-- name: cagree_link_by_token :one scope=system
SELECT l.id, l.account_id, l.customer_id, l.kind, l.first_name, l.last_name, l.email, l.expires_at, l.state, l.sent_by,
       a.name AS account_name, a.public_id, a.state AS account_state, ca.state AS access_state, c.company_name, c.country
FROM customer_agreement_link l
JOIN account a ON a.id = l.account_id
JOIN customer c ON c.id = l.customer_id
JOIN customer_access ca ON ca.account_id = l.account_id AND ca.customer_id = l.customer_id
WHERE l.token_hash = :token_hash

-- name: cagree_link_accept :exec scope=system
UPDATE customer_agreement_link SET version = version + 1, state = 'accepted', ended_at = :wall
WHERE id = :id AND state = 'open' AND expires_at > :wall

-- --- whether another partner has signed the partner agreement, as its provider asks ---

-- name: cagree_partner_by_number :one scope=system
SELECT a.kind, (SELECT count(*) FROM agreement_signature s WHERE s.kind = 'partner' AND s.account_id = coalesce(a.parent_id, a.id)) AS signatures::int
FROM account a
WHERE a.partner_id = :number AND a.state <> 'closed'
ORDER BY a.id
LIMIT 1

-- name: cagree_partner_by_directory :one scope=system
SELECT count(*) AS accounts::int, (SELECT count(*) FROM agreement_signature s JOIN account b ON b.id = s.account_id WHERE s.kind = 'partner' AND b.directory_id = :directory_id) AS signatures::int
FROM account a
WHERE a.directory_id = :directory_id AND a.parent_id IS NULL AND a.state <> 'closed'

-- --- applications ---

-- name: aconsent_there :one scope=account
SELECT count(*) AS n::int FROM customer_consent c
WHERE c.account_id = :account AND c.customer_id = :customer AND c.application_id = :application_id

-- name: aconsent_add :exec scope=account
INSERT INTO customer_consent (account_id, customer_id, application_id, created_at, display_name)
VALUES (:account, :customer, :application_id, :now, :display_name)

-- name: aconsent_grant_add :exec scope=account
INSERT INTO customer_consent_grant (account_id, customer_id, application_id, place, enterprise_id, scope)
VALUES (:account, :customer, :application_id, :place, :enterprise_id, :scope)

-- name: aconsent_grants_drop :exec scope=account
DELETE FROM customer_consent_grant WHERE account_id = :account AND customer_id = :customer
[application_id: AND application_id = :application_id]

-- name: aconsent_drop :exec scope=account
DELETE FROM customer_consent WHERE account_id = :account AND customer_id = :customer
[application_id: AND application_id = :application_id]

-- --- the demo ---

-- name: cagree_demo_customers :many scope=account
SELECT ca.customer_id, ca.country FROM customer_access ca
WHERE ca.account_id = :account AND ca.state = 'active' AND ca.kind <> 'reseller'
ORDER BY ca.created_at, ca.customer_id
LIMIT 8
