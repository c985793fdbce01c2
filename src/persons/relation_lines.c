/* Relations from both sides: a row says who `other` is to its person; on the page of `other` it is read the other way.
 */
#include "persons/person_pages.h"
#include "persons/person_store.h"

enum { RELATIONS_MOST = 100 };

static const struct {
    const char *kind, *seen_from_other; /* N_() */
} MIRRORS[] = {
    {"guardian", N_("Child in her or his care")},
    {"parent", N_("Child")},
    {"child", N_("Parent")},
    {"spouse", N_("Spouse")},
    {"sibling", N_("Brother or sister")},
    {"other", N_("Other relative")},
};

static struct text mirror(struct work *work, struct text kind)
{
    for (size_t i = 0; i < sizeof MIRRORS / sizeof *MIRRORS; i++)
        if (text_is(kind, MIRRORS[i].kind))
            return text_from(tr(work->language, MIRRORS[i].seen_from_other));
    return kind;
}

static enum outcome rows_naming(struct work *work, struct identifier other, struct list_page *ret_page)
{
    struct text id = identifier_to_text(work->arena, other);
    struct list_query query = {.size = RELATIONS_MOST, .descending = true, .filter_count = 1};
    query.filters[0] = (struct list_filter){
        .field = record_field(&person_relation_record, TEXT("other")), .values = &id, .value_count = 1};
    return record_list(work, &person_relation_record, &query, ret_page);
}

static struct relation_line line_of(struct request *request, const struct person_relation *relation, bool mirrored)
{
    struct work *work = &request->work;
    struct subject subject = record_subject(relation);
    struct relation_line line = {
        .label = mirrored ? mirror(work, relation->kind) : choice_show(&relation_kinds, relation->kind, work->language),
        .since = relation->since,
        .until = relation->until,
    };
    if (actor_may_on(work->actor, &person_update, &subject))
        line.edit = page_path(request, arena_format(work->arena, "/person-relations/%.*s/edit",
                                                    TEXT_ARG(identifier_to_text(work->arena, relation->head.id))));
    return line;
}

enum outcome person_relation_lines(struct request *request, const struct person_target *target,
                                   const struct relation_line **ret_lines, size_t *ret_count)
{
    struct work *work = &request->work;
    struct identifier person = target->person->head.person;
    struct list_page naming;
    void **rows;
    size_t count;
    enum outcome outcome = person_rows(work, &person_relation_record, person, &rows, &count);
    if (outcome == OK)
        outcome = rows_naming(work, person, &naming);
    if (outcome != OK)
        return outcome;
    size_t all = count + naming.count;
    struct relation_line *lines = arena_array(work->arena, struct relation_line, all + 1);
    struct identifier *others = arena_array(work->arena, struct identifier, all + 1);
    struct text *names = arena_array(work->arena, struct text, all + 1);
    for (size_t i = 0; i < all; i++) {
        const struct person_relation *relation = i < count ? rows[i] : naming.rows[i - count];
        lines[i] = line_of(request, relation, i >= count);
        others[i] = i < count ? relation->other : relation->head.person;
    }
    outcome = record_titles(work, &person_record, others, all, names);
    for (size_t i = 0; i < all && outcome == OK; i++) {
        lines[i].other = names[i];
        if (!text_is_empty(names[i]))
            lines[i].path = person_address(request, others[i], "");
    }
    if (outcome != OK)
        return outcome;
    *ret_lines = lines;
    *ret_count = all;
    return OK;
}
