/* Reads the text form of a message catalogue (GNU gettext's .po and .pot). */
#ifndef PO_H
#define PO_H

#include "base/map.h"
#include "view/plural.h"

struct message {
    struct text context, id, plural; /* plural: empty for a message without a count */
    struct text forms[PLURAL_FORMS_MOST];
    size_t form_count; /* forms said, even when empty */
    bool fuzzy, obsolete, has_forms;
    int line;
    struct text key;
};

struct po {
    const char *path;
    struct message *messages; /* without the header */
    size_t count;
    struct text header;
    struct map by_key;
};

/* Ends the program with a line on stderr when the file cannot be read or is no catalogue. */
struct po po_read(struct arena *arena, const char *path);
const struct message *po_find(const struct po *po, const struct message *like);
/* "Name: value" of the header. */
struct text po_header(const struct po *po, struct text name);

#endif
