/* Everything that somebody may read, as one archive: a CSV for each record, and what each of them must hold. */
#include <errno.h>
#include <sodium.h>
#include <unistd.h>

#include "audit/audit.h"
#include "codec/archive_writer.h"
#include "codec/csv.h"
#include "codec/hex.h"
#include "exchange/import_pages.h"
#include "record/export.h"
#include "system/file.h"

enum { PIECE = 64 << 10, MANIFEST_MOST = 1 << 20, RECORD_ARENA = 256 << 20 };

/* One file of the archive on its way. */
struct writing {
    struct archive_writer *archive;
    crypto_hash_sha256_state sum;
};

static bool write_piece(void *context, struct text piece)
{
    struct writing *writing = context;
    archive_add(writing->archive, piece);
    (void)crypto_hash_sha256_update(&writing->sum, (const unsigned char *)piece.at, piece.length);
    return true;
}

static struct text sum_text(struct arena *arena, crypto_hash_sha256_state *state)
{
    unsigned char sum[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256_final(state, sum);
    return hex_encode(arena, (struct text){(const char *)sum, sizeof sum});
}

static enum outcome audit_part(struct work *work, const struct record *record, int64_t rows, struct text sum)
{
    struct text answer;
    struct text arguments = arena_format(work->arena, "%s %lld %.*s", record->name, (long long)rows, TEXT_ARG(sum));
    return import_hand_over(work, "export.audit", arguments, &answer);
}

/* In the writing worker: "person 1200 9f86…". */
enum outcome export_audit_action(struct work *work, struct text arguments, struct text *ret_answer)
{
    struct text name;
    struct text rows;
    *ret_answer = TEXT_NONE;
    if (!text_split(&arguments, ' ', &name) || !text_split(&arguments, ' ', &rows))
        return FAILED;
    struct audit_event event = {.at = work->now,
                                .organisation = work->actor->organisation,
                                .user = work->actor->user,
                                .role = actor_role_name(work->actor, work->actor->office),
                                .action = TEXT("export"),
                                .record = name,
                                .details =
                                    arena_format(work->arena, "{\"format\":\"zip\",\"rows\":%.*s,\"sha256\":\"%.*s\"}",
                                                 TEXT_ARG(rows), TEXT_ARG(arguments)),
                                .origin = work->actor->origin};
    return actor_may(work->actor, &exchange_export) ? audit_add(work->db, &event) : FORBIDDEN;
}

struct making {
    struct work *work;
    struct archive_writer *archive;
    struct csv_writer manifest;
    bool hxl;
    struct export_sums sums;
};

static enum outcome write_record(struct making *making, const struct export_part_list *part)
{
    AUTO_ARENA struct arena *arena = arena_open(RECORD_ARENA);
    struct work work = *making->work;
    struct list_query query = {.size = LIST_PAGE_MOST};
    struct writing writing = {.archive = making->archive};
    int64_t rows = 0;
    int64_t size = 0;
    work.arena = arena;
    struct export_options options = {.states = flow_choices(arena, part->flow), .hxl = making->hxl};
    struct text name = arena_format(arena, "%s.csv", part->record->path);
    (void)crypto_hash_sha256_init(&writing.sum);
    archive_begin(making->archive, name);
    enum outcome outcome = export_csv(&work, part->record, &query, &options, write_piece, &writing, &rows);
    archive_end(making->archive, &size);
    if (outcome != OK)
        return outcome;
    struct text sum = sum_text(arena, &writing.sum);
    csv_text(&making->manifest, name);
    csv_integer(&making->manifest, rows);
    csv_integer(&making->manifest, size);
    csv_text(&making->manifest, sum);
    csv_row_end(&making->manifest);
    making->sums.files++;
    making->sums.rows += rows;
    return audit_part(&work, part->record, rows, sum);
}

static enum outcome write_records(struct making *making)
{
    size_t count;
    const struct export_part_list *parts = exchange_parts(&count);
    enum outcome outcome = OK;
    static const char *const HEADS[] = {"file", "rows", "bytes", "sha256"};
    for (size_t i = 0; i < sizeof HEADS / sizeof *HEADS; i++)
        csv_text(&making->manifest, text_from(HEADS[i]));
    csv_row_end(&making->manifest);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (parts[i].record->read != NULL && actor_may(making->work->actor, parts[i].record->read))
            outcome = write_record(making, &parts[i]);
    return outcome;
}

/* Of the archive as it lies in the file. */
static enum outcome sum_file(struct arena *arena, int file, struct text *ret_sum)
{
    crypto_hash_sha256_state state;
    unsigned char *piece = arena_bytes(arena, PIECE);
    ssize_t got = 0;
    if (lseek(file, 0, SEEK_SET) != 0)
        return FAILED;
    (void)crypto_hash_sha256_init(&state);
    while ((got = read(file, piece, PIECE)) > 0)
        (void)crypto_hash_sha256_update(&state, piece, (size_t)got);
    if (got < 0 || lseek(file, 0, SEEK_SET) != 0)
        return FAILED;
    *ret_sum = sum_text(arena, &state);
    return OK;
}

enum outcome export_everything(struct work *work, bool hxl, int file, struct export_sums *ret_sums)
{
    AUTO_BUFFER struct buffer manifest = buffer_open(MANIFEST_MOST);
    struct making making = {.work = work,
                            .archive = archive_open(work->arena, file),
                            .manifest = csv_writer_open(&manifest, ','),
                            .hxl = hxl};
    int64_t size = 0;
    if (!actor_may(work->actor, &exchange_export))
        return FORBIDDEN;
    enum outcome outcome = write_records(&making);
    archive_begin(making.archive, TEXT("MANIFEST.csv"));
    archive_add(making.archive, buffer_text(&manifest));
    archive_end(making.archive, &size);
    enum outcome closed = archive_close(making.archive, &making.sums.bytes);
    if (outcome == OK)
        outcome = closed;
    if (outcome == OK)
        outcome = sum_file(work->arena, file, &making.sums.digest);
    if (outcome == OK)
        *ret_sums = making.sums;
    return outcome;
}

/* ---- pages ---- */

enum outcome export_show(struct request *request, struct response *response)
{
    size_t count;
    const struct export_part_list *parts = exchange_parts(&count);
    struct record_link *records = arena_array(request->work.arena, struct record_link, count + 1);
    struct export_show_view view = {.zip_path = page_path(request, TEXT("/exports/everything.zip")),
                                    .zip_hxl_path = page_path(request, TEXT("/exports/everything.zip?hxl=1")),
                                    .records = records};
    for (size_t i = 0; i < count; i++)
        if (parts[i].base != NULL && parts[i].record->read != NULL && actor_may(&request->actor, parts[i].record->read))
            records[view.record_count++] = (struct record_link){.label = parts[i].record->plural,
                                                                .path = page_path(request, text_from(parts[i].base))};
    view.page = page_open(request, N_("Export everything"));
    struct output out = page_output(request, response);
    export_show_page(&out, &view);
    return page_send(request, response, 200);
}

struct sending {
    int file;
};

static bool next_piece(void *context, struct buffer *piece)
{
    const struct sending *sending = context;
    char *room = buffer_room(piece, PIECE);
    ssize_t got = room == NULL ? 0 : read(sending->file, room, PIECE);
    if (got <= 0)
        return false;
    piece->length += (size_t)got;
    return true;
}

static void end_pieces(void *context)
{
    struct sending *sending = context;
    if (sending->file >= 0)
        (void)close(sending->file);
    sending->file = -1;
}

/* Made first, then sent: no half archive looks whole. */
enum outcome export_zip(struct request *request, struct response *response)
{
    struct arena *arena = request->work.arena;
    struct sending *sending = arena_new(arena, struct sending);
    struct export_sums sums;
    bool hxl = text_is(parameters_get(&request->query, TEXT("hxl")), "1");
    enum outcome outcome = file_unnamed(arena_string(arena, request->application->settings->run), &sending->file);
    if (outcome != OK)
        return outcome;
    outcome = export_everything(&request->work, hxl, sending->file, &sums);
    if (outcome != OK) {
        end_pieces(sending);
        return outcome;
    }
    struct text day = date_to_text(arena, zone_date(request->work.zone, request->work.now));
    response->status = 200;
    response->content_type = TEXT("application/zip");
    response->download_name = arena_format(arena, "sanad-%.*s.zip", TEXT_ARG(day));
    response->stream = next_piece;
    response->stream_end = end_pieces;
    response->stream_context = sending;
    respond_header(request, response, "Row-Count", arena_format(arena, "%lld", (long long)sums.rows));
    respond_header(request, response, "Sha-256", sums.digest);
    return OK;
}
