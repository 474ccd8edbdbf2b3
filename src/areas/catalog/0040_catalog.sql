-- The vendor's catalogue: products and the service plans in them. The same for every partner.

-- A thing that can be sold, known by its code (sku). name_key is the folded name.
-- owner: system
CREATE TABLE product (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    sku        text NOT NULL,
    name       text NOT NULL,
    name_key   text NOT NULL,
    plans_n    int NOT NULL
);
CREATE INDEX product_by_name ON product (name_key, id);
CREATE INDEX product_by_sku ON product (sku, id);

-- A service that comes with products.
-- owner: system
CREATE TABLE service_plan (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    code       text NOT NULL,
    name       text NOT NULL,
    name_key   text NOT NULL
);
CREATE INDEX service_plan_by_name ON service_plan (name_key, id);

-- Which plans a product includes.
-- owner: system
-- clustered
CREATE TABLE product_plan (
    product_id id NOT NULL REFERENCES product (id),
    plan_id    id NOT NULL REFERENCES service_plan (id),
    created_at time NOT NULL,
    PRIMARY KEY (product_id, plan_id)
);
CREATE INDEX product_plan_by_plan ON product_plan (plan_id, product_id);
