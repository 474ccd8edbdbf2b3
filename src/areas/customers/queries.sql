-- Queries of the customers area. Lists read customer_access alone, account first; one customer is three reads by key.

-- The customers an account sees, in order: walks the order's own index and passes over what does not match. Its conditions
-- are made so that no engine takes another index for them; where few match, customer_few is asked (customers_list.c). Those
-- that are not asked for are left out: PostgreSQL then plans the list once a connection, not once a page.
-- name: customer_list :page scope=account order=name(ca.name_key,ca.customer_id) order=created(ca.created_at,ca.customer_id) order=domain(ca.domain,ca.customer_id)
SELECT ca.customer_id, ca.name, ca.domain, ca.country, ca.kind, ca.rights, ca.state, ca.created_at, r.name AS reseller_name
FROM customer_access ca
LEFT JOIN account r ON r.id = ca.reseller_account_id
WHERE ca.account_id = :account
[state: AND ca.state || '' = :state::text]
[country: AND ca.country || '' = :country::text]
[kind: AND ca.kind || '' = :kind::text]
[reseller: AND (:reseller_account_id?::id IS NULL OR ca.reseller_account_id = :reseller_account_id?)]
[created: AND +ca.created_at >= :created_from AND +ca.created_at < :created_to]

-- The same by date and domain: what is passed over is told by the order's index alone (w), and only rows that are shown are
-- fetched. By name there is no need, as that index holds the whole row.
-- name: customer_walk :page scope=account order=created(w.created_at,w.customer_id) order=domain(w.domain,w.customer_id)
SELECT ca.customer_id, ca.name, ca.domain, ca.country, ca.kind, ca.rights, ca.state, ca.created_at, r.name AS reseller_name
FROM customer_access w
CROSS JOIN customer_access ca
LEFT JOIN account r ON r.id = ca.reseller_account_id
WHERE w.account_id = :account
AND (:state::text = '' OR w.state = :state)
AND (:country::text = '' OR w.country = :country)
AND (:kind::text = '' OR w.kind = :kind)
AND (:reseller_account_id?::id IS NULL OR w.reseller_account_id = :reseller_account_id?)
AND +w.created_at >= :created_from AND +w.created_at < :created_to
[since: AND w.created_at >= :walk_from AND w.created_at < :walk_to]
AND ca.account_id = :account
AND ca.customer_id = w.customer_id

-- The same where one of the filters, or ids, leaves few: those are gathered by that filter's index (f), then compared with
-- the others and sorted. CROSS JOIN: SQLite keeps this order of the tables.
-- name: customer_few :page scope=account order=name(ca.name_key,ca.customer_id) order=created(ca.created_at,ca.customer_id) order=domain(ca.domain,ca.customer_id)
SELECT ca.customer_id, ca.name, ca.domain, ca.country, ca.kind, ca.rights, ca.state, ca.created_at, r.name AS reseller_name
FROM customer_access f
CROSS JOIN customer_access ca
LEFT JOIN account r ON r.id = ca.reseller_account_id
WHERE f.account_id = :account
[country: AND f.country = :f_country]
[kind: AND f.kind = :f_kind]
[state: AND f.state = :f_state]
[reseller: AND f.reseller_account_id = :f_reseller]
[created: AND f.created_at >= :f_from AND f.created_at < :f_to]
[ids: AND f.customer_id IN (:ids...)]
AND ca.account_id = :account
AND ca.customer_id = f.customer_id
AND (:state::text = '' OR ca.state = :state)
AND (:country::text = '' OR ca.country = :country)
AND (:kind::text = '' OR ca.kind = :kind)
AND (:reseller_account_id?::id IS NULL OR ca.reseller_account_id = :reseller_account_id?)
AND ca.created_at >= :created_from AND ca.created_at < :created_to

-- How many a filter leaves, counted up to a bound.
-- name: customer_few_rows :one scope=account
SELECT count(*) AS n::int
FROM (
    SELECT f.customer_id
    FROM customer_access f
    WHERE f.account_id = :account
    [country: AND f.country = :f_country]
    [kind: AND f.kind = :f_kind]
    [state: AND f.state = :f_state]
    [reseller: AND f.reseller_account_id = :f_reseller]
    [created: AND f.created_at >= :f_from AND f.created_at < :f_to]
    LIMIT :most
) m

-- How many all filters leave, where one of them leaves few.
-- name: customer_few_matching :one scope=account
SELECT count(*) AS n::int
FROM customer_access f
CROSS JOIN customer_access ca
WHERE f.account_id = :account
[country: AND f.country = :f_country]
[kind: AND f.kind = :f_kind]
[state: AND f.state = :f_state]
[reseller: AND f.reseller_account_id = :f_reseller]
[created: AND f.created_at >= :f_from AND f.created_at < :f_to]
[ids: AND f.customer_id IN (:ids...)]
AND ca.account_id = :account
AND ca.customer_id = f.customer_id
AND (:state::text = '' OR ca.state = :state)
AND (:country::text = '' OR ca.country = :country)
AND (:kind::text = '' OR ca.kind = :kind)
AND (:reseller_account_id?::id IS NULL OR ca.reseller_account_id = :reseller_account_id?)
AND ca.created_at >= :created_from AND ca.created_at < :created_to

-- An account's customers in a span of the folded name or of the domain, in its order. What else a filter asks is tested row
-- by row (customers_filter.c), the state too, so that the size of a page bounds what is read for it.
-- name: customer_scan :page scope=account order=name(ca.name_key,ca.customer_id) order=domain(ca.domain,ca.customer_id)
SELECT ca.customer_id, ca.name, ca.domain, ca.name_key, ca.state, ca.reseller_account_id
FROM customer_access ca
WHERE ca.account_id = :account
[names: AND ca.name_key >= :low AND ca.name_key < :high]
[domains: AND ca.domain >= :domain_low AND ca.domain < :domain_high]

-- One customer as the account sees it: access, company facts, and the billing profile.
-- name: customer_get :one scope=account
SELECT ca.kind, ca.rights, ca.created_at AS since, ca.version AS access_version, ca.commerce_id, ca.billing_account_id,
    ca.reseller_account_id, c.version, c.company_name, c.domain, c.country, c.registration_number, c.email, c.phone,
    c.address_line1, c.address_line2, c.city, c.state AS region, c.postal_code, c.created_at,
    b.id AS billing_id, b.version AS billing_version, b.company_name AS billing_company_name, b.first_name, b.last_name,
    b.email AS billing_email, b.culture, b.language, b.phone AS billing_phone, b.address_line1 AS billing_line1,
    b.address_line2 AS billing_line2, b.city AS billing_city, b.state AS billing_region, b.postal_code AS billing_postal_code,
    b.country AS billing_country, r.name AS reseller_name, r.directory_id AS reseller_directory_id
FROM customer_access ca
JOIN customer c ON c.id = ca.customer_id
JOIN customer_billing b ON b.account_id = ca.billing_account_id AND b.customer_id = ca.customer_id
LEFT JOIN account r ON r.id = ca.reseller_account_id
WHERE ca.account_id = :account
AND ca.customer_id = :customer
AND ca.state = 'active'

-- How many accounts serve the customer besides this one and its own reseller or provider.
-- name: customer_others :one scope=account exempt="counts accounts, says nothing of them"
SELECT count(*) AS n::int
FROM customer_access o
JOIN customer_access ca ON ca.account_id = :account AND ca.customer_id = o.customer_id
WHERE o.customer_id = :customer
AND o.account_id <> ca.account_id
AND o.state = 'active'
AND o.billing_account_id <> ca.billing_account_id

-- What rules need to know of the partner itself.
-- name: customer_partner :one scope=account
SELECT a.kind, a.country, a.locale, d.id AS directory_id, d.default_domain
FROM account a
JOIN directory d ON d.id = a.directory_id
WHERE a.id = :account

-- A reseller of this provider, by its directory.
-- name: customer_reseller_by_directory :one scope=account
SELECT r.id, r.name, r.directory_id
FROM partnership p
JOIN account r ON r.id = p.reseller_account_id
WHERE p.account_id = :account
AND p.state = 'active'
AND r.directory_id = :directory_id

-- The countries an account's customers are in.
-- name: customer_countries :many scope=account
SELECT cc.country FROM customer_country cc WHERE cc.account_id = :account ORDER BY cc.country LIMIT 300

-- For an account that got a customer, also the reseller of the one that acts.
-- name: customer_country_add :exec scope=system
INSERT INTO customer_country (account_id, country) VALUES (:account_id, :country)
ON CONFLICT (account_id, country) DO NOTHING

-- name: customer_country_tidy :exec scope=system
DELETE FROM customer_country
WHERE account_id = :account_id AND country = :country
AND NOT EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account_id AND ca.country = :country)

-- A reseller of this provider, by its account.
-- name: customer_reseller_get :one scope=account
SELECT r.id, r.name, r.directory_id, r.public_id, r.partner_id, r.city
FROM partnership p
JOIN account r ON r.id = p.reseller_account_id
WHERE p.account_id = :account
AND p.state = 'active'
AND r.id = :id

-- The resellers of a provider, for lists to choose from.
-- name: customer_resellers :many scope=account
SELECT r.id, r.name, r.directory_id
FROM partnership p
JOIN account r ON r.id = p.reseller_account_id
WHERE p.account_id = :account
AND p.state = 'active'
ORDER BY r.name, r.id
LIMIT 500

-- Whether a directory is a partner's at all: tells an unknown partner id from one that is no reseller of ours.
-- name: customer_directory_kind :one scope=account exempt="asks whether an id given by the caller is a partner"
SELECT d.kind
FROM directory d
WHERE d.id = :directory_id

-- Who holds a name.
-- name: customer_claim_get :one scope=account exempt="whether a name is taken is public within the installation"
SELECT owner_id
FROM claim
WHERE kind = :kind
AND name = :name

-- name: customer_claim_add :exec scope=account exempt="a new customer claims its names in its own unit"
INSERT INTO claim (kind, name, owner_id, created_at)
VALUES (:kind, :name, :owner_id, :now)

-- name: customer_claims_drop :exec scope=account exempt="only the claim whose owner is named"
DELETE FROM claim
WHERE kind = :kind
AND name = :name
AND owner_id = :owner_id

-- name: customer_directory_add :exec scope=account
INSERT INTO directory (id, created_at, version, kind, name, default_domain, country, state)
VALUES (:id, :now, 1, 'customer', :name, :default_domain, :country, 'active')

-- name: customer_add :exec scope=account
INSERT INTO customer (id, created_at, version, company_name, domain, country, registration_number, email, phone,
    address_line1, address_line2, city, state, postal_code)
VALUES (:id, :now, 1, :company_name, :domain, :country, :registration_number, :email, :phone,
    :address_line1, :address_line2, :city, :state, :postal_code)

-- name: customer_access_add :exec scope=account
INSERT INTO customer_access (account_id, customer_id, created_at, version, kind, rights, state, ended_at, commerce_id,
    billing_account_id, reseller_account_id, name, name_key, domain, country)
VALUES (:account, :customer_id, :now, 1, :kind, :rights, 'active', NULL, :commerce_id,
    :account, :reseller_account_id?, :name, :name_key, :domain, :country)

-- The reseller's row, written by its provider in the same unit.
-- name: customer_access_add_reseller :exec scope=account exempt="a provider writes the row of its reseller"
INSERT INTO customer_access (account_id, customer_id, created_at, version, kind, rights, state, ended_at, commerce_id,
    billing_account_id, reseller_account_id, name, name_key, domain, country)
VALUES (:reseller_account_id, :customer_id, :now, 1, 'reseller', :rights, 'active', NULL, :commerce_id,
    :account, :reseller_account_id, :name, :name_key, :domain, :country)

-- name: customer_billing_add :exec scope=account
INSERT INTO customer_billing (account_id, customer_id, id, created_at, version, company_name, first_name, last_name, email,
    culture, language, phone, address_line1, address_line2, city, state, postal_code, country)
VALUES (:account, :customer_id, :id, :now, 1, :company_name, :first_name, :last_name, :email,
    :culture, :language, :phone, :address_line1, :address_line2, :city, :state, :postal_code, :country)

-- The customer's first user. The password hash is the keyed one of a generated secret.
-- name: customer_user_add :exec scope=account exempt="the first user of the directory made in the same unit"
INSERT INTO app_user (id, created_at, version, directory_id, sign_in, email, first_name, last_name, password_hash, password_at,
    must_change, locale, time_zone, theme, state, rights_version, last_account_id, last_seen_at)
VALUES (:id, :now, 1, :directory_id, :sign_in, :email, :first_name, :last_name, :password_hash, :now,
    :must_change, :locale, '', '', 'active', 1, NULL, NULL)

-- Company facts; the domain and the country never change.
-- name: customer_company_put :exec scope=account exempt="one customer in reach by its access row"
UPDATE customer
SET version = version + 1, company_name = :company_name, registration_number = :registration_number, email = :email, phone = :phone,
    address_line1 = :address_line1, address_line2 = :address_line2, city = :city, state = :state, postal_code = :postal_code
WHERE id = :customer
AND version = :version
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = customer.id AND ca.state = 'active')

-- The new name stands in every partner's list.
-- name: customer_access_rename :exec scope=account exempt="directory facts are the same for every partner of the customer"
UPDATE customer_access
SET name = :name, name_key = :name_key
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access mine WHERE mine.account_id = :account AND mine.customer_id = :customer AND mine.state = 'active')

-- Which accounts hold the customer: their search records follow the name.
-- name: customer_holders :many scope=account exempt="ids only, to keep each partner's search index in step"
SELECT ca.account_id, ca.state
FROM customer_access ca
WHERE ca.customer_id = :customer
ORDER BY ca.account_id
LIMIT 500

-- name: customer_billing_put :exec scope=account
UPDATE customer_billing
SET version = version + 1, company_name = :company_name, first_name = :first_name, last_name = :last_name, email = :email,
    culture = :culture, language = :language, phone = :phone, address_line1 = :address_line1, address_line2 = :address_line2,
    city = :city, state = :state, postal_code = :postal_code, country = :country
WHERE account_id = :account
AND customer_id = :customer
AND version = :version

-- name: customer_rights_put :exec scope=account
UPDATE customer_access
SET version = version + 1, rights = :rights
WHERE account_id = :account
AND customer_id = :customer
AND state = 'active'

-- Ends the relationship; a provider's end is its reseller's too.
-- name: customer_access_end :exec scope=account exempt="a provider ends its reseller's row with its own: both are billed by this account"
UPDATE customer_access
SET version = version + 1, state = 'ended', ended_at = :now, rights = 'none'
WHERE customer_id = :customer
AND (account_id = :account OR billing_account_id = :account)
AND state = 'active'

-- name: customer_access_reopen :exec scope=account exempt="a provider's row comes back with that of its reseller: both are billed by this account"
UPDATE customer_access
SET version = version + 1, state = 'active', ended_at = NULL, rights = :rights
WHERE customer_id = :customer
AND (account_id = :account OR billing_account_id = :account)
AND state = 'ended'

-- name: customer_access_drop :exec scope=account exempt="a provider's delete takes its reseller's row with it"
DELETE FROM customer_access
WHERE customer_id = :customer
AND (account_id = :account OR billing_account_id = :account)

-- name: customer_billing_drop :exec scope=account
DELETE FROM customer_billing
WHERE account_id = :account
AND customer_id = :customer

-- name: customer_tags_drop :exec scope=account exempt="tags of the provider's reseller go with the customer"
DELETE FROM customer_tag
WHERE customer_id = :customer
AND account_id IN (SELECT ca.account_id FROM customer_access ca WHERE ca.customer_id = :customer AND (ca.account_id = :account OR ca.billing_account_id = :account))

-- name: customer_welcome_drop_any :exec scope=account
DELETE FROM customer_welcome
WHERE account_id = :account
AND customer_id = :customer

-- name: customer_users_drop :exec scope=account exempt="the directory was made by this account and nobody else serves it"
DELETE FROM app_user
WHERE directory_id = :customer

-- The sign-in names of a customer's users, to give their claims back.
-- name: customer_users :many scope=account exempt="users of a customer in reach"
SELECT u.id, u.sign_in
FROM app_user u
JOIN customer_access ca ON ca.account_id = :account AND ca.customer_id = u.directory_id
WHERE u.directory_id = :customer
ORDER BY u.id
LIMIT 500

-- name: customer_drop :exec scope=account
DELETE FROM customer
WHERE id = :customer

-- name: customer_directory_drop :exec scope=account
DELETE FROM directory
WHERE id = :customer
AND kind = 'customer'

-- name: customer_tags :many scope=account
SELECT tag
FROM customer_tag
WHERE account_id = :account
AND customer_id = :customer
ORDER BY tag_key
LIMIT 150

-- name: customer_tags_count :one scope=account
SELECT count(*) AS n::int
FROM customer_tag
WHERE account_id = :account
AND customer_id = :customer_id

-- name: customer_tag_add :exec scope=account
INSERT INTO customer_tag (account_id, customer_id, tag_key, tag, created_at)
SELECT ca.account_id, ca.customer_id, :tag_key, :tag, :now::time
FROM customer_access ca
WHERE ca.account_id = :account
AND ca.customer_id = :customer_id
AND ca.state = 'active'
ON CONFLICT (account_id, customer_id, tag_key) DO NOTHING

-- The customers that have a tag.
-- name: customer_tagged :many scope=account
SELECT customer_id
FROM customer_tag
WHERE account_id = :account
AND tag_key = :tag_key
ORDER BY customer_id
LIMIT 500

-- name: customer_tag_drop :exec scope=account
DELETE FROM customer_tag
WHERE account_id = :account
AND customer_id = :customer
AND tag_key = :tag_key

-- The tags in use, for the filter's suggestions.
-- name: customer_tag_words :many scope=account
SELECT t.tag
FROM customer_tag t
WHERE t.account_id = :account
GROUP BY t.tag_key, t.tag
ORDER BY t.tag_key, t.tag
LIMIT 100

-- name: customer_draft_add :exec scope=account
INSERT INTO customer_draft (account_id, id, created_at, version, user_id, updated_at, name, answers)
VALUES (:account, :id, :now, 1, :user, :now, :name, :answers)

-- name: customer_draft_get :one scope=account
SELECT version, updated_at, name, answers
FROM customer_draft
WHERE account_id = :account
AND id = :id
AND user_id = :user

-- name: customer_draft_put :exec scope=account
UPDATE customer_draft
SET version = version + 1, updated_at = :now, name = :name, answers = :answers
WHERE account_id = :account
AND id = :id
AND user_id = :user

-- name: customer_draft_drop :exec scope=account
DELETE FROM customer_draft
WHERE account_id = :account
AND id = :id
AND user_id = :user

-- name: customer_drafts :many scope=account
SELECT id, name, updated_at
FROM customer_draft
WHERE account_id = :account
AND user_id = :user
ORDER BY id DESC
LIMIT 20

-- name: customer_welcome_add :exec scope=account
INSERT INTO customer_welcome (account_id, customer_id, created_at, user_id, user_name, sealed)
VALUES (:account, :customer_id, :wall, :user, :user_name, :sealed)

-- name: customer_welcome_get :one scope=account
SELECT user_name, sealed, created_at
FROM customer_welcome
WHERE account_id = :account
AND customer_id = :customer
AND user_id = :user

-- name: partnership_add :exec scope=account
INSERT INTO partnership (account_id, reseller_account_id, created_at, state)
VALUES (:account, :reseller_account_id, :now, 'active')
ON CONFLICT (account_id, reseller_account_id) DO NOTHING

-- One that ended begins again. account_id is the provider.
-- name: partnership_begin :exec scope=system
INSERT INTO partnership (account_id, reseller_account_id, created_at, state)
VALUES (:provider_id, :reseller_id, :now, 'active')
ON CONFLICT (account_id, reseller_account_id) DO UPDATE SET state = 'active'

-- name: partnership_end :exec scope=system
UPDATE partnership SET state = 'ended' WHERE account_id = :provider_id AND reseller_account_id = :reseller_id

-- Customers that a reseller sells through a provider.
-- name: partnership_customers :one scope=system
SELECT count(*) AS n::int
FROM customer_access ca
WHERE ca.account_id = :reseller_id AND ca.billing_account_id = :provider_id AND ca.kind = 'reseller' AND ca.state = 'active'

-- A second partner of a customer that is there already: the demo's shared customer, later the accepted relationship request.
-- name: customer_access_share :exec scope=system
INSERT INTO customer_access (account_id, customer_id, created_at, version, kind, rights, state, ended_at, commerce_id,
    billing_account_id, reseller_account_id, name, name_key, domain, country)
SELECT :account_id, c.id, :now, 1, 'direct', 'none', 'active', NULL, :commerce_id,
    :account_id, NULL, c.company_name, :name_key, c.domain, c.country
FROM customer c
WHERE c.id = :customer_id

-- Whether the customer is in the account's reach.
-- name: customer_reach :one scope=account
SELECT ca.kind
FROM customer_access ca
WHERE ca.account_id = :account
AND ca.customer_id = :customer_id
AND ca.state = 'active'

-- Domains beside the first.
-- name: customer_domain_add :exec scope=account
INSERT INTO customer_domain (customer_id, name, created_at, authentication, capability, method, settings)
VALUES (:customer, :name, :now, :authentication, :capability, :method, :settings)

-- name: customer_domains :many scope=account
SELECT d.name
FROM customer_domain d
WHERE d.customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = d.customer_id AND ca.state = 'active')
ORDER BY d.name
LIMIT 500

-- name: customer_domain_claims_drop :exec scope=account exempt="only the claims of the customer that goes"
DELETE FROM claim
WHERE kind = 'domain'
AND owner_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = :customer)

-- name: customer_domains_drop :exec scope=account exempt="a customer's domains are its own, whichever partner serves it"
DELETE FROM customer_domain
WHERE customer_id = :customer
AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = customer_domain.customer_id)

-- name: customer_quota :one scope=account
SELECT count(*) AS n::int
FROM customer_access ca
WHERE ca.account_id = :account AND ca.state = 'active'
