-- Few guests among many members are found without reading everybody.
CREATE INDEX directory_member_by_kind ON directory_member (directory_id, kind, name_key, user_id);
