-- What the law knows an account by: written by its people, by the rules of the account's country.
-- owner: account
-- person: email
-- erase: keep law
CREATE TABLE legal_profile (
    account_id      id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at      time NOT NULL,
    version         int NOT NULL,
    updated_at      time NOT NULL,
    updated_by      id NOT NULL REFERENCES app_user (id),
    legal_name      text NOT NULL,
    line1           text NOT NULL,
    line2           text NOT NULL,
    city            text NOT NULL,
    state           text NOT NULL,
    postal_code     text NOT NULL,
    registration_id text NOT NULL,
    tax_id          text NOT NULL,
    first_name      text NOT NULL,
    last_name       text NOT NULL,
    email           text NOT NULL,
    phone           text NOT NULL
);
CREATE INDEX legal_profile_by_person ON legal_profile (updated_by);
