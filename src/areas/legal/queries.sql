-- name: legal_account :one scope=account
SELECT a.partner_id, a.country FROM account a WHERE a.id = :account

-- name: legal_get :one scope=account
SELECT l.version, l.updated_at, l.legal_name, l.line1, l.line2, l.city, l.state, l.postal_code, l.registration_id, l.tax_id, l.first_name, l.last_name, l.email, l.phone
FROM legal_profile l
WHERE l.account_id = :account

-- name: legal_add :exec scope=account
INSERT INTO legal_profile (account_id, created_at, version, updated_at, updated_by, legal_name, line1, line2, city, state, postal_code, registration_id, tax_id, first_name, last_name, email, phone)
VALUES (:account, :now, 1, :now, :user, :legal_name, :line1, :line2, :city, :state, :postal_code, :registration_id, :tax_id, :first_name, :last_name, :email, :phone)

-- name: legal_put :exec scope=account
UPDATE legal_profile
SET version = version + 1, updated_at = :now, updated_by = :user, legal_name = :legal_name, line1 = :line1, line2 = :line2, city = :city, state = :state, postal_code = :postal_code, registration_id = :registration_id, tax_id = :tax_id, first_name = :first_name, last_name = :last_name, email = :email, phone = :phone
WHERE account_id = :account AND version = :version

-- Programs of the account that are not over.
-- name: legal_programs :many scope=account
SELECT p.program, p.state, p.since
FROM account_program p
WHERE p.account_id = :account AND p.state <> 'ended'
ORDER BY p.program
LIMIT 100

-- name: qualification_list :many scope=system
SELECT q.code FROM reseller_qualification q WHERE q.account_id = :account_id ORDER BY q.code LIMIT 20

-- name: qualification_add :exec scope=operator
INSERT INTO reseller_qualification (account_id, code, created_at, granted_by)
VALUES (:account_id, :code, :now, :user)
ON CONFLICT (account_id, code) DO NOTHING

-- name: qualification_drop :exec scope=operator
DELETE FROM reseller_qualification WHERE account_id = :account_id AND code = :code

-- What Legal info repeats for resellers: where invoices go, and whom the vendor calls.
-- name: legal_bill_to :many scope=account
SELECT b.company_name, b.line1, b.line2, b.city, b.state, b.postal_code, a.country
FROM billing_profile b
JOIN account a ON a.id = b.account_id
WHERE b.account_id = :account
ORDER BY b.version DESC
LIMIT 1

-- name: legal_security :many scope=account
SELECT c.first_name, c.last_name, c.email, c.phone FROM security_contact c WHERE c.account_id = :account LIMIT 1
