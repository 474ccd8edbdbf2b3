-- A group that was made by hand and that an administrator let the provisioning client keep: it changes it as if it were
-- its own, until it is taken back.
ALTER TABLE directory_group ADD COLUMN handed_over_at time;
ALTER TABLE directory_group ADD COLUMN handed_over_by id;
