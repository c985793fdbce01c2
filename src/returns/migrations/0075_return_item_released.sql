-- The day on which a payment was released: it is not paid before. Of what was released earlier it is not known.
ALTER TABLE return_item ADD COLUMN released_on date;
