-- What is sold of the catalogue, in what form and at what price: product, its SKUs, their availabilities, and a price a
-- term. Source: spec api-resources.tsv (Product, Sku, Availability, Offer). All of it is the vendor's.

-- The currency that a market pays in.
-- owner: operator
CREATE TABLE catalog_market (
    country    text NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    currency   text NOT NULL
);

-- Categories of the older kind of offers.
-- owner: operator
CREATE TABLE catalog_category (
    id         text NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    name       text NOT NULL,
    place      int NOT NULL
);

-- target_view: what a client asks for a list of (api-endpoints.tsv, "targetView"); kind and sub_kind: productType.
-- owner: operator
CREATE TABLE catalog_product (
    code        text NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    version     int NOT NULL,
    place       int NOT NULL,
    title       text NOT NULL,
    title_key   text NOT NULL,
    description text NOT NULL,
    target_view text NOT NULL,
    kind        text NOT NULL,
    sub_kind    text NOT NULL,
    publisher   text NOT NULL,
    own         bool NOT NULL
);
CREATE INDEX catalog_product_by_place ON catalog_product (place, code);

-- offer_id: what the older kind of orders calls it. licence_id: the product whose service plans a seat brings. Cycles
-- and terms are those of its prices. usage: metered, no seats.
-- owner: operator
CREATE TABLE catalog_sku (
    product_code  text NOT NULL REFERENCES catalog_product (code),
    code          text NOT NULL,
    created_at    time NOT NULL,
    version       int NOT NULL,
    title         text NOT NULL,
    description   text NOT NULL,
    offer_id      text NOT NULL,
    category_id   text REFERENCES catalog_category (id),
    licence_id    id REFERENCES product (id),
    unit          text NOT NULL,
    quantity_min  int NOT NULL CHECK (quantity_min >= 1),
    quantity_max  int NOT NULL CHECK (quantity_max >= 1),
    trial         bool NOT NULL,
    addon         bool NOT NULL,
    usage         bool NOT NULL,
    renews        bool NOT NULL,
    restricted    text NOT NULL CHECK (restricted IN ('', 'inventory', 'registration')),
    PRIMARY KEY (product_code, code)
);
CREATE UNIQUE INDEX catalog_sku_by_offer ON catalog_sku (offer_id);

-- A SKU in a segment, while it is on sale.
-- owner: operator
CREATE TABLE catalog_availability (
    product_code text NOT NULL,
    sku_code     text NOT NULL,
    code         text NOT NULL,
    created_at   time NOT NULL,
    segment      text NOT NULL CHECK (segment IN ('commercial', 'education', 'government', 'nonprofit')),
    from_at      time NOT NULL,
    until_at     time,
    PRIMARY KEY (product_code, sku_code, code),
    FOREIGN KEY (product_code, sku_code) REFERENCES catalog_sku (product_code, code)
);

-- What a unit costs a billing cycle, from a moment until another price takes over. term: "P1M", "P1Y", "P3Y", or empty
-- for what is bought once. amount: major units.
-- owner: operator
-- clustered
CREATE TABLE catalog_price (
    product_code text NOT NULL,
    sku_code     text NOT NULL,
    availability text NOT NULL,
    currency     text NOT NULL,
    term         text NOT NULL,
    cycle        text NOT NULL CHECK (cycle IN ('monthly', 'annual', 'triennial', 'one_time', 'none')),
    from_at      time NOT NULL,
    until_at     time,
    created_at   time NOT NULL,
    amount       dec NOT NULL,
    PRIMARY KEY (product_code, sku_code, availability, currency, term, cycle, from_at),
    FOREIGN KEY (product_code, sku_code, availability) REFERENCES catalog_availability (product_code, sku_code, code)
);

-- What a SKU leads to. addon: the target may be bought on top of it; upgrade: seats may move to the target;
-- conversion: a trial becomes the target.
-- owner: operator
CREATE TABLE catalog_target (
    product_code        text NOT NULL,
    sku_code            text NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('addon', 'upgrade', 'conversion')),
    target_product_code text NOT NULL,
    target_sku_code     text NOT NULL,
    created_at          time NOT NULL,
    PRIMARY KEY (product_code, sku_code, kind, target_product_code, target_sku_code),
    FOREIGN KEY (product_code, sku_code) REFERENCES catalog_sku (product_code, code),
    FOREIGN KEY (target_product_code, target_sku_code) REFERENCES catalog_sku (product_code, code)
);
CREATE INDEX catalog_target_by_target ON catalog_target (target_product_code, target_sku_code, kind);

-- percent off the price of one SKU for one term, between two moments, for so many seats.
-- owner: operator
CREATE TABLE catalog_promotion (
    id           text NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    name         text NOT NULL,
    description  text NOT NULL,
    product_code text NOT NULL,
    sku_code     text NOT NULL,
    segment      text NOT NULL,
    term         text NOT NULL,
    cycle        text NOT NULL,
    percent      dec NOT NULL,
    seats_min    int NOT NULL,
    seats_max    int NOT NULL,
    from_at      time NOT NULL,
    until_at     time NOT NULL,
    FOREIGN KEY (product_code, sku_code) REFERENCES catalog_sku (product_code, code)
);

-- What a partner earns of the list price of another publisher's SKU.
-- owner: operator
CREATE TABLE catalog_margin (
    id           text NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    product_code text NOT NULL,
    sku_code     text NOT NULL,
    percent      dec NOT NULL,
    from_at      time NOT NULL,
    until_at     time,
    FOREIGN KEY (product_code, sku_code) REFERENCES catalog_sku (product_code, code)
);
