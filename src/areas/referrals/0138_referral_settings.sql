-- Whether an account takes referrals, and which. Lists of codes by spaces; empty: all. days: 1 (Monday) to 7. per_week
-- and open_max: 0 is no limit. fallback_*: whom what no rule takes is for. tell: who is told of a new one.
-- owner: account
-- person: fallback_user_id
-- erase: empty fallback_user_id
CREATE TABLE referral_settings (
    account_id           id NOT NULL PRIMARY KEY REFERENCES account (id),
    created_at           time NOT NULL,
    version              int NOT NULL,
    updated_at           time NOT NULL,
    updated_by           id REFERENCES app_user (id),
    takes                bool NOT NULL,
    countries            text NOT NULL,
    solutions            text NOT NULL,
    sizes                text NOT NULL,
    languages            text NOT NULL,
    days                 text NOT NULL,
    per_week             int NOT NULL CHECK (per_week >= 0),
    open_max             int NOT NULL CHECK (open_max >= 0),
    fallback_location_id id REFERENCES account (id),
    fallback_user_id     id REFERENCES app_user (id),
    tell                 text NOT NULL CHECK (tell IN ('person', 'person_admins', 'admins'))
);
CREATE INDEX referral_settings_by_person ON referral_settings (fallback_user_id);
CREATE INDEX referral_settings_by_editor ON referral_settings (updated_by);
CREATE INDEX referral_settings_by_location ON referral_settings (fallback_location_id);
-- Which location and person a referral is for: the first rule, by place, whose lists all hold it.
-- owner: account
-- person: user_id
-- erase: empty user_id
CREATE TABLE referral_rule (
    account_id  id NOT NULL REFERENCES account (id),
    id          id NOT NULL PRIMARY KEY,
    created_at  time NOT NULL,
    place       int NOT NULL,
    countries   text NOT NULL,
    solutions   text NOT NULL,
    sizes       text NOT NULL,
    languages   text NOT NULL,
    location_id id REFERENCES account (id),
    user_id     id REFERENCES app_user (id)
);
CREATE INDEX referral_rule_by_place ON referral_rule (account_id, place, id);
CREATE INDEX referral_rule_by_location ON referral_rule (location_id);
CREATE INDEX referral_rule_by_person ON referral_rule (user_id);
