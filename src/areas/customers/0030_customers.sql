-- Customers: a customer is a directory; what a partner sees of it is its row in customer_access.

-- Facts of the company, the same for every partner that serves it. id is the directory's id.
-- owner: customer (its id is the customer id)
-- erase: company
CREATE TABLE customer (
    id                  id NOT NULL PRIMARY KEY REFERENCES directory (id),
    created_at          time NOT NULL,
    version             int NOT NULL,
    company_name        text NOT NULL,
    domain              text NOT NULL,
    country             text NOT NULL,
    registration_number text NOT NULL,
    email               text NOT NULL,
    phone               text NOT NULL,
    address_line1       text NOT NULL,
    address_line2       text NOT NULL,
    city                text NOT NULL,
    state               text NOT NULL,
    postal_code         text NOT NULL
);

-- What a partner sees: one row an account and customer. A provider and its reseller have one each. In reach: state active.
-- name, name_key (folded for search), domain and country repeat facts of customer, so that a list is one index read.
-- billing_account_id holds the billing profile (the provider's, for its reseller).
-- owner: account
-- clustered
CREATE TABLE customer_access (
    account_id          id NOT NULL REFERENCES account (id),
    customer_id         id NOT NULL REFERENCES customer (id),
    created_at          time NOT NULL,
    version             int NOT NULL,
    kind                text NOT NULL CHECK (kind IN ('direct', 'provider', 'reseller')),
    rights              text NOT NULL CHECK (rights IN ('none', 'delegated')),
    state               text NOT NULL CHECK (state IN ('active', 'ended')),
    ended_at            time,
    commerce_id         id NOT NULL,
    billing_account_id  id NOT NULL,
    reseller_account_id id REFERENCES account (id),
    name                text NOT NULL,
    name_key            text NOT NULL,
    domain              text NOT NULL,
    country             text NOT NULL,
    PRIMARY KEY (account_id, customer_id)
);
-- Holds what the list shows, so that a page of it is one walk of this index.
CREATE INDEX customer_access_by_name ON customer_access (account_id, name_key, customer_id, name, domain, country, kind, rights, state, created_at, reseller_account_id);
CREATE INDEX customer_access_by_created ON customer_access (account_id, created_at, customer_id);
CREATE INDEX customer_access_by_domain ON customer_access (account_id, domain, customer_id);
CREATE INDEX customer_access_by_country ON customer_access (account_id, country, name_key, customer_id);
CREATE INDEX customer_access_by_reseller ON customer_access (account_id, reseller_account_id, name_key, customer_id);
CREATE INDEX customer_access_by_customer ON customer_access (customer_id);

-- Who is billed for the customer and where, as this account keeps it.
-- owner: account
-- erase: company
-- clustered
CREATE TABLE customer_billing (
    account_id    id NOT NULL REFERENCES account (id),
    customer_id   id NOT NULL REFERENCES customer (id),
    id            id NOT NULL,
    created_at    time NOT NULL,
    version       int NOT NULL,
    company_name  text NOT NULL,
    first_name    text NOT NULL,
    last_name     text NOT NULL,
    email         text NOT NULL,
    culture       text NOT NULL,
    language      text NOT NULL,
    phone         text NOT NULL,
    address_line1 text NOT NULL,
    address_line2 text NOT NULL,
    city          text NOT NULL,
    state         text NOT NULL,
    postal_code   text NOT NULL,
    country       text NOT NULL,
    PRIMARY KEY (account_id, customer_id)
);
CREATE INDEX customer_billing_by_customer ON customer_billing (customer_id);

-- Words a partner sticks to a customer; tag_key is the folded text.
-- owner: account
-- clustered
CREATE TABLE customer_tag (
    account_id  id NOT NULL REFERENCES account (id),
    customer_id id NOT NULL REFERENCES customer (id),
    tag_key     text NOT NULL,
    tag         text NOT NULL,
    created_at  time NOT NULL,
    PRIMARY KEY (account_id, customer_id, tag_key)
);
CREATE INDEX customer_tag_by_customer ON customer_tag (customer_id);
CREATE INDEX customer_tag_by_tag ON customer_tag (account_id, tag_key, customer_id);

-- A customer being added: the wizard's answers so far, of one person.
-- owner: account
-- person: user_id
-- erase: delete
CREATE TABLE customer_draft (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    user_id    id NOT NULL,
    updated_at time NOT NULL,
    name       text NOT NULL,
    answers    json NOT NULL
);
CREATE INDEX customer_draft_by_user ON customer_draft (account_id, user_id, id);

-- The sealed temporary password of a customer just added, shown once to whoever added it, then gone.
-- owner: account
-- person: user_id
-- erase: delete
-- export: no secret
CREATE TABLE customer_welcome (
    account_id  id NOT NULL REFERENCES account (id),
    customer_id id NOT NULL REFERENCES customer (id),
    created_at  time NOT NULL,
    user_id     id NOT NULL,
    user_name   text NOT NULL,
    sealed      bytes NOT NULL,
    PRIMARY KEY (account_id, customer_id)
);
CREATE INDEX customer_welcome_by_customer ON customer_welcome (customer_id);

-- A file of customers: checked by anybody before it is imported, then worked off by a job.
-- owner: account
CREATE TABLE customer_import (
    account_id id NOT NULL REFERENCES account (id),
    id         id NOT NULL PRIMARY KEY,
    created_at time NOT NULL,
    version    int NOT NULL,
    user_id    id NOT NULL,
    file_name  text NOT NULL,
    body       bytes NOT NULL,
    state      text NOT NULL CHECK (state IN ('checked', 'running', 'done')),
    job_id     id
);
CREATE INDEX customer_import_by_account ON customer_import (account_id, id);

-- What became of each row of an imported file.
-- owner: account
-- clustered
CREATE TABLE customer_import_row (
    account_id  id NOT NULL REFERENCES account (id),
    import_id   id NOT NULL REFERENCES customer_import (id),
    line        int NOT NULL,
    company     text NOT NULL,
    outcome     text NOT NULL CHECK (outcome IN ('added', 'refused')),
    customer_id id,
    problem     text NOT NULL,
    PRIMARY KEY (account_id, import_id, line)
);

-- Resellers that sell through a provider; account_id is the provider.
-- owner: account
-- clustered
CREATE TABLE partnership (
    account_id          id NOT NULL REFERENCES account (id),
    reseller_account_id id NOT NULL REFERENCES account (id),
    created_at          time NOT NULL,
    state               text NOT NULL CHECK (state IN ('active', 'ended')),
    PRIMARY KEY (account_id, reseller_account_id)
);
CREATE INDEX partnership_by_reseller ON partnership (reseller_account_id, account_id);
