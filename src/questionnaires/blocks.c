#include "questionnaires/blocks.h"

#include <string.h>

static const char *const KINDS[] = {"dimension", "list", "section", "question"};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

static bool begins_block(struct text line, struct text *ret_kind, struct text *ret_code)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        struct text kind = text_from(KINDS[i]);
        if (!text_starts_with(line, kind) || line.length <= kind.length || line.at[kind.length] != ' ')
            continue;
        *ret_kind = kind;
        *ret_code = text_trim(text_slice(line, kind.length, line.length));
        return true;
    }
    return false;
}

struct blocks blocks_of(struct arena *arena, struct text text)
{
    struct blocks blocks = {.arena = arena, .at = arena_array(arena, struct block, BLOCKS_MOST)};
    struct text rest = text;
    struct text line;
    struct text kind, code;
    size_t from = 0;
    size_t at = 0;
    struct block *open = &blocks.at[blocks.count++];
    while (rest.length > 0 && text_split(&rest, '\n', &line)) {
        if (begins_block(line, &kind, &code) && blocks.count < BLOCKS_MOST) {
            open->text = text_slice(text, from, at);
            open = &blocks.at[blocks.count++];
            *open = (struct block){.kind = kind, .code = code};
            from = at;
        }
        at += line.length + 1;
    }
    open->text = text_slice(text, from, at < text.length ? at : text.length);
    return blocks;
}

struct text blocks_text(const struct blocks *blocks)
{
    struct buffer all AUTO_BUFFER = buffer_open(2 * QUESTIONNAIRE_TEXT_MOST);
    for (size_t i = 0; i < blocks->count; i++) {
        buffer_add(&all, blocks->at[i].text);
        if (blocks->at[i].text.length > 0 && !text_ends_with(blocks->at[i].text, TEXT("\n")))
            buffer_add_byte(&all, '\n');
    }
    return arena_text(blocks->arena, buffer_text(&all));
}

size_t blocks_find(const struct blocks *blocks, const char *kind, struct text code)
{
    for (size_t i = 0; i < blocks->count; i++)
        if (text_is(blocks->at[i].kind, kind) && text_equal(blocks->at[i].code, code))
            return i;
    return blocks->count;
}

static struct block block_of(struct text text)
{
    struct block block = {.text = text};
    struct text rest = text;
    struct text line = TEXT_NONE;
    while (rest.length > 0 && text_split(&rest, '\n', &line) && line.length == 0)
        ;
    (void)begins_block(line, &block.kind, &block.code);
    return block;
}

void blocks_replace(struct blocks *blocks, size_t at, struct text text)
{
    bool head = blocks->at[at].kind.length == 0;
    blocks->at[at] = head ? (struct block){.text = text} : block_of(text);
}

void blocks_insert(struct blocks *blocks, size_t at, struct text text)
{
    if (blocks->count == BLOCKS_MOST)
        return; /* far beyond what a questionnaire may hold: reading it refuses what is there already */
    memmove(&blocks->at[at + 1], &blocks->at[at], (blocks->count - at) * sizeof *blocks->at);
    blocks->at[at] = block_of(text);
    blocks->count++;
}

/* Behind the block and all that goes with it. */
static size_t end_of(const struct blocks *blocks, size_t at)
{
    size_t end = at + 1;
    if (text_is(blocks->at[at].kind, "section"))
        while (end < blocks->count && text_is(blocks->at[end].kind, "question"))
            end++;
    return end;
}

void blocks_remove(struct blocks *blocks, size_t at)
{
    size_t end = end_of(blocks, at);
    memmove(&blocks->at[at], &blocks->at[end], (blocks->count - end) * sizeof *blocks->at);
    blocks->count -= end - at;
}

/* Puts [middle, end) before [from, middle). */
static void turn(struct blocks *blocks, size_t from, size_t middle, size_t end)
{
    size_t first = middle - from;
    struct block *kept = arena_array(blocks->arena, struct block, first);
    memcpy(kept, &blocks->at[from], first * sizeof *kept);
    memmove(&blocks->at[from], &blocks->at[middle], (end - middle) * sizeof *kept);
    memcpy(&blocks->at[from + (end - middle)], kept, first * sizeof *kept);
}

/* A question passes the head of a section, so that it goes from one section to the next. */
static bool move_question(struct blocks *blocks, size_t at, bool down)
{
    size_t other = down ? at + 1 : at - 1;
    if (other >= blocks->count ||
        (!text_is(blocks->at[other].kind, "question") && !text_is(blocks->at[other].kind, "section")))
        return false;
    if (!down && text_is(blocks->at[other].kind, "section") && !text_is(blocks->at[other - 1].kind, "question") &&
        !text_is(blocks->at[other - 1].kind, "section"))
        return false; /* the first of the first section */
    turn(blocks, down ? at : other, down ? other : at, (down ? other : at) + 1);
    return true;
}

bool blocks_move(struct blocks *blocks, size_t at, bool down)
{
    struct text kind = blocks->at[at].kind;
    size_t end = end_of(blocks, at);
    if (text_is(kind, "question"))
        return move_question(blocks, at, down);
    if (down) {
        if (end >= blocks->count || !text_equal(blocks->at[end].kind, kind))
            return false;
        turn(blocks, at, end, end_of(blocks, end));
        return true;
    }
    size_t before = at;
    while (before > 0 && !text_equal(blocks->at[before - 1].kind, kind) &&
           text_is(blocks->at[before - 1].kind, "question"))
        before--;
    if (before == 0 || !text_equal(blocks->at[before - 1].kind, kind))
        return false;
    turn(blocks, before - 1, at, end);
    return true;
}

static size_t rank_of(struct text kind)
{
    size_t rank = 0;
    for (size_t i = 0; i < KIND_COUNT; i++)
        if (text_is(kind, KINDS[i]))
            rank = i + 1;
    return rank;
}

size_t blocks_place(const struct blocks *blocks, const char *kind, struct text after)
{
    size_t rank = rank_of(text_from(kind));
    size_t place = 0;
    bool question = text_is(text_from(kind), "question");
    for (size_t i = 0; i < blocks->count; i++) {
        struct text other = blocks->at[i].kind;
        if (question && after.length > 0 && text_equal(blocks->at[i].code, after)) {
            if (text_is(other, "question"))
                return i + 1;
            if (text_is(other, "section"))
                return end_of(blocks, i);
        }
        if (text_is(text_from(kind), "section") || question || rank_of(other) <= rank)
            place = i + 1;
    }
    return place;
}

/* ---- texts of blocks ---- */

void block_put_string(struct buffer *block, const char *word, struct text text)
{
    if (text.length == 0)
        return;
    buffer_add(block, text_from(word));
    buffer_add(block, TEXT(" \""));
    for (size_t i = 0; i < text.length; i++) {
        char byte = text.at[i];
        if (byte == '"' || byte == '\\')
            buffer_add_byte(block, '\\');
        if (byte != '\r')
            buffer_add_byte(block, byte == '\n' || byte == '\t' ? ' ' : byte);
    }
    buffer_add(block, TEXT("\"\n"));
}

void block_put_words(struct buffer *block, const char *before, const struct words *words)
{
    static const char *const TAGS[QUESTIONNAIRE_LANGUAGES] = {"fr", "ar", "en"};
    for (size_t i = 0; i < QUESTIONNAIRE_LANGUAGES; i++)
        if (words->in[i].length > 0) {
            buffer_add(block, text_from(before));
            block_put_string(block, TAGS[i], words->in[i]);
        }
}

struct text blocks_empty(struct arena *arena, struct text name, const struct words *title)
{
    struct buffer all AUTO_BUFFER = buffer_open(QUESTIONNAIRE_TEXT_MOST);
    buffer_format(&all, "questionnaire %.*s\n", TEXT_ARG(name));
    if (words_in(title, 0).length > 0)
        buffer_add(&all, TEXT("title\n"));
    block_put_words(&all, "  ", title);
    buffer_add(&all, TEXT("status proposed\n"));
    return arena_text(arena, buffer_text(&all));
}
