-- Who waits for whom about which customer, whichever of the two asked: one at a time. NULL: it is decided.
ALTER TABLE transfer ADD COLUMN open_pair text;
CREATE UNIQUE INDEX transfer_by_open_pair ON transfer (open_pair);
