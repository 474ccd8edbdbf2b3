-- name: registry_get :one scope=system
SELECT c.id, c.country, c.number, c.legal_name, c.line1, c.line2, c.city, c.state, c.postal_code
FROM registry_company c
WHERE c.id = :id

-- name: registry_of_number :one scope=system
SELECT c.id, c.country, c.number, c.legal_name, c.line1, c.line2, c.city, c.state, c.postal_code
FROM registry_company c
WHERE c.country = :country AND c.number_key = :number_key

-- Is anything known of the country's companies?
-- name: registry_some :many scope=system
SELECT c.id FROM registry_company c WHERE c.country = :country ORDER BY c.name_key, c.id LIMIT 1

-- Companies with a word of the range, the names before are narrowed by the caller.
-- name: registry_of_word :many scope=system
SELECT c.id, c.country, c.number, c.legal_name, c.line1, c.line2, c.city, c.state, c.postal_code
FROM registry_word w
JOIN registry_company c ON c.id = w.company_id
WHERE w.country = :country AND w.word >= :from_word AND w.word < :to_word
ORDER BY w.word, w.company_id
LIMIT 200

-- name: registry_add :exec scope=system
INSERT INTO registry_company (id, created_at, version, updated_at, country, number_key, number, legal_name, name_key, line1, line2, city, state, postal_code)
VALUES (:id, :now, 1, :now, :country, :number_key, :number, :legal_name, :name_key, :line1, :line2, :city, :state, :postal_code)

-- name: registry_put :exec scope=system
UPDATE registry_company
SET version = version + 1, updated_at = :now, number = :number, legal_name = :legal_name, name_key = :name_key,
    line1 = :line1, line2 = :line2, city = :city, state = :state, postal_code = :postal_code
WHERE id = :id

-- name: registry_words_drop :exec scope=system
DELETE FROM registry_word WHERE company_id = :id

-- name: registry_word_add :exec scope=system
INSERT INTO registry_word (country, word, company_id) VALUES (:country, :word, :company_id)
ON CONFLICT DO NOTHING

-- name: registry_counts :many scope=operator
SELECT c.country, count(*) AS n::int, max(c.updated_at) AS updated_at::time
FROM registry_company c
GROUP BY c.country
ORDER BY c.country
LIMIT 300

-- name: registry_first :many scope=operator
SELECT c.id, c.country, c.number, c.legal_name, c.line1, c.line2, c.city, c.state, c.postal_code
FROM registry_company c
WHERE c.country = :country
ORDER BY c.name_key, c.id
LIMIT 50
