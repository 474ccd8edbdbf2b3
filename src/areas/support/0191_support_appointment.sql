-- A time at which the support desk and whoever made a request speak. state: of the machine support_appointment. zone:
-- of the person, when the time was proposed; place: the number or the address of the meeting. sequence: how often it
-- was moved, as calendars count.
-- owner: account
-- person: creator_id
-- erase: empty place
-- mentions: reason, place
CREATE TABLE support_appointment (
    account_id id NOT NULL REFERENCES account (id),
    request_id id NOT NULL REFERENCES support_request (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    creator_id id NOT NULL,
    version    int NOT NULL,
    state      text NOT NULL CHECK (state IN ('proposed', 'offered', 'confirmed', 'cancelled', 'over')),
    reason     text NOT NULL,
    starts_at  time NOT NULL,
    minutes    int NOT NULL CHECK (minutes BETWEEN 1 AND 240),
    zone       text NOT NULL,
    way        text NOT NULL CHECK (way IN ('phone', 'meeting')),
    place      text NOT NULL,
    sequence   int NOT NULL,
    CHECK (state NOT IN ('offered', 'cancelled') OR trim(reason) <> '')
);
CREATE INDEX support_appointment_of_request ON support_appointment (account_id, request_id, created_at, id);
