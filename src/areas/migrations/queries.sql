-- Migrations of subscriptions and their schedules.

-- Nothing changes where one of the subscription is under way already.
-- name: migration_add :exec scope=account
INSERT INTO migration (account_id, id, created_at, changed_at, customer_id, subscription_id, state, user_id, batch_id, schedule_id, reference, reason, open_id)
VALUES (:account, :id, :now, :now, :customer, :subscription_id, 'started', :user?, :batch_id?, :schedule_id?, :reference, '', :subscription_id)
ON CONFLICT (open_id) DO NOTHING

-- name: migration_line_add :exec scope=account
INSERT INTO migration_line (account_id, migration_id, line, created_at, subscription_id, title, to_title, item_id, term, cycle, quantity, full_term, custom_end, ends_at, new_id, order_id)
VALUES (:account, :migration_id, :line, :now, :subscription_id, :title, :to_title, :item_id, :term, :cycle, :quantity, :full_term, :custom_end?, :ends_at?, NULL, '')

-- name: migration_line_set :exec scope=account
UPDATE migration_line
SET title = :title, to_title = :to_title, item_id = :item_id, term = :term, cycle = :cycle, quantity = :quantity, ends_at = :ends_at?, new_id = :new_id?, order_id = :order_id
WHERE account_id = :account AND migration_id = :migration_id AND line = :line

-- name: migration_page :page scope=account order=newest(m.created_at,m.id)
SELECT m.id, m.created_at, m.changed_at, m.customer_id, m.subscription_id, m.state, m.batch_id, m.reference, m.reason, l.title, l.to_title, l.item_id, l.term, l.cycle, l.quantity, l.full_term, l.ends_at, l.new_id, l.order_id, ca.name AS customer_name
FROM migration m
JOIN migration_line l ON l.account_id = m.account_id AND l.migration_id = m.id AND l.line = 0
JOIN customer_access ca ON ca.account_id = m.account_id AND ca.customer_id = m.customer_id
WHERE m.account_id = :account AND l.account_id = :account AND ca.account_id = :account
[id: AND m.id = :id]
[customer: AND m.customer_id = :customer_id]
[subscription: AND m.subscription_id = :subscription_id]
[reference: AND m.reference = :reference]
[state: AND m.state = :state]
[batch: AND m.batch_id = :batch_id]

-- name: migration_addons :many scope=account
SELECT l.migration_id, l.line, l.subscription_id, l.title, l.to_title, l.item_id, l.term, l.cycle, l.quantity, l.full_term, l.custom_end, l.ends_at, l.new_id, l.order_id
FROM migration_line l
WHERE l.account_id = :account AND l.migration_id IN (:ids...)
ORDER BY l.migration_id, l.line
LIMIT 20000

-- name: migration_counts :many scope=account
SELECT m.state, count(*) AS n::int
FROM migration m
WHERE m.account_id = :account
[batch: AND m.batch_id = :batch_id]
GROUP BY m.state
ORDER BY m.state
LIMIT 10

-- name: migration_open :many scope=account
SELECT m.id
FROM migration m
WHERE m.account_id = :account AND m.open_id = :subscription_id
ORDER BY m.id
LIMIT 1

-- name: migration_state :one scope=system
SELECT m.state, m.account_id, m.customer_id, m.subscription_id FROM migration m WHERE m.id = :id

-- open_id: nil when it ends.
-- name: migration_put :exec scope=system
UPDATE migration SET state = :to_state, reason = :reason, changed_at = :now, open_id = :open_id? WHERE id = :id AND state = :from_state

-- name: migration_event_add :exec scope=account
INSERT INTO migration_event (account_id, migration_id, id, created_at, customer_id, subscription_id, name)
VALUES (:account, :migration_id, :id, :now, :customer_id, :subscription_id, :name)

-- name: migration_events :many scope=account
SELECT e.id, e.migration_id, e.created_at, e.subscription_id, e.name
FROM migration_event e
WHERE e.account_id = :account AND e.customer_id = :customer
[migration: AND e.migration_id = :migration_id]
[subscription: AND e.subscription_id = :subscription_id]
ORDER BY e.created_at, e.id
LIMIT 500

-- name: schedule_add :exec scope=account
INSERT INTO migration_schedule (account_id, id, created_at, changed_at, version, customer_id, subscription_id, title, state, user_id, reference, term, cycle, quantity, full_term, custom_end, target_at, on_renewal, without_addons, due_at, migration_id, reason, open_id)
VALUES (:account, :id, :now, :now, 1, :customer, :subscription_id, :title, 'scheduled', :user?, :reference, :term, :cycle, :quantity, :full_term, :custom_end?, :target_at?, :on_renewal, :without_addons, :due_at, NULL, '', :subscription_id)
ON CONFLICT (open_id) DO NOTHING

-- name: schedule_set :exec scope=account
UPDATE migration_schedule
SET version = version + 1, changed_at = :now, term = :term, cycle = :cycle, quantity = :quantity, full_term = :full_term, custom_end = :custom_end?, target_at = :target_at?, on_renewal = :on_renewal, without_addons = :without_addons, due_at = :due_at
WHERE account_id = :account AND id = :id AND version = :version AND state = 'scheduled'

-- name: schedule_page :page scope=account order=newest(s.created_at,s.id)
SELECT s.id, s.created_at, s.changed_at, s.version, s.customer_id, s.subscription_id, s.title, s.state, s.reference, s.term, s.cycle, s.quantity, s.full_term, s.custom_end, s.target_at, s.on_renewal, s.without_addons, s.due_at, s.migration_id, s.reason, ca.name AS customer_name
FROM migration_schedule s
JOIN customer_access ca ON ca.account_id = s.account_id AND ca.customer_id = s.customer_id
WHERE s.account_id = :account AND ca.account_id = :account
[id: AND s.id = :id]
[customer: AND s.customer_id = :customer_id]
[subscription: AND s.subscription_id = :subscription_id]
[reference: AND s.reference = :reference]
[state: AND s.state = :state]

-- name: schedule_open :many scope=account
SELECT s.id
FROM migration_schedule s
WHERE s.account_id = :account AND s.open_id = :subscription_id
ORDER BY s.id
LIMIT 1

-- name: schedule_state :one scope=system
SELECT s.state, s.account_id, s.customer_id, s.subscription_id, s.version, s.due_at, s.on_renewal FROM migration_schedule s WHERE s.id = :id

-- name: schedule_put :exec scope=system
UPDATE migration_schedule SET state = :to_state, reason = :reason, changed_at = :now, open_id = NULL WHERE id = :id AND state = :from_state

-- name: schedule_began :exec scope=account
UPDATE migration_schedule SET migration_id = :migration_id WHERE account_id = :account AND id = :id

-- What of the account could migrate, by name, with what is under way or planned.
-- name: migration_old :page scope=account order=name(s.friendly_name,s.id)
SELECT s.id, s.customer_id, s.friendly_name, s.title, s.quantity, s.currency, s.term, s.cycle, s.unit_price, s.ends_at, ca.name AS customer_name, ca.country,
CASE WHEN EXISTS (SELECT 1 FROM migration m WHERE m.account_id = :account AND m.open_id = s.id) THEN 1 ELSE 0 END AS moving::int,
CASE WHEN EXISTS (SELECT 1 FROM migration_schedule p WHERE p.account_id = :account AND p.open_id = s.id) THEN 1 ELSE 0 END AS planned::int
FROM subscription s
JOIN customer_access ca ON ca.account_id = s.account_id AND ca.customer_id = s.customer_id
WHERE s.account_id = :account AND ca.account_id = :account AND ca.state = 'active' AND s.kind = 'OnlineServices' AND s.state = 'active' AND s.parent_id IS NULL
[ids: AND s.id IN (:ids...)]
[q: AND (lower(s.friendly_name) LIKE :pattern::text OR ca.name_key LIKE :pattern::text)]

-- name: migration_lines_gone :exec scope=account
DELETE FROM migration_line
WHERE account_id = :account AND migration_id IN (SELECT m.id FROM migration m WHERE m.account_id = :account AND m.customer_id = :customer)

-- name: migration_events_gone :exec scope=account
DELETE FROM migration_event WHERE account_id = :account AND customer_id = :customer

-- name: migrations_gone :exec scope=account
DELETE FROM migration WHERE account_id = :account AND customer_id = :customer

-- name: migration_schedules_gone :exec scope=account
DELETE FROM migration_schedule WHERE account_id = :account AND customer_id = :customer
