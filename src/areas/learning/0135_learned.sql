-- How far a person is in a training: pages up to this one are read. done_at: it is finished, and counts for the account
-- in which it was.
-- owner: account
-- person: user_id
-- erase: delete
CREATE TABLE learning_progress (
    account_id id NOT NULL REFERENCES account (id),
    user_id    id NOT NULL REFERENCES app_user (id),
    item_id    id NOT NULL REFERENCES learning_item (id),
    created_at time NOT NULL,
    updated_at time NOT NULL,
    page       int NOT NULL,
    done_at    time,
    PRIMARY KEY (user_id, item_id)
);
CREATE INDEX learning_progress_of_account ON learning_progress (account_id, done_at);
CREATE INDEX learning_progress_of_item ON learning_progress (item_id, done_at);

-- A person's attempt at an assessment. seed: gives the order of the answers; questions: the ids in their order, by
-- spaces; answers: numbers of answers in the same order, groups by semicolons. ends_at: null without a limit.
-- owner: account
-- person: user_id
-- erase: delete
CREATE TABLE learning_attempt (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    user_id    id NOT NULL REFERENCES app_user (id),
    item_id    id NOT NULL REFERENCES learning_item (id),
    created_at time NOT NULL,
    ends_at    time,
    seed       int NOT NULL,
    questions  text NOT NULL,
    answers    text NOT NULL,
    state      text NOT NULL CHECK (state IN ('open', 'passed', 'failed')),
    score      int NOT NULL,
    done_at    time
);
CREATE INDEX learning_attempt_of_account ON learning_attempt (account_id, created_at);
CREATE INDEX learning_attempt_of_person ON learning_attempt (user_id, item_id, created_at);
CREATE INDEX learning_attempt_of_item ON learning_attempt (item_id, done_at);

-- A certification that a person holds, credited to one company: where it was earned, or where they linked their
-- learning profile since. source: how it came. record_id: the vendor's record it was made of.
-- expires_on: LEARNING_FOR_EVER when it does not.
-- owner: account
-- person: user_id
-- erase: delete
CREATE TABLE learning_award (
    account_id       id NOT NULL REFERENCES account (id),
    id               id NOT NULL PRIMARY KEY,
    user_id          id NOT NULL REFERENCES app_user (id),
    created_at       time NOT NULL,
    certification_id id NOT NULL REFERENCES learning_certification (id),
    source           text NOT NULL CHECK (source IN ('assessment', 'record', 'claim')),
    record_id        id,
    number           text NOT NULL,
    issued_on        date NOT NULL,
    expires_on       date NOT NULL,
    credited         bool NOT NULL
);
CREATE INDEX learning_award_of_account ON learning_award (account_id, issued_on, id);
CREATE INDEX learning_award_of_person ON learning_award (user_id, issued_on);
CREATE INDEX learning_award_of_certification ON learning_award (certification_id, account_id);
CREATE UNIQUE INDEX learning_award_of_record ON learning_award (record_id);
