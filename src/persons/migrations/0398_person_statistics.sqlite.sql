-- Persons of several organisations, as those of partners are since the demonstration refers between them.  What 0099
-- shipped, measured where all were of one, says that the organisation narrows nothing; lists of one would be read whole.
-- Only what was shipped is replaced, never what a mission measured by itself.
ANALYZE sqlite_schema;
UPDATE sqlite_stat1 SET stat = '20100 6700 1'
WHERE stat = '20100 20100 1' AND idx IN ('person_organisation', 'person_document_organisation');
ANALYZE sqlite_schema;
