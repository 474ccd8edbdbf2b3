-- What an account says of a product wherever its people choose products: its place among them (smaller first; without a
-- row the vendor's place times 2^20), pinned above the others, hidden, in a group of its own naming.
-- owner: account
CREATE TABLE catalog_choice (
    account_id   id NOT NULL REFERENCES account (id),
    product_code text NOT NULL REFERENCES catalog_product (code),
    created_at   time NOT NULL,
    version      int NOT NULL,
    place        int NOT NULL,
    pinned       bool NOT NULL,
    hidden       bool NOT NULL,
    group_name   text NOT NULL,
    PRIMARY KEY (account_id, product_code)
);
