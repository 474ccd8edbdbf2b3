-- Whom the vendor turns to on each side of an account. kind: partner (partner profile) or developer (account details).
-- user_id is null when nobody is named any more.
-- owner: account
-- person: user_id
-- erase: empty user_id
CREATE TABLE account_contact (
    account_id id NOT NULL REFERENCES account (id),
    kind       text NOT NULL CHECK (kind IN ('partner', 'developer')),
    version    int NOT NULL,
    updated_at time NOT NULL,
    updated_by id REFERENCES app_user (id),
    user_id    id REFERENCES app_user (id),
    PRIMARY KEY (account_id, kind)
);
CREATE INDEX account_contact_by_user ON account_contact (user_id);
CREATE INDEX account_contact_by_editor ON account_contact (updated_by);

-- The same of a directory.
-- owner: directory
-- person: user_id
-- erase: empty user_id
CREATE TABLE directory_contact (
    directory_id id NOT NULL PRIMARY KEY REFERENCES directory (id),
    version      int NOT NULL,
    updated_at   time NOT NULL,
    updated_by   id REFERENCES app_user (id),
    user_id      id REFERENCES app_user (id)
);
CREATE INDEX directory_contact_by_user ON directory_contact (user_id);
CREATE INDEX directory_contact_by_editor ON directory_contact (updated_by);
