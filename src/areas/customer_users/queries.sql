-- Queries of customers' users and their licences.

-- name: pool_add :exec scope=account
INSERT INTO licence_pool (customer_id, product_id, created_at, version, enabled, suspended, warning, assigned)
VALUES (:customer, :product_id, :now, 1, 0, 0, 0, 0)
ON CONFLICT (customer_id, product_id) DO NOTHING

-- Changes nothing where a number would fall below zero.
-- name: pool_change :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
UPDATE licence_pool
SET version = version + 1, enabled = enabled + :enabled_by, suspended = suspended + :suspended_by, warning = warning + :warning_by
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = licence_pool.customer_id)
AND product_id = :product_id
AND enabled + :enabled_by >= 0 AND suspended + :suspended_by >= 0 AND warning + :warning_by >= 0

-- A seat for one more, if there is one.
-- name: pool_take :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
UPDATE licence_pool SET version = version + 1, assigned = assigned + 1
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = licence_pool.customer_id)
AND product_id = :product_id
AND assigned < enabled

-- name: pool_give_back :exec scope=account
UPDATE licence_pool SET version = version + 1, assigned = assigned - 1
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = licence_pool.customer_id)
AND product_id = :product_id
AND assigned > 0

-- People go from one product's seats to another's, as many as may, who have none of the other.
-- name: licence_pass :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
UPDATE user_licence SET product_id = :to_id, excluded = ''
WHERE customer_id = :customer AND product_id = :from_id
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = user_licence.customer_id)
AND user_id IN (SELECT l.user_id FROM user_licence l WHERE l.customer_id = :customer AND l.product_id = :from_id
AND NOT EXISTS (SELECT 1 FROM user_licence k WHERE k.customer_id = :customer AND k.user_id = l.user_id AND k.product_id = :to_id)
ORDER BY l.user_id
LIMIT :at_most)

-- name: pool_pass :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
UPDATE licence_pool SET version = version + 1, assigned = assigned + :assigned_by
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = licence_pool.customer_id)
AND product_id = :product_id
AND assigned + :assigned_by >= 0

-- The seats of somebody who goes.
-- name: pool_give_back_all :exec scope=account
UPDATE licence_pool SET version = version + 1, assigned = assigned - 1
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = licence_pool.customer_id)
AND assigned > 0
AND product_id IN (SELECT l.product_id FROM user_licence l WHERE l.customer_id = :customer AND l.user_id = :user_id)

-- name: pool_list :many scope=account exempt="names of products are the same for every account"
SELECT p.product_id, p.enabled, p.suspended, p.warning, p.assigned, d.sku, d.name
FROM licence_pool p
JOIN product d ON d.id = p.product_id
WHERE p.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = p.customer_id)
ORDER BY d.sku, p.product_id
LIMIT 500

-- name: pool_plans :many scope=account exempt="service plans are the same for every account"
SELECT pp.product_id, s.id, s.code, s.name
FROM licence_pool p
JOIN product_plan pp ON pp.product_id = p.product_id
JOIN service_plan s ON s.id = pp.plan_id
WHERE p.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = p.customer_id)
ORDER BY pp.product_id, s.code, s.id
LIMIT 20000

-- name: licence_list :many scope=account exempt="names of products are the same for every account"
SELECT l.product_id, l.excluded, d.sku, d.name
FROM user_licence l
JOIN product d ON d.id = l.product_id
WHERE l.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = l.customer_id)
AND l.user_id = :user_id
ORDER BY d.sku, l.product_id
LIMIT 500

-- name: licence_add :exec scope=account
INSERT INTO user_licence (customer_id, user_id, product_id, created_at, excluded)
VALUES (:customer, :user_id, :product_id, :now, :excluded)
ON CONFLICT (customer_id, user_id, product_id) DO NOTHING

-- name: licence_plans_set :exec scope=account
UPDATE user_licence SET excluded = :excluded
WHERE customer_id = :customer AND user_id = :user_id AND product_id = :product_id
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = user_licence.customer_id)

-- name: licence_drop :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
DELETE FROM user_licence
WHERE customer_id = :customer AND user_id = :user_id AND product_id = :product_id
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = user_licence.customer_id)

-- name: licence_drop_all :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
DELETE FROM user_licence
WHERE customer_id = :customer AND user_id = :user_id
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = user_licence.customer_id)

-- People of a customer: those there are, or those deleted not long ago.
-- name: cuser_list :page scope=account order=name(u.sign_in,u.id) order=display(coalesce(x.display_name,'')::text,u.id) order=first(u.first_name,u.id) order=last(u.last_name,u.id)
SELECT u.id, u.sign_in, u.first_name, u.last_name, u.phone, u.state, u.version, x.usage_location, x.display_name, x.immutable_id, x.deleted_at
FROM app_user u
LEFT JOIN customer_user x ON x.customer_id = u.directory_id AND x.user_id = u.id
WHERE u.directory_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = u.directory_id)
[active: AND u.state <> 'removed']
[deleted: AND u.state = 'removed' AND x.deleted_at >= :deleted_from]
[q: AND (u.sign_in LIKE :pattern OR lower(u.first_name) LIKE :pattern OR lower(u.last_name) LIKE :pattern OR lower(x.display_name) LIKE :pattern)]

-- name: cuser_count :one scope=account
SELECT count(*) AS n::int
FROM app_user u
LEFT JOIN customer_user x ON x.customer_id = u.directory_id AND x.user_id = u.id
WHERE u.directory_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = u.directory_id)
[active: AND u.state <> 'removed']
[deleted: AND u.state = 'removed' AND x.deleted_at >= :deleted_from]

-- name: cuser_get :one scope=account
SELECT u.id, u.sign_in, u.first_name, u.last_name, u.phone, u.state, u.version, x.usage_location, x.display_name, x.immutable_id, x.deleted_at
FROM app_user u
LEFT JOIN customer_user x ON x.customer_id = u.directory_id AND x.user_id = u.id
WHERE u.directory_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = u.directory_id)
AND u.id = :user_id
AND (u.state <> 'removed' OR x.deleted_at >= :deleted_from)

-- name: cuser_claim :one scope=account exempt="a new user claims their name in their own unit"
SELECT c.owner_id FROM claim c WHERE c.kind = 'sign_in' AND c.name = :name

-- name: cuser_claim_add :exec scope=account exempt="a new user claims their name in their own unit"
INSERT INTO claim (kind, name, owner_id, created_at)
VALUES ('sign_in', :name, :owner_id, :now)
ON CONFLICT (kind, name) DO NOTHING

-- name: cuser_add :exec scope=account
INSERT INTO app_user (id, created_at, version, directory_id, sign_in, email, first_name, last_name, password_hash, password_at,
    must_change, locale, time_zone, theme, state, rights_version, last_account_id, last_seen_at, phone)
VALUES (:id, :now, 1, :customer, :sign_in, :email, :first_name, :last_name, :password_hash, :now,
    :must_change, :locale, '', '', 'active', 1, NULL, NULL, :phone)

-- name: cuser_save :exec scope=account
UPDATE app_user SET version = version + 1, first_name = :first_name, last_name = :last_name, phone = :phone
WHERE directory_id = :customer AND id = :id AND version = :seen
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = app_user.directory_id)

-- name: cuser_password :exec scope=account
UPDATE app_user SET version = version + 1, password_hash = :password_hash, password_at = :now, must_change = :must_change
WHERE directory_id = :customer AND id = :id
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = app_user.directory_id)

-- name: cuser_state :exec scope=account
UPDATE app_user SET version = version + 1, rights_version = rights_version + 1, state = :state
WHERE directory_id = :customer AND id = :id AND state <> :state
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = app_user.directory_id)

-- name: cuser_more :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
INSERT INTO customer_user (customer_id, user_id, created_at, version, usage_location, display_name, immutable_id, deleted_at)
VALUES (:customer, :user_id, :now, 1, :usage_location, :display_name, :immutable_id, :deleted_at?)
ON CONFLICT (user_id) DO UPDATE SET version = customer_user.version + 1, usage_location = excluded.usage_location,
    display_name = excluded.display_name, immutable_id = excluded.immutable_id, deleted_at = excluded.deleted_at
WHERE customer_user.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = customer_user.customer_id)

-- name: cuser_roles :many scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
SELECT r.role_id
FROM customer_user_role r
WHERE r.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = r.customer_id)
AND r.user_id = :user_id
ORDER BY r.role_id
LIMIT 100

-- name: cuser_role_members :page scope=account order=name(u.sign_in,u.id)
SELECT u.id, u.sign_in, u.first_name, u.last_name, x.display_name
FROM customer_user_role r
JOIN app_user u ON u.id = r.user_id AND u.directory_id = :customer
LEFT JOIN customer_user x ON x.customer_id = r.customer_id AND x.user_id = r.user_id
WHERE r.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = r.customer_id)
AND r.role_id = :role_id
AND u.state <> 'removed'

-- name: cuser_role_add :exec scope=account
INSERT INTO customer_user_role (customer_id, role_id, user_id, created_at)
VALUES (:customer, :role_id, :user_id, :now)
ON CONFLICT (customer_id, role_id, user_id) DO NOTHING

-- name: cuser_role_drop :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
DELETE FROM customer_user_role
WHERE customer_id = :customer AND role_id = :role_id AND user_id = :user_id
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = customer_user_role.customer_id)

-- What goes with a customer that is deleted.
-- name: cuser_licences_gone :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
DELETE FROM user_licence
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = user_licence.customer_id)

-- name: cuser_pools_gone :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
DELETE FROM licence_pool
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = licence_pool.customer_id)

-- name: cuser_roles_gone :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
DELETE FROM customer_user_role
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = customer_user_role.customer_id)

-- name: cusers_gone :exec scope=account exempt="a customer's people and licences are its own, whichever partner serves it"
DELETE FROM customer_user
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = customer_user.customer_id)

-- Roles that the customer has given this account for a time (areas/relationships), of those that stand.
-- name: cuser_granular :many scope=account
SELECT g.roles
FROM granular_relationship g
WHERE g.account_id = :account AND g.customer_id = :customer AND g.state = 'active'
ORDER BY g.id
LIMIT 50
