#include "document/attachment_pages.h"

#include "document/attachment_parts.h"
#include "web/form.h"

enum { KILOBYTE = 1024, MEGABYTE = 1024 * 1024, PIECE_ARENA = 4 << 20 };

static struct text row_page(struct request *request, const struct attachment_home *home, struct identifier subject)
{
    struct text id = identifier_to_text(request->work.arena, subject);
    return arena_format(request->work.arena, "%s/%.*s", home->base, TEXT_ARG(id));
}

/* ---- the part of a row's page ---- */

/* "412 kB", "1.2 MB" in the language of the page. */
static struct text size_shown(struct work *work, int64_t size)
{
    struct text number = size < MEGABYTE
                             ? language_number(work->arena, work->language, (size + KILOBYTE - 1) / KILOBYTE)
                             : language_decimal(work->arena, work->language, size * 10 / MEGABYTE, 1);
    return tr_with(work->arena, work->language, size < MEGABYTE ? N_("{1} kB") : N_("{1} MB"), &number, 1);
}

static bool may_be_shown(struct text media_type)
{
    return text_starts_with(media_type, TEXT("image/")) || text_is(media_type, "application/pdf");
}

static struct attachment_line line_of(struct request *request, const struct attachment_home *home,
                                      const struct attachment *attachment, bool may_attach)
{
    struct work *work = &request->work;
    struct text path = arena_join(work->arena, TEXT("/attachments/"), identifier_to_text(work->arena, attachment->id));
    struct attachment_line line = {
        .kind = home->kinds == NULL ? attachment->kind : choice_show(home->kinds, attachment->kind, work->language),
        .name = attachment->file_name,
        .size = size_shown(work, attachment->size),
        .made_at = attachment->made_at,
        .shows = may_be_shown(attachment->media_type),
    };
    line.path = page_path(request, line.shows ? arena_join(work->arena, path, TEXT("?show=1")) : path);
    if (may_attach)
        line.remove = page_path(request, arena_join(work->arena, path, TEXT("/remove")));
    return line;
}

enum outcome attachment_list_view(struct request *request, const struct record *record, const void *row,
                                  struct attachment_list_view *ret_view)
{
    struct work *work = &request->work;
    const struct attachment_home *home = attachment_home_of(text_from(record->name));
    struct attachment_list_view view = {0};
    struct attachment *attachments;
    size_t count = 0;
    if (home == NULL) {
        *ret_view = view;
        return OK;
    }
    struct attachment_place place = attachment_place_of(work, home, row);
    enum outcome outcome = attachment_list(work, record, row, &attachments, &count);
    if (outcome != OK)
        return outcome;
    view.lines = arena_array(work->arena, struct attachment_line, count + 1);
    bool may_write = place.may_attach && actor_may(work->actor, &attachment_write);
    for (size_t i = 0; i < count; i++)
        view.lines[view.line_count++] = line_of(request, home, &attachments[i], may_write);
    if (may_write)
        view.add_path =
            page_path(request, arena_format(work->arena, "/attachments/new?record=%s&subject=%.*s", record->name,
                                            TEXT_ARG(identifier_to_text(work->arena, record_head_of(row)->id))));
    *ret_view = view;
    return OK;
}

/* ---- the form ---- */

static struct text error_at(const struct request *request, const char *field)
{
    const struct problem *problem = problem_for(&request->work.problems, text_from(field));
    return problem == NULL ? TEXT_NONE : problem_sentence(request->work.arena, request->work.language, problem);
}

static void fill_kinds(struct request *request, const struct choice_list *kinds, struct text chosen,
                       struct attachment_form_view *view)
{
    size_t count = kinds == NULL ? 0 : kinds->count;
    struct attachment_choice *choices = arena_array(request->work.arena, struct attachment_choice, count + 1);
    for (size_t i = 0; i < count; i++)
        choices[i] = (struct attachment_choice){
            .code = text_from(kinds->choices[i].code),
            .label = choice_name(&kinds->choices[i], request->work.language),
            .id = i == 0 ? TEXT("kind") : arena_format(request->work.arena, "kind-%zu", i + 1),
            .selected = text_is(chosen, kinds->choices[i].code),
        };
    view->kinds = choices;
    view->kind_count = count;
}

static enum outcome send_form(struct request *request, struct response *response, const struct parameters *given,
                              int status)
{
    struct attachment_place place;
    struct identifier subject;
    struct text record = parameters_get(given, TEXT("record"));
    if (text_to_identifier(parameters_get(given, TEXT("subject")), &subject) != OK)
        return NOT_FOUND;
    enum outcome outcome = attachment_place_find(&request->work, record, subject, &place);
    if (outcome != OK)
        return outcome;
    if (!place.may_attach)
        return FORBIDDEN;
    struct page *page = page_open(request, N_("Add a file"));
    page->has_form = true;
    struct text title = record_called(&request->work, place.home->record, place.row);
    page_trail(page, place.home->record->plural, text_from(place.home->base));
    page_trail_text(page, title, row_page(request, place.home, subject));
    page_trail(page, N_("Add a file"), TEXT_NONE);
    int64_t largest = request->application->settings->upload_bytes;
    struct attachment_form_view view = {
        .page = page,
        .title = title,
        .action = page_path(request, TEXT("/attachments")),
        .back = page_path(request, row_page(request, place.home, subject)),
        .record = record,
        .subject = identifier_to_text(request->work.arena, subject),
        .key = form_key_new(request),
        .largest = largest,
        .megabytes = largest / MEGABYTE,
        .kind_error = error_at(request, "kind"),
        .file_error = error_at(request, "file"),
    };
    const struct problem *first = request->work.problems.first;
    if (text_is_empty(view.kind_error) && text_is_empty(view.file_error) && first != NULL)
        view.other_error = problem_sentence(request->work.arena, request->work.language, first);
    fill_kinds(request, place.home->kinds, parameters_get(given, TEXT("kind")), &view);
    struct output out = page_output(request, response);
    attachment_form_page(&out, &view);
    return page_send(request, response, status);
}

static enum outcome show_form(struct request *request, struct response *response)
{
    return send_form(request, response, &request->query, 200);
}

static const struct upload *file_of(const struct request *request)
{
    for (size_t i = 0; i < request->upload_count; i++)
        if (text_is(request->uploads[i].name, "file"))
            return &request->uploads[i];
    return NULL;
}

static enum outcome add(struct request *request, struct response *response)
{
    const struct attachment_home *home = attachment_home_of(parameters_get(&request->form, TEXT("record")));
    const struct upload *file = file_of(request);
    struct identifier id;
    struct attachment_new new = {
        .record = parameters_get(&request->form, TEXT("record")),
        .kind = parameters_get(&request->form, TEXT("kind")),
        .file_name = file == NULL ? TEXT_NONE : file->file_name,
        .bytes = file == NULL ? TEXT_NONE : file->bytes,
        .largest = request->application->settings->upload_bytes,
        .key = parameters_get(&request->form, TEXT("_key")),
    };
    if (home == NULL || text_to_identifier(parameters_get(&request->form, TEXT("subject")), &new.subject) != OK)
        return NOT_FOUND;
    if (request->redisplay)
        return send_form(request, response, &request->form, 200);
    enum outcome outcome;
    if (form_answered(request, response, &outcome))
        return outcome;
    new.location = row_page(request, home, new.subject);
    outcome = attachment_add(&request->work, &new, &id);
    if (outcome == CONFLICT) /* sent twice at the same moment: the other one was kept */
        return respond_redirect(request, response, new.location);
    if (outcome == INVALID || outcome == TOO_LARGE)
        return send_form(request, response, &request->form, outcome == INVALID ? 422 : 413);
    if (outcome != OK)
        return outcome;
    respond_notice(request, response, N_("The file was added."));
    return respond_redirect(request, response, new.location);
}

/* ---- opening ---- */

struct piece_by_piece {
    struct db *db;
    struct attachment attachment;
    struct key key;
    int64_t next;
};

static bool write_piece(void *context, struct buffer *piece)
{
    struct piece_by_piece *stream = context;
    AUTO_ARENA struct arena *arena = arena_open(PIECE_ARENA);
    struct text bytes;
    if (stream->next >= stream->attachment.chunks ||
        attachment_chunk(stream->db, arena, &stream->key, &stream->attachment, stream->next, &bytes) != OK) {
        key_forget(&stream->key);
        return false;
    }
    stream->next++;
    buffer_add(piece, bytes);
    if (stream->next == stream->attachment.chunks)
        key_forget(&stream->key);
    return stream->next < stream->attachment.chunks;
}

/* A picture or a PDF within a page of its own, from which nothing runs and nothing is loaded. */
static void show_inline(struct request *request, struct response *response, const struct attachment *attachment)
{
    AUTO_BUFFER struct buffer disposition = buffer_open(4 * ATTACHMENT_NAME_MOST * 4);
    buffer_add(&disposition, TEXT("inline; filename*=UTF-8''"));
    url_encode(&disposition, attachment->file_name);
    respond_header(request, response, "Content-Disposition", buffer_text(&disposition));
    respond_header(request, response, "Content-Security-Policy",
                   TEXT("sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"));
}

static enum outcome open_file(struct request *request, struct response *response)
{
    struct identifier id;
    struct piece_by_piece *stream = arena_new(request->work.arena, struct piece_by_piece);
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = attachment_open(&request->work, id, &stream->attachment, &stream->key);
    if (outcome != OK)
        return outcome;
    stream->db = request->work.db;
    bool show = text_is(parameters_get(&request->query, TEXT("show")), "1");
    response->status = 200;
    response->content_type = stream->attachment.media_type;
    response->no_store = true;
    if (show && may_be_shown(stream->attachment.media_type))
        show_inline(request, response, &stream->attachment);
    else
        response->download_name = stream->attachment.file_name;
    /* So that a download cut short does not pass for a whole one. */
    if (request->method != METHOD_HEAD)
        respond_header(request, response, "Content-Length",
                       arena_format(request->work.arena, "%lld", (long long)stream->attachment.size));
    response->stream = write_piece;
    response->stream_context = stream;
    return OK;
}

static enum outcome take_away(struct request *request, struct response *response)
{
    struct identifier id;
    struct attachment_row row;
    enum outcome outcome = request_id(request, 0, &id);
    if (outcome == OK)
        outcome = attachment_row_read(&request->work, id, &row);
    if (outcome == OK)
        outcome = attachment_remove(&request->work, id);
    if (outcome != OK)
        return outcome;
    const struct attachment_home *home = attachment_home_of(row.attachment.record);
    respond_notice(request, response, N_("The file was destroyed."));
    return respond_redirect(request, response, row_page(request, home, row.attachment.subject));
}

const struct route document_routes[] = {
    {METHOD_GET, "/attachments/new", ROUTE_READ, show_form, .right = &attachment_write,
     .purpose = "form that adds a file to a row"},
    {METHOD_POST, "/attachments", ROUTE_SLOW, add, .right = &attachment_write, .big_body = true,
     .purpose = "adds a file"},
    {METHOD_GET, "/attachments/{id}", ROUTE_READ, open_file, .right = &attachment_read, .purpose = "opens a file"},
    {METHOD_POST, "/attachments/{id}/remove", ROUTE_WRITE, take_away, .right = &attachment_write,
     .purpose = "destroys a file"},
};
const size_t document_route_count = sizeof document_routes / sizeof *document_routes;
