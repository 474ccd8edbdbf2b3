-- How far each chain goes and which chains there are, under the key ring (audit_head.c): mac is a keyed hash of the head.
ALTER TABLE audit_head ADD COLUMN mac bytes;

-- One row: the number of chains and rows and a sum over all heads, sealed, so that a chain that is gone, or put back to
-- an earlier end, shows.
-- owner: system
CREATE TABLE audit_sum (
    id      int NOT NULL PRIMARY KEY,
    version int NOT NULL,
    sealed  bytes NOT NULL
);
