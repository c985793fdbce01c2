/* A file on its way from the process that took it to the one that writes: sealed chunks in messages, then one row that
   makes them a file. */
#include "codec/base64.h"
#include "codec/hex.h"
#include "codec/image_clean.h"
#include "codec/json.h"
#include "document/attachment_parts.h"
#include "record/keys.h"
#include "system/random.h"
#include "web/web_store.h"

enum {
    MESSAGE_CHUNKS = 8,
    MESSAGE_MOST = INTERNAL_BODY_MOST - (64 << 10),
    MESSAGE_ARENA = 64 << 20,
    COUNT_MOST = 1 << 20
};

struct sending {
    struct work *work;
    const struct attachment_new *new;
    struct attachment attachment;
    const struct key *key;
};

static void write_text(struct json_writer *json, const char *name, struct text value)
{
    json_key(json, text_from(name));
    json_put_text(json, value);
}

static void write_integer(struct json_writer *json, const char *name, int64_t value)
{
    json_key(json, text_from(name));
    json_put_integer(json, value);
}

static void write_id(struct json_writer *json, struct arena *arena, const char *name, struct identifier id)
{
    write_text(json, name, identifier_to_text(arena, id));
}

static enum outcome hand_over_json(struct work *work, const char *action, const struct json_writer *json)
{
    struct text answer;
    if (!json_finish(json) || work->hand_over == NULL)
        return FAILED;
    return work->hand_over(work->hand_over_context, work, action, buffer_text(json->buffer), &answer);
}

/* Up to MESSAGE_CHUNKS chunks from `first`, in memory of their own. */
static enum outcome send_chunks(const struct sending *sending, int64_t first)
{
    AUTO_ARENA struct arena *arena = arena_open(MESSAGE_ARENA);
    AUTO_BUFFER struct buffer message = buffer_open(MESSAGE_MOST);
    struct json_writer json = json_writer_open(&message);
    const struct attachment *attachment = &sending->attachment;
    struct work work = *sending->work;
    work.arena = arena;
    json_object_begin(&json);
    write_id(&json, arena, "attachment", attachment->id);
    write_id(&json, arena, "person", attachment->person);
    write_integer(&json, "first", first);
    json_key(&json, TEXT("chunks"));
    json_array_begin(&json);
    for (int64_t i = first; i < attachment->chunks && i < first + MESSAGE_CHUNKS; i++) {
        size_t from = (size_t)i * ATTACHMENT_CHUNK;
        size_t left = sending->new->bytes.length - from;
        struct text piece =
            text_slice(sending->new->bytes, from, from + (left < ATTACHMENT_CHUNK ? left : ATTACHMENT_CHUNK));
        struct seal_place place = attachment_chunk_place(arena, attachment->id, i, attachment->chunks);
        json_put_text(&json, base64_encode(arena, seal(arena, sending->key, place, piece), BASE64_STANDARD));
    }
    json_array_end(&json);
    json_object_end(&json);
    return hand_over_json(&work, "attachment.chunks", &json);
}

static enum outcome send_head(const struct sending *sending)
{
    AUTO_BUFFER struct buffer message = buffer_open(MESSAGE_MOST);
    struct json_writer json = json_writer_open(&message);
    const struct attachment *attachment = &sending->attachment;
    struct arena *arena = sending->work->arena;
    struct text name = seal(arena, sending->key, attachment_name_place(attachment->id), attachment->file_name);
    json_object_begin(&json);
    write_id(&json, arena, "id", attachment->id);
    write_text(&json, "record", attachment->record);
    write_id(&json, arena, "subject", attachment->subject);
    write_text(&json, "kind", attachment->kind);
    write_text(&json, "file_name", base64_encode(arena, name, BASE64_STANDARD));
    write_text(&json, "media_type", attachment->media_type);
    write_integer(&json, "size", attachment->size);
    write_integer(&json, "chunks", attachment->chunks);
    write_text(&json, "digest", attachment->digest);
    write_text(&json, "key", sending->new->key);
    write_text(&json, "location", sending->new->location);
    json_object_end(&json);
    return hand_over_json(sending->work, "attachment.keep", &json);
}

static enum outcome check_bytes(struct work *work, const struct attachment_new *new, struct media *media)
{
    if (new->bytes.length == 0)
        return problem_add(&work->problems, INVALID, "file_missing", TEXT("file"),
                           N_("Choose a file that is not empty."));
    if ((int64_t) new->bytes.length > new->largest)
        return problem_add(
            &work->problems, TOO_LARGE, "file_too_large", TEXT("file"),
            N_("This file is larger than what is kept. Choose a lighter one, or photograph page by page."));
    enum outcome outcome = media_detect(new->bytes, media);
    if (outcome == TOO_LARGE)
        return problem_add(&work->problems, TOO_LARGE, "image_too_large", TEXT("file"),
                           N_("This picture has too many pixels. Choose a smaller one."));
    if (outcome == INVALID)
        return problem_add(&work->problems, INVALID, "file_damaged", TEXT("file"),
                           N_("This file is damaged or is not what it looks like. Make it again, or send another."));
    return outcome;
}

static bool is_picture(enum media_kind kind)
{
    return kind == MEDIA_JPEG || kind == MEDIA_PNG || kind == MEDIA_WEBP || kind == MEDIA_HEIC;
}

/* What a name claims by its ending; MEDIA_UNKNOWN when we know no such ending. */
static enum media_kind claimed_by(struct text name)
{
    static const enum media_kind KINDS[] = {MEDIA_JPEG, MEDIA_PNG,  MEDIA_WEBP, MEDIA_PDF, MEDIA_TEXT,
                                            MEDIA_DOCX, MEDIA_XLSX, MEDIA_ODT,  MEDIA_HEIC};
    ptrdiff_t dot = -1;
    for (size_t i = 0; i < name.length; i++)
        if (name.at[i] == '.')
            dot = (ptrdiff_t)i;
    struct text ending = dot < 0 ? TEXT_NONE : text_trim(text_slice(name, (size_t)dot + 1, name.length));
    for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
        if (text_equal_ignoring_case(ending, text_from(media_type_extension(KINDS[i]))))
            return KINDS[i];
    return text_equal_ignoring_case(ending, TEXT("jpeg")) ? MEDIA_JPEG : MEDIA_UNKNOWN;
}

/* The content decides what a file is; a name that says another thing would deceive who opens it.  One kind of picture
   under the name of another deceives nobody: telephones do it. */
static enum outcome check_name(struct work *work, const struct attachment_new *new, enum media_kind content)
{
    enum media_kind claimed = claimed_by(new->file_name);
    if (claimed == MEDIA_UNKNOWN || claimed == content || (is_picture(claimed) && is_picture(content)))
        return OK;
    return problem_add_with(&work->problems, INVALID, "file_name_differs", TEXT("file"),
                            N_("This file is named as {1}, but its content is {2}. Give it the right name, or choose "
                               "the file that you meant."),
                            text_from(media_type_extension(claimed)), text_from(media_type_extension(content)));
}

/* The name as people know it, never longer than a line; its ending says what the content is. */
static struct text clean_name(struct arena *arena, struct text name, enum media_kind media)
{
    size_t at = 0;
    const char *extension = media_type_extension(media);
    if (text_is_empty(name) || !text_is_clean(name, false))
        return arena_format(arena, "file.%s", extension);
    for (size_t letters = 0; at < name.length && letters < ATTACHMENT_NAME_MOST; letters++)
        (void)text_next_code_point(name, &at);
    name = text_slice(name, 0, at);
    struct text ending = arena_format(arena, ".%s", extension);
    bool fits =
        name.length > ending.length &&
        (text_equal_ignoring_case(text_slice(name, name.length - ending.length, name.length), ending) ||
         (media == MEDIA_JPEG &&
          text_equal_ignoring_case(text_slice(name, name.length - 5 < name.length ? name.length - 5 : 0, name.length),
                                   TEXT(".jpeg"))) ||
         media == MEDIA_TEXT);
    return fits ? name : arena_join(arena, name, ending);
}

static struct text digest_of(struct work *work, struct text bytes)
{
    unsigned char digest[DIGEST_BYTES];
    audit_digest(keys_ring(work->keys), bytes, digest);
    return hex_encode(work->arena, (struct text){(const char *)digest, DIGEST_BYTES});
}

/* Where and with what a picture was taken is nobody's business: it is not stored. */
static enum outcome clean_picture(struct work *work, struct attachment_new *plain, enum media_kind kind,
                                  struct buffer *cleaned)
{
    if (!is_picture(kind))
        return OK;
    if (image_clean(plain->bytes, kind, cleaned) != OK)
        return problem_add(&work->problems, INVALID, "file_damaged", TEXT("file"),
                           N_("This file is damaged or is not what it looks like. Make it again, or send another."));
    plain->bytes = buffer_text(cleaned);
    return OK;
}

enum outcome attachment_add(struct work *work, const struct attachment_new *given, struct identifier *ret_id)
{
    AUTO_BUFFER struct buffer cleaned = buffer_open(given->bytes.length + IMAGE_CLEAN_MORE);
    struct attachment_new plain = *given;
    struct attachment_new *new = &plain;
    struct attachment_place place;
    struct media media = {0};
    struct key key;
    enum outcome outcome = attachment_place_find(work, new->record, new->subject, &place);
    if (outcome != OK)
        return outcome;
    if (!place.may_attach)
        return FORBIDDEN;
    outcome = check_bytes(work, new, &media);
    if (outcome == INVALID && choice_find(place.home->kinds, new->kind) == NULL) /* what lacks is said at once */
        (void)problem_add(&work->problems, INVALID, "choice_unknown", TEXT("kind"), N_("Choose from the list."));
    if (outcome == OK)
        outcome = attachment_check(work, &place, new->kind, media.kind);
    if (outcome == OK)
        outcome = check_name(work, new, media.kind);
    if (outcome == OK)
        outcome = clean_picture(work, new, media.kind, &cleaned);
    if (outcome == OK)
        outcome = attachment_key(work, &place, &key);
    if (outcome != OK)
        return outcome;
    struct sending sending = {.work = work, .new = new, .key = &key};
    sending.attachment = (struct attachment){
        .id = identifier_new(),
        .person = record_head_of(place.row)->person,
        .subject = new->subject,
        .record = new->record,
        .kind = new->kind,
        .file_name = clean_name(work->arena, new->file_name, media.kind),
        .media_type = text_from(media_type_name(media.kind)),
        .size = (int64_t) new->bytes.length,
        .chunks = (int64_t)((new->bytes.length + ATTACHMENT_CHUNK - 1) / ATTACHMENT_CHUNK),
        .digest = digest_of(work, new->bytes),
    };
    for (int64_t first = 0; first < sending.attachment.chunks && outcome == OK; first += MESSAGE_CHUNKS)
        outcome = send_chunks(&sending, first);
    if (outcome == OK)
        outcome = send_head(&sending);
    key_forget(&key);
    if (outcome == OK)
        *ret_id = sending.attachment.id;
    return outcome;
}

/* ---- in the writing worker ---- */

static struct text member_text(const struct json_value *object, const char *name)
{
    return json_text_or(json_member(object, text_from(name)), TEXT_NONE);
}

static enum outcome member_id(const struct json_value *object, const char *name, struct identifier *ret_id)
{
    return text_to_identifier(member_text(object, name), ret_id) == OK ? OK : FAILED;
}

static enum outcome store_chunks(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    struct identifier id;
    struct identifier person;
    *ret_answer = TEXT_NONE;
    if (!actor_may(work->actor, &attachment_write))
        return FORBIDDEN;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK ||
        member_id(object, "attachment", &id) != OK || member_id(object, "person", &person) != OK)
        return FAILED;
    const struct json_value *chunks = json_member(object, TEXT("chunks"));
    int64_t first = json_integer_or(json_member(object, TEXT("first")), 0);
    enum outcome outcome = OK;
    for (size_t i = 0; chunks != NULL && i < chunks->count && outcome == OK; i++) {
        struct text sealed;
        if (base64_decode(work->arena, json_text_or(&chunks->items[i], TEXT_NONE), BASE64_STANDARD, &sealed) != OK)
            return FAILED;
        outcome = attachment_chunk_add(work, id, person, first + (int64_t)i, sealed);
    }
    return outcome;
}

static enum media_kind media_named(struct text media_type)
{
    for (int kind = MEDIA_UNKNOWN; kind <= MEDIA_HEIC; kind++)
        if (text_is(media_type, media_type_name((enum media_kind)kind)))
            return (enum media_kind)kind;
    return MEDIA_UNKNOWN;
}

static enum outcome read_head(struct work *work, const struct json_value *object, struct attachment_row *row)
{
    struct attachment *attachment = &row->attachment;
    *attachment = (struct attachment){
        .record = member_text(object, "record"),
        .kind = member_text(object, "kind"),
        .media_type = member_text(object, "media_type"),
        .digest = member_text(object, "digest"),
        .size = json_integer_or(json_member(object, TEXT("size")), 0),
        .chunks = json_integer_or(json_member(object, TEXT("chunks")), 0),
        .made_at = work->now,
        .made_by = work->actor->user,
    };
    if (member_id(object, "id", &attachment->id) != OK || member_id(object, "subject", &attachment->subject) != OK ||
        base64_decode(work->arena, member_text(object, "file_name"), BASE64_STANDARD, &row->sealed_name) != OK)
        return FAILED;
    return OK;
}

/* The right and the rules are asked again: the row may have moved, a consent may have been withdrawn meanwhile. */
static enum outcome store_head(struct work *work, struct text arguments, struct text *ret_answer)
{
    const struct json_value *object;
    struct attachment_row row;
    struct attachment *attachment = &row.attachment;
    struct attachment_place place;
    int64_t chunks = 0;
    *ret_answer = TEXT_NONE;
    if (json_parse(work->arena, arguments, JSON_LIMITS_REQUEST, &object, NULL) != OK)
        return FAILED;
    enum outcome outcome = read_head(work, object, &row);
    if (outcome == OK)
        outcome = attachment_place_find(work, attachment->record, attachment->subject, &place);
    if (outcome == OK && !place.may_attach)
        outcome = FORBIDDEN;
    if (outcome == OK)
        outcome = attachment_check(work, &place, attachment->kind, media_named(attachment->media_type));
    if (outcome != OK)
        return outcome;
    const struct record_head *head = record_head_of(place.row);
    attachment->person = head->person;
    attachment->organisation = head->organisation;
    attachment->office = head->office;
    outcome = attachment_chunk_count(work, attachment->id, attachment->person, &chunks);
    if (outcome == OK && (chunks != attachment->chunks || chunks == 0 || chunks > COUNT_MOST))
        outcome = FAILED;
    if (outcome == OK)
        outcome = attachment_row_add(work, &row);
    if (outcome == OK)
        outcome = attachment_audit(work, attachment, "add");
    struct text key = member_text(object, "key");
    if (outcome == OK && !text_is_empty(key))
        outcome = form_key_row_add(work, key, work->actor->user, member_text(object, "location"));
    return outcome;
}

static enum outcome clean_up(struct work *work, struct text arguments, struct text *ret_answer)
{
    (void)arguments;
    *ret_answer = TEXT("{}");
    return attachment_clean_up(work);
}

static enum outcome run_clean_up(struct job_context *context)
{
    struct text answer;
    struct work *work = context->work;
    if (work->hand_over == NULL)
        return attachment_clean_up(work);
    return work->hand_over(work->hand_over_context, work, "attachment.clean_up", TEXT("{}"), &answer);
}

const struct job_kind attachment_clean_up_job = {
    "attachment.clean_up", run_clean_up, 60, 3, N_("Clean-up of attachments that belong to nothing"), NULL};

const struct internal_action document_actions[] = {
    {"attachment.chunks", store_chunks},
    {"attachment.keep", store_head},
    {"attachment.clean_up", clean_up},
    {0},
};
