/* Imports for who does them: the list, the form, a run with its columns, its progress and what was found. */
#include "exchange/import_pages.h"

#include "codec/csv.h"
#include "codec/encoding.h"
#include "exchange/upload.h"
#include "identity/identity.h"
#include "web/form.h"

enum {
    LINES = 50,
    FAULTS_SHOWN = 100,
    KEPT_SHOWN = 100,
    FOLLOW_SECONDS = 5,
    MEGABYTE = 1 << 20,
    PIECE_ARENA = 64 << 20
};

static const struct {
    const char *label, *tone;
} STATES[RUN_STATE_COUNT] = {
    [RUN_OPENING] = {N_("Being read"), "note"},       [RUN_READ] = {N_("Read: say what the columns are"), "warn"},
    [RUN_CHECKING] = {N_("Being checked"), "accent"}, [RUN_CHECKED] = {N_("Checked: nothing stored yet"), "accent"},
    [RUN_STORING] = {N_("Being stored"), "accent"},   [RUN_STORED] = {N_("Stored"), "good"},
    [RUN_UNDOING] = {N_("Being undone"), "warn"},     [RUN_UNDONE] = {N_("Undone"), "note"},
    [RUN_DISCARDED] = {N_("Discarded"), "note"},
};

static struct text run_path(struct arena *arena, struct identifier id, const char *behind)
{
    return arena_format(arena, "/imports/%.*s%s", TEXT_ARG(identifier_to_text(arena, id)), behind);
}

/* ---- the list ---- */

static enum outcome fill_line(struct request *request, const struct import_run *run, struct import_list_line *line)
{
    struct work *work = &request->work;
    const struct import_kind *kind = import_kind_named(run->kind);
    *line = (struct import_list_line){.number = run->number,
                                      .path = page_path(request, run_path(work->arena, run->id, "")),
                                      .file_name = run->file_name,
                                      .kind = kind == NULL ? N_("Of a kind that is no longer here") : kind->label,
                                      .state = STATES[run->state].label,
                                      .tone = STATES[run->state].tone,
                                      .created_at = run->created_at,
                                      .lines = run->lines,
                                      .done = run->done};
    return record_titles(work, &colleague_record, &run->created_by, 1, &line->who);
}

static bool is_seen(const struct work *work, const struct import_run *run)
{
    struct subject subject = {run->organisation, run->office, run->created_by};
    const struct import_kind *kind = import_kind_named(run->kind);
    const struct right *right = kind == NULL ? NULL : kind->right != NULL ? kind->right : kind->record->create;
    return right != NULL && actor_may_on(work->actor, &exchange_import, &subject) &&
           actor_may_on(work->actor, right, &subject);
}

enum outcome import_list(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct identifier before = {{0}};
    struct import_run *runs;
    size_t count;
    struct text mark = parameters_get(&request->query, TEXT("before"));
    if (mark.length > 0 && text_to_identifier(mark, &before) != OK)
        return NOT_FOUND;
    enum outcome outcome = import_run_list(work, before, LINES, &runs, &count);
    if (outcome != OK)
        return outcome;
    struct import_list_line *lines = arena_array(work->arena, struct import_list_line, count + 1);
    struct import_list_view view = {.lines = lines, .new_path = page_path(request, TEXT("/imports/new"))};
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (is_seen(work, &runs[i]))
            outcome = fill_line(request, &runs[i], &lines[view.line_count++]);
    if (outcome != OK)
        return outcome;
    if (count == LINES)
        view.older =
            arena_format(work->arena, "?before=%.*s", TEXT_ARG(identifier_to_text(work->arena, runs[count - 1].id)));
    view.page = page_open(request, N_("Imports"));
    struct output out = page_output(request, response);
    import_list_page(&out, &view);
    return page_send(request, response, 200);
}

/* ---- the form ---- */

static struct text error_at(const struct request *request, const char *field)
{
    const struct problem *problem = problem_for(&request->work.problems, text_from(field));
    return problem == NULL ? TEXT_NONE : problem_sentence(request->work.arena, request->work.language, problem);
}

static void fill_kinds(struct request *request, struct text chosen, struct import_new_view *view)
{
    size_t count;
    struct arena *arena = request->work.arena;
    const struct import_kind *const *kinds = exchange_kinds(&count);
    struct import_kind_choice *choices = arena_array(arena, struct import_kind_choice, count + 1);
    for (size_t i = 0; i < count; i++) {
        if (!import_may(&request->work, kinds[i]))
            continue;
        bool first = view->kind_count == 0;
        choices[view->kind_count++] =
            (struct import_kind_choice){.name = text_from(kinds[i]->name),
                                        .id = first ? TEXT("kind") : arena_format(arena, "kind-%zu", i),
                                        .label = kinds[i]->label,
                                        .about = kinds[i]->about,
                                        .selected = text_is(chosen, kinds[i]->name)};
    }
    view->kinds = choices;
}

static void fill_encodings(struct request *request, struct import_new_view *view)
{
    struct text chosen = parameters_get(&request->form, TEXT("encoding"));
    struct form_choice *choices = arena_array(request->work.arena, struct form_choice, ENCODING_COUNT + 1);
    choices[0] = (struct form_choice){.label = text_from(tr(request->work.language, N_("Found by itself")))};
    for (int i = 0; i < ENCODING_COUNT; i++) {
        struct text name = text_from(encoding_name((enum text_encoding)i));
        choices[i + 1] = (struct form_choice){.code = name, .label = name, .selected = text_equal(chosen, name)};
    }
    view->encodings = choices;
    view->encoding_count = ENCODING_COUNT + 1;
}

static enum outcome send_form(struct request *request, struct response *response, int status)
{
    int64_t largest = request->application->settings->upload_bytes;
    struct page *page = page_open(request, N_("Import a file"));
    const struct problem *first = request->work.problems.first;
    page->has_form = true;
    page_trail(page, N_("Imports"), TEXT("/imports"));
    page_trail(page, N_("Import a file"), TEXT_NONE);
    struct import_new_view view = {.page = page,
                                   .action = page_path(request, TEXT("/imports")),
                                   .back = page_path(request, TEXT("/imports")),
                                   .key = form_key_new(request),
                                   .sheet = parameters_get(&request->form, TEXT("sheet")),
                                   .kind_error = error_at(request, "kind"),
                                   .file_error = error_at(request, "file"),
                                   .largest = largest,
                                   .megabytes = largest / MEGABYTE};
    if (view.kind_error.length == 0 && view.file_error.length == 0 && first != NULL)
        view.other_error = problem_sentence(request->work.arena, request->work.language, first);
    fill_kinds(request, parameters_get(status == 200 ? &request->query : &request->form, TEXT("kind")), &view);
    fill_encodings(request, &view);
    struct output out = page_output(request, response);
    import_new_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome import_new(struct request *request, struct response *response)
{
    return send_form(request, response, 200);
}

/* A file that came in pieces takes the place of one that comes with the form. */
static enum outcome read_pieces(struct request *request, struct import_order *order, struct identifier *ret_upload)
{
    struct work *work = &request->work;
    struct upload_state state;
    struct text named = parameters_get(&request->form, TEXT("upload"));
    if (named.length == 0)
        return OK;
    enum outcome outcome =
        text_to_identifier(named, ret_upload) == OK ? upload_read(work, *ret_upload, &state, &order->bytes) : NOT_FOUND;
    if (outcome < 0)
        return outcome;
    if (outcome == OK)
        order->file_name = state.file_name;
    else
        (void)problem_add(&work->problems, INVALID, "upload_not_whole", TEXT("file"),
                          N_("The file did not arrive whole: choose it once more and send it again."));
    return OK;
}

/* Reads the file here, in the slow worker; its lines go to where they wait. */
enum outcome import_send(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    const struct import_kind *kind = import_kind_named(parameters_get(&request->form, TEXT("kind")));
    struct import_order order = {.kind = kind,
                                 .sheet = text_trim(parameters_get(&request->form, TEXT("sheet"))),
                                 .encoding = parameters_get(&request->form, TEXT("encoding"))};
    struct identifier id, upload = {{0}};
    struct text gone;
    if (request->redisplay)
        return send_form(request, response, 200);
    enum outcome outcome = read_pieces(request, &order, &upload);
    if (outcome != OK)
        return outcome;
    for (size_t i = 0; i < request->upload_count; i++)
        if (text_is(request->uploads[i].name, "file")) {
            order.bytes = request->uploads[i].bytes;
            order.file_name = request->uploads[i].file_name;
        }
    if (kind == NULL)
        (void)problem_add(&work->problems, INVALID, "choice_unknown", TEXT("kind"), N_("Choose from the list."));
    if ((int64_t)order.bytes.length > request->application->settings->upload_bytes)
        (void)problem_add(&work->problems, TOO_LARGE, "file_too_large", TEXT("file"),
                          N_("This file is larger than what is taken. Save it as CSV, or in several files."));
    if (work->problems.count > 0)
        return send_form(request, response, 422);
    outcome = import_take(work, &order, &id);
    if (outcome >= 0 && !identifier_is_none(upload)) /* read or refused: it is not kept */
        (void)(import_hand_over(work, "import.upload_read", identifier_to_text(work->arena, upload), &gone) == OK);
    if (outcome == INVALID || outcome == TOO_LARGE)
        return send_form(request, response, outcome == INVALID ? 422 : 413);
    return outcome == OK ? respond_redirect(request, response, run_path(work->arena, id, "")) : outcome;
}

/* ---- a run ---- */

static void add_note(struct import_show_view *view, struct text note)
{
    if (view->note_count < sizeof view->notes / sizeof *view->notes)
        view->notes[view->note_count++] = note;
}

/* What was noticed in the file as a whole. */
static enum outcome fill_notes(struct work *work, const struct import_run *run, struct import_show_view *view)
{
    struct file_facts facts;
    const struct language *language = work->language;
    enum outcome outcome = facts_read(work->arena, run->facts, &facts);
    if (outcome != OK)
        return outcome;
    struct text count = language_number(work->arena, language, facts.formulas);
    if (facts.sheets > 1)
        add_note(view, tr_with(work->arena, language, N_("The workbook has several sheets: only “{1}” was read."),
                               &facts.sheet, 1));
    if (facts.formulas > 0)
        add_note(view, tr_with(work->arena, language,
                               N_("{1} cells hold formulas: the values that they had when the file was saved count."),
                               &count, 1));
    if (facts.system_1904)
        add_note(view, text_from(tr(language, N_("The workbook counts its days from 1904: they were read so."))));
    if (facts.encoding.length > 0 && !text_is(facts.encoding, "UTF-8"))
        add_note(view,
                 tr_with(work->arena, language,
                         N_("The file was read as {1}. Look at the names below: if their letters are strange, send "
                            "it again with another encoding."),
                         &facts.encoding, 1));
    if (facts.title_lines > 0)
        add_note(view, text_from(tr(language, N_("The lines above the headings were left aside."))));
    return OK;
}

static void add_fact(struct import_show_view *view, const char *label, int64_t count, bool always)
{
    if (always || count > 0)
        view->facts[view->fact_count++] = (struct import_fact){label, count, NULL};
}

static void fill_facts(const struct import_run *run, struct import_show_view *view)
{
    if (run->state < RUN_CHECKING || run->state == RUN_DISCARDED)
        return;
    add_fact(view, N_("Good lines"), run->good, true);
    add_fact(view, N_("Lines that change a row"), run->renewed, false);
    add_fact(view, N_("Lines with faults"), run->bad, true);
    add_fact(view, N_("Here already, the same"), run->known, false);
    add_fact(view, N_("Imported before, with other values"), run->changed, false);
    add_fact(view, N_("Like somebody known"), run->alike, false);
    if (run->state >= RUN_STORING)
        add_fact(view, run->state == RUN_UNDONE ? N_("Still stored") : N_("Stored"), run->done, true);
}

/* How far the job is, or that it ended on the way. */
static enum outcome fill_progress(struct request *request, const struct import_run *run, struct import_show_view *view)
{
    struct work *work = &request->work;
    struct job job;
    bool moving = run->state == RUN_CHECKING || run->state == RUN_STORING || run->state == RUN_UNDOING;
    if (!moving)
        return OK;
    struct text path = page_path(request, run_path(work->arena, run->id, ""));
    enum outcome outcome = identifier_is_none(run->job) ? NOT_FOUND : job_get(work, run->job, &job);
    if (outcome < 0)
        return outcome;
    view->runs = outcome == OK && (job.state == JOB_QUEUED || job.state == JOB_RUNNING);
    view->stopped = !view->runs;
    view->go_on_action = arena_join(work->arena, path, TEXT("/go-on"));
    if (!view->runs)
        return OK;
    view->percent = job.progress_total > 0 ? job.progress_done * 100 / job.progress_total : -1;
    if (!job.stopping)
        view->cancel = arena_join(work->arena, path, TEXT("/cancel"));
    if (text_is(parameters_get(&request->query, TEXT("follow")), "1"))
        view->unfollow = path;
    else
        view->follow = arena_join(work->arena, path, TEXT("?follow=1"));
    return OK;
}

static enum outcome fill_faults(struct work *work, const struct import_run *run, struct import_show_view *view)
{
    struct file_facts facts;
    struct fault_line fault;
    struct import_fault_view *faults = arena_array(work->arena, struct import_fault_view, FAULTS_SHOWN);
    enum outcome outcome = facts_read(work->arena, run->facts, &facts);
    for (int64_t part = 0; outcome == OK && part < run->parts && !view->more_faults; part++) {
        struct import_part checked;
        outcome = import_part_read_faults(work, run, part, &checked);
        while (outcome == OK && (outcome = fault_next(work, &checked.faults, &fault)) == OK) {
            if (view->fault_count == FAULTS_SHOWN) {
                view->more_faults = true;
                break;
            }
            struct text column = fault.column >= 0 && (size_t)fault.column < facts.column_count
                                     ? facts.columns[fault.column].label
                                     : TEXT_NONE;
            faults[view->fault_count++] = (struct import_fault_view){(int64_t)fault.line, column, fault.sentence};
        }
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    view->faults = faults;
    return outcome;
}

/* After an undo: what stands still, because it was changed since. */
static enum outcome fill_kept(struct work *work, const struct import_run *run, const struct import_kind *kind,
                              struct import_show_view *view)
{
    struct import_origin *origins;
    size_t count = 0;
    if (run->state != RUN_UNDONE || run->left_out == 0)
        return OK;
    enum outcome outcome = import_origin_last(work, run->id, INT32_MAX, KEPT_SHOWN, &origins, &count);
    struct import_fault_view *kept = arena_array(work->arena, struct import_fault_view, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        void *row;
        struct field_set readable;
        kept[i].line = origins[i].line;
        outcome = record_peek(work, kind->record, origins[i].subject, &row, &readable);
        if (outcome == OK)
            kept[i].sentence = record_head_of(row)->number;
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    view->kept = kept;
    view->kept_count = outcome == OK ? count : 0;
    return outcome;
}

static void fill_actions(struct request *request, const struct import_run *run, const struct import_kind *kind,
                         struct import_show_view *view)
{
    struct arena *arena = request->work.arena;
    struct text path = page_path(request, run_path(arena, run->id, ""));
    view->faults_csv = arena_join(arena, path, TEXT("/faults.csv"));
    view->columns_action = arena_join(arena, path, TEXT("/columns"));
    view->store_action = arena_join(arena, path, TEXT("/store"));
    view->may_store = run->state == RUN_CHECKED && run->good + run->renewed + run->alike > 0;
    view->may_store_whole = run->bad == 0 && run->changed == 0 && kind->unmake != NULL;
    view->has_alike = run->alike > 0;
    view->alike_count = run->alike;
    view->lasting = kind->unmake == NULL ? kind->lasting : NULL;
    view->maps = run->state == RUN_READ || run->state == RUN_CHECKED;
    bool undone = run->state == RUN_STORED || run->state == RUN_UNDONE || (run->state == RUN_STORING && view->stopped);
    if (undone && run->done > 0 && kind->unmake != NULL)
        view->undo_action = arena_join(arena, path, TEXT("/undo"));
}

static enum outcome fill_run(struct request *request, const struct import_run *run, const struct import_kind *kind,
                             bool typed, struct import_show_view *view)
{
    struct work *work = &request->work;
    struct import_run same;
    enum outcome outcome = fill_progress(request, run, view);
    fill_actions(request, run, kind, view);
    fill_facts(run, view);
    if (outcome == OK)
        outcome = fill_notes(work, run, view);
    if (outcome == OK && run->state >= RUN_CHECKED && run->state != RUN_DISCARDED)
        outcome = fill_faults(work, run, view);
    if (outcome == OK)
        outcome = fill_kept(work, run, kind, view);
    if (outcome == OK && view->maps)
        outcome = import_fill_columns(request, run, typed, view);
    if (outcome == OK && view->maps) {
        outcome = import_run_of_file(work, run->digest, run->id, &same);
        view->stored_same = outcome == OK;
        outcome = outcome == NOT_FOUND ? OK : outcome;
    }
    return outcome == OK ? record_titles(work, &colleague_record, &run->created_by, 1, &view->who) : outcome;
}

static enum outcome send_run(struct request *request, struct response *response, const struct import_run *run,
                             bool typed, int status)
{
    const struct import_kind *kind = import_kind_named(run->kind);
    struct import_show_view view = {.number = run->number,
                                    .file_name = run->file_name,
                                    .kind = kind->label,
                                    .about = kind->about,
                                    .state = STATES[run->state].label,
                                    .tone = STATES[run->state].tone,
                                    .created_at = run->created_at,
                                    .lines = run->lines,
                                    .percent = -1,
                                    .key = form_key_new(request)};
    enum outcome outcome = fill_run(request, run, kind, typed, &view);
    if (outcome != OK)
        return outcome;
    if (view.unfollow.length > 0)
        respond_header(request, response, "Refresh", arena_format(request->work.arena, "%d", FOLLOW_SECONDS));
    view.page = page_open_text(request, run->number);
    view.page->has_form = view.maps;
    page_trail(view.page, N_("Imports"), TEXT("/imports"));
    page_trail_text(view.page, run->number, TEXT_NONE);
    struct output out = page_output(request, response);
    import_show_page(&out, &view);
    return page_send(request, response, status);
}

static enum outcome find_run(struct request *request, struct import_run *ret_run)
{
    struct identifier id;
    enum outcome outcome = request_id(request, 0, &id);
    return outcome == OK ? import_run(&request->work, id, ret_run) : outcome;
}

enum outcome import_show(struct request *request, struct response *response)
{
    struct import_run run;
    enum outcome outcome = find_run(request, &run);
    if (outcome == OK && run.state == RUN_OPENING)
        outcome = NOT_FOUND;
    return outcome == OK ? send_run(request, response, &run, false, 200) : outcome;
}

/* ---- what a person does with it ---- */

static enum outcome back_to(struct request *request, struct response *response, const struct import_run *run,
                            const char *notice)
{
    respond_notice(request, response, notice);
    return respond_redirect(request, response, run_path(request->work.arena, run->id, "?follow=1"));
}

enum outcome import_columns_save(struct request *request, struct response *response)
{
    struct work *work = &request->work;
    struct import_run run;
    struct file_facts facts;
    struct import_mapping mapping;
    enum outcome outcome = find_run(request, &run);
    if (outcome == OK && request->redisplay)
        return send_run(request, response, &run, true, 200);
    if (outcome == OK && run.state != RUN_READ && run.state != RUN_CHECKED)
        return back_to(request, response, &run, N_("It had changed meanwhile: nothing was done."));
    if (outcome == OK)
        outcome = facts_read(work->arena, run.facts, &facts);
    if (outcome != OK)
        return outcome;
    import_read_columns(request, &facts, &mapping);
    outcome = mapping_check(work, import_kind_named(run.kind), &facts, &mapping);
    if (outcome == INVALID)
        return send_run(request, response, &run, true, 422);
    run.mapping = mapping_write(work->arena, &mapping);
    if (outcome == OK)
        outcome = mapping_keep(work, &run);
    if (outcome == OK)
        outcome = import_begin(work, &run, GOAL_CHECK, true);
    if (outcome != OK)
        return outcome;
    return back_to(request, response, &run, N_("Every line is checked now. Nothing is stored."));
}

/* Begins what moves a run on; too late, it is only said. */
static enum outcome begin(struct request *request, struct response *response, enum import_goal goal, const char *said)
{
    struct import_run run;
    enum outcome outcome = find_run(request, &run);
    if (outcome == OK && request->redisplay)
        return send_run(request, response, &run, false, 200);
    if (outcome == OK && goal == GOAL_STORE && run.state == RUN_CHECKED) {
        run.whole = text_is(parameters_get(&request->form, TEXT("whole")), "1") && run.bad == 0 && run.changed == 0;
        run.with_alike = text_is(parameters_get(&request->form, TEXT("alike")), "1");
    }
    if (outcome == OK)
        outcome = import_begin(&request->work, &run, goal, true);
    if (outcome == CONFLICT)
        return back_to(request, response, &run, N_("It had changed meanwhile: nothing was done."));
    return outcome == OK ? back_to(request, response, &run, said) : outcome;
}

enum outcome import_store(struct request *request, struct response *response)
{
    return begin(request, response, GOAL_STORE, N_("The lines are being stored. Others can work meanwhile."));
}

enum outcome import_undo(struct request *request, struct response *response)
{
    return begin(request, response, GOAL_UNDO, N_("The import is being undone."));
}

enum outcome import_go_on(struct request *request, struct response *response)
{
    struct import_run run;
    enum outcome outcome = find_run(request, &run);
    if (outcome != OK)
        return outcome;
    enum import_goal goal = run.state == RUN_CHECKING ? GOAL_CHECK : run.state == RUN_STORING ? GOAL_STORE : GOAL_UNDO;
    return begin(request, response, goal, N_("It goes on where it stopped."));
}

enum outcome import_cancel(struct request *request, struct response *response)
{
    struct import_run run;
    enum outcome outcome = find_run(request, &run);
    if (outcome == OK && request->redisplay)
        return send_run(request, response, &run, false, 200);
    if (outcome == OK)
        outcome = identifier_is_none(run.job) ? CONFLICT : job_cancel(&request->work, run.job);
    if (outcome == CONFLICT || outcome == NOT_FOUND)
        return identifier_is_none(run.id) ? outcome : back_to(request, response, &run, N_("It had ended already."));
    return outcome == OK ? back_to(request, response, &run, N_("It will be cancelled.")) : outcome;
}

/* ---- what was found, as a file ---- */

struct fault_stream {
    struct work work;
    struct import_run run;
    struct file_facts facts;
    int64_t part;
};

static void write_fault(struct csv_writer *csv, const struct fault_stream *stream, const struct fault_line *fault)
{
    bool column = fault->column >= 0 && (size_t)fault->column < stream->facts.column_count;
    csv_integer(csv, (int64_t)fault->line);
    csv_text(csv, column ? stream->facts.columns[fault->column].label : TEXT_NONE);
    csv_text(csv, fault->sentence);
    csv_row_end(csv);
}

static void write_head(struct csv_writer *csv, const struct language *language)
{
    csv_byte_order_mark(csv);
    csv_text(csv, text_from(tr(language, N_("Line"))));
    csv_text(csv, text_from(tr(language, N_("Column"))));
    csv_text(csv, text_from(tr(language, N_("What was found"))));
    csv_row_end(csv);
}

static bool next_faults(void *context, struct buffer *piece)
{
    struct fault_stream *stream = context;
    AUTO_ARENA struct arena *arena = arena_open(PIECE_ARENA);
    struct work work = stream->work;
    struct csv_writer csv = csv_writer_open(piece, ',');
    struct import_part checked;
    struct fault_line fault;
    work.arena = arena;
    if (stream->part == 0)
        write_head(&csv, work.language);
    if (stream->part >= stream->run.parts || import_part_read_faults(&work, &stream->run, stream->part, &checked) != OK)
        return false;
    while (fault_next(&work, &checked.faults, &fault) == OK)
        write_fault(&csv, stream, &fault);
    return ++stream->part < stream->run.parts;
}

enum outcome import_faults_csv(struct request *request, struct response *response)
{
    struct fault_stream *stream = arena_new(request->work.arena, struct fault_stream);
    enum outcome outcome = find_run(request, &stream->run);
    if (outcome == OK)
        outcome = facts_read(request->work.arena, stream->run.facts, &stream->facts);
    if (outcome != OK)
        return outcome;
    stream->work = request->work;
    response->status = 200;
    response->content_type = TEXT("text/csv; charset=utf-8; header=present");
    response->download_name = arena_format(request->work.arena, "%.*s.csv", TEXT_ARG(stream->run.number));
    response->stream = next_faults;
    response->stream_context = stream;
    return OK;
}
