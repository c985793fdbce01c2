-- What the directory says of an organisation; one without accounts is an organisation without users.
ALTER TABLE organisation ADD COLUMN kind text;
ALTER TABLE organisation ADD COLUMN description text;
ALTER TABLE organisation ADD COLUMN description_arabic text;
ALTER TABLE organisation ADD COLUMN website text;
ALTER TABLE organisation ADD COLUMN email text;
ALTER TABLE organisation ADD COLUMN telephone text;
ALTER TABLE organisation ADD COLUMN published integer;
ALTER TABLE organisation ADD COLUMN generated integer;
