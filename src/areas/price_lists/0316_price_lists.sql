-- Price lists that the vendor's staff bring or write, until their prices are facts (table price).

-- state: reading and checking by a job; then refused (problems) or draft; waiting for a second person; scheduled;
-- publishing by a job; live; withdrawing by a job; withdrawn; discarded. first_on: the first day that any of its prices
-- holds. rows_done: how far the job of the state is. publish_at: business time.
-- owner: operator
-- person: made_by
-- erase: nothing
CREATE TABLE price_list (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    version      int NOT NULL,
    name         text NOT NULL,
    state        text NOT NULL CHECK (state IN ('reading', 'checking', 'refused', 'draft', 'waiting', 'scheduled', 'publishing', 'live', 'withdrawing', 'withdrawn', 'discarded')),
    file_name    text NOT NULL,
    file_id      id,
    made_by      id,
    asked_by     id,
    approved_by  id,
    publish_at   time,
    published_at time,
    first_on     date,
    rows_n       int NOT NULL,
    rows_done    int NOT NULL,
    problems_n   int NOT NULL
);
CREATE INDEX price_list_by_time ON price_list (created_at, id);
CREATE INDEX price_list_by_state ON price_list (state, publish_at);

-- owner: operator
-- clustered
CREATE TABLE price_list_row (
    list_id      id NOT NULL REFERENCES price_list (id),
    row_no       int NOT NULL,
    product_code text NOT NULL,
    sku_code     text NOT NULL,
    availability text NOT NULL,
    market       text NOT NULL,
    currency     text NOT NULL,
    term         text NOT NULL,
    cycle        text NOT NULL,
    from_on      date NOT NULL,
    ends_on      date,
    tier_min     int NOT NULL,
    tier_max     int NOT NULL,
    listed       dec NOT NULL,
    amount       dec NOT NULL,
    erp          dec,
    sale_ends_on date,
    tags         text NOT NULL,
    PRIMARY KEY (list_id, row_no)
);
CREATE INDEX price_list_row_by_item ON price_list_row (list_id, product_code, sku_code, availability, market, currency, term, cycle, from_on, tier_min);

-- What is wrong with a row of a file. code: of PROBLEMS in file.c; value: what stood there.
-- owner: operator
-- clustered
CREATE TABLE price_list_problem (
    list_id id NOT NULL REFERENCES price_list (id),
    row_no  int NOT NULL,
    code    text NOT NULL,
    value   text NOT NULL,
    PRIMARY KEY (list_id, row_no, code)
);
