-- The partner profile, the developer's account details and the directory profile.

-- name: account_locations :many scope=account exempt="locations of an account are accounts of their own"
SELECT l.id, l.name, l.city, l.country, l.partner_id, l.public_id
FROM account l
WHERE l.parent_id = :account AND l.state <> 'closed'
ORDER BY l.name, l.id
LIMIT 51

-- Who is named, as far as they can still be reached here.
-- name: account_contact_get :one scope=account
SELECT c.version, coalesce(u.first_name, '') AS first_name::text, coalesce(u.last_name, '') AS last_name::text,
       coalesce(u.email, '') AS email::text, coalesce(u.sign_in, '') AS sign_in::text, coalesce(u.phone, '') AS phone::text
FROM account_contact c
LEFT JOIN app_user u ON u.id = c.user_id AND u.state = 'active'
     AND EXISTS (SELECT 1
                 FROM account_directory d
                 JOIN directory_member m ON m.directory_id = d.directory_id
                 WHERE d.account_id = c.account_id AND m.user_id = u.id AND m.state = 'active')
WHERE c.account_id = :account AND c.kind = :kind

-- name: account_contact_put :exec scope=account
INSERT INTO account_contact (account_id, kind, version, updated_at, updated_by, user_id)
VALUES (:account, :kind, 1, :now, :updated_by?, :user_id?)
ON CONFLICT (account_id, kind) DO UPDATE
SET version = account_contact.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
    user_id = excluded.user_id

-- The directories that the account is linked to; the one that it began with first.
-- name: account_directories :many scope=account
SELECT x.id, x.name, x.default_domain, x.country, CASE WHEN x.id = a.directory_id THEN 1 ELSE 0 END AS is_first::int,
       coalesce(c.version, 0) AS version::int, coalesce(u.first_name, '') AS first_name::text,
       coalesce(u.last_name, '') AS last_name::text, coalesce(u.email, '') AS email::text,
       coalesce(u.sign_in, '') AS sign_in::text, coalesce(u.phone, '') AS phone::text
FROM account_directory d
JOIN account a ON a.id = d.account_id
JOIN directory x ON x.id = d.directory_id
LEFT JOIN directory_contact c ON c.directory_id = x.id
LEFT JOIN app_user u ON u.id = c.user_id AND u.state = 'active'
     AND EXISTS (SELECT 1 FROM directory_member m WHERE m.user_id = u.id AND m.directory_id = x.id AND m.state = 'active')
WHERE d.account_id = :account
ORDER BY is_first DESC, x.name, x.id
LIMIT 50

-- name: account_directory_contact_put :exec scope=account exempt="the directory is one of the account's; whether the account may act for it is checked before (rights_runs_directory)"
INSERT INTO directory_contact (directory_id, version, updated_at, updated_by, user_id)
SELECT d.directory_id, 1, :now, :updated_by?, :user_id?
FROM account_directory d
WHERE d.account_id = :account AND d.directory_id = :directory_id
ON CONFLICT (directory_id) DO UPDATE
SET version = directory_contact.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
    user_id = excluded.user_id

-- Somebody by the name they sign in with, who belongs to a directory of the account.
-- name: account_person_named :many scope=account exempt="who signs in with a name is asked of those of the account's directories only"
SELECT u.id, u.first_name, u.last_name, m.directory_id
FROM claim c
JOIN app_user u ON u.id = c.owner_id AND u.state = 'active'
JOIN directory_member m ON m.user_id = u.id AND m.state = 'active'
JOIN account_directory d ON d.directory_id = m.directory_id
WHERE c.kind = 'sign_in' AND c.name = :name AND d.account_id = :account
ORDER BY m.directory_id
LIMIT 50
