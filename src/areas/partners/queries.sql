-- Where an account stands; a location stands with its company.
-- name: partners_standing :one scope=system
SELECT s.state FROM account_standing s WHERE s.account_id = :account_id

-- Whom a company named as its primary contacts, of those who belong to it and are not told by a role of theirs.
-- name: partner_contacts :many scope=system
SELECT DISTINCT c.user_id
FROM account_contact c
JOIN app_user u ON u.id = c.user_id AND u.state = 'active'
WHERE c.account_id = :account_id
  AND EXISTS (SELECT 1 FROM account_directory d
              JOIN directory_member m ON m.directory_id = d.directory_id AND m.user_id = c.user_id AND m.state = 'active'
              WHERE d.account_id = c.account_id)
  AND NOT EXISTS (SELECT 1 FROM account_directory d
                  JOIN role_grant g ON g.directory_id = d.directory_id AND g.user_id = c.user_id
                  WHERE d.account_id = c.account_id AND g.role IN (:roles...) AND (g.account_id IS NULL OR g.account_id = c.account_id))
LIMIT 2

-- Who made the move by which the account stands as it does.
-- name: partners_last_mover :many scope=system
SELECT c.mover FROM state_change c
WHERE c.account_id = :account_id AND c.machine = 'partner_account' AND c.subject_id = :account_id
ORDER BY c.id DESC
LIMIT 1

-- name: partners_standing_put :exec scope=system
UPDATE account_standing SET state = :to_state, since = :now, reason = :reason
WHERE account_id = :account_id AND state = :from_state

-- name: partners_account_put :exec scope=system
UPDATE account
SET state = :state, version = version + 1
WHERE (id = :account_id OR parent_id = :account_id) AND state <> :state

-- Whatever was worked out of the account's rights is worked out anew, in its locations too.
-- name: partners_rights_moved :exec scope=system
UPDATE account SET rights_version = rights_version + 1 WHERE id = :account_id OR parent_id = :account_id

-- The company of a location, or the account itself.
-- name: partners_company :one scope=account
SELECT coalesce(a.parent_id, a.id) AS id::id FROM account a WHERE a.id = :account

-- A company by its public id, for the vendor's staff.
-- name: partner_find :one scope=operator
SELECT a.id, a.public_id, a.name, a.kind, a.country, a.city, a.partner_id, a.currency, a.locale, a.created_at, a.directory_id,
       s.state, s.since, s.reason, d.default_domain
FROM account a
JOIN account_standing s ON s.account_id = a.id
JOIN directory d ON d.id = a.directory_id
WHERE a.public_id = :public_id

-- name: partner_unapproved :many scope=operator
SELECT e.id FROM account_enrollment e WHERE e.account_id = :account_id AND e.state <> 'approved' ORDER BY e.id DESC LIMIT 1

-- The vendor's list. created: a range, the whole of time when it is not asked for.
-- name: partner_list :page scope=operator order=name(s.name_key,s.account_id) order=added(s.created_at,s.account_id) order=since(s.since,s.account_id)
SELECT s.account_id, s.name_key, s.created_at, s.since, s.state, s.reason, s.kind, s.country, a.name, a.public_id, a.partner_id, a.city
FROM account_standing s
JOIN account a ON a.id = s.account_id
WHERE s.state <> :hidden
  AND {sqlite: +s.created_at}{pg: s.created_at} >= :created_low AND {sqlite: +s.created_at}{pg: s.created_at} <= :created_high
[ids: AND s.account_id IN (:ids...)]
[state: AND s.state = :state]
[kind: AND s.kind = :kind]
[country: AND s.country = :country]
[program: AND EXISTS (SELECT 1 FROM account_program p
                      WHERE p.account_id = s.account_id AND p.program = :program AND p.state = 'active')]
[word: AND EXISTS (SELECT 1 FROM account_word w
                   WHERE w.account_id = s.account_id AND w.word >= :word_low AND w.word < :word_high)
       AND EXISTS (SELECT 1 FROM account_word w
                   WHERE w.account_id = s.account_id AND w.word >= :second_low AND w.word < :second_high)]

-- name: partners_by_word :many scope=operator
SELECT DISTINCT w.account_id FROM account_word w WHERE w.word >= :word_low AND w.word < :word_high LIMIT 501

-- name: partners_by_program :many scope=operator
SELECT p.account_id FROM account_program p WHERE p.program = :program AND p.state = 'active' LIMIT 501

-- Countries that partners are in.
-- name: partners_countries :many scope=operator
SELECT DISTINCT s.country FROM account_standing s ORDER BY s.country LIMIT 300

-- How many stand how, closed ones too.
-- name: partners_counts :many scope=operator
SELECT s.state, count(*) AS n::int FROM account_standing s GROUP BY s.state ORDER BY s.state LIMIT 10

-- Accounts of the same name in the same country.
-- name: partners_same :many scope=system
SELECT a.name, a.partner_id, a.public_id
FROM account_standing s
JOIN account a ON a.id = s.account_id
WHERE s.name_key = :name_key AND s.country = :country AND s.state <> 'closed' AND s.account_id <> :besides
ORDER BY s.account_id
LIMIT 3

-- name: partner_number :one scope=system
SELECT a.partner_id FROM account a WHERE a.id = :account_id

-- name: partner_id_taken :one scope=system
SELECT c.owner_id FROM claim c WHERE c.kind = 'public_id' AND c.name = :public_id

-- Who manages a partner account as a whole.
-- name: partner_admins :many scope=operator
SELECT DISTINCT u.id, u.first_name, u.last_name, u.email, u.last_seen_at
FROM account_directory d
JOIN role_grant g ON g.directory_id = d.directory_id
JOIN app_user u ON u.id = g.user_id
WHERE d.account_id = :account_id
  AND (g.account_id = :account_id OR g.account_id IS NULL)
  AND g.role IN ('global_admin', 'owner') AND u.state = 'active'
ORDER BY u.last_name, u.first_name, u.id
LIMIT 20

-- Of those, whoever never signed in.
-- name: partner_unseen :many scope=operator
SELECT DISTINCT u.id
FROM account_directory d
JOIN role_grant g ON g.directory_id = d.directory_id
JOIN app_user u ON u.id = g.user_id
WHERE d.account_id = :account_id
  AND (g.account_id = :account_id OR g.account_id IS NULL)
  AND g.role IN ('global_admin', 'owner') AND u.state = 'active' AND u.last_seen_at IS NULL
ORDER BY u.id
LIMIT 20

-- name: partner_people :one scope=operator
SELECT count(*) AS n::int
FROM account_directory d
JOIN directory_member m ON m.directory_id = d.directory_id
WHERE d.account_id = :account_id AND m.state = 'active'

-- name: partner_programs :many scope=operator
SELECT p.program FROM account_program p WHERE p.account_id = :account_id AND p.state = 'active' ORDER BY p.program LIMIT 50

-- The last request of an account.
-- name: account_request_last :many scope=account
SELECT r.id, r.created_at, r.state, r.body, r.answer
FROM account_request r
WHERE r.account_id = :account
ORDER BY r.id DESC
LIMIT 1

-- name: account_request_open :many scope=system
SELECT r.id FROM account_request r WHERE r.account_id = :account_id AND r.state = 'open' ORDER BY r.id LIMIT 1

-- name: account_request_add :exec scope=account
INSERT INTO account_request (account_id, id, created_at, state, standing, user_id, body, answer)
SELECT :account, :id, :now, 'open', s.state, :user, :body, ''
FROM account_standing s
WHERE s.account_id = :account AND s.state <> 'active'
  AND NOT EXISTS (SELECT 1 FROM account_request r WHERE r.account_id = :account AND r.state = 'open')

-- name: account_request_state :one scope=system
SELECT r.state FROM account_request r WHERE r.id = :id AND r.account_id = :account_id

-- name: account_request_put :exec scope=system
UPDATE account_request SET state = :to_state, answer = :answer, decided_at = :now
WHERE id = :id AND account_id = :account_id AND state = :from_state

-- name: account_request_get :one scope=operator
SELECT r.id, r.account_id, r.created_at, r.state, r.standing, r.user_id, r.body, r.answer, a.public_id, u.first_name, u.last_name, u.email
FROM account_request r
JOIN account a ON a.id = r.account_id
JOIN app_user u ON u.id = r.user_id
WHERE r.id = :id

-- --- people of imports, invited in waves ---

-- The account of a domain's organization, if it is a partner's.
-- name: partner_of_domain :many scope=system
SELECT a.id, a.name, a.public_id, l.directory_id
FROM account_directory l
JOIN account a ON a.id = l.account_id
WHERE l.directory_id = :directory_id AND a.parent_id IS NULL AND a.state <> 'closed'
ORDER BY a.id
LIMIT 1

-- name: partner_invitee_add :exec scope=system
INSERT INTO partner_invitee (user_id, account_id, created_at, wave, invited_at)
VALUES (:user_id, :account_id, :wall, 0, NULL)
ON CONFLICT (user_id) DO NOTHING

-- The next that wait; whoever came by other means needs no link.
-- name: partner_invitees_next :many scope=system
SELECT i.user_id, a.name
FROM partner_invitee i
JOIN account a ON a.id = i.account_id
JOIN app_user u ON u.id = i.user_id
WHERE i.wave = 0 AND u.state = 'active' AND u.last_seen_at IS NULL AND a.state <> 'closed'
ORDER BY i.created_at, i.user_id
LIMIT :size::int

-- name: partner_invitees_sent :exec scope=system
UPDATE partner_invitee SET wave = :wave, invited_at = :wall WHERE user_id IN (:users...)

-- name: partner_wave_last :one scope=system
SELECT coalesce(max(i.wave), 0) AS n::int FROM partner_invitee i

-- name: partner_invitee_counts :one scope=operator
SELECT coalesce(sum(CASE WHEN u.last_seen_at IS NULL AND i.wave = 0 THEN 1 ELSE 0 END), 0) AS waiting::int,
       coalesce(sum(CASE WHEN u.last_seen_at IS NULL AND i.wave > 0 THEN 1 ELSE 0 END), 0) AS silent::int,
       coalesce(sum(CASE WHEN u.last_seen_at IS NOT NULL THEN 1 ELSE 0 END), 0) AS came::int
FROM partner_invitee i
JOIN app_user u ON u.id = i.user_id

-- name: partner_invitees :page scope=operator order=added(i.created_at,i.user_id)
SELECT i.user_id, i.wave, i.invited_at, i.created_at, u.first_name, u.last_name, u.email, u.last_seen_at, a.name, a.public_id
FROM partner_invitee i
JOIN app_user u ON u.id = i.user_id
JOIN account a ON a.id = i.account_id
WHERE i.wave >= :wave_low
[silent: AND u.last_seen_at IS NULL]
[waiting: AND i.wave = 0]
[came: AND u.last_seen_at IS NOT NULL]
