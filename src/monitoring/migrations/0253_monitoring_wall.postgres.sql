-- The second wall (0110_wall.postgres.sql): rounds, interviews and scores lie behind the part of the cases.
CALL wall_off_office('monitoring_round', 3);
CALL wall_off_office('monitoring_interview', 3);
CALL wall_off_office('monitoring_score', 3);
CALL wall_off_organisation('questionnaire');
