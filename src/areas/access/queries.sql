-- Access requests of an account.

-- name: access_request_add :exec scope=account
INSERT INTO access_request (account_id, id, created_at, version, user_id, permission, reason, state, open_key, due_at, decided_at, decided_by, role, answer)
VALUES (:account, :id, :wall, 1, :user_id, :permission, :reason, 'open', :open_key, :due_at, NULL, NULL, '', '')
ON CONFLICT (account_id, open_key) DO NOTHING

-- name: access_request_open :one scope=account
SELECT r.id FROM access_request r WHERE r.account_id = :account AND r.open_key = :open_key

-- name: access_request_get :one scope=account
SELECT r.id, r.created_at, r.version, r.user_id, r.permission, r.reason, r.state, r.due_at, r.decided_at, r.decided_by, r.role, r.answer,
       u.first_name, u.last_name, u.email,
       coalesce(d.first_name, '') AS decider_first::text, coalesce(d.last_name, '') AS decider_last::text
FROM access_request r
JOIN app_user u ON u.id = r.user_id
LEFT JOIN app_user d ON d.id = r.decided_by
WHERE r.account_id = :account AND r.id = :id

-- The account's requests, newest first.
-- name: access_requests :page scope=account order=made(r.id)
SELECT r.id, r.created_at, r.user_id, r.permission, r.state, r.due_at, r.decided_at, r.role, u.first_name, u.last_name, u.email
FROM access_request r
JOIN app_user u ON u.id = r.user_id
WHERE r.account_id = :account
[state: AND r.state = :state]
[person: AND r.user_id = :user_id]

-- How many wait, up to a hundred: for the tile, the menu and the tab.
-- name: access_requests_waiting :one scope=account
SELECT count(*) AS n::int
FROM (SELECT r.id FROM access_request r WHERE r.account_id = :account AND r.state = 'open' LIMIT 100) AS w

-- Once: only an open request is decided.
-- name: access_request_close :exec scope=account
UPDATE access_request
SET state = :state, open_key = NULL, decided_at = :wall, decided_by = :decided_by?, role = :role, answer = :answer, version = version + 1
WHERE account_id = :account AND id = :id AND state = 'open'

-- Somebody who belongs to the account's directories, for "why" about a colleague.
-- name: access_person :one scope=account
SELECT u.id, u.first_name, u.last_name, u.email, u.sign_in, u.state
FROM app_user u
WHERE u.id = :id
  AND EXISTS (SELECT 1
              FROM account_directory d
              WHERE d.account_id = :account
                AND (d.directory_id = u.directory_id
                     OR EXISTS (SELECT 1 FROM directory_member m WHERE m.user_id = u.id AND m.directory_id = d.directory_id)))

-- The same by the name they sign in with.
-- name: access_person_named :one scope=account exempt="who signs in with a name is asked of those of the account's directories only"
SELECT u.id, u.first_name, u.last_name, u.sign_in
FROM claim c
JOIN app_user u ON u.id = c.owner_id
WHERE c.kind = 'sign_in' AND c.name = :name
  AND EXISTS (SELECT 1
              FROM account_directory d
              WHERE d.account_id = :account
                AND (d.directory_id = u.directory_id
                     OR EXISTS (SELECT 1 FROM directory_member m WHERE m.user_id = u.id AND m.directory_id = d.directory_id)))

-- Custom roles that can be given in the account: its own and the vendor's.
-- name: custom_roles :page scope=account exempt="roles of the vendor (nil account) can be given by every account" order=name(r.name_key,r.id)
SELECT r.id, r.account_id, r.name, r.about, r.updated_at,
       (SELECT count(*) FROM custom_role_permission p WHERE p.role_id = r.id AND p.account_id = r.account_id) AS permissions::int
FROM custom_role r
WHERE (r.account_id = :account OR r.account_id = x'00000000000000000000000000000000') AND r.state = 'active'
[text: AND r.name_key LIKE :pattern::text]

-- name: custom_role_get :one scope=account exempt="roles of the vendor (nil account) can be given by every account"
SELECT r.id, r.account_id, r.version, r.name, r.about, r.state, r.updated_at, r.updated_by
FROM custom_role r
WHERE r.id = :id AND (r.account_id = :account OR r.account_id = x'00000000000000000000000000000000')

-- name: custom_role_permissions :many scope=account exempt="roles of the vendor (nil account) can be given by every account"
SELECT p.permission
FROM custom_role_permission p
WHERE p.role_id = :role_id AND (p.account_id = :account OR p.account_id = x'00000000000000000000000000000000')
ORDER BY p.permission
LIMIT 500

-- name: custom_role_named :one scope=account exempt="roles of the vendor (nil account) stand in every account's lists"
SELECT r.id
FROM custom_role r
WHERE (r.account_id = :account OR r.account_id = x'00000000000000000000000000000000')
  AND r.state = 'active' AND r.name_key = :name_key AND r.id <> :id
LIMIT 1

-- name: custom_role_put :exec scope=account
UPDATE custom_role
SET name = :name, name_key = :name_key, about = :about, state = :state, updated_at = :wall, updated_by = :updated_by?, version = version + 1
WHERE account_id = :account AND id = :id AND version = :version

-- name: custom_role_permissions_drop :exec scope=account
DELETE FROM custom_role_permission WHERE account_id = :account AND role_id = :role_id

-- People who hold a role in the account, their own or by a group, up to a hundred and one; those whose names are shown.
-- name: role_holders :many scope=account exempt="the grants are found by the account's directories, which is what makes a grant count"
SELECT DISTINCT u.id, u.first_name, u.last_name, u.email
FROM account_directory d
JOIN (SELECT g.directory_id, g.account_id, g.role, g.user_id FROM role_grant g WHERE g.role = :role
      UNION ALL
      SELECT g.directory_id, g.account_id, g.role, m.user_id
      FROM group_grant g
      JOIN group_member m ON m.group_id = g.group_id
      WHERE g.role = :role) AS h ON h.directory_id = d.directory_id
JOIN app_user u ON u.id = h.user_id
WHERE d.account_id = :account
  AND (h.account_id IS NULL OR h.account_id = :account)
  AND u.state = 'active'
ORDER BY u.last_name, u.first_name, u.id
LIMIT 101

-- How many people hold each of these roles here, their own or by a group; 501 and more stand for more than five hundred. Each directory's roles
-- are found by one look in the index each, and only those asked for are counted, from indexes alone (CROSS JOIN: in this order).
-- name: role_counts :many scope=account exempt="the grants are found by the account's directories, which is what makes a grant count"
WITH RECURSIVE held (directory_id, role) AS (
    SELECT d.directory_id, (SELECT min(g.role) FROM role_grant g WHERE g.directory_id = d.directory_id)
    FROM account_directory d WHERE d.account_id = :account
    UNION ALL
    SELECT h.directory_id, (SELECT min(g.role) FROM role_grant g WHERE g.directory_id = h.directory_id AND g.role > h.role)
    FROM held h WHERE h.role IS NOT NULL)
SELECT r.role AS role::text, (
    SELECT count(DISTINCT x.user_id)
    FROM (SELECT own.user_id FROM (
              SELECT DISTINCT g.user_id
              FROM account_directory d
              CROSS JOIN role_grant g
              CROSS JOIN app_user u
              WHERE d.account_id = :account AND g.directory_id = d.directory_id AND g.role = r.role AND u.id = g.user_id
                AND (g.account_id IS NULL OR g.account_id = :account) AND u.state = 'active'
              LIMIT 501) AS own
          UNION ALL
          SELECT mates.user_id FROM (
              SELECT DISTINCT m.user_id
              FROM account_directory d
              JOIN group_grant g ON g.directory_id = d.directory_id AND g.role = r.role
              JOIN group_member m ON m.group_id = g.group_id
              JOIN app_user u ON u.id = m.user_id
              WHERE d.account_id = :account AND (g.account_id IS NULL OR g.account_id = :account) AND u.state = 'active'
              LIMIT 501) AS mates) AS x) AS n::int
FROM (SELECT h.role FROM held h WHERE h.role IN (:roles...)
      UNION
      SELECT g.role FROM account_directory d JOIN group_grant g ON g.directory_id = d.directory_id
      WHERE d.account_id = :account AND g.role IN (:roles...)) AS r
ORDER BY r.role
LIMIT 500

-- name: vendor_role_holders :one scope=operator
SELECT count(DISTINCT h.user_id) AS n::int
FROM (SELECT g.user_id FROM role_grant g WHERE g.role = :role
      UNION ALL
      SELECT m.user_id FROM group_grant g JOIN group_member m ON m.group_id = g.group_id WHERE g.role = :role) AS h
JOIN app_user u ON u.id = h.user_id
WHERE u.state = 'active'
