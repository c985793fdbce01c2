/* The list as a file: what the page shows, with codes. */
#include "codec/csv.h"
#include "codec/json.h"
#include "jobs/job_pages.h"

enum { PORTION = 500, ROWS_MOST = 50000, PORTION_ARENA = 16 << 20 };

static void csv_titles(const struct work *work, struct csv_writer *csv)
{
    static const char *const TITLES[] = {N_("Number"),
                                         N_("Kind"),
                                         N_("Job"),
                                         N_("State"),
                                         N_("Asked for by"),
                                         N_("Asked for on"),
                                         N_("Next try"),
                                         N_("Ended on"),
                                         N_("Attempts"),
                                         N_("At most"),
                                         N_("Done so far"),
                                         N_("To be done"),
                                         N_("Code of the problem"),
                                         N_("What went wrong last")};
    for (size_t i = 0; i < sizeof TITLES / sizeof *TITLES; i++)
        csv_text(csv, text_from(tr(work->language, TITLES[i])));
    csv_row_end(csv);
}

static void csv_instant(struct arena *arena, struct csv_writer *csv, int64_t instant)
{
    csv_text(csv, instant == INSTANT_NONE ? TEXT_NONE : instant_to_text(arena, instant));
}

static void csv_label(const struct work *work, struct csv_writer *csv, const char *label)
{
    csv_text(csv, label == NULL ? TEXT_NONE : text_from(tr(work->language, label)));
}

static void csv_line(const struct work *work, struct csv_writer *csv, const struct job_line *line)
{
    csv_text(csv, identifier_to_text(work->arena, line->id));
    csv_text(csv, line->kind);
    csv_label(work, csv, line->label);
    csv_text(csv, text_from(job_state_name(line->state)));
    csv_text(csv, line->who);
    csv_instant(work->arena, csv, line->created_at);
    csv_instant(work->arena, csv, line->next_try);
    csv_instant(work->arena, csv, line->finished_at);
    csv_integer(csv, line->attempts);
    csv_integer(csv, line->attempt_limit);
    csv_integer(csv, line->done);
    csv_integer(csv, line->total);
    csv_text(csv, line->code);
    csv_label(work, csv, line->message);
    csv_row_end(csv);
}

/* Some rows, in an arena of their own. */
static enum outcome csv_portion(struct request *request, struct csv_writer *csv, struct job_query *query,
                                size_t *ret_count)
{
    AUTO_ARENA struct arena *arena = arena_open(PORTION_ARENA);
    struct arena *whole = request->work.arena;
    struct job *jobs;
    struct job_line *lines;
    struct job_query next;
    request->work.arena = arena;
    enum outcome outcome = job_all(&request->work, query, &jobs, ret_count, &next);
    if (outcome == OK)
        outcome = job_lines(request, jobs, *ret_count, &lines);
    for (size_t i = 0; outcome == OK && i < *ret_count; i++)
        csv_line(&request->work, csv, &lines[i]);
    request->work.arena = whole;
    if (outcome == OK)
        *query = next;
    return outcome;
}

static enum outcome audit(struct request *request, int64_t rows)
{
    struct work *work = &request->work;
    struct text answer;
    AUTO_BUFFER struct buffer arguments = buffer_open(4096);
    struct json_writer writer = json_writer_open(&arguments);
    struct text details = arena_format(work->arena, "{\"format\":\"csv\",\"rows\":%lld}", (long long)rows);
    json_object_begin(&writer);
    json_key(&writer, TEXT("record"));
    json_put_text(&writer, TEXT("job"));
    json_key(&writer, TEXT("details"));
    json_put_text(&writer, details);
    json_object_end(&writer);
    if (!json_finish(&writer))
        return FAILED;
    return work->hand_over(work->hand_over_context, work, "audit.export", buffer_text(&arguments), &answer);
}

enum outcome jobs_csv(struct request *request, struct response *response)
{
    struct job_query query;
    int64_t rows = 0;
    size_t count = 0;
    enum outcome outcome = jobs_query_read(request, PORTION, &query);
    struct csv_writer csv = csv_writer_open(&response->body, ',');
    csv_byte_order_mark(&csv);
    csv_titles(&request->work, &csv);
    for (; outcome == OK && query.most > 0 && rows < ROWS_MOST; rows += (int64_t)count)
        outcome = csv_portion(request, &csv, &query, &count);
    if (outcome == OK && (query.most > 0 || response->body.full))
        outcome = TOO_LARGE;
    if (outcome == OK)
        outcome = audit(request, rows);
    if (outcome != OK) {
        buffer_clear(&response->body);
        return outcome;
    }
    struct text day = date_to_text(request->work.arena, zone_date(request->work.zone, request->work.now));
    response->status = 200;
    response->content_type = TEXT("text/csv; charset=utf-8; header=present");
    response->download_name = arena_format(request->work.arena, "jobs-%.*s.csv", TEXT_ARG(day));
    return OK;
}
