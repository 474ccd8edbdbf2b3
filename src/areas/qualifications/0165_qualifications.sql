-- What a partner says its customer is, and what the vendor found. state: of the machine customer_qualification. segment:
-- of schools. code_number: the validation code that was used, 0 for none.
-- owner: account
-- erase: nothing
CREATE TABLE customer_qualification (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    customer_id id NOT NULL REFERENCES customer (id),
    created_at  time NOT NULL,
    version     int NOT NULL,
    updated_by  id NOT NULL REFERENCES app_user (id),
    kind        text NOT NULL CHECK (kind IN ('education', 'government', 'nonprofit', 'state_owned')),
    state       text NOT NULL CHECK (state IN ('review', 'approved', 'denied', 'withdrawn')),
    since       time NOT NULL,
    asked_at    time NOT NULL,
    reason      text NOT NULL,
    segment     text NOT NULL CHECK (segment IN ('', 'k12', 'higher')),
    website     text NOT NULL,
    code_number int NOT NULL,
    CHECK (state <> 'denied' OR trim(reason) <> '')
);
CREATE UNIQUE INDEX customer_qualification_of ON customer_qualification (account_id, customer_id, kind);
CREATE INDEX customer_qualification_by_customer ON customer_qualification (customer_id);
CREATE INDEX customer_qualification_by_state ON customer_qualification (state, since, id);
CREATE INDEX customer_qualification_by_person ON customer_qualification (updated_by);

-- Codes by which the vendor lets a partner qualify customers for the government's own cloud. number: the code itself.
-- owner: account
-- erase: nothing
CREATE TABLE validation_code (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    number       int NOT NULL,
    created_at   time NOT NULL,
    version      int NOT NULL,
    organization text NOT NULL,
    most         int NOT NULL CHECK (most > 0),
    remaining    int NOT NULL CHECK (remaining >= 0 AND remaining <= most)
);
CREATE UNIQUE INDEX validation_code_of ON validation_code (account_id, number);
