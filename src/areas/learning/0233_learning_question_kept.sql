-- An attempt is judged by the questions and the mark it began with: a question of an assessment that is out is not
-- changed but takes the place of the one before, which is kept for the attempts that hold it.
ALTER TABLE learning_part ADD COLUMN retired_at time;
-- 0: of an attempt begun before this was kept; the assessment's own holds.
ALTER TABLE learning_attempt ADD COLUMN pass_mark int NOT NULL DEFAULT 0;
