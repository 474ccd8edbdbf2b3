-- What waits for the vendor's staff, of any kind (app/work.h). Desks read it by (kind, state, due), and never search the
-- data of accounts. subject_id: the thing that waits, of the kind's own table. state: open or done. market: the account's
-- country. language: of whoever waits. assigned_to: who works on it.
-- owner: system
-- person: assigned_to
-- erase: empty assigned_to
-- export: no internal
CREATE TABLE work_item (
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    version     int NOT NULL,
    kind        text NOT NULL,
    state       text NOT NULL CHECK (state IN ('open', 'done')),
    due_at      time NOT NULL,
    account_id  id NOT NULL REFERENCES account (id),
    subject_id  id NOT NULL,
    assigned_to id REFERENCES app_user (id),
    priority    int NOT NULL,
    market      text NOT NULL,
    language    text NOT NULL,
    done_at     time,
    done_by     id,
    outcome     text NOT NULL
);
CREATE INDEX work_item_by_due ON work_item (kind, state, due_at, id);
CREATE INDEX work_item_by_assigned ON work_item (assigned_to, state, due_at, id);
CREATE INDEX work_item_by_subject ON work_item (kind, subject_id, state);
CREATE INDEX work_item_by_created ON work_item (kind, created_at);
CREATE INDEX work_item_by_done ON work_item (kind, done_at);
CREATE INDEX work_item_by_account ON work_item (account_id, id);
