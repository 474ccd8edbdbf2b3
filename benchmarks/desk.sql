-- What waits for the vendor's staff of the accounts that desk.c made: of each tenth a profile, a certificate and an
-- application, some of it decided, at days of the last three months. For SQLite.
PRAGMA foreign_keys = OFF;
CREATE TEMP TABLE pick AS
SELECT a.id, a.country, s.since, row_number() OVER (ORDER BY a.id) AS n,
       (SELECT max(created_at) FROM account) AS now_at, (SELECT id FROM app_user LIMIT 1) AS person
FROM account a JOIN account_standing s ON s.account_id = a.id WHERE a.public_id LIKE 'bench-%';
CREATE INDEX pick_by_id ON pick (id);
UPDATE account_standing SET created_at = (SELECT p.now_at - p.n % 1500 * 86400000000 - p.n FROM pick p WHERE p.id = account_id),
       since = (SELECT p.now_at - p.n % 1500 * 86400000000 - p.n FROM pick p WHERE p.id = account_id),
       state = (SELECT CASE p.n % 50 WHEN 0 THEN 'suspended' WHEN 1 THEN 'restricted' WHEN 2 THEN 'closed' ELSE 'active' END FROM pick p WHERE p.id = account_id),
       reason = 'By the measure.'
WHERE account_id IN (SELECT id FROM pick);
INSERT INTO payout_profile (account_id, id, created_at, version, updated_at, updated_by, kind, name, name_key, state, since, reason, country, holder, form,
                            method, currency, bank, bic, number_sealed, last4, checked, treaty, withholding, signed_by)
SELECT id, randomblob(16), now_at - n % 90 * 86400000000, 1, now_at, person, 'bank', 'Main', 'main', CASE WHEN n % 20 = 0 THEN 'approved' ELSE 'pending' END,
       now_at - n % 90 * 86400000000 - n, '', country, 'Holder', 'iban', 'transfer', 'EUR', '', '', x'00', '1234', 1, 0, 0, ''
FROM pick WHERE n % 10 = 0;
INSERT INTO tax_exemption (account_id, id, created_at, version, updated_at, updated_by, state, since, reason, region, number, valid_from, valid_until, file_id, file_name)
SELECT id, randomblob(16), now_at - n % 90 * 86400000000, 1, now_at, person, CASE WHEN n % 3 = 0 THEN 'approved' ELSE 'pending' END,
       now_at - n % 90 * 86400000000 - n, '', country, 'N' || n, 20000, 21000, randomblob(16), 'certificate.pdf'
FROM pick WHERE n % 10 = 1;
INSERT INTO work_item (id, created_at, version, kind, state, due_at, account_id, subject_id, assigned_to, priority, market, language, done_at, done_by, outcome, ref)
SELECT randomblob(16), q.created_at, 1, 'payout_profile', CASE WHEN q.state = 'pending' THEN 'open' ELSE 'done' END, q.created_at + 7 * 86400000000, q.account_id, q.id,
       CASE WHEN p.n % 40 = 0 THEN p.person END, 0, q.country, 'en', CASE WHEN q.state <> 'pending' THEN p.now_at - p.n % 7 * 86400000000 END, NULL, '', ''
FROM payout_profile q JOIN pick p ON p.id = q.account_id;
INSERT INTO work_item (id, created_at, version, kind, state, due_at, account_id, subject_id, assigned_to, priority, market, language, done_at, done_by, outcome, ref)
SELECT randomblob(16), q.created_at, 1, 'tax_exemption', CASE WHEN q.state = 'pending' THEN 'open' ELSE 'done' END, q.created_at + 7 * 86400000000, q.account_id, q.id,
       CASE WHEN p.n % 40 = 1 THEN p.person END, 0, p.country, 'en', CASE WHEN q.state <> 'pending' THEN p.now_at - p.n % 7 * 86400000000 END, NULL, '', ''
FROM tax_exemption q JOIN pick p ON p.id = q.account_id;
INSERT INTO work_item (id, created_at, version, kind, state, due_at, account_id, subject_id, assigned_to, priority, market, language, done_at, done_by, outcome, ref)
SELECT randomblob(16), now_at - n % 90 * 86400000000, 1, 'account_request', CASE WHEN n % 4 = 0 THEN 'open' ELSE 'done' END, now_at + n % 20 * 86400000000 - 864000000000, id, randomblob(16),
       NULL, 0, country, 'en', CASE WHEN n % 4 <> 0 THEN now_at - n % 30 * 86400000000 END, NULL, 'accepted', ''
FROM pick WHERE n % 5 = 2;
ANALYZE;
