-- The public business profile: a partner's own, and what everybody finds.

-- name: business_list :many scope=account
SELECT b.id, b.country, b.state, b.name, b.city, b.updated_at, b.published_at
FROM business_listing b
WHERE b.account_id = :account
ORDER BY b.country, b.id
LIMIT 300

-- name: business_get :one scope=account
SELECT b.id, b.version, b.country, b.state, b.name, b.about, b.city, b.email, b.phone, b.website, b.updated_at, b.published_at, b.shown_name, b.shown_about, b.shown_city, b.shown_email, b.shown_phone, b.shown_website
FROM business_listing b
WHERE b.account_id = :account AND b.country = :country

-- name: business_add :exec scope=account
INSERT INTO business_listing (account_id, id, created_at, version, updated_at, updated_by, country, state, name, about, city, email, phone, website, name_key, shown_name, shown_about, shown_city, shown_email, shown_phone, shown_website)
VALUES (:account, :id, :now, 1, :now, :user?, :country, 'draft', :name, :about, :city, :email, :phone, :website, '', '', '', '', '', '', '')
ON CONFLICT (account_id, country) DO NOTHING

-- name: business_put :exec scope=account
UPDATE business_listing
SET version = version + 1, updated_at = :now, updated_by = :user?, name = :name, about = :about, city = :city, email = :email, phone = :phone, website = :website
WHERE account_id = :account AND country = :country AND version = :version

-- name: business_state :one scope=system
SELECT b.state FROM business_listing b WHERE b.id = :id AND b.account_id = :account_id

-- name: business_state_put :exec scope=system
UPDATE business_listing SET state = :to_state, version = version + 1, updated_at = :now
WHERE id = :id AND account_id = :account_id AND state = :from_state

-- What is worked on becomes what is shown.
-- name: business_show :exec scope=account
UPDATE business_listing
SET name_key = :name_key, published_at = :now, shown_name = name, shown_about = about, shown_city = city, shown_email = email, shown_phone = phone, shown_website = website
WHERE account_id = :account AND id = :id

-- name: business_words_drop :exec scope=account
DELETE FROM business_word WHERE account_id = :account AND listing_id = :listing_id

-- name: business_word_add :exec scope=account
INSERT INTO business_word (word, listing_id, account_id)
VALUES (:word, :listing_id, :account)
ON CONFLICT (word, listing_id) DO NOTHING

-- What everybody finds: published, of a partner in good standing.
-- name: business_find :page scope=system order=name(b.name_key,b.id)
SELECT b.id, b.name_key, b.country, b.shown_name, b.shown_about, b.shown_city
FROM business_listing b
JOIN account_standing s ON s.account_id = b.account_id
WHERE b.state = 'published' AND s.state IN ('active', 'restricted')
[country: AND b.country = :country]
[program: AND EXISTS (SELECT 1 FROM account_program p
                      WHERE p.account_id = b.account_id AND p.program = :program AND p.state = 'active')]
[word: AND EXISTS (SELECT 1 FROM business_word w
                   WHERE w.listing_id = b.id AND w.word >= :word_low AND w.word < :word_high)
       AND EXISTS (SELECT 1 FROM business_word w
                   WHERE w.listing_id = b.id AND w.word >= :second_low AND w.word < :second_high)]

-- name: business_countries :many scope=system
SELECT DISTINCT b.country FROM business_listing b WHERE b.state = 'published' ORDER BY b.country LIMIT 300

-- name: business_shown :one scope=system
SELECT b.account_id, b.country, b.shown_name, b.shown_about, b.shown_city, b.shown_email, b.shown_phone, b.shown_website, b.published_at
FROM business_listing b
JOIN account_standing s ON s.account_id = b.account_id
WHERE b.id = :id AND b.state = 'published' AND s.state IN ('active', 'restricted')

-- name: business_programs :many scope=system
SELECT p.program FROM account_program p WHERE p.account_id = :account_id AND p.state = 'active' ORDER BY p.program LIMIT 50
