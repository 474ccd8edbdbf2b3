-- What lists of notifications are read by, and what wrote them.

-- '' for what is only told, else open, archived or done.
ALTER TABLE notification ADD COLUMN action_state text NOT NULL DEFAULT '';
-- The record that told it, to take it back: an announcement.
ALTER TABLE notification ADD COLUMN source_id id;
CREATE INDEX notification_unread ON notification (user_id, read_at);
CREATE INDEX notification_actions ON notification (user_id, action_state);
CREATE INDEX notification_by_source ON notification (source_id);
CREATE INDEX notice_person_by_email ON notice_person (email);
CREATE INDEX app_user_by_email ON app_user (email);
