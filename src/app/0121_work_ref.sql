-- What of the account it is, where its page or the list names it: a program's id, a request's number.
ALTER TABLE work_item ADD COLUMN ref text NOT NULL DEFAULT '';
