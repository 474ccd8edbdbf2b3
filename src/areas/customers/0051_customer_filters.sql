-- What the list's filters ask for. Which customers have a value is an index in the order they were added, so that each new
-- customer is written at the end of it; the orders by date and domain hold what filters compare, so that walking them
-- reads no row that is not shown.
DROP INDEX customer_access_by_country;
DROP INDEX customer_access_by_reseller;
DROP INDEX customer_access_by_created;
DROP INDEX customer_access_by_domain;
CREATE INDEX customer_access_by_country ON customer_access (account_id, country, customer_id);
CREATE INDEX customer_access_by_reseller ON customer_access (account_id, reseller_account_id, customer_id);
CREATE INDEX customer_access_by_kind ON customer_access (account_id, kind, customer_id);
CREATE INDEX customer_access_by_state ON customer_access (account_id, state, customer_id);
CREATE INDEX customer_access_by_created ON customer_access (account_id, created_at, customer_id, state, country, kind, reseller_account_id);
CREATE INDEX customer_access_by_domain ON customer_access (account_id, domain, customer_id, state, country, kind, reseller_account_id, created_at);
