/* Writing a page.  Templates (see docs/templates.md) compile to calls of these functions; the compiler picks the
   function that fits the place in the HTML.  Nothing else writes markup. */
#ifndef VIEW_OUTPUT_H
#define VIEW_OUTPUT_H

#include "base/buffer.h"
#include "base/calendar.h"
#include "base/identifier.h"
#include "base/money.h"

struct language;

/* Where a page is written.  `zone` is the name of the zone in which instants are shown. */
struct output {
    struct buffer *buffer;
    struct arena *arena;
    const struct language *language;
    const struct zone *zone;
};

/* Markup that is already safe.  Only view/ may build one (tools/check_source). */
struct html {
    struct text markup;
};

void put_markup(struct output *out, struct text literal); /* a template's own literal markup */
void put_html(struct output *out, struct html html);
void put_text(struct output *out, struct text text);      /* between tags: & < > escaped; C0 controls dropped */
void put_attribute(struct output *out, struct text text); /* within a quoted attribute: also " and ' */
/* A whole URL attribute: http, https, mailto, tel, or a path of ours ("/…", "?…", "#…", "./"); anything else "#". */
void put_link(struct output *out, struct text url);
void put_link_part(struct output *out, struct text part); /* behind the start of a URL: percent-encoded */
void put_integer(struct output *out, int64_t number);     /* machine form, in every context */

/* Values for people, in the page's language: digits, separators and order of the language, isolated with <bdi> where
   the direction would break them.  Western digits in all three languages (Morocco's usage). */
void put_number(struct output *out, int64_t number);
void put_date(struct output *out, int32_t date);                    /* "31 mars 2022"; nothing for DATE_NONE */
void put_short_date(struct output *out, int32_t date);              /* "31/03/2022" */
void put_instant(struct output *out, int64_t instant);              /* date and time in out->zone */
void put_money(struct output *out, struct money money);             /* "1 250,50 MAD" */
void put_decimal(struct output *out, int64_t scaled, int decimals); /* 1255,1 -> "125,5" */

/* A message with its arguments {1}…{3} put in, escaped for text. */
void put_message(struct output *out, const char *message, const struct text *arguments, size_t count);
void put_message_count(struct output *out, const char *one, const char *many, int64_t count,
                       const struct text *arguments, size_t argument_count); /* {1} is the count, arguments follow */
void put_attribute_message(struct output *out, const char *message, const struct text *arguments, size_t count);
/* A text a person wrote, in its own direction: <bdi>…</bdi>. */
void put_isolated(struct output *out, struct text text);
/* Many lines: escaped, line feeds as <br>. */
void put_paragraphs(struct output *out, struct text text);

#endif
