-- The ledger. Nothing here changes or deletes an entry or a posting.

-- name: ledger_period_add :exec scope=account
INSERT INTO ledger_period (account_id, period, entries, head, closed_at)
VALUES (:account, :period, 0, :head, NULL)
ON CONFLICT (account_id, period) DO NOTHING

-- The next number of a month that is open. Whoever has it is alone in the month until the unit ends.
-- name: ledger_period_take :one scope=account
UPDATE ledger_period SET entries = entries + 1
WHERE account_id = :account AND period = :period AND closed_at IS NULL
RETURNING entries, head

-- name: ledger_period_head :exec scope=account
UPDATE ledger_period SET head = :head
WHERE account_id = :account AND period = :period

-- name: ledger_period_close :exec scope=account
UPDATE ledger_period SET closed_at = :now
WHERE account_id = :account AND period = :period AND closed_at IS NULL

-- name: ledger_period_get :one scope=account
SELECT p.entries, p.head, p.closed_at
FROM ledger_period p
WHERE p.account_id = :account AND p.period = :period

-- Months up to this one that are open still.
-- name: ledger_periods_open :one scope=account
SELECT count(*) AS n::int
FROM ledger_period p
WHERE p.account_id = :account AND p.period <= :last AND p.closed_at IS NULL

-- name: ledger_entry_by_cause :one scope=account
SELECT e.id, e.created_at, e.posted_at, e.content
FROM ledger_entry e
WHERE e.account_id = :account AND e.cause_kind = :cause_kind AND e.cause_id = :cause_id AND e.part = :part

-- name: ledger_entry_get :one scope=account
SELECT e.period, e.number
FROM ledger_entry e
WHERE e.account_id = :account AND e.id = :id

-- name: ledger_entry_add :exec scope=account
INSERT INTO ledger_entry (account_id, period, number, id, created_at, posted_at, cause_kind, cause_id, part, reverses_id, content, chain)
VALUES (:account, :period, :number, :id, :wall, :now, :cause_kind, :cause_id, :part, :reverses_id?, :content, :chain)

-- name: ledger_posting_add :exec scope=account
INSERT INTO ledger_posting (account_id, period, number, place, kind, debit, credit, currency, amount, source_kind, source_id)
VALUES (:account, :period, :number, :place, :kind, :debit, :credit, :currency, :amount, :source_kind, :source_id?)

-- name: ledger_postings_of :many scope=account
SELECT p.kind, p.debit, p.credit, p.currency, p.amount, p.source_kind, p.source_id
FROM ledger_posting p
WHERE p.account_id = :account AND p.period = :period AND p.number = :number
ORDER BY p.place
LIMIT :most

-- name: ledger_balance_add :exec scope=account
INSERT INTO ledger_balance (account_id, period, book, currency, debit, credit)
VALUES (:account, :period, :book, :currency, :debit, :credit)
ON CONFLICT (account_id, period, book, currency) DO UPDATE
SET debit = ledger_balance.debit + excluded.debit, credit = ledger_balance.credit + excluded.credit

-- What went into and out of a book up to the end of a month.
-- name: ledger_book_sum :one scope=account
SELECT coalesce(SUM(b.debit), 0) AS debit::int, coalesce(SUM(b.credit), 0) AS credit::int
FROM ledger_balance b
WHERE b.account_id = :account AND b.period <= :period AND b.book = :book AND b.currency = :currency

-- --- the proof ---

-- All postings with their entries; an entry without postings stands once.
-- name: ledger_proof :page scope=system order=place(e.account_id,e.period,e.number,coalesce(p.place,0)::int)
SELECT e.account_id, e.period, e.number, e.id, e.created_at, e.posted_at, e.cause_kind, e.cause_id, e.part, e.reverses_id, e.content, e.chain, p.kind, p.debit, p.credit, p.currency, p.amount, p.source_kind, p.source_id
FROM ledger_entry e
LEFT JOIN ledger_posting p ON p.account_id = e.account_id AND p.period = e.period AND p.number = e.number

-- name: ledger_proof_period :one scope=system
SELECT p.entries, p.head
FROM ledger_period p
WHERE p.account_id = :account_id AND p.period = :period

-- name: ledger_proof_balances :many scope=system
SELECT b.book, b.currency, b.debit, b.credit
FROM ledger_balance b
WHERE b.account_id = :account_id AND b.period = :period
ORDER BY b.book, b.currency
LIMIT :most

-- A month that says it has entries and has none.
-- name: ledger_proof_emptied :many scope=system
SELECT p.account_id, p.period
FROM ledger_period p
WHERE p.entries > 0 AND NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.account_id = p.account_id AND e.period = p.period)
ORDER BY p.account_id, p.period
LIMIT 1
