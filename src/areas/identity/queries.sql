-- Identity: people signing in, their sessions and preferences, applications asking for tokens, and the first start.

-- Who signs in under a name: the claim decides, so that a name means one person in the whole installation.
-- name: identity_by_sign_in :one scope=system
SELECT u.id, u.directory_id, u.password_hash, u.must_change, u.state, u.first_name, u.last_name, u.email, u.locale,
       u.last_account_id, d.kind AS directory_kind, d.state AS directory_state
FROM claim c
JOIN app_user u ON u.id = c.owner_id
JOIN directory d ON d.id = u.directory_id
WHERE c.kind = 'sign_in' AND c.name = :name

-- One counter of failed sign-ins.
-- name: identity_failure :one scope=system
SELECT f.count, f.first_at, f.until
FROM sign_in_failure f
WHERE f.key = :key

-- name: identity_failure_put :exec scope=system
INSERT INTO sign_in_failure (key, count, first_at, until)
VALUES (:key, :count, :first_at, :until)
ON CONFLICT (key) DO UPDATE SET count = excluded.count, first_at = excluded.first_at, until = excluded.until

-- name: identity_failure_drop :exec scope=system
DELETE FROM sign_in_failure WHERE key = :key

-- Counters past their window are of no use.
-- name: identity_failures_sweep :exec scope=system
DELETE FROM sign_in_failure WHERE until < :before AND first_at < :before

-- The signed-in person's own data.
-- name: identity_me :one scope=self
SELECT u.version, u.directory_id, u.sign_in, u.email, u.first_name, u.last_name, u.password_hash, u.password_at,
       u.must_change, u.locale, u.time_zone, u.theme, u.created_at, u.last_seen_at,
       d.name AS directory_name, d.default_domain, d.kind AS directory_kind
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE u.id = :user

-- name: identity_set_password :exec scope=self
UPDATE app_user
SET password_hash = :password_hash, password_at = :wall, must_change = FALSE, version = version + 1
WHERE id = :user

-- What a session shows is cached by the rights version, so a change of it moves that version on.
-- name: identity_set_language :exec scope=self
UPDATE app_user SET locale = :locale, rights_version = rights_version + 1, version = version + 1 WHERE id = :user

-- name: identity_set_theme :exec scope=self
UPDATE app_user SET theme = :theme, rights_version = rights_version + 1, version = version + 1 WHERE id = :user

-- name: identity_set_preferences :exec scope=self
UPDATE app_user SET locale = :locale, time_zone = :time_zone, theme = :theme, rights_version = rights_version + 1, version = version + 1 WHERE id = :user

-- name: identity_set_name :exec scope=self
UPDATE app_user
SET first_name = :first_name, last_name = :last_name, rights_version = rights_version + 1, version = version + 1
WHERE id = :user AND version = :version

-- Where I am signed in, newest first.
-- name: identity_sessions :many scope=self
SELECT s.id, s.created_at, s.seen_at, s.expires_at, s.address, s.seen_address, s.agent, s.methods, s.strength,
       coalesce(a.name, '') AS account_name::text,
       coalesce(a.session_idle_minutes, 0) AS idle_minutes::int, coalesce(a.session_hours, 0) AS hours::int,
       coalesce(p.session_idle_minutes, 0) AS parent_idle_minutes::int, coalesce(p.session_hours, 0) AS parent_hours::int
FROM session s
LEFT JOIN account a ON a.id = s.account_id
LEFT JOIN account p ON p.id = a.parent_id
WHERE s.user_id = :user AND s.ended_at IS NULL AND s.expires_at > :wall
ORDER BY s.seen_at DESC, s.id DESC
LIMIT 100

-- A directory by a domain name of it, as token addresses may carry the domain in place of the id.
-- name: identity_directory_by_domain :one scope=system
SELECT c.owner_id FROM claim c WHERE c.kind = 'domain' AND c.name = :domain

-- name: identity_directory :one scope=system
SELECT d.id, d.kind, d.name, d.default_domain, d.state FROM directory d WHERE d.id = :id

-- Anybody at all: a first start is a database without directories.
-- name: identity_directories_count :one scope=system
SELECT count(*) AS n::int FROM directory d

-- name: identity_claim_add :exec scope=system
INSERT INTO claim (kind, name, owner_id, created_at) VALUES (:kind, :name, :owner_id, :wall)

-- name: identity_directory_add :exec scope=system
INSERT INTO directory (id, created_at, version, kind, name, default_domain, country, state)
VALUES (:id, :wall, 1, :kind, :name, :default_domain, :country, 'active')

-- name: identity_account_add :exec scope=system
INSERT INTO account (id, created_at, version, parent_id, directory_id, public_id, partner_id, kind, name, country, city,
                     currency, locale, time_zone, state, rights_version)
VALUES (:id, :wall, 1, :parent_id?, :directory_id, :public_id, :partner_id, :kind, :name, :country, :city,
        :currency, :locale, :time_zone, 'active', 1)

-- name: identity_program_add :exec scope=system
INSERT INTO account_program (account_id, program, state, since) VALUES (:account_id, :program, 'active', :since)

-- The same for the program's own page (areas/programs).
-- name: identity_enrollment_add :exec scope=system
INSERT INTO program_enrollment (account_id, program, created_at, version, state, since, reason, due_at, applied_by,
                                accepted_at, billing_day, domain, tax_id, purpose)
SELECT :account_id, p.id, :since, 1, 'active', :since, '', NULL, NULL, :since, 0, '', '', ''
FROM program p
WHERE p.id = :program

-- name: identity_user_add :exec scope=system
INSERT INTO app_user (id, created_at, version, directory_id, sign_in, email, first_name, last_name, password_hash,
                      password_at, must_change, locale, time_zone, theme, state, rights_version, last_account_id,
                      last_seen_at)
VALUES (:id, :wall, 1, :directory_id, :sign_in, :email, :first_name, :last_name, :password_hash,
        :password_at?, :must_change, :locale, :time_zone, '', 'active', 1, :last_account_id?, NULL)

-- name: identity_role_add :exec scope=system
INSERT INTO role_grant (id, created_at, user_id, directory_id, account_id, role, program, origin, granted_by)
VALUES (:id, :wall, :user_id, :directory_id, :account_id?, :role, '', 'setup', :granted_by?)

-- name: identity_account_link :exec scope=system
INSERT INTO account_directory (account_id, directory_id, created_at) VALUES (:account_id, :directory_id, :wall)

-- name: identity_application_role :exec scope=system
INSERT INTO application_grant (account_id, application_id, role, created_at, granted_by)
VALUES (:account_id, :application_id, :role, :wall, NULL)

-- name: identity_application_add :exec scope=system
INSERT INTO application (account_id, id, created_at, version, directory_id, name, user_id, state)
VALUES (:account_id, :id, :wall, 1, :directory_id, :name, NULL, 'active')

-- name: identity_secret_add :exec scope=system
INSERT INTO application_secret (account_id, application_id, id, secret_hash, created_at, expires_at, ended_at, name, hint)
VALUES (:account_id, :application_id, :id, :secret_hash, :wall, :expires_at, NULL, '', :hint)

-- The account to begin in after a change of directory: the first of it in which the person holds anything.
-- name: identity_first_account :many scope=self exempt="the person's own grants say which accounts are theirs"
SELECT DISTINCT a.id, a.name, a.public_id
FROM account_directory d
JOIN account a ON a.id = d.account_id
JOIN (SELECT g.account_id, g.directory_id FROM role_grant g WHERE g.user_id = :user
      UNION ALL
      SELECT g.account_id, g.directory_id
      FROM group_member m
      JOIN group_grant g ON g.group_id = m.group_id
      WHERE m.user_id = :user) AS h ON h.directory_id = d.directory_id AND (h.account_id IS NULL OR h.account_id = a.id)
WHERE d.directory_id = :directory_id AND a.state <> 'closed'
ORDER BY a.name, a.id
LIMIT 1

-- Every account the person may work in, locations with their company.
-- name: identity_my_accounts :page scope=self exempt="the person's own grants say which accounts are theirs" order=name(a.name,a.id)
SELECT a.id, a.public_id, a.name, a.kind, a.country, a.city, a.partner_id, coalesce((SELECT p.name FROM account p WHERE p.id = a.parent_id), '') AS company::text
FROM account a
WHERE a.state <> 'closed'
  AND EXISTS (SELECT 1
              FROM (SELECT g.account_id, g.directory_id FROM role_grant g WHERE g.user_id = :user
                    UNION ALL
                    SELECT g.account_id, g.directory_id
                    FROM group_member m
                    JOIN group_grant g ON g.group_id = m.group_id
                    WHERE m.user_id = :user) AS h
              JOIN account_directory d ON d.directory_id = h.directory_id
              WHERE (h.account_id IS NULL AND d.account_id = a.id)
                 OR (h.account_id = a.id AND d.account_id = a.id)
                 OR (h.account_id = a.parent_id AND d.account_id = a.parent_id))
[text: AND (lower(a.name || ' ' || a.city) LIKE :pattern::text OR a.partner_id LIKE :pattern::text)]
