-- Faults that a sandbox has been asked to show its clients (app/fault.h). place: order in which they are looked at.
-- amount: the status, milliseconds or seconds of the effect. times: how often at most; 0: without end.
-- owner: system
CREATE TABLE fault_rule (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    method     text NOT NULL,
    path       text NOT NULL,
    effect     text NOT NULL CHECK (effect IN ('status', 'delay', 'throttle', 'drop', 'drop_after', 'duplicate', 'stale')),
    amount     int NOT NULL,
    percent    int NOT NULL CHECK (percent BETWEEN 1 AND 100),
    seed       int NOT NULL,
    times      int NOT NULL CHECK (times >= 0)
);
