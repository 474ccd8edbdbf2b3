-- What a partner tells customers of itself in one country. The texts being worked on, and beside them (shown_) what
-- everybody reads while it is published: a change shows when it is published again.
-- owner: account
-- erase: company
CREATE TABLE business_listing (
    account_id    id NOT NULL REFERENCES account (id),
    id            id NOT NULL PRIMARY KEY,
    created_at    time NOT NULL,
    version       int NOT NULL,
    updated_at    time NOT NULL,
    updated_by    id REFERENCES app_user (id),
    country       text NOT NULL,
    state         text NOT NULL CHECK (state IN ('draft', 'published', 'unpublished')),
    name          text NOT NULL,
    about         text NOT NULL,
    city          text NOT NULL,
    email         text NOT NULL,
    phone         text NOT NULL,
    website       text NOT NULL,
    name_key      text NOT NULL,
    published_at  time,
    shown_name    text NOT NULL,
    shown_about   text NOT NULL,
    shown_city    text NOT NULL,
    shown_email   text NOT NULL,
    shown_phone   text NOT NULL,
    shown_website text NOT NULL,
    CHECK (state <> 'published' OR trim(shown_name) <> '')
);
CREATE UNIQUE INDEX business_listing_by_account ON business_listing (account_id, country);
CREATE INDEX business_listing_by_name ON business_listing (state, name_key, id);
CREATE INDEX business_listing_by_country ON business_listing (state, country, name_key, id);
CREATE INDEX business_listing_by_person ON business_listing (updated_by);

-- The folded words of what is shown, for finding it.
-- owner: account
-- clustered
CREATE TABLE business_word (
    word       text NOT NULL,
    listing_id id NOT NULL REFERENCES business_listing (id),
    account_id id NOT NULL REFERENCES account (id),
    PRIMARY KEY (word, listing_id)
);
CREATE INDEX business_word_by_listing ON business_word (listing_id, word);
CREATE INDEX business_word_by_account ON business_word (account_id);
