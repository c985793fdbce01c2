#include "reintegration/tests/reintegrating.h"

struct mission *mission;
struct identifier caseworker, supervisor, other_supervisor, manager, officer;

int open_mission(void **state)
{
    (void)state;
    mission = mission_open_reintegration();
    caseworker = mission->fixture->users[ROLE_CASEWORKER];
    supervisor = mission->fixture->users[ROLE_SUPERVISOR];
    manager = mission->fixture->users[ROLE_PROGRAMME_MANAGER];
    officer = mission->fixture->users[ROLE_PROTECTION];
    other_supervisor = fixture_user(mission->fixture, TEXT("other.supervisor"), ROLE_SUPERVISOR, 0);
    return 0;
}

int close_mission(void **state)
{
    (void)state;
    mission = mission_close(mission);
    return 0;
}

const struct return_case *stored(const struct return_case *file)
{
    return mission_row(mission, &return_case_record, file->head.id);
}

struct return_case *case_at(const char *name, const char *state)
{
    struct person *person = mission_person(mission, name);
    mission_consents(mission, person->head.id);
    mission_passport(mission, person->head.id, mission->today + 800);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, state);
    return file;
}

void set_arrived(const struct return_case *file, int32_t arrived_on)
{
    struct value bind[] = {value_date(arrived_on), value_date(mission->today), value_id(file->head.id)};
    assert_int_equal(
        db_execute(mission->fixture->db,
                   SQL("t_arrived", "UPDATE return_case SET arrived_on = $1, departed_on = $1, received_on = $1, "
                                    "monitored_on = $2 WHERE id = $3"),
                   bind, 3, NULL),
        OK);
}

const char *day(int32_t date) { return arena_string(mission->arena, date_to_text(mission->arena, date)); }

const char *id_text(struct identifier id)
{
    return arena_string(mission->arena, identifier_to_text(mission->arena, id));
}

struct identifier add(struct identifier user, const struct record *record, const struct return_case *file,
                      const char *values)
{
    struct identifier id = {{0}};
    enum outcome outcome = guarded_add(mission, user, record, stored(file), "return_case", values, &id);
    if (outcome != OK)
        fail_msg("%s: %s: outcome %d", record->name, values, (int)outcome);
    return id;
}

enum outcome try_add(struct identifier user, const struct record *record, const struct return_case *file,
                     const char *values)
{
    return guarded_add(mission, user, record, stored(file), "return_case", values, NULL);
}

/* A row of the organisation: hangs on nothing. */
struct identifier add_rule(const struct record *record, const char *values)
{
    struct record_head *nothing = record_new(mission->arena, record);
    struct identifier id = {{0}};
    nothing->organisation = mission->fixture->organisation->head.id;
    assert_int_equal(guarded_add(mission, manager, record, nothing, NULL, values, &id), OK);
    return id;
}

/* Whoever asks: is this line of the step's checklist met?  -1: it is not there. */
int gate_says(const struct flow *flow, struct identifier id, const char *action, const char *code)
{
    struct work work = mission_work(mission, ROLE_SUPERVISOR);
    struct step_offer *offers;
    size_t count;
    assert_int_equal(flow_offers(&work, flow, mission_row(mission, flow->record, id), &offers, &count), OK);
    for (size_t i = 0; i < count; i++)
        for (const struct gate_item *item = offers[i].gate.first; item != NULL; item = item->next)
            if (text_is(text_from(offers[i].step->action), action) && text_is(text_from(item->code), code))
                return item->met;
    return -1;
}

int64_t open_tasks(struct identifier subject, const char *right)
{
    struct value bind[] = {value_id(subject), value_text(text_from(right))};
    return fixture_count(mission->fixture,
                         SQL("t_tasks", "SELECT COUNT(*) FROM task WHERE subject = $1 AND done_at IS NULL "
                                        "AND needed_right = $2"),
                         bind, 2);
}

struct identifier add_supplier(const char *name)
{
    return add_rule(&supplier_record, arena_format(mission->arena, "name=%s\ncountry=GIN\nstatus=usable", name).at);
}

const char *delivery_of(const struct return_item *item, int value, const char *signature)
{
    return arena_format(mission->arena,
                        "item=%s\ndelivered_on=%s\nwhat=Cloth.\nvalue=%d NOK\ncomplete=no\nrecipient=Awa\nsignature=%s",
                        id_text(item->head.id), day(mission->today), value, signature)
        .at;
}

enum outcome store_here(void *context, struct work *work, const char *action, struct text arguments,
                        struct text *ret_answer)
{
    (void)context;
    for (const struct internal_action *own = document_actions; own->name != NULL; own++)
        if (text_is(text_from(own->name), action))
            return own->run(work, arguments, ret_answer);
    return FAILED;
}
