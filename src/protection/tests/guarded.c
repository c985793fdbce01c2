#include "protection/tests/guarded.h"

#include <stdio.h>
#include <stdlib.h>

#include "protection/protection_store.h"

static void must(enum outcome outcome, const struct work *work, const char *what)
{
    if (outcome == OK)
        return;
    for (const struct problem *problem = work == NULL ? NULL : work->problems.first; problem != NULL;
         problem = problem->next)
        (void)fprintf(stderr, "guarded: %s: %s (%.*s)\n", what, problem->code, TEXT_ARG(problem->field));
    (void)fprintf(stderr, "guarded: %s: outcome %d\n", what, (int)outcome);
    abort();
}

static void add_guardian(struct mission *mission, struct identifier child)
{
    struct person *guardian = mission_person(mission, "TUTRICE");
    struct person_relation *relation = record_new(mission->arena, &person_relation_record);
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    relation->head.organisation = guardian->head.organisation;
    relation->head.office = guardian->head.office;
    relation->head.person = child;
    relation->kind = TEXT("guardian");
    relation->other = guardian->head.id;
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    must(record_insert(&work, &person_relation_record, relation), &work, "guardian");
    must(db_transaction_commit(&transaction), NULL, "commit");
}

struct return_case *guarded_case(struct mission *mission, const char *name, int32_t age)
{
    struct person *person = mission_person(mission, name);
    struct calendar_day today = day_from_date(mission->today);
    bool before = today.month < 5 || (today.month == 5 && today.day < 17); /* the birthday of the mission's persons */
    mission_consents_of(mission, person->head.id, today.year - age - (before ? 1 : 0));
    mission_passport(mission, person->head.id, mission->today + 800);
    if (age < 18)
        add_guardian(mission, person->head.id);
    struct return_case *file = mission_case(mission, person->head.id);
    mission_bring(mission, file, "registered");
    return file;
}

struct identifier guarded_screening(struct mission *mission, const struct return_case *file)
{
    struct identifier id;
    must(screening_of_case(&mission->fixture->system, file->head.id, file->head.person, &id), NULL, "screening");
    return id;
}

struct identifier guarded_child(struct mission *mission, const struct return_case *file)
{
    struct identifier id;
    must(child_of_case(&mission->fixture->system, file->head.id, file->head.person, &id), NULL, "child");
    return id;
}

static void put(struct work *work, const struct record *record, void *row, const char *values)
{
    struct text rest = text_from(values);
    struct text line;
    while (rest.length > 0 && text_split(&rest, '\n', &line)) {
        struct text name;
        (void)text_split(&line, '=', &name);
        const struct field *field = record_field(record, name);
        if (field == NULL) {
            (void)fprintf(stderr, "guarded: no field %.*s\n", TEXT_ARG(name));
            abort();
        }
        must(field_from_text(work, field, line, row, &work->problems), work, field->name);
    }
}

enum outcome guarded_write(struct mission *mission, struct identifier user, const struct record *record,
                           struct identifier id, const char *values)
{
    struct work work = fixture_work(mission->fixture, mission->arena, user);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const void *before = mission_row(mission, record, id);
    void *row = record_copy(mission->arena, record, before);
    put(&work, record, row, values);
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    enum outcome outcome = record_update(&work, record, before, row);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome guarded_add(struct mission *mission, struct identifier user, const struct record *record,
                         const void *parent, const char *link, const char *values, struct identifier *ret_id)
{
    struct work work = fixture_work(mission->fixture, mission->arena, user);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    void *row = record_new(mission->arena, record);
    struct record_head *head = record_head(row);
    const struct field *field = link == NULL ? NULL : record_field(record, text_from(link));
    head->person = record_head_of(parent)->person;
    head->organisation = record_head_of(parent)->organisation;
    head->office = record_head_of(parent)->office;
    if (field != NULL)
        *(struct identifier *)(void *)((char *)row + field->offset) = record_head_of(parent)->id;
    put(&work, record, row, values);
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    enum outcome outcome = record_insert(&work, record, row);
    if (outcome == OK && ret_id != NULL)
        *ret_id = head->id;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

enum outcome guarded_step(struct mission *mission, struct identifier user, const struct flow *flow,
                          struct identifier id, const char *action, const char *values, struct work *ret_work)
{
    struct work work = fixture_work(mission->fixture, mission->arena, user);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    const void *row = mission_row(mission, flow->record, id);
    void *input = record_copy(mission->arena, flow->record, row);
    put(&work, flow->record, input, values);
    must(db_transaction_begin(work.db, true, &transaction), NULL, "transaction");
    enum outcome outcome =
        flow_move(&work, flow, id, record_head_of(row)->version, text_from(action), input, TEXT("Said by a test."));
    if (ret_work != NULL)
        *ret_work = work;
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

bool guarded_has_problem(const struct work *work, const char *code)
{
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        if (text_is(text_from(problem->code), code))
            return true;
    return false;
}

struct identifier guarded_second(struct mission *mission)
{
    static struct mission *of;
    static struct identifier second;
    if (of != mission)
        second = fixture_user(mission->fixture, TEXT("second.reader"), ROLE_PROTECTION, 0);
    of = mission;
    return second;
}

void guarded_fill(struct mission *mission, struct identifier screening, const char *next)
{
    struct text date = date_to_text(mission->arena, mission->today);
    const char *values = arena_format(mission->arena,
                                      "interviewed_on=%.*s\nlanguage=fr\npriority_groups=destitute\nlevel=medium\n"
                                      "level_reason=Sleeps outside.\ndecision=NO_INDICATION\nnext_step=%s",
                                      TEXT_ARG(date), next)
                             .at;
    must(guarded_write(mission, mission->fixture->users[ROLE_PROTECTION], &screening_record, screening, values), NULL,
         "fill");
}

void guarded_sign(struct mission *mission, struct identifier screening, const char *next)
{
    struct work work;
    guarded_fill(mission, screening, next);
    must(guarded_step(mission, mission->fixture->users[ROLE_PROTECTION], &screening_flow, screening, "sign", "", &work),
         &work, "sign");
    must(guarded_step(mission, guarded_second(mission), &screening_flow, screening, "agree", "", &work), &work,
         "agree");
}

struct identifier guarded_determine(struct mission *mission, struct identifier child, int32_t valid_until)
{
    struct identifier officer = mission->fixture->users[ROLE_PROTECTION];
    struct identifier id;
    struct work work;
    struct text met = date_to_text(mission->arena, mission->today - 2);
    struct text until = date_to_text(mission->arena, valid_until);
    const char *values = arena_format(mission->arena,
                                      "guardian_designated_by=Court of Rabat\nguardian_designated_on=%.*s\n"
                                      "reception_confirmed_by=Conakry office\nreception_confirmed_on=%.*s",
                                      TEXT_ARG(met), TEXT_ARG(met))
                             .at;
    must(guarded_write(mission, officer, &child_record, child, values), NULL, "child's file");
    values = arena_format(mission->arena,
                          "meeting_on=%.*s\ndecision=return\nvalid_until=%.*s\nreasons=All told.\nviews=Home.\n"
                          "family=Found.\nsafety=Safe.\ncare_on_arrival=Aunt.\nhealth=Good.\neducation=School.\n"
                          "duration_away=A year.\nspecial_needs=None.",
                          TEXT_ARG(met), TEXT_ARG(until))
                 .at;
    must(guarded_add(mission, officer, &determination_record, mission_row(mission, &child_record, child), "child",
                     values, &id),
         NULL, "determination");
    for (int i = 0; i < 3; i++)
        must(guarded_add(mission, officer, &panel_member_record, mission_row(mission, &determination_record, id),
                         "determination",
                         arena_format(mission->arena,
                                      "name=Member %d\norganisation_name=Partner\nundertaking_on=%.*s\npresent=yes", i,
                                      TEXT_ARG(met))
                             .at,
                         NULL),
             NULL, "member");
    must(guarded_step(mission, officer, &determination_flow, id, "request", "", &work), &work, "request");
    must(guarded_step(mission, mission->fixture->users[ROLE_PROTECTION_MANAGER], &determination_flow, id, "approve",
                      "comment=Agreed.", &work),
         &work, "approve");
    return id;
}
