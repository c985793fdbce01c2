#include "codec/multipart.h"

#include "codec/header.h"

/* RFC 2046: one to seventy characters. */
enum { BOUNDARY_MOST = 70 };

struct reader {
    struct problems *problems;
    struct text rest;      /* of the body */
    struct text delimiter; /* "\r\n--boundary" */
    struct parameters *parameters;
    struct uploads uploads;
    size_t parts;
};

struct part {
    struct text name, file_name, content_type, bytes;
    bool is_file;
};

const struct upload *uploads_get(const struct uploads *uploads, struct text name)
{
    for (size_t i = 0; i < uploads->count; i++)
        if (text_equal(uploads->at[i].name, name))
            return &uploads->at[i];
    return NULL;
}

static enum outcome malformed(struct problems *problems)
{
    return problem_add(problems, INVALID, "malformed_form", TEXT_NONE,
                       N_("The form did not arrive whole. Please send it again."));
}

/* Takes what stands before `end` off the front, and `end` too. */
static bool take_before(struct text *rest, struct text end, struct text *ret)
{
    ptrdiff_t at = text_find(*rest, end);
    if (at < 0)
        return false;
    *ret = text_slice(*rest, 0, (size_t)at);
    *rest = text_slice(*rest, (size_t)at + end.length, rest->length);
    return true;
}

/* The value of a field in a part's headers.  INVALID: a line without colon, or the field twice. */
static enum outcome part_header(struct text headers, struct text name, struct text *ret_value)
{
    struct text line;
    bool seen = false;
    while (headers.length > 0) {
        if (!take_before(&headers, TEXT("\r\n"), &line)) {
            line = headers;
            headers = TEXT_NONE;
        }
        ptrdiff_t colon = text_find_byte(line, ':');
        if (colon <= 0)
            return INVALID;
        if (!text_equal_ignoring_case(text_slice(line, 0, (size_t)colon), name))
            continue;
        if (seen)
            return INVALID;
        seen = true;
        *ret_value = text_trim(text_slice(line, (size_t)colon + 1, line.length));
    }
    return seen ? OK : NOT_FOUND;
}

/* The last part of a path; what is not clean in it becomes '_', browsers' %22 a quotation mark. */
static struct text clean_file_name(struct arena *arena, struct text given)
{
    struct text name = given;
    for (size_t i = 0; i < given.length; i++)
        if (given.at[i] == '/' || given.at[i] == '\\')
            name = text_slice(given, i + 1, given.length);
    char *at = arena_bytes(arena, name.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < name.length;) {
        size_t from = i;
        if (text_starts_with(text_slice(name, i, name.length), TEXT("%22"))) {
            at[length++] = '"';
            i += 3;
            continue;
        }
        (void)text_next_code_point(name, &i);
        if (!text_is_clean(text_slice(name, from, i), false)) {
            at[length++] = '_';
            continue;
        }
        while (from < i)
            at[length++] = name.at[from++];
    }
    at[length] = '\0';
    struct text clean = {at, length};
    return text_is(clean, ".") || text_is(clean, "..") ? TEXT_NONE : clean;
}

static enum outcome read_disposition(struct arena *arena, struct text headers, struct part *part)
{
    struct text disposition = TEXT_NONE;
    struct text file_name = TEXT_NONE;
    struct text extended = TEXT_NONE;
    if (part_header(headers, TEXT("Content-Disposition"), &disposition) != OK ||
        !text_equal_ignoring_case(header_value(disposition), TEXT("form-data")) ||
        header_parameter(arena, disposition, TEXT("name"), &part->name) != OK)
        return INVALID;
    enum outcome plain = header_parameter(arena, disposition, TEXT("filename"), &file_name);
    enum outcome star = header_extended_parameter(arena, disposition, TEXT("filename"), &extended);
    enum outcome type = part_header(headers, TEXT("Content-Type"), &part->content_type);
    if (plain == INVALID || star == INVALID || type == INVALID || !text_is_clean(part->content_type, false))
        return INVALID;
    part->is_file = plain == OK || star == OK;
    part->file_name = clean_file_name(arena, star == OK ? extended : file_name);
    return OK;
}

/* From behind a delimiter line to behind the next one. */
static enum outcome read_part(struct reader *reader, struct part *ret_part)
{
    struct text headers;
    struct text bytes;
    struct text window = text_slice(reader->rest, 0, MULTIPART_HEADER_MOST);
    if (!take_before(&window, TEXT("\r\n\r\n"), &headers))
        return INVALID;
    struct text rest = text_slice(reader->rest, headers.length + 4, reader->rest.length);
    if (!take_before(&rest, reader->delimiter, &bytes))
        return INVALID;
    *ret_part = (struct part){.bytes = bytes};
    reader->rest = rest;
    return read_disposition(reader->problems->arena, headers, ret_part);
}

static enum outcome keep_part(struct reader *reader, const struct part *part)
{
    struct problems *problems = reader->problems;
    if (!part->is_file)
        return parameters_add(reader->parameters, problems, part->name, part->bytes);
    if (part->name.length == 0 || part->name.length > PARAMETER_NAME_MOST || !text_is_clean(part->name, false))
        return malformed(problems);
    if (part->file_name.length == 0 && part->bytes.length == 0)
        return OK; /* a file field left empty */
    reader->uploads.at[reader->uploads.count++] =
        (struct upload){part->name, part->file_name, part->content_type, part->bytes};
    return OK;
}

/* Behind a delimiter: CRLF and a part, or "--" and the end. */
static enum outcome read_parts(struct reader *reader)
{
    while (!text_starts_with(reader->rest, TEXT("--"))) {
        struct part part;
        if (reader->parts++ == MULTIPART_PARTS_MOST)
            return problem_add(reader->problems, TOO_LARGE, "too_many_parts", TEXT_NONE,
                               N_("The form holds too many fields."));
        if (!text_starts_with(reader->rest, TEXT("\r\n")))
            return malformed(reader->problems);
        reader->rest = text_slice(reader->rest, 2, reader->rest.length);
        if (read_part(reader, &part) != OK)
            return malformed(reader->problems);
        enum outcome outcome = keep_part(reader, &part);
        if (outcome != OK)
            return outcome;
    }
    struct text behind = text_slice(reader->rest, 2, reader->rest.length);
    return behind.length == 0 || text_is(behind, "\r\n") ? OK : malformed(reader->problems);
}

static bool is_boundary(struct text boundary)
{
    for (size_t i = 0; i < boundary.length; i++)
        if (boundary.at[i] <= ' ' || boundary.at[i] >= 0x7f)
            return false;
    return boundary.length > 0 && boundary.length <= BOUNDARY_MOST;
}

enum outcome multipart_parse(struct problems *problems, struct text content_type, struct text body,
                             struct parameters *parameters, struct uploads *ret_uploads)
{
    struct arena *arena = problems->arena;
    struct text boundary = TEXT_NONE;
    if (!text_equal_ignoring_case(header_value(content_type), TEXT("multipart/form-data")) ||
        header_parameter(arena, content_type, TEXT("boundary"), &boundary) != OK || !is_boundary(boundary))
        return malformed(problems);
    struct text delimiter = arena_join(arena, TEXT("\r\n--"), boundary);
    struct text first = text_slice(delimiter, 2, delimiter.length);
    if (!text_starts_with(body, first))
        return malformed(problems);
    struct reader reader = {
        .problems = problems,
        .rest = text_slice(body, first.length, body.length),
        .delimiter = delimiter,
        .parameters = parameters,
        .uploads = {.at = arena_array(arena, struct upload, MULTIPART_PARTS_MOST)},
    };
    enum outcome outcome = read_parts(&reader);
    if (outcome == OK)
        *ret_uploads = reader.uploads;
    return outcome;
}
