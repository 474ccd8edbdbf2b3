-- The partner's number that a request is about: the account's own, or a location's.
ALTER TABLE support_request ADD COLUMN partner_ref text NOT NULL DEFAULT '';

-- An answer that the desk writes once and uses often, in each language (text_ml). workspace: what it is about; empty:
-- anything.
-- owner: operator
CREATE TABLE support_canned (
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    updated_at time NOT NULL,
    version    int NOT NULL,
    workspace  text NOT NULL,
    title_id   id NOT NULL,
    body_id    id NOT NULL
);
CREATE INDEX support_canned_by_workspace ON support_canned (workspace, id);

-- Something that is wrong with a service, or planned work on it. workspace: as requests have it.
-- owner: operator
CREATE TABLE support_incident (
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    version     int NOT NULL,
    workspace   text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('planned', 'degraded', 'outage')),
    state       text NOT NULL CHECK (state IN ('open', 'resolved')),
    resolved_at time,
    title_id    id NOT NULL
);
CREATE INDEX support_incident_by_state ON support_incident (state, created_at, id);

-- What the vendor said about it, each in every language.
-- owner: operator
CREATE TABLE support_incident_word (
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    incident_id id NOT NULL REFERENCES support_incident (id),
    resolves    bool NOT NULL,
    body_id     id NOT NULL
);
CREATE INDEX support_incident_word_of ON support_incident_word (incident_id, id);
