/* XML read piece by piece: elements and text as they come, nothing kept.  A document type is refused, and so with it
   every entity of the document's own; nothing is loaded.  The library underneath (libxml2) is seen only in
   xml_reader.c.  For use in a helper process: see system/process.h. */
#ifndef CODEC_XML_READER_H
#define CODEC_XML_READER_H

#include "base/problem.h"

struct xml_attribute {
    struct text name, value; /* without prefix */
};
struct xml_element {
    struct text name; /* without prefix */
    const struct xml_attribute *attributes;
    size_t count;
};
/* What is called; each may be NULL.  Texts live until it returns; a run of characters may come in several pieces. */
struct xml_events {
    void (*start)(void *context, const struct xml_element *element);
    void (*text)(void *context, struct text text);
    void (*end)(void *context, struct text name);
};
struct text xml_value(const struct xml_element *element, const char *attribute); /* empty when absent */

enum { XML_DEPTH_MOST = 24, XML_ATTRIBUTES_MOST = 32 };

struct xml_reader;
/* The reader lies in the arena; what the library keeps for it is given back by xml_close(). */
struct xml_reader *xml_open(struct arena *arena, const struct xml_events *events, void *context);
/* INVALID: not well formed, a document type, deeper than XML_DEPTH_MOST, more than XML_ATTRIBUTES_MOST; it stays so. */
enum outcome xml_push(struct xml_reader *reader, struct text piece) MUST_CHECK;
/* After the last piece: INVALID when the document is not whole. */
enum outcome xml_finish(struct xml_reader *reader) MUST_CHECK;
void xml_close(struct xml_reader *reader);

#endif
