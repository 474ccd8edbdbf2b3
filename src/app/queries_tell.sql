-- Queries of telling people: who they are, what they chose, the outbox.

-- name: tell_person :one scope=system
SELECT u.email, u.first_name, u.last_name, u.locale, u.time_zone, u.state, p.email AS notice_email, p.digest_hour, c.mail
FROM app_user u
LEFT JOIN notice_person p ON p.user_id = u.id
LEFT JOIN notice_choice c ON c.user_id = u.id AND c.category = :category
WHERE u.id = :user_id

-- name: tell_account :one scope=system
SELECT name FROM account WHERE id = :account_id

-- Who may hold one of the roles in the account, by themselves or by a group; what they hold in truth is tested after.
-- name: tell_holders :many scope=system
SELECT DISTINCT x.user_id
FROM account_directory d
JOIN (SELECT g.user_id, g.directory_id, g.account_id, g.role FROM role_grant g
      UNION ALL
      SELECT m.user_id, h.directory_id, h.account_id, h.role
      FROM group_grant h
      JOIN group_member m ON m.group_id = h.group_id) AS x ON x.directory_id = d.directory_id
WHERE d.account_id = :account_id AND (x.account_id = :account_id OR x.account_id IS NULL) AND x.role IN (:roles...)
LIMIT 200

-- An open action of this person by its key.
-- name: tell_open :one scope=system
SELECT id FROM notification
WHERE action_key = :action_key AND account_id IS NOT DISTINCT FROM :account_id?::id AND user_id = :user_id AND done_at IS NULL

-- name: tell_insert :exec scope=system
INSERT INTO notification (user_id, id, account_id, created_at, icon, msg, args, url, read_at, category, line, line_args,
                          action, action_args, action_key, recommended, due, done_at, archived_at, digest, action_state,
                          source_id)
VALUES (:user_id, :id, :account_id?, :wall, :icon, :msg, :args, :url, NULL, :category, :line, :line_args,
        :action, :action_args, :action_key, :recommended, :due?, NULL, NULL, :digest, :action_state, :source_id?)

-- The same action told again before it is done: its words and date are renewed.
-- name: tell_renew :exec scope=system
UPDATE notification
SET msg = :msg, args = :args, line = :line, line_args = :line_args, url = :url, due = :due?
WHERE id = :id

-- name: tell_finish :exec scope=system
UPDATE notification
SET done_at = :wall, read_at = coalesce(read_at, :wall), action_state = 'done'
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

-- It came back, whatever we thought of it.
-- name: mail_bounced :exec scope=system
UPDATE mail SET state = 'bounced', answer = :answer, ended_at = :wall WHERE id = :id AND state IN ('waiting', 'sent')

-- name: mail_sweep :exec scope=system
DELETE FROM mail WHERE id IN (SELECT m.id FROM mail m WHERE m.ended_at < :before LIMIT 500)

-- name: mail_suppressed :many scope=system
SELECT s.address FROM mail_suppression s WHERE s.address IN (:addresses...) ORDER BY s.address LIMIT 500

-- name: mail_suppression_get :one scope=system
SELECT since, reason, answer FROM mail_suppression WHERE address = :address

-- The first reason stays.
-- name: mail_suppress :exec scope=system
INSERT INTO mail_suppression (address, since, reason, answer, mail_id) VALUES (:address, :wall, :reason, :answer, :mail_id?)
ON CONFLICT (address) DO NOTHING

-- name: mail_lift :exec scope=system
DELETE FROM mail_suppression WHERE address = :address

-- Whose notices may go to an address: the sign-in address, or the one they chose for notices.
-- name: mail_users_of :many scope=system
SELECT u.id, u.email, coalesce(p.email, '') AS notice_email::text
FROM app_user u
LEFT JOIN notice_person p ON p.user_id = u.id
WHERE (u.email = :address OR u.sign_in = :address OR u.id IN (SELECT q.user_id FROM notice_person q WHERE q.email = :address))
  AND u.state = 'active'
LIMIT 20

-- name: tell_finish_of :exec scope=system
UPDATE notification SET done_at = :wall, read_at = coalesce(read_at, :wall), action_state = 'done'
WHERE user_id = :user_id AND action_key = :action_key AND done_at IS NULL

-- What the next digest says: not what was read, done or put away meanwhile.
-- name: digest_items :many scope=system
SELECT id, msg, args, line, line_args, url, created_at
FROM notification
WHERE user_id = :user_id AND digest = 'waiting' AND read_at IS NULL AND done_at IS NULL AND archived_at IS NULL
ORDER BY id DESC
LIMIT :max::int

-- name: digest_clear :exec scope=system
UPDATE notification SET digest = '' WHERE user_id = :user_id AND digest = 'waiting'

-- The hour was changed: the digest that waits is moved.
-- name: digest_move :exec scope=system
UPDATE job SET run_at = :run_at WHERE kind = 'mail.digest' AND open_key = :key AND state = 'waiting'

-- Mail by how it ended, newest first: for the vendor's eye and for tests.
-- name: mail_of_state :many scope=system
SELECT id, created_at, to_address, category, answer, ended_at FROM mail WHERE state = :state ORDER BY id DESC LIMIT 50
