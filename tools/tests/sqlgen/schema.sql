-- An account.
-- owner: account
CREATE TABLE account (
    id   id NOT NULL PRIMARY KEY,
    name text NOT NULL
);
-- Facts of a customer.
-- owner: customer (its id is the customer id)
CREATE TABLE customer (
    id      id NOT NULL PRIMARY KEY,
    name    text NOT NULL,
    country text NOT NULL
);
-- What an account sees.
-- clustered
CREATE TABLE customer_access (
    account_id  id NOT NULL REFERENCES account (id),
    customer_id id NOT NULL REFERENCES customer (id),
    name_key    text NOT NULL,
    created_at  time NOT NULL,
    ended_at    time,
    kind        text NOT NULL CHECK (kind IN ('direct', 'reseller')),
    version     int NOT NULL,
    PRIMARY KEY (account_id, customer_id)
);
-- One order of an account.
CREATE TABLE sale (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    day        date NOT NULL,
    price      dec NOT NULL,
    amount_minor minor NOT NULL,
    note       text,
    paid       bool NOT NULL DEFAULT FALSE,
    body       json NOT NULL DEFAULT '{}',
    seal       bytes
);
-- Sessions of people.
-- owner: self
CREATE TABLE session (
    id      id NOT NULL PRIMARY KEY,
    user_id id NOT NULL,
    seen_at time NOT NULL
);
-- Users of a directory.
-- owner: directory
CREATE TABLE app_user (
    id           id NOT NULL PRIMARY KEY,
    directory_id id NOT NULL,
    name         text NOT NULL
);
-- The vendor's list of countries.
-- owner: operator
CREATE TABLE country (
    code text NOT NULL PRIMARY KEY,
    name text NOT NULL
);
-- Numbers of the installation.
-- owner: system
CREATE TABLE numbering (
    series text NOT NULL PRIMARY KEY,
    next   int NOT NULL
);
