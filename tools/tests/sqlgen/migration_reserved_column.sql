-- MIGRATION
CREATE TABLE t (
    id id NOT NULL PRIMARY KEY,
    order int NOT NULL
);
