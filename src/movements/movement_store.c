#include "movements/movement_store.h"

#include "database/database.h"

static void take_ids(struct work *work, const struct rows *rows, struct identifier **ret_ids, size_t *ret_count)
{
    struct identifier *ids = arena_array(work->arena, struct identifier, rows->count + 1);
    for (size_t at = 0; at < rows->count; at++)
        ids[at] = cell_id(rows, at, 0);
    *ret_ids = ids;
    *ret_count = rows->count;
}

static enum outcome first_id(const struct rows *rows, struct identifier *ret_id)
{
    if (rows->count == 0)
        return NOT_FOUND;
    *ret_id = cell_id(rows, 0, 0);
    return OK;
}

enum outcome leg_ids(struct work *work, struct identifier movement, struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(movement), value_integer(LEGS_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_leg_ids", "SELECT id FROM movement_leg WHERE movement = $1 AND "
                                         "state = 'kept' ORDER BY departs_at NULLS LAST, id LIMIT $2"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome escort_ids(struct work *work, struct identifier movement, struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(movement), value_integer(ESCORTS_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_escort_ids",
                     "SELECT id FROM movement_escort WHERE movement = $1 AND state = 'kept' ORDER BY id LIMIT $2"),
                 bind, 2, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome traveller_ids(struct work *work, struct identifier movement, struct identifier household,
                           struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    bool all = identifier_is_none(household);
    struct value bind[] = {value_id(movement), value_id(household), value_integer(all ? 1 : 0),
                           value_integer(TRAVELLERS_MOST)};
    enum outcome outcome = db_query(work->db,
                                    SQL("movement_traveller_ids",
                                        "SELECT id FROM movement_traveller WHERE movement = $1 AND state <> 'removed' "
                                        "AND ($3 = 1 OR household = $2) ORDER BY id LIMIT $4"),
                                    bind, 4, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome traveller_count(struct work *work, struct identifier movement, const char *states, int64_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "all who travel are counted, whoever looks after them");
    struct rows rows;
    struct text joined = arena_format(work->arena, ",%s,", states);
    struct value bind[] = {value_id(movement)};
    int64_t count = 0;
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_traveller_states", "SELECT state, count(*) FROM movement_traveller WHERE movement = $1 "
                                                  "GROUP BY state ORDER BY state"),
                 bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    for (size_t at = 0; at < rows.count; at++) {
        struct text state = arena_format(work->arena, ",%.*s,", TEXT_ARG(cell_text(&rows, at, 0)));
        count += text_find(joined, state) >= 0 ? cell_integer(&rows, at, 1) : 0;
    }
    *ret_count = count;
    return OK;
}

enum outcome traveller_of_case(struct work *work, struct identifier return_case, struct identifier person,
                               struct identifier *ret_id)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a case travels once, whoever booked the journey");
    struct rows rows;
    struct value bind[] = {value_id(return_case), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_traveller_of_case",
                     "SELECT id FROM movement_traveller WHERE return_case = $1 AND person = $2 AND state IN "
                     "('planned', 'booking', 'booked', 'departed', 'in_transit', 'arrived', 'no_show') "
                     "ORDER BY id DESC LIMIT 1"),
                 bind, 2, work->arena, &rows);
    return outcome == OK ? first_id(&rows, ret_id) : outcome;
}

enum outcome travellers_under_way(struct work *work, struct identifier person, struct identifier **ret_ids,
                                  size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "who is under way is so whoever booked the journey");
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_under_way", "SELECT id FROM movement_traveller WHERE person = $1 AND state IN "
                                           "('booked', 'departed', 'in_transit') ORDER BY id"),
                 bind, 1, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome mark_ids(struct work *work, struct identifier traveller, struct identifier person,
                      struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(traveller), value_id(person), value_integer(MARKS_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_mark_ids",
                     "SELECT id FROM movement_mark WHERE traveller = $1 AND person = $2 ORDER BY id LIMIT $3"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome arrival_of_traveller(struct work *work, struct identifier traveller, struct identifier person,
                                  struct identifier *ret_id)
{
    struct rows rows;
    struct value bind[] = {value_id(traveller), value_id(person)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_arrival_of_traveller",
                     "SELECT id FROM movement_arrival WHERE traveller = $1 AND person = $2 AND state <> 'cancelled' "
                     "ORDER BY id DESC LIMIT 1"),
                 bind, 2, work->arena, &rows);
    return outcome == OK ? first_id(&rows, ret_id) : outcome;
}

enum outcome receiving_offices(struct work *work, struct identifier **ret_ids, struct text **ret_names,
                               size_t *ret_count)
{
    struct rows rows;
    bool arabic = language_right_to_left(work->language);
    struct value bind[] = {value_id(work->actor->organisation), value_date(zone_date(work->zone, work->now))};
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_receiving_offices",
                     "SELECT DISTINCT o.id, o.name, coalesce(o.name_arabic, '') FROM role_assignment r "
                     "JOIN office o ON o.id = r.held_in WHERE r.role = 'receiving_office' AND o.organisation <> $1 "
                     "AND (r.until IS NULL OR r.until >= $2) ORDER BY o.name NULLS FIRST, o.id"),
                 bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    take_ids(work, &rows, ret_ids, ret_count);
    struct text *names = arena_array(work->arena, struct text, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        names[at] = cell_text(&rows, at, arabic && cell_text(&rows, at, 2).length > 0 ? 2 : 1);
    *ret_names = names;
    return OK;
}

enum outcome arrival_assessment_ids(struct work *work, struct identifier arrival, struct identifier person,
                                    struct identifier **ret_ids, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(arrival), value_id(person), value_integer(ASSESSMENTS_MOST)};
    enum outcome outcome = db_query(work->db,
                                    SQL("movement_assessment_ids",
                                        "SELECT id FROM movement_assessment WHERE arrival = $1 AND person = $2 AND "
                                        "state <> 'discarded' ORDER BY id LIMIT $3"),
                                    bind, 3, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome receiving_users(struct work *work, struct identifier office, struct identifier **ret_ids,
                             size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(office), value_date(zone_date(work->zone, work->now)),
                           value_integer(RECEIVING_MOST)};
    enum outcome outcome =
        db_query(work->db,
                 SQL("movement_receiving_users",
                     "SELECT DISTINCT r.account FROM role_assignment r JOIN user_account u ON u.id = r.account "
                     "WHERE r.held_in = $1 AND r.role = 'receiving_office' AND u.active = 1 "
                     "AND (r.until IS NULL OR r.until >= $2) ORDER BY r.account NULLS FIRST LIMIT $3"),
                 bind, 3, work->arena, &rows);
    if (outcome == OK)
        take_ids(work, &rows, ret_ids, ret_count);
    return outcome;
}

enum outcome office_place(struct work *work, struct identifier office, struct identifier *ret_organisation,
                          struct text *ret_name)
{
    struct rows rows;
    struct value bind[] = {value_id(office)};
    enum outcome outcome =
        db_query(work->db, SQL("movement_office_place", "SELECT organisation, name FROM office WHERE id = $1"), bind, 1,
                 work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_organisation = cell_id(&rows, 0, 0);
    *ret_name = cell_text(&rows, 0, 1);
    return OK;
}
