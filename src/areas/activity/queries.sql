-- The activity log reads one account's audit by id, newest first. ids are made of time, so a period is a range of them. Names and what changed stand in
-- audit_detail; rows of version 0.1 have their names in the row. The title of a search record is the latest name of what rows spoke of, also when it is gone.

-- At most three lists and one bound of each kind: any one filter is an index read in order (src/app/0076_audit_more.sql), the others are tested on its rows.
-- name: activity_list :page scope=account order=newest(a.id)
SELECT a.id, a.at, a.business_at, a.action, a.operation, a.resource, a.actor_kind, a.actor_id, a.actor_name, a.application_id, a.customer_id,
    a.on_behalf_of, a.target_kind, a.target_id, a.target_name, a.outcome, a.times, a.request_id, a.permission, a.status, a.seq,
    coalesce(d.actor_name, '') AS who_name::text, coalesce(d.address, '') AS address::text, coalesce(d.agent, '') AS agent::text, d.who_erased_at,
    coalesce(d.target_name, '') AS what_name::text, d.before_json, d.after_json, d.erased_at,
    coalesce(p.name, '') AS application_name::text, coalesce(b.name, '') AS behalf_name::text,
    coalesce(ca.name, CASE WHEN d.erased_at IS NULL THEN cs.title END, '') AS customer_name::text, coalesce(w.title, '') AS actor_title::text
FROM audit a
LEFT JOIN audit_detail d ON d.audit_id = a.id AND d.account_id = a.account_id
LEFT JOIN application p ON p.id = a.application_id AND p.account_id = a.account_id
LEFT JOIN account b ON b.id = a.on_behalf_of
LEFT JOIN customer_access ca ON ca.account_id = a.account_id AND ca.customer_id = a.customer_id
LEFT JOIN search_record cs ON cs.account_id = a.account_id AND cs.record_id = a.customer_id AND cs.kind = '.audit'
LEFT JOIN search_record w ON w.account_id = a.account_id AND w.record_id = a.actor_id AND w.kind = '.audit'
WHERE a.account_id = :account
AND a.id >= :from_id AND a.id < :to_id
AND (a.quiet = FALSE OR a.quiet = :quiet_too)
AND (:outcome::text = '' OR a.outcome = :outcome)
[operation: AND a.operation = :operation]
[resource: AND a.resource = :resource]
[refused: AND a.outcome = 'refused']
[actors: AND a.actor_id IN (:actors...)]
[customers: AND a.customer_id IN (:customers...)]
[targets: AND a.target_id IN (:targets...)]

-- What one person did, in whatever account: their own page only.
-- name: activity_own :page scope=self order=newest(a.id)
SELECT a.id, a.at, a.action, a.outcome, a.times, a.permission, a.status, a.target_name, b.name AS account_name,
    coalesce(d.address, '') AS address::text, coalesce(d.agent, '') AS agent::text, coalesce(d.target_name, '') AS what_name::text
FROM audit a
LEFT JOIN audit_detail d ON d.audit_id = a.id AND d.account_id = a.account_id
LEFT JOIN account b ON b.id = a.account_id
WHERE a.actor_id = :user
AND (a.quiet = FALSE OR a.quiet = :quiet_too)

-- The name by which a person or thing is known in the log, for the chips of filters.
-- name: activity_name :one scope=account
SELECT title FROM search_record WHERE account_id = :account AND record_id = :record_id AND kind = '.audit'

-- For the vendor's desk: the account somebody means by its public id, its partner id, or its name.
-- name: activity_account :many scope=operator
SELECT a.id, a.public_id, a.name, a.partner_id
FROM account a
WHERE a.public_id = :word OR a.partner_id = :word OR lower(a.name) LIKE :pattern::text
ORDER BY a.name, a.id
LIMIT 20

-- Whom a sign-in name or an id means, for erasing.
-- name: activity_person :one scope=operator
SELECT u.id, u.sign_in, u.first_name, u.last_name
FROM app_user u
WHERE u.id = :id OR u.sign_in = :sign_in

-- What the wire API tells of the log: operations that it has words for. The sign before a.operation keeps SQLite on the account's rows in order of time.
-- name: activity_records :page scope=account order=newest(a.id)
SELECT a.id, a.at, a.action, a.operation, a.resource, a.actor_id, a.application_id, a.customer_id, a.target_id, a.target_name, a.outcome, a.request_id,
    coalesce(d.target_name, '') AS what_name::text, coalesce(d.before_json, '') AS old_value::text, coalesce(d.after_json, '') AS new_value::text,
    coalesce(ca.name, CASE WHEN d.erased_at IS NULL THEN cs.title END, '') AS customer_name::text, coalesce(u.sign_in, '') AS sign_in::text
FROM audit a
LEFT JOIN audit_detail d ON d.audit_id = a.id AND d.account_id = a.account_id
LEFT JOIN customer_access ca ON ca.account_id = a.account_id AND ca.customer_id = a.customer_id
LEFT JOIN search_record cs ON cs.account_id = a.account_id AND cs.record_id = a.customer_id AND cs.kind = '.audit'
LEFT JOIN app_user u ON u.id = a.actor_id AND a.actor_kind <> 'job'
WHERE a.account_id = :account
AND a.id >= :from_id AND a.id < :to_id
AND {sqlite: +}{pg: }a.operation IN (:operations...)
AND (:resource::text = '' OR a.resource = :resource)
[customers: AND a.customer_id IN (:customers...)]
