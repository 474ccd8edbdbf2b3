-- Budgets of customers.

-- name: customer_budget_get :one scope=account
SELECT b.version, b.changed_at, b.amount, b.currency
FROM customer_budget b
WHERE b.account_id = :account AND b.customer_id = :customer

-- What the account bills in.
-- name: budget_currency :one scope=account
SELECT a.currency FROM account a WHERE a.id = :account

-- name: customer_budget_add :exec scope=account
INSERT INTO customer_budget (account_id, customer_id, version, changed_at, amount, currency)
VALUES (:account, :customer, 1, :now, :amount, :currency)

-- name: customer_budget_put :exec scope=account
UPDATE customer_budget SET version = version + 1, changed_at = :now, amount = :amount, currency = :currency
WHERE account_id = :account AND customer_id = :customer

-- name: customer_budget_drop :exec scope=account
DELETE FROM customer_budget WHERE account_id = :account AND customer_id = :customer
