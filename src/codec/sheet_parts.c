#include "codec/sheet_parts.h"

#include <string.h>

#include "base/number.h"
#include "codec/serial_day.h"

enum { COLUMNS_OF_A_SHEET = 16384, ENDS_MOST = 32 << 20 };

/* ---- parts ---- */

static void keep_entry(void *context, const struct archive_entry *entry)
{
    struct workbook *workbook = context;
    workbook->entries[workbook->entry_count++] = *entry;
}

const struct archive_entry *sheet_parts_part(const struct workbook *workbook, struct text name)
{
    for (size_t i = 0; i < workbook->entry_count; i++)
        if (text_equal_ignoring_case(workbook->entries[i].name, name))
            return &workbook->entries[i];
    return NULL;
}

static enum outcome push_piece(void *context, struct text piece) { return xml_push(context, piece); }

enum outcome sheet_parts_parse(struct workbook *workbook, const struct archive_entry *part,
                               const struct xml_events *events, void *context)
{
    struct xml_reader *reader = xml_open(workbook->arena, events, context);
    int64_t size = 0;
    enum outcome outcome = unpack(part, workbook->left, push_piece, reader, &size);
    workbook->left -= size;
    if (outcome == OK)
        outcome = xml_finish(reader);
    xml_close(reader);
    return outcome;
}

/* ---- the workbook: its sheets ---- */

struct sheet_entry {
    struct text name, id;
    bool hidden;
};
struct sheets {
    struct workbook *workbook;
    struct sheet_entry *at;
    size_t count;
    struct text id, target; /* of the relation that is looked for, and found */
};

static bool is_true(struct text value) { return text_is(value, "1") || text_is(value, "true"); }

static void take_workbook(void *context, const struct xml_element *element)
{
    struct sheets *sheets = context;
    struct arena *arena = sheets->workbook->arena;
    if (text_is(element->name, "workbookPr"))
        sheets->workbook->system_1904 = is_true(xml_value(element, "date1904"));
    if (!text_is(element->name, "sheet") || sheets->count == SHEETS_MOST)
        return;
    struct text state = xml_value(element, "state");
    sheets->at[sheets->count++] = (struct sheet_entry){
        .name = arena_text(arena, xml_value(element, "name")),
        .id = arena_text(arena, xml_value(element, "id")),
        .hidden = text_is(state, "hidden") || text_is(state, "veryHidden"),
    };
}

static void take_relation(void *context, const struct xml_element *element)
{
    struct sheets *sheets = context;
    if (text_is(element->name, "Relationship") && text_equal(xml_value(element, "Id"), sheets->id))
        sheets->target = arena_text(sheets->workbook->arena, xml_value(element, "Target"));
}

static const struct sheet_entry *choose_sheet(const struct sheets *sheets, struct text wanted)
{
    const struct sheet_entry *chosen = NULL;
    for (size_t i = 0; i < sheets->count; i++) {
        const struct sheet_entry *sheet = &sheets->at[i];
        sheets->workbook->visible += !sheet->hidden;
        if (chosen == NULL && (wanted.length > 0 ? text_equal_ignoring_case(sheet->name, wanted) : !sheet->hidden))
            chosen = sheet;
    }
    return chosen;
}

static enum outcome find_sheet(struct workbook *workbook, struct text wanted)
{
    static const struct xml_events WORKBOOK = {.start = take_workbook};
    static const struct xml_events RELATIONS = {.start = take_relation};
    struct sheets sheets = {.workbook = workbook, .at = arena_array(workbook->arena, struct sheet_entry, SHEETS_MOST)};
    const struct archive_entry *book = sheet_parts_part(workbook, TEXT("xl/workbook.xml"));
    const struct archive_entry *relations = sheet_parts_part(workbook, TEXT("xl/_rels/workbook.xml.rels"));
    if (book == NULL || relations == NULL)
        return INVALID;
    enum outcome outcome = sheet_parts_parse(workbook, book, &WORKBOOK, &sheets);
    if (outcome != OK)
        return outcome;
    const struct sheet_entry *chosen = choose_sheet(&sheets, wanted);
    if (chosen == NULL)
        return NOT_FOUND;
    sheets.id = chosen->id;
    outcome = sheet_parts_parse(workbook, relations, &RELATIONS, &sheets);
    if (outcome != OK || sheets.target.length == 0)
        return outcome == OK ? INVALID : outcome;
    workbook->sheet_name = chosen->name;
    workbook->sheet_path = text_starts_with(sheets.target, TEXT("/"))
                               ? text_slice(sheets.target, 1, sheets.target.length)
                               : arena_join(workbook->arena, TEXT("xl/"), sheets.target);
    return OK;
}

/* ---- styles: which cells show a day ---- */

struct styles {
    struct workbook *workbook;
    bool own_dates[SHEET_FORMATS_MOST];
    bool within; /* the formats of cells */
};

static void take_style(void *context, const struct xml_element *element)
{
    struct styles *styles = context;
    struct workbook *workbook = styles->workbook;
    int64_t number = 0;
    if (text_is(element->name, "cellXfs"))
        styles->within = true;
    bool format = text_is(element->name, "numFmt");
    if (!format && !(styles->within && text_is(element->name, "xf")))
        return;
    if (text_to_integer(xml_value(element, "numFmtId"), 0, SHEET_FORMATS_MOST - 1, &number) != OK)
        number = 0;
    if (format)
        styles->own_dates[number] = format_is_date(xml_value(element, "formatCode"));
    else if (workbook->format_count < SHEET_FORMATS_MOST)
        workbook->date_formats[workbook->format_count++] = styles->own_dates[number] || format_number_is_date(number);
}

static void end_style(void *context, struct text name)
{
    struct styles *styles = context;
    if (text_is(name, "cellXfs"))
        styles->within = false;
}

static enum outcome read_styles(struct workbook *workbook)
{
    static const struct xml_events EVENTS = {.start = take_style, .end = end_style};
    const struct archive_entry *part = sheet_parts_part(workbook, TEXT("xl/styles.xml"));
    struct styles *styles = arena_new(workbook->arena, struct styles);
    styles->workbook = workbook;
    workbook->date_formats = arena_array(workbook->arena, bool, SHEET_FORMATS_MOST);
    return part == NULL ? OK : sheet_parts_parse(workbook, part, &EVENTS, styles);
}

/* ---- the texts that cells share ---- */

struct strings {
    struct workbook *workbook;
    bool within;   /* <t> */
    bool phonetic; /* how it is spoken: no part of the text */
};

static void start_string(void *context, const struct xml_element *element)
{
    struct strings *strings = context;
    if (text_is(element->name, "rPh"))
        strings->phonetic = true;
    strings->within = text_is(element->name, "t") && !strings->phonetic;
}

static void take_string(void *context, struct text text)
{
    struct strings *strings = context;
    if (strings->within)
        buffer_add(&strings->workbook->texts.bytes, text);
}

static void end_string(void *context, struct text name)
{
    struct strings *strings = context;
    struct shared_texts *texts = &strings->workbook->texts;
    uint32_t end = (uint32_t)texts->bytes.length;
    strings->within = false;
    if (text_is(name, "rPh"))
        strings->phonetic = false;
    if (text_is(name, "si"))
        buffer_add(&texts->ends, (struct text){(const char *)&end, sizeof end});
}

static enum outcome read_strings(struct workbook *workbook)
{
    static const struct xml_events EVENTS = {start_string, take_string, end_string};
    struct strings strings = {.workbook = workbook};
    const struct archive_entry *part = sheet_parts_part(workbook, TEXT("xl/sharedStrings.xml"));
    enum outcome outcome = part == NULL ? OK : sheet_parts_parse(workbook, part, &EVENTS, &strings);
    return outcome == OK && (workbook->texts.bytes.full || workbook->texts.ends.full) ? TOO_LARGE : outcome;
}

struct text sheet_parts_text(const struct workbook *workbook, int64_t index)
{
    const struct shared_texts *texts = &workbook->texts;
    uint32_t from = 0;
    uint32_t to = 0;
    if (index < 0 || (size_t)index >= texts->ends.length / sizeof to)
        return TEXT_NONE;
    memcpy(&to, texts->ends.bytes + (size_t)index * sizeof to, sizeof to);
    if (index > 0)
        memcpy(&from, texts->ends.bytes + (size_t)(index - 1) * sizeof from, sizeof from);
    return text_slice(buffer_text(&texts->bytes), from, to);
}

/* ---- joined cells, which stand behind the rows ---- */

bool cell_place(struct text reference, int64_t *ret_row, int64_t *ret_column)
{
    int64_t column = 0;
    size_t at = 0;
    while (at < reference.length && reference.at[at] >= 'A' && reference.at[at] <= 'Z' && column <= COLUMNS_OF_A_SHEET)
        column = column * 26 + (reference.at[at++] - 'A' + 1);
    if (at == 0 || column > COLUMNS_OF_A_SHEET ||
        text_to_integer(text_slice(reference, at, reference.length), 1, SHEET_LINES_MOST, ret_row) != OK)
        return false;
    *ret_column = column - 1;
    return true;
}

static void take_merge(void *context, const struct xml_element *element)
{
    struct workbook *workbook = context;
    struct merged_range range;
    struct text to = xml_value(element, "ref");
    struct text from;
    if (!text_is(element->name, "mergeCell") || !text_split(&to, ':', &from) ||
        !cell_place(from, &range.first_row, &range.first_column) ||
        !cell_place(to, &range.last_row, &range.last_column))
        return;
    workbook->too_many = workbook->too_many || workbook->merge_count == SHEET_MERGES_MOST;
    if (!workbook->too_many)
        workbook->merges[workbook->merge_count++] = range;
}

/* Is the word there at all?  Kept over the seam of two pieces. */
struct looking {
    char seam[32];
    size_t length;
    bool found;
};

static enum outcome look_for_merges(void *context, struct text piece)
{
    struct looking *looking = context;
    struct text word = TEXT("mergeCell");
    size_t more = piece.length < word.length ? piece.length : word.length;
    memcpy(looking->seam + looking->length, piece.at, more);
    struct text seam = {looking->seam, looking->length + more};
    looking->found = looking->found || text_find(seam, word) >= 0 || text_find(piece, word) >= 0;
    size_t keep = piece.length < word.length - 1 ? piece.length : word.length - 1;
    memcpy(looking->seam, piece.at + piece.length - keep, keep);
    looking->length = keep;
    return OK;
}

static enum outcome read_merges(struct workbook *workbook, const struct archive_entry *sheet)
{
    static const struct xml_events EVENTS = {.start = take_merge};
    struct looking looking = {.length = 0};
    int64_t size = 0;
    enum outcome outcome = unpack(sheet, workbook->left, look_for_merges, &looking, &size);
    if (outcome != OK || !looking.found)
        return outcome;
    workbook->merges = arena_array(workbook->arena, struct merged_range, SHEET_MERGES_MOST);
    outcome = sheet_parts_parse(workbook, sheet, &EVENTS, workbook);
    return outcome == OK && workbook->too_many ? TOO_LARGE : outcome;
}

/* ---- all of it ---- */

static enum outcome open_parts(struct workbook *workbook, struct text bytes, struct text wanted)
{
    enum outcome outcome = archive_index_read(bytes, keep_entry, workbook);
    if (outcome == OK)
        outcome = find_sheet(workbook, wanted);
    if (outcome == OK)
        outcome = read_styles(workbook);
    if (outcome == OK)
        outcome = read_strings(workbook);
    const struct archive_entry *sheet = outcome == OK ? sheet_parts_part(workbook, workbook->sheet_path) : NULL;
    if (outcome == OK)
        outcome = sheet == NULL ? INVALID : read_merges(workbook, sheet);
    return outcome;
}

enum outcome sheet_parts_open(struct arena *arena, struct text bytes, struct text wanted, struct workbook *ret,
                              const char **ret_fault)
{
    *ret = (struct workbook){
        .arena = arena,
        .entries = arena_array(arena, struct archive_entry, ARCHIVE_ENTRIES_MOST),
        .left = SHEET_INFLATED_MOST,
        .texts = {buffer_open(SHEET_STRINGS_MOST), buffer_open(ENDS_MOST)},
    };
    enum outcome outcome = open_parts(ret, bytes, wanted);
    if (outcome == INVALID)
        *ret_fault = N_("This is no workbook that can be read: it is damaged, protected by a password, or of an older "
                        "kind. Save it as XLSX without a password.");
    if (outcome == NOT_FOUND)
        *ret_fault = N_("The workbook has no sheet of this name.");
    if (outcome == TOO_LARGE)
        *ret_fault = N_("This workbook becomes far larger than it looks when it is unpacked, or joins too many cells. "
                        "Save the sheet alone, or as CSV.");
    return outcome;
}

void sheet_parts_close(struct workbook *workbook)
{
    buffer_close(&workbook->texts.bytes);
    buffer_close(&workbook->texts.ends);
}
