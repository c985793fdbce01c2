-- Units of currency_to for one unit of currency_from, times a million, from a day on.  A correction is a later row.
CREATE TABLE exchange_rate (
    id id PRIMARY KEY,
    currency_from text NOT NULL CHECK (length(currency_from) = 3),
    currency_to text NOT NULL CHECK (length(currency_to) = 3),
    valid_from date NOT NULL,
    rate_millionths integer NOT NULL CHECK (rate_millionths > 0),
    source text NOT NULL,
    recorded_by id,
    recorded_at instant NOT NULL,
    CHECK (currency_from <> currency_to)
);
CREATE INDEX exchange_rate_on ON exchange_rate (currency_from, currency_to, valid_from, recorded_at, id);
