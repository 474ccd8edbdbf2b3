-- The kernel's own statements. All are scope=system: they run before anybody is known, or on behalf of the dispatcher.

-- Who a cookie belongs to, with the versions that make cached rights valid; the account is the one of the address. The
-- caller compares times: an argument that is another in each request keeps results from being kept (db/keep.h).
-- name: session_actor_at :one scope=system
SELECT s.id AS session_id, s.user_id, s.directory_id, s.account_id AS current_account_id, s.seen_at, u.rights_version AS user_rights,
       s.methods, s.strength, coalesce(s.authenticated_at, s.created_at) AS authenticated_at::time, s.expires_at, s.created_at,
       a.id AS account_id, coalesce(a.rights_version, -1) AS account_rights::int,
       coalesce(a.session_idle_minutes, 0) AS idle_minutes::int, coalesce(a.session_hours, 0) AS hours::int,
       coalesce(p.session_idle_minutes, 0) AS parent_idle_minutes::int, coalesce(p.session_hours, 0) AS parent_hours::int,
       s.view_account_id, s.view_until
FROM session s
JOIN app_user u ON u.id = s.user_id
LEFT JOIN account a ON a.public_id = :public_id
LEFT JOIN account p ON p.id = a.parent_id
WHERE s.token_hash = :token_hash
  AND s.ended_at IS NULL
  AND u.state = 'active'

-- The same for addresses without an account: the session's current one.
-- name: session_actor :one scope=system
SELECT s.id AS session_id, s.user_id, s.directory_id, s.account_id AS current_account_id, s.seen_at, u.rights_version AS user_rights,
       s.methods, s.strength, coalesce(s.authenticated_at, s.created_at) AS authenticated_at::time, s.expires_at, s.created_at,
       a.id AS account_id, coalesce(a.rights_version, -1) AS account_rights::int,
       coalesce(a.session_idle_minutes, 0) AS idle_minutes::int, coalesce(a.session_hours, 0) AS hours::int,
       coalesce(p.session_idle_minutes, 0) AS parent_idle_minutes::int, coalesce(p.session_hours, 0) AS parent_hours::int,
       s.view_account_id, s.view_until
FROM session s
JOIN app_user u ON u.id = s.user_id
LEFT JOIN account a ON a.id = s.account_id
LEFT JOIN account p ON p.id = a.parent_id
WHERE s.token_hash = :token_hash
  AND s.ended_at IS NULL
  AND u.state = 'active'

-- The vendor's staff look at a partner's pages, until a time: nothing can be changed meanwhile.
-- name: session_view :exec scope=system
UPDATE session SET view_account_id = :account_id?, view_until = :until? WHERE id = :id

-- name: session_viewed :one scope=system
SELECT s.view_account_id, s.view_until FROM session s WHERE s.id = :id

-- name: session_insert :exec scope=system
INSERT INTO session (id, created_at, user_id, directory_id, token_hash, account_id, seen_at, expires_at, ended_at, address, agent,
                     methods, strength, authenticated_at, seen_address)
VALUES (:id, :at, :user_id, :directory_id, :token_hash, :account_id?, :at, :expires_at, NULL, :address, :agent,
        :methods, :strength, :at, :address)

-- The same session under a new secret, after a further proof.
-- name: session_renew :exec scope=system
UPDATE session
SET token_hash = :token_hash, methods = :methods, strength = :strength, authenticated_at = :at, seen_at = :at
WHERE id = :id AND user_id = :user_id AND ended_at IS NULL AND expires_at > :at

-- A session that waits in a browser beside the current one, with whose it is.
-- name: session_other :one scope=system
SELECT s.id, s.user_id, u.first_name, u.last_name, u.email, coalesce(a.name, '') AS account_name::text
FROM session s
JOIN app_user u ON u.id = s.user_id
LEFT JOIN account a ON a.id = s.account_id
WHERE s.token_hash = :token_hash
  AND s.ended_at IS NULL
  AND s.expires_at > :wall
  AND s.seen_at > :seen_after
  AND u.state = 'active'

-- name: session_end :exec scope=system
UPDATE session SET ended_at = :at WHERE id = :id AND ended_at IS NULL

-- name: session_end_all :exec scope=system
UPDATE session SET ended_at = :at WHERE user_id = :user_id AND ended_at IS NULL AND id <> :but_id

-- name: user_signed_out :exec scope=system
UPDATE app_user SET signed_out_at = :at WHERE id = :user_id

-- Service tokens that act as the person; those of applications are theirs.
-- name: service_tokens_end_all :exec scope=system
UPDATE service_token SET ended_at = :at WHERE user_id = :user_id AND ended_at IS NULL

-- Sign-ins that had begun for a person end with their sessions.
-- name: pending_end_all :exec scope=system
DELETE FROM sign_in_pending WHERE user_id = :user_id

-- name: session_end_own :exec scope=system
UPDATE session SET ended_at = :at WHERE id = :id AND user_id = :user_id AND ended_at IS NULL

-- name: session_touch :exec scope=system
UPDATE session SET seen_at = :at, seen_address = :address WHERE id = :id AND seen_at < :at

-- name: user_touch :exec scope=system
UPDATE app_user SET last_seen_at = :at WHERE id = :id

-- name: session_choose_account :exec scope=system
UPDATE session SET account_id = :account_id WHERE id = :id

-- name: session_choose_directory :exec scope=system
UPDATE session SET directory_id = :directory_id WHERE id = :id

-- Directories a person belongs to, their own first.
-- name: actor_directories :many scope=system
SELECT d.id, d.name, d.default_domain
FROM (SELECT u.directory_id, 0 AS place FROM app_user u WHERE u.id = :user_id
      UNION ALL
      SELECT m.directory_id, 1 AS place FROM directory_member m JOIN app_user u ON u.id = m.user_id WHERE m.user_id = :user_id AND m.state = 'active' AND m.directory_id <> u.directory_id) x
JOIN directory d ON d.id = x.directory_id
WHERE d.state = 'active'
ORDER BY x.place, d.name, d.id
LIMIT 50

-- name: user_last_account :exec scope=system
UPDATE app_user SET last_account_id = :account_id WHERE id = :id

-- name: actor_user :one scope=system
SELECT u.directory_id, u.email, u.first_name, u.last_name, u.locale, u.time_zone, u.theme, u.rights_version, u.last_account_id,
       d.kind AS directory_kind
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE u.id = :id AND u.state = 'active'

-- name: actor_account :one scope=system
SELECT a.id, a.public_id, a.name, a.kind, a.country, a.locale, a.time_zone, a.directory_id, a.state, a.rights_version
FROM account a
WHERE a.id = :id

-- name: actor_account_by_public_id :one scope=system
SELECT a.id, a.name FROM account a WHERE a.public_id = :public_id AND a.state <> 'closed'

-- Roles on a whole directory: the vendor's staff, and customers' own people.
-- name: actor_directory_roles :many scope=system
SELECT g.id, g.role, g.origin, g.created_at, g.granted_by
FROM role_grant g
WHERE g.user_id = :user_id AND g.account_id IS NULL AND g.directory_id = :directory_id
ORDER BY g.role
LIMIT 200

-- name: actor_programs :many scope=system
SELECT p.program, g.side, g.brings
FROM account_program p
JOIN program g ON g.id = p.program
WHERE p.account_id = :account_id AND p.state = 'active'
ORDER BY p.program
LIMIT 100

-- The vendor's programs in its order, named in the reader's language, else in English.
-- name: program_names :many scope=system
SELECT p.id, p.side, p.state, p.brings, coalesce(t.body, e.body, p.id) AS name::text
FROM program p
LEFT JOIN text_ml t ON t.id = p.name_id AND t.locale = :locale
LEFT JOIN text_ml e ON e.id = p.name_id AND e.locale = 'en'
ORDER BY p.place, p.id
LIMIT 200

-- Accounts a person may work in, for the picker; one more than shown tells that there are more.
-- name: actor_accounts :many scope=system
SELECT a.id, a.public_id, a.name, a.country, a.kind
FROM account a
WHERE a.state <> 'closed'
  AND (a.id IN (SELECT h.account_id
                FROM (SELECT g.account_id, g.directory_id FROM role_grant g WHERE g.user_id = :user_id
                      UNION ALL
                      SELECT g.account_id, g.directory_id
                      FROM group_member m
                      JOIN group_grant g ON g.group_id = m.group_id
                      WHERE m.user_id = :user_id) AS h
                JOIN account_directory d ON d.account_id = h.account_id AND d.directory_id = h.directory_id)
       OR a.parent_id IN (SELECT h.account_id
                          FROM (SELECT g.account_id, g.directory_id FROM role_grant g WHERE g.user_id = :user_id
                                UNION ALL
                                SELECT g.account_id, g.directory_id
                                FROM group_member m
                                JOIN group_grant g ON g.group_id = m.group_id
                                WHERE m.user_id = :user_id) AS h
                          JOIN account_directory d ON d.account_id = h.account_id AND d.directory_id = h.directory_id)
       OR a.id IN (SELECT d.account_id
                   FROM (SELECT g.account_id, g.directory_id FROM role_grant g WHERE g.user_id = :user_id
                         UNION ALL
                         SELECT g.account_id, g.directory_id
                         FROM group_member m
                         JOIN group_grant g ON g.group_id = m.group_id
                         WHERE m.user_id = :user_id) AS h
                   JOIN account_directory d ON d.directory_id = h.directory_id
                   WHERE h.account_id IS NULL))
ORDER BY a.name, a.id
LIMIT 50

-- An application with its account's version, read for every call.
-- name: application_actor :one scope=system
SELECT p.id, p.account_id, p.directory_id, p.name, p.version, p.scopes, p.tokens_from, p.last_used_at, a.public_id,
       a.name AS account_name, a.kind, a.country, a.rights_version
FROM application p
JOIN account a ON a.id = p.account_id
WHERE p.id = :id AND p.state = 'active' AND a.state <> 'closed'

-- The same for a token that a person's sign-in gave: the grant says for which account, and ends it.
-- name: application_actor_by_grant :one scope=system
SELECT p.id, g.account_id, g.directory_id, p.name, p.version, p.scopes, p.tokens_from, p.last_used_at, a.public_id,
       a.name AS account_name, a.kind, a.country, a.rights_version
FROM token_grant g
JOIN application p ON p.id = g.application_id
JOIN account a ON a.id = g.account_id
WHERE g.id = :grant_id AND p.id = :id AND g.ended_at IS NULL AND p.state = 'active' AND a.state <> 'closed'

-- The same for an application of another organization that acts on its own: an administrator of the directory let it in.
-- name: application_actor_abroad :one scope=system
SELECT p.id, c.account_id, c.directory_id, p.name, p.version, c.scopes, p.tokens_from, p.last_used_at, a.public_id,
       a.name AS account_name, a.kind, a.country, a.rights_version
FROM application_consent c
JOIN application p ON p.id = c.application_id
JOIN account a ON a.id = c.account_id
JOIN account home ON home.id = p.account_id
WHERE c.application_id = :id AND c.directory_id = :directory_id AND c.user_id IS NULL AND c.ended_at IS NULL
  AND p.state = 'active' AND p.multi_tenant = TRUE AND a.state <> 'closed' AND home.state <> 'closed'

-- The version of an application user's rights; none when that person may not act any more.
-- name: application_user :one scope=system
SELECT u.rights_version, u.signed_out_at FROM app_user u WHERE u.id = :id AND u.state = 'active'

-- A secret or certificate that still is the application's.
-- name: application_credential :one scope=system
SELECT p.id
FROM application p
WHERE p.id = :application_id
  AND (EXISTS (SELECT 1 FROM application_secret s WHERE s.id = :id AND s.application_id = :application_id AND s.ended_at IS NULL)
       OR EXISTS (SELECT 1 FROM application_certificate c WHERE c.id = :id AND c.application_id = :application_id AND c.ended_at IS NULL))

-- Whose a service token is, with all that makes it hold.
-- name: service_token_actor :one scope=system
SELECT t.id, t.account_id, t.user_id, t.application_id, t.scopes, t.amr, t.name, t.expires_at, t.last_used_at, a.directory_id,
       a.public_id, a.name AS account_name, a.kind, a.country, a.rights_version, coalesce(p.name, '') AS application_name::text,
       coalesce(p.version, 0) AS version::int, coalesce(p.scopes, 'user_impersonation') AS scopes_max::text,
       coalesce(u.first_name, '') AS first_name::text, coalesce(u.last_name, '') AS last_name::text,
       coalesce(u.rights_version, -1) AS user_rights::int
FROM service_token t
JOIN account a ON a.id = t.account_id
LEFT JOIN application p ON p.id = t.application_id AND p.state = 'active'
LEFT JOIN app_user u ON u.id = t.user_id AND u.state = 'active'
WHERE t.token_hash = :token_hash AND t.ended_at IS NULL AND t.expires_at > :wall AND a.state <> 'closed'
  AND (t.application_id IS NULL OR p.id IS NOT NULL)
  AND (t.user_id IS NULL OR u.id IS NOT NULL)

-- name: application_touch :exec scope=system
UPDATE application SET last_used_at = :at WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)

-- name: service_token_touch :exec scope=system
UPDATE service_token SET last_used_at = :at WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)

-- name: application_secret_touch :exec scope=system
UPDATE application_secret SET last_used_at = :at WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)

-- name: application_certificate_touch :exec scope=system
UPDATE application_certificate SET last_used_at = :at WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :at)

-- name: provisioning_token_touch :exec scope=system
UPDATE provisioning_token SET used_at = :at WHERE id = :id AND (used_at IS NULL OR used_at < :at)

-- Keys that sign or verify tokens now or soon, newest first.
-- name: signing_keys :many scope=system
SELECT k.generation, k.created_at, k.kid, k.key_sealed, k.certificate, k.use_at, k.gone_at
FROM signing_key k
WHERE k.gone_at IS NULL OR k.gone_at > :at
ORDER BY k.generation DESC
LIMIT 16

-- name: signing_key_add :exec scope=system
INSERT INTO signing_key (generation, created_at, kid, key_sealed, certificate, use_at, gone_at)
VALUES (:generation, :at, :kid, :key_sealed, :certificate, :use_at, NULL)
ON CONFLICT (generation) DO NOTHING

-- name: signing_key_retire :exec scope=system
UPDATE signing_key SET gone_at = :gone_at WHERE generation < :generation AND (gone_at IS NULL OR gone_at > :gone_at)

-- name: audit_insert :exec scope=system
INSERT INTO audit (account_id, id, at, business_at, action, actor_kind, actor_id, actor_name, customer_id, on_behalf_of,
                   target_kind, target_id, target_name, outcome, times, request_id, detail_hash, seq, digest,
                   sealed_as, operation, resource, application_id, permission, status, quiet)
VALUES (:account_id, :id, :at, :business_at, :action, :actor_kind, :actor_id?, :actor_name, :customer_id?, :on_behalf_of?,
        :target_kind, :target_id?, :target_name, :outcome, :times, :request_id, :detail_hash, :seq?, :digest?,
        :sealed_as, :operation, :resource, :application_id?, :permission, :status, :quiet)

-- name: audit_detail_insert :exec scope=system
INSERT INTO audit_detail (account_id, audit_id, salt, before_json, after_json, erased_at, who_salt, actor_name, address, agent,
                          target_name, who_erased_at)
VALUES (:account_id, :audit_id, :salt, :before_json, :after_json, NULL, :who_salt, :actor_name, :address, :agent, :target_name, NULL)

-- name: audit_head_get :one scope=system
SELECT seq, digest, mac FROM audit_head WHERE account_id = :account_id

-- name: audit_head_set :exec scope=system
UPDATE audit_head SET seq = :seq, digest = :digest, mac = :mac WHERE account_id = :account_id AND seq = :old_seq

-- name: audit_head_new :exec scope=system
INSERT INTO audit_head (account_id, seq, digest, mac) VALUES (:account_id, :seq, :digest, :mac)

-- name: audit_sum_get :one scope=system
SELECT version, sealed FROM audit_sum WHERE id = 1

-- name: audit_sum_set :exec scope=system
UPDATE audit_sum SET version = version + 1, sealed = :sealed WHERE id = 1 AND version = :old_version

-- name: audit_sum_new :exec scope=system
INSERT INTO audit_sum (id, version, sealed) VALUES (1, 1, :sealed)

-- Accounts by id, to name the one whose chain is gone.
-- name: audit_accounts :many scope=system
SELECT id FROM account WHERE id > :after ORDER BY id LIMIT 500

-- name: audit_unsealed_insert :exec scope=system
INSERT INTO audit_unsealed (account_id, audit_id) VALUES (:account_id, :audit_id)

-- name: audit_unsealed_next :many scope=system
SELECT account_id, audit_id FROM audit_unsealed ORDER BY account_id, audit_id LIMIT 100

-- name: audit_unsealed_drop :exec scope=system
DELETE FROM audit_unsealed WHERE account_id = :account_id AND audit_id = :audit_id

-- name: audit_seal :exec scope=system
UPDATE audit SET seq = :seq, digest = :digest WHERE account_id = :account_id AND id = :id AND seq IS NULL

-- name: audit_row :one scope=system
SELECT account_id, id, at, business_at, action, actor_kind, actor_id, actor_name, customer_id, on_behalf_of,
       target_kind, target_id, target_name, outcome, times, request_id, detail_hash,
       sealed_as, operation, resource, application_id, permission, status, quiet
FROM audit
WHERE account_id = :account_id AND id = :id

-- Rows of one chain in their order, a chunk at a time, for verification.
-- name: audit_chain :many scope=system
SELECT a.account_id, a.id, a.at, a.business_at, a.action, a.actor_kind, a.actor_id, a.actor_name, a.customer_id, a.on_behalf_of,
       a.target_kind, a.target_id, a.target_name, a.outcome, a.times, a.request_id, a.detail_hash, a.seq AS seq::int, a.digest,
       a.sealed_as, a.operation, a.resource, a.application_id, a.permission, a.status, a.quiet,
       d.salt, d.before_json, d.after_json, d.erased_at, d.who_salt, d.actor_name AS who_name, d.address, d.agent,
       d.target_name AS what_name, d.who_erased_at
FROM audit a
LEFT JOIN audit_detail d ON d.audit_id = a.id AND d.account_id = a.account_id
WHERE a.account_id = :account_id AND a.seq > :after_seq
ORDER BY a.seq
LIMIT 500

-- name: audit_heads :many scope=system
SELECT account_id, seq, digest, mac FROM audit_head WHERE account_id >= :from_id ORDER BY account_id LIMIT 500

-- name: audit_unsealed_count :one scope=system
SELECT count(*) AS n::int FROM audit_unsealed

-- name: idempotency_get :one scope=system
SELECT body_hash, status, answer FROM idempotency
WHERE account_id = :account_id AND actor_id = :actor_id AND request_key = :request_key AND route = :route

-- name: idempotency_insert :exec scope=system
INSERT INTO idempotency (account_id, actor_id, request_key, route, body_hash, status, answer, created_at)
VALUES (:account_id, :actor_id, :request_key, :route, :body_hash, :status, :answer, :at)

-- name: idempotency_old :many scope=system
SELECT account_id, actor_id, request_key, route FROM idempotency WHERE created_at < :before ORDER BY created_at LIMIT 400

-- name: idempotency_drop :exec scope=system
DELETE FROM idempotency
WHERE account_id = :account_id AND actor_id = :actor_id AND request_key = :request_key AND route = :route

-- name: job_insert :exec scope=system
INSERT INTO job (id, created_at, kind, key, open_key, payload, state, clock, run_at, attempts, lease_until, lease_by, cursor,
                 done, total, account_id, user_id, started_at, ended_at, result, problem)
VALUES (:id, :at, :kind, :key, :key, :payload, 'waiting', :clock, :run_at, 0, NULL, '', '',
        0, :total, :account_id?, :user_id?, NULL, NULL, '', '')

-- name: job_open_get :one scope=system
SELECT id FROM job WHERE kind = :kind AND open_key = :key

-- Jobs whose time has come, and jobs whose worker died.
-- name: job_due :many scope=system
SELECT id, kind, state, attempts, lease_by FROM job
WHERE state = 'waiting' AND clock = :clock AND run_at <= :at
ORDER BY run_at, id
LIMIT 20

-- name: job_stalled :many scope=system
SELECT id, kind, state, attempts, lease_by FROM job
WHERE state = 'running' AND lease_until < :at
ORDER BY run_at, id
LIMIT 20

-- How many run, or seem to.
-- name: job_running :one scope=system
SELECT count(*) AS n::int FROM job WHERE state = 'running'

-- Nobody works on these: their workers died.
-- name: job_leases_end :exec scope=system
UPDATE job SET lease_until = created_at - 1 WHERE state = 'running'

-- Compare and set: one worker wins.
-- name: job_lease :exec scope=system
UPDATE job SET state = 'running', attempts = :attempts, lease_until = :lease_until, lease_by = :lease_by, started_at = coalesce(started_at, :at)
WHERE id = :id AND state = :old_state AND lease_by = :old_lease_by AND attempts = :old_attempts

-- name: job_get :one scope=system
SELECT id, kind, key, payload, state, clock, attempts, cursor, done, total, account_id, user_id, result, lease_by
FROM job WHERE id = :id

-- After a step; only by who still holds the lease.
-- name: job_step_done :exec scope=system
UPDATE job SET state = :state, run_at = :run_at, cursor = :cursor, done = :done, total = :total, result = :result, attempts = :attempts,
               lease_until = :lease_until?, lease_by = :new_lease_by, problem = :problem
WHERE id = :id AND state = 'running' AND lease_by = :lease_by

-- name: job_ended :exec scope=system
UPDATE job SET state = :state, open_key = NULL, cursor = :cursor, done = :done, total = :total, result = :result, problem = :problem,
               lease_until = NULL, lease_by = '', ended_at = :at
WHERE id = :id AND state = 'running' AND lease_by = :lease_by

-- name: job_cancel_waiting :exec scope=system
UPDATE job SET state = 'cancelled', open_key = NULL, ended_at = :at
WHERE id = :id AND account_id IS NOT DISTINCT FROM :account_id?::id AND state IN ('waiting', 'running')

-- name: job_of_account :one scope=system
SELECT id, kind, state, done, total, result, problem, started_at, ended_at, user_id
FROM job WHERE id = :id AND account_id IS NOT DISTINCT FROM :account_id?::id

-- name: job_open_count :one scope=system
SELECT count(*) AS n::int FROM job WHERE state = :state

-- A chain without its head: somebody took the head away.
-- name: audit_headless :many scope=system
SELECT a.account_id
FROM audit a
WHERE a.seq = 1 AND NOT EXISTS (SELECT 1 FROM audit_head h WHERE h.account_id = a.account_id)
ORDER BY a.account_id
LIMIT 1

-- How long sessions that work in the account may rest and last, as it decided and as the account above it did.
-- name: session_rule :one scope=account
SELECT a.session_idle_minutes AS idle_minutes, a.session_hours AS hours,
       coalesce(p.session_idle_minutes, 0) AS parent_idle_minutes::int, coalesce(p.session_hours, 0) AS parent_hours::int
FROM account a
LEFT JOIN account p ON p.id = a.parent_id
WHERE a.id = :account

-- name: session_rule_put :exec scope=account
UPDATE account SET session_idle_minutes = :idle_minutes, session_hours = :hours WHERE id = :account
