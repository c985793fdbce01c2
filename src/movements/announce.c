/* What a receiving office is told when a journey is booked, changed or cancelled: in its list behind the bell, and by
   mail where its people want that (notices/).  Never anything about a person. */
#include "database/wall.h"
#include "movements/movement_rules.h"
#include "notices/notices.h"

const struct notice_kind movement_notices[] = {
    [MOVEMENT_EXPECTED] = {.name = "arrival.expected",
                           .one = N_("Journey {1} is booked: see who arrives at your office"),
                           .path = "/arrivals",
                           .one_place = true,
                           .gathers_one = true,
                           .icon = "plane"},
    [MOVEMENT_CHANGED] = {.name = "arrival.changed",
                          .one = N_("Journey {1} has changed: look again who arrives at your office"),
                          .path = "/arrivals",
                          .one_place = true,
                          .gathers_one = true,
                          .icon = "plane"},
    [MOVEMENT_CALLED_OFF] = {.name = "arrival.called_off",
                             .one = N_("Journey {1} was cancelled: nobody arrives with it"),
                             .path = "/arrivals",
                             .one_place = true,
                             .gathers_one = true,
                             .icon = "plane"},
};
const size_t movement_notice_count = sizeof movement_notices / sizeof *movement_notices;

enum outcome movement_announce(struct work *work, const struct movement *movement, enum movement_news news)
{
    AUTO_WALL struct wall_hold hold = wall_open(work->db, "the receiving office is another organisation");
    struct identifier *users;
    struct text name;
    size_t count = 0;
    struct notice notice = {.subject = movement->head.id, .number = movement->head.number};
    if (identifier_is_none(movement->receiving_office))
        return OK;
    enum outcome outcome = office_place(work, movement->receiving_office, &notice.organisation, &name);
    if (outcome == NOT_FOUND)
        return OK;
    if (outcome == OK)
        outcome = receiving_users(work, movement->receiving_office, &users, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        notice.account = users[i];
        outcome = notice_add(work, &movement_notices[news], &notice);
    }
    return outcome;
}

enum outcome traveller_announce(struct work *work, const struct movement_traveller *traveller)
{
    void *movement;
    bool told = text_is(traveller->head.state, "booked") || text_is(traveller->head.state, "departed") ||
                text_is(traveller->head.state, "in_transit");
    enum outcome outcome = told ? record_get_unlimited(work, &movement_record, traveller->movement, &movement) : OK;
    return outcome == OK && told ? movement_announce(work, movement, MOVEMENT_CHANGED) : outcome;
}
