-- Files of customers stand with those of other areas.
INSERT INTO import_file (account_id, id, created_at, version, kind, user_id, file_name, body, state, job_id)
SELECT account_id, id, created_at, version, 'customers.import', user_id, file_name, body, state, job_id
FROM customer_import;
INSERT INTO import_row (account_id, import_id, line, name, outcome, what_id, problem)
SELECT account_id, import_id, line, company, outcome, customer_id, problem
FROM customer_import_row;
DROP TABLE customer_import_row;
DROP TABLE customer_import;
