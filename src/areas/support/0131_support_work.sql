-- Requests that wait for an answer of the vendor stand in its work queue.
INSERT INTO work_item (id, created_at, version, kind, state, due_at, account_id, subject_id, assigned_to, priority, market, language, outcome, ref)
SELECT r.id, r.last_at, 1, 'support_request', 'open', r.due_at, r.account_id, r.id, r.assigned_id, CASE WHEN r.severity = 'critical' THEN 1 ELSE 0 END, a.country, r.language, '', r.number
FROM support_request r
JOIN account a ON a.id = r.account_id
WHERE r.owed = TRUE AND r.state = 'open';
