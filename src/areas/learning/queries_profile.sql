-- --- learning profiles ---

-- name: learning_profiles_mine :many scope=self
SELECT p.id, p.account_id, p.created_at, p.state, p.since, p.reason, p.profile, a.name AS account_name
FROM learning_profile p
JOIN account a ON a.id = p.account_id
WHERE p.user_id = :user
ORDER BY p.created_at DESC, p.id DESC
LIMIT 50

-- When the person, or the profile under whatever person, was linked: for the limits of a year.
-- name: learning_profile_links :many scope=system
SELECT p.id, p.linked_at
FROM learning_profile p
WHERE (p.profile_key = :profile_key OR p.user_id = :user_id) AND p.linked_at > :since_low
ORDER BY p.linked_at DESC, p.id
LIMIT 100

-- Where the profile, or the person under another profile, stands linked or waits.
-- name: learning_profile_open :many scope=system
SELECT p.id, p.account_id, p.user_id, p.state, p.profile, a.public_id
FROM learning_profile p
JOIN account a ON a.id = p.account_id
WHERE (p.profile_key = :profile_key OR p.user_id = :user_id) AND p.state IN ('pending', 'linked')
ORDER BY p.created_at DESC, p.id
LIMIT 50

-- name: learning_profile_add :exec scope=account
INSERT INTO learning_profile (account_id, id, user_id, created_at, state, since, reason, profile, profile_key, linked_at)
VALUES (:account, :id, :user, :now, 'pending', :now, '', :profile, :profile_key, NULL)

-- name: learning_profile_state :one scope=system
SELECT p.state FROM learning_profile p WHERE p.id = :id AND p.account_id = :account_id

-- name: learning_profile_state_put :exec scope=system
UPDATE learning_profile SET state = :state, since = :now, reason = :reason, linked_at = coalesce(:linked_at?::time, linked_at)
WHERE id = :id AND account_id = :account_id AND state = :was

-- name: learning_profile_get :one scope=system
SELECT p.account_id, p.id, p.user_id, p.created_at, p.state, p.since, p.reason, p.profile, p.profile_key, a.name AS account_name,
       a.public_id, u.first_name, u.last_name, u.email
FROM learning_profile p
JOIN account a ON a.id = p.account_id
JOIN app_user u ON u.id = p.user_id
WHERE p.id = :id

-- All credit of a person goes to the company they are linked to now.
-- name: learning_awards_move :exec scope=system
UPDATE learning_award SET account_id = :account_id, user_id = :user_id, credited = TRUE WHERE user_id = :was_user_id

-- The records of a profile are no credit any more, once it is unlinked.
-- name: learning_awards_uncredit :exec scope=system
UPDATE learning_award SET credited = FALSE WHERE user_id = :user_id AND source = 'record'

-- --- records of the vendor ---

-- name: learning_records :page scope=operator order=newest(r.created_at,r.id)
SELECT r.id, r.created_at, r.profile, r.email, r.name, r.certification_id, r.number, r.issued_on, w.id AS award_id
FROM learning_record r
LEFT JOIN learning_award w ON w.record_id = r.id
WHERE r.profile_key >= :profile_low
[profile: AND r.profile_key = :profile_key]

-- name: learning_records_of :many scope=system
SELECT r.id, r.email, r.certification_id, r.number, r.issued_on
FROM learning_record r
WHERE r.profile_key = :profile_key
ORDER BY r.issued_on, r.id
LIMIT 200

-- name: learning_record_add :exec scope=system
INSERT INTO learning_record (id, created_at, profile, profile_key, email, name, certification_id, number, issued_on, made_by)
VALUES (:id, :now, :profile, :profile_key, :email, :name, :certification_id, :number, :issued_on, :user?)
ON CONFLICT (profile_key, certification_id, issued_on) DO NOTHING

-- --- claims ---

-- name: learning_claims_mine :many scope=self exempt="own rows in every account"
SELECT c.id, c.account_id, c.created_at, c.state, c.since, c.reason, c.certification_id, c.number, c.issued_on, c.link, c.note, c.file_id, c.file_name
FROM learning_claim c
WHERE c.user_id = :user
ORDER BY c.created_at DESC, c.id DESC
LIMIT 50

-- name: learning_claim_add :exec scope=account
INSERT INTO learning_claim (account_id, id, user_id, created_at, state, since, reason, certification_id, number, issued_on, link, note,
                            file_id, file_name)
VALUES (:account, :id, :user, :now, 'pending', :now, '', :certification_id, :number, :issued_on, :link, :note, :file_id?, :file_name)

-- name: learning_claim_save :exec scope=self exempt="own rows in every account"
UPDATE learning_claim SET number = :number, issued_on = :issued_on, link = :link, note = :note, certification_id = :certification_id,
    file_id = :file_id?, file_name = :file_name
WHERE id = :id AND user_id = :user AND state = 'rejected'

-- name: learning_claim_state :one scope=system
SELECT c.state FROM learning_claim c WHERE c.id = :id AND c.account_id = :account_id

-- name: learning_claim_state_put :exec scope=system
UPDATE learning_claim SET state = :state, since = :now, reason = :reason
WHERE id = :id AND account_id = :account_id AND state = :was

-- name: learning_claim_get :one scope=system
SELECT c.account_id, c.id, c.user_id, c.created_at, c.state, c.since, c.reason, c.certification_id, c.number, c.issued_on, c.link,
       c.note, c.file_id, c.file_name, a.name AS account_name, a.public_id, u.first_name, u.last_name, u.email
FROM learning_claim c
JOIN account a ON a.id = c.account_id
JOIN app_user u ON u.id = c.user_id
WHERE c.id = :id
