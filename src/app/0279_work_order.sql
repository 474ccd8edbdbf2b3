-- What waits of several kinds, in its order.
CREATE INDEX work_item_in_order ON work_item (state, due_at, id);
CREATE INDEX work_item_in_age ON work_item (state, created_at, id);
