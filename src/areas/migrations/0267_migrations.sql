-- Subscriptions of the older kind on their way to the newer one, and days on which they shall go. Sources: spec
-- portal-workflows.md 9, portal-states.tsv (migration to NCE), api-resources.tsv (NewCommerceMigration and its schedule).

-- One of a base with its add-ons. batch_id: asked for with others; reference: of the API's client. reason: why it failed.
-- open_id: the base while it is under way, so that it is under way once.
-- owner: account
-- person: user_id
-- erase: nothing
CREATE TABLE migration (
    account_id      id NOT NULL REFERENCES account (id),
    id              id NOT NULL PRIMARY KEY,
    created_at      time NOT NULL,
    changed_at      time NOT NULL,
    customer_id     id NOT NULL,
    subscription_id id NOT NULL,
    state           text NOT NULL CHECK (state IN ('started', 'created', 'provisioned', 'completed', 'failed')),
    user_id         id REFERENCES app_user (id),
    batch_id        id,
    schedule_id     id,
    reference       text NOT NULL,
    reason          text NOT NULL,
    open_id         id,
    CHECK (state <> 'failed' OR trim(reason) <> '')
);
CREATE UNIQUE INDEX migration_by_open ON migration (open_id);
CREATE INDEX migration_by_account ON migration (account_id, created_at, id);
CREATE INDEX migration_by_customer ON migration (customer_id, account_id, id);
CREATE INDEX migration_by_person ON migration (user_id);

-- line 0 is the base. What was asked for (empty: as it was), then what came of it.
-- owner: account
-- clustered
CREATE TABLE migration_line (
    account_id      id NOT NULL REFERENCES account (id),
    migration_id    id NOT NULL REFERENCES migration (id),
    line            int NOT NULL,
    created_at      time NOT NULL,
    subscription_id id NOT NULL,
    title           text NOT NULL,
    to_title        text NOT NULL,
    item_id         text NOT NULL,
    term            text NOT NULL,
    cycle           text NOT NULL,
    quantity        int NOT NULL,
    full_term       bool NOT NULL,
    custom_end      time,
    ends_at         time,
    new_id          id,
    order_id        text NOT NULL,
    PRIMARY KEY (account_id, migration_id, line)
);

-- What happened to one, by the wire's names.
-- owner: account
CREATE TABLE migration_event (
    account_id      id NOT NULL REFERENCES account (id),
    migration_id    id NOT NULL REFERENCES migration (id),
    id              id NOT NULL,
    created_at      time NOT NULL,
    customer_id     id NOT NULL,
    subscription_id id NOT NULL,
    name            text NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX migration_event_by_migration ON migration_event (account_id, migration_id, id);
CREATE INDEX migration_event_by_subscription ON migration_event (account_id, subscription_id, id);
CREATE INDEX migration_event_by_customer ON migration_event (customer_id, account_id, id);

-- A day to come on which one shall go, with its add-ons: target_at, or its renewal. due_at: when the clock looks.
-- migration_id: what it began. open_id: as above.
-- owner: account
-- person: user_id
-- erase: nothing
CREATE TABLE migration_schedule (
    account_id      id NOT NULL REFERENCES account (id),
    id              id NOT NULL PRIMARY KEY,
    created_at      time NOT NULL,
    changed_at      time NOT NULL,
    version         int NOT NULL,
    customer_id     id NOT NULL,
    subscription_id id NOT NULL,
    title           text NOT NULL,
    state           text NOT NULL CHECK (state IN ('scheduled', 'started', 'cancelled', 'failed')),
    user_id         id REFERENCES app_user (id),
    reference       text NOT NULL,
    term            text NOT NULL,
    cycle           text NOT NULL,
    quantity        int NOT NULL,
    full_term       bool NOT NULL,
    custom_end      time,
    target_at       time,
    on_renewal      bool NOT NULL,
    due_at          time NOT NULL,
    migration_id    id,
    reason          text NOT NULL,
    open_id         id,
    CHECK (on_renewal OR target_at IS NOT NULL),
    CHECK (state <> 'failed' OR trim(reason) <> '')
);
CREATE UNIQUE INDEX migration_schedule_by_open ON migration_schedule (open_id);
CREATE INDEX migration_schedule_by_account ON migration_schedule (account_id, created_at, id);
CREATE INDEX migration_schedule_by_customer ON migration_schedule (customer_id, account_id, id);
CREATE INDEX migration_schedule_by_person ON migration_schedule (user_id);
