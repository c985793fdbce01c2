-- Under which key of search the values of a mission's own field stand; another one makes them anew, while they are asked for
-- under both.
ALTER TABLE custom_field ADD COLUMN generation integer NOT NULL DEFAULT 0;
ALTER TABLE custom_field ADD COLUMN anew integer NOT NULL DEFAULT 0;
