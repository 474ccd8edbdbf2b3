-- A directory's people in one order, and by the beginning of their sign-in name: whom a page skips, and how many there are,
-- is read in the index alone.
DROP INDEX app_user_in_directory;
CREATE INDEX app_user_in_directory ON app_user (directory_id, id, state);
CREATE INDEX app_user_in_directory_by_name ON app_user (directory_id, sign_in, state, id);
CREATE INDEX directory_group_in_directory ON directory_group (directory_id, id);
