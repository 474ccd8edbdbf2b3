-- Prices are facts: what one unit costs, in one market, from a moment on. No amount is ever changed. A newer price of
-- the same item ends an older one by until_at, so that exactly one generation (all tiers with one from_at) holds at any
-- moment, and what was paid on a day can be read for ever.

-- market: an ISO country. term: "P1M", "P1Y", "P3Y", or empty for what is bought once. tier_min to tier_max: the units
-- it is for (tier_max 0: no end). listed: for the whole term, as price lists name it; amount: for a billing cycle, in
-- major units; erp: what the vendor recommends to ask of customers, for the term. ends_at: the end that the list gives;
-- until_at: when it stops in fact. sale_ends_on: from that day on it is not sold any more. list_id: the list that
-- brought it; none: it was there before there were lists.
-- owner: operator
-- clustered
CREATE TABLE price (
    product_code text NOT NULL,
    sku_code     text NOT NULL,
    availability text NOT NULL,
    market       text NOT NULL,
    currency     text NOT NULL,
    term         text NOT NULL,
    cycle        text NOT NULL CHECK (cycle IN ('monthly', 'annual', 'triennial', 'one_time', 'none')),
    from_at      time NOT NULL,
    tier_min     int NOT NULL CHECK (tier_min >= 1),
    created_at   time NOT NULL,
    tier_max     int NOT NULL,
    ends_at      time,
    until_at     time,
    listed       dec NOT NULL,
    amount       dec NOT NULL,
    erp          dec,
    sale_ends_on date,
    tags         text NOT NULL DEFAULT '',
    list_id      id,
    PRIMARY KEY (product_code, sku_code, availability, market, currency, term, cycle, from_at, tier_min),
    FOREIGN KEY (product_code, sku_code, availability) REFERENCES catalog_availability (product_code, sku_code, code)
);
CREATE INDEX price_by_list ON price (list_id, product_code, sku_code, availability, market);
CREATE INDEX price_by_market ON price (market, currency, from_at);

INSERT INTO price (product_code, sku_code, availability, market, currency, term, cycle, from_at, tier_min, created_at, tier_max, until_at, listed, amount)
SELECT r.product_code, r.sku_code, r.availability, m.country, r.currency, r.term, r.cycle, r.from_at, 1, r.created_at, 0, r.until_at,
       r.amount * CASE WHEN r.cycle = 'monthly' AND r.term = 'P1Y' THEN 12 WHEN r.cycle = 'monthly' AND r.term = 'P3Y' THEN 36 WHEN r.cycle = 'annual' AND r.term = 'P3Y' THEN 3 ELSE 1 END, r.amount
FROM catalog_price r
JOIN catalog_market m ON m.currency = r.currency;
DROP TABLE catalog_price;

-- What a unit of a currency was worth in US dollars on a day; it holds until the next one.
-- owner: operator
-- clustered
CREATE TABLE fx_rate (
    currency     text NOT NULL,
    rate_on      date NOT NULL,
    created_at   time NOT NULL,
    usd_per_unit dec NOT NULL,
    PRIMARY KEY (currency, rate_on)
);
CREATE INDEX fx_rate_by_day ON fx_rate (rate_on, currency);
