-- An enrollment that a visitor has begun and not sent: what was typed so far, so that it can be gone on with on another
-- device. token_hash: of the browser that began it, which knows its address by a code (code_hash). mail_hash: of the link
-- in the mail, which needs no code. network: keyed hash of where it came from. invited_by: the vendor's staff, else null.
-- state: open; submitted (account_id is the account made); asked (account_id is the account whose admins were asked).
-- owner: system
-- person: email
-- erase: delete
CREATE TABLE enrollment_draft (
    id              id NOT NULL PRIMARY KEY,
    created_at      time NOT NULL,
    updated_at      time NOT NULL,
    expires_at      time NOT NULL,
    state           text NOT NULL CHECK (state IN ('open', 'submitted', 'asked')),
    step            text NOT NULL CHECK (step IN ('company', 'legal', 'contact', 'review')),
    token_hash      bytes NOT NULL,
    mail_hash       bytes,
    code_hash       bytes,
    code_until      time,
    code_tries      int NOT NULL,
    codes_sent      int NOT NULL,
    proved_at       time,
    network         bytes NOT NULL,
    invited_by      id REFERENCES app_user (id),
    locale          text NOT NULL,
    email           text NOT NULL,
    domain          text NOT NULL,
    name            text NOT NULL,
    country         text NOT NULL,
    kind            text NOT NULL,
    legal_name      text NOT NULL,
    line1           text NOT NULL,
    line2           text NOT NULL,
    city            text NOT NULL,
    state_code      text NOT NULL,
    postal_code     text NOT NULL,
    registration_id text NOT NULL,
    tax_id          text NOT NULL,
    first_name      text NOT NULL,
    last_name       text NOT NULL,
    phone           text NOT NULL,
    job_title       text NOT NULL,
    authority       bool NOT NULL,
    account_id      id REFERENCES account (id)
);
CREATE UNIQUE INDEX enrollment_draft_by_token ON enrollment_draft (token_hash);
CREATE UNIQUE INDEX enrollment_draft_by_mail ON enrollment_draft (mail_hash);
CREATE INDEX enrollment_draft_by_email ON enrollment_draft (email, created_at);
CREATE INDEX enrollment_draft_by_domain ON enrollment_draft (domain, created_at);
CREATE INDEX enrollment_draft_by_age ON enrollment_draft (created_at, id);
CREATE INDEX enrollment_draft_by_account ON enrollment_draft (account_id);
CREATE INDEX enrollment_draft_by_inviter ON enrollment_draft (invited_by);

-- How an account came to be: who enrolled it from which work e-mail, with what they said, and what the vendor decided.
-- terms_hash: of the agreement that was accepted, empty: there was none. address, agent: from where.
-- owner: account
-- person: user_id
-- erase: keep law
CREATE TABLE account_enrollment (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    state      text NOT NULL CHECK (state IN ('submitted', 'approved', 'refused')),
    reason     text NOT NULL,
    decided_at time,
    user_id    id NOT NULL REFERENCES app_user (id),
    email      text NOT NULL,
    person     text NOT NULL,
    job_title  text NOT NULL,
    invited_by id REFERENCES app_user (id),
    terms_id   id,
    terms_hash text NOT NULL,
    locale     text NOT NULL,
    address    text NOT NULL,
    agent      text NOT NULL,
    CHECK (state <> 'refused' OR trim(reason) <> '')
);
CREATE INDEX account_enrollment_by_account ON account_enrollment (account_id, id);
CREATE INDEX account_enrollment_by_state ON account_enrollment (state, created_at, id);
CREATE INDEX account_enrollment_by_age ON account_enrollment (created_at, id);
CREATE INDEX account_enrollment_by_user ON account_enrollment (user_id);
CREATE INDEX account_enrollment_by_inviter ON account_enrollment (invited_by);

-- The vendor's own words on addresses, over the tables of the program (app/mailbox.h): refused or taken whatever those say.
-- source: from where the vendor has it.
-- owner: operator
CREATE TABLE enrollment_word (
    kind       text NOT NULL CHECK (kind IN ('consumer', 'government', 'role')),
    word       text NOT NULL,
    refused    bool NOT NULL,
    source     text NOT NULL,
    created_at time NOT NULL,
    PRIMARY KEY (kind, word)
);
CREATE INDEX enrollment_word_by_word ON enrollment_word (word);
