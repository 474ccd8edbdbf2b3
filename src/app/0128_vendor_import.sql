-- CSV files that the vendor's staff bring, as import_file for accounts: body is emptied when the file is done.
-- owner: operator
-- person: user_id
-- erase: nothing
-- mentions: body
CREATE TABLE vendor_import_file (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    kind       text NOT NULL,
    user_id    id NOT NULL,
    file_name  text NOT NULL,
    body       bytes NOT NULL,
    state      text NOT NULL CHECK (state IN ('checked', 'running', 'done')),
    job_id     id
);
CREATE INDEX vendor_import_file_by_kind ON vendor_import_file (kind, id);

-- What became of each row: name is what the row is about, what_id what it made. In files of
-- people the name is their address.
-- owner: operator
-- person: name
-- erase: empty name
-- mentions: problem
-- clustered
CREATE TABLE vendor_import_row (
    import_id id NOT NULL REFERENCES vendor_import_file (id),
    line      int NOT NULL,
    name      text NOT NULL,
    outcome   text NOT NULL CHECK (outcome IN ('added', 'refused')),
    what_id   id,
    problem   text NOT NULL,
    PRIMARY KEY (import_id, line)
);
