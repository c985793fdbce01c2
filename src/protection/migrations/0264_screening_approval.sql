-- The manager of protection approves the assessment of a screening: sealed like all that stands there.
ALTER TABLE protection_screening ADD COLUMN approved_by bytes;
ALTER TABLE protection_screening ADD COLUMN approved_on bytes;
ALTER TABLE protection_screening ADD COLUMN approval_comment bytes;
