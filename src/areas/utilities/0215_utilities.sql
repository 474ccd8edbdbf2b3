-- Settings that a client keeps with the account under names of its own. value: JSON.
-- owner: account
-- clustered
CREATE TABLE account_setting (
    account_id id NOT NULL REFERENCES account (id),
    name       text NOT NULL,
    version    int NOT NULL,
    created_at time NOT NULL,
    changed_at time NOT NULL,
    value      text NOT NULL,
    PRIMARY KEY (account_id, name)
);
