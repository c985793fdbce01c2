#include "codec/xml_reader.h"

#include <libxml/parser.h>
#include <stdlib.h>

enum { PIECE_MOST = 1 << 20 };

struct xml_reader {
    xmlParserCtxtPtr parser;
    const struct xml_events *events;
    void *context;
    int depth;
    bool refused;
};

struct text xml_value(const struct xml_element *element, const char *attribute)
{
    for (size_t i = 0; i < element->count; i++)
        if (text_is(element->attributes[i].name, attribute))
            return element->attributes[i].value;
    return TEXT_NONE;
}

static void refuse(struct xml_reader *reader)
{
    reader->refused = true;
    xmlStopParser(reader->parser);
}

static void take_subset(void *context, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    (void)name;
    (void)public_id;
    (void)system_id;
    refuse(context);
}

/* Attributes come as five pointers each: name, prefix, namespace, value and its end. */
static void take_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
                       int namespace_count, const xmlChar **namespaces, int count, int defaulted,
                       const xmlChar **attributes)
{
    struct xml_reader *reader = context;
    struct xml_attribute list[XML_ATTRIBUTES_MOST];
    (void)prefix;
    (void)space;
    (void)namespace_count;
    (void)namespaces;
    (void)defaulted;
    if (reader->refused)
        return;
    if (++reader->depth > XML_DEPTH_MOST || count > XML_ATTRIBUTES_MOST) {
        refuse(reader);
        return;
    }
    for (size_t i = 0; i < (size_t)count; i++) {
        const xmlChar *const *five = (const xmlChar *const *)attributes + i * 5;
        list[i].name = text_from((const char *)five[0]);
        list[i].value = (struct text){(const char *)five[3], (size_t)(five[4] - five[3])};
    }
    const struct xml_element element = {text_from((const char *)name), list, (size_t)count};
    if (reader->events->start != NULL)
        reader->events->start(reader->context, &element);
}

static void take_text(void *context, const xmlChar *text, int length)
{
    struct xml_reader *reader = context;
    if (!reader->refused && reader->events->text != NULL)
        reader->events->text(reader->context, (struct text){(const char *)text, (size_t)length});
}

static void take_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space)
{
    struct xml_reader *reader = context;
    (void)prefix;
    (void)space;
    if (reader->refused)
        return;
    reader->depth--;
    if (reader->events->end != NULL)
        reader->events->end(reader->context, text_from((const char *)name));
}

/* Faults are told by what xml_push() returns, not on stderr. */
static void take_fault(void *context, xmlErrorPtr fault)
{
    (void)context;
    (void)fault;
}

struct xml_reader *xml_open(struct arena *arena, const struct xml_events *events, void *context)
{
    xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .internalSubset = take_subset,
        .startElementNs = take_start,
        .endElementNs = take_end,
        .characters = take_text,
        .ignorableWhitespace = take_text,
        .cdataBlock = take_text,
        .serror = take_fault,
    };
    struct xml_reader *reader = arena_new(arena, struct xml_reader);
    *reader = (struct xml_reader){.events = events, .context = context};
    reader->parser = xmlCreatePushParserCtxt(&handler, reader, NULL, 0, NULL);
    if (reader->parser == NULL) /* no memory: as with the arena */
        abort();
    (void)xmlCtxtUseOptions(reader->parser,
                            XML_PARSE_NONET | XML_PARSE_NOENT | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    return reader;
}

static enum outcome push(struct xml_reader *reader, struct text piece, bool last)
{
    if (reader->refused)
        return INVALID;
    int fault = xmlParseChunk(reader->parser, piece.at, (int)piece.length, last);
    if (fault != XML_ERR_OK || reader->refused || reader->parser->wellFormed == 0)
        reader->refused = true;
    return reader->refused ? INVALID : OK;
}

enum outcome xml_push(struct xml_reader *reader, struct text piece)
{
    enum outcome outcome = OK;
    while (piece.length > 0 && outcome == OK) {
        size_t length = piece.length < PIECE_MOST ? piece.length : PIECE_MOST;
        outcome = push(reader, text_slice(piece, 0, length), false);
        piece = text_slice(piece, length, piece.length);
    }
    return outcome;
}

enum outcome xml_finish(struct xml_reader *reader) { return push(reader, TEXT_NONE, true); }

void xml_close(struct xml_reader *reader) { xmlFreeParserCtxt(reader->parser); }
