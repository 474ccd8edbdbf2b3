-- Queries of the business clock (app/clock.h).

-- name: clock_get :one scope=system
SELECT c.ahead_us, c.turned_at FROM business_clock c WHERE c.id = 1

-- name: clock_put :exec scope=system
INSERT INTO business_clock (id, turned_at, ahead_us)
VALUES (1, :wall, :ahead_us)
ON CONFLICT (id) DO UPDATE SET turned_at = excluded.turned_at, ahead_us = excluded.ahead_us

-- Jobs that wait for the business clock, the next first.
-- name: clock_jobs :many scope=system
SELECT j.kind, j.run_at, j.attempts
FROM job j
WHERE j.state = 'waiting' AND j.clock = 'business'
ORDER BY j.run_at, j.id
LIMIT 500

-- A job whose kind knows better when it is due than the job itself.
-- name: clock_bring_forward :exec scope=system
UPDATE job SET run_at = :run_at WHERE kind = :kind AND state = 'waiting' AND run_at > :run_at

-- Jobs of the business clock that are due, and events that they told of.
-- name: clock_due :many scope=system
SELECT j.id, j.kind, j.state, j.attempts, j.lease_by
FROM job j
WHERE j.state = 'waiting' AND ((j.clock = 'business' AND j.run_at <= :now) OR (j.clock = 'wall' AND j.run_at <= :wall AND j.kind LIKE 'event:%'))
ORDER BY j.created_at, j.id
LIMIT 20

-- name: clock_running :one scope=system
SELECT count(*) AS n::int
FROM job j
WHERE j.state = 'running' AND (j.clock = 'business' OR j.kind LIKE 'event:%')

-- Jobs that were being worked at when the copy was made: whoever held them then does not any more.
-- name: clock_let_go :exec scope=system
UPDATE job SET state = 'waiting', lease_until = NULL, lease_by = '', attempts = 0 WHERE state = 'running'
