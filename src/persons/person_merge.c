/* What persons themselves bring to two records of one human being becoming one; the rest is the feature duplicates'. */
#include "persons/person_features.h"
#include "persons/person_index.h"
#include "persons/person_store.h"
#include "record/carry.h"

enum outcome (*person_now)(struct work *work, struct identifier person, struct text number, struct identifier *ret_now);

enum outcome (*person_former)(struct work *work, struct identifier person, struct person ***ret_rows,
                              size_t *ret_count);

enum outcome person_now_of(struct work *work, struct identifier person, struct text number, struct identifier *ret_now)
{
    return person_now == NULL ? NOT_FOUND : person_now(work, person, number, ret_now);
}

static enum outcome check_household(struct work *work, const struct person *kept, const struct person *absorbed,
                                    struct problems *problems)
{
    struct identifier ones, others;
    enum outcome outcome = person_household(work, kept->head.person, &ones);
    if (outcome == OK)
        outcome = person_household(work, absorbed->head.person, &others);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    return problem_add_with(problems, INVALID, "both_in_households", TEXT_NONE,
                            identifier_equal(ones, others)
                                ? N_("One household lists both {1} and {2}: note there that {2} left it, then merge.")
                                : N_("{1} and {2} each live in a household: note in one of them that they left it, "
                                     "then merge."),
                            kept->head.number, absorbed->head.number);
}

static enum outcome check_relations(struct work *work, const struct person *kept, const struct person *absorbed,
                                    struct problems *problems)
{
    bool related = false;
    enum outcome outcome = person_relation_between(work, kept->head.person, absorbed->head.person, &related);
    if (outcome != OK || !related)
        return outcome;
    return problem_add_with(problems, INVALID, "relatives", TEXT_NONE,
                            N_("{1} and {2} are recorded as relatives of each other, and nobody is their own relative. "
                               "They are two persons, or the relation is a mistake: end this first."),
                            kept->head.number, absorbed->head.number);
}

enum outcome person_may_merge(struct work *work, const struct person *kept, const struct person *absorbed,
                              struct problems *problems)
{
    size_t before = problems->count;
    struct erasure_row erased;
    enum outcome outcome = OK;
    const struct person *both[] = {kept, absorbed};
    for (size_t i = 0; i < 2 && outcome >= 0; i++) {
        outcome = person_erasure(work, both[i]->head.person, &erased);
        if (outcome == OK)
            (void)problem_add_with(problems, INVALID, "erased_already", TEXT_NONE,
                                   N_("The data of {1} were destroyed: there is nothing left to compare."),
                                   both[i]->head.number, TEXT_NONE);
    }
    outcome = outcome < 0 ? outcome : check_household(work, kept, absorbed, problems);
    outcome = outcome < 0 ? outcome : check_relations(work, kept, absorbed, problems);
    for (size_t i = 0; outcome >= 0 && person_feature_at(i) != NULL; i++)
        if (person_feature_at(i)->may_merge != NULL)
            outcome = person_feature_at(i)->may_merge(work, kept, absorbed, problems);
    if (outcome < 0)
        return outcome;
    return problems->count > before ? INVALID : OK;
}

enum { FILES_MOST = 200 };

enum outcome person_files(struct work *work, struct identifier person, struct person_file **ret_files,
                          size_t *ret_count)
{
    struct person_file *all = arena_array(work->arena, struct person_file, FILES_MOST);
    size_t count = 0;
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && person_feature_at(i) != NULL; i++) {
        struct person_file *files = NULL;
        size_t found = 0;
        if (person_feature_at(i)->files != NULL)
            outcome = person_feature_at(i)->files(work, person, &files, &found);
        for (size_t f = 0; outcome == OK && f < found && count < FILES_MOST; f++)
            all[count++] = files[f];
    }
    *ret_files = all;
    *ret_count = count;
    return outcome;
}

enum outcome person_take_out(struct work *work, struct carry_tables *tables, const struct person *person,
                             struct text *ret_kept)
{
    const struct record_head *head = &person->head;
    enum outcome outcome = index_clear(work, head->person);
    return outcome == OK ? carry_lift(work, tables, person_record.table, head->id, head->person, ret_kept) : outcome;
}

enum outcome person_put_back(struct work *work, struct carry_tables *tables, struct identifier id, struct text kept)
{
    void *row;
    enum outcome outcome = carry_put_back(work, tables, person_record.table, kept);
    if (outcome == OK)
        outcome = record_get_unlimited(work, &person_record, id, &row);
    if (outcome == OK)
        outcome = person_index_anew(work, row);
    return outcome == NOT_FOUND ? FAILED : outcome;
}

enum outcome person_before_erasing_again(struct work *work, struct identifier person)
{
    enum outcome outcome = OK;
    for (size_t i = 0; outcome == OK && person_feature_at(i) != NULL; i++)
        if (person_feature_at(i)->erase_again != NULL)
            outcome = person_feature_at(i)->erase_again(work, person);
    return outcome;
}
