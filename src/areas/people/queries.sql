-- People of an account: those of the directories that are linked to it.

-- Directories whose people can hold roles here, the account's own first.
-- name: people_directories :many scope=account
SELECT d.directory_id, y.name, y.default_domain, (CASE WHEN a.directory_id = d.directory_id THEN 0 ELSE 1 END) AS place::int
FROM account_directory d
JOIN account a ON a.id = d.account_id
JOIN directory y ON y.id = d.directory_id
WHERE d.account_id = :account
ORDER BY 4, y.name, d.directory_id
LIMIT 20

-- Domain names that sign-in names of a directory may end with.
-- name: people_domains :many scope=account exempt="domain names of the account's own directories"
SELECT c.name
FROM account_directory d
JOIN claim c ON c.owner_id = d.directory_id AND c.kind = 'domain'
WHERE d.account_id = :account AND d.directory_id = :directory_id
ORDER BY c.name
LIMIT 100

-- name: people_locations :many scope=account exempt="locations of an account are accounts of their own"
SELECT l.id, l.name, l.city, l.public_id
FROM account l
WHERE l.parent_id = :account AND l.state <> 'closed'
ORDER BY l.name, l.id
LIMIT 500

-- One directory's part of the list. The first line of conditions is fixed: it costs nothing and keeps the number of filters
-- down. accounts: which grants count as held here; role and none use them. all: in the order of names or of age; without it
-- the people of ids are fetched and put in order, for which SQLite must not see an index in that order.
-- name: people_list :page scope=account order=name(m.name_key,m.user_id) order=added(m.created_at,m.user_id)
SELECT m.user_id, m.directory_id, m.name_key, m.created_at, m.kind, m.state AS member_state, m.origin,
       u.first_name, u.last_name, u.email, u.sign_in, u.phone, u.job_title, u.state, u.last_seen_at,
       u.directory_id AS home_id
FROM account_directory d
JOIN directory_member m ON {sqlite: +m.directory_id}{pg: m.directory_id} = d.directory_id
JOIN app_user u ON u.id = m.user_id
WHERE d.account_id = :account AND d.directory_id = :directory_id
  AND (:kind = '' OR m.kind = :kind) AND m.state <> :hidden AND (:unseen::bool = FALSE OR u.last_seen_at IS NULL)
[all: AND m.directory_id = :directory_id]
[ids: AND m.user_id IN (:ids...)]
[state: AND m.state = :state]
[word: AND EXISTS (SELECT 1 FROM person_word w
                   WHERE w.user_id = m.user_id AND w.directory_id = m.directory_id AND w.word >= :word_low AND w.word < :word_high)
       AND EXISTS (SELECT 1 FROM person_word w
                   WHERE w.user_id = m.user_id AND w.directory_id = m.directory_id AND w.word >= :second_low AND w.word < :second_high)
       AND EXISTS (SELECT 1 FROM person_word w
                   WHERE w.user_id = m.user_id AND w.directory_id = m.directory_id AND w.word >= :third_low AND w.word < :third_high)]
[role: AND (EXISTS (SELECT 1 FROM role_grant g
                    WHERE g.user_id = m.user_id AND g.directory_id = m.directory_id
                      AND (:any_role::bool = TRUE OR g.role IN (:roles...))
                      AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL)))
            OR EXISTS (SELECT 1 FROM group_member k JOIN group_grant g ON g.group_id = k.group_id
                       WHERE k.user_id = m.user_id AND g.directory_id = m.directory_id
                         AND (:any_role::bool = TRUE OR g.role IN (:roles...))
                         AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL))))]
[none: AND NOT EXISTS (SELECT 1 FROM role_grant g
                       WHERE g.user_id = m.user_id AND g.directory_id = m.directory_id
                         AND (g.account_id IN (:accounts...) OR g.account_id IS NULL))
       AND NOT EXISTS (SELECT 1 FROM group_member k JOIN group_grant g ON g.group_id = k.group_id
                       WHERE k.user_id = m.user_id AND g.directory_id = m.directory_id
                         AND (g.account_id IN (:accounts...) OR g.account_id IS NULL))]

-- How many each filter passes, as far as that decides which one is read: no more than "most" of each is counted.
-- name: people_sizes :one scope=account
SELECT (SELECT count(*) FROM (SELECT 1 AS one FROM person_word w
                              WHERE w.directory_id = d.directory_id AND w.word >= :word_low AND w.word < :word_high
                              LIMIT :most) AS first) AS words::int,
       (SELECT count(*) FROM (SELECT 1 AS one FROM person_word w
                              WHERE w.directory_id = d.directory_id AND w.word >= :second_low AND w.word < :second_high
                              LIMIT :most) AS first) AS second::int,
       (SELECT count(*) FROM (SELECT 1 AS one FROM person_word w
                              WHERE w.directory_id = d.directory_id AND w.word >= :third_low AND w.word < :third_high
                              LIMIT :most) AS first) AS third::int,
       (SELECT count(*) FROM (SELECT 1 AS one FROM app_user u
                              WHERE :unseen::bool = TRUE AND u.directory_id = d.directory_id AND u.last_seen_at IS NULL
                              LIMIT :most_unseen) AS first) AS unseen::int
FROM account_directory d
WHERE d.account_id = :account AND d.directory_id = :directory_id

-- Whose last name begins so: they stand at one place of the list.
-- name: people_named_size :one scope=account
SELECT count(*) AS n::int
FROM (SELECT 1 AS one
      FROM account_directory d
      JOIN directory_member m ON m.directory_id = d.directory_id
      WHERE d.account_id = :account AND d.directory_id = :directory_id AND m.name_key >= :word_low AND m.name_key < :word_high
      LIMIT :most) AS first

-- name: people_holders_size :one scope=account
SELECT count(*) AS n::int
FROM (SELECT 1 AS one
      FROM account_directory d
      JOIN role_grant g ON g.directory_id = d.directory_id
      WHERE d.account_id = :account AND d.directory_id = :directory_id
      [roles: AND g.role IN (:roles...)]
      LIMIT :most) AS first

-- name: people_group_holders_size :one scope=account
SELECT count(*) AS n::int
FROM (SELECT 1 AS one
      FROM account_directory d
      JOIN group_grant g ON g.directory_id = d.directory_id
      JOIN group_member k ON k.group_id = g.group_id
      WHERE d.account_id = :account AND d.directory_id = :directory_id
      [roles: AND g.role IN (:roles...)]
      LIMIT :most) AS first

-- From here to people_unseen_guests: whom all filters pass, read from the filter that fewest pass. Each other filter is looked up
-- for each of them, or read whole ("set"), which is quicker while it passes not many times more. With more people than asked
-- for, the list's own filters are the quicker way.

-- name: people_by_words :many scope=account
SELECT w.user_id
FROM account_directory d
JOIN person_word w ON w.directory_id = d.directory_id
WHERE d.account_id = :account AND d.directory_id = :directory_id AND w.word >= :word_low AND w.word < :word_high
  AND (w.state = :state OR (:state = '' AND w.state <> 'removed')) AND (:kind = '' OR w.kind = :kind)
  AND (:unseen::bool = FALSE OR w.unseen = TRUE)
[second: AND EXISTS (SELECT 1 FROM person_word x
             WHERE x.user_id = w.user_id AND x.directory_id = w.directory_id AND x.word >= :second_low AND x.word < :second_high)]
[second_set: AND {sqlite: +w.user_id}{pg: w.user_id} IN (SELECT x.user_id FROM person_word x
                    WHERE x.directory_id = :directory_id AND x.word >= :second_low AND x.word < :second_high)]
[third: AND EXISTS (SELECT 1 FROM person_word x
             WHERE x.user_id = w.user_id AND x.directory_id = w.directory_id AND x.word >= :third_low AND x.word < :third_high)]
[role: AND (EXISTS (SELECT 1 FROM role_grant g
                    WHERE g.user_id = w.user_id AND g.directory_id = w.directory_id
                      AND (:any_role::bool = TRUE OR g.role IN (:roles...))
                      AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL)))
            OR EXISTS (SELECT 1 FROM group_member k JOIN group_grant g ON g.group_id = k.group_id
                       WHERE k.user_id = w.user_id AND g.directory_id = w.directory_id
                         AND (:any_role::bool = TRUE OR g.role IN (:roles...))
                         AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL))))]
[role_set: AND {sqlite: +w.user_id}{pg: w.user_id} IN (
    SELECT g.user_id FROM role_grant g
    WHERE g.directory_id = :directory_id AND g.role IN (:roles...)
      AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL))
    UNION ALL
    SELECT k.user_id FROM group_grant g JOIN group_member k ON k.group_id = g.group_id
    WHERE g.directory_id = :directory_id AND g.role IN (:roles...)
      AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL)))]
LIMIT 501

-- name: people_holders :many scope=account
SELECT DISTINCT g.user_id
FROM account_directory d
JOIN role_grant g ON g.directory_id = d.directory_id
WHERE d.account_id = :account AND d.directory_id = :directory_id
  AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL))
[roles: AND g.role IN (:roles...)]
[word: AND EXISTS (SELECT 1 FROM person_word w
             WHERE w.user_id = g.user_id AND w.directory_id = g.directory_id AND w.word >= :word_low AND w.word < :word_high)]
[word_set: AND {sqlite: +g.user_id}{pg: g.user_id} IN (SELECT w.user_id FROM person_word w
                  WHERE w.directory_id = :directory_id AND w.word >= :word_low AND w.word < :word_high)]
[second: AND EXISTS (SELECT 1 FROM person_word w
             WHERE w.user_id = g.user_id AND w.directory_id = g.directory_id AND w.word >= :second_low AND w.word < :second_high)]
[unseen: AND EXISTS (SELECT 1 FROM app_user u WHERE u.id = g.user_id AND u.last_seen_at IS NULL)]
[unseen_set: AND {sqlite: +g.user_id}{pg: g.user_id} IN (
    SELECT u.id FROM app_user u WHERE u.directory_id = :directory_id AND u.last_seen_at IS NULL
    UNION ALL
    SELECT m.user_id FROM directory_member m JOIN app_user u ON u.id = m.user_id
    WHERE m.directory_id = :directory_id AND m.kind = 'guest' AND u.last_seen_at IS NULL)]
LIMIT 501

-- The same of groups.
-- name: people_group_holders :many scope=account
SELECT DISTINCT k.user_id
FROM account_directory d
JOIN group_grant g ON g.directory_id = d.directory_id
JOIN group_member k ON k.group_id = g.group_id
WHERE d.account_id = :account AND d.directory_id = :directory_id
  AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL))
[roles: AND g.role IN (:roles...)]
[word: AND EXISTS (SELECT 1 FROM person_word w
             WHERE w.user_id = k.user_id AND w.directory_id = k.directory_id AND w.word >= :word_low AND w.word < :word_high)]
[second: AND EXISTS (SELECT 1 FROM person_word w
             WHERE w.user_id = k.user_id AND w.directory_id = k.directory_id AND w.word >= :second_low AND w.word < :second_high)]
[unseen: AND EXISTS (SELECT 1 FROM app_user u WHERE u.id = k.user_id AND u.last_seen_at IS NULL)]
LIMIT 501

-- Those whose home it is; guests are few and are looked at by people_unseen_guests.
-- name: people_unseen :many scope=account
SELECT u.id
FROM account_directory d
JOIN app_user u ON u.directory_id = d.directory_id
WHERE d.account_id = :account AND d.directory_id = :directory_id AND u.last_seen_at IS NULL
[word: AND EXISTS (SELECT 1 FROM person_word w
             WHERE w.user_id = u.id AND w.directory_id = u.directory_id AND w.word >= :word_low AND w.word < :word_high)]
[second: AND EXISTS (SELECT 1 FROM person_word w
             WHERE w.user_id = u.id AND w.directory_id = u.directory_id AND w.word >= :second_low AND w.word < :second_high)]
[role: AND (EXISTS (SELECT 1 FROM role_grant g
                    WHERE g.user_id = u.id AND g.directory_id = u.directory_id
                      AND (:any_role::bool = TRUE OR g.role IN (:roles...))
                      AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL)))
            OR EXISTS (SELECT 1 FROM group_member k JOIN group_grant g ON g.group_id = k.group_id
                       WHERE k.user_id = u.id AND g.directory_id = u.directory_id
                         AND (:any_role::bool = TRUE OR g.role IN (:roles...))
                         AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL))))]
LIMIT 501

-- name: people_unseen_guests :many scope=account
SELECT m.user_id
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id AND m.kind = 'guest'
JOIN app_user u ON u.id = m.user_id
WHERE d.account_id = :account AND d.directory_id = :directory_id AND u.last_seen_at IS NULL
LIMIT 501

-- A page of all whom a word finds: its rows are read whole, filtered and put in order. Who has it twice is there twice, one behind
-- the other. Only who they are; people_list says the rest.
-- name: people_gathered :page scope=account order=name(w.name_key,w.user_id,w.word)
SELECT w.user_id, w.name_key
FROM account_directory d
JOIN person_word w ON w.directory_id = d.directory_id
WHERE d.account_id = :account AND d.directory_id = :directory_id AND w.word >= :word_low AND w.word < :word_high
  AND (w.state = :state OR (:state = '' AND w.state <> 'removed')) AND (:kind = '' OR w.kind = :kind)
  AND (:unseen::bool = FALSE OR w.unseen = TRUE)
[second: AND EXISTS (SELECT 1 FROM person_word x
             WHERE x.user_id = w.user_id AND x.directory_id = w.directory_id AND x.word >= :second_low AND x.word < :second_high)]
[second_set: AND {sqlite: +w.user_id}{pg: w.user_id} IN (SELECT x.user_id FROM person_word x
                    WHERE x.directory_id = :directory_id AND x.word >= :second_low AND x.word < :second_high)]
[third: AND EXISTS (SELECT 1 FROM person_word x
             WHERE x.user_id = w.user_id AND x.directory_id = w.directory_id AND x.word >= :third_low AND x.word < :third_high)]
[role: AND (EXISTS (SELECT 1 FROM role_grant g
                    WHERE g.user_id = w.user_id AND g.directory_id = w.directory_id
                      AND (:any_role::bool = TRUE OR g.role IN (:roles...))
                      AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL)))
            OR EXISTS (SELECT 1 FROM group_member k JOIN group_grant g ON g.group_id = k.group_id
                       WHERE k.user_id = w.user_id AND g.directory_id = w.directory_id
                         AND (:any_role::bool = TRUE OR g.role IN (:roles...))
                         AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL))))]
[role_set: AND {sqlite: +w.user_id}{pg: w.user_id} IN (
    SELECT g.user_id FROM role_grant g
    WHERE g.directory_id = :directory_id AND g.role IN (:roles...)
      AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL))
    UNION ALL
    SELECT k.user_id FROM group_grant g JOIN group_member k ON k.group_id = g.group_id
    WHERE g.directory_id = :directory_id AND g.role IN (:roles...)
      AND (g.account_id IN (:accounts...) OR (:everywhere::bool = TRUE AND g.account_id IS NULL)))]
[none: AND NOT EXISTS (SELECT 1 FROM role_grant g
                       WHERE g.user_id = w.user_id AND g.directory_id = w.directory_id
                         AND (g.account_id IN (:accounts...) OR g.account_id IS NULL))
       AND NOT EXISTS (SELECT 1 FROM group_member k JOIN group_grant g ON g.group_id = k.group_id
                       WHERE k.user_id = w.user_id AND g.directory_id = w.directory_id
                         AND (g.account_id IN (:accounts...) OR g.account_id IS NULL))]

-- name: people_of_kind :many scope=account
SELECT m.user_id
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id AND m.kind = :kind
WHERE d.account_id = :account AND d.directory_id = :directory_id
LIMIT 501

-- How many there are, as far as anybody wants to know.
-- name: people_count :one scope=account
SELECT count(*) AS n::int
FROM (SELECT 1 AS one
      FROM account_directory d
      JOIN directory_member m ON m.directory_id = d.directory_id
      WHERE d.account_id = :account AND m.state <> 'removed'
      LIMIT 10001) AS first

-- What people of a page hold in single locations of the account.
-- name: people_at_locations :many scope=account exempt="locations of an account are accounts of their own"
SELECT g.user_id, g.role, g.account_id, l.name
FROM role_grant g
JOIN account l ON l.id = g.account_id
JOIN account_directory d ON d.account_id = :account AND d.directory_id = g.directory_id
WHERE g.user_id IN (:users...) AND l.parent_id = :account
ORDER BY g.user_id, g.role, l.name
LIMIT 5000

-- name: people_custom_names :many scope=account exempt="roles of the vendor (nil account) can be given by every account"
SELECT r.id, r.name
FROM custom_role r
WHERE r.state = 'active' AND (r.account_id = :account OR r.account_id = x'00000000000000000000000000000000')
ORDER BY r.name_key, r.id
LIMIT :most

-- --- one person ---

-- name: person_get :one scope=account
SELECT m.user_id, m.directory_id, m.created_at, m.kind, m.state AS member_state, m.state_at, m.state_reason, m.origin,
       u.first_name, u.last_name, u.email, u.sign_in, u.phone, u.job_title, u.state, u.version, u.last_seen_at, u.password_at,
       u.must_change, u.locale, u.directory_id AS home_id, y.name AS directory_name, y.default_domain,
       h.name AS home_name, b.first_name AS by_first, b.last_name AS by_last, s.first_name AS state_first, s.last_name AS state_last
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id AND m.user_id = :user_id
JOIN app_user u ON u.id = m.user_id
JOIN directory y ON y.id = m.directory_id
JOIN directory h ON h.id = u.directory_id
LEFT JOIN app_user b ON b.id = m.added_by
LEFT JOIN app_user s ON s.id = m.state_by
WHERE d.account_id = :account
ORDER BY m.state, d.created_at, d.directory_id
LIMIT 1

-- Who gave the roles that are listed.
-- name: people_names :many scope=account exempt="names of those who gave roles in the account"
SELECT DISTINCT u.id, u.first_name, u.last_name
FROM app_user u
WHERE u.id IN (:ids...)
  AND (EXISTS (SELECT 1 FROM role_grant g WHERE g.granted_by = u.id AND g.user_id = :user_id)
       OR EXISTS (SELECT 1 FROM group_grant g JOIN group_member k ON k.group_id = g.group_id WHERE g.granted_by = u.id AND k.user_id = :user_id))
  AND EXISTS (SELECT 1 FROM account_directory d JOIN directory_member m ON m.directory_id = d.directory_id
              WHERE d.account_id = :account AND m.user_id = :user_id)
LIMIT 200

-- name: person_groups :many scope=account
SELECT p.id, p.name, p.about, CASE WHEN p.handed_over_at IS NOT NULL THEN 'provisioning' ELSE p.origin END AS origin::text, k.created_at
FROM account_directory d
JOIN group_member k ON k.directory_id = d.directory_id AND k.user_id = :user_id
JOIN directory_group p ON p.id = k.group_id
WHERE d.account_id = :account
ORDER BY p.name_key, p.id
LIMIT 200

-- Sessions of somebody whose home is a directory of the account.
-- name: person_sessions :many scope=account exempt="an administrator of a directory sees where its people are signed in"
SELECT s.id, s.created_at, s.seen_at, s.expires_at, s.address, s.agent, s.strength
FROM account_directory d
JOIN app_user u ON u.directory_id = d.directory_id AND u.id = :user_id
JOIN session s ON s.user_id = u.id
WHERE d.account_id = :account AND s.ended_at IS NULL AND s.expires_at > :wall
ORDER BY s.seen_at DESC, s.id DESC
LIMIT 50

-- Role grants of a person by the account's directories, in whatever account: what goes when they are removed.
-- name: person_grants :many scope=account exempt="who removes a person of a directory must know what goes with them"
SELECT g.id, g.role, g.program, g.origin, g.account_id, g.directory_id, g.created_at, g.granted_by, a.name AS account_name, a.parent_id
FROM account_directory d
JOIN role_grant g ON g.directory_id = d.directory_id AND g.user_id = :user_id
LEFT JOIN account a ON a.id = g.account_id
WHERE d.account_id = :account
ORDER BY g.role, g.id
LIMIT 300

-- name: person_names_taken :one scope=account exempt="whether a name is taken is public within the installation"
SELECT c.owner_id FROM claim c WHERE c.kind = 'sign_in' AND c.name = :name

-- name: person_edit :exec scope=account exempt="a person whose home is a directory of the account"
UPDATE app_user
SET first_name = :first_name, last_name = :last_name, email = :email, phone = :phone, job_title = :job_title,
    version = version + 1, rights_version = rights_version + 1
WHERE id = :user_id AND version = :version
  AND directory_id IN (SELECT d.directory_id FROM account_directory d WHERE d.account_id = :account)

-- name: person_sign_in :exec scope=account exempt="a person whose home is a directory of the account"
UPDATE app_user
SET sign_in = :sign_in
WHERE id = :user_id AND directory_id IN (SELECT d.directory_id FROM account_directory d WHERE d.account_id = :account)

-- name: person_password :exec scope=account exempt="a person whose home is a directory of the account"
UPDATE app_user
SET password_hash = :password_hash, password_at = :wall, must_change = TRUE, version = version + 1
WHERE id = :user_id AND state = 'active'
  AND directory_id IN (SELECT d.directory_id FROM account_directory d WHERE d.account_id = :account)

-- --- credentials, shown once ---

-- name: person_credential_add :exec scope=account
INSERT INTO person_credential (account_id, batch_id, user_id, created_at, made_by, name, sign_in, sealed)
VALUES (:account, :batch_id, :user_id, :wall, :user, :name, :sign_in, :sealed)

-- name: person_credentials :many scope=account
SELECT c.user_id, c.name, c.sign_in, c.sealed
FROM person_credential c
WHERE c.account_id = :account AND c.batch_id = :batch_id AND c.made_by = :user AND c.created_at >= :made_from
ORDER BY c.name, c.user_id
LIMIT 5000

-- name: person_credentials_left :one scope=account
SELECT count(*) AS n::int
FROM person_credential c
WHERE c.account_id = :account AND c.batch_id = :batch_id AND c.made_by = :user AND c.created_at >= :made_from

-- name: person_credentials_drop :exec scope=account
DELETE FROM person_credential WHERE account_id = :account AND batch_id = :batch_id AND made_by = :user

-- name: person_credentials_age :exec scope=account
DELETE FROM person_credential WHERE account_id = :account AND created_at < :made_to

-- --- drafts ---

-- name: person_draft_add :exec scope=account
INSERT INTO person_draft (account_id, id, created_at, version, user_id, updated_at, name, answers)
VALUES (:account, :id, :wall, 1, :user, :wall, :name, :answers)

-- name: person_draft_get :one scope=account
SELECT d.version, d.updated_at, d.name, d.answers
FROM person_draft d
WHERE d.account_id = :account AND d.id = :id AND d.user_id = :user

-- name: person_draft_put :exec scope=account
UPDATE person_draft
SET version = version + 1, updated_at = :wall, name = :name, answers = :answers
WHERE account_id = :account AND id = :id AND user_id = :user

-- name: person_draft_drop :exec scope=account
DELETE FROM person_draft WHERE account_id = :account AND id = :id AND user_id = :user

-- name: person_drafts :many scope=account
SELECT d.id, d.name, d.updated_at
FROM person_draft d
WHERE d.account_id = :account AND d.user_id = :user
ORDER BY d.id DESC
LIMIT 20

-- name: people_custom_by_name :many scope=account exempt="roles of the vendor (nil account) can be given by every account"
SELECT r.id, r.name_key
FROM custom_role r
WHERE r.state = 'active' AND (r.account_id = :account OR r.account_id = x'00000000000000000000000000000000')
  AND r.name_key IN (:keys...)
ORDER BY r.name_key, r.id
LIMIT 500

-- name: people_custom_get :one scope=account exempt="roles of the vendor (nil account) can be given by every account"
SELECT r.name
FROM custom_role r
WHERE r.id = :id AND (r.account_id = :account OR r.account_id = x'00000000000000000000000000000000')

-- name: people_account :one scope=account
SELECT a.parent_id, a.locale, a.time_zone, a.name, a.kind, a.country, a.public_id FROM account a WHERE a.id = :account

-- name: person_claim_move :exec scope=account exempt="the claim of a person whose home is a directory of the account"
UPDATE claim
SET name = :name
WHERE kind = 'sign_in' AND owner_id = :user_id
  AND owner_id IN (SELECT u.id FROM app_user u
                   JOIN account_directory d ON d.directory_id = u.directory_id
                   WHERE d.account_id = :account)

-- Another company that the account's own directory serves: then a role can cover more than the account.
-- name: people_elsewhere :one scope=account exempt="tells no more than that there is one"
SELECT count(*) AS n::int
FROM account m
JOIN account_directory e ON e.directory_id = m.directory_id
JOIN account a ON a.id = e.account_id
WHERE m.id = :account AND a.id <> m.id AND a.parent_id IS NULL AND a.id IS DISTINCT FROM m.parent_id AND a.state <> 'closed'

-- Second factors that people of a page can use.
-- name: people_factors_held :many scope=account exempt="how many an administrator's people have, nothing of the keys"
SELECT h.user_id, sum(h.passkeys) AS passkeys::int, sum(h.apps) AS apps::int
FROM (SELECT k.user_id, 1 AS passkeys, 0 AS apps FROM passkey k WHERE k.state = 'active' AND k.user_id IN (:users...)
      UNION ALL
      SELECT t.user_id, 0 AS passkeys, 1 AS apps FROM authenticator t WHERE t.user_id IN (:users...)) AS h
WHERE EXISTS (SELECT 1 FROM directory_member m JOIN account_directory d ON d.directory_id = m.directory_id
              WHERE m.user_id = h.user_id AND d.account_id = :account)
GROUP BY h.user_id
ORDER BY h.user_id
LIMIT 500

-- --- invitations ---

-- name: invitations_pending :one scope=account
SELECT count(*) AS n::int FROM invitation i WHERE i.account_id = :account AND i.state = 'pending' AND i.expires_at > :wall

-- name: invitation_list :page scope=account order=newest(i.id)
SELECT i.id, i.created_at, i.email, i.roles, i.locations, i.program, i.sends, i.sent_at, i.expires_at, i.state, i.ended_at,
       i.user_id, u.first_name, u.last_name
FROM invitation i
LEFT JOIN app_user u ON u.id = i.invited_by
WHERE i.account_id = :account
[state: AND i.state = :state]
[open: AND i.expires_at > :open_from]
[late: AND i.expires_at <= :late_to]

-- name: invitation_get :one scope=account
SELECT i.id, i.version, i.email, i.locale, i.message, i.roles, i.locations, i.program, i.sends, i.sent_at, i.expires_at, i.state,
       i.directory_id
FROM invitation i
WHERE i.account_id = :account AND i.id = :id

-- One that still waits for somebody at this address.
-- name: invitation_open :one scope=account
SELECT i.id FROM invitation i
WHERE i.account_id = :account AND i.email_key = :email_key AND i.state = 'pending' AND i.expires_at > :wall
LIMIT 1

-- Somebody who signs in with this address already.
-- name: invited_known :many scope=system
SELECT u.id AS user_id
FROM claim c
JOIN app_user u ON u.id = c.owner_id AND u.state = 'active'
WHERE c.kind = 'sign_in' AND c.name = :sign_in
LIMIT 1

-- name: invitation_add :exec scope=account
INSERT INTO invitation (account_id, id, created_at, version, directory_id, email, email_key, locale, message, roles, locations, program,
                        token_hash, sends, sent_at, expires_at, state, ended_at, ended_by, user_id, invited_by)
VALUES (:account, :id, :wall, 1, :directory_id, :email, :email_key, :locale, :message, :roles, :locations, :program,
        :token_hash, 1, :wall, :expires_at, 'pending', NULL, NULL, NULL, :user)

-- name: invitation_resend :exec scope=account
UPDATE invitation
SET version = version + 1, token_hash = :token_hash, sends = sends + 1, sent_at = :wall, expires_at = :expires_at
WHERE account_id = :account AND id = :id AND state = 'pending'

-- name: invitation_withdraw :exec scope=account
UPDATE invitation
SET version = version + 1, state = 'withdrawn', ended_at = :wall, ended_by = :user
WHERE account_id = :account AND id = :id AND state = 'pending'

-- Whose the link is that somebody holds: nobody is signed in yet.
-- name: invitation_by_token :one scope=system
SELECT i.id, i.account_id, i.directory_id, i.email, i.email_key, i.locale, i.message, i.roles, i.locations, i.program, i.expires_at,
       i.state, i.invited_by, u.first_name, u.last_name, u.state AS inviter_state, a.name AS account_name, a.public_id, a.kind,
       a.country, a.time_zone, a.state AS account_state
FROM invitation i
JOIN account a ON a.id = i.account_id
JOIN app_user u ON u.id = i.invited_by
WHERE i.token_hash = :token_hash

-- name: invitation_accept :exec scope=system
UPDATE invitation
SET version = version + 1, state = 'accepted', ended_at = :wall, ended_by = :user_id, user_id = :user_id
WHERE id = :id AND state = 'pending'

-- Somebody who signs in with this address, or gets mail at it.
-- name: invitation_person :one scope=system
SELECT u.id, u.state, u.directory_id, d.kind
FROM claim c
JOIN app_user u ON u.id = c.owner_id
JOIN directory d ON d.id = u.directory_id
WHERE c.kind = 'sign_in' AND c.name = :name

-- How somebody belongs to the account's directory already.
-- name: person_by_sign_in :one scope=account exempt="asks whether an address that the caller knows belongs to a person of the account"
SELECT u.id, u.first_name, u.last_name, m.kind, m.state
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id
JOIN app_user u ON u.id = m.user_id
WHERE d.account_id = :account AND u.sign_in = :sign_in
ORDER BY m.state
LIMIT 1

-- --- groups ---

-- A group that was handed over to the provisioning client is one of its own.
-- name: group_list :page scope=account order=name(p.name_key,p.id)
SELECT p.id, p.name_key, p.name, p.about, p.directory_id,
       CASE WHEN p.handed_over_at IS NOT NULL THEN 'provisioning' ELSE p.origin END AS origin::text,
       (SELECT count(*) FROM (SELECT 1 AS one FROM group_member k WHERE k.group_id = p.id LIMIT 10001) AS first) AS members::int
FROM account_directory d
JOIN directory_group p ON p.directory_id = d.directory_id
WHERE d.account_id = :account
[word: AND p.name_key LIKE :pattern::text]

-- name: group_get :one scope=account
SELECT p.id, p.version, p.name, p.about, p.directory_id, y.name AS directory_name, p.handed_over_at,
       CASE WHEN p.handed_over_at IS NOT NULL THEN 'provisioning' ELSE p.origin END AS origin::text,
       (SELECT count(*) FROM (SELECT 1 AS one FROM group_member k WHERE k.group_id = p.id LIMIT 10001) AS first) AS members::int
FROM account_directory d
JOIN directory_group p ON p.directory_id = d.directory_id
JOIN directory y ON y.id = p.directory_id
WHERE d.account_id = :account AND p.id = :id

-- Roles of groups that reach this account or its locations; of one group, or of those of a page.
-- name: group_grants :many scope=account
SELECT g.id, g.group_id, g.role, g.program, g.account_id, g.created_at, l.name AS location_name, l.parent_id
FROM account_directory d
JOIN group_grant g ON g.directory_id = d.directory_id
LEFT JOIN account l ON l.id = g.account_id
WHERE d.account_id = :account AND g.group_id IN (:groups...) AND (g.account_id IN (:accounts...) OR g.account_id IS NULL)
ORDER BY g.group_id, g.role, g.id
LIMIT 2000

-- Every role of a group, in whatever account: who adds somebody to it gives them all. elsewhere: not only in this account or one of
-- its locations.
-- name: group_roles_all :many scope=account exempt="who changes the members of a directory's group must know what it gives anywhere"
SELECT DISTINCT g.role, g.directory_id,
       CASE WHEN g.account_id = :account OR EXISTS (SELECT 1 FROM account l WHERE l.id = g.account_id AND l.parent_id = :account)
            THEN FALSE ELSE TRUE END AS elsewhere::bool
FROM account_directory d
JOIN group_grant g ON g.directory_id = d.directory_id AND g.group_id = :group_id
WHERE d.account_id = :account
ORDER BY g.role
LIMIT 400

-- What members of a group hold themselves: it does not count any more where the group holds something.
-- name: group_members_roles :many scope=account exempt="who gives a group its first role must know what that displaces"
SELECT DISTINCT g.role
FROM account_directory d
JOIN group_member k ON k.directory_id = d.directory_id AND k.group_id = :group_id
JOIN role_grant g ON g.user_id = k.user_id AND g.directory_id = k.directory_id
WHERE d.account_id = :account
ORDER BY g.role
LIMIT 400

-- name: group_members :page scope=account order=name(m.name_key,m.user_id)
SELECT m.user_id, m.name_key, u.first_name, u.last_name, u.sign_in, u.state, m.state AS member_state, u.last_seen_at
FROM account_directory d
JOIN directory_group p ON p.directory_id = d.directory_id AND p.id = :group_id
JOIN group_member k ON k.group_id = p.id
JOIN directory_member m ON m.user_id = k.user_id AND m.directory_id = p.directory_id
JOIN app_user u ON u.id = m.user_id
WHERE d.account_id = :account

-- name: group_edit :exec scope=account
UPDATE directory_group
SET name = :name, name_key = :name_key, about = :about, version = version + 1, updated_at = :wall
WHERE id = :id AND version = :version AND origin = 'direct' AND handed_over_at IS NULL
  AND directory_id IN (SELECT d.directory_id FROM account_directory d WHERE d.account_id = :account)

-- What a client has read of it holds no more (version): it reads whose the group is by trying.
-- name: group_hand_over :exec scope=account
UPDATE directory_group
SET handed_over_at = :wall, handed_over_by = :user?, version = version + 1, updated_at = :wall
WHERE id = :id AND origin = 'direct' AND handed_over_at IS NULL
  AND directory_id IN (SELECT d.directory_id FROM account_directory d WHERE d.account_id = :account)

-- name: group_take_back :exec scope=account
UPDATE directory_group
SET handed_over_at = NULL, handed_over_by = NULL, version = version + 1, updated_at = :wall
WHERE id = :id AND handed_over_at IS NOT NULL
  AND directory_id IN (SELECT d.directory_id FROM account_directory d WHERE d.account_id = :account)

-- name: group_name_taken :one scope=account
SELECT p.id
FROM account_directory d
JOIN directory_group p ON p.directory_id = d.directory_id
WHERE d.account_id = :account AND p.directory_id = :directory_id AND p.name_key = :name_key

-- Groups that members can be put into by hand.
-- name: group_choices :many scope=account
SELECT p.id, p.name, p.directory_id
FROM account_directory d
JOIN directory_group p ON p.directory_id = d.directory_id
WHERE d.account_id = :account AND p.origin = 'direct' AND p.handed_over_at IS NULL
ORDER BY p.name_key, p.id
LIMIT 500

-- --- applications ---

-- name: people_applications :many scope=account
SELECT p.id, p.name, p.state
FROM application p
WHERE p.account_id = :account AND p.state <> 'removed'
ORDER BY p.name, p.id
LIMIT 200

-- name: people_application :one scope=account
SELECT p.id, p.name, p.state FROM application p WHERE p.account_id = :account AND p.id = :id AND p.state <> 'removed'

-- name: people_application_roles :many scope=account
SELECT g.application_id, g.role, g.created_at FROM application_grant g WHERE g.account_id = :account ORDER BY g.application_id, g.role LIMIT 2000

-- Members who hold roles of their own here: what does not count while the group holds any.
-- name: group_own_roles :one scope=account
SELECT count(*) AS n::int
FROM (SELECT k.user_id
      FROM account_directory d
      JOIN group_member k ON k.directory_id = d.directory_id AND k.group_id = :group_id
      WHERE d.account_id = :account
        AND EXISTS (SELECT 1 FROM role_grant g
                    WHERE g.user_id = k.user_id AND g.directory_id = k.directory_id AND g.role <> 'global_admin'
                      AND (g.account_id = :account OR g.account_id IS NULL))
      LIMIT 10001) AS first

-- For the demo: somebody has been here.
-- name: people_demo_seen :exec scope=system
UPDATE app_user SET last_seen_at = :at WHERE id = :user_id

-- name: people_demo_facts :exec scope=system
UPDATE app_user SET phone = :phone, job_title = :job_title, last_seen_at = :at WHERE id = :user_id
