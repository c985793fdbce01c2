/* Persons, as people use them through pages, and what must never be. */
#include "persons/tests/world.h"

#include <dirent.h>

#include "database/tests/place.h"
#include "system/clock.h"
#include "system/file.h"

/* ---- search ---- */

static void search_finds_by_every_way_of_writing(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Traoré", "Aminata", "تراوري", "+212 6 11 22 33 44", "1994-03-31");
    static const char *const TYPED[] = {"traore 1994",    "TRAORÉ aminata",    "aminata traor", "Aminata 1993",
                                        "تراورى 1994",    "traoré aminatta",   "0611223344",    "أميناتا تراوري",
                                        "06 11 22 33 44", "00212611223344",    "٠٦١١٢٢٣٣٤٤",    "traore 0611223344",
                                        "amin trao",      "aminata 31/03/1994"};
    static const char *const COMMON[] = {"Traoré", "Aminata", "تراورى", "Mohamed", "محمد"};
    for (size_t i = 0; i < COUNT(TYPED); i++) {
        assert_int_equal(search(caseworker, TYPED[i])->status, 200);
        if (!loopback_shows(caseworker, "Traoré Aminata"))
            fail_msg("not found by \"%s\"", TYPED[i]);
    }
    for (size_t i = 0; i < COUNT(COMMON); i++) { /* too many bear it: what helps is said */
        (void)search(caseworker, COMMON[i]);
        if (!loopback_shows(caseworker, "Very many people bear this name"))
            fail_msg("\"%s\" was looked for", COMMON[i]);
        assert_false(loopback_shows(caseworker, "Nobody was found"));
    }
    (void)search(caseworker, "Kouyaté Djeneba");
    assert_false(loopback_shows(caseworker, "Traoré Aminata"));
    assert_true(loopback_shows(caseworker, "Nobody was found"));
    (void)id;
}

static void a_number_leads_to_its_file_however_it_is_typed(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Barry", "Kadiatou", "", "0622000001", "1990-01-01");
    struct text number = number_of(id); /* PER-26-XXXXXXX-C */
    char *typed = arena_string(world->arena, number);
    for (char *at = typed; *at != '\0'; at++)
        *at = *at == '-'                 ? ' '
              : *at == 'O'               ? '0'
              : *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a')
              : *at == '0'               ? 'O'
                                         : *at;
    assert_int_equal(search(caseworker, typed)->status, 303);
    assert_true(text_ends_with(loopback_last(caseworker)->location, identifier_to_text(world->arena, id)));
    /* one character wrong: nobody else's file, and no new person from it */
    typed[9] = typed[9] == 'x' ? 'y' : 'x';
    assert_int_equal(search(caseworker, typed)->status, 200);
    assert_false(loopback_shows(caseworker, "Barry"));
    file_number = number_make(world->arena, TEXT("TST"), 2026, (const unsigned char *)"abcdefg");
    assert_int_equal(search(caseworker, arena_string(world->arena, file_number))->status, 303);
    assert_text(loopback_last(caseworker)->location, "/en/account");
}

static void other_offices_show_a_card_without_a_name(void **state)
{
    (void)state;
    struct office *others = fixture_other_organisation(world);
    struct identifier far = store_person(1, "Zoungrana", "Rasmata", "", "0633000001", "1988-02-02");
    struct identifier strange = store_person_of(others, "Zoungrana", "Boukary", "0633000002");
    (void)search(caseworker, "Zoungrana");
    assert_true(loopback_shows(caseworker, "There is a record in another office"));
    assert_true(loopback_shows(caseworker, "Second office"));
    assert_false(loopback_shows(caseworker, "Rasmata"));
    assert_false(loopback_shows(caseworker, "Boukary"));
    assert_false(loopback_shows(caseworker, "Office of others"));
    assert_int_equal(count_in(loopback_last(caseworker)->body, "result-masked"), 1);
    assert_false(loopback_shows(caseworker, arena_string(world->arena, number_of(far))));
    /* several of one office are one card, and half a name gives none */
    (void)store_person(1, "Zoungrana", "Alimata", "", "0633000003", "1989-02-02");
    (void)search(caseworker, "Zoungrana");
    assert_int_equal(count_in(loopback_last(caseworker)->body, "result-masked"), 1);
    /* a year is no question to ask about those of other offices */
    static const char *const YEARS[] = {"Zoungrana Rasmata 1988", "Zoungrana Rasmata 1960"};
    for (size_t i = 0; i < COUNT(YEARS); i++) {
        (void)search(caseworker, YEARS[i]);
        assert_int_equal(count_in(loopback_last(caseworker)->body, "result-masked"), 1);
    }
    (void)search(caseworker, "Zoungrana 1988");
    assert_int_equal(count_in(loopback_last(caseworker)->body, "result-masked"), 0);
    (void)search(caseworker, "Zoungrana Somebody");
    assert_int_equal(count_in(loopback_last(caseworker)->body, "result-masked"), 0);
    assert_int_equal(loopback_get(caseworker, person_url(far, ""))->status, 404);
    assert_int_equal(loopback_get(caseworker, person_url(strange, ""))->status, 404);
    struct loopback *supervisor = fixture_role(world, ROLE_SUPERVISOR);
    (void)search(supervisor, "Zoungrana");
    assert_true(loopback_shows(supervisor, "Rasmata"));
    assert_false(loopback_shows(supervisor, "Boukary"));
    supervisor = loopback_close(supervisor);
}

/* The best match first, of equals one's own office first, and no more at once than one reads. */
static void answers_come_in_the_order_in_which_one_reads(void **state)
{
    static const char *const OTHERS[] = {"Aissa", "Binta",  "Coumba", "Djenaba", "Eva",    "Fifi",
                                         "Gnima", "Hawaye", "Ines",   "Juma",    "Kankou", "Lalia"};
    (void)state;
    (void)store_person(0, "Sangareba", "Ownoffice", "", "", "1990-01-01");
    (void)store_person(1, "Sangareba", "Ownoffice", "", "", "1991-01-01");
    for (size_t i = 0; i < COUNT(OTHERS); i++)
        (void)store_person(i % 2, "Sangareba", OTHERS[i], "", "", "1992-01-01");
    struct loopback *supervisor = fixture_role(world, ROLE_SUPERVISOR);
    (void)search(supervisor, "Sangareba Ownoffice");
    assert_true(loopback_shows(supervisor, "14 answers"));
    struct text first = arena_text(world->arena, loopback_last(supervisor)->body);
    assert_int_equal(count_in(first, "<article class=\"result\">"), 10);
    ptrdiff_t own = text_find(first, TEXT("1990"));
    ptrdiff_t whole = text_find(first, TEXT("1991"));
    ptrdiff_t part = text_find(first, TEXT("1992"));
    assert_true(own > 0 && own < whole && whole < part);
    const struct parameter more[] = {{TEXT("query"), TEXT("Sangareba Ownoffice")},
                                     {TEXT("from"), arena_text(world->arena, loopback_hidden(supervisor, "from"))}};
    assert_int_equal(loopback_post_parameters(supervisor, "/en/search", more, COUNT(more))->status, 200);
    struct text second = loopback_last(supervisor)->body;
    assert_int_equal(count_in(second, "<article class=\"result\">"), 4);
    assert_true(text_find(second, TEXT("1990")) < 0);
    assert_text(loopback_hidden(supervisor, "from"), "");
    supervisor = loopback_close(supervisor);
}

/* Of many who are called just so, the first page does not open all; the next pages show the others, each of them once,
   and whose name is only alike is not lost behind them. */
static void pages_of_namesakes_show_everybody_once(void **state)
{
    enum { NAMESAKES = 40, PAGES = 3, A_PAGE = 10 };
    (void)state;
    for (size_t i = 0; i < NAMESAKES; i++)
        (void)store_person(i % 2, "Tchakountio", "Wembalou", "", "", "1990-01-01");
    (void)store_person(0, "Tchakuntio", "Wembalu", "", "", "1970-01-01");
    struct loopback *supervisor = fixture_role(world, ROLE_SUPERVISOR);
    struct text seen = TEXT_NONE;
    (void)search(supervisor, "Tchakountio Wembalou");
    assert_true(loopback_shows(supervisor, "The likeliest answers; there are more."));
    for (size_t page = 0; page < PAGES; page++) {
        struct text body = arena_text(world->arena, loopback_last(supervisor)->body);
        struct text rest = body;
        assert_int_equal(count_in(body, "<article class=\"result\">"), A_PAGE);
        for (size_t i = 0; i < A_PAGE; i++) {
            ptrdiff_t at = text_find(rest, TEXT("/en/persons/"));
            assert_true(at >= 0);
            rest = text_slice(rest, (size_t)at + sizeof "/en/persons/" - 1, rest.length);
            struct text id = text_slice(rest, 0, IDENTIFIER_TEXT);
            assert_true(text_find(seen, id) < 0);
            seen = arena_join(world->arena, seen, id);
        }
        const struct parameter more[] = {{TEXT("query"), TEXT("Tchakountio Wembalou")},
                                         {TEXT("from"), arena_text(world->arena, loopback_hidden(supervisor, "from"))}};
        if (page + 1 < PAGES)
            assert_int_equal(loopback_post_parameters(supervisor, "/en/search", more, COUNT(more))->status, 200);
    }
    assert_text(loopback_hidden(supervisor, "from"), "");
    (void)search(supervisor, "Tchakuntio Wembalu");
    ptrdiff_t own = text_find(loopback_last(supervisor)->body, TEXT("1970"));
    assert_true(own > 0 && own < text_find(loopback_last(supervisor)->body, TEXT("1990")));
    supervisor = loopback_close(supervisor);
}

static void a_search_is_audited_without_what_was_typed(void **state)
{
    (void)state;
    int64_t before = fixture_audited(world, "read");
    (void)search(caseworker, "Verysecretname");
    assert_int_equal(fixture_audited(world, "read"), before + 1);
    struct value bind[] = {value_text(TEXT("read"))};
    struct rows rows;
    assert_int_equal(db_query(world->db,
                              SQL("t_details", "SELECT details FROM audit_event WHERE action = $1 ORDER BY id DESC "
                                               "LIMIT 1"),
                              bind, 1, world->arena, &rows),
                     OK);
    assert_true(text_find(cell_text(&rows, 0, 0), TEXT("searched")) >= 0);
    assert_true(text_find(cell_text(&rows, 0, 0), TEXT("erysecret")) < 0);
}

/* ---- receiving ---- */

static void nobody_is_received_without_a_search(void **state)
{
    (void)state;
    int64_t before = fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0);
    assert_int_equal(loopback_get(caseworker, "/en/persons/new")->status, 303);
    assert_text(loopback_last(caseworker)->location, "/en/search");
    assert_int_equal(loopback_post(caseworker, "/en/persons", "family_name=X&nationality=GIN")->status, 303);
    assert_int_equal(loopback_post(caseworker, "/en/persons", "_proof=abcd&family_name=X&nationality=GIN")->status,
                     303);
    assert_int_equal(fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0), before);
    /* another user's proof is none */
    struct loopback *other = fixture_role(world, ROLE_RECEPTION);
    (void)search(other, "nobody at all");
    const struct parameter stolen[] = {{TEXT("_proof"), arena_text(world->arena, loopback_hidden(other, "_proof"))},
                                       {TEXT("family_name"), TEXT("Stolen")},
                                       {TEXT("nationality"), TEXT("GIN")}};
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", stolen, COUNT(stolen))->status, 303);
    assert_text(loopback_last(caseworker)->location, "/en/search");
    other = loopback_close(other);
}

static void what_was_typed_comes_along(void **state)
{
    (void)state;
    (void)search(caseworker, "Fanta DOUMBOUYA");
    struct text proof = arena_text(world->arena, loopback_hidden(caseworker, "_proof"));
    assert_true(text_find(proof, TEXT("DOUMBOUYA")) < 0);
    const struct parameter form[] = {{TEXT("_proof"), proof}};
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons/new", form, 1)->status, 200);
    assert_true(loopback_shows(caseworker, "name=\"family_name\""));
    assert_true(loopback_shows(caseworker, "value=\"DOUMBOUYA\""));
    assert_true(loopback_shows(caseworker, "value=\"Fanta\""));
    assert_false(loopback_shows(caseworker, "name=\"birth\"")); /* beyond the contact record */
    assert_false(loopback_shows(caseworker, "name=\"mother_name\""));
}

static struct parameter said_of(struct identifier person, const char *what)
{
    return (struct parameter){arena_join(world->arena, TEXT("said."), identifier_to_text(world->arena, person)),
                              text_from(what)};
}

/* Somebody known has this name and telephone: nothing is stored before it was said who is meant. */
static void a_near_twin_is_asked_about(void **state)
{
    (void)state;
    struct identifier near = store_person(0, "Bangoura", "Mabinty", "", "0655999901", "1991-01-01");
    struct identifier far = store_person(1, "Bangoura", "Mabinty", "", "0655999901", "1991-01-01");
    (void)search(caseworker, "Mabinty");
    struct parameter form[] = {{TEXT("_proof"), arena_text(world->arena, loopback_hidden(caseworker, "_proof"))},
                               {TEXT("_key"), TEXT("twin")},
                               {TEXT("family_name"), TEXT("Bangoura")},
                               {TEXT("given_names"), TEXT("Mabinty")},
                               {TEXT("nationality"), TEXT("GIN")},
                               {TEXT("telephone"), TEXT("06 55 99 99 01")},
                               {TEXT("none"), TEXT_NONE},
                               {TEXT("none"), TEXT_NONE}};
    int64_t before = fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0);
    int64_t audited = fixture_audited(world, "read");
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, 6)->status, 422);
    assert_true(loopback_shows(caseworker, "Is it one of these persons?"));
    assert_true(loopback_shows(caseworker, "Bangoura Mabinty"));
    assert_true(loopback_shows(caseworker, "Telephone – the same number"));
    assert_true(loopback_shows(caseworker, "06 55 99 99 01"));
    assert_true(loopback_shows(caseworker, "There is a record in another office"));
    assert_true(loopback_shows(caseworker, "value=\"Mabinty\"")); /* what was typed stays */
    assert_false(loopback_shows(caseworker, arena_string(world->arena, number_of(far))));
    assert_true(fixture_audited(world, "read") > audited); /* whose card was shown stands in the log */
    form[6] = said_of(near, "different");                  /* the other is not spoken of */
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, 7)->status, 422);
    form[7] = said_of(far, "same"); /* which nobody can say who cannot open it */
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, 8)->status, 422);
    assert_int_equal(fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0), before);
    form[7] = said_of(far, "undecided");
    assert_int_equal(pairs_said, 0);
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, 8)->status, 303);
    assert_true(text_find(loopback_last(caseworker)->location, TEXT("/consents/new")) > 0);
    assert_int_equal(pairs_said, 2);
    assert_int_equal(fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0), before + 1);
    /* once more: the same person, and her page opens */
    form[1].value = TEXT("twin again");
    form[6] = said_of(near, "same");
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, 8)->status, 303);
    assert_true(text_ends_with(loopback_last(caseworker)->location, identifier_to_text(world->arena, near)));
    assert_int_equal(fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0), before + 1);
}

static void an_old_search_is_done_again_and_nothing_is_lost(void **state)
{
    (void)state;
    struct identifier known = store_person(0, "Sylla", "Oumou", "", "0644000001", "1992-05-05");
    (void)search(caseworker, "somebody else");
    struct text proof = arena_text(world->arena, loopback_hidden(caseworker, "_proof"));
    clock_set(clock_now() + 31 * INT64_C(60) * MICROSECONDS);
    struct loopback *later = fixture_role(world, ROLE_CASEWORKER);
    const struct parameter form[] = {{TEXT("_proof"), proof},
                                     {TEXT("_key"), TEXT("k1")},
                                     {TEXT("family_name"), TEXT("Sylla")},
                                     {TEXT("given_names"), TEXT("Oumou")},
                                     {TEXT("nationality"), TEXT("GIN")}};
    assert_int_equal(loopback_post_parameters(later, "/en/persons", form, COUNT(form))->status, 422);
    assert_true(loopback_shows(later, "Found by searching again"));
    assert_true(loopback_shows(later, "value=\"Sylla\""));
    struct parameter again[COUNT(form) + 1];
    memcpy(again, form, sizeof form);
    again[0].value = arena_text(world->arena, loopback_hidden(later, "_proof"));
    again[COUNT(form)] = said_of(known, "different");
    assert_int_equal(loopback_post_parameters(later, "/en/persons", again, COUNT(again))->status, 303);
    later = loopback_close(later);
    clock_set(INSTANT_NONE);
}

static void a_form_sent_twice_makes_one_person(void **state)
{
    (void)state;
    (void)search(caseworker, "twice");
    const struct parameter form[] = {{TEXT("_proof"), arena_text(world->arena, loopback_hidden(caseworker, "_proof"))},
                                     {TEXT("_key"), TEXT("onlyonce")},
                                     {TEXT("family_name"), TEXT("Twice")},
                                     {TEXT("nationality"), TEXT("GIN")}};
    int64_t before = fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, COUNT(form))->status, 303);
    assert_int_equal(fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0), before + 1);
}

static void a_name_that_nobody_sees_is_none(void **state)
{
    static const char *const NAMES[] = {" ", "-", "\xe2\x80\x8d", "\xef\xbb\xbf", "\xc2\xa0", "\xcc\x81"};
    (void)state;
    (void)search(caseworker, "unseen");
    struct parameter form[] = {{TEXT("_proof"), arena_text(world->arena, loopback_hidden(caseworker, "_proof"))},
                               {TEXT("_key"), TEXT("unseen")},
                               {TEXT("family_name"), TEXT_NONE},
                               {TEXT("nationality"), TEXT("GIN")}};
    for (size_t i = 0; i < COUNT(NAMES); i++) {
        form[2].value = text_from(NAMES[i]);
        assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, COUNT(form))->status, 422);
    }
    form[2].value = text_from("\xe1\x8a\xa0\xe1\x89\xa0\xe1\x89\xa0"); /* a name in Ethiopic letters */
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, COUNT(form))->status, 303);
}

/* A name as long as a book, directions turned round, NUL, bytes that are no text: refused beside the field, and nobody
   is made of them. */
static void a_name_that_harms_is_refused(void **state)
{
    char long_name[10000];
    memset(long_name, 'a', sizeof long_name);
    const struct text names[] = {{long_name, sizeof long_name},
                                 TEXT("Traor\u202e\u00e9"),
                                 TEXT("\u2067Traor\u00e9\u2069"),
                                 TEXT("\u2068Traor\u00e9\u2069"),
                                 TEXT("Traor\0e"),
                                 TEXT("Traor\x01"),
                                 TEXT("Traor\xe9"),
                                 TEXT("Tra\xf0\x9f\x98"),
                                 TEXT("\xed\xa0\x80Traor"),
                                 TEXT("Traor\n\u00e9")};
    (void)state;
    (void)search(caseworker, "harmful");
    struct parameter form[] = {{TEXT("_proof"), arena_text(world->arena, loopback_hidden(caseworker, "_proof"))},
                               {TEXT("_key"), TEXT("harmful")},
                               {TEXT("family_name"), TEXT_NONE},
                               {TEXT("nationality"), TEXT("GIN")}};
    int64_t before = fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0);
    for (size_t i = 0; i < COUNT(names); i++) {
        form[2].value = names[i];
        int status = loopback_post_parameters(caseworker, "/en/persons", form, COUNT(form))->status;
        if (status != 422 && status != 400)
            fail_msg("name %zu: %d", i, status);
        if (status == 422)
            assert_true(loopback_shows(caseworker, "aria-invalid=\"true\""));
    }
    assert_int_equal(fixture_count(world, SQL("t_persons", "SELECT COUNT(*) FROM person"), NULL, 0), before);
}

/* Letters of several scripts in one name are what a paper says: kept as they are, and found by what is typed of them.
 */
static void a_name_in_two_scripts_is_kept_and_found(void **state)
{
    (void)state;
    (void)search(caseworker, "several scripts");
    const struct parameter form[] = {{TEXT("_proof"), arena_text(world->arena, loopback_hidden(caseworker, "_proof"))},
                                     {TEXT("_key"), TEXT("scripts")},
                                     {TEXT("family_name"), TEXT("Zaourdou \u0632\u0648\u0631\u062f\u0648")},
                                     {TEXT("given_names"), TEXT("\u0410wa")}, /* a Cyrillic A */
                                     {TEXT("nationality"), TEXT("GIN")}};
    assert_int_equal(loopback_post_parameters(caseworker, "/en/persons", form, COUNT(form))->status, 303);
    assert_int_equal(loopback_follow(caseworker)->status, 200);
    assert_true(loopback_shows(caseworker, "Zaourdou \u0632\u0648\u0631\u062f\u0648"));
    assert_true(loopback_shows(caseworker, "\u0410wa"));
    (void)search(caseworker, "zaourdou");
    assert_true(loopback_shows(caseworker, "Zaourdou \u0632\u0648\u0631\u062f\u0648"));
}

/* ---- consent ---- */

static struct loopback *save(struct loopback *client, struct identifier person, const char *name, const char *value)
{
    (void)loopback_get(client, person_url(person, "/edit"));
    const struct parameter form[] = {{TEXT("_version"), arena_text(world->arena, loopback_hidden(client, "_version"))},
                                     {TEXT("_key"), arena_text(world->arena, loopback_hidden(client, "_key"))},
                                     {text_from(name), text_from(value)}};
    (void)loopback_post_parameters(client, person_url(person, ""), form, COUNT(form));
    return client;
}

static struct person *stored(struct identifier id)
{
    void *row;
    assert_int_equal(record_get_unlimited(&world->system, &person_record, id, &row), OK);
    return row;
}

static void only_the_contact_record_before_consent(void **state)
{
    (void)state;
    struct identifier id = receive(caseworker, "Sow", "Ibrahima", "0655000001");
    assert_int_equal(loopback_get(caseworker, person_url(id, ""))->status, 200);
    assert_true(loopback_shows(caseworker, "Consent is missing"));
    assert_false(loopback_shows(caseworker, "/documents/new"));
    assert_int_equal(loopback_get(caseworker, person_url(id, "/edit"))->status, 200);
    assert_true(loopback_shows(caseworker, "has not consented to more"));
    assert_false(loopback_shows(caseworker, "name=\"birth\""));
    /* a field smuggled past the form is not taken */
    (void)save(caseworker, id, "mother_name", "Aissatou");
    assert_int_equal(stored(id)->mother_name.length, 0);
    struct work work = fixture_work(world, world->arena, world->users[ROLE_CASEWORKER]);
    struct person *row = record_new(world->arena, &person_record);
    *row = *stored(id);
    row->mother_name = TEXT("Aissatou");
    assert_int_equal(record_update(&work, &person_record, stored(id), row), INVALID);
    assert_string_equal(work.problems.first->code, "consent_missing");
    /* a document is more than contact */
    assert_int_equal(
        loopback_post(caseworker, person_url(id, "/documents"), "kind=passport&document_number=X1")->status, 422);
    assert_int_equal(consent(caseworker, id, "data", "spoken"), 303);
    (void)save(caseworker, id, "mother_name", "Aissatou");
    assert_text(stored(id)->mother_name, "Aissatou");
    assert_int_equal(
        loopback_post(caseworker, person_url(id, "/documents"), "kind=passport&document_number=X1")->status, 303);
    (void)loopback_get(caseworker, person_url(id, ""));
    assert_false(loopback_shows(caseworker, "Consent is missing"));
    assert_true(loopback_shows(caseworker, "X1"));
}

static void a_day_that_never_was_is_no_birthday(void **state)
{
    static const char *const DAYS[] = {"31/02/1990",  "29/02/2023", "2023-02-30", "00/00/2000", "32/01/1990", "13/1990",
                                       "01/01/99999", "-1/1/1990",  "1e3",        "31/12/2999", "1590-01-01"};
    (void)state;
    struct identifier id = receive(caseworker, "Barro", "Issa", "0655000009");
    assert_int_equal(consent(caseworker, id, "data", "spoken"), 303);
    (void)save(caseworker, id, "birth", "17/05/1990");
    assert_int_equal(loopback_last(caseworker)->status, 303);
    int32_t born = stored(id)->birth.date;
    for (size_t i = 0; i < COUNT(DAYS); i++) {
        (void)save(caseworker, id, "birth", DAYS[i]);
        if (loopback_last(caseworker)->status != 422)
            fail_msg("%s: %d", DAYS[i], loopback_last(caseworker)->status);
        if (!loopback_shows(caseworker, DAYS[i]))
            fail_msg("%s is lost", DAYS[i]);
        assert_int_equal(stored(id)->birth.date, born);
    }
}

static void withdrawal_stops_what_rested_on_consent(void **state)
{
    (void)state;
    struct identifier id = receive(caseworker, "Camara", "Sékou", "0655000002");
    assert_int_equal(consent(caseworker, id, "data", "spoken"), 303);
    withdrawals = 0;
    (void)loopback_get(caseworker, person_url(id, ""));
    struct text page = loopback_last(caseworker)->body;
    ptrdiff_t at = text_find(page, TEXT("/en/person-consents/"));
    assert_true(at > 0);
    const char *path = arena_string(world->arena, text_slice(page, (size_t)at, (size_t)at + 20 + IDENTIFIER_TEXT + 9));
    assert_int_equal(loopback_get(caseworker, path)->status, 200);
    assert_true(loopback_shows(caseworker, "is withdrawn at once"));
    const struct parameter form[] = {{TEXT("_version"), TEXT("1")},
                                     {TEXT("_key"), TEXT("w1")},
                                     {TEXT("withdrawn_on"), today_text()},
                                     {TEXT("withdrawal_reason"), TEXT("Found work in Agadir")}};
    assert_int_equal(loopback_post_parameters(caseworker, path, form, COUNT(form))->status, 303);
    assert_int_equal(loopback_post_parameters(caseworker, path, form, COUNT(form))->status, 303); /* sent twice */
    assert_int_equal(withdrawals, 1);
    (void)loopback_get(caseworker, person_url(id, ""));
    assert_true(loopback_shows(caseworker, "Consent is missing"));
    assert_true(loopback_shows(caseworker, "Found work in Agadir"));
}

/* ---- family ---- */

static enum outcome relate(struct work *work, struct identifier person, struct identifier other, const char *kind)
{
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    struct person_relation *relation = record_new(work->arena, &person_relation_record);
    const struct person *about = stored(person);
    relation->head.person = person;
    relation->head.organisation = about->head.organisation;
    relation->head.office = about->head.office;
    relation->other = other;
    relation->kind = text_from(kind);
    enum outcome outcome = db_transaction_begin(world->db, true, &transaction);
    if (outcome == OK)
        outcome = record_insert(work, &person_relation_record, relation);
    return outcome == OK ? db_transaction_commit(&transaction) : outcome;
}

static void nobody_is_their_own_guardian_nor_each_others(void **state)
{
    (void)state;
    struct identifier child = store_person(0, "Keita", "Awa", "", "0666000001", "2015-06-01");
    struct identifier aunt = store_person(0, "Keita", "Binta", "", "0666000002", "1980-06-01");
    struct work work = fixture_work(world, world->arena, world->users[ROLE_CASEWORKER]);
    assert_int_equal(relate(&work, child, child, "guardian"), INVALID);
    assert_string_equal(work.problems.first->code, "relation_to_self");
    work.problems = problems_open(world->arena);
    /* consent by a guardian needs one */
    assert_int_equal(consent(caseworker, child, "assistance", "guardian"), 422);
    assert_true(loopback_shows(caseworker, "No guardian is recorded"));
    assert_int_equal(relate(&work, child, aunt, "guardian"), OK);
    assert_int_equal(consent(caseworker, child, "assistance", "guardian"), 303);
    assert_int_equal(relate(&work, aunt, child, "guardian"), INVALID);
    assert_string_equal(work.problems.first->code, "guardians_of_each_other");
    /* one row, seen from both sides */
    (void)loopback_get(caseworker, person_url(child, ""));
    assert_true(loopback_shows(caseworker, "Guardian"));
    assert_true(loopback_shows(caseworker, "Keita Binta"));
    (void)loopback_get(caseworker, person_url(aunt, ""));
    assert_true(loopback_shows(caseworker, "Child in her or his care"));
    assert_true(loopback_shows(caseworker, "Keita Awa"));
}

static void households_count_who_is_in_them(void **state)
{
    (void)state;
    struct identifier mother = store_person(0, "Bah", "Mariam", "", "0666000003", "1985-01-01");
    struct identifier girl = store_person(0, "Bah", "Salimata", "", "0666000004", "2016-01-01");
    struct identifier household;
    struct household_counts counts;
    (void)loopback_get(caseworker, person_url(mother, ""));
    assert_int_equal(loopback_post(caseworker, person_url(mother, "/household"), "")->status, 303);
    const char *place = arena_string(world->arena, loopback_last(caseworker)->location);
    assert_int_equal(text_to_identifier(text_slice(text_from(place), 15, 15 + IDENTIFIER_TEXT), &household), OK);
    assert_int_equal(loopback_get(caseworker, place)->status, 200);
    const struct parameter number[] = {{TEXT("number"), number_of(girl)}};
    assert_int_equal(
        loopback_post_parameters(caseworker, arena_format(world->arena, "%s/members", place).at, number, 1)->status,
        303);
    assert_int_equal(loopback_follow(caseworker)->status, 200);
    struct text id = identifier_to_text(world->arena, household);
    const struct parameter form[] = {{TEXT("_key"), TEXT("m1")},
                                     {TEXT("household"), id},
                                     {TEXT("relation"), TEXT("child")},
                                     {TEXT("travelling"), TEXT("no")}};
    assert_int_equal(loopback_post_parameters(caseworker, person_url(girl, "/household-members"), form, 4)->status,
                     303);
    struct parameter again[4];
    memcpy(again, form, sizeof form);
    again[0].value = TEXT("m2");
    assert_int_equal(loopback_post_parameters(caseworker, person_url(girl, "/household-members"), again, 4)->status,
                     422);
    int32_t today = zone_date(world->application.zone, clock_now());
    assert_int_equal(household_count(&world->system, household, false, today, &counts), OK);
    assert_int_equal(counts.women, 1);
    assert_int_equal(counts.girls, 1);
    assert_int_equal(counts.total, 2);
    assert_int_equal(household_count(&world->system, household, true, today, &counts), OK);
    assert_int_equal(counts.girls, 0);
    assert_int_equal(counts.total, 1);
    assert_int_equal(loopback_get(caseworker, place)->status, 200);
    assert_true(loopback_shows(caseworker, "Bah Salimata"));
}

/* ---- what a role may not read is absent ---- */

static void finance_sees_the_name_and_no_more(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Konaté", "Djeneba", "", "0677000001", "1991-01-01");
    struct loopback *finance = fixture_role(world, ROLE_FINANCE_PREPARER);
    assert_int_equal(loopback_get(finance, person_url(id, ""))->status, 200);
    static const char *const SEEN[] = {"Konaté"};
    static const char *const ABSENT[] = {
        "0677000001",           "Telephone",  "Date of birth", "Mother", "Identity documents", "Consents",
        "Family and guardians", "Add a file", "/edit",         "/erase"};
    for (size_t i = 0; i < COUNT(SEEN); i++)
        assert_true(loopback_shows(finance, SEEN[i]));
    for (size_t i = 0; i < COUNT(ABSENT); i++)
        if (loopback_shows(finance, ABSENT[i]))
            fail_msg("finance sees \"%s\"", ABSENT[i]);
    assert_int_equal(loopback_get(finance, "/en/search")->status, 403);
    assert_int_equal(loopback_get(finance, person_url(id, "/edit"))->status, 403);
    assert_int_equal(loopback_get(finance, person_url(id, "/copy"))->status, 403);
    assert_int_equal(loopback_get(finance, "/en/persons.csv")->status, 403);
    finance = loopback_close(finance);
}

static void the_copy_holds_all_and_is_audited(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Dembélé", "Assétou", "", "0677000002", "1991-02-03");
    struct loopback *officer = fixture_role(world, ROLE_DATA_PROTECTION);
    int64_t before = fixture_audited(world, "export");
    assert_int_equal(loopback_get(officer, person_url(id, "/copy"))->status, 200);
    static const char *const HELD[] = {"Dembélé", "Assétou", "0677000002", "Mariama Condé", "Signed"};
    for (size_t i = 0; i < COUNT(HELD); i++)
        assert_true(loopback_shows(officer, HELD[i]));
    assert_int_equal(fixture_audited(world, "export"), before + 1);
    assert_int_equal(loopback_get(caseworker, person_url(id, "/copy"))->status, 403);
    officer = loopback_close(officer);
}

/* ---- erasure ---- */

static void erased_is_erased(void **state)
{
    (void)state;
    struct identifier id = store_person(0, "Fofana", "Mahawa", "فوفانا", "0688000001", "1993-04-04");
    struct loopback *officer = fixture_role(world, ROLE_DATA_PROTECTION);
    const char *path = person_url(id, "/erase");
    assert_int_equal(loopback_get(caseworker, path)->status, 403);
    case_is_open = true;
    assert_int_equal(loopback_get(officer, path)->status, 200);
    assert_true(loopback_shows(officer, "A case is open."));
    const char *first = "reason=person_asked";
    assert_int_equal(loopback_post(officer, path, first)->status, 409);
    case_is_open = false;
    assert_int_equal(loopback_get(officer, path)->status, 200);
    assert_int_equal(loopback_post(officer, path, "reason=because")->status, 422);
    assert_int_equal(loopback_post(officer, path, first)->status, 200); /* asked again */
    assert_int_equal(loopback_post(officer, path, "reason=person_asked&number=PER-26-0000000-0")->status, 422);
    assert_text(stored(id)->family_name, "Fofana");
    const struct parameter form[] = {{TEXT("reason"), TEXT("person_asked")}, {TEXT("number"), number_of(id)}};
    assert_int_equal(loopback_post_parameters(officer, path, form, 2)->status, 303);
    assert_int_equal(loopback_follow(officer)->status, 200);
    assert_true(loopback_shows(officer, "The person asked for it"));
    struct text officer_name;
    void *organisation;
    struct work work = fixture_work(world, world->system.arena, world->users[ROLE_DATA_PROTECTION]);
    assert_int_equal(record_titles(&work, &colleague_record, &work.actor->user, 1, &officer_name), OK);
    assert_true(loopback_shows(officer, arena_string(work.arena, officer_name))); /* by whom: no number of a row */
    assert_int_equal(
        record_get_unlimited(&world->system, &organisation_record, stored(id)->head.organisation, &organisation), OK);
    struct text given_by = organisation_record.title(&work, organisation);
    assert_true(given_by.length > 0);
    assert_true(loopback_shows(officer, arena_string(work.arena, given_by)));
    assert_int_equal(loopback_post_parameters(officer, path, form, 2)->status, 303); /* sent twice */
    assert_int_equal(fixture_audited(world, "erase"), 1);
    assert_int_equal(stored(id)->family_name.length, 0);
    assert_int_equal(rows_of(SQL("t_wraps", "SELECT COUNT(*) FROM data_key WHERE person = $1"), id), 0);
    assert_int_equal(rows_of(SQL("t_search", "SELECT COUNT(*) FROM person_key WHERE person = $1"), id), 0);
    assert_true(rows_of(SQL("t_history", "SELECT COUNT(*) FROM history WHERE person = $1"), id) > 0);
    static const char *const GONE[] = {"Fofana", "Mahawa", "فوفانا", "0688000001"};
    struct loopback *clients[] = {officer, caseworker};
    static const char *const PAGES[] = {"", "/history", "/certificate"};
    for (size_t c = 0; c < COUNT(clients); c++)
        for (size_t p = 0; p < COUNT(PAGES); p++) {
            assert_int_equal(loopback_get(clients[c], person_url(id, PAGES[p]))->status, 200);
            for (size_t i = 0; i < COUNT(GONE); i++)
                assert_false(loopback_shows(clients[c], GONE[i]));
        }
    (void)loopback_get(caseworker, person_url(id, ""));
    assert_true(loopback_shows(caseworker, "were destroyed on"));
    (void)search(caseworker, "0688000001");
    assert_true(loopback_shows(caseworker, "Nobody was found"));
    officer = loopback_close(officer);
}

/* ---- what lies on the disk ---- */

static const char *const SECRETS[] = {"Ouattara",      "Nafissatou", "واتارا",     "0699887766",
                                      "699887766",     "ouattara",   "nafissatou", "1987-08-19",
                                      "Mariama Condé", "نفيساتو",    "وتارا",      "NFST "};

static void look_in(const char *path, size_t *files)
{
    DIR *entries = opendir(path);
    assert_non_null(entries);
    for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        struct text bytes;
        const char *file = arena_format(world->arena, "%s/%s", path, entry->d_name).at;
        if (entry->d_name[0] == '.')
            continue;
        if (entry->d_type == DT_DIR) {
            look_in(file, files);
            continue;
        }
        assert_int_equal(file_read(world->arena, file, 256 << 20, &bytes), OK);
        *files += bytes.length > 0;
        for (size_t i = 0; i < COUNT(SECRETS); i++)
            if (text_find(bytes, text_from(SECRETS[i])) >= 0)
                fail_msg("%s holds \"%s\"", file, SECRETS[i]);
    }
    (void)closedir(entries);
}

static void no_name_lies_readable_on_the_disk(void **state)
{
    (void)state;
    size_t files = 0;
    struct identifier id = store_person(0, "Ouattara", "Nafissatou", "واتارا", "0699887766", "1987-08-19");
    (void)search(caseworker, "Nafissatou Ouattara");
    assert_true(loopback_shows(caseworker, "Ouattara Nafissatou"));
    (void)loopback_get(caseworker, person_url(id, ""));
    (void)save(caseworker, id, "given_names_arabic", "نفيساتو");
    (void)search(caseworker, "نفيساتو وتارا");
    (void)save(caseworker, id, "other_names", "Ouattara la grande");
    assert_text(stored(id)->other_names, "Ouattara la grande");
    look_in(world->directory, &files);
    assert_true(files >= (place_is_shared() ? 1 : 2)); /* the keys; the database and its log, at least */
    for (size_t i = 0; i < COUNT(SECRETS); i++)
        if (place_holds(world->database, SECRETS[i]))
            fail_msg("the database holds \"%s\"", SECRETS[i]);
    assert_true(place_holds(world->database, "First office")); /* the look is a real one */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(search_finds_by_every_way_of_writing),
        cmocka_unit_test(a_number_leads_to_its_file_however_it_is_typed),
        cmocka_unit_test(other_offices_show_a_card_without_a_name),
        cmocka_unit_test(answers_come_in_the_order_in_which_one_reads),
        cmocka_unit_test(pages_of_namesakes_show_everybody_once),
        cmocka_unit_test(a_search_is_audited_without_what_was_typed),
        cmocka_unit_test(nobody_is_received_without_a_search),
        cmocka_unit_test(what_was_typed_comes_along),
        cmocka_unit_test(a_near_twin_is_asked_about),
        cmocka_unit_test(an_old_search_is_done_again_and_nothing_is_lost),
        cmocka_unit_test(a_form_sent_twice_makes_one_person),
        cmocka_unit_test(a_name_that_nobody_sees_is_none),
        cmocka_unit_test(a_name_that_harms_is_refused),
        cmocka_unit_test(a_name_in_two_scripts_is_kept_and_found),
        cmocka_unit_test(a_day_that_never_was_is_no_birthday),
        cmocka_unit_test(only_the_contact_record_before_consent),
        cmocka_unit_test(withdrawal_stops_what_rested_on_consent),
        cmocka_unit_test(nobody_is_their_own_guardian_nor_each_others),
        cmocka_unit_test(households_count_who_is_in_them),
        cmocka_unit_test(finance_sees_the_name_and_no_more),
        cmocka_unit_test(the_copy_holds_all_and_is_audited),
        cmocka_unit_test(erased_is_erased),
        cmocka_unit_test(no_name_lies_readable_on_the_disk),
    };
    return cmocka_run_group_tests_name("persons", tests, world_open, world_close);
}
