ALTER TABLE next_thing ADD COLUMN after_note text;
