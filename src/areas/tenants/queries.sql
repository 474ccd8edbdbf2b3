-- Directories (tenants) of an account, and requests to be tied to a further one.

-- name: tenant_account :one scope=account
SELECT a.directory_id, a.parent_id, a.kind, a.version FROM account a WHERE a.id = :account

-- The primary first; people: who hold a role in the account or a location of it by the directory.
-- name: tenant_list :many scope=account exempt="locations of an account are accounts of their own"
SELECT x.id, x.name, x.default_domain, x.country, d.created_at, CASE WHEN x.id = a.directory_id THEN 1 ELSE 0 END AS is_primary::int,
       (SELECT count(DISTINCT g.user_id) FROM role_grant g
        WHERE g.directory_id = x.id AND (g.account_id IS NULL OR g.account_id IN (SELECT l.id FROM account l WHERE l.id = a.id OR l.parent_id = a.id))) AS people::int
FROM account_directory d
JOIN account a ON a.id = d.account_id
JOIN directory x ON x.id = d.directory_id
WHERE d.account_id = :account
ORDER BY is_primary DESC, x.name, x.id
LIMIT :most

-- name: tenant_get :one scope=account
SELECT x.id, x.name, x.default_domain, x.country, d.created_at, CASE WHEN x.id = a.directory_id THEN 1 ELSE 0 END AS is_primary::int
FROM account_directory d
JOIN account a ON a.id = d.account_id
JOIN directory x ON x.id = d.directory_id
WHERE d.account_id = :account AND d.directory_id = :directory_id

-- What goes with a directory: people and groups with roles here or in a location (those of every account of the directory too),
-- invitations that wait, and whether a Global admin by it could sign in.
-- name: tenant_uses :one scope=account exempt="locations of an account are accounts of their own; whether its people have a name to sign in with stands in the claims"
SELECT (SELECT count(DISTINCT g.user_id) FROM role_grant g
        WHERE g.directory_id = d.directory_id
          AND (g.account_id IS NULL OR g.account_id IN (SELECT l.id FROM account l WHERE l.id = d.account_id OR l.parent_id = d.account_id))) AS people::int,
       (SELECT count(DISTINCT g.group_id) FROM group_grant g
        WHERE g.directory_id = d.directory_id
          AND (g.account_id IS NULL OR g.account_id IN (SELECT l.id FROM account l WHERE l.id = d.account_id OR l.parent_id = d.account_id))) AS groups::int,
       (SELECT count(*) FROM invitation i WHERE i.account_id = :account AND i.directory_id = d.directory_id AND i.state = 'pending') AS invitations::int,
       (SELECT count(DISTINCT u.id)
        FROM role_grant g
        JOIN app_user u ON u.id = g.user_id AND u.state = 'active'
        WHERE g.directory_id = d.directory_id AND g.role = 'global_admin' AND g.program = ''
          AND (g.account_id IS NULL OR g.account_id = d.account_id)
          AND EXISTS (SELECT 1 FROM claim c WHERE c.kind = 'sign_in' AND c.name = u.sign_in)
          AND NOT EXISTS (SELECT 1 FROM directory_member s WHERE s.user_id = u.id AND s.directory_id = g.directory_id AND s.state <> 'active')) AS admins::int
FROM account_directory d
WHERE d.account_id = :account AND d.directory_id = :directory_id

-- name: tenant_primary_put :exec scope=account
UPDATE account SET directory_id = :directory_id, version = version + 1 WHERE id = :account AND version = :version

-- Locations go with the company's directory.
-- name: tenant_primary_locations :exec scope=account exempt="locations of an account are accounts of their own"
UPDATE account SET directory_id = :directory_id, version = version + 1 WHERE parent_id = :account AND directory_id <> :directory_id

-- name: tenant_tie_locations :exec scope=account exempt="locations of an account are accounts of their own"
INSERT INTO account_directory (account_id, directory_id, created_at)
SELECT l.id, :directory_id, :wall FROM account l WHERE l.parent_id = :account
ON CONFLICT (account_id, directory_id) DO NOTHING

-- name: tenant_grants_drop :exec scope=account exempt="locations of an account are accounts of their own"
DELETE FROM role_grant
WHERE directory_id = :directory_id AND account_id IN (SELECT l.id FROM account l WHERE l.id = :account OR l.parent_id = :account)

-- name: tenant_group_grants_drop :exec scope=account exempt="locations of an account are accounts of their own"
DELETE FROM group_grant
WHERE directory_id = :directory_id AND account_id IN (SELECT l.id FROM account l WHERE l.id = :account OR l.parent_id = :account)

-- name: tenant_untie :exec scope=account exempt="locations of an account are accounts of their own"
DELETE FROM account_directory
WHERE directory_id = :directory_id
  AND account_id IN (SELECT l.id FROM account l WHERE (l.id = :account OR l.parent_id = :account) AND l.directory_id <> :directory_id)

-- A partner's directory by a domain of it.
-- name: tenant_by_domain :one scope=account exempt="which directory a domain belongs to is known to whoever gets mail from there"
SELECT x.id, x.name
FROM claim c
JOIN directory x ON x.id = c.owner_id
WHERE c.kind = 'domain' AND c.name = :domain AND x.kind = 'partner' AND x.state = 'active'
  AND EXISTS (SELECT 1 FROM account a WHERE a.id = :account)

-- A company of the same side that the directory is tied to already: developers on one side, all others on the other.
-- name: tenant_elsewhere :many scope=account exempt="tells no more than that there is one"
SELECT o.id
FROM account a
JOIN account_directory d ON d.directory_id = :directory_id
JOIN account o ON o.id = d.account_id
WHERE a.id = :account AND o.id <> a.id AND o.parent_id IS NULL AND o.state <> 'closed'
  AND (CASE WHEN o.kind = 'developer' THEN 1 ELSE 0 END) = (CASE WHEN a.kind = 'developer' THEN 1 ELSE 0 END)
ORDER BY o.id
LIMIT 1

-- People who hold a role in every account of a directory: what they would hold in one more.
-- name: tenant_reach :one scope=account exempt="tells how many people a directory brings to an account that it is to be tied to"
SELECT (SELECT count(DISTINCT g.user_id) FROM role_grant g WHERE g.directory_id = :directory_id AND g.account_id IS NULL) AS people::int
FROM account a
WHERE a.id = :account

-- The account that answers for a directory: the oldest that has it as its primary.
-- name: tenant_keeper :many scope=system
SELECT a.id, a.public_id, a.name
FROM account a
WHERE a.directory_id = :directory_id AND a.parent_id IS NULL AND a.state <> 'closed'
ORDER BY a.created_at, a.id
LIMIT 1

-- Requests of this account, and those that wait for it to answer for its directory.
-- name: tenant_requests :many scope=account exempt="a request belongs to the account that asks and to the directory that is asked"
SELECT r.id, r.account_id, r.created_at, r.state, a.name AS account_name, x.name AS directory_name, x.default_domain
FROM tenant_request r
JOIN account a ON a.id = r.account_id
JOIN directory x ON x.id = r.directory_id
WHERE r.account_id = :account
   OR (r.state = 'waiting' AND r.directory_id IN (SELECT k.directory_id FROM account k WHERE k.id = :account AND k.parent_id IS NULL))
ORDER BY r.id DESC
LIMIT :most

-- name: tenant_request_get :one scope=account exempt="a request belongs to the account that asks and to the directory that is asked"
SELECT r.id, r.account_id, r.created_at, r.state, r.body, r.directory_id, a.name AS account_name, a.partner_id, a.country, a.public_id,
       x.name AS directory_name, x.default_domain
FROM tenant_request r
JOIN account a ON a.id = r.account_id
JOIN directory x ON x.id = r.directory_id
WHERE r.id = :id
  AND (r.account_id = :account
       OR r.directory_id IN (SELECT k.directory_id FROM account k WHERE k.id = :account AND k.parent_id IS NULL))

-- name: tenant_waits :many scope=account
SELECT r.id FROM tenant_request r WHERE r.account_id = :account AND r.directory_id = :directory_id AND r.state = 'waiting' LIMIT 1

-- name: tenant_request_add :exec scope=account
INSERT INTO tenant_request (account_id, id, created_at, directory_id, state, user_id, body, reason)
VALUES (:account, :id, :now, :directory_id, 'waiting', :user?, :body, '')

-- name: tenant_request_state :one scope=system
SELECT r.state, r.account_id, r.directory_id FROM tenant_request r WHERE r.id = :id

-- name: tenant_request_put :exec scope=system
UPDATE tenant_request SET state = :to_state, reason = :reason, decided_at = :now WHERE id = :id AND state = :from_state

-- name: tenant_tie :exec scope=system
INSERT INTO account_directory (account_id, directory_id, created_at) VALUES (:account_id, :directory_id, :wall)
ON CONFLICT (account_id, directory_id) DO NOTHING

-- name: tenant_rights_moved :exec scope=system
UPDATE account SET rights_version = rights_version + 1 WHERE id = :account_id OR parent_id = :account_id
