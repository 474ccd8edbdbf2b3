-- Charges, documents, taxes and runs.

-- name: charge_get :one scope=account
SELECT c.id, c.at, c.kind, c.amount, c.currency
FROM charge c
WHERE c.account_id = :account AND c.id = :charge_id
