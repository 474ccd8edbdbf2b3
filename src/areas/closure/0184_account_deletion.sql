-- A company asks that its account be deleted: user_id asked, body says why. Done by a job at due_at; reason: why it was
-- stopped instead.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: body
CREATE TABLE account_deletion (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    state      text NOT NULL CHECK (state IN ('waiting', 'withdrawn', 'stopped', 'done')),
    user_id    id REFERENCES app_user (id),
    body       text NOT NULL,
    reason     text NOT NULL,
    due_at     time NOT NULL,
    ended_at   time,
    CHECK (trim(body) <> ''),
    CHECK (state <> 'stopped' OR trim(reason) <> '')
);
CREATE INDEX account_deletion_by_account ON account_deletion (account_id, id);
CREATE INDEX account_deletion_by_person ON account_deletion (user_id);
