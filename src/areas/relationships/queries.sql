-- name: rel_requests :page scope=account order=id(r.id)
SELECT r.id, r.created_at, r.company, r.email, r.rights, r.state, r.since, r.answered_by
FROM relationship_request r
WHERE r.account_id = :account
[state: AND r.state = :state]

-- name: rel_request_get :one scope=account
SELECT r.id, r.created_at, r.company, r.email, r.message, r.rights, r.state, r.customer_id, r.answered_by, s.name AS reseller_name
FROM relationship_request r
LEFT JOIN account s ON s.id = r.reseller_account_id
WHERE r.account_id = :account AND r.id = :id

-- name: rel_request_add :exec scope=account
INSERT INTO relationship_request (account_id, id, created_at, version, user_id, company, email, message, rights, reseller_account_id, state, since, reason, customer_id, answered_by)
VALUES (:account, :id, :now, 1, :user?, :company, :email, :message, :rights, :reseller_account_id?, 'asked', :now, '', NULL, '')

-- name: rel_request_answered :exec scope=account
UPDATE relationship_request SET version = version + 1, customer_id = :customer, answered_by = :answered_by
WHERE account_id = :account AND id = :id

-- A request that was answered outlives its customer.
-- name: rel_requests_forget :exec scope=account
UPDATE relationship_request SET customer_id = NULL WHERE account_id = :account AND customer_id = :customer

-- name: rel_request_state :one scope=system
SELECT r.state FROM relationship_request r WHERE r.account_id = :account_id AND r.id = :id

-- name: rel_request_state_put :exec scope=system
UPDATE relationship_request SET version = version + 1, state = :to_state, reason = :reason, since = :now
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- What the link of a request shows to whoever opens it.
-- name: rel_asked :one scope=system
SELECT r.account_id, r.company, r.message, r.rights, r.state, r.reseller_account_id, s.name AS reseller_name
FROM relationship_request r
LEFT JOIN account s ON s.id = r.reseller_account_id
WHERE r.id = :id

-- name: rel_asker :one scope=system
SELECT a.id, a.name, a.kind, a.country, a.city, a.public_id, a.locale, a.state, d.default_domain
FROM account a
JOIN directory d ON d.id = a.directory_id
WHERE a.id = :id

-- Somebody of a customer by the name they sign in with. leads: 1 for a Global Administrator, and for the first user.
-- name: rel_person :one scope=system
SELECT u.id, u.first_name, u.last_name, u.email, u.password_hash, c.id AS customer_id, c.company_name, c.domain, c.country, c.phone,
    c.address_line1, c.address_line2, c.city, c.state AS region, c.postal_code, u.locale,
    CASE WHEN EXISTS (SELECT 1 FROM customer_user_role cr WHERE cr.customer_id = c.id AND cr.user_id = u.id AND cr.role_id = :role_id)
        OR NOT EXISTS (SELECT 1 FROM app_user o WHERE o.directory_id = u.directory_id AND o.id < u.id) THEN 1 ELSE 0 END AS leads::int
FROM app_user u
JOIN customer c ON c.id = u.directory_id
WHERE u.sign_in = :sign_in AND u.state = 'active'

-- name: rel_serves :one scope=system
SELECT count(*) AS n::int FROM customer_access ca WHERE ca.account_id = :account_id AND ca.customer_id = :customer_id AND ca.state = 'active'

-- The other side of partnerships: of a provider its resellers, of a reseller its providers.
-- name: rel_resellers :many scope=account
SELECT r.id, r.directory_id, r.name, coalesce(s.mpn_id, r.partner_id)::text AS partner_id, r.city
FROM partnership p
JOIN account r ON r.id = p.reseller_account_id
LEFT JOIN sandbox_reseller s ON s.account_id = p.account_id AND s.reseller_account_id = p.reseller_account_id
WHERE p.account_id = :account AND p.state = 'active'
ORDER BY r.name, r.id
LIMIT 500

-- name: rel_providers :many scope=account exempt="a partnership belongs to both of its sides"
SELECT o.id, o.directory_id, o.name, o.partner_id, o.city
FROM partnership p
JOIN account o ON o.id = p.account_id
WHERE p.reseller_account_id = :account AND p.state = 'active'
ORDER BY o.name, o.id
LIMIT 500

-- Service plans that a customer has with what it bought, each once.
-- name: rel_services :many scope=account exempt="names of service plans are the same for every account"
SELECT s.id, s.name, min(d.name) AS group_name::text
FROM licence_pool p
JOIN product d ON d.id = p.product_id
JOIN product_plan pp ON pp.product_id = p.product_id
JOIN service_plan s ON s.id = pp.plan_id
WHERE p.customer_id = :customer AND p.enabled > 0
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = p.customer_id AND ca.state = 'active')
GROUP BY s.id, s.name
ORDER BY s.name, s.id
LIMIT 500

-- Granular administration.
-- name: granular_list :page scope=account order=id(g.id)
SELECT g.id, g.customer_id, g.name, g.roles, g.state, g.days, g.ends_at, g.created_at, ca.name AS customer_name
FROM granular_relationship g
JOIN customer_access ca ON ca.account_id = g.account_id AND ca.customer_id = g.customer_id
WHERE g.account_id = :account AND ca.state = 'active'
[customer_id: AND g.customer_id = :customer_id]
[state: AND g.state = :state]

-- name: granular_get :one scope=account
SELECT g.id, g.customer_id, g.name, g.roles, g.state, g.days, g.extends, g.ends_at, g.created_at, g.approved_by, ca.name AS customer_name
FROM granular_relationship g
JOIN customer_access ca ON ca.account_id = g.account_id AND ca.customer_id = g.customer_id
WHERE g.account_id = :account AND ca.state = 'active' AND g.id = :id

-- name: granular_name :one scope=account
SELECT count(*) AS n::int FROM granular_relationship g WHERE g.account_id = :account AND g.name_key = :name_key

-- name: granular_add :exec scope=account
INSERT INTO granular_relationship (account_id, id, created_at, version, user_id, customer_id, name, name_key, days, extends, roles, state, since, reason, approved_by, approved_email, ends_at, warned)
VALUES (:account, :id, :now, 1, :user?, :customer, :name, :name_key, :days, :extends, :roles, 'pending', :now, '', '', '', NULL, 0)

-- name: granular_gone :exec scope=account
DELETE FROM granular_relationship WHERE account_id = :account AND customer_id = :customer

-- name: granular_state :one scope=system
SELECT g.state FROM granular_relationship g WHERE g.account_id = :account_id AND g.id = :id

-- name: granular_state_put :exec scope=system
UPDATE granular_relationship SET version = version + 1, state = :to_state, reason = :reason, since = :now, ends_at = :ends_at?
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- name: granular_approved :exec scope=system
UPDATE granular_relationship SET approved_by = :approved_by, approved_email = :approved_email WHERE account_id = :account_id AND id = :id

-- name: granular_extended :exec scope=system
UPDATE granular_relationship SET version = version + 1, ends_at = :ends_at, warned = 0 WHERE account_id = :account_id AND id = :id

-- name: granular_warned :exec scope=system
UPDATE granular_relationship SET warned = :warned WHERE account_id = :account_id AND id = :id

-- By the id alone: what its link shows, and what its clock does.
-- name: granular_whole :one scope=system
SELECT g.account_id, g.id, g.customer_id, g.created_at, g.name, g.days, g.extends, g.roles, g.state, g.approved_email, g.ends_at, g.warned, a.name AS account_name, a.public_id, c.company_name
FROM granular_relationship g
JOIN account a ON a.id = g.account_id
JOIN customer c ON c.id = g.customer_id
WHERE g.id = :id

-- Resellers of a sandbox. removed_at: the link was taken back, and may be again.
-- name: rel_sandbox_count :one scope=account
SELECT count(*) AS n::int FROM sandbox_reseller s WHERE s.account_id = :account AND s.removed_at IS NULL

-- name: rel_sandbox_add :exec scope=account
INSERT INTO sandbox_reseller (account_id, reseller_account_id, created_at, mpn_id, removed_at)
VALUES (:account, :reseller_account_id, :now, :mpn_id, NULL)

-- By the reseller's tenant, or its account.
-- name: rel_sandbox_get :one scope=account
SELECT s.reseller_account_id, s.removed_at, r.name
FROM sandbox_reseller s
JOIN account r ON r.id = s.reseller_account_id
WHERE s.account_id = :account AND (r.directory_id = :id OR r.id = :id)

-- name: rel_sandbox_remove :exec scope=account
UPDATE sandbox_reseller SET removed_at = :now WHERE account_id = :account AND reseller_account_id = :reseller_account_id
