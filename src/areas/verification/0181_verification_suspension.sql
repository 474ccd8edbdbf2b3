-- An account that is suspended because what was rejected was not mended in time: how it stood before, and why, so that
-- it stands so again once everything is accepted. created_at: as account_standing.since of the suspension.
-- owner: account
-- erase: nothing
CREATE TABLE verification_suspension (
    account_id id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at time NOT NULL,
    was        text NOT NULL CHECK (was IN ('active', 'restricted')),
    reason     text NOT NULL
);
