-- People of a customer, beyond what a directory knows of them, and the licences they hold. All of it is the customer's, whichever partner sold it.

-- deleted_at: when the person was deleted; for 30 days they can be brought back. Without a row: the customer's first user, untouched.
-- owner: customer
-- person: user_id
-- erase: delete
CREATE TABLE customer_user (
    customer_id    id NOT NULL REFERENCES customer (id),
    user_id        id NOT NULL PRIMARY KEY REFERENCES app_user (id),
    created_at     time NOT NULL,
    version        int NOT NULL,
    usage_location text NOT NULL,
    display_name   text NOT NULL,
    immutable_id   text NOT NULL,
    deleted_at     time
);
CREATE INDEX customer_user_by_customer ON customer_user (customer_id, user_id);
CREATE INDEX app_user_by_directory_name ON app_user (directory_id, sign_in, id);

-- Roles in the customer's own directory; role_id is one of the fixed list in roles.c.
-- owner: customer
-- person: user_id
-- erase: delete
-- clustered
CREATE TABLE customer_user_role (
    customer_id id NOT NULL REFERENCES customer (id),
    role_id     id NOT NULL,
    user_id     id NOT NULL REFERENCES app_user (id),
    created_at  time NOT NULL,
    PRIMARY KEY (customer_id, role_id, user_id)
);
CREATE INDEX customer_user_role_by_user ON customer_user_role (user_id);

-- Seats of a product that a customer has: active ones, suspended ones, ones in their days of grace, and how many people hold.
-- owner: customer
-- clustered
CREATE TABLE licence_pool (
    customer_id id NOT NULL REFERENCES customer (id),
    product_id  id NOT NULL REFERENCES product (id),
    created_at  time NOT NULL,
    version     int NOT NULL,
    enabled     int NOT NULL CHECK (enabled >= 0),
    suspended   int NOT NULL CHECK (suspended >= 0),
    warning     int NOT NULL CHECK (warning >= 0),
    assigned    int NOT NULL CHECK (assigned >= 0),
    PRIMARY KEY (customer_id, product_id)
);

-- excluded: ids of service plans that this person does not get, with commas.
-- owner: customer
-- person: user_id
-- erase: delete
-- clustered
CREATE TABLE user_licence (
    customer_id id NOT NULL REFERENCES customer (id),
    user_id     id NOT NULL REFERENCES app_user (id),
    product_id  id NOT NULL REFERENCES product (id),
    created_at  time NOT NULL,
    excluded    text NOT NULL,
    PRIMARY KEY (customer_id, user_id, product_id)
);
CREATE INDEX user_licence_by_user ON user_licence (user_id);
