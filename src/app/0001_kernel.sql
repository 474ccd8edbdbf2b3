-- The kernel's own tables: who exists, who may do what, and the bookkeeping of units of work.
-- Ids are made by the application (UUIDv7). Every table that belongs to somebody starts with that owner's id.

-- The vendor and facts of the whole installation: name, languages, currencies, address, key fingerprint.
-- owner: system
-- clustered
CREATE TABLE installation (
    key        text NOT NULL PRIMARY KEY,
    value      text NOT NULL,
    updated_at time NOT NULL
);

-- A directory is where people and applications sign in. kind: partner, customer or operator (the vendor's own staff).
-- A customer is a directory too: customer.id is the directory's id.
-- owner: directory
CREATE TABLE directory (
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    version        int NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('partner', 'customer', 'operator')),
    name           text NOT NULL,
    default_domain text NOT NULL,
    country        text NOT NULL,
    state          text NOT NULL CHECK (state IN ('active', 'removed'))
);

-- Names that are unique in the whole installation: domains, sign-in names, partner ids. The row is the claim.
-- owner: system
-- person: owner_id
-- erase: delete
-- export: no internal
CREATE TABLE claim (
    kind       text NOT NULL CHECK (kind IN ('domain', 'sign_in', 'partner_id', 'public_id')),
    name       text NOT NULL,
    owner_id   id NOT NULL,
    created_at time NOT NULL,
    PRIMARY KEY (kind, name)
);

-- A partner account: the unit of isolation. A location account has a parent (the global account).
-- owner: account (its id is the account id)
-- clustered
CREATE TABLE account (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    version      int NOT NULL,
    parent_id    id REFERENCES account (id),
    directory_id id NOT NULL REFERENCES directory (id),
    public_id    text NOT NULL,
    partner_id   text NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('direct', 'provider', 'reseller', 'developer', 'learning', 'cpv')),
    name         text NOT NULL,
    country      text NOT NULL,
    city         text NOT NULL,
    currency     text NOT NULL,
    locale       text NOT NULL,
    time_zone    text NOT NULL,
    state        text NOT NULL CHECK (state IN ('active', 'suspended', 'closed')),
    rights_version int NOT NULL
);
CREATE INDEX account_by_directory ON account (directory_id);
CREATE UNIQUE INDEX account_by_public_id ON account (public_id);
CREATE INDEX account_by_parent ON account (parent_id);

-- Programs an account is enrolled in; they reveal workspaces.
-- owner: account
CREATE TABLE account_program (
    account_id id NOT NULL REFERENCES account (id),
    program    text NOT NULL,
    state      text NOT NULL CHECK (state IN ('pending', 'active', 'ended')),
    since      time NOT NULL,
    PRIMARY KEY (account_id, program)
);

-- People. sign_in is unique by its claim. password_hash is Argon2id text; empty: cannot sign in yet.
-- owner: directory
-- person: id
-- erase: empty unique sign_in, email, first_name, last_name, password_hash, phone, job_title, last_seen_at
CREATE TABLE app_user (
    id             id NOT NULL PRIMARY KEY,
    created_at     time NOT NULL,
    version        int NOT NULL,
    directory_id   id NOT NULL REFERENCES directory (id),
    sign_in        text NOT NULL,
    email          text NOT NULL,
    first_name     text NOT NULL,
    last_name      text NOT NULL,
    password_hash  text NOT NULL,
    password_at    time,
    must_change    bool NOT NULL,
    locale         text NOT NULL,
    time_zone      text NOT NULL,
    theme          text NOT NULL CHECK (theme IN ('', 'light', 'dark')),
    state          text NOT NULL CHECK (state IN ('active', 'suspended', 'removed')),
    rights_version int NOT NULL,
    last_account_id id,
    last_seen_at   time
);
CREATE UNIQUE INDEX app_user_by_sign_in ON app_user (sign_in);
CREATE INDEX app_user_by_directory ON app_user (directory_id, state);

-- A user may also belong to further directories (as a guest of that directory).
-- owner: directory
-- person: user_id
-- erase: empty name_key, state_reason
CREATE TABLE directory_member (
    user_id      id NOT NULL REFERENCES app_user (id),
    directory_id id NOT NULL REFERENCES directory (id),
    created_at   time NOT NULL,
    PRIMARY KEY (user_id, directory_id)
);
CREATE INDEX directory_member_by_directory ON directory_member (directory_id);

-- A role held by a user in an account (account_id) or in a directory (account_id is null: every account of it).
-- owner: directory
-- person: user_id
-- erase: delete
CREATE TABLE role_grant (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    user_id      id NOT NULL REFERENCES app_user (id),
    directory_id id NOT NULL REFERENCES directory (id),
    account_id   id REFERENCES account (id),
    role         text NOT NULL,
    granted_by   id
);
CREATE INDEX role_grant_by_user ON role_grant (user_id);
CREATE INDEX role_grant_by_account ON role_grant (account_id);
CREATE INDEX role_grant_by_directory ON role_grant (directory_id, role, id);

-- Sign-in sessions. token_hash is the keyed hash of the cookie's secret.
-- owner: self
-- person: user_id
-- erase: delete
CREATE TABLE session (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    user_id      id NOT NULL REFERENCES app_user (id),
    directory_id id NOT NULL REFERENCES directory (id),
    token_hash   bytes NOT NULL,
    account_id   id,
    seen_at      time NOT NULL,
    expires_at   time NOT NULL,
    ended_at     time,
    address      text NOT NULL,
    agent        text NOT NULL
);
CREATE UNIQUE INDEX session_by_token ON session (token_hash);
CREATE INDEX session_by_user ON session (user_id, expires_at);
CREATE INDEX session_by_directory ON session (directory_id);

-- Failed sign-ins by (name, network), so that nobody can lock somebody else out.
-- owner: system
CREATE TABLE sign_in_failure (
    key        bytes NOT NULL PRIMARY KEY,
    count      int NOT NULL,
    first_at   time NOT NULL,
    until      time NOT NULL
);

-- API applications of a partner directory; account_id is the commerce account bound to the directory.
-- owner: account
-- person: user_id
-- erase: nothing
-- clustered
CREATE TABLE application (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    version      int NOT NULL,
    directory_id id NOT NULL REFERENCES directory (id),
    name         text NOT NULL,
    user_id      id REFERENCES app_user (id),
    state        text NOT NULL CHECK (state IN ('active', 'suspended', 'removed'))
);
CREATE INDEX application_by_account ON application (account_id);
CREATE INDEX application_by_directory ON application (directory_id);
-- Secrets of an application: keyed hashes, expiring, shown once when made.
-- owner: account
CREATE TABLE application_secret (
    account_id     id NOT NULL REFERENCES account (id),
    application_id id NOT NULL REFERENCES application (id),
    id             id NOT NULL PRIMARY KEY,
    secret_hash    bytes NOT NULL,
    created_at     time NOT NULL,
    expires_at     time NOT NULL,
    ended_at       time
);
CREATE INDEX application_secret_by_application ON application_secret (application_id);

-- Audit: append-only, hash-chained per account over digests. chain_id is the account, or the nil id for the installation.
-- seq and digest are null until sealed (PostgreSQL seals within seconds; SQLite within the batch).
-- owner: account
-- person: actor_id
-- erase: log
CREATE TABLE audit (
    account_id   id NOT NULL,
    id           id NOT NULL PRIMARY KEY,
    at           time NOT NULL,
    business_at  time NOT NULL,
    action       text NOT NULL,
    actor_kind   text NOT NULL,
    actor_id     id,
    actor_name   text NOT NULL,
    customer_id  id,
    on_behalf_of id,
    target_kind  text NOT NULL,
    target_id    id,
    target_name  text NOT NULL,
    outcome      text NOT NULL CHECK (outcome IN ('done', 'refused')),
    times        int NOT NULL,
    request_id   text NOT NULL,
    detail_hash  bytes NOT NULL,
    seq          int,
    digest       bytes
);
CREATE INDEX audit_by_account ON audit (account_id, id);
CREATE UNIQUE INDEX audit_by_seq ON audit (account_id, seq);
CREATE INDEX audit_by_actor ON audit (account_id, actor_id, id);
CREATE INDEX audit_by_target ON audit (account_id, target_id, id);
CREATE INDEX audit_by_customer ON audit (account_id, customer_id, id);
-- The head of each chain.
-- owner: account
-- export: no internal
CREATE TABLE audit_head (
    account_id id NOT NULL PRIMARY KEY,
    seq        int NOT NULL,
    digest     bytes NOT NULL
);
-- Rows that wait for the sealer (PostgreSQL); SQLite seals within the batch.
-- owner: account
-- export: no internal
CREATE TABLE audit_unsealed (
    account_id id NOT NULL,
    audit_id   id NOT NULL,
    PRIMARY KEY (account_id, audit_id)
);
-- Before and after, erasable: its salted hash stands in audit.detail_hash.
-- owner: account
-- erase: log
CREATE TABLE audit_detail (
    account_id  id NOT NULL,
    audit_id    id NOT NULL PRIMARY KEY,
    salt        bytes NOT NULL,
    before_json json NOT NULL,
    after_json  json NOT NULL,
    erased_at   time
);

-- Answers kept by idempotency key; body sealed. Only successes.
-- owner: account
-- person: actor_id
-- erase: delete
-- export: no internal
CREATE TABLE idempotency (
    account_id id NOT NULL,
    actor_id   id NOT NULL,
    request_key text NOT NULL,
    route      text NOT NULL,
    body_hash  bytes NOT NULL,
    status     int NOT NULL,
    answer     bytes NOT NULL,
    created_at time NOT NULL,
    PRIMARY KEY (account_id, actor_id, request_key, route)
);
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Jobs; the outbox too. Unique by (kind, key) while open: open_key is null once ended.
-- owner: system
-- person: user_id
-- erase: nothing
-- mentions: payload
-- export: no internal
CREATE TABLE job (
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    kind        text NOT NULL,
    key         text NOT NULL,
    open_key    text,
    payload     json NOT NULL,
    state       text NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    clock       text NOT NULL CHECK (clock IN ('wall', 'business')),
    run_at      time NOT NULL,
    attempts    int NOT NULL,
    lease_until time,
    lease_by    text NOT NULL,
    cursor      text NOT NULL,
    done        int NOT NULL,
    total       int NOT NULL,
    account_id  id,
    user_id     id,
    started_at  time,
    ended_at    time,
    result      text NOT NULL,
    problem     text NOT NULL
);
CREATE UNIQUE INDEX job_open ON job (kind, open_key);
CREATE INDEX job_by_lease ON job (state, lease_until);
CREATE INDEX job_due ON job (state, clock, run_at);
CREATE INDEX job_by_account ON job (account_id, user_id, id);

-- Search: one row a term and record. term is folded; rows are found by prefix within an account and kind, so that a
-- few products are not looked for among a million customers.
-- owner: account
-- erase: company
-- export: no derived
-- clustered
CREATE TABLE search_term (
    account_id id NOT NULL,
    kind       text NOT NULL,
    term       text NOT NULL,
    record_id  id NOT NULL,
    PRIMARY KEY (account_id, kind, term, record_id)
);
-- owner: account
-- erase: company
-- mentions: title, line, terms
-- export: no derived
-- clustered
CREATE TABLE search_record (
    account_id id NOT NULL,
    record_id  id NOT NULL,
    kind       text NOT NULL,
    title      text NOT NULL,
    line       text NOT NULL,
    terms      text NOT NULL,
    PRIMARY KEY (account_id, record_id, kind)
);

-- Counters that lists and tiles show, spread over shards so that writers do not meet; the value is the sum.
-- owner: account
-- export: no derived
-- clustered
CREATE TABLE counter (
    account_id id NOT NULL,
    name       text NOT NULL,
    shard      int NOT NULL,
    value      int NOT NULL,
    PRIMARY KEY (account_id, name, shard)
);

-- Settings of an account (account_id) or of the vendor (the nil id).
-- owner: account
CREATE TABLE setting (
    account_id id NOT NULL,
    key        text NOT NULL,
    value      text NOT NULL,
    updated_at time NOT NULL,
    PRIMARY KEY (account_id, key)
);
-- What a user chose for themselves: columns of a list, density, saved views, tile order.
-- owner: self
-- person: user_id
-- erase: delete
-- clustered
CREATE TABLE user_preference (
    user_id    id NOT NULL,
    account_id id NOT NULL,
    key        text NOT NULL,
    value      text NOT NULL,
    updated_at time NOT NULL,
    PRIMARY KEY (user_id, account_id, key)
);

-- Text written by the vendor, by language.
-- owner: system
CREATE TABLE text_ml (
    id     id NOT NULL,
    locale text NOT NULL,
    body   text NOT NULL,
    PRIMARY KEY (id, locale)
);

-- Public numbers, taken in blocks; gapless series are taken one by one at issue.
-- owner: system
CREATE TABLE numbering (
    series text NOT NULL PRIMARY KEY,
    next   int NOT NULL
);

-- Notifications of the bell.
-- owner: self
-- person: user_id
-- erase: delete
-- mentions: args, line_args, action_args
CREATE TABLE notification (
    user_id    id NOT NULL,
    id         id NOT NULL PRIMARY KEY,
    account_id id,
    created_at time NOT NULL,
    icon       text NOT NULL,
    msg        text NOT NULL,
    args       json NOT NULL,
    url        text NOT NULL,
    read_at    time
);
CREATE INDEX notification_by_user ON notification (user_id, id);

-- Files: content-named, published by this row. Owner by account; made_for: who may fetch it (nil: anybody of the account with the permission of the page).
-- owner: account
-- person: user_id
-- erase: delete
CREATE TABLE file (
    account_id id NOT NULL,
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    name       text NOT NULL,
    content_type text NOT NULL,
    size       int NOT NULL,
    sha256     bytes NOT NULL,
    stored_as  text NOT NULL,
    user_id    id,
    expires_at time
);
CREATE INDEX file_by_account ON file (account_id, id);
CREATE INDEX file_by_expiry ON file (expires_at);
