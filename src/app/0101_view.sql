-- The partner account that a session of the vendor's staff looks at, and until when.
ALTER TABLE session ADD COLUMN view_account_id id;
ALTER TABLE session ADD COLUMN view_until time;
CREATE INDEX account_standing_by_since ON account_standing (since, account_id);
