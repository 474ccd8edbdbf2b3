-- What a customer may use beside seats: software with its key, services of other publishers that are set up once, metered
-- subscriptions, reservations (spec api-resources.tsv: Entitlement, AzureEntitlement, Reservation).

-- One of a subscription. state: waiting: nobody has activated it; cancelled: metered use is stopped. product_key: of
-- software. scope: of reservations, with the metered subscription that a single one is for.
-- owner: account
-- clustered
CREATE TABLE entitlement (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    customer_id     id NOT NULL,
    created_at      time NOT NULL,
    version         int NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('software', 'service', 'metered', 'reservation')),
    state           text NOT NULL CHECK (state IN ('waiting', 'active', 'cancelled')),
    since           time NOT NULL,
    reason          text NOT NULL,
    product_key     text NOT NULL,
    scope           text NOT NULL CHECK (scope IN ('', 'shared', 'single')),
    scope_id        id,
    PRIMARY KEY (account_id, subscription_id),
    FOREIGN KEY (account_id, subscription_id) REFERENCES subscription (account_id, id),
    CHECK (state <> 'cancelled' OR kind = 'metered'),
    CHECK (state <> 'cancelled' OR trim(reason) <> '')
);
CREATE INDEX entitlement_by_customer ON entitlement (account_id, customer_id, created_at, subscription_id);

-- What the customer has paid for an order, and documents that show it; amounts as they were sent; a rate of 0 is none.
-- owner: account
-- clustered
CREATE TABLE order_purchase (
    account_id  id NOT NULL REFERENCES account (id),
    order_id    text NOT NULL,
    created_at  time NOT NULL,
    version     int NOT NULL,
    price       dec NOT NULL,
    currency    text NOT NULL,
    rate        dec NOT NULL,
    tender      bool NOT NULL,
    tender_link text NOT NULL,
    PRIMARY KEY (account_id, order_id)
);
-- owner: account
CREATE TABLE order_document (
    account_id id NOT NULL REFERENCES account (id),
    order_id   text NOT NULL,
    id         id NOT NULL,
    created_at time NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('POAttachment', 'TenderAttachment')),
    name       text NOT NULL,
    size       int NOT NULL,
    file_id    id NOT NULL,
    PRIMARY KEY (account_id, order_id, id)
);

-- A metered plan of an older kind that became one of the newer: who asked when, from what to what.
-- owner: account
CREATE TABLE product_upgrade (
    account_id      id NOT NULL REFERENCES account (id),
    id              id NOT NULL,
    customer_id     id NOT NULL,
    created_at      time NOT NULL,
    family          text NOT NULL,
    subscription_id id NOT NULL,
    from_item       text NOT NULL,
    from_title      text NOT NULL,
    to_item         text NOT NULL,
    to_title        text NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX product_upgrade_by_customer ON product_upgrade (account_id, customer_id, created_at, id);
