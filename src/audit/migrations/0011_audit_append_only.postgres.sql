-- A second wall against our own mistakes: rows come without a block, get one once, and stay.  The role of the program
-- has no right to more either (app/rights_store.c).
CREATE FUNCTION audit_event_keep() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF new.block IS NOT NULL THEN
            RAISE EXCEPTION 'an audit row begins without a block';
        END IF;
        RETURN new;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'audit rows are never deleted';
    END IF;
    IF old.block IS NOT NULL OR new.block IS NULL OR new.id IS DISTINCT FROM old.id
        OR new.made_at IS DISTINCT FROM old.made_at OR new.organisation IS DISTINCT FROM old.organisation
        OR new.made_by IS DISTINCT FROM old.made_by OR new.role IS DISTINCT FROM old.role
        OR new.action IS DISTINCT FROM old.action OR new.record IS DISTINCT FROM old.record
        OR new.subject IS DISTINCT FROM old.subject OR new.reason IS DISTINCT FROM old.reason
        OR new.details IS DISTINCT FROM old.details OR new.origin IS DISTINCT FROM old.origin THEN
        RAISE EXCEPTION 'audit rows are never changed';
    END IF;
    RETURN new;
END
$keep$;
CREATE TRIGGER audit_event_insert BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_keep();
CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_keep();
CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event FOR EACH ROW EXECUTE FUNCTION audit_event_keep();
CREATE FUNCTION audit_keep_all() RETURNS trigger LANGUAGE plpgsql AS $keep$
BEGIN
    RAISE EXCEPTION 'the audit log only grows';
END
$keep$;
CREATE TRIGGER audit_block_update BEFORE UPDATE ON audit_block FOR EACH ROW EXECUTE FUNCTION audit_keep_all();
CREATE TRIGGER audit_block_delete BEFORE DELETE ON audit_block FOR EACH ROW EXECUTE FUNCTION audit_keep_all();
CREATE TRIGGER audit_event_truncate BEFORE TRUNCATE ON audit_event EXECUTE FUNCTION audit_keep_all();
CREATE TRIGGER audit_block_truncate BEFORE TRUNCATE ON audit_block EXECUTE FUNCTION audit_keep_all();
