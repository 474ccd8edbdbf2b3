-- The authority: applications, what they were allowed, and the tokens that come of it.

-- An application with the account it belongs to.
-- name: authority_application :one scope=system
SELECT p.id, p.account_id, p.directory_id, p.name, p.about, p.state, p.public_client, p.multi_tenant, p.app_only,
       p.rotate_refresh, p.require_pkce, p.scopes, p.tokens_from, p.last_used_at, a.name AS account_name, a.public_id,
       a.state AS account_state, d.name AS directory_name, d.default_domain, d.state AS directory_state
FROM application p
JOIN account a ON a.id = p.account_id
JOIN directory d ON d.id = p.directory_id
WHERE p.id = :id

-- name: authority_secrets :many scope=system
SELECT s.id, s.secret_hash, s.expires_at, s.last_used_at
FROM application_secret s
WHERE s.application_id = :application AND s.ended_at IS NULL AND s.expires_at > :wall
ORDER BY s.created_at DESC
LIMIT 20

-- name: authority_certificates :many scope=system
SELECT c.id, c.sha1, c.sha256, c.der, c.starts_at, c.expires_at, c.last_used_at
FROM application_certificate c
WHERE c.application_id = :application AND c.ended_at IS NULL AND c.expires_at > :wall
ORDER BY c.created_at DESC
LIMIT 20

-- What an administrator allowed an application for a whole directory.
-- name: authority_consent_of_directory :one scope=system
SELECT c.id, c.account_id, c.scopes
FROM application_consent c
JOIN account a ON a.id = c.account_id
WHERE c.application_id = :application_id AND c.directory_id = :directory_id AND c.user_id IS NULL AND c.ended_at IS NULL
  AND a.state = 'active'

-- name: authority_person :one scope=system
SELECT u.id, u.first_name, u.last_name, u.sign_in, u.email, u.password_at, u.signed_out_at, u.must_change, u.state, d.state AS directory_state
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE u.id = :id

-- name: authority_grant_add :exec scope=system
INSERT INTO token_grant (account_id, id, created_at, application_id, directory_id, user_id, how, scopes, claims, amr, auth_at,
                         used_at, expires_at, ended_at, ended_why)
VALUES (:account_id, :id, :wall, :application_id, :directory_id, :user_id, :how, :scopes, :claims, :amr, :auth_at,
        :wall, :expires_at, NULL, '')

-- name: authority_grant_touch :exec scope=system
UPDATE token_grant SET used_at = :wall WHERE id = :id

-- name: authority_grant_end :exec scope=system
UPDATE token_grant SET ended_at = :wall, ended_why = :why WHERE id = :id AND ended_at IS NULL

-- name: authority_code_add :exec scope=system
INSERT INTO authorization_code (code_hash, created_at, expires_at, used_at, grant_id, application_id, account_id, directory_id,
                                user_id, redirect_uri, challenge, scopes, claims, audience, nonce, amr, auth_at)
VALUES (:code_hash, :wall, :expires_at, NULL, NULL, :application_id, :account_id, :directory_id,
        :user_id, :redirect_uri, :challenge, :scopes, :claims, :audience, :nonce, :amr, :auth_at)

-- name: authority_code :one scope=system
SELECT c.created_at, c.expires_at, c.used_at, c.grant_id, c.application_id, c.account_id, c.directory_id, c.user_id, c.redirect_uri,
       c.challenge, c.scopes, c.claims, c.audience, c.nonce, c.amr, c.auth_at
FROM authorization_code c
WHERE c.code_hash = :code_hash

-- name: authority_code_use :exec scope=system
UPDATE authorization_code SET used_at = :wall, grant_id = :grant_id? WHERE code_hash = :code_hash AND used_at IS NULL

-- name: authority_refresh_add :exec scope=system
INSERT INTO refresh_token (token_hash, grant_id, created_at, expires_at, used_at)
VALUES (:token_hash, :grant_id, :wall, :expires_at, NULL)

-- name: authority_refresh :one scope=system
SELECT r.expires_at, r.used_at, g.id AS grant_id, g.account_id, g.application_id, g.directory_id, g.user_id, g.scopes, g.claims,
       g.amr, g.auth_at, g.created_at AS grant_created_at, g.expires_at AS grant_expires_at, g.ended_at, a.state AS account_state
FROM refresh_token r
JOIN token_grant g ON g.id = r.grant_id
JOIN account a ON a.id = g.account_id
WHERE r.token_hash = :token_hash

-- name: authority_refresh_use :exec scope=system
UPDATE refresh_token SET used_at = :wall WHERE token_hash = :token_hash AND used_at IS NULL

-- name: authority_refresh_extend :exec scope=system
UPDATE refresh_token SET expires_at = :expires_at WHERE token_hash = :token_hash

-- name: authority_device_add :exec scope=system
INSERT INTO device_code (id, created_at, expires_at, device_hash, user_code_hash, state, polled_at, application_id,
                         directory_id, address, scopes, claims, audience, account_id, user_id, amr, auth_at)
VALUES (:id, :wall, :expires_at, :device_hash, :user_code_hash, 'waiting', NULL, :application_id,
        :directory_id?, :address, :scopes, :claims, :audience, NULL, NULL, '', NULL)
ON CONFLICT (user_code_hash) DO NOTHING

-- name: authority_device :one scope=system
SELECT d.id, d.created_at, d.expires_at, d.state, d.polled_at, d.application_id, d.scopes, d.claims, d.audience, d.account_id, d.user_id, d.amr,
       d.auth_at, a.directory_id AS account_directory_id
FROM device_code d
LEFT JOIN account a ON a.id = d.account_id
WHERE d.device_hash = :device_hash

-- name: authority_device_by_user_code :one scope=system
SELECT d.id, d.created_at, d.expires_at, d.state, d.application_id, d.directory_id, d.address, d.scopes, d.claims
FROM device_code d
WHERE d.user_code_hash = :user_code_hash

-- name: authority_device_polled :exec scope=system
UPDATE device_code SET polled_at = :wall WHERE id = :id

-- name: authority_device_use :exec scope=system
UPDATE device_code SET state = 'used' WHERE id = :id AND state = 'allowed'

-- name: authority_device_allow :exec scope=system
UPDATE device_code
SET state = 'allowed', account_id = :account_id, user_id = :user_id, amr = :amr, auth_at = :auth_at
WHERE id = :id AND state = 'waiting' AND expires_at > :wall

-- name: authority_device_deny :exec scope=system
UPDATE device_code SET state = 'denied' WHERE id = :id AND state = 'waiting'

-- Addresses where an application may be answered.
-- name: authority_redirects :many scope=system
SELECT r.uri FROM application_redirect r WHERE r.application_id = :application AND r.kind = :kind ORDER BY r.uri LIMIT 100

-- name: authority_account :one scope=system
SELECT a.id, a.name, a.public_id, a.state, a.directory_id, d.name AS directory_name
FROM account a
JOIN directory d ON d.id = a.directory_id
WHERE a.id = :id

-- What was allowed before: by an administrator for all, or by this person.
-- name: authority_consents :many scope=system
SELECT c.id, c.user_id, c.scopes
FROM application_consent c
WHERE c.application_id = :application_id AND c.directory_id = :directory_id AND c.account_id = :account_id AND c.ended_at IS NULL
  AND (c.user_id IS NULL OR c.user_id = :user_id)
ORDER BY c.id
LIMIT 50

-- name: authority_consent_add :exec scope=system
INSERT INTO application_consent (account_id, id, created_at, application_id, directory_id, user_id, scopes, granted_by, ended_at)
VALUES (:account_id, :id, :wall, :application_id, :directory_id, :user_id?, :scopes, :granted_by, NULL)

-- The one before ends when a newer one says more, or less.
-- name: authority_consent_replace :exec scope=system
UPDATE application_consent
SET ended_at = :wall
WHERE application_id = :application_id AND directory_id = :directory_id AND account_id = :account_id
  AND user_id IS NOT DISTINCT FROM :user_id?::id AND ended_at IS NULL

-- Who can allow an application for the organization.
-- name: authority_admins :many scope=system
SELECT DISTINCT u.first_name, u.last_name
FROM role_grant g
JOIN app_user u ON u.id = g.user_id
WHERE g.role = 'global_admin'
  AND (g.account_id = :account_id
       OR (g.account_id IS NULL AND g.directory_id IN (SELECT l.directory_id FROM account_directory l WHERE l.account_id = :account_id)))
  AND u.state = 'active'
ORDER BY u.last_name, u.first_name
LIMIT 5
