-- What is nobody's in an organisation or the whole mission, right by right: who may do little of it does not read through
-- what waits for others.
CREATE INDEX task_free_right ON task
    (needed_right, (CASE WHEN due IS NULL THEN 2147483647 ELSE due END), id, organisation, office, due, done_at, assigned)
    WHERE done_at IS NULL AND assigned IS NULL;
