-- Erasing a person looks for the households that the person is the head of.
CREATE INDEX household_head ON household (head_person);
