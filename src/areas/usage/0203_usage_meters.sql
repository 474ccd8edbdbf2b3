-- What metered plans are made of: meters, and what a unit of each costs. All of it is the vendor's. Source: spec
-- api-resources.tsv (AzureMeter, AzureRateCard).

-- product_code: the plan's product in the catalogue. unit: what one is ("1 Hour"). included: free of charge in each month
-- of a subscription. resource_type: of the resources that it measures. shared: on the card of shared services alone.
-- owner: operator
CREATE TABLE usage_meter (
    id            id NOT NULL PRIMARY KEY,
    created_at    time NOT NULL,
    version       int NOT NULL,
    product_code  text NOT NULL,
    name          text NOT NULL,
    category      text NOT NULL,
    subcategory   text NOT NULL,
    region        text NOT NULL,
    unit          text NOT NULL,
    resource_type text NOT NULL,
    included      dec NOT NULL CHECK (included >= 0),
    from_at       time NOT NULL,
    shared        bool NOT NULL
);

-- The price of one from the from_quantity-th of a month on; quantities count from the first that is not included.
-- owner: operator
-- clustered
CREATE TABLE usage_rate (
    meter_id      id NOT NULL REFERENCES usage_meter (id),
    currency      text NOT NULL,
    from_quantity dec NOT NULL CHECK (from_quantity >= 0),
    created_at    time NOT NULL,
    price         dec NOT NULL CHECK (price >= 0),
    PRIMARY KEY (meter_id, currency, from_quantity)
);
