-- Queries of the kernel's services: settings, counters, numbers, preferences, notifications, files, search.
-- The caller gives the account: these services write for other accounts than the request's own (a provider's unit
-- changes the counters of its reseller too), so they are system-scoped, and their C functions are the only callers.

-- name: setting_find :one scope=system
SELECT value
FROM setting
WHERE account_id = :account_id
  AND key = :key

-- name: setting_store :exec scope=system
INSERT INTO setting (account_id, key, value, updated_at)
VALUES (:account_id, :key, :value, :wall)
ON CONFLICT (account_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at

-- name: installation_find :one scope=system
SELECT value
FROM installation
WHERE key = :key

-- name: installation_store :exec scope=system
INSERT INTO installation (key, value, updated_at)
VALUES (:key, :value, :wall)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at

-- name: counter_store :exec scope=system
INSERT INTO counter (account_id, name, shard, value)
VALUES (:account_id, :name, :shard, :delta)
ON CONFLICT (account_id, name, shard) DO UPDATE SET value = counter.value + excluded.value

-- name: counter_sum :one scope=system
SELECT CAST(coalesce(sum(value), 0) AS BIGINT) AS value::int
FROM counter
WHERE account_id = :account_id
  AND name = :name

-- name: counter_range :many scope=system
SELECT name, CAST(sum(value) AS BIGINT) AS value::int
FROM counter
WHERE account_id = :account_id
  AND name >= :from_name
  AND name < :to_name
GROUP BY name
ORDER BY name
LIMIT 500

-- name: numbering_start :exec scope=system
INSERT INTO numbering (series, next)
VALUES (:series, :next)
ON CONFLICT (series) DO NOTHING

-- name: numbering_find :one scope=system
SELECT next
FROM numbering
WHERE series = :series

-- name: numbering_advance :exec scope=system
UPDATE numbering
SET next = next + 1
WHERE series = :series
  AND next = :expected

-- name: preference_find :one scope=self
SELECT value
FROM user_preference
WHERE user_id = :user
  AND account_id = :in_account
  AND key = :key

-- name: preference_store :exec scope=self
INSERT INTO user_preference (user_id, account_id, key, value, updated_at)
VALUES (:user, :in_account, :key, :value, :wall)
ON CONFLICT (user_id, account_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at

-- name: preference_delete :exec scope=self
DELETE FROM user_preference
WHERE user_id = :user
  AND account_id = :in_account
  AND key = :key

-- name: preference_prefix :many scope=self
SELECT key, value
FROM user_preference
WHERE user_id = :user
  AND account_id = :in_account
  AND key >= :from_key
  AND key < :to_key
ORDER BY key
LIMIT 200

-- name: notification_list :many scope=self
SELECT id, account_id, created_at, icon, msg, args, url, read_at, line, line_args
FROM notification
WHERE user_id = :user
  AND archived_at IS NULL
ORDER BY id DESC
LIMIT :max::int

-- name: notification_unread :one scope=self
SELECT count(*) AS n::int
FROM (
    SELECT id
    FROM notification
    WHERE user_id = :user
      AND read_at IS NULL
      AND archived_at IS NULL
    ORDER BY id DESC
    LIMIT 100
) AS newest

-- name: notification_mark :exec scope=self
UPDATE notification
SET read_at = :wall
WHERE user_id = :user
  AND id = :id
  AND read_at IS NULL

-- name: notification_mark_all :exec scope=self
UPDATE notification
SET read_at = :wall
WHERE user_id = :user
  AND read_at IS NULL

-- name: file_insert :exec scope=system
INSERT INTO file (account_id, id, created_at, name, content_type, size, sha256, stored_as, user_id, expires_at)
VALUES (:account_id, :id, :wall, :name, :content_type, :size, :digest, :stored_as, :user_id?, :expires_at?)

-- name: file_of_account :one scope=account
SELECT id, created_at, name, content_type, size, stored_as, user_id, expires_at
FROM file
WHERE account_id = :account
  AND id = :id

-- name: file_delete :exec scope=system
DELETE FROM file
WHERE account_id = :account_id
  AND id = :id

-- name: file_expired :many scope=system
SELECT account_id, id, stored_as
FROM file
WHERE expires_at < :wall
ORDER BY expires_at, id
LIMIT 100

-- Is a stored file named by a row? The account comes first, so that the look-up stays within it.
-- name: file_is_named :one scope=system
SELECT count(*) AS n::int
FROM file
WHERE account_id = :account_id
  AND stored_as = :stored_as

-- name: search_record_insert :exec scope=system
INSERT INTO search_record (account_id, record_id, kind, title, line, terms)
VALUES (:account_id, :record_id, :kind, :title, :line, :terms)
ON CONFLICT (account_id, record_id, kind) DO NOTHING

-- name: search_record_old :one scope=system
SELECT title, line, terms
FROM search_record
WHERE account_id = :account_id
  AND record_id = :record_id
  AND kind = :kind

-- name: search_record_update :exec scope=system
UPDATE search_record
SET title = :title, line = :line, terms = :terms
WHERE account_id = :account_id
  AND record_id = :record_id
  AND kind = :kind

-- name: search_record_delete :exec scope=system
DELETE FROM search_record
WHERE account_id = :account_id
  AND record_id = :record_id
  AND kind = :kind

-- name: search_term_insert :exec scope=system
INSERT INTO search_term (account_id, kind, term, record_id)
VALUES (:account_id, :kind, :term, :record_id)
ON CONFLICT (account_id, kind, term, record_id) DO NOTHING

-- name: search_term_delete :exec scope=system
DELETE FROM search_term
WHERE account_id = :account_id
  AND kind = :kind
  AND term = :term
  AND record_id = :record_id

-- name: search_range :many scope=account
SELECT term, kind, record_id
FROM search_term
WHERE account_id = :account
  AND kind = :kind
  AND term >= :from_term
  AND term < :to_term
ORDER BY term, record_id
LIMIT :max::int

-- The kinds of an account's records, one step at a time: each is one look at the key.
-- name: search_kind_next :one scope=account
SELECT kind
FROM search_term
WHERE account_id = :account
  AND kind > :after
ORDER BY kind
LIMIT 1

-- name: search_record_get :one scope=account
SELECT title, line, terms
FROM search_record
WHERE account_id = :account
  AND record_id = :record_id
  AND kind = :kind

-- For the command line: who there is, and the two things that must be possible without signing in.
-- name: command_users :many scope=system
SELECT u.sign_in, u.first_name, u.last_name, u.state, u.last_seen_at, d.kind AS directory_kind, d.name AS directory_name
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE u.sign_in > :after
ORDER BY u.sign_in
LIMIT 500

-- name: command_user :one scope=system
SELECT id, directory_id, rights_version, last_account_id
FROM app_user
WHERE sign_in = :sign_in

-- name: command_user_password :exec scope=system
UPDATE app_user
SET password_hash = :password_hash, password_at = :wall, must_change = :must_change, rights_version = rights_version + 1, version = version + 1
WHERE id = :id

-- name: command_account :one scope=system
SELECT id, directory_id, name, locale, time_zone
FROM account
WHERE public_id = :public_id

-- name: command_directories :many scope=system
SELECT id, kind, name
FROM directory
ORDER BY id
LIMIT 2

-- name: command_operator_directory :one scope=system
SELECT id
FROM directory
WHERE kind = 'operator'

-- name: command_counts :one scope=system
SELECT count(*) AS files::int
FROM file

-- name: command_files :many scope=system
SELECT account_id, id, stored_as
FROM file
WHERE id > :after
ORDER BY id
LIMIT 500

-- What is shown of the records that were found, in one question.
-- name: search_records :many scope=account
SELECT record_id, kind, title, line
FROM search_record
WHERE account_id = :account
  AND record_id IN (:ids...)
LIMIT 1000

-- --- texts of the vendor (vendor_text.h) ---

-- name: vendor_texts :many scope=system
SELECT id, locale, body FROM text_ml WHERE id IN (:ids...) LIMIT 4000

-- name: vendor_text_put :exec scope=system
INSERT INTO text_ml (id, locale, body) VALUES (:id, :locale, :body)
ON CONFLICT (id, locale) DO UPDATE SET body = excluded.body
