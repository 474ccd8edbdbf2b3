-- Signing in step by step: what a person has proved so far, and what is known of them while the rest is asked for.

-- name: identity_pending_insert :exec scope=system
INSERT INTO sign_in_pending (id, created_at, user_id, token_hash, methods, return_to, refused, put_off, expires_at)
VALUES (:id, :wall, :user_id, :token_hash, :methods, :return_to, 0, :put_off, :expires_at)

-- name: identity_pending_by_token :one scope=system
SELECT p.id, p.user_id, p.methods, p.return_to, p.refused, p.put_off, p.expires_at
FROM sign_in_pending p
WHERE p.token_hash = :token_hash AND p.expires_at > :wall

-- name: identity_pending_update :exec scope=system
UPDATE sign_in_pending
SET methods = :methods, put_off = :put_off, refused = :refused
WHERE id = :id

-- name: identity_pending_end :exec scope=system
DELETE FROM sign_in_pending WHERE id = :id

-- name: identity_pending_sweep :exec scope=system
DELETE FROM sign_in_pending WHERE expires_at < :wall

-- Who is signing in, once something is proved.
-- name: identity_signer :one scope=system
SELECT u.id, u.directory_id, u.sign_in, u.email, u.first_name, u.last_name, u.password_hash, u.password_at, u.must_change,
       u.locale, u.last_account_id, u.last_seen_at, u.state, d.name AS directory_name, d.kind AS directory_kind, d.state AS directory_state
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE u.id = :id

-- Words about a person that are poor passwords: their own names, their directory's, their accounts'.
-- name: identity_password_words :many scope=system
SELECT u.sign_in || ' ' || u.first_name || ' ' || u.last_name AS word::text
FROM app_user u
WHERE u.id = :user_id
UNION ALL
SELECT d.name || ' ' || d.default_domain AS word
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE u.id = :user_id
UNION ALL
SELECT a.name AS word
FROM role_grant g
JOIN account a ON a.id = g.account_id
WHERE g.user_id = :user_id
LIMIT 12

-- name: identity_factors :one scope=system
SELECT u.authenticators, u.passkeys, u.recovery_left FROM app_user u WHERE u.id = :user_id

-- name: identity_authenticators :many scope=system
SELECT a.id, a.secret, a.last_step, a.drift
FROM authenticator a
WHERE a.user_id = :user_id
ORDER BY a.created_at, a.id
LIMIT 10

-- name: identity_authenticator_add :exec scope=system
INSERT INTO authenticator (user_id, id, created_at, name, secret, last_step, drift, last_used_at)
VALUES (:user_id, :id, :wall, :name, :secret, :last_step, :drift, :wall)

-- Moves on only, so that one code is taken once.
-- name: identity_authenticator_used :exec scope=system
UPDATE authenticator SET last_step = :last_step, drift = :drift, last_used_at = :wall WHERE id = :id AND last_step < :last_step

-- name: identity_authenticator_remove :exec scope=self
DELETE FROM authenticator WHERE user_id = :user AND id = :id

-- name: identity_factors_count :exec scope=system
UPDATE app_user
SET authenticators = (SELECT count(*) FROM authenticator a WHERE a.user_id = :user_id),
    passkeys = (SELECT count(*) FROM passkey p WHERE p.user_id = :user_id AND p.state = 'active')
WHERE id = :user_id

-- name: identity_recovery_add :exec scope=system
INSERT INTO recovery_code (user_id, id, created_at, code_hash, used_at) VALUES (:user_id, :id, :wall, :code_hash, NULL)

-- name: identity_recovery_drop :exec scope=system
DELETE FROM recovery_code WHERE user_id = :user_id

-- name: identity_recovery_find :one scope=system
SELECT r.id, r.used_at FROM recovery_code r WHERE r.user_id = :user_id AND r.code_hash = :code_hash

-- name: identity_recovery_use :exec scope=system
UPDATE recovery_code SET used_at = :wall WHERE id = :id AND used_at IS NULL

-- name: identity_recovery_count :exec scope=system
UPDATE app_user
SET recovery_left = (SELECT count(*) FROM recovery_code r WHERE r.user_id = :user_id AND r.used_at IS NULL)
WHERE id = :user_id

-- What a person has to sign in with.
-- name: identity_my_authenticators :many scope=self
SELECT a.id, a.name, a.created_at, a.last_used_at
FROM authenticator a
WHERE a.user_id = :user
ORDER BY a.created_at, a.id
LIMIT 10

-- name: identity_mfa_person :one scope=system
SELECT u.mfa_from, d.kind FROM app_user u JOIN directory d ON d.id = u.directory_id WHERE u.id = :user_id

-- The rules of all accounts that a person's directories serve.
-- name: identity_mfa_rules :many scope=system
SELECT p.value AS policy, coalesce(f.value, '') AS from_day::text
FROM directory_member m
JOIN account_directory d ON d.directory_id = m.directory_id
JOIN account a ON a.id = d.account_id
JOIN setting p ON p.account_id = a.id AND p.key = 'sign_in.mfa'
LEFT JOIN setting f ON f.account_id = a.id AND f.key = 'sign_in.mfa_from'
WHERE m.user_id = :user_id AND m.state = 'active' AND a.state <> 'closed'
ORDER BY a.id
LIMIT 500

-- name: identity_link_add :exec scope=system
INSERT INTO password_link (id, created_at, user_id, token_hash, expires_at, used_at)
VALUES (:id, :wall, :user_id, :token_hash, :expires_at, NULL)

-- A link that still holds, with whose it is, and whether they have never been here.
-- name: identity_link :one scope=system
SELECT l.id, l.user_id, u.sign_in, CASE WHEN u.must_change AND u.last_seen_at IS NULL THEN TRUE ELSE FALSE END AS first_time::bool
FROM password_link l
JOIN app_user u ON u.id = l.user_id
WHERE l.token_hash = :token_hash AND l.used_at IS NULL AND l.expires_at > :wall AND u.state = 'active'

-- name: identity_link_use :exec scope=system
UPDATE password_link SET used_at = :wall WHERE id = :id AND used_at IS NULL AND expires_at > :wall

-- name: identity_links_end :exec scope=system
DELETE FROM password_link WHERE user_id = :user_id AND used_at IS NULL

-- name: identity_links_good :one scope=system
SELECT count(*) AS n::int FROM password_link l WHERE l.user_id = :user_id AND l.used_at IS NULL AND l.expires_at > :wall

-- Has this person been here before? A first sign-in is no surprise.
-- name: identity_session_any :many scope=system
SELECT s.id FROM session s WHERE s.user_id = :user_id ORDER BY s.expires_at LIMIT 1

-- Who signs in for the account, and with what: everybody in the directories it is linked to.
-- name: identity_mfa_people :page scope=account order=name(m.name_key,m.user_id,m.directory_id)
SELECT u.id, u.first_name, u.last_name, u.email, u.authenticators, u.passkeys, u.recovery_left, u.mfa_from, u.last_seen_at,
       CASE WHEN m.directory_id = u.directory_id THEN TRUE ELSE FALSE END AS at_home::bool
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id
JOIN app_user u ON u.id = m.user_id
WHERE d.account_id = :account AND m.state = 'active' AND u.state = 'active'
[without: AND u.authenticators + u.passkeys = 0]

-- name: identity_mfa_without :one scope=account
SELECT count(*) AS n::int
FROM (SELECT u.id
      FROM account_directory d
      JOIN directory_member m ON m.directory_id = d.directory_id
      JOIN app_user u ON u.id = m.user_id
      WHERE d.account_id = :account AND m.state = 'active' AND u.state = 'active' AND u.authenticators + u.passkeys = 0
      LIMIT 1000) AS lacking

-- One of them, to be asked for a second factor or to have theirs taken off. at_home: in a directory of the account, not as a guest.
-- name: identity_mfa_one :one scope=account
SELECT u.id, u.first_name, u.last_name, u.sign_in, u.mfa_from, u.authenticators, u.passkeys,
       CASE WHEN m.directory_id = u.directory_id THEN TRUE ELSE FALSE END AS at_home::bool
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id
JOIN app_user u ON u.id = m.user_id
WHERE d.account_id = :account AND m.user_id = :user_id AND m.state = 'active' AND u.state = 'active'
ORDER BY CASE WHEN m.directory_id = u.directory_id THEN 0 ELSE 1 END, m.directory_id
LIMIT 1

-- name: identity_mfa_ask :exec scope=system
UPDATE app_user SET mfa_from = :mfa_from?, version = version + 1 WHERE id = :user_id

-- name: identity_authenticators_drop :exec scope=system
DELETE FROM authenticator WHERE user_id = :user_id

-- name: identity_staff_mfa :page scope=operator order=name(m.name_key,m.user_id)
SELECT u.id, u.first_name, u.last_name, u.email, u.authenticators, u.passkeys, u.recovery_left, u.mfa_from, u.last_seen_at
FROM directory d
JOIN directory_member m ON m.directory_id = d.id
JOIN app_user u ON u.id = m.user_id
WHERE d.kind = 'operator' AND m.state = 'active' AND u.state = 'active'
[without: AND u.authenticators + u.passkeys = 0]

-- name: identity_staff_without :one scope=operator
SELECT count(*) AS n::int
FROM directory d
JOIN directory_member m ON m.directory_id = d.id
JOIN app_user u ON u.id = m.user_id
WHERE d.kind = 'operator' AND m.state = 'active' AND u.state = 'active' AND u.authenticators + u.passkeys = 0
