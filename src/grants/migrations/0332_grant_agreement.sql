-- What a grant hangs on: an agreement of its organisation's register; empty: none is recorded.
ALTER TABLE donor_grant ADD COLUMN agreement id;
