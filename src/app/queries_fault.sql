-- Queries of the faults that a sandbox shows (app/fault.h).

-- name: fault_rules :many scope=system
SELECT r.id, r.created_at, r.method, r.path, r.effect, r.amount, r.percent, r.seed, r.times
FROM fault_rule r
ORDER BY r.id
LIMIT 51

-- name: fault_rule_add :exec scope=system
INSERT INTO fault_rule (id, created_at, method, path, effect, amount, percent, seed, times)
VALUES (:id, :wall, :method, :path, :effect, :amount, :percent, :seed, :times)

-- name: fault_rule_drop :exec scope=system
DELETE FROM fault_rule WHERE id = :id
