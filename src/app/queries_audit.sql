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
