-- Domains that a directory says are its own and has not proved yet. token: what has to stand in the domain's DNS; checked_at and
-- problem: the last look there. Once proved the domain is a claim of the directory (claim, kind 'domain'), and the row is gone.
-- owner: directory
CREATE TABLE domain_ask (
    directory_id id NOT NULL REFERENCES directory (id),
    id           id NOT NULL PRIMARY KEY,
    created_at   time NOT NULL,
    asked_by     id,
    domain       text NOT NULL,
    token        text NOT NULL,
    checked_at   time,
    problem      text NOT NULL
);
CREATE UNIQUE INDEX domain_ask_by_domain ON domain_ask (directory_id, domain);
CREATE INDEX domain_ask_by_age ON domain_ask (created_at, id);
