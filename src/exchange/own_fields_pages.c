/* The mission's own fields for administrators: the list, the form of one, a whole profile in and out. */
#include "exchange/own_fields_pages.h"

#include "audit/audit.h"
#include "identity/identity.h"
#include "web/form.h"

enum { VERSIONS_SHOWN = 20 };

/* Codes and what they are called. */
static const char *const KINDS[] = {"text",    N_("One line of text"),
                                    "lines",   N_("Several lines of text"),
                                    "choice",  N_("One of a list"),
                                    "choices", N_("Several of a list"),
                                    "date",    N_("A day"),
                                    "integer", N_("A whole number"),
                                    "flag",    N_("Yes or no"),
                                    "money",   N_("An amount")};
static const char *const FILTERS[] = {"",      N_("Lists do not filter by it"),
                                      "keyed", N_("By equality, as a keyed hash: for what is personal"),
                                      "plain", N_("Readable, by range too: never for what is personal")};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS / 2, FILTER_COUNT = sizeof FILTERS / sizeof *FILTERS / 2 };

static struct {
    struct record *const *records;
    size_t count;
} open_records;

void own_fields_start(struct record *const *records, size_t count)
{
    open_records.records = records;
    open_records.count = count;
}

struct record *const *own_records(size_t *ret_count)
{
    *ret_count = open_records.count;
    return open_records.records;
}

/* ---- one version ---- */

struct now {
    struct own_version version;
    struct own_fields *fields;
};

static enum outcome read_now(struct work *work, struct now *ret)
{
    ret->fields = arena_new(work->arena, struct own_fields);
    enum outcome outcome = own_version_newest(work, &ret->version);
    return outcome == OK ? own_fields_read(work, ret->version.content, ret->fields) : outcome;
}

static enum outcome audit_version(struct work *work, int64_t number)
{
    struct audit_event event = {.at = work->now,
                                .organisation = work->actor->organisation,
                                .user = work->actor->user,
                                .role = actor_role_name(work->actor, work->actor->office),
                                .action = TEXT("own_fields.change"),
                                .record = TEXT("custom_version"),
                                .details = arena_format(work->arena, "{\"version\":%lld}", (long long)number),
                                .origin = work->actor->origin};
    return audit_add(work->db, &event);
}

/* What was changed becomes the next version, if it may. */
static enum outcome keep(struct request *request, struct now *now, struct own_fields *after)
{
    struct work *work = &request->work;
    enum outcome outcome = own_fields_check(work, now->fields, after);
    if (outcome != OK)
        return outcome;
    struct text content = own_fields_write(work->arena, after);
    if (content.length == 0)
        return TOO_LARGE;
    if (form_version(request) != now->version.number)
        return problem_add(
            &work->problems, INVALID, "changed_meanwhile", TEXT("profile"),
            N_("Somebody else changed the fields meanwhile. Open the page again and repeat your change."));
    outcome = own_version_add(work, now->version.number + 1, content);
    return outcome == OK ? audit_version(work, now->version.number + 1) : outcome;
}

static enum outcome done(struct request *request, struct response *response)
{
    respond_notice(
        request, response,
        N_("It is kept as a new version, and counts on all pages within half a minute. Nobody is interrupted."));
    return respond_redirect(request, response, TEXT("/own-fields"));
}

static const struct text *problem_lines(struct work *work, size_t *ret_count)
{
    struct text *lines = arena_array(work->arena, struct text, work->problems.count + 1);
    *ret_count = 0;
    for (const struct problem *problem = work->problems.first; problem != NULL; problem = problem->next)
        lines[(*ret_count)++] = problem_sentence(work->arena, work->language, problem);
    return lines;
}

/* ---- the list ---- */

static const struct record *record_named(struct text name)
{
    for (size_t i = 0; i < open_records.count; i++)
        if (text_is(name, open_records.records[i]->name))
            return open_records.records[i];
    return NULL;
}

static const char *kind_label(struct text kind)
{
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (text_is(kind, KINDS[2 * i]))
            return KINDS[2 * i + 1];
    return N_("One line of text");
}

static struct text label_in(struct work *work, const struct own_line *line)
{
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        if (language_at(i) == work->language && line->cells[OWN_FR + i].length > 0)
            return line->cells[OWN_FR + i];
    return line->cells[OWN_FR];
}

static void fill_fields(struct request *request, const struct own_fields *fields, struct own_fields_view *view)
{
    struct work *work = &request->work;
    struct own_field_view *lines = arena_array(work->arena, struct own_field_view, fields->count + 1);
    for (size_t i = 0; i < fields->count; i++) {
        const struct text *cells = fields->lines[i].cells;
        const struct record *record = record_named(cells[OWN_RECORD]);
        lines[i] = (struct own_field_view){
            .record = record == NULL ? cells[OWN_RECORD] : text_from(tr(work->language, record->plural)),
            .name = arena_format(work->arena, "%.*s.%.*s", TEXT_ARG(cells[OWN_RECORD]), TEXT_ARG(cells[OWN_NAME])),
            .kind = text_from(tr(work->language, kind_label(cells[OWN_KIND]))),
            .label = label_in(work, &fields->lines[i]),
            .path = page_path(request, arena_format(work->arena, "/own-fields/form?record=%.*s&name=%.*s",
                                                    TEXT_ARG(cells[OWN_RECORD]), TEXT_ARG(cells[OWN_NAME]))),
            .required = text_is(cells[OWN_REQUIRED], "yes"),
            .retired = text_is(cells[OWN_STATE], "retired"),
        };
    }
    view->fields = lines;
    view->field_count = fields->count;
}

static int64_t count_lines(struct arena *arena, const struct custom_file *file)
{
    struct choice_list own = {.name = ""};
    struct choice_fault fault;
    return file != NULL && choice_list_read(arena, file->content, &own, &fault) == OK ? (int64_t)own.count : 0;
}

static void fill_lists(struct request *request, struct own_fields *fields, struct own_fields_view *view)
{
    struct arena *arena = request->work.arena;
    const struct own_list *lists = own_lists(&view->list_count);
    struct own_list_view *lines = arena_array(arena, struct own_list_view, view->list_count + 1);
    for (size_t i = 0; i < view->list_count; i++)
        lines[i] = (struct own_list_view){
            .label = lists[i].label,
            .path = page_path(request, arena_format(arena, "/own-fields/list?name=%s", lists[i].list->name)),
            .count = count_lines(arena, own_fields_file(fields, own_list_file(arena, &lists[i])))};
    view->lists = lines;
}

static enum outcome fill_versions(struct work *work, struct own_fields_view *view)
{
    struct own_version *versions;
    size_t count;
    enum outcome outcome = own_version_list(work, VERSIONS_SHOWN, &versions, &count);
    if (outcome != OK)
        return outcome;
    struct own_version_view *lines = arena_array(work->arena, struct own_version_view, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++) {
        lines[i] = (struct own_version_view){.number = versions[i].number, .made_at = versions[i].made_at};
        outcome = record_titles(work, &colleague_record, &versions[i].made_by, 1, &lines[i].who);
    }
    view->versions = lines;
    view->version_count = count;
    return outcome;
}

static enum outcome send_list(struct request *request, struct response *response, struct text typed, int status)
{
    struct now now;
    struct own_fields_view view = {.new_path = page_path(request, TEXT("/own-fields/form")),
                                   .text_path = page_path(request, TEXT("/own-fields/profile.txt")),
                                   .take_action = page_path(request, TEXT("/own-fields/profile")),
                                   .retire_action = page_path(request, TEXT("/own-fields/retire"))};
    view.problems = problem_lines(&request->work, &view.problem_count);
    enum outcome outcome = read_now(&request->work, &now);
    if (outcome == OK)
        outcome = fill_versions(&request->work, &view);
    if (outcome != OK)
        return outcome;
    fill_fields(request, now.fields, &view);
    fill_lists(request, now.fields, &view);
    view.version = now.version.number;
    view.profile = typed;
    view.page = page_open(request, N_("Own fields"));
    struct output out = page_output(request, response);
    own_fields_list_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome own_fields_list(struct request *request, struct response *response)
{
    return send_list(request, response, TEXT_NONE, 200);
}

enum outcome own_fields_text(struct request *request, struct response *response)
{
    struct now now;
    enum outcome outcome = read_now(&request->work, &now);
    if (outcome != OK)
        return outcome;
    response->status = 200;
    response->content_type = TEXT("text/plain; charset=utf-8");
    response->download_name =
        arena_format(request->work.arena, "sanad-profile-%lld.txt", (long long)now.version.number);
    buffer_add(&response->body, own_fields_write(request->work.arena, now.fields));
    return OK;
}

enum outcome own_fields_take(struct request *request, struct response *response)
{
    struct now now;
    struct own_fields *after = arena_new(request->work.arena, struct own_fields);
    struct text typed = parameters_get(&request->form, TEXT("profile"));
    if (request->redisplay)
        return send_list(request, response, typed, 200);
    enum outcome outcome = read_now(&request->work, &now);
    if (outcome == OK)
        outcome = own_fields_read(&request->work, typed, after);
    if (outcome == OK)
        outcome = keep(request, &now, after);
    if (outcome == INVALID)
        return send_list(request, response, typed, 422);
    return outcome == OK ? done(request, response) : outcome;
}

enum outcome own_field_retire(struct request *request, struct response *response)
{
    struct now now;
    if (request->redisplay)
        return send_list(request, response, TEXT_NONE, 200);
    enum outcome outcome = read_now(&request->work, &now);
    if (outcome != OK)
        return outcome;
    struct own_fields *after = arena_new(request->work.arena, struct own_fields);
    *after = *now.fields;
    struct text record = parameters_get(&request->form, TEXT("name"));
    struct text name = record;
    (void)text_split(&name, '.', &record);
    struct own_line *line = own_fields_find(after, record, name);
    if (line == NULL)
        return NOT_FOUND;
    bool retired = text_is(line->cells[OWN_STATE], "retired");
    line->cells[OWN_STATE] = retired ? TEXT_NONE : TEXT("retired");
    outcome = keep(request, &now, after);
    if (outcome == INVALID)
        return send_list(request, response, TEXT_NONE, 422);
    return outcome == OK ? done(request, response) : outcome;
}

/* ---- the form of one ---- */

static const struct form_choice *choices_of(struct request *request, const char *const *pairs, size_t count,
                                            struct text chosen)
{
    struct form_choice *choices = arena_array(request->work.arena, struct form_choice, count + 1);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct form_choice){.code = text_from(pairs[2 * i]),
                                          .label = text_from(tr(request->work.language, pairs[2 * i + 1])),
                                          .selected = text_is(chosen, pairs[2 * i])};
    return choices;
}

static void fill_selects(struct request *request, const struct own_line *line, struct own_form_view *view)
{
    struct arena *arena = request->work.arena;
    const char **records = arena_array(arena, const char *, 2 * open_records.count + 2);
    view->record_count = open_records.count;
    view->kind_count = KIND_COUNT;
    view->filter_count = FILTER_COUNT;
    for (size_t i = 0; i < open_records.count; i++) {
        records[2 * i] = open_records.records[i]->name;
        records[2 * i + 1] = open_records.records[i]->plural;
    }
    view->records = choices_of(request, records, view->record_count, line->cells[OWN_RECORD]);
    view->kinds = choices_of(request, KINDS, view->kind_count, line->cells[OWN_KIND]);
    view->filters = choices_of(request, FILTERS, view->filter_count, line->cells[OWN_FILTER]);
}

static const struct {
    enum own_cell cell;
    const char *name, *label, *direction, *help;
    bool required;
} INPUTS[] = {{OWN_FR, "fr", N_("Label in French"), "ltr", NULL, true},
              {OWN_AR, "ar", N_("Label in Arabic"), "rtl", NULL, true},
              {OWN_EN, "en", N_("Label in English"), "ltr", NULL, true},
              {OWN_HELP_FR, "help_fr", N_("Help in French"), "ltr", NULL, false},
              {OWN_HELP_AR, "help_ar", N_("Help in Arabic"), "rtl", NULL, false},
              {OWN_HELP_EN, "help_en", N_("Help in English"), "ltr", NULL, false}};
enum { INPUT_COUNT = sizeof INPUTS / sizeof *INPUTS };

static enum outcome send_form(struct request *request, struct response *response, const struct own_line *line,
                              struct text choices, struct text choices_file, bool is_new, int64_t version, int status)
{
    struct own_form_view view = {.action = page_path(request, TEXT("/own-fields")),
                                 .cancel = page_path(request, TEXT("/own-fields")),
                                 .record = line->cells[OWN_RECORD],
                                 .name = line->cells[OWN_NAME],
                                 .choices = choices,
                                 .choices_file = choices_file,
                                 .version = version,
                                 .is_new = is_new,
                                 .required = text_is(line->cells[OWN_REQUIRED], "yes"),
                                 .input_count = INPUT_COUNT};
    struct own_input *inputs = arena_array(request->work.arena, struct own_input, INPUT_COUNT);
    for (size_t i = 0; i < INPUT_COUNT; i++)
        inputs[i] = (struct own_input){
            INPUTS[i].name,    INPUTS[i].label, INPUTS[i].direction, INPUTS[i].help, line->cells[INPUTS[i].cell],
            INPUTS[i].required};
    view.inputs = inputs;
    fill_selects(request, line, &view);
    view.problems = problem_lines(&request->work, &view.problem_count);
    view.page = page_open(request, is_new ? N_("Add a field") : N_("Change the field"));
    view.page->has_form = true;
    page_trail(view.page, N_("Own fields"), TEXT("/own-fields"));
    page_trail(view.page, is_new ? N_("Add a field") : N_("Change the field"), TEXT_NONE);
    struct output out = page_output(request, response);
    own_field_form_page(&out, &view);
    return page_send(request, response, status);
}

enum outcome own_field_form(struct request *request, struct response *response)
{
    struct now now;
    static const struct own_line NOTHING;
    struct text name = parameters_get(&request->query, TEXT("name"));
    enum outcome outcome = read_now(&request->work, &now);
    if (outcome != OK)
        return outcome;
    const struct own_line *line = own_fields_find(now.fields, parameters_get(&request->query, TEXT("record")), name);
    if (line == NULL && name.length > 0)
        return NOT_FOUND;
    line = line == NULL ? &NOTHING : line;
    const struct custom_file *list = own_fields_file(now.fields, line->cells[OWN_CHOICES]);
    return send_form(request, response, line, list == NULL ? TEXT_NONE : list->content,
                     list == NULL ? line->cells[OWN_CHOICES] : TEXT_NONE, name.length == 0, now.version.number, 200);
}

/* What was typed over the line: record, name and kind only of a new one. */
static void read_line(struct request *request, bool is_new, struct own_line *line)
{
    const struct parameters *form = &request->form;
    if (is_new) {
        line->cells[OWN_RECORD] = parameters_get(form, TEXT("record"));
        line->cells[OWN_NAME] = text_trim(parameters_get(form, TEXT("name")));
        line->cells[OWN_KIND] = parameters_get(form, TEXT("kind"));
    }
    for (size_t i = 0; i < INPUT_COUNT; i++)
        line->cells[INPUTS[i].cell] = text_trim(parameters_get(form, text_from(INPUTS[i].name)));
    line->cells[OWN_REQUIRED] = text_is(parameters_get(form, TEXT("required")), "yes") ? TEXT("yes") : TEXT_NONE;
    line->cells[OWN_FILTER] = parameters_get(form, TEXT("filter"));
}

/* The list of codes that was typed, in a file of its own. */
static void read_choices(struct request *request, struct own_fields *after, struct own_line *line)
{
    struct arena *arena = request->work.arena;
    struct text typed = text_trim(parameters_get(&request->form, TEXT("choices")));
    bool list = text_is(line->cells[OWN_KIND], "choice") || text_is(line->cells[OWN_KIND], "choices");
    if (!list || typed.length == 0)
        return;
    if (line->cells[OWN_CHOICES].length == 0)
        line->cells[OWN_CHOICES] =
            arena_format(arena, "%.*s_%.*s.csv", TEXT_ARG(line->cells[OWN_RECORD]), TEXT_ARG(line->cells[OWN_NAME]));
    struct custom_file *file = own_fields_file(after, line->cells[OWN_CHOICES]);
    if (file == NULL && after->file_count < OWN_FILES_MOST) {
        file = &after->files[after->file_count++];
        file->name = line->cells[OWN_CHOICES];
    }
    if (file != NULL)
        file->content = text_starts_with(typed, TEXT("code,"))
                            ? typed
                            : arena_format(arena, "code,fr,ar,en\n%.*s", TEXT_ARG(typed));
}

static void check_line(struct work *work, const struct own_line *line)
{
    for (size_t i = 0; i < INPUT_COUNT; i++)
        if (INPUTS[i].required && line->cells[INPUTS[i].cell].length == 0)
            (void)problem_add_with(&work->problems, INVALID, "required", text_from(INPUTS[i].name),
                                   N_("“{1}” is needed."), text_from(tr(work->language, INPUTS[i].label)), TEXT_NONE);
    for (size_t c = 0; c < OWN_CELLS; c++)
        if (line->cells[c].length > 1000 || !text_is_clean(line->cells[c], false))
            (void)problem_add(&work->problems, INVALID, "text_too_long", TEXT_NONE,
                              N_("A text is too long, or holds signs that cannot be stored."));
}

enum outcome own_field_save(struct request *request, struct response *response)
{
    struct now now;
    struct work *work = &request->work;
    struct own_fields *after = arena_new(work->arena, struct own_fields);
    enum outcome outcome = read_now(work, &now);
    if (outcome != OK)
        return outcome;
    *after = *now.fields;
    bool is_new = !text_is(parameters_get(&request->form, TEXT("_edit")), "1");
    struct text record = parameters_get(&request->form, TEXT("record"));
    struct own_line *line = own_fields_find(after, record, text_trim(parameters_get(&request->form, TEXT("name"))));
    if (is_new && line == NULL && after->count < OWN_LINES_MOST)
        line = &after->lines[after->count++];
    else if (is_new)
        return problem_add(&work->problems, CONFLICT, "name_taken", TEXT("name"), N_("This name is taken."));
    if (line == NULL)
        return NOT_FOUND;
    read_line(request, is_new, line);
    read_choices(request, after, line);
    check_line(work, line);
    if (!request->redisplay)
        outcome = work->problems.count > 0 ? INVALID : keep(request, &now, after);
    if (outcome == INVALID || request->redisplay)
        return send_form(request, response, line, parameters_get(&request->form, TEXT("choices")), TEXT_NONE, is_new,
                         form_version(request), outcome == INVALID ? 422 : 200);
    return outcome == OK ? done(request, response) : outcome;
}

/* ---- codes added to a list of the program ---- */

static const struct own_list *list_named(struct text name)
{
    size_t count;
    const struct own_list *lists = own_lists(&count);
    for (size_t i = 0; i < count; i++)
        if (text_is(name, lists[i].list->name))
            return &lists[i];
    return NULL;
}

static enum outcome send_list_form(struct request *request, struct response *response, const struct own_list *list,
                                   struct text choices, int64_t version, int status)
{
    struct work *work = &request->work;
    struct choice_list source = own_list_of_source(list);
    struct own_code_view *codes = arena_array(work->arena, struct own_code_view, source.count + 1);
    for (size_t i = 0; i < source.count; i++)
        codes[i] =
            (struct own_code_view){text_from(source.choices[i].code), choice_name(&source.choices[i], work->language)};
    struct own_list_form_view view = {.label = list->label,
                                      .name = list->list->name,
                                      .action = page_path(request, TEXT("/own-fields/list")),
                                      .cancel = page_path(request, TEXT("/own-fields")),
                                      .choices = choices,
                                      .source = codes,
                                      .source_count = source.count,
                                      .version = version};
    view.problems = problem_lines(work, &view.problem_count);
    view.page = page_open(request, list->label);
    view.page->has_form = true;
    page_trail(view.page, N_("Own fields"), TEXT("/own-fields"));
    page_trail(view.page, list->label, TEXT_NONE);
    struct output out = page_output(request, response);
    own_list_form_page(&out, &view);
    return page_send(request, response, status);
}

/* Without its head, as people type it. */
static struct text lines_of(const struct custom_file *file)
{
    struct text rest = file == NULL ? TEXT_NONE : file->content;
    struct text head;
    if (text_starts_with(rest, TEXT("code,")))
        (void)text_split(&rest, '\n', &head);
    return rest;
}

enum outcome own_list_form(struct request *request, struct response *response)
{
    struct now now;
    const struct own_list *list = list_named(parameters_get(&request->query, TEXT("name")));
    enum outcome outcome = list == NULL ? NOT_FOUND : read_now(&request->work, &now);
    if (outcome != OK)
        return outcome;
    const struct custom_file *file = own_fields_file(now.fields, own_list_file(request->work.arena, list));
    return send_list_form(request, response, list, lines_of(file), now.version.number, 200);
}

enum outcome own_list_save(struct request *request, struct response *response)
{
    struct now now;
    struct arena *arena = request->work.arena;
    struct text typed = text_trim(parameters_get(&request->form, TEXT("choices")));
    const struct own_list *list = list_named(parameters_get(&request->form, TEXT("list")));
    enum outcome outcome = list == NULL ? NOT_FOUND : read_now(&request->work, &now);
    if (outcome != OK)
        return outcome;
    if (request->redisplay)
        return send_list_form(request, response, list, typed, form_version(request), 200);
    struct own_fields *after = arena_new(arena, struct own_fields);
    *after = *now.fields;
    struct text name = own_list_file(arena, list);
    struct custom_file *file = own_fields_file(after, name);
    if (file == NULL && after->file_count < OWN_FILES_MOST)
        file = &after->files[after->file_count++];
    if (file == NULL)
        return TOO_LARGE;
    *file = (struct custom_file){name, arena_format(arena, "code,fr,ar,en\n%.*s", TEXT_ARG(typed))};
    outcome = keep(request, &now, after);
    if (outcome == INVALID)
        return send_list_form(request, response, list, typed, form_version(request), 422);
    return outcome == OK ? done(request, response) : outcome;
}
