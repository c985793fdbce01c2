-- What the carrier asks for a traveller, all flights together.
ALTER TABLE movement_traveller ADD COLUMN ticket_cost integer;
ALTER TABLE movement_traveller ADD COLUMN ticket_cost_currency text;
