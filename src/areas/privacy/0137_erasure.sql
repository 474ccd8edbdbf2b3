-- Somebody's data is to be erased: the person asks and their admin or the vendor decides, an admin erases somebody who
-- was removed, or the vendor's rule does. reason: what was written when it was asked for; answer: of whoever decided.
-- receipt: what was done and what was kept, with why; it outlives the person's data.
-- owner: account
-- person: user_id
-- erase: empty reason; keep law
-- mentions: answer
CREATE TABLE erasure (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    user_id    id NOT NULL REFERENCES app_user (id),
    asked_by   id,
    state      text NOT NULL CHECK (state IN ('asked', 'accepted', 'declined', 'withdrawn', 'done')),
    reason     text NOT NULL,
    answer     text NOT NULL,
    decided_at time,
    done_at    time,
    receipt    json NOT NULL,
    CHECK (state <> 'declined' OR trim(answer) <> '')
);
CREATE INDEX erasure_of_account ON erasure (account_id, id);
CREATE INDEX erasure_of_person ON erasure (user_id, id);
