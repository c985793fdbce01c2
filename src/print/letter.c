#include "print/letter.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "system/file.h"

/* What a line begins with.  Longer marks come first. */
static const struct {
    const char *start;
    enum letter_mark mark;
} MARKS[] = {
    {"### ", LETTER_HEADING_3}, {"## ", LETTER_HEADING_2}, {"# ", LETTER_HEADING_1},
    {"- ", LETTER_ITEM},        {"[ ] ", LETTER_CHOICE},   {"[x] ", LETTER_TICKED},
    {"> ", LETTER_FACT},        {"~ ", LETTER_SIGNATURES}, {"! ", LETTER_NOTE},
};

struct parsing {
    const char *const *places;
    struct letter *letter;
    struct letter_line *lines;
    struct letter_fault fault;
};

static enum outcome refuse(struct parsing *parsing, const char *message)
{
    parsing->fault.message = message;
    return INVALID;
}

static int place_of(const char *const *places, struct text name)
{
    for (int i = 0; places[i] != NULL; i++)
        if (text_is(name, places[i]))
            return i;
    return -1;
}

/* ---- the head: "name: value" up to an empty line ---- */

static enum outcome read_setting(struct parsing *parsing, struct text line)
{
    struct letter *letter = parsing->letter;
    struct text name;
    if (!text_split(&line, ':', &name))
        return refuse(parsing, "a line of the head is \"name: value\"");
    struct text value = text_trim(line);
    const struct {
        const char *name;
        struct text *place;
    } PLACES[] = {{"name", &letter->name},
                  {"values", &letter->values},
                  {"source", &letter->source},
                  {"page", &letter->page_number},
                  {"draft", &letter->draft}};
    for (size_t i = 0; i < sizeof PLACES / sizeof *PLACES; i++)
        if (text_is(text_trim(name), PLACES[i].name)) {
            *PLACES[i].place = value;
            return text_is_empty(value) ? refuse(parsing, "a setting of the head has no value") : OK;
        }
    if (!text_is(text_trim(name), "direction"))
        return refuse(parsing, "the head knows name, direction, values, page, source and draft");
    letter->right_to_left = text_is(value, "rtl");
    return letter->right_to_left || text_is(value, "ltr") ? OK : refuse(parsing, "direction is ltr or rtl");
}

static enum outcome check_head(struct parsing *parsing)
{
    const struct letter *letter = parsing->letter;
    if (text_is_empty(letter->name) || text_is_empty(letter->source) || text_is_empty(letter->page_number))
        return refuse(parsing, "the head has to say name, source and page");
    if (!text_is(letter->values, "fr") && !text_is(letter->values, "ar") && !text_is(letter->values, "en"))
        return refuse(parsing, "values is fr, ar or en");
    return OK;
}

/* ---- the body ---- */

/* Every place is one we can fill, and every brace belongs to a place. */
static enum outcome check_places(struct parsing *parsing, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '}')
            return refuse(parsing, "a brace closes nothing");
        if (text.at[i] != '{')
            continue;
        struct text rest = text_slice(text, i + 1, text.length);
        ptrdiff_t end = text_find_byte(rest, '}');
        if (end < 0 || place_of(parsing->places, text_slice(rest, 0, (size_t)end)) < 0)
            return refuse(parsing, "there is no such place to fill");
        i += (size_t)end + 1;
    }
    return OK;
}

/* "?name rest": the line is there only when the place has something in it. */
static enum outcome read_condition(struct parsing *parsing, struct text *line, int *ret_place)
{
    struct text name;
    *ret_place = -1;
    if (!text_starts_with(*line, TEXT("?")))
        return OK;
    struct text rest = text_slice(*line, 1, line->length);
    bool found = text_split(&rest, ' ', &name);
    *ret_place = found ? place_of(parsing->places, name) : -1;
    *line = text_trim(rest);
    if (*ret_place >= 0 && text_is_empty(*line))
        return refuse(parsing, "nothing stands behind the place that is asked about");
    return *ret_place < 0 ? refuse(parsing, "there is no such place to ask about") : OK;
}

/* A line without a mark goes on with what stands above it, unless that takes one line only. */
static bool goes_on_with(const struct letter_line *before, const struct letter_line *line)
{
    return line->mark == LETTER_TEXT && line->only_with < 0 && before->mark >= LETTER_TEXT &&
           before->mark <= LETTER_TICKED;
}

static enum outcome split_fact(struct parsing *parsing, struct letter_line *line)
{
    struct text label;
    struct text rest = line->text;
    if (text_find_byte(rest, '|') < 0 || !text_split(&rest, '|', &label))
        return refuse(parsing, "a fact is \"> label | value\"");
    line->text = text_trim(label);
    line->value = text_trim(rest);
    return OK;
}

static enum outcome read_line(struct parsing *parsing, struct text text, bool goes_on)
{
    struct letter *letter = parsing->letter;
    struct letter_line line = {.mark = LETTER_TEXT};
    enum outcome outcome = read_condition(parsing, &text, &line.only_with);
    if (outcome != OK)
        return outcome;
    line.text = text;
    if (text_is(text, "---")) {
        line.mark = LETTER_PAGE;
        line.text = TEXT_NONE;
    }
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS && line.mark == LETTER_TEXT; i++)
        if (text_starts_with(text, text_from(MARKS[i].start))) {
            line.mark = MARKS[i].mark;
            line.text = text_trim(text_slice(text, strlen(MARKS[i].start), text.length));
        }
    outcome = check_places(parsing, line.text);
    if (outcome == OK && line.mark == LETTER_FACT)
        outcome = split_fact(parsing, &line);
    if (outcome != OK)
        return outcome;
    struct letter_line *before = letter->line_count > 0 ? &parsing->lines[letter->line_count - 1] : NULL;
    if (goes_on && before != NULL && goes_on_with(before, &line)) {
        before->text.length = (size_t)(line.text.at - before->text.at) + line.text.length; /* with its line feed */
        return OK;
    }
    if (letter->line_count == LETTER_LINES_MOST)
        return refuse(parsing, "too many lines");
    parsing->lines[letter->line_count++] = line;
    return OK;
}

enum outcome letter_parse(struct arena *arena, struct text source, const char *const *places, struct letter *ret_letter,
                          struct letter_fault *ret_fault)
{
    struct letter letter = {0};
    struct parsing parsing = {.places = places, .letter = &letter};
    enum outcome outcome = text_is_clean(source, true) ? OK : refuse(&parsing, "not clean UTF-8 text");
    bool head = true, goes_on = false;
    struct text line;
    parsing.lines = arena_array(arena, struct letter_line, LETTER_LINES_MOST);
    while (outcome == OK && text_split(&source, '\n', &line)) {
        parsing.fault.line++;
        line = text_trim(line);
        if (head && text_is_empty(line)) {
            head = false;
            outcome = check_head(&parsing);
        } else if (head)
            outcome = read_setting(&parsing, line);
        else if (!text_is_empty(line))
            outcome = read_line(&parsing, line, goes_on);
        goes_on = !text_is_empty(line);
    }
    if (outcome == OK && letter.line_count == 0)
        outcome = refuse(&parsing, "there is no text behind the head");
    letter.lines = parsing.lines;
    if (outcome == OK)
        *ret_letter = letter;
    else
        *ret_fault = parsing.fault;
    return outcome;
}

/* ---- the profile's files ---- */

/* "fr" of "voluntary_return.fr.txt"; empty for the file of another letter. */
static struct text language_of_file(const struct letter_set *set, struct text name)
{
    size_t length = strlen(set->name);
    if (!text_starts_with(name, text_from(set->name)) || !text_ends_with(name, TEXT(".txt")) ||
        name.length < length + sizeof ".x.txt" - 1 || name.at[length] != '.')
        return TEXT_NONE;
    return text_slice(name, length + 1, name.length - (sizeof ".txt" - 1));
}

static enum outcome load(struct arena *arena, const char *path, struct text language, struct letter_set *set)
{
    struct text source;
    struct letter_fault fault = {0};
    enum outcome outcome = file_read(arena, path, LETTER_MOST, &source);
    if (outcome != OK || set->count == LETTERS_MOST) {
        (void)fprintf(stderr, "sanad: %s: cannot be read, is too large, or one too many\n", path);
        return FAILED;
    }
    outcome = letter_parse(arena, source, set->places, &set->letters[set->count], &fault);
    if (outcome != OK) {
        (void)fprintf(stderr, "sanad: %s:%d: %s\n", path, fault.line, fault.message);
        return FAILED;
    }
    set->letters[set->count++].language = arena_text(arena, language);
    return OK;
}

/* The program's own languages first, as everywhere. */
static int rank(const struct letter *letter)
{
    static const char *const FIRST[] = {"fr", "ar", "en"};
    for (int i = 0; i < 3; i++)
        if (text_is(letter->language, FIRST[i]))
            return i;
    return 3;
}

static void sort(struct letter_set *set)
{
    for (size_t i = 1; i < set->count; i++)
        for (size_t k = i; k > 0; k--) {
            struct letter *a = &set->letters[k - 1], *b = &set->letters[k];
            if (rank(a) < rank(b) || (rank(a) == rank(b) && text_compare(a->language, b->language) <= 0))
                break;
            struct letter other = *a;
            *a = *b;
            *b = other;
        }
}

enum outcome letter_set_load(struct arena *arena, const char *directory, struct letter_set *set)
{
    const char *path = arena_string(arena, arena_format(arena, "%s/letters", directory));
    enum outcome outcome = OK;
    set->letters = arena_array(arena, struct letter, LETTERS_MOST);
    set->count = 0;
    DIR *files = opendir(path);
    if (files == NULL)
        return OK;
    for (const struct dirent *file; outcome == OK && (file = readdir(files)) != NULL;) {
        struct text language = language_of_file(set, text_from(file->d_name));
        if (!text_is_empty(language))
            outcome = load(arena, arena_string(arena, arena_format(arena, "%s/%s", path, file->d_name)), language, set);
    }
    (void)closedir(files);
    sort(set);
    return outcome;
}

const struct letter *letter_in(const struct letter_set *set, struct text language)
{
    for (size_t i = 0; i < set->count; i++)
        if (text_equal(set->letters[i].language, language))
            return &set->letters[i];
    return NULL;
}

/* ---- on paper ---- */

#define TO_WRITE_ON "…………………………"

struct filling {
    struct arena *arena;
    const char *const *places;
    const struct text *values;
};

/* Lines of the file are no lines of the paragraph. */
static void add_words(struct buffer *buffer, struct text words)
{
    for (size_t i = 0; i < words.length; i++)
        buffer_add_byte(buffer, words.at[i] == '\n' ? ' ' : words.at[i]);
}

static struct text filled(const struct filling *filling, struct text text, bool leave_room)
{
    AUTO_BUFFER struct buffer buffer = buffer_open(PAPER_TEXT_MOST);
    while (text.length > 0) {
        ptrdiff_t begin = text_find_byte(text, '{'), end = text_find_byte(text, '}');
        if (begin < 0 || end < begin)
            break;
        int place = place_of(filling->places, text_slice(text, (size_t)begin + 1, (size_t)end));
        struct text value = place < 0 ? TEXT_NONE : filling->values[place];
        add_words(&buffer, text_slice(text, 0, (size_t)begin));
        if (!text_is_empty(value))
            buffer_add(&buffer, paper_isolate(filling->arena, value));
        else if (leave_room)
            buffer_add(&buffer, TEXT(TO_WRITE_ON));
        text = text_slice(text, (size_t)end + 1, text.length);
    }
    add_words(&buffer, text);
    return arena_text(filling->arena, buffer_text(&buffer));
}

static void put_signatures(const struct filling *filling, struct text labels, struct paper *paper)
{
    struct text each[PAPER_COLUMNS_MOST], label;
    size_t count = 0;
    while (count < PAPER_COLUMNS_MOST && text_split(&labels, '|', &label))
        each[count++] = filled(filling, text_trim(label), true);
    paper_signatures(paper, each, count);
}

static void put_line(const struct filling *filling, const struct letter_line *line, struct paper *paper)
{
    static void (*const SIMPLE[])(struct paper *, struct text) = {
        [LETTER_TEXT] = paper_text, [LETTER_NOTE] = paper_note, [LETTER_ITEM] = paper_item};
    if (line->mark == LETTER_SIGNATURES)
        put_signatures(filling, line->text, paper);
    else if (line->mark == LETTER_FACT)
        paper_fact(paper, filled(filling, line->text, true), filled(filling, line->value, false));
    else if (line->mark == LETTER_PAGE)
        paper_page_break(paper);
    else if (line->mark <= LETTER_HEADING_3)
        paper_heading(paper, (int)line->mark + 1, filled(filling, line->text, true));
    else if (line->mark == LETTER_CHOICE || line->mark == LETTER_TICKED)
        paper_choice(paper, line->mark == LETTER_TICKED, filled(filling, line->text, true));
    else
        SIMPLE[line->mark](paper, filled(filling, line->text, true));
}

void letter_put(const struct letter *letter, const char *const *places, const struct text *values, struct paper *paper)
{
    struct filling filling = {paper_arena(paper), places, values};
    for (size_t i = 0; i < letter->line_count; i++) {
        const struct letter_line *line = &letter->lines[i];
        if (line->only_with < 0 || !text_is_empty(values[line->only_with]))
            put_line(&filling, line, paper);
    }
}
