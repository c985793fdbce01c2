/* Follows the HTML of a page byte by byte: one function for each place, and a stack of open elements. */
#include <string.h>

#include "compile.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char *const VOID_ELEMENTS[] = {"area",  "base", "br",   "col",   "embed",  "hr",    "img",
                                            "input", "link", "meta", "param", "source", "track", "wbr"};
static const char *const RAW_ELEMENTS[] = {"script", "style"};
static const char *const FOREIGN_ELEMENTS[] = {"svg", "math"};
/* Elements that hold text only: no <bdi> may go in there. */
static const char *const PLAIN_ELEMENTS[] = {"title", "textarea", "option"};
static const char *const PRESERVING_ELEMENTS[] = {"pre", "textarea"};
/* Their content is code, not language. */
static const char *const CODE_ELEMENTS[] = {"code", "kbd", "samp", "var"};
/* A browser closes an open <p> before these. */
static const char *const BLOCK_ELEMENTS[] = {"address",  "article", "aside",  "blockquote", "details", "div",  "dl",
                                             "fieldset", "figure",  "footer", "form",       "h1",      "h2",   "h3",
                                             "h4",       "h5",      "h6",     "header",     "hr",      "main", "nav",
                                             "ol",       "p",       "pre",    "section",    "table",   "ul"};
/* A browser ends the outer one before an inner one. */
static const char *const NEVER_NESTED[] = {"a", "button", "form", "label", "option"};
static const char *const LINK_ATTRIBUTES[] = {"href", "src",        "action",   "formaction", "poster",  "cite",
                                              "data", "xlink:href", "manifest", "background", "longdesc"};
/* Addresses of what runs in the page: the start must be ours. */
static const char *const RUNNING_ELEMENTS[] = {"script", "iframe", "object", "embed", "link", "frame"};
/* Attributes that no value may enter. */
static const char *const CLOSED_ATTRIBUTES[] = {"style", "srcdoc", "srcset", "imagesrcset", "ping", "http-equiv"};
static const char *const SPOKEN_ATTRIBUTES[] = {
    "alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "label"};

static bool is_one_of(struct text name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_is(name, names[i]))
            return true;
    return false;
}
#define IS_ONE_OF(name, names) is_one_of((name), (names), LENGTH(names))

static bool is_space(char byte) { return byte == ' ' || byte == '\n' || byte == '\t'; }
static bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
static bool is_name_byte(char byte)
{
    return is_letter(byte) || is_digit(byte) || byte == '-' || byte == '_' || byte == ':' || byte == '.' || byte == '@';
}

bool markup_is_name(struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (!is_letter(text.at[i]) && text.at[i] != '_' && (i == 0 || !is_digit(text.at[i])))
            return false;
    return text.length > 0;
}

static void emit_text(struct compiler *compiler, struct text text)
{
    for (size_t i = 0; i < text.length; i++)
        emit_literal(compiler, text.at[i]);
}

static struct text word_take(struct compiler *compiler)
{
    struct text word = arena_text(compiler->arena, buffer_text(&compiler->markup.word));
    buffer_clear(&compiler->markup.word);
    return word;
}

static const struct element *innermost(const struct compiler *compiler)
{
    return compiler->markup.depth == 0 ? NULL : &compiler->markup.open[compiler->markup.depth - 1];
}

static bool is_foreign(const struct compiler *compiler)
{
    const struct element *element = innermost(compiler);
    return element != NULL && element->foreign && !text_is(element->name, "foreignObject");
}

static bool is_plain(const struct compiler *compiler)
{
    const struct element *element = innermost(compiler);
    return is_foreign(compiler) || (element != NULL && IS_ONE_OF(element->name, PLAIN_ELEMENTS));
}

static bool is_field(const struct compiler *compiler)
{
    const struct element *element = innermost(compiler);
    return element != NULL && text_is(element->name, "textarea");
}

static struct block *block_of(struct compiler *compiler)
{
    return compiler->block_count == 0 ? NULL : &compiler->blocks[compiler->block_count - 1];
}

/* The elements below this one are outside of the branch being read. */
static size_t floor_of(struct compiler *compiler)
{
    const struct block *block = block_of(compiler);
    return block == NULL ? 0 : block->depth;
}

/* ---- Text ---- */

/* Letters of any script, roughly: what a translator would have to see. */
static bool is_language(int32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0x2af && c != 0xd7 && c != 0xf7) ||
           (c >= 0x370 && c < 0x2000);
}

static void refuse_untranslated(struct compiler *compiler)
{
    size_t at = compiler->at;
    if (((unsigned char)compiler->source.at[at] & 0xc0) == 0x80)
        return;
    if (is_language(text_next_code_point(compiler->source, &at)))
        fault(compiler, "words must be translated: use {%% msg %%}, or translate=\"no\" on the element");
}

static void entity_step(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    emit_literal(compiler, byte);
    if (byte == ';' && markup->entity_length > 0)
        markup->in_entity = false;
    else if (!is_letter(byte) && !is_digit(byte) && (byte != '#' || markup->entity_length > 0))
        fault(compiler, "write &amp; for &");
    markup->entity_length++;
}

static void content_space(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    struct buffer *literal = &compiler->literal;
    if (innermost(compiler) != NULL && innermost(compiler)->preserved) {
        emit_literal(compiler, byte);
        return;
    }
    if (!markup->behind_space)
        emit_literal(compiler, byte == '\n' ? '\n' : ' ');
    else if (byte == '\n' && literal->length > 0 && literal->bytes[literal->length - 1] == ' ')
        literal->bytes[literal->length - 1] = '\n';
    markup->behind_space = true;
}

static void step_content(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    const struct element *element = innermost(compiler);
    if (markup->in_entity) {
        entity_step(compiler, byte);
        return;
    }
    if (is_space(byte)) {
        content_space(compiler, byte);
        return;
    }
    if (byte == '<') {
        markup->place = AFTER_LESS;
        markup->tag_line = compiler->line;
        return;
    }
    if (byte == '>')
        fault(compiler, "write &gt; for >");
    if (element == NULL || !element->untranslated)
        if (byte != '&')
            refuse_untranslated(compiler);
    markup->in_entity = byte == '&';
    markup->entity_length = 0;
    markup->behind_space = false;
    emit_literal(compiler, byte);
}

/* ---- Tags ---- */

static void step_less(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    const struct element *element = innermost(compiler);
    if (byte != '/' && element != NULL && IS_ONE_OF(element->name, PLAIN_ELEMENTS))
        fault(compiler, "<%.*s> holds text only", TEXT_ARG(element->name));
    buffer_clear(&markup->word);
    if (byte == '/') {
        markup->place = IN_END_TAG;
    } else if (byte == '!') {
        markup->place = IN_DECLARATION;
    } else if (is_letter(byte)) {
        markup->place = IN_TAG_NAME;
        buffer_add_byte(&markup->word, byte);
    } else {
        fault(compiler, "write &lt; for <");
    }
}

static void refuse_capitals(const struct compiler *compiler, struct text name)
{
    for (size_t i = 0; i < name.length; i++)
        if (name.at[i] >= 'A' && name.at[i] <= 'Z')
            fault(compiler, "write %.*s in small letters", TEXT_ARG(name));
}

/* A browser would close an element of ours before this one. */
static void refuse_misplaced(struct compiler *compiler, struct text name)
{
    const struct markup *markup = &compiler->markup;
    for (size_t i = markup->depth; i > 0; i--) {
        const struct element *open = &markup->open[i - 1];
        bool closes_paragraph = text_is(open->name, "p") && IS_ONE_OF(name, BLOCK_ELEMENTS);
        bool closes_same = text_equal(open->name, name) && IS_ONE_OF(name, NEVER_NESTED);
        if (!open->foreign && (closes_paragraph || closes_same))
            fault(compiler, "<%.*s> may not stand within the <%.*s> of line %d", TEXT_ARG(name), TEXT_ARG(open->name),
                  open->line);
    }
}

static void tag_named(struct compiler *compiler)
{
    struct markup *markup = &compiler->markup;
    struct text name = word_take(compiler);
    if (!is_foreign(compiler)) {
        refuse_capitals(compiler, name);
        refuse_misplaced(compiler, name);
    }
    markup->tag = name;
    markup->attribute_count = 0;
    markup->tag_untranslated = markup->tag_dynamic = false;
    markup->place = BEHIND_NAME;
    emit_literal(compiler, '<');
    emit_text(compiler, name);
}

static void step_tag_name(struct compiler *compiler, char byte)
{
    if (is_letter(byte) || is_digit(byte) || byte == '-') {
        buffer_add_byte(&compiler->markup.word, byte);
        return;
    }
    tag_named(compiler);
    markup_feed(compiler, byte);
}

static void element_open(struct compiler *compiler)
{
    struct markup *markup = &compiler->markup;
    const struct element *outer = innermost(compiler);
    if (markup->depth == MOST_OPEN)
        fault(compiler, "too many open elements");
    struct element element = {.name = markup->tag, .line = markup->tag_line};
    element.foreign = is_foreign(compiler) || IS_ONE_OF(element.name, FOREIGN_ELEMENTS);
    element.preserved = (outer != NULL && outer->preserved) || IS_ONE_OF(element.name, PRESERVING_ELEMENTS);
    element.untranslated =
        (outer != NULL && outer->untranslated) || markup->tag_untranslated || IS_ONE_OF(element.name, CODE_ELEMENTS);
    markup->open[markup->depth++] = element;
    markup->place = IS_ONE_OF(element.name, RAW_ELEMENTS) ? IN_RAW : IN_CONTENT;
    buffer_clear(&markup->word);
}

static bool next_is_line_feed(const struct compiler *compiler)
{
    return compiler->at + 1 < compiler->source.length && compiler->source.at[compiler->at + 1] == '\n';
}

static bool has_attribute(const struct compiler *compiler, const char *name)
{
    for (size_t i = 0; i < compiler->markup.attribute_count; i++)
        if (text_is(compiler->markup.attributes[i].name, name))
            return true;
    return false;
}

static void tag_done(struct compiler *compiler, bool slash)
{
    struct markup *markup = &compiler->markup;
    const struct block *block = block_of(compiler);
    if (block != NULL && block->place != IN_CONTENT)
        fault(compiler, "the tag ends within the branch that began in it on line %d", block->line);
    bool is_void = IS_ONE_OF(markup->tag, VOID_ELEMENTS);
    if (text_is(markup->tag, "meta") && markup->tag_dynamic && has_attribute(compiler, "http-equiv"))
        fault(compiler, "nothing may be put into <meta http-equiv>");
    markup->behind_space = false;
    if (!is_void && slash && is_foreign(compiler)) {
        emit_text(compiler, TEXT("/>"));
        markup->place = IN_CONTENT;
        return;
    }
    if (!is_void && slash)
        fault(compiler, "<%.*s/> does not close itself: write </%.*s>", TEXT_ARG(markup->tag), TEXT_ARG(markup->tag));
    emit_literal(compiler, '>');
    if (is_void) {
        markup->place = IN_CONTENT;
        return;
    }
    element_open(compiler);
    /* A browser drops the first line feed of these: one of ours saves the first of the text. */
    if (IS_ONE_OF(markup->tag, PRESERVING_ELEMENTS) && !next_is_line_feed(compiler))
        emit_literal(compiler, '\n');
}

static void element_close(struct compiler *compiler, struct text name)
{
    struct markup *markup = &compiler->markup;
    if (IS_ONE_OF(name, VOID_ELEMENTS))
        fault(compiler, "<%.*s> has no end tag", TEXT_ARG(name));
    if (markup->depth == floor_of(compiler)) {
        if (block_of(compiler) != NULL && markup->depth > 0)
            fault(compiler, "</%.*s> closes an element opened outside of the block of line %d", TEXT_ARG(name),
                  block_of(compiler)->line);
        fault(compiler, "</%.*s> closes nothing", TEXT_ARG(name));
    }
    const struct element *element = innermost(compiler);
    if (!text_equal(element->name, name))
        fault(compiler, "</%.*s> where the <%.*s> of line %d is still open", TEXT_ARG(name), TEXT_ARG(element->name),
              element->line);
    markup->depth--;
    markup->place = IN_CONTENT;
    markup->behind_space = false;
}

static void step_end_tag(struct compiler *compiler, char byte)
{
    if (is_letter(byte) || is_digit(byte) || byte == '-') {
        buffer_add_byte(&compiler->markup.word, byte);
        return;
    }
    if (byte != '>')
        fault(compiler, "an end tag holds a name only");
    struct text name = word_take(compiler);
    element_close(compiler, name);
    emit_text(compiler, TEXT("</"));
    emit_text(compiler, name);
    emit_literal(compiler, '>');
}

static void step_behind_name(struct compiler *compiler, char byte)
{
    if (is_space(byte)) {
        compiler->markup.place = IN_TAG;
        compiler->markup.space_written = false;
    } else if (byte == '>') {
        tag_done(compiler, false);
    } else if (byte == '/') {
        compiler->markup.place = BEHIND_SLASH;
    } else {
        fault(compiler, "white space must stand before an attribute");
    }
}

static void step_tag(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    if (is_space(byte))
        return;
    if (byte == '>') {
        tag_done(compiler, false);
    } else if (byte == '/') {
        markup->place = BEHIND_SLASH;
    } else if (is_name_byte(byte)) {
        if (!markup->space_written)
            emit_literal(compiler, ' ');
        markup->place = IN_ATTRIBUTE;
        buffer_clear(&markup->word);
        buffer_add_byte(&markup->word, byte);
    } else {
        fault(compiler, "no attribute begins with %c", byte);
    }
}

static void step_slash(struct compiler *compiler, char byte)
{
    if (byte != '>')
        fault(compiler, "/ may only stand before >");
    tag_done(compiler, true);
}

/* ---- Attributes ---- */

static void attribute_named(struct compiler *compiler)
{
    struct markup *markup = &compiler->markup;
    struct text name = word_take(compiler);
    if (!is_foreign(compiler) && !IS_ONE_OF(markup->tag, FOREIGN_ELEMENTS))
        refuse_capitals(compiler, name);
    if (text_starts_with(name, TEXT("on")))
        fault(compiler, "the attribute %.*s is code: use a module of assets", TEXT_ARG(name));
    for (size_t i = 0; i < markup->attribute_count; i++)
        if (!markup->attributes[i].hidden && text_equal(markup->attributes[i].name, name))
            fault(compiler, "the attribute %.*s stands twice", TEXT_ARG(name));
    if (markup->attribute_count == MOST_ATTRIBUTES)
        fault(compiler, "too many attributes");
    markup->attributes[markup->attribute_count++] = (struct attribute){.name = name};
    markup->attribute = name;
    markup->address = ADDRESS_EMPTY;
    emit_text(compiler, name);
}

static void step_attribute(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    if (is_name_byte(byte)) {
        buffer_add_byte(&markup->word, byte);
        return;
    }
    attribute_named(compiler);
    if (byte == '=') {
        markup->place = BEHIND_EQUALS;
        return;
    }
    markup->place = BEHIND_NAME;
    markup_feed(compiler, byte);
}

static void step_equals(struct compiler *compiler, char byte)
{
    if (byte != '"' && byte != '\'')
        fault(compiler, "the value of %.*s must stand in quotes", TEXT_ARG(compiler->markup.attribute));
    emit_literal(compiler, '=');
    emit_literal(compiler, byte);
    compiler->markup.quote = byte;
    compiler->markup.place = IN_VALUE;
    buffer_clear(&compiler->markup.word);
}

static void value_done(struct compiler *compiler)
{
    struct markup *markup = &compiler->markup;
    const struct block *block = block_of(compiler);
    if (block != NULL && block->place == IN_VALUE)
        fault(compiler, "the value ends within the branch that began in it on line %d", block->line);
    if (text_is(markup->attribute, "translate") && text_equal(buffer_text(&markup->word), TEXT("no")))
        markup->tag_untranslated = true;
    emit_literal(compiler, markup->quote);
    markup->place = BEHIND_NAME;
}

static void step_value(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    if (markup->in_entity) {
        entity_step(compiler, byte);
        return;
    }
    if (byte == markup->quote) {
        value_done(compiler);
        return;
    }
    if (byte == '<')
        fault(compiler, "write &lt; for <");
    if (IS_ONE_OF(markup->attribute, SPOKEN_ATTRIBUTES) && byte != '&')
        refuse_untranslated(compiler);
    if (markup->address == ADDRESS_WHOLE && byte != '/' && byte != '?' && byte != '#' && byte != '&')
        fault(compiler, "behind a whole address only / ? # & may follow");
    if (markup->address == ADDRESS_WHOLE)
        markup->address = ADDRESS_PART;
    if (markup->address == ADDRESS_EMPTY)
        markup->address = ADDRESS_LITERAL;
    markup->in_entity = byte == '&';
    markup->entity_length = 0;
    buffer_add_byte(&markup->word, byte);
    emit_literal(compiler, byte);
}

/* ---- Script, style, comments ---- */

static void step_raw(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    emit_literal(compiler, byte);
    buffer_add_byte(&markup->word, byte);
    struct text end = arena_format(compiler->arena, "</%.*s>", TEXT_ARG(markup->tag));
    if (text_ends_with(buffer_text(&markup->word), end))
        element_close(compiler, markup->tag);
}

static void step_declaration(struct compiler *compiler, char byte)
{
    struct markup *markup = &compiler->markup;
    struct text word = buffer_text(&markup->word);
    if (byte != '>') {
        buffer_add_byte(&markup->word, byte);
        if (text_equal(buffer_text(&markup->word), TEXT("--")))
            markup->place = IN_COMMENT;
        return;
    }
    if (!text_equal_ignoring_case(word, TEXT("doctype html")))
        fault(compiler, "only <!doctype html> and comments begin with <!");
    emit_text(compiler, TEXT("<!doctype html>"));
    markup->place = IN_CONTENT;
}

/* Comments are for the readers of the template: they are not sent. */
static void step_comment(struct compiler *compiler, char byte)
{
    buffer_add_byte(&compiler->markup.word, byte);
    if (text_ends_with(buffer_text(&compiler->markup.word), TEXT("-->")))
        compiler->markup.place = IN_CONTENT;
}

void markup_feed(struct compiler *compiler, char byte)
{
    static void (*const STEPS[PLACE_COUNT])(struct compiler *, char) = {
        [IN_CONTENT] = step_content,
        [AFTER_LESS] = step_less,
        [IN_TAG_NAME] = step_tag_name,
        [IN_END_TAG] = step_end_tag,
        [BEHIND_NAME] = step_behind_name,
        [IN_TAG] = step_tag,
        [IN_ATTRIBUTE] = step_attribute,
        [BEHIND_EQUALS] = step_equals,
        [IN_VALUE] = step_value,
        [BEHIND_SLASH] = step_slash,
        [IN_RAW] = step_raw,
        [IN_DECLARATION] = step_declaration,
        [IN_COMMENT] = step_comment,
    };
    STEPS[compiler->markup.place](compiler, byte);
}

void markup_finish(struct compiler *compiler)
{
    const struct markup *markup = &compiler->markup;
    if (markup->place != IN_CONTENT && markup->place != IN_RAW)
        fault(compiler, "the page ends within the tag of line %d", markup->tag_line);
    if (markup->depth > floor_of(compiler))
        fault(compiler, "the <%.*s> of line %d is not closed", TEXT_ARG(innermost(compiler)->name),
              innermost(compiler)->line);
    while (markup->behind_space && compiler->literal.length > 0 &&
           is_space(compiler->literal.bytes[compiler->literal.length - 1]))
        compiler->literal.length--;
}

/* ---- Values ---- */

static _Noreturn void refuse_place(const struct compiler *compiler, const char *what)
{
    switch (compiler->markup.place) {
    case BEHIND_EQUALS:
        fault(compiler, "%s in an attribute without quotes", what);
    case IN_COMMENT:
    case IN_DECLARATION:
        fault(compiler, "%s within <!…>", what);
    case AFTER_LESS:
    case IN_TAG_NAME:
    case IN_END_TAG:
        fault(compiler, "%s in the name of a tag", what);
    case IN_CONTENT:
    case BEHIND_NAME:
    case IN_TAG:
    case IN_ATTRIBUTE:
    case IN_VALUE:
    case BEHIND_SLASH:
    case IN_RAW:
    case PLACE_COUNT:
        break;
    }
    fault(compiler, "%s between attributes: only {%% if %%} may stand there", what);
}

static bool is_link(const struct compiler *compiler) { return IS_ONE_OF(compiler->markup.attribute, LINK_ATTRIBUTES); }

/* What may follow the literal start of an address, judged by that start; ADDRESS_LITERAL when nothing may. */
static enum context link_part_context(struct text start)
{
    static const struct {
        const char *start;
        enum context context;
    } STARTS[] = {{"/", FOR_LINK_PART},      {"?", FOR_LINK_PART},   {"#", FOR_LINK_PART},
                  {"./", FOR_LINK_PART},     {"../", FOR_LINK_PART}, {"mailto:", FOR_LINK_ADDRESS},
                  {"tel:", FOR_LINK_ADDRESS}};
    struct text host = TEXT_NONE;
    if (text_equal(start, TEXT("/")))
        return FOR_LINK_FIRST;
    if (text_starts_with(start, TEXT("https://")))
        host = text_slice(start, strlen("https://"), start.length);
    if (text_starts_with(start, TEXT("//")))
        return FOR_LINK;
    if (text_find_byte(host, '/') > 0)
        return FOR_LINK_PART;
    for (size_t i = 0; i < LENGTH(STARTS); i++)
        if (text_starts_with(start, text_from(STARTS[i].start)))
            return STARTS[i].context;
    return FOR_LINK;
}

static enum context link_context(const struct compiler *compiler)
{
    const struct markup *markup = &compiler->markup;
    struct text start = buffer_text(&markup->word);
    if (markup->address == ADDRESS_EMPTY && IS_ONE_OF(markup->tag, RUNNING_ELEMENTS))
        fault(compiler, "the address of <%.*s> must begin with a literal path", TEXT_ARG(markup->tag));
    if (text_is(markup->tag, "base"))
        fault(compiler, "nothing may be put into <base>");
    switch (markup->address) {
    case ADDRESS_EMPTY:
        return FOR_LINK;
    case ADDRESS_PART:
        return FOR_LINK_PART;
    case ADDRESS_WHOLE:
        fault(compiler, "behind a whole address only / ? # & may follow");
    case ADDRESS_UNKNOWN:
        fault(compiler, "the branches before begin the address differently: write it whole in each");
    case ADDRESS_LITERAL:
        break;
    }
    enum context context = link_part_context(start);
    if (context == FOR_LINK)
        fault(compiler, "an address that begins with \"%.*s\" takes no value here", TEXT_ARG(start));
    return context;
}

enum context markup_value(struct compiler *compiler, const char *what)
{
    struct markup *markup = &compiler->markup;
    if (markup->in_entity)
        fault(compiler, "write &amp; for &");
    if (markup->place == IN_CONTENT)
        return is_field(compiler) ? FOR_FIELD : is_plain(compiler) ? FOR_PLAIN : FOR_CONTENT;
    if (markup->place != IN_VALUE)
        refuse_place(compiler, what);
    if (IS_ONE_OF(markup->attribute, CLOSED_ATTRIBUTES) || text_starts_with(markup->tag, TEXT("animate")) ||
        text_is(markup->tag, "set"))
        fault(compiler, "nothing may be put into %.*s of <%.*s>", TEXT_ARG(markup->attribute), TEXT_ARG(markup->tag));
    markup->tag_dynamic = true;
    if (is_link(compiler))
        return link_context(compiler);
    return text_is(markup->attribute, "value") ? FOR_FIELD : FOR_PLAIN;
}

void markup_value_done(struct compiler *compiler)
{
    struct markup *markup = &compiler->markup;
    markup->behind_space = false;
    if (markup->place == IN_VALUE)
        markup->address = markup->address == ADDRESS_EMPTY ? ADDRESS_WHOLE : ADDRESS_PART;
}

void markup_component(struct compiler *compiler, const char *what)
{
    if (compiler->markup.place != IN_CONTENT)
        fault(compiler, "%s stands only between elements", what);
    if (is_plain(compiler))
        fault(compiler, "%s may not stand within <%.*s>", what, TEXT_ARG(innermost(compiler)->name));
}

/* ---- Blocks ---- */

enum place markup_settle(struct compiler *compiler)
{
    struct markup *markup = &compiler->markup;
    if (markup->in_entity)
        fault(compiler, "write &amp; for &");
    if (markup->place == IN_TAG_NAME)
        tag_named(compiler);
    if (markup->place == IN_ATTRIBUTE) {
        attribute_named(compiler);
        markup->place = BEHIND_NAME;
    }
    if (markup->place == IN_TAG && !markup->space_written) {
        emit_literal(compiler, ' ');
        markup->space_written = true;
    }
    if (markup->place != IN_CONTENT && markup->place != BEHIND_NAME && markup->place != IN_TAG &&
        markup->place != IN_VALUE)
        refuse_place(compiler, "a block");
    return markup->place;
}

/* The state of an address where branches meet: a literal start that is safe counts as a part. */
static enum address settled_address(const struct compiler *compiler)
{
    const struct markup *markup = &compiler->markup;
    if (markup->place != IN_VALUE || !is_link(compiler) || markup->address != ADDRESS_LITERAL)
        return markup->address;
    return link_part_context(buffer_text(&markup->word)) == FOR_LINK_PART ? ADDRESS_PART : ADDRESS_UNKNOWN;
}

void markup_block_start(struct compiler *compiler, struct block *block)
{
    struct markup *markup = &compiler->markup;
    block->place = markup_settle(compiler);
    block->depth = markup->depth;
    block->attribute_count = markup->attribute_count;
    if (block->kind == BLOCK_FOR && block->place != IN_VALUE && block->place != IN_CONTENT)
        fault(compiler, "a loop between attributes would repeat them");
    if (block->kind == BLOCK_FOR && block->place == IN_VALUE && settled_address(compiler) != ADDRESS_PART)
        markup->address = ADDRESS_UNKNOWN;
    block->word_length = markup->word.length;
    block->address = markup->address;
    block->needs_space = block->place == BEHIND_NAME && block->kind == BLOCK_IF;
    markup->behind_space = false;
}

static void branch_check(struct compiler *compiler, const struct block *block)
{
    const struct markup *markup = &compiler->markup;
    bool in_tag = block->place == IN_TAG || block->place == BEHIND_NAME;
    enum place place = markup->place;
    if (in_tag ? place != IN_TAG && place != BEHIND_NAME : place != block->place)
        fault(compiler, "this branch of the block of line %d ends within a tag", block->line);
    if (markup->depth > block->depth)
        fault(compiler, "the <%.*s> of line %d is not closed in this branch", TEXT_ARG(innermost(compiler)->name),
              innermost(compiler)->line);
}

/* At elif, else and end: every branch starts as the first did; behind the last one all that may have happened counts.
 */
void markup_branch_end(struct compiler *compiler, struct block *block, bool last)
{
    struct markup *markup = &compiler->markup;
    (void)markup_settle(compiler);
    branch_check(compiler, block);
    block->needs_space = block->needs_space || markup->place == BEHIND_NAME;
    enum address address = settled_address(compiler);
    block->address_after = block->address_any && block->address_after != address ? ADDRESS_UNKNOWN : address;
    block->address_any = true;
    markup->word.length = block->word_length;
    markup->address = block->address;
    markup->behind_space = false;
    for (size_t i = block->attribute_count; i < markup->attribute_count; i++)
        markup->attributes[i].hidden = !last;
    if (!last) {
        markup->place = block->place;
        return;
    }
    if (!block->had_else && settled_address(compiler) != block->address_after)
        block->address_after = ADDRESS_UNKNOWN;
    markup->address = block->address_after;
    if (block->place == IN_TAG || block->place == BEHIND_NAME) {
        markup->place = block->needs_space ? BEHIND_NAME : IN_TAG;
        markup->space_written = true;
    }
}
