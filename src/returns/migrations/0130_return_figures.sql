-- The figures of a period group by what each row says of a person: without it here, every row of the year is read from
-- the table, which at a million persons took seconds for each of the tables of the page.
DROP INDEX return_case_departed;
DROP INDEX return_case_received;
CREATE INDEX return_case_departed ON return_case (organisation, departed_on, nationality, sex, age_at_departure,
    country_of_return, office);
CREATE INDEX return_case_received ON return_case (organisation, received_on, nationality, sex, age_at_application,
    country_of_return, office);
