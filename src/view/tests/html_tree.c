#include "view/tests/html_tree.h"

#include <string.h>

#include "view/language.h"

enum { DEEPEST = 200, PAGE_MOST = 4 << 20 };

struct reader {
    struct arena *arena;
    struct text page;
    size_t at;
    struct text open[DEEPEST];
    size_t depth, lines_depth;
    struct buffer tree;
    const char *fault;
};

static bool is_one_of(struct text name, const char *const *names)
{
    for (; *names != NULL; names++)
        if (text_is(name, *names))
            return true;
    return false;
}

static bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'); }
static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
static bool is_name(char byte)
{
    return is_letter(byte) || is_digit(byte) || byte == '-' || byte == ':' || byte == '_' || byte == '.';
}

static char peek(const struct reader *reader)
{
    return reader->at < reader->page.length ? reader->page.at[reader->at] : '\0';
}

static bool take(struct reader *reader, const char *word)
{
    if (!text_starts_with(text_slice(reader->page, reader->at, reader->page.length), text_from(word)))
        return false;
    reader->at += strlen(word);
    return true;
}

static struct text take_name(struct reader *reader)
{
    size_t start = reader->at;
    while (is_name(peek(reader)))
        reader->at++;
    if (start == reader->at)
        reader->fault = "a name is missing";
    return text_slice(reader->page, start, reader->at);
}

/* Behind "&": a character reference, or a fault. */
static void read_reference(struct reader *reader)
{
    size_t start = ++reader->at;
    if (peek(reader) == '#')
        start = ++reader->at;
    while (is_letter(peek(reader)) || is_digit(peek(reader)))
        reader->at++;
    if (reader->at == start || peek(reader) != ';')
        reader->fault = "a bare &";
}

static void read_value(struct reader *reader, struct text name)
{
    static const char *const LINKS[] = {"href", "src",  "action",     "formaction", "poster",
                                        "cite", "data", "xlink:href", NULL};
    static const char *const SCHEMES[] = {"http", "https", "mailto", "tel", NULL};
    char quote = peek(reader);
    if (quote != '"' && quote != '\'') {
        reader->fault = "a value without quotes";
        return;
    }
    size_t start = ++reader->at;
    for (; reader->fault == NULL && reader->at < reader->page.length && peek(reader) != quote; reader->at++) {
        if (peek(reader) == '&')
            read_reference(reader);
        else if (peek(reader) == '<')
            reader->fault = "< in a value";
    }
    struct text value = text_slice(reader->page, start, reader->at++);
    if (!is_one_of(name, LINKS))
        return;
    struct text scheme = value;
    for (size_t i = 0; i < value.length && strchr("/?#:&", value.at[i]) == NULL; i++)
        scheme = text_slice(value, 0, i + 1);
    bool has_scheme =
        scheme.length < value.length && (value.at[scheme.length] == ':' || value.at[scheme.length] == '&');
    if ((has_scheme && !is_one_of(scheme, SCHEMES)) || text_starts_with(value, TEXT("//")) ||
        text_find_byte(value, '\\') >= 0)
        reader->fault = "an address that leads out or runs something";
}

static void read_attributes(struct reader *reader, bool ignored)
{
    struct text names[DEEPEST];
    size_t count = 0;
    while (reader->fault == NULL && take(reader, " ")) {
        struct text name = take_name(reader);
        if (count == DEEPEST || text_starts_with(name, TEXT("on")))
            reader->fault = "code in an attribute";
        for (size_t i = 0; i < count && reader->fault == NULL; i++)
            if (text_equal_ignoring_case(names[i], name))
                reader->fault = "an attribute twice";
        if (reader->fault == NULL)
            names[count++] = name;
        buffer_format(&reader->tree, " %.*s", TEXT_ARG(name));
        if (ignored)
            reader->fault = "attributes on <bdi> or <br>";
        if (reader->fault == NULL && take(reader, "="))
            read_value(reader, name);
    }
}

/* The content of elements in which a browser sees no tags. */
static void read_raw(struct reader *reader, struct text name)
{
    static const char *const ESCAPED[] = {"title", "textarea", NULL};
    size_t start = reader->at;
    while (reader->fault == NULL && reader->at < reader->page.length && peek(reader) != '<') {
        if (peek(reader) == '&' && is_one_of(name, ESCAPED))
            read_reference(reader);
        reader->at++;
    }
    if (text_is(name, "script") && !text_is_empty(text_trim(text_slice(reader->page, start, reader->at))))
        reader->fault = "a script in the page";
    if (!take(reader, arena_string(reader->arena, arena_format(reader->arena, "</%.*s>", TEXT_ARG(name)))))
        reader->fault = "< in an element of text";
}

static void read_start_tag(struct reader *reader)
{
    static const char *const VOID[] = {"area",  "base", "br",   "col",    "embed", "hr",  "img",
                                       "input", "link", "meta", "source", "track", "wbr", NULL};
    static const char *const RAW[] = {"script", "style", "title", "textarea", NULL};
    static const char *const IGNORED[] = {"bdi", "br", NULL};
    struct text name = take_name(reader);
    bool ignored = is_one_of(name, IGNORED);
    if (!ignored)
        buffer_format(&reader->tree, "%*s%.*s", (int)reader->lines_depth, "", TEXT_ARG(name));
    read_attributes(reader, ignored);
    if (!ignored)
        buffer_add_byte(&reader->tree, '\n');
    bool closed = take(reader, "/");
    if (!take(reader, ">") && reader->fault == NULL)
        reader->fault = "a tag that is not closed";
    if (closed || is_one_of(name, VOID) || reader->fault != NULL)
        return;
    if (is_one_of(name, RAW)) {
        read_raw(reader, name);
        return;
    }
    if (reader->depth == DEEPEST) {
        reader->fault = "too deep";
        return;
    }
    reader->open[reader->depth++] = name;
    reader->lines_depth += !ignored;
}

static void read_end_tag(struct reader *reader)
{
    struct text name = take_name(reader);
    if (reader->depth == 0 || !text_equal(reader->open[reader->depth - 1], name) || !take(reader, ">"))
        reader->fault = "an end tag that matches none";
    else
        reader->lines_depth -= !text_is(reader->open[--reader->depth], "bdi");
}

static void read_next(struct reader *reader)
{
    size_t next = reader->at;
    if (take(reader, "</")) {
        read_end_tag(reader);
    } else if (take(reader, "<!doctype html>")) {
        return;
    } else if (take(reader, "<")) {
        read_start_tag(reader);
    } else if (peek(reader) == '>') {
        reader->fault = "a bare >";
    } else if (peek(reader) == '&') {
        read_reference(reader);
    } else {
        (void)text_next_code_point(reader->page, &next);
        reader->at = next;
    }
}

static const char *characters_fault(struct text page)
{
    for (size_t at = 0; at < page.length;) {
        int32_t c = text_next_code_point(page, &at);
        if (c < 0)
            return "not UTF-8";
        if ((c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0))
            return "a control character";
        if ((c >= 0x202a && c <= 0x202e) || c == 0x2066 || c == 0x2067)
            return "a character that overrides the direction";
    }
    return NULL;
}

enum outcome html_tree_read(struct arena *arena, struct text page, struct text *ret_tree, struct text *ret_fault)
{
    struct reader *reader = arena_new(arena, struct reader);
    *reader = (struct reader){.arena = arena, .page = page, .tree = buffer_open(PAGE_MOST)};
    reader->fault = characters_fault(page);
    while (reader->fault == NULL && reader->at < page.length)
        read_next(reader);
    if (reader->fault == NULL && reader->depth > 0)
        reader->fault = "an element that is not closed";
    if (reader->fault == NULL)
        *ret_tree = arena_text(arena, buffer_text(&reader->tree));
    else
        *ret_fault = arena_format(arena, "%s before: %.*s", reader->fault,
                                  TEXT_ARG(text_slice(page, reader->at, reader->at + 60)));
    buffer_close(&reader->tree);
    return reader->fault == NULL ? OK : INVALID;
}

/* ---- Hostile texts ---- */

static const struct text HOSTILE[] = {
    TEXT_CONSTANT("<script>alert(1)</script>"),
    TEXT_CONSTANT("</title></textarea></option><img src=x onerror=alert(1)>"),
    TEXT_CONSTANT("\" onmouseover=\"alert(1)\" x=\""),
    TEXT_CONSTANT("' onmouseover='alert(1)' x='"),
    TEXT_CONSTANT("javascript:alert(1)"),
    TEXT_CONSTANT("JaVaScRiPt&colon;alert(1)"),
    TEXT_CONSTANT("java\tscript:alert(1)"),
    TEXT_CONSTANT("\x01javascript:alert(1)"),
    TEXT_CONSTANT("data:text/html,<script>alert(1)</script>"),
    TEXT_CONSTANT("//evil.example/"),
    TEXT_CONSTANT("/\\evil.example/"),
    TEXT_CONSTANT("&lt;b&gt; &amp; & &#60;script&#62;"),
    TEXT_CONSTANT("--><!-- <![CDATA[ ]]> <?php {{ x }} {% end %} {1} {2}"),
    TEXT_CONSTANT("زينب <b>بنت</b> \"أحمد\" \u202eأوجدة\u202c \u2067x"),
    TEXT_CONSTANT("ⵜⴰⵎⴰⵣⵉⵖⵜ ' < > \u2028 \u2069\u2069</bdi>"),
    TEXT_CONSTANT("አበበ \"በቀለ\" &amp; 姓名 <ul><li>"),
    TEXT_CONSTANT("a\0b<i>\x7f\x1b[31m\r\n\n<br>"),
    TEXT_CONSTANT("\xff\xfe<\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80>\xe2\x82"),
    TEXT_CONSTANT(""),
};
_Static_assert(sizeof HOSTILE / sizeof *HOSTILE == HOSTILE_COUNT, "the header says how many");

struct text hostile_text(struct text text, void *context)
{
    (void)text;
    const size_t *which = context;
    return HOSTILE[*which % HOSTILE_COUNT];
}

struct text harmless_text(struct text text, void *context)
{
    (void)text;
    (void)context;
    return TEXT("a");
}

static struct text rendered(struct output out, void (*render)(struct output *, const void *), const void *view,
                            struct text *ret_fault)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(PAGE_MOST);
    struct text tree = TEXT_NONE;
    out.buffer = &buffer;
    render(&out, view);
    if (buffer.full)
        *ret_fault = TEXT("larger than a page may be");
    else if (html_tree_read(out.arena, buffer_text(&buffer), &tree, ret_fault) != OK)
        return TEXT_NONE;
    return tree;
}

struct text html_hostile_fault(struct arena *arena, void (*render)(struct output *out, const void *view),
                               const void *view)
{
    for (size_t language = 0; language < LANGUAGE_COUNT; language++) {
        struct output out = {.arena = arena, .language = language_at(language), .substitute = harmless_text};
        struct text fault = TEXT_NONE;
        struct text expected = rendered(out, render, view, &fault);
        for (size_t which = 0; which < HOSTILE_COUNT && text_is_empty(fault); which++) {
            out.substitute = hostile_text;
            out.substitute_context = &which;
            struct text tree = rendered(out, render, view, &fault);
            if (text_is_empty(fault) && !text_equal(tree, expected))
                fault = arena_format(arena, "text %zu changes the tree to:\n%.*s", which, TEXT_ARG(tree));
        }
        if (!text_is_empty(fault))
            return arena_format(arena, "%s: %.*s", language_tag(out.language), TEXT_ARG(fault));
    }
    return TEXT_NONE;
}
