-- One check of a company: a row for each kind that is asked of it. wants: what the account has to send.
-- owner: account
-- erase: company
-- mentions: reason, facts
CREATE TABLE verification_check (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('email', 'identity', 'employment', 'business', 'diligence')),
    state      text NOT NULL CHECK (state IN ('needed', 'pending', 'asked', 'accepted', 'rejected', 'refused')),
    since      time NOT NULL,
    reason     text NOT NULL,
    wants      text NOT NULL CHECK (wants IN ('', 'data', 'documents', 'both')),
    facts      text NOT NULL,
    first_by   id REFERENCES app_user (id),
    first_at   time,
    UNIQUE (account_id, kind),
    CHECK (state NOT IN ('asked', 'rejected', 'refused') OR trim(reason) <> ''),
    CHECK (state NOT IN ('asked', 'rejected') OR wants <> '')
);
CREATE INDEX verification_check_by_state ON verification_check (state, since, id);
CREATE INDEX verification_check_by_first ON verification_check (first_by);

-- What an account sent as evidence; the file is sealed (app/file.h).
-- owner: account
-- person: user_id
-- erase: keep law
CREATE TABLE verification_document (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    check_id   id NOT NULL REFERENCES verification_check (id),
    file_id    id NOT NULL REFERENCES file (id),
    user_id    id NOT NULL REFERENCES app_user (id),
    kind       text NOT NULL CHECK (kind IN ('register', 'tax', 'address', 'identity', 'employment', 'other')),
    name       text NOT NULL,
    size       int NOT NULL,
    note       text NOT NULL
);
CREATE INDEX verification_document_by_check ON verification_document (check_id, id);
CREATE INDEX verification_document_by_account ON verification_document (account_id, id);
CREATE INDEX verification_document_by_file ON verification_document (file_id);
CREATE INDEX verification_document_by_user ON verification_document (user_id);

-- The code that was mailed to the primary contact: one an account, its hash only.
-- owner: account
-- person: email
-- erase: delete
CREATE TABLE verification_code (
    account_id id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at time NOT NULL,
    sent_at    time NOT NULL,
    expires_at time NOT NULL,
    email      text NOT NULL,
    code_hash  bytes NOT NULL,
    tries      int NOT NULL,
    day_at     time NOT NULL,
    day_sent   int NOT NULL
);
