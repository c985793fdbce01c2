/* The dry run: every line is read, checked and compared with what is known; nothing is stored but what was found. */
#include "exchange/import_parts.h"

#include <string.h>

#include "codec/base64.h"

enum { PART_ARENA = 32 << 20, LINE_ARENA = 64 << 20, FAULTS_MOST = 3 << 20, VERDICTS_MOST = 4096 };

/* References seen in this file: the first eight bytes of each, in a table of its own, so that it takes 16 bytes a line.
 */
struct seen {
    uint64_t *at;
    size_t capacity;
};

struct checking {
    struct work *work; /* its arena lives as long as the check */
    struct work inner; /* as the importer, in the arena of a part, or of one of its lines */
    struct arena *line;
    struct import_run run;
    struct import_plan plan;
    struct seen seen;
    struct buffer faults;
    char verdicts[VERDICTS_MOST];
    size_t count;
};

static bool seen_before(struct seen *seen, struct text reference)
{
    uint64_t key;
    memcpy(&key, reference.at, sizeof key);
    key |= 1; /* never the mark of an empty place */
    size_t at = (size_t)(key >> 1) % seen->capacity;
    while (seen->at[at] != 0) {
        if (seen->at[at] == key)
            return true;
        at = (at + 1) % seen->capacity;
    }
    seen->at[at] = key;
    return false;
}

/* ---- what is known already ---- */

static enum outcome find_known(struct checking *checking, struct text reference, struct text content, char *ret_verdict)
{
    struct import_origin origin;
    struct work *work = &checking->inner;
    enum outcome outcome = import_origin_find(work, checking->run.organisation, checking->run.kind, reference, &origin);
    *ret_verdict = 0;
    if (outcome == OK)
        *ret_verdict = text_equal(origin.content, content) ? VERDICT_KNOWN : VERDICT_CHANGED;
    return outcome == NOT_FOUND ? OK : outcome;
}

static enum outcome find_alike(struct checking *checking, const struct import_line *line, struct line_faults *faults,
                               char *ret_verdict)
{
    struct import_alike alike[IMPORT_ALIKE_MOST];
    size_t count = 0;
    const struct import_kind *kind = checking->plan.kind;
    *ret_verdict = VERDICT_GOOD;
    if (kind->alike == NULL)
        return OK;
    enum outcome outcome = kind->alike(&checking->inner, line->row, alike, &count);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        fault_add(faults, -1,
                  alike[i].same ? N_("Known already, as far as can be compared: {1}.")
                                : N_("May be known already: {1}."),
                  alike[i].called, TEXT_NONE);
        *ret_verdict = VERDICT_ALIKE;
    }
    return outcome;
}

/* ---- a line ---- */

static enum outcome judge(struct checking *checking, const struct given_row *row, struct line_faults *faults,
                          char *ret_verdict)
{
    struct import_line line;
    struct text reference;
    struct text content;
    struct work *work = &checking->inner;
    faults->count = 0;
    plan_keys(work, &checking->plan, row, &reference, &content);
    bool twice = seen_before(&checking->seen, reference);
    enum outcome outcome = find_known(checking, reference, content, ret_verdict);
    if (outcome == OK && *ret_verdict == VERDICT_CHANGED)
        fault_add(faults, -1,
                  checking->plan.kind->changes
                      ? N_("A line with this reference was imported before and held other values. To change that row, "
                           "give its number in a column of its own.")
                      : N_("A line with this reference was imported before and held other values. An import adds "
                           "such rows and changes none: change it on its page."),
                  TEXT_NONE, TEXT_NONE);
    if (outcome != OK || *ret_verdict != 0)
        return outcome;
    outcome = plan_line(work, &checking->plan, row, true, &line, faults);
    if (outcome == OK && line.before != NULL && faults->count == 0 && work->problems.count == 0 &&
        !plan_differs(work, &checking->plan, &line, NULL)) {
        *ret_verdict = VERDICT_KNOWN; /* as it is already */
        return OK;
    }
    if (outcome == OK)
        outcome = plan_check(work, &checking->plan, &line, faults);
    if (outcome == OK && twice && plan_changes(&checking->plan, row))
        fault_add(faults, checking->plan.number, N_("Another line of the file changes this row."), TEXT_NONE,
                  TEXT_NONE);
    else if (outcome == OK && twice)
        fault_add(faults, checking->plan.reference,
                  checking->plan.reference >= 0 ? N_("Another line of the file has this reference.")
                                                : N_("Another line of the file holds the same."),
                  TEXT_NONE, TEXT_NONE);
    *ret_verdict = VERDICT_BAD;
    if (outcome == OK && faults->count == 0 && line.before != NULL) {
        (void)plan_differs(work, &checking->plan, &line, faults);
        *ret_verdict = VERDICT_RENEWED;
        return OK;
    }
    return outcome == OK && faults->count == 0 ? find_alike(checking, &line, faults, ret_verdict) : outcome;
}

/* Comparing a line with everybody known takes hundreds of kilobytes: they go with the line, not with the part. */
static enum outcome judge_next(struct checking *checking, struct text *content)
{
    struct given_row row;
    struct line_faults faults;
    enum outcome outcome = given_row_read(checking->line, content, &row);
    if (outcome == OK && checking->count == VERDICTS_MOST)
        outcome = FAILED;
    if (outcome == OK) {
        outcome = judge(checking, &row, &faults, &checking->verdicts[checking->count++]);
        faults_write(checking->line, &checking->faults, row.line, &faults);
    }
    arena_reset(checking->line);
    checking->inner.problems = problems_open(checking->line);
    return outcome;
}

static enum outcome judge_part(struct checking *checking, struct text content)
{
    struct arena *part = checking->inner.arena;
    enum outcome outcome = OK;
    checking->count = 0;
    buffer_clear(&checking->faults);
    checking->inner.arena = checking->line;
    while (outcome == OK)
        outcome = judge_next(checking, &content);
    checking->inner.arena = part;
    checking->inner.problems = problems_open(part);
    if (outcome == INVALID || checking->faults.full)
        return FAILED;
    return outcome == NOT_FOUND ? OK : outcome;
}

/* ---- parts ---- */

static enum outcome send_part(struct checking *checking, int64_t part)
{
    AUTO_BUFFER struct buffer message = buffer_open(2 * FAULTS_MOST);
    struct json_writer json = json_writer_open(&message);
    struct arena *arena = checking->inner.arena;
    struct text answer;
    json_object_begin(&json);
    json_key(&json, TEXT("run"));
    json_put_text(&json, identifier_to_text(arena, checking->run.id));
    json_key(&json, TEXT("part"));
    json_put_integer(&json, part);
    json_key(&json, TEXT("verdicts"));
    json_put_text(&json, (struct text){checking->verdicts, checking->count});
    json_key(&json, TEXT("faults"));
    json_put_text(&json, base64_encode(arena, buffer_text(&checking->faults), BASE64_STANDARD));
    json_object_end(&json);
    if (!json_finish(&json))
        return FAILED;
    return import_hand_over(&checking->inner, "import.checked", buffer_text(&message), &answer);
}

static enum outcome check_part(struct checking *checking, int64_t part)
{
    struct import_part waiting;
    enum outcome outcome = import_part_read(&checking->inner, &checking->run, part, &waiting);
    if (outcome == OK)
        outcome = judge_part(checking, waiting.content);
    return outcome == OK ? send_part(checking, part) : outcome;
}

static enum outcome check_parts(struct checking *checking, import_progress *progress, void *context)
{
    AUTO_ARENA struct arena *arena = arena_open(PART_ARENA);
    AUTO_ARENA struct arena *line = arena_open(LINE_ARENA);
    enum outcome outcome = OK;
    int64_t done = 0;
    checking->inner = *checking->work;
    checking->inner.arena = arena;
    checking->line = line;
    checking->faults = buffer_open(FAULTS_MOST);
    for (int64_t part = 0; part < checking->run.parts && outcome == OK; part++) {
        outcome = check_part(checking, part);
        done += (int64_t)checking->count;
        arena_reset(arena);
        checking->inner.problems = problems_open(arena);
        if (outcome == OK && progress != NULL)
            outcome = progress(context, done, checking->run.lines);
    }
    buffer_close(&checking->faults);
    return outcome;
}

enum outcome import_check_all(struct work *work, struct identifier id, import_progress *progress, void *context)
{
    struct checking *checking = arena_new(work->arena, struct checking);
    checking->work = work;
    enum outcome outcome = import_run(work, id, &checking->run);
    if (outcome == OK && checking->run.state != RUN_CHECKING)
        outcome = CONFLICT;
    if (outcome == OK)
        outcome = plan_open(work, &checking->run, &checking->plan);
    if (outcome != OK)
        return outcome;
    checking->seen.capacity = (size_t)checking->run.lines * 2 + 64;
    checking->seen.at = arena_array(work->arena, uint64_t, checking->seen.capacity);
    return check_parts(checking, progress, context);
}

/* ---- in the writing worker ---- */

static int64_t *count_of(struct import_run *run, char verdict)
{
    switch (verdict) {
    case VERDICT_GOOD:
        return &run->good;
    case VERDICT_RENEWED:
        return &run->renewed;
    case VERDICT_KNOWN:
        return &run->known;
    case VERDICT_CHANGED:
        return &run->changed;
    case VERDICT_ALIKE:
        return &run->alike;
    default:
        return &run->bad;
    }
}

/* A check that began anew tells parts that were told before: they count once. */
enum outcome import_take_checked(struct work *work, const struct json_value *message)
{
    struct identifier id;
    struct import_run run;
    struct import_part part = {
        .part = json_integer_or(json_member(message, TEXT("part")), -1),
        .verdicts = json_text_or(json_member(message, TEXT("verdicts")), TEXT_NONE),
    };
    if (text_to_identifier(json_text_or(json_member(message, TEXT("run")), TEXT_NONE), &id) != OK ||
        base64_decode(work->arena, json_text_or(json_member(message, TEXT("faults")), TEXT_NONE), BASE64_STANDARD,
                      &part.faults) != OK)
        return FAILED;
    enum outcome outcome = import_run(work, id, &run);
    if (outcome == OK && run.state != RUN_CHECKING)
        outcome = CONFLICT;
    if (outcome != OK || part.part < run.next_part)
        return outcome;
    if (part.part > run.next_part)
        return FAILED;
    outcome = import_part_check(work, &run, &part);
    for (size_t i = 0; i < part.verdicts.length; i++)
        (*count_of(&run, part.verdicts.at[i]))++;
    run.next_part++;
    if (run.next_part == run.parts) {
        run.state = RUN_CHECKED;
        run.next_part = 0;
    }
    return outcome == OK ? import_run_save(work, &run) : outcome;
}
