-- QUERIES
-- All.
-- name: x :one scope=account
SELECT id FROM sale WHERE account_id = :account
[a: AND paid]
[b: AND paid]
[c: AND paid]
[d: AND paid]
[e: AND paid]
[f: AND paid]
[g: AND paid]
