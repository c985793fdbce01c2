-- What must happen once among several processes or hosts: who holds it and until when.
CREATE TABLE lease (
    name text PRIMARY KEY,
    holder text NOT NULL,
    held_until instant NOT NULL
);
