-- Applications that wait for the vendor stand in its work queue. Their rows take the id of the move that made them wait.
INSERT INTO work_item (id, created_at, version, kind, state, due_at, account_id, subject_id, assigned_to, priority, market, language, outcome, ref)
SELECT c.id, e.since, 1, 'program_application', 'open', coalesce(e.due_at, e.since), e.account_id, p.name_id, NULL, 0, a.country, 'en', '', e.program
FROM program_enrollment e
JOIN program p ON p.id = e.program
JOIN account a ON a.id = e.account_id
JOIN state_change c ON c.account_id = e.account_id AND c.machine = 'program_enrollment' AND c.subject_id = p.name_id
WHERE e.state = 'pending' AND c.to_state = 'pending'
  AND NOT EXISTS (SELECT 1 FROM state_change d WHERE d.account_id = e.account_id AND d.machine = c.machine AND d.subject_id = c.subject_id AND d.to_state = 'pending' AND d.id > c.id);
