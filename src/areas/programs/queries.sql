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
