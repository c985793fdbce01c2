CALL wall_off_organisation('exchange_upload');
CALL wall_off_organisation('exchange_chunk');
