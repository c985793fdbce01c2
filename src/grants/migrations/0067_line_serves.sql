-- Whom a budget line serves: codes joined by commas; empty: everybody.
ALTER TABLE budget_line ADD COLUMN countries_of_return text;
ALTER TABLE budget_line ADD COLUMN nationalities text;
ALTER TABLE budget_line ADD COLUMN profiles text;
