-- --- the catalogue ---

-- The whole catalogue: the vendor's pages and everybody's choice are made of it.
-- name: learning_items :many scope=system
SELECT i.id, i.updated_at, i.version, i.code, i.kind, i.state, i.field, i.level, i.roles, i.minutes, i.link, i.pass_mark,
       i.attempts_max, i.wait_hours, i.limit_minutes, i.certification_id, i.title_id, i.about_id
FROM learning_item i
ORDER BY i.created_at, i.id
LIMIT 400

-- name: learning_item_get :one scope=system
SELECT i.id, i.updated_at, i.version, i.code, i.kind, i.state, i.field, i.level, i.roles, i.minutes, i.link, i.pass_mark,
       i.attempts_max, i.wait_hours, i.limit_minutes, i.certification_id, i.title_id, i.about_id
FROM learning_item i
WHERE i.id = :id

-- name: learning_item_count :one scope=system
SELECT count(*) AS n::int FROM learning_item

-- name: learning_item_add :exec scope=system
INSERT INTO learning_item (id, created_at, updated_at, version, code, kind, state, field, level, roles, minutes, link,
                           pass_mark, attempts_max, wait_hours, limit_minutes, certification_id, title_id, about_id)
VALUES (:id, :now, :now, 1, :code, :kind, 'draft', :field, :level, :roles, :minutes, :link, :pass_mark, :attempts_max,
        :wait_hours, :limit_minutes, :certification_id?, :title_id, :about_id)
ON CONFLICT (code) DO NOTHING

-- name: learning_item_save :exec scope=system
UPDATE learning_item
SET updated_at = :now, version = version + 1, field = :field, level = :level, roles = :roles, minutes = :minutes,
    link = :link, pass_mark = :pass_mark, attempts_max = :attempts_max, wait_hours = :wait_hours,
    limit_minutes = :limit_minutes, certification_id = :certification_id?
WHERE id = :id AND version = :version

-- name: learning_item_state_put :exec scope=system
UPDATE learning_item SET updated_at = :now, version = version + 1, state = :state WHERE id = :id AND state = :was

-- name: learning_item_drop :exec scope=system
DELETE FROM learning_item WHERE id = :id AND state = 'draft'

-- Those of today, or also those that an attempt may hold which began at :since.
-- name: learning_parts :many scope=system
SELECT p.id, p.item_id, p.place, p.title_id, p.body_id, p.note_id
FROM learning_part p
WHERE p.item_id = :item_id
[today: AND p.retired_at IS NULL]
[since: AND (p.retired_at IS NULL OR p.retired_at >= :since)]
ORDER BY p.place, p.id
LIMIT 1000

-- How many pages or questions each has.
-- name: learning_part_counts :many scope=system
SELECT p.item_id, count(*) AS n::int FROM learning_part p WHERE p.retired_at IS NULL GROUP BY p.item_id ORDER BY p.item_id LIMIT 400

-- name: learning_part_add :exec scope=system
INSERT INTO learning_part (id, created_at, item_id, place, title_id, body_id, note_id)
VALUES (:id, :now, :item_id, :place, :title_id, :body_id, :note_id)

-- name: learning_part_place_put :exec scope=system
UPDATE learning_part SET place = :place WHERE id = :id

-- name: learning_part_retire :exec scope=system
UPDATE learning_part SET retired_at = :now WHERE id = :id AND item_id = :item_id AND retired_at IS NULL

-- name: learning_part_drop :exec scope=system
DELETE FROM learning_part WHERE id = :id AND item_id = :item_id

-- name: learning_parts_drop :exec scope=system
DELETE FROM learning_part WHERE item_id = :item_id

-- name: learning_certifications :many scope=system
SELECT c.id, c.version, c.code, c.state, c.field, c.issuer, c.months, c.title_id, c.about_id
FROM learning_certification c
ORDER BY c.code
LIMIT 200

-- name: learning_certification_count :one scope=system
SELECT count(*) AS n::int FROM learning_certification

-- name: learning_certification_add :exec scope=system
INSERT INTO learning_certification (id, created_at, updated_at, version, code, state, field, issuer, months, title_id, about_id)
VALUES (:id, :now, :now, 1, :code, 'draft', :field, :issuer, :months, :title_id, :about_id)
ON CONFLICT (code) DO NOTHING

-- name: learning_certification_save :exec scope=system
UPDATE learning_certification
SET updated_at = :now, version = version + 1, field = :field, issuer = :issuer, months = :months
WHERE id = :id AND version = :version

-- name: learning_certification_state_put :exec scope=system
UPDATE learning_certification SET updated_at = :now, version = version + 1, state = :state WHERE id = :id AND state = :was

-- --- a person's own ---

-- name: learning_progress_mine :many scope=self exempt="own rows in every account"
SELECT p.item_id, p.page, p.done_at, p.updated_at FROM learning_progress p WHERE p.user_id = :user ORDER BY p.updated_at DESC, p.item_id LIMIT 500

-- Begins, or goes on.
-- name: learning_progress_put :exec scope=account
INSERT INTO learning_progress (account_id, user_id, item_id, created_at, updated_at, page, done_at)
VALUES (:account, :user, :item_id, :now, :now, :page, NULL)
ON CONFLICT (user_id, item_id) DO UPDATE SET updated_at = excluded.updated_at,
    page = CASE WHEN learning_progress.page > excluded.page THEN learning_progress.page ELSE excluded.page END

-- name: learning_progress_done :exec scope=self exempt="own rows in every account"
UPDATE learning_progress SET done_at = :now, updated_at = :now, account_id = :account_id
WHERE user_id = :user AND item_id = :item_id AND done_at IS NULL

-- name: learning_attempts_mine :many scope=self exempt="own rows in every account"
SELECT t.id, t.item_id, t.created_at, t.ends_at, t.state, t.score, t.done_at
FROM learning_attempt t
WHERE t.user_id = :user
ORDER BY t.created_at DESC, t.id DESC
LIMIT 300

-- name: learning_attempt_get :one scope=self exempt="own rows in every account"
SELECT t.account_id, t.id, t.item_id, t.created_at, t.ends_at, t.seed, t.questions, t.answers, t.state, t.score, t.done_at,
       t.pass_mark
FROM learning_attempt t
WHERE t.user_id = :user AND t.id = :id

-- name: learning_attempt_add :exec scope=account
INSERT INTO learning_attempt (account_id, id, user_id, item_id, created_at, ends_at, seed, questions, answers, state, score, done_at, pass_mark)
VALUES (:account, :id, :user, :item_id, :now, :ends_at?, :seed, :questions, '', 'open', 0, NULL, :pass_mark)

-- name: learning_attempt_save :exec scope=self exempt="own rows in every account"
UPDATE learning_attempt SET answers = :answers WHERE user_id = :user AND id = :id AND state = 'open'

-- name: learning_attempt_end :exec scope=self exempt="own rows in every account"
UPDATE learning_attempt SET answers = :answers, state = :state, score = :score, done_at = :now
WHERE user_id = :user AND id = :id AND state = 'open'

-- name: learning_awards_mine :many scope=self
SELECT w.id, w.account_id, w.certification_id, w.source, w.number, w.issued_on, w.expires_on, w.credited, a.name AS account_name
FROM learning_award w
JOIN account a ON a.id = w.account_id
WHERE w.user_id = :user
ORDER BY w.issued_on DESC, w.id DESC
LIMIT 200

-- name: learning_award_add :exec scope=system
INSERT INTO learning_award (account_id, id, user_id, created_at, certification_id, source, record_id, number, issued_on, expires_on, credited)
VALUES (:account_id, :id, :user_id, :now, :certification_id, :source, :record_id?, :number, :issued_on, :expires_on, TRUE)
ON CONFLICT (record_id) DO NOTHING

-- name: learning_award_find :one scope=system
SELECT w.id, w.account_id, w.user_id, w.certification_id, w.number, w.issued_on, w.expires_on, w.credited, a.public_id
FROM learning_award w
JOIN account a ON a.id = w.account_id
WHERE w.id = :id

-- Does the person hold the certification for longer than this one?
-- name: learning_award_later :one scope=system
SELECT count(*) AS n::int
FROM learning_award w
WHERE w.user_id = :user_id AND w.certification_id = :certification_id AND w.expires_on > :expires_on

-- --- of a company ---

-- Who holds what: of people who still belong to the company.
-- name: learning_holders :page scope=account order=name(u.last_name,u.first_name,w.id) order=issued(w.issued_on,w.id) order=expires(w.expires_on,w.id)
SELECT w.id, w.user_id, u.first_name, u.last_name, u.email, w.certification_id, w.source, w.number, w.issued_on, w.expires_on
FROM learning_award w
JOIN learning_certification c ON c.id = w.certification_id
JOIN app_user u ON u.id = w.user_id
WHERE w.account_id = :account AND w.credited = TRUE AND u.state = 'active'
  AND EXISTS (SELECT 1 FROM account_directory x JOIN directory_member m ON m.directory_id = x.directory_id
              WHERE x.account_id = w.account_id AND m.user_id = w.user_id AND m.state = 'active')
  AND w.expires_on >= :until_low AND w.expires_on < :until_high
[certification: AND w.certification_id = :certification_id]
[field: AND c.field = :field]

-- Valid certifications and who holds them, by certification.
-- name: learning_company_counts :many scope=account
SELECT w.certification_id, count(*) AS awards::int, count(DISTINCT w.user_id) AS people::int,
       coalesce(sum(CASE WHEN w.expires_on < :soon THEN 1 ELSE 0 END), 0) AS soon::int
FROM learning_award w
JOIN app_user u ON u.id = w.user_id
WHERE w.account_id = :account AND w.credited = TRUE AND u.state = 'active'
  AND EXISTS (SELECT 1 FROM account_directory x JOIN directory_member m ON m.directory_id = x.directory_id
              WHERE x.account_id = w.account_id AND m.user_id = w.user_id AND m.state = 'active')
  AND w.expires_on >= :today
GROUP BY w.certification_id
ORDER BY w.certification_id
LIMIT 200

-- Trainings that people of the company have finished.
-- name: learning_company_done :one scope=account
SELECT count(*) AS n::int, count(DISTINCT p.user_id) AS people::int
FROM learning_progress p
JOIN app_user u ON u.id = p.user_id
WHERE p.account_id = :account AND p.done_at IS NOT NULL AND u.state = 'active'

-- People with a valid certification, by certification: what programs ask for.
-- name: learning_certified :many scope=system
SELECT c.code, count(DISTINCT w.user_id) AS people::int
FROM learning_award w
JOIN learning_certification c ON c.id = w.certification_id
JOIN app_user u ON u.id = w.user_id
WHERE w.account_id = :account_id AND w.credited = TRUE AND u.state = 'active'
  AND EXISTS (SELECT 1 FROM account_directory x JOIN directory_member m ON m.directory_id = x.directory_id
              WHERE x.account_id = w.account_id AND m.user_id = w.user_id AND m.state = 'active')
  AND w.expires_on >= :today
GROUP BY c.code
ORDER BY c.code
LIMIT 200

-- --- statistics ---

-- name: learning_done_weeks :many scope=operator
SELECT (p.done_at - :since_low) / 604800000000 AS week::int, count(*) AS n::int
FROM learning_progress p
WHERE p.done_at >= :since_low
GROUP BY 1
ORDER BY 1
LIMIT 60

-- name: learning_passed_weeks :many scope=operator
SELECT (t.done_at - :since_low) / 604800000000 AS week::int, count(*) AS n::int
FROM learning_attempt t
WHERE t.done_at >= :since_low AND t.state = 'passed'
GROUP BY 1
ORDER BY 1
LIMIT 60

-- name: learning_item_taken :many scope=operator
SELECT p.item_id, count(*) AS begun::int, count(p.done_at) AS done::int
FROM learning_progress p
GROUP BY p.item_id
ORDER BY p.item_id
LIMIT 400

-- name: learning_item_tried :many scope=operator
SELECT t.item_id, count(*) AS tried::int, count(DISTINCT t.user_id) AS people::int,
       coalesce(sum(CASE WHEN t.state = 'passed' THEN 1 ELSE 0 END), 0) AS passed::int, coalesce(sum(t.score), 0) AS score::int
FROM learning_attempt t
WHERE t.state <> 'open'
GROUP BY t.item_id
ORDER BY t.item_id
LIMIT 400
