-- What is under way by the day that is waited for, with all that the coordination board counts: it reads nothing else.
CREATE INDEX referral_board ON referral (organisation, (CASE WHEN state IN ('accepted', 'in_service') AND feedback_due_on IS NOT NULL THEN feedback_due_on WHEN due_on IS NOT NULL THEN due_on ELSE 0 END), id, service, city, state, priority, theme, due_at, due_on, feedback_due_on)
    WHERE state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service');
CREATE INDEX referral_received_board ON referral_received (organisation, (CASE WHEN state IN ('accepted', 'in_service') AND feedback_due_on IS NOT NULL THEN feedback_due_on WHEN due_on IS NOT NULL THEN due_on ELSE 0 END), id, service, city, state, priority, theme, due_at, due_on, feedback_due_on)
    WHERE state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service');
-- What was sent in a period: the indicators.
CREATE INDEX referral_period ON referral (organisation, sent_at, id);
CREATE INDEX referral_received_period ON referral_received (organisation, sent_at, id);
