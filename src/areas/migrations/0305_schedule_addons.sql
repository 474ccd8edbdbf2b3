-- The plan is for the base alone: add-ons that stand on it on that day are in its way.
ALTER TABLE migration_schedule ADD COLUMN without_addons bool NOT NULL DEFAULT false;
