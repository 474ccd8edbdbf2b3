-- People whom an import made, and who get their first link in a wave: wave 0 waits, else the wave that mailed them.
-- owner: system
-- person: user_id
-- erase: delete
CREATE TABLE partner_invitee (
    user_id    id NOT NULL PRIMARY KEY REFERENCES app_user (id),
    account_id id NOT NULL REFERENCES account (id),
    created_at time NOT NULL,
    wave       int NOT NULL,
    invited_at time
);
CREATE INDEX partner_invitee_by_wave ON partner_invitee (wave, created_at, user_id);
CREATE INDEX partner_invitee_by_account ON partner_invitee (account_id);
