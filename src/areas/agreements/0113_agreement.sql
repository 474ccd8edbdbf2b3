-- Versions of the vendor's agreements with partners. kind: of AGREEMENT_KINDS (agreements.h). countries: of accounts it is
-- for, codes by spaces; empty: all. Title and text stand in text_ml under title_id and body_id, one row a language.
-- again: who signed an earlier version has to sign this one too.
-- owner: operator
CREATE TABLE agreement (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    updated_at   time NOT NULL,
    version      int NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('partner', 'publisher', 'cpv', 'membership')),
    number       text NOT NULL,
    countries    text NOT NULL,
    again        bool NOT NULL,
    state        text NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    from_at      time NOT NULL,
    title_id     id NOT NULL,
    body_id      id NOT NULL,
    made_by      id REFERENCES app_user (id)
);
CREATE INDEX agreement_by_kind ON agreement (kind, state, from_at);
CREATE INDEX agreement_by_person ON agreement (made_by);

-- Who signed what, when, from where and in which language: evidence, never changed. hash: SHA-256 of the title and text
-- as they were shown, in hexadecimal digits.
-- owner: account
-- person: user_id
-- erase: keep law
CREATE TABLE agreement_signature (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    agreement_id id NOT NULL REFERENCES agreement (id),
    kind         text NOT NULL,
    country      text NOT NULL,
    locale       text NOT NULL,
    hash         text NOT NULL,
    user_id      id NOT NULL REFERENCES app_user (id),
    name         text NOT NULL,
    email        text NOT NULL,
    address      text NOT NULL,
    agent        text NOT NULL
);
CREATE UNIQUE INDEX agreement_signature_once ON agreement_signature (account_id, agreement_id);
CREATE INDEX agreement_signature_by_agreement ON agreement_signature (agreement_id, id);
CREATE INDEX agreement_signature_by_person ON agreement_signature (user_id);
