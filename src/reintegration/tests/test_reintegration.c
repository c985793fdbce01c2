/* Reintegration: versions of assessments, quotes and their rule, deliveries, the two instalments, entitlements and the
   second signature, the waiting list, what each role sees of it. */
#include "reintegration/tests/reintegrating.h"

static const struct flow *const FLOWS[] = {&assessment_flow, &excess_flow,   &waiting_flow,  &quote_flow,
                                           &delivery_flow,   &training_flow, &business_flow, &proof_flow,
                                           &order_flow,      &project_flow,  &share_flow};

static void test_tables_are_sound(void **state)
{
    struct text readme;
    (void)state;
    assert_int_equal(file_read(mission->arena,
                               arena_format(mission->arena, "%s/src/reintegration/README.md", getenv("TEST_TREE")).at,
                               1 << 20, &readme),
                     OK);
    for (size_t i = 0; i < COUNT(FLOWS); i++) {
        struct text drawing = flow_drawing(mission->arena, FLOWS[i]);
        assert_int_equal(flow_check(FLOWS[i]), OK);
        if (getenv("SANAD_DRAW") != NULL)
            (void)printf("```dot\n%.*s```\n\n", TEXT_ARG(drawing));
        else if (text_find(readme, drawing) < 0)
            fail_msg("the drawing of %s in README.md is not that of its table", FLOWS[i]->name);
    }
}

/* ---- assessments ---- */

#define FOUND "\nassessor=Fatou\nskills=Sews.\nwishes=A shop.\nneeds=A machine.\nrisks=Debts.\nproject=Tailor."

static void test_no_version_overwrites_another(void **state)
{
    (void)state;
    struct return_case *file = case_at("DIALLO", "preparing");
    const char *today = day(mission->today);
    const char *values = arena_format(mission->arena, "side=host\nassessed_on=%s" FOUND, today).at;
    struct identifier first = add(caseworker, &assessment_record, file, values);
    assert_int_equal(guarded_write(mission, caseworker, &assessment_record, first, "needs="), OK);
    REFUSED("assessment_incomplete", caseworker, &assessment_flow, first, "submit", "");
    assert_int_equal(guarded_write(mission, caseworker, &assessment_record, first, "needs=A machine."), OK);
    /* one who hands in does not approve */
    TAKEN(supervisor, &assessment_flow, first, "submit", "");
    assert_int_equal(open_tasks(first, "reintegration.approve"), 1);
    REFUSED("own_assessment", supervisor, &assessment_flow, first, "approve", "");
    assert_int_equal(guarded_step(mission, caseworker, &assessment_flow, first, "approve", "", NULL), FORBIDDEN);
    TAKEN(other_supervisor, &assessment_flow, first, "approve", "");
    assert_int_equal(open_tasks(first, "reintegration.approve"), 0);
    assert_int_equal(guarded_write(mission, caseworker, &assessment_record, first, "needs=Two."), INVALID);
    /* before the arrival there is nothing to find in the country of origin */
    values = arena_format(mission->arena, "side=origin\nassessed_on=%s" FOUND, today).at;
    assert_int_equal(try_add(caseworker, &assessment_record, file, values), INVALID);
    mission_bring(mission, file, "arrived");
    struct identifier second = add(caseworker, &assessment_record, file, values);
    const struct reintegration_assessment *one = mission_row(mission, &assessment_record, first);
    const struct reintegration_assessment *two = mission_row(mission, &assessment_record, second);
    assert_int_equal(one->edition, 1);
    assert_int_equal(two->edition, 2);
    assert_text(one->needs, "A machine.");
    assert_text(one->head.state, "approved");
    /* a new version begins with what the last one says */
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    struct reintegration_assessment *third = record_new(mission->arena, &assessment_record);
    third->return_case = file->head.id;
    third->head.person = file->head.person;
    assert_int_equal(assessment_begin(&work, third), OK);
    assert_text(third->project, "Tailor.");
    assert_int_equal(third->assessor.length, 0);
}

static void test_a_plan_is_due_a_calendar_month_after_the_arrival(void **state)
{
    static const struct {
        struct calendar_day arrived, due;
    } DAYS[] = {{{2026, 1, 31}, {2026, 2, 28}}, {{2028, 1, 30}, {2028, 2, 29}}, {{2026, 4, 15}, {2026, 5, 15}}};
    struct return_case blank = {.arrived_on = DATE_NONE};
    (void)state;
    assert_int_equal(plan_deadline(&blank), DATE_NONE);
    for (size_t i = 0; i < COUNT(DAYS); i++) {
        struct return_case file = {.arrived_on = date_from_day(DAYS[i].arrived)};
        assert_int_equal(plan_deadline(&file), date_from_day(DAYS[i].due));
    }
    struct return_case *file = case_at("SYLLA", "arrived");
    struct value bind[] = {value_id(file->head.id)};
    assert_int_equal(stored(file)->plan_due_on, date_add_months(mission->today, 1));
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_due", "SELECT due FROM task WHERE subject = $1 AND done_at IS NULL"), bind,
                                   1),
                     date_add_months(mission->today, 1));
}

/* ---- quotes ---- */

static struct identifier add_quote(const struct return_case *file, const struct return_item *item,
                                   struct identifier supplier, int price)
{
    return add(caseworker, &quote_record, file,
               arena_format(mission->arena, "item=%s\nsupplier=%s\namount=%d NOK\nreceived_on=%s",
                            id_text(item->head.id), id_text(supplier), price, day(mission->today))
                   .at);
}

static void end_rule(const struct record *record, struct identifier id)
{
    assert_int_equal(guarded_write(mission, manager, record, id,
                                   arena_format(mission->arena, "from_on=%s\nuntil_on=%s", day(mission->today - 9),
                                                day(mission->today - 1))
                                       .at),
                     OK);
}

static void test_quotes_are_chosen_and_approved(void **state)
{
    (void)state;
    struct return_case *file = case_at("BARRY", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 500000);
    struct identifier a = add_supplier("A");
    struct identifier b = add_supplier("B");
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    assert_int_equal(gate_says(&item_flow, item->head.id, "prepare", "quote_missing"), -1); /* no rate to the default */
    struct identifier rule =
        add_rule(&quote_rule_record,
                 arena_format(mission->arena, "above=1000 NOK\nquotes=2\nfrom_on=%s\nsource=A test.\nverified=no",
                              day(mission->today - 9))
                     .at);
    REFUSED("quote_missing", mission->fixture->users[ROLE_FINANCE_PREPARER], &item_flow, item->head.id, "prepare", "");
    struct identifier dear = add_quote(file, item, a, 4800);
    REFUSED("quotes_missing", caseworker, &quote_flow, dear, "choose", "");
    (void)add_quote(file, item, a, 4700); /* of one supplier they count once */
    REFUSED("quotes_missing", caseworker, &quote_flow, dear, "choose", "");
    struct identifier cheap = add_quote(file, item, b, 4500);
    REFUSED("choice_reason_missing", caseworker, &quote_flow, dear, "choose", "");
    TAKEN(supervisor, &quote_flow, dear, "choose", "choice_reason=Delivers to the village.");
    REFUSED("quote_taken", caseworker, &quote_flow, cheap, "choose", "");
    REFUSED("own_choice", supervisor, &quote_flow, dear, "approve", "");
    assert_int_equal(guarded_write(mission, caseworker, &quote_record, dear, "amount=1 NOK"), INVALID);
    assert_int_equal(gate_says(&item_flow, item->head.id, "prepare", "quote_missing"), 0);
    TAKEN(other_supervisor, &quote_flow, dear, "approve", "");
    assert_int_equal(gate_says(&item_flow, item->head.id, "prepare", "quote_missing"), 1);
    end_rule(&quote_rule_record, rule);
}

static void test_an_excluded_supplier_gets_no_order(void **state)
{
    (void)state;
    struct return_case *file = case_at("CAMARA", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 500000);
    struct identifier a = add_supplier("C");
    struct identifier quote = add_quote(file, item, a, 4800);
    struct identifier other = add_quote(file, item, a, 4900);
    TAKEN(supervisor, &quote_flow, quote, "choose", "");
    assert_int_equal(guarded_write(mission, manager, &supplier_record, a, "status=blacklisted"), INVALID);
    const char *excluded =
        arena_format(mission->arena, "status=blacklisted\nstatus_from=%s\nstatus_reason=Fraud.", day(mission->today))
            .at;
    assert_int_equal(guarded_write(mission, manager, &supplier_record, a, excluded), OK);
    REFUSED("supplier_excluded", other_supervisor, &quote_flow, quote, "approve", "");
    REFUSED("supplier_excluded", caseworker, &quote_flow, other, "choose", "");
    assert_int_equal(try_add(caseworker, &quote_record, file,
                             arena_format(mission->arena, "item=%s\nsupplier=%s\namount=10 NOK\nreceived_on=%s",
                                          id_text(item->head.id), id_text(a), day(mission->today))
                                 .at),
                     INVALID);
    /* a suspension has an end */
    struct reintegration_supplier row = {.status = TEXT("suspended"), .status_from = 100, .status_until = 110};
    assert_true(supplier_usable(&row, 99));
    assert_false(supplier_usable(&row, 100));
    assert_false(supplier_usable(&row, 110));
    assert_true(supplier_usable(&row, 111));
    row.status_until = DATE_NONE;
    assert_false(supplier_usable(&row, 10000));
}

/* Without a rule of the mission's own the program's is asked, where it can be compared. */
static void test_the_default_is_no_rule_of_the_mission(void **state)
{
    struct work work = mission_work(mission, ROLE_FINANCE_PREPARER);
    struct quote_need need;
    (void)state;
    struct return_case *file = case_at("KEITA", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 2000000); /* 20,000 NOK */
    assert_int_equal(quotes_needed(&work, item, &need), OK);
    assert_int_equal(need.quotes, 0);
    struct exchange_rate rate = {.from = "NOK",
                                 .to = "MAD",
                                 .valid_from = mission->today - 1,
                                 .rate_millionths = 900000,
                                 .source = TEXT("A test")};
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(exchange_record(&work, &rate), OK);
    assert_int_equal(quotes_needed(&work, item, &need), OK); /* 18,000 MAD */
    assert_int_equal(need.quotes, QUOTE_DEFAULT_COUNT);
    assert_true(need.by_default);
    assert_false(need.verified);
    item->amount.minor = 1000000;
    assert_int_equal(quotes_needed(&work, item, &need), OK);
    assert_int_equal(need.quotes, 0);
    item->amount.minor = 2000000;
    item->modality = TEXT("cash");
    assert_int_equal(quotes_needed(&work, item, &need), OK);
    assert_int_equal(need.quotes, 0);
}

/* ---- deliveries ---- */

static void test_no_more_is_delivered_than_was_ordered(void **state)
{
    (void)state;
    struct return_case *file = case_at("CONDE", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 100000);
    struct identifier first = add(caseworker, &delivery_record, file, delivery_of(item, 600, "none"));
    assert_int_equal(try_add(caseworker, &delivery_record, file, delivery_of(item, 401, "signed")), INVALID);
    struct identifier second = add(caseworker, &delivery_record, file, delivery_of(item, 400, "signed"));
    REFUSED("receipt_missing", caseworker, &delivery_flow, first, "accept", "");
    TAKEN(caseworker, &delivery_flow, second, "accept", "");
    assert_int_equal(guarded_write(mission, caseworker, &delivery_record, second, "recipient=X"), INVALID);
    TAKEN(caseworker, &delivery_flow, first, "defect", "");
    TAKEN(caseworker, &delivery_flow, first, "return", "");
    (void)add(caseworker, &delivery_record, file, delivery_of(item, 600, "signed")); /* what came back counts no more */
    struct return_case *other = case_at("SOW", "arrived");
    assert_int_equal(try_add(caseworker, &delivery_record, other, delivery_of(item, 1, "signed")), INVALID);
}

static void test_a_photograph_tells_not_where_it_was_taken(void **state)
{
    (void)state;
    struct return_case *file = case_at("TOURE", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 100000);
    struct identifier delivery = add(caseworker, &delivery_record, file, delivery_of(item, 100, "signed"));
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    const struct attachment_new photo = {.record = TEXT("reintegration_delivery"),
                                         .subject = delivery,
                                         .kind = TEXT("photo"),
                                         .file_name = TEXT("IMG_1.jpg"),
                                         .bytes = TEXT(JPEG_PHOTO),
                                         .largest = 1 << 20};
    struct identifier id;
    struct attachment attachment;
    struct key key;
    struct text bytes;
    work.hand_over = store_here;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(attachment_add(&work, &photo, &id), OK);
    assert_int_equal(attachment_open(&work, id, &attachment, &key), OK);
    assert_int_equal(attachment_chunk(work.db, mission->arena, &key, &attachment, 0, &bytes), OK);
    assert_true(text_find(bytes, TEXT("GPS")) < 0);
    assert_true(text_find(bytes, TEXT("\xff\xc0")) > 0);
    assert_int_equal((int64_t)bytes.length, attachment.size);
}

/* ---- the two instalments ---- */

static void test_the_second_instalment_waits_for_six_months_and_a_proof(void **state)
{
    (void)state;
    struct return_case *file = case_at("BAH", "arrived");
    struct return_item *first = mission_item(mission, file, 1, 1000);
    struct return_item *second = mission_item(mission, file, 2, 1000);
    int32_t half_a_year = date_add_months(mission->today, -6);
    while (date_add_months(half_a_year, 6) > mission->today)
        half_a_year--;
    set_arrived(file, half_a_year);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    assert_int_equal(gate_says(&item_flow, first->head.id, "prepare", "proof_missing"), -1);
    REFUSED("proof_missing", mission->fixture->users[ROLE_FINANCE_PREPARER], &item_flow, second->head.id, "prepare",
            "");
    const char *seen = arena_format(mission->arena, "item=%s\nseen_on=%s\nmeans=visit\nfinding=Open.",
                                    id_text(second->head.id), day(mission->today))
                           .at;
    assert_int_equal(try_add(caseworker, &proof_record, file,
                             arena_format(mission->arena, "item=%s\nseen_on=%s\nmeans=visit\nfinding=Open.",
                                          id_text(first->head.id), day(mission->today))
                                 .at),
                     INVALID);
    struct identifier proof = add(supervisor, &proof_record, file, seen);
    assert_int_equal(open_tasks(proof, "reintegration.approve"), 1);
    REFUSED("own_proof", supervisor, &proof_flow, proof, "accept", "");
    assert_int_equal(gate_says(&item_flow, second->head.id, "prepare", "proof_missing"), 0);
    TAKEN(other_supervisor, &proof_flow, proof, "refuse", "");
    assert_int_equal(gate_says(&item_flow, second->head.id, "prepare", "proof_missing"), 0);
    proof = add(caseworker, &proof_record, file, seen);
    TAKEN(supervisor, &proof_flow, proof, "accept", "");
    assert_int_equal(gate_says(&item_flow, second->head.id, "prepare", "proof_missing"), 1);
    assert_int_equal(gate_says(&item_flow, second->head.id, "prepare", "six_months_not_over"), 1);
    set_arrived(file, half_a_year + 40); /* the proof alone is not enough */
    REFUSED("six_months_not_over", mission->fixture->users[ROLE_FINANCE_PREPARER], &item_flow, second->head.id,
            "prepare", "");
    set_arrived(file, half_a_year);
    TAKEN(mission->fixture->users[ROLE_FINANCE_PREPARER], &item_flow, second->head.id, "prepare", "");
}

/* ---- entitlements ---- */

static struct identifier entitle(const char *more, int amount)
{
    return add_rule(&entitlement_record,
                    arena_format(mission->arena, "%s\namount=%d NOK\nfrom_on=%s\nsource=A test.\nverified=no", more,
                                 amount, day(mission->today - 9))
                        .at);
}

/* What a donor's report counts of today, or of a day before it. */
static int64_t second_signatures(struct identifier grant, int32_t days_ago)
{
    struct work work = mission->fixture->system;
    int64_t count = -1;
    const struct programme_query query = {.from = mission->today - days_ago,
                                          .to = mission->today - days_ago,
                                          .age_group = -1,
                                          .organisation = mission->fixture->organisation->head.id,
                                          .grant = grant};
    assert_int_equal(reintegration_second_signatures(&work, &query, &count), OK);
    return count;
}

static void test_nobody_gets_more_than_their_due_without_two_signatures(void **state)
{
    struct entitled *lines;
    size_t count;
    (void)state;
    struct return_case *file = case_at("TRAORE", "arrived");
    struct identifier general = entitle("profile=any", 500);
    struct identifier of_guinea = entitle("profile=any\ncountry=GIN", 2000);
    struct identifier of_senegal = entitle("profile=any\ncountry=SEN", 1);
    struct identifier of_minors = entitle("profile=minor\ncountry=GIN", 2);
    (void)mission_item(mission, file, 1, 150000);
    (void)mission_item(mission, file, 1, 100000);
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    assert_int_equal(case_entitlements(&work, stored(file), &lines, &count), OK);
    assert_int_equal(count, 1); /* the most particular that applies */
    assert_true(identifier_equal(lines[0].rule, of_guinea));
    assert_int_equal(lines[0].planned.minor, 250000);
    assert_int_equal(lines[0].over.minor, 50000);
    assert_false(lines[0].verified);
    REFUSED("entitlement_exceeded", caseworker, &return_flow, file->head.id, "agree_plan",
            arena_format(mission->arena, "plan_agreed_on=%s", day(mission->today)).at);
    const char *asked = "amount=500 NOK\nreason=health\nexplanation=Needs a wheelchair.";
    struct identifier excess = add(supervisor, &excess_record, file, asked);
    assert_int_equal(open_tasks(excess, "excess.sign"), 1);
    REFUSED("own_request", supervisor, &excess_flow, excess, "sign", "");
    assert_int_equal(guarded_step(mission, caseworker, &excess_flow, excess, "sign", "", NULL), FORBIDDEN);
    assert_int_equal(gate_says(&return_flow, file->head.id, "agree_plan", "entitlement_exceeded"), 0);
    TAKEN(manager, &excess_flow, excess, "sign", "");
    assert_int_equal(guarded_write(mission, supervisor, &excess_record, excess, "amount=9000 NOK"), INVALID);
    assert_int_equal(mission_step(mission, ROLE_CASEWORKER, &return_flow, file->head.id, "agree_plan"), OK);
    /* what is added later is asked alone, with what is committed */
    struct return_item *later = mission_item(mission, file, 1, 1);
    assert_int_equal(gate_says(&item_flow, later->head.id, "commit", "entitlement_exceeded"), 0);
    assert_int_equal(case_entitlements(&work, stored(file), &lines, &count), OK);
    assert_int_equal(lines[0].committed.minor, 250000);
    assert_int_equal(lines[0].excess.minor, 50000);
    assert_int_equal(lines[0].over.minor, 1);
    assert_int_equal(second_signatures(mission->grant->head.id, 0), 1);
    assert_int_equal(second_signatures((struct identifier){{0}}, 0), 1);
    assert_int_equal(second_signatures(file->head.id, 0), 0); /* no grant of that name */
    assert_int_equal(second_signatures((struct identifier){{0}}, 1), 0);
    TAKEN(supervisor, &excess_flow, add(supervisor, &excess_record, file, asked), "refuse", "");
    assert_int_equal(second_signatures((struct identifier){{0}}, 0), 1); /* what was refused is none */
    end_rule(&entitlement_record, general);
    end_rule(&entitlement_record, of_guinea);
    end_rule(&entitlement_record, of_senegal);
    end_rule(&entitlement_record, of_minors);
    assert_int_equal(case_entitlements(&work, stored(file), &lines, &count), OK);
    assert_int_equal(count, 0);
}

/* ---- the waiting list ---- */

static int64_t propose(void)
{
    int64_t proposed = -1;
    struct work work = mission->fixture->system;
    AUTO_TRANSACTION struct db_transaction transaction = {0};
    assert_int_equal(db_transaction_begin(work.db, true, &transaction), OK);
    assert_int_equal(waiting_propose(&work, &proposed), OK);
    assert_int_equal(db_transaction_commit(&transaction), OK);
    return proposed;
}

static void test_who_waits_is_told_when_a_line_has_money(void **state)
{
    (void)state;
    struct return_case *low = case_at("DIOP", "arrived");
    struct return_case *high = case_at("FALL", "arrived");
    /* a line with money stands there: nobody has to wait */
    assert_int_equal(try_add(caseworker, &waiting_record, low, "priority=low\nwanted=1000 NOK"), INVALID);
    struct identifier elsewhere = entitle(
        arena_format(mission->arena, "profile=any\ncountry=SEN\nbudget_line=%s", id_text(mission->line->head.id)).at,
        9000);
    struct identifier second = add(caseworker, &waiting_record, low, "priority=low\nwanted=300000 NOK");
    struct identifier first = add(caseworker, &waiting_record, high, "priority=high\nwanted=300000 NOK");
    assert_int_equal(try_add(caseworker, &waiting_record, low, "priority=low\nwanted=300000 NOK"), INVALID);
    assert_int_equal(propose(), 0);
    /* now the line pays for Guinea too: it holds one of the two, the more urgent */
    struct identifier here = entitle(
        arena_format(mission->arena, "profile=any\ncountry=GIN\nbudget_line=%s", id_text(mission->line->head.id)).at,
        900000);
    assert_int_equal(propose(), 1);
    assert_text(mission_state(mission, &waiting_flow, first), "proposed");
    assert_text(mission_state(mission, &waiting_flow, second), "waiting");
    assert_int_equal(open_tasks(first, "waiting.decide"), 1);
    assert_int_equal(propose(), 0); /* what is proposed is as good as spent */
    assert_int_equal(guarded_step(mission, caseworker, &waiting_flow, first, "place", "", NULL), FORBIDDEN);
    TAKEN(manager, &waiting_flow, first, "pass", "");
    assert_int_equal(open_tasks(first, "waiting.decide"), 0);
    assert_int_equal(propose(), 1);
    TAKEN(manager, &waiting_flow, first, "place", "");
    assert_int_equal(open_tasks(first, "reintegration.write"), 1);
    TAKEN(caseworker, &waiting_flow, first, "plan", "");
    /* who withdraws from the programme waits no more */
    assert_int_equal(mission_step(mission, ROLE_SUPERVISOR, &return_flow, low->head.id, "close_early"), OK);
    assert_text(mission_state(mission, &waiting_flow, second), "left");
    end_rule(&entitlement_record, elsewhere);
    end_rule(&entitlement_record, here);
}

static void test_lines_that_fit(void **state)
{
    struct identifier one = identifier_new();
    struct identifier two = identifier_new();
    const struct fit_rule rules[] = {{one, TEXT("GIN"), TEXT("any")}, {{{0}}, TEXT("SEN"), TEXT("any")}};
    (void)state;
    assert_true(line_fits(rules, 1, one, TEXT("GIN"), TEXT("adult")));
    assert_false(line_fits(rules, 1, one, TEXT("SEN"), TEXT("adult")));
    assert_false(line_fits(rules, 1, two, TEXT("GIN"), TEXT("adult"))); /* lines are named: this one is not */
    assert_true(line_fits(rules + 1, 1, two, TEXT("GIN"), TEXT("adult")));
    assert_int_equal(waiting_rank(TEXT("high")), 0);
    assert_int_equal(waiting_rank(TEXT("low")), 2);
    assert_int_equal(waiting_rank(TEXT_NONE), 3);
}

/* ---- who sees what ---- */

static void test_a_session_is_counted_and_its_notes_are_not_read(void **state)
{
    struct field_set readable;
    void *row;
    (void)state;
    struct return_case *file = case_at("KANE", "arrived");
    struct identifier id =
        add(officer, &session_record, file,
            arena_format(mission->arena, "held_on=%s\nkind=individual\nminutes=50\nproblems=fear\nnote=Cinabrine",
                         day(mission->today))
                .at);
    struct work work = mission_work(mission, ROLE_CASEWORKER);
    assert_int_equal(record_peek(&work, &session_record, id, &row, &readable), OK);
    const struct reintegration_session *session = row;
    assert_int_equal(session->minutes, 50);
    assert_int_equal(session->note.length, 0);
    assert_int_equal(session->problems.length, 0);
    work = mission_work(mission, ROLE_PROTECTION);
    assert_int_equal(record_peek(&work, &session_record, id, &row, &readable), OK);
    assert_text(((const struct reintegration_session *)row)->note, "Cinabrine");
    /* nor through a page, a list or the history */
    static const char *const PATHS[][2] = {{"/fr/psychosocial-sessions/", ""},
                                           {"/fr/psychosocial-sessions/", "/history"},
                                           {"/fr/psychosocial-sessions/", "/edit"},
                                           {"/fr/psychosocial-sessions", NULL},
                                           {"/fr/return-cases/", "/reintegration"}};
    struct loopback *browser = fixture_role(mission->fixture, ROLE_CASEWORKER);
    for (size_t i = 0; i < COUNT(PATHS); i++) {
        struct text path = arena_format(mission->arena, "%s%s%s", PATHS[i][0],
                                        PATHS[i][1] == NULL ? "" : id_text(i == 4 ? file->head.id : id),
                                        PATHS[i][1] == NULL ? "" : PATHS[i][1]);
        if (loopback_get(browser, path.at)->status != 200)
            fail_msg("%s leads to %.*s", path.at, TEXT_ARG(loopback_last(browser)->location));
        assert_false(loopback_shows(browser, "Cinabrine"));
    }
    (void)loopback_close(browser);
}

static void test_pages_of_each_role(void **state)
{
    (void)state;
    struct return_case *file = case_at("SACKO", "arrived");
    struct return_item *item = mission_item(mission, file, 1, 100000);
    const char *path = arena_format(mission->arena, "/fr/return-cases/%s/reintegration", id_text(file->head.id)).at;
    struct loopback *browser = fixture_role(mission->fixture, ROLE_CASEWORKER);
    assert_int_equal(loopback_get(browser, path)->status, 200);
    assert_true(loopback_shows(browser, "SACKO"));
    /* a form with the item that its button named; what is wrong stands beside its field and nothing is lost */
    const char *form = arena_format(mission->arena, "/fr/return-cases/%s/deliveries/new?item=%s",
                                    id_text(file->head.id), id_text(item->head.id))
                           .at;
    assert_int_equal(loopback_get(browser, form)->status, 200);
    struct text key = loopback_hidden(browser, "_key");
    const char *typed = arena_format(mission->arena,
                                     "_key=%.*s&item=%s&delivered_on=&what=Tissu&value=10&value_currency=NOK&"
                                     "complete=yes&recipient=Awa&signature=signed",
                                     TEXT_ARG(key), id_text(item->head.id))
                            .at;
    const char *action = arena_format(mission->arena, "/fr/return-cases/%s/deliveries/new", id_text(file->head.id)).at;
    assert_int_equal(loopback_post(browser, action, typed)->status, 422);
    assert_true(loopback_shows(browser, "Tissu"));
    typed = arena_format(mission->arena,
                         "_key=%.*s&item=%s&delivered_on=%s&what=Tissu&value=10&value_currency=NOK&complete=yes&"
                         "recipient=Awa&signature=signed",
                         TEXT_ARG(loopback_hidden(browser, "_key")), id_text(item->head.id), day(mission->today))
                .at;
    assert_int_equal(loopback_post(browser, action, typed)->status, 303);
    assert_int_equal(loopback_post(browser, action, typed)->status, 303); /* sent twice, stored once */
    assert_int_equal(fixture_count(mission->fixture,
                                   SQL("t_deliveries", "SELECT COUNT(*) FROM reintegration_delivery WHERE item = $1"),
                                   (struct value[]){value_id(item->head.id)}, 1),
                     1);
    (void)loopback_close(browser);
    browser = fixture_role(mission->fixture, ROLE_PROGRAMME_MANAGER); /* without names */
    assert_int_equal(loopback_get(browser, path)->status, 200);
    assert_false(loopback_shows(browser, "SACKO"));
    assert_int_equal(loopback_get(browser, "/fr/waiting-list")->status, 200);
    assert_int_equal(loopback_get(browser, "/fr/second-signatures")->status, 200);
    (void)loopback_close(browser);
    browser = fixture_role(mission->fixture, ROLE_RECEPTION);
    assert_true(loopback_get(browser, path)->status >= 403);
    (void)loopback_close(browser);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_sound),
        cmocka_unit_test(test_no_version_overwrites_another),
        cmocka_unit_test(test_a_plan_is_due_a_calendar_month_after_the_arrival),
        cmocka_unit_test(test_quotes_are_chosen_and_approved),
        cmocka_unit_test(test_an_excluded_supplier_gets_no_order),
        cmocka_unit_test(test_the_default_is_no_rule_of_the_mission),
        cmocka_unit_test(test_no_more_is_delivered_than_was_ordered),
        cmocka_unit_test(test_a_photograph_tells_not_where_it_was_taken),
        cmocka_unit_test(test_the_second_instalment_waits_for_six_months_and_a_proof),
        cmocka_unit_test(test_nobody_gets_more_than_their_due_without_two_signatures),
        cmocka_unit_test(test_who_waits_is_told_when_a_line_has_money),
        cmocka_unit_test(test_lines_that_fit),
        cmocka_unit_test(test_a_session_is_counted_and_its_notes_are_not_read),
        cmocka_unit_test(test_pages_of_each_role),
    };
    return cmocka_run_group_tests(tests, open_mission, close_mission);
}
