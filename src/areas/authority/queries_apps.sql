-- App management: the account's applications and everything of them; what people allowed; service tokens.

-- The account's applications by name, with what the list says of their credentials.
-- name: apps_list :page scope=account order=name(p.name,p.id)
SELECT p.id, p.name, p.about, p.public_client, p.multi_tenant, p.state, p.created_at, p.last_used_at,
       (SELECT count(*) FROM application_secret s WHERE s.application_id = p.id AND s.account_id = :account AND s.ended_at IS NULL
                                                    AND s.expires_at > :wall) AS secrets::int,
       (SELECT count(*) FROM application_certificate c WHERE c.application_id = p.id AND c.account_id = :account AND c.ended_at IS NULL
                                                         AND c.expires_at > :wall) AS certificates::int,
       (SELECT min(s.expires_at) FROM application_secret s WHERE s.application_id = p.id AND s.account_id = :account
                                                             AND s.ended_at IS NULL AND s.expires_at > :wall) AS secret_ends_at::time?,
       (SELECT min(c.expires_at) FROM application_certificate c WHERE c.application_id = p.id AND c.account_id = :account
                                                                  AND c.ended_at IS NULL AND c.expires_at > :wall) AS certificate_ends_at::time?
FROM application p
WHERE p.account_id = :account AND p.state <> 'removed'
[text: AND (lower(p.name) LIKE :pattern::text OR lower(p.about) LIKE :pattern::text)]

-- name: apps_one :one scope=account
SELECT p.id, p.created_at, p.version, p.directory_id, p.name, p.about, p.state, p.public_client, p.multi_tenant, p.app_only,
       p.rotate_refresh, p.require_pkce, p.scopes, p.tokens_from, p.last_used_at
FROM application p
WHERE p.id = :id AND p.account_id = :account AND p.state <> 'removed'

-- name: apps_count :one scope=account
SELECT count(*) AS n::int FROM application p WHERE p.account_id = :account AND p.state <> 'removed'

-- name: apps_add :exec scope=system
INSERT INTO application (account_id, id, created_at, version, directory_id, name, user_id, state, about, public_client, multi_tenant,
                         app_only, rotate_refresh, require_pkce, scopes)
VALUES (:account_id, :id, :wall, 1, :directory_id, :name, NULL, 'active', :about, :public_client, :multi_tenant,
        :app_only, :rotate_refresh, :require_pkce, :scopes)

-- name: apps_put :exec scope=account
UPDATE application
SET name = :name, about = :about, multi_tenant = :multi_tenant, app_only = :app_only, rotate_refresh = :rotate_refresh,
    require_pkce = :require_pkce, scopes = :scopes, version = version + 1
WHERE id = :id AND account_id = :account AND version = :version AND state <> 'removed'

-- Tokens check the version: whatever changes how they hold moves it on.
-- name: apps_moved :exec scope=account
UPDATE application SET version = version + 1 WHERE id = :id AND account_id = :account

-- name: apps_set_state :exec scope=account
UPDATE application SET state = :state, version = version + 1 WHERE id = :id AND account_id = :account AND state <> 'removed'

-- name: apps_revoke_tokens :exec scope=account
UPDATE application SET tokens_from = :wall, version = version + 1 WHERE id = :id AND account_id = :account

-- name: apps_redirects :many scope=account
SELECT r.id, r.kind, r.uri, r.created_at
FROM application_redirect r
WHERE r.application_id = :application AND r.account_id = :account
ORDER BY r.kind, r.uri
LIMIT 200

-- name: apps_redirect_add :exec scope=system
INSERT INTO application_redirect (account_id, application_id, id, created_at, kind, uri)
VALUES (:account_id, :application_id, :id, :wall, :kind, :uri)
ON CONFLICT (application_id, kind, uri) DO NOTHING

-- name: apps_redirect_drop :exec scope=account
DELETE FROM application_redirect WHERE id = :id AND application_id = :application AND account_id = :account

-- name: apps_secrets :many scope=account
SELECT s.id, s.name, s.hint, s.created_at, s.expires_at, s.last_used_at
FROM application_secret s
WHERE s.application_id = :application AND s.account_id = :account AND s.ended_at IS NULL
ORDER BY s.created_at DESC, s.id DESC
LIMIT 50

-- name: apps_secret_add :exec scope=account
INSERT INTO application_secret (account_id, application_id, id, secret_hash, created_at, expires_at, ended_at, name, hint)
VALUES (:account, :application_id, :id, :secret_hash, :wall, :expires_at, NULL, :name, :hint)

-- name: apps_secret_end :exec scope=account
UPDATE application_secret SET ended_at = :wall
WHERE id = :id AND application_id = :application AND account_id = :account AND ended_at IS NULL

-- name: apps_certificates :many scope=account
SELECT c.id, c.name, c.sha1, c.sha256, c.created_at, c.starts_at, c.expires_at, c.last_used_at
FROM application_certificate c
WHERE c.application_id = :application AND c.account_id = :account AND c.ended_at IS NULL
ORDER BY c.created_at DESC, c.id DESC
LIMIT 50

-- name: apps_certificate_add :exec scope=account
INSERT INTO application_certificate (account_id, application_id, id, created_at, name, sha1, sha256, der, starts_at, expires_at,
                                     ended_at, last_used_at)
VALUES (:account, :application_id, :id, :wall, :name, :sha1, :sha256, :der, :starts_at, :expires_at, NULL, NULL)

-- name: apps_certificate_end :exec scope=account
UPDATE application_certificate SET ended_at = :wall
WHERE id = :id AND application_id = :application AND account_id = :account AND ended_at IS NULL

-- Who allowed this application, in the account that owns it.
-- name: apps_consents :many scope=account
SELECT c.id, c.created_at, c.user_id, c.scopes, u.first_name, u.last_name, u.email, g.first_name AS by_first_name,
       g.last_name AS by_last_name
FROM application_consent c
LEFT JOIN app_user u ON u.id = c.user_id
JOIN app_user g ON g.id = c.granted_by
WHERE c.application_id = :application AND c.account_id = :account AND c.ended_at IS NULL
ORDER BY c.created_at DESC, c.id DESC
LIMIT 200

-- Applications of others that this account lets in.
-- name: apps_foreign :many scope=account exempt="the application is another account's: what is read of it is what was allowed"
SELECT c.id, c.created_at, c.user_id, c.scopes, p.name, a.name AS maker, u.first_name, u.last_name, g.first_name AS by_first_name,
       g.last_name AS by_last_name
FROM application_consent c
JOIN application p ON p.id = c.application_id
JOIN account a ON a.id = p.account_id
LEFT JOIN app_user u ON u.id = c.user_id
JOIN app_user g ON g.id = c.granted_by
WHERE c.account_id = :account AND c.ended_at IS NULL AND p.account_id <> :account
ORDER BY c.created_at DESC, c.id DESC
LIMIT 200

-- name: apps_consent :one scope=account
SELECT c.id, c.application_id, c.directory_id, c.user_id FROM application_consent c WHERE c.id = :id AND c.account_id = :account AND c.ended_at IS NULL

-- name: apps_consent_end :exec scope=account
UPDATE application_consent SET ended_at = :wall WHERE id = :id AND account_id = :account AND ended_at IS NULL

-- What was opened with it ends too: of one person, or of all.
-- name: apps_grants_end :exec scope=account
UPDATE token_grant SET ended_at = :wall, ended_why = :why
WHERE application_id = :application AND account_id = :account AND ended_at IS NULL
[person: AND user_id = :user_id]

-- All sign-ins of an application that are not of the account that owns it: it is not for others any more.
-- name: apps_grants_end_abroad :exec scope=system
UPDATE token_grant SET ended_at = :wall, ended_why = :why
WHERE application_id = :application AND account_id <> :account_id AND ended_at IS NULL

-- Everything of an application ends, wherever.
-- name: apps_grants_end_all :exec scope=system
UPDATE token_grant SET ended_at = :wall, ended_why = :why WHERE application_id = :application AND ended_at IS NULL

-- name: apps_grants :one scope=account
SELECT count(*) AS n::int FROM token_grant g
WHERE g.application_id = :application AND g.account_id = :account AND g.ended_at IS NULL AND g.expires_at > :wall

-- name: apps_roles :many scope=account
SELECT g.role FROM application_grant g WHERE g.application_id = :application AND g.account_id = :account ORDER BY g.role LIMIT 100

-- What happened to an application, newest first.
-- name: apps_events :many scope=account
SELECT a.id, a.at, a.action, a.actor_name, a.outcome
FROM audit a
WHERE a.account_id = :account AND a.target_id = :application
ORDER BY a.id DESC
LIMIT 20

-- name: apps_tokens :many scope=account
SELECT t.id, t.name, t.hint, t.scopes, t.created_at, t.expires_at, t.last_used_at, u.first_name, u.last_name
FROM service_token t
JOIN app_user u ON u.id = t.made_by
WHERE t.application_id = :application AND t.account_id = :account AND t.ended_at IS NULL
ORDER BY t.created_at DESC, t.id DESC
LIMIT 100

-- name: apps_token_end :exec scope=account
UPDATE service_token SET ended_at = :wall
WHERE id = :id AND application_id = :application AND account_id = :account AND ended_at IS NULL

-- name: service_token_add :exec scope=system
INSERT INTO service_token (account_id, id, created_at, user_id, application_id, made_by, name, token_hash, hint, scopes, amr,
                           expires_at, ended_at, last_used_at)
VALUES (:account_id, :id, :wall, :user_id?, :application_id?, :made_by, :name, :token_hash, :hint, :scopes, :amr,
        :expires_at, NULL, NULL)

-- My service tokens.
-- name: my_tokens :many scope=self
SELECT t.id, t.name, t.hint, t.scopes, t.created_at, t.expires_at, t.last_used_at, a.name AS account_name
FROM service_token t
JOIN account a ON a.id = t.account_id
WHERE t.user_id = :user AND t.ended_at IS NULL
ORDER BY t.created_at DESC, t.id DESC
LIMIT 100

-- name: my_token_end :exec scope=self exempt="a person's own, in whichever account"
UPDATE service_token SET ended_at = :wall WHERE id = :id AND user_id = :user AND ended_at IS NULL

-- Tokens of other people of the account: an administrator sees and ends them.
-- name: account_tokens :many scope=account
SELECT t.id, t.name, t.hint, t.scopes, t.created_at, t.expires_at, t.last_used_at, u.first_name, u.last_name, u.email
FROM service_token t
JOIN app_user u ON u.id = t.user_id
WHERE t.account_id = :account AND t.ended_at IS NULL AND t.expires_at > :wall
ORDER BY t.created_at DESC, t.id DESC
LIMIT 200

-- name: account_token_end :exec scope=account
UPDATE service_token SET ended_at = :wall WHERE id = :id AND account_id = :account AND user_id IS NOT NULL AND ended_at IS NULL

-- Applications I allowed, or that somebody allowed for all and I use.
-- name: my_consents :many scope=self exempt="the application's and its maker's name, for whoever allowed it"
SELECT c.id, c.created_at, c.scopes, c.application_id, p.name, p.about, m.name AS maker, a.name AS account_name,
       (SELECT max(g.used_at) FROM token_grant g WHERE g.application_id = c.application_id AND g.user_id = :user) AS used_at::time?
FROM application_consent c
JOIN application p ON p.id = c.application_id
JOIN account m ON m.id = p.account_id
JOIN account a ON a.id = c.account_id
WHERE c.user_id = :user AND c.ended_at IS NULL
ORDER BY c.created_at DESC, c.id DESC
LIMIT 200

-- name: my_consent :one scope=self exempt="a person's own, in whichever account"
SELECT c.id, c.account_id, c.application_id FROM application_consent c WHERE c.id = :id AND c.user_id = :user AND c.ended_at IS NULL

-- name: my_consent_end :exec scope=self exempt="a person's own, in whichever account"
UPDATE application_consent SET ended_at = :wall WHERE id = :id AND user_id = :user AND ended_at IS NULL

-- name: my_grants_end :exec scope=self exempt="a person's own, in whichever account"
UPDATE token_grant SET ended_at = :wall, ended_why = 'consent_revoked'
WHERE user_id = :user AND application_id = :application AND account_id = :account_id AND ended_at IS NULL

-- Sign-ins to applications that an administrator allowed for all.
-- name: my_grants :many scope=self exempt="the application's and its maker's name, for whoever signed in to it"
SELECT g.application_id, g.account_id, p.name, m.name AS maker, a.name AS account_name, min(g.created_at) AS since::time, max(g.used_at) AS used_at::time
FROM token_grant g
JOIN application p ON p.id = g.application_id
JOIN account m ON m.id = p.account_id
JOIN account a ON a.id = g.account_id
WHERE g.user_id = :user AND g.ended_at IS NULL AND g.expires_at > :wall
  AND NOT EXISTS (SELECT 1 FROM application_consent c WHERE c.application_id = g.application_id AND c.account_id = g.account_id
                                                        AND c.user_id = :user AND c.ended_at IS NULL)
GROUP BY g.application_id, g.account_id, p.name, m.name, a.name
ORDER BY p.name, g.application_id
LIMIT 200

-- --- what ends soon, and what is of no use any more ---

-- name: ending_secrets :many scope=system
SELECT s.id, s.account_id, s.application_id, s.name, s.hint, s.expires_at, s.warned_at, p.name AS application_name
FROM application_secret s
JOIN application p ON p.id = s.application_id
WHERE s.ended_at IS NULL AND s.expires_at > :wall AND s.expires_at < :until AND p.state = 'active'
  AND (s.warned_at IS NULL OR (s.warned_at < :again AND s.expires_at < :soon))
ORDER BY s.expires_at, s.id
LIMIT 100

-- name: secret_warned :exec scope=system
UPDATE application_secret SET warned_at = :wall WHERE id = :id

-- name: ending_certificates :many scope=system
SELECT c.id, c.account_id, c.application_id, c.name, c.expires_at, c.warned_at, p.name AS application_name
FROM application_certificate c
JOIN application p ON p.id = c.application_id
WHERE c.ended_at IS NULL AND c.expires_at > :wall AND c.expires_at < :until AND p.state = 'active'
  AND (c.warned_at IS NULL OR (c.warned_at < :again AND c.expires_at < :soon))
ORDER BY c.expires_at, c.id
LIMIT 100

-- name: certificate_warned :exec scope=system
UPDATE application_certificate SET warned_at = :wall WHERE id = :id

-- name: ending_tokens :many scope=system
SELECT t.id, t.account_id, t.user_id, t.application_id, t.name, t.expires_at, t.warned_at
FROM service_token t
WHERE t.ended_at IS NULL AND t.expires_at > :wall AND t.expires_at < :until
  AND (t.warned_at IS NULL OR (t.warned_at < :again AND t.expires_at < :soon))
ORDER BY t.expires_at, t.id
LIMIT 100

-- name: token_warned :exec scope=system
UPDATE service_token SET warned_at = :wall WHERE id = :id

-- name: sweep_codes :many scope=system
SELECT c.code_hash FROM authorization_code c WHERE c.expires_at < :before ORDER BY c.expires_at LIMIT 200

-- name: sweep_code :exec scope=system
DELETE FROM authorization_code WHERE code_hash = :code_hash

-- name: sweep_devices :many scope=system
SELECT d.id FROM device_code d WHERE d.expires_at < :before ORDER BY d.expires_at LIMIT 200

-- name: sweep_device :exec scope=system
DELETE FROM device_code WHERE id = :id

-- name: sweep_refreshes :many scope=system
SELECT r.token_hash FROM refresh_token r WHERE r.expires_at < :before ORDER BY r.expires_at LIMIT 200

-- name: sweep_refresh :exec scope=system
DELETE FROM refresh_token WHERE token_hash = :token_hash
