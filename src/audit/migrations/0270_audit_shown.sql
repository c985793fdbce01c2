-- Whom an event showed who is not its subject: the cards of a search.  Written with the event, read for a person's log.
CREATE TABLE audit_shown (
    whom id NOT NULL,
    event id NOT NULL,
    organisation id,
    PRIMARY KEY (whom, event)
);
-- Files with whole lists, which name nobody.
CREATE INDEX audit_event_lists ON audit_event (organisation, subject, id) WHERE action = 'export';
