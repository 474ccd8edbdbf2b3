-- MIGRATION
CREATE TABLE t (id id NOT NULL PRIMARY KEY);
-- owner: account
CREATE INDEX t_i ON t (id);
