-- Earnings and payments. Page orders end with the id.

-- --- rates ---

-- name: rate_put :exec scope=operator
INSERT INTO exchange_rate (currency, day, created_at, created_by, usd)
VALUES (:currency, :day, :now, :user?, :usd)
ON CONFLICT (currency, day) DO UPDATE SET usd = excluded.usd, created_at = excluded.created_at, created_by = excluded.created_by

-- What holds on a day: the latest up to it.
-- name: rate_on :one scope=account
SELECT r.day, r.usd FROM exchange_rate r
WHERE r.currency = :currency AND r.day <= :day
ORDER BY r.day DESC
LIMIT 1

-- name: rate_latest :many scope=operator
SELECT r.currency, r.day, r.usd FROM exchange_rate r
WHERE r.day >= :oldest
ORDER BY r.day DESC, r.currency
LIMIT 200

-- --- earnings ---

-- name: earning_add :exec scope=account
INSERT INTO earning (account_id, id, created_at, version, updated_at, updated_by, state, since, reason, source, source_key, program,
                     location_id, kind, lever, product, adjustment, customer, country, currency, amount, usd, usd_rate, usd_day,
                     sold, sold_currency, sold_on, earned_on, ready_on, payment_id, paid, paid_rate, paid_day, detail)
VALUES (:account, :id, :now, 1, :now, :user?, 'unprocessed', :now, '', :source, :source_key, :program, :location_id, :kind, :lever,
        :product, :adjustment, :buyer, :country, :currency, :amount, :usd, :usd_rate, :usd_day, :sold?, :sold_currency, :sold_on?,
        :earned_on, :ready_on, NULL, NULL, NULL, NULL, :detail)
ON CONFLICT (account_id, source, source_key) DO NOTHING

-- name: earning_of_source :one scope=account
SELECT e.id, e.amount, e.currency, e.program, e.earned_on FROM earning e
WHERE e.account_id = :account AND e.source = :source AND e.source_key = :source_key

-- name: earning_one :one scope=account
SELECT e.id, e.version, e.created_at, e.state, e.since, e.reason, e.source, e.source_key, e.program, e.location_id, e.kind, e.lever, e.product,
       e.adjustment, e.customer, e.country, e.currency, e.amount, e.usd, e.usd_rate, e.usd_day, e.sold, e.sold_currency, e.sold_on,
       e.earned_on, e.ready_on, e.payment_id, e.paid, e.paid_rate, e.paid_day, e.detail
FROM earning e
WHERE e.account_id = :account AND e.id = :id

-- Transaction history, with the payment of each.
-- name: earning_history :page scope=account order=earned(e.earned_on,e.id) order=amount(e.usd,e.id)
SELECT e.id, e.created_at, e.state, e.since, e.reason, e.source, e.source_key, e.program, e.location_id, e.kind, e.lever, e.product, e.adjustment,
       e.customer, e.country, e.currency, e.amount, e.usd, e.usd_rate, e.usd_day, e.sold, e.sold_currency, e.sold_on, e.earned_on,
       e.ready_on, e.payment_id, e.paid, e.paid_rate, e.paid_day, e.detail, p.number, p.state AS payment_state, p.currency AS paid_currency,
       p.due_on, p.sent_on, p.method, l.name AS location_name, l.partner_id AS location_partner, l.country AS location_country
FROM earning e
JOIN account l ON l.id = e.location_id
LEFT JOIN partner_payment p ON p.account_id = e.account_id AND p.id = e.payment_id
WHERE e.account_id = :account
[state: AND (CASE WHEN e.payment_id IS NULL THEN e.state ELSE p.state END) = :state::text]
[program: AND e.program = :program]
[low: AND e.earned_on >= :low]
[high: AND e.earned_on <= :high]
[payment: AND e.payment_id = :payment]
[text: AND (lower(e.customer) LIKE :like::text OR lower(e.product) LIKE :like::text OR lower(e.source_key) LIKE :like::text OR lower(p.number) LIKE :like::text)]

-- name: earning_sums :many scope=account
SELECT e.state, e.program, e.currency, count(*) AS n::int, sum(e.amount) AS amount::minor, sum(e.usd) AS usd::minor
FROM earning e
WHERE e.account_id = :account AND e.payment_id IS NULL
GROUP BY e.state, e.program, e.currency
ORDER BY e.program, e.currency, e.state
LIMIT 500

-- name: earning_groups :many scope=account
SELECT e.program, e.location_id, count(*) AS n::int
FROM earning e
WHERE e.account_id = :account AND e.state = 'upcoming' AND e.kind <> 'coop'
GROUP BY e.program, e.location_id
ORDER BY e.program, e.location_id
LIMIT 500

-- name: earning_pick :many scope=account
SELECT e.id, e.currency, e.amount, e.usd, e.country
FROM earning e
WHERE e.account_id = :account AND e.state = 'upcoming' AND e.kind <> 'coop' AND e.program = :program
  AND e.location_id = :location_id
ORDER BY e.earned_on, e.id
LIMIT 2000

-- name: earning_into :exec scope=account
UPDATE earning
SET version = version + 1, updated_at = :now, payment_id = :payment_id, paid = :paid, paid_rate = :paid_rate, paid_day = :paid_day
WHERE account_id = :account AND id = :id AND payment_id IS NULL

-- name: earning_programs :many scope=account
SELECT DISTINCT e.program FROM earning e WHERE e.account_id = :account ORDER BY e.program LIMIT 100

-- --- machines ---

-- name: earning_state :one scope=system
SELECT e.state FROM earning e WHERE e.account_id = :account_id AND e.id = :id

-- name: earning_state_put :exec scope=system
UPDATE earning SET version = version + 1, state = :to_state, since = :now, reason = :reason
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- name: payment_state :one scope=system
SELECT p.state FROM partner_payment p WHERE p.account_id = :account_id AND p.id = :id

-- name: payment_state_put :exec scope=system
UPDATE partner_payment SET version = version + 1, state = :to_state, since = :now, reason = :reason, updated_at = :now
WHERE account_id = :account_id AND id = :id AND state = :from_state

-- --- the clock ---

-- name: earning_ready :many scope=system
SELECT e.account_id, e.id FROM earning e
WHERE e.account_id = :account_id AND e.state = 'unprocessed' AND e.ready_on <= :day
ORDER BY e.id
LIMIT 100

-- Left over since they became ready on that day or before.
-- name: earning_left :many scope=system
SELECT e.account_id, e.id, e.program, e.location_id, e.currency, e.amount FROM earning e
WHERE e.account_id = :account_id AND e.state = 'upcoming' AND e.kind <> 'coop' AND e.amount > 0 AND e.ready_on <= :day
ORDER BY e.id
LIMIT 100

-- name: earning_account :one scope=system
SELECT a.id, a.name, a.country, a.public_id, a.partner_id FROM account a WHERE a.id = :account_id

-- --- holds ---

-- name: hold_list :many scope=account
SELECT h.program, h.by_vendor, h.created_at, h.reason FROM payment_hold h
WHERE h.account_id = :account
ORDER BY h.program, h.by_vendor
LIMIT 200

-- name: hold_add :exec scope=account
INSERT INTO payment_hold (account_id, program, by_vendor, created_at, created_by, reason)
VALUES (:account, :program, :by_vendor, :now, :user, :reason)
ON CONFLICT (account_id, program, by_vendor) DO NOTHING

-- name: hold_end :exec scope=account
DELETE FROM payment_hold WHERE account_id = :account AND program = :program AND by_vendor = :by_vendor

-- --- payments of an account ---

-- name: payment_add :exec scope=account
INSERT INTO partner_payment (account_id, id, created_at, version, updated_at, number, run_id, state, since, reason, program, location_id,
                             bank_id, tax_id, method, holder, bank, last4, currency, earnings, gross, taxed, rate, withheld, net, usd,
                             due_on, sent_on, sends, posted_id, file_id, bank_says, invoice_number, invoice_id, invoice_name)
VALUES (:account, :id, :now, 1, :now, :number, :run_id, 'in_progress', :now, '', :program, :location_id, :bank_id, :tax_id, :method,
        :holder, :bank, :last4, :currency, :earnings, :gross, :taxed, :rate, :withheld, :net, :usd, :due_on, NULL, 0, NULL, NULL, '',
        '', NULL, '')

-- name: payment_one :one scope=account
SELECT p.account_id, p.id, p.version, p.created_at, p.number, p.run_id, p.state, p.since, p.reason, p.program, p.location_id, p.bank_id, p.tax_id,
       p.method, p.holder, p.bank, p.last4, p.currency, p.earnings, p.gross, p.taxed, p.rate, p.withheld, p.net, p.usd, p.due_on,
       p.sent_on, p.sends, p.posted_id, p.file_id, p.bank_says, p.invoice_number, p.invoice_id, p.invoice_name, l.name AS location_name
FROM partner_payment p
JOIN account l ON l.id = p.location_id
WHERE p.account_id = :account AND p.id = :id

-- name: payment_list :page scope=account order=made(p.created_at,p.id)
SELECT p.id, p.created_at, p.number, p.state, p.since, p.program, p.location_id, p.method, p.last4, p.currency, p.earnings, p.gross,
       p.withheld, p.net, p.usd, p.due_on, p.sent_on, l.name AS location_name, l.partner_id AS location_partner
FROM partner_payment p
JOIN account l ON l.id = p.location_id
WHERE p.account_id = :account AND p.created_at > :since_low
[state: AND p.state = :state]
[program: AND p.program = :program]
[low: AND p.due_on >= :low]
[high: AND p.due_on <= :high]
[number: AND p.number = :number]

-- name: payment_sums :many scope=account
SELECT p.state, p.currency, count(*) AS n::int, sum(p.net) AS net::minor
FROM partner_payment p
WHERE p.account_id = :account
GROUP BY p.state, p.currency
ORDER BY p.currency, p.state
LIMIT 500

-- name: payment_sent :many scope=account
SELECT p.sent_on, p.program, p.currency, p.net, p.usd
FROM partner_payment p
WHERE p.account_id = :account AND p.state = 'sent' AND p.sent_on >= :low
ORDER BY p.sent_on DESC, p.id
LIMIT 3000

-- name: payment_invoice :exec scope=account
UPDATE partner_payment
SET version = version + 1, updated_at = :now, invoice_number = :invoice_number, invoice_id = :invoice_id, invoice_name = :invoice_name
WHERE account_id = :account AND id = :id

-- name: payment_rebank :exec scope=account
UPDATE partner_payment
SET version = version + 1, updated_at = :now, bank_id = :bank_id, method = :method, holder = :holder, bank = :bank, last4 = :last4,
    file_id = NULL
WHERE account_id = :account AND id = :id

-- name: payment_sent_put :exec scope=account
UPDATE partner_payment
SET version = version + 1, updated_at = :now, sent_on = :sent_on, sends = sends + 1, posted_id = :posted_id
WHERE account_id = :account AND id = :id AND sends = :sends

-- name: payment_says_put :exec scope=account
UPDATE partner_payment
SET version = version + 1, updated_at = :now, bank_says = :bank_says
WHERE account_id = :account AND id = :id

-- name: payment_filed :exec scope=account
UPDATE partner_payment SET version = version + 1, updated_at = :now, file_id = :file_id
WHERE account_id = :account AND id = :id AND file_id IS NULL AND version = :version

-- --- runs ---

-- name: run_add :exec scope=operator
INSERT INTO payment_run (id, created_at, version, created_by, created_name, state, month, rate_day, due_on, open_key, released_by,
                         released_name, released_at, job_id)
VALUES (:id, :now, 1, :user, :created_name, 'checking', :month, :rate_day, :due_on, 'open', NULL, '', NULL, NULL)
ON CONFLICT (open_key) DO NOTHING

-- name: run_job :exec scope=operator
UPDATE payment_run SET job_id = :job_id WHERE id = :id

-- name: payrun_get :one scope=operator
SELECT r.id, r.created_at, r.version, r.created_by, r.created_name, r.state, r.month, r.rate_day, r.due_on, r.released_by, r.released_name,
       r.released_at, r.job_id
FROM payment_run r
WHERE r.id = :id

-- name: run_last :one scope=operator
SELECT r.id FROM payment_run r
WHERE r.state = 'released' AND r.created_at < :before
ORDER BY r.created_at DESC, r.id DESC
LIMIT 1

-- name: run_list :page scope=operator order=made(r.created_at,r.id)
SELECT r.id, r.created_at, r.created_name, r.state, r.month, r.due_on, r.released_name, r.released_at
FROM payment_run r
WHERE r.created_at > :since_low

-- Two who release at once: the second changes nothing.
-- name: run_release :exec scope=operator
UPDATE payment_run
SET version = version + 1, state = 'releasing', released_by = :user, released_name = :released_name, released_at = :now
WHERE id = :id AND state = 'ready' AND created_by <> :user

-- name: run_cancel :exec scope=operator
UPDATE payment_run SET version = version + 1, state = 'cancelled', open_key = NULL WHERE id = :id AND state IN ('checking', 'ready')

-- name: run_sums :many scope=operator
SELECT l.state, l.why, l.currency, count(*) AS n::int, sum(l.earnings) AS earnings::int, sum(l.gross) AS gross::minor,
       sum(l.withheld) AS withheld::minor, sum(l.net) AS net::minor
FROM payment_line l
WHERE l.run_id = :run_id
GROUP BY l.state, l.why, l.currency
ORDER BY l.currency, l.state, l.why
LIMIT 500

-- name: run_lines :page scope=operator order=account(a.name,coalesce(l.id,a.id)::id)
SELECT l.id, l.account_id, l.program, l.currency, l.earnings, l.gross, l.withheld, l.net, l.state, l.why, l.payment_id, a.name,
       a.partner_id, a.public_id, o.name AS location_name, b.net AS before_net
FROM payment_line l
JOIN account a ON a.id = l.account_id
JOIN account o ON o.id = l.location_id
LEFT JOIN payment_line b ON b.run_id = :before_id AND b.account_id = l.account_id AND b.program = l.program
     AND b.location_id = l.location_id AND b.currency = l.currency AND b.state = 'made'
WHERE l.run_id = :run_id
[state: AND l.state = :state]
[why: AND l.why = :why]

-- Paid by the run before and not by this one.
-- name: run_gone :one scope=operator
SELECT count(*) AS n::int FROM payment_line b
WHERE b.run_id = :before_id AND b.state = 'made'
  AND NOT EXISTS (SELECT 1 FROM payment_line l WHERE l.run_id = :run_id AND l.account_id = b.account_id AND l.program = b.program
                  AND l.location_id = b.location_id AND l.currency = b.currency AND l.state IN ('proposed', 'made'))

-- name: run_state :one scope=system
SELECT r.id, r.state, r.month, r.rate_day, r.due_on FROM payment_run r WHERE r.id = :id

-- name: run_state_put :exec scope=system
UPDATE payment_run SET version = version + 1, state = :to_state, open_key = CASE WHEN :ends::bool THEN NULL ELSE open_key END
WHERE id = :id AND state = :from_state

-- name: run_accounts :many scope=system
SELECT DISTINCT e.account_id FROM earning e
WHERE e.state = 'upcoming' AND e.kind <> 'coop' AND e.account_id > :after
ORDER BY e.account_id
LIMIT 20

-- name: run_waiting :many scope=system
SELECT l.account_id, l.id, l.program, l.location_id, l.currency, l.earnings, l.gross, l.withheld, l.net
FROM payment_line l
WHERE l.run_id = :run_id AND l.state = 'proposed'
ORDER BY l.id
LIMIT 20

-- name: line_add :exec scope=account
INSERT INTO payment_line (account_id, run_id, id, program, location_id, currency, earnings, gross, withheld, net, state, why, payment_id)
VALUES (:account, :run_id, :id, :program, :location_id, :currency, :earnings, :gross, :withheld, :net, :state, :why, NULL)
ON CONFLICT (run_id, account_id, program, location_id, currency) DO NOTHING

-- Of a line that waits still: whoever comes second changes nothing.
-- name: line_take :exec scope=account
UPDATE payment_line SET state = :to_state, why = :why, payment_id = :payment_id?
WHERE account_id = :account AND run_id = :run_id AND id = :id AND state = :from_state

-- --- the vendor's desk ---

-- name: desk_earnings :page scope=operator order=made(e.created_at,e.id)
SELECT e.account_id, e.id, e.created_at, e.state, e.program, e.kind, e.product, e.customer, e.currency, e.amount, e.earned_on, e.ready_on,
       e.source, e.source_key, p.number, p.state AS payment_state, a.name, a.partner_id
FROM earning e
JOIN account a ON a.id = e.account_id
LEFT JOIN partner_payment p ON p.account_id = e.account_id AND p.id = e.payment_id
WHERE e.created_at > :since_low
[state: AND e.state = :state]
[program: AND e.program = :program]
[partner: AND (a.partner_id = :partner OR lower(a.name) LIKE :like::text)]

-- name: desk_earning :one scope=operator
SELECT e.account_id, e.id, a.name, a.partner_id, a.public_id FROM earning e JOIN account a ON a.id = e.account_id WHERE e.id = :id

-- name: desk_payments :page scope=operator order=since(p.since,p.id)
SELECT p.account_id, p.id, p.number, p.state, p.since, p.reason, p.program, p.currency, p.net, p.gross, p.withheld, p.due_on, p.sent_on,
       p.file_id, a.name, a.partner_id
FROM partner_payment p
JOIN account a ON a.id = p.account_id
WHERE p.since > :since_low
[state: AND p.state = :state]
[file: AND p.file_id = :file]
[run: AND p.run_id = :run]
[partner: AND (a.partner_id = :partner OR lower(a.name) LIKE :like::text OR p.number = :number)]

-- name: desk_payment :one scope=operator
SELECT p.account_id, p.id, a.name, a.partner_id, a.public_id FROM partner_payment p JOIN account a ON a.id = p.account_id WHERE p.id = :id

-- name: desk_payment_states :many scope=operator
SELECT p.state, count(*) AS n::int FROM partner_payment p GROUP BY p.state ORDER BY p.state LIMIT 50

-- name: desk_sent :many scope=operator
SELECT p.sent_on, sum(p.usd) AS usd::minor, count(*) AS n::int
FROM partner_payment p
WHERE p.state = 'sent' AND p.sent_on >= :low
GROUP BY p.sent_on
ORDER BY p.sent_on DESC
LIMIT 800

-- name: desk_account :one scope=operator
SELECT a.id, a.name, a.public_id, a.partner_id, a.kind FROM account a
WHERE (a.partner_id = :word OR a.public_id = :word) AND a.state <> 'closed'
ORDER BY a.parent_id IS NULL DESC
LIMIT 1

-- Due for a file of a currency.
-- name: file_due :many scope=operator
SELECT p.account_id, p.id, p.version, p.number, p.bank_id, p.holder, p.currency, p.net, p.due_on, p.program
FROM partner_payment p
WHERE p.state IN ('in_progress', 'reprocessing') AND p.file_id IS NULL AND p.currency = :currency
ORDER BY p.number
LIMIT 500

-- name: file_currencies :many scope=operator
SELECT p.currency, count(*) AS n::int, sum(p.net) AS net::minor
FROM partner_payment p
WHERE p.state IN ('in_progress', 'reprocessing') AND p.file_id IS NULL
GROUP BY p.currency
ORDER BY p.currency
LIMIT 100

-- name: file_add :exec scope=operator
INSERT INTO payment_file (id, created_at, created_by, created_name, currency, message_id, payments, total, stored_id, state)
VALUES (:id, :now, :user, :created_name, :currency, :message_id, :payments, :total, :stored_id, 'made')

-- name: file_list :page scope=operator order=made(f.created_at,f.id)
SELECT f.id, f.created_at, f.created_name, f.currency, f.message_id, f.payments, f.total, f.state
FROM payment_file f
WHERE f.created_at > :since_low

-- name: file_one :one scope=operator
SELECT f.id, f.created_at, f.created_name, f.currency, f.message_id, f.payments, f.total, f.stored_id, f.state
FROM payment_file f
WHERE f.id = :id

-- name: file_settle :exec scope=operator
UPDATE payment_file SET state = 'settling' WHERE id = :id AND state = 'made'

-- name: file_settled :exec scope=system
UPDATE payment_file SET state = 'settled' WHERE id = :id AND state = 'settling'

-- name: file_open :many scope=system
SELECT p.account_id, p.id FROM partner_payment p
WHERE p.file_id = :file_id AND p.state IN ('in_progress', 'reprocessing')
ORDER BY p.number
LIMIT 20

-- name: report_add :exec scope=operator
INSERT INTO bank_report (id, created_at, created_by, created_name, name, digest, sent, returned, unknown)
VALUES (:id, :now, :user, :created_name, :name, :digest, 0, 0, 0)
ON CONFLICT (digest) DO NOTHING

-- name: report_count :exec scope=operator
UPDATE bank_report SET sent = :sent, returned = :returned, unknown = :unknown WHERE id = :id

-- name: report_list :many scope=operator
SELECT b.id, b.created_at, b.created_name, b.name, b.sent, b.returned, b.unknown FROM bank_report b ORDER BY b.created_at DESC, b.id LIMIT 50

-- name: payment_of_number :one scope=operator
SELECT p.account_id, p.id, p.state, p.net, p.currency FROM partner_payment p WHERE p.number = :number

-- --- exports of the wire ---

-- name: export_add :exec scope=account
INSERT INTO earning_export (account_id, id, created_at, kind, format, query, filter, state, job_id, file_id)
VALUES (:account, :id, :wall, :kind, :format, :query, :filter, 'Queued', NULL, NULL)

-- name: export_job_put :exec scope=account
UPDATE earning_export SET job_id = :job_id WHERE account_id = :account AND id = :id

-- name: export_one :one scope=account
SELECT x.id, x.created_at, x.kind, x.format, x.query, x.filter, x.state, x.job_id, x.file_id
FROM earning_export x
WHERE x.account_id = :account AND x.id = :id

-- name: export_state_put :exec scope=account
UPDATE earning_export SET state = :state, file_id = :file_id? WHERE account_id = :account AND id = :id

-- name: export_gone :exec scope=account
DELETE FROM earning_export WHERE account_id = :account AND id = :id AND kind = :kind
