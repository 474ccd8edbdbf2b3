-- Those of several states that many are in, in the order of time.
CREATE INDEX program_enrollment_in_order ON program_enrollment (since, account_id, program);
