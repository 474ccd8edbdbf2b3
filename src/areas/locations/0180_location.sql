-- Where a location of a company is. The location itself is an account below the company's (account.parent_id): its
-- name, city, country and number are there.
-- owner: account
-- erase: nothing
CREATE TABLE location_address (
    account_id  id NOT NULL REFERENCES account (id),
    location_id id NOT NULL REFERENCES account (id),
    created_at  time NOT NULL,
    updated_at  time NOT NULL,
    updated_by  id REFERENCES app_user (id),
    line1       text NOT NULL,
    line2       text NOT NULL,
    state       text NOT NULL,
    postal_code text NOT NULL,
    PRIMARY KEY (account_id, location_id)
);
CREATE INDEX location_address_by_location ON location_address (location_id);
CREATE INDEX location_address_by_person ON location_address (updated_by);
