-- Sign-in by an outside provider: its settings, what it publishes, rules, links of people. Scope directory throughout:
-- what names a directory in a public address acts for that directory only.

-- name: federation_directory :one scope=directory
SELECT d.id, d.kind, d.name, d.default_domain, d.state FROM directory d WHERE d.id = :directory

-- The directory that an account's people belong to: who runs the account runs that one.
-- name: federation_home :one scope=account
SELECT a.directory_id FROM account a WHERE a.id = :account

-- The account whose record the changes of a directory stand in: its first global one.
-- name: federation_account_of :one scope=directory
SELECT a.id, a.name, a.kind, a.country, a.public_id, a.locale, a.time_zone
FROM account a
WHERE a.directory_id = :directory AND a.state <> 'closed'
  AND a.id = (SELECT f.id
              FROM account f
              WHERE f.directory_id = :directory AND f.state <> 'closed'
              ORDER BY CASE WHEN f.parent_id IS NULL THEN 0 ELSE 1 END, f.created_at, f.id
              LIMIT 1)

-- name: federation_accounts :many scope=directory
SELECT a.id, a.name
FROM account a
WHERE a.directory_id = :directory AND a.state <> 'closed'
ORDER BY a.name, a.id
LIMIT 200

-- name: federation_connection :one scope=directory
SELECT c.version, c.updated_at, c.state, c.enforced, c.name, c.issuer, c.client_id, c.client_auth, c.secret_sealed,
       c.scopes, c.jit, c.jit_roles, c.jit_account_id, c.trust_email, c.trust_mfa, c.break_glass_id, c.proven_at
FROM federation_connection c
WHERE c.directory_id = :directory

-- name: federation_connection_add :exec scope=directory
INSERT INTO federation_connection (directory_id, created_at, version, updated_at, updated_by, state, enforced, name,
                                   issuer, client_id, client_auth, secret_sealed, scopes, jit, jit_roles, jit_account_id,
                                   trust_email, trust_mfa, break_glass_id, proven_at)
VALUES (:directory, :wall, 1, :wall, :updated_by?, 'off', FALSE, :name, :issuer, :client_id, :client_auth,
        :secret_sealed, :scopes, :jit, :jit_roles, :jit_account_id?, :trust_email, :trust_mfa, NULL, NULL)

-- What was proven was proven with the settings as they were.
-- name: federation_connection_put :exec scope=directory
UPDATE federation_connection
SET version = version + 1, updated_at = :wall, updated_by = :updated_by?, name = :name, issuer = :issuer,
    client_id = :client_id, client_auth = :client_auth, secret_sealed = :secret_sealed, scopes = :scopes, jit = :jit,
    jit_roles = :jit_roles, jit_account_id = :jit_account_id?, trust_email = :trust_email, trust_mfa = :trust_mfa,
    proven_at = :proven_at?
WHERE directory_id = :directory AND version = :version

-- name: federation_connection_state :exec scope=directory
UPDATE federation_connection
SET version = version + 1, updated_at = :wall, updated_by = :updated_by?, state = :state, enforced = :enforced,
    break_glass_id = :break_glass_id?
WHERE directory_id = :directory

-- name: federation_connection_proven :exec scope=directory
UPDATE federation_connection SET proven_at = :wall WHERE directory_id = :directory AND version = :version

-- name: federation_provider :one scope=directory
SELECT p.issuer, p.discovery, p.fresh_until, p.keys, p.keys_until, p.keys_asked_at, p.problem, p.problem_args, p.problem_at
FROM federation_provider p
WHERE p.directory_id = :directory

-- name: federation_provider_put :exec scope=directory
INSERT INTO federation_provider (directory_id, issuer, discovery, fresh_until, keys, keys_until, keys_asked_at, problem,
                                 problem_args, problem_at)
VALUES (:directory, :issuer, :discovery, :fresh_until, :keys, :keys_until, NULL, '', '{}', NULL)
ON CONFLICT (directory_id) DO UPDATE
SET issuer = excluded.issuer, discovery = excluded.discovery, fresh_until = excluded.fresh_until, keys = excluded.keys,
    keys_until = excluded.keys_until, problem = '', problem_args = '{}', problem_at = NULL

-- Only one of many who meet an unknown key asks for the keys anew.
-- name: federation_keys_ask :exec scope=directory
UPDATE federation_provider
SET keys_asked_at = :wall
WHERE directory_id = :directory AND (keys_asked_at IS NULL OR keys_asked_at < :before)

-- name: federation_provider_failed :exec scope=directory
INSERT INTO federation_provider (directory_id, issuer, discovery, fresh_until, keys, keys_until, keys_asked_at, problem,
                                 problem_args, problem_at)
VALUES (:directory, :issuer, '{}', :wall, '{}', :wall, NULL, :problem, :problem_args, :wall)
ON CONFLICT (directory_id) DO UPDATE
SET problem = excluded.problem, problem_args = excluded.problem_args, problem_at = excluded.problem_at

-- name: federation_domains :many scope=directory
SELECT f.domain FROM federation_domain f WHERE f.directory_id = :directory ORDER BY f.domain LIMIT 100

-- name: federation_domain_add :exec scope=directory
INSERT INTO federation_domain (domain, directory_id, created_at) VALUES (:domain, :directory, :wall) ON CONFLICT (domain) DO NOTHING

-- name: federation_domains_drop :exec scope=directory
DELETE FROM federation_domain WHERE directory_id = :directory

-- Domains that the directory owns in the whole installation.
-- name: federation_domains_owned :many scope=system
SELECT c.name FROM claim c WHERE c.kind = 'domain' AND c.owner_id = :directory_id ORDER BY c.name LIMIT 100

-- Where the people of a domain sign in: asked for before anybody is known. The claim says whose domain it is.
-- name: federation_of_domain :one scope=system
SELECT c.directory_id, c.name, c.enforced, c.break_glass_id, coalesce(g.sign_in, '') AS break_glass_name::text
FROM federation_domain f
JOIN claim o ON o.kind = 'domain' AND o.name = f.domain AND o.owner_id = f.directory_id
JOIN federation_connection c ON c.directory_id = f.directory_id
JOIN directory d ON d.id = f.directory_id
LEFT JOIN app_user g ON g.id = c.break_glass_id
WHERE f.domain = :domain AND c.state = 'on' AND d.state = 'active'

-- The same for somebody who is known. People who were invited from outside have no account at the organization's provider: their
-- sign-in stays with us.
-- name: federation_of_user :one scope=system
SELECT c.directory_id, c.name, c.enforced, c.break_glass_id
FROM app_user u
JOIN federation_connection c ON c.directory_id = u.directory_id
WHERE u.id = :user_id AND c.state = 'on'
  AND NOT EXISTS (SELECT 1 FROM directory_member m WHERE m.user_id = u.id AND m.directory_id = u.directory_id AND m.kind = 'guest')

-- Any at all: without one the sign-in page asks for the password at once.
-- name: federation_any :one scope=system
SELECT count(*) AS n::int FROM (SELECT f.domain FROM federation_domain f JOIN federation_connection c ON c.directory_id = f.directory_id WHERE c.state = 'on' LIMIT 1) x

-- name: federation_rules :many scope=directory
SELECT r.id, r.created_at, r.claim, r.test, r.value, r.role, r.account_id
FROM federation_rule r
WHERE r.directory_id = :directory
ORDER BY r.claim, r.value, r.id
LIMIT 200

-- name: federation_rule_add :exec scope=directory
INSERT INTO federation_rule (id, directory_id, created_at, created_by, claim, test, value, role, account_id)
VALUES (:id, :directory, :wall, :created_by?, :claim, :test, :value, :role, :account_id?)

-- name: federation_rule_drop :exec scope=directory
DELETE FROM federation_rule WHERE directory_id = :directory AND id = :id

-- People who could sign in without the provider, should it fail: those who run the directory and have a password.
-- name: federation_admins :many scope=directory
SELECT DISTINCT u.id, u.sign_in, u.first_name, u.last_name
FROM role_grant g
JOIN app_user u ON u.id = g.user_id AND u.directory_id = g.directory_id
WHERE g.directory_id = :directory AND g.role IN ('global_admin', 'operator_admin') AND u.state = 'active' AND u.password_hash <> ''
ORDER BY u.last_name, u.first_name, u.id
LIMIT 100

-- Whether somebody runs the directory.
-- name: federation_runs :one scope=directory
SELECT count(*) AS n::int
FROM role_grant g
WHERE g.directory_id = :directory AND g.user_id = :user_id AND g.role IN ('global_admin', 'operator_admin')

-- name: federation_link :one scope=directory
SELECT l.user_id, u.state, u.sign_in
FROM federation_link l
JOIN app_user u ON u.id = l.user_id AND u.directory_id = l.directory_id
WHERE l.directory_id = :directory AND l.issuer = :issuer AND l.subject = :subject AND u.state <> 'removed'

-- Of somebody who was removed the link may go to whoever took their place; of anybody else it stays.
-- name: federation_link_add :exec scope=directory
INSERT INTO federation_link (directory_id, issuer, subject, user_id, created_at, seen_at)
SELECT :directory, :issuer, :subject, u.id, :wall, :wall
FROM app_user u
WHERE u.id = :user_id AND u.directory_id = :directory
ON CONFLICT (directory_id, issuer, subject) DO UPDATE
SET user_id = excluded.user_id, created_at = excluded.created_at, seen_at = excluded.seen_at
WHERE federation_link.directory_id = :directory
  AND federation_link.user_id IN (SELECT g.id FROM app_user g WHERE g.directory_id = :directory AND g.state = 'removed')

-- name: federation_link_seen :exec scope=directory
UPDATE federation_link SET seen_at = :wall WHERE directory_id = :directory AND issuer = :issuer AND subject = :subject

-- A person of the directory by the sign-in name, and whether the provider knows them already under another subject.
-- name: federation_user_by_name :one scope=directory
SELECT u.id, u.state, u.sign_in,
       CASE WHEN EXISTS (SELECT 1 FROM federation_link l WHERE l.directory_id = :directory AND l.user_id = u.id AND l.issuer = :issuer)
            THEN TRUE ELSE FALSE END AS linked::bool
FROM app_user u
WHERE u.directory_id = :directory AND u.sign_in = :sign_in

-- name: federation_user :one scope=directory
SELECT u.id, u.state, u.sign_in, u.first_name, u.last_name FROM app_user u WHERE u.directory_id = :directory AND u.id = :id

-- Names as the provider has them now; what it does not say stays.
-- name: federation_user_name :exec scope=directory
UPDATE app_user
SET first_name = :first_name, last_name = :last_name, version = version + 1, rights_version = rights_version + 1
WHERE directory_id = :directory AND id = :id AND (first_name <> :first_name OR last_name <> :last_name)

-- Roles that came from what the provider says.
-- name: federation_grants :many scope=directory
SELECT g.id, g.role, g.program, g.account_id
FROM role_grant g
WHERE g.directory_id = :directory AND g.user_id = :user_id AND g.origin = 'federation'
ORDER BY g.role, g.id
LIMIT 500

-- Of the vendor's staff, who hold roles in no account.
-- name: federation_grant_drop :exec scope=directory
DELETE FROM role_grant WHERE directory_id = :directory AND user_id = :user_id AND role = :role AND account_id IS NULL AND origin = 'federation'

-- name: federation_grant_add :exec scope=directory
INSERT INTO role_grant (id, created_at, user_id, directory_id, account_id, role, program, origin, granted_by)
SELECT :id, :wall, u.id, :directory, NULL, :role, '', :origin, NULL
FROM app_user u
WHERE u.id = :user_id AND u.directory_id = :directory
  AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id = u.id AND g.directory_id = :directory AND g.role = :role AND g.account_id IS NULL)

-- name: federation_returned :exec scope=system
INSERT INTO federation_return (state_hash, expires_at) VALUES (:state_hash, :expires_at) ON CONFLICT (state_hash) DO NOTHING

-- name: federation_returns_sweep :exec scope=system
DELETE FROM federation_return WHERE expires_at < :wall

-- name: federation_name_taken :one scope=system
SELECT c.owner_id FROM claim c WHERE c.kind = 'sign_in' AND c.name = :name

-- Provisioning.

-- name: provisioning_state :one scope=directory
SELECT p.state, p.since FROM provisioning p WHERE p.directory_id = :directory

-- name: provisioning_put :exec scope=directory
INSERT INTO provisioning (directory_id, since, state, changed_by)
VALUES (:directory, :wall, :state, :changed_by?)
ON CONFLICT (directory_id) DO UPDATE SET since = excluded.since, state = excluded.state, changed_by = excluded.changed_by
WHERE provisioning.directory_id = :directory AND provisioning.state <> excluded.state

-- name: provisioning_tokens :many scope=directory
SELECT t.id, t.name, t.created_at, t.expires_at, t.used_at, t.ended_at
FROM provisioning_token t
WHERE t.directory_id = :directory
ORDER BY t.created_at DESC, t.id DESC
LIMIT 50

-- name: provisioning_tokens_open :one scope=directory
SELECT count(*) AS n::int
FROM provisioning_token t
WHERE t.directory_id = :directory AND t.ended_at IS NULL AND t.expires_at > :wall

-- name: provisioning_token_add :exec scope=directory
INSERT INTO provisioning_token (id, directory_id, created_at, created_by, name, token_hash, expires_at, used_at, ended_at)
VALUES (:id, :directory, :wall, :created_by?, :name, :token_hash, :expires_at, NULL, NULL)

-- name: provisioning_token_end :exec scope=directory
UPDATE provisioning_token SET ended_at = :wall WHERE directory_id = :directory AND id = :id AND ended_at IS NULL

-- name: provisioning_token :one scope=directory
SELECT t.name, t.expires_at FROM provisioning_token t WHERE t.directory_id = :directory AND t.id = :id

-- name: provisioning_tokens_end :exec scope=directory
UPDATE provisioning_token SET ended_at = :wall WHERE directory_id = :directory AND ended_at IS NULL

-- Whose token this is: asked for before anybody is known.
-- name: provisioning_token_by_hash :one scope=system
SELECT t.id, t.directory_id, t.name, t.used_at
FROM provisioning_token t
JOIN directory d ON d.id = t.directory_id
WHERE t.token_hash = :token_hash AND t.ended_at IS NULL AND t.expires_at > :wall AND d.state = 'active'

-- SCIM: people of the directory at home in it, those that a client made and those that were here before.

-- Either walk, in the order of ids, or what finds few: SQLite, which knows no numbers, must not walk for those.
-- name: scim_users :many scope=directory
SELECT u.id, u.created_at, u.sign_in, u.email, u.first_name, u.last_name, u.phone, u.job_title, u.locale, u.time_zone,
       u.state, s.changed_at, coalesce(s.user_name, '') AS user_name::text, coalesce(s.external_id, '') AS external_id::text,
       s.data
FROM app_user u
LEFT JOIN scim_user s ON s.user_id = u.id AND s.directory_id = u.directory_id
WHERE {sqlite: +u.directory_id}{pg: u.directory_id} = :directory AND u.state <> 'removed'
[walk: AND u.directory_id = :directory AND u.id > :after]
[name: AND u.sign_in = :sign_in]
[external: AND s.external_id = :external_id AND s.directory_id = :directory AND {sqlite: +u.id}{pg: u.id} > :after]
[changed: AND coalesce(s.changed_at, u.created_at) >= :changed_from::time]
[state: AND u.state = :state]
[ids: AND u.id IN (:ids...)]
ORDER BY u.id
LIMIT :size

-- Who stands at a place of the list, found in an index alone.
-- name: scim_user_at :one scope=directory
SELECT u.id FROM app_user u WHERE u.directory_id = :directory AND u.state <> 'removed' ORDER BY u.id LIMIT 1 OFFSET :skip

-- People whose sign-in name begins as asked, in its order, found in an index alone.
-- name: scim_names :many scope=directory
SELECT u.id, u.sign_in
FROM app_user u
WHERE u.directory_id = :directory AND u.state <> 'removed' AND u.sign_in >= :low AND u.sign_in < :high AND u.sign_in <> :after
ORDER BY u.sign_in
LIMIT :size OFFSET :skip

-- name: scim_names_count :one scope=directory
SELECT count(*) AS n::int
FROM app_user u
WHERE u.directory_id = :directory AND u.state <> 'removed' AND u.sign_in >= :low AND u.sign_in < :high

-- name: scim_users_count :one scope=directory
SELECT count(*) - (SELECT count(*) FROM app_user r WHERE r.directory_id = :directory AND r.state = 'removed') AS n::int
FROM app_user u
WHERE u.directory_id = :directory

-- name: scim_user_there :one scope=directory
SELECT u.id, u.sign_in, u.first_name, u.last_name FROM app_user u WHERE u.directory_id = :directory AND u.id = :id AND u.state <> 'removed'

-- name: scim_user_put :exec scope=directory
UPDATE app_user
SET sign_in = :sign_in, email = :email, first_name = :first_name, last_name = :last_name, phone = :phone,
    job_title = :job_title, locale = :locale, time_zone = :time_zone, version = version + 1,
    rights_version = rights_version + 1
WHERE directory_id = :directory AND id = :id

-- name: scim_user_said :exec scope=directory
INSERT INTO scim_user (user_id, directory_id, created_at, changed_at, version, user_name, user_name_key, external_id, data)
SELECT u.id, :directory, :wall, :wall, 1, :user_name, :user_name_key, :external_id, :data
FROM app_user u
WHERE u.id = :user_id AND u.directory_id = :directory
ON CONFLICT (user_id) DO UPDATE
SET changed_at = excluded.changed_at, version = scim_user.version + 1, user_name = excluded.user_name,
    user_name_key = excluded.user_name_key, external_id = excluded.external_id, data = excluded.data
WHERE scim_user.directory_id = :directory

-- name: scim_user_drop :exec scope=directory
DELETE FROM scim_user WHERE directory_id = :directory AND user_id = :user_id

-- name: federation_links_drop :exec scope=directory
DELETE FROM federation_link WHERE directory_id = :directory AND user_id = :user_id

-- name: scim_name_claim :exec scope=system
INSERT INTO claim (kind, name, owner_id, created_at) VALUES ('sign_in', :name, :owner_id, :wall)

-- name: scim_name_free :exec scope=system
DELETE FROM claim WHERE kind = 'sign_in' AND name = :name AND owner_id = :owner_id

-- name: scim_groups_of :many scope=directory
SELECT m.user_id, g.id, g.name
FROM group_member m
JOIN directory_group g ON g.id = m.group_id AND {sqlite: +g.directory_id}{pg: g.directory_id} = m.directory_id
WHERE {sqlite: +m.directory_id}{pg: m.directory_id} = :directory AND m.user_id IN (:ids...)
ORDER BY m.user_id, g.name, g.id
LIMIT 20000

-- name: scim_groups :many scope=directory
SELECT g.id, g.created_at, g.updated_at, g.version, g.name, g.external_id, g.origin, g.handed_over_at
FROM directory_group g
WHERE {sqlite: +g.directory_id}{pg: g.directory_id} = :directory
[walk: AND g.directory_id = :directory AND g.id > :after]
[name: AND g.directory_id = :directory AND g.name_key = :name_key]
[external: AND g.directory_id = :directory AND g.external_id = :external_id]
[changed: AND g.updated_at >= :changed_from]
[member: AND g.id IN (SELECT m.group_id FROM group_member m
                      WHERE {sqlite: +m.directory_id}{pg: m.directory_id} = :directory AND m.user_id = :member_id)]
[ids: AND g.id IN (:ids...)]
ORDER BY g.id
LIMIT :size OFFSET :skip

-- name: scim_groups_count :one scope=directory
SELECT count(*) AS n::int FROM directory_group g WHERE g.directory_id = :directory

-- name: scim_group_named :one scope=directory
SELECT g.id FROM directory_group g WHERE g.directory_id = :directory AND g.name_key = :name_key

-- name: scim_group_put :exec scope=directory
UPDATE directory_group
SET name = :name, name_key = :name_key, external_id = :external_id, version = version + 1, updated_at = :wall
WHERE directory_id = :directory AND id = :id

-- Guests of the directory are members by hand: a client does not know them.
-- name: scim_members :many scope=directory
SELECT m.group_id, u.id, u.first_name, u.last_name, u.sign_in
FROM group_member m
JOIN app_user u ON u.id = m.user_id AND {sqlite: +u.directory_id}{pg: u.directory_id} = m.directory_id
WHERE {sqlite: +m.directory_id}{pg: m.directory_id} = :directory AND m.group_id IN (:ids...) AND u.state <> 'removed'
ORDER BY m.group_id, m.user_id
LIMIT :size
