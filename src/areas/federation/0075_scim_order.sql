-- A directory's people in one order, page by page.
CREATE INDEX app_user_in_directory ON app_user (directory_id, id);
