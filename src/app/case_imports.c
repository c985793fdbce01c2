/* What belongs to cases that are here already, one row on each line: sessions of counselling, papers of the journey. */
#include "app/imports.h"
#include "record/remove.h"
#include "returns/journey.h"

static const struct import_extra EXTRAS[] = {
    {.name = "case",
     .label = N_("The case: number, or reference in the file of cases"),
     .kind = IMPORT_NUMBER,
     .required = true,
     .refers_to = "cases"},
};

/* The row lies where its case does. */
static enum outcome prepare(struct work *work, struct import_line *line, const struct record *record)
{
    struct field_set readable;
    void *file;
    if (identifier_is_none(line->ids[0])) {
        if (line->extras[0].length == 0)
            (void)problem_add(&work->problems, INVALID, "case_missing", TEXT("case"),
                              N_("Say to which case it belongs."));
        return OK;
    }
    enum outcome outcome = record_peek(work, &return_case_record, line->ids[0], &file, &readable);
    if (outcome != OK)
        return outcome;
    const struct record_head *from = record_head_of(file);
    struct record_head *head = record_head(line->row);
    const struct field *link = record_field(record, TEXT("return_case"));
    *(struct identifier *)(void *)((char *)line->row + link->offset) = from->id;
    head->person = from->person;
    head->organisation = from->organisation;
    head->office = from->office;
    head->assigned = from->assigned;
    return OK;
}

static enum outcome check(struct work *work, struct import_line *line, const struct record *record)
{
    if (identifier_is_none(record_head_of(line->row)->person))
        return OK;
    enum outcome outcome = record_check(work, record, NULL, line->row);
    return outcome == INVALID ? OK : outcome;
}

static enum outcome make(struct work *work, struct import_line *line, const struct record *record,
                         struct identifier *ret_id)
{
    if (identifier_is_none(record_head_of(line->row)->person))
        return INVALID;
    enum outcome outcome = record_insert(work, record, line->row);
    *ret_id = record_head_of(line->row)->id;
    return outcome;
}

/* ---- counselling ---- */

static enum outcome session_prepare_line(struct work *work, struct import_line *line)
{
    return prepare(work, line, &return_counselling_record);
}

static enum outcome session_check_line(struct work *work, struct import_line *line)
{
    return check(work, line, &return_counselling_record);
}

static enum outcome session_make(struct work *work, struct import_line *line, struct identifier *ret_id)
{
    return make(work, line, &return_counselling_record, ret_id);
}

static enum outcome session_unmake(struct work *work, struct identifier id, int64_t version)
{
    return import_unmake_row(work, &return_counselling_record, id, version);
}

const struct import_kind counselling_import = {
    .name = "counselling",
    .label = N_("Counselling sessions"),
    .about = N_("One session of counselling on each line, of a case that is in the mission already."),
    .record = &return_counselling_record,
    .extras = EXTRAS,
    .extra_count = 1,
    .prepare = session_prepare_line,
    .check = session_check_line,
    .make = session_make,
    .unmake = session_unmake,
};

/* ---- papers of the journey ---- */

static enum outcome paper_prepare_line(struct work *work, struct import_line *line)
{
    return prepare(work, line, &travel_paper_record);
}

static enum outcome paper_check_line(struct work *work, struct import_line *line)
{
    return check(work, line, &travel_paper_record);
}

static enum outcome paper_make(struct work *work, struct import_line *line, struct identifier *ret_id)
{
    return make(work, line, &travel_paper_record, ret_id);
}

const struct import_kind papers_import = {
    .name = "papers",
    .label = N_("Papers of the journey"),
    .about = N_("One paper on each line (exit authorisation, medical report, certificate, airline's form), of a case "
                "that is in the mission already. It settles the preparation that it stands for."),
    .record = &travel_paper_record,
    .extras = EXTRAS,
    .extra_count = 1,
    .prepare = paper_prepare_line,
    .check = paper_check_line,
    .make = paper_make,
    .lasting =
        N_("A paper settles preparations of its case: it is put right on the page of the case, not by undoing the "
           "import."),
};
