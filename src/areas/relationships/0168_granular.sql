-- Rights over one customer that last: roles of its directory (ids, spaces between), for days from the customer's approval.
-- extends: whether it goes on by six months at its end. approved_by, approved_email: who approved for the customer. warned:
-- the days before its end that were told last, 0 for none.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: approved_by, approved_email
CREATE TABLE granular_relationship (
    account_id     id NOT NULL REFERENCES account (id),
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    version        int NOT NULL,
    user_id        id REFERENCES app_user (id),
    customer_id    id NOT NULL REFERENCES customer (id),
    name           text NOT NULL,
    name_key       text NOT NULL,
    days           int NOT NULL CHECK (days >= 1 AND days <= 730),
    extends        int NOT NULL CHECK (extends IN (0, 1)),
    roles          text NOT NULL,
    state          text NOT NULL CHECK (state IN ('pending', 'active', 'terminated', 'expired', 'lapsed')),
    since          time NOT NULL,
    reason         text NOT NULL,
    approved_by    text NOT NULL,
    approved_email text NOT NULL,
    ends_at        time,
    warned         int NOT NULL,
    CHECK (state <> 'terminated' OR trim(reason) <> ''),
    CHECK (state <> 'active' OR ends_at IS NOT NULL)
);
CREATE INDEX granular_by_account ON granular_relationship (account_id, id);
CREATE INDEX granular_by_state ON granular_relationship (account_id, state, id);
CREATE UNIQUE INDEX granular_by_name ON granular_relationship (account_id, name_key);
CREATE INDEX granular_by_customer ON granular_relationship (account_id, customer_id, id);
CREATE INDEX granular_of_customer ON granular_relationship (customer_id);
CREATE INDEX granular_by_person ON granular_relationship (user_id);
