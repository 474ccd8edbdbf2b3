-- name: webhook_get :one scope=account
SELECT w.created_at, w.version, w.subscriber_id, w.url, w.events, w.token_header, w.paused, w.base
FROM webhook w
WHERE w.account_id = :account

-- name: webhook_add :exec scope=account
INSERT INTO webhook (account_id, created_at, version, subscriber_id, url, events, token_header, paused, base)
VALUES (:account, :now, 1, :subscriber_id, :url, :events, :token_header, FALSE, :base)

-- name: webhook_put :exec scope=account
UPDATE webhook SET version = version + 1, url = :url, events = :events, token_header = :token_header, base = :base
WHERE account_id = :account

-- name: webhook_pause :exec scope=account
UPDATE webhook SET version = version + 1, paused = :paused
WHERE account_id = :account

-- name: webhook_delivery_add :exec scope=account
INSERT INTO webhook_delivery (account_id, id, created_at, event, resource, body, state, tries, next_at, last_answer)
VALUES (:account, :id, :at, :event, :resource, :body, 'waiting', 0, :at, '')

-- name: webhook_delivery_get :one scope=account
SELECT d.id, d.created_at, d.event, d.resource, d.body, d.state, d.tries, d.next_at, d.last_answer
FROM webhook_delivery d
WHERE d.account_id = :account AND d.id = :id

-- The oldest one before it that is still on its way to the same place.
-- name: webhook_delivery_before :many scope=account
SELECT d.id, d.next_at
FROM webhook_delivery d
WHERE d.account_id = :account AND d.resource = :resource AND d.id < :id AND d.state = 'waiting'
ORDER BY d.id
LIMIT 1

-- name: webhook_delivery_tried :exec scope=account
UPDATE webhook_delivery SET state = :state, tries = tries + 1, next_at = :next_at, last_answer = :last_answer
WHERE account_id = :account AND id = :id AND state = 'waiting'

-- name: webhook_delivery_again :exec scope=account
UPDATE webhook_delivery SET state = 'waiting', tries = 0, next_at = :at
WHERE account_id = :account AND id = :id AND state = 'offline'

-- name: webhook_deliveries :page scope=account order=id(d.id)
SELECT d.id, d.created_at, d.event, d.resource, d.state, d.tries, d.next_at, d.last_answer
FROM webhook_delivery d
WHERE d.account_id = :account
[state: AND d.state = :state]
[event: AND d.event = :event]

-- name: webhook_tests_since :one scope=account
SELECT count(*) AS n::int
FROM webhook_delivery d
WHERE d.account_id = :account AND d.event = :event AND d.created_at > :since

-- name: webhook_try_add :exec scope=account
INSERT INTO webhook_try (account_id, id, delivery_id, created_at, code, answer, system_error)
VALUES (:account, :id, :delivery_id, :at, :code, :answer, :system_error)

-- name: webhook_tries :many scope=account
SELECT t.created_at, t.code, t.answer, t.system_error
FROM webhook_try t
WHERE t.account_id = :account AND t.delivery_id = :delivery_id
ORDER BY t.id DESC
LIMIT 50

-- name: webhook_tries_purge :exec scope=account
DELETE FROM webhook_try
WHERE account_id = :account AND delivery_id IN (
    SELECT d.id FROM webhook_delivery d WHERE d.account_id = :account AND d.created_at < :before AND d.state <> 'waiting')

-- name: webhook_deliveries_purge :exec scope=account
DELETE FROM webhook_delivery
WHERE account_id = :account AND created_at < :before AND state <> 'waiting'

-- name: webhook_account :one scope=account
SELECT a.directory_id
FROM account a
WHERE a.id = :account

-- name: webhook_events_since :one scope=system
SELECT count(*) AS n::int
FROM webhook_delivery d
WHERE d.created_at >= :since
