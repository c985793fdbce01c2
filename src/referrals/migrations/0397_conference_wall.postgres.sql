-- The second wall before case conferences: the part of referrals.
CALL wall_off_office('case_conference', 10);
CALL wall_off_office('conference_guest', 10);
CALL wall_off_office('conference_decision', 10);
