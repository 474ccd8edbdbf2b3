-- Orders of an account for its customers, what came of them, and carts. Sources: spec api-resources.tsv (Order, Cart,
-- Subscription), portal-states.tsv, portal-workflows.md 8.

-- state: the wire's word. id: 12 hex digits, as the newer kind of orders has them.
-- owner: account
CREATE TABLE sale_order (
    account_id  id NOT NULL REFERENCES account (id),
    id          text NOT NULL,
    customer_id id NOT NULL,
    created_at  time NOT NULL,
    version     int NOT NULL,
    state       text NOT NULL CHECK (state IN ('pending', 'completed', 'cancelled')),
    cycle       text NOT NULL,
    currency    text NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX sale_order_by_customer ON sale_order (account_id, customer_id, created_at, id);

-- A line of an order as it was bought; unit_price in major units a billing cycle, as it was on that day.
-- owner: account
-- clustered
CREATE TABLE order_line (
    account_id      id NOT NULL REFERENCES account (id),
    order_id        text NOT NULL,
    line            int NOT NULL,
    created_at      time NOT NULL,
    item_id         text NOT NULL,
    offer_id        text NOT NULL,
    title           text NOT NULL,
    friendly_name   text NOT NULL,
    quantity        int NOT NULL CHECK (quantity >= 1),
    term            text NOT NULL,
    cycle           text NOT NULL,
    kind            text NOT NULL,
    unit_price      dec NOT NULL,
    promotion_id    text NOT NULL,
    partner_number  text NOT NULL,
    subscription_id id,
    parent_id       id,
    custom_end      time,
    PRIMARY KEY (account_id, order_id, line),
    FOREIGN KEY (account_id, order_id) REFERENCES sale_order (account_id, id)
);

-- state: the wire's word. due_at: when something happens by itself (term end, end of a waiting time); null: never.
-- term and cycle of what runs; next_*: what the next term shall be, where it was asked for (next_item empty: the same).
-- The item's words stand as they were bought. refund_until: until when it may be cancelled.
-- owner: account
CREATE TABLE subscription (
    account_id     id NOT NULL REFERENCES account (id),
    id             id NOT NULL,
    customer_id    id NOT NULL,
    created_at     time NOT NULL,
    version        int NOT NULL,
    order_id       text NOT NULL,
    line           int NOT NULL,
    item_id        text NOT NULL,
    offer_id       text NOT NULL,
    title          text NOT NULL,
    friendly_name  text NOT NULL,
    kind           text NOT NULL,
    unit           text NOT NULL,
    publisher      text NOT NULL,
    own            bool NOT NULL,
    trial          bool NOT NULL,
    addon          bool NOT NULL,
    usage          bool NOT NULL,
    licence_id     id,
    quantity       int NOT NULL CHECK (quantity >= 1),
    quantity_min   int NOT NULL,
    quantity_max   int NOT NULL,
    currency       text NOT NULL,
    term           text NOT NULL,
    cycle          text NOT NULL,
    unit_price     dec NOT NULL,
    promotion_id   text NOT NULL,
    partner_number text NOT NULL,
    parent_id      id,
    state          text NOT NULL CHECK (state IN ('active', 'suspended', 'expired', 'disabled', 'deleted')),
    since          time NOT NULL,
    reason         text NOT NULL,
    renews         bool NOT NULL,
    started_at     time NOT NULL,
    term_from      time NOT NULL,
    ends_at        time,
    refund_until   time,
    due_at         time,
    next_item      text NOT NULL,
    next_term      text NOT NULL,
    next_cycle     text NOT NULL,
    next_quantity  int NOT NULL,
    next_end       time,
    PRIMARY KEY (account_id, id),
    CHECK (state NOT IN ('active', 'suspended') OR ends_at IS NOT NULL OR term = ''),
    CHECK (next_quantity = 0 OR renews)
);
CREATE INDEX subscription_by_customer ON subscription (account_id, customer_id, created_at, id);
CREATE INDEX subscription_by_due ON subscription (due_at, account_id, id);
CREATE INDEX subscription_by_parent ON subscription (account_id, parent_id, id);

-- Seats that were added at one time: they may be taken off again until a moment.
-- owner: account
-- clustered
CREATE TABLE subscription_seats (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    added_at        time NOT NULL,
    created_at      time NOT NULL,
    quantity        int NOT NULL CHECK (quantity >= 0),
    until_at        time NOT NULL,
    PRIMARY KEY (account_id, subscription_id, added_at),
    FOREIGN KEY (account_id, subscription_id) REFERENCES subscription (account_id, id)
);

-- What happened to a subscription, in order. what: a word of commerce.h; detail: what it was and became, as it is shown.
-- owner: account
CREATE TABLE subscription_event (
    account_id      id NOT NULL REFERENCES account (id),
    subscription_id id NOT NULL,
    id              id NOT NULL,
    created_at      time NOT NULL,
    what            text NOT NULL,
    was             text NOT NULL,
    became          text NOT NULL,
    PRIMARY KEY (account_id, subscription_id, id),
    FOREIGN KEY (account_id, subscription_id) REFERENCES subscription (account_id, id)
);

-- Until expires_at; body: its lines as they were sent and checked, JSON.
-- owner: account
CREATE TABLE cart (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL,
    customer_id id NOT NULL,
    created_at  time NOT NULL,
    changed_at  time NOT NULL,
    version     int NOT NULL,
    expires_at  time NOT NULL,
    state       text NOT NULL CHECK (state IN ('active', 'ordered')),
    body        text NOT NULL,
    PRIMARY KEY (account_id, id)
);
CREATE INDEX cart_by_expiry ON cart (expires_at, account_id, id);
