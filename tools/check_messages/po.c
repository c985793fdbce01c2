#include "po.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"

enum { FILE_MOST = 16 << 20 };

struct reader {
    struct arena *arena;
    struct po *po;
    struct message message; /* being read */
    struct text *field;     /* of it, that continues on the next line */
    bool any;
    int line;
};

static _Noreturn void fault(const struct reader *reader, const char *what)
{
    (void)fprintf(stderr, "%s:%d: %s\n", reader->po->path, reader->line, what);
    exit(2);
}

static struct text file_text(struct arena *arena, const char *path)
{
    AUTO_BUFFER struct buffer bytes = buffer_open(FILE_MOST);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        (void)fprintf(stderr, "check_messages: %s cannot be read\n", path);
        exit(2);
    }
    for (int byte = fgetc(file); byte != EOF; byte = fgetc(file))
        buffer_add_byte(&bytes, (char)byte);
    (void)fclose(file);
    return arena_text(arena, buffer_text(&bytes));
}

static void message_done(struct reader *reader)
{
    struct po *po = reader->po;
    struct message *message = &reader->message;
    if (message->has_forms && message->id.length == 0 && !message->obsolete) {
        po->header = message->forms[0];
    } else if (message->has_forms) {
        struct text context = arena_join(reader->arena, message->context, TEXT("\4"));
        message->key = arena_join(reader->arena, context, message->id);
        po->messages[po->count++] = *message;
        if (!message->obsolete && !map_add(&po->by_key, message->key, &po->messages[po->count - 1]))
            fault(reader, "the message stands twice");
    }
    reader->message = (struct message){0};
    reader->field = NULL;
    reader->any = false;
}

/* Adds the string between the quotes of the line to the field being read. */
static void string_read(struct reader *reader, struct text line)
{
    line = text_trim(line);
    if (line.length < 2 || line.at[0] != '"' || line.at[line.length - 1] != '"' || reader->field == NULL)
        fault(reader, "a string in quotes is missing");
    char *plain = arena_bytes(reader->arena, line.length);
    size_t length = 0;
    for (size_t i = 1; i + 1 < line.length; i++) {
        char byte = line.at[i];
        if (byte == '\\') {
            byte = line.at[++i];
            byte = (char)(byte == 'n' ? '\n' : byte == 't' ? '\t' : byte);
        }
        plain[length++] = byte;
    }
    *reader->field = arena_join(reader->arena, *reader->field, (struct text){plain, length});
}

static struct text *form_field(struct reader *reader, struct text *line)
{
    struct message *message = &reader->message;
    size_t index = 0;
    message->has_forms = true;
    if (text_starts_with(*line, TEXT("[")) && line->length > 2) {
        index = (size_t)(line->at[1] - '0');
        *line = text_slice(*line, 3, line->length);
    }
    if (index >= PLURAL_FORMS_MOST)
        fault(reader, "more forms than a language has");
    message->form_count = index + 1;
    return &message->forms[index];
}

static void keyword_read(struct reader *reader, struct text line)
{
    struct message *message = &reader->message;
    const struct {
        struct text word;
        struct text *field;
    } WORDS[] = {{TEXT("msgctxt "), &message->context},
                 {TEXT("msgid_plural "), &message->plural},
                 {TEXT("msgid "), &message->id}};
    reader->any = true;
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++) {
        if (!text_starts_with(line, WORDS[i].word))
            continue;
        reader->field = WORDS[i].field;
        if (message->line == 0)
            message->line = reader->line;
        string_read(reader, text_slice(line, WORDS[i].word.length, line.length));
        return;
    }
    if (!text_starts_with(line, TEXT("msgstr")))
        fault(reader, "no line of a catalogue");
    struct text rest = text_slice(line, sizeof "msgstr" - 1, line.length);
    reader->field = form_field(reader, &rest);
    string_read(reader, rest);
}

static void line_read(struct reader *reader, struct text line)
{
    bool obsolete = text_starts_with(line, TEXT("#~ "));
    if (obsolete)
        line = text_slice(line, 3, line.length);
    if (reader->message.has_forms && !text_starts_with(line, TEXT("\"")) && !text_starts_with(line, TEXT("msgstr")))
        message_done(reader);
    reader->message.obsolete = reader->message.obsolete || obsolete;
    if (text_starts_with(line, TEXT("#,")))
        reader->message.fuzzy = text_find(line, TEXT("fuzzy")) >= 0;
    if (text_is_empty(text_trim(line)) || line.at[0] == '#')
        return;
    if (line.at[0] == '"')
        string_read(reader, line);
    else
        keyword_read(reader, line);
}

struct po po_read(struct arena *arena, const char *path)
{
    struct po po = {.path = path};
    struct reader reader = {.arena = arena, .po = &po, .line = 1};
    struct text rest = file_text(arena, path);
    size_t lines = 1;
    for (size_t i = 0; i < rest.length; i++)
        lines += rest.at[i] == '\n';
    po.messages = arena_array(arena, struct message, lines);
    po.by_key = map_open(arena, lines);
    for (struct text line; text_split(&rest, '\n', &line); reader.line++)
        line_read(&reader, line);
    if (reader.any && !reader.message.has_forms)
        fault(&reader, "the last message is cut short");
    message_done(&reader);
    return po;
}

const struct message *po_find(const struct po *po, const struct message *like)
{
    return map_get(&po->by_key, like->key);
}

struct text po_header(const struct po *po, struct text name)
{
    struct text rest = po->header;
    for (struct text line; text_split(&rest, '\n', &line);)
        if (text_starts_with(line, name))
            return text_trim(text_slice(line, name.length, line.length));
    return TEXT_NONE;
}
