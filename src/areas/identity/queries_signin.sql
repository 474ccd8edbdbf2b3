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
       u.locale, u.last_account_id, u.last_seen_at, u.state, d.kind AS directory_kind, d.state AS directory_state
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE u.id = :id
