-- Companies as the registers of their countries have them, brought by the vendor's staff as files. number: as the register writes it;
-- number_key: letters and digits alone. facts of companies, not of people.
-- owner: operator
-- erase: company
CREATE TABLE registry_company (
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    version     int NOT NULL,
    updated_at  time NOT NULL,
    country     text NOT NULL,
    number_key  text NOT NULL,
    number      text NOT NULL,
    legal_name  text NOT NULL,
    name_key    text NOT NULL,
    line1       text NOT NULL,
    line2       text NOT NULL,
    city        text NOT NULL,
    state       text NOT NULL,
    postal_code text NOT NULL
);
CREATE UNIQUE INDEX registry_company_of ON registry_company (country, number_key);
CREATE INDEX registry_company_by_name ON registry_company (country, name_key, id);

-- The folded words of the names, by which companies are found.
-- owner: operator
-- erase: company
-- clustered
CREATE TABLE registry_word (
    country    text NOT NULL,
    word       text NOT NULL,
    company_id id NOT NULL REFERENCES registry_company (id),
    PRIMARY KEY (country, word, company_id)
);
CREATE INDEX registry_word_by_company ON registry_word (company_id);
