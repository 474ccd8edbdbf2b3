-- MIGRATION
CREATE TABLE t (
    id   id NOT NULL PRIMARY KEY,
    name text NOT NULL
);
CREATE INDEX t_by_name ON t (name, id);
DROP INDEX t_by_name;
CREATE INDEX t_by_name ON t (name);
DROP INDEX t_by_other;
