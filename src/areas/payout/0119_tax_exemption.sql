-- Certificates that exempt an account from the taxes of a region. region: a country, or a part of one ("US", "US-CA").
-- state: of the machine tax_exemption. file_id: the document, among the account's files. It holds from valid_from to
-- valid_until, both days included.
-- owner: account
-- erase: nothing
CREATE TABLE tax_exemption (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    version     int NOT NULL,
    updated_at  time NOT NULL,
    updated_by  id NOT NULL REFERENCES app_user (id),
    state       text NOT NULL CHECK (state IN ('pending', 'action_required', 'approved', 'rejected', 'expired', 'withdrawn')),
    since       time NOT NULL,
    reason      text NOT NULL,
    region      text NOT NULL,
    number      text NOT NULL,
    valid_from  date NOT NULL,
    valid_until date NOT NULL,
    file_id     id NOT NULL,
    file_name   text NOT NULL,
    warned_at   time,
    CHECK (state NOT IN ('action_required', 'rejected') OR trim(reason) <> '')
);
CREATE INDEX tax_exemption_of_account ON tax_exemption (account_id, region, valid_until);
CREATE INDEX tax_exemption_by_state ON tax_exemption (state, since, id);
CREATE INDEX tax_exemption_by_person ON tax_exemption (updated_by);
