-- How far the index was made anew under a form; the person reached is the last one looked at.  Keys of older forms stay
-- beside until nobody asks for them, and are swept away then.
CREATE TABLE person_key_walk (
    form integer NOT NULL PRIMARY KEY,
    reached id,
    done integer NOT NULL,
    total integer NOT NULL,
    started_at instant NOT NULL,
    finished_at instant,
    swept id,
    swept_at instant
);
DROP TABLE person_search;
