#include "document/document.h"

#include "audit/audit.h"
#include "codec/json.h"
#include "document/attachment_parts.h"
#include "record/keys.h"
#include "system/random.h"

enum { ORPHAN_HOURS = 24 };

static const struct attachment_home *const *the_homes;
static size_t home_count;

void documents_start(const struct attachment_home *const *homes, size_t count)
{
    the_homes = homes;
    home_count = count;
}

const struct attachment_home *attachment_home_of(struct text record)
{
    for (size_t i = 0; i < home_count; i++)
        if (text_is(record, the_homes[i]->record->name))
            return the_homes[i];
    return NULL;
}

/* ---- where a file hangs ---- */

struct attachment_place attachment_place_of(struct work *work, const struct attachment_home *home, const void *row)
{
    struct subject subject = record_subject(row);
    const struct actor *actor = work->actor;
    unsigned purposes = home->purposes != 0 ? home->purposes : home->record->purposes;
    struct attachment_place place = {.home = home, .row = (void *)(uintptr_t)row};
    place.may_read = actor_may_field(actor, home->record->read, home->read, purposes, &subject);
    place.may_attach = place.may_read && actor_may_on(actor, home->attach, &subject);
    return place;
}

enum outcome attachment_place_find(struct work *work, struct text record, struct identifier subject,
                                   struct attachment_place *ret_place)
{
    const struct attachment_home *home = attachment_home_of(record);
    struct field_set readable;
    void *row;
    if (home == NULL)
        return NOT_FOUND;
    enum outcome outcome = record_peek(work, home->record, subject, &row, &readable);
    if (outcome != OK)
        return outcome;
    struct attachment_place place = attachment_place_of(work, home, row);
    if (!place.may_read)
        return NOT_FOUND;
    *ret_place = place;
    return OK;
}

enum outcome attachment_key(struct work *work, const struct attachment_place *place, struct key *ret_key)
{
    const struct record_head *head = record_head_of(place->row);
    struct identifier opener = work->actor->system ? head->organisation : work->actor->organisation;
    const struct key *key;
    if (place->home->record->seal_with == SEAL_PERSON)
        return keys_get(work, head->person, head->person, opener, ret_key);
    if (place->home->record->seal_with == SEAL_FILE)
        return keys_get(work, head->id, head->person, opener, ret_key);
    enum outcome outcome = keys_organisation(work, head->organisation, &key);
    if (outcome == OK)
        *ret_key = *key;
    return outcome;
}

struct seal_place attachment_name_place(struct identifier id)
{
    return (struct seal_place){TEXT("attachment"), TEXT("file_name"), id};
}

struct seal_place attachment_chunk_place(struct arena *arena, struct identifier id, int64_t number, int64_t chunks)
{
    struct text field = arena_format(arena, "%lld of %lld", (long long)number, (long long)chunks);
    return (struct seal_place){TEXT("attachment_chunk"), field, id};
}

enum outcome attachment_check(struct work *work, const struct attachment_place *place, struct text kind,
                              enum media_kind media)
{
    struct problems *problems = &work->problems;
    if (place->home->kinds != NULL && choice_find(place->home->kinds, kind) == NULL)
        return problem_add(problems, INVALID, "choice_unknown", TEXT("kind"), N_("Choose from the list."));
    if (media == MEDIA_HEIC)
        return problem_add(problems, INVALID, "file_heic", TEXT("file"),
                           N_("This photograph (HEIC) may hold the place where it was taken, and few programs open it. "
                              "Send it as JPEG: telephones have a setting of the camera for it."));
    if (media == MEDIA_UNKNOWN)
        return problem_add(problems, INVALID, "file_kind_unknown", TEXT("file"),
                           N_("Only photographs (JPEG, PNG, WebP), PDF, plain text and office documents without macros "
                              "are kept."));
    if (place->home->check == NULL)
        return OK;
    size_t before = problems->count;
    enum outcome outcome = place->home->check(work, place->row, kind, media, problems);
    if (outcome < 0)
        return outcome;
    return problems->count > before ? INVALID : OK;
}

/* ---- reading ---- */

/* What was sealed before its organisation had another key is opened with the one of then, which takes its place. */
static enum outcome open_name(struct work *work, const struct attachment_place *at, struct key *key,
                              const struct attachment_row *row, struct attachment *ret)
{
    struct text name;
    struct seal_place place = attachment_name_place(row->attachment.id);
    bool own = at->home->record->seal_with == SEAL_ORGANISATION;
    enum outcome outcome = unseal(work->arena, key, place, row->sealed_name, &name);
    if (outcome != OK && own)
        outcome = keys_opener(work, record_head_of(at->row)->organisation, place, row->sealed_name, key);
    if (outcome == OK)
        outcome = unseal(work->arena, key, place, row->sealed_name, &name);
    if (outcome != OK)
        return FAILED;
    *ret = row->attachment;
    ret->file_name = name;
    return OK;
}

enum outcome attachment_list(struct work *work, const struct record *record, const void *row,
                             struct attachment **ret_attachments, size_t *ret_count)
{
    const struct attachment_home *home = attachment_home_of(text_from(record->name));
    const struct record_head *head = record_head_of(row);
    struct attachment_row *rows;
    size_t count = 0;
    struct key key;
    *ret_count = 0;
    if (home == NULL)
        return OK;
    struct attachment_place place = attachment_place_of(work, home, row);
    if (!place.may_read)
        return OK;
    enum outcome outcome = attachment_key(work, &place, &key);
    if (outcome != OK)
        return outcome == NOT_FOUND ? OK : outcome;
    outcome = attachment_row_list(work, text_from(record->name), head->id, head->person, &rows, &count);
    struct attachment *list = arena_array(work->arena, struct attachment, count + 1);
    for (size_t i = 0; i < count && outcome == OK; i++)
        outcome = open_name(work, &place, &key, &rows[i], &list[i]);
    key_forget(&key);
    if (outcome != OK)
        return outcome;
    *ret_attachments = list;
    *ret_count = count;
    return OK;
}

/* Reading a file of a sensitive record is audited, through the writing worker where this process only reads. */
static enum outcome audit_opening(struct work *work, const struct attachment *attachment)
{
    AUTO_BUFFER struct buffer arguments = buffer_open(4096);
    struct json_writer writer = json_writer_open(&arguments);
    struct text answer;
    if (work->actor->system || work->hand_over == NULL)
        return OK;
    json_object_begin(&writer);
    json_key(&writer, TEXT("record"));
    json_put_text(&writer, TEXT("attachment"));
    json_key(&writer, TEXT("subject"));
    json_put_text(&writer, identifier_to_text(work->arena, attachment->id));
    json_object_end(&writer);
    return work->hand_over(work->hand_over_context, work, "audit.read", buffer_text(&arguments), &answer);
}

enum outcome attachment_open(struct work *work, struct identifier id, struct attachment *ret_attachment,
                             struct key *ret_key)
{
    struct attachment_row row;
    struct attachment_place place;
    struct key key;
    enum outcome outcome = attachment_row_read(work, id, &row);
    if (outcome == OK)
        outcome = attachment_place_find(work, row.attachment.record, row.attachment.subject, &place);
    if (outcome == OK)
        outcome = attachment_key(work, &place, &key);
    if (outcome != OK)
        return outcome;
    outcome = open_name(work, &place, &key, &row, &row.attachment);
    if (outcome == OK && place.home->record->sensitive)
        outcome = audit_opening(work, &row.attachment);
    if (outcome == OK) {
        *ret_attachment = row.attachment;
        *ret_key = key;
    }
    key_forget(&key);
    return outcome;
}

enum outcome attachment_chunk(struct db *db, struct arena *arena, const struct key *key,
                              const struct attachment *attachment, int64_t number, struct text *ret_bytes)
{
    struct text sealed;
    enum outcome outcome = attachment_chunk_read(db, arena, attachment, number, &sealed);
    if (outcome != OK)
        return outcome < 0 ? outcome : FAILED;
    struct seal_place place = attachment_chunk_place(arena, attachment->id, number, attachment->chunks);
    return unseal(arena, key, place, sealed, ret_bytes) == OK ? OK : FAILED;
}

/* ---- taking away ---- */

enum outcome attachment_audit(struct work *work, const struct attachment *attachment, const char *action)
{
    struct audit_event event = {
        .at = work->now,
        .organisation = attachment->organisation,
        .user = work->actor->user,
        .action = text_from(action),
        .record = TEXT("attachment"),
        .subject = attachment->id,
        .reason = work->reason,
        .origin = work->actor->origin,
    };
    return audit_add(work->db, &event);
}

static enum outcome remove_row(struct work *work, const struct attachment *attachment)
{
    enum outcome outcome = attachment_row_remove(work, attachment->id, attachment->person);
    return outcome == OK ? attachment_audit(work, attachment, "remove") : outcome;
}

enum outcome attachment_remove(struct work *work, struct identifier id)
{
    struct attachment_row row;
    struct attachment_place place;
    enum outcome outcome = attachment_row_read(work, id, &row);
    if (outcome == OK)
        outcome = attachment_place_find(work, row.attachment.record, row.attachment.subject, &place);
    if (outcome != OK)
        return outcome;
    return place.may_attach ? remove_row(work, &row.attachment) : FORBIDDEN;
}

enum outcome attachment_remove_all(struct work *work, const struct record *record, struct identifier subject,
                                   struct identifier person, struct text kind)
{
    AUTO_WALL struct wall_hold hold = wall_widen(work->db, "files that have to go go wherever they were added");
    struct attachment_row *rows;
    size_t count = 0;
    enum outcome outcome = attachment_row_list(work, text_from(record->name), subject, person, &rows, &count);
    for (size_t i = 0; i < count && outcome == OK; i++)
        if (text_is_empty(kind) || text_equal(rows[i].attachment.kind, kind))
            outcome = remove_row(work, &rows[i].attachment);
    return outcome;
}

enum outcome attachment_remove_person(struct work *work, struct identifier person)
{
    return attachment_person_remove(work, person);
}

enum outcome attachment_clean_up(struct work *work)
{
    return attachment_orphans_remove(work, work->now - ORPHAN_HOURS * INT64_C(3600) * MICROSECONDS);
}
