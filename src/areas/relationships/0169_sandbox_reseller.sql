-- Resellers that a provider made for itself in a sandbox. mpn_id: the program number that was named for it.
-- owner: account
-- erase: nothing
CREATE TABLE sandbox_reseller (
    account_id          id NOT NULL REFERENCES account (id),
    reseller_account_id id NOT NULL REFERENCES account (id),
    created_at          time NOT NULL,
    mpn_id              text NOT NULL,
    removed_at          time,
    PRIMARY KEY (account_id, reseller_account_id)
);
CREATE INDEX sandbox_reseller_by_reseller ON sandbox_reseller (reseller_account_id);
