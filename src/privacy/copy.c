/* What a copy holds: every row about the person, of whatever record, but for those that are left out with a reason.  A
   record that is new is in it by itself. */
#include "privacy/copy.h"

#include "codec/json.h"
#include "document/document.h"
#include "record/detail.h"
#include "record/list.h"

enum { ROWS_MOST = 5000 };

static const struct actor THE_SYSTEM = {.system = true};

const char *copy_left_out(const struct record *record)
{
    static const struct {
        const char *name, *reason; /* reason is N_() */
    } LEFT_OUT[] = {
        {"protection_conflict", N_("It says what links a member of the staff with the person, and is about both.")},
        {"legal_hold", N_("It may be about an inquiry that the copy would warn.")},
    };
    if (record->confidential)
        return N_("What was told to protection officers may harm somebody else. They decide with the person, and hand "
                  "over a copy of their own.");
    for (size_t i = 0; i < sizeof LEFT_OUT / sizeof *LEFT_OUT; i++)
        if (text_is(text_from(record->name), LEFT_OUT[i].name))
            return LEFT_OUT[i].reason;
    return NULL;
}

/* ---- rows ---- */

/* Called for each row with the fields that hold something. */
typedef void put_row(void *context, struct work *work, const struct record *record, const void *row,
                     const struct field_set *filled);

static enum outcome each_row(struct work *work, const struct record *record, struct identifier person, put_row *put,
                             void *context, size_t *ret_count)
{
    struct list_query query = {.person = person, .size = LIST_PAGE_MOST};
    struct list_page page = {0};
    *ret_count = 0;
    do {
        query.after = page.next;
        enum outcome outcome = record_list(work, record, &query, &page);
        if (outcome != OK)
            return outcome;
        for (size_t i = 0; i < page.count; i++, ++*ret_count) {
            struct field_set filled = {0};
            for (size_t f = 0; f < record->field_count; f++)
                if (!field_is_empty(&record->fields[f], page.rows[i]) && (record->fields[f].flags & FIELD_HIDDEN) == 0)
                    field_set_add(&filled, f);
            put(context, work, record, page.rows[i], &filled);
        }
    } while (!text_is_empty(page.next) && *ret_count < ROWS_MOST);
    return OK;
}

static size_t count_records(void)
{
    size_t count = 0;
    while (privacy_record_at(count) != NULL)
        count++;
    return count;
}

/* The names of the files, for who may ask for them one by one. */
static enum outcome files_of(struct work *work, struct identifier person, struct attachment **ret_files,
                             size_t *ret_count)
{
    void *row;
    enum outcome outcome = record_get_unlimited(work, &person_record, person, &row);
    return outcome == OK ? attachment_list(work, &person_record, row, ret_files, ret_count) : outcome;
}

/* ---- on paper ---- */

struct printing {
    struct paper *paper;
    bool begun; /* the heading of the record stands */
};

static void put_on_paper(void *context, struct work *work, const struct record *record, const void *row,
                         const struct field_set *filled)
{
    struct printing *printing = context;
    struct detail_view detail = record_detail_view(work, record, row, filled);
    if (!printing->begun)
        paper_heading(printing->paper, 2, text_from(tr(work->language, record->plural)));
    printing->begun = true;
    struct text title = record_called(work, record, row);
    if (record != &person_record && title.length > 0)
        paper_heading(printing->paper, 3, title);
    if (detail.number.length > 0)
        paper_fact(printing->paper, text_from(tr(work->language, N_("Number"))), detail.number);
    for (size_t s = 0; s < detail.section_count; s++)
        for (size_t i = 0; i < detail.sections[s].item_count; i++)
            paper_fact(printing->paper, detail.sections[s].items[i].label, detail.sections[s].items[i].value);
    paper_note(printing->paper,
               language_date(work->arena, work->language, zone_date(work->zone, record_head_of(row)->created_at)));
}

static void put_left_out(struct work *work, struct paper *paper)
{
    const struct record *record;
    paper_heading(paper, 2, text_from(tr(work->language, N_("What is not in this copy"))));
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL; i++) {
        const char *reason = copy_left_out(record);
        struct text both[] = {text_from(tr(work->language, record->plural)),
                              reason == NULL ? TEXT_NONE : text_from(tr(work->language, reason))};
        if (reason != NULL)
            paper_item(paper, tr_with(work->arena, work->language, N_("{1}: {2}"), both, 2));
    }
}

static enum outcome put_files(struct work *work, struct identifier person, struct paper *paper)
{
    struct attachment *files;
    size_t count;
    enum outcome outcome = files_of(work, person, &files, &count);
    if (outcome != OK || count == 0)
        return outcome;
    paper_heading(paper, 2, text_from(tr(work->language, N_("Files"))));
    for (size_t i = 0; i < count; i++)
        paper_item(paper, files[i].file_name);
    return OK;
}

enum outcome copy_to_paper(struct work *work, struct identifier person, struct paper *paper, copy_progress *progress,
                           void *context)
{
    struct work own = *work;
    const struct record *record;
    int64_t total = (int64_t)count_records();
    enum outcome outcome = OK;
    own.actor = &THE_SYSTEM;
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL && outcome == OK; i++) {
        struct printing printing = {.paper = paper};
        size_t count;
        if (copy_left_out(record) == NULL)
            outcome = each_row(&own, record, person, put_on_paper, &printing, &count);
        if (outcome == OK && progress != NULL)
            outcome = progress(context, (int64_t)i + 1, total);
    }
    if (outcome == OK)
        outcome = put_files(&own, person, paper);
    if (outcome == OK)
        put_left_out(&own, paper);
    return outcome;
}

/* ---- for programs ---- */

static void put_in_json(void *context, struct work *work, const struct record *record, const void *row,
                        const struct field_set *filled)
{
    struct json_writer *json = context;
    const struct record_head *head = record_head_of(row);
    json_object_begin(json);
    json_key(json, TEXT("id"));
    json_put_text(json, identifier_to_text(work->arena, head->id));
    if (head->number.length > 0) {
        json_key(json, TEXT("number"));
        json_put_text(json, head->number);
    }
    if (head->state.length > 0) {
        json_key(json, TEXT("state"));
        json_put_text(json, head->state);
    }
    json_key(json, TEXT("recorded_on"));
    json_put_text(json, date_to_text(work->arena, zone_date(work->zone, head->created_at)));
    for (size_t i = 0; i < record->field_count; i++) {
        if (!field_set_has(filled, i))
            continue;
        json_key(json, text_from(record->fields[i].name));
        json_put_text(json, field_to_text(work->arena, &record->fields[i], row));
    }
    json_object_end(json);
}

static void json_left_out(struct work *work, struct json_writer *json)
{
    const struct record *record;
    json_key(json, TEXT("left_out"));
    json_object_begin(json);
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL; i++)
        if (copy_left_out(record) != NULL) {
            json_key(json, text_from(record->name));
            json_put_text(json, text_from(tr(work->language, copy_left_out(record))));
        }
    json_object_end(json);
}

enum outcome copy_to_json(struct work *work, struct identifier person, struct json_writer *json)
{
    struct work own = *work;
    const struct record *record;
    enum outcome outcome = OK;
    own.actor = &THE_SYSTEM;
    json_object_begin(json);
    json_key(json, TEXT("made_on"));
    json_put_text(json, date_to_text(own.arena, zone_date(own.zone, own.now)));
    json_key(json, TEXT("records"));
    json_object_begin(json);
    for (size_t i = 0; (record = privacy_record_at(i)) != NULL && outcome == OK; i++) {
        size_t count;
        if (copy_left_out(record) != NULL)
            continue;
        json_key(json, text_from(record->name));
        json_array_begin(json);
        outcome = each_row(&own, record, person, put_in_json, json, &count);
        json_array_end(json);
    }
    json_object_end(json);
    json_left_out(&own, json);
    json_object_end(json);
    return outcome;
}
