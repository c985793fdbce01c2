-- A second wall against our own mistakes: rows come without a block, get one once, and stay.
CREATE TRIGGER audit_event_insert BEFORE INSERT ON audit_event WHEN new.block IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'an audit row begins without a block');
END;
CREATE TRIGGER audit_event_update BEFORE UPDATE ON audit_event
WHEN old.block IS NOT NULL OR new.block IS NULL OR new.id IS NOT old.id OR new.made_at IS NOT old.made_at
    OR new.organisation IS NOT old.organisation OR new.made_by IS NOT old.made_by OR new.role IS NOT old.role
    OR new.action IS NOT old.action OR new.record IS NOT old.record OR new.subject IS NOT old.subject
    OR new.reason IS NOT old.reason OR new.details IS NOT old.details OR new.origin IS NOT old.origin
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never changed');
END;
CREATE TRIGGER audit_event_delete BEFORE DELETE ON audit_event
BEGIN
    SELECT RAISE(ABORT, 'audit rows are never deleted');
END;
CREATE TRIGGER audit_block_update BEFORE UPDATE ON audit_block
BEGIN
    SELECT RAISE(ABORT, 'audit blocks are never changed');
END;
CREATE TRIGGER audit_block_delete BEFORE DELETE ON audit_block
BEGIN
    SELECT RAISE(ABORT, 'audit blocks are never deleted');
END;
