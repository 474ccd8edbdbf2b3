-- Notices: a person's list, actions and choices, addresses, announcements, the vendor's eye on mail.

-- name: notice_list :page scope=self order=newest(n.id)
SELECT n.id, n.account_id, n.created_at, n.icon, n.msg, n.args, n.line, n.line_args, n.url, n.category, n.read_at,
       n.archived_at, n.action_state, n.recommended, n.due, a.name AS account_name
FROM notification n
LEFT JOIN account a ON a.id = n.account_id
WHERE n.user_id = :user
[unread: AND n.read_at IS NULL]
[category: AND n.category = :category]
[account: AND n.account_id = :in_account]
[current: AND n.archived_at IS NULL]
[archived: AND n.archived_at IS NOT NULL]

-- name: notice_actions :many scope=self
SELECT n.id, n.account_id, n.created_at, n.icon, n.msg, n.args, n.line, n.line_args, n.url, n.category, n.read_at,
       n.archived_at, n.action, n.action_args, n.action_state, n.recommended, n.due, n.done_at, a.name AS account_name
FROM notification n
LEFT JOIN account a ON a.id = n.account_id
WHERE n.user_id = :user AND n.action_state = :action_state
[account: AND (n.account_id = :in_account OR n.account_id IS NULL)]
ORDER BY n.id DESC
LIMIT 200

-- name: notice_counts :one scope=self
SELECT (SELECT count(*) FROM (SELECT n.id FROM notification n WHERE n.user_id = :user AND n.action_state = 'open' LIMIT 100) AS x) AS open_actions::int,
       (SELECT count(*) FROM (SELECT m.id FROM notification m WHERE m.user_id = :user AND m.read_at IS NULL AND m.archived_at IS NULL LIMIT 100) AS y) AS unread::int

-- The accounts that a person's notices are about, for the filter.
-- name: notice_accounts :many scope=self
SELECT DISTINCT a.id, a.name
FROM notification n
JOIN account a ON a.id = n.account_id
WHERE n.user_id = :user
ORDER BY a.name
LIMIT 50

-- name: notice_mark_read :exec scope=self
UPDATE notification SET read_at = :wall WHERE user_id = :user AND id IN (:ids...) AND read_at IS NULL

-- name: notice_mark_unread :exec scope=self
UPDATE notification SET read_at = NULL WHERE user_id = :user AND id IN (:ids...) AND read_at IS NOT NULL

-- name: notice_mark_all_read :exec scope=self
UPDATE notification SET read_at = :wall WHERE user_id = :user AND read_at IS NULL

-- What must be done stays where it is seen until it is done.
-- name: notice_archive :exec scope=self
UPDATE notification
SET archived_at = :wall, read_at = coalesce(read_at, :wall), action_state = CASE WHEN action_state = 'open' THEN 'archived' ELSE action_state END
WHERE user_id = :user AND id IN (:ids...) AND archived_at IS NULL AND (action_state <> 'open' OR recommended)

-- name: notice_restore :exec scope=self
UPDATE notification
SET archived_at = NULL, action_state = CASE WHEN action_state = 'archived' THEN 'open' ELSE action_state END
WHERE user_id = :user AND id IN (:ids...) AND archived_at IS NOT NULL

-- name: notice_delete :exec scope=self
DELETE FROM notification WHERE user_id = :user AND id IN (:ids...) AND (action_state <> 'open' OR recommended)

-- --- how a person is told ---

-- name: notice_me :one scope=self
SELECT u.sign_in, u.email, u.first_name, u.last_name, u.locale, u.time_zone, coalesce(p.email, '') AS notice_email::text,
       coalesce(p.digest_hour, -1) AS digest_hour::int
FROM app_user u
LEFT JOIN notice_person p ON p.user_id = u.id
WHERE u.id = :user

-- name: notice_choices :many scope=self
SELECT category, mail FROM notice_choice WHERE user_id = :user LIMIT 100

-- name: notice_choose :exec scope=self
INSERT INTO notice_choice (user_id, category, mail, updated_at) VALUES (:user, :category, :mail, :wall)
ON CONFLICT (user_id, category) DO UPDATE SET mail = excluded.mail, updated_at = excluded.updated_at

-- name: notice_set_hour :exec scope=self
INSERT INTO notice_person (user_id, updated_at, email, digest_hour) VALUES (:user, :wall, '', :digest_hour)
ON CONFLICT (user_id) DO UPDATE SET digest_hour = excluded.digest_hour, updated_at = excluded.updated_at

-- name: notice_set_email :exec scope=system
INSERT INTO notice_person (user_id, updated_at, email, digest_hour) VALUES (:user_id, :wall, :email, :digest_hour)
ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, updated_at = excluded.updated_at

-- --- addresses that wait ---

-- name: notice_check_waiting :one scope=self
SELECT id, email, sent, sent_at, created_at, expires_at FROM notice_address_check WHERE user_id = :user AND outcome = 'waiting'
ORDER BY id DESC LIMIT 1

-- How many mails went out to addresses not confirmed yet, since a time.
-- name: notice_checks_sent :one scope=self
SELECT coalesce(sum(sent), 0) AS n::int FROM notice_address_check WHERE user_id = :user AND created_at > :sent_from

-- name: notice_check_add :exec scope=self
INSERT INTO notice_address_check (user_id, id, created_at, email, token_hash, sent, sent_at, expires_at, outcome, ended_at)
VALUES (:user, :id, :wall, :email, :token_hash, 1, :wall, :expires_at, 'waiting', NULL)

-- name: notice_check_again :exec scope=self
UPDATE notice_address_check SET token_hash = :token_hash, sent = sent + 1, sent_at = :wall, expires_at = :expires_at
WHERE user_id = :user AND id = :id AND outcome = 'waiting'

-- name: notice_check_withdraw :exec scope=self
UPDATE notice_address_check SET outcome = 'withdrawn', ended_at = :wall WHERE user_id = :user AND outcome = 'waiting'

-- name: notice_check_by_token :one scope=system
SELECT c.id, c.user_id, c.email, c.expires_at, c.outcome, u.email AS sign_in_email, u.first_name, u.locale, u.state,
       coalesce(p.email, '') AS notice_email::text
FROM notice_address_check c
JOIN app_user u ON u.id = c.user_id
LEFT JOIN notice_person p ON p.user_id = c.user_id
WHERE c.token_hash = :token_hash

-- name: notice_check_confirm :exec scope=system
UPDATE notice_address_check SET outcome = 'confirmed', ended_at = :wall WHERE id = :id AND outcome = 'waiting'

-- name: notice_choose_for :exec scope=system
INSERT INTO notice_choice (user_id, category, mail, updated_at) VALUES (:user_id, :category, :mail, :wall)
ON CONFLICT (user_id, category) DO UPDATE SET mail = excluded.mail, updated_at = excluded.updated_at

-- --- addresses that mail does not reach ---

-- Those of the people of the account's directory.
-- name: notice_stopped_here :many scope=account exempt="addresses of people of the account's own directories"
SELECT s.address, s.since, s.reason, s.answer, u.id AS user_id, u.first_name, u.last_name
FROM account_directory d
JOIN app_user u ON u.directory_id = d.directory_id
LEFT JOIN notice_person p ON p.user_id = u.id
JOIN mail_suppression s ON s.address = u.email OR s.address = p.email
WHERE d.account_id = :account AND u.state <> 'removed'
ORDER BY s.since DESC
LIMIT 200

-- name: notice_stopped :page scope=operator order=address(s.address)
SELECT s.address, s.since, s.reason, s.answer
FROM mail_suppression s
WHERE s.reason <> ''
[q: AND s.address LIKE :pattern]

-- name: notice_mail_states :many scope=operator
SELECT m.state, count(*) AS n::int FROM mail m WHERE m.created_at > :since GROUP BY m.state ORDER BY m.state LIMIT 10

-- name: notice_mail_list :page scope=operator order=newest(m.id)
SELECT m.id, m.created_at, m.to_address, m.category, m.state, m.answer, m.ended_at
FROM mail m
WHERE m.category IS NOT NULL
[state: AND m.state = :state]

-- --- the mailbox of a demo: mail to oneself, and mail that one caused ---

-- name: notice_mailbox :page scope=self order=newest(m.id)
SELECT m.id, m.created_at, m.to_address, m.category, m.state
FROM mail m
WHERE (m.user_id = :user OR m.by_user_id = :user
       OR m.to_key = (SELECT lower(u.email) FROM app_user u WHERE u.id = :user)
       OR m.to_key = (SELECT p.email FROM notice_person p WHERE p.user_id = :user))

-- name: notice_mailbox_one :one scope=self
SELECT m.id, m.created_at, m.to_address, m.category, m.state
FROM mail m
WHERE m.id = :id AND (m.user_id = :user OR m.by_user_id = :user
       OR m.to_key = (SELECT lower(u.email) FROM app_user u WHERE u.id = :user)
       OR m.to_key = (SELECT p.email FROM notice_person p WHERE p.user_id = :user))

-- --- announcements ---

-- name: announcement_list :page scope=operator order=newest(n.id)
SELECT n.id, n.created_at, n.state, n.title_id, n.from_at, n.until_at, n.published_at, n.withdrawn_at, n.told
FROM announcement n
WHERE n.version > 0
[state: AND n.state = :state]

-- name: announcement_get :one scope=system
SELECT id, created_at, updated_at, version, state, title_id, body_id, kinds, programs, countries, from_at, until_at,
       published_at, withdrawn_at, told
FROM announcement
WHERE id = :id

-- name: announcement_add :exec scope=operator
INSERT INTO announcement (id, created_at, updated_at, version, state, title_id, body_id, kinds, programs, countries,
                          from_at, until_at, published_at, withdrawn_at, made_by, told)
VALUES (:id, :wall, :wall, 1, 'draft', :title_id, :body_id, :kinds, :programs, :countries, :from_at, :until_at?, NULL,
        NULL, :made_by, 0)

-- name: announcement_save :exec scope=operator
UPDATE announcement
SET updated_at = :wall, version = version + 1, kinds = :kinds, programs = :programs, countries = :countries,
    from_at = :from_at, until_at = :until_at?
WHERE id = :id AND version = :version AND state = 'draft'

-- name: announcement_publish :exec scope=operator
UPDATE announcement SET state = 'published', published_at = :wall, version = version + 1
WHERE id = :id AND version = :version AND state = 'draft'

-- name: announcement_withdraw :exec scope=operator
UPDATE announcement SET state = 'withdrawn', withdrawn_at = :wall, version = version + 1
WHERE id = :id AND state = 'published'

-- name: announcement_delete :exec scope=operator
DELETE FROM announcement WHERE id = :id AND state = 'draft'

-- name: announcement_told :exec scope=system
UPDATE announcement SET told = :told WHERE id = :id

-- name: announcement_text_put :exec scope=operator
INSERT INTO text_ml (id, locale, body) VALUES (:id, :locale, :body)
ON CONFLICT (id, locale) DO UPDATE SET body = excluded.body

-- name: announcement_texts :many scope=system
SELECT id, locale, body FROM text_ml WHERE id IN (:ids...) LIMIT 500

-- Those that stand in a minute, newest first: the argument is the same for a minute, so the result can be kept (db/keep.h).
-- Whom each is for is tested by the caller.
-- name: announcement_current :many scope=account exempt="published news; whom it is for is a rule of the area"
SELECT n.id, n.title_id, n.kinds, n.programs, n.countries, n.from_at, n.until_at
FROM announcement n
WHERE n.state = 'published' AND n.from_at <= :minute AND (n.until_at IS NULL OR n.until_at > :minute)
ORDER BY n.from_at DESC, n.id DESC
LIMIT 50

-- name: announcement_programs :many scope=account
SELECT program FROM account_program WHERE account_id = :account AND state = 'active' LIMIT 50

-- What decides whom news is for, of all accounts: an account once for each program it is enrolled in, or once.
-- name: announcement_reach :many scope=operator
SELECT a.id, a.kind, a.country, coalesce(p.program, '') AS program::text
FROM account a
LEFT JOIN account_program p ON p.account_id = a.id AND p.state = 'active'
WHERE a.state = 'active'
ORDER BY a.id
LIMIT 100000

-- The people of partner accounts in the order of their ids, with what decides whom news is for.
-- name: announcement_people :many scope=system
SELECT u.id
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE u.id > :after AND u.state = 'active' AND d.kind = 'partner'
ORDER BY u.id
LIMIT :max::int

-- The accounts a person belongs to.
-- name: announcement_accounts_of :many scope=system
SELECT DISTINCT a.id, a.kind, a.country
FROM directory_member m
JOIN account_directory d ON d.directory_id = m.directory_id
JOIN account a ON a.id = d.account_id
WHERE m.user_id = :user_id AND m.state = 'active' AND a.state = 'active'
LIMIT 100

-- name: announcement_programs_of :many scope=system
SELECT account_id, program FROM account_program WHERE account_id IN (:accounts...) AND state = 'active' LIMIT 2000

-- name: announcement_take_back :exec scope=system
DELETE FROM notification WHERE source_id = :id AND id IN (SELECT n.id FROM notification n WHERE n.source_id = :id LIMIT 2000)
