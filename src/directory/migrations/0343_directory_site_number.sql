CREATE UNIQUE INDEX directory_site_number ON directory_site (number);
