-- What was done and read: who, what, when, why, from where.  Written in the transaction of the change itself, then
-- never changed; `block` is set once, when the sealer takes the row into a block.  A column that holds no value of its
-- kind is NULL (ids) or empty (texts).  `details` is JSON that holds keyed digests of sealed values, never the values.
CREATE TABLE audit_event (
    id id NOT NULL PRIMARY KEY,
    made_at instant NOT NULL,
    organisation id,
    made_by id,
    role text NOT NULL,
    action text NOT NULL,
    record text NOT NULL,
    subject id,
    reason text NOT NULL,
    details text NOT NULL,
    origin text NOT NULL,
    block integer
);
CREATE INDEX audit_event_block ON audit_event (block, id);
CREATE INDEX audit_event_subject ON audit_event (subject, id);

-- Blocks count from 1 without a gap.  `row_list` holds the id and the hash of each row, in the order of the ids;
-- `rows_hash` is the hash over it; `before_hash` that of the block before (zeros in the first).  The signature is over
-- all columns but itself and row_list.
CREATE TABLE audit_block (
    number integer NOT NULL PRIMARY KEY,
    first_row id NOT NULL,
    last_row id NOT NULL,
    row_count integer NOT NULL,
    rows_hash bytes NOT NULL,
    before_hash bytes NOT NULL,
    made_at instant NOT NULL,
    signature bytes NOT NULL,
    row_list bytes NOT NULL
);
