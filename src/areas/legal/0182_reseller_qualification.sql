-- What the vendor has found a reseller fit to sell beside what all sell.
-- owner: account
-- erase: nothing
CREATE TABLE reseller_qualification (
    account_id id NOT NULL REFERENCES account (id),
    code       text NOT NULL CHECK (code IN ('education', 'government', 'nonprofit')),
    created_at time NOT NULL,
    granted_by id REFERENCES app_user (id),
    PRIMARY KEY (account_id, code)
);
CREATE INDEX reseller_qualification_by_person ON reseller_qualification (granted_by);
