-- --- drafts ---

-- name: enroll_draft_add :exec scope=system
INSERT INTO enrollment_draft (id, created_at, updated_at, expires_at, state, step, token_hash, mail_hash, code_hash,
    code_until, code_tries, codes_sent, proved_at, network, invited_by, locale, email, domain, name, country, kind,
    legal_name, line1, line2, city, state_code, postal_code, registration_id, tax_id, first_name, last_name, phone,
    job_title, authority, account_id)
VALUES (:id, :wall, :wall, :expires_at, 'open', 'company', :token_hash, :mail_hash?, NULL,
    NULL, 0, 0, NULL, :network, :invited_by?, :locale, :email, :domain, '', '', '',
    '', '', '', '', '', '', '', '', '', '', '',
    '', FALSE, NULL)

-- By the hash of its address in a browser, or of the link in the mail.
-- name: enroll_draft_get :one scope=system
SELECT d.id, d.created_at, d.expires_at, d.state, d.step, d.code_hash, d.code_until, d.code_tries, d.codes_sent,
       d.proved_at, d.invited_by, d.locale, d.email, d.domain, d.name, d.country, d.kind, d.legal_name, d.line1, d.line2,
       d.city, d.state_code, d.postal_code, d.registration_id, d.tax_id, d.first_name, d.last_name, d.phone, d.job_title,
       d.authority, d.account_id, CASE WHEN d.token_hash = :hash THEN FALSE ELSE TRUE END AS by_mail::bool
FROM enrollment_draft d
WHERE d.token_hash = :hash OR d.mail_hash = :hash

-- name: enroll_draft_of :one scope=system
SELECT d.id, d.state, d.expires_at, d.codes_sent, d.proved_at, d.locale, d.email, d.invited_by
FROM enrollment_draft d
WHERE d.id = :id

-- name: enroll_code_put :exec scope=system
UPDATE enrollment_draft
SET code_hash = :code_hash, code_until = :code_until, code_tries = 0, codes_sent = codes_sent + 1, mail_hash = :mail_hash
WHERE id = :id AND state = 'open'

-- A mail without a code. The tries begin anew as with one: else the page would tell who is known here.
-- name: enroll_code_sent :exec scope=system
UPDATE enrollment_draft SET code_tries = 0, codes_sent = codes_sent + 1 WHERE id = :id

-- name: enroll_code_tried :exec scope=system
UPDATE enrollment_draft SET code_tries = code_tries + 1 WHERE id = :id

-- name: enroll_proved :exec scope=system
UPDATE enrollment_draft SET proved_at = :wall, code_hash = NULL, updated_at = :wall WHERE id = :id AND proved_at IS NULL

-- The newest other one of the address that somebody has got further with.
-- name: enroll_draft_before :many scope=system
SELECT d.id
FROM enrollment_draft d
WHERE d.email = :email AND d.id <> :id AND d.state = 'open' AND d.expires_at > :wall
  AND (d.step <> 'company' OR d.name <> '')
ORDER BY d.created_at DESC
LIMIT 1

-- name: enroll_draft_take_over :exec scope=system
UPDATE enrollment_draft
SET token_hash = :token_hash, proved_at = :wall, updated_at = :wall, expires_at = :expires_at
WHERE id = :id

-- name: enroll_draft_drop :exec scope=system
DELETE FROM enrollment_draft WHERE id = :id

-- name: enroll_company_put :exec scope=system
UPDATE enrollment_draft
SET name = :name, country = :country, kind = :kind, step = :step, updated_at = :wall, expires_at = :expires_at
WHERE id = :id AND state = 'open'

-- name: enroll_legal_put :exec scope=system
UPDATE enrollment_draft
SET legal_name = :legal_name, line1 = :line1, line2 = :line2, city = :city, state_code = :state_code,
    postal_code = :postal_code, registration_id = :registration_id, tax_id = :tax_id, step = :step, updated_at = :wall,
    expires_at = :expires_at
WHERE id = :id AND state = 'open'

-- name: enroll_contact_put :exec scope=system
UPDATE enrollment_draft
SET first_name = :first_name, last_name = :last_name, phone = :phone, job_title = :job_title, authority = :authority,
    step = :step, updated_at = :wall, expires_at = :expires_at
WHERE id = :id AND state = 'open'

-- name: enroll_draft_end :exec scope=system
UPDATE enrollment_draft
SET state = :state, account_id = :account_id, updated_at = :wall, expires_at = :expires_at
WHERE id = :id AND state = 'open'

-- Mails to an address since a time.
-- name: enroll_mails_since :one scope=system
SELECT coalesce(sum(d.codes_sent), 0) AS n::int FROM enrollment_draft d WHERE d.email = :email AND d.created_at > :since

-- Enrollments of a domain since a time: those whose address is proved (by the code, or by the mail's link, without which
-- there is no name), and of the others those of the same network. Anybody can type addresses of somebody else's domain.
-- name: enroll_domain_since :one scope=system
SELECT count(*) AS n::int
FROM enrollment_draft d
WHERE d.domain = :domain AND d.created_at > :since
  AND (d.proved_at IS NOT NULL OR d.name <> '' OR d.network = :network)

-- Of all domains, counted alike: drafts that nobody has proved do not shut the door for others.
-- name: enroll_all_since :one scope=system
SELECT count(*) AS n::int
FROM enrollment_draft d
WHERE d.created_at > :since AND (d.proved_at IS NOT NULL OR d.name <> '' OR d.network = :network)

-- The account that a domain's organization has here, if it is a partner's.
-- name: enroll_account_of_directory :many scope=system
SELECT a.id, a.name, a.public_id
FROM account_directory l
JOIN account a ON a.id = l.account_id
WHERE l.directory_id = :directory_id AND a.parent_id IS NULL AND a.state <> 'closed'
ORDER BY a.id
LIMIT 1

-- --- words on addresses ---

-- name: enroll_words_of :many scope=system
SELECT w.kind, w.word, w.refused FROM enrollment_word w WHERE w.word IN (:words...) ORDER BY w.word LIMIT 60

-- name: enroll_words :many scope=operator
SELECT w.kind, w.word, w.refused, w.source, w.created_at FROM enrollment_word w ORDER BY w.kind, w.word LIMIT 500

-- name: enroll_word_put :exec scope=operator
INSERT INTO enrollment_word (kind, word, refused, source, created_at) VALUES (:kind, :word, :refused, :source, :wall)
ON CONFLICT (kind, word) DO UPDATE SET refused = :refused, source = :source, created_at = :wall

-- name: enroll_word_drop :exec scope=operator
DELETE FROM enrollment_word WHERE kind = :kind AND word = :word

-- --- what became of them ---

-- name: enrolled_add :exec scope=account
INSERT INTO account_enrollment (account_id, id, created_at, version, state, reason, decided_at, user_id, email, person,
                                job_title, invited_by, terms_id, terms_hash, locale, address, agent)
VALUES (:account, :id, :now, 1, 'submitted', '', NULL, :user, :email, :person, :job_title, :invited_by?, :terms_id?,
        :terms_hash, :locale, :address, :agent)

-- name: enrolled_state :one scope=system
SELECT e.state FROM account_enrollment e WHERE e.id = :id AND e.account_id = :account_id

-- name: enrolled_put :exec scope=system
UPDATE account_enrollment
SET state = :to_state, reason = :reason, decided_at = :now, version = version + 1
WHERE id = :id AND account_id = :account_id AND state = :from_state

-- name: enrolled_of_account :many scope=account
SELECT e.id, e.created_at, e.state, e.email, e.person, e.job_title, e.terms_hash
FROM account_enrollment e
WHERE e.account_id = :account
ORDER BY e.id DESC
LIMIT 1

-- name: enrolled_get :one scope=operator
SELECT e.id, e.account_id, e.created_at, e.state, e.user_id, e.email, e.person, e.job_title, e.terms_hash, e.locale,
       e.address, e.agent, a.public_id, a.name, a.country, u.last_seen_at
FROM account_enrollment e
JOIN account a ON a.id = e.account_id
JOIN app_user u ON u.id = e.user_id
WHERE e.id = :id

-- name: enrolled_list :page scope=operator order=newest(e.created_at,e.id)
SELECT e.id, e.account_id, e.created_at, e.state, e.reason, e.email, e.person, a.name, a.country, a.public_id, a.partner_id
FROM account_enrollment e
JOIN account a ON a.id = e.account_id
WHERE e.version > 0
[state: AND e.state = :state]
[country: AND a.country = :country]
[whose: AND EXISTS (SELECT 1 FROM work_item w WHERE w.kind = 'enrollment' AND w.subject_id = e.id AND w.state = 'open'
        AND w.due_at < :due_high AND (:anybody::bool OR w.assigned_to IS NOT DISTINCT FROM :assigned_to?::id))]

-- Countries of companies that enrolled.
-- name: enrolled_countries :many scope=operator
SELECT DISTINCT a.country FROM account_enrollment e JOIN account a ON a.id = e.account_id ORDER BY a.country LIMIT 300

-- name: enrolled_counts :many scope=operator
SELECT e.state, count(*) AS n::int FROM account_enrollment e GROUP BY e.state ORDER BY e.state LIMIT 5

-- Begun and not sent.
-- name: enroll_drafts_open :one scope=operator
SELECT count(*) AS n::int FROM enrollment_draft d WHERE d.state = 'open' AND d.expires_at > :wall

-- name: enroll_invited :many scope=operator
SELECT d.id, d.created_at, d.expires_at, d.email, d.state, d.step
FROM enrollment_draft d
WHERE d.invited_by IS NOT NULL
ORDER BY d.created_at DESC, d.id DESC
LIMIT 50
