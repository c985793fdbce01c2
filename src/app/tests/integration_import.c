/* Imports as people do them, through their pages: sent, told what the columns are, checked, stored, undone; by whom,
   into what, and what is refused. */
#include "base/tests/testing.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/features.h"
#include "app/profile.h"
#include "codec/archive_index.h"
#include "database/tests/place.h"
#include "exchange/import_parts.h"
#include "identity/tests/fixture.h"
#include "persons/persons.h"
#include "record/history.h"
#include "record/list.h"
#include "returns/returns.h"
#include "web/internal.h"

#define BOUNDARY "sanad-import-boundary"

static struct fixture *mission;
static struct loopback *supervisor, *second, *caseworker, *finance;

static int open_mission(void **state)
{
    size_t count;
    struct fixture_options options = {.whole = true};
    (void)state;
    options.grants = features_grants(&count);
    options.grant_list_count = count;
    options.routes = features_routes(&count);
    options.route_list_count = count;
    options.actions = features_actions(&count);
    options.action_list_count = count;
    mission = fixture_open(&options);
    features_start(&mission->settings);
    if (profile_load(mission->arena, getenv("TEST_PROFILE")) != OK)
        return -1;
    (void)fixture_user_of(mission, TEXT("elsewhere"), ROLE_SUPERVISOR, fixture_other_organisation(mission));
    supervisor = fixture_role(mission, ROLE_SUPERVISOR);
    second = fixture_client(mission, TEXT("elsewhere"));
    caseworker = fixture_role(mission, ROLE_CASEWORKER);
    finance = fixture_role(mission, ROLE_FINANCE_PREPARER);
    return 0;
}

static int close_mission(void **state)
{
    (void)state;
    (void)loopback_close(supervisor);
    (void)loopback_close(second);
    (void)loopback_close(caseworker);
    (void)loopback_close(finance);
    mission = fixture_close(mission);
    return 0;
}

/* ---- what a browser does ---- */

static void part(struct buffer *body, const char *name, struct text value)
{
    buffer_format(body, "--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n", name);
    buffer_add(body, value);
    buffer_add(body, TEXT("\r\n"));
}

static int send_bytes(struct loopback *client, const char *kind, struct text bytes)
{
    AUTO_BUFFER struct buffer body = buffer_open(40 << 20);
    (void)loopback_get(client, "/en/account");
    part(&body, "_csrf", loopback_hidden(client, "_csrf"));
    part(&body, "kind", text_from(kind));
    buffer_add(&body, TEXT("--" BOUNDARY "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n"
                           "Content-Type: text/csv\r\n\r\n"));
    buffer_add(&body, bytes);
    buffer_add(&body, TEXT("\r\n--" BOUNDARY "--\r\n"));
    return loopback_send(client, "POST", "/en/imports", "multipart/form-data; boundary=" BOUNDARY, buffer_text(&body))
        ->status;
}

static int send_file(struct loopback *client, const char *kind, const char *file)
{
    return send_bytes(client, kind, text_from(file));
}

/* The run that the last answer leads to. */
static struct identifier sent_run(struct loopback *client)
{
    struct identifier id;
    struct text location = loopback_last(client)->location;
    ptrdiff_t at = text_find(location, TEXT("/imports/"));
    assert_true(at >= 0);
    assert_int_equal(text_to_identifier(text_slice(location, (size_t)at + 9, (size_t)at + 9 + IDENTIFIER_TEXT), &id),
                     OK);
    return id;
}

static const char *path_of(struct identifier run, const char *behind)
{
    return arena_format(mission->arena, "/en/imports/%.*s%s", TEXT_ARG(identifier_to_text(mission->arena, run)), behind)
        .at;
}

/* Runs every job that waits, as the jobs process would. */
static void run_jobs(void)
{
    size_t count;
    const struct job_kind *kinds = features_jobs(&count);
    enum outcome outcome = OK;
    while (outcome == OK) {
        AUTO_ARENA struct arena *arena = arena_open((size_t)256 << 20);
        struct work work = work_of_system(mission->db, mission->keys, arena);
        work.zone = mission->system.zone;
        work.hand_over = internal_run_here;
        work.hand_over_context = &mission->application;
        outcome = job_run_next(&work, kinds, count, TEXT("test"));
    }
    assert_int_equal(outcome, NOT_FOUND);
}

static struct import_run run_of(struct identifier id)
{
    struct import_run run;
    assert_int_equal(import_run_read(&mission->system, id, &run), OK);
    return run;
}

static void check(struct loopback *client, struct identifier run, const char *form)
{
    (void)loopback_get(client, path_of(run, ""));
    if (loopback_post(client, path_of(run, "/columns"), form)->status != 303)
        fail_msg("%.*s", TEXT_ARG(loopback_last(client)->body));
    run_jobs();
    assert_int_equal(run_of(run).state, RUN_CHECKED);
}

static void store(struct loopback *client, struct identifier run, const char *form)
{
    assert_int_equal(loopback_post(client, path_of(run, "/store"), form)->status, 303);
    run_jobs();
}

static void undo(struct loopback *client, struct identifier run)
{
    assert_int_equal(loopback_post(client, path_of(run, "/undo"), "")->status, 303);
    run_jobs();
}

static int64_t persons(void)
{
    return fixture_count(mission, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0);
}

static struct identifier origin_of(struct identifier run, int64_t line)
{
    struct import_origin *origins;
    size_t count = 0;
    assert_int_equal(import_origin_last(&mission->system, run, line + 1, 1, &origins, &count), OK);
    assert_int_equal(count, 1);
    return origins[0].subject;
}

#define HEADINGS "Ref;Nom;Prénom;Sexe;Né le;Nationalité;Téléphone;Consentement;Moyen;Langue\n"
#define COLUMNS                                                                                                   \
    "to.0=reference&to.1=family_name&to.2=given_names&to.3=sex&to.4=birth&order.4=1&january.4=2&to.5=nationality" \
    "&to.6=telephone&to.7=consent_on&order.7=1&to.8=consent_means&to.9=consent_language"

static const char GOOD[] = HEADINGS "P1;KEITA;Fatou;F;12/03/1995;Guinée;661234567;05/01/2022;signed;français\n"
                                    "P2;SOW;Ali;Homme;01/01/1990;SEN;+221 77 123 45 67;15/01/2022;signed;fra\n"
                                    "P3;بن علي;مريم;أنثى;1988;غينيا;;;;\n";

/* ---- the main path ---- */

static struct identifier checked(struct loopback *client, const char *kind, const char *file, const char *columns)
{
    assert_int_equal(send_file(client, kind, file), 303);
    struct identifier run = sent_run(client);
    check(client, run, columns);
    return run;
}

static void test_a_file_becomes_persons(void **state)
{
    int64_t before = persons();
    (void)state;
    assert_int_equal(send_file(supervisor, "persons", GOOD), 303);
    struct identifier run = sent_run(supervisor);
    assert_int_equal(loopback_follow(supervisor)->status, 200);
    assert_true(loopback_shows(supervisor, "What the columns are"));
    assert_true(loopback_shows(supervisor, "What 1 January means"));
    assert_int_equal(run_of(run).lines, 3);
    /* what must be asked is asked */
    assert_int_equal(
        loopback_post(supervisor, path_of(run, "/columns"), "to.1=family_name&to.4=birth&to.5=nationality")->status,
        422);
    check(supervisor, run, COLUMNS);
    assert_int_equal(run_of(run).bad, 1); /* P3 has sex and birth, but no consent */
    assert_int_equal(persons(), before);
    assert_int_equal(loopback_get(supervisor, path_of(run, ""))->status, 200);
    assert_true(loopback_shows(supervisor, "Record the consent first"));
    store(supervisor, run, "whole=0");
    assert_int_equal(run_of(run).state, RUN_STORED);
    assert_int_equal(run_of(run).done, 2);
    assert_int_equal(persons(), before + 2);
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &person_record, origin_of(run, 2), &row), OK);
    const struct person *person = row;
    assert_text(person->family_name, "KEITA");
    assert_text(person->nationality, "GIN");
    assert_text(person->telephone, "0661234567"); /* the spreadsheet had dropped the zero */
    assert_int_equal(person->birth.precision, PRECISION_DAY);
    assert_int_equal(person->birth_year, 1995);
    assert_int_equal(record_get_unlimited(&mission->system, &person_record, origin_of(run, 3), &row), OK);
    assert_int_equal(((const struct person *)row)->birth.precision, PRECISION_YEAR);
    assert_true(identifier_equal(record_head_of(row)->created_by, mission->users[ROLE_SUPERVISOR]));
    assert_true(identifier_equal(record_head_of(row)->office, mission->offices[0]->head.id));
}

static void test_history_names_the_run(void **state)
{
    struct history_entry *entries;
    size_t count = 0;
    struct field_set all = {.words = {~0ULL, ~0ULL, ~0ULL, ~0ULL}};
    void *row;
    (void)state;
    struct identifier run = checked(supervisor, "persons", "Ref;Nom;Nationalité\nH1;HISTOIRE;SEN\n",
                                    "to.0=reference&to.1=family_name&to.2=nationality");
    store(supervisor, run, "whole=1");
    struct work work = fixture_work(mission, mission->arena, mission->users[ROLE_SUPERVISOR]);
    assert_int_equal(record_get_unlimited(&mission->system, &person_record, origin_of(run, 2), &row), OK);
    assert_int_equal(history_list(&work, &person_record, row, &all, (struct identifier){{0}}, 5, &entries, &count), OK);
    assert_int_equal(count, 1);
    assert_true(text_find(entries[0].note, run_of(run).number) >= 0);
    assert_true(fixture_audited(mission, "import.store") > 0);
}

static void test_the_same_file_changes_nothing(void **state)
{
    static const char FILE_TWICE[] = "Ref;Nom;Nationalité\nT1;DEUXFOIS;SEN\nT2;TROISFOIS;GIN\n";
    static const char FILE_CHANGED[] = "Ref;Nom;Nationalité\nT1;AUTREMENT;SEN\nT2;TROISFOIS;GIN\nT3;NOUVELLE;GIN\n";
    (void)state;
    assert_int_equal(send_file(supervisor, "persons", FILE_TWICE), 303);
    struct identifier first = sent_run(supervisor);
    check(supervisor, first, "to.0=reference&to.1=family_name&to.2=nationality");
    store(supervisor, first, "whole=1");
    int64_t after = persons();
    assert_int_equal(send_file(supervisor, "persons", FILE_TWICE), 303);
    struct identifier again = sent_run(supervisor);
    assert_int_equal(loopback_follow(supervisor)->status, 200);
    assert_true(loopback_shows(supervisor, "This very file was imported before"));
    check(supervisor, again, "to.0=reference&to.1=family_name&to.2=nationality");
    assert_int_equal(run_of(again).known, 2);
    assert_int_equal(run_of(again).good, 0);
    store(supervisor, again, "whole=0");
    assert_int_equal(persons(), after);
    assert_int_equal(send_file(supervisor, "persons", FILE_CHANGED), 303);
    struct identifier changed = sent_run(supervisor);
    check(supervisor, changed, "to.0=reference&to.1=family_name&to.2=nationality");
    assert_int_equal(run_of(changed).changed, 1);
    assert_int_equal(run_of(changed).good, 1);
}

/* Columns are remembered for the next file with the same headings. */
static void test_the_mapping_is_remembered(void **state)
{
    (void)state;
    (void)checked(supervisor, "persons", "Code;Chose;Pays\nM1;MEMOIRE;SEN\n",
                  "to.0=reference&to.1=family_name&to.2=nationality");
    assert_int_equal(send_file(supervisor, "persons", "code;CHOSE;Pays\nM2;SOUVENIR;GIN\n"), 303);
    assert_int_equal(loopback_follow(supervisor)->status, 200);
    assert_true(loopback_shows(supervisor, "<option value=\"family_name\" selected>"));
}

/* ---- undo ---- */

static void test_undo_leaves_nothing(void **state)
{
    struct value bind[1];
    (void)state;
    int64_t before = persons();
    int64_t keys = fixture_count(mission, SQL("t_keys", "SELECT COUNT(*) FROM data_key"), NULL, 0);
    int64_t search = fixture_count(mission, SQL("t_search", "SELECT COUNT(*) FROM person_key"), NULL, 0);
    struct identifier run = checked(supervisor, "persons",
                                    HEADINGS "U1;DEFAIRE;Un;F;12/03/1995;GIN;;05/01/2022;signed;fra\n"
                                             "U2;DEFAIRE;Deux;M;13/03/1995;GIN;;05/01/2022;signed;fra\n",
                                    COLUMNS);
    store(supervisor, run, "whole=1&alike=1"); /* somebody else was born on that day too */
    struct identifier person = origin_of(run, 2);
    assert_int_equal(persons(), before + 2);
    undo(supervisor, run);
    assert_int_equal(run_of(run).state, RUN_UNDONE);
    assert_int_equal(persons(), before);
    bind[0] = value_id(person);
    assert_int_equal(
        fixture_count(mission, SQL("t_history", "SELECT COUNT(*) FROM history WHERE person = $1"), bind, 1), 0);
    assert_int_equal(
        fixture_count(mission, SQL("t_consents", "SELECT COUNT(*) FROM person_consent WHERE person = $1"), bind, 1), 0);
    assert_int_equal(fixture_count(mission, SQL("t_keys", "SELECT COUNT(*) FROM data_key"), NULL, 0), keys);
    assert_int_equal(fixture_count(mission, SQL("t_search", "SELECT COUNT(*) FROM person_key"), NULL, 0), search);
    /* and the same file may be imported after all */
    run = checked(supervisor, "persons", HEADINGS "U1;DEFAIRE;Un;F;12/03/1995;GIN;;05/01/2022;signed;fra\n", COLUMNS);
    assert_int_equal(run_of(run).good + run_of(run).alike, 1);
}

static void test_undo_keeps_what_was_changed(void **state)
{
    struct field_set readable;
    void *row;
    (void)state;
    int64_t before = persons();
    struct identifier run =
        checked(supervisor, "persons", "Ref;Nom;Nationalité\nK1;GARDEE;SEN\nK2;PARTIE;GIN\nK3;SUIVIE;GIN\n",
                "to.0=reference&to.1=family_name&to.2=nationality");
    store(supervisor, run, "whole=1");
    struct work work = fixture_work(mission, mission->arena, mission->users[ROLE_SUPERVISOR]);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(record_peek(&work, &person_record, origin_of(run, 2), &row, &readable), OK);
    struct person *changed = record_copy(mission->arena, &person_record, row);
    changed->telephone = TEXT("0611111111");
    assert_int_equal(record_update(&work, &person_record, row, changed), OK);
    struct return_case *file = record_new(mission->arena, &return_case_record);
    assert_int_equal(record_peek(&work, &person_record, origin_of(run, 4), &row, &readable), OK);
    file->head.person = record_head_of(row)->id;
    file->head.organisation = record_head_of(row)->organisation;
    file->head.office = record_head_of(row)->office;
    file->channel = TEXT("telephone");
    file->country_of_return = TEXT("GIN");
    assert_int_equal(return_open(&work, file), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    struct text kept = ((const struct person *)changed)->head.number;
    undo(supervisor, run);
    assert_int_equal(persons(), before + 2);
    assert_int_equal(run_of(run).left_out, 2);
    assert_int_equal(loopback_get(supervisor, path_of(run, ""))->status, 200);
    assert_true(loopback_shows(supervisor, "changed since the import"));
    assert_true(loopback_shows(supervisor, arena_string(mission->arena, kept)));
}

/* ---- all or nothing ---- */

/* A right that is taken away between the check and the storing: of all lines or none, none. */
static void test_all_or_nothing(void **state)
{
    (void)state;
    int64_t before = persons();
    struct identifier run = checked(supervisor, "persons", "Ref;Nom;Nationalité\nW1;ENTIER;SEN\nW2;RIEN;GIN\n",
                                    "to.0=reference&to.1=family_name&to.2=nationality");
    /* somebody else's import takes the second reference meanwhile */
    assert_int_equal(send_file(supervisor, "persons", "Nom;Ref;Nationalité\nAUTRE;W9;GIN\n"), 303);
    struct identifier other = sent_run(supervisor);
    check(supervisor, other, "to.0=family_name&to.1=reference&to.2=nationality");
    store(supervisor, other, "whole=1");
    assert_int_equal(persons(), before + 1);
    struct import_run broken = run_of(run);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(mission->db, true, &transaction), OK);
    /* its second line no longer reads: the nationality is given another column, which is empty */
    broken.mapping = TEXT("[{\"to\":\"reference\"},{\"to\":\"family_name\"},{\"to\":\"telephone\"}]");
    assert_int_equal(import_run_save(&mission->system, &broken), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    store(supervisor, run, "whole=1");
    assert_int_equal(run_of(run).state, RUN_UNDONE);
    assert_int_equal(persons(), before + 1);
}

/* ---- rows that are there, by their number ---- */

static const struct person *person_at(struct identifier id)
{
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &person_record, id, &row), OK);
    return row;
}

/* Two persons under a name of their own, as an import leaves them. */
static struct identifier two_persons(const char *name)
{
    struct identifier run = checked(supervisor, "persons",
                                    arena_format(mission->arena,
                                                 "Ref;Nom;Nationalité;Téléphone\n%sA;%s;SEN;0611111111\n"
                                                 "%sB;%s DEUX;GIN;0622222222\n",
                                                 name, name, name, name)
                                        .at,
                                    "to.0=reference&to.1=family_name&to.2=nationality&to.3=telephone");
    store(supervisor, run, "whole=1&alike=1"); /* the telephones are those of others too */
    assert_int_equal(run_of(run).done, 2);
    return run;
}

static const char *change_file(const struct person *first, const char *one, const struct person *other, const char *two)
{
    return arena_format(mission->arena, "Numéro;Téléphone;Nationalité\n%.*s;%s\n%.*s;%s\n",
                        TEXT_ARG(first->head.number), one, TEXT_ARG(other->head.number), two)
        .at;
}

#define CHANGES "to.0=row_number&to.1=telephone&to.2=nationality"

/* What is empty stays; a line that changes nothing changes nothing; the undo brings back what was there. */
static void test_rows_are_changed_by_number(void **state)
{
    (void)state;
    struct identifier made = two_persons("MODIFIER");
    struct identifier first = origin_of(made, 2), other = origin_of(made, 3);
    const char *file = change_file(person_at(first), "0633333333;", person_at(other), "0622222222;GIN");
    assert_int_equal(send_file(supervisor, "persons", file), 303);
    struct identifier run = sent_run(supervisor);
    assert_int_equal(loopback_follow(supervisor)->status, 200);
    assert_true(loopback_shows(supervisor, "<option value=\"row_number\" selected>"));
    int64_t before = persons();
    check(supervisor, run, CHANGES);
    assert_int_equal(run_of(run).renewed, 1);
    assert_int_equal(run_of(run).known, 1);
    assert_int_equal(loopback_get(supervisor, path_of(run, ""))->status, 200);
    assert_true(loopback_shows(supervisor, "0611111111"));
    assert_text(person_at(first)->telephone, "0611111111"); /* a dry run */
    store(supervisor, run, "whole=1");
    assert_int_equal(run_of(run).done, 1);
    assert_int_equal(persons(), before);
    assert_text(person_at(first)->telephone, "0633333333");
    assert_text(person_at(first)->nationality, "SEN");
    assert_int_equal(person_at(other)->head.version, 1);
    /* the same file again */
    assert_int_equal(send_file(supervisor, "persons", file), 303);
    struct identifier again = sent_run(supervisor);
    check(supervisor, again, CHANGES);
    assert_int_equal(run_of(again).known, 2);
    undo(supervisor, run);
    assert_int_equal(run_of(run).state, RUN_UNDONE);
    assert_text(person_at(first)->telephone, "0611111111");
    assert_int_equal(person_at(first)->head.version, 3); /* it happened, and stands in the history */
    assert_int_equal(persons(), before);
}

/* Between the check and the storing somebody else was quicker: theirs stays, and of all lines or none, none. */
static void test_a_row_that_moved_on_is_not_changed(void **state)
{
    (void)state;
    struct identifier made = two_persons("DEPASSEE");
    struct identifier first = origin_of(made, 2), other = origin_of(made, 3);
    const char *file = change_file(person_at(first), "0633333333;", person_at(other), "0644444444;");
    struct identifier run = checked(supervisor, "persons", file, CHANGES);
    assert_int_equal(run_of(run).renewed, 2);
    struct work work = fixture_work(mission, mission->arena, mission->users[ROLE_SUPERVISOR]);
    const struct person *seen = person_at(other);
    struct person *changed = record_copy(mission->arena, &person_record, seen);
    changed->telephone = TEXT("0655555555");
    {
        AUTO_TRANSACTION struct db_transaction transaction = {0};
        assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
        assert_int_equal(record_update(&work, &person_record, seen, changed), OK);
        assert_int_equal(db_transaction_commit(&transaction), OK);
    }
    store(supervisor, run, "whole=1");
    assert_int_equal(run_of(run).state, RUN_UNDONE);
    assert_text(person_at(first)->telephone, "0611111111");
    assert_text(person_at(other)->telephone, "0655555555");
}

/* An undo leaves what was changed since, and names it. */
static void test_undo_of_a_change_that_was_changed(void **state)
{
    (void)state;
    struct identifier made = two_persons("RECHANGEE");
    struct identifier first = origin_of(made, 2), other = origin_of(made, 3);
    const char *file = change_file(person_at(first), "0633333333;", person_at(other), "0644444444;");
    struct identifier run = checked(supervisor, "persons", file, CHANGES);
    store(supervisor, run, "whole=1");
    file = change_file(person_at(first), "0666666666;", person_at(other), "0644444444;");
    assert_int_equal(send_file(supervisor, "persons", file), 303);
    struct identifier later = sent_run(supervisor);
    check(supervisor, later, CHANGES);
    store(supervisor, later, "whole=0");
    assert_int_equal(run_of(later).done, 1);
    undo(supervisor, run);
    assert_int_equal(run_of(run).left_out, 1);
    assert_text(person_at(first)->telephone, "0666666666");
    assert_text(person_at(other)->telephone, "0622222222");
}

static void test_changes_that_are_refused(void **state)
{
    (void)state;
    struct identifier made = two_persons("REFUSEE");
    const struct person *first = person_at(origin_of(made, 2));
    const char *file = arena_format(mission->arena,
                                    "Numéro;Nom;Téléphone;Nationalité;Consentement\n"
                                    "PER-26-0000000-0;X;;;\n%.*s;;0677777777;;\n%.*s;;0688888888;;\n"
                                    "%.*s;;;;05/01/2022\n;NOUVELLE;;;\n",
                                    TEXT_ARG(first->head.number), TEXT_ARG(first->head.number),
                                    TEXT_ARG(person_at(origin_of(made, 3))->head.number))
                           .at;
    struct identifier run =
        checked(supervisor, "persons", file,
                "to.0=row_number&to.1=family_name&to.2=telephone&to.3=nationality&to.4=consent_on&order.4=1");
    /* nobody of that number, twice the same, what is for new rows only, and a new person without a nationality */
    assert_int_equal(run_of(run).renewed, 1);
    assert_int_equal(run_of(run).bad, 4);
    assert_int_equal(loopback_get(supervisor, path_of(run, "/faults.csv"))->status, 200);
    assert_true(loopback_shows(supervisor, "Another line of the file changes this row."));
    assert_true(loopback_shows(supervisor, "This column is for new rows"));
    /* another organisation's importer reaches none of them */
    assert_int_equal(send_file(second, "persons", change_file(first, "0600000000;", first, "0600000001;")), 303);
    struct identifier foreign = sent_run(second);
    check(second, foreign, CHANGES);
    assert_int_equal(run_of(foreign).renewed, 0);
    assert_int_equal(run_of(foreign).bad, 2);
}

/* A column in which each colleague wrote days in another way: what has one reading is read by it, what has two by what
   was said of the column, and refused when that was said. */
static void test_three_formats_in_one_column(void **state)
{
#define AGREED ";2022-01-05;signed;fra\n"
    static const char FILE[] = "Nom;Nationalité;Naissance;Consentement;Moyen;Langue\nTROISA;GIN;31/03/1996" AGREED
                               "TROISB;GIN;1996-04-30" AGREED "TROISC;GIN;7 mai 1996" AGREED
                               "TROISD;GIN;05/06/1996" AGREED "TROISE;GIN;31/02/1996" AGREED;
#define DAYS_OF "to.0=family_name&to.1=nationality&to.2=birth&to.3=consent_on&to.4=consent_means&to.5=consent_language"
    static const struct calendar_day BORN[] = {{1996, 3, 31}, {1996, 4, 30}, {1996, 5, 7}, {1996, 6, 5}};
    (void)state;
    struct identifier run = checked(supervisor, "persons", FILE, DAYS_OF "&order.2=3&order.3=1");
    assert_int_equal(run_of(run).bad, 2); /* two readings, and a day that never was */
    run = checked(supervisor, "persons", FILE, DAYS_OF "&order.2=1&order.3=1");
    assert_int_equal(run_of(run).bad, 1);
    store(supervisor, run, "whole=0");
    for (size_t i = 0; i < COUNT(BORN); i++)
        assert_int_equal(person_at(origin_of(run, (int64_t)i + 2))->birth.date, date_from_day(BORN[i]));
    undo(supervisor, run);
}

/* ---- cases, and who they belong to ---- */

static void test_cases_of_imported_persons(void **state)
{
    (void)state;
    assert_int_equal(send_file(supervisor, "persons", "Ref;Nom;Nationalité\nC1;CASIER;GIN\n"), 303);
    struct identifier of_persons = sent_run(supervisor);
    check(supervisor, of_persons, "to.0=reference&to.1=family_name&to.2=nationality");
    store(supervisor, of_persons, "whole=1");
    struct identifier run = checked(supervisor, "cases",
                                    "Dossier;Personne;Pays;Voie;Reçu\nD1;C1;Guinée;telephone;13/01/2022\n"
                                    "D2;C99;Guinée;telephone;13/01/2022\nD3;C1;Atlantide;telephone;13/13/2022\n",
                                    "to.0=reference&to.1=person&to.2=country_of_return&to.3=channel&to.4=received_on");
    assert_int_equal(run_of(run).good, 1);
    assert_int_equal(run_of(run).bad, 2);
    assert_int_equal(loopback_get(supervisor, path_of(run, "/faults.csv"))->status, 200);
    assert_true(loopback_shows(supervisor, "3,Personne,"));
    assert_true(loopback_shows(supervisor, "4,Pays,"));
    assert_true(loopback_shows(supervisor, "4,Reçu,"));
    store(supervisor, run, "whole=0");
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &return_case_record, origin_of(run, 2), &row), OK);
    assert_text(record_head_of(row)->state, "inquiry");
    assert_true(identifier_equal(record_head_of(row)->person, origin_of(of_persons, 2)));
    undo(supervisor, run);
    undo(supervisor, of_persons);
    assert_int_equal(run_of(of_persons).state, RUN_UNDONE);
    assert_int_equal(run_of(of_persons).left_out, 0);
}

/* ---- cases that stand further than their first step, and what was paid for them ---- */

static int64_t counted(const char *statement)
{
    return fixture_count(mission, (struct sql){"t_counted", statement}, NULL, 0);
}

static struct identifier stored_persons(const char *file)
{
    struct identifier run = checked(supervisor, "persons", file, "to.0=reference&to.1=family_name&to.2=nationality");
    store(supervisor, run, "whole=1");
    return run;
}

#define STAGE_HEADINGS "Dossier;Personne;Pays;Voie;Reçu;Étape;Approuvé;Vol;Départ;Arrivée;Plan;Clos;Motif\n"
#define STAGE_COLUMNS                                                                                                  \
    "to.0=reference&to.1=person&to.2=country_of_return&to.3=channel&to.4=received_on&to.5=stage&to.6=approved_on&"     \
    "to.7=travel_on&to.8=departed_on&to.9=arrived_on&to.10=plan_agreed_on&to.11=ended_on&to.12=closure_reason&order.4" \
    "=1&order.6=1&order.7=1&order.8=1&order.9=1&order.10=1&order.11=1"

static struct identifier checked_cases(struct loopback *client, const char *lines)
{
    struct identifier run =
        checked(client, "cases", arena_format(mission->arena, "%s%s", STAGE_HEADINGS, lines).at, STAGE_COLUMNS);
    return run;
}

static const struct return_case *case_at_line(struct identifier run, int64_t line)
{
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &return_case_record, origin_of(run, line), &row), OK);
    return row;
}

static void test_cases_come_as_they_stand(void **state)
{
    (void)state;
    struct identifier of_persons =
        stored_persons("Ref;Nom;Nationalité\nS1;ETAPEUN;GIN\nS2;ETAPEDEUX;GIN\nS3;ETAPETROIS;GIN\n");
    int64_t tasks = counted("SELECT COUNT(*) FROM task");
    struct identifier run =
        checked_cases(supervisor, "E1;S1;Guinée;telephone;13/01/2022;preparing;20/02/2022;;;;;;\n"
                                  "E2;S2;Guinée;telephone;13/01/2022;planned;20/02/2022;;14/03/2022;15/03/2022;"
                                  "01/04/2022;;\n"
                                  "E3;S3;Guinée;telephone;13/01/2022;closed;;;14/03/2022;;;20/06/2022;"
                                  "support_ended\n");
    assert_int_equal(run_of(run).good, 3);
    store(supervisor, run, "whole=1");
    const struct return_case *first = case_at_line(run, 2), *second_case = case_at_line(run, 3),
                             *third = case_at_line(run, 4);
    assert_text(first->head.state, "preparing");
    assert_true(text_equal(first->imported, run_of(run).number));
    assert_text(first->imported_stage, "preparing");
    assert_int_equal(counted("SELECT COUNT(*) FROM return_milestone WHERE state = 'open'"), 4);
    assert_int_equal(counted("SELECT COUNT(*) FROM protection_screening"), 1); /* what comes next still asks for it */
    assert_true(counted("SELECT COUNT(*) FROM task") > tasks);
    assert_text(second_case->head.state, "planned");
    assert_int_equal(second_case->plan_due_on, date_add_months(second_case->arrived_on, 1));
    assert_text(third->head.state, "closed");
    assert_int_equal(third->closed_on, third->ended_on);
    assert_text(third->ended_from, "departed");
    /* rounds of the past are not asked now: nobody here knows what was asked then */
    assert_int_equal(counted("SELECT COUNT(*) FROM monitoring_round"), 0);
    /* the page says what nobody checked, and the next step asks all that it asks */
    assert_int_equal(loopback_get(supervisor, arena_format(mission->arena, "/en/return-cases/%.*s",
                                                           TEXT_ARG(identifier_to_text(mission->arena, first->head.id)))
                                                  .at)
                         ->status,
                     200);
    assert_true(loopback_shows(supervisor, "Not checked here"));
    assert_true(loopback_shows(supervisor, "Consent to the assistance"));
    /* nobody did anything there: all of it goes again, with what began with it */
    undo(supervisor, run);
    assert_int_equal(run_of(run).left_out, 0);
    assert_int_equal(counted("SELECT COUNT(*) FROM return_milestone"), 0);
    assert_int_equal(counted("SELECT COUNT(*) FROM protection_screening"), 0);
    assert_int_equal(counted("SELECT COUNT(*) FROM task"), tasks);
    undo(supervisor, of_persons);
    assert_int_equal(run_of(of_persons).left_out, 0);
}

static void test_stages_that_are_refused(void **state)
{
    (void)state;
    (void)stored_persons("Ref;Nom;Nationalité\nR1;REFUSEUN;GIN\nR2;REFUSEDEUX;GIN\n");
    static const char *const LINES[] = {
        "F1;R1;Guinée;telephone;13/01/2022;departed;20/02/2022;;;;;;\n",            /* without its day */
        "F2;R1;Guinée;telephone;13/01/2022;arrived;;;14/03/2022;10/03/2022;;;\n",   /* before it departed */
        "F3;R1;Guinée;telephone;13/01/2022;preparing;20/02/2022;;14/03/2022;;;;\n", /* a day of a later step */
        "F4;R1;Guinée;telephone;13/01/2022;preparing;01/01/2022;;;;;;\n",           /* before the request */
        "F5;R1;Guinée;telephone;13/01/2022;departed;;;14/03/2999;;;;\n",            /* to come */
        "F6;R1;Guinée;telephone;13/01/2022;closed;;;14/03/2022;;;20/06/2022;\n",    /* without a reason */
        "F7;R1;Guinée;telephone;13/01/2022;withdrawn;;;14/03/2022;;;20/06/2022;\n", /* who departed */
        "F8;R1;Guinée;telephone;13/01/2022;;20/02/2022;;;;;;\n",                    /* a day and no step */
        "F9;R1;Guinée;telephone;13/01/2022;screened;20/02/2022;;;;;;\n",            /* protection's alone */
    };
    for (size_t i = 0; i < COUNT(LINES); i++) {
        struct identifier run = checked_cases(supervisor, LINES[i]);
        if (run_of(run).bad != 1)
            fail_msg("%s", LINES[i]);
    }
    /* one open case, and one that ended before, may stand beside each other; two open ones may not */
    struct identifier run =
        checked_cases(supervisor, "G1;R2;Guinée;telephone;13/01/2022;preparing;20/02/2022;;;;;;\n"
                                  "G2;R2;Guinée;telephone;13/01/2020;closed;;;14/03/2020;;;20/06/2020;support_ended\n"
                                  "G3;R2;Guinée;telephone;13/01/2022;preparing;20/02/2022;;;;;;\n");
    store(supervisor, run, "whole=0");
    assert_int_equal(run_of(run).done, 2);
    /* somebody worked on it since: it stays, and is named */
    struct identifier file = origin_of(run, 2);
    void *row;
    assert_int_equal(record_get_unlimited(&mission->system, &return_case_record, file, &row), OK);
    assert_int_equal(db_execute(mission->db, SQL("t_moved", "UPDATE return_milestone SET version = 2"), NULL, 0, NULL),
                     OK);
    undo(supervisor, run);
    assert_int_equal(run_of(run).left_out, 1);
    assert_int_equal(record_get_unlimited(&mission->system, &return_case_record, file, &row), OK);
}

/* What was said and which papers there were comes with the cases, as they stand. */
static void test_what_hangs_on_a_case(void **state)
{
    (void)state;
    (void)stored_persons("Ref;Nom;Nationalité\nC1;CONSEIL;GIN\n");
    struct identifier cases =
        checked_cases(supervisor, "K1;C1;Guinée;telephone;13/01/2022;preparing;20/02/2022;;;;;;\n");
    store(supervisor, cases, "whole=1");
    assert_int_equal(run_of(cases).done, 1);
    struct identifier run = checked(
        supervisor, "counselling",
        "Ref;Dossier;Tenu le;Langue;Interprète;Où;Expliqué\n"
        "S1;K1;20/01/2022;fra;no;office;voluntary,withdrawal\n"
        "S2;K1;01/01/2022;fra;no;office;voluntary\n" /* before the request */
        "S3;K9;20/01/2022;fra;no;office;voluntary\n" /* of no case */
        "S4;K1;20/01/2022;fra;no;office;\n",
        "to.0=reference&to.1=case&to.2=held_on&order.2=1&to.3=language&to.4=interpreter&to.5=channel&to.6=explained");
    assert_int_equal(run_of(run).good, 1);
    assert_int_equal(run_of(run).bad, 3);
    store(supervisor, run, "whole=0");
    assert_int_equal(counted("SELECT COUNT(*) FROM return_counselling"), 1);
    undo(supervisor, run);
    assert_int_equal(counted("SELECT COUNT(*) FROM return_counselling"), 0);
    assert_int_equal(send_file(supervisor, "papers",
                               "Ref;Dossier;Pièce;Délivrée le;Valable jusqu'au\n"
                               "P1;K1;exit_authorisation;01/02/2022;01/08/2022\n"
                               "P2;K1;airline_form;01/02/2022;01/03/2022\n" /* it holds seven days */
                               "P3;K1;medical_report;01/02/2022;\n"),       /* without what the doctor found */
                     303);
    run = sent_run(supervisor);
    check(supervisor, run, "to.0=reference&to.1=case&to.2=kind&to.3=issued_on&order.3=1&to.4=valid_until&order.4=1");
    assert_int_equal(run_of(run).good, 1);
    store(supervisor, run, "whole=0");
    assert_int_equal(counted("SELECT COUNT(*) FROM travel_paper WHERE kind = 'exit_authorisation'"), 1);
    assert_int_equal(
        counted("SELECT COUNT(*) FROM return_milestone WHERE kind = 'exit_authorisation' AND state = 'settled'"), 1);
}

static void add_line(void)
{
    struct work work = fixture_work(mission, mission->arena, mission->users[ROLE_PROGRAMME_MANAGER]);
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    struct donor_grant *grant = record_new(mission->arena, &grant_record);
    grant->head.organisation = work.actor->organisation;
    grant->title = TEXT("Way home");
    grant->donor = TEXT("A donor");
    grant->amount = (struct money){100000, "NOK"};
    assert_int_equal(grant_open(&work, grant), OK);
    struct budget_line *line = record_new(mission->arena, &budget_line_record);
    line->donor_grant = grant->head.id;
    line->code = TEXT("R4");
    line->title = TEXT("Reintegration");
    line->amount = (struct money){100000, "NOK"};
    assert_int_equal(budget_line_open(&work, line), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
}

static void test_payments_from_before_touch_no_budget(void **state)
{
    (void)state;
    add_line();
    (void)stored_persons("Ref;Nom;Nationalité\nB1;PAYEUN;GIN\nB2;PAYEDEUX;GIN\n");
    struct identifier cases = checked_cases(
        supervisor, "H1;B1;Guinée;telephone;13/01/2022;in_delivery;;;14/03/2022;15/03/2022;01/04/2022;;\n");
    assert_int_equal(run_of(cases).bad, 1); /* the day of the step is not there */
    cases = checked_cases(supervisor, "H2;B1;Guinée;telephone;13/01/2022;planned;;;14/03/2022;15/03/2022;01/04/2022;;\n"
                                      "H3;B2;Guinée;telephone;13/01/2022;;;;;;;;\n");
    store(supervisor, cases, "whole=1");
    struct identifier run =
        checked(supervisor, "items",
                "Ref;Dossier;Aide;Comment;Montant;Ligne;Tranche;Payé le;Reçu;Preuve\n"
                "I1;H2;training;cash;5000 NOK;R4;1;10/04/2022;R-1;\n" /* far beyond the line */
                "I2;H2;housing;cash;100 NOK;R4;1;11/04/2022;R-2;20/05/2022\n"
                "I3;H2;housing;cash;100 NOK;R4;1;10/03/2022;R-3;\n"           /* before the arrival */
                "I4;H2;housing;cash;100 NOK;R4;1;10/04/2022;R-4;01/04/2022\n" /* proved before it was paid */
                "I5;H3;housing;cash;100 NOK;R4;1;10/04/2022;R-5;\n"           /* a case of this system */
                "I6;H2;housing;cash;100 NOK;R4;2;;;\n",
                "to.0=reference&to.1=case&to.2=category&to.3=modality&to.4=amount&to.5=budget_line&to.6=instalment&"
                "to.7=paid_on&order.7=1&to.8=receipt&to.9=justified_on&order.9=1");
    assert_int_equal(run_of(run).good, 3);
    assert_int_equal(run_of(run).bad, 3);
    int64_t transfers = counted("SELECT COUNT(*) FROM ledger_transfer");
    store(supervisor, run, "whole=0");
    assert_int_equal(run_of(run).done, 3);
    assert_int_equal(counted("SELECT COUNT(*) FROM ledger_transfer"), transfers);
    assert_int_equal(counted("SELECT COUNT(*) FROM return_item WHERE outside = 1 AND line_amount IS NULL"), 2);
    assert_int_equal(counted("SELECT COUNT(*) FROM return_item WHERE state = 'justified' AND outside = 1"), 1);
    assert_int_equal(counted("SELECT COUNT(*) FROM return_item WHERE state = 'proposed' AND outside IS NULL"), 1);
    undo(supervisor, run); /* they are in no books: they may go */
    assert_int_equal(counted("SELECT COUNT(*) FROM return_item"), 0);
}

static void test_somebody_known_is_shown(void **state)
{
    (void)state;
    int64_t before = persons();
    struct identifier run = checked(supervisor, "persons", "Nom;Prénom;Nationalité\nDOUBLON;Aminata;GIN\n",
                                    "to.0=family_name&to.1=given_names&to.2=nationality");
    store(supervisor, run, "whole=1");
    run = checked(supervisor, "persons", "Prénom;Nom;Nationalité\nAminata;Doublon;GIN\nIbrahima;Sarr;SEN\n",
                  "to.0=given_names&to.1=family_name&to.2=nationality");
    assert_int_equal(run_of(run).alike, 1); /* the other is somebody else */
    assert_int_equal(run_of(run).good, 1);
    store(supervisor, run, "whole=0&alike=0");
    assert_int_equal(persons(), before + 2);
}

/* ---- who may, and what nobody may see ---- */

static void test_rights(void **state)
{
    (void)state;
    assert_int_equal(send_file(supervisor, "persons", "Nom;Nationalité\nSECRETE;GIN\n"), 303);
    struct identifier run = sent_run(supervisor);
    assert_int_equal(loopback_get(caseworker, "/en/imports")->status, 403);
    assert_int_equal(loopback_get(second, path_of(run, ""))->status, 404);
    assert_int_equal(loopback_get(second, path_of(run, "/faults.csv"))->status, 404);
    assert_int_equal(loopback_post(second, path_of(run, "/undo"), "")->status, 404);
    assert_int_equal(loopback_get(second, "/en/imports")->status, 200);
    assert_false(loopback_shows(second, arena_string(mission->arena, run_of(run).number)));
    /* finance imports payments, and neither sees nor makes imports of persons */
    assert_int_equal(loopback_get(finance, "/en/imports/new")->status, 200);
    assert_true(loopback_shows(finance, "Payments made"));
    assert_false(loopback_shows(finance, "value=\"persons\""));
    assert_int_equal(loopback_get(finance, path_of(run, ""))->status, 404);
    assert_int_equal(send_file(finance, "persons", "Nom;Nationalité\nX;GIN\n"), 403);
}

static void test_files_that_are_refused(void **state)
{
    (void)state;
    assert_int_equal(send_file(supervisor, "persons", ""), 422);
    assert_int_equal(send_file(supervisor, "persons", "Nom;Nationalité\n"), 422);
    assert_true(loopback_shows(supervisor, "no line below them"));
    assert_int_equal(send_file(supervisor, "persons", "1;2\n3;4\n"), 422);
    assert_int_equal(send_file(supervisor, "persons", "Nom;Nationalité\n\"open;GIN\n"), 422);
    assert_true(loopback_shows(supervisor, "Line 2"));
    assert_int_equal(send_bytes(supervisor, "persons", TEXT("PK\x03\x04 no workbook")), 422);
    assert_int_equal(send_bytes(supervisor, "persons", TEXT("\xd0\xcf\x11\xe0 an old one")), 422);
    assert_int_equal(send_file(supervisor, "nothing", "Nom;Nationalité\nA;GIN\n"), 422);
    assert_int_equal(
        fixture_count(mission, SQL("t_open", "SELECT COUNT(*) FROM exchange_run WHERE state = 'opening'"), NULL, 0), 0);
}

/* Nothing that stands in the tables beside the persons can be read without the keys. */
static void test_lines_wait_sealed(void **state)
{
    struct rows rows;
    (void)state;
    assert_int_equal(send_file(supervisor, "persons", "Nom;Nationalité\nTRESSECRETE;GIN\n"), 303);
    assert_int_equal(db_query(mission->db,
                              SQL("t_parts", "SELECT content FROM exchange_part WHERE content IS NOT NULL"), NULL, 0,
                              mission->arena, &rows),
                     OK);
    assert_true(rows.count > 0);
    for (size_t i = 0; i < rows.count; i++)
        assert_true(text_find(cell_text(&rows, i, 0), TEXT("TRESSECRETE")) < 0);
}

/* ---- export ---- */

static void count_entry(void *context, const struct archive_entry *entry)
{
    size_t *count = context;
    *count += text_ends_with(entry->name, TEXT(".csv"));
}

static void test_export_of_everything(void **state)
{
    size_t all = 0;
    size_t of_manager = 0;
    struct loopback *manager = fixture_role(mission, ROLE_PROGRAMME_MANAGER);
    (void)state;
    assert_int_equal(loopback_get(supervisor, "/en/exports")->status, 200);
    const struct loopback_answer *answer = loopback_get(supervisor, "/en/exports/everything.zip");
    assert_int_equal(answer->status, 200);
    assert_int_equal(archive_index_read(answer->body, count_entry, &all), OK);
    assert_true(all > 5);
    assert_int_equal(loopback_header(supervisor, "Sha-256").length, 64);
    answer = loopback_get(manager, "/en/exports/everything.zip?hxl=1");
    assert_int_equal(answer->status, 200);
    assert_int_equal(archive_index_read(answer->body, count_entry, &of_manager), OK);
    assert_int_equal(loopback_get(caseworker, "/en/exports/everything.zip")->status, 403);
    assert_true(fixture_audited(mission, "export") >= (int64_t)(all + of_manager - 2));
    (void)loopback_close(manager);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file_becomes_persons),
        cmocka_unit_test(test_history_names_the_run),
        cmocka_unit_test(test_the_same_file_changes_nothing),
        cmocka_unit_test(test_the_mapping_is_remembered),
        cmocka_unit_test(test_undo_leaves_nothing),
        cmocka_unit_test(test_undo_keeps_what_was_changed),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_rows_are_changed_by_number),
        cmocka_unit_test(test_a_row_that_moved_on_is_not_changed),
        cmocka_unit_test(test_undo_of_a_change_that_was_changed),
        cmocka_unit_test(test_changes_that_are_refused),
        cmocka_unit_test(test_three_formats_in_one_column),
        cmocka_unit_test(test_cases_of_imported_persons),
        cmocka_unit_test(test_cases_come_as_they_stand),
        cmocka_unit_test(test_stages_that_are_refused),
        cmocka_unit_test(test_what_hangs_on_a_case),
        cmocka_unit_test(test_payments_from_before_touch_no_budget),
        cmocka_unit_test(test_somebody_known_is_shown),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_files_that_are_refused),
        cmocka_unit_test(test_lines_wait_sealed),
        cmocka_unit_test(test_export_of_everything),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
