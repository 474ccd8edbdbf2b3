-- The audit chain beyond writing and reading it in order: proof, erasure, the words that lists are searched by.

-- A row that nobody will seal any more: PostgreSQL only, where rows wait for the sealer.
-- name: audit_never_sealed :many scope=system
SELECT a.account_id, a.id
FROM audit a
WHERE a.account_id = :account_id
  AND a.seq IS NULL
  AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.account_id = a.account_id AND u.audit_id = a.id)
ORDER BY a.id
LIMIT 1

-- Whether the chain itself tells that details of a person were erased; the row that says so follows what was erased.
-- name: audit_erasure_of :many scope=system
SELECT a.id
FROM audit a
WHERE a.account_id = :account_id
  AND a.target_id = :person_id
  AND a.action = 'audit.erase'
  AND (a.seq IS NULL OR a.seq > :after_seq)
ORDER BY a.id
LIMIT 1

-- The same for details past their time: target_id is above the ids of all rows that were erased then.
-- name: audit_erasure_by_age :many scope=system
SELECT a.id
FROM audit a
WHERE a.account_id = :account_id
  AND a.operation = 'expire_audit_details'
  AND a.action = 'audit.expire'
  AND a.target_id > :id
  AND (a.seq IS NULL OR a.seq > :after_seq)
ORDER BY a.id
LIMIT 1

-- Rows that a person wrote, in all chains, by id.
-- name: audit_rows_by_person :many scope=system
SELECT a.account_id, a.id
FROM audit a
JOIN audit_detail d ON d.audit_id = a.id AND d.account_id = a.account_id
WHERE a.actor_id = :person_id AND a.id > :after_id AND d.who_erased_at IS NULL AND d.who_salt IS NOT NULL
ORDER BY a.id
LIMIT 200

-- Rows of one chain that say what was done to a person.
-- name: audit_rows_about_person :many scope=system
SELECT a.id
FROM audit a
JOIN audit_detail d ON d.audit_id = a.id AND d.account_id = a.account_id
WHERE a.account_id = :account_id AND a.target_id = :person_id AND a.id > :after_id AND a.action <> 'audit.erase' AND d.erased_at IS NULL
ORDER BY a.id
LIMIT 200

-- Rows of one chain before an id whose details are still there.
-- name: audit_rows_before :many scope=system
SELECT a.id, a.actor_id, a.target_id
FROM audit a
JOIN audit_detail d ON d.audit_id = a.id AND d.account_id = a.account_id
WHERE a.account_id = :account_id AND a.id > :after_id AND a.id < :before_id AND d.erased_at IS NULL
ORDER BY a.id
LIMIT 200

-- Whether a chain still speaks of somebody or something in a row from an id on.
-- name: audit_speaks_of :one scope=system
SELECT CASE WHEN EXISTS (SELECT 1 FROM audit a WHERE a.account_id = :account_id AND a.actor_id = :id AND a.id >= :from_id)
              OR EXISTS (SELECT 1 FROM audit b WHERE b.account_id = :account_id AND b.target_id = :id AND b.id >= :from_id)
            THEN 1 ELSE 0 END AS yes::int

-- name: audit_erase_who :exec scope=system
UPDATE audit_detail
SET who_salt = :no_salt, actor_name = '', address = '', agent = '', who_erased_at = :wall
WHERE account_id = :account_id AND audit_id = :audit_id AND who_erased_at IS NULL AND who_salt IS NOT NULL

-- name: audit_erase_what :exec scope=system
UPDATE audit_detail
SET salt = :no_salt, target_name = '', before_json = :nothing, after_json = :nothing, erased_at = :wall
WHERE account_id = :account_id AND audit_id = :audit_id AND erased_at IS NULL

-- The name a thing or a person goes by in the audit, and the names it had before.
-- name: audit_name :one scope=system
SELECT title, line FROM search_record WHERE account_id = :account_id AND record_id = :record_id AND kind = '.audit'

-- Refused sign-ins (tried.c): counted by person, reason and hour.
-- name: tried_one :one scope=system
SELECT t.untold FROM sign_in_refused t WHERE t.user_id = :user_id AND t.reason = :reason AND t.hour = :hour

-- name: tried_add :exec scope=system
INSERT INTO sign_in_refused (user_id, reason, hour, untold, told_at, last_at, address, agent, application_id)
VALUES (:user_id, :reason, :hour, 1, NULL, :at, :address, :agent, :application_id?)
ON CONFLICT (user_id, reason, hour) DO UPDATE
SET untold = sign_in_refused.untold + 1, last_at = excluded.last_at, address = excluded.address, agent = excluded.agent,
    application_id = excluded.application_id

-- What the log is to be told of: hours that are over, and the first ones of this.
-- name: tried_due :many scope=system
SELECT t.user_id, t.reason, t.hour, t.untold, t.last_at, t.address, t.agent, t.application_id
FROM sign_in_refused t
WHERE t.hour < :hour OR (t.hour = :hour AND t.told_at IS NULL)
ORDER BY t.hour, t.user_id, t.reason
LIMIT 100

-- name: tried_told :exec scope=system
UPDATE sign_in_refused SET told_at = :at, untold = 0 WHERE user_id = :user_id AND reason = :reason AND hour = :hour

-- name: tried_drop :exec scope=system
DELETE FROM sign_in_refused WHERE user_id = :user_id AND reason = :reason AND hour = :hour

-- name: tried_left :one scope=system
SELECT count(*) AS n::int FROM sign_in_refused

-- The log that is told of somebody: of an account of their own directory, the last they worked in or the oldest.
-- name: tried_person :one scope=system
SELECT u.sign_in,
       coalesce((SELECT a.id FROM account a WHERE a.id = u.last_account_id AND a.directory_id = u.directory_id),
                (SELECT a.id FROM account a WHERE a.directory_id = u.directory_id ORDER BY a.created_at, a.id LIMIT 1)) AS account_id::id?
FROM app_user u
WHERE u.id = :id

-- With what the log says of a person goes what it would still be told of them.
-- name: tried_forget :exec scope=system
DELETE FROM sign_in_refused WHERE user_id = :user_id
