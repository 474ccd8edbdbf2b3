-- QUERIES
-- Right without and with both filters, wrong with the second alone.
-- name: x :one scope=account
SELECT id FROM sale WHERE account_id = :account
[a: AND (paid]
[b: OR NOT paid)]
