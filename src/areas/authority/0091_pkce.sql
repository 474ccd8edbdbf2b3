-- require_pkce: a code of the application is given only to a request with a challenge, and taken only with its verifier.
-- Always so for public clients.
ALTER TABLE application ADD COLUMN require_pkce bool NOT NULL DEFAULT FALSE;
