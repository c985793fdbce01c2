/* Which of a language's plural forms a count takes: the "Plural-Forms" expression of a gettext catalogue. */
#ifndef VIEW_PLURAL_H
#define VIEW_PLURAL_H

#include "base/problem.h"

enum { PLURAL_FORMS_MOST = 6, PLURAL_NODES = 256 };

struct plural_node {
    uint8_t kind;
    uint16_t child[3];
    uint64_t value;
};

struct plural {
    struct plural_node nodes[PLURAL_NODES];
    size_t node_count, root;
    size_t forms;
};

/* "nplurals=2; plural=n != 1;".  INVALID when it is no such expression or larger than we take. */
enum outcome plural_read(struct text text, struct plural *ret) MUST_CHECK;
/* Always below plural->forms, whatever the expression says. */
size_t plural_form(const struct plural *plural, uint64_t count);

#endif
