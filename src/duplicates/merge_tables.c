/* The tables about persons that no record describes, and how what is sealed in them goes over. */
#include "document/attachment_parts.h"
#include "document/document.h"
#include "duplicates/duplicate_store.h"
#include "persons/persons.h"

enum { RECORDS_MOST = 128 };

/* Given once, at start. */
static struct {
    const struct record *records[RECORDS_MOST];
    size_t count;
} about;

void duplicates_start(const struct resource_list *resources)
{
    duplicates_hook();
    about.count = 0;
    about.records[about.count++] = &person_record;
    about.records[about.count++] = &household_member_record;
    for (size_t i = 0; i < resources->count && about.count < RECORDS_MOST; i++) {
        const struct record *record = resources->resources[i].record;
        bool known = !record->about_person;
        for (size_t k = 0; k < about.count; k++)
            known = known || about.records[k] == record;
        if (!known)
            about.records[about.count++] = record;
    }
}

const struct record *merge_record_of(struct text table)
{
    for (size_t i = 0; i < about.count; i++)
        if (text_is(table, about.records[i]->table))
            return about.records[i];
    return NULL;
}

static enum outcome reseal_name(const struct carry *carry, struct arena *arena, struct carry_values *values)
{
    bool persons = false;
    enum outcome outcome = carry_is_persons(carry, carry_value(values, "record")->text, &persons);
    if (outcome != OK || !persons)
        return outcome;
    return carry_reseal(carry, arena, attachment_name_place(carry_id(values, "id")), carry_value(values, "file_name"));
}

/* A piece says neither whose key seals it nor how many there are: its file does. */
static enum outcome reseal_chunk(const struct carry *carry, struct arena *arena, struct carry_values *values)
{
    struct attachment_row row;
    bool persons = false;
    struct identifier id = carry_id(values, "attachment");
    enum outcome outcome = attachment_row_read(carry->work, id, &row);
    if (outcome == OK)
        outcome = carry_is_persons(carry, row.attachment.record, &persons);
    if (outcome != OK || !persons)
        return outcome == NOT_FOUND ? FAILED : outcome;
    struct seal_place place =
        attachment_chunk_place(arena, id, carry_value(values, "number")->integer, row.attachment.chunks);
    return carry_reseal(carry, arena, place, carry_value(values, "sealed"));
}

static const struct carry_kind KINDS[] = {
    {.table = "person", .way = CARRY_NEVER}, /* taken out and put back as a whole */
    {.table = "person_key", .way = CARRY_NEVER},
    {.table = "erasure", .way = CARRY_NEVER},
    {.table = "person_erasure", .way = CARRY_NEVER},
    {.table = "erasure_proof", .way = CARRY_NEVER},
    {.table = "attachment", .way = CARRY_BY_PERSON, .link = "subject", .renames = true, .reseal = reseal_name},
    {.table = "attachment_chunk", .way = CARRY_BY_LINK, .link = "attachment", .large = true, .reseal = reseal_chunk},
    {.table = "history", .way = CARRY_BY_LINK, .link = "subject", .reseal = carry_history},
    {.table = "task", .way = CARRY_BY_LINK, .link = "subject", .renames = true},
    {.table = "data_key", .way = CARRY_BY_LINK, .link = "subject"},
    {.table = "custom_value", .way = CARRY_BY_LINK, .link = "subject"},
    {.table = "hand_over_case", .way = CARRY_BY_PERSON, .link = "return_case"},
    {.table = "monitoring_score", .way = CARRY_BY_LINK, .link = "interview"},
};

struct carry merge_carry(struct work *work, struct identifier from, struct identifier to)
{
    return (struct carry){.work = work,
                          .from = from,
                          .to = to,
                          .records = about.records,
                          .record_count = about.count,
                          .kinds = KINDS,
                          .kind_count = sizeof KINDS / sizeof *KINDS};
}
