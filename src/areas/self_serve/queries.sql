-- What customers may buy by themselves. Only of customers that are served still.

-- name: self_serve_policies :page scope=account order=id(p.id)
SELECT p.id, p.customer_id, p.grantor_id, p.version, p.permissions
FROM self_serve_policy p
JOIN customer_access ca ON ca.account_id = p.account_id AND ca.customer_id = p.customer_id
WHERE p.account_id = :account AND ca.state = 'active'
[customer_id: AND p.customer_id = :customer_id]

-- name: self_serve_policy_get :one scope=account
SELECT p.id, p.customer_id, p.grantor_id, p.version, p.permissions
FROM self_serve_policy p
JOIN customer_access ca ON ca.account_id = p.account_id AND ca.customer_id = p.customer_id
WHERE p.account_id = :account AND ca.state = 'active' AND p.customer_id = :customer_id

-- name: self_serve_policy_add :exec scope=account
INSERT INTO self_serve_policy (account_id, id, customer_id, grantor_id, version, created_at, permissions)
VALUES (:account, :id, :customer, :grantor_id, 1, :now, :permissions)

-- name: self_serve_policy_put :exec scope=account
UPDATE self_serve_policy SET version = version + 1, permissions = :permissions WHERE account_id = :account AND customer_id = :customer

-- name: self_serve_policy_drop :exec scope=account
DELETE FROM self_serve_policy WHERE account_id = :account AND customer_id = :customer
