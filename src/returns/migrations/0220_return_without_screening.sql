-- What a screening found stands in protection/ alone; the case keeps its outcome.
ALTER TABLE return_case DROP COLUMN vulnerabilities;
ALTER TABLE return_case DROP COLUMN screening_note;
