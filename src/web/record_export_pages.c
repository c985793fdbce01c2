#include <errno.h>
#include <sodium.h>
#include <unistd.h>

#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/json.h"
#include "record/export.h"
#include "system/file.h"
#include "web/application.h"
#include "web/record_parts.h"

enum { PIECE = 64 << 10 };

/* A file that is being made, and then sent.  It has no name: nothing of it stays, whatever happens meanwhile. */
struct export_file {
    const char *directory; /* where its bytes lie */
    int descriptor;
    int64_t rows;
    struct text digest; /* SHA-256 */
};

static enum outcome open_file(struct request *request, struct export_file *file)
{
    file->descriptor = -1;
    file->directory = arena_string(request->work.arena, request->application->settings->run);
    return file_unnamed(file->directory, &file->descriptor);
}

static bool write_piece(void *context, struct text piece)
{
    const struct export_file *file = context;
    while (piece.length > 0) {
        ssize_t written = write(file->descriptor, piece.at, piece.length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        piece = text_slice(piece, (size_t)written, piece.length);
    }
    return true;
}

typedef enum outcome maker_of_file(struct request *request, const struct record_page_options *options,
                                   const struct list_query *query, const struct export_options *how,
                                   struct export_file *file);

static enum outcome make_csv(struct request *request, const struct record_page_options *options,
                             const struct list_query *query, const struct export_options *how, struct export_file *file)
{
    return export_csv(&request->work, options->record, query, how, write_piece, file, &file->rows);
}

static enum outcome make_xlsx(struct request *request, const struct record_page_options *options,
                              const struct list_query *query, const struct export_options *how,
                              struct export_file *file)
{
    return export_xlsx(&request->work, options->record, query, how, file->descriptor, file->directory, &file->rows);
}

/* The sum of what will be sent, read back from the file. */
static enum outcome sum_file(struct arena *arena, struct export_file *file)
{
    crypto_hash_sha256_state state;
    unsigned char *sum = arena_bytes(arena, crypto_hash_sha256_BYTES);
    unsigned char *piece = arena_bytes(arena, PIECE);
    ssize_t got = 0;
    if (lseek(file->descriptor, 0, SEEK_SET) != 0)
        return FAILED;
    (void)crypto_hash_sha256_init(&state);
    while ((got = read(file->descriptor, piece, PIECE)) > 0)
        (void)crypto_hash_sha256_update(&state, piece, (size_t)got);
    (void)crypto_hash_sha256_final(&state, sum);
    file->digest = (struct text){(const char *)sum, crypto_hash_sha256_BYTES};
    return got == 0 && lseek(file->descriptor, 0, SEEK_SET) == 0 ? OK : FAILED;
}

static bool next_piece(void *context, struct buffer *piece)
{
    const struct export_file *file = context;
    char *room = buffer_room(piece, PIECE);
    ssize_t got = room == NULL ? 0 : read(file->descriptor, room, PIECE);
    if (got <= 0)
        return false;
    piece->length += (size_t)got;
    return true;
}

static void end_pieces(void *context)
{
    struct export_file *file = context;
    if (file->descriptor >= 0)
        (void)close(file->descriptor);
    file->descriptor = -1;
}

static enum outcome audit(struct request *request, const struct record_page_options *options, const char *format,
                          struct text query, const struct export_file *file)
{
    AUTO_BUFFER struct buffer details = buffer_open(16 << 10);
    struct json_writer writer = json_writer_open(&details);
    json_object_begin(&writer);
    json_key(&writer, TEXT("format"));
    json_put_text(&writer, text_from(format));
    json_key(&writer, TEXT("rows"));
    json_put_integer(&writer, file->rows);
    json_key(&writer, TEXT("sha256"));
    json_put_text(&writer, hex_encode(request->work.arena, file->digest));
    json_key(&writer, TEXT("query"));
    json_put_text(&writer, query);
    json_object_end(&writer);
    return json_finish(&writer) ? record_audit_export(request, options->record, buffer_text(&details)) : FAILED;
}

static void send_file(struct request *request, struct response *response, const struct record_page_options *options,
                      const char *format, const char *type, struct export_file *file)
{
    struct arena *arena = request->work.arena;
    struct text day = date_to_text(arena, zone_date(request->work.zone, request->work.now));
    struct text sum = base64_encode(arena, file->digest, BASE64_STANDARD);
    response->status = 200;
    response->content_type = text_from(type);
    response->download_name = arena_format(arena, "%s-%.*s.%s", options->record->path, TEXT_ARG(day), format);
    response->stream = next_piece;
    response->stream_end = end_pieces;
    response->stream_context = file;
    respond_header(request, response, "Row-Count", arena_format(arena, "%lld", (long long)file->rows));
    respond_header(request, response, "Content-Digest", arena_format(arena, "sha-256=:%.*s:", TEXT_ARG(sum)));
}

static enum outcome read_query(struct request *request, const struct record_page_options *options,
                               struct list_query *query)
{
    enum outcome outcome = list_query_read(&request->work, options->record, &request->query, query);
    if (outcome == OK && options->narrow != NULL)
        outcome = options->narrow(request, query);
    if (outcome == OK && options->export != NULL && !actor_may(&request->actor, options->export))
        outcome = FORBIDDEN;
    return outcome;
}

static enum outcome send_export(struct request *request, struct response *response,
                                const struct record_page_options *options, const char *format, const char *type,
                                maker_of_file *make)
{
    struct work *work = &request->work;
    struct list_query query = {.size = LIST_PAGE};
    struct export_options how = {.states = flow_choices(work->arena, options->flow),
                                 .hxl = text_is(parameters_get(&request->query, TEXT("hxl")), "1")};
    struct export_file *file = arena_new(work->arena, struct export_file);
    request->actor.opening_count = 0; /* what was opened to be read, with a reason, leaves in no file */
    enum outcome outcome = read_query(request, options, &query);
    if (outcome == OK)
        outcome = open_file(request, file);
    if (outcome != OK)
        return outcome;
    outcome = make(request, options, &query, &how, file);
    if (outcome == OK)
        outcome = sum_file(work->arena, file);
    if (outcome == OK)
        outcome = audit(request, options, format, list_query_write(work->arena, options->record, &query), file);
    if (outcome == OK)
        send_file(request, response, options, format, type, file);
    else
        end_pieces(file);
    return outcome;
}

enum outcome record_page_csv(struct request *request, struct response *response,
                             const struct record_page_options *options)
{
    return send_export(request, response, options, "csv", "text/csv; charset=utf-8; header=present", make_csv);
}

enum outcome record_page_xlsx(struct request *request, struct response *response,
                              const struct record_page_options *options)
{
    return send_export(request, response, options, "xlsx",
                       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", make_xlsx);
}
