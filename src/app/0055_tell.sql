-- Telling people: what the bell's rows say, how each person wants to be told, and the outbox of mail.

-- A notification says more than its title, may wait for something to be done, and can be put away.
ALTER TABLE notification ADD COLUMN category text NOT NULL DEFAULT '';
ALTER TABLE notification ADD COLUMN line text NOT NULL DEFAULT '';
ALTER TABLE notification ADD COLUMN line_args json NOT NULL DEFAULT '{}';
ALTER TABLE notification ADD COLUMN action text NOT NULL DEFAULT '';
ALTER TABLE notification ADD COLUMN action_args json NOT NULL DEFAULT '{}';
ALTER TABLE notification ADD COLUMN action_key text NOT NULL DEFAULT '';
ALTER TABLE notification ADD COLUMN recommended bool NOT NULL DEFAULT FALSE;
ALTER TABLE notification ADD COLUMN due date;
ALTER TABLE notification ADD COLUMN done_at time;
ALTER TABLE notification ADD COLUMN archived_at time;
-- 'waiting' until the person's next digest has been made.
ALTER TABLE notification ADD COLUMN digest text NOT NULL DEFAULT '';
CREATE INDEX notification_by_action ON notification (action_key, account_id, user_id);
CREATE INDEX notification_by_digest ON notification (user_id, digest, id);
CREATE INDEX notification_by_account ON notification (user_id, account_id, id);

-- Where a person's notices go and when the daily digest is made. email: verified; empty: the sign-in address.
-- owner: self
-- person: user_id
-- erase: delete
-- clustered
CREATE TABLE notice_person (
    user_id     id NOT NULL PRIMARY KEY REFERENCES app_user (id),
    updated_at  time NOT NULL,
    email       text NOT NULL,
    digest_hour int NOT NULL
);
-- How a person wants the mail of one category; without a row it is as the category says.
-- owner: self
-- person: user_id
-- erase: delete
-- clustered
CREATE TABLE notice_choice (
    user_id    id NOT NULL REFERENCES app_user (id),
    category   text NOT NULL,
    mail       text NOT NULL CHECK (mail IN ('now', 'digest', 'off')),
    updated_at time NOT NULL,
    PRIMARY KEY (user_id, category)
);

-- The outbox: one row a mail, written in the unit that wants it. sealed: subject, text and HTML until it has gone.
-- to_key: the address as it is compared; by_user_id: who caused it.
-- owner: system
-- person: user_id
-- erase: delete
CREATE TABLE mail (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    to_key     text NOT NULL,
    to_address text NOT NULL,
    to_name    text NOT NULL,
    user_id    id,
    account_id id,
    by_user_id id,
    category   text NOT NULL,
    sealed     bytes NOT NULL,
    state      text NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'failed', 'held', 'bounced')),
    answer     text NOT NULL,
    ended_at   time
);
CREATE INDEX mail_by_address ON mail (to_key, id);
CREATE INDEX mail_by_state ON mail (state, id);
CREATE INDEX mail_by_age ON mail (ended_at);
-- Addresses that mail is not sent to any more, and why.
-- owner: system
-- person: address
-- erase: delete
-- clustered
CREATE TABLE mail_suppression (
    address text NOT NULL PRIMARY KEY,
    since   time NOT NULL,
    reason  text NOT NULL CHECK (reason IN ('refused', 'bounced', 'stopped')),
    answer  text NOT NULL,
    mail_id id
);
