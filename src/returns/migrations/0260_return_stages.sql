-- The days on which a case came into the states that no step asks a day for, and from where it left the way: for the
-- figures of how long a return takes and where persons leave.  Cases that are there already take them from their
-- history; where that says nothing of a state, the farthest day that the case tells stands for it.
ALTER TABLE return_case ADD COLUMN registered_on date;
ALTER TABLE return_case ADD COLUMN approved_on date;
ALTER TABLE return_case ADD COLUMN booked_on date;
ALTER TABLE return_case ADD COLUMN delivery_on date;
ALTER TABLE return_case ADD COLUMN held_days integer;
ALTER TABLE return_case ADD COLUMN ended_on date;
ALTER TABLE return_case ADD COLUMN ended_from text;

UPDATE return_case SET
    registered_on = (SELECT max(h.made_at) / 86400000000 FROM history h WHERE h.subject = return_case.id
        AND h.person = return_case.person AND h.record = 'return_case' AND h.action IN ('register', 'reopen')),
    approved_on = (SELECT max(h.made_at) / 86400000000 FROM history h WHERE h.subject = return_case.id
        AND h.person = return_case.person AND h.record = 'return_case'
        AND h.action IN ('approve', 'approve_despite')),
    booked_on = (SELECT max(h.made_at) / 86400000000 FROM history h WHERE h.subject = return_case.id
        AND h.person = return_case.person AND h.record = 'return_case' AND h.action = 'book'),
    delivery_on = (SELECT max(h.made_at) / 86400000000 FROM history h WHERE h.subject = return_case.id
        AND h.person = return_case.person AND h.record = 'return_case' AND h.action = 'begin_delivery'),
    ended_on = CASE WHEN state IN ('withdrawn', 'closed') THEN state_since ELSE NULL END
WHERE state <> 'inquiry';

UPDATE return_case SET ended_from = CASE WHEN monitored_on IS NOT NULL THEN 'monitored'
    WHEN delivery_on IS NOT NULL THEN 'in_delivery' WHEN plan_agreed_on IS NOT NULL THEN 'planned'
    WHEN arrived_on IS NOT NULL THEN 'arrived' WHEN departed_on IS NOT NULL THEN 'departed'
    WHEN booked_on IS NOT NULL THEN 'booked' WHEN approved_on IS NOT NULL THEN 'preparing'
    WHEN declared_on IS NOT NULL THEN 'consented' WHEN counselled_on IS NOT NULL THEN 'counselled'
    WHEN screened_on IS NOT NULL THEN 'screened' WHEN registered_on IS NOT NULL THEN 'registered' ELSE 'inquiry' END
WHERE ended_on IS NOT NULL;

-- What the figures of a period read, each from its index alone.
CREATE INDEX return_case_spans ON return_case (organisation, departed_on, nationality, country_of_return, sex,
    age_at_departure, office, received_on, registered_on, screened_on, counselled_on, declared_on, approved_on,
    booked_on, arrived_on, plan_agreed_on, delivery_on, monitored_on, held_days, pocket_money, pocket_money_currency)
    WHERE departed_on IS NOT NULL;
CREATE INDEX return_case_left ON return_case (organisation, ended_on, ended_from, closure_reason, state, nationality,
    country_of_return, sex, age_at_application, office, departed_on) WHERE ended_on IS NOT NULL AND departed_on IS NULL;
CREATE INDEX return_case_planned ON return_case (organisation, plan_agreed_on, delivery_on, nationality,
    country_of_return, sex, age_at_departure, office, id, person) WHERE plan_agreed_on IS NOT NULL;
CREATE INDEX return_item_paid ON return_item (organisation, paid_on, line_amount_currency, line_amount, budget_line,
    office, person) WHERE paid_on IS NOT NULL;
