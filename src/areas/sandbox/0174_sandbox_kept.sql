-- When the copy of the sandbox that one can go back to was made; null: there is none.
ALTER TABLE sandbox ADD COLUMN kept_at time;
