-- Double entry in minor units, one currency per account.  Transfers are never changed: a posting or a release of what
-- was committed is a row of its own that names the pending one, at most one for each.
CREATE TABLE ledger_account (
    id id PRIMARY KEY,
    organisation id NOT NULL,
    kind text NOT NULL,
    currency text NOT NULL CHECK (length(currency) = 3),
    limited boolean NOT NULL,
    debits_pending integer NOT NULL CHECK (debits_pending >= 0),
    debits_posted integer NOT NULL CHECK (debits_posted >= 0),
    credits_pending integer NOT NULL CHECK (credits_pending >= 0),
    credits_posted integer NOT NULL CHECK (credits_posted >= 0),
    record text,
    subject id,
    opened_at instant NOT NULL,
    CHECK (limited = 0 OR debits_pending + debits_posted <= credits_posted)
);
CREATE INDEX ledger_account_of_organisation ON ledger_account (organisation, kind, id);

CREATE TABLE ledger_transfer (
    id id PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('pending', 'posted', 'voided')),
    debit_account id NOT NULL REFERENCES ledger_account (id),
    credit_account id NOT NULL REFERENCES ledger_account (id),
    amount integer NOT NULL CHECK (amount > 0),
    currency text NOT NULL,
    pending_of id UNIQUE REFERENCES ledger_transfer (id),
    reversal_of id UNIQUE REFERENCES ledger_transfer (id),
    at instant NOT NULL,
    user_id id,
    record text,
    subject id,
    description bytes,
    CHECK (debit_account <> credit_account),
    CHECK (state <> 'pending' OR pending_of IS NULL),
    CHECK (state <> 'voided' OR pending_of IS NOT NULL),
    CHECK (reversal_of IS NULL OR (state = 'posted' AND pending_of IS NULL))
);
CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit_account, at, id);
CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit_account, at, id);
CREATE INDEX ledger_transfer_subject ON ledger_transfer (subject, at, id);
