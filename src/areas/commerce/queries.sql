-- Queries of orders, subscriptions and carts.

-- name: order_add :exec scope=account
INSERT INTO sale_order (account_id, id, customer_id, created_at, version, state, cycle, currency)
VALUES (:account, :id, :customer_id, :now, 1, 'completed', :cycle, :currency)

-- name: order_line_add :exec scope=account
INSERT INTO order_line (account_id, order_id, line, created_at, item_id, offer_id, title, friendly_name, quantity, term, cycle, kind, unit_price, list_price, promotion_id, partner_number, subscription_id, parent_id, custom_end)
VALUES (:account, :order_id, :line, :now, :item_id, :offer_id, :title, :friendly_name, :quantity, :term, :cycle, :kind, :unit_price, :list_price, :promotion_id, :partner_number, :subscription_id?, :parent_id?, :custom_end?)

-- name: order_list :many scope=account
SELECT o.id, o.created_at, o.version, o.state, o.cycle, o.currency
FROM sale_order o
WHERE o.account_id = :account AND o.customer_id = :customer_id
[id: AND o.id = :id]
[cycle: AND o.cycle = :cycle]
ORDER BY o.created_at DESC, o.id
LIMIT 500
[skip: OFFSET :skip::int]

-- name: order_count :one scope=account
SELECT count(*) AS n::int
FROM sale_order o
WHERE o.account_id = :account AND o.customer_id = :customer_id
[cycle: AND o.cycle = :cycle]

-- Of one order, or of up to 500 with up to 200 lines each.
-- CROSS JOIN here and below: SQLite keeps this order of the tables, where it would walk all lines of the account.
-- name: order_lines :many scope=account
SELECT l.order_id, l.line, l.item_id, l.offer_id, l.title, l.friendly_name, l.quantity, l.term, l.cycle, l.kind, l.unit_price, l.list_price, l.promotion_id, l.partner_number, l.subscription_id, l.parent_id, l.custom_end
FROM sale_order o
CROSS JOIN order_line l
WHERE l.account_id = :account AND o.account_id = :account AND o.customer_id = :customer_id AND l.order_id = o.id
[order: AND l.order_id = :order_id]
[orders: AND l.order_id IN (:orders...)]
ORDER BY l.order_id, l.line
LIMIT 100000

-- name: order_set :exec scope=account
UPDATE sale_order
SET state = :state, cycle = :cycle, version = version + 1
WHERE account_id = :account AND id = :id AND version = :version

-- name: subscription_add :exec scope=account
INSERT INTO subscription (account_id, id, customer_id, created_at, version, order_id, line, item_id, offer_id, title, friendly_name, kind, unit, publisher, own, trial, addon, usage, licence_id, quantity, quantity_min, quantity_max, currency, term, cycle, unit_price, promotion_id, partner_number, parent_id, state, since, reason, renews, started_at, term_from, ends_at, refund_until, due_at, next_item, next_term, next_cycle, next_quantity, next_end)
VALUES (:account, :id, :customer_id, :now, 1, :order_id, :line, :item_id, :offer_id, :title, :friendly_name, :kind, :unit, :publisher, :own, :trial, :addon, :usage, :licence_id?, :quantity, :quantity_min, :quantity_max, :currency, :term, :cycle, :unit_price, :promotion_id, :partner_number, :parent_id?, 'active', :now, '', :renews, :now, :now, :ends_at?, :refund_until?, :due_at?, '', '', '', 0, NULL)

-- name: subscription_list :many scope=account
SELECT s.id, s.created_at, s.version, s.order_id, s.line, s.item_id, s.offer_id, s.title, s.friendly_name, s.kind, s.unit, s.publisher, s.own, s.trial, s.addon, s.usage, s.licence_id, s.quantity, s.quantity_min, s.quantity_max, s.currency, s.term, s.cycle, s.unit_price, s.promotion_id, s.partner_number, s.parent_id, s.state, s.since, s.reason, s.renews, s.started_at, s.term_from, s.ends_at, s.refund_until, s.due_at, s.next_item, s.next_term, s.next_cycle, s.next_quantity, s.next_end
FROM subscription s
WHERE s.account_id = :account AND s.customer_id = :customer_id
[id: AND s.id = :id]
[order: AND s.order_id = :order_id]
[parent: AND s.parent_id = :parent_id]
[partner: AND s.partner_number = :partner_number]
ORDER BY s.created_at, s.id
LIMIT 2000
[skip: OFFSET :skip::int]

-- Of that list, how many there are in all.
-- name: subscription_list_count :one scope=account
SELECT count(*) AS n::int
FROM subscription s
WHERE s.account_id = :account AND s.customer_id = :customer_id
[order: AND s.order_id = :order_id]
[parent: AND s.parent_id = :parent_id]
[partner: AND s.partner_number = :partner_number]

-- What of a customer runs.
-- name: subscription_count :one scope=account
SELECT count(*) AS n::int
FROM subscription s
WHERE s.account_id = :account AND s.customer_id = :customer_id AND s.state = 'active'

-- listed: what lists are ordered and filtered by, timed: what the clock looks at; written only where it changed, as each is in an index or two.
-- name: subscription_set :exec scope=account
UPDATE subscription
SET version = version + 1, item_id = :item_id, offer_id = :offer_id, licence_id = :licence_id?, quantity = :quantity, quantity_min = :quantity_min, quantity_max = :quantity_max, trial = :trial, term = :term, cycle = :cycle, unit_price = :unit_price, promotion_id = :promotion_id, partner_number = :partner_number, since = :since, reason = :reason, renews = :renews, term_from = :term_from, ends_at = :ends_at?, refund_until = :refund_until?, next_item = :next_item, next_term = :next_term, next_cycle = :next_cycle, next_quantity = :next_quantity, next_end = :next_end?
[listed: , title = :title, friendly_name = :friendly_name, state = :state]
[timed: , due_at = :due_at?]
WHERE account_id = :account AND id = :id AND version = :version

-- name: seats_add :exec scope=account
INSERT INTO subscription_seats (account_id, subscription_id, added_at, created_at, quantity, until_at)
VALUES (:account, :subscription_id, :now, :now, :quantity, :until_at)
ON CONFLICT (account_id, subscription_id, added_at) DO UPDATE SET quantity = subscription_seats.quantity + excluded.quantity

-- Seats that came from another partner: they were added when they were added.
-- name: seats_put :exec scope=account
INSERT INTO subscription_seats (account_id, subscription_id, added_at, created_at, quantity, until_at)
VALUES (:account, :subscription_id, :added_at, :now, :quantity, :until_at)
ON CONFLICT (account_id, subscription_id, added_at) DO UPDATE SET quantity = excluded.quantity

-- Seats that may still be taken off, the newest first. after: the same for a minute, so the result can be kept (db/keep.h).
-- name: seats_list :many scope=account
SELECT b.subscription_id, b.added_at, b.quantity, b.until_at
FROM subscription s
CROSS JOIN subscription_seats b
WHERE b.account_id = :account AND s.account_id = :account AND s.customer_id = :customer_id AND b.subscription_id = s.id AND b.until_at > :after AND b.quantity > 0
[one: AND b.subscription_id = :subscription_id]
ORDER BY b.subscription_id, b.added_at DESC
LIMIT 2000

-- name: seats_set :exec scope=account
UPDATE subscription_seats
SET quantity = :quantity
WHERE account_id = :account AND subscription_id = :subscription_id AND added_at = :added_at

-- name: subscription_event_add :exec scope=account
INSERT INTO subscription_event (account_id, subscription_id, id, created_at, what, was, became)
VALUES (:account, :subscription_id, :id, :now, :what, :was, :became)

-- name: subscription_events :many scope=account
SELECT e.id, e.created_at, e.what, e.was, e.became
FROM subscription_event e
WHERE e.account_id = :account AND e.subscription_id = :subscription_id
ORDER BY e.created_at DESC, e.id DESC
LIMIT 500

-- What is due, the longest overdue first.
-- name: subscription_due :many scope=system
SELECT s.account_id, s.customer_id, s.id, s.due_at
FROM subscription s
WHERE s.due_at <= :now
ORDER BY s.due_at, s.account_id, s.id
LIMIT 50

-- name: subscription_due_next :many scope=system
SELECT s.due_at
FROM subscription s
WHERE s.due_at IS NOT NULL
ORDER BY s.due_at
LIMIT 1

-- name: subscription_renewal_next :many scope=system
SELECT s.due_at
FROM subscription s
WHERE s.due_at IS NOT NULL AND s.state = 'active' AND s.renews
ORDER BY s.due_at
LIMIT 1

-- How often what happened to subscriptions since then; state: where that is what changed.
-- name: subscription_happened :many scope=system
SELECT e.what, CASE WHEN e.what = 'state' THEN e.became ELSE '' END AS state::text, count(*) AS n::int
FROM subscription_event e
WHERE e.created_at >= :since
GROUP BY e.what, CASE WHEN e.what = 'state' THEN e.became ELSE '' END
ORDER BY e.what
LIMIT 100

-- name: cart_add :exec scope=account
INSERT INTO cart (account_id, id, customer_id, created_at, changed_at, version, expires_at, state, body)
VALUES (:account, :id, :customer_id, :now, :now, 1, :expires_at, 'active', :body)

-- name: cart_get :one scope=account
SELECT c.id, c.created_at, c.changed_at, c.version, c.expires_at, c.state, c.body
FROM cart c
WHERE c.account_id = :account AND c.customer_id = :customer_id AND c.id = :id AND c.expires_at > :now

-- name: cart_set :exec scope=account
UPDATE cart
SET body = :body, state = :state, changed_at = :now, version = version + 1
WHERE account_id = :account AND id = :id AND version = :version

-- name: commerce_country :one scope=account
SELECT ca.country
FROM customer_access ca
WHERE ca.account_id = :account AND ca.customer_id = :customer_id

-- Is there a partner of this number?
-- name: commerce_partner_known :one scope=system
SELECT count(*) AS n::int FROM account a WHERE a.partner_id = :number AND a.state <> 'closed'

-- name: commerce_customers :many scope=account
SELECT ca.customer_id, ca.country, ca.created_at
FROM customer_access ca
WHERE ca.account_id = :account AND ca.state = 'active' AND ca.kind <> 'reseller'
ORDER BY ca.name_key, ca.customer_id
LIMIT 12

-- name: cart_drop :exec scope=account
DELETE FROM cart
WHERE account_id = :account AND customer_id = :customer_id

-- name: subscription_events_drop :exec scope=account
DELETE FROM subscription_event
WHERE account_id = :account AND subscription_id IN (SELECT s.id FROM subscription s WHERE s.account_id = :account AND s.customer_id = :customer_id)

-- name: seats_drop :exec scope=account
DELETE FROM subscription_seats
WHERE account_id = :account AND subscription_id IN (SELECT s.id FROM subscription s WHERE s.account_id = :account AND s.customer_id = :customer_id)

-- name: subscription_drop :exec scope=account
DELETE FROM subscription
WHERE account_id = :account AND customer_id = :customer_id

-- name: order_lines_drop :exec scope=account
DELETE FROM order_line
WHERE account_id = :account AND order_id IN (SELECT o.id FROM sale_order o WHERE o.account_id = :account AND o.customer_id = :customer_id)

-- name: order_drop :exec scope=account
DELETE FROM sale_order
WHERE account_id = :account AND customer_id = :customer_id

-- name: subscription_page :page scope=account order=name(s.friendly_name,s.id) order=newest(s.created_at,s.id)
SELECT s.id, s.created_at, s.friendly_name, s.title, s.quantity, s.currency, s.term, s.cycle, s.unit_price, s.state, s.since, s.renews, s.trial, s.usage, s.started_at, s.term_from, s.ends_at, s.refund_until, s.due_at
FROM subscription s
WHERE s.account_id = :account AND s.customer_id = :customer_id
[state: AND s.state = :state]
[q: AND (lower(s.friendly_name) LIKE :pattern::text OR lower(s.title) LIKE :pattern::text)]

-- name: order_page :page scope=account order=newest(o.created_at,o.id)
SELECT o.id, o.created_at, o.state, o.cycle, o.currency
FROM sale_order o
WHERE o.account_id = :account AND o.customer_id = :customer_id
[state: AND o.state = :state]

-- The lines of some orders.
-- name: order_lines_of :many scope=account
SELECT l.order_id, l.title, l.quantity, l.unit_price
FROM order_line l
JOIN sale_order o ON o.account_id = l.account_id AND o.id = l.order_id
WHERE l.account_id = :account AND o.account_id = :account AND o.customer_id = :customer_id AND l.order_id IN (:orders...)
ORDER BY l.order_id, l.line
LIMIT 20000

-- The carts of a customer that are open, the newest first.
-- name: cart_open :many scope=account
SELECT c.id, c.changed_at
FROM cart c
WHERE c.account_id = :account AND c.customer_id = :customer_id AND c.state = 'active' AND c.expires_at > :now
ORDER BY c.changed_at DESC, c.id
LIMIT 20

-- name: seller_get :one scope=account
SELECT a.name, a.directory_id, a.partner_id
FROM account a
WHERE a.id = :account

-- name: contact_add :exec scope=account
INSERT INTO subscription_contact (account_id, subscription_id, created_at, version, name, tenant_id, number)
VALUES (:account, :subscription_id, :now, 1, :name, :tenant_id, :number)
ON CONFLICT (account_id, subscription_id) DO UPDATE SET version = subscription_contact.version + 1, name = excluded.name, tenant_id = excluded.tenant_id, number = excluded.number

-- name: contact_get :one scope=account
SELECT c.name, c.tenant_id, c.number, c.version
FROM subscription_contact c
WHERE c.account_id = :account AND c.subscription_id = :subscription_id

-- name: registration_add :exec scope=account
INSERT INTO subscription_registration (account_id, subscription_id, created_at)
VALUES (:account, :subscription_id, :now)
ON CONFLICT (account_id, subscription_id) DO NOTHING

-- name: registration_get :one scope=account
SELECT r.created_at
FROM subscription_registration r
WHERE r.account_id = :account AND r.subscription_id = :subscription_id

-- name: overage_add :exec scope=account
INSERT INTO customer_overage (account_id, customer_id, created_at, version, entitlement_id, number, enabled)
VALUES (:account, :customer_id, :now, 1, :entitlement_id, :number, :enabled)
ON CONFLICT (account_id, customer_id) DO UPDATE SET version = customer_overage.version + 1, entitlement_id = excluded.entitlement_id, number = excluded.number, enabled = excluded.enabled

-- name: overage_get :one scope=account
SELECT o.entitlement_id, o.number, o.enabled
FROM customer_overage o
WHERE o.account_id = :account AND o.customer_id = :customer_id

-- name: contacts_drop :exec scope=account
DELETE FROM subscription_contact
WHERE account_id = :account AND subscription_id IN (SELECT s.id FROM subscription s WHERE s.account_id = :account AND s.customer_id = :customer_id)

-- name: registrations_drop :exec scope=account
DELETE FROM subscription_registration
WHERE account_id = :account AND subscription_id IN (SELECT s.id FROM subscription s WHERE s.account_id = :account AND s.customer_id = :customer_id)

-- name: overage_drop :exec scope=account
DELETE FROM customer_overage
WHERE account_id = :account AND customer_id = :customer_id

-- --- what a customer may use beside seats, documents of orders, upgrades of metered plans ---

-- name: entitlement_add :exec scope=account
INSERT INTO entitlement (account_id, subscription_id, customer_id, created_at, version, kind, state, since, reason, product_key, scope, scope_id)
VALUES (:account, :subscription_id, :customer_id, :now, 1, :kind, :state, :now, '', :product_key, :scope, :scope_id?)

-- name: entitlement_list :many scope=account
SELECT e.subscription_id, e.created_at, e.version, e.kind, e.state, e.since, e.reason, e.product_key, e.scope, e.scope_id, s.order_id, s.line, s.item_id, s.title, s.friendly_name, s.publisher, s.unit, s.quantity, s.state AS subscription_state, s.started_at, s.term_from, s.ends_at, s.usage
FROM entitlement e
JOIN subscription s ON s.account_id = e.account_id AND s.id = e.subscription_id
WHERE e.account_id = :account AND s.account_id = :account AND e.customer_id = :customer_id
[one: AND e.subscription_id = :subscription_id]
[order: AND s.order_id = :order_id]
ORDER BY e.created_at DESC, e.subscription_id
LIMIT 2000

-- Of software and services: those that somebody sets up.
-- name: entitlement_page :page scope=account order=newest(e.created_at,e.subscription_id)
SELECT e.subscription_id, e.created_at, e.kind, e.state, e.since, e.product_key, s.order_id, s.title, s.friendly_name, s.publisher, s.quantity, s.state AS subscription_state, s.ends_at
FROM entitlement e
JOIN subscription s ON s.account_id = e.account_id AND s.id = e.subscription_id
WHERE e.account_id = :account AND s.account_id = :account AND e.customer_id = :customer_id AND e.kind IN ('software', 'service')
[state: AND e.state = :state]
[q: AND (lower(s.friendly_name) LIKE :pattern::text OR lower(s.title) LIKE :pattern::text)]

-- name: entitlement_set :exec scope=account
UPDATE entitlement
SET version = version + 1, state = :state, since = :now, reason = :reason
WHERE account_id = :account AND subscription_id = :subscription_id AND version = :version

-- name: entitlement_scope_set :exec scope=account
UPDATE entitlement
SET version = version + 1, scope = :scope, scope_id = :scope_id?
WHERE account_id = :account AND subscription_id = :subscription_id AND version = :version

-- name: entitlements_drop :exec scope=account
DELETE FROM entitlement
WHERE account_id = :account AND customer_id = :customer_id

-- name: order_purchase_add :exec scope=account
INSERT INTO order_purchase (account_id, order_id, created_at, version, price, currency, rate, tender, tender_link)
VALUES (:account, :order_id, :now, 1, :price, :currency, :rate, :tender, :tender_link)
ON CONFLICT (account_id, order_id) DO UPDATE SET version = order_purchase.version + 1, price = excluded.price, currency = excluded.currency, rate = excluded.rate, tender = excluded.tender, tender_link = excluded.tender_link

-- name: order_purchase_get :one scope=account
SELECT p.price, p.currency, p.rate, p.tender, p.tender_link, p.version
FROM order_purchase p
JOIN sale_order o ON o.account_id = p.account_id AND o.id = p.order_id
WHERE p.account_id = :account AND o.account_id = :account AND o.customer_id = :customer_id AND p.order_id = :order_id

-- name: order_document_add :exec scope=account
INSERT INTO order_document (account_id, order_id, id, created_at, kind, name, size, file_id)
VALUES (:account, :order_id, :id, :now, :kind, :name, :size, :file_id)

-- name: order_document_list :many scope=account
SELECT d.order_id, d.id, d.created_at, d.kind, d.name, d.size, d.file_id
FROM sale_order o
CROSS JOIN order_document d
WHERE d.account_id = :account AND o.account_id = :account AND o.customer_id = :customer_id AND d.order_id = o.id
[order: AND d.order_id = :order_id]
ORDER BY d.created_at, d.id
LIMIT 500

-- name: order_documents_drop :exec scope=account
DELETE FROM order_document
WHERE account_id = :account AND order_id IN (SELECT o.id FROM sale_order o WHERE o.account_id = :account AND o.customer_id = :customer_id)

-- name: order_purchases_drop :exec scope=account
DELETE FROM order_purchase
WHERE account_id = :account AND order_id IN (SELECT o.id FROM sale_order o WHERE o.account_id = :account AND o.customer_id = :customer_id)

-- name: product_upgrade_add :exec scope=account
INSERT INTO product_upgrade (account_id, id, customer_id, created_at, family, subscription_id, from_item, from_title, to_item, to_title)
VALUES (:account, :id, :customer_id, :now, :family, :subscription_id, :from_item, :from_title, :to_item, :to_title)

-- name: product_upgrade_list :many scope=account
SELECT u.id, u.customer_id, u.created_at, u.family, u.subscription_id, u.from_item, u.from_title, u.to_item, u.to_title
FROM product_upgrade u
WHERE u.account_id = :account
[id: AND u.id = :id]
[customer: AND u.customer_id = :customer_id]
ORDER BY u.created_at DESC, u.id DESC
LIMIT 100

-- name: product_upgrades_drop :exec scope=account
DELETE FROM product_upgrade
WHERE account_id = :account AND customer_id = :customer_id

-- --- all that the account sells, and changes of many ---

-- name: selling_page :page scope=account order=name(s.friendly_name,s.id) order=newest(s.created_at,s.id)
SELECT s.id, s.created_at, s.customer_id, s.friendly_name, s.title, s.quantity, s.currency, s.term, s.cycle, s.unit_price, s.state, s.since, s.renews, s.trial, s.usage, s.started_at, s.term_from, s.ends_at, s.refund_until, s.due_at, ca.name AS customer_name, ca.country
FROM subscription s
JOIN customer_access ca ON ca.account_id = s.account_id AND ca.customer_id = s.customer_id
WHERE s.account_id = :account AND ca.account_id = :account AND ca.state = 'active'
[ids: AND s.id IN (:ids...)]
[state: AND s.state = :state]
[product: AND s.title = :product]
[renews: AND s.renews = :renews]
[ends: AND s.ends_at < :ends_before AND s.state IN ('active', 'suspended')]
[q: AND (s.title IN (:titles...) OR s.customer_id IN (:customers...) OR lower(s.friendly_name) LIKE :pattern::text OR (:many::bool AND (lower(s.title) LIKE :pattern::text OR ca.name_key LIKE :pattern::text)))]

-- From one product to the next in the index: their number counts, not that of the subscriptions.
-- name: selling_products :many scope=account
WITH RECURSIVE seen (title) AS (
    SELECT min(f.title) FROM subscription f WHERE f.account_id = :account
    UNION ALL
    SELECT (SELECT min(n.title) FROM subscription n WHERE n.account_id = :account AND n.title > seen.title)
    FROM seen WHERE seen.title IS NOT NULL
)
SELECT seen.title::text AS title
FROM seen
WHERE seen.title IS NOT NULL
[q: AND lower(seen.title) LIKE :pattern::text]
ORDER BY seen.title
LIMIT 200

-- name: bulk_add :exec scope=account
INSERT INTO subscription_bulk (account_id, id, created_at, user_id, job_id, act, quantity, undo_of)
VALUES (:account, :id, :now, :user_id?, :job_id, :act, :quantity, :undo_of?)

-- Those of the subscriptions whose customers are in reach.
-- name: bulk_lines_add :exec scope=account
INSERT INTO subscription_bulk_line (account_id, bulk_id, subscription_id, customer_id, created_at, state, why, was, became)
SELECT s.account_id, :bulk_id, s.id, s.customer_id, :now, 'waiting', '', 0, 0
FROM subscription s
WHERE s.account_id = :account AND s.id IN (:ids...) AND EXISTS (SELECT 1 FROM customer_access ca WHERE ca.account_id = :account AND ca.customer_id = s.customer_id AND ca.state = 'active')
ON CONFLICT (account_id, bulk_id, subscription_id) DO NOTHING

-- What one has done, to be taken back.
-- name: bulk_undo_add :exec scope=account
INSERT INTO subscription_bulk_line (account_id, bulk_id, subscription_id, customer_id, created_at, state, why, was, became)
SELECT l.account_id, :bulk_id, l.subscription_id, l.customer_id, :now, 'waiting', '', 0, 0
FROM subscription_bulk_line l
WHERE l.account_id = :account AND l.bulk_id = :undo_of AND l.state = 'done'

-- name: bulk_get :one scope=account
SELECT b.id, b.created_at, b.user_id, b.job_id, b.act, b.quantity, b.undo_of
FROM subscription_bulk b
WHERE b.account_id = :account AND b.id = :id

-- name: bulk_counts :many scope=account
SELECT l.state, count(*) AS n::int
FROM subscription_bulk_line l
WHERE l.account_id = :account AND l.bulk_id = :bulk_id
GROUP BY l.state
ORDER BY l.state
LIMIT 10

-- name: bulk_waiting :many scope=account
SELECT l.subscription_id, l.customer_id, ca.country
FROM subscription_bulk_line l
JOIN customer_access ca ON ca.account_id = l.account_id AND ca.customer_id = l.customer_id
WHERE l.account_id = :account AND ca.account_id = :account AND l.bulk_id = :bulk_id AND l.state = 'waiting'
ORDER BY l.subscription_id
LIMIT 20

-- name: bulk_line_set :exec scope=account
UPDATE subscription_bulk_line
SET state = :state, why = :why, was = :was, became = :became
WHERE account_id = :account AND bulk_id = :bulk_id AND subscription_id = :subscription_id AND state = 'waiting'

-- name: bulk_line_page :page scope=account order=id(l.subscription_id)
SELECT l.subscription_id, l.customer_id, l.state, l.why, l.was, l.became, s.friendly_name, ca.name AS customer_name
FROM subscription_bulk_line l
JOIN subscription s ON s.account_id = l.account_id AND s.id = l.subscription_id
JOIN customer_access ca ON ca.account_id = l.account_id AND ca.customer_id = l.customer_id
WHERE l.account_id = :account AND s.account_id = :account AND ca.account_id = :account AND l.bulk_id = :bulk_id
[state: AND l.state = :state]

-- name: bulk_lines_drop :exec scope=account
DELETE FROM subscription_bulk_line
WHERE account_id = :account AND customer_id = :customer_id

-- The first of changes at one moment tells what was before.
-- name: subscription_price_add :exec scope=account
INSERT INTO subscription_price (account_id, subscription_id, until_at, created_at, unit_price, quantity)
VALUES (:account, :subscription_id, :until_at, :now, :unit_price, :quantity)
ON CONFLICT (account_id, subscription_id, until_at) DO NOTHING

-- name: subscription_prices :many scope=account
SELECT p.subscription_id, p.until_at, p.unit_price, p.quantity
FROM subscription s
CROSS JOIN subscription_price p
WHERE p.account_id = :account AND s.account_id = :account AND s.customer_id = :customer_id AND p.subscription_id = s.id AND p.until_at > :from_at
ORDER BY p.subscription_id, p.until_at
LIMIT 20000

-- name: subscription_prices_drop :exec scope=account
DELETE FROM subscription_price
WHERE account_id = :account AND subscription_id IN (SELECT s.id FROM subscription s WHERE s.account_id = :account AND s.customer_id = :customer_id)
