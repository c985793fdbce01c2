-- The second wall before what receiving offices write: the part of their arrivals (0232_movement_wall.postgres.sql).
CALL wall_off_office('movement_assessment', 8);
