-- Where the vendor pays to (bank) and how it taxes what it pays (tax): an account has several of each, by name.
-- state: of the machine payout_profile. number_sealed: the number of the account or of the taxpayer, sealed under the
-- account's key; last4 is what pages show. form: bank iban or local; tax resident, company or person. method: transfer
-- or wire, of banks. checked: the number holds by a rule of its country; not: there is none. withholding: hundredths of
-- a percent, of taxes. warned_at: when people were told that it expires.
-- owner: account
-- erase: company
CREATE TABLE payout_profile (
    account_id    id NOT NULL REFERENCES account (id),
    id            id NOT NULL PRIMARY KEY,
    created_at    time NOT NULL,
    version       int NOT NULL,
    updated_at    time NOT NULL,
    updated_by    id NOT NULL REFERENCES app_user (id),
    kind          text NOT NULL CHECK (kind IN ('bank', 'tax')),
    name          text NOT NULL,
    name_key      text NOT NULL,
    state         text NOT NULL CHECK (state IN ('pending', 'action_required', 'approved', 'rejected', 'expired')),
    since         time NOT NULL,
    reason        text NOT NULL,
    country       text NOT NULL,
    holder        text NOT NULL,
    form          text NOT NULL CHECK (form IN ('iban', 'local', 'resident', 'company', 'person')),
    method        text NOT NULL CHECK (method IN ('', 'transfer', 'wire')),
    currency      text NOT NULL,
    bank          text NOT NULL,
    bic           text NOT NULL,
    number_sealed bytes NOT NULL,
    last4         text NOT NULL,
    checked       bool NOT NULL,
    treaty        bool NOT NULL,
    withholding   int NOT NULL,
    signed_by     text NOT NULL,
    signed_at     time,
    expires_at    time,
    warned_at     time,
    CHECK (state NOT IN ('action_required', 'rejected') OR trim(reason) <> '')
);
CREATE UNIQUE INDEX payout_profile_by_name ON payout_profile (account_id, kind, name_key);
CREATE INDEX payout_profile_by_state ON payout_profile (state, since, id);
CREATE INDEX payout_profile_by_person ON payout_profile (updated_by);

-- The one bank account that accounts had until now becomes their first bank profile; its id is the account's.
INSERT INTO payout_profile (account_id, id, created_at, version, updated_at, updated_by, kind, name, name_key, state, since,
                            reason, country, holder, form, method, currency, bank, bic, number_sealed, last4, checked, treaty,
                            withholding, signed_by)
SELECT b.account_id, b.account_id, b.created_at, b.version, b.updated_at, b.updated_by, 'bank', b.country || ' ' || b.last4,
       lower(b.country || ' ' || b.last4), CASE WHEN b.state = 'saved' THEN 'pending' ELSE b.state END, b.updated_at,
       CASE WHEN b.state = 'rejected' THEN 'The account could not be matched with its holder. Enter it again.' ELSE '' END,
       b.country, b.holder, b.form, 'transfer', a.currency, '', '', b.number_sealed, b.last4,
       CASE WHEN b.form = 'iban' THEN TRUE ELSE FALSE END, FALSE, 0, ''
FROM bank_profile b
JOIN account a ON a.id = b.account_id;
INSERT INTO work_item (id, created_at, version, kind, state, due_at, account_id, subject_id, priority, market, language, outcome)
SELECT p.id, p.updated_at, 1, 'payout_profile', 'open', p.updated_at, p.account_id, p.id, 0, p.country, 'en', ''
FROM payout_profile p
WHERE p.state = 'pending';
DROP TABLE bank_profile;
