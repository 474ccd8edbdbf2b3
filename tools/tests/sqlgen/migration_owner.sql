-- MIGRATION
-- owner: tenant
CREATE TABLE t (id id NOT NULL PRIMARY KEY);
