-- How far the business clock of this house is ahead of the wall's; one row once it was turned (app/clock.h).
-- owner: system
CREATE TABLE business_clock (
    id         int NOT NULL PRIMARY KEY CHECK (id = 1),
    turned_at  time NOT NULL,
    ahead_us   int NOT NULL CHECK (ahead_us >= 0)
);
