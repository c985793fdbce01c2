-- What the carrier gives back of a ticket that nobody flew with: recorded by one, confirmed by another.
ALTER TABLE return_ticket ADD COLUMN refund integer;
ALTER TABLE return_ticket ADD COLUMN refund_currency text;
ALTER TABLE return_ticket ADD COLUMN refunded_on date;
ALTER TABLE return_ticket ADD COLUMN credit_note bytes;
ALTER TABLE return_ticket ADD COLUMN refund_by id;
ALTER TABLE return_ticket ADD COLUMN refund_confirmed_by id;
