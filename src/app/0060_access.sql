-- Who may do what, beyond a person's own role_grant rows: accounts with several directories, groups, roles of
-- applications, roles that are taken out of what another role brings, and roles that are made from permissions.

-- Directories whose people can hold roles in an account. account.directory_id is the first of them.
-- owner: account
-- clustered
CREATE TABLE account_directory (
    account_id   id NOT NULL REFERENCES account (id),
    directory_id id NOT NULL REFERENCES directory (id),
    created_at   time NOT NULL,
    PRIMARY KEY (account_id, directory_id)
);
CREATE INDEX account_directory_by_directory ON account_directory (directory_id, account_id);
INSERT INTO account_directory (account_id, directory_id, created_at) SELECT id, directory_id, created_at FROM account;

-- A role that covers one program only; empty: all. origin: how it came: direct, invitation, request, import,
-- provisioning, federation, setup.
ALTER TABLE role_grant ADD COLUMN program text NOT NULL DEFAULT '';
ALTER TABLE role_grant ADD COLUMN origin text NOT NULL DEFAULT 'direct';
CREATE INDEX role_grant_by_role ON role_grant (role, account_id);

-- Groups of a directory. external_id: the name a provisioning client knows it by.
-- owner: directory
CREATE TABLE directory_group (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    version      int NOT NULL,
    updated_at   time NOT NULL,
    directory_id id NOT NULL REFERENCES directory (id),
    name         text NOT NULL,
    name_key     text NOT NULL,
    about        text NOT NULL,
    external_id  text NOT NULL,
    origin       text NOT NULL CHECK (origin IN ('direct', 'provisioning'))
);
CREATE UNIQUE INDEX directory_group_by_name ON directory_group (directory_id, name_key);
CREATE INDEX directory_group_by_external ON directory_group (directory_id, external_id);
-- owner: directory
-- person: user_id
-- erase: delete
-- clustered
CREATE TABLE group_member (
    group_id     id NOT NULL REFERENCES directory_group (id),
    user_id      id NOT NULL REFERENCES app_user (id),
    directory_id id NOT NULL REFERENCES directory (id),
    created_at   time NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_member_by_user ON group_member (user_id, group_id);
CREATE INDEX group_member_by_directory ON group_member (directory_id, group_id);
-- Roles of a group: in an account where it holds any, they stand in place of its members' own.
-- owner: directory
CREATE TABLE group_grant (
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    group_id     id NOT NULL REFERENCES directory_group (id),
    directory_id id NOT NULL REFERENCES directory (id),
    account_id   id REFERENCES account (id),
    role         text NOT NULL,
    program      text NOT NULL,
    origin       text NOT NULL,
    granted_by   id
);
CREATE INDEX group_grant_by_group ON group_grant (group_id);
CREATE INDEX group_grant_by_account ON group_grant (account_id);
CREATE INDEX group_grant_by_directory ON group_grant (directory_id, role, id);

-- Roles of an application that acts without a person.
-- owner: account
-- clustered
CREATE TABLE application_grant (
    account_id     id NOT NULL REFERENCES account (id),
    application_id id NOT NULL REFERENCES application (id),
    role           text NOT NULL,
    created_at     time NOT NULL,
    granted_by     id,
    PRIMARY KEY (account_id, application_id, role)
);
CREATE INDEX application_grant_by_application ON application_grant (application_id, role);

-- What a role would bring along and does not for this person, because an administrator said so.
-- owner: directory
-- person: user_id
-- erase: delete
CREATE TABLE role_block (
    user_id      id NOT NULL REFERENCES app_user (id),
    directory_id id NOT NULL REFERENCES directory (id),
    role         text NOT NULL,
    created_at   time NOT NULL,
    blocked_by   id,
    PRIMARY KEY (user_id, directory_id, role)
);
CREATE INDEX role_block_by_directory ON role_block (directory_id);

-- Roles made from permissions: by an account from its own, or by the vendor for all (account_id is the nil id).
-- In a grant the role stands as "custom:" and this id.
-- owner: account
CREATE TABLE custom_role (
    account_id id NOT NULL,
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    updated_at time NOT NULL,
    updated_by id,
    name       text NOT NULL,
    name_key   text NOT NULL,
    about      text NOT NULL,
    state      text NOT NULL CHECK (state IN ('active', 'removed'))
);
CREATE INDEX custom_role_by_account ON custom_role (account_id, state, name_key, id);
-- owner: account
-- clustered
CREATE TABLE custom_role_permission (
    account_id id NOT NULL,
    role_id    id NOT NULL REFERENCES custom_role (id),
    permission text NOT NULL,
    PRIMARY KEY (account_id, role_id, permission)
);
CREATE INDEX custom_role_permission_by_role ON custom_role_permission (role_id, permission);
-- What an application without a person could do so far, it goes on doing.
INSERT INTO application_grant (account_id, application_id, role, created_at, granted_by)
SELECT account_id, id, 'admin_agent', created_at, NULL FROM application;
INSERT INTO application_grant (account_id, application_id, role, created_at, granted_by)
SELECT account_id, id, 'billing_admin', created_at, NULL FROM application;
