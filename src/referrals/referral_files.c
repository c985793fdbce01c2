#include "referrals/referral_files.h"

#include <unistd.h>

#include "codec/json.h"
#include "codec/sheet.h"
#include "referrals/referrals.h"
#include "system/file.h"
#include "web/application.h"
#include "web/record_parts.h"

enum { WORKBOOK_MOST = 16 << 20 };

static const struct {
    const char *format, *type;
} TYPES[] = {
    {"csv", "text/csv; charset=utf-8; header=present"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"pdf", "application/pdf"},
};

enum outcome referral_sheet_write(struct request *request, struct work *work, const char *title, sheet_filler *fill,
                                  void *context, struct response *response)
{
    const char *directory = arena_string(work->arena, request->application->settings->run);
    struct sheet *sheet;
    struct text bytes;
    int descriptor = -1;
    enum outcome outcome = file_unnamed(directory, &descriptor);
    if (outcome != OK)
        return outcome;
    outcome = sheet_open_descriptor(descriptor, directory, text_from(tr(work->language, title)),
                                    language_right_to_left(work->language), &sheet);
    if (outcome == OK) {
        fill(context, work, sheet);
        outcome = sheet_close(sheet);
    }
    if (outcome == OK)
        outcome =
            file_read(work->arena, arena_format(work->arena, "/proc/self/fd/%d", descriptor).at, WORKBOOK_MOST, &bytes);
    (void)close(descriptor);
    if (outcome != OK)
        return outcome == TOO_LARGE ? TOO_LARGE : FAILED;
    buffer_add(&response->body, bytes);
    return OK;
}

static enum outcome audit(struct request *request, const char *name, const char *format)
{
    AUTO_BUFFER struct buffer details = buffer_open(1024);
    struct json_writer json = json_writer_open(&details);
    json_object_begin(&json);
    json_key(&json, TEXT("file"));
    json_put_text(&json, text_from(name));
    json_key(&json, TEXT("format"));
    json_put_text(&json, text_from(format));
    json_object_end(&json);
    return json_finish(&json) ? record_audit_export(request, &referral_record, buffer_text(&details)) : FAILED;
}

enum outcome referral_file_send(struct request *request, struct response *response, const char *name,
                                const char *format)
{
    struct work *work = &request->work;
    for (size_t i = 0; i < sizeof TYPES / sizeof *TYPES; i++)
        if (text_is(text_from(format), TYPES[i].format))
            response->content_type = text_from(TYPES[i].type);
    response->status = 200;
    response->download_name = arena_format(
        work->arena, "%s-%.*s.%s", name, TEXT_ARG(date_to_text(work->arena, zone_date(work->zone, work->now))), format);
    return audit(request, name, format);
}
