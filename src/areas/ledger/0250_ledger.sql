-- A month of an account's ledger. entries: how many there are, numbered from 1 without gaps; head: the chain of the last.
-- closed_at: from then on nothing is written into it.
-- owner: account
CREATE TABLE ledger_period (
    account_id id NOT NULL REFERENCES account (id),
    period     date NOT NULL,
    entries    int NOT NULL CHECK (entries >= 0),
    head       bytes NOT NULL,
    closed_at  time,
    PRIMARY KEY (account_id, period)
);

-- What happened once: the postings of one cause. content: the digest of what it says with its postings; chain: that of
-- the chain of the entry before and content. Rows are added and never changed.
-- owner: account
CREATE TABLE ledger_entry (
    account_id  id NOT NULL,
    period      date NOT NULL,
    number      int NOT NULL CHECK (number >= 1),
    id          id NOT NULL,
    created_at  time NOT NULL,
    posted_at   time NOT NULL,
    cause_kind  text NOT NULL CHECK (cause_kind <> ''),
    cause_id    id NOT NULL,
    part        text NOT NULL,
    reverses_id id,
    content     bytes NOT NULL,
    chain       bytes NOT NULL,
    PRIMARY KEY (account_id, period, number),
    FOREIGN KEY (account_id, period) REFERENCES ledger_period (account_id, period)
);
CREATE UNIQUE INDEX ledger_entry_by_id ON ledger_entry (account_id, id);
CREATE UNIQUE INDEX ledger_entry_by_cause ON ledger_entry (account_id, cause_kind, cause_id, part);

-- One amount that goes from one book (credit) to another (debit): a row is balanced by what it is, and so is each sum of
-- rows. source: the line of a document that it comes from.
-- owner: account
-- clustered
CREATE TABLE ledger_posting (
    account_id  id NOT NULL,
    period      date NOT NULL,
    number      int NOT NULL,
    place       int NOT NULL CHECK (place >= 1),
    kind        text NOT NULL,
    debit       text NOT NULL,
    credit      text NOT NULL,
    currency    text NOT NULL CHECK (length(currency) = 3),
    amount      minor NOT NULL CHECK (amount > 0),
    source_kind text NOT NULL,
    source_id   id,
    PRIMARY KEY (account_id, period, number, place),
    FOREIGN KEY (account_id, period, number) REFERENCES ledger_entry (account_id, period, number),
    CHECK (debit <> credit)
);

-- What a book of an account was debited and credited in a month, kept in step with the postings; verify proves it.
-- owner: account
-- clustered
CREATE TABLE ledger_balance (
    account_id id NOT NULL,
    period     date NOT NULL,
    book       text NOT NULL,
    currency   text NOT NULL,
    debit      minor NOT NULL CHECK (debit >= 0),
    credit     minor NOT NULL CHECK (credit >= 0),
    PRIMARY KEY (account_id, period, book, currency),
    FOREIGN KEY (account_id, period) REFERENCES ledger_period (account_id, period)
);
