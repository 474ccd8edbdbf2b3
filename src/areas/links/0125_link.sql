-- One side of a partnership (customers) asks the other for it: account_id asks, other_account_id answers; asks_as is
-- what account_id is. user_id asked. The partnership begins when the link is linked, and ends with it.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: body, reason
CREATE TABLE partner_link (
    account_id       id NOT NULL REFERENCES account (id),
    id               id NOT NULL PRIMARY KEY,
    created_at       time NOT NULL,
    other_account_id id NOT NULL REFERENCES account (id),
    asks_as          text NOT NULL CHECK (asks_as IN ('provider', 'reseller')),
    state            text NOT NULL CHECK (state IN ('asked', 'linked', 'declined', 'withdrawn', 'ended')),
    user_id          id REFERENCES app_user (id),
    body             text NOT NULL,
    reason           text NOT NULL,
    decided_at       time,
    CHECK (state NOT IN ('declined', 'ended') OR trim(reason) <> ''),
    CHECK (account_id <> other_account_id)
);
CREATE INDEX partner_link_by_account ON partner_link (account_id, id);
CREATE INDEX partner_link_by_other ON partner_link (other_account_id, id);
CREATE INDEX partner_link_by_person ON partner_link (user_id);
