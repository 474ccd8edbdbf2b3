-- How the vendor's verification of a company stands as a whole; a company that was never asked to be verified has no row.
-- passed: it was accepted once. Its checks are the area verification's.
-- owner: account
CREATE TABLE account_verification (
    account_id id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at time NOT NULL,
    state      text NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected')),
    since      time NOT NULL,
    reason     text NOT NULL,
    passed     bool NOT NULL,
    CHECK (state <> 'rejected' OR trim(reason) <> '')
);
CREATE INDEX account_verification_by_state ON account_verification (state, since, account_id);
