-- Filters that a person keeps under a name; both are sealed under the key of the organisation, for people type them.
CREATE TABLE saved_view (
    id id NOT NULL PRIMARY KEY,
    organisation id NOT NULL,
    user_id id NOT NULL,
    record text NOT NULL,
    name bytes NOT NULL,
    query bytes NOT NULL
);
CREATE INDEX saved_view_user ON saved_view (user_id, record);
