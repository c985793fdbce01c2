/* For tests: reads a rendered page as strictly as we write it, and compares pages made with hostile and with harmless
   texts.  Whatever people type may change the words of a page, never its elements. */
#ifndef HTML_TREE_H
#define HTML_TREE_H

#include "base/arena.h"
#include "view/output.h"

/* The elements with the names of their attributes, one a line, indented by depth; <bdi> and <br> are left out, for they
   come and go with the text.  INVALID, with what and where in *ret_fault, for a page that is not well formed: tags that
   do not match, attributes twice or without quotes, a bare & or <, code in an attribute or a script, an address of a
   scheme that runs something, invalid UTF-8, control characters, characters that override the direction. */
enum outcome html_tree_read(struct arena *arena, struct text page, struct text *ret_tree,
                            struct text *ret_fault) MUST_CHECK;

/* For `substitute` of struct output; *(size_t *)context chooses the text, below HOSTILE_COUNT. */
enum { HOSTILE_COUNT = 19 };
struct text hostile_text(struct text text, void *context);
struct text harmless_text(struct text text, void *context);

/* Renders the page in every language with harmless and with each hostile text.  Empty when the trees are the same, else
   what differs. */
struct text html_hostile_fault(struct arena *arena, void (*render)(struct output *out, const void *view),
                               const void *view);

#endif
