CALL wall_off_organisation('exchange_run');
CALL wall_off_organisation('exchange_part');
CALL wall_off_organisation('exchange_line');
CALL wall_off_organisation('exchange_mapping');
