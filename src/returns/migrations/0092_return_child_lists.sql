-- Lists of milestones and items within an office or an organisation, newest first.
CREATE INDEX return_milestone_office ON return_milestone (office, id);
CREATE INDEX return_milestone_organisation ON return_milestone (organisation, id);
CREATE INDEX return_item_office ON return_item (office, id);
CREATE INDEX return_item_organisation ON return_item (organisation, id);
