-- Queries of telling people: who they are, what they chose, the outbox.

-- name: tell_person :one scope=system
SELECT u.email, u.first_name, u.last_name, u.locale, u.time_zone, u.state, p.email AS notice_email, p.digest_hour, c.mail
FROM app_user u
LEFT JOIN notice_person p ON p.user_id = u.id
LEFT JOIN notice_choice c ON c.user_id = u.id AND c.category = :category
WHERE u.id = :user_id

-- name: tell_account :one scope=system
SELECT name FROM account WHERE id = :account_id

-- Who holds one of the roles in the account.
-- name: tell_holders :many scope=system
SELECT DISTINCT g.user_id
FROM account a
JOIN role_grant g ON g.account_id = a.id OR (g.account_id IS NULL AND g.directory_id = a.directory_id)
JOIN app_user u ON u.id = g.user_id
WHERE a.id = :account_id AND g.role IN (:roles...) AND u.state = 'active'
LIMIT 200

-- An open action of this person by its key.
-- name: tell_open :one scope=system
SELECT id FROM notification
WHERE action_key = :action_key AND account_id IS NOT DISTINCT FROM :account_id?::id AND user_id = :user_id AND done_at IS NULL

-- name: tell_insert :exec scope=system
INSERT INTO notification (user_id, id, account_id, created_at, icon, msg, args, url, read_at, category, line, line_args,
                          action, action_args, action_key, recommended, due, done_at, archived_at, digest)
VALUES (:user_id, :id, :account_id?, :wall, :icon, :msg, :args, :url, NULL, :category, :line, :line_args,
        :action, :action_args, :action_key, :recommended, :due?, NULL, NULL, :digest)

-- The same action told again before it is done: its words and date are renewed.
-- name: tell_renew :exec scope=system
UPDATE notification
SET msg = :msg, args = :args, line = :line, line_args = :line_args, url = :url, due = :due?
WHERE id = :id

-- name: tell_finish :exec scope=system
UPDATE notification
SET done_at = :wall, read_at = coalesce(read_at, :wall)
WHERE action_key = :action_key AND account_id IS NOT DISTINCT FROM :account_id?::id AND done_at IS NULL

-- name: mail_insert :exec scope=system
INSERT INTO mail (id, created_at, to_key, to_address, to_name, user_id, account_id, by_user_id, category, sealed, state,
                  answer, ended_at)
VALUES (:id, :wall, :to_key, :to_address, :to_name, :user_id?, :account_id?, :by_user_id?, :category, :sealed, 'waiting',
        '', NULL)

-- name: mail_get :one scope=system
SELECT to_key, to_address, to_name, user_id, account_id, category, sealed, state, created_at FROM mail WHERE id = :id

-- It has gone, or never will: the words are not kept.
-- name: mail_end :exec scope=system
UPDATE mail SET state = :state, answer = :answer, sealed = :empty, ended_at = :wall WHERE id = :id AND state = 'waiting'
