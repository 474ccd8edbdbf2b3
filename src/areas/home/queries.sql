-- Home: what the pages of home need beside what the areas' tiles bring.

-- Who can give roles in this account, those longest in their role first. A role is always held in the directory of its account, also by guests: the index
-- by directory and role finds these few rows.
-- name: home_admins :many scope=account
SELECT u.id, u.first_name, u.last_name, u.email, g.role
FROM account a
JOIN role_grant g ON g.directory_id = a.directory_id
JOIN app_user u ON u.id = g.user_id
WHERE a.id = :account
  AND g.role IN ('account_admin', 'global_admin', 'owner')
  AND (g.account_id IS NULL OR g.account_id = :account)
  AND u.state = 'active'
ORDER BY g.role, g.id
LIMIT 6

-- What this person changed lately: a few of their own newest rows. Names stand with the details; in rows of version 0.1, in the row.
-- name: home_recent :many scope=account
SELECT r.id, r.target_kind, r.target_id, CASE WHEN r.target_name <> '' THEN r.target_name ELSE coalesce(d.target_name, '') END AS target_name::text, r.at
FROM (SELECT x.id, x.target_kind, x.target_id, x.target_name, x.at, x.outcome
      FROM audit x
      WHERE x.account_id = :account
        AND x.actor_id = :actor_id::id
      ORDER BY x.id DESC
      LIMIT 12) AS r
LEFT JOIN audit_detail d ON d.audit_id = r.id AND d.account_id = :account
WHERE r.outcome = 'done' AND r.target_id IS NOT NULL
ORDER BY r.id DESC
LIMIT 12

-- Closed accounts in which this person held a role, the newest first: whoever has no other reads of them.
-- name: home_closed :many scope=system
SELECT a.id, a.name
FROM account a
JOIN account_standing s ON s.account_id = a.id
WHERE a.state = 'closed'
  AND a.id IN (SELECT d.account_id
               FROM (SELECT g.account_id, g.directory_id FROM role_grant g WHERE g.user_id = :user_id
                     UNION ALL
                     SELECT g.account_id, g.directory_id
                     FROM group_member m
                     JOIN group_grant g ON g.group_id = m.group_id
                     WHERE m.user_id = :user_id) AS h
               JOIN account_directory d ON d.directory_id = h.directory_id
               WHERE h.account_id IS NULL OR h.account_id = d.account_id)
ORDER BY s.since DESC, a.id
LIMIT 3
