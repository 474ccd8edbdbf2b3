-- How the clock of this house was turned, and what happened meanwhile. created_at: by the wall; the others by the
-- business clock. cut: it stopped short of what was asked for.
-- owner: system
CREATE TABLE sandbox_turn (
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    from_at     time NOT NULL,
    to_at       time NOT NULL,
    renewals    int NOT NULL,
    expiries    int NOT NULL,
    suspensions int NOT NULL,
    disabled    int NOT NULL,
    deletions   int NOT NULL,
    events      int NOT NULL,
    cut         bool NOT NULL
);
