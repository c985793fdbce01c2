/* Writing a page.  Templates (see docs/templates.md) compile to calls of these functions; the compiler picks the
   function that fits the place in the HTML.  Nothing else writes markup. */
#ifndef VIEW_OUTPUT_H
#define VIEW_OUTPUT_H

#include "base/buffer.h"
#include "base/calendar.h"
#include "base/identifier.h"
#include "base/money.h"
#include "base/problem.h"

struct language;

/* Where a page is written.  `zone` is the zone in which instants are shown; NULL shows them in UTC and says so.
   Tests set `substitute`: it gets every text that comes from data and gives the one to write in its place, so that any
   page can be rendered with hostile texts and compared (tests/html_tree.h). */
struct output {
    struct buffer *buffer;
    struct arena *arena;
    const struct language *language;
    const struct zone *zone;
    struct text (*substitute)(struct text text, void *context); /* NULL: none */
    void *substitute_context;
};

/* Markup that is already safe.  Only view/ may build one (tools/check_source). */
struct html {
    struct text markup;
};

void put_markup(struct output *out, struct text literal); /* a template's own literal markup */
void put_html(struct output *out, struct html html);
/* Between tags: & < > escaped.  Here and in all that follow, what is not UTF-8 becomes U+FFFD, and control characters
   (but line feed and tab) and those that reverse or embed direction (U+202A..202E, U+2066..2069) are dropped.  Only
   the marks that tr_with() puts around what it fills in (U+2068, U+2069) stay where each has its other: here as <bdi>.
 */
void put_text(struct output *out, struct text text);
void put_attribute(struct output *out, struct text text); /* within a quoted attribute: also " and ' */
/* What goes back into a form: no mark that people could not see. */
void put_field(struct output *out, struct text text);
/* A whole URL attribute: http, https, mailto, tel, or a path of ours ("/…", "?…", "#…", "./…", "../…"); anything else,
   also one with white space, a control character, a backslash or another host's "//", "#". */
void put_link(struct output *out, struct text url);
void put_link_part(struct output *out, struct text part); /* behind the start of a URL: percent-encoded */
/* The same behind a lone "/": an empty part becomes "-", lest the next "/" begin the name of a host. */
void put_link_first(struct output *out, struct text part);
void put_link_address(struct output *out, struct text address); /* the same behind mailto: and tel:, @ and + kept */
void put_integer(struct output *out, int64_t number);           /* machine form, in every context */

/* Values for people, in the page's language: digits, separators and order of the language, isolated with <bdi> where
   the direction would break them.  Western digits in all three languages (Morocco's usage). */
void put_number(struct output *out, int64_t number);
void put_date(struct output *out, int32_t date);                    /* "31 mars 2022"; nothing for DATE_NONE */
void put_short_date(struct output *out, int32_t date);              /* "31/03/2022" */
void put_month(struct output *out, int32_t date);                   /* "mars 2022" */
void put_instant(struct output *out, int64_t instant);              /* date and time in out->zone */
void put_money(struct output *out, struct money money);             /* "1 250,50 MAD" */
void put_decimal(struct output *out, int64_t scaled, int decimals); /* 1255,1 -> "125,5" */

/* A message with its arguments {1}…{3} put in, escaped for text. */
void put_message(struct output *out, const char *message, const struct text *arguments, size_t count);
void put_message_count(struct output *out, const char *one, const char *many, int64_t count,
                       const struct text *arguments, size_t argument_count); /* {1} is the count, arguments follow */
/* A message that reads differently in another context (msgctxt). */
void put_message_in(struct output *out, const char *context, const char *message);
/* What a rule found wrong, with its arguments. */
void put_problem(struct output *out, const struct problem *problem);
/* The same within a quoted attribute, and in elements that hold text only (title, option, textarea). */
void put_attribute_message(struct output *out, const char *message, const struct text *arguments, size_t count);
void put_attribute_message_in(struct output *out, const char *context, const char *message);
void put_attribute_message_count(struct output *out, const char *one, const char *many, int64_t count,
                                 const struct text *arguments, size_t argument_count);
/* A text a person wrote, in its own direction: <bdi>…</bdi>. */
void put_isolated(struct output *out, struct text text);
void put_attribute_isolated(struct output *out, struct text text); /* U+2068 and U+2069 in place of <bdi> */
/* Many lines: escaped, line feeds as <br>. */
void put_paragraphs(struct output *out, struct text text);

/* As text, for the arguments of messages. */
struct text output_integer(struct output *out, int64_t number);
struct text output_instant(struct output *out, int64_t instant);

#endif
