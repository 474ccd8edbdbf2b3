-- A request for help of one person of an account. number: what people read out. reason: what the vendor asks for or why
-- it was closed, as machine_move was given it. due_at: by when the vendor owes an answer; owed: it still does.
-- language: of the creator when it was made. last_by: partner, vendor or system.
-- owner: account
-- person: creator_id
-- erase: empty creator_name, email, phone
-- mentions: summary, reason
CREATE TABLE support_request (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    version      int NOT NULL,
    number       text NOT NULL,
    creator_id   id NOT NULL,
    creator_name text NOT NULL,
    customer_id  id,
    state        text NOT NULL CHECK (state IN ('open', 'attention_needed', 'closed')),
    reason       text NOT NULL,
    severity     text NOT NULL CHECK (severity IN ('critical', 'moderate', 'minimal')),
    workspace    text NOT NULL,
    problem      text NOT NULL,
    language     text NOT NULL,
    summary      text NOT NULL,
    email        text NOT NULL,
    phone        text NOT NULL,
    assigned_id  id,
    owed         bool NOT NULL,
    due_at       time NOT NULL,
    answered_at  time,
    escalated_at time,
    last_at      time NOT NULL,
    last_by      text NOT NULL CHECK (last_by IN ('partner', 'vendor', 'system')),
    closed_at    time,
    CHECK (state <> 'attention_needed' OR trim(reason) <> '')
);
CREATE INDEX support_request_of_creator ON support_request (account_id, creator_id, last_at, id);
CREATE INDEX support_request_of_account ON support_request (account_id, last_at, id);
CREATE INDEX support_request_by_state ON support_request (state, due_at, id);
CREATE INDEX support_request_by_due ON support_request (due_at, id);
CREATE INDEX support_request_of_assigned ON support_request (assigned_id, state, due_at, id);

-- What was said in a request. kind: note is the vendor's own and never shown to the partner.
-- owner: account
-- person: author_id
-- erase: empty author_name
-- mentions: body
CREATE TABLE support_message (
    account_id  id NOT NULL REFERENCES account (id),
    request_id  id NOT NULL REFERENCES support_request (id),
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('partner', 'vendor', 'note')),
    author_id   id,
    author_name text NOT NULL,
    body        text NOT NULL
);
CREATE INDEX support_message_of_request ON support_message (account_id, request_id, created_at, id);
