/* Journeys: flights, who travels with them, the day of departure, the arrival.  All that others may use. */
#ifndef MOVEMENTS_MOVEMENTS_H
#define MOVEMENTS_MOVEMENTS_H

#include "flow/flow.h"
#include "notices/notices.h"
#include "record/record.h"
#include "web/page.h"
#include "web/record_api.h"

/* A journey of some persons together.  It holds nothing about any of them. */
struct movement {
    struct record_head head;
    struct identifier receiving_office;
    struct text receiving_name; /* computed: of that office */
    struct text booking_reference, meeting_place;
    int64_t baggage_pieces, baggage_kilograms; /* for each traveller */
    struct text note;
    /* computed from its flights */
    struct text route, flight;
    struct text departs_from, arrives_in; /* airports */
    int32_t departs_on, arrives_on;       /* as the clocks of the airports have it */
    int64_t departs_at, arrives_at;
    struct flag generated;
};

/* One flight of a journey, in the local time of each airport. */
struct movement_leg {
    struct record_head head;
    struct identifier movement;
    struct text carrier, flight;
    struct text from_airport;
    int32_t departs_on;
    struct text departs_time; /* "14:05" */
    struct text to_airport;
    int32_t arrives_on;
    struct text arrives_time;
    struct text departs_zone, arrives_zone; /* computed */
    int64_t departs_at, arrives_at;         /* computed */
};

/* Somebody who travels along and is no returnee. */
struct movement_escort {
    struct record_head head;
    struct identifier movement;
    struct text kind, name, telephone, note;
};

/* A return case on a journey. */
struct movement_traveller {
    struct record_head head;
    struct identifier movement, return_case, household; /* household: zeros, or the family with which they travel */
    struct text needs, needs_note;
    int64_t baggage_kilograms; /* when it differs from the journey's */
    struct money pocket_money, ticket_cost;
    /* computed */
    struct flag held, disputed, not_arrived;
    struct text held_reason, decision_note;
    struct text boarding; /* what the departure-day list says */
    int64_t boarding_at;
    struct identifier boarding_by;
    int32_t arrived_on;
    struct text onward_means, onward_place;
    int32_t onward_on;
};

/* One mark of the departure-day list, as it was made: never changed, but for whether it counts. */
struct movement_mark {
    struct record_head head;
    struct identifier movement, traveller;
    struct text outcome, reason;
    int64_t marked_at; /* by the clock of the telephone */
    struct identifier marked_by;
    struct flag late;    /* it was kept on the telephone until the line came back */
    struct flag applied; /* the case followed it */
    struct text why_not;
};

/* What a receiving office is told of one traveller, sealed for that office alone, and what it answers. */
struct movement_arrival {
    struct record_head head; /* of the receiving office */
    struct identifier movement, traveller;
    struct text name, flight, route, needs, escorts;
    int64_t family; /* how many arrive together, with this person */
    int32_t expected_on;
    struct text expected_time, airport;
    int32_t arrived_on;
    struct text arrival_note;
    struct text onward_means, onward_place;
    int32_t onward_on;
};

/* What a receiving office finds of somebody who arrived, in its own rows until it hands it in. */
struct movement_assessment {
    struct record_head head; /* of the receiving office */
    struct identifier arrival;
    int32_t assessed_on;
    struct text assessor, place, skills, wishes, needs, risks, project;
    int32_t sent_on; /* computed */
};

extern struct record movement_record, leg_record, escort_record, traveller_record, mark_record, arrival_record,
    arrival_assessment_record;
extern const struct flow movement_flow, arrival_flow, arrival_assessment_flow;
extern struct choice_list airports, traveller_needs, traveller_states, mark_outcomes, escort_kinds;

extern struct right movement_read, movement_write, traveller_read, departure_mark, manifest_print, arrival_read,
    arrival_confirm, arrival_assess, receiving_choose;
extern const struct grant movement_grants[];
extern const size_t movement_grant_count;

/* Reads the airports of a mission's profile, with their time zones, at start.  FAILED names file and line on stderr. */
enum outcome airports_load(struct arena *arena, const char *directory) MUST_CHECK;

/* For returns_start(). */
struct return_companion;
extern const struct return_companion movement_companion;
/* For persons_start(). */
struct person_feature;
extern const struct person_feature movement_person_feature;

extern const struct route movement_routes[];
extern const size_t movement_route_count;
extern const struct menu_entry movement_menu[];
extern const size_t movement_menu_count;
extern const struct notice_kind movement_notices[];
extern const size_t movement_notice_count;
extern const struct resource movement_resources[];
extern const size_t movement_resource_count;

/* For the demonstration: puts a case on a journey as it stands, without asking anything. */
enum outcome movement_add_as_is(struct work *work, const struct movement *movement, struct identifier return_case,
                                struct movement_traveller *row) MUST_CHECK;
/* For the demonstration: tells the receiving office of a traveller, as the booking does. */
enum outcome movement_tell_arrival(struct work *work, const struct movement *movement,
                                   const struct movement_traveller *traveller) MUST_CHECK;

#endif
