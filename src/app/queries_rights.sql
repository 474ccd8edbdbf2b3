-- Rights: grants of people, groups and applications in an account, and changing them. See rights.h for the rule.

-- name: rights_account_row :one scope=system
SELECT a.id, a.parent_id, a.kind,
       CASE WHEN coalesce(s.state, 'active') = 'active' AND (v.state = 'rejected' OR v.state = 'pending' AND NOT v.passed) THEN 'unverified'
            ELSE coalesce(s.state, 'active') END AS standing::text
FROM account a
LEFT JOIN account_standing s ON s.account_id = coalesce(a.parent_id, a.id)
LEFT JOIN account_verification v ON v.account_id = coalesce(a.parent_id, a.id)
WHERE a.id = :id

-- Grants of people that reach an account: on it, on its global account, or on a directory linked to either. Whoever is
-- suspended in a directory, or was removed from it, holds nothing by it. From the people's side: an account may have a
-- hundred thousand grants, of which a page needs fifty.
-- name: rights_own :many scope=system
SELECT g.user_id, g.id, g.role, g.program, g.origin, g.account_id, g.directory_id, g.created_at, g.granted_by
FROM role_grant g
WHERE g.user_id IN (:users...)
  AND (coalesce(g.account_id, :account_id) = :account_id OR coalesce(g.account_id, :account_id) = :parent_id?)
  AND EXISTS (SELECT 1 FROM account_directory d
              WHERE d.directory_id = g.directory_id AND (d.account_id = :account_id OR d.account_id = :parent_id?))
  AND NOT EXISTS (SELECT 1 FROM directory_member s WHERE s.user_id = g.user_id AND s.directory_id = g.directory_id AND s.state <> 'active')
ORDER BY g.user_id, g.role, g.id
LIMIT 25000

-- The same of their groups.
-- name: rights_by_group :many scope=system
SELECT m.user_id, g.id, g.role, g.program, g.origin, g.account_id, g.directory_id, g.created_at, g.granted_by, g.group_id,
       p.name AS group_name
FROM group_member m
JOIN directory_group p ON p.id = m.group_id
JOIN group_grant g ON g.group_id = m.group_id
WHERE m.user_id IN (:users...)
  AND (coalesce(g.account_id, :account_id) = :account_id OR coalesce(g.account_id, :account_id) = :parent_id?)
  AND EXISTS (SELECT 1 FROM account_directory d
              WHERE d.directory_id = g.directory_id AND (d.account_id = :account_id OR d.account_id = :parent_id?))
  AND NOT EXISTS (SELECT 1 FROM directory_member s WHERE s.user_id = m.user_id AND s.directory_id = g.directory_id AND s.state <> 'active')
ORDER BY m.user_id, g.role, g.id
LIMIT 25000

-- name: rights_blocks :many scope=system
SELECT b.role, b.directory_id FROM role_block b WHERE b.user_id = :user_id ORDER BY b.role, b.directory_id LIMIT 100

-- name: rights_custom :many scope=system
SELECT r.id AS role_id, r.name, p.permission
FROM custom_role r
JOIN custom_role_permission p ON p.role_id = r.id AND p.account_id = r.account_id
WHERE r.id IN (:ids...) AND r.state = 'active'
ORDER BY r.id, p.permission
LIMIT 5000

-- name: rights_of_application :many scope=system
SELECT g.role, g.created_at, g.granted_by
FROM application_grant g
WHERE g.application_id = :application_id AND g.account_id = :account_id
ORDER BY g.role
LIMIT 100

-- name: rights_user_moved :exec scope=system
UPDATE app_user SET rights_version = rights_version + 1 WHERE id = :id

-- name: rights_account_moved :exec scope=system
UPDATE account SET rights_version = rights_version + 1 WHERE id = :id

-- Of every account in a program.
-- name: rights_program_moved :exec scope=system
UPDATE account SET rights_version = rights_version + 1
WHERE id IN (SELECT p.account_id FROM account_program p WHERE p.program = :program AND p.state = 'active')

-- name: rights_tree_moved :exec scope=account exempt="moves only the version of cached rights, of the account and its locations"
UPDATE account SET rights_version = rights_version + 1 WHERE id = :account OR parent_id = :account

-- Of those who take the last two Global admins each other's role at once, one must see what the other did: they meet at these rows.
-- name: rights_admins_meet :exec scope=system
UPDATE account
SET rights_version = rights_version + 1
WHERE id IN (SELECT d.account_id FROM account_directory d WHERE d.directory_id = :directory_id)
  AND EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id = :user_id AND g.directory_id = :directory_id AND g.role = 'global_admin')

-- Everybody in the accounts of a directory of this account: what a group holds counts for people who are not known here.
-- name: rights_accounts_moved :exec scope=account exempt="moves only the version of cached rights, of accounts that share a directory with this one"
UPDATE account
SET rights_version = rights_version + 1
WHERE id IN (SELECT d.account_id
             FROM account_directory d
             WHERE d.directory_id = :directory_id
               AND d.directory_id IN (SELECT m.directory_id FROM account_directory m WHERE m.account_id = :account))

-- A custom role that can be given here: the account's own or the vendor's.
-- name: rights_custom_there :one scope=account exempt="roles of the vendor (nil account) can be given by every account"
SELECT r.id, r.name
FROM custom_role r
WHERE r.id = :id AND r.state = 'active'
  AND (r.account_id = :account OR r.account_id = x'00000000000000000000000000000000')

-- name: rights_home :one scope=account
SELECT a.directory_id FROM account a WHERE a.id = :account

-- People who could still sign in and act as Global admin here, but for one.
-- name: rights_admins_left :one scope=account exempt="whether its own people have a name to sign in with stands in the claims"
SELECT count(DISTINCT u.id) AS n::int
FROM account_directory d
JOIN role_grant g ON g.directory_id = d.directory_id
JOIN app_user u ON u.id = g.user_id
WHERE d.account_id = :account
  AND g.role = 'global_admin'
  AND g.program = ''
  AND (g.account_id IS NULL OR g.account_id = :account)
  AND u.state = 'active'
  AND EXISTS (SELECT 1 FROM claim c WHERE c.kind = 'sign_in' AND c.name = u.sign_in)
  AND u.id <> :but_user_id
  AND NOT EXISTS (SELECT 1 FROM directory_member s WHERE s.user_id = u.id AND s.directory_id = g.directory_id AND s.state <> 'active')

-- A grant is made only in a directory that is linked to the account, for somebody who belongs to that directory.
-- name: rights_user_add :exec scope=account
INSERT INTO role_grant (id, created_at, user_id, directory_id, account_id, role, program, origin, granted_by)
SELECT :id, :wall, u.id, d.directory_id, :account_id?, :role, :program, :origin, :granted_by?
FROM account_directory d
JOIN app_user u ON u.id = :user_id
WHERE d.account_id = :account
  AND d.directory_id = :directory_id
  AND (u.directory_id = d.directory_id
       OR EXISTS (SELECT 1 FROM directory_member m WHERE m.user_id = u.id AND m.directory_id = d.directory_id AND m.state <> 'removed'))
  AND NOT EXISTS (SELECT 1
                  FROM role_grant g
                  WHERE g.user_id = u.id AND g.directory_id = d.directory_id AND g.role = :role AND g.program = :program
                    AND g.account_id IS NOT DISTINCT FROM :account_id?)

-- name: rights_user_drop :exec scope=account
DELETE FROM role_grant
WHERE user_id = :user_id AND directory_id = :directory_id AND role = :role AND program = :program
  AND (account_id = :account_id? OR (account_id IS NULL AND :whole::bool))
  AND directory_id IN (SELECT d.directory_id FROM account_directory d WHERE d.account_id = :account)

-- name: rights_group_add :exec scope=account
INSERT INTO group_grant (id, created_at, group_id, directory_id, account_id, role, program, origin, granted_by)
SELECT :id, :wall, p.id, d.directory_id, :account_id?, :role, :program, :origin, :granted_by?
FROM account_directory d
JOIN directory_group p ON p.id = :group_id AND p.directory_id = d.directory_id
WHERE d.account_id = :account
  AND d.directory_id = :directory_id
  AND NOT EXISTS (SELECT 1
                  FROM group_grant g
                  WHERE g.group_id = p.id AND g.role = :role AND g.program = :program
                    AND g.account_id IS NOT DISTINCT FROM :account_id?)

-- name: rights_group_drop :exec scope=account
DELETE FROM group_grant
WHERE group_id = :group_id AND directory_id = :directory_id AND role = :role AND program = :program
  AND (account_id = :account_id? OR (account_id IS NULL AND :whole::bool))
  AND directory_id IN (SELECT d.directory_id FROM account_directory d WHERE d.account_id = :account)

-- name: rights_application_add :exec scope=account
INSERT INTO application_grant (account_id, application_id, role, created_at, granted_by)
SELECT :account, p.id, :role, :wall, :granted_by?
FROM application p
WHERE p.account_id = :account AND p.id = :application_id
  AND NOT EXISTS (SELECT 1 FROM application_grant g WHERE g.account_id = :account AND g.application_id = p.id AND g.role = :role)

-- name: rights_application_drop :exec scope=account
DELETE FROM application_grant WHERE account_id = :account AND application_id = :application_id AND role = :role

-- name: group_insert :exec scope=system
INSERT INTO directory_group (id, created_at, version, updated_at, directory_id, name, name_key, about, external_id, origin)
VALUES (:id, :wall, 1, :wall, :directory_id, :name, :name_key, :about, :external_id, :origin)
ON CONFLICT (directory_id, name_key) DO NOTHING

-- name: group_member_insert :exec scope=system
INSERT INTO group_member (group_id, user_id, directory_id, created_at)
SELECT p.id, u.id, p.directory_id, :wall
FROM directory_group p
JOIN app_user u ON u.id = :user_id
WHERE p.id = :group_id
  AND (u.directory_id = p.directory_id
       OR EXISTS (SELECT 1 FROM directory_member m WHERE m.user_id = u.id AND m.directory_id = p.directory_id AND m.state <> 'removed'))
ON CONFLICT (group_id, user_id) DO NOTHING

-- name: group_member_there :one scope=system
SELECT m.directory_id FROM group_member m WHERE m.group_id = :group_id AND m.user_id = :user_id

-- name: group_member_delete :exec scope=system
DELETE FROM group_member WHERE group_id = :group_id AND user_id = :user_id

-- name: group_members_delete :exec scope=system
DELETE FROM group_member WHERE group_id = :group_id

-- name: group_grants_delete :exec scope=system
DELETE FROM group_grant WHERE group_id = :group_id

-- name: group_delete :exec scope=system
DELETE FROM directory_group WHERE id = :id

-- Accounts in which a group's roles count, so that nobody's cached rights outlive it.
-- name: group_accounts_moved :exec scope=system
UPDATE account
SET rights_version = rights_version + 1
WHERE id IN (SELECT d.account_id FROM account_directory d JOIN directory_group p ON p.directory_id = d.directory_id WHERE p.id = :group_id)

-- name: custom_role_insert :exec scope=system
INSERT INTO custom_role (account_id, id, created_at, version, updated_at, updated_by, name, name_key, about, state)
VALUES (:account_id, :id, :wall, 1, :wall, :updated_by?, :name, :name_key, :about, 'active')

-- name: custom_role_permission_insert :exec scope=system
INSERT INTO custom_role_permission (account_id, role_id, permission) VALUES (:account_id, :role_id, :permission)

-- Who can give roles here, by name: the built-in roles that some role names in granted_by.
-- name: why_givers :many scope=account
SELECT u.id, u.first_name, u.last_name, u.email, g.role
FROM account_directory d
JOIN role_grant g ON g.directory_id = d.directory_id
                 AND g.role IN ('global_admin', 'account_admin', 'user_management_admin', 'owner', 'manager')
JOIN app_user u ON u.id = g.user_id
WHERE d.account_id = :account
  AND (g.account_id IS NULL OR g.account_id = :account)
  AND u.state = 'active'
ORDER BY u.last_name, u.first_name, u.id, g.role
LIMIT 100

-- What a person of this account's directories holds in its other accounts.
-- name: why_elsewhere :many scope=account exempt="tells an administrator of a directory what its own people hold in its other accounts"
SELECT g.role, a.name
FROM account_directory d
JOIN role_grant g ON g.directory_id = d.directory_id AND g.user_id = :user_id
JOIN account a ON a.id = g.account_id
WHERE d.account_id = :account AND g.account_id <> :account AND a.state <> 'closed'
ORDER BY a.name, g.role
LIMIT 50

-- Custom roles that can be given here and hold one of the permissions, with how many each holds, and how many an owner has too.
-- name: why_custom :many scope=account exempt="roles of the vendor (nil account) can be given by every account"
SELECT r.id, r.name, p.permission,
       (SELECT count(*) FROM custom_role_permission c WHERE c.role_id = r.id AND c.account_id = r.account_id) AS held::int,
       (SELECT count(*) FROM custom_role_permission c
        WHERE c.role_id = r.id AND c.account_id = r.account_id AND c.permission IN (:owners...)) AS of_owners::int
FROM custom_role_permission p
JOIN custom_role r ON r.id = p.role_id AND r.account_id = p.account_id
WHERE p.permission IN (:permissions...) AND r.state = 'active'
  AND (r.account_id = :account OR r.account_id = x'00000000000000000000000000000000')
ORDER BY p.permission, r.name_key, r.id
LIMIT 500

-- How a person belongs to a directory of the account.
-- name: rights_member :one scope=account
SELECT m.kind, m.state
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id AND m.user_id = :user_id
WHERE d.account_id = :account AND d.directory_id = :directory_id

-- name: rights_location :one scope=account exempt="a location of the account is an account of its own"
SELECT l.id FROM account l WHERE l.id = :location_id AND l.parent_id = :account

-- Other companies that the directory reaches; for one location the company above it counts too (n), and not (others).
-- name: rights_elsewhere :one scope=account exempt="tells no more than that there is one"
SELECT count(*) AS n::int,
       coalesce(sum(CASE WHEN a.id IN (SELECT p.parent_id FROM account p WHERE p.id = :account AND p.parent_id IS NOT NULL) THEN 0 ELSE 1 END), 0) AS others::int
FROM account_directory d
JOIN account_directory e ON e.directory_id = d.directory_id
JOIN account a ON a.id = e.account_id
WHERE d.account_id = :account
  AND d.directory_id = :directory_id
  AND a.id <> :account
  AND a.parent_id IS NULL
  AND a.state <> 'closed'

-- The account that runs a directory: the oldest that has it as its primary, or is tied to it where none has.
-- name: rights_keeper :one scope=account exempt="which account runs a directory that is linked to this one"
SELECT a.id, a.name
FROM account_directory d
JOIN account_directory e ON e.directory_id = d.directory_id
JOIN account a ON a.id = e.account_id AND a.parent_id IS NULL AND a.state <> 'closed'
WHERE d.account_id = :account AND d.directory_id = :directory_id
ORDER BY CASE WHEN a.directory_id = d.directory_id THEN 0 ELSE 1 END, a.created_at, a.id
LIMIT 1

-- The directory of the account that somebody is at home in, else the one they are a guest of.
-- name: rights_directory_of :one scope=account
SELECT m.directory_id
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id AND m.user_id = :user_id
JOIN app_user u ON u.id = m.user_id
WHERE d.account_id = :account
ORDER BY CASE WHEN u.directory_id = m.directory_id THEN 0 ELSE 1 END, m.directory_id
LIMIT 1

-- What somebody holds in every account of a directory; where only one company has it (one), what they hold there is as much.
-- name: rights_everywhere :many scope=account exempt="what somebody holds in the company that a location belongs to"
SELECT g.role
FROM account_directory d
JOIN role_grant g ON g.directory_id = d.directory_id AND g.user_id = :user_id
WHERE d.account_id = :account AND d.directory_id = :directory_id
  AND (g.account_id IS NULL
       OR (:one::bool = TRUE AND g.account_id IN (SELECT p.parent_id FROM account p WHERE p.id = :account AND p.parent_id IS NOT NULL)))
ORDER BY g.role
LIMIT 100

-- Every role of a person by the account's directories, in whatever account, their own and their groups'; elsewhere: not only in
-- this account or one of its locations.
-- name: rights_roles_over :many scope=account exempt="who acts on a person of a directory must know what that person holds by it anywhere"
SELECT DISTINCT h.role,
       CASE WHEN h.account_id = :account OR EXISTS (SELECT 1 FROM account l WHERE l.id = h.account_id AND l.parent_id = :account)
            THEN FALSE ELSE TRUE END AS elsewhere::bool
FROM account_directory d
JOIN (SELECT g.directory_id, g.account_id, g.role FROM role_grant g WHERE g.user_id = :user_id
      UNION ALL
      SELECT g.directory_id, g.account_id, g.role
      FROM group_member m
      JOIN group_grant g ON g.group_id = m.group_id
      WHERE m.user_id = :user_id) AS h ON h.directory_id = d.directory_id
WHERE d.account_id = :account
ORDER BY h.role
LIMIT 500

-- An account of the directory in which nobody could act as Global admin any more without this person, or (whole_only) without
-- the role that they hold in every account of it.
-- name: rights_left_alone :many scope=system
SELECT a.id, a.name
FROM account_directory d
JOIN account a ON a.id = d.account_id AND a.state <> 'closed' AND a.parent_id IS NULL
WHERE d.directory_id = :directory_id
  AND EXISTS (SELECT 1
              FROM role_grant g
              WHERE g.user_id = :user_id AND g.directory_id = d.directory_id AND g.role = 'global_admin'
                AND (g.account_id IS NULL OR g.account_id = a.id))
  AND (:whole_only::bool = FALSE
       OR NOT EXISTS (SELECT 1 FROM role_grant o
                      WHERE o.user_id = :user_id AND o.directory_id = d.directory_id AND o.role = 'global_admin' AND o.account_id = a.id))
  AND NOT EXISTS (SELECT 1
                  FROM account_directory e
                  JOIN role_grant h ON h.directory_id = e.directory_id AND h.role = 'global_admin'
                  JOIN app_user u ON u.id = h.user_id
                  WHERE e.account_id = a.id
                    AND h.program = ''
                    AND (h.account_id IS NULL OR h.account_id = a.id)
                    AND u.state = 'active'
                    AND EXISTS (SELECT 1 FROM claim c WHERE c.kind = 'sign_in' AND c.name = u.sign_in)
                    AND u.id <> :user_id
                    AND NOT EXISTS (SELECT 1 FROM directory_member s WHERE s.user_id = u.id AND s.directory_id = h.directory_id AND s.state <> 'active'))
ORDER BY a.name, a.id
LIMIT 5

-- Accounts where somebody holds a role, and their locations: a role of the vendor has changed.
-- name: rights_role_moved :exec scope=system
UPDATE account
SET rights_version = rights_version + 1
WHERE id IN (SELECT d.account_id
             FROM account_directory d
             JOIN (SELECT g.directory_id FROM role_grant g WHERE g.role = :role
                   UNION
                   SELECT g.directory_id FROM group_grant g WHERE g.role = :role) AS h ON h.directory_id = d.directory_id)
