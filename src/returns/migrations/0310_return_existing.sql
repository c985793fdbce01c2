-- Cases and payments that a mission brings from its own files: by which import, where the case stood then, and payments that
-- were made outside these books.
ALTER TABLE return_case ADD COLUMN imported text;
ALTER TABLE return_case ADD COLUMN imported_stage text;
ALTER TABLE return_item ADD COLUMN imported text;
ALTER TABLE return_item ADD COLUMN outside integer;
