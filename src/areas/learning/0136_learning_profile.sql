-- A person's learning profile elsewhere, linked to a company: the machine `learning_profile`. profile_key: the same in
-- small letters. One that ended stays, since associations of a year are counted, by linked_at.
-- owner: account
-- person: user_id
-- erase: delete
CREATE TABLE learning_profile (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    user_id     id NOT NULL REFERENCES app_user (id),
    created_at  time NOT NULL,
    state       text NOT NULL CHECK (state IN ('pending', 'linked', 'refused', 'ended')),
    since       time NOT NULL,
    reason      text NOT NULL,
    profile     text NOT NULL,
    profile_key text NOT NULL,
    linked_at   time,
    CHECK (state <> 'refused' OR trim(reason) <> '')
);
CREATE INDEX learning_profile_of_account ON learning_profile (account_id, user_id);
CREATE INDEX learning_profile_of_person ON learning_profile (user_id, created_at);
CREATE INDEX learning_profile_by_key ON learning_profile (profile_key, state);

-- A certificate of somewhere else that a person asks to have counted: the machine `learning_claim`.
-- owner: account
-- person: user_id
-- erase: delete
-- mentions: note
CREATE TABLE learning_claim (
    account_id       id NOT NULL REFERENCES account (id),
    id               id NOT NULL PRIMARY KEY,
    user_id          id NOT NULL REFERENCES app_user (id),
    created_at       time NOT NULL,
    state            text NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'withdrawn')),
    since            time NOT NULL,
    reason           text NOT NULL,
    certification_id id NOT NULL REFERENCES learning_certification (id),
    number           text NOT NULL,
    issued_on        date NOT NULL,
    link             text NOT NULL,
    note             text NOT NULL,
    file_id          id,
    file_name        text NOT NULL,
    CHECK (state <> 'rejected' OR trim(reason) <> '')
);
CREATE INDEX learning_claim_of_account ON learning_claim (account_id, user_id);
CREATE INDEX learning_claim_of_person ON learning_claim (user_id, created_at);
CREATE INDEX learning_claim_of_certification ON learning_claim (certification_id);

-- Certificates that the vendor knows of by a learning profile: they become the person's who links it.
-- owner: operator
-- person: email
-- erase: delete
CREATE TABLE learning_record (
    id               id NOT NULL PRIMARY KEY,
    created_at       time NOT NULL,
    profile          text NOT NULL,
    profile_key      text NOT NULL,
    email            text NOT NULL,
    name             text NOT NULL,
    certification_id id NOT NULL REFERENCES learning_certification (id),
    number           text NOT NULL,
    issued_on        date NOT NULL,
    made_by          id REFERENCES app_user (id)
);
CREATE UNIQUE INDEX learning_record_once ON learning_record (profile_key, certification_id, issued_on);
CREATE INDEX learning_record_of_certification ON learning_record (certification_id);
CREATE INDEX learning_record_by_person ON learning_record (made_by);
