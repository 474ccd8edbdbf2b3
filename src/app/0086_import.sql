-- CSV files that people bring to an area, of a kind that is a job's: checked first, then worked off row by row. body is
-- emptied when the file is done.
-- owner: account
-- person: user_id
-- erase: nothing
-- mentions: body
CREATE TABLE import_file (
    account_id id NOT NULL REFERENCES account (id),
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
CREATE INDEX import_file_by_account ON import_file (account_id, kind, id);

-- What became of each row: name is what the row is about, what_id the row it made.
-- owner: account
-- person: what_id
-- erase: empty name
-- mentions: name, problem
-- clustered
CREATE TABLE import_row (
    account_id id NOT NULL REFERENCES account (id),
    import_id  id NOT NULL REFERENCES import_file (id),
    line       int NOT NULL,
    name       text NOT NULL,
    outcome    text NOT NULL CHECK (outcome IN ('added', 'refused')),
    what_id    id,
    problem    text NOT NULL,
    PRIMARY KEY (account_id, import_id, line)
);
CREATE INDEX import_row_by_what ON import_row (account_id, what_id);
