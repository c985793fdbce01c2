/* A file taken in: its headings found, its lines put where they wait, and what its columns hold noted on the way. */
#include "codec/base64.h"
#include "codec/json.h"
#include "exchange/import_file.h"
#include "exchange/import_parts.h"
#include "exchange/label.h"
#include "system/random.h"

enum {
    PART_LINES = 200,
    PART_BYTES = 96 << 10,
    MESSAGE_PARTS = 8,
    MESSAGE_MOST = INTERNAL_BODY_MOST - (64 << 10),
    MESSAGE_ARENA = 64 << 20,
    TITLE_LINES_MOST = 20,
};

struct intake {
    struct work *work;
    const struct import_order *order;
    struct import_run run;
    struct file_facts facts;
    struct arena *scratch; /* of a row */
    struct buffer part;
    int64_t part_lines;
    struct buffer message; /* parts that wait to be handed over */
    struct json_writer json;
    size_t waiting;
    enum outcome outcome; /* what ended it */
};

/* ---- on to where lines wait ---- */

static void message_begin(struct intake *intake)
{
    buffer_clear(&intake->message);
    intake->json = json_writer_open(&intake->message);
    json_object_begin(&intake->json);
    json_key(&intake->json, TEXT("run"));
    json_put_text(&intake->json, identifier_to_text(intake->work->arena, intake->run.id));
    json_key(&intake->json, TEXT("parts"));
    json_array_begin(&intake->json);
    intake->waiting = 0;
}

static bool message_send(struct intake *intake)
{
    AUTO_ARENA struct arena *arena = arena_open(MESSAGE_ARENA);
    struct work work = *intake->work;
    struct text answer;
    if (intake->waiting == 0)
        return true;
    json_array_end(&intake->json);
    json_object_end(&intake->json);
    work.arena = arena;
    intake->outcome = json_finish(&intake->json)
                          ? import_hand_over(&work, "import.lines", buffer_text(&intake->message), &answer)
                          : FAILED;
    message_begin(intake);
    return intake->outcome == OK;
}

static bool part_end(struct intake *intake)
{
    if (intake->part_lines == 0)
        return true;
    json_object_begin(&intake->json);
    json_key(&intake->json, TEXT("part"));
    json_put_integer(&intake->json, intake->run.parts++);
    json_key(&intake->json, TEXT("lines"));
    json_put_integer(&intake->json, intake->part_lines);
    json_key(&intake->json, TEXT("content"));
    json_put_text(&intake->json, base64_encode(intake->scratch, buffer_text(&intake->part), BASE64_STANDARD));
    json_object_end(&intake->json);
    buffer_clear(&intake->part);
    intake->part_lines = 0;
    return ++intake->waiting < MESSAGE_PARTS || message_send(intake);
}

/* ---- headings ---- */

static bool is_heading_row(const struct given_row *row)
{
    size_t texts = 0;
    for (size_t i = 0; i < row->count; i++) {
        bool letters = false;
        for (size_t at = 0; at < row->cells[i].text.length;) {
            int32_t c = text_next_code_point(row->cells[i].text, &at);
            letters = letters || c > '9';
        }
        texts += row->cells[i].kind == CELL_TEXT && letters;
    }
    return texts >= 2;
}

static struct text signature_of(struct intake *intake)
{
    struct arena *arena = intake->work->arena;
    AUTO_BUFFER struct buffer joined = buffer_open(1 << 20);
    for (size_t i = 0; i < intake->facts.column_count; i++) {
        buffer_add(&joined, label_form(arena, intake->facts.columns[i].label));
        buffer_add_byte(&joined, '\n');
    }
    return import_keyed(intake->work, "import headings", buffer_text(&joined));
}

static bool take_headings(struct intake *intake, const struct given_row *row)
{
    struct arena *arena = intake->work->arena;
    struct text answer;
    AUTO_BUFFER struct buffer buffer = buffer_open(INTERNAL_BODY_MOST);
    intake->facts.columns = arena_array(arena, struct column_facts, row->count + 1);
    intake->facts.column_count = row->count;
    for (size_t i = 0; i < row->count; i++)
        intake->facts.columns[i].label = arena_text(arena, text_trim(row->cells[i].text));
    intake->run.signature = signature_of(intake);
    intake->outcome = import_run_message(intake->work, &intake->run, &buffer);
    if (intake->outcome == OK)
        intake->outcome = import_hand_over(intake->work, "import.open", buffer_text(&buffer), &answer);
    message_begin(intake);
    return intake->outcome == OK;
}

/* ---- lines ---- */

static bool take_line(struct intake *intake, const struct given_row *row)
{
    for (size_t i = 0; i < row->count && i < intake->facts.column_count; i++)
        facts_note(intake->scratch, intake->work->arena, &intake->facts.columns[i], &row->cells[i]);
    given_row_write(&intake->part, row);
    intake->part_lines++;
    intake->run.lines++;
    bool full = intake->part_lines == PART_LINES || intake->part.length > PART_BYTES;
    bool went = !full || part_end(intake);
    arena_reset(intake->scratch);
    return went;
}

static bool take_row(void *context, const struct given_row *row)
{
    struct intake *intake = context;
    if (intake->facts.column_count > 0)
        return take_line(intake, row);
    if (is_heading_row(row))
        return take_headings(intake, row);
    if (++intake->facts.title_lines <= TITLE_LINES_MOST)
        return true;
    intake->outcome = INVALID;
    return false;
}

static enum outcome no_headings(struct work *work)
{
    return problem_add(&work->problems, INVALID, "headings_missing", TEXT("file"),
                       N_("No line with headings was found: the file begins with one line that names its columns, two "
                          "at least."));
}

/* The last lines, and that there are no more. */
static enum outcome end_intake(struct intake *intake, const struct file_told *told)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(INTERNAL_BODY_MOST);
    struct text answer;
    if (intake->facts.column_count == 0)
        return no_headings(intake->work);
    if (intake->run.lines == 0)
        return problem_add(&intake->work->problems, INVALID, "lines_missing", TEXT("file"),
                           N_("There are headings, but no line below them."));
    if (!part_end(intake) || !message_send(intake))
        return intake->outcome;
    intake->facts.sheet = told->sheet;
    intake->facts.encoding = told->encoding;
    intake->facts.sheets = told->sheets;
    intake->facts.formulas = told->formulas;
    intake->facts.system_1904 = told->system_1904;
    intake->run.format = told->format;
    intake->run.facts = facts_write(intake->work->arena, &intake->facts);
    enum outcome outcome = import_run_message(intake->work, &intake->run, &buffer);
    return outcome == OK ? import_hand_over(intake->work, "import.close", buffer_text(&buffer), &answer) : outcome;
}

static void begin_intake(struct intake *intake)
{
    struct work *work = intake->work;
    const struct import_order *order = intake->order;
    bool workbook = text_starts_with(order->bytes, TEXT("PK"));
    intake->run = (struct import_run){
        .id = identifier_new(),
        .organisation = work->actor->organisation,
        .office = work->actor->office,
        .created_by = work->actor->user,
        .number = number_new(work->arena, TEXT("IMP"), day_from_date(zone_date(work->zone, work->now)).year),
        .created_at = work->now,
        .kind = text_from(order->kind->name),
        .state = RUN_OPENING,
        .file_name = order->file_name.length > 0 && text_is_clean(order->file_name, false)
                         ? text_slice(order->file_name, 0, 400)
                         : text_from(workbook ? "file.xlsx" : "file.csv"),
        .format = text_from(workbook ? "xlsx" : "csv"),
        .digest = import_keyed(work, "import file", order->bytes),
        .facts = TEXT("{}"),
    };
    if (!text_is_utf8(intake->run.file_name)) /* cut within a letter */
        intake->run.file_name = text_from(workbook ? "file.xlsx" : "file.csv");
    intake->part = buffer_open(PART_BYTES + (16 << 20));
    intake->message = buffer_open(MESSAGE_MOST);
    intake->scratch = arena_open(MESSAGE_ARENA);
}

enum outcome import_take(struct work *work, const struct import_order *order, struct identifier *ret_run)
{
    struct intake *intake = arena_new(work->arena, struct intake);
    struct file_told told;
    struct text answer;
    if (!import_may(work, order->kind))
        return FORBIDDEN;
    if (order->bytes.length == 0)
        return problem_add(&work->problems, INVALID, "file_missing", TEXT("file"),
                           N_("Choose a file that is not empty."));
    intake->work = work;
    intake->order = order;
    begin_intake(intake);
    enum outcome outcome = file_rows(work, order, take_row, intake, &told);
    if (outcome == CONFLICT)
        outcome = intake->facts.column_count == 0 && intake->outcome == INVALID ? no_headings(work) : intake->outcome;
    if (outcome == OK)
        outcome = end_intake(intake, &told);
    buffer_close(&intake->part);
    buffer_close(&intake->message);
    arena_closep(&intake->scratch);
    if (outcome == OK)
        *ret_run = intake->run.id;
    else if (intake->facts.column_count > 0) /* what came before the fault is not kept */
        (void)(import_hand_over(work, "import.drop", identifier_to_text(work->arena, intake->run.id), &answer) == OK);
    return outcome;
}
