-- Whom customers ask for help; shown to them. One row an account, made when first saved.
-- owner: account
-- erase: company
CREATE TABLE account_support (
    account_id id NOT NULL PRIMARY KEY REFERENCES account (id),
    updated_at time NOT NULL,
    email      text NOT NULL,
    phone      text NOT NULL,
    website    text NOT NULL
);

-- Where the vendor pays to. number_sealed holds the numbers, sealed under the account's key; last4 is what pages show.
-- state: saved (waits for the vendor's check), approved, rejected.
-- owner: account
-- erase: company
CREATE TABLE bank_profile (
    account_id    id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at    time NOT NULL,
    version       int NOT NULL,
    updated_at    time NOT NULL,
    updated_by    id NOT NULL REFERENCES app_user (id),
    state         text NOT NULL CHECK (state IN ('saved', 'approved', 'rejected')),
    holder        text NOT NULL,
    country       text NOT NULL,
    form          text NOT NULL CHECK (form IN ('iban', 'local')),
    number_sealed bytes NOT NULL,
    last4         text NOT NULL
);
CREATE INDEX bank_profile_by_user ON bank_profile (updated_by);
