-- Whether somebody may act is known without reading the person: the list of roles counts thousands.
CREATE INDEX app_user_by_id ON app_user (id, state);
