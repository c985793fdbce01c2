-- The second wall before the register of agreements (0110_wall.postgres.sql): it is the organisation's.
CALL wall_off_organisation('agreement');
CALL wall_off_organisation('agreement_party');
CALL wall_off_organisation('agreement_date');
CALL wall_off_organisation('agreement_obligation');
