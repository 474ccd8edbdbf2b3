-- Sign-ins that were refused, counted by person, reason and hour (since 1970), until the activity log has been told: so
-- that whoever tries without end adds two rows an hour to it. user_id: for names that nobody has an id made of a keyed
-- hash, so that they cost the same; nobody is told of them. untold: since the log was told; told_at: when it was told of the first.
-- owner: system
-- person: user_id
-- erase: delete
CREATE TABLE sign_in_refused (
    user_id        id NOT NULL,
    reason         text NOT NULL,
    hour           int NOT NULL,
    untold         int NOT NULL,
    told_at        time,
    last_at        time NOT NULL,
    address        text NOT NULL,
    agent          text NOT NULL,
    application_id id,
    PRIMARY KEY (user_id, reason, hour)
);
CREATE INDEX sign_in_refused_by_hour ON sign_in_refused (hour);
