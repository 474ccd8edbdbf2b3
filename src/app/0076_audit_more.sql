-- The audit says more: what it is called on the wire, through which application, with which permission missing, whether
-- it is only how one person likes to see things (quiet); and who did it from where stands in audit_detail, so that it can be erased. sealed_as: which fields the row's digest covers,
-- 1 for rows of version 0.1, 2 for those written since. In rows of 2 actor_name and target_name are empty here.
ALTER TABLE audit ADD COLUMN sealed_as int NOT NULL DEFAULT 1;
ALTER TABLE audit ADD COLUMN operation text NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN resource text NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN application_id id;
ALTER TABLE audit ADD COLUMN permission text NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN status int NOT NULL DEFAULT 0;
ALTER TABLE audit ADD COLUMN quiet bool NOT NULL DEFAULT FALSE;

-- Lists read one account's rows by id, newest first, under any one filter without a sort.
CREATE INDEX audit_by_operation ON audit (account_id, operation, id);
CREATE INDEX audit_by_resource ON audit (account_id, resource, id);
CREATE INDEX audit_refused ON audit (account_id, id) WHERE outcome = 'refused';
-- One person's rows of all accounts, for their own page and for erasing.
CREATE INDEX audit_by_person ON audit (actor_id, id);

-- detail_hash of a row sealed as 2 is two digests: of who (who_salt, actor_name, address, agent) and of what (salt,
-- target_name, before_json, after_json). Either part may be erased alone; erased_at is of what.
ALTER TABLE audit_detail ADD COLUMN who_salt bytes;
ALTER TABLE audit_detail ADD COLUMN actor_name text NOT NULL DEFAULT '';
ALTER TABLE audit_detail ADD COLUMN address text NOT NULL DEFAULT '';
ALTER TABLE audit_detail ADD COLUMN agent text NOT NULL DEFAULT '';
ALTER TABLE audit_detail ADD COLUMN target_name text NOT NULL DEFAULT '';
ALTER TABLE audit_detail ADD COLUMN who_erased_at time;
