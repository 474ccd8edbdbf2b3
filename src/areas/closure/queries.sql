-- Deleting a company's account.

-- name: closure_account :one scope=account
SELECT a.parent_id, a.partner_id, a.public_id, a.locale,
       coalesce((SELECT s.state FROM account_standing s WHERE s.account_id = a.id), 'active') AS standing::text
FROM account a
WHERE a.id = :account

-- What is in the way: 1 where there is any.
-- name: closure_blocks :one scope=account
SELECT CASE WHEN EXISTS (SELECT 1 FROM subscription s WHERE s.account_id = a.id AND s.state IN ('active', 'suspended')) THEN 1 ELSE 0 END AS subscriptions::int,
       CASE WHEN EXISTS (SELECT 1 FROM customer_access c WHERE c.account_id = a.id AND c.state = 'active') THEN 1 ELSE 0 END AS customers::int,
       CASE WHEN EXISTS (SELECT 1 FROM account_program e WHERE e.account_id = a.id AND e.program <> 'mpn' AND e.state IN ('pending', 'active'))
              OR EXISTS (SELECT 1 FROM program_enrollment e WHERE e.account_id = a.id AND e.program <> 'mpn' AND e.state = 'suspended') THEN 1 ELSE 0 END AS programs::int,
       CASE WHEN EXISTS (SELECT 1 FROM partner_link l WHERE l.account_id = a.id AND l.state IN ('asked', 'linked')) THEN 1 ELSE 0 END AS links::int,
       CASE WHEN EXISTS (SELECT 1 FROM account_merge m WHERE m.account_id = a.id AND m.state IN ('invited', 'accepted', 'review')) THEN 1 ELSE 0 END AS merges::int
FROM account a
WHERE a.id = :account

-- The same of what others have begun with this account.
-- name: closure_blocks_of_others :one scope=system
SELECT CASE WHEN EXISTS (SELECT 1 FROM partner_link l WHERE l.other_account_id = a.id AND l.state IN ('asked', 'linked')) THEN 1 ELSE 0 END AS links::int,
       CASE WHEN EXISTS (SELECT 1 FROM account_merge m WHERE m.other_account_id = a.id AND m.state IN ('invited', 'accepted', 'review')) THEN 1 ELSE 0 END AS merges::int
FROM account a
WHERE a.id = :account_id

-- name: deletion_last :many scope=account
SELECT d.id, d.state, d.created_at, d.due_at FROM account_deletion d WHERE d.account_id = :account ORDER BY d.id DESC LIMIT 1

-- name: deletion_add :exec scope=account
INSERT INTO account_deletion (account_id, id, created_at, state, user_id, body, reason, due_at)
SELECT :account, :id, :now, 'waiting', :user?, :body, '', :due_at
WHERE NOT EXISTS (SELECT 1 FROM account_deletion d WHERE d.account_id = :account AND d.state = 'waiting')

-- name: deletion_state :one scope=system
SELECT d.account_id, d.state, d.due_at FROM account_deletion d WHERE d.id = :id

-- name: deletion_put :exec scope=system
UPDATE account_deletion SET state = :to_state, reason = :reason, ended_at = :now WHERE id = :id AND state = :from_state

-- name: closure_locations_close :exec scope=account exempt="locations of an account are accounts of their own"
UPDATE account SET state = 'closed', version = version + 1, rights_version = rights_version + 1
WHERE parent_id = :account AND state <> 'closed'
