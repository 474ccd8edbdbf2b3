-- The folded words of a person's name and addresses, for finding them in a directory. Each row also says where its person stands
-- in lists (name_key) and what lists are filtered by most (kind and state in the directory; unseen: never signed in), as the rows of
-- directory_member and app_user do: people of a word are filtered and put in order without reading these.
-- owner: directory
-- person: user_id
-- erase: delete
-- export: no derived
-- clustered
CREATE TABLE person_word (
    directory_id id NOT NULL REFERENCES directory (id),
    word         text NOT NULL,
    user_id      id NOT NULL REFERENCES app_user (id),
    name_key     text NOT NULL,
    kind         text NOT NULL,
    state        text NOT NULL,
    unseen       bool NOT NULL,
    PRIMARY KEY (directory_id, word, user_id)
);
INSERT INTO person_word (directory_id, word, user_id, name_key, kind, state, unseen)
SELECT w.directory_id, w.word, w.user_id, m.name_key, m.kind, m.state, CASE WHEN u.last_seen_at IS NULL THEN TRUE ELSE FALSE END
FROM directory_word w
JOIN directory_member m ON m.user_id = w.user_id AND m.directory_id = w.directory_id
JOIN app_user u ON u.id = w.user_id;
CREATE INDEX person_word_by_user ON person_word (user_id, directory_id, word);
DROP TABLE directory_word;

-- Who never signed in, who holds a role in a directory, and what somebody holds there, stands in the indexes: no row is read.
DROP INDEX app_user_by_seen;
CREATE INDEX app_user_by_seen ON app_user (directory_id, last_seen_at, id);
CREATE INDEX role_grant_by_holder ON role_grant (directory_id, role, user_id, account_id);
DROP INDEX role_grant_by_user;
CREATE INDEX role_grant_by_user ON role_grant (user_id, directory_id, role, account_id);
