-- How long a session that works in an account or below it may rest, and last. 0: as long as the installation lets it.
ALTER TABLE account ADD COLUMN session_idle_minutes int NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN session_hours int NOT NULL DEFAULT 0;
