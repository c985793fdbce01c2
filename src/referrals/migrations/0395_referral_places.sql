-- Who of a household goes along, and how many places that takes.
ALTER TABLE referral ADD COLUMN members text;
ALTER TABLE referral ADD COLUMN places integer;
ALTER TABLE referral_received ADD COLUMN places integer;
ALTER TABLE protection_referral ADD COLUMN members text;
ALTER TABLE protection_referral ADD COLUMN places integer;
ALTER TABLE protection_received ADD COLUMN places integer;
