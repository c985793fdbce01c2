/* The regularisation of Morocco: every clause of the profile on both sides of each limit, and for what is not known. */
#include <stdio.h>
#include <stdlib.h>

#include "rules/tests/sample.h"

static const struct golden {
    const char *file, *day, *rule, *facts;
    enum rule_value value;
} CASES[] = {
#define OP14 "regularisation_2014_1", "2014-03-03"
#define JULY "regularisation_2014_1", "2014-07-28"
#define OP17 "regularisation_2017_1", "2017-03-03"
#define OP18 "regularisation_2017_2", "2018-04-02"
#define FILED "filed_on=2014-03-03&"
#define FILED17 "filed_on=2017-03-03&"
    {OP14, "filed_in_time", "filed_on=2014-01-02", RULE_YES},
    {OP14, "filed_in_time", "filed_on=2014-01-01", RULE_NO},
    {OP14, "filed_in_time", "filed_on=2014-12-31", RULE_YES},
    {OP14, "filed_in_time", "filed_on=2015-01-01", RULE_NO},
    {OP14, "filed_in_time", "", RULE_UNKNOWN},
    {OP14, "filed_in_time", "filed_on=-", RULE_NO},
    /* A: two years to the day, with the same person */
    {OP14, "spouse_of_moroccan", FILED "spouse.nationality=MAR&spouse.life_together=2012-03-03..", RULE_YES},
    {OP14, "spouse_of_moroccan", FILED "spouse.nationality=MAR&spouse.life_together=2012-03-04..; complete", RULE_NO},
    {OP14, "spouse_of_moroccan", FILED "spouse.nationality=MAR&spouse.life_together=2012-03-04..", RULE_UNKNOWN},
    {OP14, "spouse_of_moroccan", FILED "spouse.nationality=MAR&spouse.life_together=2010-01-01..2014-03-02; complete",
     RULE_NO},
    {OP14, "spouse_of_moroccan",
     FILED "spouse.nationality=MAR&spouse.life_together=2010-01-01..2014-03-02; not 2014-03-03..2014-03-03", RULE_NO},
    {OP14, "spouse_of_moroccan", FILED "spouse.nationality=SEN&spouse.life_together=2009-03-03..", RULE_NO},
    {OP14, "spouse_of_moroccan", FILED "spouse.nationality=-&spouse.life_together=2009-03-03..", RULE_NO},
    {OP14, "spouse_of_moroccan", FILED "spouse.life_together=2009-03-03..", RULE_UNKNOWN},
    {OP14, "spouse_of_moroccan", FILED "spouse.nationality=MAR", RULE_UNKNOWN},
    {OP14, "spouse_of_moroccan", FILED, RULE_UNKNOWN},
    {OP14, "spouse_of_moroccan", FILED "spouse=-", RULE_NO},
    {OP14, "spouse_of_moroccan", "spouse.nationality=MAR&spouse.life_together=2009-03-03..", RULE_UNKNOWN},
    /* two spouses: what is asked is asked of one and the same */
    {OP14, "spouse_of_moroccan",
     FILED "spouse.nationality=MAR|SEN&spouse.life_together=2013-03-04..; complete|2005-01-01..", RULE_NO},
    {OP14, "spouse_of_moroccan",
     FILED "spouse.nationality=SEN|MAR&spouse.life_together=2013-03-04..; complete|2005-01-01..", RULE_YES},
    /* B: four years */
    {OP14, "spouse_of_resident", FILED "spouse.residence=regular&spouse.life_together=2010-03-03..", RULE_YES},
    {OP14, "spouse_of_resident", FILED "spouse.residence=regular&spouse.life_together=2010-03-04..; complete", RULE_NO},
    {OP14, "spouse_of_resident", FILED "spouse.residence=irregular&spouse.life_together=2001-01-01..", RULE_NO},
    {OP14, "spouse_of_resident", FILED "spouse.life_together=2001-01-01..", RULE_UNKNOWN},
    {OP14, "spouse_of_resident", FILED "spouse=-", RULE_NO},
    /* C */
    {OP14, "child", "parent.accepted_as=spouse_of_moroccan", RULE_YES},
    {OP14, "child", "parent.accepted_as=spouse_of_resident", RULE_YES},
    {OP14, "child", "parent.accepted_as=other", RULE_NO},
    {OP14, "child", "parent.accepted_as=-", RULE_NO},
    {OP14, "child", "parent.accepted_as=other|spouse_of_moroccan", RULE_YES},
    {OP14, "child", "", RULE_UNKNOWN},
    {OP14, "child", "parent=-", RULE_NO},
    /* D: 2012-03-03 to 2014-03-03 is 730 days */
    {OP14, "worker", FILED "contract_effective=yes&contract=2012-03-04..2014-03-03", RULE_YES},
    {OP14, "worker", FILED "contract_effective=yes&contract=2012-03-05..2014-03-03; complete", RULE_NO},
    {OP14, "worker", FILED "contract_effective=yes&contract=2012-03-05..2014-03-03", RULE_UNKNOWN},
    {OP14, "worker", FILED "contract_effective=yes&contract=2010-01-01..2010-12-31; 2012-06-01..2013-05-31",
     RULE_YES}, /* two contracts */
    {OP14, "worker", FILED "contract_effective=yes&contract=2013-09-01..2017-08-31; complete", RULE_NO},
    {OP14, "worker", FILED "contract_effective=no&contract=2009-01-01..", RULE_NO},
    {OP14, "worker", FILED "contract=2009-01-01..", RULE_UNKNOWN},
    {OP14, "worker", FILED "contract=-", RULE_NO},
    {OP14, "worker", FILED "contract_effective=yes", RULE_UNKNOWN},
    /* E: five years, with gaps of thirty days at most */
    {OP14, "long_residence", FILED "residence=2009-03-03..", RULE_YES},
    {OP14, "long_residence", FILED "residence=2009-03-04..; complete", RULE_NO},
    {OP14, "long_residence", FILED "residence=2009-03-04..", RULE_UNKNOWN},
    {OP14, "long_residence", FILED "residence=2008-01-01..2011-06-30; 2011-07-31..", RULE_YES},
    {OP14, "long_residence", FILED "residence=2008-01-01..2011-06-30; 2011-08-01..", RULE_UNKNOWN},
    {OP14, "long_residence", FILED "residence=2008-01-01..2011-06-30; 2011-08-01..; complete", RULE_NO},
    {OP14, "long_residence", FILED "residence=2008-01-01..2011-06-30; 2011-08-01..; not 2011-07-01..2011-07-31",
     RULE_NO},
    {OP14, "long_residence", FILED "residence=2008-01-01..2014-02-01", RULE_YES}, /* the last proof is a month old */
    {OP14, "long_residence", FILED "residence=2008-01-01..2014-01-31", RULE_UNKNOWN},
    {OP14, "long_residence", FILED "residence=2014-03-04..; complete", RULE_NO}, /* evidence of later days */
    {OP14, "long_residence", FILED "residence=-", RULE_NO},
    {OP14, "long_residence", FILED, RULE_UNKNOWN},
    /* F */
    {OP14, "illness", "serious_illness=yes&residence=2013-12-31..", RULE_YES},
    {OP14, "illness", "serious_illness=yes&residence=2014-01-01..; complete", RULE_NO},
    {OP14, "illness", "serious_illness=yes&residence=2014-01-01..", RULE_UNKNOWN},
    {OP14, "illness", "serious_illness=yes&residence=not ..2013-12-31; 2014-01-01..", RULE_NO},
    {OP14, "illness", "serious_illness=no&residence=2009-01-01..", RULE_NO},
    {OP14, "illness", "residence=2009-01-01..", RULE_UNKNOWN},
    {OP14, "refugee", "refugee=yes", RULE_YES},
    {OP14, "refugee", "refugee=no", RULE_NO},
    {OP14, "refugee", "", RULE_UNKNOWN},
    /* July 2014 */
    {JULY, "woman", FILED "sex=F", RULE_YES},
    {JULY, "woman", FILED "sex=M", RULE_NO},
    {JULY, "woman", FILED, RULE_UNKNOWN},
    {JULY, "family_of_woman", "spouse.sex=F&spouse.filed=yes", RULE_YES},
    {JULY, "family_of_woman", "spouse.sex=F&spouse.filed=no&parent=-", RULE_NO},
    {JULY, "family_of_woman", "spouse=-&parent.sex=M|F&parent.filed=yes|no", RULE_NO},
    {JULY, "family_of_woman", "spouse=-&parent.sex=M|F&parent.filed=no|yes", RULE_YES},
    {JULY, "family_of_woman", "spouse=-", RULE_UNKNOWN},
    {JULY, "association_leader", "association_leader=yes", RULE_YES},
    {JULY, "association_leader", "association_leader=no", RULE_NO},
    {JULY, "association_leader", "", RULE_UNKNOWN},
    /* the file, and what cannot be */
    {OP14, "common_file", "has_application=yes&has_identity=yes&has_entry_or_stay=yes", RULE_YES},
    {OP14, "common_file", "has_application=yes&has_identity=no&has_entry_or_stay=yes", RULE_NO},
    {OP14, "common_file", "has_application=yes&has_identity=yes", RULE_UNKNOWN},
    {OP14, "life_together_after_birth", "born_on=1990-05-05&spouse.life_together=1990-05-04..", RULE_NO},
    {OP14, "life_together_after_birth", "born_on=1990-05-05&spouse.life_together=2010-05-05..; complete", RULE_YES},
    {OP14, "life_together_after_birth", "born_on=1990-05-05", RULE_UNKNOWN},
    {OP14, "residence_after_birth", "born_on=1990-05-05&residence=1990-05-04..", RULE_NO},
    {OP14, "residence_after_birth", "born_on=1990-05-05&residence=1990-05-05..; complete", RULE_YES},
    {OP14, "residence_after_birth", "residence=1990-05-05..", RULE_UNKNOWN},
    /* the second operation */
    {OP17, "filed_in_time", "filed_on=2016-12-14", RULE_NO},
    {OP17, "filed_in_time", "filed_on=2016-12-15", RULE_YES},
    {OP17, "filed_in_time", "filed_on=2017-12-31", RULE_YES},
    {OP17, "filed_in_time", "filed_on=2018-01-01", RULE_NO},
    {OP17, "spouse_of_moroccan", FILED17 "spouse.nationality=MAR&spouse.life_together=2015-03-03..", RULE_YES},
    {OP17, "spouse_of_moroccan", FILED17 "spouse.nationality=MAR&spouse.life_together=2015-03-04..; complete", RULE_NO},
    {OP17, "spouse_of_resident", FILED17 "spouse.residence=regular&spouse.life_together=2013-03-03..", RULE_YES},
    {OP17, "spouse_of_resident", FILED17 "spouse.residence=regular&spouse.life_together=2013-03-04..; complete",
     RULE_NO},
    {OP17, "child", "parent.accepted_as=spouse_of_moroccan", RULE_YES},
    {OP17, "child", "parent.accepted_as=other", RULE_NO},
    {OP17, "worker", FILED17 "contract_effective=yes&contract=2015-03-03..2017-03-03", RULE_YES},
    {OP17, "worker", FILED17 "contract_effective=yes&contract=2015-03-05..2017-03-03; complete", RULE_NO},
    {OP17, "long_residence", FILED17 "residence=2012-03-03..", RULE_YES},
    {OP17, "long_residence", FILED17 "residence=2012-03-04..; complete", RULE_NO},
    {OP17, "illness", "serious_illness=yes&residence=2013-12-31..", RULE_YES},
    {OP17, "illness", "serious_illness=yes&residence=2014-01-01..; complete", RULE_NO},
    {OP17, "illness", "serious_illness=yes", RULE_UNKNOWN},
    /* 27 March 2018 */
    {OP18, "woman_or_child", "sex=F", RULE_YES},
    {OP18, "woman_or_child", "sex=M&parent=-", RULE_NO},
    {OP18, "woman_or_child", "sex=M&parent.sex=F&parent.filed=yes", RULE_YES},
    {OP18, "woman_or_child", "sex=M&parent.sex=F&parent.filed=no", RULE_NO},
    {OP18, "woman_or_child", "sex=M", RULE_UNKNOWN},
    {OP18, "unaccompanied_minor", "age=17&unaccompanied=yes", RULE_YES},
    {OP18, "unaccompanied_minor", "age=18&unaccompanied=yes", RULE_NO},
    {OP18, "unaccompanied_minor", "age=17&unaccompanied=no", RULE_NO},
    {OP18, "unaccompanied_minor", "age=17", RULE_UNKNOWN},
    {OP18, "unaccompanied_minor", "unaccompanied=yes", RULE_UNKNOWN},
    {OP18, "activity_without_contract", "professional_activity=yes", RULE_YES},
    {OP18, "activity_without_contract", "professional_activity=no", RULE_NO},
    {OP18, "activity_without_contract", "", RULE_UNKNOWN},
    {OP18, "spouse", "spouse.nationality=MAR", RULE_YES},
    {OP18, "spouse", "spouse.nationality=SEN&spouse.residence=regular", RULE_YES},
    {OP18, "spouse", "spouse.nationality=SEN&spouse.residence=irregular", RULE_NO},
    {OP18, "spouse", "spouse.nationality=SEN", RULE_UNKNOWN},
    {OP18, "spouse", "spouse=-", RULE_NO},
    {OP18, "schooled", "schooling=lower_secondary", RULE_YES},
    {OP18, "schooled", "schooling=higher", RULE_YES},
    {OP18, "schooled", "schooling=primary", RULE_NO},
    {OP18, "schooled", "schooling=-", RULE_NO},
    {OP18, "schooled", "", RULE_UNKNOWN},
    {OP18, "spouse_of_moroccan", FILED17 "spouse.nationality=MAR&spouse.life_together=2015-03-03..", RULE_YES},
    {OP18, "spouse_of_resident", FILED17 "spouse.residence=regular&spouse.life_together=2013-03-03..", RULE_YES},
    {OP18, "child", "parent.accepted_as=other", RULE_NO},
    {OP18, "worker", FILED17 "contract_effective=yes&contract=2015-03-05..2017-03-03; complete", RULE_NO},
    {OP18, "long_residence", FILED17 "residence=2012-03-04..; complete", RULE_NO},
    {OP18, "illness", "serious_illness=yes&residence=2014-01-01..; complete", RULE_NO},
    {OP18, "filed_in_time", "filed_on=2017-12-31", RULE_YES},
};

static const struct rule_set *load(struct arena *arena, const char *name)
{
    const struct rule_set *set;
    struct rules_fault fault = {0};
    const char *path = arena_format(arena, "%s/rules/%s.rules", getenv("TEST_PROFILE"), name).at;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s cannot be read", path);
    char *bytes = arena_bytes(arena, RULES_TEXT_MOST);
    struct text text = {bytes, fread(bytes, 1, RULES_TEXT_MOST, file)};
    assert_int_equal(fclose(file), 0);
    if (rules_read(arena, text, &set, &fault) != OK)
        fail_msg("%s:%zu:%zu: %s (%.*s)", path, fault.line, fault.column, fault.message, TEXT_ARG(fault.found));
    return set;
}

static void every_clause_on_both_sides(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(CASES); i++) {
        const struct golden *golden = &CASES[i];
        AUTO_ARENA struct arena *arena = arena_open(16 << 20);
        const struct rule_set *set = load(arena, golden->file);
        const struct rule *rule = rules_rule(set, text_from(golden->rule));
        print_message("# %s %s | %s\n", golden->file, golden->rule, golden->facts);
        assert_non_null(rule);
        assert_true(rule_applies(set, rule, TEXT("examination"), sample_day(golden->day)));
        struct rule_facts *facts = sample_facts(arena, set, golden->facts);
        assert_int_equal(rules_evaluate(arena, facts, rule->condition, NULL), golden->value);
    }
}

/* No clause without a case for each answer that it can give. */
static void no_clause_is_left_out(void **state)
{
    (void)state;
    static const char *const FILES[] = {"regularisation_2014_1", "regularisation_2017_1", "regularisation_2017_2"};
    for (size_t f = 0; f < COUNT(FILES); f++) {
        AUTO_ARENA struct arena *arena = arena_open(16 << 20);
        const struct rule_set *set = load(arena, FILES[f]);
        for (size_t r = 0; r < set->rule_count; r++) {
            bool seen = false;
            for (size_t i = 0; i < COUNT(CASES); i++)
                seen = seen || (text_is(set->rules[r].code, CASES[i].rule) &&
                                (text_is(text_from(CASES[i].file), FILES[f]) || f > 0));
            if (!seen)
                fail_msg("%s: %.*s", FILES[f], TEXT_ARG(set->rules[r].code));
        }
    }
}

/* What July 2014 and March 2018 brought is not asked a day before. */
static void extensions_begin_on_their_day(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(32 << 20);
    const struct rule_set *first = load(arena, "regularisation_2014_1");
    const struct rule_set *second[] = {load(arena, "regularisation_2017_1"), load(arena, "regularisation_2017_2")};
    struct text at = TEXT("examination");
    assert_false(rule_applies(first, rules_rule(first, TEXT("woman")), at, sample_day("2014-07-27")));
    assert_true(rule_applies(first, rules_rule(first, TEXT("woman")), at, sample_day("2014-07-28")));
    assert_ptr_equal(rules_in_force(second, 2, TEXT("regularisation_2017"), sample_day("2018-03-26")), second[0]);
    assert_ptr_equal(rules_in_force(second, 2, TEXT("regularisation_2017"), sample_day("2018-03-27")), second[1]);
    struct rule_facts *facts = sample_facts(arena, first,
                                            "filed_on=2014-03-03&sex=F&spouse=-&parent=-&contract=-&"
                                            "residence=-&refugee=no&association_leader=no");
    assert_int_equal(rules_evaluate(arena, facts, rules_whole(arena, first, at, sample_day("2014-07-27")), NULL),
                     RULE_NO);
    assert_int_equal(rules_evaluate(arena, facts, rules_whole(arena, first, at, sample_day("2014-07-28")), NULL),
                     RULE_YES);
}

/* The open point decides: the same facts, another gap. */
static void the_gap_is_a_parameter(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(16 << 20);
    const struct rule_set *set = load(arena, "regularisation_2014_1");
    const struct rule_node *condition = rules_rule(set, TEXT("long_residence"))->condition;
    struct rule_facts *facts =
        sample_facts(arena, set, "filed_on=2014-03-03&residence=2008-01-01..2011-06-30; 2011-09-01..; complete");
    assert_int_equal(rules_evaluate(arena, facts, condition, NULL), RULE_NO);
    assert_int_equal(rules_parameter_put(facts, TEXT("tolerated_gap"), TEXT("62 days")), OK);
    assert_int_equal(rules_evaluate(arena, facts, condition, NULL), RULE_YES);
    assert_int_equal(rules_parameter_put(facts, TEXT("tolerated_gap"), TEXT("61 days")), OK);
    assert_int_equal(rules_evaluate(arena, facts, condition, NULL), RULE_NO);
    assert_int_equal(rules_parameter_put(facts, TEXT("tolerated_gap"), TEXT("3 months")), OK);
    assert_int_equal(rules_evaluate(arena, facts, condition, NULL), RULE_YES);
    assert_int_equal(rules_parameter_put(facts, TEXT("tolerated_gap"), TEXT("many days")), INVALID);
    assert_int_equal(rules_parameter_put(facts, TEXT("tolerated_gap"), TEXT("3")), INVALID);
    assert_int_equal(rules_parameter_put(facts, TEXT("other"), TEXT("3 days")), NOT_FOUND);
}

static bool lists(const struct rule_document *const *documents, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(documents[i]->code, code))
            return true;
    return false;
}

/* Which single document would settle the rest. */
static void one_document_settles(void **state)
{
    (void)state;
    AUTO_ARENA struct arena *arena = arena_open(64 << 20);
    const struct rule_set *set = load(arena, "regularisation_2014_1");
    const struct rule_node *whole = rules_whole(arena, set, TEXT("examination"), sample_day("2014-03-03"));
    struct settlement settlement;
    struct rule_facts *facts =
        sample_facts(arena, set,
                     "filed_on=2014-03-03&spouse=-&parent=-&contract_effective=no&serious_illness=no&"
                     "refugee=no&residence=2011-01-01..");
    rules_settle(arena, facts, whole, &settlement);
    assert_int_equal(settlement.single_count, 1);
    assert_text(settlement.single[0]->name, "residence");
    assert_true(lists(settlement.single_documents, settlement.single_document_count, "receipts"));
    assert_true(lists(settlement.enough_documents, settlement.enough_document_count, "passport_stamps"));
    assert_false(lists(settlement.enough_documents, settlement.enough_document_count, "medical_certificate"));
    /* with more open, a document may be enough although none settles it whatever it says */
    facts =
        sample_facts(arena, set, "filed_on=2014-03-03&spouse=-&parent=-&contract_effective=no&residence=2011-01-01..");
    rules_settle(arena, facts, whole, &settlement);
    assert_int_equal(settlement.single_count, 0);
    assert_true(lists(settlement.enough_documents, settlement.enough_document_count, "refugee_card"));
    assert_false(lists(settlement.enough_documents, settlement.enough_document_count, "work_contract") &&
                 lists(settlement.single_documents, settlement.single_document_count, "work_contract"));
    /* a spouse of whom nothing is known: her papers prove nationality and life together at once */
    facts = sample_facts(arena, set,
                         "filed_on=2014-03-03&parent=-&contract_effective=no&serious_illness=no&refugee=no&"
                         "residence=-");
    rules_settle(arena, facts, whole, &settlement);
    assert_true(lists(settlement.enough_documents, settlement.enough_document_count, "marriage_certificate"));
    assert_false(lists(settlement.enough_documents, settlement.enough_document_count, "spouse_national_card"));
    /* what a refusal stands on */
    facts = sample_facts(arena, set,
                         "filed_on=2014-03-03&spouse=-&parent=-&contract=-&serious_illness=no&refugee=no&"
                         "residence=2011-01-01..; complete");
    rules_settle(arena, facts, whole, &settlement);
    assert_int_equal(settlement.needed_count, 0);
    assert_int_equal(settlement.turning_count, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_clause_on_both_sides),    cmocka_unit_test(no_clause_is_left_out),
        cmocka_unit_test(extensions_begin_on_their_day), cmocka_unit_test(the_gap_is_a_parameter),
        cmocka_unit_test(one_document_settles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
