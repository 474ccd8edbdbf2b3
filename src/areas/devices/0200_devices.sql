-- What a customer's devices do when they are started for the first time. settings: the wire's words, by spaces.
-- owner: account
CREATE TABLE device_policy (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    customer_id id NOT NULL REFERENCES customer (id),
    version     int NOT NULL,
    created_at  time NOT NULL,
    changed_at  time NOT NULL,
    name        text NOT NULL,
    name_key    text NOT NULL,
    category    text NOT NULL CHECK (category IN ('none', 'o_o_b_e')),
    description text NOT NULL,
    settings    text NOT NULL
);
CREATE UNIQUE INDEX device_policy_by_name ON device_policy (account_id, customer_id, name_key);
CREATE INDEX device_policy_by_customer ON device_policy (customer_id);

-- Devices that were uploaded together. name is the wire's id; devices_n is kept by whatever adds and deletes.
-- owner: account
CREATE TABLE device_batch (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    customer_id id NOT NULL REFERENCES customer (id),
    created_at  time NOT NULL,
    name        text NOT NULL,
    name_key    text NOT NULL,
    devices_n   int NOT NULL CHECK (devices_n >= 0)
);
CREATE UNIQUE INDEX device_batch_by_name ON device_batch (account_id, customer_id, name_key);
CREATE INDEX device_batch_by_customer ON device_batch (customer_id);

-- A device of a customer. known_as: digest of what it is known by (README.md); one device is uploaded once.
-- owner: account
CREATE TABLE device (
    account_id    id NOT NULL REFERENCES account (id),
    id            id NOT NULL PRIMARY KEY,
    customer_id   id NOT NULL REFERENCES customer (id),
    batch_id      id NOT NULL REFERENCES device_batch (id),
    policy_id     id REFERENCES device_policy (id),
    created_at    time NOT NULL,
    known_as      text NOT NULL,
    serial_number text NOT NULL,
    product_key   text NOT NULL,
    hardware_hash text NOT NULL,
    model         text NOT NULL,
    maker         text NOT NULL
);
CREATE UNIQUE INDEX device_by_known_as ON device (account_id, known_as);
CREATE INDEX device_by_batch ON device (batch_id, id);
CREATE INDEX device_by_policy ON device (policy_id);
CREATE INDEX device_by_customer ON device (customer_id);

-- Work on a list of devices, done by a job: its id is the wire's tracking id. Without a batch: policies for devices.
-- owner: account
CREATE TABLE device_upload (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    customer_id id NOT NULL REFERENCES customer (id),
    batch_id    id REFERENCES device_batch (id),
    created_at  time NOT NULL,
    started_at  time,
    done_at     time,
    state       text NOT NULL CHECK (state IN ('queued', 'processing', 'finished', 'finished_with_errors')),
    lines_n     int NOT NULL
);
CREATE INDEX device_upload_by_customer ON device_upload (customer_id, id);
CREATE INDEX device_upload_by_batch ON device_upload (batch_id);

-- One device of such a list, and what became of it. policy: what was asked, an id or "none"; empty: nothing.
-- owner: account
CREATE TABLE device_upload_line (
    account_id    id NOT NULL REFERENCES account (id),
    upload_id     id NOT NULL REFERENCES device_upload (id),
    line          int NOT NULL,
    customer_id   id NOT NULL REFERENCES customer (id),
    device_id     id,
    serial_number text NOT NULL,
    product_key   text NOT NULL,
    hardware_hash text NOT NULL,
    model         text NOT NULL,
    maker         text NOT NULL,
    policy        text NOT NULL,
    state         text NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
    problem       text NOT NULL CHECK (problem IN ('', 'unknown', 'taken', 'elsewhere', 'no_device', 'no_policy')),
    PRIMARY KEY (upload_id, line),
    CHECK ((state = 'refused') = (problem <> ''))
);
CREATE INDEX device_upload_line_by_customer ON device_upload_line (customer_id);
