-- A search reads who holds a key, in which organisation and office, from this index alone.
CREATE INDEX person_search_found ON person_search (search_key, organisation, person, office);
