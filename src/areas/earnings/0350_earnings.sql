-- What a unit of a currency was worth in US dollars on a day. Amounts of other currencies are compared and paid by it.
-- owner: operator
CREATE TABLE exchange_rate (
    currency   text NOT NULL CHECK (length(currency) = 3),
    day        date NOT NULL,
    created_at time NOT NULL,
    created_by id,
    usd        dec NOT NULL CHECK (usd > 0),
    PRIMARY KEY (currency, day)
);

-- One thing the vendor owes a partner for; less than nothing: it is taken back. state: of the machine earning. source and
-- source_key name it where it comes from, so that it is taken once. usd: by the rate of usd_day. payment_id, paid and
-- paid_rate: once it is in a payment, in the payment's currency by the rate of paid_day. detail: more members of the
-- transaction history, as they came.
-- owner: account
-- erase: company
CREATE TABLE earning (
    account_id    id NOT NULL REFERENCES account (id),
    id            id NOT NULL,
    created_at    time NOT NULL,
    version       int NOT NULL,
    updated_at    time NOT NULL,
    updated_by    id,
    state         text NOT NULL CHECK (state IN ('unprocessed', 'upcoming', 'in_payment', 'rejected_review', 'forfeited', 'escheated')),
    since         time NOT NULL,
    reason        text NOT NULL,
    source        text NOT NULL CHECK (source IN ('manual', 'import', 'marketplace', 'recoup')),
    source_key    text NOT NULL CHECK (source_key <> ''),
    program       text NOT NULL,
    location_id   id NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('rebate', 'coop', 'fee', 'sale', 'adjustment', 'recoup')),
    lever         text NOT NULL,
    product       text NOT NULL,
    adjustment    text NOT NULL,
    customer      text NOT NULL,
    country       text NOT NULL,
    currency      text NOT NULL CHECK (length(currency) = 3),
    amount        minor NOT NULL CHECK (amount <> 0),
    usd           minor NOT NULL,
    usd_rate      dec NOT NULL,
    usd_day       date NOT NULL,
    sold          minor,
    sold_currency text NOT NULL,
    sold_on       date,
    earned_on     date NOT NULL,
    ready_on      date NOT NULL,
    payment_id    id,
    paid          minor,
    paid_rate     dec,
    paid_day      date,
    detail        json NOT NULL,
    PRIMARY KEY (account_id, id),
    CHECK (state <> 'rejected_review' OR trim(reason) <> ''),
    CHECK (kind <> 'adjustment' OR adjustment <> '')
);
CREATE UNIQUE INDEX earning_by_source ON earning (account_id, source, source_key);
CREATE INDEX earning_by_day ON earning (account_id, earned_on, id);
CREATE INDEX earning_by_state ON earning (state, account_id, program, location_id);
CREATE INDEX earning_by_payment ON earning (account_id, payment_id);

-- A payment run: it is checked line by line without paying anything, released by somebody else, then its payments are
-- made one by one. open_key: 'open' until it ends, so that there is one at a time.
-- owner: operator
-- person: created_by
-- erase: keep accounting
CREATE TABLE payment_run (
    id            id NOT NULL PRIMARY KEY,
    created_at    time NOT NULL,
    version       int NOT NULL,
    created_by    id NOT NULL,
    created_name  text NOT NULL,
    state         text NOT NULL CHECK (state IN ('checking', 'ready', 'releasing', 'released', 'cancelled')),
    month         date NOT NULL,
    rate_day      date NOT NULL,
    due_on        date NOT NULL,
    open_key      text,
    released_by   id,
    released_name text NOT NULL,
    released_at   time,
    job_id        id
);
CREATE UNIQUE INDEX payment_run_open ON payment_run (open_key);
CREATE INDEX payment_run_by_time ON payment_run (created_at, id);

-- What a run found to pay, or why not. why: empty for what is paid.
-- owner: account
CREATE TABLE payment_line (
    account_id  id NOT NULL REFERENCES account (id),
    run_id      id NOT NULL REFERENCES payment_run (id),
    id          id NOT NULL,
    program     text NOT NULL,
    location_id id NOT NULL,
    currency    text NOT NULL,
    earnings    int NOT NULL,
    gross       minor NOT NULL,
    withheld    minor NOT NULL,
    net         minor NOT NULL,
    state       text NOT NULL CHECK (state IN ('proposed', 'kept', 'made', 'changed')),
    why         text NOT NULL,
    payment_id  id,
    PRIMARY KEY (account_id, run_id, id)
);
CREATE UNIQUE INDEX payment_line_of ON payment_line (run_id, account_id, program, location_id, currency);
CREATE INDEX payment_line_by_state ON payment_line (run_id, state, id);

-- A file for the bank: the payments of one currency that were due when it was made; its bytes are kept sealed.
-- owner: operator
-- person: created_by
-- erase: keep accounting
CREATE TABLE payment_file (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    created_by   id NOT NULL,
    created_name text NOT NULL,
    currency     text NOT NULL,
    message_id   text NOT NULL UNIQUE,
    payments     int NOT NULL,
    total        minor NOT NULL,
    stored_id    id NOT NULL,
    state        text NOT NULL CHECK (state IN ('made', 'settling', 'settled'))
);
CREATE INDEX payment_file_by_time ON payment_file (created_at, id);

-- One payment to a partner: what of its earnings it pays, what is kept back, to where. state: of the machine
-- partner_payment. sends: how often it was said to be sent; bank_says: the bank's own word when it came back.
-- owner: account
-- erase: company
CREATE TABLE partner_payment (
    account_id     id NOT NULL REFERENCES account (id),
    id             id NOT NULL,
    created_at     time NOT NULL,
    version        int NOT NULL,
    updated_at     time NOT NULL,
    number         text NOT NULL UNIQUE,
    run_id         id NOT NULL REFERENCES payment_run (id),
    state          text NOT NULL CHECK (state IN ('in_progress', 'pending_tax_invoice', 'tax_invoice_review', 'tax_invoice_rejected',
                                                  'sent', 'failed', 'rejected_bank', 'reprocessing', 'reversed', 'incorrect',
                                                  'forfeited', 'escheated')),
    since          time NOT NULL,
    reason         text NOT NULL,
    program        text NOT NULL,
    location_id    id NOT NULL,
    bank_id        id NOT NULL,
    tax_id         id NOT NULL,
    method         text NOT NULL,
    holder         text NOT NULL,
    bank           text NOT NULL,
    last4          text NOT NULL,
    currency       text NOT NULL CHECK (length(currency) = 3),
    earnings       int NOT NULL CHECK (earnings > 0),
    gross          minor NOT NULL,
    taxed          minor NOT NULL,
    rate           int NOT NULL,
    withheld       minor NOT NULL CHECK (withheld >= 0),
    net            minor NOT NULL CHECK (net > 0),
    usd            minor NOT NULL,
    due_on         date NOT NULL,
    sent_on        date,
    sends          int NOT NULL,
    posted_id      id,
    file_id        id REFERENCES payment_file (id),
    bank_says      text NOT NULL,
    invoice_number text NOT NULL,
    invoice_id     id,
    invoice_name   text NOT NULL,
    PRIMARY KEY (account_id, id),
    CHECK (gross - withheld = net),
    CHECK (state NOT IN ('tax_invoice_rejected', 'failed', 'rejected_bank', 'reversed', 'incorrect') OR trim(reason) <> '')
);
CREATE INDEX partner_payment_by_time ON partner_payment (account_id, created_at, id);
CREATE INDEX partner_payment_by_state ON partner_payment (state, since, id);
CREATE INDEX partner_payment_by_file ON partner_payment (file_id, state);

-- Payments of a program, or of all (empty), that wait because somebody asked for it.
-- owner: account
CREATE TABLE payment_hold (
    account_id id NOT NULL REFERENCES account (id),
    program    text NOT NULL,
    by_vendor  bool NOT NULL,
    created_at time NOT NULL,
    created_by id NOT NULL,
    reason     text NOT NULL,
    PRIMARY KEY (account_id, program, by_vendor)
);

-- What the bank said of a file, taken once; digest: of the bytes that came.
-- owner: operator
-- person: created_by
-- erase: keep accounting
CREATE TABLE bank_report (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    created_by   id NOT NULL,
    created_name text NOT NULL,
    name         text NOT NULL,
    digest       bytes NOT NULL UNIQUE,
    sent         int NOT NULL,
    returned     int NOT NULL,
    unknown      int NOT NULL
);
CREATE INDEX bank_report_by_time ON bank_report (created_at, id);

-- A file of transactions or payments that was asked for over the wire.
-- owner: account
-- erase: nothing
CREATE TABLE earning_export (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL,
    created_at   time NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('transactionhistory', 'payments')),
    format       text NOT NULL CHECK (format IN ('csv', 'tsv')),
    query        text NOT NULL,
    filter       text NOT NULL,
    state        text NOT NULL CHECK (state IN ('Queued', 'Processing', 'Failed', 'Completed')),
    job_id       id,
    file_id      id,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX earning_export_by_time ON earning_export (account_id, kind, created_at);
