-- Devices of customers, their policies, and lists of them that were uploaded.

-- name: device_policies :many scope=account
SELECT p.id, p.version, p.created_at, p.changed_at, p.name, p.category, p.description, p.settings,
       (SELECT count(*) FROM device d WHERE d.account_id = :account AND d.policy_id = p.id) AS devices_n::int
FROM device_policy p
WHERE p.account_id = :account AND p.customer_id = :customer
ORDER BY p.name_key
LIMIT 101

-- name: device_policy_get :one scope=account
SELECT p.id, p.version, p.created_at, p.changed_at, p.name, p.category, p.description, p.settings,
       (SELECT count(*) FROM device d WHERE d.account_id = :account AND d.policy_id = p.id) AS devices_n::int
FROM device_policy p
WHERE p.account_id = :account AND p.customer_id = :customer AND p.id = :id

-- name: device_policy_named :one scope=account
SELECT p.id FROM device_policy p
WHERE p.account_id = :account AND p.customer_id = :customer AND p.name_key = :name_key

-- name: device_policy_add :exec scope=account
INSERT INTO device_policy (account_id, id, customer_id, version, created_at, changed_at, name, name_key, category, description, settings)
VALUES (:account, :id, :customer, 1, :now, :now, :name, :name_key, :category, :description, :settings)

-- name: device_policy_put :exec scope=account
UPDATE device_policy
SET version = version + 1, changed_at = :now, name = :name, name_key = :name_key, category = :category, description = :description, settings = :settings
WHERE account_id = :account AND customer_id = :customer AND id = :id

-- name: device_policy_unassign :exec scope=account
UPDATE device SET policy_id = NULL WHERE account_id = :account AND customer_id = :customer AND policy_id = :policy_id

-- name: device_policy_drop :exec scope=account
DELETE FROM device_policy WHERE account_id = :account AND customer_id = :customer AND id = :id

-- name: device_batches :page scope=account order=name(b.name_key,b.id)
SELECT b.id, b.created_at, b.name, b.devices_n
FROM device_batch b
WHERE b.account_id = :account AND b.customer_id = :customer

-- name: device_batch_named :one scope=account
SELECT b.id, b.created_at, b.name, b.devices_n FROM device_batch b
WHERE b.account_id = :account AND b.customer_id = :customer AND b.name_key = :name_key

-- name: device_batch_count :one scope=account
SELECT count(*) AS n::int FROM device_batch b WHERE b.account_id = :account AND b.customer_id = :customer

-- name: device_batch_add :exec scope=account
INSERT INTO device_batch (account_id, id, customer_id, created_at, name, name_key, devices_n)
VALUES (:account, :id, :customer, :now, :name, :name_key, 0)

-- name: device_batch_grow :exec scope=account
UPDATE device_batch SET devices_n = devices_n + :by WHERE account_id = :account AND customer_id = :customer AND id = :id

-- name: devices_of_batch :page scope=account order=id(d.id)
SELECT d.id, d.created_at, d.serial_number, d.product_key, d.hardware_hash, d.model, d.maker, d.policy_id
FROM device d
WHERE d.account_id = :account AND d.customer_id = :customer AND d.batch_id = :batch_id

-- name: devices_list :page scope=account order=id(d.id)
SELECT d.id, d.created_at, d.serial_number, d.product_key, d.model, d.maker, b.name AS batch, p.name AS policy
FROM device d
JOIN device_batch b ON b.account_id = :account AND b.id = d.batch_id
LEFT JOIN device_policy p ON p.account_id = :account AND p.id = d.policy_id
WHERE d.account_id = :account AND d.customer_id = :customer
[q: AND (lower(d.serial_number) LIKE :pattern OR lower(d.model) LIKE :pattern OR b.name_key LIKE :pattern)]

-- name: device_get :one scope=account
SELECT d.id, d.created_at, d.batch_id, d.serial_number, d.product_key, d.hardware_hash, d.model, d.maker, d.policy_id
FROM device d
WHERE d.account_id = :account AND d.customer_id = :customer AND d.id = :id

-- name: device_known :one scope=account
SELECT d.id, d.customer_id FROM device d WHERE d.account_id = :account AND d.known_as = :known_as

-- name: device_add :exec scope=account
INSERT INTO device (account_id, id, customer_id, batch_id, policy_id, created_at, known_as, serial_number, product_key, hardware_hash, model, maker)
VALUES (:account, :id, :customer, :batch_id, :policy_id?, :now, :known_as, :serial_number, :product_key, :hardware_hash, :model, :maker)

-- name: device_policy_give :exec scope=account
UPDATE device SET policy_id = :policy_id? WHERE account_id = :account AND customer_id = :customer AND id = :id

-- name: device_drop :exec scope=account
DELETE FROM device WHERE account_id = :account AND customer_id = :customer AND id = :id

-- name: device_upload_add :exec scope=account
INSERT INTO device_upload (account_id, id, customer_id, batch_id, created_at, started_at, done_at, state, lines_n)
VALUES (:account, :id, :customer, :batch_id?, :now, NULL, NULL, 'queued', :lines_n)

-- name: device_upload_line_add :exec scope=account
INSERT INTO device_upload_line (account_id, upload_id, line, customer_id, device_id, serial_number, product_key, hardware_hash, model, maker, policy, state, problem)
VALUES (:account, :upload_id, :line, :customer, :device_id?, :serial_number, :product_key, :hardware_hash, :model, :maker, :policy, 'waiting', '')

-- name: device_upload_get :one scope=account
SELECT u.id, u.batch_id, u.created_at, u.started_at, u.done_at, u.state, u.lines_n
FROM device_upload u
WHERE u.account_id = :account AND u.customer_id = :customer AND u.id = :id

-- The newest uploads of a customer.
-- name: device_uploads :many scope=account
SELECT u.id, u.created_at, u.state, u.lines_n, b.name
FROM device_upload u
LEFT JOIN device_batch b ON b.account_id = :account AND b.id = u.batch_id
WHERE u.account_id = :account AND u.customer_id = :customer
ORDER BY u.id DESC
LIMIT 10

-- name: device_upload_lines :many scope=account
SELECT l.line, l.device_id, l.serial_number, l.product_key, l.hardware_hash, l.model, l.maker, l.policy, l.state, l.problem
FROM device_upload_line l
WHERE l.account_id = :account AND l.customer_id = :customer AND l.upload_id = :upload_id
ORDER BY l.line
LIMIT 500

-- name: device_upload_waiting :many scope=account
SELECT l.line, l.device_id, l.serial_number, l.product_key, l.hardware_hash, l.model, l.maker, l.policy
FROM device_upload_line l
WHERE l.account_id = :account AND l.customer_id = :customer AND l.upload_id = :upload_id AND l.state = 'waiting'
ORDER BY l.line
LIMIT 100

-- name: device_upload_refused :one scope=account
SELECT count(*) AS n::int FROM device_upload_line l
WHERE l.account_id = :account AND l.customer_id = :customer AND l.upload_id = :upload_id AND l.state = 'refused'

-- name: device_upload_line_put :exec scope=account
UPDATE device_upload_line SET state = :state, problem = :problem, device_id = :device_id?
WHERE account_id = :account AND customer_id = :customer AND upload_id = :upload_id AND line = :line

-- name: device_upload_begin :exec scope=account
UPDATE device_upload SET state = 'processing', started_at = :now
WHERE account_id = :account AND customer_id = :customer AND id = :id AND state = 'queued'

-- name: device_upload_end :exec scope=account
UPDATE device_upload SET state = :state, done_at = :now
WHERE account_id = :account AND customer_id = :customer AND id = :id

-- name: device_upload_lines_drop :exec scope=account
DELETE FROM device_upload_line WHERE account_id = :account AND customer_id = :customer
-- name: device_uploads_drop :exec scope=account
DELETE FROM device_upload WHERE account_id = :account AND customer_id = :customer
-- name: devices_drop :exec scope=account
DELETE FROM device WHERE account_id = :account AND customer_id = :customer
-- name: device_batches_drop :exec scope=account
DELETE FROM device_batch WHERE account_id = :account AND customer_id = :customer
-- name: device_policies_drop :exec scope=account
DELETE FROM device_policy WHERE account_id = :account AND customer_id = :customer
