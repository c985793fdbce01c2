-- What asks every record for its rows about somebody asks persons too.
CREATE INDEX person_person ON person (person);
