/* The manifest that the airline and the border get: on paper and as a workbook.  It holds the numbers of travel
   documents, so it has a right of its own, and every copy is audited. */
#include <unistd.h>

#include "base/number.h"
#include "codec/sheet.h"
#include "movements/movement_pages.h"
#include "print/paper.h"
#include "record/list.h"
#include "system/file.h"
#include "web/application.h"
#include "web/record_parts.h"

enum { MANIFEST_MOST = 16 << 20, COLUMNS = 8 };

/* One line of it. */
struct line {
    struct text number, name, sex, birth, nationality, document, valid_until, needs;
};
struct manifest {
    const struct movement *movement;
    struct movement_leg **legs;
    size_t leg_count;
    struct text *escorts; /* "Medical escort: …" */
    size_t escort_count;
    struct line *lines;
    size_t count;
};

/* The work in the language of the paper. */
static struct work in_language(const struct work *work, const struct language *language)
{
    struct work other = *work;
    other.language = language;
    return other;
}

static struct text shown(struct work *work, const struct record *record, const char *field, const void *row)
{
    const struct field *known = record_field(record, text_from(field));
    return field_is_empty(known, row) ? TEXT_NONE : field_to_show(work, known, row);
}

/* The document that is valid on the day, the one that is so for longest. */
static enum outcome put_document(struct work *work, struct identifier person, int32_t on, struct line *line)
{
    struct list_query query = {.person = person, .size = LIST_PAGE};
    struct list_page page;
    const struct person_document *best = NULL;
    enum outcome outcome = record_list(work, &person_document_record, &query, &page);
    for (size_t i = 0; outcome == OK && i < page.count; i++) {
        const struct person_document *document = page.rows[i];
        bool travels = text_is(document->kind, "passport") || text_is(document->kind, "travel_pass");
        bool holds = document->expires_on == DATE_NONE || on == DATE_NONE || document->expires_on >= on;
        if (travels && holds && (best == NULL || document->expires_on > best->expires_on))
            best = document;
    }
    if (outcome != OK || best == NULL)
        return outcome;
    line->document =
        arena_format(work->arena, "%.*s %.*s", TEXT_ARG(choice_show(&document_kinds, best->kind, work->language)),
                     TEXT_ARG(best->document_number));
    if (best->expires_on != DATE_NONE)
        line->valid_until = language_short_date(work->arena, work->language, best->expires_on);
    return OK;
}

static enum outcome put_line(struct work *work, const struct movement *movement,
                             const struct movement_traveller *traveller, struct line *line)
{
    struct field_set readable;
    void *row;
    enum outcome outcome = record_get(work, &person_record, traveller->head.person, &row, &readable);
    if (outcome != OK)
        return outcome;
    const struct person *person = row;
    *line = (struct line){
        .number = shown(work, &traveller_record, "return_case", traveller),
        .name = arena_format(work->arena, "%.*s, %.*s", TEXT_ARG(person->family_name), TEXT_ARG(person->given_names)),
        .sex = shown(work, &person_record, "sex", person),
        .birth = shown(work, &person_record, "birth", person),
        .nationality = shown(work, &person_record, "nationality", person),
        .needs = shown(work, &traveller_record, "needs", traveller),
    };
    return put_document(work, traveller->head.person, movement->departs_on, line);
}

/* Who leaves or left: not those who dropped out. */
static bool travels(const struct movement_traveller *traveller)
{
    static const char *const STATES[] = {"planned", "booked", "departed", "in_transit", "arrived"};
    for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++)
        if (text_is(traveller->head.state, STATES[i]))
            return true;
    return false;
}

static enum outcome read_escorts(struct work *work, struct manifest *manifest)
{
    struct identifier *ids;
    size_t count;
    enum outcome outcome = escort_ids(work, manifest->movement->head.id, &ids, &count);
    manifest->escorts = arena_array(work->arena, struct text, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct field_set readable;
        void *row;
        outcome = record_peek(work, &escort_record, ids[i], &row, &readable);
        if (outcome != OK)
            break;
        const struct movement_escort *escort = row;
        manifest->escorts[manifest->escort_count++] =
            arena_format(work->arena, "%.*s: %.*s", TEXT_ARG(choice_show(&escort_kinds, escort->kind, work->language)),
                         TEXT_ARG(escort->name));
    }
    return outcome;
}

static enum outcome read_manifest(struct work *work, const struct movement *movement, struct manifest *ret)
{
    struct manifest manifest = {.movement = movement};
    struct movement_traveller **all;
    size_t count;
    enum outcome outcome = movement_travellers(work, movement->head.id, &all, &count);
    if (outcome == OK)
        outcome = movement_legs(work, movement->head.id, &manifest.legs, &manifest.leg_count);
    if (outcome == OK)
        outcome = read_escorts(work, &manifest);
    manifest.lines = arena_array(work->arena, struct line, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        struct field_set readable;
        void *row;
        if (!travels(all[i]))
            continue;
        outcome = record_peek(work, &traveller_record, all[i]->head.id, &row, &readable);
        if (outcome == OK)
            outcome = put_line(work, movement, row, &manifest.lines[manifest.count]);
        if (outcome == OK)
            manifest.count++;
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    *ret = manifest;
    return outcome;
}

/* ---- columns, the same on paper and in the workbook ---- */

static const struct {
    const char *label; /* N_() */
    int share;
} HEADS[COLUMNS] = {
    {N_("Case"), 14},        {N_("Name"), 22},     {N_("Sex"), 7},          {N_("Born"), 11},
    {N_("Nationality"), 12}, {N_("Document"), 18}, {N_("Valid until"), 11}, {N_("What has to be provided"), 18},
};

static void cells_of(const struct line *line, struct text cells[COLUMNS])
{
    const struct text all[COLUMNS] = {line->number,      line->name,     line->sex,         line->birth,
                                      line->nationality, line->document, line->valid_until, line->needs};
    for (size_t i = 0; i < COLUMNS; i++)
        cells[i] = all[i];
}

static struct text leg_shown(struct work *work, const struct movement_leg *leg)
{
    struct text from = arena_format(
        work->arena, "%.*s, %.*s %.*s", TEXT_ARG(choice_show(&airports, leg->from_airport, work->language)),
        TEXT_ARG(language_short_date(work->arena, work->language, leg->departs_on)), TEXT_ARG(leg->departs_time));
    struct text to = arena_format(
        work->arena, "%.*s, %.*s %.*s", TEXT_ARG(choice_show(&airports, leg->to_airport, work->language)),
        TEXT_ARG(language_short_date(work->arena, work->language, leg->arrives_on)), TEXT_ARG(leg->arrives_time));
    struct text flight = arena_format(work->arena, "%.*s %.*s", TEXT_ARG(leg->carrier), TEXT_ARG(leg->flight));
    struct text words[] = {flight, from, to};
    return tr_with(work->arena, work->language, N_("{1}: from {2} to {3} (local times)"), words, 3);
}

/* ---- on paper ---- */

static void put_table(struct work *work, const struct manifest *manifest, struct paper *paper)
{
    struct paper_column columns[COLUMNS] = {0};
    for (size_t i = 0; i < COLUMNS; i++)
        columns[i] = (struct paper_column){text_from(tr(work->language, HEADS[i].label)), HEADS[i].share, false};
    paper_table(paper, columns, COLUMNS);
    for (size_t i = 0; i < manifest->count; i++) {
        struct text cells[COLUMNS];
        cells_of(&manifest->lines[i], cells);
        paper_row(paper, cells);
    }
}

static enum outcome print(struct work *work, const struct settings *settings, const struct manifest *manifest,
                          struct buffer *body)
{
    const struct movement *movement = manifest->movement;
    struct text total = language_number(work->arena, work->language, (int64_t)manifest->count);
    struct text title = tr_with(work->arena, work->language, N_("Manifest of journey {1}"), &movement->head.number, 1);
    struct paper *paper = paper_open(
        work->arena,
        &(struct paper_options){
            .language = language_tag(work->language),
            .right_to_left = language_right_to_left(work->language),
            .title = title,
            .head = settings_mission_name(settings, language_tag(work->language)),
            .foot = text_from(tr(work->language, N_("For the airline and the border only. Destroy after the flight."))),
            .code = movement->head.number,
            .page_number = text_from(tr(work->language, N_("Page {1} of {2}"))),
            .made_at = work->now,
        });
    paper_heading(paper, 1, title);
    for (size_t i = 0; i < manifest->leg_count; i++)
        paper_item(paper, leg_shown(work, manifest->legs[i]));
    if (movement->booking_reference.length > 0)
        paper_fact(paper, text_from(tr(work->language, N_("Booking reference of the airline"))),
                   movement->booking_reference);
    for (size_t i = 0; i < manifest->escort_count; i++)
        paper_item(paper, manifest->escorts[i]);
    paper_fact(paper, text_from(tr(work->language, N_("Travellers"))), total);
    put_table(work, manifest, paper);
    return paper_print(paper, body);
}

/* ---- as a workbook ---- */

static enum outcome write_sheet(struct work *work, const struct manifest *manifest, int descriptor,
                                const char *directory)
{
    struct sheet *sheet;
    struct text titles[COLUMNS];
    enum outcome outcome = sheet_open_descriptor(descriptor, directory, manifest->movement->head.number,
                                                 language_right_to_left(work->language), &sheet);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < COLUMNS; i++)
        titles[i] = text_from(tr(work->language, HEADS[i].label));
    sheet_header(sheet, titles, COLUMNS);
    for (size_t i = 0; i < manifest->count; i++) {
        struct text cells[COLUMNS];
        cells_of(&manifest->lines[i], cells);
        for (size_t column = 0; column < COLUMNS; column++)
            sheet_text(sheet, cells[column]);
        sheet_row_end(sheet);
    }
    return sheet_close(sheet);
}

static enum outcome make_sheet(struct work *work, const struct settings *settings, const struct manifest *manifest,
                               struct buffer *body)
{
    const char *directory = arena_string(work->arena, settings->run);
    int descriptor = -1;
    struct text bytes;
    enum outcome outcome = file_unnamed(directory, &descriptor);
    if (outcome != OK)
        return outcome;
    outcome = write_sheet(work, manifest, descriptor, directory);
    if (outcome == OK) {
        struct text path = arena_format(work->arena, "/proc/self/fd/%d", descriptor);
        outcome = file_read(work->arena, arena_string(work->arena, path), MANIFEST_MOST, &bytes);
    }
    (void)close(descriptor);
    if (outcome != OK)
        return FAILED;
    buffer_add(body, bytes);
    return OK;
}

/* ---- addresses ---- */

static enum outcome open_manifest(struct request *request, const char *form, const struct language **ret_language,
                                  struct manifest *ret)
{
    struct movement *movement;
    enum outcome outcome = movement_target(request, &movement);
    if (outcome != OK)
        return outcome;
    struct subject subject = record_subject(movement);
    struct text in = parameters_get(&request->query, TEXT("in"));
    const struct language *language = text_is_empty(in) ? request->work.language : language_for(in);
    if (!actor_may_on(&request->actor, &manifest_print, &subject))
        return FORBIDDEN;
    if (language == NULL)
        return NOT_FOUND;
    struct work work = in_language(&request->work, language);
    outcome = read_manifest(&work, movement, ret);
    if (outcome != OK)
        return outcome;
    struct text details = arena_format(work.arena, "{\"manifest\":\"%s\",\"language\":\"%s\",\"travellers\":%zu}", form,
                                       language_tag(language), ret->count);
    *ret_language = language;
    return record_audit_print(request, &movement_record, movement->head.id, details);
}

static void name_file(struct request *request, struct response *response, const struct manifest *manifest,
                      const char *ending, const char *type)
{
    response->status = 200;
    response->content_type = text_from(type);
    response->download_name =
        arena_format(request->work.arena, "%.*s.%s", TEXT_ARG(manifest->movement->head.number), ending);
}

enum outcome manifest_pdf(struct request *request, struct response *response)
{
    struct manifest manifest;
    const struct language *language;
    enum outcome outcome = open_manifest(request, "pdf", &language, &manifest);
    if (outcome != OK)
        return outcome;
    struct work work = in_language(&request->work, language);
    outcome = print(&work, request->application->settings, &manifest, &response->body);
    if (outcome != OK)
        return outcome;
    name_file(request, response, &manifest, "pdf", "application/pdf");
    response->download_name = TEXT_NONE; /* shown, to be printed */
    return OK;
}

enum outcome manifest_xlsx(struct request *request, struct response *response)
{
    struct manifest manifest;
    const struct language *language;
    enum outcome outcome = open_manifest(request, "xlsx", &language, &manifest);
    if (outcome != OK)
        return outcome;
    struct work work = in_language(&request->work, language);
    outcome = make_sheet(&work, request->application->settings, &manifest, &response->body);
    if (outcome == OK)
        name_file(request, response, &manifest, "xlsx",
                  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    return outcome;
}
