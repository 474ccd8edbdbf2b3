-- A page of a queue asks how what its accounts have waiting stands.
DROP INDEX work_item_by_account;
CREATE INDEX work_item_by_account ON work_item (account_id, state, kind);
