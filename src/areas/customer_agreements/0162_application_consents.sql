-- Applications of an account's that may act in a customer's directory: the account consents on the customer's behalf.
-- owner: account
-- clustered
CREATE TABLE customer_consent (
    account_id     id NOT NULL REFERENCES account (id),
    customer_id    id NOT NULL REFERENCES customer (id),
    application_id id NOT NULL,
    created_at     time NOT NULL,
    display_name   text NOT NULL,
    PRIMARY KEY (account_id, customer_id, application_id)
);
CREATE INDEX customer_consent_by_customer ON customer_consent (customer_id);

-- What such an application may do in one enterprise application: scopes as they came.
-- owner: account
-- clustered
CREATE TABLE customer_consent_grant (
    account_id     id NOT NULL,
    customer_id    id NOT NULL,
    application_id id NOT NULL,
    place          int NOT NULL,
    enterprise_id  id NOT NULL,
    scope          text NOT NULL,
    PRIMARY KEY (account_id, customer_id, application_id, place),
    FOREIGN KEY (account_id, customer_id, application_id) REFERENCES customer_consent (account_id, customer_id, application_id)
);
