-- An account's own sandbox: what the main house remembers of it. The sandbox itself is a database of its own
-- (app/estate.h); ids and names of its people are those in there. last_key: of the form that was done last.
-- owner: account
-- mentions: admin_name, admin_sign_in
CREATE TABLE sandbox (
    account_id    id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at    time NOT NULL,
    version       int NOT NULL,
    label         text NOT NULL,
    state         text NOT NULL CHECK (state IN ('making', 'ready', 'failed')),
    problem       text NOT NULL CHECK (state <> 'failed' OR problem <> ''),
    made_by       id NOT NULL,
    made_at       time NOT NULL,
    admin_id      id,
    admin_name    text NOT NULL,
    admin_sign_in text NOT NULL,
    staff_id      id,
    staff_sign_in text NOT NULL,
    last_key      text NOT NULL
);
CREATE UNIQUE INDEX sandbox_by_label ON sandbox (label);
