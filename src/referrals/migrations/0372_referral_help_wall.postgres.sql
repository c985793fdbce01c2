-- The second wall before the register of those who are helped: each organisation's own rows, and the program's rules.
CALL wall_off_organisation('referral_help');
