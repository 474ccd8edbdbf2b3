-- A company (account_id) asks another one to become a location of it: user_id asked; both agree, the vendor decides.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: body, reason
CREATE TABLE account_merge (
    account_id       id NOT NULL REFERENCES account (id),
    id               id NOT NULL PRIMARY KEY,
    created_at       time NOT NULL,
    other_account_id id NOT NULL REFERENCES account (id),
    state            text NOT NULL CHECK (state IN ('invited', 'accepted', 'review', 'merged', 'rejected', 'withdrawn', 'refused')),
    user_id          id REFERENCES app_user (id),
    body             text NOT NULL,
    reason           text NOT NULL,
    decided_at       time,
    CHECK (state NOT IN ('rejected', 'refused') OR trim(reason) <> ''),
    CHECK (account_id <> other_account_id)
);
CREATE INDEX account_merge_by_account ON account_merge (account_id, id);
CREATE INDEX account_merge_by_other ON account_merge (other_account_id, id);
CREATE INDEX account_merge_by_person ON account_merge (user_id);
