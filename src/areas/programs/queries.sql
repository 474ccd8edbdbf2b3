-- --- the catalogue ---

-- The vendor's list, in its order. At most PROGRAMS_MAX are made.
-- name: program_list :many scope=system
SELECT p.id, p.updated_at, p.version, p.side, p.state, p.place, p.approval, p.countries, p.brings, p.agreement,
       p.questions, p.excludes, p.days, p.name_id, p.about_id
FROM program p
ORDER BY p.place, p.id
LIMIT 200

-- name: program_get :one scope=system
SELECT p.id, p.updated_at, p.version, p.side, p.state, p.place, p.approval, p.countries, p.brings, p.agreement,
       p.questions, p.excludes, p.days, p.name_id, p.about_id
FROM program p
WHERE p.id = :id

-- name: program_add :exec scope=system
INSERT INTO program (id, created_at, updated_at, version, side, state, place, approval, countries, brings, agreement,
                     questions, excludes, days, name_id, about_id)
VALUES (:id, :wall, :wall, 1, :side, :state, :place, :approval, :countries, :brings, :agreement, :questions, :excludes,
        :days, :name_id, :about_id)
ON CONFLICT (id) DO NOTHING

-- name: program_save :exec scope=system
UPDATE program
SET updated_at = :wall, version = version + 1, side = :side, approval = :approval, countries = :countries,
    brings = :brings, agreement = :agreement, questions = :questions, excludes = :excludes, days = :days
WHERE id = :id AND version = :version

-- name: program_state_put :exec scope=system
UPDATE program SET updated_at = :wall, version = version + 1, state = :state WHERE id = :id AND state = :was

-- name: program_place_put :exec scope=system
UPDATE program SET place = :place WHERE id = :id

-- name: program_drop :exec scope=system
DELETE FROM program WHERE id = :id AND state = 'draft'

-- name: program_used :one scope=system
SELECT count(*) AS n::int FROM account_program WHERE program = :program

-- name: program_enrolled :one scope=system
SELECT count(*) AS n::int FROM account_program WHERE program = :program AND state = 'active'

-- --- requirements ---

-- name: program_requirements :many scope=system
SELECT r.id, r.program, r.place, r.kind, r.param, r.amount, r.text_id
FROM program_requirement r
[program: WHERE r.program = :program]
ORDER BY r.program, r.place, r.id
LIMIT 2000

-- name: program_requirement_add :exec scope=system
INSERT INTO program_requirement (id, program, place, kind, param, amount, text_id)
VALUES (:id, :program, :place, :kind, :param, :amount, :text_id?)

-- name: program_requirement_drop :exec scope=system
DELETE FROM program_requirement WHERE id = :id AND program = :program

-- name: program_requirements_drop :exec scope=system
DELETE FROM program_requirement WHERE program = :program

-- --- enrollment ---

-- The programs an account stands in, or stood.
-- name: enrollment_list :many scope=system
SELECT e.program, e.state, e.since, e.reason, e.due_at, e.applied_by, e.accepted_at, e.billing_day, e.domain, e.tax_id,
       e.purpose, e.version
FROM program_enrollment e
WHERE e.account_id = :account_id
ORDER BY e.program
LIMIT 200

-- By the id that stands in the history: the program's name_id.
-- name: enrollment_state_by_subject :one scope=system
SELECT e.state, e.program
FROM program_enrollment e
JOIN program p ON p.id = e.program
WHERE e.account_id = :account_id AND p.name_id = :subject_id

-- name: enrollment_begin :exec scope=system
INSERT INTO program_enrollment (account_id, program, created_at, version, state, since, reason, due_at, applied_by,
                                accepted_at, billing_day, domain, tax_id, purpose)
VALUES (:account_id, :program, :now, 1, 'none', :now, '', NULL, NULL, NULL, 0, '', '', '')
ON CONFLICT (account_id, program) DO NOTHING

-- name: enrollment_answers_put :exec scope=system
UPDATE program_enrollment
SET due_at = :due_at?, applied_by = :applied_by?, billing_day = :billing_day, domain = :domain, tax_id = :tax_id,
    purpose = :purpose
WHERE account_id = :account_id AND program = :program

-- name: enrollment_state_put :exec scope=system
UPDATE program_enrollment
SET state = :to_state, since = :now, reason = :reason, version = version + 1
WHERE account_id = :account_id AND program = :program AND state = :from_state

-- name: enrollment_accepted_put :exec scope=system
UPDATE program_enrollment SET accepted_at = :now WHERE account_id = :account_id AND program = :program AND accepted_at IS NULL

-- name: enrollment_counts_put :exec scope=system
INSERT INTO account_program (account_id, program, state, since) VALUES (:account_id, :program, :state, :now)
ON CONFLICT (account_id, program) DO UPDATE
SET since = CASE WHEN account_program.state = 'active' AND excluded.state = 'active' THEN account_program.since
                 ELSE excluded.since END,
    state = excluded.state

-- Who enrolled an account that nobody owns as a developer: a Global admin of its directory.
-- name: enrollment_first_owner :one scope=system
SELECT u.id, u.first_name, u.last_name, a.directory_id
FROM program_enrollment e
JOIN program p ON p.id = e.program AND p.side = 'developer'
JOIN account a ON a.id = e.account_id
JOIN app_user u ON u.id = e.applied_by AND u.state = 'active'
JOIN role_grant g ON g.user_id = u.id AND g.directory_id = a.directory_id AND g.role = 'global_admin'
WHERE e.account_id = :account_id AND e.program = :program
  AND NOT EXISTS (SELECT 1 FROM role_grant o WHERE o.account_id = a.id AND o.role = 'owner')
LIMIT 1

-- --- what requirements are computed from ---

-- name: requirement_profile :one scope=system
SELECT a.name, a.city, a.country, a.public_id, a.directory_id, coalesce(s.email, '') AS email::text,
       coalesce(s.phone, '') AS phone::text,
       coalesce((SELECT l.tax_id FROM legal_profile l WHERE l.account_id = a.id), '') AS tax_id::text,
       (SELECT count(*) FROM payout_profile b WHERE b.account_id = a.id AND b.kind = 'bank' AND b.state IN ('pending', 'approved')) AS banks::int,
       (SELECT count(*) FROM payout_profile t WHERE t.account_id = a.id AND t.kind = 'tax' AND t.state IN ('pending', 'approved')) AS taxes::int,
       (SELECT count(DISTINCT v.kind) FROM payout_profile v WHERE v.account_id = a.id AND v.state = 'approved') AS approved_kinds::int,
       (SELECT count(*) FROM account_verification w WHERE w.account_id = a.id AND w.state = 'accepted') AS verified::int
FROM account a
LEFT JOIN account_support s ON s.account_id = a.id
WHERE a.id = :account_id

-- name: requirement_programs :many scope=system
SELECT p.program, p.since FROM account_program p WHERE p.account_id = :account_id AND p.state = 'active' ORDER BY p.program LIMIT 200

-- name: requirement_checks :many scope=system
SELECT c.requirement_id, c.outcome, c.note, c.created_at
FROM program_check c
WHERE c.account_id = :account_id
ORDER BY c.requirement_id
LIMIT 2000

-- name: requirement_check_put :exec scope=system
INSERT INTO program_check (account_id, requirement_id, created_at, outcome, note, by_id)
VALUES (:account_id, :requirement_id, :now, :outcome, :note, :by_id)
ON CONFLICT (account_id, requirement_id) DO UPDATE
SET created_at = excluded.created_at, outcome = excluded.outcome, note = excluded.note, by_id = excluded.by_id

-- Domains of the directory that an account began with.
-- name: enrollment_domains :many scope=system
SELECT c.name FROM claim c WHERE c.kind = 'domain' AND c.owner_id = :directory_id ORDER BY c.name LIMIT 50

-- --- the vendor's queue ---

-- name: enrollment_queue :page scope=operator order=oldest(e.since,e.account_id,e.program)
SELECT e.account_id, e.program, e.state, e.since, e.due_at, a.name AS account_name, a.public_id, a.country
FROM program_enrollment e
JOIN account a ON a.id = e.account_id
WHERE e.since > :since_low
[few: AND e.state IN (:states...)]
[many: AND {sqlite: +e.state}{pg: e.state} IN (:states...)]
[program: AND e.program = :program]
[whose: AND EXISTS (SELECT 1 FROM work_item w WHERE w.kind = 'program_application' AND w.account_id = e.account_id AND w.ref = e.program AND w.state = 'open'
        AND w.due_at < :due_high AND (:anybody::bool OR w.assigned_to IS NOT DISTINCT FROM :assigned_to?::id))]

-- name: enrollment_queue_count :one scope=operator
SELECT count(*) AS n::int FROM (SELECT 1 AS one FROM program_enrollment WHERE state = 'pending' LIMIT 10001) AS counted

-- name: enrollment_account :one scope=operator
SELECT a.id, a.name, a.public_id, a.kind, a.country, a.city, a.partner_id FROM account a WHERE a.public_id = :public_id

-- --- the agreement that makes a qualified account active ---

-- Versions of a kind that hold now, the newest first, and whether the account has signed each.
-- name: enrollment_agreements :many scope=system
SELECT a.id, a.countries, a.again,
       (SELECT count(*) FROM agreement_signature s WHERE s.agreement_id = a.id AND s.account_id = :account_id) AS signed_n::int
FROM agreement a
WHERE a.kind = :kind AND a.state = 'published' AND a.from_at <= :now
ORDER BY a.from_at DESC, a.id DESC
LIMIT 100
