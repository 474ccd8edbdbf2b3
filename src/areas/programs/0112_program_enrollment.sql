-- Where an account stands in a program: the state machine `program_enrollment` (machine.c). account_program says from
-- this what counts for rights. reason: of the last move, as it was typed. due_at: when the vendor should have decided.
-- The rest is what the application was asked; billing_day and domain never change once they are accepted.
-- owner: account
-- person: applied_by
-- erase: nothing
-- mentions: reason, purpose
CREATE TABLE program_enrollment (
    account_id  id NOT NULL REFERENCES account (id),
    program     text NOT NULL REFERENCES program (id),
    created_at  time NOT NULL,
    version     int NOT NULL,
    state       text NOT NULL CHECK (state IN ('none', 'pending', 'asked', 'qualified', 'active', 'restricted', 'suspended', 'rejected', 'declined', 'ended')),
    since       time NOT NULL,
    reason      text NOT NULL,
    due_at      time,
    applied_by  id,
    accepted_at time,
    billing_day int NOT NULL,
    domain      text NOT NULL,
    tax_id      text NOT NULL,
    purpose     text NOT NULL,
    PRIMARY KEY (account_id, program),
    CHECK (state NOT IN ('rejected', 'declined', 'restricted', 'suspended') OR trim(reason) <> '')
);
CREATE INDEX program_enrollment_by_state ON program_enrollment (state, since, account_id, program);
CREATE INDEX program_enrollment_by_program ON program_enrollment (program, state, since, account_id);
-- Accounts of an earlier version stand where they stood.
INSERT INTO program_enrollment (account_id, program, created_at, version, state, since, reason, due_at, applied_by, accepted_at, billing_day, domain, tax_id, purpose)
SELECT a.account_id, a.program, a.since, 1, a.state, a.since, '', NULL, NULL, a.since, 0, '', '', ''
FROM account_program a
JOIN program p ON p.id = a.program;

-- What the vendor's desk found of a requirement that it confirms: confirmed, or missing with a note that the partner
-- reads.
-- owner: account
-- mentions: note
CREATE TABLE program_check (
    account_id     id NOT NULL REFERENCES account (id),
    requirement_id id NOT NULL,
    created_at     time NOT NULL,
    outcome        text NOT NULL CHECK (outcome IN ('confirmed', 'missing')),
    note           text NOT NULL,
    by_id          id NOT NULL REFERENCES app_user (id),
    PRIMARY KEY (account_id, requirement_id),
    CHECK (outcome <> 'missing' OR trim(note) <> '')
);
CREATE INDEX program_check_by_person ON program_check (by_id);
