-- QUERIES
-- The join leaves the account: the other row is reached by an argument.
-- name: x :one scope=account
SELECT s.note, t.note AS other_note
FROM sale s
JOIN sale t ON t.id = :other_id
WHERE s.account_id = :account AND s.id = :id
