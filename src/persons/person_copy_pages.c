/* All that is held about a person, for that person, in the language chosen. */
#include "identity/identity.h"
#include "persons/person_features.h"
#include "persons/person_pages.h"
#include "web/record_parts.h"

enum { PARTS_MOST = 64, ROWS_MOST = 2000 };

/* The copy is whole whatever the role of who prints it: it is read as the system does, and audited by name. */
static const struct actor THE_SYSTEM = {.system = true};

struct copying {
    struct work work; /* the system's */
    struct identifier person;
    struct copy_part *parts;
    size_t part_count;
};

static struct copy_row row_of(struct copying *copying, const struct record *record, const void *row)
{
    struct field_set filled = {0};
    for (size_t i = 0; i < record->field_count; i++)
        if (!field_is_empty(&record->fields[i], row))
            field_set_add(&filled, i);
    return (struct copy_row){.title = record_called(&copying->work, record, row),
                             .detail = record_detail_view(&copying->work, record, row, &filled)};
}

static enum outcome add_record(struct copying *copying, const struct record *record)
{
    struct list_query query = {.person = copying->person, .size = LIST_PAGE_MOST};
    struct list_page page = {0};
    struct work *work = &copying->work;
    struct copy_row *rows = arena_array(work->arena, struct copy_row, ROWS_MOST);
    size_t count = 0;
    if (copying->part_count == PARTS_MOST)
        return OK;
    do {
        query.after = page.next;
        enum outcome outcome = record_list(work, record, &query, &page);
        if (outcome != OK)
            return outcome;
        for (size_t i = 0; i < page.count && count < ROWS_MOST; i++)
            rows[count++] = row_of(copying, record, page.rows[i]);
    } while (!text_is_empty(page.next) && count < ROWS_MOST);
    if (count > 0)
        copying->parts[copying->part_count++] =
            (struct copy_part){text_from(tr(work->language, count == 1 ? record->label : record->plural)), rows, count};
    return OK;
}

static enum outcome add_all(struct copying *copying)
{
    static const struct record *const OWN[] = {&person_record, &person_document_record, &person_consent_record,
                                               &person_relation_record, &household_member_record};
    const struct person_feature *feature;
    enum outcome outcome = OK;
    for (size_t i = 0; i < sizeof OWN / sizeof *OWN && outcome == OK; i++)
        outcome = add_record(copying, OWN[i]);
    for (size_t i = 0; outcome == OK && (feature = person_feature_at(i)) != NULL; i++)
        for (size_t j = 0; j < feature->record_count && outcome == OK; j++)
            outcome = add_record(copying, feature->records[j]);
    return outcome;
}

/* What stood in records that were merged into this one. */
static enum outcome add_former(struct copying *copying)
{
    struct work *work = &copying->work;
    struct person **former;
    size_t count = 0;
    enum outcome outcome = person_former == NULL ? OK : person_former(work, copying->person, &former, &count);
    if (outcome != OK || count == 0 || copying->part_count == PARTS_MOST)
        return outcome;
    struct copy_row *rows = arena_array(work->arena, struct copy_row, count + 1);
    for (size_t i = 0; i < count; i++)
        rows[i] = row_of(copying, &person_record, former[i]);
    copying->parts[copying->part_count++] =
        (struct copy_part){text_from(tr(work->language, N_("Records that were merged into this one"))), rows, count};
    return OK;
}

static enum outcome add_files(struct copying *copying, const struct person *person, struct copy_view *view)
{
    struct attachment *attachments;
    size_t count;
    enum outcome outcome = attachment_list(&copying->work, &person_record, person, &attachments, &count);
    if (outcome != OK)
        return outcome;
    struct attachment_line *lines = arena_array(copying->work.arena, struct attachment_line, count + 1);
    for (size_t i = 0; i < count; i++)
        lines[i] = (struct attachment_line){
            .name = attachments[i].file_name,
            .kind = choice_show(&attachment_kinds, attachments[i].kind, copying->work.language),
            .made_at = attachments[i].made_at,
        };
    view->files = lines;
    view->file_count = count;
    return OK;
}

enum outcome person_copy(struct request *request, struct response *response)
{
    struct person_target target;
    struct copy_view view = {0};
    struct work *work = &request->work;
    enum outcome outcome = person_target_find(request, &target);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(target.person);
    if (!actor_may_on(work->actor, &person_copy_right, &subject))
        return FORBIDDEN;
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "the copy is whole, whatever the role of who prints it");
    struct copying copying = {.work = *work, .person = target.person->head.person};
    copying.work.actor = &THE_SYSTEM;
    copying.parts = arena_array(work->arena, struct copy_part, PARTS_MOST);
    outcome = record_audit_print(request, &person_record, target.person->head.id, TEXT("{\"copy\":true}"));
    if (outcome == OK)
        outcome = add_all(&copying);
    if (outcome == OK)
        outcome = add_former(&copying);
    if (outcome == OK)
        outcome = add_files(&copying, target.person, &view);
    if (outcome == OK)
        outcome = record_titles(&copying.work, &organisation_record, &target.person->head.organisation, 1,
                                &view.organisation);
    if (outcome != OK)
        return outcome;
    view.parts = copying.parts;
    view.part_count = copying.part_count;
    view.person = target.title;
    view.number = target.person->head.number;
    view.on = zone_date(work->zone, work->now);
    view.page = page_open(request, N_("What is held about you"));
    page_trail(view.page, person_record.plural, TEXT("/persons"));
    page_trail_text(view.page, target.title, target.path);
    page_trail(view.page, N_("Copy for the person"), TEXT_NONE);
    struct output out = page_output(request, response);
    person_copy_page(&out, &view);
    return page_send(request, response, 200);
}
