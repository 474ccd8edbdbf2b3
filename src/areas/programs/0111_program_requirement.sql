-- What a program asks of an account before it can be in it. kind: of REQUIREMENT_KINDS (requirements.h). param: which
-- program, which currency; amount: how many months, how much. text_id: the vendor's own words in text_ml for a check
-- that its desk makes; null for what is computed.
-- owner: operator
CREATE TABLE program_requirement (
    id         id NOT NULL PRIMARY KEY,
    program    text NOT NULL REFERENCES program (id),
    place      int NOT NULL,
    kind       text NOT NULL,
    param      text NOT NULL,
    amount     int NOT NULL,
    text_id    id
);
CREATE INDEX program_requirement_by_program ON program_requirement (program, place, id);
