-- Where an account's events are posted to. events: names of WEBHOOK_EVENTS (webhooks.h) by spaces. base: the address of
-- this installation as the registration came, for links in events while none is configured.
-- owner: account
CREATE TABLE webhook (
    account_id    id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at    time NOT NULL,
    version       int NOT NULL,
    subscriber_id id NOT NULL,
    url           text NOT NULL,
    events        text NOT NULL,
    token_header  bool NOT NULL,
    paused        bool NOT NULL,
    base          text NOT NULL
);

-- An event on its way, in the order of its ids for each resource. created_at, next_at: by the wall's clock. offline:
-- given up after the last try.
-- owner: account
CREATE TABLE webhook_delivery (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    event       text NOT NULL,
    resource    text NOT NULL,
    body        text NOT NULL,
    state       text NOT NULL CHECK (state IN ('waiting', 'delivered', 'offline')),
    tries       int NOT NULL,
    next_at     time NOT NULL,
    last_answer text NOT NULL
);
CREATE INDEX webhook_delivery_by_resource ON webhook_delivery (account_id, resource, id);
CREATE INDEX webhook_delivery_by_account ON webhook_delivery (account_id, id);
CREATE INDEX webhook_delivery_by_event ON webhook_delivery (account_id, event, created_at);
CREATE INDEX webhook_delivery_by_age ON webhook_delivery (created_at);

-- A try to deliver one, with what came of it. code: the status by its name, or empty when no answer came.
-- owner: account
CREATE TABLE webhook_try (
    account_id   id NOT NULL REFERENCES account (id),
    id           id NOT NULL PRIMARY KEY,
    delivery_id  id NOT NULL REFERENCES webhook_delivery (id),
    created_at   time NOT NULL,
    code         text NOT NULL,
    answer       text NOT NULL,
    system_error bool NOT NULL
);
CREATE INDEX webhook_try_by_delivery ON webhook_try (account_id, delivery_id, id);
CREATE INDEX webhook_try_by_parent ON webhook_try (delivery_id);
