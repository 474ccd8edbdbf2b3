-- Which bank and which tax profile a program pays with, for each location of an account (the account itself is one).
-- held: the account asks that nothing is paid for now.
-- owner: account
-- erase: nothing
CREATE TABLE payout_assignment (
    account_id  id NOT NULL REFERENCES account (id),
    program     text NOT NULL,
    location_id id NOT NULL REFERENCES account (id),
    created_at  time NOT NULL,
    version     int NOT NULL,
    updated_at  time NOT NULL,
    updated_by  id NOT NULL REFERENCES app_user (id),
    bank_id     id NOT NULL REFERENCES payout_profile (id),
    tax_id      id NOT NULL REFERENCES payout_profile (id),
    currency    text NOT NULL,
    held        bool NOT NULL,
    PRIMARY KEY (account_id, program, location_id)
);
CREATE INDEX payout_assignment_by_location ON payout_assignment (location_id);
CREATE INDEX payout_assignment_by_bank ON payout_assignment (bank_id);
CREATE INDEX payout_assignment_by_tax ON payout_assignment (tax_id);
CREATE INDEX payout_assignment_by_person ON payout_assignment (updated_by);
