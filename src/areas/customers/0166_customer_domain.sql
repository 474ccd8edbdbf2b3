-- Domains that a customer has beside its first one. settings: of the federation, as they were given; {} for a managed one.
-- The name is claimed for the customer.
-- owner: customer
-- erase: company
-- clustered
CREATE TABLE customer_domain (
    customer_id    id NOT NULL REFERENCES customer (id),
    name           text NOT NULL,
    created_at     time NOT NULL,
    authentication text NOT NULL CHECK (authentication IN ('managed', 'federated')),
    capability     text NOT NULL,
    method         text NOT NULL CHECK (method IN ('none', 'dns', 'email')),
    settings       json NOT NULL,
    PRIMARY KEY (customer_id, name)
);
