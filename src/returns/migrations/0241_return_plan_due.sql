-- The day on which the plan of somebody who arrived is due: a calendar month later.
-- Of earlier arrivals it is counted when shown.
ALTER TABLE return_case ADD COLUMN plan_due_on date;
