/* Statements about households. */
#include "persons/person_store.h"

enum { ADULT_YEARS = 18 };

enum outcome person_household(struct work *work, struct identifier person, struct identifier *ret_household)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a person lives in one household, wherever");
    struct rows rows;
    struct value bind[] = {value_id(person)};
    enum outcome outcome = db_query(work->db,
                                    SQL("person_household", "SELECT household FROM household_member WHERE person = $1 "
                                                            "AND left_on IS NULL ORDER BY id DESC LIMIT 1"),
                                    bind, 1, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    if (rows.count == 0)
        return NOT_FOUND;
    *ret_household = cell_id(&rows, 0, 0);
    return OK;
}

static enum outcome count_member(struct work *work, struct identifier person, int32_t on,
                                 struct household_counts *counts)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, person, &row);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    const struct person *member = row;
    int32_t age = person_age(member, on);
    counts->total++;
    if (age < 0 || (!text_is(member->sex, "F") && !text_is(member->sex, "M")))
        counts->unknown++;
    else if (text_is(member->sex, "F"))
        *(age >= ADULT_YEARS ? &counts->women : &counts->girls) += 1;
    else
        *(age >= ADULT_YEARS ? &counts->men : &counts->boys) += 1;
    return OK;
}

enum outcome household_count(struct work *work, struct identifier household, bool travelling_only, int32_t on,
                             struct household_counts *ret_counts)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "members are counted wherever they are looked after");
    struct rows rows;
    struct household_counts counts = {0};
    struct value bind[] = {value_id(household), value_date(on)};
    enum outcome outcome = db_query(
        work->db,
        SQL("household_count", "SELECT person, travelling FROM household_member WHERE household = $1 "
                               "AND (joined_on IS NULL OR joined_on <= $2) AND (left_on IS NULL OR left_on > $2)"),
        bind, 2, work->arena, &rows);
    for (size_t at = 0; outcome == OK && at < rows.count; at++)
        if (!travelling_only || cell_integer(&rows, at, 1) == FLAG_YES)
            outcome = count_member(work, cell_id(&rows, at, 0), on, &counts);
    if (outcome == OK)
        *ret_counts = counts;
    return outcome;
}

static enum outcome take_persons(struct work *work, struct sql sql, struct identifier household, int32_t on,
                                 struct identifier **ret_persons, size_t *ret_count)
{
    struct rows rows;
    struct value bind[] = {value_id(household), value_date(on)};
    enum outcome outcome = db_query(work->db, sql, bind, 2, work->arena, &rows);
    if (outcome != OK)
        return outcome;
    struct identifier *persons = arena_array(work->arena, struct identifier, rows.count + 1);
    for (size_t at = 0; at < rows.count; at++)
        persons[at] = cell_id(&rows, at, 0);
    *ret_persons = persons;
    *ret_count = rows.count;
    return OK;
}

enum outcome household_members(struct work *work, struct identifier household, int32_t on,
                               struct identifier **ret_persons, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "members are counted wherever they are looked after");
    return take_persons(work,
                        SQL("household_members",
                            "SELECT DISTINCT person FROM household_member WHERE household = $1 "
                            "AND (joined_on IS NULL OR joined_on <= $2) AND (left_on IS NULL OR left_on > $2) "
                            "ORDER BY person"),
                        household, on, ret_persons, ret_count);
}

enum outcome household_travellers(struct work *work, struct identifier household, int32_t on,
                                  struct identifier **ret_persons, size_t *ret_count)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "a family travels whole, wherever its members are followed");
    return take_persons(work,
                        SQL("household_travellers",
                            "SELECT DISTINCT person FROM household_member WHERE household = $1 AND travelling = 1 "
                            "AND (joined_on IS NULL OR joined_on <= $2) AND (left_on IS NULL OR left_on > $2) "
                            "ORDER BY person"),
                        household, on, ret_persons, ret_count);
}
