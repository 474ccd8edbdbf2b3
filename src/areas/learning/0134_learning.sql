-- Certifications that people can hold: of the vendor, or of somebody else (issuer). field: of LEARNING_FIELDS
-- (learning.h). months: how long one is good for; 0: for ever.
-- owner: operator
CREATE TABLE learning_certification (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    updated_at time NOT NULL,
    version    int NOT NULL,
    code       text NOT NULL,
    state      text NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    field      text NOT NULL,
    issuer     text NOT NULL,
    months     int NOT NULL,
    title_id   id NOT NULL,
    about_id   id NOT NULL
);
CREATE UNIQUE INDEX learning_certification_by_code ON learning_certification (code);

-- What the vendor writes to be learned: trainings and assessments. roles: ids of roles it is for, by spaces; empty: all.
-- link: where a training stands elsewhere; empty: its pages are here. pass_mark: percent. attempts_max failed attempts
-- in wait_hours; 0: no limit. limit_minutes: of an attempt; 0: none.
-- owner: operator
CREATE TABLE learning_item (
    id               id NOT NULL PRIMARY KEY,
    created_at       time NOT NULL,
    updated_at       time NOT NULL,
    version          int NOT NULL,
    code             text NOT NULL,
    kind             text NOT NULL CHECK (kind IN ('training', 'assessment')),
    state            text NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    field            text NOT NULL,
    level            text NOT NULL CHECK (level IN ('beginner', 'intermediate', 'advanced')),
    roles            text NOT NULL,
    minutes          int NOT NULL,
    link             text NOT NULL,
    pass_mark        int NOT NULL,
    attempts_max     int NOT NULL,
    wait_hours       int NOT NULL,
    limit_minutes    int NOT NULL,
    certification_id id REFERENCES learning_certification (id),
    title_id         id NOT NULL,
    about_id         id NOT NULL
);
CREATE UNIQUE INDEX learning_item_by_code ON learning_item (code);
CREATE INDEX learning_item_by_certification ON learning_item (certification_id);

-- A page of a training, or a question of an assessment: then body holds the answers, one a line, the right ones behind
-- a star, and note what explains them.
-- owner: operator
CREATE TABLE learning_part (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    item_id    id NOT NULL REFERENCES learning_item (id),
    place      int NOT NULL,
    title_id   id NOT NULL,
    body_id    id NOT NULL,
    note_id    id NOT NULL
);
CREATE INDEX learning_part_of_item ON learning_part (item_id, place, id);
