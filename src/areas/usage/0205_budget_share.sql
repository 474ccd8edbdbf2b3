-- The share of a budget, in percent, at which people are told for the first time; the second is all of it.
ALTER TABLE customer_budget ADD COLUMN warn_percent int NOT NULL DEFAULT 80;
