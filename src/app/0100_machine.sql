-- What has moved in the state machines of an account (app/machine.h), and why: each page reads its reason here.
-- subject_id: the account itself or a thing of it. by_id: the person, where it was one.
-- owner: account
-- person: by_id
-- erase: nothing
-- mentions: reason
CREATE TABLE state_change (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    machine      text NOT NULL,
    subject_id   id NOT NULL,
    from_state   text NOT NULL,
    to_state     text NOT NULL,
    mover        text NOT NULL CHECK (mover IN ('partner', 'vendor', 'timer', 'system')),
    reason       text NOT NULL,
    needs_reason bool NOT NULL,
    by_id        id,
    CHECK (needs_reason = FALSE OR trim(reason) <> '')
);
CREATE INDEX state_change_by_subject ON state_change (account_id, machine, subject_id, id);

-- Where a partner account stands with the vendor, and what lists of partners are made of; a row a company, its locations
-- stand with it. The column `state` of the table account says only whether the account is there at all.
-- owner: account
-- mentions: reason
CREATE TABLE account_standing (
    account_id id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at time NOT NULL,
    state      text NOT NULL CHECK (state IN ('active', 'restricted', 'suspended', 'deauthorized', 'closed')),
    since      time NOT NULL,
    reason     text NOT NULL,
    name_key   text NOT NULL,
    kind       text NOT NULL,
    country    text NOT NULL,
    CHECK (state = 'active' OR trim(reason) <> '')
);
CREATE INDEX account_standing_by_name ON account_standing (name_key, account_id);
CREATE INDEX account_standing_by_age ON account_standing (created_at, account_id);
CREATE INDEX account_standing_by_state ON account_standing (state, name_key, account_id);
CREATE INDEX account_standing_by_kind ON account_standing (kind, name_key, account_id);
CREATE INDEX account_standing_by_country ON account_standing (country, name_key, account_id);
-- Accounts of an earlier version; a name is folded properly when it is next written.
INSERT INTO account_standing (account_id, created_at, state, since, reason, name_key, kind, country)
SELECT a.id, a.created_at, 'active', a.created_at, '', lower(a.name), a.kind, a.country
FROM account a
WHERE a.parent_id IS NULL AND a.state = 'active';

-- The folded words of a partner account's name and place, its numbers and its domain, for finding it.
-- owner: account
-- export: no derived
-- clustered
CREATE TABLE account_word (
    word       text NOT NULL,
    account_id id NOT NULL REFERENCES account (id),
    PRIMARY KEY (word, account_id)
);
CREATE INDEX account_word_by_account ON account_word (account_id, word);
INSERT INTO account_word (word, account_id)
SELECT lower(a.name), a.id
FROM account a
WHERE a.parent_id IS NULL
UNION
SELECT a.partner_id, a.id
FROM account a
WHERE a.parent_id IS NULL;
CREATE INDEX account_program_by_program ON account_program (program, state, account_id);
