/* Places of a service in a week: taken and given back so that the last one goes to one of those who want it. */
#include "directory/directory_store.h"

static int32_t monday_of(int32_t day) { return day - date_weekday(day); }

/* Holds one who takes back until the other has committed: on PostgreSQL by the row's lock, on SQLite by the one writer.
 */
static enum outcome add_taken(struct work *work, struct identifier service, int32_t week, int64_t places, int64_t most,
                              bool *ret_done)
{
    int64_t changed;
    struct value begin[] = {value_id(service), value_date(week)};
    struct value bind[] = {value_id(service), value_date(week), value_integer(places), value_integer(most)};
    enum outcome outcome =
        db_execute(work->db,
                   SQL("directory_week_begin", "INSERT INTO directory_week (service, week, taken) VALUES ($1, $2, 0) "
                                               "ON CONFLICT (service, week) DO NOTHING"),
                   begin, 2, NULL);
    if (outcome == OK)
        outcome = db_execute(work->db,
                             SQL("directory_week_take", "UPDATE directory_week SET taken = taken + $3 "
                                                        "WHERE service = $1 AND week = $2 AND taken + $3 <= $4"),
                             bind, 4, &changed);
    if (outcome == OK)
        *ret_done = changed == 1;
    return outcome;
}

static enum outcome held_by(struct work *work, struct identifier service, struct identifier holder, int32_t *ret_week,
                            int64_t *ret_places)
{
    struct rows rows;
    struct value bind[] = {value_id(service), value_id(holder)};
    enum outcome outcome = db_query(
        work->db,
        SQL("directory_place_get", "SELECT week, places FROM directory_place WHERE service = $1 AND holder = $2"), bind,
        2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    *ret_week = rows.count == 0 ? DATE_NONE : cell_date(&rows, 0, 0);
    *ret_places = rows.count == 0 ? 0 : cell_integer(&rows, 0, 1);
    return OK;
}

static enum outcome free_places(struct work *work, struct identifier service, int32_t week, int64_t places)
{
    struct value bind[] = {value_id(service), value_date(week), value_integer(places)};
    return db_execute(work->db,
                      SQL("directory_week_free", "UPDATE directory_week SET taken = CASE WHEN taken > $3 THEN "
                                                 "taken - $3 ELSE 0 END WHERE service = $1 AND week = $2"),
                      bind, 3, NULL);
}

static enum outcome hold(struct work *work, struct identifier service, struct identifier holder, int32_t week,
                         int64_t places)
{
    struct value bind[] = {value_id(service), value_id(holder), value_date(week), value_integer(places)};
    return db_execute(work->db,
                      SQL("directory_place_hold",
                          "INSERT INTO directory_place (service, holder, week, places) VALUES ($1, $2, $3, $4) "
                          "ON CONFLICT (service, holder) DO UPDATE SET week = excluded.week, places = excluded.places"),
                      bind, 4, NULL);
}

static enum outcome week_of(struct work *work, const struct directory_service *service, int32_t week,
                            struct service_week *ret_week)
{
    struct rows rows;
    struct value bind[] = {value_id(service->head.id), value_date(week)};
    enum outcome outcome = db_query(
        work->db, SQL("directory_week_get", "SELECT taken FROM directory_week WHERE service = $1 AND week = $2"), bind,
        2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct service_week found = {.week = week, .capacity = service->capacity, .left = INTEGER_NONE};
    found.taken = rows.count == 0 ? 0 : cell_integer(&rows, 0, 0);
    if (found.capacity != INTEGER_NONE)
        found.left = found.capacity > found.taken ? found.capacity - found.taken : 0;
    *ret_week = found;
    return OK;
}

enum outcome service_week_get(struct work *work, struct identifier service, int32_t day, struct service_week *ret_week)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, service, &row);
    return outcome == OK ? week_of(work, row, monday_of(day), ret_week) : outcome;
}

/* Suspended until a day: on the days behind it one may be sent there already. */
static bool receives(const struct directory_service *service, int32_t day)
{
    if (text_is(service->head.state, "closed"))
        return service->closed_on != DATE_NONE && day < service->closed_on;
    if (!text_is(service->head.state, "suspended"))
        return true;
    return (service->suspended_from != DATE_NONE && day < service->suspended_from) ||
           (service->suspended_until != DATE_NONE && day > service->suspended_until);
}

enum outcome service_place_take(struct work *work, struct identifier service, int32_t day, struct identifier holder,
                                int64_t places, struct service_week *ret_week)
{
    void *row;
    int32_t held_week, week = monday_of(day);
    int64_t held;
    bool done = false;
    enum outcome outcome = record_get_unlimited(work, &directory_service_record, service, &row);
    if (outcome != OK)
        return outcome;
    const struct directory_service *known = row;
    if (places < 1 || !receives(known, day))
        return INVALID;
    outcome = held_by(work, service, holder, &held_week, &held);
    if (outcome != OK)
        return outcome;
    int64_t more = held_week == week ? places - held : places;
    int64_t most = known->capacity == INTEGER_NONE ? INT64_MAX / 4 : known->capacity;
    if (more <= 0)
        done = true, outcome = free_places(work, service, week, -more);
    else
        outcome = add_taken(work, service, week, more, most, &done);
    if (outcome == OK && !done)
        return CONFLICT;
    if (outcome == OK && held > 0 && held_week != week)
        outcome = free_places(work, service, held_week, held);
    if (outcome == OK)
        outcome = hold(work, service, holder, week, places);
    return outcome == OK ? week_of(work, known, week, ret_week) : outcome;
}

enum outcome service_place_give_back(struct work *work, struct identifier service, struct identifier holder)
{
    int32_t week;
    int64_t places;
    struct value bind[] = {value_id(service), value_id(holder)};
    enum outcome outcome = held_by(work, service, holder, &week, &places);
    if (outcome != OK || week == DATE_NONE)
        return outcome;
    outcome = free_places(work, service, week, places);
    return outcome == OK ? db_execute(work->db,
                                      SQL("directory_place_drop",
                                          "DELETE FROM directory_place WHERE service = $1 AND holder = $2"),
                                      bind, 2, NULL)
                         : outcome;
}
