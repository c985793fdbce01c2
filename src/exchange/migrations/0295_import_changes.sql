-- Lines that change a row: how many of a run, and of which version the row was before.
ALTER TABLE exchange_run ADD COLUMN renewed integer;
ALTER TABLE exchange_line ADD COLUMN was integer;
