-- How much waits at each service, in each state: counted in the order of the index, which holds all that is asked.
CREATE INDEX referral_board_sums ON referral (organisation, service, state, due_at, feedback_due_on, priority, theme, city)
    WHERE state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service');
CREATE INDEX referral_received_board_sums ON referral_received (organisation, service, state, due_at, feedback_due_on, priority, theme, city)
    WHERE state IN ('sent', 'acknowledged', 'more_asked', 'accepted', 'in_service');
