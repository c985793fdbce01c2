-- The second wall before what a journey needs (0110_wall.postgres.sql).
CALL wall_off_office('travel_paper', 3);
CALL wall_off_office('travel_needs', 3);
CALL wall_off_office('travel_medication', 3);
CALL wall_off_office('travel_warning', 3);
