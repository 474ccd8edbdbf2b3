-- Everybody who belongs to a directory, at home or as a guest, has a row in directory_member: what lists are made of.
-- kind: 'member', or 'guest' (from outside, by invitation). state: 'active', 'suspended' or 'removed' in this directory;
-- at home app_user.state says the same. origin: as in role_grant. name_key: last and first name, folded.
ALTER TABLE directory_member ADD COLUMN kind text NOT NULL DEFAULT 'guest';
ALTER TABLE directory_member ADD COLUMN state text NOT NULL DEFAULT 'active';
ALTER TABLE directory_member ADD COLUMN state_at time;
ALTER TABLE directory_member ADD COLUMN state_by id;
ALTER TABLE directory_member ADD COLUMN state_reason text NOT NULL DEFAULT '';
ALTER TABLE directory_member ADD COLUMN origin text NOT NULL DEFAULT 'direct';
ALTER TABLE directory_member ADD COLUMN added_by id;
ALTER TABLE directory_member ADD COLUMN name_key text NOT NULL DEFAULT '';
CREATE INDEX directory_member_by_name ON directory_member (directory_id, name_key, user_id);
CREATE INDEX directory_member_by_state ON directory_member (directory_id, state, name_key, user_id);
CREATE INDEX directory_member_by_age ON directory_member (directory_id, created_at, user_id);
-- People of an earlier version; a name is folded properly when it is next written.
INSERT INTO directory_member (user_id, directory_id, created_at, kind, state, origin, name_key)
SELECT u.id, u.directory_id, u.created_at, 'member', u.state, 'setup', lower(u.last_name || ' ' || u.first_name)
FROM app_user u
JOIN directory d ON d.id = u.directory_id
WHERE d.kind <> 'customer';

-- How colleagues reach somebody, beside the e-mail.
ALTER TABLE app_user ADD COLUMN phone text NOT NULL DEFAULT '';
ALTER TABLE app_user ADD COLUMN job_title text NOT NULL DEFAULT '';
-- "Never signed in" is found without reading everybody.
CREATE INDEX app_user_by_seen ON app_user (directory_id, last_seen_at);

-- The folded words of a person's name and addresses, for finding them in a directory.
-- owner: directory
-- person: user_id
-- erase: delete
-- export: no derived
-- clustered
CREATE TABLE directory_word (
    directory_id id NOT NULL REFERENCES directory (id),
    word         text NOT NULL,
    user_id      id NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (directory_id, word, user_id)
);
CREATE INDEX directory_word_by_user ON directory_word (user_id, directory_id, word);
INSERT INTO directory_word (directory_id, word, user_id)
SELECT m.directory_id, lower(u.last_name), u.id
FROM directory_member m
JOIN app_user u ON u.id = m.user_id
UNION
SELECT m.directory_id, lower(u.first_name), u.id
FROM directory_member m
JOIN app_user u ON u.id = m.user_id
UNION
SELECT m.directory_id, lower(u.email), u.id
FROM directory_member m
JOIN app_user u ON u.id = m.user_id;

-- Roles at one account or location are found without reading the whole directory's.
CREATE INDEX role_grant_by_account_role ON role_grant (account_id, role, user_id);
