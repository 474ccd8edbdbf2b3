-- To whom and where the vendor's invoices go. A save is a further version, in force from created_at on, so that an
-- invoice has the address of its date. The country is the account's.
-- owner: account
-- person: email
-- erase: keep accounting
CREATE TABLE billing_profile (
    account_id   id NOT NULL REFERENCES account (id),
    version      int NOT NULL,
    created_at   time NOT NULL,
    saved_by     id REFERENCES app_user (id),
    company_name text NOT NULL,
    line1        text NOT NULL,
    line2        text NOT NULL,
    city         text NOT NULL,
    state        text NOT NULL,
    postal_code  text NOT NULL,
    first_name   text NOT NULL,
    last_name    text NOT NULL,
    email        text NOT NULL,
    phone        text NOT NULL,
    po_number    text NOT NULL,
    tax_id       text NOT NULL,
    PRIMARY KEY (account_id, version)
);
CREATE INDEX billing_profile_by_person ON billing_profile (saved_by);

-- Whom the vendor calls by day and night when the account's security is at stake.
-- owner: account
-- person: email
-- erase: empty first_name, middle_name, last_name, email, phone
CREATE TABLE security_contact (
    account_id  id NOT NULL PRIMARY KEY REFERENCES account (id),
    version     int NOT NULL,
    updated_at  time NOT NULL,
    updated_by  id REFERENCES app_user (id),
    first_name  text NOT NULL,
    middle_name text NOT NULL,
    last_name   text NOT NULL,
    email       text NOT NULL,
    phone       text NOT NULL
);
CREATE INDEX security_contact_by_person ON security_contact (updated_by);

-- What the organization profile of the API has beside the company profile; city and name stand in account.
-- owner: account
-- person: email
-- erase: empty first_name, last_name, email, phone
CREATE TABLE organization_profile (
    account_id  id NOT NULL PRIMARY KEY REFERENCES account (id),
    version     int NOT NULL,
    updated_at  time NOT NULL,
    line1       text NOT NULL,
    line2       text NOT NULL,
    state       text NOT NULL,
    postal_code text NOT NULL,
    first_name  text NOT NULL,
    last_name   text NOT NULL,
    phone       text NOT NULL,
    email       text NOT NULL,
    language    text NOT NULL,
    culture     text NOT NULL
);

-- The location whose number stands in sales; without a row it is the account's own.
-- owner: account
CREATE TABLE sales_number (
    account_id  id NOT NULL PRIMARY KEY REFERENCES account (id),
    version     int NOT NULL,
    updated_at  time NOT NULL,
    updated_by  id REFERENCES app_user (id),
    location_id id NOT NULL REFERENCES account (id)
);
CREATE INDEX sales_number_by_person ON sales_number (updated_by);
CREATE INDEX sales_number_by_location ON sales_number (location_id);

