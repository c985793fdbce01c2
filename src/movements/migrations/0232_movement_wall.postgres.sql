-- The second wall before journeys.  A journey, its flights and its escorts hold nothing about a person: the organisation
-- sees them.  Travellers lie behind the wall of cases.  What a receiving office is told lies behind a part of its own
-- (0110_wall.postgres.sql): no right over persons or cases opens it, and its rights open nothing else.
CALL wall_off_organisation('movement');
CALL wall_off_organisation('movement_leg');
CALL wall_off_organisation('movement_escort');
CALL wall_off_office('movement_traveller', 3);
CALL wall_off_office('movement_mark', 3);
CALL wall_off_office('movement_arrival', 8);
