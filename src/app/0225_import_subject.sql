-- Files that are about one customer: whose they are. Of other kinds it is empty.
ALTER TABLE import_file ADD COLUMN subject_id id;
