-- Users and groups that another system keeps in step here (SCIM 2.0, RFC 7643 and RFC 7644).

-- Whether a directory's people are managed from outside; then they are not made by hand.
-- owner: directory
CREATE TABLE provisioning (
    directory_id id NOT NULL PRIMARY KEY REFERENCES directory (id),
    since        time NOT NULL,
    state        text NOT NULL CHECK (state IN ('on', 'off')),
    changed_by   id
);

-- What a provisioning client said of a person beyond what app_user holds. user_name: as it is spelled there; the key
-- is how it is compared. data: the other attributes of the schemas, as they are given back.
-- owner: directory
-- person: user_id
-- erase: delete
CREATE TABLE scim_user (
    user_id       id NOT NULL PRIMARY KEY REFERENCES app_user (id),
    directory_id  id NOT NULL REFERENCES directory (id),
    created_at    time NOT NULL,
    changed_at    time NOT NULL,
    version       int NOT NULL,
    user_name     text NOT NULL,
    user_name_key text NOT NULL,
    external_id   text NOT NULL,
    data          json NOT NULL
);
CREATE UNIQUE INDEX scim_user_by_name ON scim_user (directory_id, user_name_key);
CREATE INDEX scim_user_by_external ON scim_user (directory_id, external_id);
CREATE INDEX scim_user_by_change ON scim_user (directory_id, changed_at);
